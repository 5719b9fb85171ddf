"""A report as a Word document: headings, tables with a header row that repeats, what was counted below each."""

from __future__ import annotations

import io
from collections.abc import Iterator

from quoth.exporters.word import Page, paragraph, run, word
from quoth.model.tables import Cell, Column, Kind, Report, Table, shown

__all__ = ["data"]

_UPRIGHT, _SIDEWAYS = Page(margin=850), Page(16838, 11906, 850)
_FIT = 7
"""Columns that fit on an upright page; a report with more lies on its side."""


def data(report: Report) -> bytes:
    """The file's bytes; the same report gives the same bytes."""
    stream = io.BytesIO()
    sideways = any(len(_wanted(table)) > _FIT or sum(c.wide for c in table.columns) > 2 for table in report.tables)
    page = _SIDEWAYS if sideways else _UPRIGHT
    with word(stream, report.title, page) as document:
        for part in _parts(report, page.room):
            document.write(part)
    return stream.getvalue()


def _parts(report: Report, width: int) -> Iterator[str]:
    yield paragraph("Heading1", run(report.title))
    for table in report.tables:
        yield paragraph("Heading2", run(table.title))
        yield from _table(table, width)
        for line in (*table.notes, *(table.counts or report.counts).lines()):
            yield paragraph("Small", run(line))
    if report.notes:
        yield paragraph("Heading2", run("Notes"))
        yield from (paragraph("Small", run(note)) for note in report.notes)


def _wanted(table: Table) -> list[int]:
    """Columns on paper: without the ids of codes, where labels name them."""
    labelled = {"label": "code", "other_label": "other"}
    left = {labelled[column.key] for column in table.columns if column.key in labelled}
    return [i for i, column in enumerate(table.columns) if column.key not in left]


def _table(table: Table, width: int) -> Iterator[str]:
    wanted = _wanted(table)
    columns = [table.columns[i] for i in wanted]
    shares = [3.0 if c.wide else _need(table, i, c) for i, c in zip(wanted, columns, strict=True)]
    widths = [int(width * share / sum(shares)) for share in shares]
    yield f'<w:tbl><w:tblPr><w:tblStyle w:val="Report"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield "".join(f'<w:gridCol w:w="{one}"/>' for one in widths) + "</w:tblGrid>"
    heads = "".join(_cell(c.title, c, w, bold=True) for c, w in zip(columns, widths, strict=True))
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
    for row in table.rows:
        cells = "".join(_cell(row[i], c, w) for i, c, w in zip(wanted, columns, widths, strict=True))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    yield "</w:tbl>"


def _need(table: Table, place: int, column: Column) -> float:
    """How wide a column wants to be, beside others: by its longest cell, within limits."""
    if column.kind is not Kind.TEXT:
        return max([0.6, *(len(word) / 9.5 for word in column.title.split())])
    longest = max([len(str(row[place] or "")) for row in table.rows] + [len(column.title)])
    return min(2.6, max(0.7, longest / 12))


def _cell(cell: Cell, column: Column, width: int, *, bold: bool = False) -> str:
    right = column.kind is not Kind.TEXT
    lines = shown(cell, column.kind, "–").split("\n")
    inside = "".join(paragraph("Cell", run(line, "Strong" if bold else ""), right=right) for line in lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'
