"""The transcript on screen: it follows keys and mouse.

Owns the cursor's place. Positions are code points of the version's text. Invariant: `target` is exactly what is painted
as selected, or as under the cursor; a cursor that goes by word or character is a block of one character inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.reactive import var

from quoth.model.text import Sentence, Span, Version
from quoth.tui.messages import Moved
from quoth.tui.widgets.transcript.page import Page
from quoth.tui.widgets.transcript.selection import Place, Unit

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

__all__ = ["TranscriptView"]

AUTO_SCROLL = 0.05


class TranscriptView(Page, can_focus=True):
    """A page with a cursor; keys belong to the screen, and arrows move the cursor."""

    # `var`, not `reactive`: a reactive repaints the whole widget at every step of the cursor.
    place: var[Place] = var(Place, init=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.extending = False
        self._drag: Span | None = None
        self._pointer = Offset(0, 0)
        self._auto_scroll: Timer | None = None

    def show(self, version: Version | None, sentences: Callable[[], Sequence[Sentence]]) -> None:
        """Show another text, from its beginning."""
        self.set_text(version, sentences)
        self.extending = False
        self._put(self.ground.start())
        self.post_message(Moved())

    def _put(self, place: Place) -> None:
        """Set the place without scrolling or painting."""
        self.set_reactive(TranscriptView.place, place)
        self._see(place)

    def _see(self, place: Place) -> None:
        self.here, self.chosen, self.caret = self.ground.under(place), self.ground.selected(place), self._caret(place)

    def reveal(self) -> None:
        """Scroll to the cursor, for a place that was set before there was any room."""
        if self.ground.turns and self.size:
            self._keep_in_view(self.place)

    @property
    def selected(self) -> Span | None:
        """The selection as painted, if there is one."""
        return self.ground.selected(self.place)

    @property
    def target(self) -> Span:
        """What an act applies to: the selection, else the turn or sentence under the cursor."""
        return self.ground.target(self.place)

    # Moving

    def move(self, unit: Unit, by: int) -> None:
        """Step over a unit; extends the selection while `extending`."""
        step = self.ground.extend if self.extending else self.ground.move
        self.place = step(self.place, unit, by)

    def extend(self, unit: Unit, by: int) -> None:
        """Move the selection's free end."""
        self.place = self.ground.extend(self.place, unit, by)

    def page(self, by: int) -> None:
        """Move by a screenful."""
        if not len(layout := self._layout()):
            return
        height = max(1, self.scrollable_content_region.height - 2)
        row = min(max(0, layout.row_of(self.place.position) + by * height), len(layout) - 1)
        position = self.ground.inside(layout.row_start[row])
        here = self.ground.turn_at(self.place.position)
        if self.ground.turn_at(position) == here and len(layout.rows_of_turn(here)) <= height:
            self.move(Unit.TURN, by)
        else:
            self.go(position)

    def edge(self, by: int) -> None:
        """Go to the first or the last turn; to the end of its words while `extending`."""
        if stops := self.ground.stops:
            turn = self.ground.turns[stops[-1 if by > 0 else 0]]
            self.go(turn.end if self.extending and by > 0 else turn.speech)

    def go(self, position: int, *, select: Span | None = None) -> None:
        """Put the cursor at a position, or select a span."""
        if select is not None:
            self.place = Place(select.end, self.place.unit, select.start)
            return
        anchor = None
        if self.extending:
            start = self.ground.unit_at(self.place.unit, self.place.position).start
            anchor = start if self.place.anchor is None else self.place.anchor
        unit = Unit.TURN if self.place.unit is Unit.TURN else Unit.SENTENCE
        self.place = Place(self.ground.inside(position), unit, anchor)

    def clear(self) -> bool:
        """Drop the selection; whether there was one."""
        was = self.place.anchor is not None or self.extending
        self.extending = False
        if self.place.anchor is not None:
            position = self.ground.inside(min(self.place.anchor, self.place.position))
            self.place = Place(position, self.place.unit)
        return was

    def watch_place(self, before: Place, after: Place) -> None:
        """Repaint what the cursor left and what it reached, and scroll only when it would leave the view."""
        self._see(after)
        if before == after or not self.ground.turns or not self.size:
            return
        if not self._keep_in_view(after):
            for place in (before, after):
                self._repaint(self._rows_touched(place))
        self.post_message(Moved())

    def _rows_touched(self, place: Place) -> range:
        rows = self._layout()
        under = self.ground.under(place)
        low, high = under.start, under.end
        if selected := self.ground.selected(place):
            low, high = min(low, selected.start), max(high, selected.end)
        turn = self.ground.turns[self.ground.turn_at(under.start)]
        return range(rows.row_of(min(low, turn.speech)), rows.row_of(max(low, high - 1, turn.end - 1)) + 1)

    def _keep_in_view(self, place: Place) -> bool:
        """Scroll half a page when the cursor leaves the view: a scroll sends the whole view again, a step two turns."""
        layout = self._layout()
        if place.anchor is not None:
            rows = layout.rows_of(place.position, place.position)
        else:
            under = self.ground.under(place)
            rows = layout.rows_of(under.start, under.end)
        height = self.scrollable_content_region.height
        if len(rows) > height:
            rows = layout.rows_of(place.position, place.position)
        top = self.scroll_offset.y
        if top <= rows.start and rows.stop <= top + height:
            return False
        lead = self._lead(rows.start)
        self.scroll_to(y=max(0, lead - height // 3), animate=False)
        return self.scroll_offset.y != top

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection, or put the cursor."""
        if event.button != 1 or event.style.meta.get("@click") or not self.ground.turns:
            return
        if event.offset.x >= self.scrollable_content_region.width:
            return
        self._drag = self._hit(event.offset)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to the pointer, scrolling when it is above or below the text."""
        if self._drag is None:
            return
        self._pointer = event.offset
        outside = not 0 <= event.offset.y < self.scrollable_content_region.height
        if outside and self._auto_scroll is None:
            self._auto_scroll = self.set_interval(AUTO_SCROLL, self._scroll_on)
        elif not outside:
            self._stop_scrolling()
        self._select_to_pointer()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a selection; a press without a drag puts the cursor there."""
        drag, self._drag = self._drag, None
        self.release_mouse()
        self._stop_scrolling()
        if drag is not None and self._hit(event.offset) == drag:
            self.extending = False
            self.go(drag.start)

    def on_click(self, event: events.Click) -> None:
        """A double click selects the word, a triple click the sentence."""
        if event.chain in (2, 3) and self.ground.turns:
            unit = Unit.WORD if event.chain == 2 else Unit.SENTENCE
            self.go(0, select=self.ground.unit_at(unit, self._hit(event.offset).start))
        event.stop()

    def _scroll_on(self) -> None:
        height = self.scrollable_content_region.height
        by = self._pointer.y if self._pointer.y < 0 else self._pointer.y - height + 1
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)
        self._select_to_pointer()

    def _stop_scrolling(self) -> None:
        if self._auto_scroll is not None:
            self._auto_scroll.stop()
            self._auto_scroll = None

    def _select_to_pointer(self) -> None:
        if self._drag is None:
            return
        height = self.scrollable_content_region.height
        held = Offset(self._pointer.x, min(max(0, self._pointer.y), height - 1))
        now = self._hit(held)
        if now == self._drag:
            return
        self.extending = False
        forward = now.start >= self._drag.start
        anchor, free = (self._drag.start, now.end) if forward else (self._drag.end, now.start)
        before, place = self.place, Place(free, self.place.unit, anchor)
        # The view follows the pointer here, so the watcher's own scrolling is left out.
        self._put(place)
        for one in (before, place):
            self._repaint(self._rows_touched(one))
        self.post_message(Moved())

    def _caret(self, place: Place) -> Span | None:
        """The character under the cursor, where that is less than what an act applies to."""
        if place.unit in (Unit.TURN, Unit.SENTENCE) or place.anchor is not None or not self.ground.turns:
            return None
        return self.ground.unit_at(Unit.CHARACTER, place.position)
