"""`quoth codings recode | move | repeats | star | translate`: change codings that are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from quoth.cli.output import shorten, table
from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, json_option
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.model.coding import Coding
    from quoth.session import CodingSession, Event

__all__ = ["AMENDING"]


def _tell(event: Event) -> None:
    told = event.message.replace("Ctrl+Z takes it", "quoth undo takes it").replace("Ctrl+Z takes", "quoth undo takes")
    echo(told or "Nothing changed.")


@contextmanager
def _on(shell: Shell, as_: str | None, coding: str) -> Iterator[tuple[CodingSession, Coding]]:
    """A session with the coding's document open, and the coding. Raises CodingError."""
    from quoth.store import queries

    with shell.session(as_) as session:
        [found] = session.own([coding])
        names = {document.id: document.name for document in queries.documents(session.project)}
        session.open(names[found.document])
        yield session, found


@command("recode")
@click.argument("codings", nargs=-1, required=True, metavar="CODING... CODE")
@as_option
@dry_run_option
def recode_(shell: Shell, codings: tuple[str, ...], as_: str | None, dry_run: bool) -> None:
    """Give codings (by id) another code, named last. One act, one undo."""
    from quoth.errors import UsageError
    from quoth.session.applying import applicable

    if len(codings) < 2:
        raise UsageError(_("Recoding needs a coding and a code."), _("quoth codings recode CODING... CODE"))
    *ids, code = codings
    with shell.session(as_) as session:
        if dry_run:
            label = applicable(session.codebook, code).label
            found = [one for one in session.own(ids) if one.code != code]
            echo(f"Would recode {len(found)} coding{'' if len(found) == 1 else 's'} to {label}.")
            return
        _tell(session.recode(ids, code))


@command("move")
@click.argument("coding")
@click.argument("start", type=int)
@click.argument("end", type=int)
@as_option
@dry_run_option
def move_(shell: Shell, coding: str, start: int, end: int, as_: str | None, dry_run: bool) -> None:
    """Let a coding reach from character START to END (not included). Positions count from 0."""
    from quoth.errors import CodingError
    from quoth.model.text import Span
    from quoth.store import queries

    with _on(shell, as_, coding) as (session, found):
        text = queries.version(session.project, found.version).text
        if not 0 <= start < end <= len(text):
            raise CodingError(
                _("{start}-{end} is not a passage of its text, which has {n} characters.").format(
                    start=start, end=end, n=len(text)
                ),
                _("START counts from 0 and END is one past the last character."),
            )
        if dry_run:
            echo(f"Would move {session.codebook.label(found.code)} to “{text[start:end]}”.")
            return
        _tell(session.move_ends(coding, Span(start, end)))


@command("repeats")
@click.argument("coding")
@as_option
@dry_run_option
@json_option
def repeats_(shell: Shell, coding: str, as_: str | None, dry_run: bool, as_json: bool) -> None:
    """Apply a coding's code wherever its very words stand again, in all documents. --dry-run lists the places."""
    with _on(shell, as_, coding) as (session, _):
        found = session.repeats(coding)
        event = None if dry_run else session.apply_to_repeats(coding, found)
    if as_json:
        places = [{"document": r.document, "start": r.span.start, "end": r.span.end} for r in found]
        made = list(event.codings) if event is not None else []
        echo_json({"repeats": places, "codings": made})
    elif event is not None and found:
        _tell(event)
    elif found:
        body = [
            [r.document, f"{r.span.start}-{r.span.end}", shorten(f"{r.before}[…]{r.after}".replace("\n", " "), 60)]
            for r in found
        ]
        echo(table(["document", "place", "beside it"], body))
        echo(f"Would apply the code to {len(found)} repeat{'' if len(found) == 1 else 's'}.")
    else:
        echo("These words stand nowhere else without this code.")


@command("star")
@click.argument("coding")
@click.option("--off", is_flag=True, help="Take the star away.")
@as_option
@dry_run_option
def star_(shell: Shell, coding: str, off: bool, as_: str | None, dry_run: bool) -> None:
    """Star a coding for the chapter."""
    with shell.session(as_) as session:
        session.own([coding])
        if dry_run:
            echo(f"Would {'take the star of' if off else 'star'} {coding}.")
            return
        _tell(session.star(coding, not off))


@command("translate")
@click.argument("coding")
@click.argument("text")
@click.option("--in", "into", default="", metavar="LANGUAGE", help="Of the translation, as en or ru.")
@as_option
@dry_run_option
def translate_(shell: Shell, coding: str, text: str, into: str, as_: str | None, dry_run: bool) -> None:
    """Give a coding's quote a translation; an empty TEXT takes it away."""
    with shell.session(as_) as session:
        session.own([coding])
        if dry_run:
            echo(f"Would {'keep a translation' if text.strip() else 'remove the translation'} of {coding}.")
            return
        _tell(session.translate(coding, text, into))


AMENDING = (recode_, move_, repeats_, star_, translate_)
