"""How far a coefficient could be off: percentile bootstrap over units or whole documents, and Gwet's analytic interval.

Owns when no interval is given. Resampling pairs of judgements with chance held fixed, as Hayes and Krippendorff (2007)
do, gives intervals that are too narrow; here whole units are drawn, or documents where units are nested in them, and
chance is computed anew in every draw. The same seed gives the same interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from quoth.agreement.coefficients import Ratings
from quoth.agreement.metrics import Distance, midranks

__all__ = [
    "FEWEST",
    "Interval",
    "Resampling",
    "analytic_interval",
    "draw",
    "gather",
    "nominal_sums",
    "percentile",
    "resampled_metric",
    "resampled_nominal",
    "student_quantile",
]

Floats = NDArray[np.float64]
FEWEST = 5
"""Resampling units below which no interval is given."""
_UNDEFINED = 0.1
"""Share of draws without an estimate from which there is no interval."""
_BLOCK = 8_000_000
"""Weights held at a time."""
LEVEL = 0.95
_FEW = 4
"""Categories up to which rows are worth being compared once more before they are drawn."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of a coefficient, or none and the reason."""

    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How draws are made."""

    draws: int = 1000
    seed: int = 1
    unit: str = "unit"
    """What is drawn: `unit` or `document`."""


def draw(items: int, how: Resampling, times: NDArray[np.int64] | None = None) -> Iterator[Floats]:
    """Weights of items in every draw, in blocks of shape (draws, items); each draw sums to the number of units.

    `times` says how many units each item stands for; without it each is one. Units are drawn with replacement.
    """
    generator = np.random.default_rng(how.seed)
    step = max(1, _BLOCK // max(1, items))
    for start in range(0, how.draws, step):
        count = min(step, how.draws - start)
        if times is not None:
            yield generator.multinomial(int(times.sum()), times / times.sum(), size=count).astype(float)
            continue
        drawn = generator.integers(0, items, (count, items))
        drawn += np.arange(count)[:, None] * items
        yield np.bincount(drawn.reshape(-1), minlength=count * items).reshape(count, items).astype(float)


def gather(sums: Floats, home: NDArray[np.intp], homes: int) -> Floats:
    """The sums of units, shape (units, columns), added up by document, shape (documents, columns)."""
    total = np.zeros((homes, sums.shape[1]))
    for column in range(sums.shape[1]):
        total[:, column] = np.bincount(home, weights=sums[:, column], minlength=homes)
    return total


def nominal_sums(data: Ratings, categories: int) -> Floats:
    """For every unit what the nominal coefficients add up over units, shape (units, 4 + categories (2 + 2 coders)).

    `data`, shape (coders, units), holds indices below `categories`, -1 for missing. Columns: paired or not, agreeing
    share of pairs, read or not, coincidences of equal values; then by category shares, counts on paired units, counts
    of each coder, counts of each coder on paired units.
    """
    coders, units = data.shape
    given = np.zeros((units, categories))
    marks = np.zeros((units, coders, categories))
    for place, row in enumerate(data):
        at = np.flatnonzero(row >= 0)
        marks[at, place, row[at]] = 1
    given = marks.sum(axis=1)
    readers = given.sum(axis=1)
    paired = (readers >= 2).astype(float)
    equal = (given * (given - 1)).sum(axis=1)
    head = [
        paired,
        equal / np.maximum(readers * (readers - 1), 1),
        (readers > 0).astype(float),
        equal / np.maximum(readers - 1, 1),
    ]
    body = [
        given / np.maximum(readers, 1)[:, None],
        given * paired[:, None],
        marks.reshape(units, -1),
        (marks * paired[:, None, None]).reshape(units, -1),
    ]
    return np.concatenate([np.stack(head, axis=1), *body], axis=1)


def resampled_nominal(totals: Floats, coders: int, categories: int, declared: int | None = None) -> dict[str, Floats]:
    """The nominal coefficients of many draws at once; nan where one is not estimable.

    `totals`, shape (draws, columns), are weighted sums of `nominal_sums`. The formulas are those of `coefficients`; the
    chance agreement behind the kappas is under `NAME.chance`.
    """
    q = categories
    paired, agreeing, read, equal = totals[:, :4].T
    shares, counts, marks, both = np.split(totals[:, 4:], [q, 2 * q, 2 * q + coders * q], axis=1)
    marks, both = marks.reshape(-1, coders, q), both.reshape(-1, coders, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = agreeing / paired
        shares = shares / read[:, None]
        n = counts.sum(axis=1)
        unlike = n**2 - (counts**2).sum(axis=1)
        judged = marks.sum(axis=2)
        habits = np.where(judged[:, :, None] > 0, marks / np.maximum(judged, 1e-300)[:, :, None], 0.0)
        active = np.count_nonzero(judged, axis=1)
        conger = (habits.sum(axis=1) ** 2 - (habits**2).sum(axis=1)).sum(axis=1) / (active * (active - 1))
        used = np.full(len(totals), declared) if declared else np.count_nonzero(shares > 0, axis=1)
        one = np.count_nonzero(shares > 0, axis=1) < 2
        found = {
            "percent_agreement": observed,
            "krippendorff_alpha": 1 - (n - 1) * (n - equal) / np.where(unlike > 0, unlike, np.nan),
            "fleiss_kappa": _corrected(observed, (shares**2).sum(axis=1)),
            "conger_kappa": _corrected(observed, conger),
            "brennan_prediger": _corrected(observed, 1 / np.maximum(used, 1)),
            "gwet_ac1": _corrected(observed, (shares * (1 - shares)).sum(axis=1) / np.maximum(used - 1, 1)),
        }
        found["gwet_ac1"][one] = np.nan
        found["conger_kappa.chance"] = conger
        if coders == 2:
            of_each = both / paired[:, None, None]
            found["cohen_kappa.chance"] = (of_each[:, 0] * of_each[:, 1]).sum(axis=1)
            found["cohen_kappa"] = _corrected(observed, found["cohen_kappa.chance"])
            found["scott_pi"] = _corrected(observed, (of_each.mean(axis=1) ** 2).sum(axis=1))
    return found


def _corrected(observed: Floats, chance: Floats) -> Floats:
    room = 1 - chance
    return np.asarray((observed - chance) / np.where(room > 1e-12, room, np.nan))


def resampled_metric(
    rows: Ratings, values: int, blocks: Iterator[Floats], distance: Distance | None, line: Floats | None = None
) -> Floats:
    """Alpha under a distance in every draw, shape (draws,); nan where it is not estimable.

    `rows`, shape (coders, items), holds indices of values. The distance is `line` squared differences where one is
    given, shape (values,); else `distance`; with neither it is ordinal, by the ranks in each draw.
    """
    readers = np.count_nonzero(rows >= 0, axis=0)
    paired = readers >= 2
    rows, weigh = rows[:, paired], 2.0 / (readers[paired] - 1)
    pairs = [
        (at, a[at].astype(np.intp), b[at].astype(np.intp))
        for a, b in combinations(rows, 2)
        if len(at := np.flatnonzero((a >= 0) & (b >= 0) & (a != b)))
    ]
    cells, owner = _flat(rows)
    table = None
    if distance is not None and line is None:
        everything = np.arange(values, dtype=np.intp)
        table = distance(*np.broadcast_arrays(everything[:, None], everything[None, :]))
    alphas = []
    for block in blocks:
        for drawn in block[:, paired]:
            counts = np.bincount(cells, weights=drawn[owner], minlength=values)
            n = counts.sum()
            if table is not None:
                expected = float(counts @ table @ counts)
                disagreed = sum(float((drawn * weigh)[at] @ table[a, b]) for at, a, b in pairs)
            else:
                places = midranks(counts) if line is None else line
                centred = places - float(counts @ places) / n if n else places
                expected = 2 * n * float(counts @ centred**2)
                disagreed = sum(float((drawn * weigh)[at] @ (places[a] - places[b]) ** 2) for at, a, b in pairs)
            differ = expected > 0 and np.count_nonzero(counts) > 1  # one value may leave a rest of rounding
            alphas.append(1 - (n - 1) * disagreed / expected if differ else np.nan)
    return np.array(alphas)


def _flat(rows: Ratings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All values given, and the item each was given to."""
    coder, item = np.nonzero(rows >= 0)
    return rows[coder, item].astype(np.intp), item


