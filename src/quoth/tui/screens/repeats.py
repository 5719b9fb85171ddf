"""The places where the words of a coding stand again, to be coded all at once.

Owns which of them are ticked; at first all are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import _, ngettext
from quoth.tui.messages import Chosen
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quoth.session.amending import Repeat

__all__ = ["RepeatsScreen"]


class RepeatsScreen(ModalScreen[Sequence[int] | None]):
    """Gives the indices of the places to code, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, priority=True),
        Binding("enter,ctrl+s,ctrl+ы", "apply", show=False, priority=True),
        Binding("space,tab", "tick", show=False, priority=True),
        Binding("a,ф", "all", show=False),
    ]

    def __init__(self, title: str, quote: str, repeats: Sequence[Repeat]) -> None:
        super().__init__()
        self._title = title
        self._quote = quote
        self._repeats = repeats
        self._ticked = frozenset(range(len(repeats)))

    def compose(self) -> ComposeResult:
        """The places, each with what stands beside it."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield RowList(id="repeats")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """Show them."""
        rows = self.query_one(RowList)
        rows.styles.height = min(14, len(self._repeats))
        self._show()

    def _show(self) -> None:
        quote = shorten(self._quote, 30, middle=True)
        rows = [
            Row(
                str(index),
                f"{one_line(repeat.before)[-18:]}[{quote}]{one_line(repeat.after)[:18]}",
                "✓ " if index in self._ticked else "· ",
                repeat.document,
            )
            for index, repeat in enumerate(self._repeats)
        ]
        self.query_one(RowList).show(rows)
        ticked = len(self._ticked)
        words = ngettext("Enter codes {n} place", "Enter codes {n} places", ticked).format(n=ticked)
        keys = _("Space tick · a all or none · Esc leave")
        self.query_one("#keys", Static).update(Content.assemble((f"{words} · {keys}", "$quoth-dim")))

    def on_chosen(self, event: Chosen) -> None:
        """A double click ticks."""
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        """Tick or untick the place under the cursor, and go on."""
        rows = self.query_one(RowList)
        if rows.row is not None:
            self._ticked ^= {int(rows.row.id)}
            self._show()
            rows.action_row(1)

    def action_all(self) -> None:
        """Tick all, or none."""
        whole = frozenset(range(len(self._repeats)))
        self._ticked = frozenset() if self._ticked == whole else whole
        self._show()

    def action_apply(self) -> None:
        """Give what is ticked."""
        self.dismiss(sorted(self._ticked))
