"""Agreement of coders code by code, worst first, then over all codes: the usual figures beside each other.

Owns which warnings a figure carries. Invariant: a figure is finite or none, and none has its reason. A unit counts for
a code where two coders or more judged it. With `aided` units the same is counted again without those that a coder read
with suggestions or others' codings in sight: they are missing there, no coding is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.coefficients import krippendorff_alpha, tally
from quoth.agreement.figures import Figures, Summed, draws_of_documents, figures, summed, totals
from quoth.agreement.intervals import Resampling, resampled_nominal
from quoth.agreement.overall import Continuum, Together, continuum, heading_figure, pooled_kappa, set_figure, together
from quoth.agreement.units import Layout, Reading, lay_out
from quoth.errors import AgreementError
from quoth.i18n import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.model.codebook import Code, Codebook

__all__ = ["CodeAgreement", "Comparison", "Heading", "Overall", "compare", "overall"]

FEW = 10
"""Below this many units, or positive units, a warning says how many a figure rests on."""
RARE = 0.05
"""Below this prevalence, or above its complement, chance agreement dominates kappa and alpha."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far coders agree on one code."""

    code: str
    label: str
    figures: Figures
    unaided: Figures | None
    """The same without units read with help; none where it was not asked for."""
    warnings: tuple[str, ...]
    """What a reader must know before citing the figures."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """By coder, the share of the text given this code."""
    overlap: float | None = None
    """Text that all coders gave the code, as a share of the text that any did."""

    @property
    def n(self) -> int:
        """Units that two coders or more judged."""
        return self.figures.n

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha."""
        return self.figures.values["alpha"]


@dataclass(frozen=True, slots=True)
class Heading:
    """One nominal variable: the codes under a heading that exclude each other."""

    code: str
    label: str
    codes: tuple[str, ...]
    alpha: Together
    coded: int
    """Units to which somebody gave one of the codes."""
    several: int
    """Of them, units to which one coder gave several at once."""


@dataclass(frozen=True, slots=True)
class Overall:
    """All codes together."""

    masi: Together
    jaccard: Together
    mean_alpha: Together
    pooled_kappa: Together
    worst: str
    """The code with the lowest alpha."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreement on every code, worst first, with how it was counted."""

    codes: tuple[CodeAgreement, ...]
    headings: tuple[Heading, ...]
    overall: Overall | None
    unitizing: Continuum | None
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
    how: Resampling | None = None,
    exposure: str = "all",
    codebook: Codebook | None = None,
) -> Comparison:
    """Compare coders on every code that is not a heading: lowest alpha first, those without an alpha last.

    `overlap` as in `lay_out`; `splitter` names what split the sentences, for the record; `how` says how intervals are
    drawn, none without it. `exposure` is `all`, `unaided` or `both`: what the figures count. With the `codebook` its
    exclusive headings are counted, too. For `continuum` the rows are on characters. Raises AgreementError for fewer
    than two different coders, an unknown unit or an unknown overlap.
    """
    if len(coders) < 2 or len(set(coders)) < len(coders):
        raise AgreementError(
            _("Agreement needs at least two different coders; named: {coders}.").format(
                coders=", ".join(coders) or _("none")
            ),
            _("Name the coders to compare, separated by a comma."),
        )
    how = how or Resampling(0, unit="document")
    clean = _unaided(readings)
    main = clean if exposure == "unaided" else readings
    layout = lay_out(main, coders, "char" if unit == "continuum" else unit, overlap)
    counted = [code for code in codes if not code.heading]
    drawn = draws_of_documents(len(main), how)
    data = [layout.reliability(code.id) for code in counted]
    sums = [summed(one, layout.home, len(main), layout.weight) for one in data]
    found = [figures(one, coders, how, drawn) for one in sums]
    bare = replace(layout, readings=clean)
    again: Sequence[Figures | None] = [None] * len(counted)
    if exposure == "both" and not any(reading.exposed for reading in readings):
        again = found  # nobody saw anything
    elif exposure == "both":
        again = [figures(_sum(bare, code.id), coders, how, drawn) for code in counted]
    whole = continuum(main, coders, [code.id for code in counted])
    rows = [
        CodeAgreement(
            code=code.id,
            label=code.label,
            figures=one,
            unaided=without,
            warnings=tuple(_warnings(one, coders, unit, whole.shares.get(code.id, {}), without)),
            shares=whole.shares.get(code.id, {}),
            overlap=whole.found.codes[code.id].overlap if code.id in whole.found.codes else None,
        )
        for code, one, without in zip(counted, found, again, strict=True)
    ]
    rows.sort(key=_worst_first)
    ids = frozenset(code.id for code in counted)
    return Comparison(
        codes=tuple(rows),
        headings=tuple(_headings(codebook, counted, data, layout, how, drawn)) if codebook else (),
        overall=_overall(rows, data, sums, layout, how, drawn),
        unitizing=whole,
        documents=sum(_shared(reading, coders, ids) for reading in main),
        settings=_settings(readings, layout, coders, unit, overlap, splitter, how, exposure),
    )


def overall(
    readings: Sequence[Reading], codes: Sequence[Code], coders: Sequence[str], unit: str, overlap: str = "any"
) -> tuple[float | None, float | None]:
    """Mean alpha and alpha of sets on one unit, without intervals: what is told of a unit that is not reported."""
    how = Resampling(0, unit="document")
    layout = lay_out(readings, coders, unit, overlap)
    counted = [code for code in codes if not code.heading]
    if not counted:
        return None, None
    data = np.stack([layout.reliability(code.id) for code in counted])
    sums = [summed(one, layout.home, len(readings), layout.weight) for one in data]
    alphas = [krippendorff_alpha(tally(one.rows, one.counts.sum(axis=0))).value for one in sums]
    mean = together(alphas, np.zeros(0), 0, how)
    masi = set_figure(data, layout, how, draws_of_documents(len(readings), how))
    return mean.figure.value, masi.figure.value


