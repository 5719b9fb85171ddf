"""Writing share files: one a coder and copy, to which sharing again only appends.

Invariant: a file is never left with less than it had, save for words that were erased; a share that is broken off
leaves a file that the next one completes. Texts lie beside the files under their hashes, and are written first.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quoth.errors import ProjectError, UsageError
from quoth.exchange import lines
from quoth.i18n import _
from quoth.store import Project, sharing

__all__ = ["TEXTS", "Shared", "share"]

TEXTS = "texts"
"""The folder of texts beside share files."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What was shared of one coder's work."""

    file: Path
    coder: str
    rows: int
    new: int
    """How many of the rows were not in the file before."""
    mended: str = ""
    """Why the file was written anew; empty where it was only appended to."""


def share(
    project: Project, folder: Path, coders: Sequence[str], *, transcripts: bool = True, dry_run: bool = False
) -> list[Shared]:
    """Write or continue the share files of these coders, and what was set up, in a folder.

    Raises ProjectError where the folder cannot be written, UsageError where a file holds acts that this copy lacks.
    """
    plans = [
        plan
        for origin in sharing.own_origins(project)
        for coder in dict.fromkeys(["", *coders])
        if coder in sharing.own_coders(project, origin) and (plan := _plan(project, folder, coder, origin))
    ]
    if dry_run:
        return [plan.told for plan in plans]
    try:
        (folder / TEXTS).mkdir(parents=True, exist_ok=True, mode=0o700)
        for coder in dict.fromkeys(plan.told.coder for plan in plans):
            for name, content in sharing.texts_to_share(project, coder, transcripts=transcripts):
                _keep(folder / TEXTS / f"{name}.txt", content)
        for plan in plans:
            _write(project, plan)
        for name in sharing.erased_texts(project):
            (folder / TEXTS / f"{name}.txt").unlink(missing_ok=True)
    except OSError as error:
        raise ProjectError(
            _("{filename} cannot be written: {reason}.").format(
                filename=error.filename or folder, reason=error.strerror
            ),
            _("Choose a folder you may write in."),
        ) from error
    return [plan.told for plan in plans]


@dataclass(frozen=True, slots=True)
class _Plan:
    told: Shared
    origin: str
    sound: int
    """Bytes of the file that stay; -1 to write it anew."""
    skip: int
    """Lines that these bytes hold."""


def _rendered(project: Project, coder: str, origin: str) -> Iterator[bytes]:
    yield lines.header(coder, origin)
    yield from lines.render(sharing.own_rows(project, coder, origin))


def _plan(project: Project, folder: Path, coder: str, origin: str) -> _Plan | None:
    """How the file that is there goes with the rows that are to be in it.

    None for one of this copy's former names under which another copy goes on: that one writes the file.
    """
    path = folder / lines.file_name(coder, origin)
    try:
        return _compared(project, path, coder, origin)
    except UsageError:
        if origin == project.origin:
            raise
        return None


def _compared(project: Project, path: Path, coder: str, origin: str) -> _Plan:
    sound, same, total, mended = 0, 0, 0, ""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        total = sum(1 for _ in _rendered(project, coder, origin))
        return _Plan(Shared(path, coder, total - 1, total - 1), origin, 0, 0)
    except OSError as error:
        raise ProjectError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror), _("Check its permissions.")
        ) from error
    with stream:
        behind = False
        for line in _rendered(project, coder, origin):
            total += 1
            if behind or mended:
                continue
            found = stream.readline()
            if found == line:
                sound, same = sound + len(line), same + 1
            elif line.startswith(found):  # the end, or a line that was cut off
                behind = True
            else:
                mended = _changed(path, found, line)
        rest = b"" if behind else stream.readline()
        if rest and not mended:
            mended = _changed(path, rest, b"")
    new = total - same if not mended else 0
    return _Plan(Shared(path, coder, total - 1, new, mended), origin, -1 if mended else sound, same)


def _changed(path: Path, found: bytes, wanted: bytes) -> str:
    """Why a line is not the one it should be. Raises UsageError where it is an act that this copy does not have."""
    try:
        row, _number, intact = lines.parse(found, "")
    except lines.Damaged:
        return "it had been changed or damaged"
    if intact and f'"hash":"{row.hash}"'.encode() not in wanted:
        raise UsageError(
            _("{path} holds acts that this copy does not have; it was perhaps put back from an older backup.").format(
                path=path
            ),
            _("Take them in first: quoth merge {path}").format(path=path),
        )
    return "words were erased" if wanted and row.hash.encode() in wanted else "it had been changed or damaged"


def _write(project: Project, plan: _Plan) -> None:
    path = plan.told.file
    if plan.sound < 0:
        handle, name = tempfile.mkstemp(prefix=".share-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.writelines(_rendered(project, plan.told.coder, plan.origin))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        if stream.seek(0, os.SEEK_END) != plan.sound:
            stream.truncate(plan.sound)
            stream.seek(plan.sound)
        for number, line in enumerate(_rendered(project, plan.told.coder, plan.origin)):
            if number >= plan.skip:
                stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def _keep(path: Path, content: str) -> None:
    """Write a text under its hash, whole or not at all."""
    if path.exists():
        return
    handle, name = tempfile.mkstemp(prefix=".text-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
