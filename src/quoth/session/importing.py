"""Bringing transcripts, attributes and codings into a project.

Owns what happens to files: new, already here, conflicting, unreadable. Invariant: a file is taken whole or not at all,
and one that cannot be read does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quoth import readers
from quoth.errors import CodingError, QuothError, ReaderError, UsageError
from quoth.exporters import codings_csv
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Origin
from quoth.model.spans import snap
from quoth.model.text import Document, Span, Transcript, Version, document_id
from quoth.session.codebook import Reading
from quoth.session.names import check_coder, nearest
from quoth.session.proof import proof
from quoth.store import Project, queries, writing

__all__ = ["BadRow", "CodingRows", "Imported", "add_codings", "import_files", "read_codings"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    added: tuple[Transcript, ...]
    unchanged: tuple[str, ...]
    """Names of documents that are here already with the same text."""
    errors: tuple[QuothError, ...]
    notes: tuple[str, ...]
    attributes: int = 0
    """How many documents got attributes."""


def import_files(
    project: Project,
    coder: str,
    found: readers.Found,
    options: readers.Options,
    *,
    progress: Callable[[str], None] = lambda _: None,
    dry_run: bool = False,
) -> Imported:
    """Read files and add their documents in one action; what is here already with the same text is left alone."""
    here = {document.name: document for document in queries.documents(project)}
    added: dict[str, Transcript] = {}
    unchanged: list[str] = []
    errors: list[QuothError] = []
    notes = [f"{path.name}: {reason}" for path, reason in found.skipped]
    for file in found.files:
        progress(file.name)
        try:
            transcripts = readers.read(file, options, root=project.folder)
            known = [_known(project, t, here, added, file) for t in transcripts]
        except QuothError as error:
            errors.append(error)
            continue
        fresh = [t for t, is_known in zip(transcripts, known, strict=True) if not is_known]
        unchanged += [t.name for t, is_known in zip(transcripts, known, strict=True) if is_known]
        added |= {t.name: t for t in fresh}
        notes += [f"{t.name}: {note}" for t in fresh for note in t.notes]
    values = _attributes(found.attributes, errors)
    transcripts = tuple(_with_attributes(t, values) for t in added.values())
    later = {here[n].id: v for n, v in _by_name(values, here).items() if not v.items() <= here[n].attributes.items()}
    names = {**here, **added}
    notes += [f"attributes.csv: there is no document {name}." for name in values if not _by_name({name: {}}, names)]
    if not dry_run:
        if transcripts:
            writing.add_documents(project, coder, transcripts)
        if later:
            writing.set_attributes(project, coder, later)
    return Imported(transcripts, tuple(unchanged), tuple(errors), tuple(notes), len(later))


def _known(
    project: Project, transcript: Transcript, here: Mapping[str, Document], added: Mapping[str, Transcript], file: Path
) -> bool:
    """Whether the same text is here under the same name. Raises ReaderError for the same name with another text."""
    known = here.get(transcript.name)
    if known is None:
        if transcript.name in added and added[transcript.name].text != transcript.text:
            other = added[transcript.name].source.path
            raise ReaderError(
                f"{file}: {other} becomes the document {transcript.name}, and this is another text of that name.",
                "Rename one of the files.",
            )
        return transcript.name in added
    if known.id == document_id(transcript.name, transcript.text):
        return True
    if queries.version(project, known.version).text == transcript.text:
        return True
    raise ReaderError(
        f"{file}: {transcript.name} is in the project with another text.",
        "If it is a corrected transcript, keep the old file for now: codings stand on it. If it is another interview, "
        "give the file another name.",
    )


def _attributes(files: Sequence[Path], errors: list[QuothError]) -> dict[str, Mapping[str, str]]:
    values: dict[str, Mapping[str, str]] = {}
    for file in files:
        try:
            values |= readers.read_attributes(file)
        except QuothError as error:
            errors.append(error)
    return values


def _by_name(values: Mapping[str, Mapping[str, str]], here: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Attributes by document name; the file may name documents or their files."""
    return {stem: named for name, named in values.items() for stem in (name, Path(name).stem) if stem in here}


