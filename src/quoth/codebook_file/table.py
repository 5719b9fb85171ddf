"""A codebook from a table: CSV or XLSX with a row a code.

Owns the names that columns may bear and how a path in a cell becomes a parent. Lines are rows of the table, from 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quoth.codebook_file.lines import show
from quoth.errors import CodebookError
from quoth.i18n import _

__all__ = ["SEPARATOR", "Entry", "import_table"]

SEPARATOR = " / "
"""Between the labels of a path of parents."""

_NAMES = {
    "label": ("code", "label", "name", "tag", "path", "codes", "code name", "codename", "код", "название"),
    "parent": ("parent", "category", "group", "heading", "theme", "parent code", "родитель", "категория"),
    "definition": ("definition", "description", "memo", "meaning", "определение", "описание"),
    "include": ("include", "includes", "inclusion", "inclusion criteria", "when to use", "включать"),
    "exclude": ("exclude", "excludes", "exclusion", "exclusion criteria", "when not to use", "исключать"),
    "examples": ("example", "examples", "example quote", "пример", "примеры"),
}
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}
_STEPS = re.compile(r"\s*>>\s*|\s+>\s+|\\")
_TOO_LARGE = 50_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A code as a table gives it. `parent` is a label, an id, or several from the top joined by ` / `."""

    label: str
    parent: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    line: int = 0


def import_table(path: Path) -> tuple[Entry, ...]:
    """Read the codes of a table.

    Columns are found by name, whatever the case: code (or label, name, tag, path), parent, definition (description,
    memo), include, exclude, example; others are ignored. Lines in a cell are separate items. A code written as a path
    (`Media > Paid`, `Media>>Paid`, `Media\\Paid`) is put under its parents. Raises `CodebookError` where the file
    cannot be read or has no column of codes.
    """
    rows = _xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _csv(path)
    if not rows:
        raise CodebookError(
            _("{file} is empty.").format(file=path.name), _("A table of codes has a column named code.")
        )
    columns = [_COLUMN.get(_folded(name), "") for name in rows[0]]
    body = list(enumerate(rows[1:], 2))
    if "label" not in columns and len(rows[0]) <= 2 and any(">>" in row[0] for row in rows if row):
        columns, body = ["label", "definition"], list(enumerate(rows, 1))
    if "label" not in columns:
        named = ", ".join(cell for cell in rows[0] if cell) or _("nothing")
        raise CodebookError(
            _("{file} has no column of codes; its first line names {named}.").format(file=path.name, named=show(named)),
            _("Name one column code."),
        )
    return tuple(entry for line, row in body for entry in _entry(line, columns, row))


def _entry(line: int, columns: Sequence[str], row: Sequence[str]) -> list[Entry]:
    """The row's code; nothing for an empty row."""
    cells: dict[str, list[str]] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell.strip():
            cells.setdefault(column, []).append(cell.strip())
    steps = [step.strip() for step in _STEPS.split(_first(cells, "label")) if step.strip()]
    if not steps:
        return []
    parents = [step.strip() for step in _STEPS.split(_first(cells, "parent")) if step.strip()]
    return [
        Entry(
            label=" ".join(steps[-1].split()),
            parent=SEPARATOR.join(parents + steps[:-1]),
            definition="\n".join(cells.get("definition", ())),
            include=_parts(cells.get("include", ())),
            exclude=_parts(cells.get("exclude", ())),
            examples=_parts(cells.get("examples", ())),
            line=line,
        )
    ]


def _first(cells: Mapping[str, Sequence[str]], name: str) -> str:
    return cells[name][0] if name in cells else ""


def _parts(cells: Sequence[str]) -> tuple[str, ...]:
    """The items in cells: one a line, without the mark before it."""
    lines = (line.strip().removeprefix("- ").removeprefix("• ").strip() for cell in cells for line in cell.splitlines())
    return tuple(line for line in lines if line)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("_", " ").split())


def _csv(path: Path) -> list[list[str]]:
    """The rows of a CSV file in UTF-8 or UTF-16, with comma, semicolon or tab between the cells."""
    import csv
    import io

    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodebookError(
            _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror or error),
            _("Check the path."),
        ) from error
    if len(data) > _TOO_LARGE:
        raise CodebookError(_("{file} is larger than 50 MB.").format(file=path.name), _("Is it the right file?"))
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(
            _("{file} is not text in UTF-8.").format(file=path.name), _("Save it as “CSV UTF-8”, or as .xlsx.")
        ) from error
    if "\0" in text:
        raise CodebookError(
            _("{file} is not a text file.").format(file=path.name), _("Save it as “CSV UTF-8”, or as .xlsx.")
        )
    head = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(_TOO_LARGE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CodebookError(
            _("{file} is not a valid CSV file: {error}.").format(file=path.name, error=error),
            _("Save it again from the spreadsheet."),
        ) from error
    return rows if any(cell.strip() for row in rows for cell in row) else []


def _xlsx(path: Path) -> list[list[str]]:
    """The rows of a workbook's first sheet, as text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise CodebookError(
            _("{file} cannot be read as a spreadsheet.").format(file=path.name),
            _("Open it in a spreadsheet and save it as .xlsx."),
        ) from error
    rows = [[_cell(cell) for cell in row] for row in cells]
    return rows if any(cell.strip() for row in rows for cell in row) else []


def _cell(value: object) -> str:
    """A cell as one reads it: whole numbers without `.0`."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
