"""The screens: the coding screen, the small ones that open over it, and the views that take its place for a while.

Each is loaded when it is first opened, so that the first paint waits for none of them.

A view is a screen of its own over the session: a class `NAME(session)`, a `Screen[Destination | None]`, named in
`VIEWS`. A line in `quoth.tui.actions` with `open('name')` as what it runs gives it a key; what it is dismissed with is
where the desk goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

    from quoth.session import CodingSession
    from quoth.tui.messages import Destination
    from quoth.tui.screens.ask_line import AskLine
    from quoth.tui.screens.choose import Choose, Press
    from quoth.tui.screens.code_form import CodeForm
    from quoth.tui.screens.dealing import DealScreen
    from quoth.tui.screens.ends import MoveEnds
    from quoth.tui.screens.find import FindLine
    from quoth.tui.screens.help import HelpScreen
    from quoth.tui.screens.memo import MemoScreen
    from quoth.tui.screens.note import Note, NoteScreen
    from quoth.tui.screens.picker import CodePicker, Picked
    from quoth.tui.screens.queue import QueueView
    from quoth.tui.screens.quotations import Quotations
    from quoth.tui.screens.reasons import Reasons
    from quoth.tui.screens.repeats import RepeatsScreen
    from quoth.tui.screens.seek import Seek
    from quoth.tui.screens.sheet import CodingSheet
    from quoth.tui.screens.tour import TourScreen

__all__ = [
    "VIEWS",
    "AskLine",
    "Choose",
    "CodeForm",
    "CodePicker",
    "CodingSheet",
    "DealScreen",
    "FindLine",
    "HelpScreen",
    "MemoScreen",
    "MoveEnds",
    "Note",
    "NoteScreen",
    "Picked",
    "Press",
    "QueueView",
    "Quotations",
    "Reasons",
    "RepeatsScreen",
    "Seek",
    "TourScreen",
    "view",
]

VIEWS: Mapping[str, str] = {
    "differences": "differences:DifferencesScreen",
    "memos": "memos:Memos",
    "progress": "progress:ProgressView",
    "analysis": "analysis:Analysis",
}
"""The views by name: module of this package and class, as `module:Class`."""


_HOME = {
    "Choose": "choose", "Press": "choose", "CodeForm": "code_form", "FindLine": "find", "HelpScreen": "help",
    "MemoScreen": "memo", "CodePicker": "picker", "Picked": "picker",
    "Quotations": "quotations", "QueueView": "queue", "Reasons": "reasons",
    "Seek": "seek",
    "TourScreen": "tour",
    "AskLine": "ask_line", "MoveEnds": "ends", "Note": "note", "NoteScreen": "note", "RepeatsScreen": "repeats",
    "CodingSheet": "sheet", "DealScreen": "dealing",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def view(name: str) -> Callable[[CodingSession], Screen[Destination | None]]:
    """The class of a view."""
    module, _, of = VIEWS[name].partition(":")
    found: Callable[[CodingSession], Screen[Destination | None]] = getattr(import_module(f"{__name__}.{module}"), of)
    return found
