"""The code picker: type a few letters, see what the code means, apply it.

Owns what is ticked. Headings and retired codes are never offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from quoth.i18n import _
from quoth.model.codebook import Code, Codebook
from quoth.tui.actions import display
from quoth.tui.matching import familiar, matches
from quoth.tui.messages import Chosen, Highlighted
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.screens.early import TypingScreen
from quoth.tui.screens.fields import Line
from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.color import Color

__all__ = ["CodePicker", "Picked"]

NEW = "\0new"
FROZEN = "\0frozen"


@dataclass(frozen=True, slots=True)
class Picked:
    """What was picked: codes by id, and the label of a code to be made."""

    codes: tuple[str, ...] = ()
    new_label: str = ""
    note: bool = False
    """Whether a memo, a translation or a star is to be given in the same step."""


class Query(Line):
    """The line to type in; it asks the picker first what a space means."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "screen.space", show=False, priority=True)]


class CodePicker(TypingScreen[Picked | None]):
    """A modal list of codes with a line to type in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down,ctrl+n", "row(1)", show=False, priority=True),
        Binding("up", "row(-1)", show=False, priority=True),
        Binding("pagedown", "row(8)", show=False, priority=True),
        Binding("pageup", "row(-8)", show=False, priority=True),
        Binding("tab,ctrl+@,ctrl+space,insert", "tick", show=False, priority=True),
        Binding("enter", "apply(False)", show=False, priority=True),
        Binding("f2", "apply(True)", show=False, priority=True),
        Binding("f4", "new", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        codebook: Codebook,
        recent: Sequence[str],
        counts: Mapping[str, tuple[int, int]],
        colours: Mapping[str, Color],
        carried: Sequence[str] = (),
        *,
        single: bool = False,
        offered: Sequence[Code] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._codebook = codebook
        self._recent = recent
        self._counts = counts
        self._colours = colours
        self._carried = frozenset(carried)
        self._single = single
        self._offered = offered
        self._ticked: tuple[str, ...] = ()
        self._walked = False

    def compose(self) -> ComposeResult:
        """The line, the list, and what the highlighted code means."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(shorten(self._title, 60))
            yield Query(placeholder=_("Type a few letters of a code"), id="query", select_on_focus=False)
            yield RowList(id="codes")
            yield Static("", id="meaning")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        """All codes at first, the familiar ones on top."""
        self._list.add_class("-always")
        self._refill("")

    @property
    def _list(self) -> RowList:
        return self.query_one("#codes", RowList)

    @property
    def _typed(self) -> str:
        return self.query_one("#query", Input).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._walked = False
        self._refill(event.value)

    def _refill(self, typed: str) -> None:
        found = matches(self._codebook, typed, self._all())
        rows = [self._row(code) for code in found]
        label = one_line(typed).strip()
        if label and not found and self._single:
            rows = [Row(FROZEN, _("No code fits"), faint=True)]
        elif label and not found:
            frozen = self._codebook.settings.frozen
            rows = [Row(FROZEN, _("No code fits, and the codebook is frozen"), faint=True)] if frozen else [
                Row(NEW, _("New code “{label}”").format(label=label), "+ ")
            ]  # fmt: skip
        self._list.show(rows, current=rows[0].id if rows else None)
        self._explain()

    def _all(self) -> Sequence[Code]:
        """What can be picked: the familiar codes first, unless what is offered was given."""
        return self._offered if self._offered is not None else familiar(self._codebook, self._recent, self._counts)

    def _row(self, code: Code) -> Row:
        above = self._codebook.ancestors(code.id)
        note = f"{shorten(above[-1].label, 16) if above else '':16} {self._counts.get(code.id, (0, 0))[1] or '·':>4}"
        lead = "✓ " if code.id in self._ticked else "• " if code.id in self._carried else "  "
        return Row(code.id, code.label, lead, note, code.key or " ", self._colours.get(code.id))

    def on_highlighted(self, event: Highlighted) -> None:
        """Another code: another definition."""
        event.stop()
        self._explain()

    def on_chosen(self, event: Chosen) -> None:
        """A click chooses."""
        event.stop()
        self.action_apply(False)

    def _explain(self) -> None:
        row = self._list.row
        code = self._codebook.by_id.get(row.id) if row else None
        parts: list[tuple[str, str]] = []
        if code is not None:
            parts.append(
                (one_line(code.definition) or _("No definition yet."), "" if code.definition else "italic $quoth-dim")
            )
            parts += [(f"\n+ {one_line(line)}", "$quoth-dim") for line in code.include]
            parts += [(f"\n− {one_line(line)}", "$quoth-dim") for line in code.exclude]
        elif row is not None and row.id == NEW:
            parts.append(
                (
                    _("Enter makes this code and applies it. Add its definition in the codebook pane."),
                    "$quoth-dim",
                )
            )
        self.query_one("#meaning", Static).update(Content.assemble(*parts))
        tick = display("space" if self._space_ticks else "tab")
        number = f" {len(self._ticked)}" if self._ticked else ""
        if self._single:
            keys = _("Enter choose")
        else:
            keys = _("Enter apply{number} · {key} tick several · F2 memo").format(number=number, key=tick)
            keys += "" if self._codebook.settings.frozen else _(" · F4 new")
        self.query_one("#keys", Static).update(Content.assemble((f"{keys} · Esc", "$quoth-dim")))

    @property
    def _space_ticks(self) -> bool:
        """Space belongs to the word being typed, unless nothing is typed or the list was walked."""
        return self._walked or not self._typed

    def action_space(self) -> None:
        """Tick where a space is no part of what is typed."""
        if self._space_ticks:
            self.action_tick()
        else:
            self.query_one("#query", Input).insert_text_at_cursor(" ")

    def action_row(self, by: int) -> None:
        """Walk the list."""
        self._walked = True
        self._list.action_row(by)
        self._explain()

    def action_tick(self) -> None:
        """Tick or untick the highlighted code; the next one is searched anew."""
        row = self._list.row
        if row is None or row.id not in self._codebook.by_id or self._single:
            return
        self._ticked = (
            tuple(code for code in self._ticked if code != row.id)
            if row.id in self._ticked
            else (*self._ticked, row.id)
        )
        query = self.query_one("#query", Input)
        if query.value:
            query.value = ""
        else:
            at = row.id
            self._refill("")
            self._list.show(self._list.rows, current=at)
            self._explain()

    def action_apply(self, note: bool) -> None:
        """Take what is ticked, else what is highlighted."""
        row = self._list.row
        if self._ticked:
            new = self._typed if row is not None and row.id == NEW else ""
            self.dismiss(Picked(self._ticked, new, note))
        elif row is not None and row.id == NEW:
            self.dismiss(Picked(new_label=self._typed, note=note))
        elif row is not None and row.id in self._codebook.by_id:
            self.dismiss(Picked((row.id,), note=note))

    def action_new(self) -> None:
        """Make a code of what was typed, even if others fit."""
        if self._typed and not self._codebook.settings.frozen and not self._single:
            self.dismiss(Picked(self._ticked, self._typed))
