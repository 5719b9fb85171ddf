"""The scrollbar of the transcript: how much of the text is coded where.

Owns the marks beside the thumb: the wider the block in a cell, the more of the text there is coded; a place found has
a mark of its own. They are shapes, and so show without colour.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

from quoth.model.text import Span
from quoth.tui.widgets.transcript.layout import Layout
from quoth.tui.widgets.transcript.marks import Marks

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["FOUND", "Ruler", "glyphs"]

FOUND = "◂"
SHARES = " ▏▎▍▌▋"
"""From nothing coded to all."""
SAMPLES = 10
"""Places in a cell at which it is looked whether the text is coded."""


def glyphs(layout: Layout, marks: Marks, hits: Sequence[Span], size: int) -> str:
    """One character for each of `size` cells, each of which stands for as many rows."""
    rows = len(layout)
    if not rows or size <= 0:
        return " " * max(0, size)
    ends = [layout.row_end[-1]]
    edges = [layout.row_start[cell * rows // size] for cell in range(size)] + ends
    starts = [hit.start for hit in hits]
    told: list[str] = []
    for low, high in itertools.pairwise(edges):
        if bisect_left(starts, high) > bisect_left(starts, low):
            told.append(FOUND)
        elif not marks.touch(low, max(high, low + 1)):
            told.append(SHARES[0])
        else:
            coded = sum(marks.cover(low + (high - low) * at // SAMPLES) for at in range(SAMPLES))
            told.append(SHARES[1 + coded * (len(SHARES) - 2) // SAMPLES])
    return "".join(told)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Draws a vertical scrollbar with its marks; takes the place of Textual's renderer for one scrollbar."""

    marks: str
    ink: Style

    def __call__(self, **facts: object) -> _Drawn:
        """What is drawn for a state of the scrollbar."""
        return _Drawn(self, ScrollBarRender(**facts))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Drawn:
    ruler: Ruler
    bar: ScrollBarRender

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The bar's cells, each with its mark where there is one."""
        for drawn in self.bar.__rich_console__(console, options):
            if isinstance(drawn, Segments):
                cells = list(drawn.segments)
                yield Segments([self._marked(cell, mark) for cell, mark in _beside(cells, self.ruler.marks)], True)

    def _marked(self, cell: Segment, mark: str) -> Segment:
        style = cell.style
        if mark == " " or style is None:
            return cell
        ground = style.color if style.reverse else style.bgcolor
        return Segment(mark, Style(color=self.ruler.ink.color, bgcolor=ground, meta=style.meta or None))


def _beside(cells: Sequence[Segment], marks: str) -> list[tuple[Segment, str]]:
    return list(zip(cells, marks.ljust(len(cells))[: len(cells)], strict=True))
