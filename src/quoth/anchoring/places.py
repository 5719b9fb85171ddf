"""Places in a text and what stands around them: pure helpers of the judgement. Positions are code points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quoth.anchoring.aligning import prefix, suffix
from quoth.model.coding import CONTEXT
from quoth.model.text import Span

__all__ = ["TOUCHING", "adjoins", "context", "edges", "places", "similarity"]

TOUCHING = 2
"""Equal characters next to a quote so held; and characters between two copies that are side by side."""


def places(text: str, words: str, start: int, end: int) -> Iterator[Span]:
    """Every place in a stretch where words stand, those that overlap too."""
    at = text.find(words, start, end)
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1, end)


def edges(text: str, span: Span) -> tuple[bool, bool]:
    """Whether the span's edges lie inside of words."""
    before, after = text[max(0, span.start - 1) : span.start + 1], text[span.end - 1 : span.end + 1]
    return len(before) == 2 and before.isalnum(), len(after) == 2 and after.isalnum()


def adjoins(text: str, copy: Span, span: Span) -> bool:
    """Whether two places with the same words lie in one passage said twice, side by side."""
    ours, theirs = context(text, copy), context(text, span)
    shared = suffix(ours[0], theirs[0]) + prefix(ours[1], theirs[1]) + span.end - span.start
    return abs(copy.start - span.start) <= shared + TOUCHING


def context(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind a place, up to the length of a context."""
    return text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]


def similarity(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Normalised Indel similarity of two texts in characters, or of two lists in words; 0 to 1."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(ours, theirs))
