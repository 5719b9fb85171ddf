"""Word-vector tables: half-precision vectors found by word hash, kept in one file that is mapped into memory.

Owns the file's format and the check that it is whole. The file is a header, then the sorted 64-bit word hashes, the row
of each, and the rows (little-endian, in that order); the header holds the shape and the SHA-256 of what follows.
Invariant: `open_table` gives a table only when size, header and hash agree. A file that was hashed is remembered by
size, time and inode in a file beside it, so that it is hashed again only after something wrote to it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VectorTable", "open_table", "write_table"]

_MAGIC = b"QUOTHV01"
_HEADER = struct.Struct("<8sIIQ32s")  # magic, dimension, rows, words, SHA-256

_SETTLED = 2.0
"""Seconds after which a file's time tells a later writing from an earlier one, on every file system."""


@dataclass(frozen=True, slots=True)
class VectorTable:
    """`data[rows[i]]` is the vector of the word whose hash is `words[i]`; `words` ascends."""

    words: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    data: NDArray[np.float16]
    """Shape (rows, dimension)."""

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The row of each word hash; -1 for a word without a vector."""
        if not len(self.words):
            return np.full(len(hashes), -1, np.int64)
        at = np.minimum(np.searchsorted(self.words, hashes), len(self.words) - 1)
        return np.where(self.words[at] == hashes, self.rows[at].astype(np.int64), -1)


def write_table(path: Path, table: VectorTable) -> None:
    """Write the table for its owner's eyes only; the file appears whole or not at all. Raises OSError."""
    body = (
        table.words.astype("<u8", copy=False).tobytes(),
        table.rows.astype("<u4", copy=False).tobytes(),
        table.data.astype("<f2", copy=False).tobytes(),
    )
    digest = hashlib.sha256()
    for part in body:
        digest.update(part)
    rows, dimension = table.data.shape
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_HEADER.pack(_MAGIC, dimension, rows, len(table.words), digest.digest()))
            file.writelines(body)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def open_table(path: Path) -> VectorTable | None:
    """Map the table into memory; `None` when the file is missing, unreadable or damaged."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size:
                return None
            magic, dimension, rows, words, digest = _HEADER.unpack(header)
            size = _HEADER.size + words * 12 + rows * dimension * 2
            if magic != _MAGIC or os.fstat(file.fileno()).st_size != size:
                return None
            if _stamp(os.fstat(file.fileno())) != _remembered(path):
                if hashlib.file_digest(file, "sha256").digest() != digest:
                    return None
                _remember(path)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:
        return None
    at = _HEADER.size
    return VectorTable(
        np.frombuffer(mapped, "<u8", words, at),
        np.frombuffer(mapped, "<u4", words, at + words * 8),
        np.frombuffer(mapped, "<f2", rows * dimension, at + words * 12).reshape(rows, dimension),
    )


def _stamp(file: os.stat_result) -> str:
    return f"{file.st_size} {file.st_mtime_ns} {file.st_ino}"


def _remembered(path: Path) -> str:
    """The stamp of the file when it was hashed last; empty where that is not known."""
    try:
        return path.with_name(path.name + ".checked").read_text("ascii")
    except (OSError, ValueError):
        return ""


def _remember(path: Path) -> None:
    """Keep the stamp of a file that was hashed; where that cannot be kept it is hashed each time.

    Not of one written just now: something that writes to it again might leave the same time on it.
    """
    stamp = path.with_name(path.name + ".checked")
    try:
        if abs(time.time() - path.stat().st_mtime) < _SETTLED:
            return
        handle = os.open(stamp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(_stamp(path.stat()))
    except OSError:
        return
