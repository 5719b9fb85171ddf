"""A short answer belongs to its question: `Yes.` under another question says something else.

Owns what is asked before a passage that is all its turn says, and where a corrected text has that question.
Positions are code points of the text they belong to. Words alone cannot tell short answers apart: the line before can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from quoth.anchoring.places import similarity
from quoth.model.text import Span

__all__ = ["SAME", "Asked", "Lines", "is_answer", "likeness", "respelt", "where"]

_LABEL = re.compile(r"\s*(?:\[?[0-9][0-9:.,]*\]?\s+)?[^\n:：]{1,40}?[:：](?=\s|$)")
"""A speaker's name, with or without a time, at the start of a line."""
_LINE = re.compile(r"[^\n]+")
_ENOUGH = 20
"""Characters from which a question can be known by its words; shorter ones take the line before with them."""
_TOLD = 80
"""Characters at the end of what was said before that are the question, however long the rest."""
_MOST = 4
"""Lines that a question has at most."""
_BLANK = 400
"""Characters of white space that may part two lines."""
_AHEAD = 2000
"""Characters in which an answer is looked for that a turn put in between drove away from its question."""
SAME = 0.5
"""Similarity, in words, from which a question that was put otherwise is the same question."""
_TYPOS = 0.85
"""Similarity, in letters, from which a question has the same words, spelt otherwise."""


class Asked(NamedTuple):
    """What stands before a passage that begins its line: `text[start:end]`."""

    start: int
    end: int
    words: str
    line: str
    """The last line of it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text and where each of its lines stands, without the names that lines begin with; -1 for one that recurs."""

    text: str
    places: Mapping[str, int]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text."""
        places: dict[str, int] = {}
        for match in _LINE.finditer(text):
            start = _begin(text, match.start(), match.end())
            words = text[start : match.end()].rstrip()
            places[words] = -1 if words in places else start
        return cls(text, places)

    def once(self, words: str) -> bool:
        """Whether a line stands once."""
        return self.places.get(words, -1) >= 0

    def asked(self, span: Span, lines: int = 1) -> Asked | None:
        """What is asked before a passage, of so many lines at least.

        None where the passage's line begins with other words than a name, or nothing stands before.
        """
        text = self.text
        line = text.rfind("\n", 0, span.start) + 1
        if text[_begin(text, line, span.start) : span.start].strip():
            return None
        start = first = end = _end(text, line)
        last = ""
        for number in range(1, _MOST + 1):
            stop = _end(text, start)
            start = text.rfind("\n", 0, stop) + 1
            first = _begin(text, start, stop)
            last = last or text[first:end]
            if (number >= lines and end - first >= _ENOUGH) or not start:
                break
        return Asked(first, end, text[first:end], last) if first < end else None


def _begin(text: str, start: int, end: int) -> int:
    """Where a line's words begin behind the name."""
    label = _LABEL.match(text, start, end)
    at = label.end() if label else start
    while at < end and text[at].isspace():
        at += 1
    return at


def _end(text: str, before: int) -> int:
    """Where the last word before a place ends."""
    first = max(0, before - _BLANK)
    return first + len(text[first:before].rstrip())


def is_answer(text: str, span: Span) -> bool:
    """Whether nothing is said behind a passage on its line, and it asks nothing: a question belongs to its answer."""
    if text[span.end - 1] in "?？؟":
        return False
    end = text.find("\n", span.end)
    return not any(char.isalnum() for char in text[span.end : end if end >= 0 else len(text)])


def likeness(old: Lines, new: Lines, before: Asked, place: Span) -> float | None:
    """How like the question before a place is to the one asked before, in words; None where it is known for another.

    It is another where the old one stands elsewhere now, or the new one stood elsewhere.
    """
    after = new.asked(place)
    if after is None:
        near = new.text[max(0, place.start - len(before.words) - _BLANK) : place.start]
        return 1.0 if before.words in near else 0.0
    if after.words[-_TOLD:] == before.words[-_TOLD:]:
        return 1.0
    went = old.once(before.line) and before.line in new.places
    if went or (len(after.line) >= _ENOUGH and after.line in old.places):
        return None
    return _alike(before.words[-_BLANK:], after.words[-_BLANK:])


def respelt(new: Lines, question: Asked, place: Span) -> bool:
    """Whether the same question stands before a place, spelt otherwise or not."""
    after = new.asked(place)
    return after is not None and similarity(question.line, after.line) >= _TYPOS


def where(old: Lines, new: Lines, span: Span) -> tuple[Asked, Span] | None:
    """The question, and where the very answer stands behind it, word for word, when either text asks it once.

    A question that is asked again is taken with the lines before it, up to one that stands once; then what comes behind
    the answer must be the same, too.
    """
    for lines in range(1, _MOST + 1):
        question = old.asked(span, lines)
        if question is None:
            return None
        first = question.words.partition("\n")[0].rstrip()
        if len(first) >= _ENOUGH and old.once(first) and new.once(first):
            break
    else:
        return None
    at = new.places[first]
    said = old.text[question.start : span.end]
    place = Span(at + len(said) - (span.end - span.start), at + len(said))
    if not new.text.startswith(said, at) or not is_answer(new.text, place):
        return None
    if lines > 1 and old.text[span.end : span.end + _ENOUGH] != new.text[place.end : place.end + _ENOUGH]:
        return None
    return None if _is_doubtful(old, new, span, place, question) else (question, place)


def _is_doubtful(old: Lines, new: Lines, span: Span, place: Span, question: Asked) -> bool:
    """Whether such an answer ahead may be the one: to nothing asked before, or to the same question asked twice.

    So it is where a turn with the same words was put between a question and its answer, or one of two was taken out.
    """
    label, answer = old.text[question.end : span.start], old.text[span.start : span.end]
    behind, new_behind = old.text[span.end : span.end + _ENOUGH], new.text[place.end : place.end + _ENOUGH]
    if behind == new_behind:
        return False
    added = (new.asked(copy) for copy in _ahead(new.text, place, label, answer, behind))
    left = (old.asked(copy) for copy in _ahead(old.text, span, label, answer, new_behind))
    return any(rival is None or rival.line not in old.places for rival in added) or any(
        rival is None or rival.line == question.line for rival in left
    )


def _ahead(text: str, span: Span, label: str, answer: str, behind: str) -> Iterator[Span]:
    """Where an answer stands again not far behind a place, before certain words."""
    said = f"{label}{answer}{behind}"
    at = text.find(said, span.end, span.end + _AHEAD)
    while at >= 0:
        yield Span(at + len(label), at + len(label) + len(answer))
        at = text.find(said, at + 1, span.end + _AHEAD)


def _alike(ours: str, theirs: str) -> float:
    letters = similarity(ours, theirs)
    return letters if letters >= _TYPOS else similarity(ours.casefold().split(), theirs.casefold().split())
