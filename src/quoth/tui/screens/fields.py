"""Fields to type in that paint nothing hostile.

Owns the sanitising of what is pasted or loaded into an entry field. Their cursors do not blink.
"""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Input, TextArea

from quoth.tui.sanitise import clean, one_line

__all__ = ["Line", "Lines"]


class Line(Input):
    """One line of text."""

    def on_mount(self) -> None:
        """Nothing blinks."""
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Keep only what can be painted."""
        return one_line(value)


class Lines(TextArea):
    """Several lines of text, wrapped."""

    def on_mount(self) -> None:
        """Nothing blinks."""
        self.cursor_blink = False

    def get_line(self, line_index: int) -> Text:
        """A line as it is painted."""
        return Text(clean(self.document.get_line(line_index)), end="", no_wrap=True)
