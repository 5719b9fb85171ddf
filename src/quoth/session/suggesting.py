"""What suggestions are made from: a coder's own codings and the words of the whole project."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import store
from quoth.errors import CodingError
from quoth.model import language
from quoth.model.codebook import Codebook
from quoth.model.coding import CodedQuote
from quoth.model.text import Role
from quoth.session.names import nearest
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth.suggest import Suggester

__all__ = ["Place", "check_allowed", "coded_quotes", "places", "spoken_languages", "suggester"]


@dataclass(frozen=True, slots=True)
class Place:
    """A turn to suggest codes for."""

    turn: int
    """1-based, in the document."""
    start: int
    end: int
    text: str


def places(project: Project, name: str) -> tuple[Place, ...]:
    """The turns of a document that are speech. Raises CodingError for an unknown document."""
    known = {document.name: document for document in queries.documents(project)}
    if name not in known:
        raise CodingError(f"There is no document {name!r}{nearest(name, known)}.", "quoth documents lists them.")
    version = queries.version(project, known[name].version)
    return tuple(
        Place(number, turn.speech, turn.end, version.text[turn.speech : turn.end])
        for number, turn in enumerate(version.turns, 1)
        if turn.is_speech and turn.role is not Role.INTERVIEWER
    )


def suggester(
    folder: Path, codebook: Codebook, coder: str, *, dense: bool, viewer: str | None = None, encoder: str = "auto"
) -> Suggester:
    """Build what suggests codes, over a connection of its own; `dense` loads an encoder, which takes seconds.

    What `viewer` (else the coder) may not see in open rounds is not learned from. `encoder` is one of
    `quoth.suggest.ENCODERS`. Raises EncoderError for one that cannot be had.
    """
    from quoth import suggest

    project = store.opened(folder, coder if viewer is None else viewer)
    try:
        corpus = list(queries.speech_texts(project))
        quotes = coded_quotes(project, coder)
        languages = spoken_languages(project)
    finally:
        project.connection.close()
    chosen = suggest.load_encoder(encoder, languages) if dense else None
    return suggest.Suggester(codebook, corpus=corpus, quotes=quotes, encoder=chosen)


def spoken_languages(project: Project) -> list[str]:
    """The language of each document: as its attribute says, else as its letters and common words do; else empty."""
    texts = dict(queries.texts(project))
    return [
        language.code_of(said) if (said := document.attributes.get("language", "")) else language.guess(texts[version])
        for document in queries.documents(project)
        if (version := document.version) in texts
    ]


def check_allowed(project: Project, name: str) -> None:
    """Raises CodingError for a document whose open round wants it read without suggestions."""
    for round_, spec in queries.open_rounds(project).items():
        named = {document.name for document in queries.documents(project) if document.id in spec["documents"]}
        if name in named and spec.get("suggestions", "off") == "off":
            raise CodingError(
                f"{name} is in the open round {round_}, which is read without suggestions.", "Code it as you read it."
            )


def coded_quotes(project: Project, coder: str) -> list[CodedQuote]:
    """A coder's codings as what suggestions learn from, in canonical order."""
    names = {document.id: document.name for document in queries.documents(project)}
    starts = queries.turn_starts(project)
    return [
        CodedQuote(
            c.id, c.code, c.quote, names[c.document], bisect_right(starts.get(c.version, []), c.start), c.start, c.end
        )
        for c in queries.codings(project, coder=coder)
    ]
