"""Every coefficient of one table of judgements, with intervals and reasons.

Owns which figure is given by which name. Invariant: a figure is a finite number, or none and has its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from quoth.agreement import coefficients as of
from quoth.agreement import metrics
from quoth.agreement.analytic import WEIGHTS, patterns, standard_errors, weighted, weights
from quoth.agreement.coefficients import Estimate
from quoth.agreement.intervals import (
    Interval,
    Resampling,
    analytic_interval,
    bootstrap_nominal,
    draw,
    no_interval,
    percentile,
    resampled_metric,
)
from quoth.agreement.judgements import Judgements
from quoth.errors import AgreementError
from quoth.i18n import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["METRICS", "Assessment", "assess", "assess_sets", "assessment_json", "pairwise"]

METRICS = ("nominal", "ordinal", "interval", "ratio")
_MOST_CELLS = 40_000_000
"""Different rows x categories up to which draws are made."""
_LISTED = 100
"""Categories of which each is listed."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All figures of one table."""

    units: int
    paired: int
    """Units that two coders or more judged."""
    coders: tuple[str, ...]
    figures: Mapping[str, Estimate]
    intervals: Mapping[str, Interval]
    analytic: Mapping[str, Interval]
    errors: Mapping[str, float]
    """Gwet's standard errors."""
    categories: tuple[tuple[str, int, Estimate], ...]
    """Of each category how often it was given, and Fleiss' kappa of it against the rest."""
    pairs: tuple[tuple[str, str, Mapping[str, Estimate]], ...]
    """The figures of every pair of coders, where there are more than two."""
    settings: Mapping[str, object]
    codes: tuple[Mapping[str, Any], ...] = ()


def pairwise(
    coders: Sequence[str], data: NDArray[np.int64], figures: Mapping[str, Callable[[NDArray[np.int64]], Estimate]]
) -> tuple[tuple[str, str, Mapping[str, Estimate]], ...]:
    """Figures of every pair of coders, shape (coders, units), on the units that both judged."""
    return tuple(
        (coders[i], coders[j], {name: figure(data[[i, j]]) for name, figure in figures.items()})
        for i, j in combinations(range(len(coders)), 2)
    )


def assess(
    table: Judgements, *, metric: str = "nominal", weighting: str = "", resampling: Resampling | None = None
) -> Assessment:
    """The coefficients of a table; the metric is alpha's, `weighting` (linear, quadratic, ordinal) everyone's.

    Raises AgreementError for weights between categories that have no order.
    """
    data, q = table.data, max(1, len(table.values))
    how = resampling or Resampling()
    credit = _credit(table, weighting)
    figures = _figures(table, metric, credit)
    paired = int(np.count_nonzero(np.count_nonzero(data >= 0, axis=0) >= 2))
    errors = standard_errors(data, q, credit)
    errors = {name: one for name, one in errors.items() if figures[name].value is not None}
    if metric != "nominal":
        errors = {name: one for name, one in errors.items() if name != "krippendorff_alpha"}
    analytic = {name: analytic_interval(one.value, one.error, one.units) for name, one in errors.items()}
    return Assessment(
        units=data.shape[1],
        paired=paired,
        coders=table.coders,
        figures=figures,
        intervals=_intervals(table, figures, metric, credit, how, paired),
        analytic=analytic,
        errors={name: one.error for name, one in errors.items()},
        categories=_categories(table) if metric == "nominal" and not weighting else (),
        pairs=pairwise(table.coders, data, _pair_figures(table, metric)) if len(table.coders) > 2 else (),
        settings={
            "metric": metric,
            "weights": weighting or "none: only the same category agrees",
            "categories": table.declared or len(table.values),
            "category_set": "declared" if table.declared else "observed: those that were given",
            "percent_agreement": "share of agreeing pairs of coders, mean over units (Fleiss 1971; Gwet 2014)",
            "missing": "an empty cell: the coder did not judge the unit",
            **_draws(how),
        },
    )


def _draws(how: Resampling) -> dict[str, object]:
    return {
        "interval": "95 % percentile bootstrap" if how.draws else "none",
        "draws": how.draws,
        "seed": how.seed,
        "resampling_unit": how.unit,
        "analytic_interval": "95 %, Gwet's linearised standard error, Student's t with n - 1",
    }


