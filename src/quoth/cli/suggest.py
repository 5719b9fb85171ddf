"""`quoth suggest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quoth.cli.output import shorten
from quoth.cli.shell import Shell, command, echo, echo_json, json_option, note

if TYPE_CHECKING:
    from quoth.model.coding import Suggestion

__all__ = ["suggest_"]


@command("suggest")
@click.option("--text", default="", metavar="T", help="Suggest codes for this text.")
@click.option("--document", default="", metavar="D", help="Suggest codes for every turn of this document.")
@click.option(
    "--limit", type=click.IntRange(1), default=5, metavar="N", show_default=True, help="How many codes for each text."
)
@click.option(
    "--encoder",
    type=click.Choice(["auto", "spacy", "multilingual", "none"]),
    default="auto",
    show_default=True,
    help="What compares meanings: English word vectors, the encoder for many languages, or nothing but the words.",
)
@click.option("--coder", default="", help="Learn from this coder's codings; else your own.")
@json_option
def suggest_(shell: Shell, text: str, document: str, limit: int, encoder: str, coder: str, as_json: bool) -> None:
    """Suggest codes for a text or for each turn of a document, with the evidence for each.

    Suggestions learn from one coder's codings only; they are never codings until a coder accepts them.
    """
    from quoth.errors import UsageError
    from quoth.model.text import Span
    from quoth.session import suggesting
    from quoth.session.results import Filters, check_filters
    from quoth.suggest import EncoderError

    if bool(text) == bool(document):
        raise UsageError("It is not said what to suggest codes for.", "Give --text TEXT or --document NAME.")
    folder = shell.folder()
    with shell.reading() as (project, reading):
        check_filters(project, reading, Filters(coders=(coder,) if coder else ()))
        if document:
            suggesting.check_allowed(project, document)
        places = suggesting.places(project, document) if document else ()
        codebook = reading.codebook
    try:
        coder = coder or shell.name(None, folder)
    except UsageError:
        note("It is not said who codes, so nothing is learned from codings; --coder NAME changes that.")
    if not codebook.applicable:
        note("The codebook has no codes yet, so there is nothing to suggest.")
    try:
        source = suggesting.suggester(folder, codebook, coder, dense=True, viewer=shell.viewer(), encoder=encoder)
        if source.encoder and source.encoder.note:
            note(source.encoder.note)
    except EncoderError as error:
        if encoder != "auto":
            raise
        note(f"{error.message} {error.hint}")
        source = suggesting.suggester(folder, codebook, coder, dense=False, viewer=shell.viewer())
    if text:
        found = source.suggest(text, limit=limit)
        if as_json:
            echo_json({"suggestions": [_facts(s) for s in found]})
        else:
            _print(found, codebook.label)
        return
    groups = [
        (
            place,
            source.suggest(
                place.text, limit=limit, document=document, turn=place.turn, span=Span(place.start, place.end)
            ),
        )
        for place in places
    ]
    if as_json:
        echo_json(
            {
                "suggestions": [
                    {"turn": place.turn, "start": place.start, "end": place.end, **_facts(s)}
                    for place, found in groups
                    for s in found
                ]
            }
        )
        return
    for place, found in groups:
        echo(f"Turn {place.turn}: {shorten(place.text, 70)}")
        _print(found, codebook.label)


def _facts(suggestion: Suggestion) -> dict[str, Any]:
    evidence = suggestion.evidence
    nearest = evidence.nearest
    return {
        "code": suggestion.code,
        "rank": suggestion.rank,
        "score": round(suggestion.score, 4),
        "evidence": {
            "keyword": evidence.keyword,
            "form": evidence.form,
            "nearest": {"coding": nearest.id, "document": nearest.document, "turn": nearest.turn, "quote": nearest.text}
            if nearest
            else None,
            "similarity": round(evidence.similarity, 4),
            "words": list(evidence.words),
        },
    }


def _print(found: list[Suggestion], label: Any) -> None:
    for suggestion in found:
        echo(f"  {suggestion.rank} {label(suggestion.code)}  {_reason(suggestion)}".rstrip())
    if not found:
        echo("  nothing similar")


def _reason(suggestion: Suggestion) -> str:
    evidence = suggestion.evidence
    parts = []
    if evidence.keyword:
        parts.append(f"“{evidence.form}” ~ {evidence.keyword}")
    if evidence.nearest:
        near = evidence.nearest
        parts.append(f"like {near.document} turn {near.turn} “{shorten(near.text, 40)}”")
    if evidence.words:
        parts.append(f"shares: {', '.join(evidence.words)}")
    return "; ".join(parts)
