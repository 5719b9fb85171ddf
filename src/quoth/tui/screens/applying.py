"""Applying codes at the desk: from the picker, by a key, from a suggestion, in the participant's own words.

Owns what is asked before a code is applied. Without a selection it is applied to the turn under the cursor, or to the
sentence when the cursor moved by sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from quoth.i18n import _
from quoth.model.coding import Suggestion
from quoth.model.fold import fold_chars
from quoth.model.text import Span
from quoth.session.applying import NOTHING_SAID
from quoth.tui import screens
from quoth.tui.actions import latin
from quoth.tui.messages import Accepted
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.screens.looking import Looking
from quoth.tui.widgets.rows import Row

__all__ = ["Applying"]

IN_VIVO = 60
"""Characters of a selection that are offered as the label of a code."""


class Applying(Looking):
    """A desk where passages are coded."""

    def action_coding(self) -> None:
        """Show a coding."""
        raise NotImplementedError

    language = ""
    """Of the translation that was written last."""

    def action_pick(self) -> None:
        """Choose codes for the target; in the right pane, look at what is told there: a coding, else suggestions."""
        if self.focused is not None and self.focused.id == "right":
            if self.suggestions and self.list_is_current and not self.codings_here():
                self.action_reasons()
            else:
                self.action_coding()
            return
        session, target = self.session, self.view.target
        if session.version is None:
            return
        quote = session.version.text[target.start : target.end]
        carried = [
            coding.code for coding in self.codings_here() if (coding.start, coding.end) == (target.start, target.end)
        ]
        title = _("Code “{quote}”").format(quote=quote)
        recent, counts = session.recent_codes(), session.code_counts()
        picker = screens.CodePicker(title, session.codebook, recent, counts, self.colours, carried)
        self.app.push_screen(picker, lambda picked: self._apply_picked(target, quote, picked))

    def _apply_picked(self, target: Span, quote: str, picked: screens.Picked | None) -> None:
        if picked is None:
            return
        if not picked.note:
            self.apply(target, picked.codes, new=picked.new_label)
            return
        labels = [self.session.codebook.label(code) for code in picked.codes]
        title = ", ".join([*labels, *filter(None, [picked.new_label])])

        def keep(note: screens.Note | None) -> None:
            self.apply(target, picked.codes, new=picked.new_label, note=note)

        self.app.push_screen(screens.NoteScreen(title, quote, screens.Note(language=self.language)), keep)

    def apply(
        self,
        target: Span,
        codes: Sequence[str],
        *,
        new: str = "",
        suggestion: Suggestion | None = None,
        note: screens.Note | None = None,
    ) -> None:
        """Apply codes to a passage; where one of them is on a part of it already, ask whether to join the two."""
        session = self.session
        in_sight = self.painted is not None and self.list_is_current and self.painted.span == target
        offered = self.suggestions if in_sight else ()
        if note is not None and note.translation:
            self.language = note.language

        def apart(these: Sequence[str] = codes) -> None:
            if these or new:
                said = NOTHING_SAID if note is None else note.said(session.coder)
                memo = note.memo if note is not None else ""
                given = partial(session.apply, target, these, memo=memo, said=said, new=new)
                self.act(lambda: given(suggestion=suggestion, offered=offered))

        overlapped = session.overlapping(target, codes)
        if not overlapped:
            apart()
            return
        both = list(dict.fromkeys(coding.code for coding in overlapped))
        rows = [
            Row("join", _("Make it one passage")),
            Row("apart", _("Code this passage as another one")),
        ]
        words = overlapped[0].quote

        def answered(answer: str | None) -> None:
            if answer == "join":
                self.act(lambda: session.join(target, both))
                apart([code for code in codes if code not in both])
            elif answer == "apart":
                apart()

        labels = ", ".join(session.codebook.label(code) for code in both)
        title = _("{codes} is on “{quote}” already").format(codes=labels, quote=words)
        self.app.push_screen(screens.Choose(title, rows), answered)

    def action_accept(self, rank: int) -> None:
        """Apply exactly the suggestion that is painted with this number."""
        suggestion = next((one for one in self.suggestions if one.rank == rank), None)
        if self.painted is None or not self.list_is_current:
            on_demand = self.session.suggestions_on == "on-demand"
            self.say(
                _("Press s for suggestions here.")
                if on_demand
                else _("The suggestions for this passage are on their way. Press {rank} again.").format(rank=rank),
                passing=True,
            )
        elif suggestion is None:
            self.say(_("There is no suggestion {rank}.").format(rank=rank))
        else:
            span, chosen = self.painted.span, suggestion
            self.apply(span, [chosen.code], suggestion=chosen)

    def on_accepted(self, event: Accepted) -> None:
        """A suggestion was clicked."""
        event.stop()
        self.action_accept(event.rank)

    def action_reasons(self) -> None:
        """Show in full what speaks for each painted suggestion; a number accepts there too."""
        if self.painted is None or not self.suggestions or not self.list_is_current:
            self.say(_("There is no suggestion here."))
            return

        def accept(rank: int | None) -> None:
            if rank is not None:
                self.action_accept(rank)

        self.app.push_screen(screens.Reasons(self.painted.text, self.suggestions, self.session.codebook), accept)

    def action_suggest(self) -> None:
        """Ask for suggestions, where they come on demand."""
        if self.session.suggestions_on == "off":
            self.say(_("Suggestions are off in this project."))
        else:
            self.ask()

    def action_reject(self) -> None:
        """Turn a painted suggestion down."""
        if not self.suggestions or self.painted is None or not self.list_is_current:
            self.say(_("There is no suggestion to turn down here."))
            return
        span = self.painted.span
        keys = [(str(one.rank), self.session.codebook.label(one.code)) for one in self.suggestions]

        def turn_down(char: str | None) -> None:
            for one in self.suggestions:
                if str(one.rank) == char and self.act(lambda one=one: self.session.reject(span, one)):  # type: ignore[misc]
                    self.rejected |= {one.code}
                    self.paint(frozenset())

        self.app.push_screen(screens.Press(_("Turn down which suggestion?"), keys), turn_down)

    def action_code_key(self) -> None:
        """Apply the code whose key comes next."""
        target = self.view.target
        keyed = {code.key: code for code in self.session.codebook.applicable if code.key}

        def apply(char: str | None) -> None:
            if char is None:
                return
            folded = (char, char.lower(), latin(char), latin(char).lower())
            code = next((keyed[one] for one in folded if one in keyed), None)
            if code is None:
                self.say(_("No code has the key {char}.").format(char=char), failed=True)
                return
            self.apply(target, [code.id])

        title = _("Apply the code with the key…")
        self.app.push_screen(screens.Press(title, [(key, code.label) for key, code in keyed.items()]), apply)

    def action_repeat(self) -> None:
        """Apply the code that was applied last."""
        known = self.session.codebook.by_id
        recent = [code for code in self.session.recent_codes() if code in known and known[code].applicable]
        if recent:
            self.apply(self.view.target, recent[:1])
        else:
            self.say(_("No code was applied yet."))

    def action_in_vivo(self) -> None:
        """Make a code of the selected words and apply it to them; a code that is called so is applied as it is."""
        session, target = self.session, self.view.target
        if session.version is None or self.view.selected is None:
            self.say(_("Select the words that are to be the code: Shift with the arrows, or the mouse."))
            return
        quote = session.version.text[target.start : target.end]

        def named(label: str | None) -> None:
            if not label or not label.strip():
                return
            same = [code.id for code in session.codebook.applicable if fold_chars(code.label) == fold_chars(label)]
            if same:
                self.apply(target, same[:1])
            else:
                self.apply(target, (), new=label.strip())

        title = _("New code in the words of the participant")
        self.app.push_screen(screens.AskLine(title, shorten(one_line(quote), IN_VIVO)), named)
