"""The command line against slips, odd streams and full disks: one line, exit 2, nothing lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quoth import store
from quoth.cli import run, shell
from quoth.errors import ProjectError
from quoth.session import folder

TEXT = "Interviewer: Did they come?\n\nAizada: They came, and we paid.\n\nInterviewer: And?\n\nAizada: Nothing.\n"
CODEBOOK = """codes:
  - {id: money, label: Money, heading: true, codes: [{id: paid, label: Paid coverage}]}
  - {id: silence, label: Silence}
"""
FIRST = ("one", "37", "41")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "project"
    (made / "transcripts").mkdir(parents=True)
    (made / "transcripts" / "one.txt").write_text(TEXT, encoding="utf-8")
    (made / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    folder.set_up(made)
    monkeypatch.chdir(made)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return made


Refused = Callable[..., str]


@pytest.fixture
def refused(project: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs a command that must be refused in one line and leave everything as it is; returns that line."""

    def check(*words: str) -> str:
        before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
        capsys.readouterr()
        assert run(list(words)) == 2, words
        said = capsys.readouterr().err
        assert len(said.splitlines()) == 1, said
        assert {file: file.read_bytes() for file in project.rglob("*") if file.is_file()} == before, words
        return said

    return check


@pytest.mark.parametrize(
    "target",
    ["quoth.db", "./transcripts/../quoth.db", "quoth.db-wal", "codebook.yaml", "transcripts/one.txt", ".quoth/x.csv"],
)
def test_an_export_never_takes_the_place_of_the_project_itself(refused: Refused, target: str) -> None:
    assert "belongs to the project" in refused("export", "csv", "-o", target)


def test_an_export_through_a_link_to_the_database_is_refused(refused: Refused, project: Path) -> None:
    (project / "out.csv").symlink_to("quoth.db")
    assert "belongs to the project" in refused("export", "csv", "-o", "out.csv")


@pytest.mark.parametrize(
    "command", [("documents",), ("codings",), ("codings", "--csv"), ("export", "md", "-o", "x.md")]
)
@pytest.mark.parametrize(
    ("option", "name", "near"),
    [
        ("--document", "onee", "one"),
        ("--code", "payd", "paid"),
        ("--coder", "anne", "ann"),
        ("--speaker", "Azada", "Aizada"),
        ("--attribute", "country=KG", ""),
    ],
)
def test_a_filter_by_an_unknown_name_is_refused(
    refused: Refused, command: tuple[str, ...], option: str, name: str, near: str
) -> None:
    assert run(["apply", *FIRST, "paid"]) == 0
    said = refused(*command, option, name)
    assert name.split("=")[0] in said
    assert f"the nearest is {near}" in said or not near


def test_agreement_history_and_suggest_name_what_they_do_not_know(refused: Refused) -> None:
    for coder in ("ann", "bek"):
        assert run(["documents", "done", "one", "--as", coder]) == 0
    assert "'two'" in refused("agreement", "--coders", "ann,bek", "--unit", "turn", "--document", "two")
    assert "'payd'; the nearest is paid" in refused("agreement", "--unit", "turn", "--code", "payd")
    assert "'anne'" in refused("history", "--coder", "anne")
    assert "'anne'" in refused("suggest", "--text", "fee", "--coder", "anne")


def test_a_heading_stands_for_its_codes_in_agreement_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for coder in ("ann", "bek"):
        assert run(["documents", "done", "one", "--as", coder]) == 0
    capsys.readouterr()
    assert run(["agreement", "--unit", "turn", "--code", "money", "--json"]) == 0
    assert [code["code"] for code in json.loads(capsys.readouterr().out)["codes"]] == ["paid"]


def test_documents_are_filtered_by_what_is_coded_in_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("two.txt").write_text("Aizada: Here, too.\n\nBek: No.\n\nAizada: Yes.\n", encoding="utf-8")
    assert run(["import", "two.txt"]) == 0
    assert run(["apply", *FIRST, "paid"]) == 0
    for option in (("--code", "money"), ("--speaker", "Aizada")):
        capsys.readouterr()
        assert run(["documents", *option, "--json"]) == 0
        assert [d["name"] for d in json.loads(capsys.readouterr().out)["documents"]] == ["one"]


@pytest.mark.parametrize(
    "words",
    [
        ("import", ""),
        ("import", "a\0b"),
        ("export", "csv", "-o", ""),
        ("export", "csv", "-o", "a\0b"),
        ("-C", "", "documents"),
        ("apply", *FIRST, "paid", "--as", ""),
        ("search", "x", "--limit", "-1"),
        ("history", "--limit", "-1"),
        ("suggest", "--text", "x", "--limit", "0"),
        ("export", "csv", "-o", "x.csv", "--delimiter", "1"),
        ("export", "csv", "-o", "x.csv", "--delimiter", "\0"),
    ],
)
def test_values_that_mean_nothing_are_refused(refused: Refused, words: tuple[str, ...]) -> None:
    assert refused(*words).startswith("quoth: ")


