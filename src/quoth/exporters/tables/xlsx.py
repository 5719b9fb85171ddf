"""A report as an Excel workbook: a sheet a table, numbers as numbers, text never as a formula or a link."""

from __future__ import annotations

import io
import re

from quoth.exporters import xlsx
from quoth.exporters.guard import legal
from quoth.exporters.xlsx import Look
from quoth.model.tables import Cell, Column, Kind, Report, Table

__all__ = ["data"]

_FORMATS = {Kind.PERCENT: "0.0", Kind.NUMBER: "0.00", Kind.CHANCE: "0.000", Kind.COUNT: "#,##0"}


def data(report: Report) -> bytes:
    """The file's bytes; the same report gives the same bytes."""
    stream = io.BytesIO()
    used = {"long cells"}
    with xlsx.book(stream, report.title) as book:
        for table in report.tables:
            book.sheet(
                _name(table.title, used),
                [column.title for column in table.columns],
                (tuple(map(_plain, row)) for row in table.rows),
                looks=[_look(table, place, column) for place, column in enumerate(table.columns)],
                title=table.title,
                below=(*table.notes, *(table.counts or report.counts).lines()),
            )
        if report.notes:
            notes = [(note,) for note in report.notes]
            book.sheet(_name("Notes", used), ("Notes",), notes, looks=[Look(110, wrap=True)])
    return stream.getvalue()


def _plain(cell: Cell) -> str | int | float | None:
    return "; ".join(cell) if isinstance(cell, tuple) else cell


def _look(table: Table, place: int, column: Column) -> Look:
    lines = column.wide or any("\n" in cell for row in table.rows if isinstance(cell := row[place], str))
    return Look(_width(table, place, column), lines, _FORMATS.get(column.kind, ""))


def _width(table: Table, place: int, column: Column) -> float:
    if column.wide:
        return 44
    if column.kind is not Kind.TEXT:
        return max(9, min(16, len(column.title) + 1))
    longest = max((len(str(row[place] or "")) for row in table.rows), default=0)
    return max(8, min(40, max(longest, len(column.title)) + 2))


def _name(title: str, used: set[str]) -> str:
    """A name that Excel takes for a sheet: at most 31 characters, none of []:*?/\\, no twins, no apostrophe outside."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", legal(title)).strip().strip("'")[:31].strip() or "Sheet"
    name, number = plain, 2
    while name.casefold() in used or name.casefold() == "history":
        end = f" {number}"
        name, number = plain[: 31 - len(end)] + end, number + 1
    used.add(name.casefold())
    return name
