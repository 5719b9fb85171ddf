"""How far a coder is: documents, turns coded, done marks, counts of codes.

Owns the figures in the header and the lists. They are counted once and kept current by what is added or removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.model.coding import Coding, Done
from quoth.model.text import Document
from quoth.session.codebook import Reading, at_version
from quoth.store import Project, queries

__all__ = ["DocumentSummary", "Progress", "read_again", "spoken_for"]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document with how far one coder is in it."""

    document: Document
    turns: int
    """Turns to be coded: speech that is not the interviewer's."""
    coded_turns: int
    """Of them, how many hold a coding of this coder."""
    codings: int
    done: bool
    read_again: tuple[str, ...]
    """Codes that were added or redefined since it was done, and so are missing until it is read again."""


def spoken_for(project: Project, reading: Reading, hash_: str) -> frozenset[str]:
    """The codes, retired ones too, for which a done mark under a version of the codebook (its hash) still speaks.

    Those whose definition in force is the one of that version, and which were codes then as they are now.
    """
    then = reading.codebook.by_id if hash_ == reading.hash else at_version(project, hash_).by_id
    codes = [code for code in reading.codebook.codes if not code.heading and code.id in then]
    return frozenset(
        code.id for code in codes if not then[code.id].heading and then[code.id].definition_hash == code.definition_hash
    )


def read_again(project: Project, reading: Reading, mark: Done) -> tuple[str, ...]:
    """The applicable codes that a done mark does not speak for (design rule: done has a version)."""
    if mark.codebook == reading.hash:
        return ()
    spoken = spoken_for(project, reading, mark.codebook)
    return tuple(code.id for code in reading.codebook.applicable if code.id not in spoken)


class Progress:
    """Counts for one coder."""

    def __init__(self, project: Project, coder: str, reading: Reading) -> None:
        self._project = project
        self._coder = coder
        self._reading = reading
        self.reload()

    def use(self, reading: Reading) -> None:
        """The codebook in force is another one now."""
        self._reading = reading
        self._summaries.clear()

    def reload(self) -> None:
        """Count anew from the database."""
        self._summaries: dict[str, DocumentSummary] = {}
        self._documents = queries.documents(self._project)
        self._spans = queries.answer_spans(self._project)
        self._counts: Counter[str] = Counter()
        self._recent: dict[str, None] = {}
        self._places: dict[str, Counter[tuple[int, int]]] = {}
        self._marks = {mark.document: mark for mark in queries.done(self._project) if mark.coder == self._coder}
        for document, code, start, end in queries.coding_places(self._project, self._coder):
            self._count(document, code, start, end)

    def added(self, codings: Iterable[Coding]) -> None:
        """Codings that are new."""
        for coding in codings:
            self._summaries.pop(coding.document, None)
            self._count(coding.document, coding.code, coding.start, coding.end)

    def _count(self, document: str, code: str, start: int, end: int) -> None:
        self._counts[code] += 1
        self._recent.pop(code, None)
        self._recent[code] = None
        self._places.setdefault(document, Counter())[start, end] += 1

    def removed(self, codings: Iterable[Coding]) -> None:
        """Codings that are gone."""
        for coding in codings:
            self._counts[coding.code] -= 1
            if not self._counts[coding.code]:
                del self._counts[coding.code]
            self._summaries.pop(coding.document, None)
            places = self._places[coding.document]
            places[coding.start, coding.end] -= 1
            if not places[coding.start, coding.end]:
                del places[coding.start, coding.end]

    def code_counts(self) -> dict[str, int]:
        """Codings of each code."""
        return dict(self._counts)

    def recent_codes(self) -> tuple[str, ...]:
        """Codes by last use, newest first."""
        return tuple(reversed(self._recent))

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """All documents, in the order of import."""
        for document in self._documents:
            if document.id not in self._summaries:
                self._summaries[document.id] = self._summary(document)
        return tuple(self._summaries[document.id] for document in self._documents)

    def _summary(self, document: Document) -> DocumentSummary:
        spans = self._spans.get(document.version, [])
        places = self._places.get(document.id, Counter())
        mark = self._marks.get(document.id)
        again = read_again(self._project, self._reading, mark) if mark else ()
        current = mark is not None and mark.version == document.version
        return DocumentSummary(
            document, len(spans), _coded(spans, places), places.total(), current, again if current else ()
        )


def _coded(spans: Sequence[tuple[int, int]], places: Iterable[tuple[int, int]]) -> int:
    """How many of the spans share a character with one of the places; spans in order and disjoint."""
    index = coded = 0
    for start, end in sorted(places):
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        while index < len(spans) and spans[index][0] < end:
            coded += 1
            index += 1
    return coded
