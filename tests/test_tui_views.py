"""The views beside the coding screen: quotations of codes, memos, progress."""

from __future__ import annotations

from typing import cast

import pytest
from textual.widgets import Input, TextArea

from quoth.model.text import Span
from quoth.session import CodingSession
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.memos import Memos
from quoth.tui.screens.progress import ProgressView
from quoth.tui.screens.quotations import Quotations
from test_tui_screen import _brisk
from test_tui_seek import opened, rows, seen, session, until, view

__all__ = ["_brisk", "session"]


def code(session: CodingSession, document: str, words: str, *codes: str, memo: str = "") -> None:
    session.open(document)
    assert session.version is not None
    at = session.version.text.index(words)
    session.apply(Span(at, at + len(words)), codes, memo=memo)


@pytest.fixture
def coded(session: CodingSession) -> CodingSession:
    code(session, "bara", "We paid a fee.", "fee", memo="About money")
    code(session, "bara", "The fee was high.", "fee")
    code(session, "cem", "They wrote grantoyedi.", "labels")
    code(session, "cem", "No fees here, no coffee.", "fee")
    code(session, "cem", "No fees here, no coffee.", "labels")
    return session


@pytest.mark.action("quotations", "quotations-type", "quotations-order")
async def test_quotations_of_a_code_are_listed_and_asked_for(coded: CodingSession) -> None:
    coded.open("bara")
    async with opened(coded, "home", "down", "down", "q") as pilot:
        assert isinstance(pilot.app.screen, Quotations)
        await until(pilot, "3 quotations in 2 documents")
        assert pilot.app.screen.query_one(Input).value == "fee"
        await pilot.press("slash", *" and labels")
        await until(pilot, "2 quotations in 1 document")
        await pilot.press(*" and")
        await pilot.pause(0.3)
        assert len(rows(pilot)) == 2
        field = pilot.app.screen.query_one(Input)
        field.value = ""
        await until(pilot, "5 quotations")
        await pilot.press("escape", "s")
        await until(pilot, "by code")
        assert [row.split()[-1] for row in rows(pilot)][-1].startswith("grantoyedi")
        field.value = 'speaker:CEM labels text:"wrote"'
        await until(pilot, "1 quotation ")
        field.value = "speaker:NOBODY"
        await until(pilot, "There is no speaker")


@pytest.mark.action("quotations-recode", "quotations-all")
async def test_quotations_are_recoded_in_one_act(coded: CodingSession) -> None:
    async with opened(coded, "q") as pilot:
        pilot.app.screen.query_one(Input).value = "document:bara"
        await until(pilot, "2 quotations")
        await pilot.press("a", "r")
        await pilot.pause(0.1)
        await pilot.press(*"labels", "enter")
        await until(pilot, "Recoded")
        coded.open("bara")
        assert {coding.code for coding in coded.codings} == {"labels"}
        await pilot.press("ctrl+z")
        await until(pilot, "Took back")
        assert {coding.code for coding in coded.codings} == {"fee"}


@pytest.mark.action("quotations-also", "quotations-remove", "quotations-star")
async def test_another_code_a_star_and_removing(coded: CodingSession) -> None:
    async with opened(coded, "q") as pilot:
        pilot.app.screen.query_one(Input).value = "document:bara"
        await until(pilot, "2 quotations")
        await pilot.press("home", "c")
        await pilot.pause(0.1)
        await pilot.press(*"labels", "enter")
        await until(pilot, "3 quotations")
        await pilot.press("asterisk")
        await until(pilot, "Starred")
        coded.open("bara")
        assert sum(coding.star for coding in coded.codings) == 1
        await pilot.press("delete")
        await until(pilot, "Removed")
        await until(pilot, "2 quotations")


