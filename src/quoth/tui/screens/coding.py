"""The coding screen: the desk with all that a person does at it.

Owns the panes, and the acts that are about no single coding. Every act goes through the session and ends in one line of
status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from quoth.i18n import _
from quoth.tui import screens
from quoth.tui.actions import bindings
from quoth.tui.messages import Chosen, Highlighted
from quoth.tui.screens.curating import Curating
from quoth.tui.screens.desk import HINTS, hints
from quoth.tui.themes import CHOICE
from quoth.tui.waiting import waiting_words
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.rows import Row
from quoth.tui.widgets.status import Status
from quoth.tui.widgets.transcript.page import MARGINS

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["CodingScreen"]

SHELF = ("apply-code", "add-code", "edit-code", "merge-code", "split-code", "filter-codes", "clear", "help")
"""The keys told while the codebook has them."""
PANES = ("transcript", "codebook", "documents", "right")


class CodingScreen(Curating, inherit_bindings=False):
    """Reads keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is done blindly: in a terminal that is too small to show it, or while the screen is taken down."""
        if not self.children or self.has_class("-tiny") or self.has_class("-short"):
            return action in ("quit", "help")
        return True

    def action_undo(self) -> None:
        """Take the last act back."""
        self.act(self.session.undo)

    def action_redo(self) -> None:
        """Do it again."""
        self.act(self.session.redo)

    def action_done(self) -> None:
        """Mark the document as done, or as in work again."""
        here = self.session.document
        if here is not None:
            done = any(one.done and not one.read_again for one in self.session.documents if one.document.id == here.id)
            self.act(lambda: self.session.mark_done(not done))

    # Panes

    def action_pane(self, by: int) -> None:
        """Go to another pane; in a narrow terminal it slides over the text."""
        focused = self.focused.id if self.focused is not None else None
        at = PANES.index(focused) if focused in PANES else 0
        self.query_one(f"#{PANES[(at + by) % len(PANES)]}").focus()

    def on_descendant_focus(self) -> None:
        """Show the pane that has the keys."""
        focused = self.focused.id if self.focused is not None else None
        self.query_one("#left").set_class(focused in ("codebook", "documents"), "-called")
        self.query_one("#right").set_class(focused == "right", "-called")
        here = SHELF if focused == "codebook" else HINTS
        self.query_one(Status).hint(hints(*here))

    def on_highlighted(self, event: Highlighted) -> None:
        """Say what a code means when the codebook's cursor is on it, and for what a document is to be read again."""
        event.stop()
        self.query_one(Status).pass_on()
        again = [s.read_again for s in self.session.documents if s.document.name == event.row]
        here = {one.document.id for one in self.session.documents if one.document.name == event.row}
        waiting = sum(coding.document in here for coding, _ in self.waiting) if event.pane == "documents" else 0
        if waiting:
            self.say(f"{event.row}: {waiting_words(waiting)}", passing=True)
        elif event.pane == "documents" and any(again):
            line = _("{name}: read again for: {codes}")
            self.say(line.format(name=event.row, codes=", ".join(map(self.label, again[0]))), passing=True)
        code = self.code_row() if event.pane == "codebook" else None
        if code is not None and code.definition:
            self.say(f"{code.label}: {code.definition}", passing=True)

    def on_chosen(self, event: Chosen) -> None:
        """Open the chosen document, fold the chosen heading, apply the chosen code."""
        event.stop()
        code = self.session.codebook.by_id.get(event.row)
        if event.pane == "passage":
            self.action_coding()
        elif event.pane == "documents":
            self.open_document(event.row)
            self.view.focus()
        elif code is not None and code.heading:
            self.query_one(CodebookTree).fold(code.id)
        else:
            self.apply(self.view.target, [event.row])

    # Quoth

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(screens.HelpScreen())

    def action_light(self) -> None:
        """Change between light and dark, of the same kind."""
        now = self.app.theme
        other = now.replace("light", "dark") if "light" in now else now.replace("dark", "light")
        self._wear(other if other in CHOICE else "quoth-light")

    def action_theme(self) -> None:
        """Choose among the themes."""

        def chosen(theme: str | None) -> None:
            if theme is not None:
                self._wear(theme)

        rows = [Row(name, _(title)) for name, title in CHOICE.items()]
        self.app.push_screen(screens.Choose(_("Colours"), rows), chosen)

    def _wear(self, theme: str) -> None:
        self.app.theme = theme
        self.left.choose_theme(theme)

    def action_margin(self) -> None:
        """Show numbers, times or nothing beside the text."""
        margin = self.view.next_margin()
        self.left.choose_margin(margin)
        self.say(_(MARGINS[margin]))
