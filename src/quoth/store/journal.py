"""Rows of the journal: their form, their hash, writing and reading them.

Owns the journal's text form. A row is never changed, save that `erase` takes withdrawn words out of payloads and
records the new hashes. Invariant: (origin, number) names a row in every copy; order is (clock, origin, number);
`at` orders nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

__all__ = ["Row", "acting", "canonical", "erasures", "every", "head", "insert", "named", "now", "row_hash", "split_id"]

COLUMNS = "origin, number, clock, at, coder, action, payload, hash, void"


class Row(NamedTuple):
    """One action of one coder in one copy of the project. A tuple, because whole journals are made of them."""

    origin: str
    """The copy it was made in."""
    number: int
    """Counts the rows of that copy from 1."""
    clock: int
    """Lamport clock: greater than that of every row known when it was written."""
    at: str
    coder: str
    action: str
    payload: Mapping[str, Any]
    hash: str
    void: bool = False
    """Whether it is taken back: derived from the undo and redo rows."""
    hidden: bool = False
    """Whether it came by a merge that was taken back in this copy: it is void, and leaves no record either."""

    @property
    def id(self) -> str:
        """Its name, the same in every copy."""
        return f"{self.origin}-{self.number}"


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(payload: Mapping[str, Any]) -> str:
    """JSON with sorted keys and nothing superfluous: the same facts give the same text."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def row_hash(origin: str, number: int, clock: int, at: str, coder: str, action: str, payload: str) -> str:
    """SHA-256 over the fields joined by line breaks; `payload` as stored."""
    fields = "\n".join((origin, str(number), str(clock), at, coder, action, payload))
    return hashlib.sha256(fields.encode()).hexdigest()


def split_id(name: str) -> tuple[str, int]:
    """The origin and number of a row's, coding's or memo's id. Raises ValueError when it is none."""
    origin, _, rest = name.partition("-")
    return origin, int(rest.partition(".")[0])


def insert(connection: sqlite3.Connection, row: Row, payload: str) -> None:
    """Write a row as it is."""
    void = int(row.void) + int(row.hidden)
    values = (row.origin, row.number, row.clock, row.at, row.coder, row.action, payload, row.hash, void)
    connection.execute(f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def head(connection: sqlite3.Connection, origin: str) -> tuple[int, int]:
    """The highest number of this copy and the highest clock of all; 0 where there is none."""
    number = connection.execute("SELECT max(number) FROM journal WHERE origin = ?", (origin,)).fetchone()[0]
    clock = connection.execute("SELECT max(clock) FROM journal").fetchone()[0]
    return number or 0, clock or 0


_parse = json.JSONDecoder().raw_decode
"""Without the search for white space around it, which a canonical payload has not."""


def _row(values: tuple[Any, ...]) -> Row:
    origin, number, clock, at, coder, action, payload, digest, void = values
    return Row(origin, number, clock, at, coder, action, _parse(payload)[0], digest, void > 0, void > 1)


def every(connection: sqlite3.Connection) -> Iterator[Row]:
    """All rows in order."""
    for values in connection.execute(f"SELECT {COLUMNS} FROM journal ORDER BY clock, origin, number"):
        yield _row(values)


def acting(connection: sqlite3.Connection, actions: Iterable[str]) -> list[Row]:
    """The rows with these actions, in order."""
    wanted = tuple(actions)
    marks = ", ".join("?" * len(wanted))
    asked = f"SELECT {COLUMNS} FROM journal WHERE action IN ({marks}) ORDER BY clock, origin, number"
    return [_row(values) for values in connection.execute(asked, wanted)]


def erasures(connection: sqlite3.Connection) -> list[str]:
    """The ids of all tombstones here."""
    asked = "SELECT origin || '-' || number FROM journal WHERE action = 'erase' ORDER BY 1"
    return [name for (name,) in connection.execute(asked)]


def named(connection: sqlite3.Connection, names: Iterable[tuple[str, int]]) -> list[Row]:
    """The rows of these origins and numbers, in order."""
    rows = []
    for name in set(names):
        found = connection.execute(f"SELECT {COLUMNS} FROM journal WHERE origin = ? AND number = ?", name).fetchone()
        if found:
            rows.append(_row(found))
    return sorted(rows, key=lambda row: (row.clock, row.origin, row.number))
