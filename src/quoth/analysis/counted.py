"""What reports count: the codings of one layer as columns, with the documents, turns and words they stand in.

Owns the rules that every figure rests on: who is a participant, which words a code covers, which documents were read
for a code. Invariant: codings are ordered by document, start, longest first, code and coder; index columns are valid.
Positions are code points of a document's newest text; `-1` stands for none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quoth.model.codebook import Codebook
from quoth.model.tables import Counts, Scope
from quoth.model.text import Document

__all__ = ["ABSENT", "MISSING", "PRESENT", "Codings", "Counted", "Participant", "Turns", "unit_of"]

Ints = NDArray[np.int64]
PRESENT, ABSENT, MISSING = 1, 0, -1
"""What `Counted.presence` says of a document and a code."""


@dataclass(frozen=True, slots=True, order=True)
class Participant:
    """Who answers: a speaker of a document, or of all documents of a case; without speakers, the document or case."""

    unit: str
    """The case, else the document's name."""
    speaker: str = ""

    @property
    def label(self) -> str:
        """As printed."""
        return f"{self.unit}: {self.speaker}" if self.speaker else self.unit


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of all documents, ordered by document and start."""

    document: Ints
    start: Ints
    end: Ints
    participant: Ints
    """-1 where the interviewer speaks, and for headings and tables."""
    words: Ints
    """Of its speech, without the speaker's name; 0 where nobody who answers speaks."""


@dataclass(frozen=True, slots=True)
class Codings:
    """One row a coding."""

    row: Ints
    """Its row number in the database, to read it again by."""
    document: Ints
    code: Ints
    coder: Ints
    start: Ints
    end: Ints
    turn: Ints
    """Index of the turn that it begins in, or that begins last before it."""
    participant: Ints
    words: Ints
    """Words that begin in it."""
    covered: Ints
    """Words that begin in it and in no coding before it with the same document and code: these add up."""

    def __len__(self) -> int:
        return len(self.row)

    def where(self, wanted: NDArray[np.bool_]) -> Codings:
        """Those for which `wanted` is true."""
        return Codings(*(getattr(self, name)[wanted] for name in self.__slots__))


@dataclass(frozen=True)
class Counted:
    """A layer of codings in a project, filtered."""

    documents: tuple[Document, ...]
    codes: tuple[str, ...]
    """Ids in the codebook's order, then those that the codebook no longer holds."""
    labels: tuple[str, ...]
    coders: tuple[str, ...]
    participants: tuple[Participant, ...]
    codings: Codings
    turns: Turns
    lengths: Ints
    """Code points of each document."""
    read: NDArray[np.bool_]
    """Documents x codes: whether a coder of the layer is done with the document under the definition in force."""
    codebook: Codebook
    counts: Counts
    notes: tuple[str, ...] = ()
    """What every report on these codings must say."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the documents."""
        return tuple(document.name for document in self.documents)

    @cached_property
    def number(self) -> Ints:
        """Documents x codes: how many codings."""
        cells = self.codings.document * len(self.codes) + self.codings.code
        found = np.bincount(cells, minlength=len(self.documents) * len(self.codes))
        return found.reshape(len(self.documents), len(self.codes))

    def presence(self, *, read: bool) -> NDArray[np.int8]:
        """Documents x codes: 1 where the code occurs, 0 where it does not.

        With `read` -1 where nobody has read the document for the code: neither a yes nor a no counts there.
        """
        found = (self.number > 0).astype(np.int8)
        if read:
            found[~self.read] = MISSING
        return found

    @cached_property
    def words(self) -> Ints:
        """Words that participants say, by document."""
        return np.bincount(self.turns.document, weights=self.turns.words, minlength=len(self.documents)).astype(int)

    @cached_property
    def anything_read(self) -> bool:
        """Whether any document is done: without that nobody can tell what is absent from what was not looked for."""
        return bool(self.read.any())

    def groups(self, attribute: str) -> dict[str, Ints]:
        """The documents of each value of an attribute, in the order of their first appearance; "" for those without."""
        found: dict[str, list[int]] = {}
        for index, document in enumerate(self.documents):
            found.setdefault(document.attributes.get(attribute, ""), []).append(index)
        return {value: np.array(indices) for value, indices in found.items()}

    def code_colours(self) -> tuple[str, ...]:
        """The codebook's colour of each code, empty where it has none."""
        known = self.codebook.by_id
        return tuple(known[code].colour if code in known else "" for code in self.codes)

    def chosen(self, scope: Scope) -> NDArray[np.bool_]:
        """Which codings a scope lets pass, leaving `beside` aside."""
        found = np.ones(len(self.codings), dtype=bool)
        if scope.codes is not None:
            found &= np.array([code in scope.codes for code in self.codes], dtype=bool)[self.codings.code]
        if scope.documents is not None:
            found &= np.array([name in scope.documents for name in self.names], dtype=bool)[self.codings.document]
        if scope.coder is not None:
            found &= np.array([coder == scope.coder for coder in self.coders], dtype=bool)[self.codings.coder]
        if scope.participant is not None:
            wanted = Participant(*scope.participant)
            index = self.participants.index(wanted) if wanted in self.participants else -2
            found &= self.codings.participant == index
        if scope.places is not None:
            share = self.share()
            low, high = scope.places
            found &= (share >= low) & (share < high)
        return found

    def share(self) -> NDArray[np.float64]:
        """Where each coding begins, as a share of its document's length: 0 up to, and without, 1."""
        return self.codings.start / np.maximum(self.lengths[self.codings.document], 1)

    def of_documents(self, indices: Ints) -> Counted:
        """The same for some of the documents only. Codes, coders and participants keep their indices."""
        place = np.full(len(self.documents), -1, dtype=np.int64)
        place[indices] = np.arange(len(indices))
        kept, turns = place[self.codings.document] >= 0, place[self.turns.document] >= 0
        codings = self.codings.where(kept)
        inside = np.cumsum(turns) - 1
        codings = replace(
            codings, document=place[codings.document], turn=np.where(codings.turn >= 0, inside[codings.turn], -1)
        )
        columns = (getattr(self.turns, name)[turns] for name in Turns.__slots__)
        here = Turns(*columns)
        here = replace(here, document=place[here.document])
        people = int(np.unique(here.participant[here.participant >= 0]).size)
        counts = replace(self.counts, codings=len(codings), documents=len(indices), participants=people)
        documents = tuple(self.documents[i] for i in indices)
        return replace(
            self,
            documents=documents,
            codings=codings,
            turns=here,
            lengths=self.lengths[indices],
            read=self.read[indices],
            counts=counts,
        )


def unit_of(document: Document) -> str:
    """What a document is counted as where people are counted: its case, else itself."""
    return document.case or document.name


def uncovered_from(group: Ints, start: Ints, end: Ints) -> Ints:
    """From where on each span is new in its group, the spans being ordered by start within a group.

    The largest end of the spans before it in the group, but at least its start and at most its end.
    """
    if not len(start):
        return start
    reach = int(end.max()) + 1
    _, dense = np.unique(group, return_inverse=True)
    order = np.lexsort((-end, start, dense))
    lifted = dense[order] * reach
    before = np.empty(len(start), dtype=np.int64)
    before[0] = 0
    before[1:] = np.maximum.accumulate(end[order] + lifted)[:-1]
    fresh = np.clip(before - lifted, start[order], end[order])
    found = np.empty(len(start), dtype=np.int64)
    found[order] = fresh
    return found


def mapping_of(names: Sequence[str]) -> Mapping[str, int]:
    """Names to their index."""
    return {name: index for index, name in enumerate(names)}
