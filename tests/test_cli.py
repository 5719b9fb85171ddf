"""The command line as a contract: names, options, JSON keys, exit codes, one line for each error."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import click
import pytest

from quoth.cli import _COMMANDS, quoth, run
from quoth.session import folder

TEXT = """Interviewer: Did the paper come?

Aizada: They came. «Pay first», they said, and we paid.

Interviewer: And the radio?

Aizada: Never. Nobody there speaks our language.
"""
CODEBOOK = """codes:
  - {id: paid, label: Paid coverage, keywords: [fee]}
  - {id: silence, label: Silence}
"""


class Shell:
    """Runs commands in a project and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, exit_code: int = 0) -> str:
        self._capsys.readouterr()
        code = run(list(words))
        printed = self._capsys.readouterr()
        self.errors = printed.err
        assert code == exit_code, (words, code, printed.out, printed.err)
        return printed.out

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self(*words, "--json"))
        return found


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    project = tmp_path / "project"
    (project / "transcripts").mkdir(parents=True)
    (project / "transcripts" / "one.txt").write_text(TEXT, encoding="utf-8")
    (project / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    folder.set_up(project)
    monkeypatch.chdir(project)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Shell(capsys)


def at(words: str) -> tuple[str, str]:
    start = TEXT.index(words)
    return str(start), str(start + len(words))


@pytest.mark.parametrize("name", [*_COMMANDS, "codebook add", "codebook import", "codings import", "documents done"])
def test_every_command_has_help(shell: Shell, name: str) -> None:
    assert "Usage: quoth" in shell(*name.split(), "--help")


def _leaves(command: click.Command, name: str, ctx: click.Context) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = [(name, command)] if name else []
    if isinstance(command, click.Group):
        for sub in command.list_commands(ctx):
            child = command.get_command(ctx, sub)
            assert child is not None
            found += _leaves(child, f"{name} {sub}".strip(), ctx)
    return found


def test_reading_commands_take_json_and_writing_ones_dry_run() -> None:
    context = click.Context(quoth)
    for name, command in _leaves(quoth, "", context):
        options = {option for parameter in command.params for option in parameter.opts}
        assert "-C" in options, name
        if name not in ("completion", "demo", "round"):  # `round` alone prints help
            assert options & {"--json", "--dry-run"}, name


def test_a_passage_is_applied_listed_removed_and_the_acts_taken_back(shell: Shell) -> None:
    made = shell.json("apply", "one", *at("Pay first"), "paid", "--memo", "twice")["codings"][0]
    listed = shell.json("codings")["codings"]
    assert [(c["id"], c["quote"], c["memo"], c["coder"]) for c in listed] == [(made["id"], "Pay first", "twice", "ann")]
    shell("remove", made["id"])
    assert shell.json("codings")["codings"] == []
    shell("undo")
    assert len(shell.json("codings")["codings"]) == 1
    shell("undo")
    assert shell.json("codings")["codings"] == []
    shell("redo")
    assert [e["action"] for e in shell.json("history")["entries"]][-3:] == ["undo", "undo", "redo"]
    assert "Sound" in shell("verify")


@pytest.mark.parametrize(("format_", "content"), [("csv", "id,document,"), ("json", '{"'), ("jsonl", "")])
def test_before_coding_an_export_of_rows_has_none_and_a_script_goes_on(
    shell: Shell, format_: str, content: str
) -> None:
    said = shell("export", format_, "-o", f"x.{format_}")
    assert said.startswith("Wrote 0 quotations (nothing is coded yet)")
    assert Path(f"x.{format_}").read_text(encoding="utf-8-sig").startswith(content)


def test_nobody_is_said_to_be_numbered_where_a_text_names_nobody(shell: Shell, tmp_path: Path) -> None:
    Path("notes.txt").write_text("They came and asked for money.\n", encoding="utf-8")
    shell("import", "notes.txt")
    shell("apply", "one", "0", "5", "paid")
    shell("export", "csv", "-o", "x.csv")
    assert "Speakers are numbered" in shell.errors
    bare = tmp_path / "bare"
    bare.mkdir()
    Path("codebook.yaml").rename(bare / "codebook.yaml")
    shell("-C", str(bare), "init", str(bare))
    shell("-C", str(bare), "import", "notes.txt")
    shell("-C", str(bare), "apply", "notes", "0", "4", "paid")
    shell("-C", str(bare), "export", "csv", "-o", "y.csv")
    assert "numbered" not in shell.errors


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("apply", "two", "0", "5", "paid"), "no document 'two'"),
        (("apply", "one", "0", "5", "payd"), "the nearest is paid"),
        (("apply", "one", "5", "9999", "paid"), "which has"),
        (("apply", "one", "9", "5", "paid"), "not a passage"),
        (("remove", "nothing-1"), "no coding nothing-1"),
        (("import", "missing.txt"), "missing.txt"),
        (("export", "papyrus", "-o", "x"), "no export format"),
        (("export", "csv", "-o", "x.csv", "--starred"), "so nothing was written"),
        (("export", "docx", "-o", "x.docx"), "so nothing was written"),
        (("agreement", "--coders", "ann,bek"), "no coder 'ann'"),
        (("agreement", "--coders", "ann,bek", "--unit", "turn"), "no coder 'ann'"),
        (("documents", "--attribute", "country"), "NAME=VALUE"),
        (("codebook", "rename", "payd", "X"), "payd"),
        (("-C", "nowhere", "documents"), "nowhere"),
        (("sugest",), "sugest"),
        (("suggest",), "--text"),
    ],
)
def test_bad_input_is_one_line_and_exit_two(shell: Shell, words: tuple[str, ...], said: str) -> None:
    before = Path("quoth.db").read_bytes()
    shell(*words, exit_code=2)
    lines = shell.errors.strip().splitlines()
    assert len(lines) == 1, lines
    assert said in lines[0]
    assert lines[0].startswith("quoth: ")
    assert Path("quoth.db").read_bytes() == before


