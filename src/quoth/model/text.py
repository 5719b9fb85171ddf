"""Documents, their immutable text versions, turns and sentences.

Owns the identity of documents and versions. Positions are Unicode code points of `Version.text`, end exclusive.
Invariant: turns of a version are in order and do not overlap.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Document",
    "Kind",
    "Role",
    "Sentence",
    "Source",
    "Span",
    "Transcript",
    "Turn",
    "Version",
    "document_id",
    "text_hash",
    "version_id",
]


class Role(StrEnum):
    """Who speaks: the one who asks or the one who answers."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    UNKNOWN = ""


class Kind(StrEnum):
    """What a turn is. Headings and tables are kept and shown but are not speech."""

    SPEECH = "speech"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    HEADING = "heading"
    TABLE = "table"


SPOKEN = frozenset({Kind.SPEECH, Kind.PARAGRAPH, Kind.QUOTATION})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in code points of one version's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted speech, or a paragraph where there are no speakers."""

    start: int
    """Where the turn begins in the text, its speaker label included."""
    end: int
    """Where it ends (exclusive, without the line break)."""
    speech: int
    """Where the words begin, after the speaker label; equal to `start` without one."""
    speaker: str = ""
    role: Role = Role.UNKNOWN
    kind: Kind = Kind.PARAGRAPH
    section: str = ""
    """The path of headings above it, as `Kazakhstan / What hinders you?`."""
    time: float | None = None
    """Seconds from the start of the recording."""

    @property
    def span(self) -> Span:
        """The words without the speaker label."""
        return Span(self.speech, self.end)

    @property
    def is_speech(self) -> bool:
        """Whether codings are expected here, so that it counts as a unit."""
        return self.kind in SPOKEN


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence inside the turn with index `turn`: derived, never state."""

    start: int
    end: int
    turn: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from and how it was read."""

    path: str
    """Relative to the project's folder where the file lies inside it, else the file's name."""
    sha256: str
    """Of the file's bytes."""
    reader: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a reader makes of a file, before the project knows it."""

    name: str
    text: str
    turns: tuple[Turn, ...]
    source: Source
    attributes: Mapping[str, str] = field(default_factory=dict)
    case: str = ""
    notes: tuple[str, ...] = ()
    """Sentences for the person who imports: what was removed, guessed or left out."""


@dataclass(frozen=True, slots=True)
class Document:
    """One transcript as the project knows it."""

    id: str
    name: str
    version: str
    """The id of its newest version."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    case: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable text of a document."""

    id: str
    document: str
    number: int
    """1 for the text first imported."""
    text: str
    turns: tuple[Turn, ...]
    source: Source

    def turn_at(self, position: int) -> int:
        """The index of the turn that holds, or last begins before, a position; -1 when there is none."""
        low, high = 0, len(self.turns)
        while low < high:
            middle = (low + high) // 2
            if self.turns[middle].start <= position:
                low = middle + 1
            else:
                high = middle
        return low - 1


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal: the name under which a text is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id(name: str, text: str) -> str:
    """The same name and first text make the same document in every copy of a project."""
    return _digest("document", unicodedata.normalize("NFC", name), text_hash(text))


def version_id(document: str, text: str) -> str:
    """The id of a text as a version of one document."""
    return _digest("version", document, text_hash(text))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
