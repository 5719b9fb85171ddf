"""All codes together: alpha of the sets of codes, the mean and the pooled figure, exclusive headings, passages.

Owns what is said about a codebook as a whole. A figure over all codes hides the bad ones, so it comes after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.analytic import patterns
from quoth.agreement.coefficients import MISSING, Estimate, Ratings, percent_agreement
from quoth.agreement.figures import Summed, totals
from quoth.agreement.intervals import (
    Interval,
    Resampling,
    bootstrap_nominal,
    draw,
    gather,
    no_interval,
    nominal_sums,
    percentile,
    resampled_metric,
    resampled_nominal,
)
from quoth.agreement.metrics import alpha_by, set_distance
from quoth.agreement.unitizing import Passage, Unitizing, unitize
from quoth.agreement.units import Layout, Reading, covered_before, units

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Together", "code_sets", "continuum", "heading_values", "pooled_kappa", "together"]

_MOST_SETS = 1500
"""Different sets of codes up to which intervals of their alpha are drawn."""


@dataclass(frozen=True, slots=True)
class Together:
    """A figure over several codes."""

    figure: Estimate
    interval: Interval
    n: int
    """Units, or codes, that it rests on."""


def code_sets(data: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Which set of codes each coder gave each unit, and the sets: shape (coders, units), (sets, codes).

    `data`, shape (codes, coders, units). A unit is missing, -1, for a coder who did not judge all the codes there.
    """
    codes, coders, size = data.shape
    judged = (data >= 0).all(axis=0)
    packed = np.packbits(data == 1, axis=0).transpose(1, 2, 0).reshape(coders * size, -1)
    view = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    _, first, where = np.unique(view, return_index=True, return_inverse=True)
    members = np.unpackbits(packed[first], axis=1, count=codes).astype(bool)
    found = np.where(judged, where.reshape(coders, size), MISSING)
    return found.astype(np.int64), members


def set_figure(
    data: NDArray[np.int8],
    layout: Layout,
    how: Resampling,
    drawn: NDArray[np.float64],
    metric: str = "masi",
) -> Together:
    """Alpha of the sets of codes that coders gave to units, by MASI or Jaccard distance."""
    none = Interval(None, None, "")
    if not data.size:
        return Together(Estimate(None, "there is no unit"), none, 0)
    indices, members = code_sets(data)
    keyed = np.concatenate([indices, layout.home[None, :].astype(np.int64)])
    rows, _, where = patterns(keyed)
    times = np.bincount(where, weights=layout.weight, minlength=rows.shape[1]).astype(np.int64)
    rows, home = rows[:-1].astype(np.int64), rows[-1].astype(np.intp)
    sets = [frozenset(map(str, np.flatnonzero(one))) for one in members]
    distance = set_distance(sets, metric)
    paired = np.count_nonzero(rows >= 0, axis=0) >= 2
    n = int(times[paired].sum())
    estimate = _weighted_alpha(rows, times, len(sets), distance)
    if estimate.value is None:
        return Together(estimate, none, n)
    items = len(np.unique(home[paired])) if how.unit == "document" else n
    differs = bool((rows[:, paired].max(axis=0) != _lowest(rows[:, paired])).any())
    if reason := no_interval(items, how, disagreement=differs):
        return Together(estimate, Interval(None, None, reason), n)
    if len(sets) > _MOST_SETS:
        return Together(estimate, Interval(None, None, "there are too many different sets for draws"), n)
    blocks = iter([drawn[:, home] * times]) if how.unit == "document" else draw(len(times), how, times)
    draws = resampled_metric(rows, len(sets), blocks, distance)
    return Together(estimate, percentile(draws, items, how, disagreement=differs), n)


def _lowest(rows: Ratings) -> NDArray[np.int64]:
    return np.asarray(np.where(rows < 0, np.iinfo(np.int64).max, rows).min(axis=0))


