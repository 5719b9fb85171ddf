"""The paragraph on reliability that a journal asks for, from what was computed and nothing else.

Owns its sentences and its references. What was not done is not said; what readers would miss is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quoth.agreement.overall import Together
    from quoth.agreement.report import Comparison

__all__ = ["Facts", "methods"]

REFERENCES = {
    "fleiss": "Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, "
    "378-382.",
    "cohen": "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological "
    "Measurement, 20, 37-46.",
    "conger": "Conger, A. J. (1980). Integration and generalization of kappas for multiple raters. Psychological "
    "Bulletin, 88, 322-328.",
    "alpha": "Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for "
    "coding data. Communication Methods and Measures, 1, 77-89.",
    "ac1": "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. "
    "British Journal of Mathematical and Statistical Psychology, 61, 29-48.",
    "masi": "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic "
    "annotation. Proceedings of LREC 2006.",
    "unitizing": "Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing "
    "textual continua: Further developments. Quality & Quantity, 50, 2347-2364.",
    "passages": "Campbell, J. L., Quincy, C., Osserman, J., & Pedersen, O. K. (2013). Coding in-depth semistructured "
    "interviews. Sociological Methods & Research, 42, 294-320.",
    "bootstrap": "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.",
}


_COUNTED = {
    "continuum": "characters and the unitized continuum",
    "passage": "the passages that one of the coders had marked beforehand for all (Campbell et al., 2013)",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the paragraph needs beside the figures."""

    all_documents: int
    """Documents of the project."""
    chosen: str = ""
    """How the compared ones were chosen, as a sentence; empty where it is not recorded."""
    version: str = ""
    """Quoth's."""
    as_of: str = ""
    """The moment the figures are of; empty for now."""
    by_round: str = ""


def methods(found: Comparison, facts: Facts) -> str:
    """The paragraph, then the references of what it uses."""
    used: list[str] = []
    text = " ".join(_sentences(found, facts, used))
    references = "\n".join(sorted(REFERENCES[name] for name in dict.fromkeys(used)))
    return f"{text}\n\nReferences\n{references}"


def _sentences(found: Comparison, facts: Facts, used: list[str]) -> Iterator[str]:
    said = found.settings
    coders = [str(coder) for coder in said["coders"]]  # type: ignore[attr-defined]
    people = (
        f"{len(coders)} coders ({', '.join(coders)})" if len(coders) > 2 else f"Two coders ({' and '.join(coders)})"
    )
    share = f"{found.documents} of {facts.all_documents} documents"
    within = f" in the round “{facts.by_round}”" if facts.by_round else ""
    chosen = facts.chosen or "How these were chosen is not recorded; say it here."
    yield f"{people} coded {share} independently{within}. {chosen}"
    unit, split = str(said["unit"]), str(said["splitter"])
    rules = f", segmented by {split}" if split else ""
    whose = "what participants said" if str(said["speakers"]).startswith("participants") else "all speech"
    counted = _COUNTED.get(unit, f"the {unit}")
    if unit == "passage":
        used.append("passages")
    yield (
        f"Agreement was assessed on {counted}{rules} ({said['units']:,} units, {whose}); a unit counted as coded when "
        f"{_overlap(str(said['overlap']))}."
    )
    used += ["alpha", "fleiss", "cohen" if len(coders) == 2 else "conger", "ac1"]
    kappa = "Cohen's kappa" if len(coders) == 2 else "Conger's kappa"
    yield (
        f"For every code we computed Krippendorff's alpha (nominal; Hayes & Krippendorff, 2007), {kappa} "
        f"({'Cohen, 1960' if len(coders) == 2 else 'Conger, 1980'}), Gwet's AC1 (Gwet, 2008) and raw agreement "
        "(Fleiss, 1971)."
    )
    yield from _results(found, used)
    yield from _intervals(found, used)
    yield (
        "A document counted for a code only where a coder had marked it as fully read under the definition in force; "
        "elsewhere the judgement is missing, not negative."
    )
    yield from _exposure(found)
    if facts.as_of:
        yield f"Figures are as of {facts.as_of}, recomputed from the project's journal."
    yield f"Computed with Quoth {facts.version}."


def _overlap(how: str) -> str:
    if how == "any":
        return "any part of it was"
    return "more than half of it was" if how == "majority" else f"at least {how.rstrip('% ')} % of it was"


def _results(found: Comparison, used: list[str]) -> Iterator[str]:
    known = [row for row in found.codes if row.alpha is not None]
    if not known:
        yield "No code's alpha could be estimated."
        return
    worst, best = known[0], known[-1]
    interval = worst.figures.intervals.get("alpha")
    ends = "" if interval is None or interval.low is None else f" (95 % CI {interval.low:.2f} to {interval.high:.2f})"
    positives = ", ".join(f"{coder} {number}" for coder, number in worst.figures.positives.items())
    if len(known) > 1:
        yield (
            f"Alpha ranged from {worst.alpha:.2f}{ends} for “{worst.label}” (coded on: {positives} units) to "
            f"{best.alpha:.2f} for “{best.label}”."
        )
    else:
        yield f"Alpha was {worst.alpha:.2f}{ends} for “{worst.label}” (coded on: {positives} units)."
    if found.overall is not None and len(known) > 1:
        mean = found.overall.mean_alpha
        yield f"Over {mean.n} codes alpha averaged {_number(mean)}."
        if found.overall.masi.figure.value is not None:
            used.append("masi")
            sets = _number(found.overall.masi)
            yield f"For the sets of codes given to a unit alpha (MASI; Passonneau, 2006) was {sets}."
    unknown = [row for row in found.codes if row.alpha is None]
    if unknown:
        names = ", ".join(f"“{row.label}” ({row.figures.reasons['alpha']})" for row in unknown)
        yield f"Not estimable: {names}."
    if found.settings["unit"] == "continuum" and found.unitizing is not None:
        used.append("unitizing")
        whole = found.unitizing.found
        told = f"u-alpha {whole.u_alpha.value:.2f}" if whole.u_alpha.value is not None else "computed code by code"
        length = f"{found.unitizing.length:,} characters"
        yield f"For the passages themselves (Krippendorff et al., 2016): {told}, on {length}."


def _number(one: Together) -> str:
    ends = "" if one.interval.low is None else f" (95 % CI {one.interval.low:.2f} to {one.interval.high:.2f})"
    return f"{one.figure.value:.2f}{ends}"


def _intervals(found: Comparison, used: list[str]) -> Iterator[str]:
    said = found.settings
    intervals = [one for row in found.codes for one in row.figures.intervals.values()]
    if any(one.low is not None for one in intervals):
        used.append("bootstrap")
        yield (
            f"Confidence intervals are percentile bootstrap intervals from {said['draws']:,} resamples of whole "
            f"{said['resampling_unit']}s (seed {said['seed']}; Efron & Tibshirani, 1993)."
        )
    reasons: Sequence[str] = sorted({one.reason for one in intervals if one.reason})
    if reasons:
        yield f"Where no interval is given: {'; '.join(reasons)}."


def _exposure(found: Comparison) -> Iterator[str]:
    exposed = dict(found.settings["exposed"])  # type: ignore[call-overload]
    if not exposed:
        yield "No coder saw suggestions or another coder's work in these documents while coding."
        return
    told = ", ".join(f"{coder} in {number}" for coder, number in exposed.items())
    rule = {
        "all": "these units are included",
        "unaided": "these units are treated as missing",
        "both": "figures are given with these units and, as unaided, without them",
    }[str(found.settings["exposure"])]
    yield f"Suggestions or others' codings could be seen while coding ({told} documents); {rule}."
