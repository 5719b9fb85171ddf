"""Where coders differ: a queue, the dearest first, with every coder's passages side by side.

Owns what of a difference is shown, and what a person does at one: go to the text, write a memo, amend the definition.
Settling is done at `chosen`, the difference under the cursor: an action of the place `differences` in the registry and
a method here that calls the session with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quoth.agreement import Kind
from quoth.errors import QuothError
from quoth.i18n import N_, _, ngettext
from quoth.model.text import Span
from quoth.tui import screens
from quoth.tui.actions import ACTIONS, bindings, display
from quoth.tui.messages import Chosen, Destination, Highlighted
from quoth.tui.sanitise import one_line
from quoth.tui.widgets.rows import Row, RowList
from quoth.tui.widgets.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from quoth.agreement import Difference
    from quoth.session import CodingSession, Event
    from quoth.session.differing import Differing

__all__ = ["DifferencesScreen"]

KINDS = {
    Kind.MISSED: N_("missed"),
    Kind.BOUNDARY: N_("boundary"),
    Kind.CODE: N_("different code"),
    Kind.FAMILY: N_("parent and child"),
    Kind.SET: N_("different set"),
}
MARKED = "reverse"
DIM = "$quoth-dim"


class DifferencesScreen(Screen[Destination | None]):
    """Left where a place in the text is gone to, or with nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("differences")]

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (92, "-medium")]
        self.session = session
        self.found: Differing | None = None
        self._code = ""
        self._table = False

    def compose(self) -> ComposeResult:
        """What this is, the queue, the place under the cursor for every coder, status."""
        hints = [(display(one.keys[0]), _(one.hint)) for one in ACTIONS if one.where == "differences" and one.hint]
        yield Static("", id="line")
        with Vertical():
            yield RowList(id="queue")
            yield VerticalScroll(id="sides", can_focus=False)
        yield Status(hints, id="status")

    def on_mount(self) -> None:
        """Find the differences."""
        self.query_one(RowList).focus()
        self._find()

    def _find(self) -> None:
        try:
            self.found = self.session.differences()
        except QuothError as error:
            self.query_one("#line", Static).update(Content(_("Where coders differ")))
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return
        self._show()

    def _show(self) -> None:
        if self.found is None:
            return
        shown = self.places
        number = ngettext("{n} difference", "{n} differences", len(shown)).format(n=len(shown))
        coders = ", ".join(self.found.coders)
        line = _("Where coders differ: {number}, {coders}, unit {unit}").format(
            number=number, coders=coders, unit=self.found.unit
        )
        if self._code:
            line += f" · {self.found.codebook.label(self._code)}"
        self.query_one("#line", Static).update(Content(one_line(line)))
        self.query_one(RowList).show([self._row(place) for place in shown])
        self._paint()

    @property
    def places(self) -> tuple[Difference, ...]:
        """The differences listed."""
        if self.found is None:
            return ()
        return tuple(place for place in self.found.places if not self._code or self._code in place.codes)

    @property
    def chosen(self) -> Difference | None:
        """The difference under the cursor."""
        row = self.query_one(RowList).row
        return next((place for place in self.places if row is not None and place.id == row.id), None)

    def _row(self, place: Difference) -> Row:
        assert self.found is not None
        codes = " / ".join(self.found.codebook.label(code) for code in place.codes)
        read = self.found.documents[place.document]
        where = f"{read.name} ¶{read.version.turn_at(place.start) + 1}"
        return Row(place.id, f"{codes}: {_(KINDS[place.kind])}", note=where, key=f"{place.cost:.3f}")

    def on_highlighted(self, event: Highlighted) -> None:
        """Show the place under the cursor."""
        event.stop()
        self._paint()

    def on_chosen(self, event: Chosen) -> None:
        """Go to the text."""
        event.stop()
        self.action_go()

    def _paint(self) -> None:
        sides = self.query_one("#sides", VerticalScroll)
        sides.remove_children()
        if self.found is None:
            return
        if self._table:
            sides.mount(Static(self._confusion(), classes="side"))
            return
        place = self.chosen
        if place is None:
            sides.mount(Static(Content(_("Coders agree on every passage.")), classes="side"))
            return
        self.session.saw_in(place.document, "others")
        columns = [Static(self._side(place, coder), classes="side") for coder in place.codings]
        beside = len(columns) <= 3 and self.size.width >= 92
        sides.mount(Horizontal(*columns) if beside else Vertical(*columns))

    def _side(self, place: Difference, coder: str) -> Content:
        from quoth.session import differing

        assert self.found is not None
        codings = place.codings[coder]
        parts: list[tuple[str, str]] = [(one_line(coder) + "\n", "bold")]
        text = self.found.documents[place.document].version.text
        first, last = differing.context(text, place.start, place.end)
        for piece in differing.pieces(self.found, text, first, last, codings):
            words = "\n".join(one_line(line) for line in piece.text.split("\n"))
            parts.append((words, MARKED if piece.marked else DIM if codings else ""))
            parts += [(f" {one_line(label)} ", "bold $quoth-key") for label in piece.closed]
        if not codings:
            labels = ", ".join(self.found.codebook.label(code) for code in place.codes)
            parts.append(("\n" + one_line(_("Nothing here is {codes}.").format(codes=labels)), DIM))
        return Content.assemble(*parts)

    def _confusion(self) -> Content:
        found = self.found
        assert found is not None
        names = [*found.labels, _("(none of them)")]
        parts: list[tuple[str, str]] = []
        pairs = [
            (int(found.confusion[i, j]), names[i], names[j])
            for i in range(len(names))
            for j in range(len(names))
            if i != j and found.confusion[i, j]
        ]
        if len(found.coders) > 2:
            pairs = [(count, a, b) for count, a, b in pairs if a <= b]
            head = _("Units on which one coder gave the first code and another the second:")
        else:
            head = _("Units on which {first} gave the first code and {second} the second:").format(
                first=found.coders[0], second=found.coders[1]
            )
        parts.append((one_line(head) + "\n", "bold"))
        for count, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
            parts.append((f"{count:5}  {one_line(a)} → {one_line(b)}\n", ""))
        return Content.assemble(*parts)

    def say(self, message: str, *, failed: bool = False) -> None:
        """One line at the bottom."""
        self.query_one(Status).say(message, failed=failed)

    def act(self, do: Callable[[], Event]) -> None:
        """Do something with the session and say what happened; a failure becomes one line."""
        try:
            event = do()
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return
        if event.message:
            self.say(event.message)

    # What a person does at a difference

    def action_go(self) -> None:
        """Leave for the place in the text."""
        place = self.chosen
        if place is not None and self.found is not None:
            name = self.found.documents[place.document].name
            self.dismiss(Destination(name, Span(place.start, place.end)))

    def action_memo(self) -> None:
        """Write about the code on which coders differ here."""
        place = self.chosen
        if place is None:
            return
        code = place.codes[0]
        known = self.session.memos("code", code)
        label = self.session.codebook.label(code)

        def keep(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self.session.write_memo("code", code, text))

        title = _("Memo on {name}").format(name=label)
        self.app.push_screen(screens.MemoScreen(title, known[-1].text if known else "", ""), keep)

    def action_amend(self) -> None:
        """Edit the definition of the code on which coders differ here."""
        place = self.chosen
        code = self.session.codebook.by_id.get(place.codes[0]) if place is not None else None
        if code is None:
            return
        found = code

        def keep(fields: dict[str, object] | None) -> None:
            if fields:
                self.act(lambda: self.session.edit_code(found.id, fields))
                told = _("Coders read again for {code} before it is compared.").format(code=found.label)
                self._find()
                self.say(told)

        self.app.push_screen(screens.CodeForm(_("Code {label}").format(label=code.label), code), keep)

    def action_narrow(self) -> None:
        """List the differences on this code only, or all again."""
        place = self.chosen
        self._code = "" if self._code or place is None else place.codes[0]
        self._show()

    def action_table(self) -> None:
        """Show which codes stand where another coder gave others, or the place again."""
        self._table = not self._table
        self._paint()
