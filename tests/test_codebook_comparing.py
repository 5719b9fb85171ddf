"""What a hand edit did, told code by code, and which vanished code a new one may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.codebook_file import Change, diff, read, renamed_candidates, slug
from quoth.model.codebook import Code, Codebook

OLD = """\
- id: media
  label: Media
  heading: yes
  codes:
  - {id: paid, label: Paid coverage, key: p, definition: A fee is asked.}
  - {id: own, label: Own channels}
- {id: law, label: Law, status: retired, replaced_by: paid}
- {id: gone, label: Villages}
"""


def book(text: str) -> Codebook:
    found = read(text).codebook
    assert found is not None
    return found


def test_each_kind_of_change_is_told() -> None:
    new = """\
title: Press
codes:
- id: media
  label: The media
  heading: yes
  codes:
  - {id: own, label: Own channels, status: retired, replaced_by: paid}
- {id: paid, label: Paid coverage, key: q, definition: A fee is paid.}
- {id: law, label: Law}
- {id: come, label: Towns, definition: New}
"""
    assert diff(book(OLD), book(new)) == (
        Change("edited", "", "title: ", "title: Press"),
        Change("renamed", "media", "Media", "The media"),
        Change("retired", "own", "", "paid"),
        Change("moved", "paid", "Media", ""),
        Change("redefined", "paid", "definition: A fee is asked.", "definition: A fee is paid."),
        Change("edited", "paid", "key: p", "key: q"),
        Change("restored", "law", "paid", ""),
        Change("added", "come", "", "Towns"),
        Change("removed", "gone", "Villages", ""),
    )


def test_layout_order_and_written_ids_are_no_change() -> None:
    old = book("- label: A\n- label: B\n")
    assert diff(old, book("codes: [{label: B, id: b}, {id: a, label: A}] # same")) == ()


@given(st.sampled_from(["label", "parent", "labels", "key", "colour", "definition", "include", "exclude", "examples",
                        "counterexamples", "keywords", "status", "replaced_by", "heading", "exclusive"]))  # fmt: skip
def test_no_field_changes_unnoticed(field: str) -> None:
    code = Code("a", "A")
    values = {"labels": {"ru": "Б"}, "status": "retired", "heading": True, "exclusive": True, "parent": "b"}
    lists = ("include", "exclude", "examples", "counterexamples", "keywords")
    value = values.get(field, ("x",) if field in lists else "x")
    old = Codebook((Code("b", "B"), code))
    new = Codebook((Code("b", "B"), replace(code, **{field: value})))  # type: ignore[arg-type]
    assert len(diff(old, new)) == len(diff(new, old)) == 1


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("[Paid coverage, Law]", "[Paid coverages, Law]", [("paid-coverage", "paid-coverages")]),
        ("[{id: a, label: Fee}, Law]", "[Law, {id: b, label: fee}]", [("a", "b")]),
        ("[Fee, Law]", "[Bribe, Law]", [("fee", "bribe")]),
        (
            "[{label: A1, definition: Fee asked.}, L]",
            "[L, {label: Zz, definition: Fees asked.}]",
            [("a1", "zz")],
        ),
        ("[Fee, Law]", "[Law, Bribe]", []),
        ("[Fee, Fees]", "[Feee, Feees]", [("fee", "feee"), ("fees", "feees")]),
        ("[Fee]", "[Fee, Fees]", []),
    ],
)
def test_a_vanished_code_beside_a_new_one_that_is_like_it(old: str, new: str, pairs: list[tuple[str, str]]) -> None:
    assert sorted(renamed_candidates(book(f"codes: {old}"), book(f"codes: {new}"))) == sorted(pairs)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Relations with the media", "relations-with-the-media"),
        ("Органы власти: давление", "organy-vlasti-davlenie"),
        ("Қазақ әңгімесі үшін", "qazaq-angimesi-ushin"),
        ("Өкмөт жана ӱй", "okmot-zhana-uy"),
        ("Ўзбекча ҳуқуқ", "ozbekcha-huquq"),
        ("Тоҷикӣ ғазал", "tojiki-gazal"),
        ("Oʻzbek o‘rni", "ozbek-orni"),
        ("İstanbul'un ışığı", "istanbulun-isigi"),
        ("Café — naïve & Œuvre", "cafe-naive-oeuvre"),
        ("媒体", "code"),
        ("...", "code"),
        ("1.10", "1-10"),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_slug_is_latin(label: str, expected: str) -> None:
    assert slug(label) == expected


@given(st.text(), st.sets(st.text()))
def test_a_slug_is_an_id_that_nobody_has(label: str, taken: set[str]) -> None:
    first = slug(label, taken)
    second = slug(label, {*taken, first})
    assert first not in taken
    assert second not in {*taken, first}
    found = read(f'- {{id: "{second}", label: x}}').codebook
    assert found is not None
    assert found.codes[0].id == second
