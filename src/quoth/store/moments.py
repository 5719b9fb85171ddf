"""Named moments, and a project as it was at one.

Owns what belongs to a moment: for every copy whose acts were here then, the number of its last one. So a merge that
brings older acts later changes nothing about it. What was erased since stays erased.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from quoth.store import journal, state, veil
from quoth.store.database import guarded
from quoth.store.project import Project, record

__all__ = ["Moment", "as_of", "mark", "moments"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A named moment."""

    name: str
    coder: str
    at: str
    heads: Mapping[str, int]
    """By copy, the number of its last act that was here."""


def mark(project: Project, coder: str, name: str) -> Moment:
    """Name this moment. Raises ProjectError."""
    with guarded(project.path):
        heads = dict(project.connection.execute("SELECT origin, max(number) FROM journal GROUP BY origin"))
    row = record(project, coder, "mark", {"name": name, "heads": heads})
    return Moment(name, coder, row.at, heads)


def moments(project: Project) -> tuple[Moment, ...]:
    """All named moments, oldest first; what was taken back is none."""
    with guarded(project.path):
        rows = [
            row
            for row in journal.acting(project.connection, ["mark"])
            if not row.void and isinstance(row.payload.get("heads"), dict)
        ]
    return tuple(Moment(row.payload["name"], row.coder, row.at, row.payload["heads"]) for row in rows)


@contextmanager
def as_of(project: Project, moment: Moment) -> Iterator[Project]:
    """The project as it was: a copy in memory, folded from the acts that were there. Raises ProjectError.

    Rounds are as they are now: what is hidden now was not meant to be seen then either.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with guarded(project.path):
            project.connection.backup(copy)
        veil.draw(copy, project.viewer)
        trace = state.traced(row for row in journal.every(copy) if row.number <= moment.heads.get(row.origin, 0))
        void = state.voided(row for row, _ in trace)
        folded = state.fold_traced(trace)
        rounds = state.stored(copy, "round")  # which are open now decides what may be seen, not which were then
        copy.execute("BEGIN")
        state.write_all(copy, {key: one for key, one in folded.items() if key[0] != "round"} | rounds)
        copy.execute("DELETE FROM journal")
        for row, _ in trace:
            journal.insert(copy, row._replace(void=row.id in void), journal.canonical(row.payload))
        copy.execute("COMMIT")
        yield replace(project, connection=copy)
    finally:
        copy.close()
