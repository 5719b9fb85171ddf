"""What must not change an agreement figure, and what must."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quoth.agreement import (
    MISSING,
    Estimate,
    Resampling,
    alpha_by,
    interval_alpha,
    krippendorff_alpha,
    ordinal_alpha,
    percent_agreement,
    set_alpha,
    unitize,
    unitizing_json,
)
from quoth.agreement.analytic import standard_errors
from quoth.agreement.figures import draws_of_documents, figures, summed
from quoth.agreement.intervals import bootstrap_nominal, nominal_sums, resampled_nominal, student_quantile

Data = NDArray[np.int64]


@st.composite
def table(draw: st.DrawFn, values: int = 4) -> Data:
    shape = draw(st.integers(2, 4)), draw(st.integers(1, 10))
    cells = st.lists(st.integers(MISSING, values - 1), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    return np.array(draw(cells), dtype=np.int64).reshape(shape)


def close(one: Estimate, other: Estimate) -> bool:
    if one.value is None or other.value is None:
        return one.value is None and other.value is None
    return math.isclose(one.value, other.value, abs_tol=1e-9)


@given(table(), st.integers(0, 2**32))
def test_order_of_coders_and_units_changes_no_alpha(data: Data, seed: int) -> None:
    generator = np.random.default_rng(seed)
    mixed = data[generator.permutation(len(data))][:, generator.permutation(data.shape[1])]
    values = np.array([0.0, 1.0, 3.0, 9.0])
    assert close(ordinal_alpha(data, 4), ordinal_alpha(mixed, 4))
    assert close(interval_alpha(data, values), interval_alpha(mixed, values))


@given(table())
def test_the_distance_of_unlike_values_gives_nominal_alpha(data: Data) -> None:
    by_distance = alpha_by(data, 4, lambda a, b: (a != b).astype(float))
    assert close(by_distance, krippendorff_alpha(data))
    by_sets = set_alpha(data, [frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d")])
    assert close(by_sets, krippendorff_alpha(data))


@given(table(), st.floats(0.1, 50), st.floats(-100, 100))
def test_an_interval_scale_may_be_stretched_and_moved(data: Data, factor: float, shift: float) -> None:
    values = np.array([0.0, 1.0, 3.0, 9.0])
    one, other = interval_alpha(data, values), interval_alpha(data, values * factor + shift)
    assert (one.value is None) == (other.value is None)
    assert one.value is None or one.value == pytest.approx(other.value, abs=1e-7)


@given(table())
def test_ranks_alone_decide_an_ordinal_alpha_and_gaps_between_them_do_not(data: Data) -> None:
    spread = np.where(data >= 0, data * 3 + 1, MISSING)  # the same order, with ranks that nobody gave between
    assert close(ordinal_alpha(data, 4), ordinal_alpha(spread, 12))


@given(table())
def test_a_coder_copied_adds_only_agreement(data: Data) -> None:
    doubled = np.concatenate([data, data[:1]])
    one, other = percent_agreement(data[:1].repeat(2, axis=0)), percent_agreement(doubled[[0, -1]])
    assert one == other
    assert other.value in (None, 1.0)


@settings(max_examples=150)
@given(table())
def test_the_formulas_of_draws_are_those_of_points(data: Data) -> None:
    import quoth.agreement.coefficients as of

    found = resampled_nominal(nominal_sums(data, 4).sum(axis=0, keepdims=True), len(data), 4)
    for name, values in found.items():
        if name.endswith(".chance"):
            continue
        point = getattr(of, name)(data).value
        assert (point is None) == bool(np.isnan(values[0])), name
        assert point is None or point == pytest.approx(values[0], abs=1e-9), name


@settings(max_examples=100)
@given(table())
def test_the_values_beside_standard_errors_are_the_points(data: Data) -> None:
    import quoth.agreement.coefficients as of

    used = np.unique(data[data >= 0])
    assume(len(used) > 1)
    dense = np.where(data >= 0, np.searchsorted(used, data), MISSING)
    for name, one in standard_errors(dense, len(used)).items():
        point = getattr(of, name)(dense).value
        assert point is None or point == pytest.approx(one.value, abs=1e-9), name
        assert one.error >= 0


@given(st.integers(0, 1000))
def test_one_seed_gives_one_interval(seed: int) -> None:
    data = np.random.default_rng(3).integers(0, 2, (2, 30))
    one, other = (bootstrap_nominal(data, 2, Resampling(50, seed))["krippendorff_alpha"] for _ in range(2))
    assert (one == other).all()


def test_documents_drawn_whole_give_a_wider_interval_than_units_where_units_hang_together() -> None:
    generator = np.random.default_rng(1)
    wrong = np.repeat(generator.random(30) < 0.3, 20)  # the second coder misread whole documents
    truth = generator.integers(0, 2, 600)
    data = np.stack([truth, np.where(wrong, 1 - truth, truth)]).astype(np.int8)
    home = np.repeat(np.arange(30), 20)
    widths = []
    for unit in ("document", "unit"):
        how = Resampling(500, 1, unit)
        found = figures(summed(data, home, 30), ["a", "b"], how, draws_of_documents(30, how)).intervals["alpha"]
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[0] > 2 * widths[1]


def test_students_t_is_that_of_the_tables() -> None:
    known = {1: 12.7062, 2: 4.30265, 4: 2.77645, 11: 2.20099, 30: 2.04227, 100: 1.98397, 5000: 1.96044}
    assert {n: student_quantile(0.975, n) for n in known} == pytest.approx(known, abs=2e-4)


# ---- the unitizing family

spans = st.tuples(st.integers(0, 35), st.integers(1, 8), st.sampled_from("ab"))


def apart(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Passages that do not overlap, made by laying them one after the other."""
    laid, at = [], 0
    for gap, size, code in found:
        start = at + gap % 5
        laid.append((start, start + size, code))
        at = start + size
    return laid


