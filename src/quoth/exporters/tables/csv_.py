"""A report as CSV: a file a kind of table, each with one header, and one that says what was counted.

Numbers are written in full with a point; what cannot be estimated is empty. User text is guarded against formulas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from quoth.exporters.guard import guard
from quoth.model.tables import Cell, Report, Table, columns_of

__all__ = ["files", "text"]


def text(report: Report) -> str:
    """The first kind of table."""
    return next(files(report))[1]


def files(report: Report) -> Iterator[tuple[str, str]]:
    """The name that tells a file from the first (empty for that), and its contents."""
    kinds: dict[str, list[Table]] = {}
    for table in report.tables:
        kinds.setdefault(table.key, []).append(table)
    for index, (key, tables) in enumerate(kinds.items()):
        header = columns_of(tables)
        yield (key if index else ""), _lines([header, *_rows(tables, header)])
    counts = report.counts
    numbers = [("codings", counts.codings), ("documents", counts.documents), ("participants", counts.participants)]
    said = [
        ("layer", counts.layer),
        ("filters", counts.filters),
        ("codebook", counts.codebook),
        ("quoth", counts.quoth),
    ]
    notes = [("note", note) for note in report.notes]
    yield "about", _lines([("name", "value"), ("report", report.title), *numbers, *said, *notes])


def _rows(tables: Sequence[Table], header: Sequence[str]) -> Iterator[list[Cell]]:
    for table in tables:
        keys = [column.key for column in table.columns]
        for row in table.rows:
            cells: dict[str, Cell] = {**table.of, **dict(zip(keys, row, strict=True))}
            yield [cells.get(key) for key in header]


def _lines(rows: Sequence[Sequence[Cell]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([[_plain(cell) for cell in row] for row in rows])
    return stream.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return guard("; ".join(cell))
    return guard(cell) if isinstance(cell, str) else repr(cell)
