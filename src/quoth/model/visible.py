"""Text that people wrote, made fit for a terminal.

Owns which characters a terminal must never get. Invariant: `clean` keeps the length, so that positions stay true;
nothing it lets through makes a terminal act, jump or change the direction of writing.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

__all__ = ["HOSTILE", "clean", "one_line", "right_to_left"]

HOSTILE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff\ud800-\udfff]"
)


def _picture(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\t":
        return " "
    if char < " ":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"


def clean(text: str) -> str:
    """The text with control and direction characters shown as one visible character each; line feeds stay."""
    return HOSTILE.sub(_picture, text) if HOSTILE.search(text) else text


def one_line(text: str) -> str:
    """The text cleaned, with line feeds as spaces."""
    return clean(text).replace("\n", " ")


LOOKED_AT = 2_000
"""Characters by which the direction of a text is told."""


def right_to_left(text: str) -> bool:
    """Whether most letters at the beginning of a text belong to a script that runs from right to left."""
    ways = [bidirectional(char) for char in text[:LOOKED_AT]]
    return sum(way in ("R", "AL") for way in ways) > ways.count("L")
