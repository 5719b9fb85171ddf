"""Why a code is suggested, in what a person can check: a keyword, coded quotes, shared words.

Owns which words count as shared. Invariant: a word is told only when the codebook's text of the code, or one of the
quotes told with it, has the word itself or one that begins alike; hashes that happen to meet are no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.model.coding import CodedQuote, Evidence
from quoth.model.fold import fold
from quoth.suggest.sparse import features
from quoth.suggest.words import COMMON, WORD, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.suggest.keywords import Hit

__all__ = ["Spoken", "Witness"]

_WORDS_SHOWN = 5
_WORD_LEAST = 0.02
"""What a word must add to the cosine to be shown as a reason."""
_BEGINNING = 4
"""Letters in which two words begin alike; a shorter word must be the same."""


class Spoken(NamedTuple):
    """The words of a text, folded, each with its first form in the text; and the buckets of all, word after word."""

    forms: Mapping[str, str]
    buckets: NDArray[np.int32]
    starts: NDArray[np.int64]
    """Where each word's buckets begin."""


class Witness:
    """Knows what the codebook says of each code (`described[n]` of code number n)."""

    def __init__(self, described: Sequence[str]) -> None:
        self._described = described
        self._known: dict[int, frozenset[str]] = {}

    def hear(self, text: str) -> Spoken:
        """The words of a text."""
        folded = fold(text)
        forms: dict[str, str] = {}
        for match in WORD.finditer(folded.text):
            start, end = folded.original(*match.span())
            forms.setdefault(match.group(), text[start:end])
        parts = [features(word) >> 1 for word in forms]
        starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)[:-1]
        return Spoken(forms, np.concatenate(parts) if parts else np.zeros(0, np.int32), starts)

    def tell(
        self,
        number: int,
        spoken: Spoken,
        agreement: NDArray[np.float64],
        quotes: Sequence[tuple[CodedQuote, float]],
        hit: Hit | None,
    ) -> tuple[Evidence, bool]:
        """The evidence for a code, and whether the text has a word in common with the code's texts.

        `agreement` is what each of the spoken buckets adds to the cosine; `quotes` are the nearest, with similarities.
        """
        if number not in self._known:
            self._known[number] = _beginnings(self._described[number])
        known = self._known[number].union(*(_beginnings(quote.text) for quote, _ in quotes))
        shared = [word[:_BEGINNING] in known for word in spoken.forms]
        nearest, similarity = quotes[0] if quotes else (None, 0.0)
        evidence = Evidence(
            keyword=hit.keyword if hit else "",
            form=hit.form if hit else "",
            nearest=nearest,
            similarity=similarity,
            words=_strongest(spoken, shared, agreement),
            others=tuple(quote for quote, _ in quotes[1:]),
        )
        return evidence, any(shared)


def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:_BEGINNING] for word in words(text))


def _strongest(spoken: Spoken, shared: Sequence[bool], agreement: NDArray[np.float64]) -> tuple[str, ...]:
    """The shared words that add most to the text's likeness with a code."""
    if not any(shared):
        return ()
    added = np.add.reduceat(agreement, spoken.starts).round(7).tolist()
    best = sorted(
        (-weight, word)
        for word, weight, alike in zip(spoken.forms, added, shared, strict=True)
        if alike and weight >= _WORD_LEAST and len(word) > 2 and word.replace("’", "'") not in COMMON
    )
    return tuple(spoken.forms[word] for _, word in best[:_WORDS_SHOWN])
