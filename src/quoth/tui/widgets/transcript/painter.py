"""One row of the transcript as a strip of styled cells.

Owns how text, coded passages, margin stripes, cursor, hits and selection look. Positions are code points; widths are
cells. Invariant: it paints only text that went through `quoth.tui.sanitise`. Contrast is the ratio of WCAG 2.2:
(lighter + 0.05) / (darker + 0.05).
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from quoth.model.text import Kind, Role, Span, Turn
from quoth.tui.sanitise import shorten
from quoth.tui.widgets.transcript.layout import Layout, RowKind
from quoth.tui.widgets.transcript.marks import Mark, Marks

if TYPE_CHECKING:
    from textual.color import Color

__all__ = ["Inks", "Scene", "clock", "contrast", "paint_row", "readable", "stripe"]

TEXT_CONTRAST = 7.0
STRIPE_CONTRAST = 3.0


def _luminance(colour: Color) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: Color, surface: Color, foreground: Color, at_least: float) -> Color:
    """The colour moved towards the foreground until it stands out from the surface."""
    for step in range(11):
        if contrast(moved := colour.blend(foreground, step / 10), surface) >= at_least:
            return moved
    return foreground


@dataclass(frozen=True, slots=True)
class Inks:
    """The theme's colours and styles, and what is mixed from them (kept, since mixing is slow)."""

    surface: Color
    foreground: Color
    parts: Mapping[str, Style]
    """Styles by name: text, interviewer, speaker, number, heading, table, quotation, bar, here, hit, selection,
    caret."""
    colours: Mapping[str, Color]
    """Code id to colour."""
    _mixed: dict[tuple[tuple[str, ...], bool], Style] = field(default_factory=dict)

    def colour(self, code: str) -> Color:
        """A code's own colour; the foreground for one that has none."""
        return self.colours.get(code, self.foreground)

    def passage(self, codes: tuple[str, ...], here: bool) -> Style:
        """What coded text looks like: on the innermost code's colour, underlined from two codes.

        The colour is faint enough for the text to keep its contrast.
        """
        key = (codes, here)
        if (known := self._mixed.get(key)) is not None:
            return known
        under = Style(underline=len(codes) > 1)
        if self.surface.ansi is not None:
            style = Style(underline=True, bold=len(codes) > 1)
        else:
            strength = 0.32 if here else 0.24
            ground = self.surface.blend(self.colour(codes[-1]), strength)
            while contrast(self.foreground, ground) < TEXT_CONTRAST and strength > 0.08:
                strength -= 0.04
                ground = self.surface.blend(self.colour(codes[-1]), strength)
            style = under + Style(bgcolor=ground.rich_color, color=self.foreground.rich_color)
        self._mixed[key] = style
        return style

    def stripe(self, code: str) -> Style:
        """The stripe of a code in the margin."""
        if self.surface.ansi is not None:
            return self.parts["text"]
        colour = readable(self.colour(code), self.surface, self.foreground, STRIPE_CONTRAST)
        return self.parts["text"] + Style(color=colour.rich_color)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a row is painted from, beside its number."""

    text: str
    """The version's text, cleaned, so that positions are those of the version."""
    turns: Sequence[Turn]
    layout: Layout
    marks: Marks
    inks: Inks
    beside: Mapping[int, str]
    """Turn index to what is shown beside it: its number or time."""
    lanes: int
    indent: int
    number_width: int
    timed: bool
    """Whether times stand beside the names."""
    hits: Sequence[Span] = ()

    @property
    def gutter(self) -> int:
        """Cells left of the text."""
        return self.indent + 1 + self.number_width + 1 + self.lanes + 1


def stripe(mark: Mark, start: int, next_start: int) -> str:
    """The glyph of a passage in the row `[start, next_start)`: its ends show without colour."""
    if mark.other:
        return "┊"
    opens, closes = mark.start >= start, mark.end <= next_start
    if opens and closes:
        return "╏"
    return "╻" if opens else "╹" if closes else "┃"


def paint_row(
    scene: Scene, row: int, here: Span | None, selected: Span | None, caret: Span | None, width: int
) -> Strip:
    """The strip of one row; `here` is what an act applies to without a selection, `caret` the cursor inside it."""
    layout, parts = scene.layout, scene.inks.parts
    kind, index = layout.row_kind[row], layout.row_turn[row]
    turn = scene.turns[index]
    start, end = layout.row_start[row], layout.row_end[row]
    beyond = layout.next_start(row) if kind == RowKind.TEXT else start
    segments = _gutter(scene, row, index, start, beyond, here)
    base = _base(parts, turn)
    if kind == RowKind.SPEAKER:
        name = shorten(turn.speaker, layout.width).upper()
        style = parts["interviewer_name" if turn.role is Role.INTERVIEWER else "speaker"]
        segments.append(Segment(name, style))
        if turn.time is not None and scene.timed:
            segments.append(Segment(f"  {clock(turn.time)}", parts["number"]))
    elif kind == RowKind.TEXT:
        segments.extend(_words(scene, index, start, end, base, here, selected, caret))
        if here is not None and here.start <= start and here.end >= end:
            painted = sum(segment.cell_length for segment in segments)
            room = scene.gutter + layout.width - painted
            segments.append(Segment(" " * max(0, room), parts["here"]))
    return Strip(_joined(segments)).adjust_cell_length(width, parts["text"]).simplify()


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """The same cells in fewer runs: a blank is drawn in its neighbour's style where only the ink differs.

    A terminal is sent some forty bytes of style for each run, which is most of what a step of the cursor costs.
    """
    joined: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        before = joined[-1] if joined else segment
        if joined and (before.style == segment.style or _same_ground(before, segment)):
            style = before.style if segment.text.isspace() else segment.style
            joined[-1] = Segment(before.text + segment.text, style)
        else:
            joined.append(segment)
    return joined


