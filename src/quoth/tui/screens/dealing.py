"""Dealing the quotations of a code out to others: after a split, one after the other.

Owns what each was given; the codings themselves are recoded by who opened this, all in one act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import _
from quoth.model.coding import Coding
from quoth.tui.sanitise import one_line, shorten

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["DealScreen"]


class DealScreen(ModalScreen[Mapping[str, str] | None]):
    """Gives code by coding (ids), for those that were given one; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, priority=True),
        Binding("enter,ctrl+s,ctrl+ы", "keep", show=False, priority=True),
        Binding("down,right,space,j,о", "walk(1)", show=False, priority=True),
        Binding("up,left,backspace,k,л", "walk(-1)", show=False, priority=True),
        *(Binding(str(n), f"give({n})", show=False) for n in range(10)),
    ]

    def __init__(self, label: str, quotes: Sequence[tuple[str, Coding]], codes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._label = label
        self._quotes = quotes
        self._codes = codes
        self._given: dict[str, str] = {}
        self._at = 0

    def compose(self) -> ComposeResult:
        """The quotation, and the codes with their digits."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_subtitle = "Esc"
            yield Static("", id="quote")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """The first quotation."""
        self._show()

    def _show(self) -> None:
        document, coding = self._quotes[self._at]
        title = _("{code}: {n} of {all}").format(code=self._label, n=self._at + 1, all=len(self._quotes))
        self.query_one("#dialog").border_title = Content(shorten(title, 60))
        around = (
            (f"{document}\n\n", "$quoth-dim"),
            (f"…{one_line(coding.prefix)}", "$quoth-dim"),
            (one_line(coding.quote), "bold"),
            (f"{one_line(coding.suffix)}…\n", "$quoth-dim"),
        )
        parts: list[tuple[str, str]] = []
        now = self._given.get(coding.id, coding.code)
        for digit, (code, label) in enumerate([(coding.code, self._label), *self._codes]):
            mark = "●" if code == now else " "
            parts += [(f"\n {mark} ", ""), (f"{digit} ", "bold $quoth-key"), (one_line(label), "")]
        told = _("A digit gives the code and goes on · ↑ ↓ walk · Enter keeps all ({n} dealt) · Esc leaves them")
        parts.append((f"\n\n{told.format(n=len(self._given))}", "$quoth-dim"))
        self.query_one("#quote", Static).update(Content.assemble(*around))
        self.query_one("#keys", Static).update(Content.assemble(*parts))

    def action_walk(self, by: int) -> None:
        """Go to another quotation."""
        self._at = max(0, min(self._at + by, len(self._quotes) - 1))
        self._show()

    def action_give(self, digit: int) -> None:
        """Give the quotation a code, 0 its old one, and go on."""
        _document, coding = self._quotes[self._at]
        if digit == 0:
            self._given.pop(coding.id, None)
        elif digit <= len(self._codes):
            self._given[coding.id] = self._codes[digit - 1][0]
        else:
            return
        self.action_walk(1)

    def action_keep(self) -> None:
        """Give what was dealt."""
        self.dismiss(dict(self._given))
