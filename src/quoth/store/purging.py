"""Words taken out of rows and texts: writing back what an erasure leaves of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from quoth.model.fold import fold_text
from quoth.model.text import Turn, text_hash
from quoth.store import journal, state
from quoth.store.fold import effects
from quoth.store.passages import Payload
from quoth.store.project import Project, append_row, register, turns_hash

__all__ = [
    "WORDLESS",
    "Held",
    "ask",
    "forget_text",
    "forget_turns",
    "held_of",
    "named",
    "refold_with",
    "rewrite",
    "store_text",
    "without_documents",
]


@dataclass(frozen=True, slots=True)
class Held:
    """What the history holds of a document, taken back or not."""

    id: str
    versions: dict[str, str]
    """Hash of the text by version."""
    codings: set[str]


def held_of(project: Project, document: str) -> Held:
    """What the history holds of a document (by id)."""
    held = Held(document, {}, set())
    for row in journal.every(project.connection):
        for effect in effects(row):
            kind, name = effect.key
            if kind == "version" and effect.facts["document"] == document:
                held.versions[name] = effect.facts["text_hash"]
            elif kind == "coding" and effect.facts.get("document") == document:
                held.codings.add(name)
    return held


def ask(project: Project, question: str, *values: str) -> list[tuple[Any, ...]]:
    """All rows of an answer."""
    return project.connection.execute(question, values).fetchall()


def store_text(project: Project, version: str, text: str, turns: Sequence[Turn]) -> dict[str, str]:
    """Write a text from which words were taken, its turns and their search words; returns the new hashes of both."""
    rows = ask(project, "SELECT id FROM turn WHERE version = ? ORDER BY number", version)
    for (row,), turn in zip(rows, turns, strict=True):
        project.connection.execute(
            "UPDATE turn SET speaker = ?, section = ? WHERE id = ?", (turn.speaker, turn.section, row)
        )
        said = fold_text(text[turn.start : turn.end])
        project.connection.execute("UPDATE turn_search SET words = ? WHERE rowid = ?", (said, row))
    project.connection.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (text_hash(text), text))
    return {"text": text_hash(text), "turns": turns_hash(turns)}


def named(project: Project) -> dict[str, set[str]]:
    """The hashes that tombstones give to rows (by id) from which words were taken."""
    hashes: dict[str, set[str]] = {}
    for stone in journal.acting(project.connection, ("erase",)):
        for name, digest in stone.payload["rows"].items():
            hashes.setdefault(name, set()).add(digest)
    return hashes


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
        if row.action in WORDLESS:
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


WORDLESS = frozenset({"erase", "undo", "redo"})
"""Actions that only name rows: an erasure leaves them as they are."""
_LISTS = ("documents", "codings", "done", "attributes", "outcomes", "looked", "places", "settled", "assign")


def without_documents(row: journal.Row, documents: Collection[str], codings: Collection[str]) -> Payload:
    """What is left of a payload without some documents, and without codings that went with one."""
    payload = dict(row.payload)
    about = payload.get("document") in documents or payload.get("target") in documents
    if about or payload.get("target") in codings or payload.get("coding") in codings:
        return {name: payload[name] for name in ("v", "knows") if name in payload} | {"erased": True}
    for name in _LISTS:
        if name in payload:
            payload[name] = [item for item in payload[name] if item.get("document") not in documents]
    if "cells" in payload:
        payload["cells"] = [item for item in payload["cells"] if not set(documents) & set(item["documents"])]
    if "ids" in payload:
        payload["ids"] = [coding for coding in payload["ids"] if coding not in codings]
    if "recode" in payload:
        payload["recode"] = [item for item in payload["recode"] if item["coding"] not in codings]
    return payload
