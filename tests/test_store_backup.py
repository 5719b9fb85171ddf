"""Backups: complete, checked, few, and never a second writer under the same name."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quoth import store
from quoth.errors import ProjectError
from quoth.store import journal, writing
from quoth.store.backup import KEPT
from support import apply, assert_sound, make, tables


@pytest.fixture
def project(tmp_path: Path) -> Iterator[store.Project]:
    project = make(tmp_path)
    yield project
    project.connection.close()


def test_a_backup_holds_everything(project: store.Project) -> None:
    apply(project, "ann", "money")
    made = store.backup(project)
    assert made is not None
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert list(copy.execute("SELECT hash FROM journal")) == list(
            project.connection.execute("SELECT hash FROM journal")
        )
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_nothing_new_is_not_kept_again(project: store.Project) -> None:
    assert store.backup(project) is not None
    assert store.backup(project) is None
    apply(project, "ann", "money")
    assert store.backup(project) is not None
    assert len(store.backups(project)) == 2


def test_an_empty_project_needs_none(empty_project: store.Project) -> None:
    assert store.backup(empty_project) is None


def test_only_the_newest_are_kept(project: store.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for day in range(1, KEPT + 4):
        monkeypatch.setattr(journal, "now", lambda day=day: f"2020-01-{day:02d}T00:00:00Z")
        writing.add_memo(project, "ann", "project", "", f"day {day}")
        made.append(store.backup(project))
    assert store.backups(project) == made[-KEPT:]


def test_a_backup_put_back_is_a_copy_of_its_own(project: store.Project) -> None:
    """Written over the old file in place, it must not use numbers again that other copies know."""
    made = store.backup(project)
    assert made is not None
    origin, before = project.origin, tables(project)
    apply(project, "ann", "money")
    store.close(project)
    project.path.write_bytes(made.read_bytes())
    again = store.opened(project.folder)
    assert again.origin != origin
    assert tables(again) == before
    apply(again, "ann", "paid")
    assert_sound(again)
    again.connection.close()


def test_an_unfinished_copy_is_not_kept(project: store.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.backup(project)
    apply(project, "ann", "money")
    monkeypatch.setattr(os, "open", _no_space)
    with pytest.raises(ProjectError, match="disk is full"):
        store.backup(project)
    monkeypatch.undo()
    monkeypatch.setattr(sqlite3, "connect", _breaks)
    with pytest.raises(ProjectError, match="damaged"):
        store.backup(project)
    assert len(list((project.folder / ".quoth" / "backups").iterdir())) == 1


def _no_space(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def _breaks(*_: object, **__: object) -> sqlite3.Connection:
    raise sqlite3.DatabaseError("database disk image is malformed")