def _with_attributes(transcript: Transcript, values: Mapping[str, Mapping[str, str]]) -> Transcript:
    extra = _by_name(values, {transcript.name: transcript}).get(transcript.name)
    return replace(transcript, attributes={**transcript.attributes, **extra}) if extra else transcript


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


def read_codings(project: Project, codebook: Codebook, file: Path, coder: str = "") -> CodingRows:
    """Check every row of a codings file against documents, texts and codebook; `coder` where the file names none.

    A done mark that is here already stays as it is: read again under a changed codebook it would speak for too much.
    """
    here = {document.name: document for document in queries.documents(project)}
    versions = {document.name: document.version for document in here.values()}
    texts: dict[str, Version] = {}
    known = {_identity(coding) for coding in queries.codings(project)}
    marked = {(mark.document, mark.coder, mark.round) for mark in queries.done(project)}
    coders = {known_coder.name for known_coder in queries.coders(project)}
    codings: list[Coding] = []
    memos: list[str] = []
    done: list[tuple[str, str, str]] = []
    bad: list[BadRow] = []
    repeated = 0
    for row in _rows(file):
        cells = row.values
        try:
            if row.problem:
                raise CodingError(f"This row has {row.problem}.")
            name = cells["document"]
            if name not in here:
                raise CodingError(f"There is no document {name!r}{nearest(name, here)}.")
            by = cells["coder"].strip() or coder
            if not by:
                raise CodingError("No coder is named; fill the column coder or give --as NAME.")
            if by not in coders:
                by = check_coder(by, coders)
                coders.add(by)
            if cells["code"] == codings_csv.DONE and not cells["start"] and not cells["end"]:
                mark = (here[name].id, by, cells.get("round", ""))
                repeated += mark in marked
                done += [] if mark in marked else [mark]
                marked.add(mark)
                continue
            if name not in texts:
                texts[name] = queries.version(project, versions[name])
            span = _span(cells, texts[name])
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
    return CodingRows(tuple(codings), tuple(memos), tuple(done), tuple(bad), repeated)


def _rows(file: Path) -> list[codings_csv.Cells]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(codings_csv.read_codings(stream, file.name))
    except UnicodeDecodeError as error:
        raise ReaderError(f"{file.name} is not UTF-8 text (byte {error.start}).", "Save it as CSV UTF-8.") from error
    except OSError as error:
        raise ReaderError(f"{file} cannot be read: {error.strerror}.", "Check the name and the permissions.") from error


def _identity(coding: Coding) -> tuple[str, str, str, int, int, str]:
    return coding.coder, coding.code, coding.version, coding.start, coding.end, coding.round


def _span(cells: Mapping[str, str], version: Version) -> Span:
    """Where a row stands, checked against the text and the row's quote."""
    try:
        span = Span(int(cells.get("start", "")), int(cells.get("end", "")))
    except ValueError:
        raise CodingError("start and end must be whole numbers.") from None
    if not 0 <= span.start < span.end <= len(version.text):
        raise CodingError(f"{span.start}-{span.end} is not inside the text, which has {len(version.text)} characters.")
    quote = cells.get("quote", "")
    if quote and version.text[span.start : span.end] != quote:
        raise CodingError(f"The quote does not stand at {span.start}-{span.end}.")
    if snap(version.text, span) != span:
        raise CodingError(f"{span.start}-{span.end} cuts a character in two.")
    return span


def _coding(cells: Mapping[str, str], version: Version, codebook: Codebook, coder: str, span: Span) -> Coding:
    code = cells["code"].strip()
    entry = codebook.by_id.get(code)
    if entry is None:
        raise CodingError(f"There is no code {code!r}{nearest(code, codebook.by_id)}.")
    if entry.heading:
        raise CodingError(f"{code} is a heading, which groups codes and is not applied.")
    return Coding(
        id="",
        coder=coder,
        code=code,
        definition=entry.definition_hash,
        at="",
        round=cells.get("round", ""),
        origin=Origin.IMPORT,
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