@pytest.mark.action("quotations-memo", "quotations-around")
async def test_a_memo_and_what_stands_around(coded: CodingSession) -> None:
    async with opened(coded, "q") as pilot:
        pilot.app.screen.query_one(Input).value = "document:bara"
        await until(pilot, "2 quotations")
        await until(pilot, "✎ About money")
        assert "Ещё вопрос?" in seen(pilot)
        await pilot.press("x")
        await until(pilot, "ASKS: You.")
        await pilot.press("x")
        await until(pilot, "Shown is only the words")
        assert "Ещё вопрос?" not in seen(pilot)
        await pilot.press("down", "m")
        await pilot.pause(0.1)
        pilot.app.screen.query_one(TextArea).text = "Too high"
        await pilot.press("ctrl+s")
        await until(pilot, "✎ Too high")
        await pilot.press("enter")
        await pilot.pause(0.1)
        screen = cast("CodingScreen", pilot.app.screen)
        span = screen.view.target
        assert screen.view.ground.text[span.start : span.end] == "The fee was high."


@pytest.mark.action("memos", "memos-kind", "memos-type", "memos-edit", "memos-new", "memos-remove")
async def test_all_memos_are_in_one_list(coded: CodingSession) -> None:
    coded.write_memo("code", "labels", "Names that others give")
    coded.open("cem")
    async with opened(coded, "B") as pilot:
        assert isinstance(pilot.app.screen, Memos)
        await until(pilot, "2 memos")
        await pilot.press("n")
        await pilot.pause(0.1)
        pilot.app.screen.query_one(TextArea).text = "# Plan\n\nAsk again."
        await pilot.press("ctrl+s")
        await until(pilot, "3 memos")
        await pilot.press("f", "f")
        await until(pilot, "0 memos")
        await pilot.press("f")
        await until(pilot, "Names that others give")
        await pilot.press("e")
        await pilot.pause(0.1)
        pilot.app.screen.query_one(TextArea).text = "Other names"
        await pilot.press("ctrl+s")
        await until(pilot, "Other names")
        await pilot.press("delete")
        await until(pilot, "0 memos")
        await pilot.press("ctrl+z", "f", "f", "slash", *"money")
        await until(pilot, "1 memo ")
        await pilot.press("down", "enter")
        await pilot.pause(0.1)
        screen = cast("CodingScreen", pilot.app.screen)
        span = screen.view.target
        assert screen.view.ground.text[span.start : span.end] == "We paid a fee."


@pytest.mark.action("progress", "progress-waiting", "progress-done", "progress-uncoded")
async def test_progress_says_how_far_and_goes_on(coded: CodingSession) -> None:
    coded.open("bara")
    async with opened(coded, "p") as pilot:
        assert isinstance(pilot.app.screen, ProgressView)
        await until(pilot, "2 in work")
        assert "codes by count: Fee 3, Labels 2" in seen(pilot)
        await pilot.press("d")
        await until(pilot, "1 done")
        await pilot.press("f")
        await pilot.pause(0.1)
        assert len(view(pilot).rows.rows) == 1
        await pilot.press("t")
        await pilot.pause(0.1)
        assert pilot.app.screen.query("TranscriptView")
        assert coded.document is not None
        assert coded.document.name == "cem"


@pytest.mark.parametrize("key", ["q", "p", "B"])
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_views_fit_any_terminal(coded: CodingSession, key: str, size: tuple[int, int]) -> None:
    async with opened(coded, key, size=size) as pilot:
        await pilot.pause(0.1)
        lines = seen(pilot).splitlines()
        assert len(lines) <= size[1]
        assert lines[0].split()[0] in ("QUOTATIONS", "MEMOS", "PROGRESS")


@pytest.mark.action("similar", "quotations-similar")
async def test_quotes_like_a_passage_are_listed(coded: CodingSession) -> None:
    coded.open("bara")
    async with opened(coded, "home", "down", "down", "S") as pilot:
        await until(pilot, "the most alike first")
        await until(pilot, "We paid a fee.")
        assert "like “We paid a fee. The fee was high." in seen(pilot)
        await pilot.press("y")
        await until(pilot, "like “The fee was high.”") if "The fee" in rows(pilot)[0] else await until(
            pilot, "like “We paid"
        )
        await pilot.press("s")
        await until(pilot, "5 quotations")
