"""What the screen shows, as text: `quoth show`, `quotations`, `memos`, `progress`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quoth.cli import run
from quoth.session import CodingSession, memos
from test_tui_seek import session
from test_tui_views import coded

__all__ = ["coded", "session"]


def said(session: CodingSession, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["-C", str(session.folder), *words]) == 0
    return capsys.readouterr().out


def read(session: CodingSession, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(said(session, capsys, *words, "--json"))


def test_a_transcript_is_printed_with_its_codings(coded: CodingSession, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(coded, capsys, "show", "bara", "--codes")
    assert "   3  BARA: We paid a fee. The fee was high. Ещё вопрос?" in text
    assert "      | Fee (aida): “We paid a fee.”\n      |   memo: About money" in text
    assert "|" not in said(coded, capsys, "show", "bara")
    turns = read(coded, capsys, "show", "bara", "--codes")["turns"]
    assert [one["quote"] for one in turns[2]["codings"]] == ["We paid a fee.", "The fee was high."]
    assert run(["-C", str(coded.folder), "show", "barra"]) == 2
    assert "the nearest is bara" in capsys.readouterr().err


def test_quotations_are_asked_for_and_sorted(coded: CodingSession, capsys: pytest.CaptureFixture[str]) -> None:
    found = read(coded, capsys, "quotations", "fee and labels")["quotations"]
    assert {one["quote"] for one in found} == {"No fees here, no coffee."}
    assert len(read(coded, capsys, "quotations", "--speaker", "BARA")["quotations"]) == 2
    text = said(coded, capsys, "quotations", "fee", "--sort", "length")
    assert text.splitlines()[:2] == ["cem turn 2, CEM · Fee (aida)", "  “No fees here, no coffee.”"]
    assert said(coded, capsys, "quotations", "labels and not labels") == "Nothing is coded so.\n"


def test_memos_are_listed_chosen_and_kept_as_markdown(coded: CodingSession, capsys: pytest.CaptureFixture[str]) -> None:
    coded.write_memo("project", "", "# Plan\n\nAsk *again*.")
    coded.write_memo("code", "labels", "Names by others")
    assert [one["kind"] for one in read(coded, capsys, "memos")["memos"]] == ["project", "code", "coding"]
    assert [one["text"] for one in read(coded, capsys, "memos", "--code", "labels")["memos"]] == ["Names by others"]
    assert [one["quote"] for one in read(coded, capsys, "memos", "--text", "MONEY")["memos"]] == ["We paid a fee."]
    text = said(coded, capsys, "memos", "--markdown")
    assert text.startswith("# Project\n\n## ")
    assert "\n### Plan\n\nAsk *again*.\n" in text
    assert "## Fee (bara)\n\n> We paid a fee.\n\nAbout money\n\n*aida, " in text
    assert said(coded, capsys, "memos", "--kind", "document") == "There is no such memo.\n"


def test_progress_is_told_for_each_coder(coded: CodingSession, capsys: pytest.CaptureFixture[str]) -> None:
    coded.open("bara")
    coded.mark_done()
    told = read(coded, capsys, "progress")
    assert [(one["document"], one["state"]) for one in told["documents"]] == [("bara", "done"), ("cem", "in work")]
    assert told["codes"][0] == {"coder": "aida", "code": "fee", "codings": 3}
    text = said(coded, capsys, "progress")
    assert text.startswith("aida: 1 in work, 1 done\n")
    assert "codes: Fee 3, Labels 2" in text


def test_markdown_of_memos_shows_names_as_they_are() -> None:
    from quoth.model.coding import Memo

    memo = Memo("1", "a*b*", "code", "x", "fine", "2026-01-01T00:00:00Z")
    assert "## \\*bold\\*" in memos.as_markdown([memos.Entry(memo, "*bold*")])
