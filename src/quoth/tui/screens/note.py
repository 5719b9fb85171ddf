"""What a coder says of a quotation: memo, translation, star, in one form.

Owns the three while they are edited. Invariant: a changed text is never thrown away by one key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from quoth.i18n import _
from quoth.session.applying import Said
from quoth.tui.sanitise import shorten
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Line, Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["Note", "NoteScreen"]


@dataclass(frozen=True, slots=True)
class Note:
    """Memo, translation with its language, and whether the quotation is starred for the chapter."""

    memo: str = ""
    translation: str = ""
    language: str = ""
    star: bool = False

    def said(self, coder: str) -> Said:
        """What goes with a coding by this coder."""
        if not self.translation:
            return Said(star=self.star)
        return Said(self.translation, self.language, coder, self.star)


class NoteScreen(TypingScreen[Note | None]):
    """Gives what was written, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2,ctrl+ы", "keep", show=False, priority=True),
        Binding("f3", "star", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, title: str, quote: str, note: Note) -> None:
        super().__init__()
        self._title = title
        self._quote = quote
        self._note = note
        self._star = note.star
        self._warned = False

    def compose(self) -> ComposeResult:
        """The quote, and a field for each."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield Static(Content.assemble((f"“{shorten(self._quote, 300)}”", "$quoth-dim")), id="about")
            yield Label(_("Memo"))
            yield Lines(self._note.memo, id="text")
            yield Label(_("Translation of the quotation"))
            yield Lines(self._note.translation, id="translation")
            yield Label(_("Language of the translation"))
            yield Line(self._note.language, id="language", placeholder="en")
            yield Static("", id="starred")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """Let Tab leave the larger fields, with the cursor after what is there."""
        for area in self.query(Lines):
            area.tab_behavior = "focus"
            area.move_cursor(area.document.end)
        self._show_star()
        self._tell(_("Tab next field · Ctrl+S keep · Esc leave"))

    def _show_star(self) -> None:
        on = _("* starred for the chapter; F3 takes the star away")
        off = _("not starred for the chapter; F3 stars it")
        self.query_one("#starred", Static).update(Content.assemble((on if self._star else off, "$quoth-dim")))

    def _tell(self, words: str, style: str = "$quoth-dim") -> None:
        self.query_one("#keys", Static).update(Content.assemble((words, style)))

    @property
    def _read(self) -> Note:
        text = self.query_one("#text", Lines).text.strip()
        translation = self.query_one("#translation", Lines).text.strip()
        return Note(text, translation, self.query_one("#language", Line).value.strip(), self._star)

    def on_input_submitted(self) -> None:
        """Enter in the last field keeps the form."""
        self.action_keep()

    def action_star(self) -> None:
        """Star it, or no longer."""
        self._star = not self._star
        self._show_star()

    def action_keep(self) -> None:
        """Give what is written."""
        self.dismiss(self._read)

    def action_leave(self) -> None:
        """Leave; changed words only at the second time."""
        if self._read == self._note or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._tell(_("The text was changed. Ctrl+S keeps it; Esc again throws the change away."), "$quoth-failed")
