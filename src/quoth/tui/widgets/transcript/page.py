"""A text painted in rows: words, coded passages, hits, and what the cursor stands on.

Owns the rows in view, and which cell shows which position. Positions are code points of the version's text. Invariant:
what did not change is not painted again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import split_graphemes
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from quoth.i18n import N_
from quoth.model.coding import Coding
from quoth.model.text import Sentence, Span, Version
from quoth.tui.sanitise import clean
from quoth.tui.widgets.transcript.layout import Layout, RowKind, lay_out
from quoth.tui.widgets.transcript.marks import Marks
from quoth.tui.widgets.transcript.painter import Inks, Scene, clock, paint_row
from quoth.tui.widgets.transcript.ruler import Ruler, glyphs
from quoth.tui.widgets.transcript.selection import Ground

if TYPE_CHECKING:
    from textual.color import Color
    from textual.geometry import Offset

__all__ = ["MARGINS", "Page"]

READING_WIDTH = 80
LANES = 4
PARTS = (
    "text", "interviewer", "interviewer_name", "speaker", "number", "heading", "table", "quotation", "bar", "here",
    "hit", "selection", "caret",
)  # fmt: skip
MARGINS = {
    "turns": N_("Beside the text: the numbers of the turns."),
    "times": N_("Beside the text: the times of the turns, where the transcript has them."),
    "none": N_("Beside the text: nothing."),
}
"""What can stand beside the text, with the sentence that says so; the first is the usual."""
OVERLAID = ("here", "hit", "selection", "caret")


class Page(ScrollView, inherit_bindings=False):
    """Paints one version; `here` is what an act applies to without a selection, `chosen` the selection."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{part}" for part in PARTS}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.ground = Ground("", (), tuple)
        self.here: Span | None = None
        self.chosen: Span | None = None
        self.caret: Span | None = None
        """The character that the cursor stands on, where it goes by less than a sentence."""
        self._shown = ""
        self._numbers: Mapping[int, int] = {}
        self._marks = Marks()
        self._colours: Mapping[str, Color] = {}
        self._hits: tuple[Span, ...] = ()
        self._ruled = ""
        self._margin = next(iter(MARGINS))
        self._labels: Mapping[int, str] = {}
        self._margin_width = 2
        self._scene: Scene | None = None
        self._layouts: LRUCache[int, Layout] = LRUCache(4)
        self._strips: LRUCache[tuple[int, Span | None, Span | None, Span | None], Strip] = LRUCache(512)

    def set_text(self, version: Version | None, sentences: Callable[[], Sequence[Sentence]]) -> None:
        """Paint another text, from its beginning."""
        text, turns = (version.text, version.turns) if version else ("", ())
        self.ground = Ground(text, turns, sentences)
        self._shown = clean(text)
        spoken = [index for index, turn in enumerate(turns) if turn.is_speech]
        self._numbers = {index: index + 1 for index in spoken}  # as exports, search and history count turns
        self._label()
        self._hits, self._marks = (), Marks((), turns)
        self._layouts.clear()
        self._scene = None
        self.scroll_to(y=0, animate=False)
        self._arrange()
        self._rule()
        self.refresh()

    def paint_codings(
        self, codings: Sequence[Coding], colours: Mapping[str, Color], others: Sequence[Coding] = ()
    ) -> None:
        """Show these codings, sorted by start, in the codes' colours; only turns that changed are repainted."""
        together = sorted([*codings, *others], key=lambda c: (c.start, -c.end, c.id)) if others else codings
        before, self._marks = self._marks, Marks(together, self.ground.turns, [coding.id for coding in others])
        recoloured = colours != self._colours
        self._colours = colours
        self._forget()
        self._rule()
        if recoloured or not self.size:
            self.refresh()
            return
        for turn in self._turns_in_view():
            if before.of_turn(turn) != self._marks.of_turn(turn):
                self._repaint(self._layout().rows_of_turn(turn))

    def paint_hits(self, hits: Sequence[Span]) -> None:
        """Mark what was found; the spans are sorted and disjoint."""
        if tuple(hits) != self._hits:
            self._hits = tuple(hits)
            self._forget()
            self._rule()
            self.refresh()

    def number_at(self, position: int) -> int:
        """The number beside the turn at a position; 0 where it has none."""
        return self._numbers.get(self.ground.turn_at(position), 0)

    def is_marked(self, turn: int) -> bool:
        """Whether a turn, by its index, carries a coding of one's own."""
        return any(not mark.other for mark in self._marks.of_turn(turn))

    def codings_in(self, span: Span) -> list[str]:
        """The ids of the painted codings that overlap a span, in their order."""
        if not self.ground.turns:
            return []
        turns = range(self.ground.turn_at(span.start), self.ground.turn_at(max(span.start, span.end - 1)) + 1)
        found = (mark for turn in turns for mark in self._marks.of_turn(turn))
        return list(dict.fromkeys(mark.coding for mark in found if mark.start < span.end and mark.end > span.start))

    def on_resize(self) -> None:
        """Wrap again, keeping the first turn in view."""
        self._arrange()
        self._rule()

    def notify_style_update(self) -> None:
        """Colours changed: mix and paint everything anew."""
        super().notify_style_update()
        self._forget()
        self._ruled = ""
        self._rule()

    def _rule(self) -> None:
        """Show in the scrollbar what is coded where."""
        if not self.size or not self.is_attached:
            return
        marks = glyphs(self._layout(), self._marks, self._hits, self.scrollable_content_region.height)
        if marks != self._ruled:
            self._ruled = marks
            bar = self.vertical_scrollbar
            bar.renderer = Ruler(marks, self.get_component_rich_style("transcript--bar", partial=True))  # type: ignore[assignment, misc]
            bar.refresh()

    def _forget(self) -> None:
        self._strips.clear()
        self._scene = None

    def _layout(self) -> Layout:
        return self._make_scene().layout

    def _arrange(self) -> None:
        if not self.size:
            return
        old = self._scene
        top = old.layout.row_start[self.scroll_offset.y] if old and self.scroll_offset.y < len(old.layout) else 0
        self._forget()
        scene = self._make_scene()
        self.virtual_size = Size(self.scrollable_content_region.width, len(scene.layout) + 1)
        if top and old is not None and old.layout.width != scene.layout.width:
            self.scroll_to(y=self._lead(scene.layout.row_of(top)), animate=False)

    def _make_scene(self) -> Scene:
        if self._scene is not None:
            return self._scene
        room = max(20, self.scrollable_content_region.width)
        number_width = self._margin_width
        lanes = LANES if room >= 80 else LANES - 1
        gutter = number_width + lanes + 3
        width = min(READING_WIDTH, room - gutter - 2)
        layout = self._layouts.get(width)
        if layout is None:
            layout = self._layouts[width] = lay_out(self._shown, self.ground.turns, width)
        self._scene = Scene(
            self._shown, self.ground.turns, layout, self._marks, self._inks(), self._labels, lanes,
            max(0, (room - gutter - width - 2) // 2), number_width, self._margin == "turns", self._hits,
        )  # fmt: skip
        return self._scene

    def _label(self) -> None:
        """Find what stands beside each turn."""
        self._labels = {}
        if self._margin == "times":
            self._labels = {i: clock(turn.time) for i, turn in enumerate(self.ground.turns) if turn.time is not None}
        elif self._margin == "turns":
            self._labels = {i: str(number) for i, number in self._numbers.items()}
        self._margin_width = max(2, max(map(len, self._labels.values()), default=0))

    def set_margin(self, margin: str) -> None:
        """Put something else beside the text."""
        if margin in MARGINS and margin != self._margin:
            self._margin = margin
            self._label()
            self._arrange()
            self.refresh()

    def next_margin(self) -> str:
        """Put the next thing beside the text; which one."""
        order = list(MARGINS)
        self.set_margin(order[(order.index(self._margin) + 1) % len(order)])
        return self._margin

    def _inks(self) -> Inks:
        _, background = self.background_colors
        styles = {part: self.get_component_rich_style(f"transcript--{part}", partial=True) for part in PARTS}
        base = self.rich_style
        whole = {part: base + styles[part] for part in PARTS if part not in OVERLAID}
        overlaid = {part: styles[part] for part in OVERLAID}
        return Inks(background, self.styles.color, whole | overlaid, self._colours)

    def _lead(self, row: int) -> int:
        """The row of the speaker's name when `row` is the first of its turn."""
        layout = self._layout()
        while row and layout.row_kind[row - 1] != RowKind.TEXT and layout.row_turn[row - 1] == layout.row_turn[row]:
            row -= 1
        return row

    def _hit(self, offset: Offset) -> Span:
        """The grapheme under a cell of the view; empty past a row's end and in the margin."""
        layout, scene = self._layout(), self._scene
        if scene is None or not len(layout):
            return Span(0, 0)
        row = min(max(0, offset.y + self.scroll_offset.y), len(layout) - 1)
        start, end = layout.row_start[row], layout.row_end[row]
        cell = offset.x - scene.gutter
        if cell < 0:
            return Span(start, start)
        for low, high, size in split_graphemes(self._shown[start:end])[0]:
            if cell < size:
                return Span(start + low, start + high)
            cell -= size
        return Span(end, end)

    def _turns_in_view(self) -> range:
        layout = self._layout()
        if not len(layout):
            return range(0)
        top = min(self.scroll_offset.y, len(layout) - 1)
        last = min(top + self.size.height, len(layout) - 1)
        return range(layout.row_turn[top], layout.row_turn[last] + 1)

    def _repaint(self, rows: range) -> None:
        """Paint these rows of the text anew, up to the end of the words: what is right of them never changes."""
        scene = self._make_scene()
        region = Region(0, rows.start - self.scroll_offset.y, scene.gutter + scene.layout.width, len(rows))
        if visible := region.intersection(self.scrollable_content_region.reset_offset):
            self.refresh(visible)

    def render_line(self, y: int) -> Strip:
        """One row of the view."""
        scene, width = self._make_scene(), self.size.width
        row = self.scroll_offset.y + y
        if row >= len(scene.layout):
            return Strip.blank(width, self.rich_style)
        turn = self.ground.turns[scene.layout.row_turn[row]]

        def touching(span: Span | None) -> Span | None:
            return span if span is not None and span.start < turn.end and span.end > turn.start else None

        key = (row, touching(self.here), touching(self.chosen), touching(self.caret))
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = paint_row(scene, *key, width)
        return strip
