"""Columns of text in a terminal. Widths are terminal cells, by East Asian width; combining marks take none."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from quoth.model.visible import one_line

__all__ = ["cells", "shorten", "table"]


def cells(text: str) -> int:
    """How many cells a text takes."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """The text on one line, at most `width` cells."""
    line = one_line(text)
    if cells(line) <= width:
        return line
    used = 0
    for index, char in enumerate(line):
        used += _cells(char)
        if used > width - 1:
            return line[:index].rstrip() + "…"
    return line


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = (), widest: int = 48) -> str:
    """Columns with two spaces between; those in `right` aligned to the right."""
    lines = [[shorten(cell, widest) for cell in row] for row in (head, *rows)]
    widths = [max(cells(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            _pad(cell, width, i in right) for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - cells(text))
    return space + text if right else text + space
