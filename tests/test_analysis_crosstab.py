"""Crosstabs against a slow recount, and their tests against scipy."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_projects import CODES, interviews, plain, project, texts, words_in
from quoth.analysis import significance
from quoth.session import results
from quoth.session.comparing import judged
from quoth.session.filters import Filters
from quoth.session.reporting import Choices, make
from quoth.store import queries

counts = st.integers(0, 12)
tables = st.integers(2, 5).flatmap(
    lambda n: st.tuples(st.lists(counts, min_size=n, max_size=n), st.lists(counts, min_size=n, max_size=n))
)


@settings(max_examples=30, deadline=None)
@given(interviews, st.sampled_from(["read", "all"]))
def test_every_cell_is_the_slow_recount(made: list[Any], base: str) -> None:
    if not any(one.country for one in made):
        return
    with project(made) as (opened, reading):
        layer = results.choose_layer(opened, "all")
        found = list(results.quotations(opened, reading, Filters(), layer))
        report = make(
            opened, reading, "crosstab", Filters(), Choices(layer="all", by="country", base=base, tested=True)
        )
        tables_ = {table.key: table for table in report.tables}
        documents, whole = queries.documents(opened), texts(opened)
        marks = judged(opened, reading, ["ann", "bek", "consensus"])
        turns = {d.name: queries.version(opened, d.version).turns for d in documents}
        for code in CODES:
            rows = {key: row for key, t in tables_.items() for row in t.rows if row[0] == code}
            if not rows:
                continue
            heads = [column.key for column in tables_["documents"].columns]
            for place, head in enumerate(heads[2:], 2):
                here = [
                    d
                    for d in documents
                    if head == "total" or d.attributes.get("country", "") == head.removeprefix("country=")
                ]
                read = [
                    d for d in here if base == "all" or any(code in spoken for spoken in marks.get(d.id, {}).values())
                ]
                with_code = [d for d in read if any(q.document == d.name and q.code == code for q in found)]
                codings = [q for q in found if q.code == code and q.document in {d.name for d in here}]
                words = sum(
                    len(words_in(whole[d.name], t.speech, t.end))
                    for d in here
                    for t in turns[d.name]
                    if t.role != "interviewer"
                )
                assert rows["documents"][place] == len(with_code)
                assert plain(rows["column_percents"][place]) == plain(
                    100 * len(with_code) / len(read) if read else None
                )
                assert rows["codings"][place] == len(codings)
                assert plain(rows["rates"][place]) == plain(1000 * len(codings) / words if words else None)


@given(tables)
def test_chi_square_and_residuals_are_scipys(table: tuple[list[int], list[int]]) -> None:
    stats = pytest.importorskip("scipy.stats")
    data = np.array(table)
    if not data.sum(axis=0).all() or not data.sum(axis=1).all():
        return
    theirs = stats.chi2_contingency(data, correction=False)
    statistic, freedom, p = significance.chi_square(data)
    assert (statistic, freedom, p) == pytest.approx((theirs.statistic, theirs.dof, theirs.pvalue))
    assert significance.expected(data) == pytest.approx(theirs.expected_freq)
    total, rows, columns = data.sum(), data.sum(axis=1), data.sum(axis=0)
    for i, j in itertools.product(range(2), range(data.shape[1])):
        should = theirs.expected_freq[i, j]
        spread = math.sqrt(should * (1 - rows[i] / total) * (1 - columns[j] / total))
        if spread:
            assert significance.adjusted_residuals(data)[i, j] == pytest.approx((data[i, j] - should) / spread)


@given(st.tuples(counts, counts), st.tuples(counts, counts))
def test_fisher_of_four_cells_is_scipys(present: tuple[int, int], absent: tuple[int, int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert significance.fisher(present, absent)[0] == pytest.approx(stats.fisher_exact([present, absent]).pvalue)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=3, max_size=4))
def test_fisher_of_more_columns_is_the_sum_over_all_ways_to_deal_them(pairs: list[tuple[int, int]]) -> None:
    present, absent = [a for a, _ in pairs], [b for _, b in pairs]
    columns = [a + b for a, b in pairs]

    def ways(deal: tuple[int, ...]) -> int:
        return math.prod(math.comb(n, k) for n, k in zip(columns, deal, strict=True))

    deals = [d for d in itertools.product(*(range(n + 1) for n in columns)) if sum(d) == sum(present)]
    likely = [ways(d) for d in deals]
    expected = sum(w for w in likely if w <= ways(tuple(present))) / sum(likely)
    found, exact = significance.fisher(present, absent)
    assert exact
    assert found == pytest.approx(expected)


def test_sampled_fisher_is_near_the_exact_one_and_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, _ = significance.fisher([9, 2, 4, 1], [1, 7, 6, 8])
    monkeypatch.setattr(significance, "_MOST", 0)
    sampled = significance.fisher([9, 2, 4, 1], [1, 7, 6, 8])
    assert sampled == significance.fisher([9, 2, 4, 1], [1, 7, 6, 8])
    assert not sampled[1]
    assert sampled[0] == pytest.approx(exact, abs=0.005)


@pytest.mark.parametrize("freedom", range(1, 12))
@pytest.mark.parametrize("statistic", [0.0, 0.5, 3.84, 11.1, 60.0])
def test_the_tail_of_chi_square_is_scipys(freedom: int, statistic: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert significance.chi_square_tail(statistic, freedom) == pytest.approx(
        stats.chi2.sf(statistic, freedom), abs=1e-14
    )


def test_the_test_is_chosen_by_cochrans_rule() -> None:
    assert significance.test([30, 10], [20, 40]).name == "chi-square"
    assert significance.test([3, 1], [2, 4]).name == "Fisher"
    assert significance.test([0, 0], [4, 4]).reason == "the code is in all documents or in none"
    assert significance.test([1], [3]).reason == "fewer than two groups have documents to compare"
    assert significance.test([4, 0], [3, 0]).p is None


def test_holm_is_the_step_down() -> None:
    assert significance.holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
