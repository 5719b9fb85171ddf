"""A coder at work in a project: open, apply, memo, done, undo, accept, reject, edit the codebook.

Owns the use cases that the screen and the shell share. Every changing method writes one action, which is on disk when
the method returns, and says in one line what happened. Positions are code points of the open version's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import codebook_file, store
from quoth.errors import CodebookError, CodingError, UndoError
from quoth.i18n import _, ngettext
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Suggestion
from quoth.model.text import Span
from quoth.session import codebook as book
from quoth.session import marking, rounds, undoing
from quoth.session.amending import Amending
from quoth.session.applying import NOTHING_SAID, Author, Said, new_coding, place_words
from quoth.session.desk import EVERYTHING, by_place
from quoth.session.events import Event, again, back
from quoth.session.progress import DocumentSummary
from quoth.store import writing
from quoth.store.journal import Row

if TYPE_CHECKING:
    from quoth.session import revising

__all__ = ["CodingSession", "DocumentSummary", "Event"]


_DONE = frozenset({"done", "documents"})
_CODINGS = frozenset({"codings", "documents"})


class CodingSession(Amending):
    """One coder at work: each act is one row of the history."""

    def apply(
        self,
        span: Span,
        codes: Sequence[str],
        *,
        memo: str = "",
        suggestion: Suggestion | None = None,
        offered: Sequence[Suggestion] = (),
        said: Said = NOTHING_SAID,
        new: str = "",
        under: str | None = None,
    ) -> Event:
        """Apply codes to a passage, in one action. What is applied there already is left alone.

        `offered` are the suggestions in sight, one of which may be what was typed.
        `said` is what goes with each coding beside its memo. `new` is the label of a code that is made in the same act,
        under the code or heading `under`; it is applied last. Raises CodingError for an empty passage and for a code
        that is unknown, retired or a heading; CodebookError for a new code that cannot be made.
        """
        document, version = self._at()
        place = self._whole(span)
        if place.start >= place.end:
            raise CodingError(_("There are no words in this selection."), _("Select a few words first."))
        place = rounds.to_unit(self.project, document.id, self.coder, place)
        same_end = (c for c in self._codings if c.end == place.end and c.start == place.start)
        here = {coding.code for coding in same_end if coding.version == version.id}
        wanted = [code for code in dict.fromkeys(codes) if code not in here]
        round_ = marking.round_of(self.project, document.id)
        made_by = Author(self.coder, round_, suggestion, offered)
        text, book_now, made_code = self._with_new(new, under, wanted) if new else ("", self.codebook, "")
        wanted += [made_code] if made_code else []
        codings = [replace(new_coding(book_now, code, version, place, made_by), **said.facts()) for code in wanted]
        if not codings:
            labels = ", ".join(self.codebook.label(code) for code in codes)
            return Event(_("{codes} is applied here already.").format(codes=labels))
        text = text or self._with_ids(wanted)
        evidence = suggestion.evidence if suggestion else None
        row = writing.add_codings(
            self.project,
            self.coder,
            codings,
            memos=[memo] * len(codings),
            evidence=evidence,
            offered=offered or ([suggestion] if suggestion else ()),
            codebook=text,
            act="new" if new else "ids",
        )
        self._wrote(text)
        made = [_named(coding, row, index, len(codings)) for index, coding in enumerate(codings, 1)]
        self._codings = sorted([*self._codings, *made], key=by_place)
        self._progress.added(made)
        labels = ", ".join(self.codebook.label(coding.code) for coding in made)
        where = place_words(version, lambda: self.sentences, place)
        message = back(_("Applied {codes} to {place}.").format(codes=labels, place=where))
        kinds = _CODINGS | ({"memos"} if memo else set()) | ({"codebook"} if text else set())
        return Event(message, frozenset(kinds), tuple(coding.id for coding in made), tuple(wanted))

    def _with_new(self, label: str, under: str | None, codes: Sequence[str]) -> tuple[str, Codebook, str]:
        """The codebook's text with a new code and with all ids written, what it then says, and the code's id."""
        if self.codebook.settings.frozen:
            raise CodebookError(
                _("The codebook is frozen, so no code can be added here."), _("Change it in codebook.yaml.")
            )
        here = book.synchronise(self.project, self.folder, self.coder, opening=False)
        if here.problem:
            raise CodebookError(here.problem, _("Mend codebook.yaml first."))
        self._take(here)
        text, code = codebook_file.add(here.text, label, parent=under)
        text = codebook_file.write_ids(text, [*(known for known in codes if known in here.codebook.by_id), code])
        found = codebook_file.read(text).codebook
        if found is None:
            raise CodebookError(_("The change would make codebook.yaml invalid."), _("Edit the file by hand."))
        return text, found, code

    def _wrote(self, text: str) -> None:
        if text:
            book.write_file(self.folder, text)
            self._take(book.synchronise(self.project, self.folder, self.coder, opening=False))

    def _with_ids(self, codes: Sequence[str]) -> str:
        unwritten = [code for code in codes if not self.codebook.by_id[code].written_id]
        if not unwritten:
            return ""
        if book.read_file(self.folder) != self._reading.text:
            self._take(book.synchronise(self.project, self.folder, self.coder, opening=False))
            for code in codes:
                if code not in self.codebook.by_id:
                    line = _("codebook.yaml was just changed and has no code {code} now.")
                    raise CodingError(line.format(code=repr(code)), _("Choose again."))
        if self.codebook_problem:
            raise CodingError(self.codebook_problem, _("Mend codebook.yaml, or apply a code that has its id written."))
        return codebook_file.write_ids(self._reading.text, unwritten)

    def write_memo(self, kind: str, target: str, text: str) -> Event:
        """Write this coder's memo on a `project`, `document`, `code` or `coding`; an empty text takes it away."""
        known = self.memos(kind, target)
        if not text.strip() and not known:
            return Event("")
        if known and known[-1].text == text:
            return Event("")
        writing.add_memo(self.project, self.coder, kind, target, text.strip(), known[-1].id if known else "")
        return Event(_("Memo kept.") if text.strip() else _("Memo removed."), frozenset({"memos"}))

    def show_others(self, on: bool) -> Event:
        """Show others' codings, or no longer; the history keeps that, and each document in which some were seen.

        Raises CodingError in an open round.
        """
        document = self._at()[0]
        if on and self.hidden:
            line = _("{name} is in an open round: nobody sees others' codings until it is closed.")
            raise CodingError(line.format(name=document.name))
        if on != self.others_shown:
            writing.show_others(self.project, self.coder, document.id, on)
            self.others_shown = on
            self._load_codings()
        if not on:
            return Event(_("Only your own codings are shown."), EVERYTHING)
        number = len(self._others)
        line = ngettext("{n} coding of others is shown.", "{n} codings of others are shown.", number)
        return Event(f"{line.format(n=number)} {_('The history keeps that you saw them.')}", EVERYTHING)

    def mark_done(self, done: bool = True) -> Event:
        """Mark the open document as read and coded under the codebook in force, or as in work again."""
        document = self._at()[0]
        marking.mark(self.project, self.coder, self._reading.hash, [document], done=done)
        self._progress.reload()
        if not done:
            return Event(_("{name} is in work again.").format(name=document.name), _DONE)
        codes = len({coding.code for coding in self._codings})
        passages = ngettext("{n} passage", "{n} passages", len(self._codings)).format(n=len(self._codings))
        applied = ngettext("{n} code", "{n} codes", codes).format(n=codes)
        coded = f"{passages}, {applied}" if self._codings else _("nothing applied")
        waiting = next((s.document.name for s in self.documents if not s.done), "")
        ahead = _("Next: {name}.").format(name=waiting) if waiting else _("That was the last one.")
        return Event(_("{name} done, {coded}.").format(name=document.name, coded=coded) + " " + ahead, _DONE)

    def undo(self) -> Event:
        """Take back this coder's newest act in this copy. An act from before this session is asked about first."""
        row = store.next_undo(self.project, self.coder)
        if row is None:
            raise UndoError(_("There is nothing of yours to take back."), "")
        words = self.describe(row)
        if row.clock <= self._since and self._asked != row.id:
            self._asked = row.id
            line = _("From before this session ({date}): {words}. Press Ctrl+Z again to take it back.")
            return Event(line.format(date=row.at[:10], words=words))
        return self._take_back(row, words)

    def undo_now(self) -> Event:
        """Take back this coder's newest act in this copy, however old."""
        row = store.next_undo(self.project, self.coder)
        if row is None:
            raise UndoError(_("There is nothing of {coder} to take back.").format(coder=self.coder), "")
        return self._take_back(row, self.describe(row))

    def _take_back(self, row: Row, words: str) -> Event:
        undoing.take_back(self.project, self.folder, self.coder, row)
        self.reload()
        return Event(again(_("Took back: {words}.").format(words=words)), EVERYTHING)

    def redo(self) -> Event:
        """Do again what was taken back last. Raises UndoError when there is nothing."""
        row = store.next_redo(self.project, self.coder)
        if row is None:
            raise UndoError(_("There is nothing to do again."), "")
        undoing.take_forward(self.project, self.folder, self.coder, row)
        self.reload()
        return Event(back(_("Did again: {words}.").format(words=self.describe(row))), EVERYTHING)

    def reject(self, span: Span, suggestion: Suggestion) -> Event:
        """Record that this coder turned a suggestion down."""
        version = self._at()[1]
        writing.reject(self.project, self.coder, version, span, suggestion)
        return Event(_("Turned down {code}.").format(code=self.codebook.label(suggestion.code)))

    def change_codebook(
        self, act: str, edit: Callable[[str], str], *, recode: Sequence[tuple[str, str]] = (), says: str = ""
    ) -> Event:
        """Edit codebook.yaml through one of `quoth.codebook_file`'s functions. Raises CodebookError."""
        self._take(book.change(self.project, self.folder, self.coder, act, edit, recode=recode, says=says))
        if recode:
            self.reload()
        return Event(back(f"{says[:1].upper()}{says[1:]}."), EVERYTHING)

    def add_code(self, label: str, parent: str | None = None, fields: Mapping[str, object] | None = None) -> Event:
        """Add a code with its fields (definition, key, ...), in one act. `Event.codes` has its id."""
        made: list[str] = []

        def edit(text: str) -> str:
            new, code = codebook_file.add(text, label, parent=parent, fields=fields)
            made.append(code)
            return new

        event = self.change_codebook("add", edit, says=f"added the code {label}")
        return replace(event, codes=tuple(made))

    def edit_code(self, code: str, changes: Mapping[str, object]) -> Event:
        """Change fields of a code: label, definition, include, exclude, key, ..."""
        edit = partial(codebook_file.edit, code=code, changes=changes)
        return self.change_codebook("edit", edit, says=f"edited the code {self.codebook.label(code)}")

    def plan_revision(self, name: str, file: Path, *, force: bool = False) -> revising.Revision:
        """What taking a file as the corrected text of a document would do. Raises CodingError or ReaderError."""
        from quoth.session import revising

        return revising.plan(self.project, name, revising.Correction(file), force=force)

    def revise(self, revision: revising.Revision) -> Event:
        """Give a document its corrected text; every coder's codings are carried over."""
        if not revision.changes:
            return Event(_("{name} has this text already: nothing changed.").format(name=revision.document.name))
        from quoth.session import revising

        row = revising.revise(self.project, self.coder, revision)
        self.reload()
        words = self.describe(row)
        return Event(back(f"{words[:1].upper()}{words[1:]}."), EVERYTHING)

    def looked(self, codings: Sequence[str] = ()) -> Event:
        """Take codings off that list (all without ids), in one action. Raises CodingError for one that is not on it."""
        from quoth.session import revising

        seen = revising.look_at(self.project, self.coder, codings)
        if not seen:
            return Event(_("Nothing waits for a look."))
        line = ngettext("Looked at {n} coding.", "Looked at {n} codings.", len(seen)).format(n=len(seen))
        return Event(back(line), frozenset({"codings"}), seen)


def _named(coding: Coding, row: Row, index: int, of: int) -> Coding:
    return replace(coding, id=row.id if of == 1 else f"{row.id}.{index}", at=row.at)
