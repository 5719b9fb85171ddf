"""Agreement of coders code by code: the usual figures beside each other, with what they rest on.

Invariant: a figure is finite or none, and none has its reason. A unit counts for a code where two coders or more
judged it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.coefficients import (
    cohen_kappa,
    conger_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    tally,
)
from quoth.agreement.units import Reading, lay_out
from quoth.errors import AgreementError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.model.codebook import Code

__all__ = ["CodeAgreement", "Comparison", "as_json", "compare"]

FEW = 10
"""Below this many units, or positive units, a warning says how many a figure rests on."""
RARE = 0.05
"""Below this prevalence, or above its complement, chance agreement dominates kappa and alpha."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far coders agree on one code."""

    code: str
    label: str
    n: int
    """Units that two coders or more judged."""
    positives: Mapping[str, int]
    """By coder, on how many of them the coder applied the code."""
    prevalence: float | None
    """The share of positive judgements among all judgements on them."""
    agreement: float | None
    kappa: float | None
    alpha: float | None
    ac1: float | None
    reasons: Mapping[str, str]
    """By the name of a figure that is none, why."""
    warnings: tuple[str, ...]
    """What a reader must know before citing the figures."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreement on every code, worst first, with how it was counted."""

    codes: tuple[CodeAgreement, ...]
    documents: int
    """How many documents two coders or more judged for at least one of the codes."""
    settings: Mapping[str, object]
    """Unit, coders, what was given to compare, and the rule behind each figure."""


def compare(
    readings: Sequence[Reading],
    codes: Sequence[Code],
    coders: Sequence[str],
    unit: str,
    *,
    overlap: str = "any",
    splitter: str = "",
) -> Comparison:
    """Compare coders on every code that is not a heading: lowest alpha first, those without an alpha last.

    `overlap` as in `lay_out`; `splitter` names what split the sentences, for the record. Raises AgreementError for
    fewer than two different coders, an unknown unit or an unknown overlap.
    """
    if len(coders) < 2 or len(set(coders)) < len(coders):
        raise AgreementError(
            f"Agreement needs at least two different coders; named: {', '.join(coders) or 'none'}.",
            "Name the coders to compare, separated by a comma.",
        )
    layout = lay_out(readings, coders, unit, overlap)
    counted = [code for code in codes if not code.heading]
    rows = [_agreement(code, layout.coders, layout.reliability(code.id)) for code in counted]
    ids = frozenset(code.id for code in counted)
    settings = {
        "unit": unit,
        "units": len(layout.starts),
        "coders": list(coders),
        "documents": len(readings),
        "splitter": splitter if unit == "sentence" else "",
        "overlap": overlap,
        "speakers": _speakers(readings),
        "missing": "units that a coder has not marked done for the code as it is now defined",
        "agreement": "share of agreeing pairs of coders, mean over units (Fleiss 1971)",
        "kappa": "Cohen 1960" if len(coders) == 2 else "Conger 1980",
        "alpha": "Krippendorff 2011, nominal",
        "ac1": "Gwet 2008, two categories",
    }
    return Comparison(
        tuple(sorted(rows, key=_worst_first)), sum(_shared(reading, coders, ids) for reading in readings), settings
    )


def _speakers(readings: Sequence[Reading]) -> str:
    left_out = sum(reading.participants for reading in readings)
    if left_out in (0, len(readings)):
        return "participants" if left_out else "all"
    return f"participants where roles are known ({left_out} of {len(readings)} documents), else all"


def as_json(comparison: Comparison) -> dict[str, object]:
    """The comparison as plain data for JSON."""
    return {
        "codes": [
            {
                "code": row.code,
                "label": row.label,
                "n": row.n,
                "positives": dict(row.positives),
                "prevalence": row.prevalence,
                "agreement": row.agreement,
                "kappa": row.kappa,
                "alpha": row.alpha,
                "reasons": dict(row.reasons),
            }
            for row in comparison.codes
        ],
        "documents": comparison.documents,
        "settings": dict(comparison.settings),
    }


def _agreement(code: Code, coders: Sequence[str], data: NDArray[np.int8]) -> CodeAgreement:
    counts = tally(data)
    paired = data[:, np.count_nonzero(data >= 0, axis=0) >= 2]
    figures = {
        "agreement": percent_agreement(counts),
        "kappa": cohen_kappa(counts) if len(coders) == 2 else conger_kappa(counts),
        "alpha": krippendorff_alpha(counts),
        "ac1": gwet_ac1(counts, categories=2),
    }
    reasons = {name: figure.reason for name, figure in figures.items() if figure.value is None}
    if not counts.pairable:
        reasons["prevalence"] = reasons["agreement"]
    return CodeAgreement(
        code=code.id,
        label=code.label,
        n=counts.pairable,
        positives=dict(zip(coders, np.count_nonzero(paired == 1, axis=1).tolist(), strict=True)),
        prevalence=_prevalence(paired) if counts.pairable else None,
        agreement=figures["agreement"].value,
        kappa=figures["kappa"].value,
        alpha=figures["alpha"].value,
        ac1=figures["ac1"].value,
        reasons=reasons,
        warnings=() if "alpha" in reasons else tuple(_warnings(coders, paired)),
    )


def _prevalence(paired: NDArray[np.int8]) -> float:
    return float(np.count_nonzero(paired == 1) / np.count_nonzero(paired >= 0))


def _warnings(coders: Sequence[str], paired: NDArray[np.int8]) -> Iterator[str]:
    """About data on which alpha is estimable: both values occur."""
    touched = int(np.count_nonzero((paired == 1).any(axis=0)))
    if touched < FEW:
        yield f"rests on {touched} positive unit{'s' if touched > 1 else ''}"
    if paired.shape[1] < FEW:
        yield f"only {paired.shape[1]} unit{'s' if paired.shape[1] > 1 else ''} judged by two coders"
    prevalence = _prevalence(paired)
    if not RARE <= prevalence <= 1 - RARE:
        how = "rare" if prevalence < RARE else "nearly everywhere"
        yield f"{how} ({prevalence:.1%} of judgements), so chance agreement drives kappa and alpha"
    for coder, row in zip(coders, paired, strict=True):
        given = np.unique(row[row >= 0])
        if len(given) == 1:
            yield f"{coder} {'applied it to every unit' if given[0] else 'never applied it'}"


def _worst_first(row: CodeAgreement) -> tuple[bool, float, float]:
    return (row.alpha is None, row.alpha or 0.0, 2.0 if row.agreement is None else row.agreement)


def _shared(reading: Reading, coders: Sequence[str], codes: frozenset[str]) -> bool:
    judged = [reading.judged.get(coder, frozenset()) & codes for coder in coders]
    return any(first & second for at, first in enumerate(judged) for second in judged[:at])
