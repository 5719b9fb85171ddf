"""`quoth revise` and `quoth looked`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quoth.cli.output import shorten
from quoth.cli.shell import (
    FilePath,
    Shell,
    as_option,
    command,
    dry_run_option,
    echo,
    echo_json,
    for_shell,
    json_option,
    note,
)
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.errors import QuothError
    from quoth.model.codebook import Codebook
    from quoth.model.coding import Coding, Outcome
    from quoth.session import CodingSession
    from quoth.session.revising import Correction, Revision

__all__ = ["as_json_", "looked_", "offer", "outcomes_as_json", "plan_all", "report", "revise_", "tell"]

_WIDTH = 96
"""Cells of a quote that are printed."""
_NAMED = 10
"""Documents that a question names."""


@command("revise")
@click.argument("document", metavar="DOC")
@click.argument("file", type=FilePath())
@click.option("--pseudonyms", type=FilePath(), metavar="FILE", help="The key, if DOC was imported with one.")
@click.option("--encoding", default="", metavar="NAME", help="If FILE is not in Unicode; else as DOC was read.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="If FILE is a table; else as DOC was read.")
@click.option("--text", "text_columns", multiple=True, metavar="COLUMN", help="If FILE is a table: with answers.")
@click.option("--delimiter", default="", metavar="CHAR", help="If FILE is a table: between cells; else found out.")
@click.option("--speakers", default="", metavar="NAMES|none|auto", help="As in quoth import; else as DOC was read.")
@click.option("--force", is_flag=True, help="Also where FILE has so little of DOC that it seems another interview.")
@as_option
@dry_run_option
@json_option
def revise_(
    shell: Shell,
    document: str,
    file: Path,
    pseudonyms: Path | None,
    encoding: str,
    id_column: str,
    text_columns: tuple[str, ...],
    delimiter: str,
    speakers: str,
    force: bool,
    as_: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take FILE as the corrected text of DOC and carry every coder's codings over to it.

    Each coding is kept (the same words, wherever edits shifted them), moved (the words stand elsewhere now), changed (a
    little: old and new words are shown) or lost (the words are gone, or several places are equally good: listed, never
    guessed). A lost coding stays on the old text. What is not kept waits in quoth codings --needs-look. Coders whose
    codings were touched are no longer done with DOC. --dry-run prints all of it first; quoth undo takes it back.
    """
    from quoth.cli.importing import names_of, separator
    from quoth.session import revising
    from quoth.session.importing import read_key

    asked = {"encoding": encoding, "id_column": id_column, "text_columns": text_columns}
    asked |= {"delimiter": separator(delimiter)}
    options: dict[str, object] = {name: value for name, value in asked.items() if value}
    if speakers:
        options["speakers"] = names_of(speakers)
    with shell.session(as_) as session:
        key = None if pseudonyms is None else read_key(session.project, pseudonyms)
        correction = revising.Correction(file, key, options)
        revision = revising.plan(session.project, document, correction, force=force)
        event = None if dry_run else session.revise(revision)
        if as_json:
            echo_json(as_json_(revision))
        elif not revision.changes:
            echo(f"{revision.document.name} has this text already: nothing changed.")
        else:
            report(revision, session.codebook)
            if event is not None:
                echo(for_shell(event.message))
        for said in revision.notes:
            note(said)


def as_json_(revision: Revision) -> dict[str, object]:
    """A revision for `--json`."""
    from quoth.model.coding import Verdict

    return {
        "document": revision.document.name,
        "version": revision.after.number,
        "changed": revision.changes,
        "counts": {str(verdict): revision.count(verdict) for verdict in Verdict},
        "codings": outcomes_as_json(revision.outcomes),
        "done": sorted({mark.coder for mark in revision.done}),
        "in_work_again": list(revision.reopened),
    }


def outcomes_as_json(outcomes: Iterable[tuple[Coding, Outcome]]) -> list[dict[str, object]]:
    """Outcomes for `--json`. The place is in the new text; of a lost coding in the old one."""
    return [
        {
            "id": coding.id,
            "outcome": str(outcome.verdict),
            "coder": coding.coder,
            "code": coding.code,
            "start": outcome.start,
            "end": outcome.end,
            "before": outcome.before,
            "quote": outcome.quote,
            "similarity": outcome.similarity,
        }
        for coding, outcome in outcomes
    ]


