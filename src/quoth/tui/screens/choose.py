"""Small questions: one of a few rows, or one key.

Owns no state beyond the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import _
from quoth.tui.messages import Chosen
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["Choose", "Press"]

ROOM = 8
MEANING = 26


class Choose(ModalScreen[str | None]):
    """Gives the id of the chosen row, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self._title = title
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The rows."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield RowList(id="choices")
            yield Static(Content.assemble((_("Enter choose · Esc"), "$quoth-dim")), id="keys")

    def on_mount(self) -> None:
        """Show them."""
        rows = self.query_one(RowList)
        rows.styles.height = min(10, len(self._rows))
        rows.show(self._rows)

    def on_chosen(self, event: Chosen) -> None:
        """That one."""
        event.stop()
        self.dismiss(event.row)


class Press(ModalScreen[str | None]):
    """Shows what keys there are and gives the character that was pressed, or None."""

    def __init__(self, title: str, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._keys = keys
        self._answered = False

    def compose(self) -> ComposeResult:
        """The keys, in as many columns as there is room for."""
        with Horizontal(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            rows = max(5, self.app.size.height - ROOM)
            for first in range(0, len(self._keys), rows):
                parts: list[tuple[str, str]] = []
                for key, meaning in self._keys[first : first + rows]:
                    parts += [(f" {one_line(key)} ", "bold $quoth-key"), (shorten(meaning, MEANING), ""), ("\n", "")]
                yield Static(Content.assemble(*parts[:-1]))
            if not self._keys:
                yield Static(_("No code has a key. Set keys in the codebook pane."))

    def on_key(self, event: events.Key) -> None:
        """That one; a key typed before this has gone is for the screen below."""
        event.prevent_default().stop()
        if self._answered:
            self.app.post_message(events.Key(event.key, event.character))
        else:
            self._answer(event.character if event.is_printable else None)

    def take_early(self, letter: str) -> None:
        """Take a letter that was typed while this opened."""
        self._answer(letter)

    def _answer(self, char: str | None) -> None:
        if not self._answered:
            self._answered = True
            self.dismiss(char)
