"""Codings laid over the turns of a text: which words of which turn each of them covers.

Owns the step from spans of a text to marks in paragraphs, which html and docx show. Positions of marks are code points
of a passage's words, end exclusive. Invariant: every quotation of the text has a mark in some passage, in order; one
that covers nothing but a speaker's label has an empty mark at the beginning of its turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quoth.exporters.material import Text
from quoth.model.coding import Quotation
from quoth.model.text import Turn

__all__ = ["Mark", "Passage", "cut", "passages"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a quotation covers of one passage."""

    index: int
    """Of the quotation in the text."""
    quotation: Quotation
    start: int
    end: int
    first: bool
    """Whether the quotation begins here, not in an earlier passage."""
    last: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one turn, without the speaker's label, and the marks over them."""

    number: int
    """1-based."""
    turn: Turn
    words: str
    marks: tuple[Mark, ...]


def passages(text: Text) -> Iterator[Passage]:
    """The turns of a text in order; a text without turns is one passage."""
    content = text.version.text
    turns = text.version.turns or (Turn(0, len(content), 0),)
    found = text.quotations
    spans = _reached(turns, found)
    waiting = 0
    order = sorted(range(len(found)), key=lambda i: spans[i])
    open_: list[int] = []
    for place, turn in enumerate(turns):
        while waiting < len(order) and spans[order[waiting]][0] <= place:
            open_.append(order[waiting])
            waiting += 1
        marks = tuple(
            Mark(
                i,
                found[i],
                min(max(found[i].start, turn.speech), turn.end) - turn.speech,
                max(min(found[i].end, turn.end), turn.speech) - turn.speech,
                spans[i][0] == place,
                spans[i][1] == place,
            )
            for i in sorted(open_)
        )
        open_ = [i for i in open_ if spans[i][1] > place]
        yield Passage(place + 1, turn, content[turn.speech : turn.end], marks)


def _reached(turns: Sequence[Turn], found: Sequence[Quotation]) -> list[tuple[int, int]]:
    """Of each quotation the first and the last turn whose words it touches; else the turn whose label it is in."""
    reached: list[tuple[int, int]] = []
    first = 0
    for q in found:  # by start
        while first < len(turns) - 1 and turns[first].end <= q.start:
            first += 1
        last = first
        while last < len(turns) - 1 and turns[last + 1].speech < q.end:
            last += 1
        reached.append((first, last))
    return reached


def cut(passage: Passage) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The words of a passage in pieces, each with the marks that cover all of it."""
    edges = sorted({0, len(passage.words), *(m.start for m in passage.marks), *(m.end for m in passage.marks)})
    if len(edges) < 2:
        return
    for start, end in pairwise(edges):
        yield passage.words[start:end], tuple(m for m in passage.marks if m.start <= start and m.end >= end)
