"""When new interviews stop bringing new codes.

Owns Guest, Namey and Chen's figures (PLoS ONE 15(5): e0232076, 2020): codes found in the first `base` interviews, then
in each run of `run` interviews the codes that are new, as a share of the base; saturation is reached at the first run
whose share is at most the threshold. Runs move on by one interview and so overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quoth.analysis.counted import Counted
from quoth.model.tables import Column, Kind, Line, Report, Scope, Table

__all__ = ["Saturation", "order_of", "saturated", "saturation"]


@dataclass(frozen=True, slots=True)
class Saturation:
    """The figures, for interviews in their order."""

    new: tuple[int, ...]
    """Codes that occur for the first time in each interview."""
    base: int
    """Codes in the first interviews."""
    runs: tuple[tuple[int, int, int, float | None], ...]
    """First and last interview (from 1), codes new in the run, and by codes of the base, 0 to 1."""
    reached: int | None
    """The interview after which the first run is at most the threshold; None if never."""


def saturated(present: list[frozenset[int]], base: int, run: int, threshold: float) -> Saturation:
    """The figures for the codes of each interview in order; `threshold` is a share, 0 to 1."""
    known: set[int] = set()
    new = []
    for codes in present:
        new.append(len(codes - known))
        known |= codes
    of_base = sum(new[:base])
    runs: list[tuple[int, int, int, float | None]] = []
    reached = None
    for first in range(base, len(present) - run + 1):
        found = sum(new[first : first + run])
        share = found / of_base if of_base else None
        runs.append((first + 1, first + run, found, share))
        if reached is None and share is not None and share <= threshold:
            reached = first + run
    return Saturation(tuple(new), of_base, tuple(runs), reached)


def order_of(counted: Counted, attribute: str) -> list[int]:
    """The interviews that were coded or read, in the order of import, or of an attribute (numbers and dates sorted)."""
    there = np.flatnonzero((counted.number.sum(axis=1) > 0) | counted.read.any(axis=1)).tolist()
    if not attribute:
        return list(there)

    def key(index: int) -> tuple[bool, float, str]:
        value = counted.documents[index].attributes.get(attribute, "")
        try:
            return not value, float(value.replace(",", ".")), value
        except ValueError:
            return not value, 0.0, ".".join(reversed(value.split("."))) if value.count(".") == 2 else value

    return sorted(there, key=key)


def saturation(counted: Counted, base: int, run: int, threshold: float, attribute: str = "") -> Report:
    """New codes by interview, and the runs after the base; `threshold` is 0 to 1."""
    order = order_of(counted, attribute)
    present = [frozenset(np.flatnonzero(counted.number[i]).tolist()) for i in order]
    found = saturated(present, base, run, threshold)
    so_far = np.cumsum(found.new).tolist() if found.new else []
    columns = (
        Column("place", "No.", Kind.COUNT),
        Column("document", "Document"),
        Column("codes", "Codes", Kind.COUNT, Scope()),
        Column("new", "New", Kind.COUNT),
        Column("cumulative", "So far", Kind.COUNT),
    )
    rows = tuple(
        (place, counted.names[i], len(codes), fresh, total)
        for place, (i, codes, fresh, total) in enumerate(zip(order, present, found.new, so_far, strict=True), 1)
    )
    scopes = tuple(Scope(documents=frozenset({counted.names[i]})) for i in order)
    interviews = Table("documents", "New codes by interview", columns, rows, scopes)
    head = (
        Column("first", "From", Kind.COUNT),
        Column("last", "To", Kind.COUNT),
        Column("new", "New codes", Kind.COUNT),
        Column("percent", "% of the base", Kind.PERCENT),
        Column("saturated", "At most the threshold"),
    )
    lines = tuple(
        (
            low,
            high,
            new,
            None if share is None else 100 * share,
            "yes" if share is not None and share <= threshold else "",
        )
        for low, high, new, share in found.runs
    )
    runs = Table(
        "runs",
        f"Runs of {run} interviews after a base of {base}",
        head,
        lines,
        reasons={(i, "percent"): "the base has no code" for i, line in enumerate(lines) if line[3] is None},
    )
    named = tuple(counted.names[i] for i in order)
    line = Line("Codes found, by interview", named, tuple(map(float, so_far)), "codes", tuple(map(float, found.new)))
    notes = (*counted.notes, *_notes(found, base, run, threshold, attribute, len(order)))
    return Report("saturation", "Saturation", (interviews, runs), counted.counts, notes, line)


def _notes(found: Saturation, base: int, run: int, threshold: float, attribute: str, number: int) -> tuple[str, ...]:
    said = (
        f"Guest, Namey and Chen 2020: base size {base}, run length {run}, new information threshold {threshold:.0%}. "
        "Runs move on by one interview."
    )
    ordered = f"Interviews in the order of {attribute or 'import'}; only those coded or read count."
    if number < base + run:
        verdict = f"{number} interviews are fewer than base and run need ({base + run}): nothing can be said."
    elif found.reached is None:
        verdict = "The threshold is not reached."
    else:
        verdict = (
            f"Reached at interview {found.reached - run} with the {run} after it ({found.reached - run}+{run}): the "
            f"first run that brings at most {threshold:.0%} of the {found.base} codes of the base."
        )
    return said, verdict, ordered, "It says that the codebook fills up, not that all has been understood."
