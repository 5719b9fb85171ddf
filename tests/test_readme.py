"""What the documentation says is what happens: its session is run, its commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from quoth.cli import _COMMANDS, run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


CHAPTER = (ROOT / "docs" / "chapter.md").read_text(encoding="utf-8")


def _block(name: str, text: str = README) -> str:
    found = re.search(rf"<!-- {name} -->\n```\w*\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def _steps(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", _block("session", text), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("text", [README, CHAPTER], ids=["readme", "chapter"])
def test_a_session_prints_what_the_documentation_says(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_CODER", "you")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    steps = _steps(text)
    assert len(steps) > 5
    for command, expected in steps:
        program, *words = shlex.split(command)
        if program == "cd":
            monkeypatch.chdir(words[0])
            continue
        assert program == "quoth"
        assert run(words) == 0, command
        assert _unnamed(capsys.readouterr().out) == _unnamed(expected), command


def _unnamed(printed: str) -> str:
    """Without the ids of codings, in which each copy of a project has its own random name."""
    return re.sub(r"\(coding [0-9a-f]+-", "(coding ", printed)


def test_the_install_and_test_commands_are_one_line_each() -> None:
    assert _block("install").count("\n") == 1
    assert "pip install ." in _block("install")
    assert ".[test]" in _block("test")


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ .*`quoth {name}\b", commands, re.MULTILINE)


def test_no_document_names_a_module_that_does_not_exist() -> None:
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path in re.findall(r"`((?:src/quoth|tests|benchmarks|quoth)/[\w/]+(?:\.py|/))`", text):
            real = ROOT / ("src/" + path if path.startswith("quoth/") else path)
            if "NAME" not in path:
                assert real.exists(), (name, path)
