"""Bringing transcripts and their attributes into a project.

Owns what happens to files: new, already here, conflicting, unreadable. Invariant: a file that cannot be read gives
nothing and does not stop the others; a document that is here with another text is left alone, and named.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from quoth import readers
from quoth.errors import ChangedSourceError, QuothError, ReaderError, UncertainEncodingError, UsageError
from quoth.i18n import _
from quoth.model.codebook import Settings
from quoth.model.language import SAMPLE, guess
from quoth.model.text import Document, Source, Transcript, document_id
from quoth.readers import pseudonyms
from quoth.session.attributes import alike, fitting, read_values
from quoth.session.speakers import Speaker, listed
from quoth.store import Project, queries, writing
from quoth.store.database import uncollected

__all__ = ["Added", "Imported", "as_the_team_decided", "import_files", "read_key"]


CHUNK = 1000
"""How many documents are written in one action, at most."""
CHUNK_TEXT = 10_000_000
"""Characters of text after which documents are written."""
_NAMED = 50
"""Documents that a message names."""
_FIRST = 200
"""Characters kept of what a speaker says first."""


@dataclass(frozen=True, slots=True)
class Added:
    """A document that came in, as far as one tells of it; its text is not kept."""

    name: str
    id: str
    source: Source
    attributes: Mapping[str, str]
    words: int
    turns: int
    """Turns that are speech."""
    speakers: tuple[Speaker, ...]
    beginning: str
    """As much of the text as its language is guessed from."""

    @property
    def language(self) -> str:
        """By its attribute, else guessed from the text; empty where it cannot be guessed."""
        return self.attributes.get("language") or guess(self.beginning)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    added: tuple[Added, ...]
    unchanged: tuple[str, ...]
    """Names of documents that are here already with the same text."""
    errors: tuple[QuothError, ...]
    notes: tuple[str, ...]
    misfits: tuple[str, ...] = ()
    """Attributes that were left out, as they do not fit their types."""
    attributes: int = 0
    """How many documents got attributes."""
    told: pseudonyms.Told = field(default_factory=pseudonyms.Told)
    """Which names were replaced."""


@dataclass(slots=True)
class _Account:
    """What an import has met so far."""

    added: dict[str, Added] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    errors: list[QuothError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    told: pseudonyms.Told = field(default_factory=pseudonyms.Told)


@uncollected()
def import_files(
    project: Project,
    coder: str,
    found: readers.Found,
    options: readers.Options,
    *,
    types: Mapping[str, str] | None = None,
    key: pseudonyms.Key | None = None,
    progress: Callable[[str], None] = lambda _: None,
    ask: Callable[[UncertainEncodingError], str] | None = None,
    dry_run: bool = False,
) -> Imported:
    """Read files and add their documents; what is here already with the same text is left alone.

    Documents are written as they come, up to `CHUNK` in one action: what was written stays when the rest is broken off,
    and the same import again adds the rest. `types` are those of attributes, `key` gives names their pseudonyms. `ask`
    says the encoding of a file in doubt; without it such a file is an error.
    """
    here = {document.name: document for document in queries.documents(project)}
    account = _Account(notes=[f"{path.name}: {reason}" for path, reason in found.skipped])
    given = _attributes(found.attributes, types or {}, key, account.errors)
    values = {Path(name).stem: named for name, named in given.items()} | given
    hidden = set() if key else queries.pseudonymised(project)

    def fresh() -> Iterator[Transcript]:
        for file in found.files:
            progress(file.name)
            try:
                read = _tidy(_transcripts(project, file, options, ask), key, account.told)
                _check_names_stay_hidden(read, hidden, file)
                _check_names_differ(read, account.added, here, file)
            except QuothError as error:
                account.errors.append(error)
                continue
            same = dict.fromkeys(t.name for t in read if _is_known(project, t, here, account.added))
            account.unchanged += same
            if changed := [t.name for t in read if t.name in here and t.name not in same]:
                account.errors.append(_changed(file, changed))
            for transcript in (t for t in read if t.name not in here and t.name not in same):
                kept, misfits = fitting(transcript.attributes, types or {})
                whole = replace(transcript, attributes={**kept, **values.get(transcript.name, {})})
                account.misfits += [f"{whole.name}: {misfit}" for misfit in misfits]
                account.added[whole.name] = _told(whole)
                account.notes += [f"{whole.name}: {note}" for note in whole.notes]
                yield whole

    for chunk in _chunks(fresh()):
        if not dry_run:
            progress(f"{chunk[0].name} to {chunk[-1].name} into the project")
            writing.add_documents(project, coder, chunk)
    later = {here[n].id: v for n, v in values.items() if n in here and not v.items() <= here[n].attributes.items()}
    names = here.keys() | account.added.keys()
    account.notes += [
        f"The table of attributes names {n}, and there is no such document."
        for n in given
        if not names & {n, Path(n).stem}
    ]
    every = [*(d.attributes for d in here.values()), *(d.attributes for d in account.added.values())]
    account.notes += alike(every, types or {})
    if later and not dry_run:
        writing.set_attributes(project, coder, later)
    return Imported(
        tuple(account.added.values()),
        tuple(account.unchanged),
        tuple(account.errors),
        tuple(account.notes),
        tuple(account.misfits),
        len(later),
        account.told,
    )


def as_the_team_decided(options: readers.Options, settings: Settings) -> readers.Options:
    """The options of an import, with what the codebook file says for the whole project where they say nothing."""
    return replace(
        options, encoding=options.encoding or settings.encoding, speakers=options.speakers or settings.speakers
    )


def read_key(project: Project, path: Path) -> pseudonyms.Key:
    """The key of names and pseudonyms. Raises UsageError for one inside the project, ReaderError for a wrong one."""
    folder = Path(os.path.realpath(project.folder))
    if Path(os.path.realpath(path)).is_relative_to(folder):
        raise UsageError(
            _("{path} lies in the project's folder, where whoever gets the project would find the names.").format(
                path=path
            ),
            _("Keep the key somewhere else, and away from backups of the project."),
        )
    return pseudonyms.read_key(path)


def _chunks(transcripts: Iterable[Transcript]) -> Iterator[list[Transcript]]:
    """Lists of up to `CHUNK`, fewer where their texts are long."""
    chunk: list[Transcript] = []
    length = 0
    for transcript in transcripts:
        chunk.append(transcript)
        length += len(transcript.text)
        if len(chunk) == CHUNK or length >= CHUNK_TEXT:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk


def _transcripts(
    project: Project, file: Path, options: readers.Options, ask: Callable[[UncertainEncodingError], str] | None
) -> tuple[Transcript, ...]:
    try:
        return readers.read(file, options, root=project.folder)
    except UncertainEncodingError as question:
        if ask is None:
            raise
        return readers.read(file, replace(options, encoding=ask(question)), root=project.folder)


def _tidy(transcripts: Iterable[Transcript], key: pseudonyms.Key | None, told: pseudonyms.Told) -> list[Transcript]:
    """A file's documents with pseudonyms, if there is a key; what was replaced is counted in `told`.

    Raises ReaderError where pseudonyms make two of them bear one name.
    """
    made: dict[str, Transcript] = {}
    for transcript in transcripts:
        if key is not None:
            transcript, replaced = pseudonyms.pseudonymise(key, transcript)
            told.add(replaced)
        if transcript.name in made:
            raise ReaderError(
                _("{path}: with pseudonyms two documents are called {name}.").format(
                    path=transcript.source.path, name=transcript.name
                ),
                _("Give each person a pseudonym of their own."),
            )
        made[transcript.name] = transcript
    return list(made.values())


def _told(transcript: Transcript) -> Added:
    speakers = (replace(speaker, words=speaker.words[:_FIRST]) for speaker in listed(transcript.text, transcript.turns))
    return Added(
        name=transcript.name,
        id=document_id(transcript.name, transcript.text),
        source=transcript.source,
        attributes=transcript.attributes,
        words=len(transcript.text.split()),
        turns=sum(turn.is_speech for turn in transcript.turns),
        speakers=tuple(speakers),
        beginning=transcript.text[:SAMPLE],
    )


def _check_names_stay_hidden(transcripts: Iterable[Transcript], hidden: Collection[str], file: Path) -> None:
    if any(transcript.source.sha256 in hidden for transcript in transcripts):
        raise ReaderError(
            _("{file} was imported with pseudonyms, and would now come in with the real names.").format(file=file),
            _("Give the key again: --pseudonyms FILE."),
        )


def _check_names_differ(
    transcripts: Iterable[Transcript], added: Mapping[str, Added], here: Collection[str], file: Path
) -> None:
    """Raises ReaderError where another file of this import has another text under the same name."""
    for transcript in transcripts:
        other = None if transcript.name in here else added.get(transcript.name)
        if other and other.id != document_id(transcript.name, transcript.text):
            raise ReaderError(
                _("{file}: {other} becomes the document {name}, and this is another text of that name.").format(
                    file=file, other=other.source.path, name=transcript.name
                ),
                _("Rename one of the files."),
            )


def _is_known(project: Project, transcript: Transcript, here: Mapping[str, Document], added: Collection[str]) -> bool:
    """Whether the same text is here under the same name."""
    known = here.get(transcript.name)
    if known is None:
        return transcript.name in added
    if known.id == document_id(transcript.name, transcript.text):
        return True
    return queries.version(project, known.version).text == transcript.text


def _changed(file: Path, names: Sequence[str]) -> ChangedSourceError:
    """That a file has another text of documents that are here."""
    if len(names) == 1:
        return ChangedSourceError(
            _("{file}: {name} is in the project with another text.").format(file=file, name=names[0]),
            _(
                "If it is a corrected transcript: {command} carries the codings over (--dry-run shows "
                "how). If it is another interview, give the file another name."
            ).format(command=revise_command(names[0], file)),
            names,
            file,
        )
    named = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return ChangedSourceError(
        _("{file}: {n} documents are in the project with another text: {names}.").format(
            file=file, n=f"{len(names):,}", names=named
        ),
        _("If they were corrected: the same command with --corrected carries the codings over (--dry-run shows how)."),
        names,
        file,
    )


def revise_command(name: str, file: Path) -> str:
    """The command that takes a file as the corrected text of a document."""
    return f"quoth revise {shlex.quote(name)} {shlex.quote(str(file))}"


def _attributes(
    files: Sequence[Path], types: Mapping[str, str], key: pseudonyms.Key | None, errors: list[QuothError]
) -> dict[str, Mapping[str, str]]:
    """Attributes by what the tables call the documents: by name or file name."""
    given: dict[str, Mapping[str, str]] = {}
    for file in files:
        try:
            given |= read_values(file, types)
        except QuothError as error:
            errors.append(error)
    if key is not None:
        given = {
            pseudonyms.replaced(key, name): {
                attribute: pseudonyms.replaced(key, value) for attribute, value in named.items()
            }
            for name, named in given.items()
        }
    return given
