"""Attributes: types from the codebook, tables, what is lacking; every change is one act that can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import office
from quoth.cli import run
from quoth.session.attributes import alike, fitting, misfit
from quoth.session.folder import set_up

CODEBOOK = """attributes: {year: number, country: choice, born: date, note: text}
codes:
  - {id: paid, label: Paid coverage}
"""


@pytest.mark.parametrize(
    ("value", "kind", "fits"),
    [
        ("12", "number", True),
        ("-3,5", "number", True),
        ("1 200", "number", True),
        ("1\u00a0200.5", "number", True),
        ("12 years", "number", False),
        ("nan", "number", False),
        ("1e5", "number", False),
        ("2024", "date", True),
        ("2024-05", "date", True),
        ("2024-02-29", "date", True),
        ("2023-02-29", "date", False),
        ("17.05.2024", "date", True),
        ("05/17/2024", "date", False),
        ("2024-13", "date", False),
        ("anything", "choice", True),
        ("anything", "text", True),
    ],
)
def test_a_value_fits_its_type_or_not(value: str, kind: str, fits: bool) -> None:
    assert (misfit(value, kind) == "") is fits


@given(st.dictionaries(st.sampled_from(["year", "born", "other"]), st.text(max_size=12)))
def test_nothing_is_lost_without_a_word(values: dict[str, str]) -> None:
    kept, notes = fitting(values, {"year": "number", "born": "date"})
    assert len(kept) + len(notes) == len(values)
    assert kept.items() <= values.items()


def test_look_alikes_are_questioned_and_only_where_a_choice_was_declared() -> None:
    rows = [{"country": value, "city": value} for value in ("Kyrgyzstan", "kyrgyzstan", "Kazakhstan", "Каzakhstan")]
    notes = alike(rows, {"country": "choice"})
    assert [note.partition(":")[0] for note in notes] == ["country", "country"]
    assert "“Kyrgyzstan” and “kyrgyzstan” both occur" in notes[0]
    assert any("“Year”" in note for note in alike([{"Year": "1"}], {"year": "number"}))


Quoth = Callable[..., Any]


@pytest.fixture
def quoth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Quoth:
    project = tmp_path / "project"
    (project / "transcripts").mkdir(parents=True)
    for name, country in (("one", "Kyrgyzstan"), ("two", "Kazakhstan")):
        text = f"---\ncountry: {country}\nyear: about 2003\n---\nAnn: Yes.\n\nAnn: They asked for a fee.\n"
        (project / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (project / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(project)
    done = set_up(project)
    assert [problem for problem in done.problems if "about 2003" in problem]

    def quoth(*words: str, code: int = 0) -> Any:
        assert run(list(words)) == code
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in words else printed.out + printed.err

    return quoth


def named(quoth: Quoth) -> dict[str, dict[str, str]]:
    return {d["name"]: d["attributes"] for d in quoth("attributes", "--json")["documents"]}


def test_attributes_are_set_shown_and_taken_back(quoth: Quoth) -> None:
    assert "Set one: year=2003, place=Osh" in quoth("attributes", "set", "one", "year=2003", "place= Osh ")
    assert named(quoth)["one"] == {"country": "Kyrgyzstan", "year": "2003", "place": "Osh"}
    found = quoth("attributes", "show", "--json")
    assert found["lacking"] == {"year": ["two"], "born": ["one", "two"], "note": ["one", "two"], "place": ["two"]}
    assert found["types"]["year"] == "number"
    assert "nothing changed" in quoth("attributes", "set", "one", "year=2003")
    quoth("attributes", "set", "one", "place=", "country=", "--dry-run")
    assert named(quoth)["one"]["place"] == "Osh"
    quoth("attributes", "set", "one", "place=", "country=")
    assert named(quoth)["one"] == {"year": "2003"}
    quoth("undo")
    assert named(quoth)["one"]["country"] == "Kyrgyzstan"
    assert "place is lacking in 1: two" in quoth("attributes")
    assert "Sound" in quoth("verify")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("one", "year=soon"), "one: year “soon” is not a number"),
        (("one", "born=31.02.1990"), "is not a date"),
        (("tow", "year=1"), "the nearest is two"),
        (("one", "year"), "not NAME=VALUE"),
        (("one", "=3"), "not NAME=VALUE"),
        (("one", "document=x"), "no attribute"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_set(quoth: Quoth, words: tuple[str, ...], said: str) -> None:
    before = named(quoth)
    assert said in quoth("attributes", "set", *words, code=2)
    assert named(quoth) == before


def test_a_table_is_taken_whole_or_not_at_all(quoth: Quoth) -> None:
    Path("t.csv").write_text("document;year;place\ntwo.txt;2004;\none;soon;Osh\n", encoding="utf-8")
    assert "t.csv:3: one: year “soon” is not a number" in quoth("attributes", "import", "t.csv", code=2)
    Path("t.csv").write_text("document;year\none;3\nthree;4\n", encoding="utf-8")
    assert "no document 'three'" in quoth("attributes", "import", "t.csv", code=2)
    assert "year" not in named(quoth)["one"]
    Path("t.csv").write_text("document;year;country\none.txt;3;\ntwo;4;kyrgyzstan\n", encoding="utf-8")
    assert "“Kyrgyzstan” and “kyrgyzstan” both occur" in quoth("attributes", "import", "t.csv", "--dry-run")
    assert "year" not in named(quoth)["one"]
    quoth("attributes", "import", "t.csv")
    assert named(quoth) == {
        "one": {"country": "Kyrgyzstan", "year": "3"},
        "two": {"country": "kyrgyzstan", "year": "4"},
    }
    quoth("undo")
    assert named(quoth)["two"] == {"country": "Kazakhstan"}


def test_an_xlsx_of_attributes_is_read(quoth: Quoth) -> None:
    table = office.xlsx(("document", "year"), ("one", "2003"), ("two.txt", "2004"))
    Path("transcripts/attributes.xlsx").write_bytes(table)
    quoth("import", "transcripts")
    assert {name: values["year"] for name, values in named(quoth).items()} == {"one": "2003", "two": "2004"}


def test_a_table_beside_transcripts_that_does_not_fit_is_named_and_transcripts_come_in(quoth: Quoth) -> None:
    Path("transcripts/attributes.csv").write_text("document,year\none,soon\nnobody,3\n", encoding="utf-8")
    Path("transcripts/three.txt").write_text("A new one.\n", encoding="utf-8")
    assert "attributes.csv:2: one: year “soon”" in quoth("import", "transcripts", code=2)
    assert "three" in named(quoth)
    Path("transcripts/attributes.csv").write_text("document,year\nthree.txt,7\nnobody.txt,3\n", encoding="utf-8")
    said = quoth("import", "transcripts")
    assert said.count("nobody") == 1
    assert named(quoth)["three"] == {"year": "7"}


def test_odd_attributes_break_neither_exports_nor_suggestions(quoth: Quoth) -> None:
    quoth("apply", "one", "5", "8", "paid")
    for pair in ("=1+1", "id", "speaker", 'a,b;c"d', "имя ключа", "x" * 200):
        quoth("attributes", "set", "one", f"{pair.replace('=', ' ').strip()}==cmd|' /C calc'!A0 <b>\u202e")
    for form in ("csv", "json", "md"):
        quoth("export", form, "-o", f"out.{form}")
    assert quoth("suggest", "--text", "They asked for a fee", "--json")["suggestions"] is not None
    quoth("documents")
    quoth("attributes")
    assert "Sound" in quoth("verify")
