"""A memo: read what was written, change it, keep it.

Owns the text while it is edited. Invariant: a changed text is never thrown away by one key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from quoth.i18n import _
from quoth.tui.sanitise import shorten
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["MemoScreen"]


class MemoScreen(TypingScreen[str | None]):
    """Gives the text to keep, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2,ctrl+ы", "keep", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str = "", about: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._about = about
        self._warned = False

    def compose(self) -> ComposeResult:
        """The quote it is about, and the text."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            if self._about:
                yield Static(Content.assemble((f"“{shorten(self._about, 300)}”", "$quoth-dim")), id="about")
            area = Lines(self._text, id="text")
            area.move_cursor(area.document.end)
            yield area
            yield Static(Content.assemble((_("Ctrl+S keep · Esc leave"), "$quoth-dim")), id="keys")

    def action_keep(self) -> None:
        """Give the text."""
        self.dismiss(self.query_one(Lines).text.strip())

    def action_leave(self) -> None:
        """Leave; a changed text only at the second time."""
        if self.query_one(Lines).text.strip() == self._text.strip() or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        told = _("The text was changed. Ctrl+S keeps it; Esc again throws the change away.")
        self.query_one("#keys", Static).update(Content.assemble((told, "$quoth-failed")))
