"""Transcript files in, `Transcript`s out: one registry, one file a format.

Owns which suffix is read by which format. Invariant: names are unique within a result; nothing but `QuothError` is
raised for what a file holds. Positions are code points of `Transcript.text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quoth.model.text import Transcript
from quoth.readers import files, registry
from quoth.readers.files import Found
from quoth.readers.options import Options
from quoth.readers.registry import formats
from quoth.readers.table import Row, read_attributes, read_table

__all__ = ["Found", "Options", "Row", "find", "formats", "read", "read_attributes", "read_table"]

AS_IS = Options()
"""Nothing asked for."""


def read(path: Path, options: Options = AS_IS, *, root: Path | None = None) -> tuple[Transcript, ...]:
    """The documents of one file; their source's path is relative to `root` where the file lies inside it.

    Raises ReaderError naming the file, the place and the remedy.
    """
    suffix = path.suffix.lower()
    known = suffix in formats()
    if not known and not path.is_dir() and path.exists():
        raise files.unknown_format(path, formats())
    return registry.read(files.open_file(path, options, root), suffix if known else ".txt")


def find(paths: Sequence[Path]) -> Found:
    """What to read under some paths, folders with all below them; tables of attributes and codings apart."""
    return files.find(paths, formats())
