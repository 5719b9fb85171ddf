"""How many words a passage has.

Owns what a word is: a run of letters, digits and their marks; an apostrophe or hyphen inside it does not end it, so
that `don't` and `grant-eater` are one word each. A word belongs to the passage in which it begins. Positions are code
points.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["begun"]

_JOINS = "'’ʼ-‐‑"
_PLANE = 0x10000
_WORD, _JOIN = 1, 2


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code point of the basic plane: 1 for part of a word, 2 for what may join two parts, else 0."""
    kinds = np.array([unicodedata.category(chr(point))[0] in "LNM" for point in range(_PLANE)], dtype=np.uint8)
    kinds[[ord(char) for char in _JOINS if not kinds[ord(char)]]] = _JOIN
    return kinds


def begun(text: str) -> NDArray[np.int32]:
    """By position, how many words begin before it: `begun[end] - begun[start]` words begin in a span."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(points, _PLANE - 1)]
    for index in np.flatnonzero(points >= _PLANE):
        kinds[index] = unicodedata.category(text[index])[0] in "LNM"
    word = kinds == _WORD
    first = word.copy()
    first[1:] &= ~word[:-1]
    first[2:] &= ~((kinds[1:-1] == _JOIN) & word[:-2])
    counted = np.zeros(len(points) + 1, dtype=np.int32)
    np.cumsum(first, out=counted[1:])
    return counted
