"""One way to compare text: lower case for each code point, `ё` as `е`, composed and decomposed forms alike.

Owns how searching, suggesting and picking see text. Stored text is never changed by it. Invariant: `fold_chars` keeps
the length; `fold` returns, beside the folded text, the position in the original of every folded character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Folded", "fold", "fold_chars", "fold_text"]


def _lower(char: str) -> str:
    low = char.lower()
    return ("е" if low == "ё" else low) if len(low) == 1 else char


def fold_chars(text: str) -> str:
    """The text in lower case with `ё` as `е`, one code point for each code point."""
    low = text.lower()
    if len(low) == len(text):
        return low.replace("ё", "е")
    return "".join(map(_lower, text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is where its character `i` begins in the original, whose length stands last."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of a folded span."""
        return self.offsets[start], self.offsets[end]


def fold(text: str) -> Folded:
    """Fold for searching: also composes what is decomposed, so that `й` is found in either form and is never `и`."""
    if unicodedata.is_normalized("NFC", text):
        return Folded(fold_chars(text), range(len(text) + 1))
    folded: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in unicodedata.normalize("NFC", text[at:end]):
            folded.append(_lower(char))
            offsets.append(at)
        at = end
    offsets.append(len(text))
    return Folded("".join(folded), tuple(offsets))


def fold_text(text: str) -> str:
    """What `fold` makes of a text, without the positions."""
    return fold_chars(text) if unicodedata.is_normalized("NFC", text) else fold(text).text