def _weighted_alpha(rows: Ratings, times: NDArray[np.int64], sets: int, distance: object) -> Estimate:
    """`alpha_by` of rows that stand for several units each: by one draw in which every unit is once."""
    from quoth.agreement.coefficients import incomparable, one_value_words

    if reason := incomparable(rows):
        return Estimate(None, reason)
    if sets > 20 * _MOST_SETS:
        return Estimate(None, f"{sets:,} different sets of codes: too many to compare each with each")
    if sets > _MOST_SETS:
        return alpha_by(np.repeat(rows, times, axis=1), sets, distance)  # type: ignore[arg-type]
    value = float(resampled_metric(rows, sets, iter([times[None, :].astype(float)]), distance)[0])  # type: ignore[arg-type]
    if np.isnan(value):
        return Estimate(None, one_value_words(np.repeat(rows, times, axis=1)))
    return Estimate(value)


def together(alphas: Sequence[float | None], draws: NDArray[np.float64], items: int, how: Resampling) -> Together:
    """The mean of the codes' alphas, of those that can be estimated; `draws`, shape (codes, draws)."""
    known = [alpha for alpha in alphas if alpha is not None]
    if not known:
        return Together(Estimate(None, "no code's alpha can be estimated"), Interval(None, None, ""), 0)
    mean = Estimate(float(np.mean(known)))
    differs = any(alpha < 1 for alpha in known)
    if how.unit != "document":
        reason = "units are drawn for every code apart, so their mean has no interval; draw documents"
        return Together(mean, Interval(None, None, reason if how.draws else "no interval was asked for"), len(known))
    if not draws.size:
        return Together(mean, percentile(np.zeros(0), items, how, disagreement=differs), len(known))
    with np.errstate(invalid="ignore"):
        counted = np.count_nonzero(~np.isnan(draws), axis=0)
        means = np.where(counted, np.nansum(draws, axis=0) / np.maximum(counted, 1), np.nan)
    return Together(mean, percentile(means, items, how, disagreement=differs), len(known))


def pooled_kappa(of: Sequence[Summed], how: Resampling, drawn: NDArray[np.float64], items: int) -> Together:
    """Kappa of agreement and chance averaged over codes: `(mean p_o - mean p_e) / (1 - mean p_e)`.

    De Vries, Elliott, Kanouse & Teleki (2008), Using pooled kappa to summarize interrater agreement across many items,
    Field Methods 20:272-282. Unlike the mean of kappas it needs no single one to be estimable.
    """
    kept = [one for one in of if ((np.count_nonzero(one.rows >= 0, axis=0) >= 2) * one.counts.sum(axis=0)).any()]
    if not kept:
        return Together(Estimate(None, "no unit was read by two coders"), Interval(None, None, ""), 0)
    point = _pool([one.counts.sum(axis=0)[None, :] @ nominal_sums(one.rows, 2) for one in kept], len(kept[0].rows))
    if np.isnan(point[0]):
        return Together(Estimate(None, "one value was used throughout on every code"), Interval(None, None, ""), 0)
    value = Estimate(float(point[0]))
    differs = value.value is not None and value.value < 1
    if how.unit != "document" or not len(drawn):
        reason = no_interval(items, how, disagreement=differs) or "units are drawn for every code apart"
        return Together(value, Interval(None, None, reason), len(kept))
    draws = _pool([totals(one, how, drawn) for one in kept], len(kept[0].rows))
    return Together(value, percentile(draws, items, how, disagreement=differs), len(kept))


def _pool(sums: Sequence[NDArray[np.float64]], coders: int) -> NDArray[np.float64]:
    name = "cohen_kappa" if coders == 2 else "conger_kappa"
    observed, chance = [], []
    for one in sums:
        found = resampled_nominal(one, coders, 2, 2)
        observed.append(found["percent_agreement"])
        chance.append(found[f"{name}.chance"])
    with np.errstate(invalid="ignore", divide="ignore"):
        p_o, p_e = np.nanmean(observed, axis=0), np.nanmean(chance, axis=0)
        return np.asarray((p_o - p_e) / np.where(1 - p_e > 1e-12, 1 - p_e, np.nan))


def heading_values(data: NDArray[np.int8]) -> NDArray[np.int64]:
    """Codes that exclude each other as one nominal variable, shape (coders, units): 0 for none, k + 1 for the code k.

    `data`, shape (codes, coders, units). A coder who gave a unit several has a value of its own for these together; the
    unit is missing for a coder who did not judge all of them.
    """
    return code_sets(data)[0]


