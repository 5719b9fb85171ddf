"""How a comparison reads in a terminal: aligned columns, remarks under the code they are about.

Widths are terminal cells: wide East Asian characters take two, combining and format characters none. White space in
labels and names becomes single spaces; anything else that a terminal could obey is left to its sanitiser.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from quoth.agreement.figures import FIGURES
from quoth.agreement.scales import judged

if TYPE_CHECKING:
    from quoth.agreement.overall import Continuum, Together
    from quoth.agreement.report import CodeAgreement, Comparison

__all__ = ["cells", "fit", "markdown", "table"]

NONE = "–"
NAME = 14
"""Cells for a coder's name at the head of a column."""
LABEL = 12
"""Cells that a label always gets, however narrow the terminal."""


def table(comparison: Comparison, width: int = 100, *, scale: str = "", brief: bool = False) -> str:
    """The comparison as lines of text; labels are shortened so that the columns fit into `width` cells.

    `scale` names a scale of adjectives, as in `scales`; `brief` leaves out what is said of all codes together.
    """
    coders = list(comparison.codes[0].figures.positives) if comparison.codes else []
    names = [fit(_line(coder), NAME) for coder in coders]
    drawn = bool(comparison.settings["draws"])
    header = ["code", "units", *names, "positive", "agreement", "kappa", "alpha", *(["95 %"] if drawn else []), "AC1"]
    body = [_columns(row, drawn) for row in comparison.codes]
    widths = [max(map(cells, column)) for column in zip(header, *body, strict=True)]
    others = sum(widths[1:]) + 2 * len(widths[1:])
    widths[0] = min(widths[0], max(LABEL, width - others))
    lines = [_aligned(header, widths)]
    for columns, row in zip(body, comparison.codes, strict=True):
        lines.append(_aligned(columns, widths))
        if remarks := _remarks(row, scale):
            lines += wrap(remarks, width, initial_indent="    ", subsequent_indent="    ")
    for paragraph in () if brief else (_whole(comparison), _passages(comparison.unitizing), _footer(comparison)):
        told = [line for sentence in paragraph for line in wrap(_line(sentence), width)]
        lines += ["", *told] if told else []
    return "\n".join(lines)


def markdown(comparison: Comparison) -> list[list[str]]:
    """A header and a row for every code as words, with the remarks in the last cell."""
    drawn = bool(comparison.settings["draws"])
    coders = list(comparison.codes[0].figures.positives) if comparison.codes else []
    head = ["code", "units", *coders, "positive", "agreement", "kappa", "alpha", *(["95 %"] if drawn else []), "AC1"]
    return [[*head, "remarks"], *([*_columns(row, drawn), _remarks(row, "")] for row in comparison.codes)]


def _columns(row: CodeAgreement, drawn: bool) -> list[str]:
    one = row.figures
    figures = [NONE if one.values[name] is None else f"{one.values[name]:.3f}" for name in FIGURES]
    interval = one.intervals.get("alpha")
    ends = "" if interval is None or interval.low is None else f"{interval.low:.2f} to {interval.high:.2f}"
    return [
        _line(row.label),
        str(one.n),
        *map(str, one.positives.values()),
        NONE if one.prevalence is None else f"{one.prevalence:.1%}",
        *figures[:3],
        *([ends or NONE] if drawn else []),
        figures[3],
    ]


def _remarks(row: CodeAgreement, scale: str) -> str:
    one = row.figures
    missing = [f"no {', '.join(names)}: {reason}" for reason, names in _by_reason(one.reasons).items()]
    unaided = ""
    if row.unaided is not None and row.unaided.n < one.n:
        alpha = row.unaided.values["alpha"]
        told = f"alpha {alpha:.3f}" if alpha is not None else f"no alpha, {row.unaided.reasons['alpha']}"
        unaided = f"unaided reading alone: {row.unaided.n} units, {told}"
    judgement = judged(one, scale) if scale else ""
    return _line("; ".join(filter(None, (*missing, *row.warnings, unaided, judgement))))


