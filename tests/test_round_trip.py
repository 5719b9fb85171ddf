"""What an export writes, an import takes: codings come into another copy exactly as they were."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quoth import store
from quoth.cli import run
from quoth.model.coding import Coding
from quoth.model.spans import snap
from quoth.model.text import Span
from quoth.session import folder as folders
from quoth.session.proof import proof
from quoth.store import queries, writing

TEXT = (
    "Interviewer: Did they come?\n\nGulnara: =1+1, «ёлка» 👩\u200d👧 e\u0301.\n\n"
    "Interviewer: And?\n\nGulnara: - No.\tYes.\n"
)
CODES = "codes:\n  - {id: paid, label: Paid}\n  - {id: fear, label: '=Fear'}\n"
NAMES = ("one", "=two", "-three, «3»")

words = st.text(alphabet=st.sampled_from("'=+-@,;\"\t\n aя«\u00a0"), max_size=8)
made = st.fixed_dictionaries(
    {
        "document": st.integers(0, 2),
        "start": st.integers(0, len(TEXT) - 2),
        "length": st.integers(1, len(TEXT)),
        "code": st.sampled_from(["paid", "fear"]),
        "coder": st.sampled_from(["ann", "bek"]),
        "memo": words.map(str.strip),
        "star": st.booleans(),
        "translation": words,
        "round": st.sampled_from(["", "r1"]),
    }
)


def project(folder: Path) -> Path:
    (folder / "transcripts").mkdir(parents=True)
    (folder / "codebook.yaml").write_text(CODES, encoding="utf-8")
    for name in NAMES:
        (folder / "transcripts" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    folders.set_up(folder)
    return folder


def fill(folder: Path, drawn: list[dict[str, Any]]) -> None:
    opened = store.opened(folder)
    versions = [queries.version(opened, d.version) for d in queries.documents(opened)]
    found: dict[tuple[Any, ...], tuple[Coding, str]] = {}
    for one in drawn:
        version = versions[one["document"]]
        span = snap(version.text, Span(one["start"], min(one["start"] + one["length"], len(version.text))))
        if span.start == span.end:
            continue
        blank = Coding("", one["coder"], one["code"], "", "", 0, 0, "", "", "", "0" * 16, "", round=one["round"])
        language = "en" if one["translation"] else ""
        more = {"star": one["star"], "translation": one["translation"], "translation_language": language}
        coding = replace(blank, **proof(version, span), **more)
        found[coding.coder, coding.code, coding.version, span, coding.round] = coding, one["memo"]
    codings = [coding for coding, _ in found.values()]
    writing.add_codings(opened, "ann", codings, memos=[memo for _, memo in found.values()], bulk=True)
    store.close(opened)


def rows(folder: Path) -> list[dict[str, Any]]:
    """All codings as the export has them, without what tells one copy from another."""
    target = folder / "rows.json"
    assert run(["-C", str(folder), "export", "json", "-o", str(target), "--layer", "all"]) == 0
    found = json.loads(target.read_text(encoding="utf-8"))["quotations"]
    own = ("id", "created", "source")
    return [{name: value for name, value in row.items() if name not in own} for row in found]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(made, min_size=1, max_size=5), st.sampled_from(["csv", "tsv", "jsonl"]), st.booleans())
def test_an_export_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[dict[str, Any]], form: str, names: bool
) -> None:
    base = tmp_path_factory.mktemp("round")
    first, second = project(base / "first"), project(base / "second")
    fill(first, drawn)
    file = base / f"codings.{form}"
    shown = ["--names"] if names else []
    assert run(["-C", str(first), "export", form, "-o", str(file), "--layer", "all", *shown]) == 0
    assert run(["-C", str(second), "codings", "import", str(file), "--as", "ann"]) == 0
    assert rows(second) == rows(first)


def test_a_line_that_is_no_object_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path / "p")
    file = tmp_path / "x.jsonl"
    for text, said in (
        ('{"document": "one"}\n', "x.jsonl:1: This row has no start, end, code, coder."),
        ("\n[1]\n", "x.jsonl:2: this is not a JSON object"),
        ("{", "x.jsonl:1: this is not"),
    ):
        file.write_text(text, encoding="utf-8")
        assert run(["-C", str(folder), "codings", "import", str(file), "--as", "ann"]) == 2
        assert said in capsys.readouterr().err
