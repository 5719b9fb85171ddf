"""`quoth [PROJECT]`: the coding screen, and the offer to set a folder up."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event as ThreadEvent
from threading import Thread

import click

from quoth.cli.shell import (
    Shell,
    command,
    configuration,
    configure_coder,
    configured_coder,
    echo,
    login_name,
    note,
    progress,
)
from quoth.errors import ProjectError, UsageError
from quoth.i18n import _

__all__ = ["open_"]

_MANY = 200
"""Documents made of one file, up to which a change of it is offered at the start."""
_PAINTED = 2.0
"""Seconds after which the screen stands, so that copying the database does not delay it."""


@command("open", hidden=True)
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--as", "as_", metavar="CODER")
def open_(shell: Shell, directory: Path | None, as_: str | None) -> None:
    """Open the coding screen."""
    start = directory or shell.project or Path.cwd()
    if not start.is_dir():
        raise UsageError(_("{start} is not a folder.").format(start=start), _("Give the project's folder."))
    folder = _project(start)
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageError(
            _("The coding screen needs a terminal."), _("In a script use the commands: quoth --help lists them.")
        )
    said = as_ or shell.coder or os.environ.get("QUOTH_CODER") or configured_coder()
    coder = shell.name(said or login_name(), folder)
    greeting = "" if said else f"You code as {coder}. Another name, kept from then on: quoth --as NAME"
    if not said or as_ or shell.coder:
        configure_coder(coder)
    _offer_new_files(folder, coder)
    _offer_corrections(folder, coder)
    _run(folder, coder, _own_keys() or greeting)


def _own_keys() -> str:
    """Take over the keys of `keys.toml`; why they cannot be, in a sentence, and then all keys are as usual."""
    from quoth.tui import keymap

    try:
        keymap.use(configuration() / keymap.FILE)
    except UsageError as error:
        return f"{error.message} {error.hint}"
    return ""


def _first_time() -> bool:
    """Whether the screen was never opened by this user; it is not the first time twice."""
    mark = configuration() / "toured"
    if mark.exists():
        return False
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return True


def _project(start: Path) -> Path:
    """The project's folder, set up after asking where it is not."""
    from quoth.session import folder

    try:
        found = folder.find(start)
    except UsageError:
        found = start.resolve()
        transcripts = folder.loose_transcripts(found)
        if not transcripts.files:
            raise
        what = f"{len(transcripts.files)} transcripts and no codebook yet"
    else:
        if folder.is_set_up(found):
            return found
        what = f"codebook.yaml and {len(folder.loose_transcripts(found).files)} transcripts"
    if not sys.stdin.isatty():
        raise ProjectError(_("{found} is not set up.").format(found=found), _("Run quoth init there."))
    click.confirm(f"{found} holds {what}. Set it up for coding?", default=True, abort=True, err=True)
    done = folder.set_up(found, progress=progress("Reading"))
    echo(f"Set up {found.name}: {done.documents} documents, {done.codings} codings and done marks.")
    for problem in done.problems:
        note(problem)
    if done.problems:
        click.pause("Press any key to go on without what could not be read.", err=True)
    return found


def _offer_new_files(folder: Path, coder: str) -> None:
    """Ask whether transcripts that came into the folder since the last import belong to the project."""
    from quoth import store
    from quoth.session.folder import new_files

    project = store.opened(folder)
    try:
        found = new_files(project)
        names = [file.name for file in found.files]
        if not names:
            return
        from quoth import readers
        from quoth.session.codebook import synchronise
        from quoth.session.declined import decline
        from quoth.session.importing import as_the_team_decided, import_files

        named = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        if not click.confirm(f"New in {folder.name}: {named}. Import?", default=True, err=True):
            decline(folder, found.files)
            return
        codebook = synchronise(project, folder, "").codebook
        options = as_the_team_decided(readers.Options(), codebook.settings)
        done = import_files(project, coder, found, options, types=codebook.attributes)
    finally:
        store.close(project)
    for error in done.errors:
        note(f"{error.message} {error.hint}")
    if done.errors:
        click.pause("Press any key to go on without what could not be read.", err=True)


def _offer_corrections(folder: Path, coder: str) -> None:
    """Ask whether files that were changed since they were imported are corrected transcripts."""
    from quoth import store
    from quoth.session.folder import changed_files

    project = store.opened(folder)
    try:
        changed = changed_files(project)
    finally:
        store.close(project)
    if not changed:
        return
    from quoth.cli.revising import offer
    from quoth.session import CodingSession
    from quoth.session.revising import Correction

    session = CodingSession(folder, coder)
    try:
        for file, names in changed.items():
            if len(names) <= _MANY:
                offer(session, names, Correction(file))
            else:
                note(
                    f"{file.name} was changed since {len(names):,} documents were made of it: quoth import --corrected"
                )
    finally:
        session.close()


def _run(folder: Path, coder: str, greeting: str) -> None:
    from quoth.session import CodingSession
    from quoth.store import risk
    from quoth.tui.app import run

    warning = risk(folder)
    session = CodingSession(folder, coder)
    failed: list[ProjectError] = []

    left = ThreadEvent()

    def keep_copy() -> None:
        left.wait(_PAINTED)
        try:
            session.backup()
        except ProjectError as error:
            failed.append(error)

    copying = Thread(target=keep_copy, name="backup")
    copying.start()
    try:
        run(session, greeting=warning or greeting, tour=_first_time())
    finally:
        left.set()
        copying.join()
        session.close()
    for error in failed:
        note(f"No backup was made: {error.message} {error.hint}")
