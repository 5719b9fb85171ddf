"""Sparse vectors are unit vectors that do not depend on what else is encoded, and rare words weigh more."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.suggest.sparse import BUCKETS, SparseSpace
from quoth.suggest.words import words

CORPUS = ["The press came to the meeting.", "The press stayed away.", "Nobody paid the fee to the press."]


@pytest.fixture(scope="module")
def space() -> SparseSpace:
    return SparseSpace(CORPUS)


@given(texts=st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=60)
def test_alone_or_among_others_a_text_has_the_same_unit_vector(space: SparseSpace, texts: list[str]) -> None:
    for text, vector in zip(texts, space.encode_all(texts), strict=True):
        alone = space.encode(text)
        assert np.array_equal(alone.buckets, vector.buckets)
        assert np.array_equal(alone.values, vector.values)
        assert np.all(np.diff(vector.buckets) > 0)
        assert np.all(vector.buckets < BUCKETS)
        length = float(np.linalg.norm(vector.values))
        assert length == pytest.approx(1, abs=1e-5) if len(vector.buckets) else length == 0


def test_a_text_without_words_is_empty(space: SparseSpace) -> None:
    assert len(space.encode(" … — !").buckets) == 0
    assert not space.encode("").full().any()


def cosine(space: SparseSpace, one: str, other: str) -> float:
    return float(space.encode(one).full() @ space.encode(other).full())


def test_sharing_a_rare_word_counts_more_than_sharing_a_common_one(space: SparseSpace) -> None:
    assert cosine(space, "the fee", "a fee") > cosine(space, "the fee", "the cat")


def test_words_of_one_stem_are_alike(space: SparseSpace) -> None:
    assert cosine(space, "journalists", "journalist") > 0.5 > cosine(space, "journalists", "hospital")


def test_case_yo_and_decomposition_make_no_difference(space: SparseSpace) -> None:
    assert cosine(space, "Ёлка МОЙ", unicodedata.normalize("NFD", "елка мой")) == pytest.approx(1, abs=1e-5)
    assert words("Don’t И́MПЕРИЯ") == words("don’t " + unicodedata.normalize("NFC", "и́mперия"))


def test_more_texts_than_a_batch_are_all_counted() -> None:
    few, many = SparseSpace(["common word"] * 3), SparseSpace(["common word"] * 3000)
    assert cosine(few, "common rare", "rare") < cosine(many, "common rare", "rare")