def report(revision: Revision, codebook: Codebook) -> None:
    """Print how many codings have which verdict, those that need a look, and whose work is open again."""
    from quoth.model.coding import Verdict

    counts = ", ".join(f"{revision.count(verdict)} {verdict}" for verdict in Verdict)
    echo(f"{revision.document.name}, text {revision.after.number}: {counts}.")
    tell((pair for pair in revision.outcomes if pair[1].verdict is not Verdict.KEPT), codebook)
    if revision.reopened:
        echo(f"In work again for {', '.join(revision.reopened)}, whose codings were touched.")


def tell(outcomes: Iterable[tuple[Coding, Outcome]], codebook: Codebook) -> None:
    """Print what became of codings, with old and new words."""
    for coding, outcome in outcomes:
        alike = f" ({outcome.similarity:.0%} alike)" if outcome.verdict == "changed" else ""
        echo(f"{outcome.verdict}{alike}: {codebook.label(coding.code)}, {coding.coder} (coding {coding.id})")
        echo(f"  - {shorten(outcome.before, _WIDTH)}")
        if outcome.quote:
            echo(f"  + {shorten(outcome.quote, _WIDTH)}")


def offer(session: CodingSession, names: Sequence[str], correction: Correction) -> bool:
    """Show in a terminal what a changed file does to the codings of documents, and take it where that is wanted.

    Says in one line why, and returns False, where it cannot be taken or is not.
    """
    from quoth.model.coding import Verdict
    from quoth.session.declined import decline

    revisions, refused = plan_all(session, names, correction)
    for error in refused:
        note(f"quoth: {' '.join(f'{error.message} {error.hint}'.split())}")
    if not revisions:
        return False
    more = f" and {len(revisions) - _NAMED} more" if len(revisions) > _NAMED else ""
    documents = ", ".join(revision.document.name for revision in revisions[:_NAMED]) + more
    counts = ", ".join(f"{sum(one.count(verdict) for one in revisions)} {verdict}" for verdict in Verdict)
    note(f"{correction.file.name} has another text than {documents} in the project. Of the codings: {counts}.")
    for said in dict.fromkeys(said for revision in revisions for said in revision.notes):
        note(said)
    if not click.confirm(f"Take it as the corrected text of {documents}?", default=False, err=True):
        decline(session.project.folder, [correction.file])
        if correction.file.resolve().is_relative_to(session.project.folder.resolve()):
            note("Not offered at the start again, unless the file changes; quoth revise takes it.")
        return False
    for revision in revisions:
        echo(for_shell(session.revise(revision).message))
    return not refused


def plan_all(
    session: CodingSession, names: Sequence[str], correction: Correction
) -> tuple[list[Revision], list[QuothError]]:
    """What a file does to those documents that it has another text of; and why it cannot be taken for some."""
    from quoth.errors import QuothError
    from quoth.session import revising

    revisions, refused = [], []
    for name in names:
        try:
            revision = revising.plan(session.project, name, correction)
        except QuothError as error:
            refused.append(error)
            continue
        if revision.changes:
            revisions.append(revision)
    return revisions, refused


@command("looked")
@click.argument("codings", nargs=-1, metavar="CODING...")
@click.option("--all", "everything", is_flag=True, help="All that wait for you.")
@as_option
@dry_run_option
def looked_(shell: Shell, codings: tuple[str, ...], everything: bool, as_: str | None, dry_run: bool) -> None:
    """Say that you looked at codings which a corrected transcript moved, changed or lost; they leave the list.

    quoth codings --needs-look lists them. A lost coding stays on the old text; quoth remove takes it away.
    """
    from quoth.errors import UsageError

    if everything == bool(codings):
        raise UsageError(_("It is not said which codings you looked at."), _("Name them, or give --all."))
    with shell.session(as_) as session:
        if dry_run:
            waiting = {coding.id for coding, _ in session.needs_look()}
            echo(f"Would take {len(waiting & set(codings) if codings else waiting)} codings off the list.")
            return
        echo(for_shell(session.looked(codings).message))