coders = st.lists(st.lists(spans, max_size=4).map(apart), min_size=2, max_size=4)


@settings(max_examples=100)
@given(coders, st.randoms())
def test_order_of_coders_and_names_of_codes_do_not_matter(
    made: list[list[tuple[int, int, str]]], random: object
) -> None:
    found = unitize(made, 80)
    mixed = [list(reversed(own)) for own in reversed(made)]
    assert unitizing_json(unitize(mixed, 80)) == unitizing_json(found)
    renamed = [[(a, b, {"a": "z", "b": "y"}[c]) for a, b, c in own] for own in made]
    other = unitize(renamed, 80)
    assert (other.u_alpha, other.binary_u_alpha, other.cu_alpha) == (
        found.u_alpha,
        found.binary_u_alpha,
        found.cu_alpha,
    )


@given(coders)
def test_a_passage_parted_in_two_that_overlap_is_the_same(made: list[list[tuple[int, int, str]]]) -> None:
    parted = [[piece for a, b, c in own for piece in ((a, b, c), (a, max(a + 1, b - 1), c))] for own in made]
    assert unitize(parted, 80) == unitize(made, 80)


@given(coders.filter(lambda made: any(made)))
def test_copied_coders_agree_wholly(made: list[list[tuple[int, int, str]]]) -> None:
    one = next(own for own in made if own)
    found = unitize([one, one, one], 80)
    for figure in (found.u_alpha, found.binary_u_alpha, found.cu_alpha):
        assert figure.value in (None, 1.0)
    assert found.u_alpha.value == 1.0


@settings(max_examples=60)
@given(coders)
def test_a_longer_text_leaves_what_is_coded_alone(made: list[list[tuple[int, int, str]]]) -> None:
    """cu-alpha and (k)u-alpha look at text that two coded: nothing of them changes with uncoded text at the end."""
    short, long = unitize(made, 80), unitize(made, 800)
    assert long.cu_alpha == short.cu_alpha
    assert {c: one.ku_alpha for c, one in long.codes.items()} == {c: one.ku_alpha for c, one in short.codes.items()}
    if short.u_alpha.value is not None and long.u_alpha.value is not None:
        assert long.u_alpha.value >= short.u_alpha.value - 1e-12


@settings(max_examples=60)
@given(coders)
def test_the_sweep_equals_a_count_of_every_position(made: list[list[tuple[int, int, str]]]) -> None:
    found = unitize(made, 80)
    data = np.zeros((len(made), 80), dtype=np.int64)
    for row, own in zip(data, made, strict=True):
        for a, b, c in own:
            row[a:b] = 1 + (c == "b")
    for code, value in (("a", 1), ("b", 2)):
        if code in found.codes:
            assert close(found.codes[code].char_alpha, krippendorff_alpha((data == value).astype(np.int64)))
