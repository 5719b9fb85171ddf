"""Codings, quotations, memos, coders, suggestions and decisions about them.

Owns what a coding carries as its proof. Positions are code points of the named version; times are UTC, ISO 8601 with Z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from quoth.model.text import Role, Span

__all__ = [
    "CONSENSUS",
    "CONTEXT",
    "CodedQuote",
    "Coder",
    "Coding",
    "Decision",
    "Done",
    "Evidence",
    "Exposure",
    "Memo",
    "Origin",
    "Outcome",
    "Quotation",
    "Suggestion",
    "Verdict",
]

CONSENSUS = "consensus"
"""The coder whose codings are what several coders settled on."""
CONTEXT = 32
"""Characters kept on each side of a quote, to find it again."""


class Origin(StrEnum):
    """How a coding came about."""

    TYPED = "typed"
    SUGGESTION = "suggestion"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Coder:
    """Whoever codes, registered by name."""

    name: str
    since: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one span by one coder, with the proof that it stands where it was made."""

    id: str
    coder: str
    code: str
    document: str
    """The document's id."""
    version: str
    start: int
    end: int
    quote: str
    prefix: str
    """Up to 32 characters before the quote."""
    suffix: str
    definition: str
    """Hash of the code's definition when it was applied."""
    at: str
    round: str = ""
    origin: Origin = Origin.TYPED
    rank: int | None = None
    """Of the suggestion it came from, 1 for the first; of a typed one, that with which its code was offered."""
    score: float | None = None
    star: bool = False
    translation: str = ""
    translation_language: str = ""
    translator: str = ""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Memo:
    """A dated note on a `project`, `document`, `code` or `coding`."""

    id: str
    coder: str
    kind: str
    target: str
    """The id of what it is about; empty for the project."""
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Done:
    """A coder has read a document under a codebook version and coded what there was."""

    document: str
    coder: str
    round: str
    version: str
    codebook: str
    """Hash of the codebook text."""
    at: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a coder could see in a document: `opened`, `suggestions` or `others`."""

    document: str
    coder: str
    round: str
    kind: str
    at: str


class Quotation(NamedTuple):
    """A coding's text with where it stands: one flat row, because exports and reports read many of them.

    The fields up to `translator` are those of `Coding`, in its order.
    """

    id: str
    """The coding's id."""
    coder: str
    code: str
    document_id: str
    version: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    definition: str
    at: str
    round: str
    origin: Origin
    rank: int | None
    score: float | None
    star: bool
    translation: str
    translation_language: str
    translator: str
    document: str
    """The document's name."""
    attributes: Mapping[str, str]
    code_label: str
    code_path: str
    turn: int
    """1-based number of the turn it begins in; 0 where there is none."""
    speaker: str = ""
    role: Role = Role.UNKNOWN
    section: str = ""
    time: float | None = None
    memo: str = ""
    earlier_text: bool = False
    """Whether it stands on an earlier text of the document, as its words are not in the newest."""
    case: str = ""

    @property
    def coding(self) -> Coding:
        """The coding itself."""
        return Coding(*self[:20])


@dataclass(frozen=True, slots=True)
class CodedQuote:
    """What suggestions learn from: a quote and the code it was given."""

    id: str
    """The coding's id."""
    code: str
    text: str
    document: str
    """The document's name."""
    turn: int = 0
    start: int = 0
    """Where it stands in the document's text, in code points; 0 to 0 where that is not known."""
    end: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a code is suggested."""

    keyword: str = ""
    """The codebook's keyword that was found."""
    form: str = ""
    """The form in which the text has it."""
    nearest: CodedQuote | None = None
    """The most similar quote already coded so."""
    similarity: float = 0.0
    """Of the nearest quote, cosine in -1..1."""
    words: tuple[str, ...] = ()
    """Words of the text that speak for the code, strongest first."""
    others: tuple[CodedQuote, ...] = ()
    """The next most similar quotes already coded so."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code proposed for a span; never a coding until a coder accepts it."""

    code: str
    score: float
    rank: int
    """1 for the first."""
    evidence: Evidence = field(default_factory=Evidence)
    probability: float | None = None
    """That the coder gives the code, by their own history; none while that is too short to tell."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a coder did with suggestions: `accept` or `reject` one, or give a code `other` than those offered."""

    id: str
    coder: str
    document: str
    start: int
    end: int
    code: str
    verdict: str
    rank: int
    """0 for a code that was not offered."""
    score: float
    at: str
    probability: float | None = None
    """With which the code was offered; none before the coder's history allowed one."""
    offered: tuple[tuple[str, float], ...] = ()
    """All codes in sight for the passage, best first, with their probabilities, where they had them."""


class Verdict(StrEnum):
    """What became of a coding when its document's text was corrected."""

    KEPT = "kept"
    """The same words; edits elsewhere may have shifted them."""
    MOVED = "moved"
    """The same words, now elsewhere in the text."""
    CHANGED = "changed"
    """Other words at the same place, much like the old ones."""
    LOST = "lost"
    """The words are gone, or it cannot be told which of several places is meant. The coding stays on the old text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a coding stands in a corrected text."""

    coding: str
    """The coding's id."""
    verdict: Verdict
    start: int
    """In the new text; of a lost coding in the old one."""
    end: int
    quote: str
    """The words in the new text; empty for a lost coding."""
    before: str
    """The words in the old text."""
    similarity: float
    """Of the old and new quote, 0 to 1; 1 where the words are the same."""
