"""Quoth's themes, and the quiet shades mixed from any theme.

Owns colours of the interface. Invariant: `mixed` defines every `$quoth-` variable for every theme, those of the
terminal's own 16 colours included.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from quoth.i18n import N_

__all__ = ["CHOICE", "THEMES", "mixed"]

CHOICE = {
    "quoth-dark": N_("Dark"),
    "quoth-light": N_("Light"),
    "quoth-contrast-dark": N_("High contrast, dark"),
    "quoth-contrast-light": N_("High contrast, light"),
    "ansi-dark": N_("The terminal's own 16 colours, dark"),
    "ansi-light": N_("The terminal's own 16 colours, light"),
}
"""The themes that are offered, with their names."""

THEMES = (
    Theme(
        "quoth-dark", primary="#7fb0e0", secondary="#8a93a3", accent="#7fb0e0", warning="#e0b060", error="#f08080",
        success="#86c08a", foreground="#dfe3ea", background="#14171c", surface="#181b21", panel="#1f232b", dark=True,
    ),
    Theme(
        "quoth-light", primary="#1f5fa6", secondary="#6a7280", accent="#1f5fa6", warning="#8a5a00", error="#b3261e",
        success="#2f7d3b", foreground="#1d2127", background="#f3f2ee", surface="#fbfaf7", panel="#eceae4", dark=False,
    ),
    Theme(
        "quoth-contrast-dark", primary="#8fd0ff", secondary="#d0d0d0", accent="#8fd0ff", warning="#ffd24a",
        error="#ff9a9a", success="#8ff08f", foreground="#ffffff", background="#000000", surface="#000000",
        panel="#101010", dark=True,
    ),
    Theme(
        "quoth-contrast-light", primary="#003f8a", secondary="#303030", accent="#003f8a", warning="#6b4300",
        error="#9b0000", success="#00550f", foreground="#000000", background="#ffffff", surface="#ffffff",
        panel="#f0f0f0", dark=False,
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
        stark = surface.brightness in (0.0, 1.0) and foreground.brightness in (0.0, 1.0)
        own = {
            "dim": surface.blend(foreground, 0.8 if stark else 0.58 if dark else 0.66).hex,
            "asks": surface.blend(foreground, 0.9 if stark else 0.66 if dark else 0.72).hex,
            "rule": surface.blend(foreground, 0.6 if stark else 0.16).hex,
            "raised": surface.blend(foreground, 0.18 if stark else 0.07 if dark else 0.05).hex,
            "key": primary.hex,
            "hit": surface.blend(warning, 0.55 if dark else 0.35).hex,
            "hit-text": Color.parse("#ffffff" if dark else "#000000").hex,
            "chosen": (primary.blend(surface, 0.5) if dark else primary).hex,
            "chosen-text": "#ffffff",
            "failed": Color.parse(variables["error"]).hex,
            "chrome": Color.parse(variables["background"]).hex,
        }
    return {**variables, **{f"quoth-{name}": value for name, value in own.items()}}
