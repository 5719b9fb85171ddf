"""A layer of the project's codings as columns that reports count.

Owns how codings, turns, texts and done marks become `analysis.Counted`. The codings are those that `results.quotations`
gives, less those that stand on an earlier text; the two are compared by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import quoth
from quoth.analysis.counted import Codings, Counted, Participant, Turns, mapping_of, uncovered_from, unit_of
from quoth.analysis.words import begun
from quoth.model.tables import Counts
from quoth.model.text import SPOKEN, Document, Role
from quoth.session.codebook import Reading, last_labels
from quoth.session.comparing import judged
from quoth.session.filters import Filters, check_filters, resolver, wanted
from quoth.session.participants import Participants, number
from quoth.session.results import Layer, quotations, unsettled
from quoth.store import Project, counting, queries

__all__ = ["count"]

Ints = NDArray[np.int64]


def count(project: Project, reading: Reading, filters: Filters, layer: Layer, *, names: bool = False) -> Counted:
    """Everything that reports need of the codings that pass the filters; speakers numbered, or with their `names`.

    Raises ExportError where documents wanted are unsettled, and UsageError for a filter by an unknown name.
    """
    check_filters(project, reading, filters)
    documents = tuple(d for d in queries.documents(project) if wanted(d, filters))
    unsettled(project, documents, layer)
    naming = None if names else number(project)
    raw = _raw(project, documents)
    keep = _passing(project, reading, filters, layer, documents, raw)
    turns, speech, participants, counts_as = _turns(project, documents, filters.speakers, naming)
    here = _turn_of(turns, raw.document, raw.start)
    if filters.speakers:
        keep &= (here >= 0) & counts_as[here]
    raw, here = raw.where(keep), here[keep]
    codes, labels = _codes(project, reading, filters, raw)
    index = mapping_of(codes)
    code = np.array([index.get(name, -1) for name in raw.codes] or [-1], dtype=np.int64)[raw.code]
    coders = tuple(sorted({raw.coders[i] for i in set(raw.coder.tolist())}))
    coder_index = mapping_of(coders)
    coder = np.array([coder_index.get(name, -1) for name in raw.coders] or [-1], dtype=np.int64)[raw.coder]
    order = np.lexsort((raw.row, coder, code, -raw.end, raw.start, raw.document))
    raw, here, code, coder = raw.where(order), here[order], code[order], coder[order]
    fresh = uncovered_from(raw.document * max(len(codes), 1) + code, raw.start, raw.end)
    words, covered, said, lengths = _words(project, documents, raw, fresh, turns, speech)
    turns = replace(turns, words=said)
    spoken_by = np.where(here >= 0, turns.participant[here], -1) if len(turns.start) else here
    codings = Codings(raw.row, raw.document, code, coder, raw.start, raw.end, here, spoken_by, words, covered)
    read = _read(project, reading, documents, codes, layer)
    notes = _notes(project, documents, layer, raw.code, read)
    people = len(set(turns.participant.tolist()) - {-1})
    told = replace(filters, speakers=naming.of_names(filters.speakers)) if naming else filters
    counts = Counts(layer.name, told.words(), len(codings), len(documents), people, reading.hash[:8], quoth.__version__)
    return Counted(
        documents, codes, labels, coders, participants, codings, turns, lengths, read, reading.codebook, counts, notes
    )


@dataclass(frozen=True, slots=True)
class _Raw:
    """Codings as the database has them, of the documents wanted, before anything else is left out."""

    codes: tuple[str, ...]
    """What `code` counts in: ids in the order met."""
    coders: tuple[str, ...]
    row: Ints
    document: Ints
    code: Ints
    coder: Ints
    start: Ints
    end: Ints
    star: Ints

    def where(self, chosen: NDArray[np.bool_] | Ints) -> _Raw:
        columns = (getattr(self, name)[chosen] for name in self.__slots__[2:])
        return _Raw(self.codes, self.coders, *columns)


def _raw(project: Project, documents: Sequence[Document]) -> _Raw:
    places = {document.id: index for index, document in enumerate(documents)}
    codes: dict[str, int] = {}
    coders: dict[str, int] = {}
    parts: list[NDArray[np.int64]] = []
    for rows in counting.coding_rows(project):
        plain = [
            (row, places[d], codes.setdefault(c, len(codes)), coders.setdefault(who, len(coders)), start, end, star)
            for row, d, c, who, start, end, star in rows
            if d in places
        ]
        parts.append(np.array(plain, dtype=np.int64).reshape(-1, 7))
    whole = np.concatenate(parts) if parts else np.empty((0, 7), dtype=np.int64)
    return _Raw(tuple(codes), tuple(coders), *(np.ascontiguousarray(whole[:, i]) for i in range(7)))


def _passing(
    project: Project, reading: Reading, filters: Filters, layer: Layer, documents: Sequence[Document], raw: _Raw
) -> NDArray[np.bool_]:
    """Which codings count: those of the layer's coders that pass the filters, but for the one on speakers."""
    if filters != replace(filters, roles=(), since="", until="", text="", query=None):
        ids = [quotation.id for quotation in quotations(project, reading, filters, layer)]
        return np.isin(raw.row, counting.rows_of(project, ids))
    allowed = np.zeros((max(len(documents), 1), max(len(raw.coders), 1)), dtype=bool)
    for index, document in enumerate(documents):
        counted = layer.coders.get(document.id, frozenset())
        allowed[index, : len(raw.coders)] = [coder in counted for coder in raw.coders]
    passing = allowed[raw.document, raw.coder] if len(raw.row) else np.zeros(0, dtype=bool)
    if filters.codes:
        chosen = _chosen_codes(reading, filters)
        passing &= np.array([code in chosen for code in raw.codes] or [False])[raw.code]
    if filters.starred:
        passing &= raw.star == 1
    return passing


