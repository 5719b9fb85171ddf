"""Named moments: a figure recomputed from the journal as it was, whatever was done, undone or merged since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quoth import store
from quoth.cli import run
from quoth.store import moments, queries

WORDS = ("agreement", "--coders", "aigerim,daniel", "--unit", "turn", "--bootstrap", "0", "--json")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    assert run(["demo", str(folder)]) == 0
    return folder


@pytest.fixture
def here(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUOTH_CODER", "daniel")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    shutil.copytree(sample, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run(list(words)) == code
    captured = capsys.readouterr()
    return captured.err if code else json.loads(captured.out)


def test_what_is_done_afterwards_changes_nothing_of_then(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = said(capsys, *WORDS)
    assert said(capsys, "mark", "independent", "--dry-run", "--json")["dry_run"]
    assert said(capsys, "mark", "--json")["moments"] == []
    assert said(capsys, "mark", "independent", "--json")["moment"] == "independent"
    assert [one["name"] for one in said(capsys, "mark", "--json")["moments"]] == ["independent"]
    project = store.opened(here)
    mine = [one for one in queries.codings(project, coder="daniel") if one.code == "biased-coverage"]
    store.close(project)
    for coding in mine[:5]:
        assert run(["remove", coding.id, "--as", "daniel"]) == 0
    book = Path("codebook.yaml")
    book.write_text(
        book.read_text(encoding="utf-8").replace("    label: Paid coverage", "    label: Bought", 1), encoding="utf-8"
    )
    assert said(capsys, *WORDS)["codes"] != before["codes"]
    assert said(capsys, *WORDS, "--as-of", "independent") == before
    differing = said(
        capsys, "agreement", "differences", "--coders", "aigerim,daniel", "--json", "--as-of", "independent"
    )
    assert len(differing["differences"]) == 99
    assert run(["verify"]) == 0


def test_undoing_later_does_not_reach_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "kg-01", "2536", "2590", "state-pressure", "--as", "daniel"]) == 0
    marked = said(capsys, *WORDS)
    assert said(capsys, "mark", "with it", "--json")["moment"] == "with it"
    assert run(["undo", "--as", "daniel"]) == 0  # the name
    assert run(["redo", "--as", "daniel"]) == 0
    project = store.opened(here, "daniel")
    newest = next(one for one in queries.codings(project, coder="daniel") if (one.start, one.end) == (2536, 2590))
    store.close(project)
    assert run(["remove", newest.id, "--as", "daniel"]) == 0
    assert said(capsys, *WORDS, "--as-of", "with it") == marked


def test_acts_that_arrive_later_from_another_copy_are_not_of_then(here: Path) -> None:
    project = store.opened(here, "daniel")
    before = queries.rows(project)
    made = moments.mark(project, "daniel", "then")
    assert sum(made.heads.values()) == before
    with moments.as_of(project, made) as then:
        assert queries.rows(then) == before
        assert len(queries.codings(then)) == len(queries.codings(project))
    nothing = moments.Moment("nothing", "daniel", "", {})
    with moments.as_of(project, nothing) as then:
        assert queries.documents(then) == ()
    store.close(project)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mark", " "), "is no name for a moment"),
        (("mark", "x" * 100), "is no name for a moment"),
        ((*WORDS, "--as-of", "never"), "There is no moment 'never'"),
    ],
)
def test_a_wrong_name_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert told in said(capsys, *words, code=2)


def test_a_name_is_given_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "mark", "then", "--json")
    assert "already" in said(capsys, "mark", "then", code=2)
