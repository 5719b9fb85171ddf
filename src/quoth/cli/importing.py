"""`quoth import`: transcripts into the project."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    json_option,
    note,
    progress,
)
from quoth.errors import UsageError
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.errors import QuothError, UncertainEncodingError
    from quoth.readers.pseudonyms import Key
    from quoth.session import CodingSession
    from quoth.session.importing import Added, Imported
    from quoth.session.revising import Revision

    _Chosen = tuple[Key | None, dict[str, Any]]
    """The key of pseudonyms and the options given, which go before those recorded with a document."""

__all__ = ["import_"]

_MOST = 50
"""Lines printed of what may be thousands."""


@command("import")
@click.argument("paths", nargs=-1, required=True, type=FilePath(), metavar="PATH...")
@click.option("--split-heading", type=click.IntRange(0, 6), default=0, metavar="LEVEL", help="One document a heading.")
@click.option("--attribute-name", default="", metavar="NAME", help="With --split-heading: the heading's attribute.")
@click.option("--skip", multiple=True, metavar="HEADING", help="With --split-heading: makes no document of it.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="Table: the column that names the documents.")
@click.option("--text", "text_columns", multiple=True, metavar="COLUMN", help="Table: a column with answers.")
@click.option(
    "--per",
    type=click.Choice(["respondent", "question"]),
    default="respondent",
    help="Table: what a document is; a row, or a column with all answers to it.",
)
@click.option("--delimiter", default="", metavar="CHAR", help="Table: between cells; else found out.")
@click.option("--speakers", default="", metavar="NAMES|none|auto", help="Names, with commas between; or none.")
@click.option("--encoding", default="", metavar="NAME", help="For files not in Unicode, as cp1251; else found out.")
@click.option("--pseudonyms", type=FilePath(), metavar="FILE", help="Key outside the project; see above.")
@click.option("--corrected", is_flag=True, help="Other texts of documents are corrections, as in quoth revise.")
@as_option
@dry_run_option
@json_option
def import_(
    shell: Shell,
    paths: tuple[Path, ...],
    split_heading: int,
    attribute_name: str,
    skip: tuple[str, ...],
    id_column: str,
    text_columns: tuple[str, ...],
    per: str,
    delimiter: str,
    speakers: str,
    encoding: str,
    pseudonyms: Path | None,
    corrected: bool,
    as_: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Read transcripts, or a table of answers (.xlsx, .csv), into the project. Folders and .zip are read whole.

    Formats: .docx .odt .rtf .txt .md .html .srt .vtt .json (of Whisper), and .pdf with pip install 'quoth[pdf]'.

    The same text again changes nothing. Another text of a document is left out and named, unless --corrected says that
    it is a correction: then the codings are carried over, and with --dry-run it is said how. A file that cannot be read
    is named at the end and does not stop the others. Stopped with Ctrl-C, it leaves what was read so far; the same
    command brings in the rest.

    --pseudonyms replaces names (a table with the columns name and pseudonym) in all their forms before anything is
    stored. The table must lie outside the project. With --dry-run every replacement is listed.
    """
    from quoth import readers, store
    from quoth.cli.revising import report
    from quoth.errors import ChangedSourceError, ExitStatus
    from quoth.session.codebook import synchronise
    from quoth.session.importing import as_the_team_decided, import_files, read_key
    from quoth.store import queries

    given: dict[str, Any] = {
        "split_heading": split_heading,
        "attribute_name": attribute_name,
        "skip": skip,
        "id_column": id_column,
        "text_columns": text_columns,
        "delimiter": separator(delimiter),
        "speakers": names_of(speakers),
        "per": per,
        "encoding": encoding,
    }
    options = readers.Options(**given)
    if skip and not split_heading:
        raise UsageError(
            _("--skip leaves out headings that would become documents."), _("Give --split-heading LEVEL with it.")
        )
    if pseudonyms is not None:
        _check_not_set_up_with_names(shell)
    folder = shell.folder()
    found = readers.find(paths)
    coder = "" if dry_run else shell.name(as_, folder)
    project = store.opened(folder)
    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
    before = len(queries.documents(project))
    try:
        codebook = synchronise(project, folder, "").codebook
        decided = as_the_team_decided(options, codebook.settings)
        decided = replace(decided, speakers=names_of(speakers)) if speakers else decided
        key = None if pseudonyms is None else read_key(project, pseudonyms)
        if pseudonyms is not None:
            found = replace(found, files=tuple(file for file in found.files if not _same(file, pseudonyms)))
        done = import_files(
            project,
            coder,
            found,
            decided,
            types=codebook.attributes,
            key=key,
            progress=progress("Reading"),
            ask=ask,
            dry_run=dry_run,
        )
    except KeyboardInterrupt:
        came = len(queries.documents(project)) - before
        note(f"Broken off: {came} documents came in. The same command brings in the rest.")
        raise
    finally:
        store.close(project)
    changed = any(isinstance(error, ChangedSourceError) for error in done.errors)
    chosen = (key, {name: value for name, value in given.items() if value})
    revisions: list[Revision] = []
    if changed and corrected:
        with shell.session(as_) as session:
            revisions, left = _carried(session, done.errors, chosen, dry_run=dry_run)
        done = replace(done, errors=left)
    _tell(done, revisions, dry_run=dry_run, as_json=as_json)
    if not as_json:
        for revision in revisions:
            report(revision, codebook)
            for said in revision.notes:
                note(said)
    if key is not None:
        _tell_names(done, key, dry_run=dry_run, as_json=as_json)
    if changed and not corrected and ask is not None and not dry_run and not as_json:
        with shell.session(as_) as session:
            done = replace(done, errors=_offered(session, done.errors, chosen))
    for file in found.codings:
        note(f"{file.name} holds codings: quoth codings import {file}")
    return ExitStatus.BAD_INPUT if done.errors else ExitStatus.DONE


