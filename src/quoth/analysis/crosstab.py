"""Codes against an attribute, by the presence of a code in a document.

Owns the figures of a cell. The base is the documents that were read for a code, or all of them; a document that is not
in the base counts neither as a yes nor as a no.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quoth.analysis.counted import ABSENT, PRESENT, Counted
from quoth.analysis.significance import Test, adjusted_residuals, expected, holm, test
from quoth.model.tables import Cell, Column, Grid, Kind, Report, Scope, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BASES", "MEASURES", "Cells", "cells", "crosstab"]

BASES = ("read", "all")
MEASURES = ("documents", "column", "row", "codings", "rate")
_LACKING = "(no value)"


@dataclass(frozen=True, slots=True)
class Cells:
    """Codes x values of an attribute."""

    values: tuple[str, ...]
    """"" for documents without the attribute."""
    present: NDArray[np.int64]
    """Documents of the base that have the code."""
    absent: NDArray[np.int64]
    codings: NDArray[np.int64]
    words: NDArray[np.int64]
    """Words that participants say in all documents of a value, coded or not; by value."""
    documents: NDArray[np.int64]
    """All documents of a value, in the base or not."""

    @property
    def base(self) -> NDArray[np.int64]:
        """Documents that count for the code."""
        return self.present + self.absent


def cells(counted: Counted, attribute: str, *, read: bool) -> Cells:
    """The counts of a crosstab; with `read` only documents that were read for the code are its base."""
    groups = counted.groups(attribute)
    values = tuple(sorted(groups, key=lambda value: (value == "", value)))
    presence = counted.presence(read=read)
    inside = [groups[value] for value in values]
    return Cells(
        values,
        np.array([(presence[i] == PRESENT).sum(axis=0) for i in inside]).T,
        np.array([(presence[i] == ABSENT).sum(axis=0) for i in inside]).T,
        np.array([counted.number[i].sum(axis=0) for i in inside]).T,
        np.array([counted.words[i].sum() for i in inside]),
        np.array([len(i) for i in inside]),
    )


def crosstab(
    counted: Counted, attribute: str, *, base: str = "", tested: bool = False, measures: Sequence[str] = ()
) -> Report:
    """Tables of a code in each value of an attribute; `base` is `read`, `all`, or empty for `read` where it can be."""
    chosen = base or ("read" if counted.anything_read else "all")
    found = cells(counted, attribute, read=chosen == "read")
    tables = [_measured(counted, attribute, found, name) for name in measures or MEASURES]
    notes = list(counted.notes)
    if chosen == "read":
        left = int((counted.presence(read=False) == PRESENT).sum() - found.present.sum())
        said = "Base: documents read for the code (marked as done under its definition); others are missing, not zero."
        more = f" Left out so: {left} times a code in a document not done; --base all counts them." if left else ""
        notes.append(said + more)
    else:
        notes.append("Base: all documents, read or not. A document that nobody read counts as one without the code.")
    if tested:
        tables += _tests(counted, attribute, found)
        notes += _CAVEATS
    grid = Grid(
        f"Documents with each code, by {attribute}",
        counted.labels,
        tuple(value or _LACKING for value in found.values),
        tuple(
            tuple(_share(p, b) for p, b in zip(*rows, strict=True))
            for rows in zip(found.present, found.base, strict=True)
        ),
        "% of documents in the base",
    )
    return Report("crosstab", f"Codes by {attribute}", tuple(tables), counted.counts, tuple(notes), grid)


_CAVEATS = (
    "Tests ask whether the presence of a code differs between the groups more than chance would have it, for documents "
    "drawn at random. Interviews seldom are: read p as a hint where to look, not as proof. p (Holm) makes up for how "
    "many codes were tested.",
    "Chi-square where all expected counts are 5 or more (with more than two groups: all at least 1, four fifths 5 or "
    "more), without correction for continuity; else Fisher's exact test, two-sided. Documents without the attribute "
    "are left out.",
    "Adjusted residuals: beyond 2 or -2 a group has the code more, or less, often than expected.",
)


def _share(part: int, whole: int) -> float | None:
    return 100 * int(part) / int(whole) if whole else None


_TITLES = {
    "documents": ("documents", "documents with the code", Kind.COUNT),
    "column": ("column_percents", "% of the group's documents (column %)", Kind.PERCENT),
    "row": ("row_percents", "% of the documents with the code (row %)", Kind.PERCENT),
    "codings": ("codings", "codings", Kind.COUNT),
    "rate": ("rates", "codings per 1,000 words that participants say", Kind.NUMBER),
}


def _figure(found: Cells, name: str) -> Callable[[int, int | None], float | int | None]:
    """The figure of a code in a value, or in all of them for None."""

    def figure(code: int, value: int | None) -> float | int | None:
        if name == "codings":
            return int(found.codings[code].sum() if value is None else found.codings[code, value])
        if name == "rate":
            words = int(found.words.sum() if value is None else found.words[value])
            number = int(found.codings[code].sum() if value is None else found.codings[code, value])
            return 1000 * number / words if words else None
        present = int(found.present[code].sum() if value is None else found.present[code, value])
        if name == "documents":
            return present
        if name == "row":
            return _share(present, int(found.present[code].sum()))
        return _share(present, int(found.base[code].sum() if value is None else found.base[code, value]))

    return figure


_REASONS = {
    "column": "no document of the group is in the base",
    "row": "no document of the base has the code",
    "rate": "no participant's words in these documents",
}


def _measured(counted: Counted, attribute: str, found: Cells, name: str) -> Table:
    key, title, kind = _TITLES[name]
    figure = _figure(found, name)
    columns = [Column("code", "id"), Column("label", "Code")]
    groups = counted.groups(attribute)
    for value, number in zip(found.values, found.documents, strict=True):
        inside = frozenset(counted.names[i] for i in groups[value])
        heading = f"{value or _LACKING} (n={number})"
        columns.append(Column(f"{attribute}={value}", heading, kind, Scope(documents=inside)))
    columns.append(Column("total", f"Total (n={found.documents.sum()})", kind, Scope()))
    rows: list[tuple[Cell, ...]] = []
    reasons: dict[tuple[int, str], str] = {}
    for code, (name_, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
        values = [figure(code, value) for value in range(len(found.values))]
        rows.append((name_, label, *values, figure(code, None)))
        for column, cell in zip(columns[2:], rows[-1][2:], strict=True):
            if cell is None:
                reasons[code, column.key] = _REASONS[name]
    scopes = tuple(Scope(codes=frozenset({code})) for code in counted.codes)
    return Table(key, f"Codes by {attribute}: {title}", tuple(columns), tuple(rows), scopes, {}, reasons)


def _tests(counted: Counted, attribute: str, found: Cells) -> list[Table]:
    known = [i for i, value in enumerate(found.values) if value]
    present, absent = found.present[:, known], found.absent[:, known]
    results = [test(p.tolist(), a.tolist()) for p, a in zip(present, absent, strict=True)]
    adjusted = holm([result.p for result in results])
    head = (
        Column("code", "id"),
        Column("label", "Code"),
        Column("test", "Test"),
        Column("statistic", "Chi-square", Kind.NUMBER),
        Column("df", "df", Kind.COUNT),
        Column("p", "p", Kind.CHANCE),
        Column("p_holm", "p (Holm)", Kind.CHANCE),
        Column("smallest_expected", "Smallest expected", Kind.NUMBER),
        Column("documents", "n", Kind.COUNT),
    )
    rows = tuple(
        (code, label, r.name, r.statistic, r.freedom, r.p, p, r.smallest_expected, int((have + lack).sum()))
        for code, label, r, p, have, lack in zip(
            counted.codes, counted.labels, results, adjusted, present, absent, strict=True
        )
    )
    reasons = {(i, key): r.reason for i, r in enumerate(results) if r.p is None for key in ("p", "p_holm")}
    tests = Table("tests", f"Whether codes depend on {attribute}", head, rows, reasons=reasons)
    values = [found.values[i] for i in known]
    return [tests, *(_per_cell(counted, attribute, values, results, present, absent, which) for which in (0, 1))]


def _per_cell(
    counted: Counted,
    attribute: str,
    values: Sequence[str],
    results: Sequence[Test],
    present: NDArray[np.int64],
    absent: NDArray[np.int64],
    which: int,
) -> Table:
    """Expected counts (0) or adjusted residuals (1) of documents with the code."""
    key, title = (("expected", "expected documents with the code"), ("residuals", "adjusted residuals"))[which]
    columns = [Column("code", "id"), Column("label", "Code")]
    columns += [Column(f"{attribute}={value}", value, Kind.NUMBER) for value in values]
    rows: list[tuple[Cell, ...]] = []
    reasons: dict[tuple[int, str], str] = {}
    for index, (code, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
        table = np.array([present[index], absent[index]])
        figures = (expected, adjusted_residuals)[which](table)[0]
        cells_: list[Cell] = [float(f) if results[index].p is not None and np.isfinite(f) else None for f in figures]
        rows.append((code, label, *cells_))
        for column, cell in zip(columns[2:], cells_, strict=True):
            if cell is None:
                reasons[index, column.key] = results[index].reason or "the group has no document in the base"
    return Table(key, f"Codes by {attribute}: {title}", tuple(columns), tuple(rows), reasons=reasons)
