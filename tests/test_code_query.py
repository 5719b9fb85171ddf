"""Questions about codes: what the words mean, against a recount by hand, and what cannot be understood."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quoth.errors import UsageError
from quoth.model.code_query import NEAR, Place, parse

CODINGS: list[Place] = [
    (0, 100, "paid"),
    (0, 100, "fear"),
    (50, 120, "state"),
    (200, 260, "paid"),
    (300, 320, "silence"),
    (900, 950, "paid"),
    (900, 950, "state"),
]
BELOW = {"media": ("media", "paid", "silence"), "Paid coverage": ("paid",)}


def below(name: str) -> tuple[str, ...]:
    return BELOW.get(name, (name,))


def answer(question: str) -> list[Place]:
    chosen = parse(question).chosen(CODINGS, below)
    return [coding for coding, wanted in zip(CODINGS, chosen, strict=True) if wanted]


@pytest.mark.parametrize(
    ("question", "starts"),
    [
        ("paid", [(0, "paid"), (200, "paid"), (900, "paid")]),
        ("media", [(0, "paid"), (200, "paid"), (300, "silence"), (900, "paid")]),
        ('"Paid coverage"', [(0, "paid"), (200, "paid"), (900, "paid")]),
        ("«Paid coverage» AND state", [(900, "paid"), (900, "state")]),
        ("paid and not state", [(0, "paid"), (200, "paid")]),
        ("paid not overlapping state", [(200, "paid")]),
        ("paid overlapping state", [(0, "paid"), (900, "paid")]),
        ("state overlapping paid", [(50, "state"), (900, "state")]),
        ("paid or fear", [(0, "paid"), (0, "fear"), (200, "paid"), (900, "paid")]),
        ("not paid", [(50, "state"), (300, "silence")]),
        ("not (paid and fear)", [(50, "state"), (200, "paid"), (300, "silence"), (900, "paid"), (900, "state")]),
        ("paid near silence", [(0, "paid"), (200, "paid")]),
        ("paid within 199 of silence", [(200, "paid")]),
        ("paid not near silence", [(900, "paid")]),
        ("paid within 40 of silence", [(200, "paid")]),
        ("paid within 39 of silence", []),
        ("paid and not (silence or state)", [(0, "paid"), (200, "paid")]),
        ("fear or paid and state", [(0, "fear"), (900, "paid"), (900, "state")]),
        ("(fear or paid) and state", [(900, "paid"), (900, "state")]),
        (
            "paid or not state",
            [(0, "paid"), (0, "fear"), (200, "paid"), (300, "silence"), (900, "paid")],
        ),
        ("nothing-of-the-kind", []),
    ],
)
def test_what_a_question_wants(question: str, starts: list[tuple[int, str]]) -> None:
    assert [(start, code) for start, _, code in answer(question)] == starts


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "at the beginning: a code was expected"),
        ("paid and", "after “paid and”: a code was expected"),
        ("paid state", "after “paid”: and, or, near"),
        ("(paid or state", "a closing parenthesis"),
        ("paid)", "after “paid”"),
        ("paid within of state", "a number of characters"),
        ("paid within 5 state", "of was expected"),
        ("paid not state", "overlapping, near or within"),
        ('"paid', "quotation mark is not closed"),
        ('""', "a code was expected"),
        ("(" * 5000 + "paid", "nested too deeply"),
        ("not " * 5000 + "paid", "nested too deeply"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(question: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(question)
    assert words in caught.value.message
    assert "within N of" in caught.value.hint


def test_a_code_named_like_a_word_of_the_language_stands_in_quotation_marks() -> None:
    assert parse('"and" and "near"').names == ("and", "near")


def test_a_question_keeps_its_words_and_names_each_code_once() -> None:
    query = parse("  paid  and (state\n or paid)")
    assert str(query) == "paid and (state or paid)"
    assert query.names == ("paid", "state")


# ---- against a recount

spans = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))
codings = st.lists(st.tuples(spans, st.sampled_from("abc")).map(lambda c: (*c[0], c[1])), max_size=12)
questions = st.recursive(
    st.sampled_from("abc"),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(
            st.sampled_from(["and", "or", "overlapping", "not overlapping", "near", "within 3 of"]), inner, inner
        ),
    ),
    max_leaves=6,
)


def words(question: object) -> str:
    match question:
        case (str(only), inner):
            return f"{only} ({words(inner)})"
        case (str(joint), left, right):
            return f"({words(left)}) {joint} ({words(right)})"
        case _:
            return str(question)


def slow(question: object, placed: list[Place]) -> set[tuple[int, int]]:
    """The same by brute force: every pair of passages is looked at."""
    everything = {(start, end) for start, end, _ in placed}
    match question:
        case ("not", inner):
            return everything - slow(inner, placed)
        case ("and", left, right):
            return slow(left, placed) & slow(right, placed)
        case ("or", left, right):
            return slow(left, placed) | slow(right, placed)
        case (str(how), left, right):
            ours, theirs = slow(left, placed), slow(right, placed)
            gap = {"near": NEAR, "within 3 of": 3}.get(how, -1)
            close = {a for a in ours if any(max(a[0] - b[1], b[0] - a[1]) <= gap for b in theirs)}
            return ours - close if how.startswith("not") else close
        case _:
            return {(start, end) for start, end, code in placed if code == question}


@given(codings, questions)
@example([(0, 5, "a"), (5, 9, "b")], ("overlapping", "a", "b"))
@example([(0, 5, "a"), (8, 9, "b"), (9, 12, "b")], ("within 3 of", "a", "b"))
def test_every_question_against_a_recount(placed: list[Place], question: object) -> None:
    found = parse(words(question)).passages(placed, lambda name: (name,))
    assert {(span.start, span.end) for span in found} == slow(question, placed)


@given(st.text(alphabet='ab()"«» notearwihf5,', max_size=25))
def test_any_words_are_a_question_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        parse(text).chosen(CODINGS, below)
