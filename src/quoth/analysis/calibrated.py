"""How far the probabilities of suggestions were right: what was expected beside what came of it.

Owns bands, calibration error and Brier score. Invariant: a code counts once for each passage of a coder, with the
probability with which it was first shown there; it counts as given if the coder gave it that passage, by a number or by
typing, also where it was taken away later. Passages that were read and left alone are not counted: nobody said of them
what applies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from quoth.model.coding import Decision

__all__ = ["BANDS", "Band", "Judged", "bands", "brier", "calibration_error", "judged"]

BANDS = 10
"""Equal parts of 0 to 1; a probability on a boundary belongs to the band above, 1 to the last."""


class Judged(NamedTuple):
    """A code that was shown with a probability, and what came of it."""

    coder: str
    probability: float
    given: bool


class Band(NamedTuple):
    """What was shown with probabilities from `low` up to `high`; `expected` and `observed` are shares, 0 to 1."""

    low: float
    high: float
    shown: int
    given: int
    expected: float
    observed: float


def judged(decisions: Iterable[Decision]) -> list[Judged]:
    """Every code that was shown with a probability for a passage on which its coder then decided, in order."""
    shown: dict[tuple[str, str, int, int], dict[str, float]] = defaultdict(dict)
    given: dict[tuple[str, str, int, int], set[str]] = defaultdict(set)
    for one in decisions:
        place = one.coder, one.document, one.start, one.end
        known = (*one.offered, *(((one.code, one.probability),) if one.probability is not None else ()))
        for code, probability in known:
            shown[place].setdefault(code, probability)
        if one.verdict != "reject":
            given[place].add(one.code)
    return [
        Judged(place[0], probability, code in given[place])
        for place, codes in shown.items()
        for code, probability in codes.items()
    ]


def bands(pairs: Sequence[tuple[float, bool]]) -> list[Band]:
    """The bands in which something was shown, from pairs of probability and whether the code was given."""
    if not pairs:
        return []
    chance, given = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs], float)
    number = np.minimum((chance * BANDS).astype(int), BANDS - 1)
    shown = np.bincount(number, minlength=BANDS)
    expected, observed = np.bincount(number, chance, BANDS), np.bincount(number, given, BANDS)
    return [
        Band(i / BANDS, (i + 1) / BANDS, n, round(float(observed[i])), float(expected[i] / n), float(observed[i] / n))
        for i, n in enumerate(shown.tolist())
        if n
    ]


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error, 0 to 1: the mean gap between expected and observed, bands weighed by what was shown.

    Naeini, Cooper and Hauskrecht 2015, with equal bands. None without pairs.
    """
    if not pairs:
        return None
    return sum(band.shown * abs(band.expected - band.observed) for band in bands(pairs)) / len(pairs)


def brier(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """The mean squared gap between probability and outcome, 0 (right) to 1 (Brier 1950). None without pairs."""
    return sum((chance - given) ** 2 for chance, given in pairs) / len(pairs) if pairs else None
