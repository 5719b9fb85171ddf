"""Whatever is done in whatever order: the tables are the fold of the journal, and undo is exact."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acts import CODERS, Act, acts, do, turn, turns
from quoth import store
from quoth.errors import UndoError
from quoth.store import journal, queries, state, writing
from support import assert_sound, copied, make, problems, rows, tables


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Project]:
    """A project with its two coders known, to be copied for every example."""
    project = make(tmp_path_factory.mktemp("blank"))
    for coder in CODERS:
        writing.saw(project, coder, queries.documents(project)[0].id, "opened")
    project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield project
    project.connection.close()


@contextmanager
def fresh(blank: store.Project) -> Iterator[store.Project]:
    """A copy that does not wait for the disk."""
    with tempfile.TemporaryDirectory() as folder:
        project = copied(blank, Path(folder) / "copy")
        project.connection.execute("PRAGMA synchronous = OFF")
        try:
            yield project
        finally:
            project.connection.close()


@given(st.lists(acts | turns, max_size=25))
@settings(max_examples=40)
def test_tables_equal_the_fold_after_any_sequence(blank: store.Project, sequence: list[Act]) -> None:
    with fresh(blank) as project:
        for act in sequence:
            if act[0] in ("undo", "redo", "undo-any"):
                turn(project, act)
            else:
                do(project, act)
        assert_sound(project)


def without_record(found: Mapping[Any, object]) -> dict[Any, object]:
    """All state but the codebook's versions, which stay in the record when an act is taken back."""
    return {key: value for key, value in found.items() if key[0] != "codebook"}


@given(st.lists(acts, max_size=12))
@settings(max_examples=30)
def test_undo_gives_the_state_before_and_redo_the_state_after(blank: store.Project, sequence: list[Act]) -> None:
    with fresh(blank) as project:
        for act in sequence:
            before = tables(project)
            row = do(project, act)
            if row is None or row.action in ("saw", "adopt"):
                continue
            after = tables(project)
            assert store.next_undo(project, row.coder) == row
            store.take_back(project, row.coder, row)
            assert without_record(tables(project)) == without_record(before)
            redo = store.next_redo(project, row.coder)
            assert redo is not None
            assert redo.id == row.id
            store.take_forward(project, row.coder, redo)
            assert tables(project) == after
        assert_sound(project)


@given(st.lists(acts, max_size=12), st.data())
@settings(max_examples=30)
def test_undo_of_an_older_act_leaves_everything_else(
    blank: store.Project, sequence: list[Act], data: st.DataObject
) -> None:
    with fresh(blank) as project:
        done = [row for act in sequence if (row := do(project, act)) and row.action not in ("saw", "adopt")]
        if not done:
            return
        row = data.draw(st.sampled_from(done))
        before = tables(project)
        others = state.fold_all(other for other in rows(project) if other.id != row.id)
        try:
            store.take_back(project, row.coder, row)
        except UndoError:
            assert tables(project) == before
            return
        assert without_record(tables(project)) == without_record(others)
        store.take_forward(project, row.coder, row)
        assert without_record(tables(project)) == without_record(before)


@given(st.lists(st.tuples(st.booleans(), acts | turns), max_size=25), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_two_copies_fold_to_one_state_in_any_order(
    blank: store.Project, sequence: list[tuple[bool, Act]], shuffler: random.Random
) -> None:
    with fresh(blank) as left, fresh(blank) as right:
        assert left.origin != right.origin
        for on_left, act in sequence:
            project = left if on_left else right
            if act[0] in ("undo", "redo", "undo-any"):
                turn(project, act)
            else:
                do(project, act)
        for project in (left, right):
            assert_sound(project)
        union = {row.id: row for row in (*rows(left), *rows(right))}
        one = state.fold_all(union.values())
        shuffled = list(union.values())
        shuffler.shuffle(shuffled)
        assert state.fold_all(shuffled) == one
        unite(left, right)
        unite(right, left)
        assert tables(left) == tables(right) == one
        # replay never fails, and what it complains of is named: a target the other copy does not have
        for project in (left, right):
            assert all("is not in this copy" in problem for problem in problems(project))


def unite(project: store.Project, other: store.Project) -> None:
    """The union of two journals, as merging makes it."""
    known = {row.id for row in rows(project)}
    with store.database.transaction(project.connection):
        for row in rows(other):
            if row.id not in known:
                journal.insert(project.connection, row, journal.canonical(row.payload))
                state.index_row(project.connection, row)
        for table in ("text", "turn"):
            for values in other.connection.execute(f"SELECT * FROM {table}").fetchall():
                marks = ", ".join("?" * len(values))
                project.connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)
        void = state.voided(rows(project))
        for row in rows(project):
            project.connection.execute(
                "UPDATE journal SET void = ? WHERE origin = ? AND number = ?",
                (int(row.id in void), row.origin, row.number),
            )
        state.write_all(project.connection, state.fold_all(rows(project)))
