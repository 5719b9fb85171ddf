"""A minute with Quoth: the few keys with which a day's work is done.

Owns the steps. It can be left at any of them, and comes by itself only once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import N_, _
from quoth.tui.actions import ACTIONS, display

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

__all__ = ["STEPS", "TourScreen"]

STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        N_("Read"),
        N_(
            "The transcript is in the middle, codes are on the left, and on the right is what this passage invites and "
            "what it carries. The cursor goes from turn to turn, or by sentence."
        ),
        ("next-turn", "previous-turn", "next-sentence", "next-document"),
    ),
    (
        N_("Select"),
        N_(
            "Without a selection the whole turn is meant. Select sentences or words with Shift and the arrows, or drag "
            "with the mouse."
        ),
        ("more-sentence", "more-word", "clear"),
    ),
    (
        N_("Code"),
        N_(
            "The picker finds a code by a few letters and shows when it applies. A digit takes a suggestion. A code "
            "with a key of its own goes quicker still."
        ),
        ("pick", "accept-1", "code-key"),
    ),
    (
        N_("Change your mind"),
        N_(
            "Everything is on disk as soon as you see it, and everything can be taken back, also tomorrow. So nothing "
            "asks whether you are sure."
        ),
        ("undo", "redo", "remove", "memo"),
    ),
    (
        N_("Find and compare"),
        N_(
            "Find words in all documents and code them from the list. Read all quotations of a code side by side. See "
            "how far you are, and your memos."
        ),
        ("find", "seek", "quotations", "progress", "memos"),
    ),
    (
        N_("Go on"),
        N_("When a document has been read to its end, mark it as done. All keys are in the help."),
        ("done", "help", "palette", "quit"),
    ),
)
"""Each a title, what to know, and the actions whose keys are shown."""


class TourScreen(ModalScreen[None]):
    """One step at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,й", "dismiss(None)", show=False, priority=True),
        Binding("enter,space,right,down,pagedown", "step(1)", show=False, priority=True),
        Binding("left,up,backspace,pageup", "step(-1)", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    def compose(self) -> ComposeResult:
        """One step."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = _("A minute with Quoth")
            yield Static("", id="step")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """The first."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Any other key ends the tour and does at once what it does at the desk: whoever knows it, works."""
        event.prevent_default().stop()
        self.dismiss(None)
        self.app.call_later(self.app.simulate_key, event.key)

    def action_step(self, by: int) -> None:
        """On, or back; the last step ends it."""
        if self._at + by >= len(STEPS):
            self.dismiss(None)
        else:
            self._at = max(0, self._at + by)
            self._show()

    def _show(self) -> None:
        title, words, names = STEPS[self._at]
        known = {action.id: action for action in ACTIONS}
        parts: list[tuple[str, str]] = [(f"{_(title)}\n", "bold"), (f"{_(words)}\n", "")]
        for action in (known[name] for name in names if name in known):
            key = display(action.keys[0]) if action.keys else ""
            key = "1 … 9" if action.id == "accept-1" else key
            told = _("Accept a suggestion by its number") if action.id == "accept-1" else _(action.title)
            parts += [(f"\n{key:>10}  ", "bold $quoth-key"), (told, "")]
        self.query_one("#step", Static).update(Content.assemble(*parts))
        line = _("{at} of {all} · Enter goes on · ← back · Esc skips the tour").format(at=self._at + 1, all=len(STEPS))
        self.query_one("#keys", Static).update(Content.assemble((line, "$quoth-dim")))
