"""Files that come in: hostile tables of codings, names that clash, and judgements under codebooks that changed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quoth import readers, store
from quoth.cli import run
from quoth.model.text import Span
from quoth.session import CodingSession, folder
from quoth.session.importing import import_files

TEXT = "Ann: =1+1, she said.\n\nBek: \u202eNever.\n\nAnn: +7 701 555, @noon.\n\nBek: 👩‍👩‍👧 Café.\n"
CODEBOOK = "codes:\n  - {id: paid, label: Paid}\n  - {id: silence, label: Silence}\n"


def _project(made: Path) -> Path:
    (made / "transcripts").mkdir(parents=True)
    (made / "transcripts" / "=one.txt").write_text(TEXT, encoding="utf-8")
    (made / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    folder.set_up(made)
    return made


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = _project(tmp_path / "project")
    monkeypatch.chdir(made)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    return made


def _rows(printed: str) -> list[list[str]]:
    return sorted(csv.reader(io.StringIO(printed, newline="")))


_memos = st.text(st.sampled_from("=+-@'\"\t\r\n,; \0\x1b\u202eaéж\U0001f469"), max_size=12)
_acts = st.lists(
    st.tuples(st.sampled_from(["ann", "=bek", "Айгерим"]), st.integers(0, 80), st.integers(1, 40), _memos), max_size=8
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_acts)
def test_what_codings_prints_another_copy_reads(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], acts: list[tuple[str, int, int, str]]
) -> None:
    one, two = (_project(tmp_path_factory.mktemp("copy") / "p") for _ in "ab")
    for coder, start, length, memo in acts:
        session = CodingSession(one, coder)
        session.open("=one")
        if TEXT[start : start + length].strip():
            session.apply(Span(start, min(len(TEXT), start + length)), ["paid"], memo=memo)
        session.mark_done()
        session.close()
    capsys.readouterr()
    assert run(["-C", str(one), "codings", "--csv"]) == 0
    printed = capsys.readouterr().out
    (two / "t.csv").write_text(printed, encoding="utf-8", newline="")
    assert run(["-C", str(two), "codings", "import", str(two / "t.csv"), "--as", "carrier"]) == 0
    capsys.readouterr()
    assert run(["-C", str(two), "codings", "--csv"]) == 0
    assert _rows(capsys.readouterr().out) == _rows(printed)
    assert run(["-C", str(two), "verify"]) == 0


def test_the_table_on_a_terminal_is_harmless_and_in_a_pipe_exact(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start = TEXT.index("\u202e")
    assert run(["apply", "=one", str(start), str(start + 7), "paid", "--memo", "\x1b[31mred\rx"]) == 0
    capsys.readouterr()
    assert run(["codings", "--csv"]) == 0
    assert "\x1b[31mred\rx" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["codings", "--csv"]) == 0
    assert not {"\x1b", "\r", "\u202e"} & set(capsys.readouterr().out)


def test_a_table_brings_no_coder_whom_the_screen_would_refuse(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["apply", "=one", "5", "9", "paid", "--as", "Anna"]) == 0
    for line, coder in enumerate(("anna", "\x1b[31mx", "x" * 61), 2):
        Path("t.csv").write_text(f"document,start,end,code,coder\n'=one,5,9,silence,{coder}\n", encoding="utf-8")
        capsys.readouterr()
        assert run(["codings", "import", "t.csv"]) == 2, (line, coder)
        assert "t.csv:2: " in capsys.readouterr().err
    assert run(["codings", "--json"]) == 0
    assert {c["coder"] for c in json.loads(capsys.readouterr().out)["codings"]} == {"Anna"}


def test_codings_of_a_code_that_is_missing_are_known_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "=one", "5", "9", "paid"]) == 0
    Path("codebook.yaml").write_text("codes:\n  - {id: silence, label: Silence}\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["codings", "--csv"]) == 0
    Path("t.csv").write_text(capsys.readouterr().out, encoding="utf-8", newline="")
    assert run(["codings", "import", "t.csv"]) == 0
    assert "1 were here already" in capsys.readouterr().out


def test_the_same_text_in_two_folders_is_one_document_and_another_text_is_named_with_both_files(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, words in (("a", "one text"), ("b", "one text"), ("c", "another text")):
        (project / "in" / name).mkdir(parents=True)
        (project / "in" / name / "same.txt").write_text(words, encoding="utf-8")
    assert run(["import", "in"]) == 2
    printed = capsys.readouterr()
    assert "Imported same" in printed.out
    assert "1 here already" in printed.out
    (said,) = printed.err.splitlines()
    assert str(Path("in", "c", "same.txt")) in said
    assert "in/a/same.txt" in said


def test_attributes_of_a_document_that_does_not_exist_are_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("attributes.csv").write_text("document,country\n=one,KG\nuno,KZ\n", encoding="utf-8")
    assert run(["import", "attributes.csv"]) == 0
    printed = capsys.readouterr()
    assert "Set attributes of 1" in printed.out
    assert "uno" in printed.err


def test_a_table_of_thousands_of_answers_is_imported_in_linear_time(project: Path) -> None:
    answers = "".join(f"r{i},answer {i}\n" for i in range(2000))
    Path("answers.csv").write_text(f"id,text\n{answers}", encoding="utf-8")
    options = readers.Options(id_column="id", text_columns=("text",))
    opened = store.opened(project)
    try:
        done = import_files(opened, "ann", readers.find([Path("answers.csv")]), options)
        again = import_files(opened, "ann", readers.find([Path("answers.csv")]), options)
    finally:
        store.close(opened)
    assert (len(done.added), len(again.added), len(again.unchanged)) == (2000, 0, 2000)


@pytest.mark.parametrize("status", ["active", "retired"])
def test_a_code_that_was_redefined_after_done_is_missing_even_when_it_is_retired(
    project: Path, capsys: pytest.CaptureFixture[str], status: str
) -> None:
    for coder in ("ann", "bek"):
        assert run(["documents", "done", "--all", "--as", coder]) == 0
    Path("codebook.yaml").write_text(
        f"codes:\n  - {{id: paid, label: Paid, definition: New, status: {status}}}\n"
        f"  - {{id: silence, label: Silence, status: {status}}}\n  - {{id: later, label: L, status: {status}}}\n",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert run(["agreement", "--coders", "ann,bek", "--unit", "turn", "--json"]) == 0
    units = {code["code"]: code["n"] for code in json.loads(capsys.readouterr().out)["codes"]}
    assert units == {"paid": 0, "silence": 4, "later": 0}


def test_a_done_mark_that_comes_again_does_not_speak_for_a_codebook_that_changed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for coder in ("ann", "bek"):
        assert run(["documents", "done", "--all", "--as", coder]) == 0
    capsys.readouterr()
    assert run(["codings", "--csv"]) == 0
    table = capsys.readouterr().out
    Path("t.csv").write_text(table + table.splitlines()[1] + "\r\n", encoding="utf-8", newline="")
    Path("codebook.yaml").write_text(CODEBOOK.replace("Silence}", "Silence, definition: New}"), encoding="utf-8")
    assert run(["codings", "import", "t.csv"]) == 0
    assert "Imported 0 codings and 0 done marks; 3 were here already" in capsys.readouterr().out
    assert run(["agreement", "--unit", "turn", "--json"]) == 0
    units = {code["code"]: code["n"] for code in json.loads(capsys.readouterr().out)["codes"]}
    assert units == {"paid": 4, "silence": 0}
