"""What leaves a copy, and reading another copy's database.

Owns which rows are this copy's to share: those made in it, by one coder, without what is about the copy itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from quoth.errors import ProjectError
from quoth.i18n import _
from quoth.model.text import text_hash
from quoth.store import copies, journal, schema
from quoth.store.database import APPLICATION, FILE, guarded
from quoth.store.project import Project, turns_text
from quoth.store.taking import Incoming

__all__ = ["Foreign", "erased_texts", "foreign", "own_coders", "own_origins", "own_rows", "texts_to_share"]

_LOCAL = """SELECT number FROM journal WHERE origin = :origin AND (action = 'merge' OR action IN ('undo', 'redo') AND
    payload ->> '$.target' IN (SELECT origin || '-' || number FROM journal WHERE action = 'merge'))"""
_SHARED = "origin, number, clock, at, coder, action, payload, hash"


def own_origins(project: Project) -> tuple[str, ...]:
    """The names under which this copy was written to, the one that it has now last."""
    return (*copies.former(project.connection), project.origin)


def own_coders(project: Project, origin: str = "") -> list[str]:
    """Who has acted in this copy (under one of its names); the empty name stands for what setting up did."""
    names = (origin,) if origin else own_origins(project)
    asked = f"SELECT DISTINCT coder FROM journal WHERE origin IN ({', '.join('?' * len(names))}) ORDER BY coder"
    return [name for (name,) in project.connection.execute(asked, names)]


def own_rows(project: Project, coder: str, origin: str) -> Iterator[tuple[Any, ...]]:
    """The rows that a coder made in this copy under one of its names, in order, as columns without `void`."""
    asked = f"""SELECT {_SHARED} FROM journal WHERE origin = :origin AND coder = :coder AND number NOT IN ({_LOCAL})
        ORDER BY number"""
    with guarded(project.path):
        yield from project.connection.execute(asked, {"origin": origin, "coder": coder})


def texts_to_share(project: Project, coder: str, *, transcripts: bool) -> Iterator[tuple[str, str]]:
    """Hash and content of what these rows name: codebooks, and with `transcripts` texts and turns."""
    names: set[str] = set()
    own = own_origins(project)
    for row in journal.acting(
        project.connection, ("import", "revise", "reanchor", "codebook", "adopt", "apply", "erase")
    ):
        if row.origin not in own or row.coder != coder:
            continue
        if row.action == "erase":
            names |= set(row.payload["texts"].values()) if transcripts else set()
            continue
        if book := row.payload.get("codebook"):
            names.add(book["hash"])
        versions = [item["version"] for item in row.payload.get("documents", ())]
        if row.action != "apply" and isinstance(row.payload.get("version"), dict):
            versions.append(row.payload["version"])
        for facts in versions if transcripts else ():
            names.add(facts["text"])
            yield from _turns(project.connection, facts["id"])
    for name in sorted(names):
        found = project.connection.execute("SELECT content FROM text WHERE hash = ?", (name,)).fetchone()
        if found:
            yield name, found[0]


def _turns(connection: sqlite3.Connection, version: str) -> Iterator[tuple[str, str]]:
    asked = (
        'SELECT start, "end", speech, speaker, role, kind, section, time FROM turn WHERE version = ? ORDER BY number'
    )
    content = turns_text(connection.execute(asked, (version,)).fetchall())
    yield text_hash(content), content


def erased_texts(project: Project) -> set[str]:
    """Hashes of texts that were withdrawn and are not to lie in any folder."""
    gone: set[str] = set()
    for stone in journal.acting(project.connection, ("erase",)):
        gone |= {*stone.payload["texts"], *stone.payload.get("gone", ())}
    return gone - {name for (name,) in project.connection.execute("SELECT hash FROM text")}


class Foreign:
    """Another copy's database, open for reading."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection, self.path = connection, path
        self._turns: dict[str, str] | None = None

    def rows(self) -> Iterator[Incoming]:
        """Every row that is not about that copy alone."""
        asked = f"""SELECT {_SHARED} FROM journal WHERE action <> 'merge' AND NOT (action IN ('undo', 'redo') AND
            payload ->> '$.target' IN (SELECT origin || '-' || number FROM journal WHERE action = 'merge'))
            ORDER BY clock, origin, number"""
        for origin, number, clock, at, coder, action, payload, digest in self.connection.execute(asked):
            where = f"{self.path} {origin}-{number}"
            yield Incoming(origin, number, clock, at, coder, action, payload, digest, where)

    def text(self, name: str) -> str | None:
        """The content of a hash."""
        found = self.connection.execute("SELECT content FROM text WHERE hash = ?", (name,)).fetchone()
        if found:
            return str(found[0])
        if self._turns is None:
            asked = "SELECT DISTINCT version FROM turn"
            versions = [version for (version,) in self.connection.execute(asked)]
            self._turns = dict(pair for version in versions for pair in _turns(self.connection, version))
            self._turns |= dict([(text_hash(turns_text([])), turns_text([]))])
        return self._turns.get(name)


@contextmanager
def foreign(path: Path) -> Iterator[Foreign]:
    """Open another project's database for reading. Raises ProjectError for one that is none, or is newer."""
    if not path.is_file():
        raise ProjectError(
            _("{path} does not exist.").format(path=path),
            _("Name a project's {file}, a share file or a folder of these.").format(file=FILE),
        )
    with guarded(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise ProjectError(
                _("{path} is not a Quoth database.").format(path=path), _("Name a project's {file}.").format(file=FILE)
            )
        if version > schema.LATEST:
            raise ProjectError(
                _("{path} was written by a newer Quoth.").format(path=path),
                _("Update Quoth: pip install --upgrade quoth."),
            )
        yield Foreign(connection, path)
