"""Tables (.csv): answers to a survey, a document a row; also the reading of any table with its line numbers.

Invariant: a cell is text exactly as in the file, cleaned; a row that is not read is named. Lines are counted from 1.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quoth.errors import ReaderError
from quoth.model.text import Transcript, Turn
from quoth.readers import plain
from quoth.readers.clean import clean, one_line
from quoth.readers.decode import decode
from quoth.readers.files import LARGEST, open_file
from quoth.readers.options import File, Options

__all__ = ["Row", "read", "read_attributes", "read_table"]

_DELIMITERS = ",;\t|"
_SAMPLE = 65_536
"""Characters from which the delimiter is found out."""
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Where it begins in the file."""
    cells: Mapping[str, str]
    """Column name to cell; every column is there, with an empty string where the row has nothing."""


def read(file: File) -> tuple[Transcript, ...]:
    """A document for each row that holds an answer, named by the id column; the other columns are attributes.

    Raises ReaderError where the columns are not said or not there, and where an id is missing or repeated.
    """
    options = file.options
    columns, rows, control = _rows(decode(file.data, file.label), file.label, options.delimiter)
    id_column, texts = _columns(file.label, options, columns)
    seen: dict[str, int] = {}
    made: list[Transcript] = []
    silent: list[Row] = []
    for row in rows:
        text, turns, notes = _answers(row, texts, options)
        if not turns:
            silent.append(row)
            continue
        name = one_line(row.cells[id_column])
        if not name:
            raise ReaderError(
                f"{file.label}:{row.line}: the row has an answer but nothing in “{id_column}”.", "Give every row an id."
            )
        if name in seen:
            raise ReaderError(
                f"{file.label}:{row.line}: the id “{name}” stands in line {seen[name]} already.",
                f"Make the ids in “{id_column}” differ, or name another column with --id.",
            )
        seen[name] = row.line
        attributes = {
            key: value
            for key, cell in row.cells.items()
            if key not in (id_column, *texts) and (value := one_line(cell))
        }
        made.append(Transcript(name, text, turns, file.source, attributes, notes=notes))
    if not made:
        raise ReaderError(
            f"{file.label} has no row with an answer in {_listed(texts)}.", f"Its columns: {_listed(columns)}."
        )
    return (replace(made[0], notes=(*plain.removed(control), *_left_out(silent), *made[0].notes)), *made[1:])


def _answers(row: Row, columns: Sequence[str], options: Options) -> tuple[str, tuple[Turn, ...], tuple[str, ...]]:
    """The row's answers one after another, a blank line between, their turns with the column as section."""
    text = ""
    turns: list[Turn] = []
    notes: list[str] = []
    for column in columns:
        cell = row.cells[column]
        if not cell.strip():
            continue
        at = len(text) + 2 if text else 0
        text = f"{text}\n\n{cell}" if text else cell
        made, said = plain.as_turns(cell, options.speakers, column)
        turns += [replace(turn, start=turn.start + at, end=turn.end + at, speech=turn.speech + at) for turn in made]
        notes += said
    return text, tuple(turns), tuple(notes)


def _left_out(rows: Sequence[Row]) -> tuple[str, ...]:
    if not rows:
        return ()
    lines = ", ".join(str(row.line) for row in rows[:10]) + (", ..." if len(rows) > 10 else "")
    plural = "s" if len(rows) > 1 else ""
    return (f"{len(rows)} row{plural} without an answer left out (line{plural} {lines}).",)


