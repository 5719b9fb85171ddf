"""Ranking the codebook's codes for a text, with the evidence for each.

Owns the score. It is `share` of the encoder's cosine and the rest of the sparse cosine between the text and a code's
centroid (its description and its coded quotes); plus, as quotes accumulate, the ridge's standardised prediction on the
scale of that score; plus a bonus for codes used just before in the same document. Invariant: ranks are a function of
the codebook, the corpus, the encoder and the set of quotes known, whatever the order in which they were learned; ties
go by code id. Not safe to use from two threads at once.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from quoth.model.coding import CodedQuote, Evidence, Suggestion
from quoth.model.fold import fold
from quoth.suggest.index import Centroids, QuoteIndex, TextVector, similarity
from quoth.suggest.keywords import Hit, KeywordIndex
from quoth.suggest.ridge import Batch, Ridge
from quoth.suggest.sparse import SparseSpace
from quoth.suggest.words import COMMON, WORD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.model.codebook import Code, Codebook
    from quoth.suggest.encoder import Encoder

__all__ = ["Suggester"]

_RIDGE_BUCKETS = 1024
"""The ridge sees the sparse vector folded to this many features."""
_RIDGE_FROM, _RIDGE_FULL = 2, 10
"""Coded texts per code from which the ridge counts, and at which it counts fully."""
_RIDGE_LEAST = 30
"""Coded texts in all before the ridge counts."""
_RECENT_TURNS = 5
_RECENCY = 0.6
"""A code of the nth turn back gains this to the nth power, in standard deviations of the scores."""
_WORDS_SHOWN = 5
_LEAST = 0.03
"""A smaller likeness may be nothing but hashes that collide."""
_WORD_LEAST = 0.02
"""What a word must add to the cosine to be shown as a reason."""
_BATCH = 512

Row = tuple[str, int, str]
"""Codings of one text at one place are one row of the ridge: document, turn, text."""


class Suggester:
    """Suggests codes and learns from codings, one quote at a time.

    `corpus` is the text of the project, coded or not: it says which words are rare. Without an encoder suggestions go
    by the words themselves.
    """

    def __init__(
        self,
        codebook: Codebook,
        *,
        corpus: Iterable[str] = (),
        quotes: Iterable[CodedQuote] = (),
        encoder: Encoder | None = None,
    ) -> None:
        codes = sorted(codebook.applicable, key=lambda code: code.id)
        described = [_description(code) for code in codes]
        self.encoder = encoder
        self._share = encoder.share if encoder else 0.0
        self._dimension = encoder.dimension if encoder else 0
        self._ids = [code.id for code in codes]
        self._number = {code: number for number, code in enumerate(self._ids)}
        self._space = SparseSpace([*described, *corpus])
        self._keywords = KeywordIndex(codes, encoder.knows if encoder else None)
        self._centroids = Centroids(len(codes), self._dimension)
        self._index = QuoteIndex(len(codes), self._dimension)
        self._quotes: dict[str, CodedQuote] = {}
        self._rows: Counter[Row] = Counter()
        self._turns: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        """By document, in order: turn, coding id and code of each quote."""
        self._ridge = Ridge(self._dimension + _RIDGE_BUCKETS, len(codes), self._read(described, quotes))

    def suggest(
        self, text: str, *, limit: int = 5, document: str = "", turn: int = 0, exclude: Collection[str] = ()
    ) -> list[Suggestion]:
        """The best `limit` codes for a text, best first; fewer where nothing speaks for more.

        `document` (its name) and `turn` (its number) say where the text stands. Codes in `exclude` are left out. A code
        whose keyword the text has comes before all others.
        """
        vector = self._vector(text)
        likeness = self._centroids.score(vector, self._share)
        scores = (likeness + self._adjustment(likeness, vector, document, turn)).round(7)
        hits = self._keywords.find(text)
        ranked = sorted(
            (n for n, code in enumerate(self._ids) if code not in exclude and (likeness[n] >= _LEAST or code in hits)),
            key=lambda n: (self._ids[n] not in hits, -scores[n], self._ids[n]),
        )[:limit]
        return [
            Suggestion(self._ids[n], float(scores[n]), rank, evidence)
            for rank, (n, evidence) in enumerate(
                zip(ranked, self._evidence(text, vector, ranked, hits), strict=True), 1
            )
        ]

    def learn(self, quote: CodedQuote) -> None:
        """Take a coding into account.

        One already known (by its id) is replaced; one whose code cannot be applied now is passed over.
        """
        self.unlearn(quote.id)
        if quote.code not in self._number:
            return
        vector = self._vector(quote.text)
        new = self._remember(quote, vector)
        self._ridge.add(self._features([vector])[0], self._number[quote.code], new=new)

    def unlearn(self, coding_id: str) -> None:
        """Undo `learn`: ranks are as if the coding had never been. An unknown id has no effect."""
        quote = self._quotes.pop(coding_id, None)
        if quote is None:
            return
        number, row = self._number[quote.code], _row(quote)
        vector = self._vector(quote.text)
        self._centroids.change(number, vector, -1)
        self._index.remove(number, quote.id)
        self._turns[quote.document].remove((quote.turn, quote.id, number))
        self._rows[row] -= 1
        last = not self._rows[row]
        if last:
            del self._rows[row]
        self._ridge.remove(self._features([vector])[0], number, last=last)

    def _vector(self, text: str) -> TextVector:
        return next(self._vectors((text,)))

    def _vectors(self, texts: Sequence[str]) -> Iterator[TextVector]:
        for text, sparse in zip(texts, self._space.encode_all(texts), strict=True):
            dense = self.encoder.encode(text) if self.encoder else np.zeros(0, np.float32)
            yield TextVector(dense, sparse)

    def _read(self, described: Sequence[str], quotes: Iterable[CodedQuote]) -> Iterator[Batch]:
        """Learn the codes' descriptions and then the quotes, and pass on what the ridge is to be fitted to."""
        vectors = list(self._vectors(described))
        for number, vector in enumerate(vectors):
            self._centroids.change(number, vector, 1)
        yield Batch(self._features(vectors), list(range(len(vectors))), [True] * len(vectors))
        known = [quote for quote in {quote.id: quote for quote in quotes}.values() if quote.code in self._number]
        for at in range(0, len(known), _BATCH):
            batch = known[at : at + _BATCH]
            vectors = list(self._vectors([quote.text for quote in batch]))
            new = [self._remember(quote, vector) for quote, vector in zip(batch, vectors, strict=True)]
            yield Batch(self._features(vectors), [self._number[quote.code] for quote in batch], new)

    def _remember(self, quote: CodedQuote, vector: TextVector) -> bool:
        """All of learning but the ridge; whether the quote's text has no other coding."""
        number, row = self._number[quote.code], _row(quote)
        self._quotes[quote.id] = quote
        self._centroids.change(number, vector, 1)
        self._index.add(number, quote.id, vector)
        insort(self._turns[quote.document], (quote.turn, quote.id, number))
        self._rows[row] += 1
        return self._rows[row] == 1

    def _features(self, vectors: Sequence[TextVector]) -> NDArray[np.float64]:
        """One row for the ridge a text: the two parts weighted so that products of rows are nearly the similarity."""
        rows = np.zeros((len(vectors), self._dimension + _RIDGE_BUCKETS))
        for row, (dense, sparse) in zip(rows, vectors, strict=True):
            row[: self._dimension] = self._share**0.5 * dense
            np.add.at(row, self._dimension + sparse.buckets % _RIDGE_BUCKETS, (1 - self._share) ** 0.5 * sparse.values)
        return rows

    def _adjustment(
        self, likeness: NDArray[np.float64], vector: TextVector, document: str, turn: int
    ) -> NDArray[np.float64]:
        """What the ridge and the document's last turns add to each code's likeness."""
        added = np.zeros(len(likeness))
        trust = self._ridge_trust()
        if trust:
            predicted = self._ridge.predict(self._features([vector])[0])
            added += trust * (predicted - predicted.mean()) / (predicted.std() or 1.0)
        for number, bonus in self._recent(document, turn).items():
            added[number] += bonus
        return added * likeness.std() if len(added) else added

    def _ridge_trust(self) -> float:
        """0..1: the ridge favours frequent codes, so it counts only as quotes accumulate."""
        if len(self._rows) < _RIDGE_LEAST:
            return 0.0
        per_code = len(self._rows) / len(self._ids)
        return min(1.0, max(0.0, (per_code - _RIDGE_FROM) / (_RIDGE_FULL - _RIDGE_FROM)))

    def _recent(self, document: str, turn: int) -> dict[int, float]:
        """The bonus of each code used in the coded turns up to a turn: talk stays on its topic for a while."""
        before: dict[int, set[int]] = {}
        for at, _, number in reversed(self._turns.get(document, ())):
            if turn and at > turn:
                continue
            if at not in before and len(before) == _RECENT_TURNS:
                break
            before.setdefault(at, set()).add(number)
        bonus: dict[int, float] = {}
        for age, numbers in enumerate(before.values(), 1):
            for number in numbers:
                bonus.setdefault(number, _RECENCY**age)
        return bonus

    def _evidence(
        self, text: str, vector: TextVector, ranked: Sequence[int], hits: Mapping[str, Hit]
    ) -> Iterator[Evidence]:
        """Why each of the ranked codes is suggested."""
        found = [self._index.nearest(number, vector, self._share) for number in ranked]
        quotes = [self._quotes[id_] if id_ is not None else None for id_ in found]
        vectors = self._vectors([quote.text for quote in quotes if quote])
        spoken = _spoken(text)
        features = [self._space.features(word) >> 1 for word in spoken]
        for number, quote in zip(ranked, quotes, strict=True):
            hit = hits.get(self._ids[number])
            yield Evidence(
                keyword=hit.keyword if hit else "",
                form=hit.form if hit else "",
                nearest=quote,
                similarity=round(similarity(vector, next(vectors), self._share), 6) if quote else 0.0,
                words=_strongest(spoken, features, self._centroids.agreement(number, vector.sparse)),
            )


