"""Which codes occur together: on the same span, overlapping, in one sentence, in one turn.

Owns what "together" means. For all four a coding covers a run of units: distinct spans, stretches of text between the
borders of codings, sentences, or turns. Codings of different coders count together where the layer has several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quoth.analysis.counted import Counted
from quoth.model.tables import Cell, Column, Grid, Kind, Report, Scope, Table

__all__ = ["UNITS", "Places", "Together", "beside", "cooccurrence", "places", "together"]

UNITS = ("span", "overlap", "sentence", "turn")
Ints = NDArray[np.int64]
_AT_ONCE = 1_000_000
"""Cells of units x codes held at a time."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which units each coding covers: those from `first` up to and without `after`."""

    first: Ints
    after: Ints
    weight: Ints
    """By unit: 1, or for stretches of text their length in code points."""
    document: Ints
    """By unit."""


@dataclass(frozen=True, slots=True)
class Together:
    """Codes x codes."""

    count: Ints
    """Units that both cover; for `overlap` pairs of codings that share a character. On the diagonal the code's own
    units; for `overlap` its codings."""
    jaccard: NDArray[np.float64]
    """Units that both cover by units that either covers, weighted; NaN where neither covers any."""


def places(counted: Counted, unit: str, sentences: tuple[Ints, Ints, Ints] | None = None) -> Places:
    """The units of a kind; `sentences` gives document, start and end of each, ordered, where the unit is `sentence`."""
    codings = counted.codings
    if unit == "overlap":
        return _stretches(counted)
    if unit == "span":
        keys = np.stack([codings.document, codings.start, codings.end], axis=1)
        spans, index = np.unique(keys, axis=0, return_inverse=True)
        index = index.reshape(-1).astype(np.int64)
        return Places(index, index + 1, np.ones(len(spans), dtype=np.int64), spans[:, 0])
    if unit == "turn":
        document, start, end = counted.turns.document, counted.turns.start, counted.turns.end
    else:
        assert sentences is not None
        document, start, end = sentences
    reach = _reach(counted)
    first = np.searchsorted(document * reach + end, codings.document * reach + codings.start, side="right")
    after = np.searchsorted(document * reach + start, codings.document * reach + codings.end, side="left")
    return Places(first, np.maximum(first, after), np.ones(len(document), dtype=np.int64), document)


def _reach(counted: Counted) -> int:
    return int(max(counted.lengths.max(initial=0), counted.codings.end.max(initial=0))) + 2


