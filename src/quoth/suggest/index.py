"""What each code is like, and which coded quote is nearest to a text.

Owns the codes' centroids and the coded quotes' vectors. A centroid is the plain sum of unit vectors (the code's
description and its quotes), so what was added can be taken away again. Invariant: centroids are the sums over exactly
the texts added and not removed. Codes are numbered 0..C-1 in an order the caller keeps; similarities are cosines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.suggest.sparse import BUCKETS, SparseVector

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Centroids", "QuoteIndex", "TextVector", "similarity"]

_SKETCH = 32
"""Heaviest buckets kept of each quote, enough to find candidates."""
_SEARCHED = 1000
"""Quotes of a code that are compared: its latest."""
_SHORTLIST = 32
"""Candidates compared with the encoder's vectors as well."""


class TextVector(NamedTuple):
    """A text as the encoder sees it (dimension 0 without an encoder) and as its words."""

    dense: NDArray[np.float32]
    sparse: SparseVector


def similarity(one: TextVector, other: TextVector, share: float) -> float:
    """`share` of the dense cosine and the rest of the sparse one, -1..1."""
    sparse = float(one.sparse.full()[other.sparse.buckets] @ other.sparse.values)
    return share * float(one.dense @ other.dense) + (1 - share) * sparse


class Centroids:
    """The sum of the unit vectors of each code's texts."""

    def __init__(self, codes: int, dimension: int) -> None:
        self._dense = np.zeros((codes, dimension))
        self._sparse = np.zeros((codes, BUCKETS))
        self._lengths = np.zeros((2, codes))
        """Of the dense and the sparse sums."""

    def change(self, code: int, vector: TextVector, sign: int) -> None:
        """Add (`sign` 1) or take away (-1) a text of a code."""
        self._dense[code] += sign * vector.dense
        self._sparse[code, vector.sparse.buckets] += sign * vector.sparse.values
        self._lengths[:, code] = np.linalg.norm(self._dense[code]), np.linalg.norm(self._sparse[code])

    def score(self, vector: TextVector, share: float) -> NDArray[np.float64]:
        """How like each code a text is: `share` of the dense cosine and the rest of the sparse one."""
        dense = self._dense @ vector.dense
        sparse = self._sparse[:, vector.sparse.buckets] @ vector.sparse.values
        lengths = np.maximum(self._lengths, 1e-9)
        scores: NDArray[np.float64] = share * dense / lengths[0] + (1 - share) * sparse / lengths[1]
        return scores

    def agreement(self, code: int, vector: SparseVector) -> NDArray[np.float64]:
        """What each bucket adds to the sparse cosine of a text with a code: `BUCKETS` values."""
        shares = np.zeros(BUCKETS)
        shares[vector.buckets] = vector.values * self._sparse[code, vector.buckets] / max(self._lengths[1, code], 1e-9)
        return shares


class QuoteIndex:
    """Coded quotes by code, in slots of arrays that grow by doubling; a removed quote's slot is used again."""

    def __init__(self, codes: int, dimension: int) -> None:
        self._dense: NDArray[np.float16] = np.zeros((256, dimension), np.float16)
        self._buckets: NDArray[np.uint16] = np.zeros((256, _SKETCH), np.uint16)
        self._values: NDArray[np.float16] = np.zeros((256, _SKETCH), np.float16)
        self._ids: list[str] = []
        self._free: list[int] = []
        self._slots: list[dict[str, int]] = [{} for _ in range(codes)]

    def add(self, code: int, quote: str, vector: TextVector) -> None:
        """Remember a quote, named by its coding's id."""
        slot = self._free.pop() if self._free else self._grow()
        self._ids[slot] = quote
        heaviest = np.argsort(-np.abs(vector.sparse.values), kind="stable")[:_SKETCH]
        self._dense[slot] = vector.dense
        self._buckets[slot, : len(heaviest)] = vector.sparse.buckets[heaviest]
        self._values[slot, : len(heaviest)] = vector.sparse.values[heaviest]
        self._values[slot, len(heaviest) :] = 0
        self._slots[code][quote] = slot

    def remove(self, code: int, quote: str) -> None:
        """Forget a quote."""
        self._free.append(self._slots[code].pop(quote))

    def nearest(self, code: int, vector: TextVector, share: float) -> str | None:
        """The id of the quote of a code that is most like a text; `None` when the code has no quotes."""
        slots = np.fromiter(self._slots[code].values(), np.intp)[-_SEARCHED:]
        if not len(slots):
            return None
        sparse = np.einsum(
            "ij,ij->i", vector.sparse.full()[self._buckets[slots]], self._values[slots], dtype=np.float32
        )
        if len(slots) > _SHORTLIST:
            kept = np.argpartition(-sparse, _SHORTLIST)[:_SHORTLIST]
            slots, sparse = slots[kept], sparse[kept]
        likeness = share * (self._dense[slots].astype(np.float32) @ vector.dense) + (1 - share) * sparse
        best = slots[likeness >= likeness.max() - 1e-4]
        return min(self._ids[int(slot)] for slot in best)

    def _grow(self) -> int:
        slot = len(self._ids)
        if slot == len(self._dense):
            self._dense = np.concatenate((self._dense, np.zeros_like(self._dense)))
            self._buckets = np.concatenate((self._buckets, np.zeros_like(self._buckets)))
            self._values = np.concatenate((self._values, np.zeros_like(self._values)))
        self._ids.append("")
        return slot
