"""Which files are transcripts, and how one is opened.

Invariant: a walk is sorted, stays inside the folder it was given and names what it leaves out. Sizes are bytes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Source
from quoth.readers.clean import one_line
from quoth.readers.options import File, Options

__all__ = ["Found", "find", "left_out", "open_file", "unknown_format"]

LARGEST = 50_000_000
TABLES = ("attributes.csv", "attributes.xlsx", "codings.csv")
"""Tables that a folder holds beside its transcripts."""
_PROJECT = frozenset({"codebook.yaml", "quoth.db", "quoth.db-wal", "quoth.db-shm"})
_AS_WORD = dict.fromkeys((".doc", ".docm", ".dot", ".pages", ".wpd"), "Word (.docx)")
_AS_TABLE = dict.fromkeys((".xls", ".ods", ".numbers", ".sav", ".tsv"), "Excel (.xlsx) or CSV UTF-8 (.csv)")
_SAVE_AS = _AS_WORD | _AS_TABLE


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under the paths somebody asked for."""

    files: tuple[Path, ...]
    """To be read, in order, each once. A path that does not exist is here too: reading it says so."""
    skipped: tuple[tuple[Path, str], ...] = ()
    """Left out, each with the reason."""
    attributes: tuple[Path, ...] = ()
    """Tables of attributes (`attributes.csv`, `attributes.xlsx`)."""
    codings: tuple[Path, ...] = ()
    """Tables of codings (`codings.csv`)."""


def find(paths: Sequence[Path], suffixes: Collection[str]) -> Found:
    """The transcripts under some paths; of folders all below them but what is hidden and READMEs."""
    files: dict[Path, Path] = {}
    tables: dict[str, dict[Path, Path]] = {name: {} for name in TABLES}
    skipped: list[tuple[Path, str]] = []
    for path, reason in (found for given in paths for found in _under(given, suffixes)):
        if reason:
            skipped.append((path, reason))
        else:
            tables.get(path.name.lower(), files).setdefault(Path(os.path.realpath(path)), path)
    return Found(
        tuple(files.values()),
        tuple(skipped),
        (*tables["attributes.csv"].values(), *tables["attributes.xlsx"].values()),
        tuple(tables["codings.csv"].values()),
    )


def _under(given: Path, suffixes: Collection[str]) -> Iterator[tuple[Path, str]]:
    """A file itself; of a folder every file that is not hidden. With each the reason to leave it out, or nothing."""
    if not given.is_dir():
        yield given, ""
        return
    inside = os.path.realpath(given)
    problems: list[tuple[Path, str]] = []

    def unreadable(error: OSError) -> None:
        problems.append((Path(str(error.filename)), f"cannot be opened: {error.strerror}"))

    for folder, folders, names in os.walk(given, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*names, *links]):
            path = Path(folder, name)
            if name.startswith((".", "~$")) or name in _PROJECT:
                continue
            if path.is_symlink() and not _within(os.path.realpath(path), inside):
                yield path, "is a link to somewhere outside the folder"
            elif name not in links:
                yield path, left_out(path, suffixes)
    yield from problems


def _within(path: str, folder: str) -> bool:
    return (
        os.path.commonpath([path, folder]) == folder
        if os.path.splitdrive(path)[0] == os.path.splitdrive(folder)[0]
        else False
    )


def left_out(path: PurePath, suffixes: Collection[str]) -> str:
    """Why a file found in a folder or archive is not read; empty for one that is."""
    name = path.name.lower()
    if name.startswith("readme") and name.endswith(".md"):
        return "is a README"
    if path.suffix.lower() not in suffixes:
        if form := _SAVE_AS.get(path.suffix.lower()):
            return f"is not read: open it in its own program and save it as {form}"
        return f"is not a transcript that Quoth reads ({', '.join(suffixes)})"
    return ""


def unknown_format(path: Path, suffixes: Collection[str]) -> ReaderError:
    """What to say of a file whose suffix no reader takes."""
    suffix = path.suffix.lower()
    if form := _SAVE_AS.get(suffix):
        return ReaderError(
            _("{path}: {suffix} files are not read.").format(path=path, suffix=suffix),
            _("Open it in its own program and save it as {form}.").format(form=form),
        )
    kind = f"“{suffix}”" if suffix else _("a file without a suffix")
    return ReaderError(
        _("{path}: {kind} is not a transcript format.").format(path=path, kind=kind),
        _("Quoth reads {known}: rename the file or save it as one of them.").format(known=", ".join(suffixes)),
    )


def open_file(path: Path, options: Options, root: Path | None) -> File:
    """The file's bytes and source. Raises ReaderError where it is missing, a folder, too large or cannot be opened."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        shown = path.name.encode(errors="replace").decode()
        raise ReaderError(
            _("{shown}: the file's name holds bytes that are no text.").format(shown=shown),
            _("Rename the file and import it again."),
        ) from None
    data = _bytes(path)
    shown = path.name
    if root is not None and (full := Path(os.path.realpath(path))).is_relative_to(base := os.path.realpath(root)):
        shown = full.relative_to(base).as_posix()
    source = Source(shown, hashlib.sha256(data).hexdigest(), "", options.chosen())
    return File(str(path), one_line(path.stem), data, source, options)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise ReaderError(
            _("{path} is a folder, not a transcript.").format(path=path),
            _("Name a file in it, or import the folder as a whole."),
        )
    if not path.exists():
        raise ReaderError(
            _("{path} does not exist.").format(path=path), _("Check the name; quote it if it holds blanks.")
        )
    if not path.is_file():
        raise ReaderError(_("{path} is not an ordinary file.").format(path=path), _("Name a file with a transcript."))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ReaderError(
            _("{path} cannot be opened: {reason}.").format(path=path, reason=error.strerror),
            _("Check that you may read the file."),
        ) from None
    if len(data) > LARGEST:
        raise ReaderError(
            _("{path} is larger than {most} MB.").format(path=path, most=LARGEST // 1_000_000),
            _("Split it into several transcripts."),
        )
    if not data.strip():
        raise ReaderError(_("{path} is empty.").format(path=path), _("Check that the transcript was saved."))
    return data