def test_a_broken_codebook_is_told_once(refused: Refused) -> None:
    assert run(["documents", "done", "one"]) == 0  # makes the day's backup no longer due
    assert run(["apply", *FIRST, "paid"]) == 0
    Path("codebook.yaml").write_text("codes: [", encoding="utf-8")
    assert "codebook.yaml:1:" in refused("codebook", "add", "New")


def test_a_backup_that_cannot_be_made_does_not_stop_the_coding(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(_: object) -> None:
        raise ProjectError("The disk is full.", "Free some space.")

    monkeypatch.setattr(store, "backup", no_room)
    assert run(["apply", *FIRST, "paid"]) == 0
    assert "No backup was made: The disk is full." in capsys.readouterr().err


def test_a_set_up_that_fails_while_the_database_is_made_leaves_none(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(where: Path) -> store.Project:
        (where / "quoth.db").write_bytes(b"half")
        raise ProjectError("The disk is full.", "Free some space.")

    for file in project.glob("quoth.db*"):
        file.unlink()
    monkeypatch.setattr(store, "create", full)
    assert run(["documents"]) == 2
    assert not list(project.glob("quoth.db*"))


def test_an_error_of_the_system_is_one_line(refused: Refused, monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "transcripts")

    monkeypatch.setattr(folder, "loose_transcripts", fails)
    assert "transcripts" in refused("init", "--dry-run")


def _shell(line: str, project: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("quoth", f"'{sys.executable}' -m quoth")],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="streams of a POSIX shell")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("quoth documents --json >&-", 0),
        ("quoth documents <&- >/dev/null", 0),
        ("quoth apply nobody 1 2 paid 2>&-", 2),
        ("env -u QUOTH_CODER quoth undo <&-", 2),
        ("quoth <&-", 2),
        ("quoth history --json | head -c 0", 0),
        ("yes quoth history | head -40 | cat >/dev/null; quoth --help | head -c 0", 0),
    ],
)
def test_closed_streams_and_pipes_nobody_reads_are_no_defect(project: Path, line: str, code: int) -> None:
    found, said = _shell(line, project)
    assert (found, "Traceback" in said) == (code, False), said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_output_that_cannot_be_written_is_one_line(project: Path) -> None:
    for line in ("quoth documents --json >/dev/full", "quoth codings --csv >/dev/full", "quoth --help >/dev/full"):
        code, said = _shell(line, project)
        assert code == 2, line
        assert len(said.splitlines()) == 1, said


def test_a_code_named_twice_is_merged_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", *FIRST, "paid"]) == 0
    capsys.readouterr()
    assert run(["codebook", "merge", "paid", "paid", "silence"]) == 0
    assert "recoding 1 coding." in capsys.readouterr().out


def test_what_an_edit_makes_odd_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["codebook", "add", "New", "--key", "nn"]) == 0
    assert "not one character" in capsys.readouterr().err
    assert run(["codebook", "add", "Newer", "--key", "n"]) == 0
    assert capsys.readouterr().err == ""


def test_erasing_needs_a_reason_and_a_heading_is_not_near_itself(refused: Refused) -> None:
    assert "reason" in refused("erase", "one", "--reason", " ", "--yes")
    assert run(["apply", *FIRST, "paid"]) == 0
    assert "nearest is money" not in refused("codebook", "merge", "paid", "money")


def test_who_read_a_document_and_applied_nothing_is_one_of_its_coders(project: Path, refused: Refused) -> None:
    assert run(["apply", *FIRST, "paid"]) == 0
    assert run(["export", "csv", "-o", "../x.csv"]) == 0
    assert run(["documents", "done", "one", "--as", "bek"]) == 0
    assert "Several coders coded one" in refused("export", "csv", "-o", "../x.csv")
    assert run(["documents", "done", "one", "--as", "consensus"]) == 0
    before = Path("../x.csv").read_bytes()
    assert "so nothing was written" in refused("export", "csv", "-o", "../x.csv"), "nothing applies: settled, and empty"
    assert Path("../x.csv").read_bytes() == before


def test_codes_that_a_hand_edit_removed_are_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("codebook.yaml").write_text("title: T\n", encoding="utf-8")
    assert run(["codings"]) == 0
    assert "No longer in codebook.yaml: money, paid, silence." in capsys.readouterr().err
    assert run(["codebook", "diff"]) == 0
    assert "edited title, settings or attributes" in capsys.readouterr().out


def test_a_line_of_progress_is_gone_before_anything_else_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter(range(0, 1000, 2))
    monkeypatch.setattr("quoth.cli.shell.time.monotonic", lambda: next(seconds))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    capsys.readouterr()
    shell.progress("Reading")("a\nb.txt")
    shell.note("Done.")
    assert capsys.readouterr().err == "\r\x1b[KReading a b.txt\r\x1b[KDone.\n"


def test_verify_names_a_broken_codebook_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("codebook.yaml").write_text("codes: [", encoding="utf-8")
    assert run(["verify"]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
