"""Speakers under other names and roles: shown everywhere, taken back, and never written into the text."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from quoth import store
from quoth.cli import run
from quoth.errors import CodingError
from quoth.model.text import Role, Span
from quoth.readers import Options, read
from quoth.session import speakers
from quoth.store import queries, schema, searching, state
from support import apply, assert_sound, document, make, rows, version


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = make(tmp_path / "project")
    yield made
    store.close(made)


def names(project: store.Project, name: str = "anna") -> list[tuple[str, str, int]]:
    return [(s.name, str(s.role), s.turns) for s in speakers.of_document(project, name)]


def test_speakers_are_listed_with_roles_turns_and_first_words(project: store.Project) -> None:
    assert names(project) == [("Interviewer", "interviewer", 2), ("Anna", "participant", 2)]
    assert speakers.of_document(project, "anna")[0].words == "Did a newspaper come to you?"


def test_a_name_given_is_shown_and_the_text_stays(project: store.Project) -> None:
    coding = apply(project, "ann", "asked for money")
    before = version(project)
    assert speakers.rename(project, "ann", "anna", "Anna", "R1") == 2
    after = version(project)
    assert after.text == before.text
    assert [turn.speaker for turn in after.turns] == ["Interviewer", "R1", "Interviewer", "R1"]
    assert [turn.speaker for turn in queries.turns(project, after.id, as_read=True)].count("Anna") == 2
    assert {hit.speaker for hit in searching.search(project, "money")} >= {"R1"}
    shown = project.connection.execute("SELECT id, speaker, role FROM quotations").fetchall()
    assert shown == [(coding, "R1", "participant")]
    assert names(project, "boris") == [("Boris", "participant", 2)]
    assert_sound(project)


def test_renaming_twice_merging_and_roles_can_each_be_taken_back(project: store.Project) -> None:
    speakers.rename(project, "ann", "anna", "Anna", "R1")
    speakers.rename(project, "ann", "anna", "R1", "R2")
    speakers.set_role(project, "ann", "anna", "R2", Role.INTERVIEWER)
    speakers.merge(project, "ann", "anna", ["Interviewer"], "R2")
    assert names(project) == [("R2", "interviewer", 4)]
    seen = []
    while (row := store.next_undo(project, "ann")) is not None and row.action == "speakers":
        store.take_back(project, "ann", row)
        assert_sound(project)
        seen.append(names(project))
    assert seen == [
        [("Interviewer", "interviewer", 2), ("R2", "interviewer", 2)],
        [("Interviewer", "interviewer", 2), ("R2", "participant", 2)],
        [("Interviewer", "interviewer", 2), ("R1", "participant", 2)],
        [("Interviewer", "interviewer", 2), ("Anna", "participant", 2)],
    ]


def test_a_role_and_a_name_given_in_two_copies_both_hold_in_either_order(project: store.Project) -> None:
    speakers.rename(project, "ann", "anna", "Anna", "R1")
    speakers.set_role(project, "ben", "anna", "R1", Role.INTERVIEWER)
    found = state.fold_all(reversed(rows(project)))
    key = ("speaker", f"{document(project).id}\x1fAnna")
    assert (found[key]["shown"], found[key]["role"]) == ("R1", "interviewer")
    name, role = [row for row in rows(project) if row.action == "speakers"]
    swapped = [row for row in rows(project) if row not in (name, role)]
    swapped += [name._replace(clock=role.clock), role._replace(clock=name.clock)]
    assert state.fold_all(swapped)[key] == found[key]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("Anna", "Interviewer", "speaks in anna already"), ("Ana", "X", "the nearest is Anna"), ("Anna", " ", "empty")],
)
def test_a_name_that_is_taken_unknown_or_empty_is_refused(
    project: store.Project, old: str, new: str, said: str
) -> None:
    before = len(rows(project))
    with pytest.raises(CodingError, match=said):
        speakers.rename(project, "ann", "anna", old, new)
    with pytest.raises(CodingError, match="no document"):
        speakers.of_document(project, "ana")
    assert len(rows(project)) == before


def test_an_erased_document_or_passage_takes_the_names_given_along(project: store.Project) -> None:
    speakers.rename(project, "ann", "anna", "Anna", "Anna K. of the grantoyedy")
    place = version(project)
    at = place.text.index("grantoyedy")
    store.erase_span(project, "ann", place, Span(at, at + len("grantoyedy")), "asked for it")
    assert not any("grantoyedy" in json.dumps(row.payload, ensure_ascii=False) for row in rows(project))
    assert_sound(project)
    store.erase_document(project, "ann", document(project).id, "asked for it")
    assert not any("Anna" in json.dumps(row.payload, ensure_ascii=False) for row in rows(project))
    assert project.connection.execute("SELECT count(*) FROM speaker").fetchone() == (0,)
    assert_sound(project)


def _take_back_to_the_first_format(connection: sqlite3.Connection) -> None:
    """Leave the tables as the first step alone makes them; what is in tables that later steps changed is lost."""
    first = sqlite3.connect(":memory:")
    schema._m001_journal_and_state(Database(first))
    tables = "SELECT name, sql FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'turn_search_%'"
    then, now = dict(first.execute(tables)), dict(connection.execute(tables))
    indexes = "SELECT name FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for (name,) in set(connection.execute(indexes)) - set(first.execute(indexes)):
        connection.execute(f"DROP INDEX {name}")
    first.close()
    for name in (name for name, sql in now.items() if then.get(name) != sql):
        connection.execute(f"DROP TABLE main.{name}")
        if name in then:
            connection.execute(then[name])
    connection.execute("PRAGMA user_version = 1")


def test_a_database_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    made = make(tmp_path / "old")
    _take_back_to_the_first_format(made.connection)
    store.close(made)
    project = store.opened(tmp_path / "old")
    speakers.rename(project, "ann", "anna", "Anna", "R1")
    assert names(project)[1][0] == "R1"
    assert_sound(project)
    store.close(project)


def test_a_text_can_be_declared_to_have_no_speakers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Anna: Yes.\n\nAnna: No.\n", encoding="utf-8")
    (found,) = read(path, Options(speakers=("none",)))
    assert {turn.speaker for turn in found.turns} == {""}
    assert {turn.speaker for turn in read(path)[0].turns} == {"Anna"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "codebook.yaml").write_text("settings: {encoding: cp1251}\ncodes: [paid]\n", encoding="utf-8")
    (tmp_path / "one.txt").write_text("Q: Come?\n\nAnna: They came.\n\nQ: And?\n\nAnna: No.\n", encoding="utf-8")
    return tmp_path


def test_the_shell_lists_renames_merges_and_gives_roles(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "one.txt"]) == 0
    assert run(["speakers", "rename", "one", "Anna", "R1", "--dry-run"]) == 0
    assert run(["speakers", "rename", "one", "Anna", "R1"]) == 0
    assert run(["speakers", "role", "one", "R1", "participant"]) == 0
    capsys.readouterr()
    assert run(["speakers", "one", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["speakers"]
    assert [(s["name"], s["role"], s["turns"], s["first"]) for s in found] == [
        ("Q", "interviewer", 2, "Come?"),
        ("R1", "participant", 2, "They came."),
    ]
    assert run(["speakers", "merge", "one", "R1", "Q"]) == 0
    assert run(["speakers", "--json"]) == 0
    assert run(["history"]) == 0
    printed = capsys.readouterr().out
    assert "merged the speaker R1 into Q in one" in printed
    assert '"turns": 4' in printed


def test_a_dry_run_shows_the_speakers_each_with_a_first_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "one.txt", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "Q (2 turns, interviewer): Come?" in printed
    assert "Anna (2 turns, participant): They came." in printed


def test_the_projects_encoding_serves_where_no_unicode_encoding_fits(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "two.txt").write_bytes("И: Да?".encode("cp1251"))
    assert run(["import", "two.txt", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["documents"][0]["encoding"] == "cp1251"
    assert "Read as cp1251" in printed.err


def test_without_a_terminal_a_question_is_exit_two_and_with_one_it_is_asked(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "codebook.yaml").write_text("codes: [paid]\n", encoding="utf-8")
    (here / "two.txt").write_bytes("И: Да?".encode("cp1251"))
    assert run(["import", "two.txt"]) == 2
    assert "--encoding cp1251 or --encoding" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "1")
    assert run(["import", "two.txt"]) == 0
    assert "1  И: Да?   (cp1251)" in capsys.readouterr().err
    assert run(["search", "да"]) == 0
    assert "И: Да?" in capsys.readouterr().out


def test_the_codebook_declares_speakers_for_the_whole_project(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "one.txt").write_text("Vera: Good evening.\n\nNo more was said.\n", encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text("settings: {speakers: [Vera]}\ncodes: []\n", encoding="utf-8")
    assert run(["init", str(tmp_path)]) == 0
    (tmp_path / "two.txt").write_text("Vera: Good morning.\n\nShe left.\n", encoding="utf-8")
    assert run(["import", "-C", str(tmp_path), str(tmp_path / "two.txt"), "--as", "ann"]) == 0
    project = store.opened(tmp_path)
    spoken = [{turn.speaker for turn in queries.turns(project, d.version)} for d in queries.documents(project)]
    store.close(project)
    assert spoken == [{"Vera"}, {"Vera"}]