def test_outside_of_a_project_the_remedy_is_named(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell("documents", exit_code=2)
    assert "quoth init" in shell.errors


def test_codings_survive_the_way_out_and_back(shell: Shell, tmp_path: Path) -> None:
    shell("apply", "one", *at("Pay first"), "paid", "--memo", "=1+1 and 'quoted', twice\nand a second line")
    shell("apply", "one", *at("Nobody there speaks our language."), "silence", "--as", "bek")
    shell("documents", "done", "--all", "--as", "bek")
    table = shell("codings", "--csv")
    assert "'=1+1" in table
    other = tmp_path / "other"
    (other / "transcripts").mkdir(parents=True)
    (other / "transcripts" / "one.txt").write_text(TEXT, encoding="utf-8")
    (other / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (other / "codings.csv").write_text(table, encoding="utf-8", newline="")
    shell("-C", str(other), "codings", "import", str(other / "codings.csv"))
    assert sorted(csv.reader(io.StringIO(shell("-C", str(other), "codings", "--csv")))) == sorted(
        csv.reader(io.StringIO(table))
    )
    assert "3 were here already" in shell("-C", str(other), "codings", "import", str(other / "codings.csv"))


def test_bad_rows_are_listed_with_line_and_reason_and_nothing_is_written(shell: Shell) -> None:
    start, end = at("Pay first")
    Path("rows.csv").write_text(
        "document,start,end,code,coder,quote\n"
        f"one,{start},{end},paid,ann,Pay first\n"
        f"one,{start},{end},paid,ann,Pay later\n"
        "one,0,9999,paid,ann,\n"
        "one,x,3,paid,ann,\n"
        "uno,0,3,paid,ann,\n"
        "one,0,3,payd,ann,\n",
        encoding="utf-8",
    )
    shell("codings", "import", "rows.csv", exit_code=2)
    assert [line.split(":")[1] for line in shell.errors.splitlines()[:-1]] == ["3", "4", "5", "6", "7"]
    assert shell.json("codings")["codings"] == []
    shell("codings", "import", "rows.csv", "--skip-bad")
    assert len(shell.json("codings")["codings"]) == 1


def test_done_says_what_was_never_opened_or_coded(shell: Shell) -> None:
    printed = shell("documents", "done", "one")
    assert "never opened" in printed
    assert "without a coding" in printed
    assert shell.json("documents")["documents"][0]["done"] == ["ann"]


def test_agreement_is_null_with_a_reason_never_nan(shell: Shell) -> None:
    shell("apply", "one", *at("Pay first"), "paid")
    shell("apply", "one", *at("Pay first"), "paid", "--as", "bek")
    for coder in ("ann", "bek"):
        shell("documents", "done", "--all", "--as", coder)
    printed = shell("agreement", "--coders", "ann,bek", "--unit", "turn", "--json")
    assert "NaN" not in printed
    codes = {code["code"]: code for code in json.loads(printed)["codes"]}
    assert codes["paid"]["kappa"] == 1.0
    assert codes["silence"]["kappa"] is None
    assert codes["silence"]["reasons"]["kappa"]


def test_the_result_layer_needs_a_word_where_coders_are_not_settled(shell: Shell) -> None:
    shell("apply", "one", *at("Pay first"), "paid")
    shell("apply", "one", *at("Pay first"), "silence", "--as", "bek")
    Path("out.csv").write_text("the old file", encoding="utf-8")
    shell("export", "csv", "-o", "out.csv", exit_code=2)
    assert "one" in shell.errors
    assert Path("out.csv").read_text(encoding="utf-8") == "the old file"
    shell("export", "csv", "-o", "out.csv", "--coder", "bek")
    assert [row["code"] for row in csv.DictReader(io.StringIO(Path("out.csv").read_text("utf-8-sig")))] == ["silence"]
    assert "all coders" in shell("export", "csv", "-o", "out.csv", "--layer", "all")
    shell("apply", "one", *at("Pay first"), "paid", "--as", "consensus")
    shell("documents", "done", "one", "--as", "consensus")
    shell("export", "json", "-o", "out.json")
    assert [q["coder"] for q in json.loads(Path("out.json").read_text(encoding="utf-8"))["quotations"]] == ["consensus"]


def test_erase_takes_the_words_and_leaves_a_sound_project(shell: Shell) -> None:
    shell("apply", "one", *at("Pay first"), "paid")
    start, end = at("Pay first")
    shell("erase", f"one:{start}-{end}", "--reason", "asked to", "--yes")
    everything = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file() and path.suffix != ".txt")
    assert b"Pay first" not in everything
    assert "Sound" in shell("verify")
    assert shell.json("codings")["codings"][0]["quote"] == "███ █████"
    shell("erase", "one", "--reason", "asked to", "--yes")
    assert shell.json("documents")["documents"] == []
    assert b"Nobody there" not in b"".join(
        p.read_bytes() for p in Path().rglob("*") if p.is_file() and p.suffix != ".txt"
    )


def test_hostile_names_reach_the_terminal_harmless(shell: Shell) -> None:
    shell("codebook", "add", "Evil \x1b]0;title\x07 \u202e label", "--id", "evil")
    for words in (("codebook",), ("codebook", "--json"), ("history",), ("history", "--json")):
        printed = shell(*words)
        assert not {"\x1b", "\x07", "\u202e"} & set(printed), words


def test_a_coder_who_looks_like_a_known_one_is_questioned(shell: Shell) -> None:
    shell("apply", "one", *at("Pay first"), "paid", "--as", "Anna")
    shell("apply", "one", *at("Never"), "paid", "--as", "anna", exit_code=2)
    shell("apply", "one", *at("Never"), "paid", "--as", "Аnnа", exit_code=2)
    assert "Anna" in shell.errors


def test_nobody_to_act_for_is_refused_without_a_terminal(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUOTH_CODER")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    shell("apply", "one", *at("Never"), "paid", exit_code=2)
    assert "--as" in shell.errors


def test_a_fresh_clone_is_set_up_by_the_first_command(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in Path().glob("quoth.db*"):
        file.unlink()
    assert shell.json("documents")["documents"][0]["name"] == "one"
    assert "Set up" in shell.errors


def test_the_codebook_is_edited_from_the_shell(shell: Shell) -> None:
    shell("codebook", "add", "Rumour", "--definition", "Talk: without a source", "--key", "r")
    shell("codebook", "edit", "rumour", "--include", "Hearsay", "--include", "Talk")
    shell("codebook", "rename", "rumour", "Rumours")
    shell("codebook", "add", "Press", "--heading")
    shell("codebook", "move", "rumour", "press")
    shell("apply", "one", *at("Never"), "rumour")
    shell("codebook", "split", "rumour", "Good rumours", "Bad rumours")
    shell("codebook", "merge", "rumour", "silence")
    codes = {code["id"]: code for code in shell.json("codebook")["codes"]}
    assert codes["rumour"]["parent"] == "press"
    assert codes["rumour"]["status"] == "retired"
    assert codes["silence"]["codings"] == 1
    assert "bad-rumours" in codes
    assert shell("codebook", "check").startswith("codebook.yaml is in order")
    for _ in range(8):
        shell("undo")
    assert Path("codebook.yaml").read_text(encoding="utf-8") == CODEBOOK
    assert any("rumour" in change for step in shell.json("codebook", "diff")["versions"] for change in step["changes"])


def test_broken_yaml_is_told_with_its_places_and_work_goes_on(shell: Shell) -> None:
    Path("codebook.yaml").write_text("codes:\n  - {id: a, lable: A}\n  - {id: a, label: B}\n", encoding="utf-8")
    shell("codebook", "check", exit_code=2)
    assert "codebook.yaml:2:" in shell.errors
    assert "codebook.yaml:3:" in shell.errors
    shell("apply", "one", *at("Never"), "paid")
    assert "last good version" in shell.errors
    shell("verify", exit_code=3)


def test_a_copied_folder_takes_its_own_name_in_the_journal(shell: Shell, tmp_path: Path) -> None:
    import shutil

    shell("apply", "one", *at("Never"), "paid")
    shutil.copytree(".", tmp_path / "copy")
    shell("-C", str(tmp_path / "copy"), "apply", "one", *at("Pay first"), "paid")
    origins = [c["id"].split("-")[0] for c in shell.json("-C", str(tmp_path / "copy"), "codings")["codings"]]
    assert len(set(origins)) == 2
    shell("-C", str(tmp_path / "copy"), "undo")
    shell("-C", str(tmp_path / "copy"), "undo", exit_code=2)


def test_files_are_for_their_owner_only(shell: Shell) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such permissions")
    shell("apply", "one", *at("Never"), "paid")
    shell("export", "csv", "-o", "out.csv")
    for name in ("quoth.db", "out.csv"):
        assert Path(name).stat().st_mode & 0o077 == 0