def _credit(table: Judgements, weighting: str) -> NDArray[np.float64] | None:
    if not weighting:
        return None
    if weighting not in WEIGHTS or table.numbers is None:
        raise AgreementError(
            _("The weights {weighting} need categories with an order.").format(weighting=weighting),
            _("Use numbers, or give their order with --categories low,middle,high."),
        )
    order = np.argsort(table.numbers, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return weights(weighting, table.numbers[order])[np.ix_(back, back)]


def _alpha(table: Judgements, data: NDArray[np.int64], metric: str) -> Estimate:
    if metric == "nominal" or table.numbers is None:
        return of.krippendorff_alpha(data)
    if metric == "ordinal":
        return metrics.ordinal_alpha(data, len(table.values))
    return (metrics.interval_alpha if metric == "interval" else metrics.ratio_alpha)(data, table.numbers)


def _figures(table: Judgements, metric: str, credit: NDArray[np.float64] | None) -> dict[str, Estimate]:
    data, declared = table.data, table.declared
    if credit is not None:
        return _weighted_figures(table, metric, credit)
    counts = of.tally(data)
    return {
        "percent_agreement": of.percent_agreement(counts),
        "cohen_kappa": of.cohen_kappa(counts),
        "conger_kappa": of.conger_kappa(counts),
        "scott_pi": of.scott_pi(counts),
        "fleiss_kappa": of.fleiss_kappa(counts),
        "brennan_prediger": of.brennan_prediger(counts, declared),
        "gwet_ac1": of.gwet_ac1(counts, declared),
        "krippendorff_alpha": _alpha(table, data, metric),
    }


def _weighted_figures(table: Judgements, metric: str, credit: NDArray[np.float64]) -> dict[str, Estimate]:
    data, q = table.data, len(table.values)
    found = dict(weighted(data, q, credit))
    both = data[:, (data >= 0).sum(axis=0) >= 2]
    only = Estimate(None, f"it compares two coders; there are {len(data)}")
    if len(data) == 2 and both.size:
        own = weighted(both, q, credit)
        found |= {"cohen_kappa": own["conger_kappa"], "scott_pi": own["fleiss_kappa"]}
    else:
        reason = of.incomparable(data)
        found |= dict.fromkeys(("cohen_kappa", "scott_pi"), Estimate(None, reason) if reason else only)
    if metric != "nominal":
        found["krippendorff_alpha"] = _alpha(table, data, metric)
    return found


def _pair_figures(table: Judgements, metric: str) -> dict[str, Callable[[NDArray[np.int64]], Estimate]]:
    return {
        "percent_agreement": of.percent_agreement,
        "cohen_kappa": of.cohen_kappa,
        "krippendorff_alpha": lambda data: _alpha(table, data, metric),
    }


def _categories(table: Judgements) -> tuple[tuple[str, int, Estimate], ...]:
    if len(table.values) > _LISTED:
        return ()
    data = table.data
    rows, times, _ = patterns(data)
    found = []
    for place, value in enumerate(table.values):
        one = np.where(rows >= 0, (rows == place).astype(np.int64), of.MISSING)
        found.append((value, int((times * (rows == place)).sum()), of.fleiss_kappa(np.repeat(one, times, axis=1))))
    return tuple(found)


def _intervals(
    table: Judgements,
    figures: Mapping[str, Estimate],
    metric: str,
    credit: NDArray[np.float64] | None,
    how: Resampling,
    paired: int,
) -> dict[str, Interval]:
    known = [name for name, one in figures.items() if one.value is not None]
    if not known:
        return {}
    agreement = of.percent_agreement(table.data).value
    differs = agreement is not None and agreement < 1
    if reason := no_interval(paired, how, disagreement=differs):
        return dict.fromkeys(known, Interval(None, None, reason))
    q = len(table.values)
    rows, times, _ = patterns(table.data)
    if len(times) * q > _MOST_CELLS:
        found = {}
    elif credit is not None:
        reason = "with weights see the analytic interval"
        return {name: Interval(None, None, reason) for name in known}
    else:
        found = dict(bootstrap_nominal(table.data, q, how, table.declared))
    if metric != "nominal":
        found["krippendorff_alpha"] = _metric_draws(table, metric, how, rows, times)
    too_many = Interval(None, None, "there are too many different values for draws; see the analytic interval")
    return {
        name: percentile(found[name], paired, how, disagreement=differs) if name in found else too_many
        for name in known
    }


def _metric_draws(
    table: Judgements, metric: str, how: Resampling, rows: of.Ratings, times: NDArray[np.int64]
) -> NDArray[np.float64]:
    blocks = draw(len(times), how, times)
    if metric == "ordinal":
        return resampled_metric(rows, len(table.values), blocks, None)
    numbers = table.numbers if table.numbers is not None else np.zeros(0)
    if metric == "interval":
        return resampled_metric(rows, len(table.values), blocks, None, numbers - numbers.mean())
    if len(numbers) > 2000:
        return np.full(how.draws, np.nan)
    return resampled_metric(rows, len(table.values), blocks, metrics.ratio(numbers))


def assess_sets(table: Judgements, resampling: Resampling | None = None) -> Assessment:
    """Alpha of a table of sets, by MASI and by Jaccard, and the usual figures of every code by itself."""
    data, how = table.data, resampling or Resampling()
    paired = int(np.count_nonzero(np.count_nonzero(data >= 0, axis=0) >= 2))
    figures, intervals = {}, {}
    rows, times, _ = patterns(data)
    agreement = of.percent_agreement(data).value
    differs = agreement is not None and agreement < 1
    for metric in ("masi", "jaccard"):
        name = f"alpha_{metric}"
        distance = metrics.set_distance(table.sets, metric)
        figures[name] = metrics.alpha_by(data, len(table.sets), distance)
        if figures[name].value is None:
            continue
        if reason := no_interval(paired, how, disagreement=differs):
            intervals[name] = Interval(None, None, reason)
        elif len(table.sets) > 2000:
            intervals[name] = Interval(None, None, "there are too many different sets for draws")
        else:
            draws = resampled_metric(rows, len(table.sets), draw(len(times), how, times), distance)
            intervals[name] = percentile(draws, paired, how, disagreement=differs)
    return Assessment(
        units=data.shape[1],
        paired=paired,
        coders=table.coders,
        figures=figures,
        intervals=intervals,
        analytic={},
        errors={},
        categories=(),
        pairs=(),
        settings={
            "alpha_masi": "Krippendorff's alpha, distance 1 - J M (Passonneau 2006)",
            "alpha_jaccard": "Krippendorff's alpha, distance 1 - J",
            "empty": "two empty sets agree; an empty set shares nothing with another; an empty cell is missing",
            "units_with_several_codes": int(np.count_nonzero(_several(table))),
            **{name: value for name, value in _draws(how).items() if name != "analytic_interval"},
        },
        codes=tuple(_of_codes(table, how)),
    )


def _several(table: Judgements) -> NDArray[np.bool_]:
    several = np.array([len(one) > 1 for one in table.sets] + [False])
    return np.asarray(several[table.data].any(axis=0))


def _of_codes(table: Judgements, how: Resampling) -> list[dict[str, Any]]:
    found = []
    for code in sorted({code for one in table.sets for code in one}):
        has = np.array([code in one for one in table.sets] + [of.MISSING], dtype=np.int64)
        single = assess(Judgements(table.coders, has[table.data], ("0", "1"), declared=2), resampling=how)
        plain = assessment_json(single)
        kappa = "cohen_kappa" if len(table.coders) == 2 else "conger_kappa"
        paired = has[table.data][:, np.count_nonzero(table.data >= 0, axis=0) >= 2]
        judged = np.count_nonzero(paired >= 0)
        names = {
            "agreement": "percent_agreement",
            "kappa": kappa,
            "alpha": "krippendorff_alpha",
            "ac1": "gwet_ac1",
        }
        row: dict[str, Any] = {
            "code": code,
            "n": single.paired,
            "positives": dict(zip(table.coders, np.count_nonzero(paired == 1, axis=1).tolist(), strict=True)),
            "prevalence": float(np.count_nonzero(paired == 1) / judged) if judged else None,
        }
        row |= {short: plain[long] for short, long in names.items()}
        row["intervals"] = {short: plain["intervals"].get(long) for short, long in names.items()}
        row["reasons"] = {short: plain["reasons"][long] for short, long in names.items() if long in plain["reasons"]}
        found.append(row)
    return sorted(found, key=lambda row: (row["alpha"] is None, row["alpha"] or 0.0))


def assessment_json(found: Assessment) -> dict[str, Any]:
    """An assessment as plain data for JSON."""
    plain: dict[str, Any] = {"units": found.units, "paired_units": found.paired, "coders": list(found.coders)}
    plain |= {name: one.value for name, one in found.figures.items()}
    plain["reasons"] = {name: one.reason for name, one in found.figures.items() if one.value is None}
    plain["intervals"] = {name: _ends(one) for name, one in found.intervals.items()}
    plain["interval_reasons"] = {name: one.reason for name, one in found.intervals.items() if one.reason}
    if found.errors or found.analytic:
        plain["standard_errors"] = dict(found.errors)
        plain["analytic_intervals"] = {name: _ends(one) for name, one in found.analytic.items()}
    if found.categories:
        plain["categories"] = [
            {
                "category": value,
                "given": given,
                "fleiss_kappa": one.value,
                **({"reason": one.reason} if one.reason else {}),
            }
            for value, given, one in found.categories
        ]
    if found.pairs:
        plain["pairs"] = [
            {
                "coders": [first, second],
                **{name: one.value for name, one in figures.items()},
                "reasons": {name: one.reason for name, one in figures.items() if one.value is None},
            }
            for first, second, figures in found.pairs
        ]
    if found.codes:
        plain["codes"] = [dict(row) for row in found.codes]
    elif "alpha_masi" in found.figures:
        plain["codes"] = []
    plain["settings"] = dict(found.settings)
    return plain


def _ends(one: Interval) -> list[float] | None:
    return None if one.low is None or one.high is None else [one.low, one.high]
