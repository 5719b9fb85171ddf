"""Agreement coefficients against published tables, a slow exact reference, and what must not change them."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quoth.agreement import (
    MISSING,
    Estimate,
    Tally,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    tally,
)

Data = NDArray[np.int64]
Coefficient = Callable[[Data | Tally], Estimate]
ALL: list[Coefficient] = [
    percent_agreement,
    cohen_kappa,
    scott_pi,
    krippendorff_alpha,
    fleiss_kappa,
    conger_kappa,
    brennan_prediger,
    gwet_ac1,
]


def table(rows: str) -> Data:
    """A line a coder, a column a unit; a dot is missing."""
    return np.array(
        [[MISSING if cell == "." else int(cell) for cell in row.split()] for row in rows.strip().split("\n")]
    )


def crossed(counts: list[list[int]]) -> Data:
    """Two coders' judgements from their contingency table."""
    pairs = [(a, b) for a, row in enumerate(counts) for b, count in enumerate(row) for _ in range(count)]
    return np.array(pairs).T


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units, five categories.
KRIPPENDORFF = table("""
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
""")
# The same, with two observers and two categories, and with two observers and five.
BINARY = table("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0")
NOMINAL = table("1 1 2 2 4 3 3 3 5 4 4 1\n2 1 2 2 2 3 3 3 5 4 4 4")
# Cohen (1960), Educ. Psychol. Meas. 20, pages 37 and 45, as frequencies.
COHEN_37 = crossed([[25, 12, 3], [13, 2, 15], [12, 16, 2]])
COHEN_45 = crossed([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
# Fleiss (1971), Psychol. Bull. 76: thirty patients, six psychiatrists, five diagnoses; counts by diagnosis.
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031"
    " 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


def test_the_published_values_are_reached() -> None:
    published = [
        (krippendorff_alpha(KRIPPENDORFF), 0.743421052631579),
        (krippendorff_alpha(BINARY), 0.09523809523809523),
        (krippendorff_alpha(NOMINAL), 0.6919642857142857),
        (cohen_kappa(NOMINAL), 0.6842105263157895),
        (cohen_kappa(COHEN_37), -0.09230769230769231),
        (cohen_kappa(COHEN_45), 0.4915254237288136),
        (scott_pi(COHEN_45), 0.48717948717948717),
        (krippendorff_alpha(COHEN_45), 0.48846153846153845),
        (gwet_ac1(COHEN_45), 0.5759717314487632),
        (brennan_prediger(COHEN_45), 0.55),
        (percent_agreement(COHEN_45), 0.7),
        (percent_agreement(KRIPPENDORFF), 9 / 11),
        (fleiss_kappa(KRIPPENDORFF), 0.7611692754225802),
        (conger_kappa(KRIPPENDORFF), 0.7620668936512955),
        (gwet_ac1(KRIPPENDORFF), 0.7754440681270962),
        (brennan_prediger(KRIPPENDORFF), 0.7727272727272727),
    ]
    assert [estimate.value for estimate, _ in published] == pytest.approx([value for _, value in published], abs=1e-12)


def test_fleiss_diagnoses_reach_the_published_kappa() -> None:
    units = [[value for value, count in enumerate(row) for _ in range(int(count))] for row in FLEISS.split()]
    data = np.array(units).T
    assert data.shape == (6, 30)
    assert fleiss_kappa(data).value == pytest.approx(0.43024452006, abs=1e-11)
    assert gwet_ac1(data).value == pytest.approx(0.44788, abs=5e-6)


def test_agreement_on_a_rare_value_is_high_while_kappa_is_below_zero() -> None:
    data = crossed([[118, 5], [2, 0]])
    assert percent_agreement(data).value == pytest.approx(0.944)
    assert cohen_kappa(data).value == pytest.approx(-0.023391812865497075)
    assert gwet_ac1(data).value == pytest.approx(0.9407763376087177)


# ---- a slow exact reference, straight from the definitions


def readers(data: Data) -> list[list[int]]:
    return [[int(v) for v in unit if v != MISSING] for unit in data.T]


def exact(name: str, data: Data) -> Fraction | None:
    units = readers(data)
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        return None
    observed = sum(
        (Fraction(sum(a == b for a, b in combinations(unit, 2)), math.comb(len(unit), 2)) for unit in paired),
        Fraction(0),
    ) / len(paired)
    values = sorted({v for unit in units for v in unit})
    read = [unit for unit in units if unit]
    share = {v: sum((Fraction(unit.count(v), len(unit)) for unit in read), Fraction(0)) / len(read) for v in values}
    if name == "alpha":
        pairable = [v for unit in paired for v in unit]
        n = len(pairable)
        disagreement = sum(
            (Fraction(2 * sum(a != b for a, b in combinations(unit, 2)), len(unit) - 1) for unit in paired), Fraction(0)
        )
        unlike = sum(1 for a in pairable for b in pairable if a != b)
        return 1 - (n - 1) * disagreement / unlike if unlike else None
    if name == "conger":
        habit = []
        for coder in data:
            own = [int(v) for v in coder if v != MISSING]
            if own:
                habit.append({v: Fraction(own.count(v), len(own)) for v in values})
        pairs = list(combinations(habit, 2))
        chance = sum((a[v] * b[v] for a, b in pairs for v in values), Fraction(0)) / len(pairs)
    elif name == "fleiss":
        chance = sum((p * p for p in share.values()), Fraction(0))
    elif len(values) < 2:
        return None
    elif name == "ac1":
        chance = sum((p * (1 - p) for p in share.values()), Fraction(0)) / (len(values) - 1)
    else:
        chance = Fraction(1, len(values))
    return (observed - chance) / (1 - chance) if chance != 1 else None


@st.composite
def reliability_data(draw: st.DrawFn, fewest: int = 2, most: int = 4) -> Data:
    shape = (draw(st.integers(fewest, most)), draw(st.integers(1, 12)))
    cells = st.lists(st.integers(MISSING, 3), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    return np.array(draw(cells), dtype=np.int64).reshape(shape)


def close(one: Estimate, other: Estimate | Fraction | float | None) -> bool:
    value = other.value if isinstance(other, Estimate) else other
    if one.value is None or value is None:
        return one.value is None and value is None
    return math.isclose(one.value, float(value), abs_tol=1e-9)


@settings(max_examples=150)
@given(reliability_data())
def test_every_coefficient_is_what_its_definition_says(data: Data) -> None:
    assert close(krippendorff_alpha(data), exact("alpha", data))
    assert close(fleiss_kappa(data), exact("fleiss", data))
    assert close(conger_kappa(data), exact("conger", data))
    assert close(brennan_prediger(data), exact("bp", data))
    assert close(gwet_ac1(data), exact("ac1", data))


@settings(max_examples=150)
@given(reliability_data(), st.integers(0, 2**32))
def test_order_of_coders_and_units_and_names_of_values_do_not_matter(data: Data, seed: int) -> None:
    generator = np.random.default_rng(seed)
    shuffled = data[generator.permutation(len(data))][:, generator.permutation(data.shape[1])]
    renamed = np.where(shuffled >= 0, 7 - 2 * shuffled, MISSING)
    distant = np.where(data >= 0, data * 1_000_000_007, MISSING)
    for coefficient in ALL:
        assert close(coefficient(renamed), coefficient(data)), coefficient
        assert close(coefficient(distant), coefficient(data)), coefficient
        assert coefficient(data) == coefficient(data.astype(np.int8))


@settings(max_examples=150)
@given(reliability_data(), st.integers(0, 3))
def test_a_unit_that_one_coder_read_changes_neither_alpha_nor_raw_agreement(data: Data, value: int) -> None:
    alone = np.full((len(data), 1), MISSING)
    alone[0] = value
    for coefficient in (percent_agreement, krippendorff_alpha, cohen_kappa, scott_pi):
        assert close(coefficient(np.hstack([data, alone])), coefficient(data))


@settings(max_examples=150)
@given(reliability_data(most=2))
def test_two_coders_without_gaps_give_one_kappa_by_three_ways(data: Data) -> None:
    full = data[:, (data >= 0).all(axis=0)]
    assert close(cohen_kappa(full), conger_kappa(full))
    assert close(scott_pi(full), fleiss_kappa(full))
    assert close(cohen_kappa(full), cohen_kappa(data))


@settings(max_examples=150)
@given(reliability_data(fewest=0))
def test_an_estimate_is_a_finite_number_or_a_reason(data: Data) -> None:
    counts = tally(data)
    for coefficient in ALL:
        for estimate in (coefficient(data), coefficient(counts)):
            assert (estimate.value is None) == bool(estimate.reason)
            assert estimate.value is None or (math.isfinite(estimate.value) and estimate.value <= 1)


# ---- what cannot be estimated


@pytest.mark.parametrize("coefficient", [c for c in ALL if c is not percent_agreement])
def test_one_value_throughout_is_not_estimable(coefficient: Coefficient) -> None:
    assert coefficient(np.zeros((2, 8), dtype=np.int64)) == Estimate(None, "both coders used one value on all 8 units")


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, fleiss_kappa, conger_kappa])
def test_more_coders_are_counted_in_the_reason(coefficient: Coefficient) -> None:
    assert coefficient(np.ones((3, 5), dtype=np.int64)) == Estimate(None, "all 3 coders used one value on all 5 units")


@pytest.mark.parametrize("coefficient", ALL)
def test_nothing_read_by_two_coders_is_not_estimable(coefficient: Coefficient) -> None:
    assert coefficient(table("0 1 .\n. . 1")) == Estimate(None, "no unit was read by two coders")
    assert coefficient(np.empty((2, 0), dtype=np.int64)).value is None
    assert coefficient(np.array([[0, 1]])) == Estimate(None, "agreement needs two coders; there is 1")


def test_kappa_and_pi_are_for_two_coders() -> None:
    assert cohen_kappa(KRIPPENDORFF) == Estimate(None, "Cohen's kappa compares two coders; there are 4")
    assert scott_pi(KRIPPENDORFF) == Estimate(None, "Scott's pi compares two coders; there are 4")


def test_declared_categories_count_though_unused() -> None:
    data = table("0 1 0 1\n0 1 1 1")
    assert brennan_prediger(data, categories=4).value == pytest.approx((0.75 - 0.25) / 0.75)
    assert brennan_prediger(np.zeros((2, 3), dtype=np.int64), categories=2) == Estimate(1.0)
    with pytest.raises(ValueError, match="2 values were given, 1 are declared"):
        gwet_ac1(data, categories=1)


@pytest.mark.parametrize("data", [np.zeros(3, dtype=int), np.zeros((2, 3)), np.array([[0, -2], [0, 1]])])
def test_anything_but_a_table_of_integers_is_refused(data: Data) -> None:
    with pytest.raises(ValueError, match="reliability data"):
        krippendorff_alpha(data)


def test_the_package_stands_on_numpy_alone() -> None:
    script = (
        "import sys, quoth.agreement;"
        "print({'textual', 'rich', 'spacy', 'sqlite3', 'sqlite_utils', 'yaml', 'click'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
