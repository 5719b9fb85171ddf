"""Looking through many texts, one after the other.

Owns which places are hits: those that lie in what one turn says. Positions are code points of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from quoth.finding.query import Matcher, Query
from quoth.finding.text import Text
from quoth.model.spans import snap
from quoth.model.text import Span

__all__ = ["MOST", "Found", "search"]

MOST = 10_000
"""More hits than anybody goes through; the search ends there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place with the words looked for."""

    text: Text
    span: Span
    turn: int
    """1-based number of the turn."""


def search(texts: Iterable[Text], query: Query, *, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Found]:
    """The places of a query in texts: in order, disjoint, at most `MOST`. Ends early when it is cancelled.

    Raises UsageError for a regular expression that is none, or that takes too long.
    """
    matcher = query.matcher()

    def found() -> Iterator[Found]:
        for text in texts:
            if cancelled():
                return
            yield from _in(text, matcher)

    return islice(found(), MOST)


def _in(text: Text, matcher: Matcher) -> Iterator[Found]:
    turns = text.turns
    last = 0
    for start, end in matcher(text):
        span = snap(text.text, Span(*text.folded.original(start, end)))
        if span.start < last:  # two places in one character as it is seen: that is one
            continue
        last = span.end
        index = bisect_right(turns, span.start, key=lambda turn: turn.start) - 1
        if index >= 0 and turns[index].speech <= span.start and span.end <= turns[index].end:
            yield Found(text, span, index + 1)
