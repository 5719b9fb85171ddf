"""A report as Markdown: a heading and a table each, with what was counted below."""

from __future__ import annotations

from collections.abc import Iterator

from quoth.exporters.markdown import escape
from quoth.model.tables import Kind, Report, Table, shown

__all__ = ["text"]


def text(report: Report) -> str:
    """The whole page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escape(report.title)}"
    for table in report.tables:
        yield f"\n## {escape(table.title)}\n"
        yield "| " + " | ".join(_cell(column.title) for column in table.columns) + " |"
        yield "|" + "|".join(" --- " if column.kind is Kind.TEXT else " ---: " for column in table.columns) + "|"
        yield from _rows(table)
        yield ""
        yield from (f"{escape(note)}  " for note in (*table.notes, *(table.counts or report.counts).lines()))
    if report.notes:
        yield "\n## Notes\n"
        yield from (f"- {escape(note)}" for note in report.notes)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield "| " + " | ".join(_cell(shown(cell, column.kind, "–")) for cell, column in cells) + " |"


def _cell(words: str) -> str:
    """Line ends become breaks: a cell of a Markdown table is one line."""
    return "<br>".join(escape(line) for line in words.split("\n"))
