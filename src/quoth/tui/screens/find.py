"""The line in which a phrase to find is typed.

Owns the typing only: each change is told to the screen below, which marks what it finds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label

from quoth.i18n import _
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["FindLine"]


class FindLine(TypingScreen[str | None]):
    """Gives the phrase, or None when it was given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("f2,ctrl+f", "seek", show=False, priority=True),
    ]

    def __init__(self, phrase: str, tried: Callable[[str], str], seek: Callable[[str], object] | None = None) -> None:
        super().__init__()
        self._phrase = phrase
        self._tried = tried
        self._seek = seek

    def compose(self) -> ComposeResult:
        """One line at the bottom; the transcript stays visible."""
        with Horizontal(id="find"):
            yield Label(_("Find "))
            yield Line(self._phrase, id="phrase")
            yield Label("", id="found")
            if self._seek is not None:
                yield Label(_(" F2 all documents "), classes="more")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        self.query_one("#found", Label).update(self._tried(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        self.dismiss(event.value)

    def action_seek(self) -> None:
        """Find it in all documents."""
        if self._seek is None:
            return
        phrase = self.query_one("#phrase", Line).value
        self.dismiss(None)
        self._seek(phrase)
