"""The state tables as the fold of the journal: applying a row, refolding entities, folding everything anew.

Invariant: after every transaction the tables equal `fold_all` of the journal (which `verify` compares).
`coding.twin` is derived too: of codings with the same coder, code, version, span and round only the first counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence, Set
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
    "column_types",
    "columns",
    "decide",
    "entities",
    "fold_all",
    "fold_traced",
    "index_row",
    "refold",
    "refold_all",
    "run",
    "settle_all_twins",
    "stored",
    "taken",
    "traced",
    "upsert",
    "voided",
    "write_all",
]

Traced = tuple[journal.Row, tuple[Effect, ...]]
"""A row of the journal with its effects."""
KINDS = tuple(STATE)
"""The kinds of entity, each with a table of its name."""


@cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a state table, in order."""
    return tuple(STATE[kind])


def column_types(kind: str) -> Mapping[str, type]:
    """The same with what each holds."""
    return STATE[kind]


@cache
def _key_columns(kind: str) -> tuple[str, ...]:
    key = KEYS[kind]
    return (key,) if isinstance(key, str) else key


@cache
def upsert(kind: str) -> str:
    """The statement that writes one row of a state table, given its columns."""
    names = ", ".join(f'"{name}"' for name in columns(kind))
    return f'INSERT OR REPLACE INTO main."{kind}" ({names}) VALUES ({", ".join("?" * len(columns(kind)))})'


@cache
def _where(kind: str) -> str:
    return " AND ".join(f'"{name}" = ?' for name in _key_columns(kind))


def _values(kind: str, state: State) -> tuple[Any, ...]:
    return tuple(state.get(name) for name in columns(kind))


def _get(connection: sqlite3.Connection, key: Key) -> State | None:
    kind, name = key
    found = connection.execute(f'SELECT * FROM main."{kind}" WHERE {_where(kind)}', name.split("\x1f")).fetchone()
    return dict(zip(columns(kind), found, strict=True)) if found else None


def _put(connection: sqlite3.Connection, key: Key, state: State | None) -> None:
    kind, name = key
    if state is None:
        connection.execute(f'DELETE FROM main."{kind}" WHERE {_where(kind)}', name.split("\x1f"))
    else:
        connection.execute(upsert(kind), _values(kind, state))


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


def settle_all_twins(connection: sqlite3.Connection) -> None:
    """Say of all codings that are alike which one counts."""
    names = ", ".join(f'"{name}"' for name in _IDENTITY)
    asked = f"SELECT {names} FROM main.coding GROUP BY {names} HAVING count(*) > 1"
    where = " AND ".join(f'"{name}" = ?' for name in _IDENTITY)
    for identity in connection.execute(asked).fetchall():
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
            if effect.key in keys and not row.hidden and (effect.lasting or not row.void):
                folded[effect.key] = change(folded[effect.key], effect)
    touched: list[State | None] = []
    for key, after in folded.items():
        if key[0] == "coding":
            touched += _get(connection, key), after
        _put(connection, key, after)
    _settle_twins(connection, touched)


DECIDING = ("undo", "redo", "merge")
"""The actions that decide which rows count."""


def voided(rows: Iterable[journal.Row]) -> set[str]:
    """The ids of rows taken back: the last undo or redo that names a row decides. `rows` in journal order."""
    return _voided([row for row in rows if row.action in DECIDING])[0]


def _voided(deciding: Sequence[journal.Row], shown: Set[str] = frozenset()) -> tuple[set[str], set[str]]:
    """The ids of rows taken back, and of those among them that a merge brought which was taken back."""
    merges = {row.id: taken(row) for row in deciding if row.action == "merge"}
    hidden: set[str] = set()
    undone = _turned(row for row in deciding if row.payload.get("target") in merges) if merges else set()
    for name, brought in merges.items():  # what was taken back and merged again is here again
        hidden = hidden | brought if name in undone else hidden - brought
    hidden -= shown
    return _turned(row for row in deciding if row.id not in hidden) | hidden, hidden


def _turned(rows: Iterable[journal.Row]) -> set[str]:
    void: set[str] = set()
    for row in rows:
        if row.action == "undo":
            void.add(row.payload["target"])
        elif row.action == "redo":
            void.discard(row.payload["target"])
    return void


def taken(row: journal.Row) -> set[str]:
    """The ids of the rows that a merge brought, with those that it wrote to carry codings over."""
    spans = row.payload["taken"].items()
    return {
        f"{origin}-{number}" for origin, pairs in spans for first, last in pairs for number in range(first, last + 1)
    }


def decide(connection: sqlite3.Connection, shown: Set[str] = frozenset()) -> list[journal.Row]:
    """Mark anew which rows are taken back or hidden; the rows for which that changed.

    `shown` are rows that come once more, by a merge that is not written yet.
    """
    void, hidden = _voided(journal.acting(connection, DECIDING), shown)
    wanted = {name: 1 + (name in hidden) for name in void}
    asked = "SELECT origin || '-' || number, void FROM journal WHERE void <> 0"
    found = dict(connection.execute(asked).fetchall())
    changed = {name for name in wanted.keys() | found.keys() if wanted.get(name, 0) != found.get(name, 0)}
    pairs = [journal.split_id(name) for name in changed]
    connection.executemany(
        "UPDATE journal SET void = ? WHERE origin = ? AND number = ?",
        [(wanted.get(f"{origin}-{number}", 0), origin, number) for origin, number in pairs],
    )
    return journal.named(connection, pairs)


def refold_all(connection: sqlite3.Connection) -> None:
    """Fold everything anew. The caller owns the transaction."""
    write_all(connection, fold_all(journal.every(connection)))


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
    void, hidden = _voided([row for row, _ in trace if row.action in DECIDING])
    folded: dict[Key, State] = {}
    for row, changes in trace:
        taken_back = bool(void) and row.id in void
        if taken_back and row.id in hidden:
            continue
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
    names = columns(kind)
    key = itemgetter(*_key_columns(kind))
    found = (dict(zip(names, row, strict=True)) for row in connection.execute(f'SELECT * FROM main."{kind}"'))
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
        connection.executemany(upsert(kind), values)