def percentile(draws: Floats, items: int, of: Resampling, *, disagreement: bool) -> Interval:
    """The middle 95 % of the draws.

    `items` is how many units or documents were drawn from. None under five of them, where no disagreement was seen (no
    draw could then show any), and where more than a tenth of the draws have no estimate.
    """
    if reason := no_interval(items, of, disagreement=disagreement):
        return Interval(None, None, reason)
    known = draws[~np.isnan(draws)]
    if len(known) < (1 - _UNDEFINED) * len(draws):
        missing = len(draws) - len(known)
        return Interval(None, None, f"in {missing:,} of {len(draws):,} draws only one value was left")
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


def no_interval(items: int, of: Resampling, *, disagreement: bool) -> str:
    """Why no interval can be given; empty when one can."""
    if of.draws <= 0:
        return "no interval was asked for"
    if items < FEWEST:
        return f"resampling needs at least {FEWEST} {of.unit}s; there {'is' if items == 1 else 'are'} {items}"
    return "" if disagreement else "no disagreement was seen, so the data cannot tell how much there may be"


def analytic_interval(value: float, error: float, units: int) -> Interval:
    """Gwet's interval: the value and its standard error times Student's t with n - 1 degrees of freedom, cut at 1."""
    if units < FEWEST:
        return Interval(None, None, f"a standard error needs at least {FEWEST} units; there are {units}")
    if not error:
        return Interval(None, None, "no disagreement was seen, so the data cannot tell how much there may be")
    half = student_quantile((1 + LEVEL) / 2, units - 1) * error
    return Interval(max(-1.0, value - half), min(1.0, value + half))


