"""Krippendorff's alpha under any distance between values: ordinal, interval, ratio, sets, or one's own.

Reliability data are indices into the list of values, coders x units, -1 for a missing judgement. A distance is
symmetric, not negative, and 0 between equal values. Invariant: nothing here grows with the square of the number of
values unless the distance itself compares each with each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from quoth.agreement.coefficients import MISSING, Estimate, Ratings, incomparable, one_value_words

__all__ = [
    "MOST_VALUES",
    "Distance",
    "alpha_by",
    "as_indices",
    "interval_alpha",
    "jaccard",
    "masi",
    "midranks",
    "observed_disagreement",
    "ordinal_alpha",
    "paired_counts",
    "ratio",
    "ratio_alpha",
    "set_alpha",
    "set_distance",
]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Distance = Callable[[Indices, Indices], Floats]
"""How far values are apart: two arrays of indices of one shape in, distances out."""

MOST_VALUES = 20_000
"""Different values up to which a distance that compares each with each is computed."""
_BLOCK = 4_000_000
"""Cells of a table of distances held at a time."""
_TABLED = 300_000
"""Cells up to which the distance for every size of two sets and of what they share is computed beforehand."""


def as_indices(data: NDArray[np.float64]) -> tuple[Indices, Floats]:
    """Numbers, coders x units with nan for missing, as indices and the values in order, shape (values,)."""
    given = ~np.isnan(data)
    values, places = np.unique(data[given], return_inverse=True)
    indices = np.full(data.shape, MISSING, dtype=np.intp)
    indices[given] = places
    return indices, values


def paired_counts(data: Ratings, values: int) -> NDArray[np.int64]:
    """How often each value was given on units with two readers or more, shape (values,)."""
    paired = data[:, np.count_nonzero(data >= 0, axis=0) >= 2]
    return np.bincount(paired[paired >= 0].astype(np.intp), minlength=values).astype(np.int64)


def midranks(counts: NDArray[np.int64]) -> Floats:
    """The middle rank of each value among all pairable ones, shape (values,) or (draws, values).

    The difference of two is `sum_{g=c..k} n_g - (n_c + n_k) / 2`, the ordinal distance of Krippendorff (2011).
    """
    ranks: Floats = np.cumsum(counts, axis=-1) - counts / 2
    return ranks


def observed_disagreement(data: Ratings, distance: Distance) -> Floats:
    """For every unit the sum over pairs of readers of `d / (m - 1)`, shape (units,); 0 with fewer than two readers.

    Each unordered pair counts twice, as in the table of coincidences.
    """
    readers = np.count_nonzero(data >= 0, axis=0)
    total = np.zeros(data.shape[1])
    for first, second in combinations(data, 2):
        both = np.flatnonzero((first >= 0) & (second >= 0) & (first != second))
        total[both] += distance(first[both].astype(np.intp), second[both].astype(np.intp))
    weighed: Floats = 2 * total / np.maximum(readers - 1, 1)
    return weighed


def alpha_by(data: Ratings, values: int, distance: Distance) -> Estimate:
    """Krippendorff's alpha under any distance; `values` is how many different ones there are.

    `1 - (n - 1) sum_ck o_ck d_ck / sum_ck n_c n_k d_ck` (Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability). `data`, shape (coders, units), holds indices of values, -1 for missing. Units with one reader
    are left out. Not estimable when no unit has two readers, when the distance between all pairable values is 0, or
    when more than `MOST_VALUES` different values were given.
    """
    if reason := incomparable(data):
        return Estimate(None, reason)
    counts = paired_counts(data, values)
    present = np.flatnonzero(counts)
    if len(present) == 1:
        return Estimate(None, one_value_words(data))
    if len(present) > MOST_VALUES:
        return Estimate(
            None,
            f"{len(present):,} different values: this distance compares each with each, up to {MOST_VALUES:,}",
        )
    weights = counts[present].astype(float)
    step = max(1, _BLOCK // len(present))
    expected = 0.0
    for start in range(0, len(present), step):  # from the diagonal on, as a distance is symmetric
        stop = start + step
        apart = distance(*np.broadcast_arrays(present[start:stop, None], present[None, start:]))
        own = weights[start:stop]
        expected += float(own @ apart[:, :step] @ own) + 2 * float(own @ (apart[:, step:] @ weights[stop:]))
    return _alpha(float(observed_disagreement(data, distance).sum()), expected, weights.sum())


def _alpha(observed: float, expected: float, n: float) -> Estimate:
    if expected <= 0:
        return Estimate(None, "all values that two coders gave are at distance 0")
    return Estimate(1 - (n - 1) * observed / expected)


def _scaled(data: Ratings, places: Floats) -> Estimate:
    """Alpha under the squared difference of places on a line, one for each value: no table of values x values."""
    if reason := incomparable(data):
        return Estimate(None, reason)
    counts = paired_counts(data, len(places)).astype(float)
    if np.count_nonzero(counts) == 1:
        return Estimate(None, one_value_words(data))
    n = counts.sum()
    present = places[counts > 0]
    span = float(present.max() - present.min())
    if not np.isfinite(span):
        return Estimate(None, "the values lie too far apart to be compared")
    line = (places - float(counts @ places / n)) / (span or 1.0)
    spread = float(counts @ line**2) - float(counts @ line) ** 2 / n
    observed = float(observed_disagreement(data, lambda a, b: (line[a] - line[b]) ** 2).sum())
    return _alpha(observed, 2 * n * spread, n)


def interval_alpha(data: Ratings, values: Floats) -> Estimate:
    """Krippendorff's alpha for numbers whose differences mean something: `d = (c - k)^2`.

    `data` as in `alpha_by`, `values` the numbers, shape (values,). Not estimable as there.
    """
    return _scaled(data, values)


def ordinal_alpha(data: Ratings, values: int) -> Estimate:
    """Krippendorff's alpha for ranks: `d = (sum_{g=c..k} n_g - (n_c + n_k) / 2)^2`, by the values that were paired.

    `data` as in `alpha_by` with indices in the order of the ranks; a rank that nobody gave changes nothing. Gwet's
    ordinal weights are another statistic. Not estimable as in `alpha_by`.
    """
    return _scaled(data, midranks(paired_counts(data, values)))


def ratio(values: Floats) -> Distance:
    """`((c - k) / (c + k))^2`, 0 between two zeros. Raises ValueError for a negative value: no ratio scale has any."""
    if len(values) and values.min() < 0:
        raise ValueError("a ratio scale begins at 0; there is a negative value")

    def distance(first: Indices, second: Indices) -> Floats:
        a, b = values[first], values[second]
        largest = np.maximum(np.maximum(a, b), np.finfo(float).tiny)
        a, b = a / largest, b / largest  # so that no sum is too large for a float
        apart: Floats = ((a - b) / np.where(a + b > 0, a + b, 1)) ** 2
        return apart

    return distance


def ratio_alpha(data: Ratings, values: Floats) -> Estimate:
    """Krippendorff's alpha for numbers with a true zero: `d = ((c - k) / (c + k))^2`.

    `data` and `values` as in `interval_alpha`. Not estimable as in `alpha_by`. Raises ValueError for a negative value.
    """
    return alpha_by(data, len(values), ratio(values))


def jaccard(first: Collection[str], second: Collection[str]) -> float:
    """`1 - |A & B| / |A | B|`; 0 between two empty sets (both read it and applied nothing), 1 between empty and not."""
    a, b = frozenset(first), frozenset(second)
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi(first: Collection[str], second: Collection[str]) -> float:
    """`1 - J M` with J the Jaccard similarity and M 1 for equal sets, 2/3 where one holds the other, 1/3 where they
    overlap, 0 where they share nothing (Passonneau 2006, LREC, L06-1392). Empty sets as in `jaccard`.
    """
    a, b = frozenset(first), frozenset(second)
    if a == b:
        return 0.0
    monotony = 0.0 if not a & b else 2 / 3 if a < b or b < a else 1 / 3
    return 1 - (1 - jaccard(a, b)) * monotony


def set_distance(sets: Sequence[Collection[str]], metric: str) -> Distance:
    """Distances between sets of codes by their index in `sets`; `metric` is `masi` or `jaccard`.

    The same numbers as `masi` and `jaccard` give, computed for whole arrays.
    """
    codes = {code: place for place, code in enumerate(sorted({code for one in sets for code in one}))}
    member = np.zeros((len(sets), len(codes)), dtype=np.float32)
    for row, one in zip(member, sets, strict=True):
        row[[codes[code] for code in one]] = 1
    sizes = member.sum(axis=1).astype(np.intp)
    width = int(sizes.max(initial=0)) + 1
    tabled = width**3 <= _TABLED
    common, a, b = np.indices((width,) * 3) if tabled else np.zeros((3, 0), dtype=np.intp)
    known = _set_distances(common, a, b, metric).reshape(-1)

    def distance(first: Indices, second: Indices) -> Floats:
        if first.ndim == 2:  # a table of each with each
            shared = member[first[:, 0]] @ member[second[0]].T
        else:
            shared = np.einsum("ij,ij->i", member[first], member[second])
        common = shared.astype(np.intp)
        if not tabled:
            return _set_distances(common, sizes[first], sizes[second], metric)
        common *= width * width
        common += sizes[first] * width if first.ndim == 1 else (sizes[first[:, 0]] * width)[:, None]
        common += sizes[second] if second.ndim == 1 else sizes[second[0]]
        return np.asarray(known[common])

    return distance


def _set_distances(common: Indices, a: Indices, b: Indices, metric: str) -> Floats:
    """Distances of sets of a and b codes that share so many."""
    union = a + b - common
    similar = np.where(union > 0, common / np.where(union > 0, union, 1), 1.0)
    if metric == "jaccard":
        return np.asarray(1 - similar)
    holds = common == np.minimum(a, b)
    monotony = np.where(common == 0, 0.0, np.where(holds, 2 / 3, 1 / 3))
    monotony = np.where((a == b) & (common == a), 1.0, monotony)
    return np.asarray(1 - similar * monotony)


def set_alpha(data: Ratings, sets: Sequence[Collection[str]], metric: str = "masi") -> Estimate:
    """Krippendorff's alpha where a coder may give several codes, or none, to one unit.

    `data`, shape (coders, units), holds indices into `sets`, -1 where the coder did not judge: that is missing, and
    never an empty set. `metric` is `masi` or `jaccard`. Not estimable as in `alpha_by`.
    """
    return alpha_by(data, len(sets), set_distance(sets, metric))