def heading_figure(
    data: NDArray[np.int8], layout: Layout, how: Resampling, drawn: NDArray[np.float64]
) -> tuple[Together, int, int]:
    """Nominal alpha over the codes of an exclusive heading; how many units had a code, and how many several at once."""
    from quoth.agreement.coefficients import krippendorff_alpha, tally

    indices, members = code_sets(data)
    sizes = members.sum(axis=1)
    several = int(layout.weight[(np.append(sizes, 0)[indices] > 1).any(axis=0)].sum())
    coded = int(layout.weight[(np.append(sizes, 0)[indices] > 0).any(axis=0)].sum())
    alpha = krippendorff_alpha(tally(indices, layout.weight))
    paired = np.count_nonzero(indices >= 0, axis=0) >= 2
    n = int(layout.weight[paired].sum())
    none = Interval(None, None, "")
    if alpha.value is None:
        return Together(alpha, none, n), coded, several
    differs = (percent_agreement(indices).value or 0) < 1
    items = len(np.unique(layout.home[paired])) if how.unit == "document" else n
    if reason := no_interval(items, how, disagreement=differs):
        return Together(alpha, Interval(None, None, reason), n), coded, several
    q = len(members)
    if how.unit == "document":
        sums = nominal_sums(indices, q) * layout.weight[:, None]
        draws = resampled_nominal(drawn @ gather(sums, layout.home, len(layout.readings)), len(indices), q)
    else:
        draws = dict(bootstrap_nominal(np.repeat(indices, layout.weight, axis=1), q, how))
    interval = percentile(draws["krippendorff_alpha"], items, how, disagreement=differs)
    return Together(alpha, interval, n), coded, several


@dataclass(frozen=True, slots=True)
class Continuum:
    """The unitizing family of a project, on what was counted."""

    found: Unitizing
    length: int
    """Characters: what was said in the documents that all coders had done for all the codes."""
    documents: int
    shares: Mapping[str, Mapping[str, float]]
    """By code and coder, the share of these characters that the coder gave the code."""


def continuum(readings: Sequence[Reading], coders: Sequence[str], codes: Sequence[str]) -> Continuum:
    """Lay what was said in all documents end to end, without what lies between, and unitize it."""
    wanted = frozenset(codes)
    kept = [one for one in readings if all(wanted <= one.judged.get(coder, frozenset()) for coder in coders)]
    passages: list[list[Passage]] = [[] for _ in coders]
    length = 0
    for reading in kept:
        spans = units(reading, "turn") or units(reading, "document")
        starts = np.array([span.start for span in spans], dtype=np.int64)
        ends = np.array([span.end for span in spans], dtype=np.int64)
        for own, coder in zip(passages, coders, strict=True):
            codings = [coding for coding in reading.codings.get(coder, ()) if coding.code in wanted]
            edges = np.array([(one.start, one.end) for one in codings], dtype=np.int64).reshape(-1, 2)
            inside = covered_before(starts, ends, edges.reshape(-1)).reshape(-1, 2) + length
            own += [
                (int(first), int(last), coding.code)
                for coding, (first, last) in zip(codings, inside.tolist(), strict=True)
                if first < last
            ]
        length += int((ends - starts).sum())
    found = unitize(passages, length)
    return Continuum(found, length, len(kept), _shares(dict(zip(coders, passages, strict=True)), codes, length))


def _shares(
    passages: Mapping[str, Sequence[Passage]], codes: Sequence[str], length: int
) -> dict[str, dict[str, float]]:
    """By code and coder the share of the text that has the code; what is coded twice counts once."""
    shares = {code: dict.fromkeys(passages, 0.0) for code in codes}
    for coder, own in passages.items():
        reach = dict.fromkeys(codes, 0)
        covered = dict.fromkeys(codes, 0)
        for start, end, code in sorted(own):
            if end > reach[code]:
                covered[code] += end - max(start, reach[code])
                reach[code] = end
        for code, size in covered.items():
            shares[code][coder] = size / length if length else 0.0
    return shares