def student_quantile(share: float, freedom: int) -> float:
    """The quantile of Student's t for 0.5 <= share < 1, by bisection of its series (Abramowitz & Stegun 26.7)."""
    low, high = 0.0, 1.0
    while _student(high, freedom) < share:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _student(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _student(t: float, freedom: int) -> float:
    if freedom > 2000:
        correction = t * (1 - 1 / (4 * freedom)) / math.sqrt(1 + t * t / (2 * freedom))
        return 0.5 * (1 + math.erf(correction / math.sqrt(2)))
    angle = math.atan(t / math.sqrt(freedom))
    squared = math.cos(angle) ** 2
    term = math.cos(angle) if freedom % 2 else 1.0
    total, start = 0.0, 3 if freedom % 2 else 2
    if freedom > 1:
        total = term
        for step in range(start, freedom, 2):
            term *= (step - 1) / step * squared
            total += term
    inside = math.sin(angle) * total
    return 0.5 + (angle + inside) / math.pi if freedom % 2 else 0.5 + inside / 2


def bootstrap_nominal(
    data: Ratings,
    categories: int,
    of: Resampling,
    declared: int | None = None,
    names: tuple[str, ...] = (),
) -> Mapping[str, Floats]:
    """The nominal coefficients of independent units in every draw, shape (draws,); equal rows are drawn at once.

    `names` may ask for `krippendorff_alpha` alone, which takes a fraction of the time.
    """
    from quoth.agreement.analytic import patterns

    rows, times, _ = patterns(data)
    if names == ("krippendorff_alpha",):
        return {names[0]: _alpha_draws(rows, times, categories, of)}
    sums = nominal_sums(rows, categories)
    alike = len(times) < 0.5 * times.sum()
    blocks = draw(len(times), of, times) if alike else draw(data.shape[1], of)
    if not alike:
        sums = nominal_sums(data, categories)
    totals = np.concatenate([block @ sums for block in blocks])
    return resampled_nominal(totals, len(data), categories, declared)


def _alpha_draws(rows: Ratings, times: NDArray[np.int64], categories: int, of: Resampling) -> Floats:
    """Nominal alpha alone needs a tenth of the sums."""
    given = np.zeros((rows.shape[1], categories))
    for row in rows:
        at = np.flatnonzero(row >= 0)
        given[at, row[at]] += 1
    readers = given.sum(axis=1)
    given *= (readers >= 2)[:, None]
    if categories <= _FEW:  # who gave a value does not matter to alpha, so still fewer rows are enough
        given, where = np.unique(given, axis=0, return_inverse=True)
        times = np.bincount(where.reshape(-1), weights=times).astype(np.int64)
        readers = given.sum(axis=1)
    equal = (given * (given - 1)).sum(axis=1) / np.maximum(readers - 1, 1)
    sums = np.concatenate([given, equal[:, None]], axis=1)
    alike = len(times) < 0.5 * times.sum()
    if not alike:
        sums = np.repeat(sums, times, axis=0)
    blocks = draw(len(sums), of, times if alike else None)
    totals = np.concatenate([block @ sums for block in blocks])
    counts, equal = totals[:, :-1], totals[:, -1]
    n = counts.sum(axis=1)
    unlike = n**2 - (counts**2).sum(axis=1)
    return np.asarray(1 - (n - 1) * (n - equal) / np.where(unlike > 0, unlike, np.nan))
