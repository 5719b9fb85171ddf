"""`quoth import`: transcripts into the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quoth.cli.shell import (
    FilePath,
    Shell,
    as_option,
    command,
    dry_run_option,
    echo,
    echo_json,
    json_option,
    note,
    progress,
)

if TYPE_CHECKING:
    from quoth.model.text import Transcript
    from quoth.session.importing import Imported

__all__ = ["import_"]


@command("import")
@click.argument("paths", nargs=-1, required=True, type=FilePath(), metavar="PATH...")
@click.option("--split-heading", type=click.IntRange(0, 6), default=0, metavar="LEVEL", help="One document a heading.")
@click.option("--attribute-name", default="", metavar="NAME", help="With --split-heading: the heading's attribute.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="Table: the column that names the documents.")
@click.option("--text", "text_columns", multiple=True, metavar="COLUMN", help="Table: a column with answers.")
@click.option("--delimiter", default="", metavar="CHAR", help="Table: between cells; else found out.")
@click.option("--speakers", default="", metavar="NAMES", help="Names that count as speakers, with commas between.")
@as_option
@dry_run_option
@json_option
def import_(
    shell: Shell,
    paths: tuple[Path, ...],
    split_heading: int,
    attribute_name: str,
    id_column: str,
    text_columns: tuple[str, ...],
    delimiter: str,
    speakers: str,
    as_: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Read transcripts (.txt, .md) or a table of answers (.csv) into the project. Folders are read whole.

    The same text again changes nothing. A file that cannot be read is named at the end and does not stop the others.
    """
    from quoth import readers, store
    from quoth.errors import ExitStatus
    from quoth.session.importing import import_files

    names = tuple(name.strip() for name in speakers.split(",") if name.strip())
    options = readers.Options(
        split_heading=split_heading,
        attribute_name=attribute_name,
        id_column=id_column,
        text_columns=text_columns,
        delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
        speakers=names,
    )
    folder = shell.folder()
    found = readers.find(paths)
    coder = "" if dry_run else shell.name(as_, folder)
    project = store.opened(folder)
    try:
        done = import_files(project, coder, found, options, progress=progress("Reading"), dry_run=dry_run)
    finally:
        store.close(project)
    _tell(done, dry_run=dry_run, as_json=as_json)
    for file in found.codings:
        note(f"{file.name} holds codings: quoth codings import {file}")
    return ExitStatus.BAD_INPUT if done.errors else ExitStatus.DONE


def _tell(done: Imported, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        documents = [{"name": t.name, "turns": len(t.turns), "attributes": dict(t.attributes)} for t in done.added]
        errors = [f"{error.message} {error.hint}".strip() for error in done.errors]
        echo_json({"documents": documents, "unchanged": list(done.unchanged), "errors": errors})
    else:
        verb = "Would import" if dry_run else "Imported"
        for transcript in done.added:
            echo(f"{verb} {transcript.name}: {_summary(transcript)}")
        if done.unchanged:
            echo(f"{len(done.unchanged)} here already with the same text: nothing changed.")
        if done.attributes:
            echo(f"{'Would set' if dry_run else 'Set'} attributes of {done.attributes} documents.")
        if not (done.added or done.unchanged or done.attributes or done.errors):
            echo("No transcripts found there (.txt, .md, .csv).")
    for text in done.notes:
        note(text)
    for error in done.errors:
        note(f"quoth: {' '.join(f'{error.message} {error.hint}'.split())}")


def _summary(transcript: Transcript) -> str:
    speakers: dict[str, list[int]] = {}
    for index, turn in enumerate(transcript.turns):
        if turn.is_speech:
            speakers.setdefault(f"{turn.speaker} ({turn.role})" if turn.role else turn.speaker, []).append(index)
    named = [f"{name} {len(turns)}" for name, turns in speakers.items() if name]
    words = len(transcript.text.split())
    count = sum(len(turns) for turns in speakers.values())
    return f"{words:,} words, {count} turns{': ' + ', '.join(named) if named else ''}"
