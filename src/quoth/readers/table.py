"""Tables (.csv, .xlsx): answers to a survey, a document a row or a question; also any table with its line numbers.

Invariant: a cell is text exactly as in the file, cleaned; a row that is not read is named. Lines are counted from 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.model.text import Kind, Role, Transcript, Turn
from quoth.readers import plain, sheet
from quoth.readers.clean import clean, one_line
from quoth.readers.decode import decode
from quoth.readers.files import LARGEST, open_file
from quoth.readers.options import File, Options

__all__ = ["Row", "read", "read_attributes", "read_table", "read_workbook"]

_DELIMITERS = ",;\t|"
_SAMPLE = 65_536
"""Characters from which the delimiter is found out."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its end, found one at a time, as a copy of a large table would fill the memory."""
_NAMES = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("vertical bar")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Where it begins in the file."""
    cells: Mapping[str, str]
    """Column name to cell; every column is there, with an empty string where the row has nothing."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A header and the rows below it that are not blank."""

    columns: list[str]
    rows: list[Row]
    control: int
    """How many control characters were removed."""


def read(file: File) -> tuple[Transcript, ...]:
    """A document for each row that holds an answer, named by the id column; the other columns are attributes.

    With `per` a document for each text column instead, a turn for each row. Raises ReaderError where the columns are
    not said or not there, and where an id is missing or repeated.
    """
    text = decode(file.data, file.label)
    return _documents(file, _table(_lines(text, file.label, file.options.delimiter), file.label))


def read_workbook(file: File) -> tuple[Transcript, ...]:
    """As `read`, from the cells of a workbook."""
    return _documents(file, _table(sheet.rows(file), file.label))


def _documents(file: File, table: _Table) -> tuple[Transcript, ...]:
    id_column, texts = _columns(file.label, file.options, table.columns)
    answered = _named(file.label, table.rows, id_column, texts)
    if not answered:
        raise ReaderError(
            _("{file} has no row with an answer in {columns}.").format(file=file.label, columns=_listed(texts)),
            _("Its columns: {columns}.").format(columns=_listed(table.columns)),
        )
    silent = [row for row in table.rows if not any(row.cells[column].strip() for column in texts)]
    rest = [column for column in table.columns if column not in (id_column, *texts)]
    if file.options.per == "question":
        asked = [column for column in texts if any(row.cells[column].strip() for row in answered.values())]
        made = [_question(file, column, answered) for column in asked]
        said = (f"Left out, as a document holds many respondents: {_listed(rest)}.",) if rest else ()
    else:
        made = [_respondent(file, name, row, texts, rest) for name, row in answered.items()]
        said = ()
    notes = (*plain.removed(table.control), *_left_out(silent), *said, *made[0].notes)
    return (replace(made[0], notes=notes), *made[1:])


def _named(label: str, rows: Iterable[Row], id_column: str, texts: Sequence[str]) -> dict[str, Row]:
    """The rows with an answer by their ids. Raises ReaderError for an id that is missing or repeated."""
    found: dict[str, Row] = {}
    for row in rows:
        if not any(row.cells[column].strip() for column in texts):
            continue
        name = one_line(row.cells[id_column])
        if not name:
            raise ReaderError(
                _("{label}:{line}: the row has an answer but nothing in “{id_column}”.").format(
                    label=label, line=row.line, id_column=id_column
                ),
                _("Give every row an id."),
            )
        if name in found:
            raise ReaderError(
                _("{label}:{line}: the id “{name}” stands in line {before} already.").format(
                    label=label, line=row.line, name=name, before=found[name].line
                ),
                _("Make the ids in “{id_column}” differ, or name another column with --id.").format(
                    id_column=id_column
                ),
            )
        found[name] = row
    return found


def _respondent(file: File, name: str, row: Row, texts: Sequence[str], rest: Sequence[str]) -> Transcript:
    text, turns, notes = _answers(row, texts, file.options)
    attributes = {column: value for column in rest if (value := one_line(row.cells[column]))}
    return Transcript(name, text, turns, file.source, attributes, notes=notes)


def _question(file: File, column: str, rows: Mapping[str, Row]) -> Transcript:
    """All answers to one question, each a turn of its respondent."""
    pieces: list[str] = []
    turns: list[Turn] = []
    at = 0
    for name, row in rows.items():
        if answer := row.cells[column].strip():
            end = at + len(name) + 2 + len(answer)
            speech = at + len(name) + 2
            turns.append(Turn(at, end, speech, name, Role.PARTICIPANT, Kind.SPEECH, column))
            pieces.append(f"{name}: {answer}")
            at = end + 2
    return Transcript(column, "\n\n".join(pieces), tuple(turns), file.source)


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
            _("{label} is a table: say which column names the documents and which holds the text.").format(label=label),
            _("Give --id COLUMN --text COLUMN. Columns: {columns}.").format(columns=_listed(columns)),
        )
    spelled = {column.casefold(): column for column in reversed(columns)} | {column: column for column in columns}
    wanted = (options.id_column, *options.text_columns)
    found = [spelled.get(one_line(name)) or spelled.get(one_line(name).casefold()) for name in wanted]
    for name, column in zip(wanted, found, strict=True):
        if column is None:
            raise ReaderError(
                _("{label} has no column “{name}”.").format(label=label, name=name),
                _("Columns: {columns}.").format(columns=_listed(columns)),
            )
    id_column, *texts = (column for column in found if column is not None)
    return id_column, tuple(dict.fromkeys(texts))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) + (", ..." if len(columns) > 20 else "")


