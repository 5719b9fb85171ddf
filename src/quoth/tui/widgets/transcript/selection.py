"""Where the cursor is, what is selected, and how both move.

Owns motion over a version's text. Everything is in code points of that text, so a selection *is* a span of the document
and outlives resizing and scrolling. Invariant: what `selected` gives lies on grapheme boundaries and has no white space
at its ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from quoth.model.spans import grapheme_end, grapheme_start, snap, trim
from quoth.model.text import Sentence, Span, Turn

__all__ = ["Ground", "Place", "Unit"]

_WORD = re.compile(r"\w+(?:['’ʼ‑\u0300-\u036f-]+\w+)*")


class Unit(StrEnum):
    """What the cursor stands on, and what a movement steps over."""

    TURN = "turn"
    SENTENCE = "sentence"
    WORD = "word"
    CHARACTER = "character"


_ORDER = tuple(Unit)


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor: a position, the unit it stands on, and the fixed end of a selection, if there is one."""

    position: int = 0
    unit: Unit = Unit.TURN
    anchor: int | None = None


@dataclass(frozen=True)
class Ground:
    """The text that a cursor moves over."""

    text: str
    turns: tuple[Turn, ...]
    sentences: Callable[[], Sequence[Sentence]]
    """Called when sentences are first needed: the first paint does not wait for them."""
    stops: tuple[int, ...] = field(init=False)
    """Indices of the turns that the cursor visits: those that are speech, or all where none is."""

    def __post_init__(self) -> None:
        spoken = tuple(i for i, turn in enumerate(self.turns) if turn.is_speech and turn.speech < turn.end)
        object.__setattr__(self, "stops", spoken or tuple(range(len(self.turns))))

    def turn_at(self, position: int) -> int:
        """The index of the turn that holds a position; the first for one before all, -1 without turns."""
        return max(0, bisect_right(self.turns, position, key=lambda turn: turn.start) - 1) if self.turns else -1

    def start(self) -> Place:
        """The first place."""
        return Place(self.turns[self.stops[0]].speech) if self.stops else Place()

    def units(self, unit: Unit, turn: int) -> Sequence[Span]:
        """The units of one turn, in order."""
        words = self.turns[turn].span
        if unit is Unit.SENTENCE:
            all_of_them = self.sentences()
            first = bisect_left(all_of_them, turn, key=lambda s: s.turn)
            last = bisect_right(all_of_them, turn, key=lambda s: s.turn)
            found = [Span(s.start, s.end) for s in all_of_them[first:last]]
        elif unit is Unit.WORD:
            found = [Span(*m.span()) for m in _WORD.finditer(self.text, words.start, words.end)]
        else:
            found = []
        return found or [words]

    def unit_at(self, unit: Unit, position: int) -> Span:
        """The unit that holds a position, or the last one before it in the same turn."""
        turn = self.turn_at(position)
        if turn < 0:
            return Span(0, 0)
        if unit is Unit.CHARACTER:
            at = self.inside(position)
            start = max(self.turns[turn].speech, grapheme_start(self.text, at))
            return Span(start, grapheme_end(self.text, min(at + 1, self.turns[turn].end)))
        spans = self.units(unit, turn)
        return spans[max(0, bisect_right(spans, position, key=lambda span: span.start) - 1)]

    def inside(self, position: int) -> int:
        """The position moved out of a speaker's label into the words of its turn."""
        turn = self.turn_at(position)
        if turn < 0:
            return 0
        return max(self.turns[turn].speech, min(position, self.turns[turn].end))

    def selected(self, place: Place) -> Span | None:
        """The selection as it is painted and would be coded."""
        if place.anchor is None or place.anchor == place.position:
            return None
        low, high = sorted((place.anchor, place.position))
        turn = self.turn_at(high)
        if turn > 0 and high <= self.turns[turn].speech:
            high = self.turns[turn - 1].end
        if low >= high:
            return None
        span = self._whole(Span(low, high))
        return span if span.start < span.end else None

    def under(self, place: Place) -> Span:
        """The turn or sentence that the cursor stands on: what an act means when nothing is selected."""
        unit = Unit.TURN if place.unit is Unit.TURN else Unit.SENTENCE
        return self._whole(self.unit_at(unit, place.position))

    def _whole(self, span: Span) -> Span:
        """Whole graphemes without white space at the ends; a mark that rides on a space keeps its space."""
        return snap(self.text, trim(self.text, snap(self.text, span)))

    def target(self, place: Place) -> Span:
        """What an act would apply to: the selection, else the unit under the cursor."""
        return self.selected(place) or self.under(place)

    def move(self, place: Place, unit: Unit, by: int) -> Place:
        """The place one unit on or back, without a selection.

        The first step forward by a smaller unit than the cursor stands on goes into that unit.
        """
        at = place.position
        if selected := self.selected(place):
            at = self.inside(selected.end - 1 if by > 0 else selected.start)
        elif by > 0 and _ORDER.index(unit) > _ORDER.index(place.unit) and at == self._unit_start(place):
            return Place(at, unit)
        if unit is Unit.TURN and self.turns:
            at = self.turns[self.turn_at(at)].speech
        return Place(self._start_beyond(at, unit, by), unit)

    def extend(self, place: Place, unit: Unit, by: int) -> Place:
        """The place with the selection's free end moved to the next boundary of a unit."""
        if not self.stops:
            return place
        anchor, at = place.anchor, place.position
        if anchor is None:
            anchor = at = self._unit_start(place)
        if by > 0:
            at = min(self._start_beyond(at, unit, 1), anchor) if at < anchor else self._end_after(at, unit)
        else:
            at = max(self._end_before(at, unit), anchor) if at > anchor else self._start_beyond(at, unit, -1)
        return replace(place, anchor=anchor, position=at)

    def _unit_start(self, place: Place) -> int:
        return self.unit_at(place.unit, place.position).start

    def _start_beyond(self, at: int, unit: Unit, by: int) -> int:
        """The start of the next unit after `at`, or of the last that begins before it; `at` itself at either end."""
        if not self.stops:
            return at
        turn = self.turn_at(at)
        words = self.turns[turn].span
        if unit is Unit.CHARACTER:
            if by < 0 and at > words.start:
                return max(words.start, grapheme_start(self.text, at - 1))
            if by > 0 and (ahead := grapheme_end(self.text, at + 1)) < words.end:
                return ahead
        elif turn in self.stops:
            starts = [span.start for span in self.units(unit, turn)]
            nearest = bisect_right(starts, at) if by > 0 else bisect_left(starts, at) - 1
            if 0 <= nearest < len(starts):
                return starts[nearest]
        return self._start_in_next_turn(at, turn, unit, by)

    def _start_in_next_turn(self, at: int, turn: int, unit: Unit, by: int) -> int:
        index = bisect_right(self.stops, turn) if by > 0 else bisect_left(self.stops, turn) - 1
        if not 0 <= index < len(self.stops):
            return at
        there = self.stops[index]
        if unit is Unit.CHARACTER:
            words = self.turns[there].span
            return words.start if by > 0 else max(words.start, grapheme_start(self.text, words.end - 1))
        return self.units(unit, there)[0 if by > 0 else -1].start

    def _end_after(self, at: int, unit: Unit) -> int:
        """The end of the first unit that ends after `at`; `at` itself at the end of the text."""
        turn = self.turn_at(at)
        words = self.turns[turn].span
        if unit is Unit.CHARACTER:
            if at < words.end:
                return grapheme_end(self.text, max(at, words.start) + 1)
        else:
            for span in self.units(unit, turn):
                if span.end > at:
                    return span.end
        index = bisect_right(self.stops, turn)
        return self._end_after(self.turns[self.stops[index]].speech, unit) if index < len(self.stops) else at

    def _end_before(self, at: int, unit: Unit) -> int:
        """The end of the last unit that ends before `at`; the start of the words where there is none."""
        turn = self.turn_at(at)
        words = self.turns[turn].span
        if unit is Unit.CHARACTER:
            if at > words.start:
                return max(words.start, grapheme_start(self.text, at - 1))
        elif before := [span.end for span in self.units(unit, turn) if span.end < at]:
            return before[-1]
        index = bisect_left(self.stops, turn) - 1
        return self.units(unit, self.stops[index])[-1].end if index >= 0 else words.start