def names_of(said: str) -> tuple[str, ...]:
    """The speakers that an option declares: names, `none`, or nothing for `auto`."""
    names = tuple(name.strip() for name in said.split(",") if name.strip())
    if len(names) == 1 and names[0].lower() in ("none", "auto"):
        return ("none",) if names[0].lower() == "none" else ()
    return names


def separator(said: str) -> str:
    """What an option says stands between the cells of a table."""
    return "\t" if said in ("tab", "\\t") else said


def _offered(session: CodingSession, errors: Sequence[QuothError], chosen: _Chosen) -> tuple[QuothError, ...]:
    """Offer to take files that hold another text than their documents as corrected; returns the errors left."""
    from quoth.cli.revising import offer
    from quoth.errors import ChangedSourceError
    from quoth.session.revising import Correction

    taken = {
        id(error)
        for error in errors
        if isinstance(error, ChangedSourceError) and offer(session, error.documents, Correction(error.file, *chosen))
    }
    return tuple(error for error in errors if id(error) not in taken)


def _carried(
    session: CodingSession, errors: Sequence[QuothError], chosen: _Chosen, *, dry_run: bool
) -> tuple[list[Revision], tuple[QuothError, ...]]:
    """Take such files as corrected, or only say what that does; returns what was done, and the errors left."""
    from quoth.cli.revising import plan_all
    from quoth.errors import ChangedSourceError
    from quoth.session.revising import Correction

    done: list[Revision] = []
    left: list[QuothError] = []
    for error in errors:
        if not isinstance(error, ChangedSourceError):
            left.append(error)
            continue
        revisions, refused = plan_all(session, error.documents, Correction(error.file, *chosen))
        for revision in () if dry_run else revisions:
            session.revise(revision)
        done += revisions
        left += refused
    return done, tuple(left)