def read_table(path: Path, delimiter: str = "", encoding: str = "") -> list[Row]:
    """The rows of a table (.xlsx, else .csv) with a header line, whose cells are clean text.

    Raises ReaderError with the line for a repeated column, a row longer than the header or an open quotation mark.
    """
    file = open_file(path, Options(), None)
    if path.suffix.lower() == ".xlsx":
        return _table(sheet.rows(file), file.label).rows
    return _table(_lines(decode(file.data, file.label, encoding), file.label, delimiter), file.label).rows


def read_attributes(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Document (name or file name, in NFC) to its attributes, from a table with a column `document`."""
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for row in read_table(path):
        column = next((name for name in row.cells if name.casefold() == "document"), None)
        if column is None:
            raise ReaderError(
                _("{path} has no column “document”.").format(path=path),
                _("Columns: {columns}.").format(columns=_listed(list(row.cells))),
            )
        name = one_line(row.cells[column])
        if not name:
            raise ReaderError(
                _("{path}:{line}: the row names no document.").format(path=path, line=row.line),
                _("Give its name or file name in “document”."),
            )
        if name in lines:
            raise ReaderError(
                _("{path}:{line}: “{name}” stands in line {before} already.").format(
                    path=path, line=row.line, name=name, before=lines[name]
                ),
                _("Keep one row a document."),
            )
        lines[name] = row.line
        found[name] = {key: value for key, cell in row.cells.items() if key != column and (value := one_line(cell))}
    return found


def _lines(text: str, label: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row of a table in text."""
    csv.field_size_limit(LARGEST)
    delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n'):
        raise ReaderError(
            _("“{delimiter}” cannot part the cells of a table.").format(delimiter=delimiter),
            _("Give one character: , ; | or a tab."),
        )
    chosen = delimiter or _sniff(text)
    reader = csv.reader((found[0] for found in _LINE.finditer(text)), delimiter=chosen, strict=True)
    wide = 0
    line = 1
    try:
        for cells in reader:
            worded = len(cells) - next((at for at, cell in enumerate(reversed(cells)) if cell.strip()), len(cells))
            wide = wide or (len(cells) if worded else 0)
            if worded > wide:
                raise ReaderError(
                    _("{label}:{line}: the row has {n} cells, the header {wide} (parted by {delimiter}).").format(
                        label=label,
                        line=line,
                        n=len(cells),
                        wide=wide,
                        delimiter=_(_NAMES[chosen]) if chosen in _NAMES else chosen,
                    ),
                    _("Put quotation marks around cells that hold the delimiter, or name another with --delimiter."),
                )
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise ReaderError(
            _("{label}:{line}: a quotation mark is not closed, or stands in a cell without being doubled.").format(
                label=label, line=line
            ),
            _("Save the table again as CSV UTF-8 from the program it was made with."),
        ) from None


def _table(lines: Iterable[tuple[int, list[str]]], label: str) -> _Table:
    """The table whose header is the first row that is not blank. Raises ReaderError where there is none."""
    columns: list[str] = []
    rows: list[Row] = []
    control = 0
    for line, raw in lines:
        cleaned = [clean(cell, label) for cell in raw]
        control += sum(count for _, count in cleaned)
        cells = [cell for cell, _ in cleaned]
        if not any(cell.strip() for cell in cells):
            continue
        if columns:
            cells += [""] * (len(columns) - len(cells))
            rows.append(Row(line, dict(zip(columns, cells, strict=False))))
        else:
            columns = _header(cells, label, line)
        plain.check_lines(len(rows), label)
    if not columns:
        raise ReaderError(
            _("{label} holds no table.").format(label=label),
            _("Save it as CSV UTF-8 with the column names in the first line."),
        )
    return _Table(columns, rows, control)


def _header(cells: Sequence[str], label: str, line: int) -> list[str]:
    columns = [one_line(cell) or f"column {number}" for number, cell in enumerate(cells, 1)]
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        raise ReaderError(
            _("{label}:{line}: the column “{column}” stands there twice.").format(
                label=label, line=line, column=twice[0]
            ),
            _("Rename one of them."),
        )
    return columns


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