def _stretches(counted: Counted) -> Places:
    codings, reach = counted.codings, _reach(counted)
    base = codings.document * reach
    borders = np.unique(np.concatenate([base + codings.start, base + codings.end]))
    weight = np.diff(borders, append=borders[-1:] if len(borders) else [])
    first = np.searchsorted(borders, base + codings.start)
    after = np.searchsorted(borders, base + codings.end)
    return Places(first, after, weight, borders // reach)


def together(counted: Counted, unit: str, where: Places) -> Together:
    """How often each pair of codes occurs together."""
    size = len(counted.codes)
    both = np.zeros((size, size), dtype=np.float64)
    for weight, covered in _covered(counted, where):
        both += (covered * weight[:, None]).T @ covered
    own = np.diag(both)
    either = own[:, None] + own[None, :] - both
    with np.errstate(divide="ignore", invalid="ignore"):
        jaccard = np.where(either > 0, both / either, np.nan)
    count = _pairs(counted) if unit == "overlap" else np.rint(both).astype(np.int64)
    return Together(count, jaccard)


def _covered(counted: Counted, where: Places) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Weights of units, and units x codes (0 or 1), for some documents at a time."""
    size, documents = max(len(counted.codes), 1), len(counted.documents)
    edges = np.searchsorted(where.document, np.arange(documents + 1))
    parts = np.searchsorted(counted.codings.document, np.arange(documents + 1))
    low = 0
    while low < documents:
        high = low + 1
        while high < documents and (edges[high + 1] - edges[low]) * size <= _AT_ONCE:
            high += 1
        units = slice(int(edges[low]), int(edges[high]))
        here = slice(int(parts[low]), int(parts[high]))
        steps = np.zeros((units.stop - units.start + 1, size), dtype=np.int32)
        code = counted.codings.code[here]
        np.add.at(steps, (where.first[here] - units.start, code), 1)
        np.add.at(steps, (where.after[here] - units.start, code), -1)
        covered = (np.cumsum(steps, axis=0)[:-1] > 0).astype(np.float64)
        yield where.weight[units].astype(np.float64), covered
        low = high


def _pairs(counted: Counted) -> Ints:
    """Pairs of codings that share a character, by their codes; on the diagonal the codings of each code."""
    size, codings = len(counted.codes), counted.codings
    found = np.zeros((size, size), dtype=np.int64)
    parts = np.searchsorted(codings.document, np.arange(len(counted.documents) + 1))
    for low, high in pairwise(parts.tolist()):
        here = slice(low, high)
        code, start, end = codings.code[here], codings.start[here], codings.end[here]
        begun = _running(code, start, size)
        over = _running(code, end, size)
        row = begun[np.searchsorted(np.sort(start), end, side="left")]
        row = row - over[np.searchsorted(np.sort(end), start, side="right")]
        np.add.at(found, code, row)
    found[np.diag_indices(size)] = np.bincount(codings.code, minlength=size)
    return found


def _running(code: Ints, position: Ints, size: int) -> Ints:
    """By how many positions are passed, in order, how many of them belong to each code."""
    order = np.argsort(position, kind="stable")
    steps = np.zeros((len(code) + 1, size), dtype=np.int64)
    steps[np.arange(1, len(code) + 1), code[order]] = 1
    return np.cumsum(steps, axis=0)


def beside(counted: Counted, where: Places, code: str) -> NDArray[np.bool_]:
    """Which codings share a unit with a coding of this code."""
    others = counted.codings.code == (counted.codes.index(code) if code in counted.codes else -1)
    steps = np.zeros(len(where.weight) + 1, dtype=np.int64)
    np.add.at(steps, where.first[others], 1)
    np.add.at(steps, where.after[others], -1)
    before = np.concatenate([[0], np.cumsum(np.cumsum(steps)[:-1] > 0)])
    return before[where.after] > before[where.first]


_SAID = {
    "span": "Together: on exactly the same span. Count: spans that have both codes.",
    "overlap": "Together: sharing at least one character. Count: pairs of codings. Jaccard: characters under both "
    "codes by characters under either.",
    "sentence": "Together: in the same sentence. Count: sentences that have both codes.",
    "turn": "Together: in the same turn. Count: turns that have both codes.",
}


def cooccurrence(counted: Counted, unit: str, where: Places) -> Report:
    """The pairs of codes that occur together, most frequent first, and the matrix of counts."""
    found = together(counted, unit, where)
    used = [i for i in range(len(counted.codes)) if found.count[i, i]]
    pairs = [(i, j) for place, i in enumerate(used) for j in used[place + 1 :] if found.count[i, j]]
    pairs.sort(key=lambda pair: (-found.count[pair], *pair))
    notes = [*counted.notes, _SAID[unit]]
    if unit != "overlap":
        notes.append("Jaccard: units with both codes by units with either.")
    notes.append("In the matrix, a code with itself: all its " + ("codings." if unit == "overlap" else "units."))
    used_labels = tuple(counted.labels[i] for i in used)
    grid = Grid(
        f"Codes together ({unit})",
        used_labels,
        used_labels,
        tuple(tuple(None if i == j else float(found.count[i, j]) for j in used) for i in used),
        "pairs of codings" if unit == "overlap" else f"{unit}s",
    )
    tables = (_list(counted, found, pairs), _matrix(counted, found, used))
    title = f"Codes that occur together ({unit})"
    return Report("cooccurrence", title, tables, counted.counts, tuple(notes), grid)


def _list(counted: Counted, found: Together, pairs: list[tuple[int, int]]) -> Table:
    columns = (
        Column("code", "id"),
        Column("label", "Code"),
        Column("other", "other id"),
        Column("other_label", "With"),
        Column("count", "Count", Kind.COUNT, Scope()),
        Column("jaccard", "Jaccard", Kind.CHANCE),
    )
    names, labels = counted.codes, counted.labels
    rows = tuple(
        (names[i], labels[i], names[j], labels[j], int(found.count[i, j]), float(found.jaccard[i, j])) for i, j in pairs
    )
    scopes = tuple(Scope(codes=frozenset({names[i]}), beside=names[j]) for i, j in pairs)
    return Table("pairs", "Pairs, most frequent first", columns, rows, scopes)


def _matrix(counted: Counted, found: Together, used: list[int]) -> Table:
    columns = [Column("code", "id"), Column("label", "Code")]
    columns += [Column(counted.codes[j], counted.labels[j], Kind.COUNT, Scope(beside=counted.codes[j])) for j in used]
    rows: list[tuple[Cell, ...]] = [
        (counted.codes[i], counted.labels[i], *(int(found.count[i, j]) for j in used)) for i in used
    ]
    scopes = tuple(Scope(codes=frozenset({counted.codes[i]})) for i in used)
    return Table("matrix", "Matrix of counts", tuple(columns), tuple(rows), scopes)
