"""`quoth suggest`: for a text, a document, the whole corpus; and what to look at next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quoth.cli.output import shorten
from quoth.cli.shell import FilePath, Shell, command, dry_run_option, echo, echo_json, json_option, note, progress
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.model.codebook import Codebook
    from quoth.model.coding import CodedQuote, Evidence, Suggestion
    from quoth.session.queues import Entry
    from quoth.suggest import Suggester

__all__ = ["suggest_"]


@command("suggest")
@click.option("--text", default="", metavar="T", help="Suggest codes for this text.")
@click.option("--document", default="", metavar="D", help="Suggest codes for every turn of this document.")
@click.option("--all", "all_", is_flag=True, help="Suggest codes for every turn of every document; needs -o.")
@click.option("-o", "--output", type=FilePath(), metavar="FILE", help="Where --all writes: .csv, or .jsonl.")
@click.option(
    "--queue",
    type=click.Choice(["likely", "disputed", "similar"]),
    help="What to look at next: turns that likely carry --code; codings that look odd; quotes like --text, or those of "
    "other codes that are like --code.",
)
@click.option("--code", default="", metavar="CODE", help="The code that --queue is about.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="How many codes for each text (5), or entries (20).",
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
@dry_run_option
def suggest_(
    shell: Shell,
    text: str,
    document: str,
    all_: bool,
    output: Path | None,
    queue: str | None,
    code: str,
    limit: int | None,
    encoder: str,
    coder: str,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Suggest codes for a text, a document or all of them, with the evidence for each; or say what to look at next.

    Suggestions learn from one coder's codings only, unless the project says otherwise; they are never codings until a
    coder accepts them.
    """
    from quoth.errors import UsageError
    from quoth.session import suggesting
    from quoth.session.filters import Filters
    from quoth.session.results import check_filters

    if not queue and bool(text) + bool(document) + all_ != 1:
        raise UsageError(
            _("It is not said what to suggest codes for."),
            _("Give --text TEXT, --document NAME, --all -o FILE, or --queue KIND."),
        )
    if all_ != (output is not None):
        raise UsageError(_("--all and -o FILE go together."), _("For example: quoth suggest --all -o suggestions.csv"))
    if queue == "likely" and not code:
        raise UsageError(_("It is not said which code is looked for."), _("Give --code CODE."))
    if queue == "similar" and bool(text) == bool(code):
        raise UsageError(_("It is not said what quotes are to be like."), _("Give --text TEXT or --code CODE."))
    folder = shell.folder()
    with shell.reading() as (project, reading):
        named = Filters(
            coders=(coder,) if coder else (), codes=(code,) if code else (), documents=(document,) if document else ()
        )
        check_filters(project, reading, named)
        if document:
            suggesting.check_allowed(project, document)
        codebook = reading.codebook
        try:
            coder = coder or shell.name(None, folder)
        except UsageError:
            note("It is not said who codes, so nothing is learned from codings; --coder NAME changes that.")
        source = _source(shell, folder, codebook, coder, encoder)
        names = [document] if document else suggesting.allowed_documents(project)
        if queue:
            _queue(project, source, coder, queue, code, text, names, limit or 20, codebook, as_json)
        elif text:
            found = source.suggest(text, limit=limit or 5, least=codebook.settings.suggestions_above)
            if as_json:
                echo_json({"suggestions": [_facts(s) for s in found]})
            else:
                _print(found, codebook)
        elif output is not None:
            from quoth.exporters import suggested
            from quoth.session.folder import check_output

            check_output(folder, output)
            rows = suggesting.rows(project, source, codebook, names, limit or 5, progress("Suggesting"))
            if dry_run:
                note(f"{output} would get suggestions for {len(names)} documents.")
            else:
                note(f"Wrote {suggested.write(rows, output)} suggestions to {output}. They are not codings.")
        else:
            _document(suggesting.suggested(project, source, codebook, document, limit or 5), codebook, as_json)


