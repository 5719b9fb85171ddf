"""Sorting more than memory should hold: rendered pieces put on piles by code and taken off pile by pile.

Invariant: pieces of one pile come back in the order in which they were put there; memory stays the same however many
there are. The pieces lie in one temporary file without a name, readable by its owner only, that goes with the process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

__all__ = ["Piles", "piling"]

_BUFFER = 1 << 14
"""Characters of one pile that are kept in memory."""
_IN_MEMORY = 1 << 23
"""Bytes of the file that are kept in memory."""


class Piles:
    """Text by key, in the order of keys' first pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: dict[str, list[str]] = {}
        self._sizes: dict[str, int] = {}
        self._written: dict[str, list[tuple[int, int]]] = {}
        self._end = 0
        self.counts: dict[str, int] = {}
        """How many pieces each pile has."""

    def put(self, key: str, piece: str) -> None:
        """Add a piece to a pile."""
        self.counts[key] = self.counts.get(key, 0) + 1
        self._waiting.setdefault(key, []).append(piece)
        size = self._sizes.get(key, 0) + len(piece)
        if size > _BUFFER:
            self._flush(key)
            size = 0
        self._sizes[key] = size

    def _flush(self, key: str) -> None:
        block = "".join(self._waiting.pop(key, ())).encode("utf-8", "surrogatepass")
        self._file.seek(self._end)
        self._file.write(block)
        self._written.setdefault(key, []).append((self._end, len(block)))
        self._end += len(block)

    def take(self, key: str) -> Iterator[str]:
        """The text of a pile, in parts."""
        for start, length in self._written.get(key, ()):
            self._file.seek(start)
            yield self._file.read(length).decode("utf-8", "surrogatepass")
        yield from self._waiting.get(key, ())


@contextmanager
def piling() -> Iterator[Piles]:
    """Empty piles, whose file goes when the block ends."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield Piles(file)
