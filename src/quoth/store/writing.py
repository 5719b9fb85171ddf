"""Every action that changes a project, as facts for the journal: model objects in, one row out.

Invariant: a payload holds all that its effects need, so that replay computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quoth.model.coding import CONTEXT, Coding, Done, Evidence, Outcome, Suggestion, Verdict
from quoth.model.round import Round
from quoth.model.text import Span, Transcript, Version, document_id, text_hash, version_id
from quoth.store import journal, passages
from quoth.store.database import guarded
from quoth.store.project import Project, record, turns_hash

__all__ = [
    "add_codings",
    "add_documents",
    "add_memo",
    "adjust",
    "assign",
    "change_codebook",
    "close_round",
    "first_version",
    "looked",
    "mark_done",
    "open_round",
    "reanchor_payload",
    "recode",
    "reject",
    "remove_codings",
    "revise",
    "saw",
    "set_attributes",
    "set_speakers",
    "set_star",
    "settle",
    "show_others",
    "summarise",
    "translate",
    "version_facts",
]


def first_version(transcript: Transcript) -> Version:
    """The version that a transcript becomes when it is imported as a new document."""
    document = document_id(transcript.name, transcript.text)
    name = version_id(document, transcript.text)
    return Version(name, document, 1, transcript.text, transcript.turns, transcript.source)


def version_facts(version: Version) -> dict[str, Any]:
    """What a row says of a version; its text and turns are named by their hashes."""
    source = {
        "path": version.source.path,
        "sha256": version.source.sha256,
        "reader": version.source.reader,
        "options": dict(version.source.options),
    }
    facts = {"id": version.id, "number": version.number, "text": text_hash(version.text)}
    return facts | {"turns": turns_hash(version.turns), "source": source}


def add_documents(project: Project, coder: str, transcripts: Iterable[Transcript]) -> journal.Row:
    """Import transcripts as new documents, in one action."""
    documents, versions = [], []
    stones = journal.acting(project.connection, ("erase",))
    for transcript in transcripts:
        version = _without_erased(first_version(transcript), stones)
        versions.append(version)
        documents.append(
            {
                "id": version.document,
                "document": version.document,
                "name": transcript.name,
                "attributes": dict(transcript.attributes),
                "case": transcript.case,
                "version": version_facts(version),
            }
        )
    return record(project, coder, "import", {"documents": documents}, versions=versions)


def _without_erased(version: Version, stones: Sequence[journal.Row]) -> Version:
    """A version without the passages that were erased from this very text when it was here before."""
    blanks = passages.Blanks()
    for stone in stones:
        blanks.add(stone.id, stone.payload)
    turns = tuple(passages.blanked_turn(turn, blanks.turns.get(version.id, {})) for turn in version.turns)
    return replace(version, text=passages.blank(version.text, blanks.of(version.id)), turns=turns)


def set_attributes(project: Project, coder: str, values: Mapping[str, Mapping[str, str]]) -> journal.Row:
    """Set attributes of documents (by id); an empty value takes one away."""
    items = [{"document": document, "values": dict(named)} for document, named in values.items()]
    return record(project, coder, "attributes", {"attributes": items})


def set_speakers(
    project: Project, coder: str, document: str, speakers: Mapping[str, Mapping[str, str]], says: str
) -> journal.Row:
    """Give speakers of a document (by id) another name (`shown`) or `role`; they are named as they were read.

    `says` tells in words what was done.
    """
    items = [{"name": name, **facts} for name, facts in speakers.items()]
    return record(project, coder, "speakers", {"document": document, "speakers": items, "says": says})


def coding_facts(coding: Coding, memo: str = "", evidence: Evidence | None = None) -> dict[str, Any]:
    """A new coding as facts; what is empty is left out."""
    facts: dict[str, Any] = {
        name: getattr(coding, name)
        for name in ("code", "document", "version", "start", "end", "quote", "prefix", "suffix", "definition")
    }
    extra = {
        "round": coding.round,
        "origin": "" if coding.origin == "typed" else str(coding.origin),
        "rank": coding.rank,
        "score": coding.score,
        "star": int(coding.star),
        "translation": coding.translation,
        "translation_language": coding.translation_language,
        "translator": coding.translator,
        "memo": memo,
        "evidence": evidence_facts(evidence) if evidence else None,
    }
    return facts | {name: value for name, value in extra.items() if value}


def evidence_facts(evidence: Evidence) -> dict[str, Any]:
    """The reason of a suggestion; a quote is named by its coding, not copied."""
    nearest = evidence.nearest.id if evidence.nearest else ""
    facts = {"keyword": evidence.keyword, "form": evidence.form, "nearest": nearest, "words": list(evidence.words)}
    return {name: value for name, value in facts.items() if value}


def add_codings(
    project: Project,
    coder: str,
    codings: Sequence[Coding],
    *,
    memos: Sequence[str] = (),
    evidence: Evidence | None = None,
    offered: Sequence[Suggestion] = (),
    done: Sequence[Mapping[str, Any]] = (),
    bulk: bool = False,
    codebook: str = "",
    act: str = "ids",
) -> journal.Row:
    """Apply codes: each coding is named after the row. `bulk` rows hold codings and done marks of several coders.

    `offered` are the suggestions that were in sight; of those with a probability it is kept beside the codings.
    `codebook` is the codebook's new text when ids had to be written into the file for it, or with the act `new` when
    the code was made in the same step.
    """
    pairs = zip(codings, memos or [""] * len(codings), strict=True)
    facts = [coding_facts(coding, memo, evidence) for coding, memo in pairs]
    chances = {one.code: round(one.probability, 4) for one in offered if one.probability is not None}
    for item in facts if chances else ():
        item["offered"] = [list(pair) for pair in chances.items()]
        if item["code"] in chances:
            item["probability"] = chances[item["code"]]
    payload: dict[str, Any] = {"codings": facts}
    if bulk:
        for index, (item, coding) in enumerate(zip(facts, codings, strict=True), 1):
            item |= {"coder": coding.coder, "i": index}
        payload |= {"bulk": True, "done": list(done)}
    if codebook:
        payload["codebook"] = {"hash": text_hash(codebook), "act": act}
    return record(project, coder, "codings" if bulk else "apply", payload, texts=[codebook] if codebook else [])


def remove_codings(project: Project, coder: str, codings: Sequence[Coding]) -> journal.Row:
    """Remove codings, and the twins that would come to light in their place."""
    ids: list[str] = []
    asked = """SELECT id FROM main.coding
        WHERE version = ? AND start = ? AND end = ? AND code = ? AND coder = ? AND round = ?"""
    with guarded(project.path):
        for c in codings:
            identity = (c.version, c.start, c.end, c.code, c.coder, c.round)
            ids += [row[0] for row in project.connection.execute(asked, identity)]
    return record(project, coder, "remove", {"ids": sorted(set(ids))})


def adjust(
    project: Project, coder: str, places: Sequence[tuple[str, Mapping[str, Any]]], removed: Sequence[str] = ()
) -> journal.Row:
    """Give codings (by id) another place in their text, with the proof of it, and remove those that went into them."""
    items = [{"coding": coding, **facts} for coding, facts in places]
    return record(project, coder, "adjust", {"places": items, "ids": sorted(removed)})


def recode(project: Project, coder: str, codings: Sequence[tuple[str, str, str]], *, codebook: str = "") -> journal.Row:
    """Give codings another code: id, code and hash of its definition.

    `codebook` is the codebook's new text when ids had to be written into the file for it.
    """
    payload: dict[str, Any] = {
        "recode": [{"coding": coding, "code": code, "definition": hash_} for coding, code, hash_ in codings]
    }
    if codebook:
        payload["codebook"] = {"hash": text_hash(codebook), "act": "ids"}
    return record(project, coder, "recode", payload, texts=[codebook] if codebook else [])


def show_others(project: Project, coder: str, document: str, on: bool) -> journal.Row:
    """Record that a coder let others' codings be shown, or no longer, beginning with a document."""
    return record(project, coder, "show", {"document": document, "on": on})


