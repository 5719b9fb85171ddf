"""Sparse text vectors: words and the character 4-grams of each word, hashed into signed buckets, weighted by rarity.

Owns the hashing and the weights. Bucket = CRC-32 of the feature modulo `BUCKETS`, sign = its top bit (feature hashing:
Weinberger and others 2009); value = sign x (1 + ln count) x idf, idf = 1 + ln((texts + 1) / (texts with the bucket +
1)). Invariant: a vector has unit length or is empty, its buckets ascend, and a text has the same vector whether it is
encoded alone or among others. Counts do not depend on the project, so they can be kept; weights do.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.suggest.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BUCKETS", "Counts", "Frequencies", "SparseRows", "SparseSpace", "SparseVector", "count"]

BUCKETS = 8192
_GRAM = 4
_BATCH = 1024
"""Texts counted at once, so that the scratch arrays stay in tens of megabytes."""
_MOST = 127
"""A larger count is taken for this, so that counts fit a byte."""


class SparseVector(NamedTuple):
    """The buckets that are not zero, ascending, and their values."""

    buckets: NDArray[np.int32]
    values: NDArray[np.float32]

    def full(self) -> NDArray[np.float32]:
        """All `BUCKETS` values."""
        values = np.zeros(BUCKETS, np.float32)
        values[self.buckets] = self.values
        return values


class SparseRows(NamedTuple):
    """Vectors of several texts: text `i` has the buckets and values from `bounds[i]` to `bounds[i + 1]`."""

    bounds: NDArray[np.int64]
    buckets: NDArray[np.int32]
    values: NDArray[np.float32]

    def row(self, index: int) -> SparseVector:
        """The vector of one text."""
        start, end = self.bounds[index], self.bounds[index + 1]
        return SparseVector(self.buckets[start:end], self.values[start:end])

    def owners(self) -> NDArray[np.int64]:
        """The index of the text that each value belongs to."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))


class Counts(NamedTuple):
    """The signed counts of several texts' buckets, laid out as in `SparseRows`, none of them zero."""

    bounds: NDArray[np.int64]
    buckets: NDArray[np.uint16]
    counts: NDArray[np.int8]

    def pack(self) -> list[bytes]:
        """Each text's counts as bytes: the buckets (little-endian, two bytes each), then the counts."""
        spans = zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True)
        buckets = self.buckets.astype("<u2", copy=False)
        return [buckets[a:b].tobytes() + self.counts[a:b].tobytes() for a, b in spans]


def unpack(packed: Sequence[bytes]) -> Counts:
    """The inverse of `Counts.pack`."""
    lengths = [len(one) // 3 for one in packed]
    buckets = b"".join(one[: 2 * n] for one, n in zip(packed, lengths, strict=True))
    counts = b"".join(one[2 * n :] for one, n in zip(packed, lengths, strict=True))
    bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    return Counts(bounds, np.frombuffer(buckets, "<u2"), np.frombuffer(counts, np.int8))


_features: dict[str, NDArray[np.int32]] = {}
"""Of every word met: hashing again takes longer than looking up."""
_REMEMBERED = 100_000


def features(word: str) -> NDArray[np.int32]:
    """The features of a folded word: its buckets x 2, plus 1 where the sign is negative."""
    found = _features.get(word)
    if found is None:
        padded = f" {word} "
        grams = [padded[i : i + _GRAM] for i in range(len(padded) - _GRAM + 1)]
        hashes = [zlib.crc32(feature.encode()) for feature in (f"w{word}", *(f"c{gram}" for gram in grams))]
        found = np.array([h % BUCKETS * 2 + (h >> 31) for h in hashes], np.int32)
        if len(_features) >= _REMEMBERED:
            _features.clear()
        _features[word] = found
    return found


def count(texts: Sequence[str]) -> Counts:
    """The signed counts of each text's buckets."""
    found = [[features(word) for word in words(text)] for text in texts]
    parts = [part for text in found for part in text]
    if not parts:
        return Counts(np.zeros(len(texts) + 1, np.int64), np.zeros(0, np.uint16), np.zeros(0, np.int8))
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), [sum(map(len, text)) for text in found])
    keys = owner * (2 * BUCKETS) + np.concatenate(parts)
    keys.sort()
    cells = keys >> 1
    first = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.add.reduceat(1 - 2 * (keys & 1), first)
    cells = cells[first][counts != 0]
    counts = np.clip(counts[counts != 0], -_MOST, _MOST)
    bounds = np.searchsorted(cells, np.arange(len(texts) + 1) * BUCKETS)
    return Counts(bounds, (cells % BUCKETS).astype(np.uint16), counts.astype(np.int8))


class Frequencies(NamedTuple):
    """How many texts there are, and how many have each bucket."""

    texts: int
    seen: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Frequencies:
        """Counted in batches."""
        seen = np.zeros(BUCKETS, np.int64)
        for at in range(0, len(texts), _BATCH):
            seen += np.bincount(count(texts[at : at + _BATCH]).buckets, minlength=BUCKETS)
        return cls(len(texts), seen)

    def __add__(self, other: Frequencies) -> Frequencies:  # type: ignore[override]
        """Of both collections together."""
        return Frequencies(self.texts + other.texts, self.seen + other.seen)


class SparseSpace:
    """The space of sparse vectors whose idf comes from one collection of texts."""

    def __init__(self, corpus: Iterable[str] | Frequencies) -> None:
        texts, seen = corpus if isinstance(corpus, Frequencies) else Frequencies.of(list(corpus))
        self.idf = np.log((texts + 1) / (seen + 1)) + 1

    def weigh(self, counts: Counts) -> SparseRows:
        """Counts as unit vectors."""
        raw = counts.counts.astype(np.float64)
        weighted = np.sign(raw) * (1 + np.log(np.abs(raw))) * self.idf[counts.buckets]
        sizes = np.diff(counts.bounds)
        lengths = np.ones(len(sizes))
        if len(weighted):  # reduceat gives no empty sums, so texts without words are left out
            lengths[sizes > 0] = np.sqrt(np.add.reduceat(weighted * weighted, counts.bounds[:-1][sizes > 0]))
        values = (weighted / np.repeat(lengths, sizes)).astype(np.float32)
        return SparseRows(counts.bounds, counts.buckets.astype(np.int32), values)

    def encode(self, text: str) -> SparseVector:
        """One text as a unit vector."""
        return self.weigh(count((text,))).row(0)

    def encode_all(self, texts: Sequence[str]) -> list[SparseVector]:
        """Many texts, each as a unit vector."""
        vectors: list[SparseVector] = []
        for at in range(0, len(texts), _BATCH):
            rows = self.weigh(count(texts[at : at + _BATCH]))
            vectors += [rows.row(index) for index in range(len(rows.bounds) - 1)]
        return vectors
