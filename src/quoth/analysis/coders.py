"""Who coded what, when, and what they could see meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quoth.analysis.counted import Counted
from quoth.model.tables import Cell, Column, Kind, Report, Scope, Table

__all__ = ["Work", "coders"]


@dataclass(frozen=True, slots=True)
class Work:
    """What one coder did in one document, beside applying codes."""

    first: str = ""
    """When the first and last coding was made, UTC."""
    last: str = ""
    suggested: int = 0
    """Codings that came from a suggestion."""
    done: str = ""
    """When it was marked as done; empty for never."""
    current: bool = False
    """Whether that was under the codebook in force."""
    saw: tuple[str, ...] = ()
    """`suggestions`, `others`."""


def coders(counted: Counted, work: Mapping[tuple[str, str], Work]) -> Report:
    """A row for each coder, and for each coder in each document; `work` by coder and name of document."""
    size = max(len(counted.coders), 1)
    number = np.bincount(
        counted.codings.document * size + counted.codings.coder, minlength=len(counted.documents) * size
    ).reshape(-1, size)
    index = {coder: i for i, coder in enumerate(counted.coders)}
    places = {name: i for i, name in enumerate(counted.names)}
    everyone = sorted({*counted.coders, *(coder for coder, name in work if name in places)})
    rows: list[tuple[Cell, ...]] = []
    scopes: list[Scope] = []
    total: list[tuple[Cell, ...]] = []
    whole: list[Scope] = []
    for coder in everyone:
        column = index.get(coder)
        mine = [w for (who, name), w in work.items() if who == coder and name in places]
        codings = int(number[:, column].sum()) if column is not None else 0
        used = len(np.unique(counted.codings.code[counted.codings.coder == column])) if column is not None else 0
        touched = sum(
            1
            for name in counted.names
            if (column is not None and number[places[name], column]) or work.get((coder, name), Work()).done
        )
        total.append(
            (coder, codings, used, touched, sum(bool(w.done) for w in mine), *_when(mine), *_seen(mine, codings))
        )
        whole.append(Scope(coder=coder))
        for name in counted.names:
            here = work.get((coder, name), Work())
            count = int(number[places[name], column]) if column is not None else 0
            if not count and not here.done and not here.saw:
                continue
            done = "" if not here.done else "yes" if here.current else "under an earlier codebook"
            rows.append((coder, name, count, done, *_when([here]), here.suggested, ", ".join(here.saw) or "nothing"))
            scopes.append(Scope(coder=coder, documents=frozenset({name})))
    return Report(
        "coders", "Coders", (_totals(total, whole), _each(rows, scopes)), counted.counts, (*counted.notes, *_NOTES)
    )


_NOTES = (
    "Saw: whether suggestions or others' codings were visible to the coder in the document, as recorded from the first "
    "day. Unaided: documents done without either.",
    "Times are UTC.",
)


def _when(mine: Sequence[Work]) -> tuple[str, str]:
    return min((w.first for w in mine if w.first), default=""), max((w.last for w in mine), default="")


def _seen(mine: Sequence[Work], codings: int) -> tuple[Cell, ...]:
    suggested = sum(w.suggested for w in mine)
    aided = [w for w in mine if w.done and w.saw]
    return suggested, 100 * suggested / codings if codings else None, sum(bool(w.done) for w in mine) - len(aided)


def _totals(rows: Sequence[tuple[Cell, ...]], scopes: Sequence[Scope]) -> Table:
    columns = (
        Column("coder", "Coder"),
        Column("codings", "Codings", Kind.COUNT, Scope()),
        Column("codes", "Codes", Kind.COUNT),
        Column("documents", "Documents", Kind.COUNT),
        Column("done", "Done", Kind.COUNT),
        Column("first", "First coding"),
        Column("last", "Last coding"),
        Column("from_suggestions", "From suggestions", Kind.COUNT),
        Column("percent_from_suggestions", "% of codings", Kind.PERCENT),
        Column("unaided", "Done unaided", Kind.COUNT),
    )
    reasons = {(i, "percent_from_suggestions"): "nothing is coded" for i, row in enumerate(rows) if row[8] is None}
    return Table("coders", "Coders", columns, tuple(rows), tuple(scopes), reasons=reasons)


def _each(rows: Sequence[tuple[Cell, ...]], scopes: Sequence[Scope]) -> Table:
    columns = (
        Column("coder", "Coder"),
        Column("document", "Document"),
        Column("codings", "Codings", Kind.COUNT, Scope()),
        Column("done", "Done"),
        Column("first", "First coding"),
        Column("last", "Last coding"),
        Column("from_suggestions", "From suggestions", Kind.COUNT),
        Column("saw", "Saw"),
    )
    return Table("documents", "By document", columns, tuple(rows), tuple(scopes))