def _row(quote: CodedQuote) -> Row:
    return quote.document, quote.turn, quote.text


def _description(code: Code) -> str:
    """Everything the codebook says for a code."""
    parts = (code.label, *code.labels.values(), code.definition, *code.include, *code.examples, *code.keywords)
    return ". ".join(part for part in parts if part)


def _spoken(text: str) -> dict[str, str]:
    """The words of a text that can explain a suggestion, folded, each with its first form in the text."""
    folded = fold(text)
    found: dict[str, str] = {}
    for match in WORD.finditer(folded.text):
        word = match.group()
        if len(word) > 2 and word.replace("’", "'") not in COMMON:
            start, end = folded.original(*match.span())
            found.setdefault(word, text[start:end])
    return found


def _strongest(
    spoken: Mapping[str, str], features: Sequence[NDArray[np.int32]], agreement: NDArray[np.float64]
) -> tuple[str, ...]:
    """The words of a text that add most to its likeness with a code; `features[i]` are the buckets of the ith word.

    A word explains something only where the code has the word itself or one that begins alike (the first two features),
    not where it merely has letters from the middle of another.
    """
    if not spoken:
        return ()
    starts = np.cumsum([0, *map(len, features[:-1])])
    parts = agreement[np.concatenate(features)]
    begins = np.maximum(parts[starts], parts[starts + 1]) > 0
    added = np.where(begins, np.add.reduceat(parts, starts), 0).round(7).tolist()
    best = sorted((-weight, word) for word, weight in zip(spoken, added, strict=True) if weight >= _WORD_LEAST)
    return tuple(spoken[word] for _, word in best[:_WORDS_SHOWN])
