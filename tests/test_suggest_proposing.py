"""Keywords are proposed from what a code's quotes have and others have not."""

from __future__ import annotations

from quoth.model.coding import CodedQuote
from quoth.suggest.proposing import propose

PAID = [
    "they named a tariff for the story",
    "the tariffs hang on the wall",
    "no story without the tariff",
    "a tariff and a smile",
]
OTHER = ["nobody wrote a story", "we spoke two languages", "an inspection came with a smile", "the school roof"] * 3
QUOTES = [
    *(CodedQuote(f"p{n}", "paid", text, "one", n, n * 100, n * 100 + 9) for n, text in enumerate(PAID)),
    *(CodedQuote(f"o{n}", "other", text, "two", n, n * 100, n * 100 + 9) for n, text in enumerate(OTHER)),
]


def test_a_word_of_one_code_is_proposed_with_its_quotes_and_a_common_one_is_not() -> None:
    first = propose(QUOTES, {})["paid"][0]
    assert (first.word, first.within, first.beyond) == ("tariff", 3, 0)
    assert {quote.id for quote in first.quotes} == {"p0", "p2", "p3"}
    assert "story" not in [one.word for one in propose(QUOTES, {})["paid"]]


def test_what_a_code_has_already_is_not_proposed_again() -> None:
    assert "tariff" not in [one.word for one in propose(QUOTES, {"paid": ("tariffs",)}).get("paid", [])]


def test_a_word_repeated_in_one_quote_or_in_one_passage_coded_twice_is_no_evidence() -> None:
    once = [*QUOTES, CodedQuote("x", "paid", "samovar samovar samovar", "one", 9, 900, 920)]
    assert "samovar" not in [one.word for one in propose(once, {})["paid"]]
    assert propose([], {}) == {}
