"""A form for one code: what it is called and when it applies.

Owns the reading of its fields into changes of a code; it makes none itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from quoth.i18n import _
from quoth.model.codebook import Code
from quoth.tui.sanitise import shorten
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Line, Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["CodeForm"]


class CodeForm(TypingScreen[dict[str, object] | None]):
    """Gives the fields that differ from the code, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, priority=True),
        Binding("ctrl+s,ctrl+ы,f2", "keep", show=False, priority=True),
    ]

    def __init__(self, title: str, code: Code) -> None:
        super().__init__()
        self._title = title
        self._code = code

    def compose(self) -> ComposeResult:
        """A field for each thing that helps coders agree."""
        code = self._code
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield Label(_("Label"))
            yield Line(code.label, id="label")
            yield Label(_("Definition: when does it apply?"))
            yield Lines(code.definition, id="definition")
            yield Label(_("+ Include, one case a line"))
            yield Lines("\n".join(code.include), id="include")
            yield Label(_("− Exclude, one case a line"))
            yield Lines("\n".join(code.exclude), id="exclude")
            yield Label(_("Key after ;"))
            yield Line(code.key, id="key", max_length=1)
            yield Static(Content.assemble((_("Tab next field · Ctrl+S keep · Esc leave"), "$quoth-dim")), id="keys")

    def on_mount(self) -> None:
        """Let Tab leave the larger fields."""
        for area in self.query(Lines):
            area.tab_behavior = "focus"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a one-line field keeps the form."""
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Give what was changed."""
        code = self._code
        read: dict[str, object] = {
            "label": self.query_one("#label", Line).value.strip(),
            "definition": self.query_one("#definition", Lines).text.strip(),
            "include": self._lines("#include"),
            "exclude": self._lines("#exclude"),
            "key": self.query_one("#key", Line).value.strip(),
        }
        if not read["label"]:
            told = (_("A code needs a label."), "$quoth-failed")
            self.query_one("#keys", Static).update(Content.assemble(told))
            return
        self.dismiss({name: value for name, value in read.items() if value != getattr(code, name)})

    def _lines(self, name: str) -> tuple[str, ...]:
        text = self.query_one(name, Lines).text
        return tuple(line.strip() for line in text.splitlines() if line.strip())
