"""Pure algebra over spans: overlap, union, gaps, lanes, snapping. Positions are code points, end exclusive."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Sequence

from quoth.model.text import Span

__all__ = ["covered", "gaps", "grapheme_end", "grapheme_start", "lanes", "merge", "overlap", "snap", "trim"]


def overlap(a: Span, b: Span) -> int:
    """How many code points two spans share."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def merge(spans: Iterable[Span]) -> list[Span]:
    """The union as disjoint spans in order; spans that touch become one. Empty spans vanish."""
    merged: list[Span] = []
    for span in sorted(s for s in spans if s.start < s.end):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def gaps(spans: Iterable[Span], within: Span) -> list[Span]:
    """What of `within` no span covers."""
    free: list[Span] = []
    at = within.start
    for span in merge(spans):
        if span.end <= within.start or span.start >= within.end:
            continue
        if span.start > at:
            free.append(Span(at, span.start))
        at = max(at, span.end)
    if at < within.end:
        free.append(Span(at, within.end))
    return free


def covered(spans: Iterable[Span], within: Span) -> int:
    """How many code points of `within` at least one span covers."""
    return sum(overlap(span, within) for span in merge(spans))


def lanes(spans: Sequence[Span]) -> list[int]:
    """A lane for each span (in the given order) so that spans that overlap never share one.

    Greedy over starts, longest first, lowest free lane: the number of lanes is the depth of the deepest overlap.
    """
    placed = [0] * len(spans)
    free: list[int] = []
    busy: list[tuple[int, int]] = []
    used = 0
    for index in sorted(range(len(spans)), key=lambda i: (spans[i].start, -spans[i].end, i)):
        span = spans[index]
        while busy and busy[0][0] <= span.start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lane, used = used, used + 1
        placed[index] = lane
        heapq.heappush(busy, (max(span.end, span.start + 1), lane))
    return placed


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends; empty at `start` when there is nothing else."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


_PLAIN = re.compile(
    "[\u0020-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u2010-\u2027\u2030-\u205e]*"
).fullmatch
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_ZWJ = "\u200d"


def _joins(text: str, at: int) -> bool:
    """Whether the code point at `at` continues the grapheme before it (UAX 29, without Indic conjuncts)."""
    if at <= 0 or at >= len(text):
        return False
    before, here = text[at - 1], text[at]
    if here < "\u0300" and here != "\n":
        return False
    if before == "\r" and here == "\n":
        return True
    if before in "\r\n\t":
        return False
    if here in (_ZWJ, "\u200c") or unicodedata.category(here) in ("Mn", "Me", "Mc") or ord(here) in _SKIN:
        return True
    if before == _ZWJ and unicodedata.category(here) == "So":
        return True
    if 0xE0020 <= ord(here) <= 0xE007F:
        return True
    if ord(here) in _REGIONAL:
        run = 0
        while at - 1 - run >= 0 and ord(text[at - 1 - run]) in _REGIONAL:
            run += 1
        return run % 2 == 1
    if "\u1160" <= here <= "\u11ff":
        return "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return False


def grapheme_start(text: str, at: int) -> int:
    """The start of the grapheme that holds the code point at `at`."""
    at = max(0, min(at, len(text)))
    while _joins(text, at):
        at -= 1
    return at


def grapheme_end(text: str, at: int) -> int:
    """The first grapheme boundary at or after `at`."""
    at = max(0, min(at, len(text)))
    while _joins(text, at):
        at += 1
    return at


def snap(text: str, span: Span) -> Span:
    """The span widened outward to grapheme boundaries and kept inside the text."""
    start, end = max(0, min(span.start, len(text))), max(0, min(span.end, len(text)))
    if end < start:
        start, end = end, start
    if _PLAIN(text[max(0, start - 1) : end + 1]):
        return Span(start, end)
    return Span(grapheme_start(text, start), grapheme_end(text, end))
