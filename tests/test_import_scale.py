"""Large imports: written in parts, broken off and run again, with what was bad at the end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from quoth import readers, store
from quoth.cli import run
from quoth.cli.shell import progress, wipe
from quoth.session import importing
from quoth.session.folder import set_up
from quoth.store import queries, writing


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    set_up(tmp_path / "project")
    return tmp_path / "project"


def survey(path: Path, rows: int) -> Path:
    lines = "".join(f"R{number},Answer {number}.\n" for number in range(rows))
    path.write_text("id,text\n" + lines, encoding="utf-8")
    return path


def test_many_documents_are_several_acts_and_come_in_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    options = readers.Options(id_column="id", text_columns=("text",))
    found = readers.find([survey(project.parent / "s.csv", 25)])
    opened = store.opened(project)
    told: list[str] = []
    done = importing.import_files(opened, "ann", found, options, progress=told.append)
    again = importing.import_files(opened, "ann", found, options)
    acts = [len(row.payload["documents"]) for row in queries.history(opened) if row.action == "import"]
    names = [document.name for document in queries.documents(opened)]
    store.close(opened)
    assert acts[-3:] == [10, 10, 5]
    assert names == [f"R{number}" for number in range(25)]
    assert (len(done.added), len(again.added), len(again.unchanged)) == (25, 0, 25)
    assert told[0] == "s.csv"


def test_long_texts_are_written_sooner(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK_TEXT", 1000)
    for number in range(6):
        (project.parent / f"t{number}.txt").write_text(f"{number} " + "word " * 100, encoding="utf-8")
    opened = store.opened(project)
    importing.import_files(opened, "ann", readers.find(sorted(project.parent.glob("t*.txt"))), readers.Options())
    acts = [len(row.payload["documents"]) for row in queries.history(opened) if row.action == "import"]
    store.close(opened)
    assert acts[-3:] == [2, 2, 2]


def test_what_is_broken_off_stays_and_the_rest_comes_with_the_next_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    write, calls = writing.add_documents, []

    def interrupted(*given: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return write(*given)  # type: ignore[arg-type]

    words = ["import", "-C", "project", str(survey(project.parent / "s.csv", 35)), "--id", "id", "--text", "text"]
    monkeypatch.setattr(writing, "add_documents", interrupted)
    assert run(words) == 130
    assert "20 documents came in. The same command brings in the rest." in capsys.readouterr().err
    assert run([*words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (len(printed["documents"]), len(printed["unchanged"])) == (15, 20)
    assert run(["verify", "-C", "project"]) == 0


def test_bad_files_are_listed_at_the_end(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project.parent / "in"
    folder.mkdir()
    for number in range(60):
        (folder / f"f{number:02}.txt").write_text("" if number % 20 == 0 else f"Text {number}.", encoding="utf-8")
    assert run(["import", "-C", "project", str(folder)]) == 2
    printed = capsys.readouterr()
    assert "... 57 documents in all." in printed.out
    bad = [line for line in printed.err.splitlines() if "is empty" in line]
    assert [line.count(f"f{number}.txt") for line, number in zip(bad, ("00", 20, 40), strict=True)] == [1, 1, 1]


def test_the_line_of_progress_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 5.0, 6.0])
    monkeypatch.setattr("quoth.cli.shell.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    show = progress("Reading")
    show("a\x1b[31m.txt")
    wipe()
    printed = capsys.readouterr().err
    assert "Reading a" in printed
    assert "\x1b[31m" not in printed
    assert printed.endswith("\r\x1b[K")
