"""Quoth's two themes, and the quiet shades mixed from any theme.

Owns colours of the interface. Invariant: `mixed` defines every `$quoth-` variable for every theme, those of the
terminal's own 16 colours included.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

__all__ = ["THEMES", "mixed"]

THEMES = (
    Theme(
        "quoth-dark", primary="#7fb0e0", secondary="#8a93a3", accent="#7fb0e0", warning="#e0b060", error="#f08080",
        success="#86c08a", foreground="#dfe3ea", background="#14171c", surface="#181b21", panel="#1f232b", dark=True,
    ),
    Theme(
        "quoth-light", primary="#1f5fa6", secondary="#6a7280", accent="#1f5fa6", warning="#8a5a00", error="#b3261e",
        success="#2f7d3b", foreground="#1d2127", background="#f3f2ee", surface="#fbfaf7", panel="#eceae4", dark=False,
    ),
)  # fmt: skip


def mixed(variables: dict[str, str]) -> dict[str, str]:
    """The variables with Quoth's own: dim text, rules, raised ground, keys, hits, selection."""
    surface, foreground = Color.parse(variables["surface"]), Color.parse(variables["foreground"])
    if surface.ansi is not None or foreground.ansi is not None:
        own = {
            "dim": "ansi_bright_black", "rule": "ansi_bright_black", "raised": "ansi_default", "key": "ansi_blue",
            "hit": "ansi_yellow", "hit-text": "ansi_black", "chosen": "ansi_blue", "chosen-text": "ansi_bright_white",
            "failed": "ansi_red", "asks": "ansi_bright_black", "chrome": "ansi_default",
        }  # fmt: skip
    else:
        primary = Color.parse(variables["primary"])
        warning = Color.parse(variables["warning"])
        dark = surface.brightness < 0.5
        own = {
            "dim": surface.blend(foreground, 0.58 if dark else 0.66).hex,
            "asks": surface.blend(foreground, 0.66 if dark else 0.72).hex,
            "rule": surface.blend(foreground, 0.16).hex,
            "raised": surface.blend(foreground, 0.07 if dark else 0.05).hex,
            "key": primary.hex,
            "hit": surface.blend(warning, 0.55 if dark else 0.35).hex,
            "hit-text": Color.parse("#ffffff" if dark else "#000000").hex,
            "chosen": (primary.blend(surface, 0.5) if dark else primary).hex,
            "chosen-text": "#ffffff",
            "failed": Color.parse(variables["error"]).hex,
            "chrome": Color.parse(variables["background"]).hex,
        }
    return {**variables, **{f"quoth-{name}": value for name, value in own.items()}}
