"""How far the coder is: documents by state, with a small dashboard.

Owns what is said of a document in its row, and of the project below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.widgets import Static

from quoth.i18n import N_, _, ngettext
from quoth.model.spans import overlap
from quoth.model.text import Role, Span
from quoth.session import DocumentSummary
from quoth.session.overview import STATES, State, by_attribute, state
from quoth.store import queries
from quoth.tui.actions import bindings
from quoth.tui.messages import Destination
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.screens.listing import Listing, Pieces
from quoth.tui.widgets.rows import Row

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from quoth.session import CodingSession

__all__ = ["ProgressView"]

BAR = 12
CODES = 12
SIGNS = {State.NEW: "·", State.WORK: "…", State.AGAIN: "↻", State.DONE: "✓"}


class ProgressView(Listing):
    """Documents, the ones that wait first on demand."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("progress")]
    where = "progress"
    title_ = N_("PROGRESS")

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._found: Sequence[DocumentSummary] = ()
        self._waiting_only = False

    def ask(self) -> Sequence[Widget]:
        """The dashboard."""
        return (Static("", id="board"),)

    def on_mount(self) -> None:
        """List them."""
        self.reload()
        self.rows.focus()

    def reload(self) -> None:
        """List anew."""
        every = self.session.documents
        self._found = [one for one in every if not self._waiting_only or state(one) is not State.DONE]
        states = Counter(map(state, every))
        told = " · ".join(f"{states[one]} {_(STATES[one])}" for one in STATES if states[one])
        turns, coded = sum(one.turns for one in every), sum(one.coded_turns for one in every)
        line = ngettext("{n} of {all} turns coded", "{n} of {all} turns coded", turns).format(n=coded, all=turns)
        self.tell(f"{told} · {line}")
        self._board(every)
        self.refill()

    def _board(self, every: Sequence[DocumentSummary]) -> None:
        """Documents by attribute and state; codes by count."""
        from textual.content import Content

        width = max(20, self.size.width - 4)
        parts: list[tuple[str, str]] = []
        for name, values in by_attribute(every).items():
            told = [f"{one_line(value)} {by[State.DONE]}/{by.total()}" for value, by in sorted(values.items())]
            line = _("done by {attribute}: {values}").format(attribute=one_line(name), values=", ".join(told))
            parts.append((shorten(line, width) + "\n", ""))
        counts = {code: number for code, (_here, number) in self.session.code_counts().items() if number}
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        codes = ", ".join(f"{one_line(self.session.codebook.label(code))} {number}" for code, number in ranked[:CODES])
        unused = sum(code.id not in counts for code in self.session.codebook.applicable)
        line = _("codes by count: {codes}").format(codes=codes or _("none applied"))
        parts.append((shorten(line, 2 * width) + "\n", ""))
        if unused:
            line = ngettext("{n} code was never applied", "{n} codes were never applied", unused).format(n=unused)
            parts.append((line, "$quoth-dim"))
        self.query_one("#board", Static).update(Content.assemble(*parts, ""))

    def refill(self) -> None:
        """The documents as rows."""
        wide = max((cell_len(one_line(one.document.name)) for one in self._found), default=0)
        self.show([self._row(at, one, min(wide, 28)) for at, one in enumerate(self._found)])

    def _row(self, at: int, one: DocumentSummary, wide: int) -> Row:
        now = state(one)
        filled = round(BAR * one.coded_turns / one.turns) if one.turns else 0
        name = shorten(one.document.name, wide, middle=True)
        lead = f"{SIGNS[now]} {name}{' ' * (wide - cell_len(name))}  "
        bar = "━" * filled + "─" * (BAR - filled)
        again = _("read again for: {codes}").format(codes=", ".join(map(self.session.codebook.label, one.read_again)))
        note = ngettext("{n} coding", "{n} codings", one.codings).format(n=one.codings)
        text = f"{bar} {one.coded_turns:>4}/{one.turns:<4} {again if one.read_again else _(STATES[now])}"
        return Row(str(at), text, lead, note, faint=now is State.DONE)

    def full(self, at: int) -> Pieces:
        """The attributes of a document, and what it is to be read again for."""
        one = self._found[at]
        parts = [(f"{one_line(one.document.name)}\n", "bold")]
        about = [f"{one_line(name)}: {one_line(value)}" for name, value in one.document.attributes.items()]
        parts.append((" · ".join(about), "$quoth-dim"))
        if one.read_again:
            labels = ", ".join(map(self.session.codebook.label, one.read_again))
            parts.append(("\n" + _("read again for: {codes}").format(codes=labels), "$warning"))
        return parts

    def action_waiting(self) -> None:
        """Only documents that are not done, or all."""
        self._waiting_only = not self._waiting_only
        self.reload()

    def action_done(self) -> None:
        """Mark the document as done, or as in work again."""
        if self.at >= 0:
            one = self._found[self.at]
            self.session.open(one.document.name)
            self.act(lambda: self.session.mark_done(state(one) is not State.DONE))
            self.reload()

    def action_uncoded(self) -> None:
        """Leave for the document's first turn without a coding."""
        if self.at < 0:
            return
        document = self._found[self.at].document
        version = queries.version(self.session.project, document.version)
        own = queries.codings(self.session.project, document=document.id, coder=self.session.coder)
        for turn in version.turns:
            place = Span(turn.speech, turn.end)
            answers = turn.is_speech and turn.role is not Role.INTERVIEWER
            if answers and not any(overlap(one.span, place) for one in own if one.version == version.id):
                self.dismiss(Destination(document.name, Span(turn.speech, turn.speech)))
                return
        self.say(_("Every turn of {name} has a coding.").format(name=document.name))

    def action_go(self) -> None:
        """Leave for the document, where it was left."""
        if self.at >= 0:
            self.dismiss(Destination(self._found[self.at].document.name))
