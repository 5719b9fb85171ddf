"""A small screen in which one types at once.

Owns the letters typed between the key that opens it and the moment its field is there: none is lost.
"""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

__all__ = ["TypingScreen"]

Result = TypeVar("Result")


class TypingScreen(ModalScreen[Result]):
    """Gives its first field what was typed before the field had the focus."""

    _early = ""

    def take_early(self, letter: str) -> None:
        """Take a letter that no field took: it was typed for the first field of this screen."""
        self._early += letter
        self._write()

    def on_descendant_focus(self) -> None:
        """Write what came before the field was there."""
        self._write()

    def _write(self) -> None:
        field = self.focused
        if isinstance(field, Input):
            field.insert_text_at_cursor(self._early)
        elif isinstance(field, TextArea):
            field.insert(self._early)
        else:
            return
        self._early = ""
