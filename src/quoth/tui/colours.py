"""The colours of codes.

Owns which colour a code gets where the codebook names none: from a palette in the order of the codebook, without the
colours that are like one the codebook names. Invariant: two colours of the palette are at least `ALIKE` apart, and each
stands out from the paper of every theme; the first eight also for people who do not tell red from green.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from math import cbrt, dist

from textual.color import Color, ColorParseError

from quoth.model.codebook import Codebook

__all__ = ["code_colours", "distance"]

PALETTE = (
    "#4e8fd0", "#e69f00", "#6a5a4e", "#1fd6b8", "#6c32e2", "#2ca58d", "#d1603d", "#2b60ab", "#bb1b78", "#7fa650",
    "#ed82a6", "#a776c4", "#e232e2", "#1fd61f",
)  # fmt: skip
ALIKE = 0.09
"""Distance in Oklab under which two colours are taken for one; black and white are 1 apart."""


def code_colours(codebook: Codebook) -> Mapping[str, Color]:
    """A colour for every code that can carry codings."""
    codes = [code for code in codebook.codes if not code.heading]
    named = {code.id: colour for code in codes if (colour := _parsed(code.colour)) is not None}
    palette = [Color.parse(colour) for colour in PALETTE]
    free = [one for one in palette if all(distance(one, other) >= ALIKE for other in named.values())]
    given = cycle(free or palette)
    return {code.id: named[code.id] if code.id in named else next(given) for code in codes}


def _parsed(colour: str) -> Color | None:
    if not colour.startswith("#"):
        return None
    try:
        return Color.parse(colour)
    except ColorParseError:
        return None


def distance(one: Color, other: Color) -> float:
    """How unlike two colours look: how far apart they are in Oklab (Björn Ottosson, 2020)."""
    return dist(_oklab(one), _oklab(other))


def _oklab(colour: Color) -> tuple[float, float, float]:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