def _unaided(readings: Sequence[Reading]) -> list[Reading]:
    return [
        replace(one, judged={coder: own for coder, own in one.judged.items() if coder not in one.exposed})
        for one in readings
    ]


def _sum(layout: Layout, code: str) -> Summed:
    return summed(layout.reliability(code), layout.home, len(layout.readings), layout.weight)


def _settings(
    readings: Sequence[Reading],
    layout: Layout,
    coders: Sequence[str],
    unit: str,
    overlap: str,
    splitter: str,
    how: Resampling,
    exposure: str,
) -> dict[str, object]:
    return {
        "unit": unit,
        "units": layout.units,
        "coders": list(coders),
        "documents": len(readings),
        "document_names": [reading.name for reading in readings],
        "splitter": splitter if unit == "sentence" else "",
        "overlap": overlap,
        "speakers": _speakers(readings),
        "missing": "units that a coder has not marked done for the code as it is now defined",
        "exposure": exposure,
        "exposed": {
            coder: number for coder in coders if (number := sum(coder in reading.exposed for reading in readings))
        },
        "agreement": "share of agreeing pairs of coders, mean over units (Fleiss 1971)",
        "kappa": "Cohen 1960" if len(coders) == 2 else "Conger 1980",
        "alpha": "Krippendorff 2011, nominal",
        "ac1": "Gwet 2008, two categories",
        "interval": "95 % percentile bootstrap" if how.draws else "none",
        "draws": how.draws,
        "seed": how.seed,
        "resampling_unit": how.unit,
        "sets": "Krippendorff's alpha with MASI distance 1 - J M (Passonneau 2006); empty sets agree",
        "unitizing": "Krippendorff, Mathet, Bouvry & Widlöcher 2016",
    }


def _speakers(readings: Sequence[Reading]) -> str:
    left_out = sum(reading.participants for reading in readings)
    if left_out in (0, len(readings)):
        return "participants" if left_out else "all"
    return f"participants where roles are known ({left_out} of {len(readings)} documents), else all"


def _overall(
    rows: Sequence[CodeAgreement],
    data: Sequence[NDArray[np.int8]],
    sums: Sequence[Summed],
    layout: Layout,
    how: Resampling,
    drawn: NDArray[np.float64],
) -> Overall | None:
    if not rows:
        return None
    stacked = np.stack(data)
    items = max((row.figures.documents for row in rows), default=0)
    alphas = []
    if len(drawn):
        for one in sums:
            drawn_figures = resampled_nominal(totals(one, how, drawn), len(layout.coders), 2, 2)
            alphas.append(drawn_figures["krippendorff_alpha"])
    return Overall(
        masi=set_figure(stacked, layout, how, drawn),
        jaccard=set_figure(stacked, layout, how, drawn, "jaccard"),
        mean_alpha=together([row.alpha for row in rows], np.array(alphas), items, how),
        pooled_kappa=pooled_kappa(sums, how, drawn, items),
        worst=rows[0].code if rows[0].alpha is not None else "",
    )


def _headings(
    codebook: Codebook,
    counted: Sequence[Code],
    data: Sequence[NDArray[np.int8]],
    layout: Layout,
    how: Resampling,
    drawn: NDArray[np.float64],
) -> Iterator[Heading]:
    place = {code.id: at for at, code in enumerate(counted)}
    for heading in codebook.codes:
        if not (heading.heading and heading.exclusive):
            continue
        own = [code.id for code in counted if heading.id in {above.id for above in codebook.ancestors(code.id)}]
        if len(own) > 1:
            stacked = np.stack([data[place[code]] for code in own])
            alpha, coded, several = heading_figure(stacked, layout, how, drawn)
            yield Heading(heading.id, heading.label, tuple(own), alpha, coded, several)


def _warnings(
    found: Figures, coders: Sequence[str], unit: str, shares: Mapping[str, float], unaided: Figures | None
) -> Iterator[str]:
    """About data on which alpha is estimable: both values occur."""
    if found.values["alpha"] is None or found.prevalence is None:
        return
    touched = found.touched
    if touched < FEW:
        yield f"rests on {touched} positive unit{'s' if touched > 1 else ''}"
    if found.n < FEW:
        yield f"only {found.n} unit{'s' if found.n > 1 else ''} judged by two coders"
    if not RARE <= found.prevalence <= 1 - RARE:
        how = "rare" if found.prevalence < RARE else "nearly everywhere"
        yield f"{how} ({found.prevalence:.1%} of judgements), so chance agreement drives kappa and alpha"
    if unit in ("char", "token", "continuum") and shares and max(shares.values()) < RARE:
        yield f"uncoded text dominates: at most {max(shares.values()):.1%} of it has the code, so see the overlap"
    for coder, number in found.positives.items():
        if number in (0, found.n) and found.values["agreement"] != 1:
            yield f"{coder} {'applied it to every unit' if number else 'never applied it'}"
    if unaided is not None and unaided.n < found.n:
        yield f"{found.n - unaided.n} of {found.n} units were read with suggestions or others' codings in sight"


def _worst_first(row: CodeAgreement) -> tuple[bool, float, float]:
    agreement = row.figures.values["agreement"]
    return (row.alpha is None, row.alpha or 0.0, 2.0 if agreement is None else agreement)


def _shared(reading: Reading, coders: Sequence[str], codes: frozenset[str]) -> bool:
    judged = [reading.judged.get(coder, frozenset()) & codes for coder in coders]
    return any(first & second for at, first in enumerate(judged) for second in judged[:at])
