"""What some reports need of a project beside the counted codings: words, times, exposure, facts for a checklist."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

import quoth
from quoth import segment
from quoth.analysis.coders import Work
from quoth.analysis.compare import Quote
from quoth.analysis.counted import Counted
from quoth.analysis.saturation import order_of, saturated
from quoth.model.coding import CONSENSUS, Coding
from quoth.session.codebook import Reading, at_version
from quoth.session.participants import masked, number
from quoth.store import Project, counting, queries

__all__ = ["drafts", "found_codings", "quotes", "sentences", "starred", "work"]

Ints = NDArray[np.int64]


def sentences(project: Project, counted: Counted) -> tuple[Ints, Ints, Ints]:
    """Document, start and end of every sentence, ordered."""
    index = {document.id: i for i, document in enumerate(counted.documents)}
    rows: list[tuple[int, int, int]] = []
    for version in queries.versions(project):
        if (place := index.get(version.document)) is None:
            continue
        language = counted.documents[place].attributes.get("language", "")
        rows += [(place, s.start, s.end) for s in segment.sentences(version.text, version.turns, language)]
    found = np.array(rows, dtype=np.int64).reshape(-1, 3)
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    return found[:, 0], found[:, 1], found[:, 2]


def starred(project: Project, counted: Counted) -> NDArray[np.bool_]:
    """Which of the counted codings have a star."""
    stars = [row[0] for rows in counting.coding_rows(project) for row in rows if row[6]]
    return np.isin(counted.codings.row, stars)


def found_codings(project: Project, counted: Counted, indices: Sequence[int]) -> list[Coding]:
    """The codings at these indices."""
    return counting.codings_at(project, [int(counted.codings.row[i]) for i in indices])


def quotes(project: Project, counted: Counted, indices: Sequence[int], *, names: bool = False) -> Mapping[int, Quote]:
    """The words of codings, with the document and who speaks; labels of speakers in them numbered, or as they are."""
    found: dict[int, Quote] = {}
    naming = None if names else number(project)
    for index, coding in zip(indices, found_codings(project, counted, indices), strict=True):
        who = int(counted.codings.participant[index])
        document = counted.names[int(counted.codings.document[index])]
        quote = coding.quote
        if naming:
            turns = queries.turn_rows(project, coding.version)
            first = max(0, bisect_right([turn[0] for turn in turns], coding.start) - 1)
            quote = masked(quote, coding.start, turns[first:], naming.of_document(coding.document))
        found[index] = quote, document, counted.participants[who].speaker if who >= 0 else ""
    return found


def work(project: Project, reading: Reading, counted: Counted) -> dict[tuple[str, str], Work]:
    """What each coder did in each document, by coder and name of document."""
    names = {document.id: document.name for document in counted.documents}
    rows = set(counted.codings.row.tolist())
    first: dict[tuple[str, str], str] = {}
    last: dict[tuple[str, str], str] = {}
    suggested: dict[tuple[str, str], int] = {}
    for part in counting.made_rows(project):
        for row, document, coder, at, origin in part:
            if row in rows:
                key = coder, names[document]
                first[key] = min(at, first.get(key, at))
                last[key] = max(at, last.get(key, at))
                suggested[key] = suggested.get(key, 0) + (origin == "suggestion")
    done: dict[tuple[str, str], tuple[str, bool]] = {}
    for mark in queries.done(project):
        if mark.document in names:
            done[mark.coder, names[mark.document]] = mark.at, mark.codebook == reading.hash
    saw: dict[tuple[str, str], set[str]] = {}
    for seen in queries.exposures(project):
        if seen.document in names and seen.kind != "opened":
            saw.setdefault((seen.coder, names[seen.document]), set()).add(seen.kind)
    keys = sorted({*first, *done, *saw})
    return {
        key: Work(
            first.get(key, ""),
            last.get(key, ""),
            suggested.get(key, 0),
            *done.get(key, ("", False)),
            tuple(sorted(saw.get(key, ()))),
        )
        for key in keys
    }


def drafts(project: Project, reading: Reading, counted: Counted) -> dict[int, str]:
    """Sentences for the items of COREQ that the project can answer, by number."""
    found = {
        12: _sample_size(counted),
        16: _sample(counted),
        18: _repeats(counted),
        21: _duration(project, counted),
        22: _saturation(counted),
        24: _coders(project, counted),
        25: _tree(reading, counted),
        26: _derivation(project, reading),
        27: f"Transcripts were coded in Quoth {quoth.__version__}.",
        29: _quotations(project, counted),
        31: _themes(counted, major=True),
        32: _themes(counted, major=False),
    }
    return {number: text for number, text in found.items() if text}


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _sample_size(counted: Counted) -> str:
    cases = len({document.case for document in counted.documents if document.case})
    more = f" of {_many(cases, 'case')}" if cases else ""
    return f"{_many(counted.counts.participants, 'participant')} in {_many(len(counted.documents), 'document')}{more}."


def _sample(counted: Counted) -> str:
    parts = []
    for name in dict.fromkeys(name for document in counted.documents for name in document.attributes):
        values = {value or "not known": len(indices) for value, indices in counted.groups(name).items()}
        if 1 < len(values) <= 8:
            said = ", ".join(f"{v} {n}" for v, n in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))
            parts.append(f"{name}: {said}")
    return f"Documents by {'; '.join(parts)}." if parts else ""


def _repeats(counted: Counted) -> str:
    cases: dict[str, int] = {}
    for document in counted.documents:
        if document.case:
            cases[document.case] = cases.get(document.case, 0) + 1
    repeated = [case for case, number in cases.items() if number > 1]
    return f"{_many(len(repeated), 'participant')} had more than one interview." if repeated else ""


def _duration(project: Project, counted: Counted) -> str:
    ends = []
    for document in counted.documents:
        times = [turn.time for turn in queries.turns(project, document.version) if turn.time is not None]
        if times:
            ends.append(max(times) / 60)
    if not ends:
        return ""
    low, high, middle = min(ends), max(ends), float(np.median(ends))
    return (
        f"{_many(len(ends), 'recording')}: the last turn begins {low:.0f} to {high:.0f} minutes after the start "
        f"(median {middle:.0f})."
    )


def _saturation(counted: Counted) -> str:
    present = [frozenset(np.flatnonzero(counted.number[i]).tolist()) for i in order_of(counted, "")]
    found = saturated(present, 4, 2, 0.05)
    if not found.runs or found.reached is None:
        return ""
    return (
        f"With a base of 4 interviews, runs of 2 and a threshold of 5 % new information (Guest, Namey and Chen 2020) "
        f"saturation of codes was reached at interview {found.reached - 2}, in the order of import."
    )


def _coders(project: Project, counted: Counted) -> str:
    people = {mark.coder for mark in queries.done(project)} | {coder for _, coder in queries.coder_counts(project)}
    number = len(people - {CONSENSUS})
    double: dict[str, set[str]] = {}
    for document, coder in queries.coder_counts(project):
        if coder != CONSENSUS:
            double.setdefault(document, set()).add(coder)
    twice = sum(len(coders) > 1 for coders in double.values())
    if not number:
        return ""
    return f"{_many(number, 'coder')}; {twice} of {_many(len(double), 'coded document')} coded by more than one."


def _tree(reading: Reading, counted: Counted) -> str:
    book = reading.codebook
    codes = [code for code in book.codes if not code.heading]
    top = [code.label for code in book.codes if code.parent is None and code.heading]
    defined = sum(bool(code.definition) for code in codes)
    under = f" under {_many(len(top), 'heading')} ({'; '.join(top)})" if top else ""
    return f"{_many(len(codes), 'code')}{under}; {defined} with a definition (quoth export codebook prints it)."


def _derivation(project: Project, reading: Reading) -> str:
    history = queries.codebook_history(project)
    if not history:
        return ""
    first = at_version(project, history[0].hash)
    codes = [code.id for code in reading.codebook.codes if not code.heading]
    early = sum(code in first.by_id for code in codes)
    return (
        f"{early} of {_many(len(codes), 'code')} stood in the first version of the codebook, {len(codes) - early} were "
        f"added during the work; the codebook had {_many(len(history), 'version')}."
    )


def _quotations(project: Project, counted: Counted) -> str:
    number = int(starred(project, counted).sum())
    if not number:
        return ""
    return f"{_many(number, 'quotation')} chosen (starred), each with its document and speaker."


def _themes(counted: Counted, *, major: bool) -> str:
    """Codes by how many documents have them: half or more of those coded are called major here."""
    coded = int((counted.number.sum(axis=1) > 0).sum())
    if not coded:
        return ""
    with_code = (counted.number > 0).sum(axis=0)
    chosen = [i for i in np.argsort(-with_code, kind="stable") if with_code[i] and (2 * with_code[i] >= coded) == major]
    names = ", ".join(f"{counted.labels[i]} ({with_code[i]})" for i in chosen[:12])
    more = f" and {len(chosen) - 12} more" if len(chosen) > 12 else ""
    what = "in half or more" if major else "in fewer than half"
    return f"Codes {what} of the {_many(coded, 'coded document')}: {names}{more}." if chosen else ""
