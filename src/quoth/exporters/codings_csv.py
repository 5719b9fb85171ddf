"""The table of codings that goes out and comes back: `document,start,end,code,coder,quote,memo,round`; also as JSONL.

Positions are code points of the document's text, end exclusive. A row with the code `-` and no span says that the
coder has read the document and coded what there was. Invariant: what `write_codings` writes, `read_codings` gives
back.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from quoth.errors import CodingError
from quoth.exporters.guard import guard, unguard
from quoth.i18n import _, ngettext

__all__ = ["COLUMNS", "DONE", "REQUIRED", "Cells", "CodingRow", "read_codings", "read_lines", "write_codings"]

COLUMNS = ("document", "start", "end", "code", "coder", "quote", "memo", "round")
REQUIRED = COLUMNS[:5]
DONE = "-"
"""In the column `code`: read and done."""

_LONGEST = 50_000_000
"""Characters in one cell: a coding may span a whole document."""


@dataclass(frozen=True, slots=True)
class CodingRow:
    """A coding as others know it: by the document's name, without ids. A done mark has no span."""

    document: str
    start: int | None
    end: int | None
    code: str
    coder: str
    quote: str = ""
    memo: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """A row as read, by column name, with the guard taken off; nothing is checked but its width."""

    line: int
    """1-based, where the row begins."""
    values: Mapping[str, str]
    problem: str = ""
    """What is wrong with the row's shape."""


def write_codings(rows: Iterable[CodingRow], target: TextIO, *, bom: bool = False, raw: bool = False) -> int:
    """Write header and rows as they come, and say how many rows. User text is guarded unless `raw`."""
    if bom:
        target.write("\ufeff")
    table = csv.writer(target, lineterminator="\r\n")
    table.writerow(COLUMNS)
    safe = str if raw else guard
    count = 0
    for row in rows:
        table.writerow(
            (
                safe(row.document),
                "" if row.start is None else row.start,
                "" if row.end is None else row.end,
                row.code if row.code == DONE else safe(row.code),
                safe(row.coder),
                safe(row.quote),
                safe(row.memo),
                safe(row.round),
            )
        )
        count += 1
    return count


def read_codings(source: TextIO, name: str, *, raw: bool = False) -> Iterator[Cells]:
    """Rows of a table of codings with comma, semicolon or tab, its columns in any order, unknown ones left aside.

    `source` must be opened with `newline=""`; `name` stands in messages. Empty rows are passed over. Raises
    CodingError when the header lacks a column that is needed or the file is not a table.
    """
    csv.field_size_limit(_LONGEST)
    header_line = source.readline().removeprefix("\ufeff")
    delimiter = max(",;\t", key=header_line.count)
    header = [cell.strip().lower() for cell in next(csv.reader([header_line], delimiter=delimiter), [])]
    if lacking := [column for column in REQUIRED if column not in header]:
        raise CodingError(
            ngettext(
                "{name}:1: the column {lacking} cannot be found.",
                "{name}:1: the columns {lacking} cannot be found.",
                len(lacking),
            ).format(name=name, lacking=", ".join(lacking)),
            _("The first line names the columns: {columns}.").format(columns=",".join(COLUMNS)),
        )
    rows = csv.reader(source, delimiter=delimiter, strict=True)
    line = 2
    try:
        for row in rows:
            if any(row):
                values = dict(zip(header, row if raw else map(unguard, row), strict=False))
                yield Cells(line, values, _problem(len(row), len(header)))
            line = rows.line_num + 2
    except csv.Error as error:
        raise CodingError(
            _("{name}:{line}: this is not a table from here on ({error}).").format(name=name, line=line, error=error),
            _("Look for a quotation mark that is not closed."),
        ) from error


def read_lines(source: TextIO, name: str) -> Iterator[Cells]:
    """Rows of a JSONL export, an object a line, as cells of a table. Raises CodingError naming the line."""
    for line, text in enumerate(source, 1):
        if not text.strip():
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise CodingError(
                _("{name}:{line}: this is not a JSON object.").format(name=name, line=line),
                _("quoth export jsonl writes one a line."),
            )
        values = {key: _cell(value) for key, value in found.items()}
        lacking = [column for column in REQUIRED if column not in values]
        yield Cells(line, values, _("no {columns}").format(columns=", ".join(lacking)) if lacking else "")


def _cell(value: object) -> str:
    """A value of JSON as the table has it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _problem(cells: int, columns: int) -> str:
    return "" if cells == columns else _("{cells} cells instead of {columns}").format(cells=cells, columns=columns)
