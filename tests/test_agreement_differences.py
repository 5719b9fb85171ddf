"""Where coders differ: kinds, costs that add up, and who is confused with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.agreement import Kind, Reading, confusion, differences, krippendorff_alpha, lay_out, tally
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import Coding
from quoth.model.text import Source, Turn, Version

BOOK = Codebook((Code("top", "Top"), Code("below", "Below", parent="top"), Code("x", "X"), Code("y", "Y")))
CODES = ["top", "below", "x", "y"]


def coding(coder: str, code: str, start: int, end: int) -> Coding:
    return Coding(f"{coder}-{code}-{start}-{end}", coder, code, "d", "v", start, end, "", "", "", "", "")


def read(
    codings: Iterable[Coding], judged: Mapping[str, Iterable[str]] | None = None, name: str = "d", length: int = 60
) -> Reading:
    by_coder: dict[str, list[Coding]] = {}
    for one in codings:
        by_coder.setdefault(one.coder, []).append(one)
    done = judged or {coder: CODES for coder in "ab"}
    turns = tuple(Turn(start, start + 10, start) for start in range(0, length, 10))
    version = Version("v", name, 1, "x" * length, turns, Source("t.txt", "", "txt"))
    return Reading(name, version, by_coder, (), {coder: frozenset(codes) for coder, codes in done.items()})


@pytest.mark.parametrize(
    ("first", "second", "kind", "codes"),
    [
        ([("x", 0, 5)], [], Kind.MISSED, ("x",)),
        ([("x", 0, 5)], [("x", 3, 8)], Kind.BOUNDARY, ("x",)),
        ([("x", 0, 9)], [("x", 0, 3), ("x", 6, 9)], Kind.BOUNDARY, ("x",)),
        ([("x", 0, 5)], [("y", 3, 8)], Kind.CODE, ("x", "y")),
        ([("below", 0, 5)], [("top", 0, 5)], Kind.FAMILY, ("top", "below")),
        ([("x", 0, 5), ("y", 0, 5)], [("x", 0, 5)], Kind.SET, ("y",)),
        ([("x", 0, 5), ("y", 0, 5)], [("x", 0, 5), ("top", 0, 5)], Kind.SET, ("top", "y")),
    ],
)
def test_every_kind_of_difference_is_told_apart(
    first: list[tuple[str, int, int]], second: list[tuple[str, int, int]], kind: Kind, codes: tuple[str, ...]
) -> None:
    made = [coding("a", *one) for one in first] + [coding("b", *one) for one in second]
    (found,) = differences([read(made)], BOOK, ["a", "b"], "turn")
    assert (found.kind, found.codes) == (kind, codes)
    assert set(found.codings) == {"a", "b"}
    assert {one.code for own in found.codings.values() for one in own} <= set(codes)


def test_the_same_passages_are_no_difference_however_they_are_parted() -> None:
    whole, parts = [coding("a", "x", 0, 9)], [coding("b", "x", 0, 4), coding("b", "x", 4, 9)]
    assert differences([read([*whole, *parts])], BOOK, ["a", "b"], "turn") == ()


def test_what_one_coder_has_not_judged_is_no_difference() -> None:
    made = [coding("a", "x", 0, 5)]
    assert differences([read(made, {"a": CODES, "b": ["y"]})], BOOK, ["a", "b"], "turn") == ()


def test_a_boundary_inside_a_unit_costs_nothing_and_comes_last() -> None:
    made = [coding("a", "x", 0, 5), coding("b", "x", 1, 6), coding("a", "y", 20, 25)]
    found = differences([read(made)], BOOK, ["a", "b"], "turn")
    assert [one.codes for one in found] == [("y",), ("x",)]
    assert found[0].cost > 0
    assert found[1].cost == 0
    on_characters = differences([read(made)], BOOK, ["a", "b"], "char")
    assert all(one.cost > 0 for one in on_characters)


def test_each_place_has_a_name_that_stays() -> None:
    made = [coding("a", "x", 0, 5), coding("a", "y", 20, 25)]
    first, second = (one.id for one in differences([read(made)], BOOK, ["a", "b"], "turn"))
    again = differences([read([*made, coding("b", "top", 40, 45)])], BOOK, ["a", "b"], "turn")
    assert first != second
    assert {first, second} < {one.id for one in again}


spans = st.tuples(st.sampled_from("abc"), st.sampled_from(CODES), st.integers(0, 55), st.integers(1, 20))


@settings(max_examples=150)
@given(
    st.lists(st.lists(spans, max_size=8), min_size=1, max_size=2),
    st.sampled_from(["turn", "char", "document"]),
    st.sampled_from(["any", "majority"]),
)
def test_the_costs_of_a_codes_differences_add_up_to_what_alpha_lacks(
    documents: list[list[tuple[str, str, int, int]]], unit: str, overlap: str
) -> None:
    judged = dict.fromkeys("abc", CODES)
    readings = [
        read([coding(w, code, start, min(60, start + size)) for w, code, start, size in made], judged, f"d{number}")
        for number, made in enumerate(documents)
    ]
    layout = lay_out(readings, "abc", unit, overlap)
    found = differences(readings, BOOK, "abc", unit, overlap=overlap)
    for code in CODES:
        data = np.repeat(layout.reliability(code), layout.weight, axis=1)
        alpha = krippendorff_alpha(data).value
        cost = sum(one.costs.get(code, 0.0) for one in found)
        if alpha is None:
            assert cost == 0
        else:
            assert cost == pytest.approx(1 - alpha, abs=1e-9)
        assert krippendorff_alpha(tally(layout.reliability(code), layout.weight)).value == pytest.approx(alpha)
    assert [one.cost for one in found] == sorted((one.cost for one in found), reverse=True) or any(found)


@settings(max_examples=100)
@given(st.lists(spans, max_size=8))
def test_each_differing_passage_is_in_exactly_one_difference(made: list[tuple[str, str, int, int]]) -> None:
    codings = {(w, c, s): coding(w, c, s, min(60, s + n)) for w, c, s, n in made}.values()
    found = differences([read(codings, dict.fromkeys("abc", CODES))], BOOK, "abc", "turn")
    named = [one.id for place in found for own in place.codings.values() for one in own]
    assert len(named) == len(set(named))
    for one in codings:
        if one.id not in named:
            for other in "abc":
                assert any(c.coder == other and c.code == one.code and c.start < one.end and one.start < c.end
                           for c in codings)  # fmt: skip


def test_confusion_sets_what_only_one_gave_against_what_only_the_other_gave() -> None:
    made = [
        coding("a", "x", 0, 5), coding("b", "x", 0, 5),
        coding("a", "x", 10, 15), coding("b", "y", 10, 15),
        coding("a", "y", 20, 25),
        coding("b", "top", 30, 35),
    ]  # fmt: skip
    layout = lay_out([read(made)], ["a", "b"], "turn")
    x, y, top, none = 0, 1, 2, 3
    table = confusion(layout, ["x", "y", "top"])
    expected = np.zeros((4, 4), dtype=int)
    for row, column in ((x, x), (x, y), (y, none), (none, top)):
        expected[row, column] = 1
    assert table.tolist() == expected.tolist()
    both = confusion(lay_out([read(made, dict.fromkeys("abc", CODES))], "abc", "turn"), ["x", "y", "top"])
    assert (both == both.T).all()
