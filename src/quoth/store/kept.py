"""What suggestions had computed: kept to be ready sooner, dropped and made again at will.

Owns the tables `kept_text` (numbers of a text, by encoder and hash) and `kept_state` (whatever else, by name).
Invariant: they are no part of the project's state; without them everything is the same, and slower. They hold no words,
but what was computed from words: an erasure drops them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from quoth.errors import ProjectError
from quoth.store.database import guarded, transaction
from quoth.store.project import Project

__all__ = ["drop", "keep_state", "keep_texts", "state", "texts"]

_TOGETHER = 500
"""Rows written in one transaction, so that nobody who codes waits long."""
_ALL = 2000
"""From so many keys on the whole table is read, which is faster than asking for each."""


def texts(project: Project, encoder: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Key, vector and counts of those texts that are kept for an encoder."""
    asked = "SELECT key, dense, counts FROM kept_text WHERE encoder = ?"
    with guarded(project.path):
        if len(keys) >= _ALL:
            wanted = set(keys)
            yield from (row for row in project.connection.execute(asked, (encoder,)) if row[0] in wanted)
            return
        for key in keys:
            yield from project.connection.execute(f"{asked} AND key = ?", (encoder, key))


def keep_texts(project: Project, encoder: str, rows: Iterable[tuple[bytes, bytes, bytes]]) -> None:
    """Keep numbers of texts; where the project cannot be written, nothing."""
    kept = "INSERT OR REPLACE INTO kept_text(encoder, key, dense, counts) VALUES (?, ?, ?, ?)"
    waiting = iter(rows)
    try:
        while some := list(islice(waiting, _TOGETHER)):
            with guarded(project.path), transaction(project.connection):
                project.connection.executemany(kept, ((encoder, *row) for row in some))
    except ProjectError:
        return


def state(project: Project, name: str) -> bytes:
    """What is kept under a name; empty for nothing."""
    with guarded(project.path):
        row = project.connection.execute("SELECT value FROM kept_state WHERE name = ?", (name,)).fetchone()
    return row[0] if row else b""


def keep_state(project: Project, values: Mapping[str, bytes]) -> None:
    """Keep values under names; where the project cannot be written, nothing."""
    try:
        with guarded(project.path), transaction(project.connection):
            project.connection.executemany(
                "INSERT OR REPLACE INTO kept_state(name, value) VALUES (?, ?)", list(values.items())
            )
    except ProjectError:
        return


def drop(connection: sqlite3.Connection) -> None:
    """Forget everything, inside the caller's transaction."""
    connection.execute("DELETE FROM kept_text")
    connection.execute("DELETE FROM kept_state")
