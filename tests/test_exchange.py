"""Copies that act apart, share in any order and merge: one state, nothing lost, what is odd is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import acts
import copies
from quoth import store
from quoth.errors import UndoError, UsageError
from quoth.exchange import merging
from quoth.exchange.share import share
from quoth.store import conflicts, journal, queries, sharing, writing
from support import (
    apply,
    assert_sound,
    coding,
    copied,
    document,
    make,
    place,
    problems,
    rows,
    tables,
    transcript,
    version,
)

steps = st.tuples(st.sampled_from((*copies.KINDS, "erase")), st.integers(0, 3), acts.acts)


@settings(max_examples=25, deadline=None)
@given(size=st.integers(2, 4), course=st.lists(steps, max_size=25))
def test_copies_come_to_the_same_state_whatever_happened(
    tmp_path_factory: pytest.TempPathFactory, size: int, course: list[copies.Step]
) -> None:
    team = copies.play(tmp_path_factory.mktemp("team"), size, course)
    try:
        copies.check(team)
    finally:
        team.close()


@pytest.mark.parametrize("seed", range(6))
def test_long_courses(seed: int) -> None:
    copies.play_one(seed, 60)


def two(tmp_path: Path) -> tuple[store.Project, store.Project]:
    """Two copies that imported the same transcripts apart."""
    return make(tmp_path / "a", "ann"), make(tmp_path / "b", "ben")


def send(project: store.Project, folder: Path, **more: bool) -> Path:
    share(project, folder, sharing.own_coders(project), **more)
    return folder


def test_a_merge_brings_everything_once_and_is_one_act(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(a, "ann", "One came", "paid")
    before = tables(a)
    apply(b, "ben", "the radio", "silence")
    folder = send(b, tmp_path / "sent")
    rehearsed = merging.merge(a, "ann", [folder], dry_run=True)
    assert tables(a) == before
    done = merging.merge(a, "ann", [folder])
    assert (done.intake.rows, done.intake.codings) == (rehearsed.intake.rows, rehearsed.intake.codings)
    assert sorted((c.coder, c.code) for c in queries.codings(a)) == [("ann", "paid"), ("ben", "silence")]
    again = merging.merge(a, "ann", [folder])
    assert again.intake.rows == 0
    assert_sound(a)
    row = store.next_undo(a, "ann")
    assert row is not None
    assert row.action == "merge"
    store.take_back(a, "ann", row)
    assert tables(a) == before
    assert_sound(a)
    store.take_forward(a, "ann", row)
    assert len(queries.codings(a)) == 2
    assert_sound(a)


def test_a_merge_that_own_work_stands_on_is_not_taken_back(tmp_path: Path) -> None:
    a = store.create(_made(tmp_path / "a"))
    b = make(tmp_path / "b", "ben")
    merging.merge(a, "ann", [send(b, tmp_path / "sent")])
    apply(a, "ann", "One came")
    row = next(row for row in rows(a) if row.action == "merge")
    with pytest.raises(UndoError, match="later work stands on it"):
        store.take_back(a, "ann", row)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_another_projects_database_is_taken_too(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(b, "ben", "the radio", "silence")
    done = merging.merge(a, "ann", [b.folder])
    assert done.intake.codings == {("ben", document(a).id): 1}
    assert_sound(a)


def test_sharing_again_only_appends(tmp_path: Path) -> None:
    a, _ = two(tmp_path)
    folder = send(a, tmp_path / "sent")
    [file] = folder.glob("ann-*.jsonl")
    first = file.read_bytes()
    apply(a, "ann", "One came")
    send(a, folder)
    assert file.read_bytes().startswith(first)
    assert len(file.read_bytes()) > len(first)
    assert file.stat().st_mode & 0o777 == 0o600
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (folder / "texts").iterdir())
    file.write_bytes(file.read_bytes()[:-20])  # a broken stick
    b = make(tmp_path / "c", "cem")
    done = merging.merge(b, "cem", [folder])
    assert any("cut off" in remark for remark in done.remarks)
    assert done.intake.codings == {}
    send(a, folder)
    assert merging.merge(b, "cem", [folder]).intake.codings == {("ann", document(b).id): 1}
    assert_sound(b)


def test_what_others_did_in_this_copy_stays_out_of_a_coders_file(tmp_path: Path) -> None:
    a, _ = two(tmp_path)
    apply(a, "ann", "One came")
    apply(a, "ben", "the radio")
    share(a, tmp_path / "sent", ["ann"])
    said = "".join(path.read_text() for path in (tmp_path / "sent").glob("*.jsonl"))
    assert "One came" in said
    assert "ben" not in said


def test_a_text_that_is_left_out_is_waited_for(tmp_path: Path) -> None:
    a, b = make(tmp_path / "a", "ann"), store.create(_made(tmp_path / "b"))
    apply(a, "ann", "One came")
    send(a, tmp_path / "sent", transcripts=False)
    done = merging.merge(b, "ben", [tmp_path / "sent"])
    assert [row.action for row in done.intake.waiting] == ["import"]
    assert queries.codings(b) == []
    merging.merge(b, "ben", [send(a, tmp_path / "full")])
    assert [c.quote for c in queries.codings(b)] == ["One came"]
    assert_sound(b)


def test_a_late_coding_is_carried_over_by_a_row_of_its_own(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    made = apply(b, "ben", "Nobody wrote a line", "silence")
    copies.revise(a, "ann", 0, 7)
    newest = document(a).version
    done = merging.merge(a, "ann", [send(b, tmp_path / "sent")])
    assert sum(done.carried.values()) == 1
    [found] = queries.codings(a, ids=[made])
    assert (found.version, found.quote) == (newest, "Nobody wrote a line")
    assert [row.action for row in rows(a)][-2:] == ["reanchor", "merge"]
    assert_sound(a)


def test_the_same_name_with_another_text_is_a_conflict(tmp_path: Path) -> None:
    a, b = make(tmp_path / "a", "ann"), store.create(_made(tmp_path / "b"))
    writing.add_documents(b, "ben", [transcript("anna", (("Vera", "Other words."),))])
    done = merging.merge(a, "ann", [send(b, tmp_path / "sent")])
    assert [conflict.kind for conflict in done.conflicts] == ["name"]
    shown = [d.name for d in queries.documents(a)]
    assert len(set(shown)) == 3
    assert "anna" in shown


def test_two_people_with_one_name_are_noticed(tmp_path: Path) -> None:
    a, b = make(tmp_path / "a", "ann"), make(tmp_path / "b", "ann")
    apply(a, "ann", "One came")
    apply(b, "ann", "the radio")
    done = merging.merge(a, "ann", [send(b, tmp_path / "sent")])
    [conflict] = done.conflicts
    assert conflict.kind == "coder"
    assert conflict.id in {found.id for found in conflicts.conflicts(a)}


def test_a_line_changed_by_hand_is_named_and_left_out(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(b, "ben", "the radio", "silence")
    folder = send(b, tmp_path / "sent")
    [file] = folder.glob("ben-*.jsonl")
    file.write_text(file.read_text().replace('"code":"silence"', '"code":"paid"'))
    done = merging.merge(a, "ann", [folder])
    assert any("was changed outside Quoth" in problem for problem in done.problems)
    assert queries.codings(a) == []
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([lines[0], *lines[2:]]))
    assert any("taken out" in problem for problem in merging.merge(a, "ann", [folder]).problems)


def test_a_file_laid_out_anew_is_the_same_file(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(b, "ben", "the radio", "silence")
    folder = send(b, tmp_path / "sent")
    [file] = folder.glob("ben-*.jsonl")
    file.write_text("".join(json.dumps(json.loads(line)) + "\n" for line in file.read_text().splitlines()))
    assert merging.merge(a, "ann", [folder]).problems == []
    assert [c.code for c in queries.codings(a)] == ["silence"]


def test_clocks_wrong_by_years_are_named_and_order_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = two(tmp_path)
    monkeypatch.setattr(journal, "now", lambda: "2061-01-01T00:00:00Z")
    apply(b, "ben", "the radio", "silence")
    monkeypatch.undo()
    done = merging.merge(a, "ann", [send(b, tmp_path / "sent")])
    assert any("clock" in remark for remark in done.remarks)
    apply(a, "ann", "One came")
    assert [c.code for c in queries.codings(a)][-1] == "paid"


def test_a_newer_file_is_refused_and_a_newer_row_kept_without_effect(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    writing.add_codings(b, "ben", [])
    made = journal.Row(b.origin, 99, 99, "2026-01-01T00:00:00Z", "ben", "levitate", {"v": 2}, "")
    text = journal.canonical(made.payload)
    digest = journal.row_hash(*made[:6], text)
    journal.insert(b.connection, made._replace(hash=digest), text)
    folder = send(b, tmp_path / "sent")
    done = merging.merge(a, "ann", [folder])
    assert [row.action for row in done.intake.newer] == ["levitate"]
    assert "levitate" in {row.action for row in rows(a)}
    assert problems(a) == []
    [file] = folder.glob("ben-*.jsonl")
    file.write_text(file.read_text().replace('{"quoth":1', '{"quoth":2', 1))
    with pytest.raises(UsageError, match="newer Quoth"):
        merging.merge(a, "ann", [folder])


def test_a_fork_is_named_and_set_aside(tmp_path: Path) -> None:
    """As when a folder is put back from a backup in a way that nobody can notice."""
    a, b = two(tmp_path)
    apply(a, "ann", "One came")
    send(a, tmp_path / "sent")
    b.connection.execute("UPDATE meta SET value = ? WHERE name = 'origin'", (a.origin,))
    b.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    twin = store.opened(b.folder)
    apply(twin, "ben", "the radio", "silence")
    apply(twin, "ben", "two languages", "language", "boris")
    done = merging.merge(a, "ann", [send(twin, tmp_path / "other")])
    assert done.origin
    assert "fork" in {conflict.kind for conflict in done.conflicts}
    assert "One came" in [c.quote for c in queries.codings(a)]


def test_sharing_after_a_copy_was_put_back_does_not_overwrite_what_was_shared(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    folder = send(a, tmp_path / "sent")
    [file] = folder.glob("ann-*.jsonl")
    whole = send(b, tmp_path / "b-sent")
    [other] = whole.glob("ben-*.jsonl")
    extra = file.read_bytes() + other.read_bytes().splitlines(keepends=True)[-1]
    file.write_bytes(extra)
    with pytest.raises(UsageError, match="holds acts that this copy does not have"):
        send(a, folder)
    assert file.read_bytes() == extra


def test_withdrawn_words_leave_the_shared_folder_and_other_copies(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(b, "ben", "they only laughed", "silence")
    text = version(a)
    send(a, tmp_path / "sent-a")
    merging.merge(b, "ben", [tmp_path / "sent-a"])
    store.erase_span(a, "ann", text, place(text, "they only laughed"), "withdrawn")
    send(a, tmp_path / "sent-a")
    assert not any("laughed" in path.read_text() for path in (tmp_path / "sent-a").rglob("*") if path.is_file())
    merging.merge(b, "ben", [tmp_path / "sent-a"])
    send(b, tmp_path / "sent-b")
    for project in (a, b):
        project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"laughed" not in project.path.read_bytes()
    merging.merge(a, "ann", [tmp_path / "sent-b"])
    assert b"laughed" not in a.path.read_bytes()
    assert_sound(a)
    assert_sound(b)
    assert not any("laughed" in path.read_text() for path in (tmp_path / "sent-b").rglob("*") if path.is_file())


_KILLED = """
import sys
from pathlib import Path
from quoth import store
from quoth.exchange import merging
from quoth.exchange.share import share
what, folder, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
project = store.opened(folder)
print("ready", flush=True)
while True:
    if what == "share":
        share(project, other, ["ann"])
        for file in other.glob("ann-*.jsonl"):
            file.unlink()
    else:
        merging.merge(project, "ann", [other])
        row = store.next_undo(project, "ann")
        store.take_back(project, "ann", row)
