"""A report as the terminal shows it: its tables, then what must be said, then what was counted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quoth.model.columns import table as columns
from quoth.model.tables import Kind, Report, Table, shown

__all__ = ["text"]

_WIDTH = 96


def text(report: Report) -> str:
    """The whole report."""
    parts = ["\n".join(_table(table)) for table in report.tables]
    reasons = [f"–: {reason}." for reason in dict.fromkeys(r for t in report.tables for r in t.reasons.values())]
    said = [*reasons, *report.notes, *report.counts.lines()]
    parts.append("\n".join(line for note in said for line in textwrap.wrap(note, _WIDTH)))
    return "\n\n".join(parts)


def _table(table: Table) -> Iterator[str]:
    yield table.title
    wanted = [i for i, column in enumerate(table.columns) if column.key != "code" or not _labelled(table)]
    head = [table.columns[i].title for i in wanted]
    body = [[_cell(table, number, i) for i in wanted] for number in range(len(table.rows))]
    right = [place for place, i in enumerate(wanted) if table.columns[i].kind is not Kind.TEXT]
    yield columns(head, body, right=right)
    yield from (line for note in table.notes for line in textwrap.wrap(note, _WIDTH))


def _cell(table: Table, row: int, column: int) -> str:
    """A dash where a figure cannot be estimated, nothing where none belongs."""
    where = table.columns[column]
    return shown(table.rows[row][column], where.kind, "–" if (row, where.key) in table.reasons else "")


def _labelled(table: Table) -> bool:
    """Whether codes are named by their labels, so that ids need no room of their own."""
    return any(column.key == "label" for column in table.columns)
