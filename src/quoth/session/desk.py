"""What a coder has before them: project, codebook in force, open document, their codings, how far they are.

Owns reading and noticing; what a coder does to it is `CodingSession`'s. Positions are code points of the open version's
text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import segment, store
from quoth.errors import AgreementError, CodingError
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Memo, Outcome
from quoth.model.text import Document, Sentence, Version
from quoth.session import codebook as book
from quoth.session import marking, suggesting
from quoth.session.blind import hidden_documents
from quoth.session.describe import describe
from quoth.session.events import Event
from quoth.session.names import nearest
from quoth.session.progress import DocumentSummary, Progress
from quoth.store import Project, queries, writing
from quoth.store.journal import Row

if TYPE_CHECKING:
    from quoth.session.differing import Differing
    from quoth.suggest import Suggester

__all__ = ["EVERYTHING", "Desk", "by_place"]

EVERYTHING = frozenset({"codings", "memos", "codebook", "documents", "done"})
"""All that an `Event` can name as changed."""


class Desk:
    """One coder, one project, one open document at a time: everything but acts."""

    def __init__(self, folder: Path, coder: str) -> None:
        self.folder = folder
        self.coder = coder
        self.project: Project = store.opened(folder, coder)
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
        self._others: list[Coding] = []
        self.others_shown = False
        """Whether others' codings are shown, in documents that are in no open round."""
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
    def reading(self) -> book.Reading:
        """The codebook in force, and how it stands with the file."""
        return self._reading

    @property
    def codebook(self) -> Codebook:
        """The codebook in force."""
        return self._reading.codebook

    @property
    def codebook_text(self) -> str:
        """The text of codebook.yaml in force."""
        return self._reading.text

    @property
    def codebook_hash(self) -> str:
        """The hash that names this text."""
        return self._reading.hash

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
            line = _("There is no document {name}{nearest}.").format(name=repr(name), nearest=nearest(name, known))
            raise CodingError(line, _("quoth documents lists them."))
        self.document = known[name]
        self.version = queries.version(self.project, self.document.version)
        self.__dict__.pop("sentences", None)
        self._load_codings()
        return Event("", EVERYTHING)

    @property
    def others(self) -> tuple[Coding, ...]:
        """Others' codings in the open document, by place, while they are shown; none in an open round."""
        return tuple(self._others)

    @property
    def hidden(self) -> bool:
        """Whether the open document is in an open round, in which nobody sees others' codings."""
        return self.document is not None and self.document.id in hidden_documents(self.project, self.coder)

    def _load_codings(self) -> None:
        self._codings, self._others = [], []
        if self.document is not None:
            found = queries.codings(self.project, document=self.document.id, coder=self.coder)
            self._codings = sorted((c for c in found if c.version == self.document.version), key=by_place)
            self._load_others(self.document)

    def _load_others(self, document: Document) -> None:
        """Read what others coded, if it is shown; whoever can see it is recorded as having seen it."""
        if not self.others_shown or self.hidden:
            return
        found = queries.codings(self.project, document=document.id)
        self._others = sorted(
            (c for c in found if c.coder != self.coder and c.version == document.version), key=by_place
        )
        if self._others:
            self.saw("others")

    def _at(self) -> tuple[Document, Version]:
        if self.document is None or self.version is None:
            raise CodingError(_("No document is open."), _("Open one first."))
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

    def memos(self, kind: str, target: str) -> tuple[Memo, ...]:
        """Memos on something, oldest first; this coder's and, outside rounds, nobody else's."""
        return tuple(memo for memo in queries.memos(self.project, kind, target) if memo.coder == self.coder)

    def next_undo(self) -> str:
        """What `undo` would take back, in words; empty for nothing."""
        row = store.next_undo(self.project, self.coder)
        return self.describe(row) if row else ""

    def next_redo(self) -> str:
        """What `redo` would do again, in words; empty for nothing."""
        row = store.next_redo(self.project, self.coder)
        return self.describe(row) if row else ""

    def describe(self, row: Row) -> str:
        """An act in words."""
        return describe(row, self.codebook, {s.document.id: s.document.name for s in self.documents})

    def saw(self, kind: str) -> None:
        """Record once that this coder saw something (`opened`, `suggestions`) in the open document."""
        self.saw_in(self._at()[0].id, kind)

    def saw_in(self, document: str, kind: str) -> None:
        """The same of a document by id: `others`, where another coder's codings are shown."""
        if (document, kind) in self._seen:
            return
        self._seen.add((document, kind))
        known = {(e.document, e.kind) for e in queries.exposures(self.project) if e.coder == self.coder}
        if (document, kind) not in known:
            writing.saw(self.project, self.coder, document, kind, marking.round_of(self.project, document))

    def differences(self) -> Differing:
        """Every place where coders who are done differ, on the codebook's unit, else on turns.

        Raises AgreementError when there is nothing to compare, and where the project counts no agreement at all.
        """
        from quoth.session import agreeing, differing
        from quoth.session.comparing import named_coders

        if told := agreeing.withheld(self._reading, differences=True):
            raise AgreementError(told, "")
        unit = self.codebook.settings.unit or "turn"
        return differing.find(self.project, self._reading, named_coders(self.project, ""), unit)

    def check_outside(self) -> Event | None:
        """Notice a hand edit of codebook.yaml, or another program's writing. None when nothing happened."""
        now, changes = book.stamp(self.folder), queries.changes(self.project)
        if now == self._stamp and changes == self._changes:
            return None
        if now == self._stamp:
            self.reload()
            return Event("", EVERYTHING)
        before = self.codebook_problem
        reading = book.synchronise(self.project, self.folder, self.coder, opening=False)
        self._take(reading)
        self.reload()
        message = _("codebook.yaml was edited and taken over.") if reading.adopted else ""
        if reading.renamed:
            old, new = reading.renamed[0]
            line = _("Code {old} is gone and {new} is new. If it was renamed: quoth codebook replace {old} {new}")
            message = line.format(old=old, new=new)
        if before and not reading.problem:
            message = message or _("codebook.yaml is in order again.")
        return Event(message, EVERYTHING)

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

    def needs_look(self, document: str = "") -> tuple[tuple[Coding, Outcome], ...]:
        """This coder's codings that a correction moved, changed or lost, in all documents or one (by id), by place.

        `Outcome.before` has the old words. A lost coding still stands on the old text, which its version names.
        """
        found = queries.outcomes(self.project, self.coder, document)
        return tuple((coding, outcome) for coding, outcome, _ in found)

    def suggester(self, dense: bool) -> Suggester:
        """What suggests codes, built from the project; `dense` joins word vectors, which load slowly.

        Safe in another thread.
        """
        return suggesting.suggester(self.folder, self.codebook, self.coder, dense=dense)


def by_place(coding: Coding) -> tuple[int, int, str]:
    """The order in which codings are shown: by start, longest first."""
    return coding.start, -coding.end, coding.id
