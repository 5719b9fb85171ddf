"""Finding in all documents: what is found, as a list, to go to and to code.

Owns what is looked for and how, and how much around a place is coded. Positions are code points of the newest texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.widgets import Input, Label

from quoth.finding import MOST, Found, Mode, Query
from quoth.i18n import N_, _, ngettext
from quoth.model.text import Span
from quoth.session import searching
from quoth.tui.actions import bindings
from quoth.tui.messages import Destination, Sought
from quoth.tui.sanitise import clean, one_line
from quoth.tui.screens.listing import Listing, Phrase, Pieces, detail, place
from quoth.tui.seeking import Seeker
from quoth.tui.widgets.rows import Row

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from quoth.session import CodingSession

__all__ = ["Seek"]

BEFORE, AFTER = 36, 160
"""Characters around a place in its row."""
MODES = {
    Mode.PHRASE: N_("also inside words"),
    Mode.WORDS: N_("whole words"),
    Mode.REGEX: N_("regular expression"),
    Mode.FUZZY: N_("also spelled otherwise"),
}
UNITS = {
    "turn": N_("a code goes to the turn"),
    "sentence": N_("a code goes to the sentence"),
    "words": N_("a code goes to the words found"),
}


class Seek(Listing):
    """A line to type in, and what it finds."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("seek")]
    where = "seek"
    title_ = N_("FIND")
    ticks = True

    def __init__(self, session: CodingSession, phrase: str = "", mode: Mode = Mode.PHRASE) -> None:
        super().__init__(session)
        self._phrase = phrase
        self._mode = mode
        self._here = False
        self._unit = "sentence"
        self._asked = 0
        self._found: tuple[Found, ...] = ()
        self._finished = True
        self._seeker = Seeker(partial(searching.texts, session.folder), self.post_message)

    def ask(self) -> Sequence[Widget]:
        """What to find."""
        phrase = Phrase(self._phrase, id="phrase", placeholder=_("Type what to find"), select_on_focus=True)
        return (Horizontal(phrase, Label("", id="how"), id="asking"),)

    def on_mount(self) -> None:
        """Type at once."""
        self._seeker.start()
        self.query_one("#phrase", Input).focus()
        self._look()

    def on_unmount(self) -> None:
        """Look no longer."""
        self._seeker.stop()

    # Looking

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look as it is typed."""
        self._phrase = event.value
        self._look()

    def _look(self) -> None:
        scope = _("this document") if self._here else _("all documents")
        self.query_one("#how", Label).update(f"{_(MODES[self._mode])} · {scope}")
        self.ticked.clear()
        self._asked = self._seeker.ask(Query(self._phrase, self._mode), self._document, self._here)
        self._finished = False
        if not self._phrase:
            self._found = ()
            self.refill()

    @property
    def _document(self) -> str:
        return self.session.document.name if self.session.document is not None else ""

    def on_sought(self, event: Sought) -> None:
        """Show what was found so far."""
        event.stop()
        if event.number != self._asked:
            return
        self._found, self._finished = event.found, event.finished
        self.refill()
        self.say(event.failed, failed=bool(event.failed))

    def refill(self) -> None:
        """The places found, as rows."""
        number = len(self._found)
        told = ngettext("{n} place", "{n} places", number).format(n=number) if self._phrase else ""
        if number == MOST:
            told = _("the first {n} places").format(n=number)
        documents = len({one.text.id for one in self._found})
        if documents > 1:
            told += " " + ngettext("in {n} document", "in {n} documents", documents).format(n=documents)
        told += " " if self._finished else " …"
        code = _(UNITS[self._unit])
        self.tell(f"{told} · {code}")
        places = [place(one.text.document, one.turn) for one in self._found]
        wide = max(map(len, places), default=0)
        self.show([self._row(at, one, f"{places[at]:{wide}}") for at, one in enumerate(self._found)])

    def _row(self, at: int, one: Found, where: str) -> Row:
        turn = one.text.turns[one.turn - 1]
        text, span = one.text.text, one.span
        start = max(turn.speech, span.start - BEFORE)
        if start > turn.speech:
            start = text.find(" ", start, span.start) + 1 or start
        cut = "…" if start > turn.speech else ""
        words = cut + text[start : min(turn.end, span.end + AFTER)]
        mark = len(cut) + span.start - start, len(cut) + span.end - start
        lead = f"{'✓' if at in self.ticked else ' '} {where}  "
        return Row(str(at), one_line(words), lead, mark=mark)

    def full(self, at: int) -> Pieces:
        """The turn of a place, with who says it."""
        one = self._found[at]
        turn = one.text.turns[one.turn - 1]
        text = clean(one.text.text)
        head = f"{place(one.text.document, one.turn)}  {one_line(turn.speaker)}"
        return detail(
            head,
            text[turn.speech : one.span.start],
            text[one.span.start : one.span.end],
            text[one.span.end : turn.end],
        )

    # Acts

    def action_mode(self) -> None:
        """Look in the next way."""
        modes = list(MODES)
        self._mode = modes[(modes.index(self._mode) + 1) % len(modes)]
        self._look()

    def action_scope(self) -> None:
        """Look in this document, or in all."""
        self._here = not self._here and bool(self._document)
        self._look()

    def action_unit(self) -> None:
        """Code more or less around a place."""
        units = list(UNITS)
        self._unit = units[(units.index(self._unit) + 1) % len(units)]
        self.refill()

    def action_type(self) -> None:
        """Back to the line to type in."""
        self.query_one("#phrase", Input).focus()

    def action_all(self) -> None:
        """Tick all places, or none."""
        self.ticked = set() if self.ticked else set(range(len(self._found)))
        self.refill()

    def reload(self) -> None:
        """Texts stay as they are while one looks through them."""

    def action_code(self) -> None:
        """Choose codes for the places meant."""
        meant = [self._found[at] for at in self.meant]
        if not meant:
            return
        places = [(one.text.id, self._around(one)) for one in meant]
        span = places[0][1]
        quote = meant[0].text.text[span.start : span.end]
        if len(meant) > 1:
            quote = ngettext("{n} passage", "{n} passages", len(meant)).format(n=len(meant))

        def apply(codes: tuple[str, ...]) -> None:
            if self.act(lambda: self.session.apply_at(places, codes)) is not None:
                self.ticked.clear()
                self.refill()

        self.pick(quote, apply)

    def _around(self, one: Found) -> Span:
        """What is coded for a place."""
        turn = one.text.turns[one.turn - 1]
        if self._unit == "words":
            return one.span
        if self._unit == "turn":
            return Span(turn.speech, turn.end)
        return searching.sentences_around(one.text, one.turn, one.span)

    def action_go(self) -> None:
        """Leave for the place under the cursor; the other places of its document are marked there."""
        if self.at >= 0:
            here = self._found[self.at]
            hits = tuple(one.span for one in self._found if one.text.id == here.text.id)
            self.dismiss(Destination(here.text.document, here.span, hits, self._phrase))
