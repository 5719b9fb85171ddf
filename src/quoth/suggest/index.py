"""What each code is like, and which coded quotes are nearest to a text.

Owns the codes' centroids and the coded quotes' vectors. A centroid is the plain sum of unit vectors (the code's
description and its quotes), so what was added can be taken away again. Invariant: centroids are the sums over exactly
the texts added and not removed. Codes are numbered 0..C-1 in an order the caller keeps; similarities are cosines. Of a
quote the heaviest buckets are kept, in half the numbers of a float: its similarity is right to about 0.02.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.suggest.sparse import BUCKETS, SparseRows, SparseVector

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Centroids", "Near", "QuoteIndex", "TextRows", "TextVector"]

_SKETCH = 32
"""Heaviest buckets kept of each quote."""
_SCANNED = 16
"""Of these, how many are compared when all quotes are gone through."""
_SEARCHED = 1000
"""Quotes of a code that are compared: its latest."""
_SHORTLIST = 32
"""Candidates of a code compared with the encoder's vectors as well."""
_ALIKE = 512
"""Candidates out of all quotes; beside them the latest of the likeliest codes, which may share no word."""
_PER_CODE = 200


class TextVector(NamedTuple):
    """A text as the encoder sees it (dimension 0 without an encoder) and as its words."""

    dense: NDArray[np.float32]
    sparse: SparseVector


class TextRows(NamedTuple):
    """Several texts: one dense row each, and their sparse vectors."""

    dense: NDArray[np.float32]
    sparse: SparseRows

    def __len__(self) -> int:
        return len(self.dense)

    def row(self, index: int) -> TextVector:
        """One of the texts."""
        return TextVector(self.dense[index], self.sparse.row(index))


class Near(NamedTuple):
    """A coded quote, by its coding's id, and how similar it is."""

    quote: str
    similarity: float