def _same_ground(one: Segment, other: Segment) -> bool:
    """Whether one is blank, and both stand on the same colour without lines that a blank would show."""
    a, b = one.style, other.style
    if a is None or b is None or a.bgcolor != b.bgcolor or not (one.text.isspace() or other.text.isspace()):
        return False
    return not (a.underline or b.underline or a.reverse or b.reverse)


def _base(parts: Mapping[str, Style], turn: Turn) -> Style:
    if turn.kind in (Kind.HEADING, Kind.TABLE, Kind.QUOTATION):
        return parts[turn.kind.value]
    return parts["interviewer" if turn.role is Role.INTERVIEWER else "text"]


def clock(seconds: float) -> str:
    """A time as people write it: hours, minutes, seconds."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _gutter(scene: Scene, row: int, index: int, start: int, beyond: int, here: Span | None) -> list[Segment]:
    layout, parts = scene.layout, scene.inks.parts
    text_row = layout.row_kind[row] == RowKind.TEXT
    first = text_row and (row == 0 or layout.row_turn[row - 1] != index or layout.row_kind[row - 1] != RowKind.TEXT)
    on_turn = (
        text_row and here is not None and here.start < scene.turns[index].end and here.end > scene.turns[index].start
    )
    number = scene.beside.get(index, "") if first else ""
    # Blanks all take the same style: they merge into one run, and a row needs fewer bytes.
    blank = parts["text"]
    segments = [
        Segment(" " * scene.indent, blank),
        Segment("▌", parts["bar"]) if on_turn else Segment(" ", blank),
        Segment(f"{number:>{scene.number_width}} ", parts["number"] if number else blank),
    ]
    glyphs: list[Segment] = [Segment(" ", blank)] * scene.lanes
    overflow = 0
    for mark in scene.marks.of_turn(index):
        inside = mark.start < beyond and mark.end > start if text_row else mark.start < start < mark.end
        if not inside and not (start == beyond and mark.start < start < mark.end):
            continue
        if mark.lane >= scene.lanes:
            overflow += 1
            continue
        glyph = stripe(mark, start, beyond) if text_row or mark.other else "┃"
        glyphs[mark.lane] = Segment(glyph, scene.inks.stripe(mark.code))
    segments.extend(glyphs)
    segments.append(Segment("+", parts["speaker"]) if overflow else Segment(" ", blank))
    return segments


def _words(
    scene: Scene,
    index: int,
    start: int,
    end: int,
    base: Style,
    here: Span | None,
    selected: Span | None,
    caret: Span | None,
) -> list[Segment]:
    """The row's text, cut wherever a style begins or ends."""
    marks = [mark for mark in scene.marks.of_turn(index) if mark.start < end and mark.end > start]
    hits = _touching(scene.hits, start, end)
    spans = [*hits, *([here] if here else ()), *([selected] if selected else ()), *([caret] if caret else ())]
    cuts = {start, end}
    for low, high in [(m.start, m.end) for m in marks] + [(s.start, s.end) for s in spans]:
        cuts.update(at for at in (low, high) if start < at < end)
    parts = scene.inks.parts
    segments: list[Segment] = []
    ordered = sorted(cuts)
    for low, high in itertools.pairwise(ordered):
        style = base
        on_cursor = here is not None and here.start <= low and high <= here.end
        if on_cursor:
            style += parts["here"]
        codes = tuple(mark.code for mark in marks if not mark.other and mark.start <= low and high <= mark.end)
        if codes:
            style += scene.inks.passage(codes, on_cursor)
        if any(hit.start <= low and high <= hit.end for hit in hits):
            style += parts["hit"]
        if selected is not None and selected.start <= low and high <= selected.end:
            style += parts["selection"]
        if caret is not None and caret.start <= low and high <= caret.end:
            style += parts["caret"]
        segments.append(Segment(scene.text[low:high], style))
    return segments


def _touching(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Those of the sorted, disjoint spans that overlap `[start, end)`."""
    at = max(0, bisect_right(spans, start, key=lambda span: span.start) - 1)
    found: list[Span] = []
    while at < len(spans) and spans[at].start < end:
        if spans[at].end > start:
            found.append(spans[at])
        at += 1
    return found
