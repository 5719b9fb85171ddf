"""What the screen shows, as text: `quoth show`, `quotations`, `memos`, `progress`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from quoth.cli.output import table
from quoth.cli.shell import Shell, command, echo, echo_json, filter_options, json_option
from quoth.errors import UsageError
from quoth.i18n import _
from quoth.session.filters import Filters

if TYPE_CHECKING:
    from quoth.model.coding import Quotation

__all__ = ["memos_", "progress_", "quotations_", "show_"]


@command("show")
@click.argument("document", metavar="DOC")
@click.option("--codes", is_flag=True, help="With the codings of each turn.")
@click.option("--coder", multiple=True, metavar="NAME", help="Only codings of this coder.")
@json_option
def show_(shell: Shell, document: str, codes: bool, coder: tuple[str, ...], as_json: bool) -> None:
    """Print a transcript, turn by turn, with its codings on demand."""
    from quoth.session.names import nearest
    from quoth.session.results import choose_layer, quotations
    from quoth.store import queries

    with shell.reading() as (project, reading):
        known = {one.name: one for one in queries.documents(project)}
        if document not in known:
            raise UsageError(
                _("There is no document {document!r}{near}.").format(document=document, near=nearest(document, known)),
                _("quoth documents lists them."),
            )
        version = queries.version(project, known[document].version)
        filters = Filters(documents=(document,), coders=coder)
        layer = choose_layer(project, "all", coder)
        found = quotations(project, reading, filters, layer) if codes else ()
        by_turn: dict[int, list[Quotation]] = {}
        for one in found:
            if not one.earlier_text:
                by_turn.setdefault(one.turn, []).append(one)
    turns = list(enumerate(version.turns, 1))
    if as_json:
        rows = [
            {
                "turn": number,
                "start": turn.speech,
                "end": turn.end,
                "speaker": turn.speaker,
                "role": str(turn.role),
                "time": turn.time,
                "text": version.text[turn.speech : turn.end],
            }
            | ({"codings": [_facts(one) for one in by_turn.get(number, ())]} if codes else {})
            for number, turn in turns
        ]
        echo_json({"document": document, "turns": rows})
        return
    for number, turn in turns:
        name = f"{turn.speaker}: " if turn.speaker else ""
        echo(f"{number:>4}  {name}{version.text[turn.speech : turn.end]}")
        for one in by_turn.get(number, ()):
            whole = (one.start, one.end) == (turn.speech, turn.end)
            said = "" if whole else f": “{' '.join(one.quote.split())}”"
            echo(f"      | {one.code_label}{' *' if one.star else ''} ({one.coder}){said}")
            if one.memo:
                echo(f"      |   memo: {' '.join(one.memo.split())}")


def _facts(one: Quotation) -> dict[str, Any]:
    names = (
        "id",
        "document",
        "turn",
        "start",
        "end",
        "speaker",
        "code",
        "code_label",
        "coder",
        "quote",
        "memo",
        "star",
    )
    rest = ("translation", "at", "earlier_text")
    return {name: getattr(one, name) for name in (*names, *rest)}


@command("quotations")
@click.argument("question", required=False, default="")
@filter_options
@click.option(
    "--sort", "order", type=click.Choice(["place", "code", "speaker", "newest", "length"]), default="place",
    show_default=True, help="In which order.",
)  # fmt: skip
@json_option
def quotations_(shell: Shell, question: str, filters: Filters, order: str, as_json: bool) -> None:
    """Print coded passages side by side, as the screen lists them.

    QUESTION is one about codes, as in --codes-query: "fee and not fear", "fee near fear".
    """
    from dataclasses import replace

    from quoth.model.code_query import parse
    from quoth.session.results import choose_layer, quotations
    from quoth.session.side_by_side import ORDERS

    if question and filters.query:
        raise UsageError(_("The question about codes is given twice."), _("Give it once."))
    filters = replace(filters, query=parse(question)) if question else filters
    with shell.reading() as (project, reading):
        found = list(quotations(project, reading, filters, choose_layer(project, "all", filters.coders)))
    if order != "place":
        found.sort(key=ORDERS[order][1])
    if as_json:
        echo_json({"quotations": [_facts(one) for one in found]})
        return
    for one in found:
        speaker = f", {one.speaker}" if one.speaker else ""
        earlier = ", earlier text" if one.earlier_text else ""
        coded = f"{one.code_label} ({one.coder}){' *' if one.star else ''}"
        echo(f"{one.document} turn {one.turn}{speaker}{earlier} · {coded}")
        echo(f"  “{' '.join(one.quote.split())}”")
        if one.memo:
            echo(f"  memo: {' '.join(one.memo.split())}")
    if not found:
        echo("Nothing is coded so.")


@command("memos")
@click.option("--kind", multiple=True, type=click.Choice(["project", "document", "code", "coding"]), help="About what.")
@click.option("--document", multiple=True, metavar="NAME", help="Only about this document, or quotations in it.")
@click.option("--code", multiple=True, metavar="CODE", help="Only about this code, or quotations of it.")
@click.option("--coder", multiple=True, metavar="NAME", help="Only memos of this coder.")
@click.option("--text", default="", metavar="WORDS", help="Only with these words.")
@click.option("--markdown", is_flag=True, help="As a Markdown text, to keep: quoth memos --markdown > memos.md")
@json_option
def memos_(
    shell: Shell,
    kind: tuple[str, ...],
    document: tuple[str, ...],
    code: tuple[str, ...],
    coder: tuple[str, ...],
    text: str,
    markdown: bool,
    as_json: bool,
) -> None:
    """Print all memos: on the project, on documents, codes and quotations."""
    from quoth.session import memos
    from quoth.session.filters import check_filters

    with shell.reading() as (project, reading):
        check_filters(project, reading, Filters(documents=document, codes=code, coders=coder))
        found = memos.entries(
            project, reading.codebook, coders=coder, kinds=kind, documents=document, codes=code, words=text
        )
    if as_json:
        echo_json({"memos": [_memo(entry) for entry in found]})
    elif markdown:
        echo(memos.as_markdown(found).rstrip("\n"))
    else:
        for entry in found:
            where = f" in {entry.document}" if entry.memo.kind == "coding" else ""
            echo(f"{entry.memo.kind} {entry.name}{where} ({entry.memo.coder}, {entry.memo.at[:10]})")
            if entry.quote:
                echo(f"  “{' '.join(entry.quote.split())}”")
            for line in entry.memo.text.splitlines():
                echo(f"  {line}")
        if not found:
            echo("There is no such memo.")


def _memo(entry: Any) -> dict[str, Any]:
    memo = entry.memo
    facts = {"id": memo.id, "kind": memo.kind, "target": memo.target, "about": entry.name, "document": entry.document}
    return facts | {"quote": entry.quote, "coder": memo.coder, "at": memo.at, "text": memo.text}


@command("progress")
@click.option("--coder", multiple=True, metavar="NAME", help="Only this coder.")
@json_option
def progress_(shell: Shell, coder: tuple[str, ...], as_json: bool) -> None:
    """Say how far each coder is: documents by state, turns coded, codes to read again for, codes by count."""
    from quoth.session.filters import check_filters
    from quoth.session.overview import State, by_attribute, state
    from quoth.session.progress import Progress
    from quoth.store import queries

    with shell.reading() as (project, reading):
        check_filters(project, reading, Filters(coders=coder))
        active = {name for _, name in queries.coder_counts(project)} | {one.coder for one in queries.done(project)}
        names = list(coder) or sorted(active)
        found = {name: Progress(project, name, reading) for name in names}
        summaries = {name: one.summaries() for name, one in found.items()}
        counts = {name: one.code_counts() for name, one in found.items()}
    label = reading.codebook.label
    if as_json:
        rows = [
            {
                "document": one.document.name,
                "coder": name,
                "state": str(state(one)),
                "turns": one.turns,
                "coded_turns": one.coded_turns,
                "codings": one.codings,
                "read_again": list(one.read_again),
            }
            for name in names
            for one in summaries[name]
        ]
        codes = [{"coder": name, "code": code, "codings": n} for name in names for code, n in _ranked(counts[name])]
        echo_json({"documents": rows, "codes": codes})
        return
    for name in names:
        states = Counter(state(one) for one in summaries[name])
        echo(f"{name}: " + ", ".join(f"{states[one]} {one}" for one in State if states[one]))
        rows_ = [
            [one.document.name, str(state(one)), f"{one.coded_turns}/{one.turns}", str(one.codings),
             ", ".join(map(label, one.read_again))]
            for one in summaries[name]
        ]  # fmt: skip
        echo(table(["document", "state", "turns", "codings", "read again for"], rows_, right={2, 3}))
        for attribute, values in by_attribute(summaries[name]).items():
            told = (
                f"{value} {sum(n for s, n in by.items() if s is State.DONE)}/{by.total()}"
                for value, by in values.items()
            )
            echo(f"done by {attribute}: {', '.join(told)}")
        echo("codes: " + (", ".join(f"{label(code)} {n}" for code, n in _ranked(counts[name])) or "none applied"))
        echo()
    if not names:
        echo("Nobody has coded yet.")


def _ranked(counts: dict[str, int]) -> Iterable[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
