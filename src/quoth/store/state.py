"""The state tables as the fold of the journal: applying a row, refolding entities, folding everything anew.

Invariant: after every transaction the tables equal `fold_all` of the journal (which `verify` compares).
`coding.twin` is derived too: of codings with the same coder, code, version, span and round only the first counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from quoth.store import journal
from quoth.store.database import uncollected
from quoth.store.fold import Effect, Key, State, change, effects, needs
from quoth.store.schema import KEYS, STATE

__all__ = [
    "KINDS",
    "Traced",
    "entities",
    "fold_all",
    "fold_traced",
    "index_row",
    "refold",
    "run",
    "stored",
    "traced",
    "voided",
    "write_all",
]

Traced = tuple[journal.Row, tuple[Effect, ...]]
"""A row of the journal with its effects."""
KINDS = tuple(STATE)
"""The kinds of entity, each with a table of its name."""


@cache
def _columns(kind: str) -> tuple[str, ...]:
    return tuple(STATE[kind])


@cache
def _key_columns(kind: str) -> tuple[str, ...]:
    key = KEYS[kind]
    return (key,) if isinstance(key, str) else key


@cache
def _upsert(kind: str) -> str:
    names = ", ".join(f'"{name}"' for name in _columns(kind))
    return f'INSERT OR REPLACE INTO main."{kind}" ({names}) VALUES ({", ".join("?" * len(_columns(kind)))})'


@cache
def _where(kind: str) -> str:
    return " AND ".join(f'"{name}" = ?' for name in _key_columns(kind))


def _values(kind: str, state: State) -> tuple[Any, ...]:
    return tuple(state.get(name) for name in _columns(kind))


def _get(connection: sqlite3.Connection, key: Key) -> State | None:
    kind, name = key
    found = connection.execute(f'SELECT * FROM main."{kind}" WHERE {_where(kind)}', name.split("\x1f")).fetchone()
    return dict(zip(_columns(kind), found, strict=True)) if found else None


def _put(connection: sqlite3.Connection, key: Key, state: State | None) -> None:
    kind, name = key
    if state is None:
        connection.execute(f'DELETE FROM main."{kind}" WHERE {_where(kind)}', name.split("\x1f"))
    else:
        connection.execute(_upsert(kind), _values(kind, state))


_IDENTITY = ("version", "start", "end", "code", "coder", "round")
_identity = itemgetter(*_IDENTITY)
_SAME = " AND ".join(f'same."{name}" = coding."{name}"' for name in _IDENTITY)
_EARLIER = f"""EXISTS (SELECT 1 FROM main.coding AS same WHERE {_SAME}
    AND (same.clock < coding.clock OR same.clock = coding.clock AND same.id < coding.id))"""


def _settle_twins(connection: sqlite3.Connection, states: Iterable[State | None]) -> None:
    """Say anew which of the codings that are alike counts, for the given states before and after a change."""
    where = " AND ".join(f'"{name}" = ?' for name in _IDENTITY)
    for identity in {_identity(state) for state in states if state}:
        connection.execute(f"UPDATE main.coding SET twin = {_EARLIER} WHERE {where}", identity)


def run(connection: sqlite3.Connection, row: journal.Row) -> None:
    """Apply the newest row of the journal to the tables."""
    touched: list[State | None] = []
    for effect in effects(row):
        before = _get(connection, effect.key)
        after = change(before, effect)
        if after is not before:
            _put(connection, effect.key, after)
        if effect.key[0] == "coding":
            touched += before, after
    _settle_twins(connection, touched)


def index_row(connection: sqlite3.Connection, row: journal.Row) -> None:
    """Note which entities a row writes and needs."""
    connection.executemany(
        "INSERT OR IGNORE INTO journal_entity (kind, key, origin, number, role) VALUES (?, ?, ?, ?, ?)",
        entities(row, effects(row)),
    )


def entities(row: journal.Row, changes: Iterable[Effect]) -> list[tuple[str, str, str, int, str]]:
    """The entities that a row writes (`w`) and needs (`n`): kind, key, origin, number and role."""
    writes = {effect.key for effect in changes}
    keys = [(*key, row.origin, row.number, "w") for key in writes]
    return keys + [(*key, row.origin, row.number, "n") for key in set(needs(row)) - writes]


def _touching(connection: sqlite3.Connection, keys: Iterable[Key]) -> set[tuple[str, int]]:
    names: set[tuple[str, int]] = set()
    ask = "SELECT origin, number FROM journal_entity WHERE kind = ? AND key = ? AND role = 'w'"
    for key in keys:
        names.update(connection.execute(ask, key))
    return names


def refold(connection: sqlite3.Connection, keys: set[Key]) -> None:
    """Fold the rows that touch these entities anew; the cost grows with those rows, not with the project."""
    folded: dict[Key, State | None] = dict.fromkeys(keys)
    for row in journal.named(connection, _touching(connection, keys)):
        for effect in effects(row):
            if effect.key in keys and (effect.lasting or not row.void):
                folded[effect.key] = change(folded[effect.key], effect)
    touched: list[State | None] = []
    for key, after in folded.items():
        if key[0] == "coding":
            touched += _get(connection, key), after
        _put(connection, key, after)
    _settle_twins(connection, touched)


def voided(rows: Iterable[journal.Row]) -> set[str]:
    """The ids of rows taken back: the last undo or redo that names a row decides. `rows` in journal order."""
    void: set[str] = set()
    for row in rows:
        if row.action == "undo":
            void.add(row.payload["target"])
        elif row.action == "redo":
            void.discard(row.payload["target"])
    return void


@uncollected()
def traced(rows: Iterable[journal.Row]) -> list[Traced]:
    """Rows in any order brought into journal order, each with its effects."""
    ordered = sorted(rows, key=attrgetter("clock", "origin", "number"))
    return [(row, tuple(effects(row))) for row in ordered]


def fold_all(rows: Iterable[journal.Row]) -> dict[Key, State]:
    """The whole state, by entity, from rows in any order: a function of the set of rows."""
    return fold_traced(traced(rows))


@uncollected()
def fold_traced(trace: Sequence[Traced]) -> dict[Key, State]:
    """The same from rows in order with their effects."""
    void = voided(row for row, _ in trace)
    folded: dict[Key, State] = {}
    for row, changes in trace:
        taken_back = bool(void) and row.id in void
        for effect in changes:
            if taken_back and not effect.lasting:
                continue
            after = change(folded.get(effect.key), effect)
            if after is None:
                folded.pop(effect.key, None)
            else:
                folded[effect.key] = after
    return _with_twins(folded)


def _with_twins(folded: dict[Key, State]) -> dict[Key, State]:
    first: dict[tuple[Any, ...], Key] = {}
    alike: dict[tuple[Any, ...], list[Key]] = {}
    for key, state in folded.items():
        if key[0] == "coding":
            identity = _identity(state)
            other = first.setdefault(identity, key)
            if other is not key:
                alike.setdefault(identity, [other]).append(key)
    for keys in alike.values():
        _, *twins = sorted(keys, key=lambda key: (folded[key]["clock"], folded[key]["id"]))
        for key in twins:
            folded[key] = {**folded[key], "twin": 1}
    return folded


@uncollected()
@uncollected()
def stored(connection: sqlite3.Connection, kind: str) -> dict[Key, Mapping[str, Any]]:
    """What a table holds, by entity."""
    columns = _columns(kind)
    key = itemgetter(*_key_columns(kind))
    found = (dict(zip(columns, row, strict=True)) for row in connection.execute(f'SELECT * FROM main."{kind}"'))
    if len(_key_columns(kind)) == 1:
        return {(kind, key(state)): state for state in found}
    return {(kind, "\x1f".join(key(state))): state for state in found}


def write_all(connection: sqlite3.Connection, folded: Mapping[Key, State]) -> None:
    """Replace the contents of all state tables. The caller owns the transaction."""
    rows: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in KINDS}
    for (kind, _), state in folded.items():
        rows[kind].append(_values(kind, state))
    for kind, values in rows.items():
        connection.execute(f'DELETE FROM main."{kind}"')
        connection.executemany(_upsert(kind), values)
