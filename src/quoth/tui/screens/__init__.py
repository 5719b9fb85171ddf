"""The screens: the coding screen, and the small ones that open over it.

A small screen is loaded when it is first opened, so that the first paint waits for none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quoth.tui.screens.choose import Choose, Press
    from quoth.tui.screens.code_form import CodeForm
    from quoth.tui.screens.find import FindLine
    from quoth.tui.screens.help import HelpScreen
    from quoth.tui.screens.memo import MemoScreen
    from quoth.tui.screens.picker import CodePicker, Picked

__all__ = ["Choose", "CodeForm", "CodePicker", "FindLine", "HelpScreen", "MemoScreen", "Picked", "Press"]

_HOME = {
    "Choose": "choose", "Press": "choose", "CodeForm": "code_form", "FindLine": "find", "HelpScreen": "help",
    "MemoScreen": "memo", "CodePicker": "picker", "Picked": "picker",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
