"""Withdrawal: a participant's words, or a whole document, leave the project for good.

Owns the tombstone: a row that says what was erased, why and by whom, without a word of it, with the new hashes of
the rows and texts from which words were taken.
Invariant: positions stay valid, because a passage is replaced by as many blocks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from quoth.errors import BusyError, CodingError
from quoth.model.fold import fold_text
from quoth.model.text import Span, Version, text_hash
from quoth.store import journal, queries, state
from quoth.store.backup import backup, drop_backups
from quoth.store.database import guarded, transaction
from quoth.store.fold import State, effects
from quoth.store.project import Project, append_row, register, turns_hash
from quoth.store.veil import lifted

__all__ = ["BLOCK", "Erased", "erase_document", "erase_span"]

BLOCK = "\u2588"
"""What stands for an erased character."""

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took."""

    codings: int
    rows: int
    backups: int


def erase_document(project: Project, coder: str, document: str, reason: str) -> Erased:
    """Take a document (by id) out: text, turns, quotes, memos, names; in tables, journal, index and backups."""
    with guarded(project.path), transaction(project.connection):
        held = _held(project, document)
        codings = _ask(project, "SELECT count(*) FROM coding WHERE twin = 0 AND document = ?", document)[0][0]
        for version in held.versions:
            _forget_turns(project, version)
        rows = _rewrite(project, lambda row: _without(row, document, held.codings.keys()))
        _refold(project, coder, {"document": document, "reason": reason, "rows": rows, "texts": {}})
        for hash_ in held.versions.values():
            _forget_text(project, hash_)
    return _finish(project, codings, len(rows))


def erase_span(project: Project, coder: str, version: Version, span: Span, reason: str) -> Erased:
    """Blank a passage of a document: in every text that has it, in quotes and contexts, in memos on its codings."""
    if not 0 <= span.start < span.end <= len(version.text):
        raise CodingError(
            f"{span.start}-{span.end} is not a passage of this document, which has {len(version.text)} characters.",
            "Give the start and end as quoth codings prints them.",
        )
    words = version.text[span.start : span.end]
    with guarded(project.path), transaction(project.connection):
        held = _held(project, version.document)
        blanked = {
            name: _blank(content, span) if name == version.id else _blank_all(content, words)
            for name, content in _texts(project, held.versions).items()
        }
        hit = {
            coding
            for coding, places in held.codings.items()
            for place in places
            if blanked[place["version"]][place["start"] : place["end"]] != place["quote"]
        }
        codings = {row[0] for row in _ask(project, "SELECT id FROM coding WHERE twin = 0 AND document = ?", held.id)}
        facts = {name: _store_blank(project, name, text, words) for name, text in blanked.items()}
        rows = _rewrite(project, lambda row: _blanked(row, held.id, words, blanked, facts, hit))
        renewed = {held.versions[name]: item["text"] for name, item in facts.items()}
        _refold(project, coder, {"document": held.id, "reason": reason, "rows": rows, "texts": renewed})
        for before, after in renewed.items():
            if before != after:
                _forget_text(project, before)
    return _finish(project, len(codings & hit), len(rows))


@dataclass(frozen=True, slots=True)
class _Held:
    """What the history holds of a document, taken back or not."""

    id: str
    versions: dict[str, str]
    """Hash of the text by version."""
    codings: dict[str, list[State]]
    """Where each coding was placed, first and by every revision."""


def _held(project: Project, document: str) -> _Held:
    held = _Held(document, {}, {})
    for row in journal.every(project.connection):
        for effect in effects(row):
            kind, name = effect.key
            if kind == "version" and effect.facts["document"] == document:
                held.versions[name] = effect.facts["text_hash"]
            elif kind == "coding" and effect.facts.get("document") == document:
                held.codings[name] = [effect.facts]
            elif name in held.codings and "quote" in effect.facts:
                held.codings[name].append(effect.facts)
    return held


def _ask(project: Project, question: str, *values: str) -> list[tuple[Any, ...]]:
    return project.connection.execute(question, values).fetchall()


def _blank(text: str, span: Span) -> str:
    blocks = "".join(char if char.isspace() else BLOCK for char in text[span.start : span.end])
    return text[: span.start] + blocks + text[span.end :]


def _blank_all(text: str, words: str) -> str:
    return text.replace(words, _blank(words, Span(0, len(words))))


def _texts(project: Project, versions: Mapping[str, str]) -> dict[str, str]:
    """The texts of versions."""
    asked = "SELECT content FROM text WHERE hash = ?"
    return {name: _ask(project, asked, hash_)[0][0] for name, hash_ in versions.items()}


def _store_blank(project: Project, version: str, text: str, words: str) -> dict[str, str]:
    """Write a blanked text, its turns and their search words; returns the new hashes of text and turns."""
    turns = [
        replace(turn, speaker=_blank_all(turn.speaker, words), section=_blank_all(turn.section, words))
        for turn in queries.turns(project, version, as_read=True)
    ]
    rows = _ask(project, "SELECT id FROM turn WHERE version = ? ORDER BY number", version)
    for (row,), turn in zip(rows, turns, strict=True):
        project.connection.execute(
            "UPDATE turn SET speaker = ?, section = ? WHERE id = ?", (turn.speaker, turn.section, row)
        )
        said = fold_text(text[turn.start : turn.end])
        project.connection.execute("UPDATE turn_search SET words = ? WHERE rowid = ?", (said, row))
    project.connection.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (text_hash(text), text))
    return {"text": text_hash(text), "turns": turns_hash(turns)}


