"""Changing codings at the desk: memo, translation, star, another code, other ends, repeats, removal.

Owns which coding is meant: the one under the cursor, and where there are several the one that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quoth.i18n import _
from quoth.model.coding import Coding
from quoth.model.text import Span
from quoth.session import Event
from quoth.tui import screens
from quoth.tui.screens.applying import Applying
from quoth.tui.widgets.rows import Row

__all__ = ["Changing"]


class Changing(Applying):
    """A desk where codings are changed."""

    def _one_of(self, question: str, do: Callable[[Coding], object]) -> bool:
        """Do something with the coding under the cursor; ask which, if there are several. Whether there is any."""
        here = {coding.id: coding for coding in self.codings_here()}
        if len(here) == 1:
            do(next(iter(here.values())))
        elif here:
            rows = [
                Row(c.id, self.label(c.code), dot=self.colours.get(c.code), note=f"“{c.quote[:24]}”")
                for c in here.values()
            ]

            def answered(coding: str | None) -> None:
                if coding is not None:
                    do(here[coding])

            self.app.push_screen(screens.Choose(question, rows), answered)
        return bool(here)

    def action_coding(self) -> None:
        """Show who made the coding here, when, why, and what was said of it; change it from there."""
        if not self._one_of(_("Which coding?"), self.show_coding):
            self.say(_("There is no coding here. Enter codes the passage."))

    def show_coding(self, coding: Coding) -> None:
        """Show all there is to know about a coding, and do what is chosen there."""
        acts: dict[str, Callable[[Coding], object]] = {
            "recode": self._recode,
            "ends": self._move_ends,
            "repeats": self._repeats,
            "note": self._note,
            "star": self._star,
            "remove": self._remove,
        }

        def chosen(act: str | None) -> None:
            if act is not None:
                acts[act](coding)

        own = coding.coder == self.session.coder
        memos = [memo.text for memo in self.session.memos("coding", coding.id)] if own else []
        sheet = screens.CodingSheet(coding, self.session.codebook, self.label(coding.code), memos, own=own)
        self.app.push_screen(sheet, chosen)

    def _remove(self, coding: Coding) -> None:
        self.act(lambda: self.session.remove([coding.id]))

    def _star(self, coding: Coding) -> None:
        self.act(lambda: self.session.star(coding.id, not coding.star))

    def action_recode(self) -> None:
        """Give a coding another code."""
        if not self._one_of(_("Recode which coding?"), self._recode):
            self.say(_("There is no coding here to recode."))

    def _recode(self, coding: Coding) -> None:
        session = self.session
        title = _("Instead of {code}: “{quote}”").format(code=self.label(coding.code), quote=coding.quote)
        picker = screens.CodePicker(
            title,
            session.codebook,
            session.recent_codes(),
            session.code_counts(),
            self.colours,
            [coding.code],
            single=True,
        )

        def picked(choice: screens.Picked | None) -> None:
            if choice is not None and choice.codes:
                self.act(lambda: session.recode([coding.id], choice.codes[0]))

        self.app.push_screen(picker, picked)

    def action_ends(self) -> None:
        """Move the start and the end of a coding."""
        if not self._one_of(_("Move the ends of which coding?"), self._move_ends):
            self.say(_("There is no coding here whose ends could be moved."))

    def _move_ends(self, coding: Coding) -> None:
        before = self.view.place

        def show(span: Span) -> None:
            self.view.go(span.end, select=span)

        def left(span: Span | None) -> None:
            self.view.clear()
            self.view.place = before
            if span is not None:
                self.act(lambda: self.session.move_ends(coding.id, span))

        self.view.extending = False
        show(coding.span)
        self.app.push_screen(screens.MoveEnds(self.label(coding.code), self.view.ground, coding.span, show), left)

    def action_repeats(self) -> None:
        """Apply the code of a coding to every repeat of its words, after a look at them."""
        if not self._one_of(_("Look for repeats of which coding?"), self._repeats):
            self.say(_("There is no coding here whose words could be repeated."))

    def _repeats(self, coding: Coding) -> None:
        found = self.session.repeats(coding.id)
        if not found:
            self.say(_("“{quote}” stands nowhere else without this code.").format(quote=coding.quote))
            return

        def chosen(places: Sequence[int] | None) -> None:
            if places:
                self.act(lambda: self.session.apply_to_repeats(coding.id, [found[place] for place in places]))

        title = _("Apply {code} to “{quote}”, too").format(code=self.label(coding.code), quote=coding.quote)
        self.app.push_screen(screens.RepeatsScreen(title, coding.quote, found), chosen)

    def action_note(self) -> None:
        """Write memo, translation and star of a coding in one step."""
        if not self._one_of(_("Write about which coding?"), self._note):
            self.say(_("There is no coding here to write about."))

    def _note(self, coding: Coding) -> None:
        session = self.session
        memos = session.memos("coding", coding.id)
        language = coding.translation_language or self.language
        before = screens.Note(memos[-1].text if memos else "", coding.translation, language, coding.star)

        def keep(note: screens.Note | None) -> None:
            if note is None:
                return
            self.language = note.language or self.language
            acts: list[Callable[[], Event]] = []
            if note.memo != before.memo:
                acts.append(lambda: session.write_memo("coding", coding.id, note.memo))
            if (note.translation, note.language) != (before.translation, before.language):
                acts.append(lambda: session.translate(coding.id, note.translation, note.language))
            if note.star != before.star:
                acts.append(lambda: session.star(coding.id, note.star))
            for act in acts:
                self.act(act)

        self.app.push_screen(screens.NoteScreen(self.label(coding.code), coding.quote, before), keep)

    def action_others(self) -> None:
        """Show others' codings, or no longer."""
        self.act(lambda: self.session.show_others(not self.session.others_shown))

    def action_remove(self) -> None:
        """Remove a coding."""
        if not self._one_of(_("Remove which coding?"), self._remove):
            self.say(_("There is no coding here to remove."))

    def action_star(self) -> None:
        """Star a coding, or take its star off."""
        if not self._one_of(_("Star which?"), self._star):
            self.say(_("There is no coding here to star."))

    # Memos

    def action_memo(self) -> None:
        """Write about the coding under the cursor, else about the document."""
        if not self._one_of(
            _("Memo on which coding?"),
            lambda one: self._write_memo(
                "coding", one.id, _("Memo on {name}").format(name=self.label(one.code)), one.quote
            ),
        ):
            self.action_document_memo()

    def action_document_memo(self) -> None:
        """Write about the document."""
        if (document := self.session.document) is not None:
            self._write_memo("document", document.id, _("Memo on {name}").format(name=document.name))

    def action_project_memo(self) -> None:
        """Write about the project."""
        self._write_memo("project", "", _("Memo on {name}").format(name=self.session.title))

    def _write_memo(self, kind: str, target: str, title: str, about: str = "") -> None:
        known = self.session.memos(kind, target)

        def keep(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self.session.write_memo(kind, target, text))

        self.app.push_screen(screens.MemoScreen(title, known[-1].text if known else "", about), keep)
