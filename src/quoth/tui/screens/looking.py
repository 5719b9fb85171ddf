"""Looking at codings that a corrected transcript moved, changed or lost.

Owns the order in which they are gone through. Positions are code points of the open version's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from quoth.i18n import _, ngettext
from quoth.model.coding import Coding, Outcome, Verdict
from quoth.tui.screens.desk import key_of
from quoth.tui.screens.reading import Reading
from quoth.tui.waiting import place_of, told

__all__ = ["Looking"]


class Looking(Reading):
    """A desk where codings that need a look are gone through."""

    _at = ""
    """Id of the coding that was gone to last."""

    def action_look(self) -> None:
        """Go to the next coding that needs a look, in whatever document, round the end."""
        queue = self.session.needs_look()
        if not queue:
            self.say(_("No coding needs a look."))
            return
        index = self._next(queue)
        coding, outcome = queue[index]
        if self.session.document is None or self.session.document.id != coding.document:
            names = {summary.document.id: summary.document.name for summary in self.session.documents}
            self.open_document(names[coding.document])
        self._at = coding.id
        self.view.clear()
        if outcome.verdict is Verdict.LOST:
            self.view.go(place_of(coding, self.session.version))
        else:
            self.view.go(coding.start, select=coding.span)
        self.view.focus()
        line = _("{at} of {all}, {code}, {what}. {key} takes it off the list.")
        what = {"code": self.label(coding.code), "what": told(outcome), "key": key_of("looked")}
        self.say(line.format(at=index + 1, all=len(queue), **what))

    def _next(self, queue: Sequence[tuple[Coding, Outcome]]) -> int:
        """The place in the queue after the one gone to last; else of the first from the cursor on."""
        ids = [coding.id for coding, _ in queue]
        if self._at in ids:
            return (ids.index(self._at) + 1) % len(ids)
        order = {summary.document.id: place for place, summary in enumerate(self.session.documents)}
        here = order.get(self.session.document.id, -1) if self.session.document is not None else -1
        cursor = here, self.view.target.start
        version = self.session.version
        places = ((order[coding.document], place_of(coding, version)) for coding, _ in queue)
        return next((index for index, place in enumerate(places) if place >= cursor), 0)

    def action_looked(self) -> None:
        """Take what waits on this passage off the list: the coding gone to, else all that are here."""
        here = [coding.id for coding, _ in self.waiting_here()]
        if not here:
            line = _("Nothing on this passage needs a look. {key} goes to the next that does.")
            self.say(line.format(key=key_of("look")))
            return
        if self.act(lambda: self.session.looked([self._at] if self._at in here else here)) is not None:
            left = len(self.waiting)
            more = ngettext("{n} left, {key} goes on", "{n} left, {key} goes on", left).format(
                n=left, key=key_of("look")
            )
            rest = more if left else _("none is left")
            self.say(_("Looked at: {rest}. {key} takes it back.").format(rest=rest, key=key_of("undo")))
