"""Quotations of codes side by side: constant comparison.

Owns what is asked for, in which order it stands, and how much around a quotation is shown. Only the coder's own
quotations are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.widgets import Input, Label

from quoth.errors import QuothError
from quoth.i18n import N_, _, ngettext
from quoth.model.coding import Quotation
from quoth.model.text import Span, Version
from quoth.session.filters import Filters
from quoth.session.side_by_side import ORDERS, asked, own_quotations
from quoth.store import queries
from quoth.tui import screens
from quoth.tui.actions import bindings
from quoth.tui.colours import code_colours
from quoth.tui.messages import Alike, Destination
from quoth.tui.sanitise import clean, one_line, shorten
from quoth.tui.screens.listing import Listing, Phrase, Pieces, detail, place
from quoth.tui.widgets.rows import Row

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.color import Color
    from textual.timer import Timer
    from textual.widget import Widget

    from quoth.session import CodingSession
    from quoth.suggest import Suggester

__all__ = ["Quotations"]

SETTLED = 0.12
"""Seconds after the last key until what is typed is asked for."""
LABEL = 24
ALIKE = 100
"""Quotes that are alike, at most."""
TURN, TURNS_AROUND, ONLY_WORDS = range(3)
AROUND = (N_("the turn"), N_("the turns around it"), N_("only the words"))


class Quotations(Listing):
    """A question, and the quotations that answer it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("quotations")]
    where = "quotations"
    title_ = N_("QUOTATIONS")
    ticks = True

    def __init__(self, session: CodingSession, question: str = "", like: str = "") -> None:
        super().__init__(session)
        self._question = question
        self._like = like
        """Words whose like is listed; empty where a question is asked."""
        self._suggester: Suggester | None = None
        self._order = "place"
        self._around = TURN
        self._found: Sequence[Quotation] = ()
        self._colours: dict[str, Color] = {}
        self._versions: dict[str, Version] = {}
        self._typing: Timer | None = None

    def ask(self) -> Sequence[Widget]:
        """What to list."""
        example = _("A code, or: fee and not fear · fee near fear · speaker:ANNA · country=Tajikistan · starred")
        field = Phrase(self._question, id="phrase", placeholder=example, select_on_focus=False)
        return (Horizontal(field, Label("", id="how"), id="asking"),)

    def on_mount(self) -> None:
        """List at once."""
        self.reload()
        self.rows.focus()

    # What is listed

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask when the typing rests."""
        self._question, self._like = event.value, ""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(SETTLED, self.reload)

    def reload(self) -> None:
        """Ask again; a question that is not finished leaves the list as it is, and says what it lacks."""
        self._colours = dict(code_colours(self.session.codebook))
        if self._like:
            self._seek_alike()
            return
        try:
            found = own_quotations(self.session, asked(self._question), self._order)
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return
        if found != self._found:
            self.ticked.clear()
        self._found = found
        self.refill()

    def _seek_alike(self) -> None:
        """Ask for coded quotes that are like some words; the answer comes when it is there."""
        like = self._like

        def look() -> None:
            try:
                self._suggester = self._suggester or self.session.suggester(False)
                near = self._suggester.similar(like, limit=ALIKE)
                self.post_message(Alike(like, tuple(one.quote.id for one in near)))
            except QuothError as error:
                self.post_message(Alike(like, (), error.message))

        Thread(target=look, name="quotes alike", daemon=True).start()

    def on_alike(self, event: Alike) -> None:
        """List quotes that are alike, the most alike first."""
        event.stop()
        if event.like == self._like:
            own = {one.id: one for one in own_quotations(self.session, Filters())}
            self._found = [own[name] for name in event.codings if name in own]
            self.ticked.clear()
            self.refill()
            self.say(event.failed, failed=bool(event.failed))

    def action_similar(self) -> None:
        """List the quotations that are like the one under the cursor."""
        if self.at >= 0:
            self._like = self._found[self.at].quote
            self.reload()

    def refill(self) -> None:
        """The quotations as rows."""
        number, documents = len(self._found), len({one.document_id for one in self._found})
        told = ngettext("{n} quotation", "{n} quotations", number).format(n=number)
        if documents:
            told += " " + ngettext("in {n} document", "in {n} documents", documents).format(n=documents)
        if self.ticked:
            told += " · " + ngettext("{n} ticked", "{n} ticked", len(self.ticked)).format(n=len(self.ticked))
        order = _("the most alike first") if self._like else _(ORDERS[self._order][0])
        self.query_one("#how", Label).update(order)
        if self._like:
            told += " · " + _("like “{quote}”").format(quote=shorten(self._like, 40))
        self.tell(told)
        places = [place(one.document, one.turn) for one in self._found]
        wide = max(map(cell_len, places), default=0)
        rows = [self._row(at, one, places[at].ljust(wide)) for at, one in enumerate(self._found)]
        self.show(rows)

    def _row(self, at: int, one: Quotation, where: str) -> Row:
        lead = f"{'✓' if at in self.ticked else ' '}{'*' if one.star else ' '}{'✎' if one.memo else ' '} {where}  "
        speaker = f"{shorten(one.speaker, 12)} · " if one.speaker and self.size.width >= 110 else ""
        note = speaker + shorten(one.code_label, LABEL if self.size.width >= 100 else 14)
        return Row(str(at), one_line(one.quote), lead, note, dot=self._colours.get(one.code))

    def full(self, at: int) -> Pieces:
        """The quotation with as much around it as is wanted, and its memo."""
        one = self._found[at]
        parts = [place(one.document, one.turn), one.speaker, one.code_label, *one.attributes.values(), one.at[:10]]
        head = " · ".join(one_line(part) for part in parts if part)
        version = self._version(one.version)
        start, end = self._shown(version, one)
        text = clean(version.text)
        before, after = text[start : one.start], text[one.end : end]
        pieces = [*detail(head, before, text[one.start : one.end], after)]
        if one.memo:
            pieces.append((f"\n✎ {clean(one.memo)}", "italic"))
        if one.translation:
            pieces.append((f"\n⇄ {clean(one.translation)}", "italic $quoth-dim"))
        return pieces

    def _version(self, name: str) -> Version:
        if name not in self._versions:
            self._versions[name] = queries.version(self.session.project, name)
        return self._versions[name]

    def _shown(self, version: Version, one: Quotation) -> tuple[int, int]:
        """From where to where the text is shown."""
        turns = version.turns
        first, last = version.turn_at(one.start), version.turn_at(max(one.start, one.end - 1))
        if self._around == ONLY_WORDS or first < 0:
            return one.start, one.end
        if self._around == TURNS_AROUND:
            first, last = max(0, first - 1), min(len(turns) - 1, last + 1)
            return turns[first].start, turns[last].end
        return turns[first].speech, turns[last].end

    # Acts

    @property
    def _meant(self) -> list[Quotation]:
        return [self._found[at] for at in self.meant]

    def action_order(self) -> None:
        """Read them in another order."""
        orders = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._like = ""
        self.ticked.clear()
        self.reload()

    def action_around(self) -> None:
        """Show more or less around the quotation."""
        self._around = (self._around + 1) % len(AROUND)
        self.say(_("Shown is {what}.").format(what=_(AROUND[self._around])))
        self.show_full()

    def action_type(self) -> None:
        """Ask for others."""
        self.query_one("#phrase", Input).focus()

    def action_all(self) -> None:
        """Tick all, or none."""
        self.ticked = set() if self.ticked else set(range(len(self._found)))
        self.refill()

    def action_recode(self) -> None:
        """Give the quotations meant another code."""
        meant = self._meant
        if meant:
            ids = [one.id for one in meant]
            self.pick(self._quote(meant), lambda codes: self._do(lambda: self.session.recode(ids, codes[0])))

    def action_also(self) -> None:
        """Apply one more code to the passages meant."""
        places = [(one.version, Span(one.start, one.end)) for one in self._meant]
        if places:
            carried = [one.code for one in self._meant]
            self.pick(
                self._quote(self._meant),
                lambda codes: self._do(lambda: self.session.apply_at(places, codes)),
                carried if len(places) == 1 else (),
            )

    def _quote(self, meant: Sequence[Quotation]) -> str:
        many = ngettext("{n} quotation", "{n} quotations", len(meant)).format(n=len(meant))
        return meant[0].quote if len(meant) == 1 else many

    def action_remove(self) -> None:
        """Remove the codings meant."""
        if meant := self._meant:
            self._do(lambda: self.session.remove([one.id for one in meant]))

    def action_star(self) -> None:
        """Star the quotation, or take its star off."""
        if self.at >= 0:
            one = self._found[self.at]
            self._do(lambda: self.session.star(one.id, not one.star))

    def action_memo(self) -> None:
        """Write about the coding under the cursor."""
        if self.at < 0:
            return
        one = self._found[self.at]
        known = self.session.memos("coding", one.id)

        def keep(text: str | None) -> None:
            if text is not None:
                self._do(lambda: self.session.write_memo("coding", one.id, text))

        title = _("Memo on {name}").format(name=one.code_label)
        self.app.push_screen(screens.MemoScreen(title, known[-1].text if known else "", one.quote), keep)

    def _do(self, do: object) -> None:
        if self.act(do) is not None:  # type: ignore[arg-type]
            self.ticked.clear()
            self.reload()

    def action_go(self) -> None:
        """Leave for the quotation under the cursor."""
        if self.at < 0:
            return
        one = self._found[self.at]
        if one.earlier_text:
            self.say(_("This quotation stands on an earlier text of {name}.").format(name=one.document), failed=True)
        else:
            self.dismiss(Destination(one.document, Span(one.start, one.end)))
