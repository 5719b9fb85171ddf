"""Whether the project is sound: what `quoth verify` checks inside the database.

Invariant: looking changes nothing. Each problem is one sentence with its place.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from quoth.errors import ProjectError
from quoth.model.text import text_hash
from quoth.store import journal, queries, state
from quoth.store.database import explained
from quoth.store.fold import Key, State, needs
from quoth.store.project import Project, turns_hash
from quoth.store.purging import named
from quoth.store.state import Traced

__all__ = ["check_sources", "verify"]


def verify(project: Project) -> Iterator[str]:
    """Every problem found: SQLite's own integrity, the journal's hashes, replay against state, quotes against texts."""
    try:
        yield from _integrity(project)
        yield from _journal(project)
        yield from _history(project)
        yield from _texts(project)
        yield from _quotes(project)
    except sqlite3.DatabaseError as error:
        yield explained(error, project.path).message
    except ProjectError as error:
        yield error.message


def _integrity(project: Project) -> Iterator[str]:
    for (said,) in project.connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield f"SQLite: {said}"


def _journal(project: Project) -> Iterator[str]:
    numbers: dict[str, int] = {}
    asked = "SELECT origin, number, clock, at, coder, action, payload, hash FROM journal ORDER BY origin, number"
    renewed = named(project)
    for origin, number, clock, at, coder, action, payload, digest in project.connection.execute(asked):
        expected = renewed.get(f"{origin}-{number}", {digest})
        if journal.row_hash(origin, number, clock, at, coder, action, payload) not in expected:
            yield f"History {origin}-{number} ({action} by {coder}, {at}) was changed outside Quoth."
        if origin == project.origin and number != numbers.get(origin, 0) + 1:
            yield f"History of this copy lacks a row before {origin}-{number}."
        numbers[origin] = number


def _history(project: Project) -> Iterator[str]:
    try:
        trace = state.traced(journal.every(project.connection))
        yield from _replay(project, trace)
        yield from _index(project, trace)
        yield from _targets(trace)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"The history was changed outside Quoth so that it cannot be replayed ({error})."


def _replay(project: Project, trace: list[Traced]) -> Iterator[str]:
    void = state.voided(row for row, _ in trace)
    for row, _ in trace:
        if row.void != (row.id in void):
            yield f"History {row.id}: taken back in one place, not in the other."
    expected = state.fold_traced(trace)
    found: dict[Key, State] = {}
    for kind in state.KINDS:
        found |= state.stored(project.connection, kind)
    for key in sorted(found.keys() | expected.keys()) if found != expected else ():
        name = f"{key[0]} {key[1].replace(chr(0x1F), ', ')}"
        if key not in found:
            yield f"{name}: in the history, not in the table."
        elif key not in expected:
            yield f"{name}: in the table, not in the history."
        elif found[key] != expected[key]:
            yield f"{name}: the table differs from the history."


def _index(project: Project, trace: list[Traced]) -> Iterator[str]:
    """Whether it is noted truly which rows touch what, by which undo knows what stands on an act."""
    asked = "SELECT kind, key, origin, number, role FROM journal_entity"
    found = set(project.connection.execute(asked))
    for row, changes in trace:
        wanted = state.entities(row, changes)
        if not found.issuperset(wanted):
            yield f"History {row.id}: what it touches is not noted."
        found.difference_update(wanted)
    for kind, key, origin, number, _ in sorted(found):
        yield f"History {origin}-{number}: noted as touching {kind} {key.replace(chr(0x1F), ', ')}, which it does not."


_LATER = frozenset({"coding", "memo", "document", "round"})
"""Kinds of entity whose change or removal means nothing unless a row made them."""


def _targets(trace: list[Traced]) -> Iterator[str]:
    """Rows about something that does not exist: kept, without effect, listed here.

    A document counts as missing also when its import was taken back, for then what stands on it is out of sight.
    """
    made: set[Key] = set()
    asked: list[tuple[journal.Row, Key]] = []
    for row, changes in trace:
        for effect in changes:
            if effect.verb in ("create", "put"):
                if not row.void or effect.key[0] != "document":
                    made.add(effect.key)
            elif effect.key[0] in _LATER and not row.void:
                asked.append((row, effect.key))
        if not row.void and row.action != "saw":
            asked += [(row, key) for key in needs(row)]
    for row, key in asked:
        if key not in made:
            yield f"History {row.id} ({row.action} by {row.coder}, {row.at}): its {key[0]} is not in this copy."


def _texts(project: Project) -> Iterator[str]:
    stored = dict(project.connection.execute("SELECT hash, content FROM text"))
    for name, content in stored.items():
        if text_hash(content) != name:
            yield f"Text {name[:12]} does not match its hash."
    asked = (
        "SELECT version.id, document.name, text_hash, turns_hash FROM version JOIN document ON document.id = document"
    )
    for version, document, text, turns in project.connection.execute(asked).fetchall():
        if text not in stored:
            yield f"{document}: its text is missing."
        elif turns_hash(queries.turns(project, version, as_read=True)) != turns:
            yield f"{document}: its turns do not match their hash."
    for found in queries.codebook_history(project):
        if found.hash not in stored:
            yield f"Codebook of {found.at}: its text is missing."


def _quotes(project: Project) -> Iterator[str]:
    texts = dict(project.connection.execute("SELECT version.id, content FROM version JOIN text ON hash = text_hash"))
    asked = "SELECT id, code, coder, version, start, end, quote FROM main.coding"
    for name, code, coder, version, start, end, quote in project.connection.execute(asked):
        text = texts.get(version)
        if text is None:
            yield f"Coding {name} ({code}, {coder}) stands on a text that is not in this copy."
        elif text[start:end] != quote:
            yield f"Coding {name} ({code}, {coder}) does not stand on its quote."


def check_sources(project: Project, *, written: bool = False) -> Iterator[tuple[str, str, str]]:
    """Documents whose file was changed or taken away since import, as (document, file, `changed` or `missing`).

    Only files inside the project's folder are looked at: of others no path is kept, and those in archives are not read.
    With `written` only those are read that something was done to since.
    """
    asked = """SELECT name, source_path, source_sha256, CAST(strftime('%s', at) AS INTEGER)
        FROM document JOIN version ON version.id = document.version ORDER BY position, name"""
    digests: dict[Path, str] = {}
    for name, path, digest, at in project.connection.execute(asked):
        file = project.folder / path
        if not file.exists() and ("/" not in path or _in_archive(path)):
            continue
        if not file.exists():
            yield name, path, "missing"
        elif not written or max(file.stat().st_mtime, file.stat().st_ctime) >= at:
            digests[file] = digests.get(file) or _file_hash(file)
            if digests[file] != digest:
                yield name, path, "changed"


def _in_archive(path: str) -> bool:
    return any(folder.suffix.lower() == ".zip" for folder in PurePosixPath(path).parents)


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