def _forget_turns(project: Project, version: str) -> None:
    project.connection.execute(
        "DELETE FROM turn_search WHERE rowid IN (SELECT id FROM turn WHERE version = ?)", (version,)
    )
    project.connection.execute("DELETE FROM turn WHERE version = ?", (version,))


def _forget_text(project: Project, hash_: str) -> None:
    project.connection.execute(
        "DELETE FROM text WHERE hash = ? AND hash NOT IN (SELECT text_hash FROM version)", (hash_,)
    )


def _rewrite(project: Project, purge: Callable[[journal.Row], Payload]) -> dict[str, str]:
    """Give every row the payload that `purge` leaves of it; the new hashes of the rows that it changes."""
    hashes: dict[str, str] = {}
    for row in list(journal.every(project.connection)):
        if row.action in _WORDLESS:
            continue
        before = journal.canonical(row.payload)
        after = journal.canonical(purge(row))
        if after != before:
            hashes[row.id] = journal.row_hash(row.origin, row.number, row.clock, row.at, row.coder, row.action, after)
            project.connection.execute(
                "UPDATE journal SET payload = ? WHERE origin = ? AND number = ?", (after, row.origin, row.number)
            )
    return hashes


def _refold(project: Project, coder: str, tombstone: Payload) -> None:
    register(project, coder)
    append_row(project, coder, "erase", tombstone)
    project.connection.execute("DELETE FROM journal_entity")
    for row in journal.every(project.connection):
        state.index_row(project.connection, row)
    state.write_all(project.connection, state.fold_all(journal.every(project.connection)))
    project.connection.execute("INSERT INTO turn_search(turn_search) VALUES ('rebuild')")


def _finish(project: Project, codings: int, rows: int) -> Erased:
    """Leave no trace in free pages, in the log of recent changes, or in backups."""
    dropped = drop_backups(project)
    with guarded(project.path):
        with lifted(project.connection, project.viewer):
            project.connection.execute("VACUUM")
        busy = project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise BusyError(
            f"The words are erased, but traces stay in {project.path}-wal while another program has it open.",
            "Close that program, then open and close the project with Quoth.",
        )
    backup(project)
    return Erased(codings, rows, dropped)


_WORDLESS = frozenset({"erase", "undo", "redo"})
"""Actions that only name rows: an erasure leaves them as they are."""
_LISTS = ("documents", "codings", "done", "attributes", "outcomes", "looked", "places")


def _without(row: journal.Row, document: str, codings: Collection[str]) -> Payload:
    """What is left of a payload without a document and the codings on it."""
    payload = dict(row.payload)
    about = payload.get("document") == document or payload.get("target") == document
    if about or payload.get("target") in codings or payload.get("coding") in codings:
        return {"v": payload["v"], "erased": True}
    for name in _LISTS:
        if name in payload:
            payload[name] = [item for item in payload[name] if item.get("document") != document]
    if "cells" in payload:
        payload["cells"] = [item for item in payload["cells"] if document not in item["documents"]]
    if "ids" in payload:
        payload["ids"] = [coding for coding in payload["ids"] if coding not in codings]
    if "recode" in payload:
        payload["recode"] = [item for item in payload["recode"] if item["coding"] not in codings]
    return payload


def _blanked(
    row: journal.Row,
    document: str,
    words: str,
    texts: Mapping[str, str],
    versions: Mapping[str, Mapping[str, str]],
    codings: Collection[str],
) -> Payload:
    """A payload with the passage blanked: hashes of texts, proofs of codings, memos and translations of codings hit."""
    payload: Payload = json.loads(journal.canonical(row.payload))
    if payload.get("target") in codings or payload.get("coding") in codings:
        payload |= {"text": BLOCK} if payload.get("text") else {}
    elif "text" in payload:
        payload["text"] = _blank_all(payload["text"], words)
    for item in payload.get("cells", ()):
        item["text"] = _blank_all(item["text"], words)
    if payload.get("document") == document:
        payload.pop("evidence", None)
        for item in payload.get("speakers", ()):
            item |= {name: _blank_all(item[name], words) for name in ("name", "shown") if name in item}
        payload |= {"says": BLOCK} if words in payload.get("says", "") else {}
    for facts in (payload.get("version"), *(item["version"] for item in payload.get("documents", ()))):
        if isinstance(facts, dict):
            facts |= versions.get(facts["id"], {})
    for item in (*payload.get("codings", ()), *payload.get("outcomes", ()), *payload.get("places", ())):
        if text := texts.get(item.get("version", "")):
            _renew_proof(item, text, words)
    return payload


def _renew_proof(item: Payload, text: str, words: str) -> None:
    """Cut a coding's quote and context anew; where the quote has new blocks, what was said about it goes too."""
    start, end = item["start"], item["end"]
    whole = item["quote"]
    item["prefix"] = text[max(0, start - len(item["prefix"])) : start]
    item["quote"] = text[start:end]
    item["suffix"] = text[end : end + len(item["suffix"])]
    item.pop("evidence", None)
    for name in ("memo", "translation"):
        if item.get(name):
            item[name] = _blank_all(item[name], words) if item["quote"] == whole else BLOCK
