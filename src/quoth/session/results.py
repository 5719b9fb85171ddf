"""What is counted: the result layer as quotations.

Owns the rule of the result layer: in each document the consensus where it is settled, else the only coder; a document
with several unsettled coders belongs to nobody until someone says whose codings count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.errors import ExportError
from quoth.i18n import _, ngettext
from quoth.model.code_query import CodeQuery, Resolve
from quoth.model.codebook import Codebook
from quoth.model.coding import CONSENSUS, Origin, Quotation
from quoth.model.text import Document, Role
from quoth.session.blind import hidden_documents
from quoth.session.codebook import Reading, last_labels
from quoth.session.filters import Filters, check_filters, passing, resolver, wanted, with_children
from quoth.session.participants import Participants, masked
from quoth.store import Project, queries

__all__ = [
    "Filters",
    "Layer",
    "check_filters",
    "choose_layer",
    "quotations",
    "unsettled",
    "wanted",
    "with_children",
]


@dataclass(frozen=True, slots=True)
class Layer:
    """Whose codings count in each document."""

    name: str
    coders: Mapping[str, frozenset[str]]
    """By document id."""
    unsettled: tuple[str, ...] = ()
    """Names of documents with several coders and no consensus, or in an open round."""


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
        every = {d.id: frozenset(by_document.get(d.id, set()) | finished.get(d.id, set())) for d in documents}
        return Layer("all coders", every)
    chosen: dict[str, frozenset[str]] = {}
    unsettled = []
    hidden = hidden_documents(project, project.viewer)
    for document in documents:
        found = by_document.get(document.id, set())
        if document.id in hidden:
            unsettled.append(document.name)
            continue
        read = found | finished.get(document.id, set())  # who is done and applied nothing has judged it, too
        if CONSENSUS in finished.get(document.id, ()):
            chosen[document.id] = frozenset({CONSENSUS})
        elif found and len(read) > 1:
            unsettled.append(document.name)
        else:
            chosen[document.id] = frozenset(read)
    return Layer("result (consensus where settled, else the only coder)", chosen, tuple(unsettled))


def quotations(
    project: Project, reading: Reading, filters: Filters, layer: Layer, numbered: Participants | None = None
) -> Iterator[Quotation]:
    """The quotations of a layer, by document and place; with participants' numbers for speakers' names if `numbered`.

    Raises ExportError where documents wanted are unsettled, and UsageError for a filter by an unknown name.
    """
    check_filters(project, reading, filters)
    documents = [d for d in queries.documents(project) if wanted(d, filters)]
    unsettled(project, documents, layer)
    return _quotations(project, reading.codebook, filters, layer, documents, numbered)


def unsettled(project: Project, documents: Sequence[Document], layer: Layer) -> None:
    """Raises ExportError where it is not settled whose codings count in one of the documents."""
    hidden = hidden_documents(project, project.viewer)
    if blind := [d.name for d in documents if d.id in hidden and d.name in set(layer.unsettled)]:
        raise ExportError(
            ngettext(
                "{names} is in an open round, so it is not settled what counts.",
                "{names} are in an open round, so it is not settled what counts.",
                len(blind),
            ).format(names=_few(blind)),
            _("Give --coder with your own name, or close the round: quoth round close NAME."),
        )
    if names := [d.name for d in documents if d.name in set(layer.unsettled)]:
        raise ExportError(
            _("Several coders coded {names}, and it is not settled whose codings count.").format(names=_few(names)),
            _("Give --coder NAME for one coder's codings, or --layer all for everyone's."),
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (_(" and {n} more documents").format(n=len(names) - 5) if len(names) > 5 else "")


def _quotations(
    project: Project,
    codebook: Codebook,
    filters: Filters,
    layer: Layer,
    documents: Sequence[Document],
    numbered: Participants | None,
) -> Iterator[Quotation]:
    memos = _memo_texts(project)
    used = queries.code_counts(project)
    lost = last_labels(project, [code for code in used if code not in codebook.by_id])
    named = {code: (lost.get(code) or codebook.label(code), lost.get(code) or codebook.path(code)) for code in used}
    passes = passing(codebook, replace(filters, speakers=()))  # speakers are told by their names, so before numbering
    for document in documents:
        coders = layer.coders.get(document.id, frozenset())
        rows = [row for row in queries.coding_rows(project, document.id) if row[_CODER] in coders]
        if filters.query:
            rows = _answering(rows, filters.query, resolver(codebook, children=filters.children))
        if rows:
            found = _placed(project, document, rows, named, memos, frozenset(filters.speakers), numbered)
            yield from found if passes is None else filter(passes, found)


_CODER, _CODE, _VERSION, _START, _END = 1, 2, 4, 5, 6
"""Where these stand in a row of `queries.coding_rows`."""
_ORIGINS = {str(origin): origin for origin in Origin}
_ROLES = {str(role): role for role in Role}
_NOWHERE = (0, 0, "", "", "", -1.0)
"""Stands for the turn of a coding in a text without turns."""


def _answering(rows: Sequence[queries.Row], query: CodeQuery, ids: Resolve) -> list[queries.Row]:
    """The codings that answer a question about codes, which is put to each coder and text by itself."""
    groups: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault((row[_VERSION], row[_CODER]), []).append(index)
    kept: list[int] = []
    for group in groups.values():
        chosen = query.chosen([(rows[i][_START], rows[i][_END], rows[i][_CODE]) for i in group], ids)
        kept += [index for index, is_wanted in zip(group, chosen, strict=True) if is_wanted]
    return [rows[index] for index in sorted(kept)]


def _placed(
    project: Project,
    document: Document,
    rows: Iterable[queries.Row],
    named: Mapping[str, tuple[str, str]],
    memos: Mapping[str, str],
    speakers: frozenset[str],
    numbered: Participants | None,
) -> Iterator[Quotation]:
    """Rows of codings of one document as quotations, with the turn that each begins in."""
    name, attributes, newest, case = document.name, document.attributes, document.version, document.case
    turns: dict[str, tuple[list[int], list[queries.Row]]] = {}
    for row in rows:
        id_, coder, code, about, version, start, end, quote, prefix, suffix, definition, at, round_, origin, *how = row
        rank, score, star, translation, language, translator = how
        if version not in turns:
            found = queries.turn_rows(project, version)
            turns[version] = [turn[0] for turn in found], found
        starts, placed = turns[version]
        number = bisect_right(starts, start)
        _, speech, speaker, role, section, time = placed[number - 1] if number else _NOWHERE
        if speakers and speaker not in speakers:
            continue
        if numbered:
            if start < speech or (number < len(starts) and starts[number] < end):
                over = placed[max(0, number - 1) : bisect_left(starts, end)]
                quote = masked(quote, start, over, numbered.of_document(about))
            speaker = numbered.shown(about, speaker)
        label, path = named[code]
        yield Quotation(
            id_,
            coder,
            code,
            about,
            version,
            start,
            end,
            quote,
            prefix,
            suffix,
            definition,
            at,
            round_,
            _ORIGINS[origin],
            rank,
            score,
            star == 1,
            translation,
            language,
            translator,
            name,
            attributes,
            label,
            path,
            number,
            speaker,
            _ROLES[role],
            section,
            None if time < 0 else time,
            memos.get(id_, ""),
            version != newest,
            case,
        )


def _memo_texts(project: Project) -> dict[str, str]:
    texts: dict[str, str] = {}
    for memo in queries.memos(project, "coding"):
        texts[memo.target] = f"{texts[memo.target]}\n\n{memo.text}" if memo.target in texts else memo.text
    return texts
