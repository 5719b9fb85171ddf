"""`quoth undo` and `quoth redo`."""

from __future__ import annotations

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, for_shell

__all__ = ["redo_", "undo_"]


@command("undo")
@as_option
@dry_run_option
def undo_(shell: Shell, as_: str | None, dry_run: bool) -> None:
    """Take back your last act in this copy of the project, however old; again for the one before."""
    with shell.session(as_) as session:
        if dry_run:
            echo(session.next_undo() or "There is nothing to take back.")
            return
        echo(for_shell(session.undo_now().message))


@command("redo")
@as_option
@dry_run_option
def redo_(shell: Shell, as_: str | None, dry_run: bool) -> None:
    """Do again what was taken back last."""
    with shell.session(as_) as session:
        if dry_run:
            echo(session.next_redo() or "There is nothing to do again.")
            return
        echo(for_shell(session.redo().message))
