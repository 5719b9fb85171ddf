"""Where the text of a version stands in rows of a given width.

Owns wrapping. Positions are code points of the version's text, widths are terminal cells. Invariant: the text rows of a
turn are in order and cover its words, save one space or line feed at each break; `row_start` never decreases, so
finding a row is a bisection.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rich.cells import cell_len, split_graphemes

from quoth.model.text import Kind, Turn

__all__ = ["Layout", "RowKind", "lay_out", "wrap"]

# Scripts whose every code point fills one cell and never combines: here cells are characters, and wrapping is slicing.
_NARROW = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0556\u05d0-\u05ea\u1e00-\u1fff\u2010-\u2027\u2030-\u205e]*"
).fullmatch


class RowKind(IntEnum):
    """What a row shows."""

    TEXT = 0
    SPEAKER = 1
    GAP = 2


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """The rows of one line of text as `(start, end)`, broken at spaces where possible and never inside a grapheme."""
    if text.isascii() or _NARROW(text):
        return list(_wrap_narrow(text, width))
    if cell_len(text) <= width:
        return [(0, len(text))]
    return list(_wrap_graphemes(text, width))


def _wrap_narrow(text: str, width: int) -> Iterator[tuple[int, int]]:
    at = 0
    while len(text) - at > width:
        space = text.rfind(" ", at + 1, at + width + 1)
        if space > at:
            yield at, space
            at = space + 1
        else:
            yield at, at + width
            at += width
    yield at, len(text)


def _wrap_graphemes(text: str, width: int) -> Iterator[tuple[int, int]]:
    row, used = 0, 0
    space, used_at_space = -1, 0
    for start, _end, cells in split_graphemes(text)[0]:
        if text[start] == " ":
            space, used_at_space = start, used + cells
        # A wide character may be too much for what is left after a space, too.
        while used + cells > width and start > row:
            if space > row:
                yield row, space
                row, used = space + 1, used - used_at_space if space < start else -cells
            else:
                yield row, start
                row, used = start, 0
            space = -1
        used += cells
    yield row, len(text)


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of one version at one width."""

    width: int
    first_row: array[int]
    """For each turn its first row, with the number of rows at the end."""
    row_turn: array[int]
    row_start: array[int]
    row_end: array[int]
    row_kind: array[int]

    def __len__(self) -> int:
        return len(self.row_turn)

    def row_of(self, position: int) -> int:
        """The row that shows a position; for one between rows, the row before it."""
        return max(0, bisect_right(self.row_start, position) - 1)

    def next_start(self, row: int) -> int:
        """Where the row after this one begins in the text; past every position for the last row."""
        return self.row_start[row + 1] if row + 1 < len(self) else 1 << 62

    def rows_of_turn(self, turn: int) -> range:
        """All rows of a turn, gap and speaker included."""
        return range(self.first_row[turn], self.first_row[turn + 1])

    def rows_of(self, start: int, end: int) -> range:
        """The rows that show `[start, end)`."""
        return range(self.row_of(start), self.row_of(max(start, end - 1)) + 1)


def lay_out(text: str, turns: Sequence[Turn], width: int) -> Layout:
    """Wrap the words of all turns; the speaker's name gets a row of its own where the speaker changes."""
    layout = Layout(width, array("I"), array("I"), array("I"), array("I"), array("B"))
    add_turn, add_start, add_end = layout.row_turn.append, layout.row_start.append, layout.row_end.append
    add_kind = layout.row_kind.append

    def add(turn: int, start: int, end: int, kind: RowKind) -> None:
        add_turn(turn)
        add_start(start)
        add_end(end)
        add_kind(kind)

    before: Turn | None = None
    for index, turn in enumerate(turns):
        layout.first_row.append(len(layout.row_turn))
        if before is not None and not (turn.kind is before.kind is Kind.TABLE):
            add(index, turn.speech, turn.speech, RowKind.GAP)
        if turn.speaker and (before is None or before.speaker != turn.speaker):
            add(index, turn.speech, turn.speech, RowKind.SPEAKER)
        at = turn.speech
        for line in text[turn.speech : turn.end].split("\n"):
            for start, end in wrap(line, width):
                add(index, at + start, at + end, RowKind.TEXT)
            at += len(line) + 1
        before = turn
    layout.first_row.append(len(layout.row_turn))
    return layout
