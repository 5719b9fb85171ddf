"""What suggestions are made from: a coder's own codings and the words of the whole project."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import store
from quoth.errors import CodingError
from quoth.i18n import _
from quoth.model import language
from quoth.model.codebook import Codebook
from quoth.model.coding import CodedQuote, Suggestion
from quoth.model.text import Role, Span
from quoth.session import blind
from quoth.session.names import nearest
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth.suggest import Suggester
    from quoth.suggest.proposing import Proposal

__all__ = [
    "Place",
    "allowed_documents",
    "check_allowed",
    "coded_quotes",
    "places",
    "proposed_keywords",
    "rows",
    "spoken_languages",
    "suggested",
    "suggester",
]


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
        raise CodingError(
            _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
            _("quoth documents lists them."),
        )
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

    It learns from the coder's own codings, or everybody's where the project says so; what `viewer` (else the coder) may
    not see in open rounds is not learned from. `encoder` is one of `quoth.suggest.ENCODERS`. What was computed is
    kept in the database for the next time. Raises EncoderError for an encoder that cannot be had.
    """
    from quoth import suggest
    from quoth.session import keeping

    project = store.opened(folder, coder if viewer is None else viewer)
    try:
        everybody = codebook.settings.suggestions_from == "all"
        quotes = coded_quotes(project, "" if everybody else coder)
        if everybody:
            hidden = set(blind.hidden_names(project, coder if viewer is None else viewer))
            own = {coding.id for coding in queries.codings(project, coder=coder)}
            quotes = [quote for quote in quotes if quote.id in own or quote.document not in hidden]
        chosen = suggest.load_encoder(encoder, spoken_languages(project)) if dense else None
        made = keeping.build(project, codebook, quotes, chosen, coder)
        if dense:
            made.calibration = keeping.calibration(project, made, quotes, coder)
    finally:
        project.connection.close()
    return made


def spoken_languages(project: Project) -> list[str]:
    """The language of each document: as its attribute says, else as its letters and common words do; else empty."""
    texts = dict(queries.texts(project))
    return [
        language.code_of(said) if (said := document.attributes.get("language", "")) else language.guess(texts[version])
        for document in queries.documents(project)
        if (version := document.version) in texts
    ]


def suggested(
    project: Project, source: Suggester, codebook: Codebook, name: str, limit: int
) -> Iterator[tuple[Place, list[Suggestion]]]:
    """What is suggested for each answer in a document."""
    least = codebook.settings.suggestions_above
    for place in places(project, name):
        span = Span(place.start, place.end)
        yield place, source.suggest(place.text, limit=limit, document=name, turn=place.turn, span=span, least=least)


def rows(
    project: Project,
    source: Suggester,
    codebook: Codebook,
    names: Sequence[str],
    limit: int,
    progress: Callable[[object], None] = lambda _: None,
) -> Iterator[dict[str, object]]:
    """What is suggested for all answers in some documents, one row a suggestion, as `exporters.suggested` writes it.

    The numbers of all texts are read together, and kept for the next time.
    """
    from quoth.session import keeping

    for number, name in enumerate(names, 1):
        progress(f"{name} ({number} of {len(names)})")
        keeping.prepare(project, source, [place.text for place in places(project, name)])
        for place, found in suggested(project, source, codebook, name, limit):
            for one in found:
                near = one.evidence.nearest
                yield {
                    "document": name,
                    "turn": place.turn,
                    "start": place.start,
                    "end": place.end,
                    "text": place.text,
                    "rank": one.rank,
                    "suggested": one.code,
                    "label": codebook.label(one.code),
                    "score": round(one.score, 4),
                    "probability": None if one.probability is None else round(one.probability, 4),
                    "keyword": one.evidence.form,
                    "nearest_document": near.document if near else "",
                    "nearest_turn": near.turn if near else None,
                    "nearest_quote": near.text if near else "",
                    "words": list(one.evidence.words),
                }


def allowed_documents(project: Project) -> list[str]:
    """The names of all documents but those in an open round that is read without suggestions."""
    closed = {
        document
        for spec in queries.open_rounds(project).values()
        if spec.get("suggestions", "off") == "off"
        for document in spec["documents"]
    }
    return [document.name for document in queries.documents(project) if document.id not in closed]


def proposed_keywords(project: Project, codebook: Codebook, coder: str, limit: int) -> dict[str, list[Proposal]]:
    """Words that a code's quotes propose as its keywords, by code; of one coder's quotes, or all that may be seen."""
    from quoth.suggest.proposing import propose

    known = {code.id: code.keywords for code in codebook.codes}
    quotes = [quote for quote in coded_quotes(project, coder) if quote.code in known]
    return propose(quotes, known, limit=limit)


def check_allowed(project: Project, name: str) -> None:
    """Raises CodingError for a document whose open round wants it read without suggestions."""
    for round_, spec in queries.open_rounds(project).items():
        named = {document.name for document in queries.documents(project) if document.id in spec["documents"]}
        if name in named and spec.get("suggestions", "off") == "off":
            raise CodingError(
                _("{name} is in the open round {round}, which is read without suggestions.").format(
                    name=name, round=round_
                ),
                _("Code it as you read it."),
            )


def coded_quotes(project: Project, coder: str) -> list[CodedQuote]:
    """A coder's codings, or all, as what suggestions learn from, in canonical order."""
    starts = queries.turn_starts(project)
    return [
        CodedQuote(id_, code, quote, name, bisect_right(starts.get(version, []), start), start, end)
        for id_, code, name, version, start, end, quote in queries.coded_words(project, coder)
    ]
