"""What suggestions learn they can unlearn: ranks depend on the set of codings, not on how it came about."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote
from quoth.suggest import Suggester, suggester
from quoth.suggest.ridge import Batch, Ridge

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOPICS = {
    "money": "grant donor budget fee salary funds",
    "press": "newspaper editor article radio reporter headline",
    "state": "ministry permit police court inspection law",
    "people": "village neighbour family volunteer youth elder",
}
CODEBOOK = Codebook(tuple(Code(code, code.title(), definition=about[:12]) for code, about in TOPICS.items()))
EVERY_WORD = " ".join(TOPICS.values()).split()


class Toy:
    """Each word a fixed random direction."""

    name, version, dimension, share, note = "toy", "1", 8, 0.3, ""

    def encode(self, text: str) -> NDArray[np.float32]:
        total = sum((self._direction(word) for word in text.lower().split()), np.zeros(self.dimension))
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.encode(text) for text in texts], np.float32).reshape(len(texts), self.dimension)

    def knows(self, word: str) -> bool:
        return word in EVERY_WORD

    def _direction(self, word: str) -> NDArray[np.float64]:
        return np.random.default_rng(zlib.crc32(word.encode())).normal(size=self.dimension)


@pytest.fixture(autouse=True, scope="module")
def small_ridge() -> Iterator[None]:
    """The ridge with few features, so that examples are quick; it counts from the first quotes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suggester, "_RIDGE_BUCKETS", 48)
        patch.setattr(suggester, "_RIDGE_LEAST", 4)
        patch.setattr(suggester, "_RIDGE_FROM", 0)
        yield


def composed(number: int, pick: random.Random) -> CodedQuote:
    code = pick.choice(sorted(TOPICS))
    said = pick.choices(TOPICS[code].split(), k=3) + pick.choices(EVERY_WORD, k=2)
    return CodedQuote(f"c{number}", code, " ".join(said), f"d{number % 3}", number % 11)


def answers(learner: Suggester) -> list[list[tuple[str, float]]]:
    asked = ["donor budget of the ministry", "an editor from the village", "police", "headline fee youth", "grants"]
    return [
        [(found.code, found.score) for found in learner.suggest(text, document=document, turn=turn)]
        for text in asked
        for document, turn in (("", 0), ("d1", 5))
    ]


def assert_same(one: Suggester, other: Suggester) -> None:
    for left, right in zip(answers(one), answers(other), strict=True):
        assert [code for code, _ in left] == [code for code, _ in right]
        assert [score for _, score in left] == pytest.approx([score for _, score in right], abs=1e-5)


@given(seed=st.integers(0, 10**6), count=st.integers(0, 90), encoded=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_learning_and_unlearning_ends_where_a_rebuild_begins(seed: int, count: int, encoded: bool) -> None:
    pick = random.Random(seed)
    encoder = Toy() if encoded else None
    quotes = [composed(number, pick) for number in range(count)]
    quotes += [CodedQuote(f"{q.id}+", "state", q.text, q.document, q.turn) for q in quotes if pick.random() < 0.2]
    at_start = [quote for quote in quotes if pick.random() < 0.5]
    learner = Suggester(CODEBOOK, corpus=[EVERY_WORD[0]], quotes=at_start, encoder=encoder)
    known = {quote.id: quote for quote in at_start}
    for quote in pick.choices(quotes, k=len(quotes)):
        if quote.id in known:
            learner.unlearn(quote.id)
            del known[quote.id]
        else:
            learner.learn(quote)
            known[quote.id] = quote
    remaining = pick.sample(list(known.values()), len(known))
    assert_same(learner, Suggester(CODEBOOK, corpus=[EVERY_WORD[0]], quotes=remaining, encoder=encoder))


def test_a_revised_coding_replaces_itself() -> None:
    pick = random.Random(1)
    quotes = [composed(number, pick) for number in range(20)]
    learner = Suggester(CODEBOOK, quotes=quotes)
    revised = CodedQuote("c3", "people", "another neighbour altogether", "d0", 3)
    learner.learn(revised)
    assert_same(learner, Suggester(CODEBOOK, quotes=[*quotes[:3], revised, *quotes[4:]]))


def test_unknown_codings_and_codes_are_passed_over() -> None:
    learner = Suggester(CODEBOOK)
    before = answers(learner)
    learner.unlearn("never-learned")
    learner.learn(CodedQuote("x", "no-such-code", "grant grant grant", "d0"))
    learner.unlearn("x")
    assert answers(learner) == before


def test_what_was_coded_is_suggested_again() -> None:
    learner = Suggester(CODEBOOK)
    text = "kyrk bazaar samovar"
    assert "people" not in [found.code for found in learner.suggest(text)]
    learner.learn(CodedQuote("x", "people", text, "d0"))
    first = learner.suggest("the samovar of the bazaar")[0]
    assert first.code == "people"
    assert first.evidence.nearest is not None
    assert first.evidence.nearest.id == "x"


def test_the_ridge_is_the_closed_form_after_any_changes() -> None:
    pick = np.random.default_rng(3)
    rows = pick.normal(size=(150, 12)) / 4
    codes = pick.integers(0, 3, 150)
    ridge = Ridge(12, 3, [Batch(rows[:40], codes[:40].tolist(), [True] * 40)])
    for row, code in zip(rows[40:], codes[40:], strict=True):
        ridge.add(row, int(code), new=True)
    for row, code in zip(rows[20:100], codes[20:100], strict=True):
        ridge.remove(row, int(code), last=True)
    kept, labels = np.delete(rows, range(20, 100), axis=0), np.delete(codes, range(20, 100))
    exact = np.linalg.solve(np.eye(12) + kept.T @ kept, kept.T @ np.eye(3)[labels])
    asked = pick.normal(size=12)
    assert ridge.predict(asked) == pytest.approx(asked @ exact, abs=1e-9)
