"""Lines and columns of a text: where a position stands, where its line begins and ends.

Positions are code points from 0, line and column of a place are counted from 1. LF, CR LF and CR end a line; a byte
order mark at the start is no column.
"""

from __future__ import annotations

import re
from bisect import bisect_right

__all__ = [
    "BOM",
    "Places",
    "column",
    "indent_before",
    "line_end",
    "line_start",
    "mended",
    "newline",
    "next_line",
    "show",
]

BOM = "\ufeff"
_BREAK = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\r\n]*")
_SHOWN = 60
_MENDED = 160


class Places:
    """Line and column for positions of one text."""

    def __init__(self, text: str) -> None:
        self._bom = text.startswith(BOM)
        self._starts = [int(self._bom), *(found.end() for found in _BREAK.finditer(text))]

    def at(self, position: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = max(1, bisect_right(self._starts, position))
        return line, max(0, position - self._starts[line - 1]) + 1


def line_start(text: str, at: int) -> int:
    """Where the line that holds a position begins, after a byte order mark."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return max(start, 1) if text.startswith(BOM) else start


def line_end(text: str, at: int) -> int:
    """Where that line ends, before its line break."""
    found = _LINE.match(text, at)
    return found.end() if found else at


def next_line(text: str, at: int) -> int:
    """Where the next line begins; the end of the text after the last."""
    end = line_end(text, at)
    found = _BREAK.match(text, end)
    return found.end() if found else end


def column(text: str, at: int) -> int:
    """How many characters stand before a position in its line."""
    return at - line_start(text, at)


def indent_before(text: str, at: int) -> bool:
    """Whether only spaces stand before a position in its line."""
    return not text[line_start(text, at) : at].strip(" ")


def newline(text: str) -> str:
    """The text's line break: the first one in it, else LF."""
    found = _BREAK.search(text)
    return found.group() if found else "\n"


def show(value: str) -> str:
    """A value short enough for a message, on one line, in quotation marks."""
    flat = " ".join(value.split())
    return f"“{flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + '…'}”"


def mended(text: str, start: int, end: int, new: str) -> str:
    """The line (or lines, joined) around `[start, end)` as it reads with `new` there; empty where that is too long."""
    line = text[line_start(text, start) : start] + new + text[end : line_end(text, end)]
    flat = " ".join(line.split())
    return flat if len(flat) <= _MENDED else ""