def _columns(label: str, options: Options, columns: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The columns as the header spells them."""
    if not options.id_column or not options.text_columns:
        raise ReaderError(
            f"{label} is a table: say which column names the documents and which holds the text.",
            f"Give --id COLUMN --text COLUMN. Columns: {_listed(columns)}.",
        )
    spelled = {column.casefold(): column for column in reversed(columns)} | {column: column for column in columns}
    wanted = (options.id_column, *options.text_columns)
    found = [spelled.get(one_line(name)) or spelled.get(one_line(name).casefold()) for name in wanted]
    for name, column in zip(wanted, found, strict=True):
        if column is None:
            raise ReaderError(f"{label} has no column “{name}”.", f"Columns: {_listed(columns)}.")
    id_column, *texts = (column for column in found if column is not None)
    return id_column, tuple(dict.fromkeys(texts))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) + (", ..." if len(columns) > 20 else "")


def read_table(path: Path, delimiter: str = "") -> list[Row]:
    """The rows of a table with a header line, whose cells are clean text.

    Raises ReaderError with the line for a repeated column, a row longer than the header or an open quotation mark.
    """
    return _rows(decode(open_file(path, "table", Options(), None).data, str(path)), str(path), delimiter)[1]


def read_attributes(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Document (name or file name, in NFC) to its attributes, from a table with a column `document`."""
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for row in read_table(path):
        column = next((name for name in row.cells if name.casefold() == "document"), None)
        if column is None:
            raise ReaderError(f"{path} has no column “document”.", f"Columns: {_listed(list(row.cells))}.")
        name = one_line(row.cells[column])
        if not name:
            raise ReaderError(
                f"{path}:{row.line}: the row names no document.", "Give its name or file name in “document”."
            )
        if name in lines:
            raise ReaderError(
                f"{path}:{row.line}: “{name}” stands in line {lines[name]} already.", "Keep one row a document."
            )
        lines[name] = row.line
        found[name] = {key: value for key, cell in row.cells.items() if key != column and (value := one_line(cell))}
    return found


def _rows(text: str, label: str, delimiter: str) -> tuple[list[str], list[Row], int]:
    """Columns, rows that are not blank, and how many control characters were removed."""
    csv.field_size_limit(LARGEST)
    delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n'):
        raise ReaderError(f"“{delimiter}” cannot part the cells of a table.", "Give one character: , ; | or a tab.")
    chosen = delimiter or _sniff(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True)
    columns: list[str] = []
    rows: list[Row] = []
    control = 0
    line = 1
    try:
        for raw in reader:
            cleaned = [clean(cell, label) for cell in raw]
            control += sum(count for _, count in cleaned)
            cells = [cell for cell, _ in cleaned]
            if not any(cell.strip() for cell in cells):
                pass
            elif not columns:
                columns = _header(cells, label, line)
            else:
                rows.append(Row(line, _cells(cells, columns, label, line, chosen)))
            line = reader.line_num + 1
    except csv.Error:
        raise ReaderError(
            f"{label}:{line}: a quotation mark is not closed, or stands in a cell without being doubled.",
            "Save the table again as CSV UTF-8 from the program it was made with.",
        ) from None
    if not columns:
        raise ReaderError(f"{label} holds no table.", "Save it as CSV UTF-8 with the column names in the first line.")
    return columns, rows, control


def _header(cells: Sequence[str], label: str, line: int) -> list[str]:
    columns = [one_line(cell) or f"column {number}" for number, cell in enumerate(cells, 1)]
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        raise ReaderError(f"{label}:{line}: the column “{twice[0]}” stands there twice.", "Rename one of them.")
    return columns


def _cells(cells: list[str], columns: Sequence[str], label: str, line: int, delimiter: str) -> Mapping[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise ReaderError(
            f"{label}:{line}: the row has {len(cells)} cells, the header {len(columns)} "
            f"(parted by {_NAMES.get(delimiter, delimiter)}).",
            "Put quotation marks around cells that hold the delimiter, or name another with --delimiter.",
        )
    return dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False))


def _sniff(text: str) -> str:
    """The delimiter that cuts the header into cells and most rows into as many; a comma where none does."""
    sample = text[:_SAMPLE]

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error:
            return 0.0, 0
        if len(sample) < len(text) and len(rows) > 2:
            rows.pop()
        wide = len(rows[0]) if rows else 0
        return (sum(len(row) == wide for row in rows) / len(rows), wide) if wide > 1 else (0.0, 0)

    return max(_DELIMITERS, key=fit)