class Centroids:
    """The sum of the unit vectors of each code's texts. Columns are codes, so that a text reads whole rows."""

    def __init__(self, codes: int, dimension: int) -> None:
        self._dense = np.zeros((codes, dimension))
        self._sparse = np.zeros((BUCKETS, codes))
        self._squares = np.zeros((2, codes))
        """Squared lengths of the dense and the sparse sums."""

    def change(self, code: int, vector: TextVector, sign: int) -> None:
        """Add (`sign` 1) or take away (-1) a text of a code."""
        dense, (buckets, values) = vector
        self._squares[0, code] += sign * 2 * float(self._dense[code] @ dense) + float(dense @ dense)
        self._squares[1, code] += sign * 2 * float(self._sparse[buckets, code] @ values) + float(values @ values)
        self._dense[code] += sign * dense
        self._sparse[buckets, code] += sign * values

    def add_all(self, codes: Sequence[int], rows: TextRows) -> None:
        """Add many texts, text `i` to `codes[i]`."""
        numbers = np.asarray(codes, np.int64)
        np.add.at(self._dense, numbers, rows.dense)
        cells = rows.sparse.buckets.astype(np.int64) * self._sparse.shape[1] + numbers[rows.sparse.owners()]
        np.add.at(self._sparse.reshape(-1), cells, rows.sparse.values)
        self._squares[0] = np.einsum("ij,ij->i", self._dense, self._dense)
        self._squares[1] = np.einsum("ij,ij->j", self._sparse, self._sparse)

    def score(
        self, vector: TextVector, share: float, without: Mapping[int, Sequence[TextVector]] | None = None
    ) -> NDArray[np.float64]:
        """How like each code a text is: `share` of the dense cosine and the rest of the sparse one.

        `without` names texts of codes, by number, that are to count as if they had not been added.
        """
        parts, squares = self._parts(vector), self._squares.copy()
        for code, texts in (without or {}).items():
            dense = np.sum([text.dense for text in texts], axis=0, dtype=np.float64)
            sparse: NDArray[np.float64] = np.stack([text.sparse.full() for text in texts]).sum(axis=0, dtype=np.float64)
            parts[0, code] -= dense @ vector.dense
            parts[1, code] -= sparse[vector.sparse.buckets] @ vector.sparse.values
            squares[0, code] += dense @ (dense - 2 * self._dense[code])
            squares[1, code] += sparse @ (sparse - 2 * self._sparse[:, code])
        cosines = parts / np.sqrt(np.maximum(squares, 1e-12))
        scores: NDArray[np.float64] = share * cosines[0] + (1 - share) * cosines[1]
        return scores

    def _parts(self, vector: TextVector) -> NDArray[np.float64]:
        dense, (buckets, values) = vector
        return np.stack((self._dense @ dense, values.astype(np.float64) @ self._sparse[buckets]))

    def agreement(self, code: int, buckets: NDArray[np.int32], full: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each of some buckets adds to the sparse cosine of a text (all its values) with a code."""
        length = np.sqrt(max(self._squares[1, code], 1e-12))
        agreed: NDArray[np.float64] = full[buckets] * self._sparse[buckets, code] / length
        return agreed


class QuoteIndex:
    """Coded quotes by code, in slots of arrays that grow; a removed quote's slot is used again."""

    def __init__(self, codes: int, dimension: int, expected: int = 0) -> None:
        room = max(256, expected + expected // 16)
        self._dense: NDArray[np.float16] = np.zeros((room, dimension), np.float16)
        self._buckets: NDArray[np.uint16] = np.zeros((room, _SKETCH), np.uint16)
        self._values: NDArray[np.float32] = np.zeros((room, _SKETCH), np.float32)
        self._ids: list[str] = []
        self._free: list[int] = []
        self._slots: list[dict[str, int]] = [{} for _ in range(codes)]
        self.counts = np.zeros(codes)
        """How many quotes each code has."""

    def add(self, code: int, quote: str, vector: TextVector) -> None:
        """Remember a quote, named by its coding's id."""
        slot = self._free.pop() if self._free else self._grow(1)
        self._ids[slot] = quote
        heaviest = np.argsort(-np.abs(vector.sparse.values), kind="stable")[:_SKETCH]
        self._dense[slot] = vector.dense
        self._buckets[slot, : len(heaviest)] = vector.sparse.buckets[heaviest]
        self._values[slot, : len(heaviest)] = vector.sparse.values[heaviest]
        self._values[slot, len(heaviest) :] = 0
        self._slots[code][quote] = slot
        self.counts[code] += 1

    def add_all(self, codes: Sequence[int], quotes: Sequence[str], rows: TextRows) -> None:
        """Remember many quotes."""
        first, sparse = self._grow(len(quotes)), rows.sparse
        self._ids[first:] = quotes
        self._dense[first : first + len(quotes)] = rows.dense
        owners = sparse.owners()
        order = np.lexsort((sparse.buckets, -np.abs(sparse.values), owners))
        place = np.arange(len(owners)) - sparse.bounds[owners]
        kept = place < _SKETCH
        cells = first + owners[kept], place[kept]
        self._buckets[cells] = sparse.buckets[order][kept]
        self._values[cells] = sparse.values[order][kept]
        for slot, (code, quote) in enumerate(zip(codes, quotes, strict=True), first):
            self._slots[code][quote] = slot
        np.add.at(self.counts, np.asarray(codes, np.int64), 1)

    def remove(self, code: int, quote: str) -> None:
        """Forget a quote."""
        slot = self._slots[code].pop(quote)
        self._values[slot] = 0
        self._ids[slot] = ""
        self._free.append(slot)
        self.counts[code] -= 1

    def nearest(
        self,
        code: int,
        vector: TextVector,
        full: NDArray[np.float32],
        share: float,
        *,
        limit: int = 1,
        without: Collection[str] = (),
    ) -> list[Near]:
        """The quotes of a code that are most like a text, the most similar first, of equal ones by id.

        `full` are all values of the text's sparse vector.
        """
        held = self._slots[code]
        slots = np.fromiter(held.values(), np.intp, len(held))[-_SEARCHED:]
        if without:
            slots = slots[[self._ids[slot] not in without for slot in slots.tolist()]]
        if not len(slots):
            return []
        sparse = self._sparse_likeness(full, slots)
        if len(slots) > _SHORTLIST:
            kept = np.argpartition(-sparse, _SHORTLIST)[:_SHORTLIST]
            slots, sparse = slots[kept], sparse[kept]
        return self._best(slots, sparse, vector, share, limit)

    def similar(
        self, vector: TextVector, share: float, likely: Sequence[int], *, limit: int, without: Collection[str] = ()
    ) -> list[Near]:
        """The quotes of any code that are most like a text; `likely` are the codes that it may have."""
        used = len(self._ids)
        if not used:
            return []
        full = vector.sparse.full()
        coarse = np.einsum("ij,ij->i", full.take(self._buckets[:used, :_SCANNED]), self._values[:used, :_SCANNED])
        count = min(_ALIKE, used)
        found = set(np.argpartition(-coarse, count - 1)[:count].tolist())
        for code in likely:
            found.update(list(self._slots[code].values())[-_PER_CODE:])
        slots = np.array(sorted(slot for slot in found if self._ids[slot] and self._ids[slot] not in without), np.intp)
        return self._best(slots, self._sparse_likeness(full, slots), vector, share, limit)

    def _sparse_likeness(self, full: NDArray[np.float32], slots: NDArray[np.intp]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.einsum("ij,ij->i", full.take(self._buckets[slots]), self._values[slots])
        return found

    def _best(
        self, slots: NDArray[np.intp], sparse: NDArray[np.float32], vector: TextVector, share: float, limit: int
    ) -> list[Near]:
        likeness = share * (self._dense[slots].astype(np.float32) @ vector.dense) + (1 - share) * sparse
        rounded = likeness.astype(np.float64).round(4)
        if len(slots) > limit:  # all that are as similar as the last that fits, so that ties go by id
            kept = rounded >= -np.partition(-rounded, limit - 1)[limit - 1]
            slots, rounded = slots[kept], rounded[kept]
        best = sorted(
            zip(rounded.tolist(), (self._ids[slot] for slot in slots.tolist()), strict=True), key=_by_likeness
        )
        return [Near(quote, near) for near, quote in best[:limit]]

    def _grow(self, count: int) -> int:
        """Make room for some more slots; the first of them."""
        slot, needed = len(self._ids), len(self._ids) + count
        if needed > len(self._dense):
            room = max(needed, len(self._dense) * 5 // 4)
            self._dense, self._buckets, self._values = (
                np.concatenate((one, np.zeros((room - len(one), one.shape[1]), one.dtype)))
                for one in (self._dense, self._buckets, self._values)
            )
        self._ids += [""] * count
        return slot


def _by_likeness(found: tuple[float, str]) -> tuple[float, str]:
    return -found[0], found[1]