def set_star(project: Project, coder: str, coding: str, on: bool) -> journal.Row:
    """Mark a quotation for the chapter, or no longer."""
    return record(project, coder, "star", {"coding": coding, "on": on})


def translate(project: Project, coder: str, coding: str, text: str, language: str, by: str) -> journal.Row:
    """Give a quotation a translation."""
    return record(project, coder, "translate", {"coding": coding, "text": text, "language": language, "by": by})


def add_memo(project: Project, coder: str, kind: str, target: str, text: str, memo: str = "") -> journal.Row:
    """Write a memo; with `memo` change that one; an empty text takes it away."""
    payload = {"kind": kind, "target": target, "text": text}
    return record(project, coder, "memo", payload | ({"memo": memo} if memo else {}))


def mark_done(project: Project, coder: str, marks: Sequence[Mapping[str, Any]]) -> journal.Row:
    """Mark documents as done, or not: each mark has document, version, codebook (hash), round and done (bool)."""
    return record(project, coder, "done", {"done": list(marks)})


def saw(project: Project, coder: str, document: str, kind: str, round_: str = "") -> journal.Row:
    """Record what a coder could see in a document."""
    return record(project, coder, "saw", {"document": document, "kind": kind, "round": round_})


def reject(project: Project, coder: str, version: Version, span: Span, suggestion: Suggestion) -> journal.Row:
    """Record that a coder turned a suggestion down."""
    payload: dict[str, Any] = {
        "document": version.document,
        "version": version.id,
        "start": span.start,
        "end": span.end,
    }
    payload |= {"code": suggestion.code, "rank": suggestion.rank, "score": suggestion.score}
    if suggestion.probability is not None:
        payload["probability"] = round(suggestion.probability, 4)
    return record(project, coder, "reject", payload | {"evidence": evidence_facts(suggestion.evidence)})


