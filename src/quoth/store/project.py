"""One copy of a project: the open database, who it is, and the one way to write to it.

Owns `record`: one action becomes one row and its change of the state, in one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quoth.model.fold import fold_text
from quoth.model.text import Kind, Role, Source, Turn, Version
from quoth.store import copies, journal, state, veil
from quoth.store.database import FILE, connect, guarded, transaction

__all__ = ["Project", "close", "codebook_heads", "create", "opened", "record", "turns_hash"]


@dataclass(frozen=True)
class Project:
    """An open project."""

    folder: Path
    connection: sqlite3.Connection
    origin: str
    """This copy's name in the journal."""
    viewer: str = ""
    """Who reads: of others' work in open rounds the connection shows this coder nothing."""

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / FILE


def create(folder: Path) -> Project:
    """Make an empty database in a folder and open it."""
    connect(folder / FILE, create=True).close()
    return opened(folder)


def opened(folder: Path, viewer: str = "") -> Project:
    """Open a folder's database for a viewer. A copied folder is noticed and gets a new origin. Raises ProjectError."""
    path = folder / FILE
    connection = connect(path)
    try:
        with guarded(path):
            origin = copies.claim(connection, path)
            veil.draw(connection, viewer)
    except BaseException:
        connection.close()
        raise
    return Project(folder, connection, origin, viewer)


def close(project: Project) -> None:
    """Close; with everything in `quoth.db` itself, so that the file alone is the project."""
    with suppress(sqlite3.DatabaseError):  # another program is reading: it will do so when it closes
        project.connection.execute("PRAGMA busy_timeout = 500")
        project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    project.connection.close()


def record(
    project: Project,
    coder: str,
    action: str,
    payload: Mapping[str, Any],
    *,
    texts: Iterable[str] = (),
    versions: Sequence[Version] = (),
) -> journal.Row:
    """Write one action: the row, the texts it names and the state it changes, on disk when this returns.

    `texts` are stored under their hashes, `versions` with text and turns. Raises ProjectError; then nothing is written.
    """
    with guarded(project.path), transaction(project.connection):
        register(project, coder)
        store_texts(project.connection, texts)
        store_versions(project.connection, versions)
        return append_row(project, coder, action, payload)


_WORDLESS = frozenset({"erase", "undo", "redo", "merge", "coder"})
"""Actions that hold no word of a text, so that it does not matter which erasures their coder knew of."""


def append_row(project: Project, coder: str, action: str, payload: Mapping[str, Any]) -> journal.Row:
    """Write a row and what it changes. The caller owns the transaction."""
    number, clock = journal.head(project.connection, project.origin)
    number, clock, at = number + 1, clock + 1, journal.now()
    if "codebook" in payload:
        payload = {**payload, "codebook": {"on": codebook_heads(project.connection), **payload["codebook"]}}
    if action not in _WORDLESS and (known := journal.erasures(project.connection)):
        payload = {**payload, "knows": known}
    text = journal.canonical({"v": 1, **payload})
    digest = journal.row_hash(project.origin, number, clock, at, coder, action, text)
    row = journal.Row(project.origin, number, clock, at, coder, action, {"v": 1, **payload}, digest)
    journal.insert(project.connection, row, text)
    state.index_row(project.connection, row)
    state.run(project.connection, row)
    return row


def codebook_heads(connection: sqlite3.Connection) -> list[str]:
    """The versions of the codebook that no other version was made from: one, unless copies have just been merged."""
    found = connection.execute("SELECT id, parents FROM codebook ORDER BY clock, id").fetchall()
    used = {parent for _, parents in found for parent in parents.split()}
    return [name for name, _ in found if name not in used]


def register(project: Project, coder: str) -> None:
    """Note a coder's first act. The caller owns the transaction."""
    known = project.connection.execute("SELECT 1 FROM coder WHERE name = ?", (coder,)).fetchone()
    if coder and not known:
        append_row(project, coder, "coder", {})


def store_texts(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Keep texts under their hashes."""
    from quoth.model.text import text_hash

    connection.executemany("INSERT OR IGNORE INTO text VALUES (?, ?)", [(text_hash(text), text) for text in texts])


def store_versions(connection: sqlite3.Connection, versions: Sequence[Version]) -> None:
    """Keep the texts and turns of versions, and make their words findable."""
    if not versions:
        return
    store_texts(connection, (version.text for version in versions))
    first = (connection.execute("SELECT max(id) FROM turn").fetchone()[0] or 0) + 1
    known = {row[0] for row in connection.execute("SELECT DISTINCT version FROM turn")}
    rows: list[tuple[Any, ...]] = []
    words: list[tuple[int, str]] = []
    for version in versions:
        if version.id in known:
            continue
        known.add(version.id)
        for number, turn in enumerate(version.turns, 1):
            row = first + len(rows)
            rows.append((row, version.id, number, *turn_facts(turn)))
            words.append((row, fold_text(version.text[turn.start : turn.end])))
    if rows:
        # By the standard library: whole corpora pass here, and sqlite-utils takes four times as long.
        columns = ", ".join(f'"{name}"' for name in ("id", "version", "number", *_TURN))
        connection.executemany(f"INSERT INTO turn ({columns}) VALUES ({', '.join('?' * (3 + len(_TURN)))})", rows)
        connection.executemany("INSERT INTO turn_search (rowid, words) VALUES (?, ?)", words)


_TURN = ("start", "end", "speech", "speaker", "role", "kind", "section", "time")


def turn_facts(turn: Turn) -> tuple[Any, ...]:
    """A turn's columns, those of `_TURN`. A turn without a time has -1, as every column of a fact is filled."""
    time = -1.0 if turn.time is None else float(turn.time)
    return turn.start, turn.end, turn.speech, turn.speaker, turn.role.value, turn.kind.value, turn.section, time


def turns_hash(turns: Sequence[Turn]) -> str:
    """SHA-256 of the turns as stored."""
    from quoth.model.text import text_hash

    return text_hash(turns_text([turn_facts(turn) for turn in turns]))


def turns_text(turns: Sequence[Sequence[Any]]) -> str:
    """Turns, each by its columns, as the text whose hash names them."""
    return journal.canonical({"turns": [list(turn) for turn in turns]})


def turns_of(text: str) -> tuple[Turn, ...]:
    """The turns of such a text."""
    return tuple(
        Turn(start, end, speech, speaker, Role(role), Kind(kind), section, None if time < 0 else time)
        for start, end, speech, speaker, role, kind, section, time in json.loads(text)["turns"]
    )


def replace_turns(connection: sqlite3.Connection, version: str, text: str, turns: Sequence[Turn]) -> None:
    """Give a version other turns, and make their words findable in their stead."""
    connection.execute("DELETE FROM turn_search WHERE rowid IN (SELECT id FROM turn WHERE version = ?)", (version,))
    connection.execute("DELETE FROM turn WHERE version = ?", (version,))
    store_versions(connection, [Version(version, "", 0, text, tuple(turns), Source("", "", ""))])
