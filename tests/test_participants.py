"""Participants by number: no speaker's label leaves with an export, and the numbers stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth import store
from quoth.cli import run
from quoth.session import participants
from quoth.session.participants import masked

FIRST = "Interviewer: And then?\n\nGulnara: We paid.\n\nInterviewer: How much?\n\nGulnara: A lot.\n"
SECOND = (
    "Daniel: So?\n\nTimur: No. As Gulnara said.\n\nDaniel: Why?\n\nTimur: Money.\n\nGulnara: Yes.\n\nGulnara: Yes.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("codes:\n  - {id: paid, label: Paid}\n", encoding="utf-8")
    (tmp_path / "transcripts" / "one.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "transcripts" / "two.txt").write_text(SECOND, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    assert run(["init"]) == 0
    assert run(["speakers", "role", "two", "Daniel", "interviewer"]) == 0
    for name, text in (("one", FIRST), ("two", SECOND)):
        assert run(["apply", name, "0", str(len(text) - 1), "paid"]) == 0
    return tmp_path


def exported(folder: Path, *options: str) -> list[tuple[str, str]]:
    assert run(["export", "json", "-o", "out.json", *options]) == 0
    rows = json.loads((folder / "out.json").read_text(encoding="utf-8"))["quotations"]
    return [(row["speaker"], row["quote"]) for row in rows]


def test_speakers_are_numbered_by_document_in_the_order_of_import(project: Path) -> None:
    opened = store.opened(project)
    numbered = participants.number(opened)
    ids = {document: dict(names) for document, names in numbered.ids.items()}
    store.close(opened)
    assert list(ids.values()) == [
        {"Interviewer": "Interviewer", "Gulnara": "P01"},
        {"Daniel": "I01", "Timur": "P02", "Gulnara": "P03"},
    ]


def test_no_label_of_a_speaker_leaves_and_names_are_shown_when_asked_for(project: Path) -> None:
    masked_one = FIRST.replace("Gulnara:", "P01:").rstrip("\n")
    masked_two = SECOND.replace("Daniel:", "I01:").replace("Timur:", "P02:").replace("Gulnara:", "P03:").rstrip("\n")
    assert exported(project) == [("Interviewer", masked_one), ("I01", masked_two)]
    assert "As Gulnara said" in masked_two, "what is spoken stays"
    assert exported(project, "--names") == [("Interviewer", FIRST.rstrip("\n")), ("Daniel", SECOND.rstrip("\n"))]
    assert exported(project, "--speaker", "Daniel") == [("I01", masked_two)]
    assert "Daniel" not in json.loads((project / "out.json").read_text(encoding="utf-8"))["filters"]


def test_a_document_imported_later_changes_no_number(project: Path) -> None:
    before = exported(project)
    (project / "zero.txt").write_text("Aaron: One.\n\nAaron: Two.\n", encoding="utf-8")
    assert run(["import", "zero.txt"]) == 0
    assert exported(project) == before


def test_a_case_makes_one_participant_of_several_documents(tmp_path: Path) -> None:
    text = "---\ncase: c1\n---\n\nGulnara: Yes.\n\nGulnara: No.\n"
    (tmp_path / "transcripts").mkdir()
    for name in ("one", "two"):
        (tmp_path / "transcripts" / f"{name}.md").write_text(text, encoding="utf-8")
    assert run(["init", str(tmp_path)]) == 0
    opened = store.opened(tmp_path)
    assert {id_ for names in participants.number(opened).ids.values() for id_ in names.values()} == {"P01"}
    store.close(opened)


labels = st.lists(st.tuples(st.sampled_from(["Anna", "Боря"]), st.text("xyz \n", max_size=6)), min_size=1, max_size=4)


@given(labels, st.data())
def test_a_quote_without_labels_is_the_text_without_names(said: list[tuple[str, str]], data: st.DataObject) -> None:
    text, turns = "", []
    for name, words in said:
        turns.append((len(text), len(text) + len(name) + 2, name))
        text += f"{name}: {words}"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first = max([i for i, turn in enumerate(turns) if turn[0] <= start])
    quote = masked(text[start:end], start, turns[first:], {"Anna": "P01", "Боря": "P02"})
    kept = "".join(
        text[max(start, a) : min(end, b)] for a, b in speech(turns, len(text)) if max(start, a) < min(end, b)
    )
    assert quote.replace("P01", "").replace("P02", "").replace(": ", "") == kept
    assert not set(quote) & set("AnБоря")


def speech(turns: list[tuple[int, int, str]], length: int) -> list[tuple[int, int]]:
    return [(turn[1], after[0]) for turn, after in zip(turns, [*turns[1:], (length, 0, "")], strict=True)]
