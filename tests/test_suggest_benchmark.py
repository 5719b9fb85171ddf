"""The benchmark of suggestions on files as people have them: interviews, unknown fields, other scripts, bare names."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "suggestions.py"
LINES: list[dict[str, Any]] = [
    {"text": "We paid a fee to the editor.", "codes": ["Плата", "PRESSURE"], "interview": 3, "speaker": "A"},
    {"text": "Нам угрожали чиновники.", "codes": "pressure", "interview": 3, "order": 2},
    {"text": "Nothing of note.", "codes": [], "interview": 3},
    {"text": "A code that the codebook lacks.", "codes": ["other"], "interview": 4},
    {"text": "They asked for a fee again.", "code": "плата", "interview": 4},
    {"text": "", "codes": ["плата"]},
    {"text": "…", "codes": ["Деньги"]},
]
YAML = """quoth: 1
codes:
  - label: Деньги
    heading: true
    codes:
      - id: fee
        label: плата
        definition: An outlet asks for a fee.
      - label: Pressure
"""


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("suggestions_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def written(folder: Path, codebook: str, name: str) -> tuple[Path, Path]:
    data, book = folder / "data.jsonl", folder / name
    data.write_text("\n" + "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), "utf-8")
    book.write_text(codebook, "utf-8")
    return data, book


def test_lines_of_interviews_are_read_whatever_else_they_say(bench: ModuleType, tmp_path: Path) -> None:
    data, book = written(tmp_path, YAML, "codebook.yaml")
    codebook, lines = bench.read_codebook(book), bench.read_lines(data)
    quotes = bench.read_quotes(lines, codebook, stream=True)
    assert len(lines) == 6  # those without a code are text of the project
    assert [(quote.document, sorted(quote.codes)) for quote in quotes] == [
        ("3", ["fee", "pressure"]),
        ("3", ["pressure"]),
        ("4", ["fee"]),
    ]
    assert len({quote.document for quote in bench.read_quotes(lines, codebook, stream=False)}) == 3


@pytest.mark.parametrize("mode", [["--stream"], ["--per-code", "0,1"]])
@pytest.mark.parametrize(("codebook", "name"), [(YAML, "codebook.yaml"), ('["плата", "pressure"]', "codes.json")])
def test_it_runs_on_them(
    bench: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    mode: list[str],
    codebook: str,
    name: str,
) -> None:
    data, book = written(tmp_path, codebook, name)
    given = ["--data", str(data), "--codebook", str(book), "--encoder", "none", "--json", *mode]
    monkeypatch.setattr(sys, "argv", ["suggestions.py", *given])
    monkeypatch.setattr(bench, "find_spec", lambda _: None)
    bench.main()
    told = json.loads(capsys.readouterr().out)
    assert told["quotes"] == 3
    assert told["codes"] == 2
    assert {result["design"] for result in told["results"]} == {"quoth", "popularity"}


def test_what_is_no_data_is_refused_in_a_sentence(
    bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, book = written(tmp_path, '["something else"]', "codes.json")
    monkeypatch.setattr(sys, "argv", ["suggestions.py", "--data", str(data), "--codebook", str(book)])
    with pytest.raises(SystemExit, match="No line of data"):
        bench.main()
    data.write_text("{", "utf-8")
    with pytest.raises(SystemExit, match="line 1 is not JSON"):
        bench.main()
