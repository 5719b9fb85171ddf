"""Texts read into numbers: the encoder's vector and the words' counts, with what was read before kept.

Owns what can be kept of a text beyond one run: both are functions of the text and the encoder alone. Invariant: a text
has the same numbers whether they were kept or are computed, so dense vectors are half-precision from the start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.suggest.sparse import Counts, count, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.suggest.encoder import Encoder

__all__ = ["Kept", "Numbers", "TextReader", "key_of"]


class Kept(NamedTuple):
    """A text's numbers as bytes: half-precision vector, and counts as `Counts.pack` gives them."""

    dense: bytes
    counts: bytes


class Numbers(NamedTuple):
    """Of several texts: dense vectors (texts x dimension) and counts."""

    dense: NDArray[np.float32]
    counts: Counts


def key_of(text: str) -> bytes:
    """The name under which a text's numbers are kept: 16 bytes of its BLAKE2 hash."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class TextReader:
    """Reads texts; takes from `kept` what it has and puts what it had to compute into `fresh`, if there is one."""

    def __init__(
        self,
        encoder: Encoder | None = None,
        kept: Mapping[bytes, Kept] | None = None,
        fresh: MutableMapping[bytes, Kept] | None = None,
    ) -> None:
        self.encoder = encoder
        self.kept: Mapping[bytes, Kept] = kept or {}
        self.fresh = fresh
        self.dimension = encoder.dimension if encoder else 0

    def read(self, texts: Sequence[str]) -> Numbers:
        """The numbers of each text."""
        if not self.kept and self.fresh is None:
            return Numbers(self._encode(texts), count(texts))
        keys = [key_of(text) for text in texts]
        known = {key: self.kept[key] for key in keys if key in self.kept}
        strange = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if strange:
            dense, counts = self._encode(list(strange.values())), count(list(strange.values()))
            rows = (row.astype("<f2").tobytes() for row in dense)
            made = {key: Kept(*one) for key, *one in zip(strange, rows, counts.pack(), strict=True)}
            known |= made
            if self.fresh is not None:
                self.fresh.update(made)
        found = [known[key] for key in keys]
        shape = len(found), self.dimension
        dense = np.frombuffer(b"".join(one.dense for one in found), "<f2").reshape(shape).astype(np.float32)
        return Numbers(dense, unpack([one.counts for one in found]))

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.encoder is None:
            return np.zeros((len(texts), 0), np.float32)
        return self.encoder.encode_all(texts).astype(np.float16).astype(np.float32)
