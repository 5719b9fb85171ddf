"""From scores to probabilities: a logistic regression on what a coder did with earlier suggestions.

Owns the signals and the fit. A decision is a passage that the coder coded, or a suggestion turned down; of each the
first codes offered are examples: those that the coder gave the passage speak for the signals they had, the others
against. Invariant: the fit is a function of the examples; with fewer than `FIRST` decisions there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIRST", "OFFERED", "Calibration", "Example", "fit", "fitted_at", "signals"]

FIRST = 100
"""Decisions before a probability is told."""
OFFERED = 5
"""Codes of each decision that are learned from: those that the coder saw."""
_GROWTH = 1.2
_PRIOR = 1.0
"""Ridge on the weights of standardised signals: the precision of a normal prior around nothing known."""
_ROUNDS = 25

STRONG, WEAK = 1.0, 0.25
"""How much an example counts: a code given or turned down, or another code given instead; a code merely not taken."""


class Example(NamedTuple):
    """A code that was offered, as `signals` told it, and what came of it."""

    signals: NDArray[np.float64]
    taken: bool
    weight: float = STRONG


def signals(
    likeness: NDArray[np.float64],
    predicted: NDArray[np.float64],
    scores: NDArray[np.float64],
    counts: NDArray[np.float64],
    pinned: NDArray[np.bool_],
    bonus: NDArray[np.float64],
) -> NDArray[np.float64]:
    """One row a code: likeness, the ridge's prediction, how far behind the best score, how often used (logarithm),
    whether a keyword was found, whether used just before."""
    if not len(scores):
        return np.zeros((0, 6))
    behind = (scores.max() - scores) / (scores.std() or 1.0)
    return np.stack((likeness, predicted, behind, np.log1p(counts), pinned.astype(float), bonus), axis=1)


def fitted_at(decisions: int) -> int:
    """At how many decisions the calibration in force was fitted: 0 for none yet.

    The counts at which it is fitted anew grow by a fifth each: 100, 120, 144, ...
    """
    if decisions < FIRST:
        return 0
    at = FIRST
    while (following := int(at * _GROWTH)) <= decisions:
        at = following
    return at


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the standardised signals, and what they are standardised by."""

    decisions: int
    """How many it was fitted to."""
    middle: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    """The constant first."""

    def probability(self, told: NDArray[np.float64]) -> float:
        """How likely the coder is to give the code, 0 to 1."""
        logit = self.weights[0] + float(((told - self.middle) / self.spread) @ np.array(self.weights[1:]))
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def fit(examples: Sequence[Example], decisions: int) -> Calibration | None:
    """The penalised logistic regression, by Newton's method; none where there is nothing to tell apart."""
    if decisions < FIRST or len({example.taken for example in examples}) < 2:
        return None
    rows = np.array([example.signals for example in examples])
    taken = np.array([example.taken for example in examples], float)
    weights = np.array([example.weight for example in examples])
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = 1.0
    x = np.hstack((np.ones((len(rows), 1)), (rows - middle) / spread))
    penalty = np.diag([1e-6] + [_PRIOR] * rows.shape[1])
    beta = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (weights * (taken - chance)) - penalty @ beta
        curve = (x * (weights * chance * (1 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(curve, slope)
        beta += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return Calibration(decisions, tuple(middle.tolist()), tuple(spread.tolist()), tuple(beta.tolist()))