def change_codebook(
    project: Project, coder: str, act: str, text: str, *, recode: Sequence[tuple[str, str]] = (), says: str = ""
) -> journal.Row:
    """A new text of the codebook file, with codings (id, new code) that it recodes; `adopt` for a hand edit."""
    payload: dict[str, Any] = {"codebook": {"hash": text_hash(text), "act": act}, "says": says}
    payload["recode"] = [{"coding": coding, "code": code} for coding, code in recode]
    return record(project, coder, "adopt" if act == "adopt" else "codebook", payload, texts=[text])


def revise(
    project: Project,
    coder: str,
    version: Version,
    outcomes: Sequence[tuple[Coding, Outcome]],
    done: Sequence[Done] = (),
    speakers: Mapping[str, Mapping[str, str]] | None = None,
) -> journal.Row:
    """Give a document a corrected text: each coding with what became of it, and the done marks that move along.

    `speakers` are those that the text names anew, each with the name (`shown`) and `role` given to it before.
    """
    version = _without_erased(version, journal.acting(project.connection, ("erase",)))
    facts = [_outcome_facts(version, coding, outcome) for coding, outcome in outcomes]
    marks = [
        {"coder": mark.coder, "round": mark.round, "codebook": mark.codebook, "at": mark.at, "done": True}
        | {"document": version.document, "version": version.id}
        for mark in done
    ]
    payload = {"document": version.document, "version": version_facts(version), "outcomes": facts, "done": marks}
    if speakers:
        payload["speakers"] = [{"name": name, **given} for name, given in speakers.items()]
    payload["before"] = current_version(project, version.document)
    return record(project, coder, "revise", payload, versions=[version])


def current_version(project: Project, document: str) -> str:
    """The id of the version that a document (by id) has; empty for an unknown one."""
    with guarded(project.path):
        found = project.connection.execute("SELECT version FROM document WHERE id = ?", (document,)).fetchone()
    return str(found[0]) if found else ""


def reanchor_payload(version: Version, outcomes: Sequence[tuple[Coding, Outcome]]) -> dict[str, Any]:
    """Codings that came late to a text that the document has, each with what became of it."""
    facts = [_outcome_facts(version, coding, outcome) for coding, outcome in outcomes]
    return {"document": version.document, "version": version_facts(version), "outcomes": facts}


def _outcome_facts(version: Version, coding: Coding, outcome: Outcome) -> dict[str, Any]:
    facts: dict[str, Any] = {"coding": coding.id, "document": version.document, "outcome": str(outcome.verdict)}
    facts |= {"before": [coding.version, coding.start, coding.end], "similarity": outcome.similarity}
    if outcome.verdict is Verdict.LOST:
        return facts
    text, start, end = version.text, outcome.start, outcome.end
    facts |= {"version": version.id, "start": start, "end": end, "quote": text[start:end]}
    return facts | {"prefix": text[max(0, start - CONTEXT) : start], "suffix": text[end : end + CONTEXT]}


def open_round(project: Project, coder: str, round_: Round) -> journal.Row:
    """Open a round; others' codings in its documents are hidden from everyone until it is closed."""
    names = ("documents", "coders", "codebook", "unit", "frozen_units", "suggestions", "splitter", "sample", "exposed")
    return record(
        project, coder, "round", {"name": round_.name, "spec": {name: getattr(round_, name) for name in names}}
    )


def close_round(project: Project, coder: str, name: str, without: Sequence[str] = ()) -> journal.Row:
    """Close a round: from here on its codings can be compared. `without` names coders who are not done."""
    return record(project, coder, "round", {"name": name, "closed": True, "without": list(without)})


def summarise(project: Project, coder: str, cells: Sequence[Mapping[str, Any]]) -> journal.Row:
    """Write cells of the framework matrix: each has unit, code, text, mark and the ids of the unit's documents.

    `mark` is `not asked`, `nothing said` or empty; a cell without text and mark is taken away.
    """
    return record(project, coder, "summary", {"cells": [dict(cell) for cell in cells]})


def settle(
    project: Project, coder: str, codings: Sequence[Coding], settled: Sequence[Mapping[str, Any]]
) -> journal.Row:
    """Write codings of the consensus, and what was decided: difference, place, codes, choice, reason, who, coders."""
    facts = [coding_facts(coding) | {"coder": coding.coder, "i": i} for i, coding in enumerate(codings, 1)]
    return record(project, coder, "settle", {"codings": facts, "bulk": True, "settled": list(settled)})


def assign(project: Project, coder: str, pairs: Iterable[tuple[str, str]], *, on: bool = True) -> journal.Row:
    """Say who codes which document (by id) next, or no longer."""
    items = [{"document": document, "coder": who, "on": on} for document, who in pairs]
    return record(project, coder, "assign", {"assign": items})


def looked(project: Project, coder: str, outcomes: Mapping[str, Sequence[tuple[str, str]]]) -> journal.Row:
    """Somebody has looked at outcomes of a correction: (coding, version) by document."""
    items = [
        {"document": document, "coding": coding, "version": version}
        for document, pairs in outcomes.items()
        for coding, version in pairs
    ]
    return record(project, coder, "looked", {"looked": items})
