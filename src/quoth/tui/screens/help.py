"""All keys, by group, from the registry of actions.

Owns the layout of the help only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import N_, _
from quoth.tui.actions import Action, by_group, display

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["HelpScreen", "help_text"]

KEYS = 20
ORDER = (
    "Code", "Move", "Select", "Documents", "Codebook pane", "Panes", "Views", "Quoth", "Lists", "Find in all documents",
    "Quotations of codes", "Memos", "Progress", "Differences",
)  # fmt: skip
MOUSE = (
    (N_("Click"), N_("Put the cursor")),
    (N_("Drag"), N_("Select; hold at the edge to scroll on")),
    (N_("Double click"), N_("Select the word; a third click the sentence")),
    (N_("Shift+drag"), N_("The terminal's own selection, in most terminals")),
)


def _keys(action: Action) -> str:
    if action.id == "accept-1":
        return "1 … 9"
    return "  ".join(display(key) for key in action.keys)


def help_text(where: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of `(keys, what they do)`: all, or those of one view."""
    groups = by_group()
    told = [
        (
            _(group),
            [
                (_keys(action), _("Accept a suggestion by its number") if action.id == "accept-1" else _(action.title))
                for action in groups[group]
                if (not where or action.where in (where, "view", "ticking", "list"))
                and action.keys
                and (not action.id.startswith("accept-") or action.id == "accept-1")
            ],
        )
        for group in ORDER
    ]
    told = [(group, lines) for group, lines in told if lines]
    return told if where else [*told, (_("Mouse"), [(_(keys), _(does)) for keys, does in MOUSE])]


class HelpScreen(ModalScreen[None]):
    """A page to scroll; any of the closing keys leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,comma,enter,space,ctrl+c", "dismiss(None)", show=False, priority=True),
        Binding("j,о", "scroll(1)", show=False),
        Binding("k,л", "scroll(-1)", show=False),
    ]

    def __init__(self, where: str = "") -> None:
        super().__init__()
        self._where = where

    def compose(self) -> ComposeResult:
        """The keys."""
        parts: list[tuple[str, str]] = [
            (
                _("Letters work in the Latin and in the Russian layout alike. Every act is on disk when it shows.")
                + "\n",
                "$quoth-dim",
            )
        ]
        for group, lines in help_text(self._where):
            parts.append((f"\n{group.upper()}\n", "bold $quoth-dim"))
            for keys, title in lines:
                parts += [(keys + " " * max(2, KEYS - cell_len(keys)), "bold $quoth-key"), (f"{title}\n", "")]
        with VerticalScroll(id="dialog") as dialog:
            dialog.border_title = _("Keys")
            dialog.border_subtitle = "Esc"
            yield Static(Content.assemble(*parts))

    def action_scroll(self, by: int) -> None:
        """Scroll the page."""
        self.query_one(VerticalScroll).scroll_relative(y=by * 3, animate=False)
