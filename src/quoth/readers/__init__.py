"""Transcript files in, `Transcript`s out: one registry, one file a format.

Owns which suffix is read by which format. Invariant: names are unique within a result; nothing but `QuothError` is
raised for what a file holds. Positions are code points of `Transcript.text`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from quoth.model.text import Transcript
from quoth.readers import files, markdown, plain, table
from quoth.readers.files import Found
from quoth.readers.options import File, Options
from quoth.readers.table import Row, read_attributes, read_table

__all__ = ["Found", "Options", "Row", "find", "formats", "read", "read_attributes", "read_table"]

AS_IS = Options()
"""Nothing asked for."""

_READERS: Mapping[str, tuple[str, Callable[[File], tuple[Transcript, ...]]]] = {
    ".txt": ("plain/1", plain.read),
    ".md": ("markdown/1", markdown.read),
    ".csv": ("table/1", table.read),
}
"""Suffix to the reader's name, whose version is recorded with every text, and the reader."""


def formats() -> tuple[str, ...]:
    """The suffixes that can be read."""
    return tuple(_READERS)


def read(path: Path, options: Options = AS_IS, *, root: Path | None = None) -> tuple[Transcript, ...]:
    """The documents of one file; their source's path is relative to `root` where the file lies inside it.

    Raises ReaderError naming the file, the place and the remedy.
    """
    if path.suffix.lower() not in _READERS and not path.is_dir() and path.exists():
        raise files.unknown_format(path, formats())
    name, reader = _READERS.get(path.suffix.lower(), _READERS[".txt"])
    return reader(files.open_file(path, name, options, root))


def find(paths: Sequence[Path]) -> Found:
    """What to read under some paths, folders with all below them; tables of attributes and codings apart."""
    return files.find(paths, formats())
