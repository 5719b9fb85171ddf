"""The colours of codes.

Owns which colour a code gets where the codebook names none: from a palette that colour-blind readers can tell apart,
in the order of the codebook.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color, ColorParseError

from quoth.model.codebook import Codebook

__all__ = ["code_colours"]

PALETTE = (
    "#4e8fd0", "#e69f00", "#2ca58d", "#d1603d", "#a776c4", "#c8b62c", "#56b4e9", "#c76b98", "#7fa650", "#8c8cd9",
)  # fmt: skip


def code_colours(codebook: Codebook) -> Mapping[str, Color]:
    """A colour for every code that can carry codings."""
    colours: dict[str, Color] = {}
    for place, code in enumerate(code for code in codebook.codes if not code.heading):
        try:
            colours[code.id] = (
                Color.parse(code.colour) if code.colour.startswith("#") else Color.parse(PALETTE[place % len(PALETTE)])
            )
        except ColorParseError:
            colours[code.id] = Color.parse(PALETTE[place % len(PALETTE)])
    return colours