def _tell(done: Imported, revisions: Sequence[Revision], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        from quoth.cli.revising import as_json_

        documents = [_plain(document) for document in done.added]
        errors = [f"{error.message} {error.hint}".strip() for error in done.errors]
        notes = [*done.misfits, *done.notes]
        told = {"documents": documents, "unchanged": list(done.unchanged), "errors": errors, "notes": notes}
        corrected = [as_json_(revision) for revision in revisions]
        echo_json(told | _names(done) | ({"corrected": corrected} if corrected else {}))
    else:
        verb = "Would import" if dry_run else "Imported"
        for document in done.added[:_MOST]:
            echo(f"{verb} {document.name}: {_summary(document)}")
            if dry_run:
                _cast(document)
        if len(done.added) > _MOST:
            echo(f"... {len(done.added):,} documents in all.")
        if done.unchanged:
            echo(f"{len(done.unchanged)} here already with the same text: nothing changed.")
        if done.attributes:
            echo(f"{'Would set' if dry_run else 'Set'} attributes of {done.attributes} documents.")
        if not (revisions or done.added or done.unchanged or done.attributes or done.errors):
            echo("No transcripts found there: quoth import --help names the formats.")
    remarks = (*done.misfits, *done.notes)
    for text in remarks[:_MOST]:
        note(text)
    if len(remarks) > _MOST:
        note(f"... and {len(remarks) - _MOST:,} remarks more; --json has all.")
    for error in done.errors:
        note(f"quoth: {' '.join(f'{error.message} {error.hint}'.split())}")


def _names(done: Imported) -> dict[str, object]:
    """What was replaced and what was left, for `--json`; nothing where no name was."""
    people: dict[tuple[str, str], list[dict[str, object]]] = {}
    for (name, pseudonym, form, becomes), count in sorted(done.told.replaced.items()):
        people.setdefault((name, pseudonym), []).append({"form": form, "becomes": becomes, "count": count})
    left = [{"word": word, "name": name, "count": count} for (word, name), count in done.told.left.most_common()]
    shown = [{"name": name, "pseudonym": pseudonym, "forms": forms} for (name, pseudonym), forms in people.items()]
    return {"pseudonyms": shown, "left": left} if shown or left else {}


def _tell_names(done: Imported, key: Key, *, dry_run: bool, as_json: bool) -> None:
    """Every replacement in a dry run, else how many; and what was left though it resembles a name."""
    told = done.told
    for text in key.notes:
        note(text)
    if not as_json:
        people = len({name for name, *_ in told.replaced})
        verb = "Would replace" if dry_run else "Replaced"
        echo(f"{verb} {told.replaced.total():,} names of {people} people (of {len(key.names)} in the key).")
        for (name, _, form, becomes), count in sorted(told.replaced.items()) if dry_run else ():
            echo(f"  {name}: {form} -> {becomes}  {count}")
    for (word, name), count in told.left.most_common(_MOST):
        note(f"Left as it is ({count}): {word}, which resembles {name}. If it is a name, add it to the key.")
    if len(told.left) > _MOST:
        note(f"... and {len(told.left) - _MOST} words more; --json has all.")
    if any("/" in document.source.path for document in done.added):
        note("These files lie in the project's folder with the real names in them: move them elsewhere.")


def _check_not_set_up_with_names(shell: Shell) -> None:
    """Setting a project up takes in its transcripts, without pseudonyms."""
    from quoth.session import folder

    found = folder.find(shell.project or Path.cwd())
    if not folder.is_set_up(found) and folder.loose_transcripts(found).files:
        raise UsageError(
            _("{name} is not set up yet, and that would take in its transcripts with the real names.").format(
                name=found.name
            ),
            _("Move them out of the project's folder, then import them from there with --pseudonyms."),
        )


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _ask(question: UncertainEncodingError) -> str:
    """Show the two best readings and take the one chosen."""
    note(f"{question.label} is in none of the Unicode encodings. Which reading is right?")
    for number, (encoding, line) in enumerate(question.readings, 1):
        note(f"  {number}  {line}   ({encoding})")
    numbers = [str(number) for number in range(1, len(question.readings) + 1)]
    chosen = click.prompt("Number", type=click.Choice(numbers), err=True)
    return question.readings[int(chosen) - 1][0]


def _plain(document: Added) -> dict[str, object]:
    """A document for `--json`."""
    return {
        "name": document.name,
        "turns": document.turns,
        "attributes": dict(document.attributes),
        "language": document.language,
        "language_guessed": not document.attributes.get("language"),
        "encoding": document.source.options.get("encoding", "utf-8"),
        "speakers": [speaker.as_json() for speaker in document.speakers],
    }


def _cast(document: Added) -> None:
    """The speakers, each with the first line said, so that one sees whether they are speakers."""
    for speaker in document.speakers:
        role = f", {speaker.role}" if speaker.role else ""
        echo(f"  {speaker.name} ({speaker.turns} turns{role}): {shorten(speaker.words, 60)}")


def _summary(document: Added) -> str:
    from quoth.model.language import shown
    from quoth.session.describe import count

    named = [f"{one.name}{f' ({one.role})' if one.role else ''} {one.turns}" for one in document.speakers]
    guess = "" if document.attributes.get("language") else document.language
    language = f"; language: {shown(guess)} (guessed)" if guess else ""
    said = f": {', '.join(named)}" if named else ""
    return f"{document.words:,} words, {count(document.turns, 'turn')}{said}{language}"
