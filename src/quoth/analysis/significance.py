"""Tests of independence for small tables, without a statistics library.

Owns chi-square, Fisher's exact test and residuals. Sources: Pearson 1900; Fisher 1922 and, for more than two columns,
Freeman and Halton 1951; Haberman 1973 for adjusted residuals; Cochran 1954 for when chi-square will do; Holm 1979.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Test", "adjusted_residuals", "chi_square", "chi_square_tail", "expected", "fisher", "holm", "test"]

DRAWS = 20_000
"""Random tables where there are too many to go through."""
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Test:
    """What a test of one table of counts says."""

    name: str
    """`chi-square`, `Fisher` or `Fisher (sampled)`; empty where the table cannot be tested."""
    p: float | None
    statistic: float | None = None
    freedom: int | None = None
    smallest_expected: float | None = None
    reason: str = ""
    """Why there is no figure."""


def expected(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Counts to be expected where rows and columns are independent: row total x column total / total."""
    total = table.sum()
    found: NDArray[np.float64] = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(total, 1)
    return found


def adjusted_residuals(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """(observed - expected) / its standard error; beyond 2 a cell stands out. NaN where a margin is all or nothing."""
    total = max(table.sum(), 1)
    rows, columns = table.sum(axis=1) / total, table.sum(axis=0) / total
    spread = np.sqrt(expected(table) * np.outer(1 - rows, 1 - columns))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = np.where(spread > 0, (table - expected(table)) / spread, np.nan)
    return found


def chi_square(table: NDArray[np.int64]) -> tuple[float, int, float]:
    """Pearson's statistic without a correction, its degrees of freedom and p. No margin may be zero."""
    should = expected(table)
    statistic = float(((table - should) ** 2 / should).sum())
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return statistic, freedom, chi_square_tail(statistic, freedom)


def chi_square_tail(statistic: float, freedom: int) -> float:
    """The chance of at least this statistic: closed form for whole degrees of freedom (Abramowitz and Stegun 26.4)."""
    half = statistic / 2
    if freedom % 2 == 0:
        term = total = math.exp(-half)
        for i in range(1, freedom // 2):
            term *= half / i
            total += term
        return min(1.0, total)
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for i in range((freedom - 1) // 2):
        total += term
        term *= half / (i + 1.5)
    return min(1.0, total)


def fisher(present: Sequence[int], absent: Sequence[int]) -> tuple[float, bool]:
    """The exact p of a table of two rows, and whether it is exact or estimated from `DRAWS` random tables.

    The summed chance of all tables with the same margins that are no likelier than this one (two-sided).
    """
    columns = [one + other for one, other in zip(present, absent, strict=True)]
    chosen, total = sum(present), sum(columns)
    whole = _log_choose(total, chosen)
    here = sum(_log_choose(n, k) for n, k in zip(columns, present, strict=True)) - whole
    if math.prod(min(n, chosen) + 1 for n in columns) > _MOST:
        return _sampled(columns, chosen, here), False
    limit = here + 1e-7
    chances = (chance for chance in _ways(columns, chosen, -whole) if chance <= limit)
    return min(1.0, math.fsum(math.exp(chance) for chance in chances)), True


def _ways(columns: Sequence[int], chosen: int, so_far: float) -> Iterator[float]:
    """The logarithm of the chance of every way to spread `chosen` over the columns."""
    first, *rest = columns
    if not rest:
        if chosen <= first:
            yield so_far + _log_choose(first, chosen)
        return
    room = sum(rest)
    for here in range(max(0, chosen - room), min(first, chosen) + 1):
        yield from _ways(rest, chosen - here, so_far + _log_choose(first, here))


def _sampled(columns: Sequence[int], chosen: int, here: float) -> float:
    draws = np.random.default_rng(1).multivariate_hypergeometric(columns, chosen, size=DRAWS)
    most = max(columns)
    logs = np.array([math.lgamma(n + 1) for n in range(most + 1)])
    sizes = np.array(columns)
    chances = (logs[sizes] - logs[draws] - logs[sizes - draws]).sum(axis=1) - _log_choose(sum(columns), chosen)
    return (1 + int((chances <= here + 1e-7).sum())) / (DRAWS + 1)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def test(present: Sequence[int], absent: Sequence[int]) -> Test:
    """Whether a code depends on a group: chi-square where expected counts allow it (Cochran), else Fisher.

    All expected counts are 1 or more, and at most a fifth of them under 5; else, or with one degree of freedom when any
    is under 5, the exact test.
    """
    pairs = [(one, other) for one, other in zip(present, absent, strict=True) if one + other]
    table = np.array(pairs, dtype=np.int64).T
    if len(pairs) < 2:
        return Test("", None, reason="fewer than two groups have documents to compare")
    if not table.sum(axis=1).all():
        return Test("", None, reason="the code is in all documents or in none")
    should = expected(table)
    smallest = float(should.min())
    few = float((should < 5).mean())
    if smallest >= 1 and few <= (0.2 if should.size > 4 else 0):
        statistic, freedom, p = chi_square(table)
        return Test("chi-square", p, statistic, freedom, smallest)
    p, exact = fisher([one for one, _ in pairs], [other for _, other in pairs])
    return Test("Fisher" if exact else "Fisher (sampled)", p, smallest_expected=smallest)


def holm(chances: Sequence[float | None]) -> list[float | None]:
    """Each p made up for how many were tried (Holm's step-down); None stays None."""
    known = sorted((p, i) for i, p in enumerate(chances) if p is not None)
    found: list[float | None] = [None] * len(chances)
    floor = 0.0
    for step, (p, index) in enumerate(known):
        floor = max(floor, min(1.0, p * (len(known) - step)))
        found[index] = floor
    return found
