"""What is counted: the result layer as quotations, and the readings that agreement compares.

Owns the rule of the result layer: in each document the consensus where it is settled, else the only coder; a document
with several unsettled coders belongs to nobody until someone says whose codings count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quoth.errors import AgreementError, ExportError, UsageError
from quoth.model.codebook import Codebook
from quoth.model.coding import CONSENSUS, Quotation
from quoth.model.text import Document, Role, Turn
from quoth.session.blind import hidden_documents
from quoth.session.codebook import Reading, last_labels
from quoth.session.names import nearest
from quoth.session.progress import spoken_for
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth import agreement

__all__ = [
    "Filters",
    "Layer",
    "check_filters",
    "choose_layer",
    "done_coders",
    "quotations",
    "readings",
    "wanted",
    "with_children",
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which quotations are wanted; an empty field lets all pass."""

    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Codes; a heading or a parent stands for all below it."""
    coders: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    starred: bool = False

    def words(self) -> str:
        """What is filtered by, for the line under a table."""
        parts = [
            *(f"document {name}" for name in self.documents),
            *(f"code {name}" for name in self.codes),
            *(f"coder {name}" for name in self.coders),
            *(f"speaker {name}" for name in self.speakers),
            *(f"{name}={value}" for name, value in self.attributes.items()),
            *(["starred"] if self.starred else []),
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Layer:
    """Whose codings count in each document."""

    name: str
    coders: Mapping[str, frozenset[str]]
    """By document id."""
    unsettled: tuple[str, ...] = ()
    """Names of documents with several coders and no consensus, or in an open round."""


def check_filters(project: Project, reading: Reading, filters: Filters) -> None:
    """Raises UsageError for a name that nothing in the project bears, so that a slip of the pen is not an empty file.

    A code that is missing from the codebook but has codings is known; so is every coder who has acted.
    """
    documents = queries.documents(project)
    _known("document", filters.documents, [d.name for d in documents], "quoth documents lists them.")
    codes = [*reading.codebook.by_id, *queries.code_counts(project)]
    _known("code", filters.codes, codes, "quoth codebook show lists them.")
    coders = [coder.name for coder in queries.coders(project)]
    _known("coder", filters.coders, coders, f"Known: {', '.join(coders) or 'none'}.")
    if filters.speakers:
        turns = (turn for d in documents for turn in queries.turns(project, d.version))
        speakers = dict.fromkeys(turn.speaker for turn in turns)
        _known("speaker", filters.speakers, speakers, "The name is written as in the transcript.")
    for name, value in filters.attributes.items():
        values = dict.fromkeys(d.attributes[name] for d in documents if name in d.attributes)
        names = dict.fromkeys(n for d in documents for n in d.attributes)
        _known("attribute", [name], names, "quoth documents lists them.")
        _known(f"document whose {name} is", [value], values, f"Known: {', '.join(list(values)[:10])}.")


def _known(what: str, names: Iterable[str], known: Collection[str], hint: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"There is no {what} {name!r}{nearest(name, known)}.", hint)


def choose_layer(project: Project, layer: str = "result", coders: Sequence[str] = ()) -> Layer:
    """Whose codings count: of the coders named, else of everyone (`all`), else the result layer."""
    by_document: dict[str, set[str]] = {}
    finished: dict[str, set[str]] = {}
    documents = queries.documents(project)
    for document_id, coder in queries.coder_counts(project):
        by_document.setdefault(document_id, set()).add(coder)
    for mark in queries.done(project):
        finished.setdefault(mark.document, set()).add(mark.coder)
    if coders:
        wanted = frozenset(coders)
        return Layer(f"codings of {', '.join(coders)}", {d.id: wanted for d in documents})
    if layer == "all":
        return Layer("all coders", {d.id: frozenset(by_document.get(d.id, ())) for d in documents})
    chosen: dict[str, frozenset[str]] = {}
    unsettled = []
    hidden = hidden_documents(project, project.viewer)
    for document in documents:
        found = by_document.get(document.id, set())
        if document.id in hidden:
            unsettled.append(document.name)
            continue
        read = found | finished.get(document.id, set())  # who is done and applied nothing has judged it, too
        if CONSENSUS in read:
            chosen[document.id] = frozenset({CONSENSUS})
        elif found and len(read) > 1:
            unsettled.append(document.name)
        else:
            chosen[document.id] = frozenset(found)
    return Layer("result (consensus where settled, else the only coder)", chosen, tuple(unsettled))


def quotations(project: Project, reading: Reading, filters: Filters, layer: Layer) -> Iterator[Quotation]:
    """The quotations of a layer, by document and place.

    Raises ExportError where documents wanted are unsettled, and UsageError for a filter by an unknown name.
    """
    check_filters(project, reading, filters)
    documents = [d for d in queries.documents(project) if wanted(d, filters)]
    hidden = hidden_documents(project, project.viewer)
    if blind := [d.name for d in documents if d.id in hidden and d.name in set(layer.unsettled)]:
        raise ExportError(
            f"{_few(blind)} {'is' if len(blind) == 1 else 'are'} in an open round, so it is not settled what counts.",
            "Give --coder with your own name, or close the round: quoth round close NAME.",
        )
    if unsettled := [d.name for d in documents if d.name in set(layer.unsettled)]:
        raise ExportError(
            f"Several coders coded {_few(unsettled)}, and it is not settled whose codings count.",
            "Give --coder NAME for one coder's codings, or --layer all for everyone's.",
        )
    codes = with_children(reading.codebook, filters.codes)
    return _quotations(project, reading.codebook, filters, layer, documents, codes)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more documents" if len(names) > 5 else "")


def wanted(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters on names and attributes."""
    named = not filters.documents or document.name in filters.documents
    return named and all(document.attributes.get(name) == value for name, value in filters.attributes.items())


