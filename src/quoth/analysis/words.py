"""How many words a passage has.

Owns what a word is: a run of letters, digits and their marks; an apostrophe or hyphen inside it does not end it, so
that `don't` and `grant-eater` are one word each. A word belongs to the passage in which it begins. Positions are code
points.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["begun"]

_JOINS = "'’ʼ-‐‑"
_PLANE = 0x10000
_OTHER, _WORD, _JOIN, _UNKNOWN = range(4)
"""What a character is: part of a word, what may join two parts, neither, or not looked at yet."""


_kinds = np.full(_PLANE, _UNKNOWN, dtype=np.uint8)
"""By code point of the basic plane; filled in as characters are met, because a project has a few hundred of them."""


def _learn(points: NDArray[np.uint32]) -> None:
    for point in set(points.tolist()):
        char = chr(point)
        is_word = unicodedata.category(char)[0] in "LNM"
        _kinds[point] = _WORD if is_word else _JOIN if char in _JOINS else _OTHER


def begun(text: str) -> NDArray[np.int32]:
    """By position, how many words begin before it: `begun[end] - begun[start]` words begin in a span."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    basic = np.minimum(points, _PLANE - 1)
    kinds = _kinds[basic]
    if (unknown := kinds == _UNKNOWN).any():
        _learn(basic[unknown])
        kinds = _kinds[basic]
    for index in np.flatnonzero(points >= _PLANE):
        kinds[index] = unicodedata.category(text[index])[0] in "LNM"
    word = kinds == _WORD
    first = word.copy()
    first[1:] &= ~word[:-1]
    first[2:] &= ~((kinds[1:-1] == _JOIN) & word[:-2])
    counted = np.zeros(len(points) + 1, dtype=np.int32)
    np.cumsum(first, out=counted[1:])
    return counted
