"""Acts by which people settle between copies: answers, new names, acts of a fork taken in.

Invariant: as in `writing`: a payload holds all that its effects need.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from quoth.store import journal
from quoth.store.database import guarded, transaction
from quoth.store.project import Project, append_row, record, register

__all__ = ["adopt", "give_to", "rename_document", "resolve"]


def resolve(project: Project, coder: str, conflict: str, answer: str) -> journal.Row:
    """Answer a conflict (its id)."""
    return record(project, coder, "resolve", {"conflict": conflict, "answer": answer})


def rename_document(project: Project, coder: str, document: str, name: str) -> journal.Row:
    """Give a document (by id) another name."""
    return record(project, coder, "rename", {"document": document, "name": name})


def give_to(project: Project, coder: str, old: str, origin: str, new: str) -> int:
    """Give what a coder coded and marked in one copy to another coder; how many codings."""
    marked = [
        item
        for row in journal.acting(project.connection, ("done",))
        if row.origin == origin and row.coder == old
        for item in row.payload["done"]
    ]
    asked = "SELECT id FROM main.coding WHERE coder = ? AND id LIKE ? || '-%' ORDER BY clock, id"
    with guarded(project.path):
        ids = [name for (name,) in project.connection.execute(asked, (old, origin))]
    done = [{**item, "coder": new} for item in marked] + [{**item, "coder": old, "done": False} for item in marked]
    record(project, coder, "give", {"given": ids, "coder": new, "done": done})
    return len(ids)


def adopt(project: Project, rows: Sequence[Sequence[Any]]) -> int:
    """Take acts that another copy wrote under numbers of this one in as acts of this copy; what they name follows."""
    names: dict[str, str] = {}
    with guarded(project.path), transaction(project.connection):
        for origin, number, _, _, coder, action, payload, *_ in rows:
            register(project, coder)
            row = append_row(project, coder, action, _renamed(json.loads(payload), names))
            names[f"{origin}-{number}"] = row.id
        project.connection.executemany(
            "DELETE FROM aside WHERE why = 'fork' AND origin = ? AND number = ? AND hash = ?",
            [(row[0], row[1], row[7]) for row in rows],
        )
    return len(rows)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The facts with the new ids of the acts, codings and memos that they name."""
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str):
        row, dot, rest = value.partition(".")
        return f"{names[row]}{dot}{rest}" if row in names else value
    return value
