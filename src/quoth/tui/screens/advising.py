"""A desk that shows what the passage under the cursor invites.

Owns the life of the list of suggestions, and what the suggester is taught. Invariant: a painted list is replaced only
after the cursor or the selection moved, so that a digit never means another code than the one read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.coding import CodedQuote, Coding, Suggestion
from quoth.tui.messages import Question, Suggested, SuggesterReady, SuggesterStopped
from quoth.tui.screens.desk import Desk
from quoth.tui.widgets.status import Status
from quoth.tui.widgets.suggestions import Offer, SuggestionLine, SuggestionPanel, chance, reasons
from quoth.tui.workers import Advisor

if TYPE_CHECKING:
    from quoth.session import CodingSession

__all__ = ["Advising"]


class Advising(Desk):
    """A desk with suggestions."""

    def __init__(self, session: CodingSession, greeting: str = "", loaded: Callable[[], None] = lambda: None) -> None:
        super().__init__(session, greeting, loaded)
        self.advisor = Advisor(session.suggester, self.post_message)
        self.asked: Question | None = None
        self.painted: Question | None = None
        self.suggestions: tuple[Suggestion, ...] = ()
        self.rejected: frozenset[str] = frozenset()
        self._vectors = ""
        self._taught: tuple[Codebook, str, Mapping[str, Coding], Mapping[str, int], frozenset[str]] | None = None

    def on_mount(self) -> None:
        """Think, once the text is painted."""
        if self.session.suggestions_on != "off":
            self.call_after_refresh(self.advisor.start)

    def on_unmount(self) -> None:
        """Stop thinking."""
        self.advisor.stop()

    def paint(self, kinds: frozenset[str]) -> None:
        """Bring the suggestions up to date, too."""
        super().paint(kinds)
        self._teach()
        self._paint_suggestions()

    def rest(self) -> None:
        """Ask for suggestions where the cursor rests."""
        super().rest()
        if self.session.suggestions_on == "on":
            self.ask()
        else:
            self._paint_suggestions()

    def _teach(self) -> None:
        """Tell the suggester which codings of this document came and went.

        It begins anew with another codebook, when a text was corrected, came or went, and when codings of another
        document came or went, by undo or by another program.
        """
        session = self.session
        document = session.document.id if session.document else ""
        now = {coding.id: coding for coding in session.codings}
        elsewhere = {code: all_ - here for code, (here, all_) in session.code_counts().items() if all_ > here}
        texts = frozenset(summary.document.version for summary in session.documents)
        known, self._taught = self._taught, (session.codebook, document, now, elsewhere, texts)
        if known is None:
            return
        book, at, before, others, read = known
        if at == document:
            self._learn(before, now)
        if book != session.codebook or read != texts or (at == document and others != elsewhere):
            self.advisor.rebuild()

    def _learn(self, before: Mapping[str, Coding], now: Mapping[str, Coding]) -> None:
        name = self.session.document.name if self.session.document else ""
        for coding in (one for one in now.values() if not _same_lesson(one, before.get(one.id))):
            turn = self.view.number_at(coding.start)
            self.advisor.learn(CodedQuote(coding.id, coding.code, coding.quote, name, turn, coding.start, coding.end))
        for gone in before.keys() - now.keys():
            self.advisor.unlearn(gone)

    @property
    def list_is_current(self) -> bool:
        """Whether the painted list is for what an act would apply to now."""
        here = self.session.document.name if self.session.document else ""
        return self.painted is not None and (self.painted.span, self.painted.document) == (self.view.target, here)

    def ask(self) -> None:
        """Ask for suggestions for the target, unless they are painted or on their way."""
        document, version, target = self.session.document, self.session.version, self.view.target
        if document is None or version is None or self.list_is_current:
            return
        number = self.asked.number + 1 if self.asked else 1
        text = version.text[target.start : target.end]
        least = self.session.codebook.settings.suggestions_above
        self.asked = Question(number, target, text, document.name, self.view.number_at(target.start), least)
        if text:
            self.advisor.start()
            self.advisor.ask(self.asked)

    def on_suggested(self, event: Suggested) -> None:
        """Paint the first answer for the place where the cursor still is."""
        event.stop()
        question = event.question
        if question != self.asked or question == self.painted or question.span != self.view.target:
            return
        self.painted, self.suggestions, self.rejected = question, event.suggestions, frozenset()
        self._paint_suggestions()
        if event.suggestions:
            self._record("suggestions")

    def on_suggester_ready(self, event: SuggesterReady) -> None:
        """Say no longer that vectors are being loaded; the painted list stays."""
        event.stop()
        self._vectors = "" if event.dense else _("learning vectors…")
        self._loaded()
        self._paint_suggestions()

    def on_suggester_stopped(self, event: SuggesterStopped) -> None:
        """Say why there are no vectors, or no suggestions."""
        event.stop()
        self._vectors = _("words only: no vectors") if event.dense else ""
        if not self.query_one(Status).message:  # what was applied or undone is not talked over
            self.say(_("Suggestions: {reason}").format(reason=event.reason), failed=True)
        self._paint_suggestions()

    def _paint_suggestions(self) -> None:
        note = ""
        shown = self.suggestions if self.painted is not None else ()
        mode = self.session.suggestions_on
        if mode == "off":
            shown, note = (), _("Suggestions are off in this project.")
        elif self.painted is None:
            note = _("Press s for suggestions here.") if mode == "on-demand" else _("Reading codes and transcripts…")
        elif not shown:
            note = _("Nothing similar yet. It gets better as you code.")
        elif not self.session.recent_codes():
            note = _("Nothing is coded yet: suggestions get better as you code.")
        carried = {coding.code for coding in self.codings_here()} if self.list_is_current else set()
        offers = [
            Offer(
                suggestion.rank,
                self.label(suggestion.code) + chance(suggestion),
                self.colours.get(suggestion.code),
                (_("turned down"),) if suggestion.code in self.rejected else reasons(suggestion),
                suggestion.code in carried,
            )
            for suggestion in shown
        ]
        number = self.painted.turn if self.painted is not None else 0
        turn = _("turn {number}").format(number=number) if number else ""
        panel = self.query_one(SuggestionPanel)
        panel.border_subtitle = self._vectors or (_("press a number") if offers else "")
        panel.show(turn, offers, note)
        self.query_one(SuggestionLine).show(offers, note)


def _same_lesson(one: Coding, other: Coding | None) -> bool:
    return other is one or (other is not None and (one.code, one.quote) == (other.code, other.quote))