def with_children(codebook: Codebook, codes: Sequence[str]) -> frozenset[str]:
    """The codes and all below them."""
    below = {c.id for c in codebook.codes if any(a.id in codes for a in codebook.ancestors(c.id))}
    return frozenset(codes) | below


def _quotations(
    project: Project,
    codebook: Codebook,
    filters: Filters,
    layer: Layer,
    documents: Sequence[Document],
    codes: frozenset[str],
) -> Iterator[Quotation]:
    memos = _memo_texts(project)
    used = queries.code_counts(project)
    lost = last_labels(project, [code for code in used if code not in codebook.by_id])
    labels = {code: lost.get(code) or codebook.label(code) for code in used}
    paths = {code: lost.get(code) or codebook.path(code) for code in used}
    for document in documents:
        coders = layer.coders.get(document.id, frozenset())
        found = [
            coding
            for coding in queries.codings(project, document=document.id)
            if coding.coder in coders and (not codes or coding.code in codes) and (coding.star or not filters.starred)
        ]
        if not found:
            continue
        texts = {name: queries.version(project, name) for name in {coding.version for coding in found}}
        for coding in sorted(found, key=lambda c: (c.start, -c.end, c.code, c.coder)):
            version = texts[coding.version]
            index = version.turn_at(coding.start)
            turn = version.turns[index] if index >= 0 else _NOWHERE
            if filters.speakers and turn.speaker not in filters.speakers:
                continue
            yield Quotation(
                coding=coding,
                document=document.name,
                attributes=document.attributes,
                code_label=labels[coding.code],
                code_path=paths[coding.code],
                turn=index + 1,
                speaker=turn.speaker,
                role=turn.role,
                section=turn.section,
                time=turn.time,
                memo=memos.get(coding.id, ""),
                earlier_text=coding.version != document.version,
            )


_NOWHERE = Turn(0, 0, 0)
"""Stands for the turn of a coding in a text without turns."""


def _memo_texts(project: Project) -> dict[str, str]:
    texts: dict[str, str] = {}
    for memo in queries.memos(project, "coding"):
        texts[memo.target] = f"{texts[memo.target]}\n\n{memo.text}" if memo.target in texts else memo.text
    return texts


def readings(
    project: Project,
    reading: Reading,
    coders: Sequence[str],
    unit: str,
    documents: Sequence[str] = (),
    *,
    participants: bool = True,
) -> list[agreement.Reading]:
    """The documents that at least two of the coders have done, with their codings and what they judged.

    A code counts for a coder only where the document was done under the definition in force. With `participants` the
    interviewer's turns are left out, where the document says who that is.
    Documents in an open round are left out. Raises AgreementError for an unknown coder and when there is nothing to
    compare, UsageError for an unknown document.
    """
    from quoth import agreement, segment

    known = {coder.name for coder in queries.coders(project)}
    for coder in coders:
        if coder not in known:
            raise AgreementError(f"There is no coder {coder!r} in this project.", f"Known: {', '.join(sorted(known))}.")
    if len(set(coders)) < 2:
        raise AgreementError("Agreement needs two different coders.", "Give --coders NAME,NAME.")
    check_filters(project, reading, Filters(documents=tuple(documents)))
    judged = _judged(project, reading, coders)
    hidden = hidden_documents(project, project.viewer)
    judged = {name: by_coder for name, by_coder in judged.items() if name not in hidden}
    found: list[agreement.Reading] = []
    for document in queries.documents(project):
        if len(judged.get(document.id, {})) < 2 or (documents and document.name not in documents):
            continue
        version = queries.version(project, document.version)
        codings = {
            coder: [c for c in queries.codings(project, document=document.id, coder=coder) if c.version == version.id]
            for coder in coders
        }
        language = document.attributes.get("language", "")
        sentences = segment.sentences(version.text, version.turns, language) if unit == "sentence" else ()
        asked = participants and any(turn.role is Role.INTERVIEWER for turn in version.turns)
        found.append(agreement.Reading(document.id, version, codings, sentences, judged[document.id], asked))
    if not found:
        if hidden:
            raise AgreementError(
                f"Nothing can be compared yet: outside the documents of open rounds none is done by both "
                f"{' and '.join(coders)}.",
                "quoth round status shows who is done; quoth round close NAME opens the comparison.",
            )
        raise AgreementError(
            f"No document is done by both {' and '.join(coders)}, so nothing can be compared.",
            "A coder marks a document as done with d in the screen, or with quoth documents done NAME --as CODER.",
        )
    return found


def _judged(project: Project, reading: Reading, coders: Sequence[str]) -> dict[str, dict[str, frozenset[str]]]:
    """By document id and coder: the codes that one of the coder's done marks speaks for."""
    versions = {document.id: document.version for document in queries.documents(project)}
    marks = [mark for mark in queries.done(project) if mark.coder in coders and mark.version == versions[mark.document]]
    spoken = {hash_: spoken_for(project, reading, hash_) for hash_ in {mark.codebook for mark in marks}}
    judged: dict[str, dict[str, frozenset[str]]] = {}
    for mark in marks:
        by_coder = judged.setdefault(mark.document, {})
        by_coder[mark.coder] = by_coder.get(mark.coder, frozenset()) | spoken[mark.codebook]
    return judged


def done_coders(project: Project) -> list[str]:
    """Everyone but the consensus who has marked a document as done."""
    return sorted({mark.coder for mark in queries.done(project)} - {CONSENSUS})
