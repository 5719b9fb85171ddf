"""Chance-corrected coefficients with partial credit for near misses, and Gwet's standard errors of all of them.

Owns the linearised variance. Gwet, K. L. (2014), Handbook of Inter-Rater Reliability, 4th ed., chapters 2 to 5; Gwet
(2021), Large-sample variance of Fleiss generalized kappa, Educ. Psychol. Meas. 81:781-790. Reliability data are indices
of categories, coders x units, -1 for missing. Units with the same judgements are counted once, with their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quoth.agreement.coefficients import Estimate, Ratings, incomparable

__all__ = ["NAMES", "WEIGHTS", "Standard", "patterns", "standard_errors", "weighted", "weights"]

Floats = NDArray[np.float64]
NAMES = ("percent_agreement", "conger_kappa", "fleiss_kappa", "brennan_prediger", "gwet_ac1", "krippendorff_alpha")
"""The coefficients that have Gwet's standard error."""
WEIGHTS = ("linear", "quadratic", "ordinal")
_LARGEST = 20_000_000
"""Cells (different rows x categories) up to which variances are computed."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A coefficient with its standard error; `units` is how many it rests on."""

    value: float
    error: float
    units: int


def weights(kind: str, values: Floats) -> Floats:
    """How much two categories agree, shape (values, values): 1 on the diagonal, 0 for the farthest.

    `linear` `1 - |c-k| / range`, `quadratic` `1 - (c-k)^2 / range^2` (Cohen 1968, Psychol. Bull. 70:213-220), `ordinal`
    by the number of categories from c to k (Gwet 2014): `1 - M_ck / M_max` with `M_ck = (|c-k|+1 over 2)` of ranks.
    Raises ValueError for another kind.
    """
    if kind not in WEIGHTS:
        raise ValueError(f"weights are {', '.join(WEIGHTS)}; not {kind}")
    places = np.arange(len(values), dtype=float) if kind == "ordinal" else values
    apart = np.abs(places[:, None] - places[None, :])
    if kind == "ordinal":
        steps = apart + 1
        apart = steps * (steps - 1) / 2
    elif kind == "quadratic":
        apart = apart**2
    largest = apart.max() if apart.size else 0.0
    return np.asarray(1 - apart / largest if largest > 0 else np.ones_like(apart))


def patterns(data: Ratings) -> tuple[Ratings, NDArray[np.int64], NDArray[np.intp]]:
    """The different columns of reliability data, how often each occurs, and for every unit which one it is."""
    coders, units = data.shape
    base = int(data.max(initial=0)) + 2
    if not units or base**coders > 2**62:
        found, where, counts = np.unique(data, axis=1, return_inverse=True, return_counts=True)
        return found, counts.astype(np.int64), where.reshape(-1)
    keys = np.zeros(units, dtype=np.int64)
    for row in data:
        keys *= base
        keys += row
        keys += 1
    _, first, where, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return data[:, first], counts.astype(np.int64), where.reshape(-1)


def standard_errors(
    data: Ratings, categories: int, agreement: Floats | None = None, names: tuple[str, ...] = NAMES
) -> Mapping[str, Standard]:
    """The coefficients with Gwet's linearised standard errors; those that are not estimable are left out.

    `data`, shape (coders, units), holds indices below `categories`; `agreement`, shape (categories, categories), gives
    partial credit, without it only the same category agrees. For a value x_i of every unit, `sum (x_i - x)^2 / n(n-1)`.
    Nothing is computed when no unit has two readers, for one unit, or for tables with very many different rows.
    """
    if incomparable(data):
        return {}
    rows, counts, _ = patterns(data)
    read = np.count_nonzero(rows >= 0, axis=0) > 0
    rows, times = rows[:, read], counts[read].astype(float)
    if rows.shape[1] * categories > _LARGEST or times.sum() < 2 or categories < 2:
        return {}
    weight = np.eye(categories) if agreement is None else agreement
    given = np.zeros((rows.shape[1], categories))
    for coder in rows:
        at = np.flatnonzero(coder >= 0)
        given[at, coder[at]] += 1
    sums = _Sums(rows, times, given, weight)
    found = {}
    for name in names:
        value, of_units, base, of = sums.linearised(name)
        n = of.sum()
        if np.isfinite(value) and n > 1:
            variance = float((of * (of_units - base) ** 2).sum()) / (n * (n - 1))
            found[name] = Standard(value, variance**0.5, int(n))
    return found


