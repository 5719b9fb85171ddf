"""Ranking the codebook's codes for a text, with the evidence for each.

Owns the score. It is `share` of the encoder's cosine and the rest of the sparse cosine between the text and a code's
centroid (its description and its coded quotes); plus, as quotes accumulate, the ridge's standardised prediction on the
scale of that score; plus a bonus for codes used just before in the same document. A passage's own codings are left out
of all three, as if they had not been made. Invariant: ranks are a function of the codebook, the corpus, the encoder and
the set of quotes known, whatever the order in which they were learned; ties go by code id. Not safe to use from two
threads at once.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quoth.model.coding import CodedQuote, Suggestion
from quoth.suggest.calibration import Calibration, fitted_at, signals
from quoth.suggest.evidence import Witness
from quoth.suggest.index import Centroids, QuoteIndex, TextRows, TextVector
from quoth.suggest.keywords import Hit, KeywordIndex
from quoth.suggest.reading import Kept, TextReader
from quoth.suggest.ridge import Batch, Ridge, Solution
from quoth.suggest.sparse import Frequencies, SparseSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.model.codebook import Code, Codebook
    from quoth.model.text import Span
    from quoth.suggest.encoder import Encoder

__all__ = ["Ranking", "Similar", "Suggester"]

_RIDGE_BUCKETS = 1024
"""The ridge sees the sparse vector folded to this many features."""
_RIDGE_FROM, _RIDGE_FULL = 2, 10
"""Coded texts per code from which the ridge counts, and at which it counts fully."""
_RIDGE_LEAST = 30
"""Coded texts in all before the ridge counts."""
_RECENT_TURNS = 5
_RECENCY = 0.6
"""A code of the nth turn back gains this to the nth power, in standard deviations of the scores."""
_LEAST = 0.03
"""A smaller likeness may be nothing but hashes that collide."""
_NEAR = 1.0
"""A code below another goes before it unless it scores this many standard deviations less."""
_PASSED_OVER = 10
"""Codes without a word of evidence that are gone through before the search for better ones ends."""
_LIKELY = 3
_BATCH = 512

Row = tuple[str, int, int, int, str]
"""Codings of one text at one place are one row of the ridge: document, turn, start, end, text."""
_Read = tuple[TextRows, list[int], list[bool]]
"""Texts, the code of each, and whether its passage had no other coding before."""


class Ranking(NamedTuple):
    """Codes for a text, best first, as numbers, with what speaks for each (indexed by the code's number)."""

    order: list[int]
    scores: NDArray[np.float64]
    signals: NDArray[np.float64]
    """One row a code, for the calibration."""
    hits: dict[str, Hit]
    vector: TextVector
    own: frozenset[str]
    """Ids of the passage's own codings, which were left out."""


class Similar(NamedTuple):
    """A coded quote that is like a text; similarity is a cosine, -1..1."""

    quote: CodedQuote
    codes: tuple[str, ...]
    """All codes that its passage has."""
    similarity: float


class Suggester:
    """Suggests codes and learns from codings, one quote at a time.

    `corpus` is the text of the project, coded or not: it says which words are rare. Without an encoder suggestions go
    by the words themselves. `solution` is the ridge's as fitted to exactly these quotes, which saves fitting it.
    """

    def __init__(
        self,
        codebook: Codebook,
        *,
        corpus: Iterable[str] | Frequencies = (),
        quotes: Iterable[CodedQuote] = (),
        encoder: Encoder | None = None,
        reader: TextReader | None = None,
        solution: Solution | None = None,
    ) -> None:
        codes = sorted(codebook.applicable, key=lambda code: code.id)
        described = [description(code) for code in codes]
        self._reader = reader or TextReader(encoder)
        self.encoder = encoder = self._reader.encoder
        self.calibration: Calibration | None = None
        """Turns scores into probabilities, where the coder's history is long enough."""
        self._share = encoder.share if encoder else 0.0
        self._dimension = encoder.dimension if encoder else 0
        self._ids = [code.id for code in codes]
        self._number = {code: number for number, code in enumerate(self._ids)}
        self._above = _ancestors(codebook, self._number)
        frequencies = corpus if isinstance(corpus, Frequencies) else Frequencies.of(list(corpus))
        self._space = SparseSpace(Frequencies.of(described) + frequencies)
        self._keywords = KeywordIndex(codes, encoder.knows if encoder else None)
        self._witness = Witness(described)
        self._centroids = Centroids(len(codes), self._dimension)
        known = [quote for quote in {quote.id: quote for quote in quotes}.values() if quote.code in self._number]
        self._index = QuoteIndex(len(codes), self._dimension, len(known))
        self._quotes: dict[str, CodedQuote] = {}
        self._rows: Counter[Row] = Counter()
        self._turns: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        """By document, in order: turn, coding id and code of each quote."""
        read = self._read(described, known)
        batches = (Batch(self._feature_rows(rows), numbers, new) for rows, numbers, new in read)
        self._ridge = Ridge(self._dimension + _RIDGE_BUCKETS, len(codes), batches, solution)
        for _ in read:  # a ridge that has its solution asks for no rows
            pass

    def __len__(self) -> int:
        """How many codings are known."""
        return len(self._quotes)

    @property
    def refit_due(self) -> int:
        """The number of decisions at which the calibration is to be fitted anew; 0 while the one in force holds."""
        at = fitted_at(len(self._rows))
        return at if at > (self.calibration.decisions if self.calibration else 0) else 0

    def use(self, kept: Mapping[bytes, Kept]) -> None:
        """Take the numbers of these texts as they were read before, in place of others."""
        self._reader.kept = kept

    def code(self, number: int) -> str:
        """The id of the code with a number."""
        return self._ids[number]

    def solution(self) -> Solution:
        """The ridge's, to be kept."""
        return self._ridge.solution()

    def rank(
        self,
        text: str,
        *,
        document: str = "",
        turn: int = 0,
        span: Span | None = None,
        exclude: Collection[str] = (),
    ) -> Ranking:
        """All codes for which something speaks; `suggest` adds the evidence."""
        vector = self._vector(text)
        own = self._own(document, span)
        texts = {id_: self._vector(self._quotes[id_].text) for id_ in own}
        without: dict[int, list[TextVector]] = defaultdict(list)
        for id_, one in texts.items():
            without[self._number[self._quotes[id_].code]].append(one)
        likeness = self._centroids.score(vector, self._share, without)
        predicted = self._predicted(vector, texts)
        bonus = self._recent(document, turn, own)
        spread = likeness.std() if len(likeness) else 0.0
        trust = self._ridge_trust(len({_row(self._quotes[id_]) for id_ in own}))
        scores = likeness + bonus * spread
        if trust:
            scores += spread * trust * (predicted - predicted.mean()) / (predicted.std() or 1.0)
        hits = self._keywords.find(text)
        pinned = np.array([code in hits for code in self._ids], bool)
        allowed = np.array([code not in exclude for code in self._ids], bool)
        self._lower_parents(scores, pinned, spread)
        scores = scores.round(7)
        order = np.lexsort((np.arange(len(scores)), -scores, ~pinned))
        shown = order[(allowed & ((likeness >= _LEAST) | pinned))[order]]
        told = signals(likeness, predicted * trust, scores, self._index.counts, pinned, bonus)
        return Ranking(shown.tolist(), scores, told, hits, vector, own)

    def suggest(
        self,
        text: str,
        *,
        limit: int = 5,
        document: str = "",
        turn: int = 0,
        span: Span | None = None,
        exclude: Collection[str] = (),
        least: float = 0.0,
    ) -> list[Suggestion]:
        """The best `limit` codes for a text, best first; fewer where nothing speaks for more.

        `document` (its name), `turn` (its number) and `span` say where the text stands: codings that overlap it there
        do not speak for themselves. Codes in `exclude` are left out. A code whose keyword the text has comes before all
        others. With a calibration, codes less probable than `least` are not offered.
        """
        ranking = self.rank(text, document=document, turn=turn, span=span, exclude=exclude)
        found: list[Suggestion] = []
        for suggestion in islice(self._told(text, ranking, limit), limit):
            if suggestion.probability is None or suggestion.probability >= least:
                found.append(replace(suggestion, rank=len(found) + 1))
        return found

    def judge(
        self, text: str, codes: Collection[str], *, document: str = "", turn: int = 0, span: Span | None = None
    ) -> list[Suggestion]:
        """What speaks for certain codes, by code; a score here is the likeness and the ridge's prediction, 0 to 1."""
        ranking = self.rank(text, document=document, turn=turn, span=span)
        place = {number: rank for rank, number in enumerate(ranking.order, 1)}
        wanted = [self._number[code] for code in sorted(codes) if code in self._number]
        told = self._told(text, ranking._replace(order=wanted), len(wanted))
        return [
            replace(one, rank=place.get(number, len(self._ids)), score=_strength(ranking.signals[number]))
            for one in told
            for number in (self._number[one.code],)
        ]

    def similar(
        self, text: str, *, limit: int = 10, document: str = "", span: Span | None = None, code: str = ""
    ) -> list[Similar]:
        """The coded quotes most like a text, each passage once; of one code only, if it is named."""
        vector, own = self._vector(text), self._own(document, span)
        many = 3 * limit + 10
        if code:
            number = self._number.get(code)
            full = vector.sparse.full()
            near = (
                []
                if number is None
                else self._index.nearest(number, vector, full, self._share, limit=many, without=own)
            )
        else:
            likely = np.argsort(-self._centroids.score(vector, self._share), kind="stable")[:_LIKELY].tolist()
            near = self._index.similar(vector, self._share, likely, limit=many, without=own)
        found: dict[Row, Similar] = {}
        for id_, likeness in near:
            quote = self._quotes[id_]
            before = found.get(_row(quote))
            if before is not None:
                found[_row(quote)] = before._replace(codes=tuple(sorted({*before.codes, quote.code})))
            elif len(found) < limit:
                found[_row(quote)] = Similar(quote, (quote.code,), likeness)
        return list(found.values())

    def learn(self, quote: CodedQuote) -> None:
        """Take a coding into account.

        One already known (by its id) is replaced; one whose code cannot be applied now is passed over.
        """
        self.unlearn(quote.id)
        if quote.code not in self._number:
            return
        vector, number = self._vector(quote.text), self._number[quote.code]
        self._centroids.change(number, vector, 1)
        self._index.add(number, quote.id, vector)
        new = self._remember(quote)
        self._ridge.add(self._features(vector), number, new=new)

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
        self._ridge.remove(self._features(vector), number, last=last)

    # Reading

    def _vector(self, text: str) -> TextVector:
        return self._vectors((text,)).row(0)

    def _vectors(self, texts: Sequence[str]) -> TextRows:
        dense, counts = self._reader.read(texts)
        return TextRows(dense, self._space.weigh(counts))

    def _read(self, described: Sequence[str], quotes: Sequence[CodedQuote]) -> Iterator[_Read]:
        """Learn the codes' descriptions and then the quotes, and pass on what the ridge is to be fitted to."""
        if described:
            rows = self._vectors(described)
            self._centroids.add_all(range(len(rows)), rows)
            yield rows, list(range(len(rows))), [True] * len(rows)
        for at in range(0, len(quotes), _BATCH):
            batch = quotes[at : at + _BATCH]
            rows = self._vectors([quote.text for quote in batch])
            numbers = [self._number[quote.code] for quote in batch]
            self._centroids.add_all(numbers, rows)
            self._index.add_all(numbers, [quote.id for quote in batch], rows)
            new = [self._remember(quote) for quote in batch]
            yield rows, numbers, new

    def _remember(self, quote: CodedQuote) -> bool:
        """Where the quote stands; whether its passage has no other coding."""
        row = _row(quote)
        self._quotes[quote.id] = quote
        insort(self._turns[quote.document], (quote.turn, quote.id, self._number[quote.code]))
        self._rows[row] += 1
        return self._rows[row] == 1

    def _feature_rows(self, rows: TextRows) -> NDArray[np.float64]:
        """One row for the ridge a text: the two parts weighted so that products of rows are nearly the similarity."""
        owners, buckets = rows.sparse.owners(), rows.sparse.buckets % _RIDGE_BUCKETS
        folded = np.bincount(
            owners * _RIDGE_BUCKETS + buckets, rows.sparse.values, minlength=len(rows) * _RIDGE_BUCKETS
        ).reshape(len(rows), _RIDGE_BUCKETS)
        return np.hstack((self._share**0.5 * rows.dense, (1 - self._share) ** 0.5 * folded))

    def _features(self, vector: TextVector) -> NDArray[np.float64]:
        folded = np.bincount(vector.sparse.buckets % _RIDGE_BUCKETS, vector.sparse.values, minlength=_RIDGE_BUCKETS)
        return np.concatenate((self._share**0.5 * vector.dense, (1 - self._share) ** 0.5 * folded))

    # Scoring

    def _own(self, document: str, span: Span | None) -> frozenset[str]:
        """The codings that stand on a passage or touch it."""
        if span is None or document not in self._turns:
            return frozenset()
        quotes = (self._quotes[id_] for _, id_, _ in self._turns[document])
        return frozenset(quote.id for quote in quotes if quote.start < span.end and span.start < quote.end)

    def _predicted(self, vector: TextVector, own: dict[str, TextVector]) -> NDArray[np.float64]:
        """The ridge's prediction; zeros as long as it does not count."""
        row = self._features(vector)
        if not own:
            return self._ridge.predict(row)
        places: dict[Row, list[str]] = defaultdict(list)
        for id_ in sorted(own):
            places[_row(self._quotes[id_])].append(id_)
        rows = np.stack([self._features(own[ids[0]]) for ids in places.values()])
        codes = [[self._number[self._quotes[id_].code] for id_ in ids] for ids in places.values()]
        return self._ridge.predict_without(row, rows, codes)

    def _ridge_trust(self, without: int = 0) -> float:
        """0..1: the ridge favours frequent codes, so it counts only as quotes accumulate."""
        rows = len(self._rows) - without
        if rows < _RIDGE_LEAST:
            return 0.0
        return min(1.0, max(0.0, (rows / len(self._ids) - _RIDGE_FROM) / (_RIDGE_FULL - _RIDGE_FROM)))

    def _recent(self, document: str, turn: int, own: frozenset[str]) -> NDArray[np.float64]:
        """The bonus of each code used in the coded turns up to a turn: talk stays on its topic for a while."""
        before: dict[int, set[int]] = {}
        coded = self._turns.get(document, [])
        end = bisect_left(coded, (turn + 1, "", 0)) if turn else len(coded)
        for at, id_, number in (coded[index] for index in range(end - 1, -1, -1)):
            if id_ in own:
                continue
            if at not in before and len(before) == _RECENT_TURNS:
                break
            before.setdefault(at, set()).add(number)
        bonus = np.zeros(len(self._ids))
        for age, numbers in enumerate(before.values(), 1):
            for number in numbers:
                bonus[number] = max(bonus[number], _RECENCY**age)
        return bonus

    def _lower_parents(self, scores: NDArray[np.float64], pinned: NDArray[np.bool_], spread: float) -> None:
        """Put a code after those below it that match as well: the more special one says more."""
        for number, above in self._above:
            for parent in above:
                near = scores[number] >= scores[parent] - _NEAR * spread
                if (pinned[number] or near) and pinned[number] >= pinned[parent]:
                    scores[parent] = min(scores[parent], scores[number] - 1e-6)

    # Evidence

    def _told(self, text: str, ranking: Ranking, limit: int) -> Iterator[Suggestion]:
        """The ranked codes with their evidence, without those for which there is none."""
        spoken, full = self._witness.hear(text), ranking.vector.sparse.full()
        foreign = not ranking.vector.dense.any()
        for number in ranking.order[: limit + _PASSED_OVER]:
            near = self._index.nearest(number, ranking.vector, full, self._share, limit=3, without=ranking.own)
            quotes = [(self._quotes[id_], likeness) for id_, likeness in near]
            hit = ranking.hits.get(self._ids[number])
            agreement = self._centroids.agreement(number, spoken.buckets, full)
            evidence, alike = self._witness.tell(number, spoken, agreement, quotes, hit)
            if hit or alike or not foreign:
                chance = self.calibration.probability(ranking.signals[number]) if self.calibration else None
                yield Suggestion(self._ids[number], float(ranking.scores[number]), 0, evidence, chance)


def description(code: Code) -> str:
    """Everything the codebook says for a code."""
    parts = (code.label, *code.labels.values(), code.definition, *code.include, *code.examples, *code.keywords)
    return ". ".join(part for part in parts if part)


def _strength(told: NDArray[np.float64]) -> float:
    return round(min(1.0, max(0.0, float(told[0] + told[1]) / (2 if told[1] else 1))), 6)


def _row(quote: CodedQuote) -> Row:
    return quote.document, quote.turn, quote.start, quote.end, quote.text


def _ancestors(codebook: Codebook, number: dict[str, int]) -> list[tuple[int, list[int]]]:
    """Codes that have codes above them which can be applied too, the deepest first."""
    found = [
        (number[code], [number[one.id] for one in codebook.ancestors(code) if one.id in number]) for code in number
    ]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: (-len(pair[1]), pair[0]))
