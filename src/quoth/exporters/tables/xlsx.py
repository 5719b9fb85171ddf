"""A report as an Excel workbook: a sheet a table, numbers as numbers, text never as a formula or a link."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from quoth.exporters.guard import legal
from quoth.model.tables import Cell, Column, Kind, Report, Table

__all__ = ["data"]

_FORMATS = {Kind.PERCENT: "0.0", Kind.NUMBER: "0.00", Kind.CHANCE: "0.000", Kind.COUNT: "#,##0"}
_LONGEST = 32_000
"""Characters that Excel takes in a cell, less room for the words that say so."""
_ALWAYS = datetime(2000, 1, 1)
_CUT = " […] (cut: Excel takes no more; the CSV has all)"


def data(report: Report) -> bytes:
    """The file's bytes; the same report gives the same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, settings)
    book.set_properties({"title": legal(report.title), "created": _ALWAYS})
    look: dict[Any, Any] = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 13}),
        "dim": book.add_format({"font_color": "#555555", "italic": True}),
        "text": book.add_format({"valign": "top"}),
        "wide": book.add_format({"text_wrap": True, "valign": "top"}),
        **{kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()},
    }
    used: set[str] = set()
    for table in report.tables:
        _sheet(book.add_worksheet(_name(table.title, used)), table, report, look)
    if report.notes:
        sheet = book.add_worksheet(_name("Notes", used))
        sheet.set_column(0, 0, 110)
        for row, note in enumerate(report.notes):
            sheet.write_string(row, 0, legal(note), look["wide"])
    book.close()
    return stream.getvalue()


def _sheet(sheet: Any, table: Table, report: Report, look: dict[Any, Any]) -> None:
    sheet.write_string(0, 0, legal(table.title), look["title"])
    for place, column in enumerate(table.columns):
        sheet.write_string(2, place, legal(column.title), look["head"])
        sheet.set_column(place, place, _width(table, place, column))
    for row, cells in enumerate(table.rows, 3):
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write(sheet, row, place, cell, column, look)
    sheet.freeze_panes(3, 0)
    if table.rows:
        sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)
    below = 4 + len(table.rows)
    for row, line in enumerate((*table.notes, *(table.counts or report.counts).lines()), below):
        sheet.write_string(row, 0, legal(line), look["dim"])


def _write(sheet: Any, row: int, place: int, cell: Cell, column: Column, look: dict[Any, Any]) -> None:
    if cell is None:
        sheet.write_blank(row, place, None)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, place, cell, look[column.kind] if column.kind in _FORMATS else look["text"])
    else:
        words = legal("; ".join(cell) if isinstance(cell, tuple) else cell)
        shown = words if len(words) <= _LONGEST else words[:_LONGEST] + _CUT
        sheet.write_string(row, place, shown, look["wide" if column.wide or "\n" in words else "text"])


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
