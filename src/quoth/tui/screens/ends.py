"""Moving the start and the end of a coding, by word, sentence or character.

Owns the span while it is moved; the transcript below shows it as a selection. Positions are code points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import _
from quoth.model.text import Span
from quoth.tui.actions import twins
from quoth.tui.sanitise import shorten
from quoth.tui.widgets.transcript.selection import Ground, Place, Unit

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["MoveEnds", "moved"]


def moved(ground: Ground, span: Span, unit: Unit, by: int, *, start: bool) -> Span:
    """The span with its start or its end moved to the next boundary of a unit; it keeps at least one such unit's part.

    What it cannot be moved to leaves it as it is.
    """
    fixed, free = (span.end, span.start) if start else (span.start, span.end)
    place = ground.extend(Place(free, unit, fixed), unit, by)
    found = ground.selected(place)
    crossed = place.position >= fixed if start else place.position <= fixed
    return span if found is None or crossed else found


_KEYS = (
    (Unit.WORD, False, ("right", "w"), ("left", "b")),
    (Unit.WORD, True, ("shift+right", "W"), ("shift+left", "B")),
    (Unit.SENTENCE, False, ("down", "j"), ("up", "k")),
    (Unit.SENTENCE, True, ("shift+down", "J"), ("shift+up", "K")),
    (Unit.CHARACTER, False, ("l",), ("h",)),
    (Unit.CHARACTER, True, ("L",), ("H",)),
)
"""By which unit, whether the start, and the keys to move it on and back."""


class MoveEnds(ModalScreen[Span | None]):
    """Gives where the coding is to stand, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, priority=True),
        Binding("enter,space,ctrl+s,ctrl+ы", "keep", show=False, priority=True),
        *(
            Binding(",".join((key, *twins(key))), f"move('{unit}', {by}, {start})", show=False)
            for unit, start, on, back in _KEYS
            for keys, by in ((on, 1), (back, -1))
            for key in keys
        ),
    ]

    def __init__(self, label: str, ground: Ground, span: Span, show: Callable[[Span], None]) -> None:
        super().__init__()
        self._label = label
        self._ground = ground
        self._span = span
        self._show = show

    def compose(self) -> ComposeResult:
        """A line of keys at the bottom; the transcript stays visible."""
        with Vertical(id="ends"):
            yield Static("", id="told")
            keys = _("← → end by word · Shift+← → start by word · ↑ ↓ by sentence · Enter keep · Esc leave")
            yield Static(Content.assemble((keys, "$quoth-dim")), id="keys")

    def on_mount(self) -> None:
        """Say what it covers."""
        self._tell()

    def on_resize(self) -> None:
        """Fit what it covers to the new width."""
        self._tell()

    def _tell(self) -> None:
        words = self._ground.text[self._span.start : self._span.end]
        room = max(20, self.size.width - cell_len(self._label) - 8)
        parts = ((shorten(self._label, 40), "bold"), (f"  “{shorten(words, room, middle=True)}”", ""))
        self.query_one("#told", Static).update(Content.assemble(*parts))

    def action_move(self, unit: str, by: int, start: bool) -> None:
        """Move one end."""
        self._span = moved(self._ground, self._span, Unit(unit), by, start=start)
        self._show(self._span)
        self._tell()

    def action_keep(self) -> None:
        """Give where it stands now."""
        self.dismiss(self._span)
