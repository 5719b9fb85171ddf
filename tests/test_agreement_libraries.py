"""Every statistic against independent libraries on random data; each test is skipped where its library is not here.

`pip install 'quoth[agreement-check]'` brings them. Known disagreements between libraries are in docs/agreement.md.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quoth.agreement import (
    MISSING,
    Estimate,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    interval_alpha,
    jaccard,
    krippendorff_alpha,
    masi,
    ordinal_alpha,
    percent_agreement,
    ratio_alpha,
    scott_pi,
    set_alpha,
)

Data = NDArray[np.int64]


@st.composite
def table(draw: st.DrawFn, *, coders: tuple[int, int] = (2, 4), missing: bool = True) -> Data:
    shape = draw(st.integers(*coders)), draw(st.integers(2, 12))
    cells = st.lists(
        st.integers(MISSING if missing else 0, 3), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    )
    return np.array(draw(cells), dtype=np.int64).reshape(shape)


@pytest.fixture(autouse=True)
def _as_they_are() -> Iterator[None]:
    """Libraries may warn of divisions by zero on the way to a figure."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def same(found: Estimate, other: float) -> None:
    """The other's value; where it has none (nan, or a number for "all the same"), neither have we."""
    if found.value is not None:
        assert found.value == pytest.approx(other, abs=1e-9)


def several_values(data: Data) -> bool:
    paired = data[:, (data >= 0).sum(axis=0) >= 2]
    return len(np.unique(paired[paired >= 0])) > 1


@settings(max_examples=100)
@given(table())
def test_krippendorff_has_our_alphas(data: Data) -> None:
    library: Any = pytest.importorskip("krippendorff", reason="krippendorff is not installed")
    assume(several_values(data))
    values = np.array([1.0, 2.0, 4.0, 7.0])
    numbers = np.where(data >= 0, values[data], np.nan)
    ours = {
        "nominal": krippendorff_alpha(data),
        "ordinal": ordinal_alpha(data, 4),
        "interval": interval_alpha(data, values),
        "ratio": ratio_alpha(data, values),
    }
    for metric, found in ours.items():
        same(found, library.alpha(reliability_data=numbers, level_of_measurement=metric))
        assert found.value is not None


@settings(max_examples=100)
@given(table())
def test_nltk_has_our_alpha_pi_and_kappa(data: Data) -> None:
    library: Any = pytest.importorskip("nltk.metrics.agreement", reason="nltk is not installed")
    assume(several_values(data))
    triples = [
        (str(coder), unit, int(value))
        for coder, row in enumerate(data)
        for unit, value in enumerate(row)
        if value != MISSING and (data[:, unit] >= 0).sum() >= 2
    ]
    same(krippendorff_alpha(data), library.AnnotationTask(data=triples).alpha())
    full = data[:2, (data[:2] >= 0).all(axis=0)]
    assume(full.size and several_values(full))
    pairs = library.AnnotationTask(data=[(str(c), u, int(v)) for c, row in enumerate(full) for u, v in enumerate(row)])
    same(cohen_kappa(full), pairs.kappa())
    same(scott_pi(full), pairs.pi())
    same(percent_agreement(full), pairs.avg_Ao())


@settings(max_examples=100)
@given(table(coders=(2, 2), missing=False))
def test_scikit_learn_and_statsmodels_have_our_kappa(data: Data) -> None:
    sklearn: Any = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    statsmodels: Any = pytest.importorskip("statsmodels.stats.inter_rater", reason="statsmodels is not installed")
    assume(several_values(data))
    found = cohen_kappa(data)
    same(found, sklearn.cohen_kappa_score(data[0], data[1]))
    crossed = np.zeros((4, 4))
    np.add.at(crossed, (data[0], data[1]), 1)
    same(found, statsmodels.cohens_kappa(crossed).kappa)


@settings(max_examples=100)
@given(table(missing=False))
def test_statsmodels_has_our_fleiss_kappa(data: Data) -> None:
    library: Any = pytest.importorskip("statsmodels.stats.inter_rater", reason="statsmodels is not installed")
    assume(several_values(data))
    counts, _ = library.aggregate_raters(data.T)
    same(fleiss_kappa(data), library.fleiss_kappa(counts, method="fleiss"))


@settings(max_examples=60)
@given(table())
def test_irrcac_has_our_gwet_conger_and_fleiss(data: Data) -> None:
    raw: Any = pytest.importorskip("irrCAC.raw", reason="irrCAC is not installed (it pins an old scipy)")
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    assume(several_values(data))
    assume((data >= 0).any(axis=0).all())
    frame = pandas.DataFrame(np.where(data >= 0, data, np.nan).T)
    library = raw.CAC(frame)
    for ours, theirs in ((gwet_ac1, "gwet"), (fleiss_kappa, "fleiss"), (conger_kappa, "conger")):
        value = getattr(library, theirs)()["est"]["coefficient_value"]
        if ours(data).value is not None and math.isfinite(value):
            assert ours(data).value == pytest.approx(value, abs=1e-5)  # it rounds to five places


sets = st.frozensets(st.sampled_from("abc"), max_size=3)


@settings(max_examples=100)
@given(sets, sets)
def test_nltk_has_our_distances_of_sets(first: frozenset[str], second: frozenset[str]) -> None:
    library: Any = pytest.importorskip("nltk.metrics.distance", reason="nltk is not installed")
    assume(first or second)  # nltk divides by zero there
    assert jaccard(first, second) == pytest.approx(library.jaccard_distance(first, second))
    if first and second:  # nltk gives two sets of which one is empty 1 as well, by another way
        assert masi(first, second) == pytest.approx(library.masi_distance(first, second))


@settings(max_examples=60)
@given(st.lists(st.tuples(sets.filter(bool), sets.filter(bool), sets.filter(bool)), min_size=2, max_size=8))
def test_nltk_has_our_alpha_of_sets(units: list[tuple[frozenset[str], ...]]) -> None:
    agreement: Any = pytest.importorskip("nltk.metrics.agreement", reason="nltk is not installed")
    distance: Any = pytest.importorskip("nltk.metrics.distance", reason="nltk is not installed")
    known = sorted({one for unit in units for one in unit}, key=sorted)
    assume(len(known) > 1)
    data = np.array([[known.index(one) for one in unit] for unit in units]).T
    triples = [(str(c), u, one) for u, unit in enumerate(units) for c, one in enumerate(unit)]
    task = agreement.AnnotationTask(data=triples, distance=distance.masi_distance)
    same(set_alpha(data, known), task.alpha())
