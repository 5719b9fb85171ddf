"""How a comparison reads in a terminal: aligned columns, remarks under the code they are about.

Widths are terminal cells: wide East Asian characters take two, combining and format characters none. White space in
labels and names becomes single spaces; anything else that a terminal could obey is left to its sanitiser.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quoth.agreement.report import CodeAgreement, Comparison

__all__ = ["table"]

NONE = "–"
NAME = 14
"""Cells for a coder's name at the head of a column."""
LABEL = 12
"""Cells that a label always gets, however narrow the terminal."""


def table(comparison: Comparison, width: int = 100) -> str:
    """The comparison as lines of text; labels are shortened so that the columns fit into `width` cells."""
    coders = list(comparison.codes[0].positives) if comparison.codes else []
    names = [_fit(_line(coder), NAME) for coder in coders]
    header = ["code", "units", *names, "positive", "agreement", "kappa", "alpha", "AC1"]
    body = [_columns(row) for row in comparison.codes]
    widths = [max(map(_cells, column)) for column in zip(header, *body, strict=True)]
    others = sum(widths[1:]) + 2 * len(widths[1:])
    widths[0] = min(widths[0], max(LABEL, width - others))
    lines = [_aligned(header, widths)]
    for columns, row in zip(body, comparison.codes, strict=True):
        lines.append(_aligned(columns, widths))
        if remarks := _remarks(row):
            lines += wrap(remarks, width, initial_indent="    ", subsequent_indent="    ")
    lines.append("")
    for sentence in _footer(comparison):
        lines += wrap(_line(sentence), width)
    return "\n".join(lines)


def _columns(row: CodeAgreement) -> list[str]:
    figures = (row.agreement, row.kappa, row.alpha, row.ac1)
    return [
        _line(row.label),
        str(row.n),
        *map(str, row.positives.values()),
        NONE if row.prevalence is None else f"{row.prevalence:.1%}",
        *(NONE if figure is None else f"{figure:.3f}" for figure in figures),
    ]


def _remarks(row: CodeAgreement) -> str:
    figures: dict[str, list[str]] = {}
    for name, reason in row.reasons.items():
        figures.setdefault(reason, []).append("AC1" if name == "ac1" else name)
    missing = [f"no {', '.join(names)}: {reason}" for reason, names in figures.items()]
    return _line("; ".join((*missing, *row.warnings)))


def _footer(comparison: Comparison) -> list[str]:
    said = comparison.settings
    split = f", split by {said['splitter']}" if said["splitter"] else ""
    return [
        f"Unit: {said['unit']}{split} ({said['units']} in {said['documents']} documents, of which two coders judged "
        f"{comparison.documents}). Coded: {said['overlap']} overlap. Speakers: {said['speakers']}.",
        f"agreement: {said['agreement']}. kappa: {said['kappa']}. alpha: {said['alpha']}. AC1: {said['ac1']}.",
    ]


def _aligned(columns: Sequence[str], widths: Sequence[int]) -> str:
    label = _fit(columns[0], widths[0])
    padded = [label + " " * (widths[0] - _cells(label))]
    padded += [" " * (cells - _cells(text)) + text for text, cells in zip(columns[1:], widths[1:], strict=True)]
    return "  ".join(padded)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cells(text: str) -> int:
    return sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fit(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it takes more than `width` cells."""
    if _cells(text) <= width:
        return text
    kept: list[str] = []
    used = 1
    for char in text:
        used += _cell(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept) + "…"
