"""Codes together, along the text, by participant and by interview, each against a slow recount."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_projects import CODES, interviews, person, plain, project, texts, words_in
from quoth import segment
from quoth.analysis.participants import over_quoted
from quoth.analysis.saturation import saturated
from quoth.model.coding import Quotation
from quoth.session import results
from quoth.session.counting import count
from quoth.session.filters import Filters
from quoth.session.reporting import Choices, make, selected
from quoth.store import Project, queries


def _everyone(opened: Project, reading: Any) -> list[Quotation]:
    return list(results.quotations(opened, reading, Filters(), results.choose_layer(opened, "all")))


def _units(opened: Project, unit: str, found: list[Quotation]) -> list[tuple[str, int, int]]:
    """Document, start and end of each unit."""
    if unit == "span":
        return sorted({(q.document, q.start, q.end) for q in found})
    versions = {d.name: queries.version(opened, d.version) for d in queries.documents(opened)}
    if unit == "overlap":
        return [(name, i, i + 1) for name, v in versions.items() for i in range(len(v.text))]
    if unit == "turn":
        return [(name, t.start, t.end) for name, v in versions.items() for t in v.turns]
    return [(n, s.start, s.end) for n, v in versions.items() for s in segment.sentences(v.text, v.turns, "")]


@settings(max_examples=25, deadline=None)
@given(interviews, st.sampled_from(["span", "overlap", "sentence", "turn"]))
def test_pairs_are_the_slow_recount(made: list[Any], unit: str) -> None:
    with project(made) as (opened, reading):
        found = _everyone(opened, reading)
        report = make(opened, reading, "cooccurrence", Filters(), Choices(layer="all", unit=unit))
        rows = {(row[0], row[2]): row for row in report.tables[0].rows}
        units = _units(opened, unit, found)
        covers = {
            code: {
                i
                for i, (name, start, end) in enumerate(units)
                for q in found
                if q.code == code
                and q.document == name
                and ((q.start, q.end) == (start, end) if unit == "span" else q.start < end and start < q.end)
            }
            for code in CODES
        }
        for one in CODES:
            for other in CODES:
                both, either = covers[one] & covers[other], covers[one] | covers[other]
                pairs = sum(
                    a.document == b.document and a.start < b.end and b.start < a.end
                    for a in found
                    for b in found
                    if a.code == one and b.code == other
                )
                number = pairs if unit == "overlap" else len(both)
                if (one, other) in rows:
                    assert rows[one, other][4] == number
                    assert plain(rows[one, other][5]) == plain(len(both) / len(either))
                    counted = count(opened, reading, Filters(), results.choose_layer(opened, "all"))
                    scope = report.tables[0].scope(list(rows).index((one, other)), 4)
                    assert scope is not None
                    chosen = selected(opened, counted, scope, unit)
                    alone = [
                        q for q in found if q.code == one and any(i in covers[other] for i in _inside(q, units, unit))
                    ]
                    assert len(chosen) == len(alone)
                elif (other, one) not in rows and one != other:
                    assert number == 0


def _inside(q: Quotation, units: list[tuple[str, int, int]], unit: str) -> list[int]:
    return [
        i
        for i, (name, start, end) in enumerate(units)
        if name == q.document
        and ((q.start, q.end) == (start, end) if unit == "span" else q.start < end and start < q.end)
    ]


@settings(max_examples=20, deadline=None)
@given(interviews)
def test_parts_participants_and_coders_are_the_slow_recount(made: list[Any]) -> None:
    with project(made) as (opened, reading):
        found, whole = _everyone(opened, reading), texts(opened)
        choices = Choices(layer="all", parts=4, names=True)
        parts = make(opened, reading, "profile", Filters(), choices).tables[0]
        for row in parts.rows:
            here = [q for q in found if q.code == row[0]]
            told = Counter(min(3, int(q.start / len(whole[q.document]) * 4)) for q in here)
            assert list(row[2:]) == [told[i] for i in range(4)] + [len(here)]
        people = make(opened, reading, "participants", Filters(), choices).tables[0]
        who = Counter(person(opened, q) for q in found)
        said: Counter[tuple[str, str]] = Counter()
        for d in queries.documents(opened):
            version = queries.version(opened, d.version)
            for t in version.turns:
                if t.role != "interviewer":
                    said[d.case or d.name, t.speaker] += len(words_in(version.text, t.speech, t.end))
        assert {(r[0], r[1]): (r[2], r[5]) for r in people.rows} == {p: (who[p], said[p]) for p in said}
        coders = make(opened, reading, "coders", Filters(), choices)
        assert {row[0]: row[1] for row in coders.tables[0].rows if row[1]} == Counter(q.coder for q in found)
        each = Counter((q.coder, q.document) for q in found)
        assert {(row[0], row[1]): row[2] for row in coders.tables[1].rows if row[2]} == each


def test_over_quoted_is_twice_the_share_and_beyond_chance() -> None:
    assert over_quoted(30, 100, 0.1)
    assert not over_quoted(19, 100, 0.1)
    assert not over_quoted(2, 4, 0.2)
    assert not over_quoted(4, 4, 1.0)


@given(st.lists(st.frozensets(st.integers(0, 8)), max_size=12), st.integers(1, 5), st.integers(1, 3))
def test_saturation_is_the_slow_recount(present: list[frozenset[int]], base: int, run: int) -> None:
    found = saturated(present, base, run, 0.05)
    known = [set().union(*present[:i]) for i in range(len(present) + 1)]
    assert found.new == tuple(len(known[i + 1]) - len(known[i]) for i in range(len(present)))
    reached = None
    for first in range(base, len(present) - run + 1):
        fresh = len(known[first + run] - known[first])
        if reached is None and known[base] and fresh <= 0.05 * len(known[base]):
            reached = first + run
    assert found.reached == reached
    assert all(share is None or share == pytest.approx(new / found.base) for _, _, new, share in found.runs)


def test_a_published_kind_of_run() -> None:
    """Four interviews bring 20 codes, the next two bring one: 5 % of the base, which is saturation at 4+2."""
    present = [frozenset(range(10)), frozenset(range(8, 16)), frozenset({1}), frozenset(range(15, 20))]
    present += [frozenset({20}), frozenset({3}), frozenset({4})]
    found = saturated(present, 4, 2, 0.05)
    assert found.base == 20
    assert found.runs[0] == (5, 6, 1, 0.05)
    assert found.reached == 6
    assert np.sum(found.new) == 21