"""


@pytest.mark.parametrize("what", ["share", "merge"])
def test_being_killed_leaves_nothing_half_done(tmp_path: Path, what: str) -> None:
    a, b = two(tmp_path)
    text = version(a)
    for number in range(60):
        span = type(place(text, "O"))(number, number + 5)
        if text.text[number : number + 5].strip():
            apply_at = coding(text, span, "paid", "ann")
            writing.add_codings(a, "ann", [apply_at])
            writing.add_codings(b, "ben", [coding(text, span, "silence", "ben")])
    store.close(a)
    sent = send(b, tmp_path / "sent") if what == "merge" else tmp_path / "sent"
    for delay in (0.01, 0.03, 0.05, 0.08, 0.13):
        process = subprocess.Popen(
            [sys.executable, "-c", _KILLED, what, str(tmp_path / "a"), str(sent)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        project = store.opened(tmp_path / "a")
        assert_sound(project)
        if what == "share":
            share(project, sent, ["ann"])
            fresh = store.create(_made(tmp_path / f"fresh{delay}"))
            merging.merge(fresh, "x", [sent])
            assert queries.codings(fresh) == queries.codings(project, coder="ann")
        project.connection.close()


def test_what_was_done_before_the_folder_moved_is_shared_from_where_it_is_now(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    send(a, tmp_path / "sent")
    made = apply(a, "ann", "One came", "paid")
    moved = copied(a, tmp_path / "moved")
    a.connection.close()
    assert moved.origin != a.origin
    send(moved, tmp_path / "sent")
    merging.merge(b, "ben", [tmp_path / "sent"])
    assert made in {coding.id for coding in queries.codings(b)}


def test_a_copied_folder_leaves_the_file_that_the_first_goes_on_with(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    other = copied(a, tmp_path / "other")
    later = apply(a, "ann", "One came", "paid")
    send(a, tmp_path / "sent")
    there = apply(other, "ann", "the radio", "silence")
    send(other, tmp_path / "sent")
    send(a, tmp_path / "sent")
    merging.merge(b, "ben", [tmp_path / "sent"])
    assert {later, there} <= {coding.id for coding in queries.codings(b)}
    assert_sound(b)


def test_merging_again_what_was_taken_back_gives_the_copy_no_new_name(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    apply(b, "ben", "the radio", "silence")
    copies.edit_codebook(a, "ann", 1)
    copies.edit_codebook(b, "ben", 2)
    for project in (a, b):
        send(project, tmp_path / "sent")
    merging.merge(a, "ann", [tmp_path / "sent"])
    send(a, tmp_path / "sent")
    row = store.next_undo(a, "ann")
    assert row is not None
    assert row.action == "merge"
    store.take_back(a, "ann", row)
    done = merging.merge(a, "ann", [tmp_path / "sent"])
    assert done.origin == ""
    assert_sound(a)


def test_a_correction_of_a_document_that_is_erased_can_be_taken_back(tmp_path: Path) -> None:
    project = make(tmp_path / "a", "ann")
    copies.revise(project, "ann", 0, 1)
    correction = rows(project)[-1]
    assert correction.action == "revise"
    store.erase_document(project, "ben", document(project).id, "withdrawn")
    row = store.next_undo(project, "ann")
    if row is not None and row.id == correction.id:
        store.take_back(project, "ann", row)
    assert_sound(project)