def _source(shell: Shell, folder: Path, codebook: Codebook, coder: str, encoder: str) -> Suggester:
    from quoth.session import suggesting
    from quoth.suggest import EncoderError

    if not codebook.applicable:
        note("The codebook has no codes yet, so there is nothing to suggest.")
    try:
        source = suggesting.suggester(folder, codebook, coder, dense=True, viewer=shell.viewer(), encoder=encoder)
    except EncoderError as error:
        if encoder != "auto":
            raise
        note(f"{error.message} {error.hint}")
        return suggesting.suggester(folder, codebook, coder, dense=False, viewer=shell.viewer())
    if source.encoder and source.encoder.note:
        note(source.encoder.note)
    return source


def _document(groups: Iterator[tuple[Any, list[Suggestion]]], codebook: Codebook, as_json: bool) -> None:
    if as_json:
        facts = [
            {"turn": place.turn, "start": place.start, "end": place.end, **_facts(s)}
            for place, found in groups
            for s in found
        ]
        echo_json({"suggestions": facts})
        return
    for place, found in groups:
        echo(f"Turn {place.turn}: {shorten(place.text, 70)}")
        _print(found, codebook)


def _queue(
    project: Any,
    source: Suggester,
    coder: str,
    queue: str,
    code: str,
    text: str,
    names: Sequence[str],
    limit: int,
    codebook: Codebook,
    as_json: bool,
) -> None:
    from quoth.session import queues

    if queue == "likely":
        found = queues.likely(project, source, coder, code, names)[:limit]
    elif queue == "disputed":
        found = [one for one in queues.disputed(project, source, coder, names) if not code or one.code == code][:limit]
    elif code:
        found = queues.contrast(project, source, coder, code, limit)
    else:
        near = source.similar(text, limit=limit)
        found = [queues.entry_of(one.quote, one.codes, "", one.similarity) for one in near]
    if as_json:
        echo_json({"entries": [_entry(one) for one in found]})
        return
    for one in found:
        given = ", ".join(codebook.label(c) for c in one.given)
        chance = f"{one.chance:.0%}" if one.calibrated else f"{one.chance:.2f}"
        about = {
            "likely": f"{codebook.label(one.code)} {chance}",
            "slip": f"{codebook.label(one.code)} was given; little speaks for it ({chance})",
            "miss": f"given {given}; {codebook.label(one.code)} speaks up ({chance})",
            "similar": f"{given} ({chance})",
        }[one.kind]
        echo(f"{one.document} turn {one.turn}  {about}  “{shorten(one.text, 60)}”")
    if not found:
        echo("Nothing to look at.")


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "document": one.document,
        "turn": one.turn,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "code": one.code,
        "kind": one.kind,
        "given": list(one.given),
        "chance": round(one.chance, 4),
        "calibrated": one.calibrated,
        "evidence": _evidence(one.evidence) if one.evidence else None,
    }


def _facts(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "code": suggestion.code,
        "rank": suggestion.rank,
        "score": round(suggestion.score, 4),
        "probability": None if suggestion.probability is None else round(suggestion.probability, 4),
        "evidence": _evidence(suggestion.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "keyword": evidence.keyword,
        "form": evidence.form,
        "nearest": _quote(evidence.nearest) if evidence.nearest else None,
        "others": [_quote(quote) for quote in evidence.others],
        "similarity": round(evidence.similarity, 4),
        "words": list(evidence.words),
    }


def _quote(quote: CodedQuote) -> dict[str, Any]:
    place = {"document": quote.document, "turn": quote.turn, "start": quote.start, "end": quote.end}
    return {"coding": quote.id, **place, "quote": quote.text}


def _print(found: list[Suggestion], codebook: Codebook) -> None:
    for suggestion in found:
        chance = "" if suggestion.probability is None else f" {suggestion.probability:.0%}"
        echo(f"  {suggestion.rank} {codebook.label(suggestion.code)}{chance}  {_reason(suggestion)}".rstrip())
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
