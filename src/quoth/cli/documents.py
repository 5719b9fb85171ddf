"""`quoth documents` and `quoth documents done`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from quoth.cli.output import table
from quoth.cli.shell import (
    Shell,
    as_option,
    command,
    dry_run_option,
    echo,
    echo_json,
    filter_options,
    group,
    json_option,
)
from quoth.i18n import _
from quoth.session.results import Filters

__all__ = ["documents_"]


@group("documents")
@filter_options
@json_option
def documents_(ctx: click.Context, filters: Filters, as_json: bool) -> None:
    """List the documents with their attributes and how far they are coded.

    With a filter on codings, as --code or --speaker: only documents with such codings, and how many.
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, filters, as_json)


def _list(shell: Shell, filters: Filters, as_json: bool) -> None:
    from quoth.session.results import check_filters, choose_layer, quotations, wanted
    from quoth.store import queries

    with shell.reading() as (project, reading):
        check_filters(project, reading, filters)
        if filters.by_passage:
            found = quotations(project, reading, filters, choose_layer(project, "all", filters.coders))
            counts: Mapping[tuple[str, str], int] = Counter((q.document_id, q.coder) for q in found)
        else:
            counts = queries.coder_counts(project)
        coded = {document for document, _ in counts}
        newest = {document.id: document.version for document in queries.documents(project)}
        done = {(mark.document, mark.coder) for mark in queries.done(project) if mark.version == newest[mark.document]}
        texts = queries.version_facts(project)
        numbers = {text.id: text.number for text in texts}
        had = Counter(text.document for text in texts)
        turns = queries.speech_spans(project)
        rows: list[dict[str, Any]] = []
        for document in queries.documents(project):
            if not wanted(document, filters) or (filters.by_passage and document.id not in coded):
                continue
            coders = {coder for name, coder in {*counts, *done} if name == document.id}
            if filters.coders:
                coders &= set(filters.coders)
            rows.append(
                {
                    "name": document.name,
                    "id": document.id,
                    "case": document.case,
                    "version": numbers[document.version],
                    "versions": had[document.id],
                    "attributes": dict(document.attributes),
                    "turns": len(turns.get(document.version, ())),
                    "codings": {coder: counts.get((document.id, coder), 0) for coder in sorted(coders)},
                    "done": sorted(coder for coder in coders if (document.id, coder) in done),
                }
            )
    if as_json:
        echo_json({"documents": rows})
        return
    names = list(dict.fromkeys(name for row in rows for name in row["attributes"]))
    head = ["document", *names, "turns", "codings", "done by"]
    none = "No document fits." if filters.words() else "No documents yet: quoth import PATH..."
    body = [
        [
            row["name"],
            *(row["attributes"].get(name, "") for name in names),
            str(row["turns"]),
            ", ".join(f"{coder} {number}" for coder, number in row["codings"].items()),
            ", ".join(row["done"]),
        ]
        for row in rows
    ]
    echo(table(head, body, right={len(names) + 1}) if rows else none)


@command("done")
@click.argument("names", nargs=-1, metavar="DOC...")
@click.option("--all", "everything", is_flag=True, help="All documents.")
@click.option("--not", "undone", is_flag=True, help="Take the mark away.")
@as_option
@dry_run_option
def done_(shell: Shell, names: tuple[str, ...], everything: bool, undone: bool, as_: str | None, dry_run: bool) -> None:
    """Mark documents as done: read under this codebook, and coded what there was.

    "No coding" then means "read, nothing applies". Says how many were never opened on screen or hold no coding.
    """
    from quoth.errors import UsageError
    from quoth.session.describe import count
    from quoth.session.marking import mark_named

    if everything == bool(names):
        raise UsageError(_("It is not said which documents are done."), _("Name them, or give --all."))
    folder = shell.folder()
    coder = shell.name(as_, folder)
    with shell.reading(viewer=coder) as (project, reading):
        chosen = None if everything else names
        marked = mark_named(project, coder, reading.hash, chosen, done=not undone, dry_run=dry_run)
    verb = "Would mark" if dry_run else "Marked"
    state = "not done" if undone else "done"
    echo(f"{verb} {count(len(marked.documents), 'document')} as {state} for {coder}.")
    if not undone:
        _remark(marked.unopened, "never opened in the screen")
        _remark(marked.uncoded, "without a coding")


def _remark(names: Sequence[str], what: str) -> None:
    if names:
        echo(f"{len(names)} of them {what}: {', '.join(names[:8])}{' ...' if len(names) > 8 else ''}")


documents_.add_command(done_)
