"""Rows of other copies taken into the journal.

Owns what joins and what stays aside. Invariant: the union of rows is the same in whatever order they come; a row that
is here already changes nothing; nothing that came is dropped: what cannot join waits in the table `aside`. The state
grows with what is new: entities that only new rows made are written as they come, all others are folded anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quoth.model.text import Source, Turn, Version, text_hash
from quoth.store import journal, state
from quoth.store.fold import KNOWN, Effect, Key, effects
from quoth.store.passages import known_to
from quoth.store.project import (
    Project,
    append_row,
    register,
    replace_turns,
    store_texts,
    store_versions,
    turns_of,
    turns_text,
)

__all__ = ["LOCAL", "Incoming", "Intake", "is_local", "seal", "take_in"]

LOCAL = frozenset({"merge"})
"""Actions that are about this copy alone and never leave it; so are the undo and redo of them."""
_FRESH = frozenset({"coding", "memo", "decision"})
"""Kinds of entity that are named after the row that makes them."""
_BATCH = 2000
_LARGEST = 2**53


class Incoming(NamedTuple):
    """A row as it was shared."""

    origin: str
    number: int
    clock: int
    at: str
    coder: str
    action: str
    payload: str
    hash: str
    where: str
    """File and line."""


@dataclass
class Intake:
    """What became of the rows that came."""

    new: dict[str, list[int]] = field(default_factory=dict)
    """By origin the numbers of rows that joined."""
    known: int = 0
    waiting: list[Incoming] = field(default_factory=list)
    """They need a text that neither this copy nor what came has."""
    forks: list[Incoming] = field(default_factory=list)
    """Another row has their name here."""
    refused: list[tuple[Incoming, str]] = field(default_factory=list)
    """Rows that were changed outside Quoth, with what is wrong."""
    newer: list[Incoming] = field(default_factory=list)
    """Rows of a newer Quoth: kept, without effect."""
    codings: dict[tuple[str, str], int] = field(default_factory=dict)
    """New codings by coder and document (id)."""
    codes: set[str] = field(default_factory=set)
    """Codes of new codings."""
    again: set[str] = field(default_factory=set)
    """Rows that a merge brought which was taken back, and that come once more."""
    erased: bool = False
    """Whether a tombstone is among what came, or here."""
    dates: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By origin the earliest and latest time that a clock showed there."""

    def add(self, other: Intake) -> None:
        """Add what became of more rows."""
        for origin, numbers in other.new.items():
            self.new.setdefault(origin, []).extend(numbers)
        self.known += other.known
        self.waiting += other.waiting
        self.forks += other.forks
        self.refused += other.refused
        self.newer += other.newer
        self.codes |= other.codes
        self.again |= other.again
        self.erased |= other.erased
        for pair, number in other.codings.items():
            self.codings[pair] = self.codings.get(pair, 0) + number

    def strangers(self) -> set[str]:
        """The origins of rows that were never here, not even hidden by taking a merge back."""
        return {
            origin for origin, numbers in self.new.items() if any(f"{origin}-{n}" not in self.again for n in numbers)
        }

    @property
    def rows(self) -> int:
        """How many rows joined."""
        return sum(map(len, self.new.values()))


Text = Callable[[str], str | None]
"""The content of a hash, where what came has it."""


def is_local(row: journal.Row, merges: set[str]) -> bool:
    """Whether a row is about this copy alone; `merges` are the ids of its merges."""
    return row.action in LOCAL or (row.action in ("undo", "redo") and row.payload.get("target") in merges)


def take_in(project: Project, rows: Iterable[Incoming], text: Text) -> Intake:
    """Put rows into the journal and bring the state up to date. The caller owns the transaction."""
    intake = Intake()
    taker = _Taker(project.connection, intake, text)
    for row in (*_set_aside(project.connection), *rows):
        taker.add(row)
    taker.finish()
    return intake


def _set_aside(connection: sqlite3.Connection) -> Iterator[Incoming]:
    """What waited: perhaps its text has come now."""
    for (line,) in connection.execute("SELECT line FROM aside WHERE why = 'wait'").fetchall():
        yield Incoming(*json.loads(line))


