"""Codings carried over to a text in which speakers are called otherwise, or turns got times: their words are the same.

Owns the comparison of two texts without the names at the heads of turns. It only adds to what the whole texts tell:
names tell short answers apart, so what is found with them stays. Positions are code points, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.anchoring.judging import reanchor
from quoth.model.coding import Outcome, Verdict
from quoth.model.text import Span, Turn

__all__ = ["reanchor_turns"]

_FOUND = (Verdict.KEPT, Verdict.MOVED)
_TELLING = 12
"""Characters of a turn from which it tells how its speaker is called now."""
_SELDOM = 100
"""Turns of a text of which a name heads one at least."""
_TURNS = 500
"""Turns that are asked for that, spread over the text."""


def reanchor_turns(
    old: str, old_turns: Sequence[Turn], new: str, new_turns: Sequence[Turn], spans: Mapping[str, Span]
) -> list[Outcome]:
    """As `reanchor`, for texts whose turns are known: where they are headed otherwise, heads are not asked for.

    What is only found so must be said by whoever its speaker is called in most of the text.
    """
    outcomes = reanchor(old, new, spans)
    ours, theirs = _Spoken.of(old, old_turns), _Spoken.of(new, new_turns)
    missed = [one.coding for one in outcomes if one.verdict not in _FOUND]
    within = {name: span for name in missed if (span := ours.within(spans[name]))}
    if ours.heads == theirs.heads or not within:
        return outcomes
    speech = [Span(turn.speech, turn.end) for turn in old_turns if turn.end - turn.speech >= _TELLING]
    some = speech[:: len(speech) // _TURNS + 1]
    telling = {f"turn {number}": place for number, span in enumerate(some) if (place := ours.within(span))}
    found: dict[str, Outcome] = {}
    said: dict[str, tuple[str, str]] = {}
    for one in reanchor(ours.text, theirs.text, telling | within):
        place = theirs.whole(Span(one.start, one.end)) if one.verdict in _FOUND else None
        if place and new[place.start : place.end] == one.before:
            found[one.coding] = replace(one, start=place.start, end=place.end)
            was = ours.whole((telling | within)[one.coding])
            said[one.coding] = _speaker(old_turns, was.start if was else 0), _speaker(new_turns, place.start)
    usual = Counter(said[name] for name in telling if name in said)
    called = {name: other for (name, other), _ in reversed(usual.most_common())}
    return [
        found[one.coding]
        if one.coding in within and one.coding in found and called.get(said[one.coding][0]) == said[one.coding][1]
        else one
        for one in outcomes
    ]


def _speaker(turns: Sequence[Turn], place: int) -> str:
    """Who speaks at a place; nobody before the first turn."""
    index = bisect_right(turns, place, key=lambda turn: turn.start) - 1
    return turns[index].speaker if index >= 0 else ""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A text without the heads of its turns."""

    text: str
    starts: Sequence[int]
    """Where each piece that is left begins here."""
    origins: Sequence[int]
    """Where it begins in the whole text."""
    heads: frozenset[tuple[str, bool]]
    """Who speaks, and whether it is written when; without names so seldom that they may be slips of the pen."""

    @classmethod
    def of(cls, text: str, turns: Sequence[Turn]) -> _Spoken:
        """The text between and behind the heads."""
        heads = [turn for turn in turns if turn.start < turn.speech]
        ends = [*(turn.start for turn in heads), len(text)]
        origins = [0, *(turn.speech for turn in heads)]
        pieces = [text[start:end] for start, end in zip(origins, ends, strict=True)]
        starts = [0]
        for piece in pieces[:-1]:
            starts.append(starts[-1] + len(piece))
        names = Counter((turn.speaker, turn.time is not None) for turn in heads)
        usual = frozenset(name for name, count in names.items() if count * _SELDOM >= len(heads))
        return cls("".join(pieces), starts, origins, usual)

    def within(self, span: Span) -> Span | None:
        """The place of a span of the whole text; None where it holds something of a head."""
        index = bisect_right(self.origins, span.start) - 1
        start = self.starts[index] + span.start - self.origins[index]
        there = Span(start, start + span.end - span.start)
        return there if self.whole(there) == span else None

    def whole(self, span: Span) -> Span | None:
        """The place in the whole text; None where a head lies in it."""
        index = bisect_right(self.starts, span.start) - 1
        if bisect_right(self.starts, span.end - 1) - 1 != index:
            return None
        shift = self.origins[index] - self.starts[index]
        return Span(span.start + shift, span.end + shift)
