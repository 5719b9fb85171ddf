"""What cannot be used is refused in a sentence, and nothing is half written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth import store
from quoth.errors import BusyError, ProjectError, QuothError
from quoth.store import database, queries, searching, state, writing
from support import apply, assert_sound, coding, document, make, place, problems, rows, tables, transcript, version


@pytest.fixture
def project(tmp_path: Path) -> Iterator[store.Project]:
    project = make(tmp_path)
    yield project
    project.connection.close()


def at_rest(project: store.Project) -> Path:
    store.close(project)
    return project.path


def test_a_missing_database(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="does not exist") as refused:
        store.opened(tmp_path)
    assert "quoth init" in refused.value.hint


def test_a_database_is_not_made_twice(project: store.Project) -> None:
    with pytest.raises(ProjectError, match="exists already"):
        store.create(project.folder)


def test_a_program_that_holds_the_database(project: store.Project) -> None:
    other = sqlite3.connect(project.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    project.connection.execute("PRAGMA busy_timeout = 30")
    before = tables(project)
    with pytest.raises(BusyError, match="in use by another program"):
        apply(project, "ann", "money")
    assert tables(project) == before
    other.execute("ROLLBACK")
    other.close()
    apply(project, "ann", "money")
    assert_sound(project)


def test_a_newer_database(project: store.Project) -> None:
    path = at_rest(project)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 999")
    other.close()
    with pytest.raises(ProjectError, match="newer Quoth") as refused:
        store.opened(path.parent)
    assert "Update" in refused.value.hint


@pytest.mark.parametrize("user_version", [0, 1, 7])
def test_a_database_of_another_program(tmp_path: Path, user_version: int) -> None:
    other = sqlite3.connect(tmp_path / "quoth.db")
    other.execute("CREATE TABLE bookmarks (id)")
    other.execute(f"PRAGMA user_version = {user_version}")
    other.close()
    with pytest.raises(ProjectError, match="belongs to another program"):
        store.opened(tmp_path)


@pytest.mark.parametrize("content", [b"codes:\n  - paid\n" * 90, b"SQLite format 3\x00" + b"\xff" * 8000, b"x"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "quoth.db").write_bytes(content)
    with pytest.raises(ProjectError, match="damaged or is not a Quoth database") as refused:
        store.opened(tmp_path)
    assert "backups" in refused.value.hint


def test_an_empty_file_becomes_a_project(tmp_path: Path) -> None:
    """What a kill in the first instant of `create` leaves."""
    (tmp_path / "quoth.db").touch()
    project = store.opened(tmp_path)
    assert problems(project) == []
    project.connection.close()


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.97])
def test_a_truncated_database(project: store.Project, kept: float) -> None:
    for number in range(40):
        writing.add_memo(project, "ann", "project", "", f"memo {number} " + "word " * 200)
    path = at_rest(project)
    os.truncate(path, int(path.stat().st_size * kept) // 4096 * 4096)
    _only_sentences(path.parent)


@pytest.mark.parametrize("page", [1, 2, 5, 9, 20])
def test_a_garbled_database(project: store.Project, page: int) -> None:
    for number in range(40):
        writing.add_memo(project, "ann", "project", "", f"memo {number} " + "word " * 200)
    path = at_rest(project)
    with path.open("r+b") as stream:
        stream.seek(page * 4096 + 3)
        stream.write(b"\xa5" * 900)
    _only_sentences(path.parent)


def _only_sentences(folder: Path) -> None:
    """Opening, reading, writing and verifying a damaged file answers, or raises what a researcher can read."""
    complaints: list[str] = []
    try:
        project = store.opened(folder)
    except ProjectError:
        return
    try:
        complaints += store.verify(project)
        for ask in (queries.documents, queries.codings, queries.memos, queries.history, queries.codebook_history):
            try:
                list(ask(project))
            except ProjectError as refused:
                complaints.append(refused.message)
        try:
            writing.add_memo(project, "ann", "project", "", "one more")
            list(searching.search(project, "money"))
        except QuothError as refused:
            complaints.append(refused.message)
        assert complaints
    finally:
        project.connection.close()


def test_a_folder_that_cannot_be_written(project: store.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(project, "ann", "money")
    folder = at_rest(project).parent
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: not mode & os.W_OK and allowed(path, mode, **more))
    read = store.opened(folder)
    assert [c.quote for c in queries.codings(read)] == ["money"]
    assert problems(read) == []
    with pytest.raises(ProjectError, match="cannot be written"):
        apply(read, "ann", "paid")
    store.close(read)
    assert not list(folder.glob("quoth.db-*"))


def test_acts_beside_the_database_are_read_where_nothing_can_be_written(
    project: store.Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest acts lie in the log file after a kill; a reader without the right to write sees them too."""
    apply(project, "ann", "money")
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("quoth.db*"):
        shutil.copy(file, copy / file.name)
    monkeypatch.setattr(os, "access", lambda path, mode, **more: not mode & os.W_OK)
    read = store.opened(copy)
    assert [c.quote for c in queries.codings(read)] == ["money"]
    read.connection.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_folder_without_the_right_to_write(project: store.Project) -> None:
    folder = at_rest(project).parent
    folder.chmod(0o500)
    try:
        read = store.opened(folder)
        assert len(queries.documents(read)) == 2
        with pytest.raises(ProjectError, match="cannot be written"):
            apply(read, "ann", "money")
        read.connection.close()
        with pytest.raises(ProjectError, match="cannot be made"):
            store.create(folder / "nowhere")
    finally:
        folder.chmod(0o700)


