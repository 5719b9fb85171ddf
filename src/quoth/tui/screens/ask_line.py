"""One line to write: a name, a label, a few labels.

Owns the line while it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from quoth.i18n import _
from quoth.tui.sanitise import shorten
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["AskLine"]


class AskLine(TypingScreen[str | None]):
    """Gives the line, or None; `about` says what it will do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False, priority=True)]

    def __init__(self, title: str, value: str = "", about: str = "") -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._about = about

    def compose(self) -> ComposeResult:
        """The line."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield Line(self._value, id="phrase", select_on_focus=False)
            if self._about:
                yield Static(Content.assemble((self._about, "$quoth-dim")), id="about")
            yield Static(Content.assemble((_("Enter keep · Esc leave"), "$quoth-dim")), id="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.value.strip())
