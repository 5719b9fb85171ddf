"""Keywords are found in the spellings people write, and never in words that merely look like them."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.model.codebook import Code
from quoth.suggest.keywords import KeywordIndex, inflected, same_word
from quoth.suggest.words import words

ORDINARY = frozenset(
    words("granted grants grantees grantee granting feed feel free adverse inverting planes station nation national")
    + words("rational language luggage manage official officer reporter registers regulate minister monitor journey")
)


def known(word: str) -> bool:
    return word in ORDINARY


@pytest.mark.parametrize("guard", [known, None])
@pytest.mark.parametrize("form", ["grantoyedi", "grantoyedy", "grantoedy", "grantoedi", "grantojedy", "grantoyeds"])
def test_transliterations_of_a_keyword_are_the_keyword(form: str, guard: object) -> None:
    assert same_word("grantoyedi", form, known if guard else None)


@pytest.mark.parametrize("guard", [known, None])
@pytest.mark.parametrize("word", ["granted", "grants", "grantees", "grantee", "granting", "granite", "grandiose"])
def test_words_that_look_like_a_keyword_are_not(word: str, guard: object) -> None:
    assert not same_word("grantoyedi", word, known if guard else None)
    assert not same_word("granteaters", word, known if guard else None)


@pytest.mark.parametrize(
    ("keyword", "forms"),
    [
        ("fee", "fee fees"),
        ("bribe", "bribes bribed bribing"),
        ("tax", "taxes"),
        ("company", "companies"),
        ("ban", "bans"),
        ("plan", "plans planned planning"),
        ("report", "reports reported reporting"),
        ("грантоеды", "грантоед грантоеда грантоедов грантоедами грантоедам"),
        ("газета", "газеты газете газету газетой газет газетах"),
        ("суд", "суда суды судом"),
        ("закон", "законы законом законов"),
    ],
)
def test_inflections_are_the_keyword(keyword: str, forms: str) -> None:
    assert [form for form in forms.split() if not same_word(keyword, form)] == []


@pytest.mark.parametrize(("one", "other"), [("fee", "feed"), ("plan", "plane"), ("car", "care"), ("закон", "загон")])
def test_other_words_are_no_inflections(one: str, other: str) -> None:
    assert not same_word(one, other, known)


@given(st.text(max_size=12), st.text(max_size=12))
def test_inflection_is_symmetric(one: str, other: str) -> None:
    assert inflected(one, other) == inflected(other, one)


def test_most_single_slips_are_forgiven_and_words_of_their_own_never() -> None:
    keywords = words("advertising registration censorship volunteer pressure corruption journalist budget")
    slips = random.Random(7)
    wrong = [
        (keyword, keyword[:at] + slips.choice("aeiorstln") + keyword[at + slips.randrange(2) :])
        for keyword in keywords * 40
        for at in [slips.randrange(1, len(keyword))]
    ]
    assert sum(same_word(keyword, word, known) for keyword, word in wrong) >= 0.8 * len(wrong)
    taken = [word for keyword, word in wrong if same_word(keyword, word, bool) and not inflected(keyword, word)]
    assert taken == [], "when every word is known, none is a misspelling"


def index(guard: bool = True) -> KeywordIndex:
    codes = (
        Code("stereotype", "Stereotype", keywords=("grant-eaters", "grantoyedi", "грантоеды")),
        Code("paid", "Paid", keywords=("fee", "paid materials", "if you order they will write")),
        Code("g20", "Summit", keywords=("G20",)),
    )
    return KeywordIndex(codes, known if guard else None)


@pytest.mark.parametrize(
    ("text", "code", "keyword", "form"),
    [
        ("So we are Grantoedy to them.", "stereotype", "grantoyedi", "Grantoedy"),
        ("Grant eaters, they said", "stereotype", "grant-eaters", "Grant eaters"),
        ("a granteater’s life", "stereotype", "grant-eaters", "granteater’s"),
        ("we, the grant-oyedi", "stereotype", "grantoyedi", "grant-oyedi"),
        ("Нас зовут ГРАНТОЕДАМИ", "stereotype", "грантоеды", "ГРАНТОЕДАМИ"),
        ("mostly paid material here", "paid", "paid materials", "paid material"),
        ("If you order, they will write!", "paid", "if you order they will write", "If you order, they will write"),
        ("the g20 meeting", "g20", "G20", "g20"),
    ],
)
@pytest.mark.parametrize("guard", [True, False])
def test_the_form_in_the_text_is_given_back(text: str, code: str, keyword: str, form: str, guard: bool) -> None:
    hits = index(guard).find(text)
    assert list(hits) == [code]
    assert (hits[code].keyword, hits[code].form) == (keyword, form)


@pytest.mark.parametrize("guard", [True, False])
def test_a_text_about_grants_is_not_about_grant_eaters(guard: bool) -> None:
    text = "The grants were granted to grantees; they feel free to feed materials, and paid for them. A grant, eaten."
    assert index(guard).find(text) == {}


def test_decomposed_text_is_found_and_quoted_as_it_stands() -> None:
    text = unicodedata.normalize("NFD", "Это — мой Ёлка-музей, да.")
    hit = KeywordIndex([Code("m", "M", keywords=("ёлка музей",))]).find(text)["m"]
    assert hit.form == unicodedata.normalize("NFD", "Ёлка-музей")


@given(st.text(alphabet="grantoyedi -'’éё.\n", max_size=60))
def test_every_form_stands_in_the_text(text: str) -> None:
    assert all(hit.form in text for hit in index().find(text).values())
