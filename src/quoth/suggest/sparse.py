"""Sparse text vectors: words and the character 4-grams of each word, hashed into signed buckets, weighted by rarity.

Owns the hashing and the weights. Bucket = CRC-32 of the feature modulo `BUCKETS`, sign = its top bit (feature hashing:
Weinberger and others 2009); value = sign x (1 + ln count) x idf, idf = 1 + ln((texts + 1) / (texts with the bucket +
1)). Invariant: a vector has unit length or is empty, its buckets ascend, and a text has the same vector whether it is
encoded alone or among others.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.suggest.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BUCKETS", "SparseSpace", "SparseVector"]

BUCKETS = 8192
_GRAM = 4
_BATCH = 1024
"""Texts counted at once, so that the scratch arrays stay in tens of megabytes."""


class SparseVector(NamedTuple):
    """The buckets that are not zero, ascending, and their values."""

    buckets: NDArray[np.int32]
    values: NDArray[np.float32]

    def full(self) -> NDArray[np.float32]:
        """All `BUCKETS` values."""
        values = np.zeros(BUCKETS, np.float32)
        values[self.buckets] = self.values
        return values


class SparseSpace:
    """The space of sparse vectors whose idf comes from one collection of texts."""

    def __init__(self, corpus: Iterable[str]) -> None:
        self._features: dict[str, NDArray[np.int32]] = {}
        texts = list(corpus)
        seen = np.zeros(BUCKETS, np.int64)
        for at in range(0, len(texts), _BATCH):
            _, buckets, _ = self._count(texts[at : at + _BATCH])
            seen += np.bincount(buckets, minlength=BUCKETS)
        self._idf = np.log((len(texts) + 1) / (seen + 1)) + 1

    def features(self, word: str) -> NDArray[np.int32]:
        """The features of a folded word: its buckets x 2, plus 1 where the sign is negative."""
        found = self._features.get(word)
        if found is None:
            padded = f" {word} "
            grams = [padded[i : i + _GRAM] for i in range(len(padded) - _GRAM + 1)]
            hashes = [zlib.crc32(feature.encode()) for feature in (f"w{word}", *(f"c{gram}" for gram in grams))]
            found = np.array([h % BUCKETS * 2 + (h >> 31) for h in hashes], np.int32)
            self._features[word] = found
        return found

    def encode(self, text: str) -> SparseVector:
        """One text as a unit vector."""
        return self.encode_all((text,))[0]

    def encode_all(self, texts: Sequence[str]) -> list[SparseVector]:
        """Many texts, each as a unit vector."""
        vectors: list[SparseVector] = []
        for at in range(0, len(texts), _BATCH):
            bounds, buckets, counts = self._count(texts[at : at + _BATCH])
            weighted = counts * self._idf[buckets]
            for start, end in pairwise(bounds):
                values = weighted[start:end]
                length = np.sqrt(values @ values) or 1.0
                vectors.append(SparseVector(buckets[start:end].copy(), (values / length).astype(np.float32)))
        return vectors

    def _count(self, texts: Sequence[str]) -> tuple[list[int], NDArray[np.int32], NDArray[np.float64]]:
        """The damped signed counts of each text's buckets: text `i` has those from `bounds[i]` to `bounds[i + 1]`."""
        found = [[self.features(word) for word in words(text)] for text in texts]
        parts = [part for text in found for part in text]
        if not parts:
            return [0] * (len(texts) + 1), np.zeros(0, np.int32), np.zeros(0)
        owner = np.repeat(np.arange(len(texts), dtype=np.int32), [sum(map(len, text)) for text in found])
        keys = owner * (2 * BUCKETS) + np.concatenate(parts)
        keys.sort()
        cells = keys >> 1
        first = np.flatnonzero(np.diff(cells, prepend=-1))
        counts = np.add.reduceat(1 - 2 * (keys & 1), first)
        cells = cells[first][counts != 0]
        counts = counts[counts != 0]
        bounds: list[int] = np.searchsorted(cells, np.arange(len(texts) + 1) * BUCKETS).tolist()
        return bounds, (cells % BUCKETS).astype(np.int32), np.sign(counts) * (1 + np.log(np.abs(counts)))
