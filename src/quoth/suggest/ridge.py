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

__all__ = ["Batch", "Ridge"]

_PENDING = 64
"""Rank-one changes held back before they enter P together, because writing P takes much longer than reading it."""

Array = NDArray[np.float64]


class Batch(NamedTuple):
    """Labels to fit: row `i` (n x m) has code `codes[i]`; `new[i]` is false where its text came with another code."""

    rows: Array
    codes: list[int]
    new: list[bool]


class Ridge:
    """Scores for codes that learn and unlearn one text at a time."""

    def __init__(self, features: int, codes: int, batches: Iterable[Batch] = ()) -> None:
        """Fit everything at once, which is much faster than one change after the other."""
        gram, target = np.eye(features), np.zeros((features, codes))
        for batch in batches:
            new = batch.rows[batch.new]
            gram += new.T @ new
            for row, code in zip(batch.rows, batch.codes, strict=True):
                target[:, code] += row
        self._inverse = np.linalg.inv(gram)
        self._weights: Array = self._inverse @ target
        self._left = np.zeros((features, _PENDING))
        self._scales = np.zeros(_PENDING)
        self._pending = 0

    def predict(self, row: Array) -> Array:
        """The score of each code for one row of features."""
        return row @ self._weights

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
            self._inverse -= (self._left * self._scales) @ self._left.T
            self._pending = 0

    def _times(self, row: Array) -> Array:
        """P x, the changes held back included."""
        left = self._left[:, : self._pending]
        product: Array = self._inverse @ row - left @ (self._scales[: self._pending] * (row @ left))
        return product