def weighted(data: Ratings, categories: int, agreement: Floats) -> Mapping[str, Estimate]:
    """The coefficients of `NAMES` with partial credit, as in `standard_errors`; gwet_ac1 is then called AC2.

    Not estimable when no unit has two readers or chance alone explains everything.
    """
    if reason := incomparable(data):
        return dict.fromkeys(NAMES, Estimate(None, reason))
    found = standard_errors(np.concatenate([data, data], axis=1) if data.shape[1] == 1 else data, categories, agreement)
    missing = Estimate(None, "chance alone explains all agreement: one value was used throughout")
    return {name: Estimate(found[name].value) if name in found else missing for name in NAMES}


class _Sums:
    """What the linearised variances of one table share."""

    def __init__(self, rows: Ratings, times: Floats, given: Floats, weight: Floats) -> None:
        self.rows, self.times, self.given, self.weight = rows, times, given, weight
        self.readers = given.sum(axis=1)
        self.n = times.sum()
        self.paired = self.readers >= 2
        self.pairable = times[self.paired].sum()
        pairs = self.readers * (self.readers - 1)
        self.credit = (given * (given @ weight.T - 1)).sum(axis=1)
        self.agreeing = np.divide(self.credit, pairs, out=np.zeros_like(pairs), where=pairs > 0)
        self.observed = float((times * self.agreeing).sum() / self.pairable)
        self.shares = (times[:, None] * given / self.readers[:, None]).sum(axis=0) / self.n
        self.even = (weight + weight.T) / 2

    def linearised(self, name: str) -> tuple[float, Floats, float, Floats]:
        """Value, a value for every row, what these vary about, and how often each row counts."""
        if name == "percent_agreement":
            return self.observed, self.n / self.pairable * self.agreeing, self.observed, self.times
        if name == "krippendorff_alpha":
            return self._alpha()
        chance, of_rows = self._chance(name)
        if chance >= 1:
            return float("nan"), self.agreeing, 0.0, self.times
        value = (self.observed - chance) / (1 - chance)
        own = self.n / self.pairable * (self.agreeing - chance * self.paired) / (1 - chance)
        return value, own - 2 * (1 - value) * (of_rows - chance) / (1 - chance), value, self.times

    def _chance(self, name: str) -> tuple[float, Floats]:
        """Chance agreement, and each row's share in it."""
        q = len(self.weight)
        if name == "brennan_prediger":
            chance = float(self.weight.sum()) / q**2
            return chance, np.full(len(self.times), chance)
        if name == "fleiss_kappa":
            chance = float(self.shares @ self.weight @ self.shares)
            return chance, self.given @ (self.even @ self.shares) / self.readers
        if name == "gwet_ac1":
            scale = float(self.weight.sum()) / (q * (q - 1))
            return scale * float((self.shares * (1 - self.shares)).sum()), scale * (
                self.given @ (1 - self.shares)
            ) / self.readers
        return self._conger()

    def _conger(self) -> tuple[float, Floats]:
        judged = (self.times * (self.rows >= 0)).sum(axis=1)
        rows, judged = self.rows[judged > 0], judged[judged > 0]
        r, q = len(rows), len(self.weight)
        marks = np.stack([[self.times[row == k].sum() for k in range(q)] for row in rows])
        habits = marks / judged[:, None]
        total = habits.sum(axis=0)
        own = np.einsum("ik,kl,il->", habits, self.weight, habits)
        chance = float(total @ self.weight @ total - own) / (r * (r - 1))
        of_rows = np.zeros(len(self.times))
        for row, habit, count in zip(rows, habits, judged, strict=True):
            others = self.weight @ (total - habit)
            here = row >= 0
            gain = np.where(here, others[np.maximum(row, 0)], 0.0)
            of_rows += self.n / count * (gain - (here - count / self.n) * float(habit @ others))
        return chance, of_rows / (r * (r - 1))

    def _alpha(self) -> tuple[float, Floats, float, Floats]:
        given, times = self.given[self.paired], self.times[self.paired]
        readers = self.readers[self.paired]
        n = times.sum()
        mean = float((times * readers).sum() / n)
        small = 1 / float((times * readers).sum())
        own = self.credit[self.paired] / (mean * (readers - 1))
        prime = float((times * own).sum() / n)
        shares = (times[:, None] * given).sum(axis=0) / (n * mean)
        chance = float(shares @ self.weight @ shares)
        if chance >= 1:
            return float("nan"), own, 0.0, times
        value = ((1 - small) * prime + small - chance) / (1 - chance)
        about = (prime - chance) / (1 - chance)
        drift = (readers - mean) / mean
        observed = own - ((1 - small) * prime + small) * drift  # as R irrCAC 1.0 has it
        expected = given @ (self.even @ shares) / mean - chance * drift
        of_rows = (observed - chance) / (1 - chance) - 2 * (1 - about) * (expected - chance) / (1 - chance)
        return value, of_rows, about, times
