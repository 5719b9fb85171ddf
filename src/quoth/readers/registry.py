"""The formats that can be read: those of Quoth, and those that installed packages add.

Owns which suffix is read by which function. Invariant: a reader is loaded when a file of its format is read; those of
other packages are entry points of one group; a format of Quoth cannot be replaced from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from quoth.errors import QuothError, ReaderError
from quoth.i18n import _
from quoth.model.text import Transcript
from quoth.readers.decode import TEXTUAL, settled
from quoth.readers.options import File

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

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


class _Formats(Collection[str]):
    """The suffixes that can be read. Packages are looked through for a suffix that is not one of Quoth's."""

    def __contains__(self, suffix: object) -> bool:
        return suffix in _OWN or suffix in outside()

    def __iter__(self) -> Iterator[str]:
        yield from _OWN
        yield from (suffix for suffix in outside() if suffix not in _OWN)

    def __len__(self) -> int:
        return len(_OWN.keys() | outside().keys())


@cache
def outside() -> Mapping[str, EntryPoint]:
    """Suffix to the entry point of a reader of another package."""
    from importlib.metadata import entry_points

    return {"." + point.name.lower().removeprefix("."): point for point in entry_points(group=GROUP)}


def _called(point: EntryPoint) -> str:
    """What is recorded with a text, and told of a failure."""
    return (
        f"{point.name} of {point.dist.name} {point.dist.version}" if point.dist else f"{point.name} of {point.module}"
    )


def formats() -> Collection[str]:
    """The suffixes that can be read."""
    return _Formats()


def read(file: File, suffix: str) -> tuple[Transcript, ...]:
    """The documents of an opened file. Raises ReaderError naming the file, the place and the remedy."""
    name = _OWN[suffix][0] if suffix in _OWN else _called(outside()[suffix])
    file = replace(file, source=replace(file.source, reader=name))
    if suffix in TEXTUAL:
        file = settled(file)
    try:
        first, *others = _own(file, suffix) if suffix in _OWN else _run(outside()[suffix], file)
    except (RecursionError, MemoryError):
        raise ReaderError(
            _("{file} is nested too deeply, or too large, to be read.").format(file=file.label),
            _("Open it in its own program and save it as plain text."),
        ) from None
    used = file.options.encoding if suffix in TEXTUAL else ""
    return (replace(first, notes=(f"Read as {used}.", *first.notes)) if used else first, *others)


def _own(file: File, suffix: str) -> tuple[Transcript, ...]:
    module, _, function = _OWN[suffix][1].partition(":")
    reader: Callable[[File], tuple[Transcript, ...]] = getattr(import_module(f"{__package__}.{module}"), function)
    return reader(file)


def _run(point: EntryPoint, file: File) -> tuple[Transcript, ...]:
    """What a reader from outside makes of the file; one that fails is named."""
    try:
        made = tuple(point.load()(file))
    except QuothError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ReaderError(
            _("{file}: the reader for {reader} failed ({reason}).").format(
                file=file.label, reader=_called(point), reason=reason
            ),
            _("Tell its makers, or save the file in another format."),
        ) from error
    if not made:
        raise ReaderError(_("{file} holds no text.").format(file=file.label), _("Check that the transcript was saved."))
    return made
