"""What the passage under the cursor carries: its codings, with memos.

Owns how a coding is told in a few lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from quoth.i18n import _
from quoth.tui.messages import Chosen
from quoth.tui.sanitise import one_line, shorten

if TYPE_CHECKING:
    from textual import events
    from textual.color import Color

__all__ = ["Carried", "PassagePanel"]

MEMO = 240


@dataclass(frozen=True, slots=True)
class Carried:
    """A coding as it is told."""

    label: str
    colour: Color | None
    quote: str
    whole: bool
    """Whether it covers just what the cursor stands on, so that its quote need not be shown."""
    star: bool
    memos: tuple[str, ...]
    correction: str = ""
    """What a corrected transcript did to it, while nobody has looked."""


class PassagePanel(Static):
    """The lower part of the right pane."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self._carried: tuple[Carried, ...] | None = None

    def on_click(self, event: events.Click) -> None:
        """Ask for all there is to know about a coding."""
        event.stop()
        if self._carried:
            self.post_message(Chosen(self.id or "", ""))

    def show(self, carried: Sequence[Carried]) -> None:
        """Tell these codings; nothing is painted when they are the same as before."""
        if tuple(carried) == self._carried:
            return
        self._carried = tuple(carried)
        parts: list[tuple[str, str]] = [(_("ON THIS PASSAGE"), "bold $quoth-dim")]
        for one in self._carried:
            parts += [("\n┃ ", one.colour.hex if one.colour else ""), (one_line(one.label), "bold")]
            parts.append((" *" if one.star else "", "bold $quoth-key"))
            if not one.whole:
                room = max(20, (self.size.width or 31) - 4)
                parts.append((f"\n  “{shorten(one.quote, room, middle=True)}”", "$quoth-dim"))
            if one.correction:
                parts.append((f"\n  ! {one_line(one.correction)}", "$warning"))
            parts += [(f"\n  ✎ {shorten(memo, MEMO)}", "italic") for memo in one.memos]
        if not self._carried:
            parts.append(("\n" + _("no coding yet; Enter codes it"), "italic $quoth-dim"))
        self.update(Content.assemble(*parts))
