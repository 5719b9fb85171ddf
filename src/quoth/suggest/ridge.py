"""Ridge regression from texts to codes that is kept exact while quotes come and go.

Minimises |X W - Y|^2 + |W|^2, where a row of X holds the features of one coded text and the same row of Y counts the
codes it was given. Kept as P = (I + X'X)^-1 and W = P X'Y: a row enters or leaves by the rank-one identity of Sherman
and Morrison (recursive least squares), a label by adding P x to its code's column. Invariant: after any sequence of
changes P and W are those of the rows and labels that remain. Shapes: m features, C codes, all float64.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Batch", "Ridge", "Solution"]

_PENDING = 64
"""Rank-one changes held back before they enter P together, because writing P takes much longer than reading it."""

Array = NDArray[np.float64]


class Batch(NamedTuple):
    """Labels to fit: row `i` (n x m) has code `codes[i]`; `new[i]` is false where its text came with another code."""

    rows: Array
    codes: list[int]
    new: list[bool]


class Solution(NamedTuple):
    """P (m x m) and W (m x C), as they can be kept."""

    inverse: Array
    weights: Array


class Ridge:
    """Scores for codes that learn and unlearn one text at a time."""

    def __init__(
        self, features: int, codes: int, batches: Iterable[Batch] = (), solution: Solution | None = None
    ) -> None:
        """Fit everything at once, which is much faster than one change after the other; or go on from a solution."""
        self._inverse: Array
        self._weights: Array
        self._left = np.zeros((features, _PENDING))
        self._scales = np.zeros(_PENDING)
        self._pending = 0
        if solution is not None:
            self._inverse, self._weights = solution
            return
        gram, target = np.eye(features), np.zeros((codes, features))
        for batch in batches:
            new = batch.rows[batch.new]
            gram += new.T @ new
            np.add.at(target, batch.codes, batch.rows)
        self._inverse = np.asarray(np.linalg.inv(gram), np.float64)
        self._weights = self._inverse @ target.T

    def solution(self) -> Solution:
        """P and W as they are now."""
        self._flush()
        return Solution(self._inverse, self._weights)

    def predict(self, row: Array) -> Array:
        """The score of each code for one row of features."""
        return row @ self._weights

    def predict_without(self, row: Array, rows: Array, codes: list[list[int]]) -> Array:
        """The same as if some rows (n x m), labelled with `codes`, had never been added.

        With A = R P R' for those rows R with labels Y: x W - x P R' (I - A)^-1 (Y - R W).
        """
        labels = np.zeros((len(rows), self._weights.shape[1]))
        for index, numbers in enumerate(codes):
            np.add.at(labels[index], numbers, 1)
        gains = np.stack([self._times(one) for one in rows], axis=1)
        inside = np.eye(len(rows)) - rows @ gains
        corrected: Array = self.predict(row) - (row @ gains) @ np.linalg.solve(inside, labels - rows @ self._weights)
        return corrected

    def add(self, row: Array, code: int, *, new: bool) -> None:
        """Give a text a code; `new` says that the text had none, so that its row enters too."""
        gain = self._times(row)
        if new:
            scale = 1 + float(row @ gain)
            self._change(row, gain, 1 / scale)
            gain /= scale
        self._weights[:, code] += gain

    def remove(self, row: Array, code: int, *, last: bool) -> None:
        """Take a code from a text; `last` says that none is left, so that its row leaves too."""
        gain = self._times(row)
        self._weights[:, code] -= gain
        if last:
            self._change(row, gain, -1 / (1 - float(row @ gain)))

    def _change(self, row: Array, gain: Array, weight: float) -> None:
        """Take `weight` x gain gain' from P, and what follows from it from W; gain is P x."""
        self._weights -= np.outer(gain * weight, self.predict(row))
        self._left[:, self._pending] = gain
        self._scales[self._pending] = weight
        self._pending += 1
        if self._pending == _PENDING:
            self._flush()

    def _flush(self) -> None:
        left = self._left[:, : self._pending]
        self._inverse -= (left * self._scales[: self._pending]) @ left.T
        self._pending = 0

    def _times(self, row: Array) -> Array:
        """P x, the changes held back included."""
        left = self._left[:, : self._pending]
        product: Array = self._inverse @ row - left @ (self._scales[: self._pending] * (row @ left))
        return product
