"""Exports: what of the project is in them, who is named in them, and when nothing is written.

Owns the step from a project, filters and a layer to an exporter's material. Positions are code points.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import quoth
from quoth import exporters
from quoth.errors import ExportError
from quoth.exporters import About, Material, Options, Text, Unit
from quoth.i18n import _
from quoth.model.coding import Quotation
from quoth.model.text import Document, Span, Version
from quoth.session import archiving, participants
from quoth.session.codebook import Reading
from quoth.session.describe import count
from quoth.session.filters import Filters, wanted
from quoth.session.results import Layer, quotations
from quoth.store import Project, queries

__all__ = ["NUMBERED", "check_something", "codebook_words", "material", "write"]

NUMBERED = "numbered; names that are spoken, and those in memos, attributes and documents' names, stay"
WITHOUT_QUOTES = frozenset(("codebook", "bundle", "matrix", "sav"))
"""Formats that are whole without a single quotation."""
ROWS = frozenset(("csv", "tsv", "json", "jsonl"))
"""Formats that programs read: while nothing is coded, a table without rows is the answer, and a script goes on."""


def material(project: Project, reading: Reading, filters: Filters, layer: Layer, *, names: bool = False) -> Material:
    """What can be exported. Raises ExportError and UsageError where the filters or the layer do not hold."""
    quotations(project, reading, filters, layer)  # refuses at once what cannot be meant
    people = None if names else participants.number(project)
    numbered = people if people and people.numbers else None
    documents = tuple(d for d in queries.documents(project) if wanted(d, filters))

    def found() -> Iterator[Quotation]:
        return quotations(project, reading, filters, layer, numbered)

    def texts() -> Iterator[Text]:
        for document, group in _by_document(documents, found()):
            version = _shown(queries.version(project, document.version), numbered)
            yield Text(document, version, tuple(q for q in group if not q.earlier_text))

    def units(kind: str) -> Iterator[Unit]:
        known = {*queries.coder_counts(project), *((mark.document, mark.coder) for mark in queries.done(project))}
        for document, group in _by_document(documents, found()):
            version = _shown(queries.version(project, document.version), numbered)
            spans = _spans(version, document, kind)
            for coder, codings in _coders(document, group, layer, known):
                yield from _units(document, version, spans, coder, codings)

    return Material(
        about=About(
            title=reading.codebook.title,
            layer=layer.name,
            filters=(replace(filters, speakers=numbered.of_names(filters.speakers)) if numbered else filters).words(),
            codebook=codebook_words(project),
            names=NUMBERED if numbered else "by name" if names else "none; the texts name nobody",
            quoth=quoth.__version__,
        ),
        codebook=reading.codebook,
        attributes=tuple(dict.fromkeys(name for d in queries.documents(project) for name in d.attributes)),
        documents=documents,
        quotations=found,
        texts=texts,
        units=units,
        code_counts=lambda: queries.code_counts(project),
        archive=lambda with_texts: archiving.archive(project, reading, with_texts),
    )


def codebook_words(project: Project) -> str:
    """Which version of the codebook is in force, as `version 3 (1a2b3c4d)`."""
    history = queries.codebook_history(project)
    return f"version {len(history)} ({history[-1].hash[:8]})" if history else ""


def check_something(project: Project, format_: str, found: Material) -> None:
    """Raises ExportError where an export would be empty, with whose codings there are.

    Only the rows of a project without codings may be none: a filter that nothing passes is more likely a slip.
    """
    if format_ == "codebook" and not found.codebook.codes:
        raise ExportError(
            _("The codebook has no codes, so nothing was written."), _("quoth codebook add LABEL adds one.")
        )
    if format_ in ("matrix", "sav") and not found.documents:
        raise ExportError(_("No document fits, so nothing was written."), _("quoth documents lists them."))
    untouched = format_ in ROWS and not found.about.filters and not queries.coder_counts(project)
    if format_ not in WITHOUT_QUOTES and not untouched and next(found.quotations(), None) is None:
        raise ExportError(_("Nothing that is counted fits, so nothing was written."), _whose(project))


def _whose(project: Project) -> str:
    """Whose codings there are, for somebody who misses theirs."""
    totals: Counter[str] = Counter()
    for (_document, coder), number in queries.coder_counts(project).items():
        totals[coder] += number
    named = ", ".join(f"{coder} {number}" for coder, number in sorted(totals.items()))
    if not named:
        return _("Nothing is coded yet.")
    return _("Codings in the project: {named}; --coder NAME writes one coder's.").format(named=named)


def write(project: Project, format_: str, found: Material, target: Path, options: Options) -> str:
    """Write an export and say in words what is in it. Raises ExportError; then the old file is untouched."""
    exporters.check(format_)
    check_something(project, format_, found)
    taken = exporters.export(format_, found, target, options)
    if format_ == "codebook":
        return count(len(found.codebook.codes), "code")
    if format_ in ("matrix", "sav"):
        return f"{count(len(found.documents), 'document')} by {options.unit}"
    if format_ == "bundle":
        return "an archive"
    return count(taken, "quotation") + ("" if taken else " (nothing is coded yet)")


# ---- texts and units


def _shown(version: Version, numbered: participants.Participants | None) -> Version:
    return numbered.in_version(version) if numbered else version


def _by_document(
    documents: Sequence[Document], found: Iterator[Quotation]
) -> Iterator[tuple[Document, Sequence[Quotation]]]:
    """Every document with its quotations, which come in the order of documents."""
    groups = groupby(found, attrgetter("document_id"))
    name, group = next(groups, ("", iter(())))
    for document in documents:
        if document.id == name:
            yield document, list(group)
            name, group = next(groups, ("", iter(())))
        else:
            yield document, ()


def _spans(version: Version, document: Document, kind: str) -> list[Span]:
    """The units of a text, in order."""
    if kind == "document":
        return [Span(0, len(version.text))]
    if kind == "turn":
        return [turn.span for turn in version.turns if turn.is_speech]
    from quoth import segment

    found = segment.sentences(version.text, version.turns, document.attributes.get("language", ""))
    return [Span(sentence.start, sentence.end) for sentence in found]


def _coders(
    document: Document, group: Sequence[Quotation], layer: Layer, known: Collection[tuple[str, str]]
) -> Iterator[tuple[str, list[Quotation] | None]]:
    """Whose judgement there is on a document, with the codings; None where there is nobody's."""
    counting = sorted(c for c in layer.coders.get(document.id, frozenset()) if (document.id, c) in known)
    for coder in counting:
        yield coder, [q for q in group if q.coder == coder]
    if not counting:
        yield "", None


def _units(
    document: Document, version: Version, spans: Sequence[Span], coder: str, found: Sequence[Quotation] | None
) -> Iterator[Unit]:
    ends = [span.end for span in spans]
    touching: list[dict[str, int]] = [{} for _ in spans]
    for q in found or ():
        index = bisect_left(ends, q.start + 1)
        while not q.earlier_text and index < len(spans) and spans[index].start < q.end:
            touching[index][q.code] = touching[index].get(q.code, 0) + 1
            index += 1
    single = len(spans) == 1 and spans[0] == Span(0, len(version.text))
    for number, (span, codes) in enumerate(zip(spans, touching, strict=True), 1):
        index = -1 if single else version.turn_at(span.start)
        speaker, role = (version.turns[index].speaker, version.turns[index].role.value) if index >= 0 else ("", "")
        yield Unit(document, number, span.start, span.end, speaker, role, coder, None if found is None else codes)
