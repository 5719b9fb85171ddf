"""Agreement coefficients for nominal data, each a pure function of who gave which value how often.

Reliability data are an integer array, coders x units: a value of 0 or more, -1 where the coder did not judge the
unit. Invariant: an `Estimate` holds a finite number, or none and the reason in words; never nan, never a number for
"unknown".

In the formulas m is how many coders judged a unit (its readers) and n_c how many of them gave it the value c.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MISSING",
    "Estimate",
    "Ratings",
    "Tally",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "incomparable",
    "krippendorff_alpha",
    "one_value_words",
    "percent_agreement",
    "scott_pi",
    "tally",
]

MISSING = -1
"""The coder did not judge the unit; unlike 0, it says nothing about the unit."""

Ratings = NDArray[np.integer[Any]]
Counts = NDArray[np.int64]

_SPARSE = 1024
"""From this value on, values are renumbered before they are counted, so that tables stay small."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient, or none and the reason why the data cannot tell."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What every nominal coefficient needs to know of reliability data; as small as the data are large.

    Counts are kept apart by the number of readers m = 0..coders, because units weigh differently with it.
    """

    units: Counts
    """Units by their number of readers, shape (coders + 1,)."""
    marks: Counts
    """How often a coder gave a value, shape (coders, readers, values)."""
    agreed: Counts
    """How many unordered pairs of coders both gave a value, shape (readers, values)."""

    @property
    def coders(self) -> int:
        """How many coders there are, also those who judged nothing."""
        return len(self.marks)

    @property
    def pairable(self) -> int:
        """Units with two readers or more: all that agreement can be seen on."""
        return int(self.units[2:].sum())

    @property
    def observed_values(self) -> int:
        """How many different values were given."""
        return int(np.count_nonzero(self.marks.sum(axis=(0, 1))))


def tally(data: Ratings | Tally, weight: Counts | None = None) -> Tally:
    """Count reliability data once, for any number of coefficients; a tally is returned as it is.

    `weight`, shape (units,), says for how many units with the same judgements each column stands; none for one.
    Exact integers; time grows with pairs of coders x units, memory with one row of the data.
    Raises ValueError for anything but a two-dimensional integer array of values from -1 up.
    """
    if isinstance(data, Tally):
        return data
    if data.ndim != 2 or data.dtype.kind not in "iu":
        raise ValueError("reliability data are an integer array, coders x units")
    if data.size and data.min() < MISSING:
        raise ValueError("values of reliability data are 0 or more, or -1 for a missing judgement")
    if data.max(initial=0) >= _SPARSE:
        given = np.unique(data[data >= 0])
        data = np.where(data >= 0, np.searchsorted(given, data), MISSING)
    coders = data.shape[0]
    width = int(data.max(initial=0)) + 2  # column 0 takes what is missing
    shape = (coders + 1, width)
    readers = np.count_nonzero(data >= 0, axis=0)
    marks = np.zeros((coders, *shape), dtype=np.int64)
    agreed = np.zeros(shape, dtype=np.int64)
    for i in range(coders):
        cell = readers * width + data[i].astype(np.intp) + 1
        marks[i] = _histogram(cell, shape, weight)
        for j in range(i):
            same = data[i] == data[j]
            agreed += _histogram(cell[same], shape, None if weight is None else weight[same])
    units = _histogram(readers, (coders + 1, 1), weight).reshape(-1)
    return Tally(units, marks[:, :, 1:], agreed[:, 1:])


def _histogram(cells: NDArray[np.intp], shape: tuple[int, int], weight: Counts | None) -> Counts:
    return np.bincount(cells, weights=weight, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape)


def percent_agreement(data: Ratings | Tally) -> Estimate:
    """The share of agreeing pairs of coders, averaged over units: every unit weighs the same.

    Mean over units with m >= 2 of `sum_c n_c (n_c - 1) / (m (m - 1))` (Fleiss 1971, Psychol. Bull. 76:378-382;
    Gwet 2014, Handbook of Inter-Rater Reliability).
    Pooling the pairs of all units instead gives another figure as soon as judgements are missing.
    Not estimable when no unit has two readers.
    """
    counts = tally(data)
    reason = _incomparable(counts)
    return Estimate(None, reason) if reason else Estimate(_observed(counts))


def cohen_kappa(data: Ratings | Tally) -> Estimate:
    """Two coders, chance from each one's own habits; units that only one of them judged are left out.

    `(p_o - p_e) / (1 - p_e)` with `p_e = sum_c p_1c p_2c` (Cohen 1960, Educ. Psychol. Meas. 20:37-46).
    Not estimable for other than two coders, without a unit both judged, or when both gave one and the same value
    throughout.
    """
    counts = tally(data)
    if reason := _not_two("Cohen's kappa", counts) or _incomparable(counts):
        return Estimate(None, reason)
    first, second = (row.tolist() for row in counts.marks[:, 2])
    units, agreed = counts.pairable, int(counts.agreed[2].sum())
    chance = sum(a * b for a, b in zip(first, second, strict=True))
    if chance == units**2:
        return Estimate(None, _constant(counts, units))
    return Estimate((units * agreed - chance) / (units**2 - chance))


def scott_pi(data: Ratings | Tally) -> Estimate:
    """Two coders, chance from what both together gave; units that only one of them judged are left out.

    `(p_o - p_e) / (1 - p_e)` with `p_e = sum_c ((p_1c + p_2c) / 2)^2` (Scott 1955, Public Opin. Q. 19:321-325).
    Not estimable for other than two coders, without a unit both judged, or when both gave one and the same value
    throughout.
    """
    counts = tally(data)
    if reason := _not_two("Scott's pi", counts) or _incomparable(counts):
        return Estimate(None, reason)
    units, agreed = counts.pairable, int(counts.agreed[2].sum())
    chance = _square_sum(counts.marks[:, 2].sum(axis=0))
    if chance == 4 * units**2:
        return Estimate(None, _constant(counts, units))
    return Estimate((4 * units * agreed - chance) / (4 * units**2 - chance))


def krippendorff_alpha(data: Ratings | Tally) -> Estimate:
    """Any number of coders, judgements may be missing; corrected for small samples.

    `1 - (n - 1) (n - sum_c o_c) / (n^2 - sum_c N_c^2)` where `o_c = sum over units of n_c (n_c - 1) / (m - 1)` are
    the coincidences of c with itself, `N_c` counts c on units with m >= 2, and `n = sum_c N_c` (Krippendorff 2011,
    Computing Krippendorff's Alpha-Reliability; Hayes & Krippendorff 2007, Commun. Methods Meas. 1:77-89).
    Units with one reader are left out. Not estimable when none has two, or when all pairable values are the same.
    """
    counts = tally(data)
    if reason := _incomparable(counts):
        return Estimate(None, reason)
    values = counts.marks[:, 2:].sum(axis=(0, 1))
    n = int(values.sum())
    unlike = n * n - _square_sum(values)
    if not unlike:
        return Estimate(None, _constant(counts, counts.pairable))
    readers = np.arange(2, counts.coders + 1)
    coinciding = float((2 * counts.agreed[2:].sum(axis=1) / (readers - 1)).sum())
    return Estimate(1 - (n - 1) * (n - coinciding) / unlike)


def fleiss_kappa(data: Ratings | Tally) -> Estimate:
    """Any number of coders who need not be the same persons on every unit; chance from what all together gave.

    `(p_o - p_e) / (1 - p_e)` with `p_o` as in `percent_agreement` and `p_e = sum_c pi_c^2` (Fleiss 1971, Psychol.
    Bull. 76:378-382). Where judgements are missing, `pi_c` is the mean of `n_c / m` over all units with a reader
    (Gwet 2014). Not estimable when no unit has two readers or only one value was ever given.
    """
    counts = tally(data)
    if reason := _incomparable(counts) or _one_value(counts):
        return Estimate(None, reason)
    return _corrected(counts, float((_shares(counts) ** 2).sum()))


def conger_kappa(data: Ratings | Tally) -> Estimate:
    """Cohen's kappa for any number of coders: chance from each one's own habits, averaged over pairs of coders.

    `(p_o - p_e) / (1 - p_e)` with `p_o` as in `percent_agreement` and `p_e` the mean over pairs of coders i, j of
    `sum_c p_ic p_jc` (Conger 1980, Psychol. Bull. 88:322-328). Where judgements are missing, `p_ic` is over all units
    that i judged (Gwet 2014), so that for two coders it is Cohen's kappa only when none is missing. A coder who
    judged nothing is left out.
    Not estimable when no unit has two readers or all coders gave one and the same value throughout.
    """
    counts = tally(data)
    if reason := _incomparable(counts) or _one_value(counts):
        return Estimate(None, reason)
    marks = counts.marks.sum(axis=1)
    judged = marks.sum(axis=1)
    habits = marks[judged > 0] / judged[judged > 0, None]
    coders = len(habits)
    chance = float((habits.sum(axis=0) ** 2 - (habits**2).sum(axis=0)).sum()) / (coders * (coders - 1))
    return _corrected(counts, chance)


def brennan_prediger(data: Ratings | Tally, categories: int | None = None) -> Estimate:
    """Chance as if every category were equally likely; for two categories also called PABAK.

    `(p_o - 1/q) / (1 - 1/q)` with `p_o` as in `percent_agreement` (Brennan & Prediger 1981, Educ. Psychol. Meas.
    41:687-699). `categories` is q, how many values coders could choose from; without it, how many were given, so that
    the figure then depends on whether a rare value happened to be used.
    Not estimable when no unit has two readers or there is one category. Raises ValueError when more values were given
    than declared.
    """
    counts = tally(data)
    q = _declared(counts, categories)
    if reason := _incomparable(counts):
        return Estimate(None, reason)
    if q < 2:
        return Estimate(None, _constant(counts, int(counts.units[1:].sum())))
    return _corrected(counts, 1 / q)


def gwet_ac1(data: Ratings | Tally, categories: int | None = None) -> Estimate:
    """Chance only where judging is hard; stays high for rare codes, where kappa and alpha fall.

    `(p_o - p_e) / (1 - p_e)` with `p_e = sum_c pi_c (1 - pi_c) / (q - 1)`, `p_o` and `pi_c` as in `fleiss_kappa`
    (Gwet 2008, Br. J. Math. Stat. Psychol. 61:29-48). `categories` is q as in `brennan_prediger`.
    Not estimable when no unit has two readers or only one value was ever given: nothing then shows that coders can
    tell values apart. Raises ValueError when more values were given than declared.
    """
    counts = tally(data)
    q = _declared(counts, categories)
    if reason := _incomparable(counts) or _one_value(counts):
        return Estimate(None, reason)
    shares = _shares(counts)
    return _corrected(counts, float((shares * (1 - shares)).sum()) / (q - 1))


def _observed(counts: Tally) -> float:
    readers = np.arange(2, counts.coders + 1)
    agreeing = 2 * counts.agreed[2:].sum(axis=1) / (readers * (readers - 1))
    return float(agreeing.sum()) / counts.pairable


def _shares(counts: Tally) -> NDArray[np.float64]:
    readers = np.arange(1, counts.coders + 1)
    given = counts.marks[:, 1:].sum(axis=0) / readers[:, None]
    shares: NDArray[np.float64] = given.sum(axis=0) / counts.units[1:].sum()
    return shares


def _corrected(counts: Tally, chance: float) -> Estimate:
    return Estimate((_observed(counts) - chance) / (1 - chance))


def _square_sum(counts: Counts) -> int:
    return sum(count * count for count in counts.tolist())


def _declared(counts: Tally, categories: int | None) -> int:
    if categories is None:
        return counts.observed_values
    if categories < counts.observed_values:
        raise ValueError(f"{counts.observed_values} values were given, {categories} are declared")
    return categories


def _incomparable(counts: Tally) -> str:
    if counts.coders < 2:
        return f"agreement needs two coders; there {'is 1' if counts.coders == 1 else 'are none'}"
    return "" if counts.pairable else "no unit was read by two coders"


def incomparable(data: Ratings) -> str:
    """Why reliability data say nothing about agreement; empty when two coders judged a unit."""
    coders = len(data)
    if coders < 2:
        return f"agreement needs two coders; there {'is 1' if coders == 1 else 'are none'}"
    paired = data.size and (np.count_nonzero(data >= 0, axis=0) >= 2).any()
    return "" if paired else "no unit was read by two coders"


def one_value_words(data: Ratings) -> str:
    """That one value was used on all units that two coders judged."""
    return _constant_words(len(data), int(np.count_nonzero(np.count_nonzero(data >= 0, axis=0) >= 2)))


def _not_two(name: str, counts: Tally) -> str:
    return f"{name} compares two coders; there are {counts.coders}" if counts.coders > 2 else ""


def _one_value(counts: Tally) -> str:
    return _constant(counts, int(counts.units[1:].sum())) if counts.observed_values == 1 else ""


def _constant(counts: Tally, units: int) -> str:
    return _constant_words(counts.coders, units)


def _constant_words(coders: int, units: int) -> str:
    who = "both coders" if coders == 2 else f"all {coders} coders"
    return f"{who} used one value on all {units} units" if units > 1 else f"{who} used one value on the only unit"
