"""Words taken out of rows and texts: what an erasure leaves of each, and writing it back.

Owns the form of what is left. Positions stay valid, because a passage is replaced by as many blocks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from quoth.model.fold import fold_text
from quoth.model.text import Span, text_hash
from quoth.store import journal, queries, state
from quoth.store.fold import State, effects
from quoth.store.project import Project, append_row, register, turns_hash

__all__ = [
    "BLOCK",
    "Held",
    "Payload",
    "ask",
    "blank",
    "blank_all",
    "blanked_payload",
    "forget_text",
    "forget_turns",
    "held_of",
    "refold_with",
    "renew_proof",
    "rewrite",
    "store_blank",
    "texts_of",
    "without_document",
]

BLOCK = "\u2588"
"""What stands for an erased character."""

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """What the history holds of a document, taken back or not."""

    id: str
    versions: dict[str, str]
    """Hash of the text by version."""
    codings: dict[str, list[State]]
    """Where each coding was placed, first and by every revision."""


def held_of(project: Project, document: str) -> Held:
    """What the history holds of a document (by id)."""
    held = Held(document, {}, {})
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


def ask(project: Project, question: str, *values: str) -> list[tuple[Any, ...]]:
    """All rows of an answer."""
    return project.connection.execute(question, values).fetchall()


def blank(text: str, span: Span) -> str:
    """The text with a block for every character of a passage that is no white space."""
    blocks = "".join(char if char.isspace() else BLOCK for char in text[span.start : span.end])
    return text[: span.start] + blocks + text[span.end :]


def blank_all(text: str, words: str) -> str:
    """The text with blocks wherever it has the words; as it is where these are not known."""
    if not words:
        return text
    return text.replace(words, blank(words, Span(0, len(words))))


def texts_of(project: Project, versions: Mapping[str, str]) -> dict[str, str]:
    """The texts of versions."""
    asked = "SELECT content FROM text WHERE hash = ?"
    return {name: ask(project, asked, hash_)[0][0] for name, hash_ in versions.items()}


def store_blank(project: Project, version: str, text: str, words: str) -> dict[str, str]:
    """Write a blanked text, its turns and their search words; returns the new hashes of text and turns."""
    turns = [
        replace(turn, speaker=blank_all(turn.speaker, words), section=blank_all(turn.section, words))
        for turn in queries.turns(project, version, as_read=True)
    ]
    rows = ask(project, "SELECT id FROM turn WHERE version = ? ORDER BY number", version)
    for (row,), turn in zip(rows, turns, strict=True):
        project.connection.execute(
            "UPDATE turn SET speaker = ?, section = ? WHERE id = ?", (turn.speaker, turn.section, row)
        )
        said = fold_text(text[turn.start : turn.end])
        project.connection.execute("UPDATE turn_search SET words = ? WHERE rowid = ?", (said, row))
    project.connection.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (text_hash(text), text))
    return {"text": text_hash(text), "turns": turns_hash(turns)}


def forget_turns(project: Project, version: str) -> None:
    """Take away the turns of a version and their search words."""
    project.connection.execute(
        "DELETE FROM turn_search WHERE rowid IN (SELECT id FROM turn WHERE version = ?)", (version,)
    )
    project.connection.execute("DELETE FROM turn WHERE version = ?", (version,))


def forget_text(project: Project, hash_: str) -> None:
    """Take away a text, unless a version has it."""
    project.connection.execute(
        "DELETE FROM text WHERE hash = ? AND hash NOT IN (SELECT text_hash FROM version)", (hash_,)
    )


def rewrite(project: Project, purge: Callable[[journal.Row], Payload]) -> dict[str, str]:
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


def refold_with(project: Project, coder: str, tombstone: Payload | None) -> None:
    """Fold everything anew, with the tombstone of what was just taken out."""
    if tombstone is not None:
        register(project, coder)
        append_row(project, coder, "erase", tombstone)
    project.connection.execute("DELETE FROM journal_entity")
    for row in journal.every(project.connection):
        state.index_row(project.connection, row)
    state.write_all(project.connection, state.fold_all(journal.every(project.connection)))
    project.connection.execute("INSERT INTO turn_search(turn_search) VALUES ('rebuild')")


_WORDLESS = frozenset({"erase", "undo", "redo"})
"""Actions that only name rows: an erasure leaves them as they are."""
_LISTS = ("documents", "codings", "done", "attributes", "outcomes", "looked", "places", "settled", "assign")


def without_document(row: journal.Row, document: str, codings: Collection[str]) -> Payload:
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


def blanked_payload(
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
        payload["text"] = blank_all(payload["text"], words)
    for item in payload.get("cells", ()):
        item["text"] = blank_all(item["text"], words)
    if payload.get("document") == document:
        payload.pop("evidence", None)
        for item in payload.get("speakers", ()):
            item |= {name: blank_all(item[name], words) for name in ("name", "shown") if name in item}
        payload |= {"says": BLOCK} if words and words in payload.get("says", "") else {}
    for facts in (payload.get("version"), *(item["version"] for item in payload.get("documents", ()))):
        if isinstance(facts, dict):
            facts |= versions.get(facts["id"], {})
    for item in (*payload.get("codings", ()), *payload.get("outcomes", ()), *payload.get("places", ())):
        if text := texts.get(item.get("version", "")):
            renew_proof(item, text, words)
    return payload


def renew_proof(item: Payload, text: str, words: str) -> None:
    """Cut a coding's quote and context anew; where the quote has new blocks, what was said about it goes too."""
    start, end = item["start"], item["end"]
    whole = item["quote"]
    item["prefix"] = text[max(0, start - len(item["prefix"])) : start]
    item["quote"] = text[start:end]
    item["suffix"] = text[end : end + len(item["suffix"])]
    item.pop("evidence", None)
    for name in ("memo", "translation"):
        if item.get(name):
            item[name] = blank_all(item[name], words) if item["quote"] == whole else BLOCK