def _by_reason(reasons: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        found.setdefault(reason, []).append("AC1" if name == "ac1" else name)
    return found


def _whole(found: Comparison) -> Iterator[str]:
    if found.overall is None or not found.codes:
        return
    all_ = found.overall
    for heading in found.headings:
        several = f", {heading.several} of them with several at once" if heading.several else ""
        yield (
            f"{heading.label} (codes exclude each other): nominal alpha {_told(heading.alpha)}, {heading.coded} units "
            f"coded{several}."
        )
    if len(found.codes) > 1:
        sets = f"alpha (MASI) {_told(all_.masi)}, {all_.masi.n} units; Jaccard {_told(all_.jaccard)}"
        yield f"All codes, as sets of codes: {sets}."
        yield (
            f"Mean alpha of {all_.mean_alpha.n} codes {_told(all_.mean_alpha)}; "
            f"pooled kappa {_told(all_.pooled_kappa)}. A mean hides its worst code: report the lowest with it."
        )


def _told(one: Together) -> str:
    if one.figure.value is None:
        return f"{NONE} ({one.figure.reason})"
    interval = one.interval
    ends = "" if interval.low is None else f" [{interval.low:.3f}, {interval.high:.3f}]"
    return f"{one.figure.value:.3f}{ends}"


def _passages(found: Continuum | None) -> Iterator[str]:
    if found is None or not found.length:
        return
    whole = found.found
    figures = {"u-alpha": whole.u_alpha, "|u-alpha": whole.binary_u_alpha, "cu-alpha": whole.cu_alpha}
    told = [f"{name} {one.value:.3f}" for name, one in figures.items() if one.value is not None]
    missing = {one.reason for one in figures.values() if one.value is None}
    coverage = f" on {whole.cu_coverage:.1%} of the text" if whole.cu_coverage else ""
    yield (
        f"Passages on {found.length:,} characters, documents: {found.documents} (2016 family): "
        f"{', '.join(told) or 'no joint figure'}{coverage if whole.cu_alpha.value is not None else ''}"
        f"{' (' + '; '.join(sorted(missing)) + ')' if missing else ''}."
    )
    alone = {code: one.u_alpha.value for code, one in whole.codes.items() if one.u_alpha.value is not None}
    if alone:
        worst = min(alone, key=lambda code: (alone[code] or 0.0, code))
        yield f"u-alpha of single codes: {min(alone.values()):.3f} ({worst}) to {max(alone.values()):.3f}."


def _footer(comparison: Comparison) -> Iterator[str]:
    said = comparison.settings
    split = f", split by {said['splitter']}" if said["splitter"] else ""
    yield (
        f"Unit: {said['unit']}{split} ({said['units']} in {said['documents']} documents, of which two coders judged "
        f"{comparison.documents}). Coded: {said['overlap']} overlap. Speakers: {said['speakers']}."
    )
    if any("chance agreement drives" in warning for row in comparison.codes for warning in row.warnings):
        yield (
            "Where chance agreement drives kappa and alpha, these rest on the few units with the rarer answer, raw "
            "agreement and AC1 on the many others: report them together."
        )
    if said["draws"]:
        reasons = {one.reason for row in comparison.codes for one in row.figures.intervals.values() if one.reason}
        why = f" None where {NONE} stands: {'; '.join(sorted(reasons))}." if reasons else ""
        drawn = f"{said['draws']} draws of {said['resampling_unit']}s, seed {said['seed']}"
        yield f"Interval: {said['interval']}, {drawn}.{why}"
    if said["exposed"]:
        told = ", ".join(f"{coder} {number}" for coder, number in dict(said["exposed"]).items())  # type: ignore[call-overload]
        yield f"Documents coded with suggestions or others' codings in sight: {told}. Figures: {said['exposure']}."
    yield f"agreement: {said['agreement']}. kappa: {said['kappa']}. alpha: {said['alpha']}. AC1: {said['ac1']}."


def _aligned(columns: Sequence[str], widths: Sequence[int]) -> str:
    label = fit(columns[0], widths[0])
    padded = [label + " " * (widths[0] - cells(label))]
    padded += [" " * (room - cells(text)) + text for text, room in zip(columns[1:], widths[1:], strict=True)]
    return "  ".join(padded)


def _line(text: str) -> str:
    return " ".join(text.split())


def cells(text: str) -> int:
    """How many cells a text takes."""
    return sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it takes more than `width` cells."""
    if cells(text) <= width:
        return text
    kept: list[str] = []
    used = 1
    for char in text:
        used += _cell(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept) + "…"
