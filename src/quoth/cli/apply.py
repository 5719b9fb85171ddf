"""`quoth apply` and `quoth remove`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, for_shell, json_option
from quoth.i18n import _

__all__ = ["apply_", "remove_"]


@command("apply")
@click.argument("document", metavar="DOC")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("code")
@click.option("--memo", default="", metavar="TEXT", help="A memo on the coding.")
@as_option
@dry_run_option
@json_option
def apply_(
    shell: Shell,
    document: str,
    start: int,
    end: int,
    code: str,
    memo: str,
    as_: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Apply CODE to the characters START to END (not included) of a document. Positions count from 0.

    The passage is widened to whole characters as they are seen, and white space at its ends is left out.
    """
    from quoth.errors import CodingError
    from quoth.model.text import Span

    with shell.session(as_) as session:
        session.open(document)
        text = session.version.text if session.version else ""
        if not 0 <= start < end <= len(text):
            raise CodingError(
                _("{start}-{end} is not a passage of {document}, which has {n} characters.").format(
                    start=start, end=end, document=document, n=len(text)
                ),
                _("START counts from 0 and END is one past the last character."),
            )
        if dry_run:
            echo(f"Would apply {session.codebook.label(code)} to “{text[start:end]}”.")
            return
        event = session.apply(Span(start, end), [code], memo=memo)
        made = [coding for coding in session.codings if coding.id in event.codings]
    if as_json:
        echo_json({"codings": [{"id": c.id, "start": c.start, "end": c.end, "code": c.code} for c in made]})
    else:
        echo(for_shell(event.message) + "".join(f" (coding {c.id})" for c in made))


@command("remove")
@click.argument("codings", nargs=-1, required=True, metavar="CODING...")
@as_option
@dry_run_option
def remove_(shell: Shell, codings: tuple[str, ...], as_: str | None, dry_run: bool) -> None:
    """Remove codings by their ids, as quoth codings shows them."""
    with shell.session(as_) as session:
        if dry_run:
            echo(f"Would remove {len(codings)} codings.")
            return
        echo(for_shell(session.remove(codings).message))
