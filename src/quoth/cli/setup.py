"""`quoth init` and `quoth demo`: making a project."""

from __future__ import annotations

from pathlib import Path

import click

from quoth.cli.shell import FilePath, Shell, command, echo, note, progress

__all__ = ["demo_", "init_"]


@command("init")
@click.argument("directory", type=FilePath(), default=".", metavar="[DIR]")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def init_(shell: Shell, directory: Path, dry_run: bool) -> None:
    """Make a project in a folder, with the transcripts it holds.

    Writes codebook.yaml, quoth.db and a .gitignore where they are not there yet; nothing of yours is overwritten.
    """
    from quoth.session import folder

    if dry_run:
        found = folder.loose_transcripts(directory)
        echo(f"Would set up {directory} with {len(found.files)} files of transcripts.")
        return
    _set_up(directory)


@command("demo")
@click.argument("directory", type=FilePath(), default="quoth-demo", metavar="[DIR]")
def demo_(shell: Shell, directory: Path) -> None:
    """Unpack the sample project (twelve composed interviews) into a new folder and set it up."""
    from quoth.session import folder

    folder.unpack_sample(directory)
    _set_up(directory)


def _set_up(directory: Path) -> None:
    from quoth import store
    from quoth.session import folder

    done = folder.set_up(directory, progress=progress("Reading"))
    echo(f"Set up {directory.resolve().name}: {done.documents} documents, {done.codings} codings and done marks.")
    for problem in (*done.problems, store.risk(directory)):
        if problem:
            note(problem)
    where = "" if directory.resolve() == Path.cwd() else f" {directory}"
    if done.documents:
        echo(f"Start coding: quoth{where}")
    else:
        inside = directory / "transcripts"
        echo(f"Put transcripts (.docx, .txt, .md ...) into {inside}, then: quoth import {inside}")
