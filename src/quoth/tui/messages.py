"""What widgets and workers tell the screen.

Owns the message types. They carry plain values; the screen alone turns them into acts of the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from quoth.model.coding import Suggestion
from quoth.model.text import Span

if TYPE_CHECKING:
    from quoth.finding import Found
    from quoth.session.queues import Entry
    from quoth.suggest import Suggester

__all__ = [
    "Accepted",
    "Alike",
    "Chosen",
    "Destination",
    "Highlighted",
    "Moved",
    "Question",
    "Queued",
    "Sought",
    "Suggested",
    "SuggesterReady",
    "SuggesterStopped",
]


class Moved(Message):
    """The transcript's cursor or selection is somewhere else."""


@dataclass
class Chosen(Message):
    """A row of a list was chosen; `pane` is the list's id."""

    pane: str
    row: str


@dataclass
class Highlighted(Message):
    """The cursor of a list is on another row."""

    pane: str
    row: str


@dataclass
class Accepted(Message):
    """A painted suggestion was clicked; `rank` is the number painted beside it."""

    rank: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a screen that was opened over the desk sends its reader."""

    document: str
    """The document's name."""
    span: Span | None = None
    """What to select there, in code points of the newest text; None for where the document was left."""
    hits: tuple[Span, ...] = ()
    """Places to mark there as found."""
    phrase: str = ""
    """What was looked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What suggestions are asked for: one place of one document's version."""

    number: int
    """Questions are numbered in order; a place asked about again is a new question."""
    span: Span
    text: str
    document: str
    """The document's name."""
    turn: int
    """1-based number of the turn the span begins in; 0 where there is none."""
    least: float = 0.0
    """The probability under which nothing is to be offered."""


@dataclass
class Suggested(Message):
    """The answer to a question."""

    question: Question
    suggestions: tuple[Suggestion, ...]


@dataclass
class SuggesterReady(Message):
    """Suggestions can be asked for; `dense` when word vectors have joined."""

    dense: bool


@dataclass
class SuggesterStopped(Message):
    """Suggestions, or only their word vectors, are not to be had, and why."""

    dense: bool
    reason: str


@dataclass
class Sought(Message):
    """What was found so far for a question, by its number, and whether that is all; `failed` says why it ended."""

    number: int
    found: tuple[Found, ...]
    finished: bool
    failed: str = ""


@dataclass
class Alike(Message):
    """The codings, by id, whose quotes are most like some words; `failed` says why there are none."""

    like: str
    codings: tuple[str, ...]
    failed: str = ""


@dataclass
class Queued(Message):
    """The entries of the queue that was asked for, and what judged them; `failed` says why there are none."""

    asked: int
    entries: tuple[Entry, ...]
    suggester: Suggester | None
    failed: str = ""