class _Taker:
    """One pass over rows: known, changed, waiting, forked or new."""

    def __init__(self, connection: sqlite3.Connection, intake: Intake, text: Text) -> None:
        self.connection, self.intake, self.text = connection, intake, text
        self.known: dict[str, dict[int, str]] = {}
        self.stones = _Stones(connection)
        self.rows: list[tuple[Any, ...]] = []
        self.entities: list[tuple[str, str, str, int, str]] = []
        self.states: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in _FRESH}
        self.fresh: set[Key] = set()
        self.dirty: set[Key] = set()
        asked = "SELECT origin, number FROM journal WHERE void > 1"
        self.hidden: set[tuple[str, int]] = set(connection.execute(asked))
        """Rows of merges that were taken back."""

    def add(self, row: Incoming) -> None:
        if row.origin not in self.known:
            asked = "SELECT number, hash FROM journal WHERE origin = ?"
            self.known[row.origin] = dict(self.connection.execute(asked, (row.origin,)).fetchall())
        known = self.known[row.origin].get(row.number)
        if known == row.hash:
            if (row.origin, row.number) in self.hidden:
                self.intake.new.setdefault(row.origin, []).append(row.number)
                self.hidden.discard((row.origin, row.number))
                self.intake.again.add(f"{row.origin}-{row.number}")
            else:
                self.intake.known += 1
            return
        if known is not None:
            self.intake.forks.append(row)
            return
        try:
            self._join(row)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            self.intake.refused.append((row, f"holds facts that cannot be read ({type(error).__name__})"))

    def _join(self, row: Incoming) -> None:
        made = journal.Row(*row[:6], json.loads(row.payload), row.hash)
        if row.clock > _LARGEST or row.number > _LARGEST or row.number < 1:
            raise ValueError(row.clock)
        if row.action == "erase":
            self.stones.add(made)
        if made.payload.get("v", 1) != 1 or row.action not in KNOWN:
            self.intake.newer.append(row)
        changes = tuple(effects(made))
        for effect in changes:
            _check(effect)
        if not self._texts_come(made):
            self.intake.waiting.append(row)
            return
        entities = state.entities(made, changes)
        self.known[row.origin][row.number] = row.hash
        self.intake.new.setdefault(row.origin, []).append(row.number)
        self._note(made)
        self.rows.append((*row[:8], 0))
        self.entities += entities
        for effect in changes:
            kind, name = effect.key
            if kind in _FRESH and effect.verb == "create" and name.startswith(made.id) and effect.key not in self.fresh:
                self.fresh.add(effect.key)
                columns = state.columns(kind)
                self.states[kind].append(tuple(effect.facts.get(column) for column in columns))
            else:
                self.dirty.add(effect.key)
            if kind == "coding" and effect.verb == "create":
                pair = effect.facts["coder"], effect.facts["document"]
                self.intake.codings[pair] = self.intake.codings.get(pair, 0) + 1
                self.intake.codes.add(effect.facts["code"])
        if len(self.rows) >= _BATCH:
            self._flush()

    def _note(self, row: journal.Row) -> None:
        first, last = self.intake.dates.get(row.origin, (row.at, row.at))
        self.intake.dates[row.origin] = min(first, row.at), max(last, row.at)

    def _texts_come(self, row: journal.Row) -> bool:
        """Keep the texts that a row needs. False when one is neither here, nor among what came, nor erased."""
        stored: list[str] = []
        versions: list[Version] = []
        if book := row.payload.get("codebook"):
            stored.append(book["hash"])
        for document, facts in _versions_of(row):
            content, turns = self._content(facts["text"]), self._turns(facts)
            if content is not None and turns is not None:
                source = Source(facts["source"]["path"], "", "")
                versions.append(Version(facts["id"], document, facts["number"], content, turns, source))
            elif not self.stones.cover(document, facts["text"], row):
                return False
        contents = [self._content(name) for name in stored]
        if None in contents:
            return False
        store_texts(self.connection, [content for content in contents if content is not None])
        store_versions(self.connection, versions)
        return True

    def _content(self, name: str) -> str | None:
        found = self.connection.execute("SELECT content FROM text WHERE hash = ?", (name,)).fetchone()
        return found[0] if found else self.text(name)

    def _turns(self, facts: Mapping[str, Any]) -> tuple[Turn, ...] | None:
        """The turns of a version. Where this copy read the same text into other turns, both are kept."""
        here = turns_text(_read_turns(self.connection, facts["id"]))
        if text_hash(here) == facts["turns"]:
            return turns_of(here)
        came = self._content(facts["turns"])
        if came is not None and turns_of(here):
            store_texts(self.connection, [here, came])
        return None if came is None else turns_of(came)

    def _flush(self) -> None:
        marks = ", ".join("?" * 9)
        self.connection.executemany(f"INSERT INTO journal ({journal.COLUMNS}) VALUES ({marks})", self.rows)
        self.connection.executemany(
            "INSERT OR IGNORE INTO journal_entity (kind, key, origin, number, role) VALUES (?, ?, ?, ?, ?)",
            self.entities,
        )
        for kind, values in self.states.items():
            self.connection.executemany(state.upsert(kind), values)
            values.clear()
        self.rows.clear()
        self.entities.clear()

    def finish(self) -> None:
        self._flush()
        self._put_aside()
        if not self.intake.new:
            return
        self.intake.erased = bool(self.stones)
        changed = state.decide(self.connection, self.intake.again)
        self.dirty |= {effect.key for row in changed for effect in effects(row)}
        self.dirty |= self._written_twice()
        state.refold(self.connection, self.dirty)
        state.settle_all_twins(self.connection)
        fit_turns(self.connection)

    def _written_twice(self) -> set[Key]:
        """New entities that other rows change, too: they are folded from all of these."""
        asked = """SELECT kind, key FROM journal_entity WHERE role = 'w' AND kind IN ('coding', 'memo', 'decision')
            GROUP BY kind, key HAVING count(*) > 1"""
        return {key for key in self.connection.execute(asked) if key in self.fresh}

    def _put_aside(self) -> None:
        self.connection.execute("DELETE FROM aside WHERE why = 'wait'")
        for why, rows in (("wait", self.intake.waiting), ("fork", self.intake.forks)):
            values = [(row.origin, row.number, row.hash, why, json.dumps(row, ensure_ascii=False)) for row in rows]
            self.connection.executemany("INSERT OR IGNORE INTO aside VALUES (?, ?, ?, ?, ?)", values)


