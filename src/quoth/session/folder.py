"""A project's folder: finding it, setting it up, the sample.

Owns what `quoth init` and the first start write. Invariant: nothing that a person wrote is overwritten, and a set-up
that is broken off leaves no database behind.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from quoth import codebook_file, readers, store
from quoth.errors import ProjectError, UsageError
from quoth.i18n import _
from quoth.session import codebook
from quoth.session.declined import is_declined
from quoth.store import Project, queries
from quoth.store.database import FILE

__all__ = [
    "CODEBOOK",
    "TRANSCRIPTS",
    "SetUp",
    "changed_files",
    "check_output",
    "find",
    "is_set_up",
    "loose_transcripts",
    "new_files",
    "set_up",
    "unpack_sample",
]

CODEBOOK = "codebook.yaml"
TRANSCRIPTS = "transcripts"
_LOOSE = frozenset((".txt", ".md", ".docx", ".odt", ".rtf", ".srt", ".vtt"))
"""Formats that are taken for transcripts in a folder of any files."""
_IGNORE = """# Interviews are confidential: of this folder only the codebook is for sharing.
*
!.gitignore
!codebook.yaml
!README.md
"""


def find(start: Path) -> Path:
    """The project that a folder belongs to: itself, or its nearest parent with a codebook. Raises UsageError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CODEBOOK).is_file() or (folder / FILE).is_file():
            return folder
    raise UsageError(
        _("{start} is not a Quoth project: neither it nor a folder above it holds a codebook.yaml.").format(
            start=start
        ),
        _("Run quoth init there to make one, or quoth demo to look at a sample."),
    )


def check_output(folder: Path, path: Path) -> None:
    """Raises UsageError where a file to be written would take the place of one that the project stands on."""
    target, base = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    own = [base / CODEBOOK, *(base / f"{FILE}{end}" for end in ("", "-wal", "-shm", "-journal"))]
    same = target.exists() and any(file.exists() and file.samefile(target) for file in own)
    kept = target.is_relative_to(base / TRANSCRIPTS) and target.is_file()
    if same or kept or target in own or target.is_relative_to(base / ".quoth"):
        raise UsageError(
            _("{path} belongs to the project and is not overwritten.").format(path=path),
            _("Give the export a name of its own."),
        )


def is_set_up(folder: Path) -> bool:
    """Whether the folder has its database."""
    return (folder / FILE).exists()


def loose_transcripts(folder: Path) -> readers.Found:
    """What would be imported at set-up: the folder `transcripts`, or the files of a folder that has no such one."""
    inside = folder / TRANSCRIPTS
    if inside.is_dir():
        return readers.find([inside])
    if (folder / CODEBOOK).exists() or not folder.is_dir():
        return readers.find([])
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() in _LOOSE and not file.name.lower().startswith("readme")
    ]
    return readers.find(files)


def new_files(project: Project) -> readers.Found:
    """Transcripts that came into the folder since the last import, and were not declined."""
    last = queries.last_import(project)
    known = {version.source.path for version in queries.versions(project)}
    found = loose_transcripts(project.folder)
    fresh = [
        file
        for file in found.files
        if file.relative_to(project.folder).as_posix() not in known
        and file.stat().st_ctime > last
        and not is_declined(project.folder, file)
    ]
    return readers.find(fresh)


def changed_files(project: Project) -> dict[Path, list[str]]:
    """Files in the folder that were written to since they were read and hold something else now, with the documents.

    Those that were declined as they are now are left out.
    """
    found: dict[Path, list[str]] = {}
    for name, path, state in store.check_sources(project, written=True):
        if state == "changed" and not is_declined(project.folder, project.folder / path):
            found.setdefault(project.folder / path, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a set-up did."""

    documents: int
    codings: int
    problems: tuple[str, ...]
    """Sentences about files that could not be read."""


def set_up(folder: Path, coder: str = "", progress: Callable[[str], None] = lambda _: None) -> SetUp:
    """Make the database, with the folder's codebook, transcripts, attributes and codings. Raises ProjectError."""
    from quoth.session import coding_rows, importing

    found = loose_transcripts(folder)
    _prepare(folder)
    project = _create(folder)
    try:
        reading = codebook.synchronise(project, folder, coder)
        problems = [reading.problem] if reading.problem else []
        options = importing.as_the_team_decided(readers.Options(), reading.codebook.settings)
        types = reading.codebook.attributes
        outcome = importing.import_files(project, coder, found, options, types=types, progress=progress)
        problems += [f"{error.message} {error.hint}".strip() for error in outcome.errors]
        problems += outcome.misfits
        codings = 0
        for file in found.codings:
            rows = coding_rows.read_codings(project, reading.codebook, file, coder)
            problems += [f"{file.name}:{bad.line}: {bad.reason}" for bad in rows.bad]
            codings += coding_rows.add_codings(project, coder, reading, rows)
    except BaseException:
        store.close(project)
        _discard(folder)
        raise
    store.close(project)
    return SetUp(len(outcome.added), codings, tuple(problems))


def _create(folder: Path) -> Project:
    try:
        return store.create(folder)
    except BaseException as error:
        if not isinstance(error.__context__, FileExistsError):  # else another program is making one there just now
            _discard(folder)
        raise


def _discard(folder: Path) -> None:
    for file in folder.glob(f"{FILE}*"):
        file.unlink()


def _prepare(folder: Path) -> None:
    if (folder / FILE).exists():
        raise ProjectError(_("{folder} is set up already.").format(folder=folder), _("Open it with quoth."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / CODEBOOK).exists():
            (folder / CODEBOOK).write_text(codebook_file.NEW, encoding="utf-8", newline="")
            if not any(readers.find([folder]).files):
                (folder / TRANSCRIPTS).mkdir(exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(_IGNORE, encoding="utf-8")
    except OSError as error:
        raise ProjectError(
            _("{filename} cannot be written: {reason}.").format(
                filename=error.filename or folder, reason=error.strerror
            ),
            _("Choose a folder you may write in."),
        ) from error


def sample() -> Path:
    """Where the sample project lies: in the installed package, or in the checkout."""
    packed = Path(str(resources.files("quoth"))) / "sample"
    return packed if packed.is_dir() else Path(__file__).parents[3]


def unpack_sample(folder: Path) -> None:
    """Copy the sample project's codebook and transcripts. Raises UsageError for a folder that holds something else."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(_("{folder} is not empty.").format(folder=folder), _("Name a new folder: quoth demo NAME."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sample() / CODEBOOK, folder / CODEBOOK)
        shutil.copytree(sample() / TRANSCRIPTS, folder / TRANSCRIPTS)
    except OSError as error:
        raise ProjectError(
            _("{folder} cannot be written: {reason}.").format(folder=folder, reason=error.strerror or error),
            _("Choose a folder you may write in."),
        ) from error
