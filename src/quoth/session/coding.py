"""A coder at work in a project: open, apply, remove, memo, done, undo, accept, reject.

Owns the use cases that the screen and the shell share. Every changing method writes one action, which is on disk when
the method returns, and says in one line what happened. Positions are code points of the open version's text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import codebook_file, segment, store
from quoth.errors import CodingError, UndoError
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Memo, Outcome, Suggestion
from quoth.model.spans import snap, trim
from quoth.model.text import Document, Sentence, Span, Version
from quoth.session import codebook as book
from quoth.session import marking, revising, suggesting, undoing
from quoth.session.applying import Author, new_coding, place_words
from quoth.session.describe import count, describe, shorten
from quoth.session.events import Event
from quoth.session.names import nearest
from quoth.session.progress import DocumentSummary, Progress
from quoth.store import Project, queries, writing
from quoth.store.journal import Row

if TYPE_CHECKING:
    from quoth.suggest import Suggester

__all__ = ["CodingSession", "DocumentSummary", "Event"]


_DONE = frozenset({"done", "documents"})
_CODINGS = frozenset({"codings", "documents"})
_EVERYTHING = frozenset({"codings", "memos", "codebook", "documents", "done"})


class CodingSession:
    """One coder, one project, one open document at a time."""

    def __init__(self, folder: Path, coder: str) -> None:
        self.folder = folder
        self.coder = coder
        self.project: Project = store.opened(folder)
        """For the functions of the session package; the screen leaves it alone."""
        try:
            self._reading = book.synchronise(self.project, folder, coder)
        except BaseException:
            store.close(self.project)
            raise
        self._stamp = book.stamp(folder)
        self._changes = queries.changes(self.project)
        self._since = queries.clock(self.project)
        self._asked: str = ""
        self._seen: set[tuple[str, str]] = set()
        self._progress = Progress(self.project, coder, self._reading)
        self._codings: list[Coding] = []
        self.document: Document | None = None
        self.version: Version | None = None

    def close(self) -> None:
        """Close the project; `quoth.db` by itself is then complete."""
        store.close(self.project)

    def backup(self, *, daily: bool = False) -> None:
        """Keep a verified copy of the database; with `daily` only if there is none of today.

        Safe in another thread. Raises ProjectError.
        """
        project = store.opened(self.folder)
        try:
            if not (daily and store.has_backup_of_today(project)):
                store.backup(project)
        finally:
            project.connection.close()

    @property
    def title(self) -> str:
        """The project's title, or its folder's name."""
        return self.codebook.title or self.folder.resolve().name

    @property
    def codebook(self) -> Codebook:
        """The codebook in force."""
        return self._reading.codebook

    @property
    def codebook_text(self) -> str:
        """The text of codebook.yaml in force."""
        return self._reading.text

    @property
    def codebook_problem(self) -> str:
        """Why codebook.yaml cannot be used now; empty when all is well."""
        return self._reading.problem

    @property
    def suggestions_on(self) -> str:
        """`on`, `on-demand` or `off`; off for a document in an open round, unless the round says otherwise."""
        if self.document is not None and (name := marking.round_of(self.project, self.document.id)):
            return str(queries.open_rounds(self.project)[name].get("suggestions", "off"))
        return self.codebook.settings.suggestions

    @property
    def documents(self) -> tuple[DocumentSummary, ...]:
        """All documents with how far this coder is."""
        return self._progress.summaries()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the open version."""
        if self.version is None or self.document is None:
            return ()
        return segment.sentences(self.version.text, self.version.turns, self.document.attributes.get("language", ""))

    @property
    def codings(self) -> tuple[Coding, ...]:
        """This coder's codings in the open document, by place; only those that stand on its newest text."""
        return tuple(self._codings)

    def open(self, name: str) -> Event:
        """Open a document by name. Raises CodingError for an unknown one."""
        name = unicodedata.normalize("NFC", name)
        known = {summary.document.name: summary.document for summary in self.documents}
        if name not in known:
            raise CodingError(f"There is no document {name!r}{nearest(name, known)}.", "quoth documents lists them.")
        self.document = known[name]
        self.version = queries.version(self.project, self.document.version)
        self.__dict__.pop("sentences", None)
        self._load_codings()
        return Event("", _EVERYTHING)

    def _load_codings(self) -> None:
        self._codings = []
        if self.document is not None:
            found = queries.codings(self.project, document=self.document.id, coder=self.coder)
            self._codings = sorted((c for c in found if c.version == self.document.version), key=_by_place)

    def _at(self) -> tuple[Document, Version]:
        if self.document is None or self.version is None:
            raise CodingError("No document is open.", "Open one first.")
        return self.document, self.version

    def code_counts(self) -> Mapping[str, tuple[int, int]]:
        """For each code how many codings of this coder: in the open document, in the project."""
        here: dict[str, int] = {}
        for coding in self._codings:
            here[coding.code] = here.get(coding.code, 0) + 1
        everywhere = self._progress.code_counts()
        return {code: (here.get(code, 0), number) for code, number in everywhere.items()}

    def missing_codes(self) -> Mapping[str, str]:
        """Codes that have codings of this coder but are not in the codebook, with their last label."""
        missing = [code for code in self._progress.code_counts() if code not in self.codebook.by_id]
        return book.last_labels(self.project, missing) if missing else {}

    def recent_codes(self) -> tuple[str, ...]:
        """The codes this coder applied, most recent first."""
        return self._progress.recent_codes()

    def apply(self, span: Span, codes: Sequence[str], *, memo: str = "", suggestion: Suggestion | None = None) -> Event:
        """Apply codes to a passage, in one action. What is applied there already is left alone.

        Raises CodingError for an empty passage and for a code that is unknown, retired or a heading.
        """
        document, version = self._at()
        place = snap(version.text, trim(version.text, snap(version.text, span)))
        if place.start >= place.end:
            raise CodingError("There are no words in this selection.", "Select a few words first.")
        here = {(c.code, c.start, c.end) for c in self._codings if c.version == version.id}
        wanted = [code for code in dict.fromkeys(codes) if (code, place.start, place.end) not in here]
        round_ = marking.round_of(self.project, document.id)
        made_by = Author(self.coder, round_, suggestion)
        codings = [new_coding(self.codebook, code, version, place, made_by) for code in wanted]
        if not codings:
            labels = ", ".join(self.codebook.label(code) for code in codes)
            return Event(f"{labels} is applied here already.")
        text = self._with_ids(wanted)
        evidence = suggestion.evidence if suggestion else None
        row = writing.add_codings(
            self.project, self.coder, codings, memos=[memo] * len(codings), evidence=evidence, codebook=text
        )
        if text:
            book.write_file(self.folder, text)
            self._take(book.synchronise(self.project, self.folder, self.coder, opening=False))
        made = [_named(coding, row, index, len(codings)) for index, coding in enumerate(codings, 1)]
        self._codings = sorted([*self._codings, *made], key=_by_place)
        self._progress.added(made)
        labels = ", ".join(self.codebook.label(coding.code) for coding in made)
        message = f"Applied {labels} to {place_words(version, lambda: self.sentences, place)}. Ctrl+Z takes it back."
        kinds = _CODINGS | ({"memos"} if memo else set()) | ({"codebook"} if text else set())
        return Event(message, frozenset(kinds), tuple(coding.id for coding in made), tuple(wanted))

    def _with_ids(self, codes: Sequence[str]) -> str:
        """The codebook's new text when ids of these codes must be written into it; empty when they all are."""
        unwritten = [code for code in codes if not self.codebook.by_id[code].written_id]
        if not unwritten:
            return ""
        if book.read_file(self.folder) != self._reading.text:
            self._take(book.synchronise(self.project, self.folder, self.coder, opening=False))
            for code in codes:
                if code not in self.codebook.by_id:
                    raise CodingError(f"codebook.yaml was just changed and has no code {code!r} now.", "Choose again.")
        if self.codebook_problem:
            raise CodingError(self.codebook_problem, "Mend codebook.yaml, or apply a code that has its id written.")
        return codebook_file.write_ids(self._reading.text, unwritten)

    def remove(self, codings: Sequence[str]) -> Event:
        """Remove codings of this coder. Raises CodingError for an unknown one or another coder's."""
        found = queries.codings(self.project, ids=list(codings)) if codings else []
        unknown = set(codings) - {coding.id for coding in found}
        if unknown or not found:
            raise CodingError(
                f"There is no coding {', '.join(sorted(unknown)) or 'here'}.",
                "quoth codings lists them with their ids.",
            )
        if others := {coding.coder for coding in found} - {self.coder}:
            raise CodingError(f"This coding was made by {', '.join(others)}.", "Only your own codings can be removed.")
        writing.remove_codings(self.project, self.coder, found)
        self._codings = [coding for coding in self._codings if coding.id not in set(codings)]
        newest = {summary.document.id: summary.document.version for summary in self.documents}
        self._progress.removed([coding for coding in found if coding.version == newest[coding.document]])
        labels = ", ".join(dict.fromkeys(self.codebook.label(coding.code) for coding in found))
        quote = shorten(found[0].quote, 30)
        return Event(f"Removed {labels} from “{quote}”. Ctrl+Z takes it back.", _CODINGS, tuple(codings))

    def memos(self, kind: str, target: str) -> tuple[Memo, ...]:
        """Memos on something, oldest first; this coder's and, outside rounds, nobody else's."""
        return tuple(memo for memo in queries.memos(self.project, kind, target) if memo.coder == self.coder)

    def write_memo(self, kind: str, target: str, text: str) -> Event:
        """Write this coder's memo on a `project`, `document`, `code` or `coding`; an empty text takes it away."""
        known = self.memos(kind, target)
        if not text.strip() and not known:
            return Event("")
        if known and known[-1].text == text:
            return Event("")
        writing.add_memo(self.project, self.coder, kind, target, text.strip(), known[-1].id if known else "")
        return Event("Memo kept." if text.strip() else "Memo removed.", frozenset({"memos"}))

    def star(self, coding: str, on: bool) -> Event:
        """Star a quotation for the chapter, or take its star away."""
        writing.set_star(self.project, self.coder, coding, on)
        self._codings = [replace(c, star=on) if c.id == coding else c for c in self._codings]
        return Event("Starred for the chapter." if on else "Star taken away.", frozenset({"codings"}), (coding,))

    def mark_done(self, done: bool = True) -> Event:
        """Mark the open document as read and coded under the codebook in force, or as in work again."""
        document, _ = self._at()
        marking.mark(self.project, self.coder, self._reading.hash, [document], done=done)
        self._progress.reload()
        if not done:
            return Event(f"{document.name} is in work again.", _DONE)
        codes = len({coding.code for coding in self._codings})
        coded = (
            f"{count(len(self._codings), 'passage')}, {count(codes, 'code')}" if self._codings else "nothing applied"
        )
        waiting = next((s.document.name for s in self.documents if not s.done), "")
        ahead = f" Next: {waiting}." if waiting else " That was the last one."
        return Event(f"{document.name} done, {coded}.{ahead}", _DONE)

    def undo(self) -> Event:
        """Take back this coder's newest act in this copy. An act from before this session is asked about first."""
        row = store.next_undo(self.project, self.coder)
        if row is None:
            raise UndoError("There is nothing of yours to take back.", "")
        words = self.describe(row)
        if row.clock <= self._since and self._asked != row.id:
            self._asked = row.id
            return Event(f"From before this session ({row.at[:10]}): {words}. Press Ctrl+Z again to take it back.")
        return self._take_back(row, words)

    def undo_now(self) -> Event:
        """Take back this coder's newest act in this copy, however old."""
        row = store.next_undo(self.project, self.coder)
        if row is None:
            raise UndoError(f"There is nothing of {self.coder} to take back.", "")
        return self._take_back(row, self.describe(row))

    def next_undo(self) -> str:
        """What `undo` would take back, in words; empty for nothing."""
        row = store.next_undo(self.project, self.coder)
        return self.describe(row) if row else ""

    def next_redo(self) -> str:
        """What `redo` would do again, in words; empty for nothing."""
        row = store.next_redo(self.project, self.coder)
        return self.describe(row) if row else ""

    def _take_back(self, row: Row, words: str) -> Event:
        undoing.take_back(self.project, self.folder, self.coder, row)
        self.reload()
        return Event(f"Took back: {words}. Ctrl+Y does it again.", _EVERYTHING)

    def redo(self) -> Event:
        """Do again what was taken back last. Raises UndoError when there is nothing."""
        row = store.next_redo(self.project, self.coder)
        if row is None:
            raise UndoError("There is nothing to do again.", "")
        undoing.take_forward(self.project, self.folder, self.coder, row)
        self.reload()
        return Event(f"Did again: {self.describe(row)}. Ctrl+Z takes it back.", _EVERYTHING)

    def describe(self, row: Row) -> str:
        """An act in words."""
        return describe(row, self.codebook, {s.document.id: s.document.name for s in self.documents})

    def reject(self, span: Span, suggestion: Suggestion) -> Event:
        """Record that this coder turned a suggestion down."""
        _, version = self._at()
        writing.reject(self.project, self.coder, version, span, suggestion)
        return Event(f"Turned down {self.codebook.label(suggestion.code)}.")

    def saw(self, kind: str) -> None:
        """Record once that this coder saw something (`opened`, `suggestions`) in the open document."""
        document, _ = self._at()
        if (document.id, kind) in self._seen:
            return
        self._seen.add((document.id, kind))
        known = {(e.document, e.kind) for e in queries.exposures(self.project) if e.coder == self.coder}
        if (document.id, kind) not in known:
            writing.saw(self.project, self.coder, document.id, kind, marking.round_of(self.project, document.id))

    def change_codebook(
        self, act: str, edit: Callable[[str], str], *, recode: Sequence[tuple[str, str]] = (), says: str = ""
    ) -> Event:
        """Edit codebook.yaml through one of `quoth.codebook_file`'s functions. Raises CodebookError."""
        self._take(book.change(self.project, self.folder, self.coder, act, edit, recode=recode, says=says))
        if recode:
            self.reload()
        return Event(f"{says[:1].upper()}{says[1:]}. Ctrl+Z takes it back.", _EVERYTHING)

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

    def check_outside(self) -> Event | None:
        """Notice a hand edit of codebook.yaml, or another program's writing. None when nothing happened."""
        now, changes = book.stamp(self.folder), queries.changes(self.project)
        if now == self._stamp and changes == self._changes:
            return None
        if now == self._stamp:
            self.reload()
            return Event("", _EVERYTHING)
        before = self.codebook_problem
        reading = book.synchronise(self.project, self.folder, self.coder, opening=False)
        self._take(reading)
        self.reload()
        message = "codebook.yaml was edited and taken over." if reading.adopted else ""
        if reading.renamed:
            old, new = reading.renamed[0]
            message = f"Code {old} is gone and {new} is new. If it was renamed: quoth codebook replace {old} {new}"
        if before and not reading.problem:
            message = message or "codebook.yaml is in order again."
        return Event(message, _EVERYTHING)

    def _take(self, reading: book.Reading) -> None:
        self._reading = reading
        self._stamp = book.stamp(self.folder)
        self._progress.use(reading)

    def reload(self) -> None:
        """Read everything anew from database and file."""
        self._take(book.synchronise(self.project, self.folder, self.coder, opening=False))
        self._changes = queries.changes(self.project)
        self._progress.reload()
        if self.document is not None:
            known = {s.document.id: s.document for s in self.documents}
            self.document = known.get(self.document.id)
            if self.document is None:
                self.version = None
            elif self.version is None or self.version.id != self.document.version:
                self.version = queries.version(self.project, self.document.version)
                self.__dict__.pop("sentences", None)
        if self.version is not None and (turns := queries.turns(self.project, self.version.id)) != self.version.turns:
            self.version = replace(self.version, turns=turns)
        self._load_codings()

    def plan_revision(self, name: str, file: Path) -> revising.Revision:
        """What taking a file as the corrected text of a document would do. Raises CodingError or ReaderError."""
        return revising.plan(self.project, name, file)

    def revise(self, revision: revising.Revision) -> Event:
        """Give a document its corrected text; every coder's codings are carried over."""
        if not revision.changes:
            return Event(f"{revision.document.name} has this text already: nothing changed.")
        row = revising.revise(self.project, self.coder, revision)
        self.reload()
        words = self.describe(row)
        return Event(f"{words[:1].upper()}{words[1:]}. Ctrl+Z takes it back.", _EVERYTHING)

    def needs_look(self, document: str = "") -> tuple[tuple[Coding, Outcome], ...]:
        """This coder's codings that a correction moved, changed or lost, in all documents or one (by id), by place.

        `Outcome.before` has the old words. A lost coding still stands on the old text, which its version names.
        """
        found = queries.outcomes(self.project, self.coder, document)
        return tuple((coding, outcome) for coding, outcome, _ in found)

    def looked(self, codings: Sequence[str] = ()) -> Event:
        """Take codings off that list (all without ids), in one action. Raises CodingError for one that is not on it."""
        seen = revising.look_at(self.project, self.coder, codings)
        if not seen:
            return Event("Nothing waits for a look.")
        return Event(f"Looked at {count(len(seen), 'coding')}. Ctrl+Z takes it back.", frozenset({"codings"}), seen)

    def suggester(self, dense: bool) -> Suggester:
        """What suggests codes, built from the project; `dense` joins word vectors, which load slowly.

        Safe in another thread.
        """
        return suggesting.suggester(self.folder, self.codebook, self.coder, dense=dense)


def _by_place(coding: Coding) -> tuple[int, int, str]:
    return coding.start, -coding.end, coding.id


def _named(coding: Coding, row: Row, index: int, of: int) -> Coding:
    return replace(coding, id=row.id if of == 1 else f"{row.id}.{index}", at=row.at)
