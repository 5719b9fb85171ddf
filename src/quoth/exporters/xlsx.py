"""An Excel workbook: sheets of quotations, codes, documents, a matrix, and what is counted.

Everything a person wrote is a text cell: nothing becomes a formula, link, date or number. Invariant: memory does not
grow with the quotations. Excel holds 32,767 characters in a cell; what is longer goes on in the sheet `long cells`,
and the cell says so.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from quoth.exporters.columns import columns, rows
from quoth.exporters.guard import legal
from quoth.exporters.material import Material
from quoth.exporters.options import Options
from quoth.model.coding import Quotation

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Book", "Look", "book", "write"]

_LONGEST = 32_767
"""UTF-16 units in a cell."""
_PART = 32_000
_ON = " […]  (goes on in the sheet “long cells”)"


@dataclass(frozen=True, slots=True)
class Look:
    """How a column looks."""

    width: float
    """In characters."""
    wrap: bool = False
    """Whether long text is broken into lines."""
    number: str = ""
    """Excel's format of numbers."""


_LOOKS = {
    "id": Look(15),
    "document": Look(24),
    "created": Look(21),
    "quote": Look(70, wrap=True),
    "memo": Look(40, wrap=True),
    "translation": Look(50, wrap=True),
    "path": Look(34, wrap=True),
    "definition": Look(60, wrap=True),
    "label": Look(28, wrap=True),
}

Cell = str | int | float | None


class Book:
    """A workbook that is written sheet by sheet, row by row."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._title = workbook.add_format({"bold": True, "font_size": 13})
        self._dim = workbook.add_format({"font_color": "#555555", "italic": True})
        self._formats: dict[tuple[bool, str], Format] = {}
        self._long: list[tuple[str, str, int, str]] = []

    def sheet(
        self,
        name: str,
        header: Sequence[str],
        body: Iterable[Sequence[Cell]],
        *,
        looks: Sequence[Look] = (),
        title: str = "",
        below: Iterable[str] = (),
    ) -> int:
        """Add a sheet with a header that stays in view and filters; says how many rows there are below it.

        A title stands above the header, lines about the table `below` it.
        """
        sheet: Worksheet = self._workbook.add_worksheet(name)
        looks = looks or [_LOOKS.get(column, Look(max(9, min(24, len(column) + 3)))) for column in header]
        formats = [self._format(look) for look in looks]
        first = 2 if title else 0
        if title:
            sheet._write_string(0, 0, self._cell(name, 0, title, title), self._title)
        sheet.freeze_panes(first + 1, 0)
        for column, head in enumerate(header):
            sheet.set_column(column, column, looks[column].width)
            sheet._write_string(first, column, self._cell(name, first, head, head), self._head)
        row = first
        for row, cells in enumerate(body, first + 1):
            for column, cell in enumerate(cells):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, str):
                    text = self._cell(name, row, header[column], cell)
                    sheet._write_string(row, column, text, formats[column])  # without guessing at types
                else:
                    sheet._write_number(row, column, cell, formats[column])
        if row > first:
            sheet.autofilter(first, 0, row, len(header) - 1)
        for after, line in enumerate(below, row + 2):
            sheet._write_string(after, 0, self._cell(name, after, "", line), self._dim)
        return row - first

    def _format(self, look: Look) -> Format:
        key = look.wrap, look.number
        if key not in self._formats:
            made = {"valign": "top", "text_wrap": look.wrap} | ({"num_format": look.number} if look.number else {})
            self._formats[key] = self._workbook.add_format(made)
        return self._formats[key]

    def _cell(self, sheet: str, row: int, column: str, text: str) -> str:
        """The text as a cell can hold it; the whole of what is too long is kept for a sheet of its own."""
        safe = legal(text)
        if len(safe) * 2 <= _LONGEST or _units(safe) <= _LONGEST:
            return safe
        size = _PART if len(safe) == _units(safe) else _PART // 2
        parts = [safe[at : at + size] for at in range(0, len(safe), size)]
        place = f"{sheet} {row + 1}"
        self._long += [(place, column, number, part) for number, part in enumerate(parts, 1)]
        return parts[0][: size - len(_ON)] + _ON

    def finish(self) -> None:
        """Add what did not fit into cells."""
        if self._long:
            long, self._long = self._long, []
            self.sheet("long cells", ("row", "column", "part", "text"), long)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@contextmanager
def book(target: BinaryIO, title: str = "") -> Iterator[Book]:
    """A workbook into an open binary file; its working files lie in a folder that only the owner sees."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    never = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.xlsx"
        workbook = Workbook(str(path), {"constant_memory": True, "tmpdir": folder} | never)
        workbook.set_properties({"title": legal(title), "author": "Quoth", "created": datetime(1980, 1, 1, tzinfo=UTC)})
        try:
            made = Book(workbook)
            yield made
            made.finish()
            workbook.close()
            with path.open("rb") as file:
                shutil.copyfileobj(file, target)
        except FileCreateError as error:
            raise error.args[0] from None  # what the system said
        finally:
            workbook.fileclosed = 1  # after an error it must not be written by the collector of garbage


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write the workbook; the quotations are read once."""
    counts: Counter[tuple[str, str]] = Counter()

    def counting() -> Iterator[Quotation]:
        for quotation in material.quotations():
            counts[quotation.document_id, quotation.code] += 1
            yield quotation

    with book(target) as made:
        header = columns(material.attributes)
        made.sheet("quotations", header, rows(counting(), material.attributes, str))
        codes = _codes(material, counts)
        made.sheet("codes", _CODE, codes)
        made.sheet("documents", ("document", "case", *material.attributes, "quotations"), _documents(material, counts))
        names = [str(code[0]) for code in codes if code[4] != "heading"]
        matrix: list[tuple[Cell, ...]] = [(d.name, *(counts[d.id, n] for n in names)) for d in material.documents]
        made.sheet("matrix", ("document", *names), matrix)
        made.sheet("about", ("what", "value"), material.about.lines())


_CODE = ("code", "label", "path", "parent", "status", "definition", "include", "exclude", "quotations", "documents")


def _codes(material: Material, counts: Counter[tuple[str, str]]) -> list[tuple[Cell, ...]]:
    """The codebook in its order, then codes that it holds no longer."""
    each: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for (_, code), number in counts.items():
        each[code] += number
        documents[code] += 1
    found: list[tuple[Cell, ...]] = []
    for entry in material.codebook.codes:
        said = (entry.definition, "\n".join(entry.include), "\n".join(entry.exclude))
        status = "heading" if entry.heading else entry.status
        where = (entry.label, material.codebook.path(entry.id), entry.parent)
        found.append((entry.id, *where, status, *said, each[entry.id], documents[entry.id]))
    gone = [code for code in each if code not in material.codebook.by_id]
    return [*found, *((code, code, code, "", "missing", "", "", "", each[code], documents[code]) for code in gone)]


def _documents(material: Material, counts: Counter[tuple[str, str]]) -> list[tuple[Cell, ...]]:
    each: Counter[str] = Counter()
    for (document, _), number in counts.items():
        each[document] += number
    return [
        (d.name, d.case, *(d.attributes.get(name, "") for name in material.attributes), each[d.id])
        for d in material.documents
    ]
