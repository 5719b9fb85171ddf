"""A table of codings checked against the project, and written into it.

Owns what makes a row one that cannot be taken. Invariant: nothing is written unless every row was checked. Positions
are code points of the document's newest version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quoth.errors import CodingError, ReaderError, UsageError
from quoth.exporters import codings_csv
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Origin
from quoth.model.spans import snap
from quoth.model.text import Span, Version
from quoth.session import participants
from quoth.session.blind import hidden_documents
from quoth.session.codebook import Reading
from quoth.session.names import check_coder, nearest
from quoth.session.proof import proof
from quoth.store import Project, queries, writing

__all__ = ["BadRow", "CodingRows", "add_codings", "read_codings"]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a codings file that cannot be taken."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class CodingRows:
    """A codings file checked against the project."""

    codings: tuple[Coding, ...]
    memos: tuple[str, ...]
    done: tuple[tuple[str, str, str], ...]
    """(document id, coder, round) of rows that say: read and done."""
    bad: tuple[BadRow, ...]
    repeated: int
    """How many rows, of codings and of done marks, are here already."""
    earlier: int = 0
    """How many rows of an export stand on an earlier text, where nothing can be put."""


def read_codings(project: Project, codebook: Codebook, file: Path, coder: str = "") -> CodingRows:
    """Check every row of a codings file against documents, texts and codebook; `coder` where the file names none.

    A done mark that is here already stays as it is: read again under a changed codebook it would speak for too much.
    """
    here = {document.name: document for document in queries.documents(project)}
    versions = {document.name: document.version for document in here.values()}
    hidden = hidden_documents(project, project.viewer)
    texts: dict[str, Version] = {}
    known = {_identity(coding) for coding in queries.codings(project)}
    marks = [mark for mark in queries.done(project) if mark.version in {d.version for d in here.values()}]
    marked = {(mark.document, mark.coder, mark.round) for mark in marks}
    coders = {known_coder.name for known_coder in queries.coders(project)}
    codings: list[Coding] = []
    memos: list[str] = []
    done: list[tuple[str, str, str]] = []
    bad: list[BadRow] = []
    repeated = earlier = 0
    numbered = participants.number(project)
    for row in _rows(file):
        cells = row.values
        if cells.get("earlier_text"):
            earlier += 1
            continue
        try:
            if row.problem:
                raise CodingError(_("This row has {problem}.").format(problem=row.problem))
            name = cells["document"]
            if name not in here:
                raise CodingError(_("There is no document {name!r}{near}.").format(name=name, near=nearest(name, here)))
            by = cells["coder"].strip() or coder
            if not by:
                raise CodingError(_("No coder is named; fill the column coder or give --as NAME."))
            if by not in coders:
                by = check_coder(by, coders)
                coders.add(by)
            if here[name].id in hidden and by != coder:
                raise CodingError(
                    _("{name} is in an open round, where only your own codings can be imported.").format(name=name)
                )
            if cells["code"] == codings_csv.DONE and not cells["start"] and not cells["end"]:
                mark = (here[name].id, by, cells.get("round", ""))
                repeated += mark in marked
                done += [] if mark in marked else [mark]
                marked.add(mark)
                continue
            if name not in texts:
                texts[name] = queries.version(project, versions[name])
            span = _span(cells, texts[name], numbered)
            identity = (by, cells["code"].strip(), texts[name].id, span.start, span.end, cells.get("round", ""))
            if identity in known:
                repeated += 1
                continue
            codings.append(_coding(cells, texts[name], codebook, by, span))
        except (CodingError, UsageError) as error:
            bad.append(BadRow(row.line, error.message))
            continue
        known.add(identity)
        memos.append(cells.get("memo", ""))
    return CodingRows(tuple(codings), tuple(memos), tuple(done), tuple(bad), repeated, earlier)


def _rows(file: Path) -> list[codings_csv.Cells]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            lines = file.suffix.lower() == ".jsonl"
            return list((codings_csv.read_lines if lines else codings_csv.read_codings)(stream, file.name))
    except UnicodeDecodeError as error:
        raise ReaderError(
            _("{name} is not UTF-8 text (byte {place}).").format(name=file.name, place=error.start),
            _("Save it as CSV UTF-8."),
        ) from error
    except OSError as error:
        raise ReaderError(
            _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror),
            _("Check the name and the permissions."),
        ) from error


def _identity(coding: Coding) -> tuple[str, str, str, int, int, str]:
    return coding.coder, coding.code, coding.version, coding.start, coding.end, coding.round


def _span(cells: Mapping[str, str], version: Version, numbered: participants.Participants) -> Span:
    """Where a row stands, checked against the text and the row's quote; an export's has numbers for speakers' names."""
    try:
        span = Span(int(cells.get("start", "")), int(cells.get("end", "")))
    except ValueError:
        raise CodingError(_("start and end must be whole numbers.")) from None
    if not 0 <= span.start < span.end <= len(version.text):
        raise CodingError(
            _("{start}-{end} is not inside the text, which has {n} characters.").format(
                start=span.start, end=span.end, n=len(version.text)
            )
        )
    quote = cells.get("quote", "")
    if quote and quote not in (words := version.text[span.start : span.end], _numbered(words, span, version, numbered)):
        raise CodingError(_("The quote does not stand at {start}-{end}.").format(start=span.start, end=span.end))
    if snap(version.text, span) != span:
        raise CodingError(_("{start}-{end} cuts a character in two.").format(start=span.start, end=span.end))
    return span


def _numbered(words: str, span: Span, version: Version, numbered: participants.Participants) -> str:
    """The words as an export without names has them."""
    turns = version.turns[max(0, version.turn_at(span.start)) :]
    labels = [(turn.start, turn.speech, turn.speaker) for turn in turns if turn.start < span.end]
    return participants.masked(words, span.start, labels, numbered.of_document(version.document))


def _coding(cells: Mapping[str, str], version: Version, codebook: Codebook, coder: str, span: Span) -> Coding:
    code = cells["code"].strip()
    entry = codebook.by_id.get(code)
    if entry is None:
        raise CodingError(_("There is no code {code!r}{near}.").format(code=code, near=nearest(code, codebook.by_id)))
    if entry.heading:
        raise CodingError(_("{code} is a heading, which groups codes and is not applied.").format(code=code))
    return Coding(
        id="",
        coder=coder,
        code=code,
        definition=entry.definition_hash,
        at="",
        round=cells.get("round", ""),
        origin=Origin.IMPORT,
        star=cells.get("star", "").strip().lower() in ("yes", "1", "true"),
        translation=(translation := cells.get("translation", "")),
        translation_language=cells.get("translation_language", "").strip() if translation else "",
        **proof(version, span),
    )


def add_codings(project: Project, coder: str, reading: Reading, rows: CodingRows) -> int:
    """Write checked codings and done marks in one action; returns how many there were."""
    here = {document.id: document.version for document in queries.documents(project)}
    marks = [
        {"document": d, "coder": by, "round": r, "version": here[d], "codebook": reading.hash, "done": True}
        for d, by, r in rows.done
    ]
    if rows.codings or marks:
        writing.add_codings(project, coder, rows.codings, memos=rows.memos, done=marks, bulk=True)
    return len(rows.codings) + len(marks)
