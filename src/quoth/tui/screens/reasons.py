"""Why each code is suggested for a passage, in full: keyword, shared words, the quotes that are most like it.

Owns nothing but what is shown. A suggestion can be accepted from here with its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import _
from quoth.model.coding import Suggestion
from quoth.tui.sanitise import clean, one_line, shorten
from quoth.tui.widgets.suggestions import chance, everything

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from quoth.model.codebook import Codebook

__all__ = ["Reasons"]


class Reasons(ModalScreen[int | None]):
    """Gives the number of the suggestion to accept, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss(None)", show=False)]

    def __init__(self, quote: str, suggestions: Sequence[Suggestion], codebook: Codebook) -> None:
        super().__init__()
        self._quote = quote
        self._suggestions = suggestions
        self._codebook = codebook

    def compose(self) -> ComposeResult:
        """The suggestions, each with all its evidence."""
        parts: list[tuple[str, str]] = []
        for one in self._suggestions:
            code = self._codebook.by_id.get(one.code)
            parts.append((f"{one.rank} ", "bold $quoth-key"))
            parts.append((f"{one_line(self._codebook.label(one.code))}{chance(one)}\n", "bold"))
            if code is not None and code.definition:
                parts.append((f"  {one_line(clean(code.definition))}\n", "$quoth-dim"))
            parts += [(f"  {line}\n", "") for line in everything(one.evidence)]
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(_("Why, for “{quote}”").format(quote=one_line(self._quote)), 60))
            with VerticalScroll(id="reasons"):
                yield Static(Content.assemble(*parts, ""))
            yield Static(Content.assemble((_("↑ ↓ scroll · a number accepts · Esc"), "$quoth-dim")), id="keys")

    def on_key(self, event: events.Key) -> None:
        """A number accepts."""
        if any(event.character == str(one.rank) for one in self._suggestions):
            event.stop()
            self.dismiss(int(event.character or 0))
