"""The line at the bottom: what just happened, and the keys that matter here.

Owns how the two share the width: the message comes first, and of a long one its last sentence, which says what to do
about it, is kept whole. A failure too long for the line gets a second one. Widths are cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from quoth.tui.sanitise import one_line, shorten

__all__ = ["Status", "fitted"]


def fitted(message: str, width: int) -> str:
    """The message in one line: of a long one the beginning is cut short, and the last sentence stays."""
    if cell_len(message) <= width:
        return one_line(message)
    head, stop, last = message.rpartition(". ")
    room = width - cell_len(last) - 1
    return f"{shorten(head + stop.rstrip(), room)} {one_line(last)}" if 3 * room >= width else shorten(message, width)


class Status(Widget):
    """One line."""

    ALLOW_SELECT = False

    def __init__(self, hints: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints = tuple(hints)
        self.message = ""
        self._failed = False
        self._passing = False

    def say(self, message: str, *, failed: bool = False, passing: bool = False) -> None:
        """Show a message until the next one; one in passing only until the cursor moves."""
        self._passing = passing
        if (message, failed) != (self.message, self._failed):
            self.message, self._failed = message, failed
            self.set_class(failed and cell_len(message) > self.size.width - 2, "-long")
            self.refresh()

    def pass_on(self) -> None:
        """Take a message in passing away."""
        if self._passing:
            self.say("")

    def hint(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show other keys, as `(key, word)`."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render(self) -> Content:
        """Message at the left, as many hints as fit at the right."""
        width = self.size.width
        if self.has_class("-long"):
            return Content.assemble((shorten(self.message, 2 * width - 12), "$quoth-failed"))
        message = fitted(self.message, width - 2)
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
