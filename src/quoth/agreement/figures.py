"""The figures of one yes-or-no variable, as a code is, with what they rest on and their intervals.

Owns how units are summed up by document, so that every draw of documents is one product of small arrays. Invariant: a
figure is finite or none, and none has its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.analytic import patterns
from quoth.agreement.coefficients import (
    Estimate,
    Ratings,
    cohen_kappa,
    conger_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    tally,
)
from quoth.agreement.intervals import (
    Interval,
    Resampling,
    draw,
    nominal_sums,
    percentile,
    resampled_nominal,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIGURES", "Figures", "Summed", "draws_of_documents", "figures", "summed"]

FIGURES = ("agreement", "kappa", "alpha", "ac1")
_LONG = {"agreement": "percent_agreement", "alpha": "krippendorff_alpha", "ac1": "gwet_ac1"}
_MOST_CODERS = 8
"""Up to so many coders every pattern of three judgements has a place of its own."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement on one variable."""

    n: int
    """Units that two coders or more judged."""
    documents: int
    """Documents they lie in."""
    positives: Mapping[str, int]
    """By coder, on how many of them the coder said yes."""
    prevalence: float | None
    """The share of positive judgements among all judgements on them."""
    values: Mapping[str, float | None]
    """By name of the figure."""
    intervals: Mapping[str, Interval]
    """By name of a figure that has a value."""
    reasons: Mapping[str, str]
    """By the name of a figure that is none, why."""
    touched: int
    """Units of them on which somebody said yes."""
    applied_by: tuple[int, ...]
    """On how many units that all coders judged none said yes, one, two, ..."""
    only: Mapping[str, int] = field(default_factory=dict)
    """By coder, on how many units nobody else who judged said yes."""


@dataclass(frozen=True, slots=True, eq=False)
class Summed:
    """Reliability data of one variable summed up: each pattern of judgements once, and how often in each document."""

    rows: Ratings
    """Coders x patterns."""
    counts: NDArray[np.int64]
    """Documents x patterns."""


def summed(
    data: NDArray[np.int8], home: NDArray[np.intp], homes: int, weight: NDArray[np.int64] | None = None
) -> Summed:
    """Sum up reliability data of 1, 0 and -1, shape (coders, units), whose units lie in documents `home`."""
    coders = len(data)
    if coders > _MOST_CODERS:
        rows, _, where = patterns(data)
        width = rows.shape[1]
        found = np.bincount(home * width + where, weights=weight, minlength=homes * width)
        return Summed(rows.astype(np.int8), found.astype(np.int64).reshape(homes, width))
    width = 3**coders
    keys = np.zeros(data.shape[1], dtype=np.int64)
    for row in data:
        keys *= 3
        keys += row
        keys += 1
    found = np.bincount(home * width + keys, weights=weight, minlength=homes * width).astype(np.int64)
    counts = found.reshape(homes, width)
    present = np.flatnonzero(counts.any(axis=0))
    places = np.arange(width)[present]
    rows = np.stack([places // 3 ** (coders - 1 - at) % 3 - 1 for at in range(coders)]).astype(np.int8)
    return Summed(rows.astype(np.int8, copy=False), counts[:, present])


def draws_of_documents(documents: int, how: Resampling) -> NDArray[np.float64]:
    """How often each document is in each draw, shape (draws, documents); the same for all codes."""
    if how.draws <= 0 or how.unit != "document" or not documents:
        return np.zeros((0, documents))
    return np.concatenate(list(draw(documents, how)))


def totals(of: Summed, how: Resampling, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of every draw, shape (draws, columns)."""
    sums = nominal_sums(of.rows, 2)
    if how.unit == "document":
        return np.asarray(drawn @ (of.counts @ sums))
    times = of.counts.sum(axis=0)
    if how.draws <= 0 or not times.sum():
        return np.zeros((0, sums.shape[1]))
    return np.concatenate([block @ sums for block in draw(len(times), how, times)])


def figures(of: Summed, coders: Sequence[str], how: Resampling, drawn: NDArray[np.float64]) -> Figures:
    """All figures of one variable."""
    times = of.counts.sum(axis=0)
    readers = np.count_nonzero(of.rows >= 0, axis=0)
    positive = np.count_nonzero(of.rows == 1, axis=0)
    paired = readers >= 2
    counts = tally(of.rows, times)
    documents = int(np.count_nonzero((of.counts * paired).any(axis=1)))
    kappa = cohen_kappa if len(coders) == 2 else conger_kappa
    found: dict[str, Estimate] = {
        "agreement": percent_agreement(counts),
        "kappa": kappa(counts),
        "alpha": krippendorff_alpha(counts),
        "ac1": gwet_ac1(counts, categories=2) if len(coders) > 1 else Estimate(None, percent_agreement(counts).reason),
    }
    reasons = {name: one.reason for name, one in found.items() if one.value is None}
    judged = int((times * readers * paired).sum())
    if not judged:
        reasons["prevalence"] = reasons["agreement"]
    everyone = readers == len(coders)
    return Figures(
        n=counts.pairable,
        documents=documents,
        positives={coder: int((times * paired * (row == 1)).sum()) for coder, row in zip(coders, of.rows, strict=True)},
        prevalence=float((times * positive * paired).sum() / judged) if judged else None,
        values={name: one.value for name, one in found.items()},
        intervals=_intervals(of, found, how, drawn, documents, counts.pairable),
        reasons=reasons,
        touched=int((times * paired * (positive > 0)).sum()),
        applied_by=tuple(int((times * everyone * (positive == k)).sum()) for k in range(len(coders) + 1)),
        only={
            coder: int((times * paired * (row == 1) * (positive == 1)).sum())
            for coder, row in zip(coders, of.rows, strict=True)
        },
    )


def _intervals(
    of: Summed,
    found: Mapping[str, Estimate],
    how: Resampling,
    drawn: NDArray[np.float64],
    documents: int,
    units: int,
) -> dict[str, Interval]:
    known = [name for name in FIGURES if found[name].value is not None]
    if not known:
        return {}
    items = documents if how.unit == "document" else units
    differs = (found["agreement"].value or 0) < 1
    sums = totals(of, how, drawn) if differs and how.draws > 0 and items else np.zeros((0, 0))
    if not len(sums):
        empty = np.zeros(0)
        return {name: percentile(empty, items, how, disagreement=differs) for name in known}
    kappa = "cohen_kappa" if len(of.rows) == 2 else "conger_kappa"
    drawn_figures = resampled_nominal(sums, len(of.rows), 2, 2)
    return {name: percentile(drawn_figures[_LONG.get(name, kappa)], items, how, disagreement=differs) for name in known}
