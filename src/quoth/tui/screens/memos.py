"""All memos of the coder in one list.

Owns which memos are shown: by words that are typed, and by what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.widgets import Input, Label

from quoth.i18n import N_, _, ngettext
from quoth.session import memos
from quoth.tui import screens
from quoth.tui.actions import bindings
from quoth.tui.messages import Destination
from quoth.tui.sanitise import clean, one_line, shorten
from quoth.tui.screens.listing import Listing, Phrase, Pieces
from quoth.tui.widgets.rows import Row

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from quoth.session import CodingSession

__all__ = ["Memos"]

SHOWN = ("", *memos.KINDS)


class Memos(Listing):
    """Memos, to read, change and go to."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("memos")]
    where = "memos"
    title_ = N_("MEMOS")

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._words = ""
        self._kind = 0
        self._found: Sequence[memos.Entry] = ()

    def ask(self) -> Sequence[Widget]:
        """Words to look for in them."""
        field = Phrase("", id="phrase", placeholder=_("Words in a memo or in what it is about"))
        return (Horizontal(field, Label("", id="how"), id="asking"),)

    def on_mount(self) -> None:
        """List them."""
        self.reload()
        self.rows.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only those with these words."""
        self._words = event.value
        self.reload()

    def reload(self) -> None:
        """List anew."""
        session, kind = self.session, SHOWN[self._kind]
        self._found = memos.entries(
            session.project,
            session.codebook,
            coders=(session.coder,),
            kinds=(kind,) if kind else (),
            words=self._words,
        )
        self.query_one("#how", Label).update(_(memos.KINDS[kind]) if kind else _("all"))
        number = len(self._found)
        self.tell(ngettext("{n} memo", "{n} memos", number).format(n=number))
        self.refill()

    def refill(self) -> None:
        """The memos as rows."""
        self.show([self._row(at, entry) for at, entry in enumerate(self._found)])

    def _row(self, at: int, entry: memos.Entry) -> Row:
        where = f" · {entry.document}" if entry.memo.kind == "coding" else ""
        lead = f"{shorten(entry.name + where, 26):26}  "
        return Row(str(at), one_line(entry.memo.text), lead, entry.memo.at[:10])

    def full(self, at: int) -> Pieces:
        """The memo with the quotation it is about."""
        entry = self._found[at]
        head = f"{one_line(entry.name)}  {one_line(entry.document)}  {entry.memo.at[:10]}"
        quote = [(f"\n“{one_line(entry.quote)}”", "italic $quoth-dim")] if entry.quote else []
        return [(head, "$quoth-dim"), *quote, (f"\n{clean(entry.memo.text)}", "")]

    def action_kind(self) -> None:
        """Only memos on documents, codes, quotations, or the project; then all again."""
        self._kind = (self._kind + 1) % len(SHOWN)
        self.reload()

    def action_type(self) -> None:
        """Look for words."""
        self.query_one("#phrase", Input).focus()

    def action_edit(self) -> None:
        """Change the memo under the cursor."""
        if self.at < 0:
            return
        entry = self._found[self.at]

        def keep(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self.session.write_memo(entry.memo.kind, entry.memo.target, text))
                self.reload()

        title = _("Memo on {name}").format(name=entry.name)
        self.app.push_screen(screens.MemoScreen(title, entry.memo.text, entry.quote), keep)

    def action_new(self) -> None:
        """Write about the project."""
        known = self.session.memos("project", "")

        def keep(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self.session.write_memo("project", "", text))
                self.reload()

        title = _("Memo on {name}").format(name=self.session.title)
        self.app.push_screen(screens.MemoScreen(title, known[-1].text if known else ""), keep)

    def action_remove(self) -> None:
        """Remove the memo under the cursor; undo brings it back."""
        if self.at >= 0:
            entry = self._found[self.at]
            self.act(lambda: self.session.write_memo(entry.memo.kind, entry.memo.target, ""))
            self.reload()

    def action_go(self) -> None:
        """Leave for what the memo is about; one on a code or the project opens for writing."""
        if self.at < 0:
            return
        entry = self._found[self.at]
        if entry.document:
            self.dismiss(Destination(entry.document, entry.span))
        else:
            self.action_edit()
