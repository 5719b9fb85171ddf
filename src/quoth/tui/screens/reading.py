"""Reading at the desk: what a person does without changing anything.

Owns moving, selecting, finding and going from document to document. Positions are code points of the open version's
text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from quoth.i18n import _, ngettext
from quoth.model.text import Role, Span
from quoth.tui import screens
from quoth.tui.messages import Destination
from quoth.tui.screens.advising import Advising
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.transcript.selection import Unit

if TYPE_CHECKING:
    from quoth.finding import Text
    from quoth.session import CodingSession

__all__ = ["Reading"]


class Reading(Advising):
    """A desk whose transcript can be read with the keys."""

    def __init__(self, session: CodingSession, greeting: str = "", loaded: Callable[[], None] = lambda: None) -> None:
        super().__init__(session, greeting, loaded)
        self._hits: list[Span] = []
        self._phrase = ""
        self._searched: Text | None = None

    # Moving and selecting

    def action_move(self, unit: str, by: int) -> None:
        """Move the cursor."""
        self.view.move(Unit(unit), by)

    def action_extend(self, unit: str, by: int) -> None:
        """Extend the selection."""
        self.view.extend(Unit(unit), by)

    def action_page(self, by: int) -> None:
        """Move by a screenful."""
        self.view.page(by)

    def action_edge(self, by: int) -> None:
        """Go to the first or last turn."""
        self.view.edge(by)

    def action_toggle_extending(self) -> None:
        """Let the movement keys select, or no longer."""
        self.view.extending = not self.view.extending
        on = _("Movement keys select now. Enter codes, Esc drops the selection.")
        self.say(on if self.view.extending else _("Movement keys move again."))

    def action_clear(self) -> None:
        """Drop the selection; else marks of the search; else go back to the text."""
        if self.focused is not self.view:
            self.view.focus()
        elif not self.view.clear() and self._hits:
            self._hits = []
            self.view.paint_hits(())

    def action_copy(self) -> None:
        """Copy the selection, else what the cursor stands on."""
        span = self.view.target
        text = self.view.ground.text[span.start : span.end]
        self.app.copy_to_clipboard(text)
        copied = ngettext("Copied {n} character.", "Copied {n} characters.", len(text))
        self.say(copied.format(n=len(text)))

    def action_uncoded(self, by: int) -> None:
        """Go to the next or previous turn without a coding; questions are not meant to have one."""
        view = self.view
        here = view.ground.turn_at(view.place.position)
        turns = view.ground.turns
        ahead = [
            turn
            for turn in view.ground.stops
            if (turn - here) * by > 0 and turns[turn].role is not Role.INTERVIEWER and not view.is_marked(turn)
        ]
        if not ahead:
            after, before = _("Every turn after this one has a coding."), _("Every turn before this one has a coding.")
            self.say(after if by > 0 else before)
            return
        view.go(turns[ahead[0] if by > 0 else ahead[-1]].speech)

    # Documents and finding

    def action_document(self, by: int) -> None:
        """Open the next or previous document."""
        names = [summary.document.name for summary in self.session.documents]
        here = names.index(self.session.document.name) if self.session.document else -1
        if 0 <= here + by < len(names):
            self.open_document(names[here + by])
            where = _("{name}, {at} of {all}")
            self.say(where.format(name=names[here + by], at=here + by + 1, all=len(names)))
        elif names:
            self.say(_("This is the last document.") if by > 0 else _("This is the first document."))

    def action_find(self) -> None:
        """Find a phrase as it is typed; F2 finds it in all documents, in more ways."""
        before = self.view.place

        def left(phrase: str | None) -> None:
            if phrase is None:
                self._mark((), "")
                self.view.place = before
            elif phrase:
                self._phrase = phrase
                line = _("{n} found. n goes to the next, N to the one before, Esc takes the marks off.")
                self.say(line.format(n=len(self._hits)))

        self.app.push_screen(screens.FindLine(self._phrase, self._try_phrase, self._seek), left)

    def _try_phrase(self, phrase: str) -> str:
        from quoth.finding import Query, Text, search

        ground = self.view.ground
        if self._searched is None or self._searched.text is not ground.text:
            self._searched = Text.of("", "", ground.text, ground.turns)
        self._mark([one.span for one in search([self._searched], Query(phrase))], self._phrase)
        at = self.view.place.position
        ahead = next((hit for hit in self._hits if hit.end > at), self._hits[0] if self._hits else None)
        if ahead is not None:
            self.view.go(ahead.start)
        return _(" {n} found").format(n=len(self._hits)) if phrase else ""

    def _mark(self, hits: Sequence[Span], phrase: str) -> None:
        self._hits, self._phrase = list(hits), phrase
        self.view.paint_hits(self._hits)

    def action_seek(self) -> None:
        """Find in all documents."""
        self._seek(self._phrase)

    def action_quotations(self) -> None:
        """All quotations of the code under the codebook's cursor, else of the codes on this passage, else all."""
        from quoth.session.side_by_side import any_of

        self.show_view(screens.Quotations(self.session, any_of(self._codes_meant())))

    def action_similar(self) -> None:
        """Coded quotes that are like this passage."""
        target = self.view.target
        self.show_view(screens.Quotations(self.session, like=self.view.ground.text[target.start : target.end]))

    def action_queue(self) -> None:
        """Places to look at: for the code under the codebook's cursor or on this passage, else odd codings."""
        if self.session.suggestions_on == "off":
            self.say(_("Suggestions are off in this project."))
            return
        self.show_view(screens.QueueView(self.session, next(iter(self._codes_meant()), "")))

    def _codes_meant(self) -> list[str]:
        """The code under the codebook's cursor, else those on this passage."""
        tree = self.query_one(CodebookTree)
        return [tree.row.id] if tree.has_focus and tree.row is not None else [one.code for one in self.codings_here()]

    def action_tour(self) -> None:
        """The few keys with which a day's work is done."""
        self.app.push_screen(screens.TourScreen())

    def _seek(self, phrase: str) -> None:
        self.show_view(screens.Seek(self.session, phrase))

    def go_to(self, destination: Destination) -> None:
        """Open a document at a passage, with what was found there marked."""
        super().go_to(destination)
        if destination.hits:
            self._mark(destination.hits, destination.phrase)

    def action_hit(self, by: int) -> None:
        """Go to the next or previous place found, round the end."""
        if not self._hits:
            self.say(_("Nothing was found to go to. / finds."))
            return
        at = self.view.place.position
        order = range(len(self._hits)) if by > 0 else reversed(range(len(self._hits)))
        beyond = (index for index in order if (self._hits[index].start - at) * by > 0)
        index = next(beyond, 0 if by > 0 else len(self._hits) - 1)
        self.view.go(self._hits[index].start)
        where = _("{at} of {all}: {phrase}")
        self.say(where.format(at=index + 1, all=len(self._hits), phrase=self._phrase))
