"""The line at the bottom: what just happened, and the keys that matter here.

Owns how the two share the width: the message comes first. Widths are cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from quoth.tui.sanitise import shorten

__all__ = ["Status"]


class Status(Widget):
    """One line."""

    ALLOW_SELECT = False

    def __init__(self, hints: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints = tuple(hints)
        self.message = ""
        self._failed = False

    def say(self, message: str, *, failed: bool = False) -> None:
        """Show a message until the next one."""
        if (message, failed) != (self.message, self._failed):
            self.message, self._failed = message, failed
            self.refresh()

    def hint(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show other keys, as `(key, word)`."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render(self) -> Content:
        """Message at the left, as many hints as fit at the right."""
        width = self.size.width
        message = shorten(self.message, width - 2)
        room = width - cell_len(message) - 4
        right: list[tuple[str, str]] = []
        used = 0
        for key, word in self._hints:
            needed = cell_len(key) + cell_len(word) + 3
            if used + needed > room:
                break
            right += [(key, "bold $quoth-key"), (f" {word}  ", "$quoth-dim")]
            used += needed
        style = "$quoth-failed" if self._failed else ""
        gap = " " * max(0, width - 1 - cell_len(message) - used)
        return Content.assemble(" ", (message, style), gap, *right)