def test_a_full_disk_leaves_nothing_half_written(project: store.Project) -> None:
    apply(project, "ann", "money")
    before, journal = tables(project), rows(project)
    pages = project.connection.execute("PRAGMA page_count").fetchone()[0]
    project.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    said = tuple(("Vera", f"Word {number} of a long story.") for number in range(2000))
    with pytest.raises(ProjectError, match="disk is full") as refused:
        writing.add_documents(project, "ben", [transcript("vera", said)])
    assert refused.value.hint
    assert (tables(project), rows(project)) == (before, journal)
    with pytest.raises(ProjectError, match="disk is full"):
        _fill(project)
    assert_sound(project)
    project.connection.execute("PRAGMA max_page_count = 1000000")
    writing.add_documents(project, "ben", [transcript("vera", said)])
    assert_sound(project)


def _fill(project: store.Project) -> None:
    for _ in range(200):
        writing.add_memo(project, "ann", "project", "", "a long memo " * 400)


def test_an_error_in_the_middle_of_an_act_undoes_its_beginning(
    project: store.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, journal = tables(project), rows(project)
    text = version(project)
    monkeypatch.setattr(state, "run", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writing.add_codings(project, "new coder", [coding(text, place(text, "money"))])
    monkeypatch.undo()
    assert (tables(project), rows(project)) == (before, journal)
    assert not project.connection.in_transaction


def test_files_are_for_their_owner_only(project: store.Project) -> None:
    apply(project, "ann", "money")
    assert store.backup(project)
    files = [file for file in project.folder.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"quoth.db", "quoth.db-wal", "quoth.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((project.folder / ".quoth" / "backups").stat().st_mode) == 0o700


def test_the_database_alone_is_the_project_after_closing(project: store.Project, tmp_path: Path) -> None:
    apply(project, "ann", "money")
    path = at_rest(project)
    assert not path.with_name("quoth.db-wal").exists()
    (tmp_path / "moved").mkdir()
    shutil.copy(path, tmp_path / "moved" / "quoth.db")
    moved = store.opened(tmp_path / "moved")
    assert [c.quote for c in queries.codings(moved)] == ["money"]
    moved.connection.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE journal SET coder = 'eve' WHERE number = 3", "changed outside Quoth"),
        ("UPDATE journal SET payload = 'nonsense' WHERE number = 3", "changed outside Quoth"),
        ("UPDATE journal SET payload = '{}' WHERE action = 'import'", "changed outside Quoth"),
        ("UPDATE journal SET void = 1 WHERE number = 3", "taken back in one place"),
        ("DELETE FROM journal WHERE number = 2", "lacks a row"),
        ("DELETE FROM main.coding", "in the history, not in the table"),
        ("UPDATE main.coding SET start = start + 1", "does not stand on its quote"),
        ("UPDATE main.coding SET star = 1", "the table differs from the history"),
        ("INSERT INTO coder VALUES ('eve', '')", "in the table, not in the history"),
        ("UPDATE text SET content = content || '.'", "does not match its hash"),
        ("DELETE FROM text", "its text is missing"),
        ("UPDATE turn SET speaker = 'Eve'", "turns do not match"),
    ],
)
def test_verify_names_what_was_changed_by_hand(project: store.Project, change: str, said: str) -> None:
    apply(project, "ann", "money")
    assert problems(project) == []
    project.connection.execute(change)
    assert any(said in problem for problem in problems(project))


def test_source_files_that_changed_are_named(project: store.Project) -> None:
    (project.folder / "transcripts").mkdir()
    (project.folder / "transcripts" / "anna.txt").write_text("other", encoding="utf-8")
    assert list(store.check_sources(project)) == [
        ("anna", "transcripts/anna.txt", "changed"),
        ("boris", "transcripts/boris.txt", "missing"),
    ]


def test_waiting_is_bounded(project: store.Project) -> None:
    assert 0 < database.WAIT <= 60
    assert project.connection.execute("PRAGMA busy_timeout").fetchone()[0] == database.WAIT * 1000
    assert project.connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert document(project).name == "anna"
