"""A report as the terminal shows it: its tables, then what must be said, then what was counted."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from quoth.model.columns import cells
from quoth.model.columns import table as columns
from quoth.model.tables import Kind, Report, Table, shown
from quoth.model.visible import clean, one_line

__all__ = ["text"]

_WIDTH = 96
_MOST = 6
"""Columns of running text that are shown side by side."""
_NARROW, _LEAST = 24, 18
"""Cells that a short column takes at most, and one of running text at least."""


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
    if _square(table):
        body = [[f"{number} {row[0]}", *row[1:]] for number, row in enumerate(body, 1)]
        head = [head[0], *(str(number) for number in range(1, len(head)))]
    if sum(table.columns[i].wide for i in wanted) > _MOST:
        yield f"Too wide for a terminal ({len(wanted)} columns): --xlsx, --docx or --html, or fewer codes with --code."
    elif not body:
        yield "None."
    elif any(column.wide for column in table.columns):
        yield from _wrapped(head, body, [table.columns[i].wide for i in wanted])
    else:
        yield columns(head, body, right=right)
    yield from (line for note in table.notes for line in textwrap.wrap(note, _WIDTH))
    if table.counts is not None and table.of:
        yield table.counts.lines()[0]


def _cell(table: Table, row: int, column: int) -> str:
    """A dash where a figure cannot be estimated, nothing where none belongs."""
    where = table.columns[column]
    return shown(table.rows[row][column], where.kind, "–" if (row, where.key) in table.reasons else "")


def _wrapped(head: Sequence[str], body: Sequence[Sequence[str]], wide: Sequence[bool]) -> Iterator[str]:
    """Columns whose running text is broken into lines, with an empty line between rows."""
    fixed = [
        0 if is_wide else min(_NARROW, max(cells(one_line(row[i])) for row in (head, *body)))
        for i, is_wide in enumerate(wide)
    ]
    room = shutil.get_terminal_size((_WIDTH, 24)).columns - sum(fixed) - 2 * (len(wide) - 1)
    each = max(_LEAST, room // sum(wide))
    widths = [each if is_wide else width for is_wide, width in zip(wide, fixed, strict=True)]
    for number, row in enumerate((head, *body)):
        parts = [list(_broken(cell, width)) for cell, width in zip(row, widths, strict=True)]
        for line in zip_longest(*parts, fillvalue=""):
            yield "  ".join(
                part + " " * (width - cells(part)) for part, width in zip(line, widths, strict=True)
            ).rstrip()
        if number:
            yield ""


def _broken(cell: str, width: int) -> Iterator[str]:
    for paragraph in clean(cell).split("\n"):
        yield from textwrap.wrap(paragraph, width) or [""]


def _square(table: Table) -> bool:
    """Whether columns are the rows once more: then numbers head them, as long labels would not fit."""
    return [row[0] for row in table.rows] == [column.key for column in table.columns[2:]] != []


def _labelled(table: Table) -> bool:
    """Whether codes are named by their labels, so that ids need no room of their own."""
    return any(column.key == "label" for column in table.columns)
