"""What a viewer may read of other coders' work while a round is open.

Owns the veil: on every connection the names `coding`, `memo` and `decision` stand for views that leave out what others
did in the documents of open rounds, so that no question asked of the database can forget to. Only what writes and
verifies reaches beneath it, by `main.coding`. Whoever is not named sees nobody's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["HIDDEN", "draw", "lifted", "seen"]

HIDDEN = """SELECT named.key FROM main.round, json_each(main.round.spec, '$.documents') AS named
    WHERE main.round.closed = ''"""
"""The ids of the documents in open rounds."""

_VEILED = {
    "coding": f"document NOT IN ({HIDDEN})",
    "decision": f"document NOT IN ({HIDDEN})",
    "memo": f"""(kind <> 'document' OR target NOT IN ({HIDDEN})) AND (kind <> 'coding'
        OR target NOT IN (SELECT id FROM main.coding WHERE document IN ({HIDDEN})))""",
}

_THERE = " AND version IN (SELECT id FROM main.version)"
"""A coding that came before its text is out of sight until the text comes."""


def draw(connection: sqlite3.Connection, viewer: str) -> None:
    """Let the connection show what `viewer` may see."""
    _lift(connection)
    for table in _VEILED:
        here = _THERE if table == "coding" else ""
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {seen(table, viewer)}{here}")


def seen(table: str, viewer: str) -> str:
    """The condition on rows of `main.coding`, `main.decision` or `main.memo` that the veil lets `viewer` see."""
    name = viewer.replace("'", "''").replace("\0", "")
    return f"(coder = '{name}' OR ({_VEILED[table]}))"


@contextmanager
def lifted(connection: sqlite3.Connection, viewer: str) -> Iterator[None]:
    """Without the veil, for what SQLite does to whole files: VACUUM takes a view for the table that it stands for."""
    _lift(connection)
    try:
        yield
    finally:
        draw(connection, viewer)


def _lift(connection: sqlite3.Connection) -> None:
    for table in _VEILED:
        connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
