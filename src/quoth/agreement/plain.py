"""A comparison as plain data for JSON, and as rows for a table file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quoth.agreement.figures import FIGURES, Figures
from quoth.agreement.intervals import Interval
from quoth.agreement.overall import Together
from quoth.agreement.report import CodeAgreement, Comparison
from quoth.agreement.unitizing import unitizing_json

__all__ = ["as_json", "as_rows"]


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data; what cannot be estimated is null with its reason in `reasons`."""
    coders = [str(coder) for coder in _list(found.settings["coders"])]
    return {
        "codes": [_code(row, coders) for row in found.codes],
        "headings": [
            {
                "heading": one.code,
                "label": one.label,
                "codes": list(one.codes),
                "coded_units": one.coded,
                "units_with_several": one.several,
                **_together("alpha", one.alpha),
            }
            for one in found.headings
        ],
        "overall": _overall(found),
        "unitizing": _unitizing(found),
        "documents": found.documents,
        "settings": dict(found.settings),
    }


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _code(row: CodeAgreement, coders: list[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {"code": row.code, "label": row.label, **_figures(row.figures)}
    plain["table"] = _table(row.figures, coders)
    plain["coded_shares"] = dict(row.shares)
    plain["overlap"] = row.overlap
    plain["warnings"] = list(row.warnings)
    plain["unaided"] = None if row.unaided is None else _figures(row.unaided)
    return plain


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "n": one.n,
        "documents": one.documents,
        "positives": dict(one.positives),
        "prevalence": one.prevalence,
        **{name: one.values[name] for name in FIGURES},
        "intervals": {name: ends(interval) for name, interval in one.intervals.items()},
        "reasons": dict(one.reasons),
        "interval_reasons": {name: interval.reason for name, interval in one.intervals.items() if interval.reason},
    }


def _table(one: Figures, coders: list[str]) -> dict[str, Any]:
    """Two coders' crossed judgements; of more, on how many units none, one, two, ... of them applied the code."""
    if len(coders) == 2:
        neither, _, both = one.applied_by
        return {"both": both, "only": dict(one.only), "neither": neither}
    return {"applied_by": list(one.applied_by)}


def ends(one: Interval) -> list[float] | None:
    """Low and high."""
    return None if one.low is None or one.high is None else [one.low, one.high]


def _together(name: str, one: Together) -> dict[str, Any]:
    reasons = {name: one.figure.reason} if one.figure.value is None else {}
    why = {name: one.interval.reason} if one.interval.reason else {}
    return {
        name: one.figure.value,
        "n": one.n,
        "intervals": {name: ends(one.interval)},
        "reasons": reasons,
        "interval_reasons": why,
    }


def _overall(found: Comparison) -> dict[str, Any] | None:
    if found.overall is None:
        return None
    parts: Mapping[str, Together] = {
        "alpha_masi": found.overall.masi,
        "alpha_jaccard": found.overall.jaccard,
        "mean_alpha": found.overall.mean_alpha,
        "pooled_kappa": found.overall.pooled_kappa,
    }
    plain: dict[str, Any] = {name: one.figure.value for name, one in parts.items()}
    plain["n"] = found.overall.masi.n
    plain["codes_in_mean"] = found.overall.mean_alpha.n
    plain["worst"] = found.overall.worst or None
    plain["intervals"] = {name: ends(one.interval) for name, one in parts.items()}
    plain["reasons"] = {name: one.figure.reason for name, one in parts.items() if one.figure.value is None}
    plain["interval_reasons"] = {name: one.interval.reason for name, one in parts.items() if one.interval.reason}
    return plain


def _unitizing(found: Comparison) -> dict[str, Any] | None:
    if found.unitizing is None:
        return None
    plain = unitizing_json(found.unitizing.found)
    return {**plain, "length": found.unitizing.length, "documents": found.unitizing.documents}


def as_rows(found: Comparison) -> list[list[object]]:
    """A header and a row for every code, for CSV and Markdown; an empty cell where there is no figure."""
    coders = [str(coder) for coder in _list(found.settings["coders"])]
    head: list[object] = ["code", "label", "n", "documents", *(f"positives_{coder}" for coder in coders), "prevalence"]
    for name in FIGURES:
        head += [name, f"{name}_low", f"{name}_high"]
    head += ["overlap", "unaided_n", "unaided_alpha", "reasons", "warnings"]
    rows = [head]
    for row in found.codes:
        one = row.figures
        cells: list[object] = [
            row.code,
            row.label,
            one.n,
            one.documents,
            *one.positives.values(),
            _cell(one.prevalence),
        ]
        for name in FIGURES:
            interval = one.intervals.get(name)
            cells += [_cell(one.values[name]), *map(_cell, (ends(interval) if interval else None) or (None, None))]
        cells += [
            _cell(row.overlap),
            "" if row.unaided is None else row.unaided.n,
            "" if row.unaided is None else _cell(row.unaided.values["alpha"]),
            "; ".join(f"{name}: {reason}" for name, reason in one.reasons.items()),
            "; ".join(row.warnings),
        ]
        rows.append(cells)
    return rows


def _cell(value: float | None) -> object:
    return "" if value is None else value
