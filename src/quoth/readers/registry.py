"""The formats that can be read: those of Quoth, and those that installed packages add.

Owns which suffix is read by which function. Invariant: all formats are entry points of one group, found in one place
and loaded when a file of theirs is read; a format of Quoth cannot be replaced from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from quoth.errors import QuothError, ReaderError
from quoth.model.text import Transcript
from quoth.readers.decode import TEXTUAL, settled
from quoth.readers.options import File

__all__ = ["GROUP", "formats", "read"]

GROUP = "quoth.readers"
"""The group of entry points in which a package names its reader: `".epub" = "package.module:read"`."""

_OWN: Mapping[str, tuple[str, str]] = {
    ".txt": ("plain/1", "plain:read"),
    ".md": ("markdown/1", "markdown:read"),
    ".docx": ("docx/1", "docx:read"),
    ".odt": ("odt/1", "odt:read"),
    ".rtf": ("rtf/1", "rtf:read"),
    ".html": ("html/1", "html:read"),
    ".htm": ("html/1", "html:read"),
    ".pdf": ("pdf/1", "pdf:read"),
    ".srt": ("subtitles/1", "subtitles:read"),
    ".vtt": ("subtitles/1", "subtitles:read"),
    ".json": ("whisper/1", "whisper:read"),
    ".csv": ("table/1", "table:read"),
    ".xlsx": ("table/1", "table:read_workbook"),
    ".zip": ("zip/1", "zipped:read"),
}
"""Suffix to the reader's name, whose version is recorded with every text, and the reader in this package."""


@cache
def found() -> Mapping[str, tuple[str, EntryPoint]]:
    """Suffix to what is recorded with a text and the entry point of the reader."""
    outside = {
        "." + point.name.lower().removeprefix("."): (f"{point.name} of {_version(point)}", point)
        for point in entry_points(group=GROUP)
    }
    own = {
        suffix: (name, EntryPoint(suffix, f"{__package__}.{value}", GROUP)) for suffix, (name, value) in _OWN.items()
    }
    return {**own, **{suffix: found for suffix, found in outside.items() if suffix not in own}}


def _version(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.module


def formats() -> tuple[str, ...]:
    """The suffixes that can be read."""
    return tuple(found())


def read(file: File, suffix: str) -> tuple[Transcript, ...]:
    """The documents of an opened file. Raises ReaderError naming the file, the place and the remedy."""
    name, point = found()[suffix]
    file = replace(file, source=replace(file.source, reader=name))
    if suffix in TEXTUAL:
        file = settled(file)
    try:
        first, *others = _run(point, file, own=suffix in _OWN)
    except (RecursionError, MemoryError):
        raise ReaderError(
            f"{file.label} is nested too deeply, or too large, to be read.",
            "Open it in its own program and save it as plain text.",
        ) from None
    used = file.options.encoding if suffix in TEXTUAL else ""
    return (replace(first, notes=(f"Read as {used}.", *first.notes)) if used else first, *others)


def _run(point: EntryPoint, file: File, own: bool) -> tuple[Transcript, ...]:
    """What the reader makes of the file; a reader from outside that fails is named."""
    if own:
        made: tuple[Transcript, ...] = point.load()(file)
        return made
    try:
        made = tuple(point.load()(file))
    except QuothError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ReaderError(
            f"{file.label}: the reader for {point.name} of {_version(point)} failed ({reason}).",
            "Tell its makers, or save the file in another format.",
        ) from error
    if not made:
        raise ReaderError(f"{file.label} holds no text.", "Check that the transcript was saved.")
    return made
