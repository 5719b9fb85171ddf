"""A view with one long list: places found, quotations, memos, documents.

Owns the frame that these views share: title, list, what the row under the cursor holds in full, status; ticking rows;
and writing a memo or choosing codes for rows. What rows mean is each view's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from quoth.errors import QuothError
from quoth.i18n import _
from quoth.tui import screens
from quoth.tui.actions import ACTIONS, bindings, display
from quoth.tui.colours import code_colours
from quoth.tui.messages import Chosen, Destination, Highlighted
from quoth.tui.screens.fields import Line
from quoth.tui.widgets.rows import Row, RowList
from quoth.tui.widgets.status import Status

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from quoth.session import CodingSession, Event

__all__ = ["Listing", "Phrase", "Pieces", "detail", "place"]

Pieces = Sequence[tuple[str, str]]


def place(document: str, turn: int) -> str:
    """Where something stands, short: `kg-03 ¶18`."""
    return f"{document} ¶{turn}" if turn else document


class Phrase(Line):
    """The line of a view to type in; the list is below it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down,enter", "screen.to_list", show=False)]


class TickList(RowList):
    """A list whose rows can be ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("ticking")]


class Listing(Screen[Destination | None]):
    """A view of rows; a row's id is its number in what the view lists."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("view")]
    where = ""
    """The place of its actions in the registry."""
    title_ = ""
    """In English; translated where it is shown."""
    ticks = False
    """Whether acts can be for several rows."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.session = session
        self.ticked: set[int] = set()

    def compose(self) -> ComposeResult:
        """Title, what the view asks for, the list, the row in full, status."""
        yield Static("", id="title")
        yield from self.ask()
        yield TickList(id="rows") if self.ticks else RowList(id="rows")
        with VerticalScroll(id="detail", can_focus=False):
            yield Static("", id="full")
        wheres = (self.where, "ticking", "view") if self.ticks else (self.where, "view")
        told = [action for where in wheres for action in ACTIONS if action.where == where]
        hints = [(display(action.keys[0]), _(action.hint)) for action in told if action.hint]
        yield Status([(display("enter"), _("go there")), *hints], id="status")

    def ask(self) -> Sequence[Widget]:
        """Fields above the list."""
        return ()

    def full(self, at: int) -> Pieces:
        """What a row holds in full, as `(text, style)`; the texts are cleaned already."""
        raise NotImplementedError

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    @property
    def at(self) -> int:
        """The number of the row under the cursor; -1 for none."""
        row = self.rows.row
        return int(row.id) if row is not None and row.id.isdigit() else -1

    @property
    def meant(self) -> list[int]:
        """The rows an act is for: those ticked, else the one under the cursor."""
        return sorted(self.ticked) or ([self.at] if self.at >= 0 else [])

    def tell(self, about: str) -> None:
        """Write the title, with what the list is about."""
        parts = [(f" {_(self.title_)}  ", "bold"), (about, "$quoth-dim")]
        self.query_one("#title", Static).update(Content.assemble(*parts))

    def show(self, rows: Sequence[Row], *, current: int | None = None) -> None:
        """Show rows, the cursor on one of them or where it was."""
        self.rows.show(rows, current=str(current) if current is not None else None)
        self.show_full()

    def show_full(self) -> None:
        """Show in full what is under the cursor."""
        pieces = self.full(self.at) if self.at >= 0 else ()
        self.query_one("#full", Static).update(Content.assemble(*pieces, ""))
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)

    def on_highlighted(self, event: Highlighted) -> None:
        """Another row: another text in full."""
        event.stop()
        self.show_full()

    def on_chosen(self, event: Chosen) -> None:
        """Choosing a row goes there."""
        event.stop()
        self.action_go()

    def act(self, do: Callable[[], Event | None]) -> Event | None:
        """Do something with the session and say what happened; a failure becomes one line."""
        try:
            event = do()
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return None
        if event is not None and event.message:
            self.say(event.message)
        return event

    def say(self, message: str, *, failed: bool = False) -> None:
        """One line at the bottom."""
        self.query_one(Status).say(message, failed=failed)

    def action_go(self) -> None:
        """Leave for where the row under the cursor stands."""
        raise NotImplementedError

    def action_to_list(self) -> None:
        """From the field to the list."""
        self.rows.focus()

    def action_leave(self) -> None:
        """Back to the list from a field; from the list, back to the desk."""
        if isinstance(self.focused, Input):
            self.rows.focus()
        else:
            self.dismiss(None)

    def action_tick(self) -> None:
        """Tick or untick the row, and go to the next."""
        if self.at >= 0:
            self.ticked ^= {self.at}
            self.refill()
            self.rows.action_row(1)

    def action_undo(self) -> None:
        """Take the last act back."""
        self.act(self.session.undo)
        self.ticked.clear()
        self.reload()

    def action_redo(self) -> None:
        """Do it again."""
        self.act(self.session.redo)
        self.ticked.clear()
        self.reload()

    def action_help(self) -> None:
        """Show the keys of this view."""
        self.app.push_screen(screens.HelpScreen(self.where))

    def refill(self) -> None:
        """Write the same rows again, as ticks have changed."""
        raise NotImplementedError

    def reload(self) -> None:
        """Ask again for what is listed."""
        raise NotImplementedError

    def pick(self, quote: str, do: Callable[[tuple[str, ...]], object], carried: Sequence[str] = ()) -> None:
        """Let codes be chosen, and do something with their ids."""
        session = self.session
        colours = code_colours(session.codebook)
        title = _("Code “{quote}”").format(quote=quote)
        picker = screens.CodePicker(
            title, session.codebook, session.recent_codes(), session.code_counts(), colours, carried
        )

        def picked(chosen: screens.Picked | None) -> None:
            if chosen is None:
                return
            codes = chosen.codes
            if chosen.new_label:
                made = self.act(lambda: session.add_code(chosen.new_label))
                codes = (*codes, *(made.codes if made is not None else ()))
            if codes:
                do(codes)

        self.app.push_screen(picker, picked)


def detail(head: str, before: str, words: str, after: str) -> Pieces:
    """A passage with what stands around it."""
    return (head, "$quoth-dim"), (f"\n{before}", "$quoth-dim"), (words, "bold"), (after, "$quoth-dim")
