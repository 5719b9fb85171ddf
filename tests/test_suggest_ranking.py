"""Which codes are offered, in which order, and why."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote
from quoth.suggest import Suggester

CODES = (
    Code("media", "Relations with the media", heading=True),
    Code(
        "paid-coverage",
        "Paid coverage",
        parent="media",
        definition="An outlet asks for money before it reports on an organisation.",
        keywords=("fee", "paid materials"),
    ),
    Code(
        "stereotype",
        "Grant-eater stereotype",
        definition="Organisations are seen as idle people who live on foreign money.",
        keywords=("grant-eaters", "grantoyedi"),
    ),
    Code("language", "Language barrier", definition="Speaking the language the public uses is an obstacle."),
    Code("pressure", "State pressure", definition="Officials threaten, inspect or punish an organisation."),
    Code("old", "Money", definition="Money, fees and grants.", keywords=("fee",), status="retired"),
)
CODEBOOK = Codebook(CODES)
CORPUS = ["We asked the ministry twice.", "The newspaper printed our story.", "They came with an inspection in May."]


@pytest.mark.parametrize("name", ["grantoyedi", "grantoedy", "grantojedy"])
def test_cold_keywords_bring_their_codes_first(name: str) -> None:
    found = Suggester(CODEBOOK, corpus=CORPUS).suggest(f"To them we are {name}, and a story has its fee")
    assert {found[0].code, found[1].code} == {"stereotype", "paid-coverage"}
    why = {suggestion.code: suggestion.evidence for suggestion in found}
    assert (why["stereotype"].keyword, why["stereotype"].form) == ("grantoyedi", name)
    assert (why["paid-coverage"].keyword, why["paid-coverage"].form) == ("fee", "fee")


def test_a_definition_in_other_forms_of_its_words_is_found() -> None:
    found = Suggester(CODEBOOK, corpus=CORPUS).suggest("The official was threatening us with inspections")
    assert found[0].code == "pressure"
    assert "official" in found[0].evidence.words
    assert "The" not in found[0].evidence.words


@given(st.text(max_size=80), st.integers(0, 6), st.sets(st.sampled_from([code.id for code in CODES])))
@settings(max_examples=60, deadline=None)
def test_only_codes_that_can_be_applied_are_offered_in_order(text: str, limit: int, exclude: set[str]) -> None:
    found = SHARED.suggest(text + " money organisation", limit=limit, exclude=exclude)
    codes = [suggestion.code for suggestion in found]
    assert len(codes) == len(set(codes)) <= limit
    assert set(codes) <= {code.id for code in CODEBOOK.applicable} - exclude
    assert [suggestion.rank for suggestion in found] == list(range(1, len(found) + 1))
    unpinned = [suggestion.score for suggestion in found if not suggestion.evidence.keyword]
    assert unpinned == sorted(unpinned, reverse=True)


SHARED = Suggester(CODEBOOK, corpus=CORPUS)


@pytest.mark.parametrize("text", ["", " ", "…", "xyzzy qwrtp", "Ооо."])
def test_nothing_is_offered_where_nothing_speaks_for_it(text: str) -> None:
    assert SHARED.suggest(text) == []


def test_without_codes_there_are_no_suggestions() -> None:
    empty = Suggester(Codebook(), quotes=[CodedQuote("q", "gone", "money", "d")])
    empty.learn(CodedQuote("r", "gone", "money", "d"))
    assert empty.suggest("money") == []


def test_ties_go_by_code_id_whatever_the_order_of_the_codebook() -> None:
    twins = [Code(id_, "Water", definition="wells and pipes") for id_ in ("b", "c", "a")]
    found = Suggester(Codebook(tuple(twins))).suggest("the wells")
    assert [suggestion.code for suggestion in found] == ["a", "b", "c"]


def test_the_same_facts_give_the_same_suggestions() -> None:
    pick = random.Random(2)
    spoken = ["ministry", "story", "money", "May", "newspaper", "inspection", "people", "language"]
    quotes = [
        CodedQuote(f"q{n}", pick.choice(("language", "pressure")), " ".join(pick.choices(spoken, k=4)), "d", n)
        for n in range(60)
    ]
    one = Suggester(CODEBOOK, corpus=CORPUS, quotes=quotes)
    other = Suggester(CODEBOOK, corpus=CORPUS)
    for quote in pick.sample(quotes, len(quotes)):
        other.learn(quote)
    for text in ("a story in the newspaper", "language of the people", "inspection money"):
        ranks = [
            [(s.code, round(s.score, 5), s.evidence.nearest and s.evidence.nearest.id) for s in it.suggest(text)]
            for it in (one, other)
        ]
        assert ranks[0] == ranks[1]


def test_codes_of_the_turns_before_come_forward_in_their_document_only() -> None:
    text = "an organisation and the language"
    quotes = [CodedQuote(f"q{n}", "pressure", "zzz qqq", "one", n) for n in (4, 5)]
    learner = Suggester(CODEBOOK, corpus=CORPUS, quotes=quotes)

    def score(document: str, turn: int) -> float:
        return next(s.score for s in learner.suggest(text, document=document, turn=turn) if s.code == "pressure")

    assert score("one", 6) > score("two", 6) == score("", 0)
    assert score("one", 3) == score("two", 3), "a code used later in the document says nothing about an earlier turn"


def test_the_nearest_quote_is_the_most_similar_of_that_code() -> None:
    quotes = [
        CodedQuote("far", "pressure", "They came on a Tuesday and drank tea", "one", 1),
        CodedQuote("near", "pressure", "The tax office fined our radio station", "two", 4),
        CodedQuote("other-code", "language", "The tax office fined the radio station again", "two", 5),
        *(CodedQuote(f"many{n}", "pressure", f"They asked question number {n}", "one", n) for n in range(60)),
    ]
    learner = Suggester(CODEBOOK, corpus=CORPUS, quotes=quotes)
    found = {s.code: s.evidence for s in learner.suggest("The tax office fined a radio station")}
    assert found["pressure"].nearest == quotes[1]
    assert 0.5 < found["pressure"].similarity <= 1
    learner.unlearn("near")
    assert {s.code: s.evidence for s in learner.suggest("a radio station")}["pressure"].nearest != quotes[1]


def test_words_are_shown_as_the_text_has_them() -> None:
    accented = replace(CODES[3], definition="Сүйлөө ТИЛИ тоскоолдук")
    found = Suggester(Codebook((accented,))).suggest("Тили бөлөк")
    assert found[0].evidence.words == ("Тили",)


def test_importing_suggestions_does_not_import_spacy() -> None:
    check = "import sys, quoth.suggest; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
