"""Excel workbooks (.xlsx): the cells of the first sheet that has any, as one reads them.

Invariant: no formula is evaluated, and a sheet is opened only when its extent fits into memory. Rows count from 1.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.readers.kinds import unpack
from quoth.readers.options import File

__all__ = ["rows"]

_MOST_CELLS = 2_000_000
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?\br="([A-Za-z]{1,4})([0-9]{1,10})"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]{0,200}?\br="([0-9]{1,10})"')
_AGAIN = N_("Open it in Excel or LibreOffice and save it again, or as CSV UTF-8.")


def rows(file: File) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every row. Raises ReaderError for what is no sound workbook."""
    parts = unpack(file, ".xlsx")
    for name in parts.members:
        data = parts.read(name)
        if "worksheets/" in name and _extent(data) > _MOST_CELLS:
            raise ReaderError(
                _("{file} has a sheet that reaches too far to be read.").format(file=file.label), _(_AGAIN)
            )
    number = 0
    for number, cells in enumerate(_cells(file), 1):
        yield number, [_shown(cell) for cell in cells]
    if not number:
        raise ReaderError(_("{file} holds no table.").format(file=file.label), _("Check that it was saved."))


def _extent(data: bytes) -> int:
    """How many cells the rectangle around a sheet's cells has."""
    columns, last = 1, 1 + data.count(b"<row")
    for column, row in _CELL.findall(data):
        columns = max(columns, _column(column))
        last = max(last, int(row))
    widest = max((row.count(b"<c") for row in data.split(b"<row")), default=0)
    return max(columns, widest) * max([last, *map(int, _ROW.findall(data))])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _cells(file: File) -> Iterator[list[Any]]:
    """The rows of the first sheet that holds something."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(file.data)) as book:
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            if filled := next((sheet for sheet in sheets if sheet.height and sheet.width), None):
                yield from filled.iter_rows()
    except (CalamineError, OSError, ValueError, IndexError):
        raise ReaderError(_("{file} is damaged or not a workbook.").format(file=file.label), _(_AGAIN)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ReaderError(_("{file} is damaged.").format(file=file.label), _(_AGAIN)) from None


def _shown(cell: object) -> str:
    """A cell as one reads it: whole numbers without `.0`, dates as year-month-day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)
