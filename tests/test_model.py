"""Span algebra, folding, identity and what a terminal may see."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.model import spans
from quoth.model.codebook import Code, Codebook
from quoth.model.fold import fold, fold_chars, fold_text
from quoth.model.text import Source as TextSource
from quoth.model.text import Span, Turn, Version, document_id, version_id
from quoth.model.visible import HOSTILE, clean

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Span(min(p), max(p))), max_size=12)
WITHIN = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Span(min(p), max(p)))
TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("e\u0301и\u0306йё\u200d👩👧🏽🇰🇬🇺\ufe0f\r\n 각\u1100\u1161\u0e33"),
    ),
    max_size=30,
)


def _points(some: list[Span]) -> set[int]:
    return {point for span in some for point in range(span.start, span.end)}


@given(SPANS)
def test_a_union_covers_the_same_points_in_disjoint_order(some: list[Span]) -> None:
    merged = spans.merge(some)
    assert _points(merged) == _points(some)
    assert all(a.end < b.start for a, b in itertools.pairwise(merged))


@given(SPANS, WITHIN)
def test_gaps_are_what_no_span_covers(some: list[Span], within: Span) -> None:
    inside = set(range(within.start, within.end))
    assert _points(spans.gaps(some, within)) == inside - _points(some)
    assert spans.covered(some, within) == len(inside & _points(some))


@given(SPANS)
def test_overlapping_spans_never_share_a_lane_and_no_lane_is_wasted(some: list[Span]) -> None:
    lanes = spans.lanes(some)
    for i, a in enumerate(some):
        for j, b in enumerate(some[:i]):
            assert lanes[i] != lanes[j] or not spans.overlap(a, b)
    deepest = max((sum(s.start <= p < max(s.end, s.start + 1) for s in some) for p in range(61)), default=0)
    assert len(set(lanes)) <= max(deepest, 1 if some else 0)


@given(TEXT, st.integers(0, 30), st.integers(0, 30))
def test_snapping_widens_to_boundaries_and_stays_put(text: str, a: int, b: int) -> None:
    span = Span(min(a, b, len(text)), min(max(a, b), len(text)))
    snapped = spans.snap(text, span)
    assert snapped.start <= span.start <= span.end <= snapped.end
    assert spans.snap(text, snapped) == snapped


@pytest.mark.parametrize(
    "whole", ["e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "🇰🇬", "и\u0306", "\r\n", "❤\ufe0f", "한", "\u1112\u1161\u11ab"]
)
def test_no_grapheme_is_cut(whole: str) -> None:
    text = f"a{whole}b"
    for cut in range(1, 1 + len(whole)):
        assert spans.snap(text, Span(cut, cut + 1)) == Span(1, 1 + len(whole))


def test_flags_are_told_apart_in_a_row() -> None:
    text = "🇰🇬🇰🇿"
    assert spans.snap(text, Span(2, 3)) == Span(2, 4)


@given(TEXT)
def test_folding_character_by_character_keeps_the_length(text: str) -> None:
    assert len(fold_chars(text)) == len(text)


@given(TEXT)
def test_a_folded_character_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    assert fold_text(text) == folded.text


@given(st.sampled_from(["Йогурт", "ёлка", "Ёлка", "Gülnara", "Oʻzbek"]), st.sampled_from(["NFC", "NFD"]))
def test_composed_and_decomposed_fold_alike(word: str, form: str) -> None:
    other = unicodedata.normalize(form, f"— {word}!")  # type: ignore[arg-type]
    found = fold(other)
    at = found.text.find(fold(unicodedata.normalize("NFC", word)).text)
    start, end = found.original(at, at + len(unicodedata.normalize("NFC", word)))
    assert unicodedata.normalize("NFC", other[start:end]) == unicodedata.normalize("NFC", word)


def test_e_with_and_without_dots_are_one_but_short_i_is_another_letter() -> None:
    assert fold("всё").text == fold("все").text
    assert fold("мой").text != fold("мои").text


@given(st.text())
def test_what_a_terminal_sees_has_the_same_length_and_nothing_that_acts(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not HOSTILE.search(shown)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in shown if char != "\n")


def test_the_same_name_and_text_make_the_same_document_in_any_form() -> None:
    assert document_id("Әсел", "words") == document_id(unicodedata.normalize("NFD", "Әсел"), "words")
    assert document_id("a", "words") != document_id("b", "words")
    assert version_id("x", "words") != version_id("x", "other words")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(0, 90))
def test_the_turn_at_a_position_is_the_last_that_begins_before_it(lengths: list[int], position: int) -> None:
    turns, at = [], 0
    for length in lengths:
        turns.append(Turn(at, at + length, at))
        at += length + 1
    version = Version("v", "d", 1, "x" * at, tuple(turns), TextSource("", "", ""))
    before = [index for index, turn in enumerate(turns) if turn.start <= position]
    assert version.turn_at(position) == (before[-1] if before else -1)


def test_a_path_goes_from_the_top_and_a_missing_code_is_its_id() -> None:
    codebook = Codebook((Code("a", "Top", heading=True), Code("b", "Under", parent="a"), Code("c", "Deep", parent="b")))
    assert codebook.path("c") == "Top / Under / Deep"
    assert codebook.depth("c") == 2
    assert codebook.path("gone") == "gone"
    assert [code.id for code in codebook.applicable] == ["b", "c"]


def test_the_hash_of_a_definition_follows_what_says_when_the_code_applies() -> None:
    code = Code("a", "A", definition="x")
    assert code.definition_hash == Code("a", "Other label", definition="x", keywords=("k",)).definition_hash
    assert code.definition_hash != Code("a", "A", definition="x", exclude=("y",)).definition_hash
