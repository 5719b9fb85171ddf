"""What to look at next: turns that likely carry a code, codings that look odd, quotes of other codes that are alike.

Owns which of the queues is shown, and for which code. What is listed is computed beside the screen, as it takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from quoth.errors import QuothError
from quoth.i18n import N_, _, ngettext
from quoth.model.text import Span
from quoth.session import queues
from quoth.session.queues import Entry
from quoth.tui import screens
from quoth.tui.actions import bindings
from quoth.tui.colours import code_colours
from quoth.tui.messages import Destination, Queued
from quoth.tui.sanitise import clean, one_line, shorten
from quoth.tui.screens.listing import Listing, Pieces, place
from quoth.tui.widgets.rows import Row
from quoth.tui.widgets.suggestions import everything

if TYPE_CHECKING:
    from textual.binding import BindingType

    from quoth.session import CodingSession
    from quoth.suggest import Suggester

__all__ = ["QueueView"]

KINDS = {
    "likely": N_("turns that likely carry {code}"),
    "disputed": N_("codings that look odd, the most uncertain first"),
    "similar": N_("quotes of other codes that are like {code}"),
}
LABEL = 24


class QueueView(Listing):
    """One of the queues; choosing an entry goes to its place."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("queue")]
    where = "queue"
    title_ = N_("LOOK AT NEXT")

    def __init__(self, session: CodingSession, code: str = "") -> None:
        super().__init__(session)
        self._code = code
        self._kind = "likely" if code else "disputed"
        self._found: Sequence[Entry] = ()
        self._asked = 0
        self._waiting = False
        self._suggester: Suggester | None = None

    def on_mount(self) -> None:
        """Compute at once."""
        self.reload()
        self.rows.focus()

    def reload(self) -> None:
        """Compute the queue anew; the answer comes when it is there."""
        self._asked += 1
        self._waiting = True
        asked, kind, code = self._asked, self._kind, self._code
        self._found = ()
        self.refill()
        before, self._suggester = self._suggester, None

        def look() -> None:
            try:
                suggester = before or queues.suggester(self.session)
                found = queues.queue(self.session, suggester, kind, code)
                self.post_message(Queued(asked, tuple(found), suggester))
            except QuothError as error:
                self.post_message(Queued(asked, (), None, f"{error.message} {error.hint}".strip()))

        Thread(target=look, name="queue", daemon=True).start()

    def on_queued(self, event: Queued) -> None:
        """List what was found, unless something else was asked for since."""
        event.stop()
        if event.asked == self._asked:
            self._found, self._waiting, self._suggester = event.entries, False, event.suggester
            documents = {one.document.name: one.document.id for one in self.session.documents}
            for name in {one.document for one in event.entries}:
                self.session.saw_in(documents[name], "suggestions")
            self.refill()
            if event.failed:
                self.say(event.failed, failed=True)

    def refill(self) -> None:
        """The entries as rows."""
        label = self.session.codebook.label
        about = _(KINDS[self._kind]).format(code=label(self._code))
        number = len(self._found)
        told = ngettext("{n} entry", "{n} entries", number).format(n=number)
        self.tell(f"{about} · {_('computing…') if self._waiting else told}")
        colours = code_colours(self.session.codebook)
        places = [place(one.document, one.turn) for one in self._found]
        wide = max(map(cell_len, places), default=0)
        self.show(
            [
                Row(str(at), one_line(one.text), f" {where.ljust(wide)}  ", self._note(one), dot=colours.get(_dot(one)))
                for at, (one, where) in enumerate(zip(self._found, places, strict=True))
            ]
        )

    def _note(self, one: Entry) -> str:
        signs = {"slip": "− ", "miss": "+ "}
        return f"{signs.get(one.kind, '')}{shorten(self.session.codebook.label(_dot(one)), LABEL)} {_chance(one)}"

    def full(self, at: int) -> Pieces:
        """What is asked about the passage, its words, and the evidence."""
        one, label = self._found[at], self.session.codebook.label
        given = ", ".join(map(label, one.given))
        said = {
            "likely": _("{code} is likely here ({chance})."),
            "slip": _("You gave {code}; little speaks for it ({chance})."),
            "miss": _("You gave {given}; {code} speaks up too ({chance})."),
            "similar": _("This has {given}, and is like a quote of {code} ({chance})."),
        }[one.kind]
        about = said.format(code=label(one.code), given=given, chance=_chance(one))
        pieces = [(f"{about}\n", "bold"), (f"{clean(one.text)}\n", "")]
        if one.evidence is not None:
            pieces += [(f"{line}\n", "$quoth-dim") for line in everything(one.evidence)]
        return pieces

    def action_kind(self) -> None:
        """The next queue; those about a code only when there is one."""
        kinds = list(KINDS) if self._code else ["disputed"]
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        if len(kinds) == 1:
            self.say(_("The other lists are about one code: c chooses it."))
        else:
            self.reload()

    def action_code(self) -> None:
        """Choose the code that the queue is about."""

        def chosen(picked: screens.Picked | None) -> None:
            if picked is not None and picked.codes:
                self._code = picked.codes[0]
                self._kind = "likely" if self._kind == "disputed" else self._kind
                self.reload()

        session = self.session
        colours, counts = code_colours(session.codebook), session.code_counts()
        title = _("Look for which code?")
        picker = screens.CodePicker(title, session.codebook, session.recent_codes(), counts, colours, single=True)
        self.app.push_screen(picker, chosen)

    def action_go(self) -> None:
        """Leave for the place."""
        if self.at >= 0:
            one = self._found[self.at]
            self.dismiss(Destination(one.document, Span(one.start, one.end)))


def _dot(one: Entry) -> str:
    """The code that a row shows: of a quote that is alike its own."""
    return one.given[0] if one.kind == "similar" and one.given else one.code


def _chance(one: Entry) -> str:
    return f"{one.chance:.0%}" if one.calibrated else f"{one.chance:.2f}"