def _chosen_codes(reading: Reading, filters: Filters) -> frozenset[str]:
    ids = resolver(reading.codebook, children=filters.children)
    return frozenset(code for name in filters.codes for code in ids(name))


def _turns(
    project: Project, documents: Sequence[Document], speakers: Sequence[str], naming: Participants | None
) -> tuple[Turns, Ints, tuple[Participant, ...], NDArray[np.bool_]]:
    """All turns with no words yet, where their speech begins, who takes part, and which pass a filter on speakers.

    With speakers named only they take part.
    """
    places = {document.id: index for index, document in enumerate(documents)}
    units = [unit_of(document) for document in documents]
    people: dict[Participant, int] = {}
    parts: list[Ints] = []
    for rows in counting.turn_rows(project):
        plain = []
        for name, begin, stop, words, speaker, role, kind in rows:
            if name not in places:
                continue
            named = not speakers or speaker in speakers
            answers = kind in SPOKEN and role != Role.INTERVIEWER and named
            shown = naming.shown(name, speaker) if naming else speaker
            who = people.setdefault(Participant(units[places[name]], shown), len(people)) if answers else -1
            plain.append((places[name], begin, stop, who, words, named))
        parts.append(np.array(plain, dtype=np.int64).reshape(-1, 6))
    whole = np.concatenate(parts) if parts else np.empty((0, 6), dtype=np.int64)
    whole = whole[np.lexsort((whole[:, 1], whole[:, 0]))]
    document, start, end, speaks, speech, passes = (np.ascontiguousarray(whole[:, i]) for i in range(6))
    turns = Turns(document, start, end, speaks, np.zeros_like(start))
    return turns, speech, tuple(people), passes.astype(bool)


def _turn_of(turns: Turns, document: Ints, start: Ints) -> Ints:
    """The turn that each place lies in, or that begins last before it in its document; -1 where there is none."""
    if not len(turns.start) or not len(start):
        return np.full(len(start), -1, dtype=np.int64)
    reach = int(max(turns.start.max(), start.max())) + 1
    found = np.searchsorted(turns.document * reach + turns.start, document * reach + start, side="right") - 1
    found[turns.document[found] != document] = -1
    return found


def _codes(project: Project, reading: Reading, filters: Filters, raw: _Raw) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that a report names, with their labels: those in use or to be used, in the codebook's order."""
    book = reading.codebook
    used = {raw.codes[i] for i in set(raw.code.tolist())}
    chosen = _chosen_codes(reading, filters) if filters.codes else None
    listed = [
        code.id for code in book.codes if (code.applicable or code.id in used) and (chosen is None or code.id in chosen)
    ]
    gone = [code for code in sorted(used) if code not in book.by_id]
    lost = last_labels(project, gone) if gone else {}
    labels = [*map(book.label, listed), *(f"{lost.get(code) or code} (no longer in the codebook)" for code in gone)]
    return (*listed, *gone), tuple(labels)


def _words(
    project: Project, documents: Sequence[Document], raw: _Raw, fresh: Ints, turns: Turns, speech: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Words of each coding, those of them that are new in its code, words of each turn, lengths of documents."""
    words, covered = np.zeros(len(raw.row), dtype=np.int64), np.zeros(len(raw.row), dtype=np.int64)
    said, lengths = np.zeros(len(turns.start), dtype=np.int64), np.zeros(len(documents), dtype=np.int64)
    places = {document.id: index for index, document in enumerate(documents)}
    edges = np.searchsorted(raw.document, np.arange(len(documents) + 1))
    borders = np.searchsorted(turns.document, np.arange(len(documents) + 1))
    for name, text in counting.texts(project):
        if (index := places.get(name)) is None:
            continue
        before = begun(text)
        here = slice(edges[index], edges[index + 1])
        words[here] = before[raw.end[here]] - before[raw.start[here]]
        covered[here] = before[raw.end[here]] - before[fresh[here]]
        there = slice(borders[index], borders[index + 1])
        spoken = before[turns.end[there]] - before[speech[there]]
        said[there] = np.where(turns.participant[there] >= 0, spoken, 0)
        lengths[index] = len(text)
    return words, covered, said, lengths


def _read(
    project: Project, reading: Reading, documents: Sequence[Document], codes: Sequence[str], layer: Layer
) -> NDArray[np.bool_]:
    """Documents x codes: whether a coder whose codings count there is done under the definition in force."""
    found = np.zeros((len(documents), len(codes)), dtype=bool)
    marks = judged(project, reading, sorted({mark.coder for mark in queries.done(project)}))
    for index, document in enumerate(documents):
        counted = layer.coders.get(document.id, frozenset())
        spoken: frozenset[str] = frozenset().union(
            *(known for coder, known in marks.get(document.id, {}).items() if coder in counted)
        )
        if spoken:
            found[index] = [code in spoken for code in codes]
    return found


def _notes(
    project: Project, documents: Sequence[Document], layer: Layer, code: Ints, read: NDArray[np.bool_]
) -> tuple[str, ...]:
    notes = []
    counted = {document.id: layer.coders.get(document.id, frozenset()) for document in documents}
    old = sum(1 for rows in counting.earlier(project) for d, _, who in rows if who in counted.get(d, ()))
    if old:
        notes.append(f"{old:,} codings whose words a correction took out stand on an earlier text and are not counted.")
    nobody = sum(not coders for coders in counted.values())
    if nobody and len(documents):
        notes.append(f"{nobody:,} of the {len(documents):,} documents have not been coded in this layer.")
    if len(code) and not read.any():
        notes.append(
            "No document is marked as done, so it is not known where a code is absent and where nobody looked."
        )
    return tuple(notes)
