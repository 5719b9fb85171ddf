"""Filters: what each lets pass, on every command that takes them, and names that nothing bears."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quoth.cli import run
from quoth.model.text import Document
from quoth.session.filters import Filters, holds_words, wanted

CODEBOOK = """title: Made
attributes: {year: number}
codes:
  - id: money
    label: Money
    heading: true
    codes:
      - id: paid
        label: Paid coverage
        labels: {ru: Платные статьи}
        codes:
          - {id: barter, label: Barter}
  - {id: fear, label: Fear}
"""
ONE = (
    "Interviewer: Did they come?\n\nAizada: They asked for money, and we were afraid.\n\nAizada: Ёлка горит.\n\n"
    "Interviewer: Thank you.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    for name, year in (("one", "2017"), ("two", "2019")):
        text = f"---\ncountry: {name.upper()}\nyear: {year}\n---\n\n{ONE}"
        (tmp_path / "transcripts" / f"{name}.md").write_text(text, encoding="utf-8")
    rows = ["document,start,end,code,coder,quote,memo,round"]
    for name in ("one", "two"):
        at = ONE.index("They asked")
        rows += [
            f"{name},{at},{at + 20},paid,ann,,,",
            f"{name},{at + 10},{at + 40},fear,ann,,,",
            f"{name},13,20,barter,ann,,,",
        ]
    rows.append(f"two,{ONE.index('Ёлка')},{ONE.index('Ёлка') + 10},fear,ann,,,")
    (tmp_path / "transcripts" / "codings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    assert run(["init"]) == 0
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, str, int]]:
    capsys.readouterr()
    assert run(["codings", *options, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["codings"]
    return [(row["document"], row["code"], row["start"]) for row in found]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--document", "one"], ["barter", "paid", "fear"]),
        (["--code", "paid", "--document", "one"], ["barter", "paid"]),
        (["--code", "Paid coverage", "--document", "one"], ["barter", "paid"]),
        (["--code", "платные статьи", "--document", "one"], ["barter", "paid"]),
        (["--code", "paid", "--code-only", "--document", "one"], ["paid"]),
        (["--code", "money", "--code-only", "--document", "one"], []),
        (["--role", "interviewer", "--document", "one"], ["barter"]),
        (["--role", "participant", "--document", "one"], ["paid", "fear"]),
        (["--attribute", "year=2018.."], ["barter", "paid", "fear", "fear"]),
        (["--attribute", "year=..2018", "--code", "fear"], ["fear"]),
        (["--attribute", "country=ONE", "--attribute", "country=TWO", "--code", "fear"], ["fear"] * 3),
        (["--attribute", "country=ONE", "--attribute", "year=2019"], []),
        (["--containing", "елка  ГОР"], ["fear"]),
        (["--containing", "лка"], []),
        (["--codes-query", "paid overlapping fear"], ["paid", "paid"]),
        (["--codes-query", "fear and not (fear overlapping money)"], ["fear"]),
        (["--codes-query", "paid or fear", "--code-only", "--document", "one"], ["paid", "fear"]),
        (["--codes-query", '"Paid coverage" near fear', "--document", "one"], ["barter", "paid"]),
        (["--starred"], []),
        (["--until", "2001"], []),
        (["--since", "2001-02-03", "--document", "one"], ["barter", "paid", "fear"]),
    ],
)
def test_what_each_filter_lets_pass(
    project: Path, capsys: pytest.CaptureFixture[str], options: list[str], codes: list[str]
) -> None:
    assert [code for _, code, _ in listed(capsys, *options)] == codes


def test_the_same_filters_are_on_exports_and_documents(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = ["--codes-query", "fear not within 40 of barter"]
    assert run(["export", "json", "-o", "out.json", *question, "--role", "participant"]) == 0
    written = json.loads((project / "out.json").read_text(encoding="utf-8"))
    assert [row["document"] for row in written["quotations"]] == ["two"]
    assert written["filters"] == "codes: fear not within 40 of barter, role participant"
    capsys.readouterr()
    assert run(["documents", "--containing", "ёлка", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)["documents"]] == ["two"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--codes-query", "paid and feer"], "There is no code 'feer'; the nearest is fear."),
        (["--codes-query", "paid and"], "a code was expected"),
        (["--case", "nobody"], "There is no case 'nobody'"),
        (["--since", "May"], "'May' is no day, month or year."),
        (["--containing", "..."], "There is no word in '...'"),
        (["--attribute", "yaer=2018.."], "There is no attribute 'yaer'; the nearest is year."),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert run(["codings", *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "asked", "fits"),
    [
        ("2018", "2017..2019", True),
        ("2020", "2017..2019", False),
        ("3,5", "3..4", True),
        ("1 200", "1000..", True),
        ("2018-05-17", "2018-04..2018-05", True),
        ("2018-06-01", "2018-04..2018-05", False),
        ("17.05.2018", "..2018-05-17", True),
        ("2018-05", "2018..2018", True),
        ("Osh", "2017..", False),
        ("a..b", "a..b", True),
    ],
)
def test_ranges_of_numbers_and_dates(value: str, asked: str, fits: bool) -> None:
    document = Document("d", "d", "v", {"when": value})
    assert wanted(document, Filters(attributes={"when": (asked,)})) is fits


def test_words_are_found_from_the_beginning_of_a_word() -> None:
    assert holds_words("The Grant-eaters came.", "grant eat")
    assert not holds_words("The Grant-eaters came.", "ant eaters")
