"""`quoth erase`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo
from quoth.i18n import _

__all__ = ["erase_"]


@command("erase")
@click.argument("what", metavar="DOCUMENT[:START-END]")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept, so put no names into it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_option
@dry_run_option
def erase_(shell: Shell, what: str, reason: str, yes: bool, as_: str | None, dry_run: bool) -> None:
    """Take a document, or a passage of one, out for good: text, quotes, memos, history, index and backups.

    What stays is a tombstone: when, by whom and why. This cannot be undone.
    """
    from quoth.errors import UsageError
    from quoth.session import withdrawing

    if not reason.strip():
        raise UsageError(_("The reason is empty."), _("Say why in a few words that name nobody: --reason TEXT."))
    folder = shell.folder()
    coder = shell.name(as_, folder)
    with shell.reading() as (project, _reading):
        target = withdrawing.find(project, what)
        echo(f"{'Would erase' if dry_run else 'Erasing'} {target.words}.")
        if dry_run:
            return
        if not yes:
            click.confirm("This cannot be undone. Erase?", abort=True, err=True)
        gone = withdrawing.erase(project, coder, target, reason)
        echo(f"Erased from {gone.rows} rows of the history, {gone.codings} codings and {gone.backups} backups.")
        if target.file:
            echo(f"The file {target.file} still holds the words: delete or correct it yourself, and exports you made.")
