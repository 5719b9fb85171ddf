"""Where a phrase stands in a version's words.

Owns literal search as the screen does it: folded, so that case, `ё` and the form of accents do not matter.
Positions are code points of the version's text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from quoth.model.fold import Folded, fold
from quoth.model.spans import snap
from quoth.model.text import Span, Turn

__all__ = ["find_all"]

MOST = 10_000


def find_all(folded: Folded, text: str, turns: Sequence[Turn], phrase: str) -> list[Span]:
    """The places of the phrase in the words of turns: in order, disjoint, at most 10,000; none for an empty phrase."""
    needle = fold(phrase).text
    found: list[Span] = []
    at = folded.text.find(needle) if needle else -1
    while at >= 0 and len(found) < MOST:
        span = snap(text, Span(*folded.original(at, at + len(needle))))
        index = bisect_right(turns, span.start, key=lambda turn: turn.start) - 1
        if index >= 0 and turns[index].speech <= span.start and span.end <= turns[index].end:
            found.append(span)
        at = folded.text.find(needle, at + len(needle))
    return found