_TYPES: dict[type, tuple[type, ...]] = {str: (str,), int: (int,), float: (int, float)}


def _check(effect: Effect) -> None:
    """Raises TypeError for facts that no table takes, ValueError for a coding at no place."""
    columns = state.column_types(effect.key[0])
    for name, value in effect.facts.items():
        if value is not None and type(value) not in _TYPES[columns[name]]:
            raise TypeError(name)
    if effect.verb != "delete" and effect.key[0] == "coding" and effect.facts.get("start", 0) < 0:
        raise ValueError(effect.facts["start"])


def _versions_of(row: journal.Row) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The versions that a row brings, each with its document."""
    if row.action in ("revise", "reanchor") and "version" in row.payload:
        yield row.payload["document"], row.payload["version"]
    if row.action == "import":
        yield from ((item["id"], item["version"]) for item in row.payload.get("documents", ()))


def fit_turns(connection: sqlite3.Connection) -> None:
    """Where copies read the same text into different turns, let those stand that the state names."""
    asked = """SELECT version.id, turns_hash, content, text_hash FROM version JOIN text ON text.hash = turns_hash"""
    for version, wanted, turns, hash_ in connection.execute(asked).fetchall():
        if text_hash(turns_text(_read_turns(connection, version))) != wanted:
            content = connection.execute("SELECT content FROM text WHERE hash = ?", (hash_,)).fetchone()[0]
            replace_turns(connection, version, content, turns_of(turns))


def _read_turns(connection: sqlite3.Connection, version: str) -> list[tuple[Any, ...]]:
    asked = """SELECT start, "end", speech, speaker, role, kind, section, time FROM turn
        WHERE version = ? ORDER BY number"""
    return connection.execute(asked, (version,)).fetchall()


class _Stones:
    """Tombstones: what they cover is taken without its words."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.documents: dict[str, set[str]] = {}
        self.texts: set[str] = set()
        self.any = False
        for row in journal.acting(connection, ("erase",)):
            self.add(row)

    def __bool__(self) -> bool:
        return self.any

    def add(self, row: journal.Row) -> None:
        self.any = True
        self.texts |= {*row.payload["texts"], *row.payload["texts"].values()}
        if "place" not in row.payload:
            self.documents.setdefault(row.payload["document"], set()).add(row.id)

    def cover(self, document: str, text: str, row: journal.Row) -> bool:
        """Whether a text that a row brings was erased, in part, or with its document and unknown to the row's coder."""
        return text in self.texts or not self.documents.get(document, set()) <= known_to(row.payload)


def seal(project: Project, coder: str, intake: Intake, own: list[int]) -> journal.Row:
    """Write the merge as one act of this copy. `own` are the rows that it wrote itself."""
    taken = {origin: _ranges(numbers) for origin, numbers in intake.new.items()}
    if own:
        taken[project.origin] = _ranges([*intake.new.get(project.origin, []), *own])
    register(project, coder)
    row = append_row(project, coder, "merge", {"taken": taken})
    if intake.again:
        state.decide(project.connection)
        state.refold_all(project.connection)
    return row


def _ranges(numbers: list[int]) -> list[list[int]]:
    """Runs of numbers, each as its first and last."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs
