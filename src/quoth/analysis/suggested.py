"""What coders did with suggestions: how often each rank and code was taken, how much was assisted, what chances were
worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quoth.analysis.calibrated import Judged, bands, brier, calibration_error, judged
from quoth.analysis.counted import Counted
from quoth.model.coding import Decision
from quoth.model.tables import Cell, Column, Kind, Report, Table

__all__ = ["Made", "suggested"]


@dataclass(frozen=True, slots=True)
class Made:
    """A coding, as far as it tells about suggestions."""

    coder: str
    code: str
    month: str
    """When it was made, as `2026-11`."""
    visible: bool
    """Whether the coder had seen suggestions in the document by then."""
    rank: int
    """With which the code was offered; 0 for one that was not."""
    taken: bool
    """Whether it was taken from the suggestion, not typed."""


def suggested(
    counted: Counted, labels: Mapping[str, str], made: Sequence[Made], decisions: Sequence[Decision]
) -> Report:
    """By rank, by code, by month and by coder; and the probabilities beside what came of them."""
    refused = Counter(one.code for one in decisions if one.verdict == "reject")
    refused_at = Counter(one.rank for one in decisions if one.verdict == "reject")
    taken_at = Counter(one.rank for one in made if one.taken)
    taken = sum(taken_at.values())
    running = np.cumsum([taken_at[rank] for rank in range(1, max([*taken_at, 0]) + 1)]).tolist()
    ranks = [
        (rank, taken_at[rank], refused_at[rank], _percent(running[rank - 1] if rank <= len(running) else taken, taken))
        for rank in sorted({*taken_at, *refused_at} - {0})
    ]
    codes = [
        (labels.get(code, code), *_row([one for one in made if one.code == code]), refused[code])
        for code in sorted({*(one.code for one in made), *refused})
    ]
    months = [(month, *_row([one for one in made if one.month == month])) for month in sorted({m.month for m in made})]
    coders = [(name, *_row([one for one in made if one.coder == name])) for name in sorted({m.coder for m in made})]
    chances = judged(decisions)
    return Report(
        "suggestions",
        "Suggestions",
        (
            Table("ranks", "Taken by rank", _RANKS, tuple(ranks)),
            Table("codes", "By code", (Column("code", "Code"), *_COLUMNS, Column("refused", "Turned down", Kind.COUNT)),
                  tuple(codes), reasons=_reasons(codes)),
            Table("months", "By month", (Column("month", "Month"), *_COLUMNS), tuple(months), reasons=_reasons(months)),
            Table("coders", "By coder", (Column("coder", "Coder"), *_COLUMNS), tuple(coders), reasons=_reasons(coders)),
            _calibration(chances),
            _errors(chances),
        ),
        counted.counts,
        (*counted.notes, *_NOTES),
    )  # fmt: skip


_FIRST = 3

_RANKS = (
    Column("rank", "Rank", Kind.COUNT),
    Column("taken", "Taken", Kind.COUNT),
    Column("refused", "Turned down", Kind.COUNT),
    Column("percent_to_here", "% of taken to this rank", Kind.PERCENT),
)
_COLUMNS = (
    Column("codings", "Codings", Kind.COUNT),
    Column("visible", "Suggestions visible", Kind.COUNT),
    Column("taken", "Taken from suggestions", Kind.COUNT),
    Column("percent_taken", "% of visible", Kind.PERCENT),
    Column("typed_offered", "Typed though offered", Kind.COUNT),
    Column("percent_first_1", "% of visible at rank 1", Kind.PERCENT),
    Column("percent_first_3", "% of visible among the first 3", Kind.PERCENT),
    Column("percent_assisted", "% of all codings taken", Kind.PERCENT),
)
_BANDS = (
    Column("band", "Probability"),
    Column("shown", "Codes shown", Kind.COUNT),
    Column("given", "Given", Kind.COUNT),
    Column("percent_expected", "% expected", Kind.PERCENT),
    Column("percent_observed", "% observed", Kind.PERCENT),
)
_ERRORS = (
    Column("coder", "Coder"),
    Column("shown", "Codes shown", Kind.COUNT),
    Column("given", "Given", Kind.COUNT),
    Column("calibration_error", "Calibration error (ECE)", Kind.CHANCE),
    Column("brier", "Brier score", Kind.CHANCE),
)
_NOTES = (
    "Suggestions visible: codings made after the coder first saw suggestions in the document. A code that was typed "
    "although it was offered counts as typed; by its rank it counts like one taken.",
    "Probabilities: each code shown with one, once a passage, where the coder then gave a code or turned one down; "
    "passages left alone are not counted. Nothing is known of suggestions shown without a probability.",
)


def _row(some: Sequence[Made]) -> tuple[Cell, ...]:
    visible, taken = sum(one.visible for one in some), sum(one.taken for one in some)
    typed = sum(bool(one.rank) and not one.taken for one in some)
    first, among = (sum(0 < one.rank <= last for one in some) for last in (1, _FIRST))
    shares = _percent(first, visible), _percent(among, visible), _percent(taken, len(some))
    return len(some), visible, taken, _percent(taken, visible), typed, *shares


def _calibration(chances: Sequence[Judged]) -> Table:
    """Expected beside observed, by bands of probability."""
    rows = [
        (f"{100 * b.low:.0f}–{100 * b.high:.0f} %", b.shown, b.given, 100 * b.expected, 100 * b.observed)
        for b in bands([(one.probability, one.given) for one in chances])
    ]
    return Table("calibration", "Probabilities: expected and observed", _BANDS, tuple(rows), notes=_none_yet(chances))


def _errors(chances: Sequence[Judged]) -> Table:
    """How far off the probabilities were, by coder: each coder's come from their own history."""
    rows = []
    for name in sorted({one.coder for one in chances}):
        pairs = [(one.probability, one.given) for one in chances if one.coder == name]
        rows.append((name, len(pairs), sum(given for _, given in pairs), calibration_error(pairs), brier(pairs)))
    return Table("errors", "Probabilities: how far off", _ERRORS, tuple(rows), notes=_none_yet(chances))


def _none_yet(chances: Sequence[Judged]) -> tuple[str, ...]:
    return () if chances else ("No code was shown with a probability yet: these come after a hundred decisions.",)


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _reasons(rows: Sequence[tuple[Cell, ...]]) -> dict[tuple[int, str], str]:
    shares = ("percent_taken", "percent_first_1", "percent_first_3")
    found = {
        (i, name): "no suggestions were visible" for i, row in enumerate(rows) if row[4] is None for name in shares
    }
    return found | {(i, "percent_assisted"): "nothing is coded" for i, row in enumerate(rows) if not row[1]}
