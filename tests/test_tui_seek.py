"""Finding in all documents: places as a list, to go to and to code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from quoth.finding import Mode
from quoth.session import CodingSession, folder
from quoth.tui.app import QuothApp
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.help import HelpScreen
from quoth.tui.screens.listing import Listing
from quoth.tui.screens.picker import CodePicker
from quoth.tui.screens.seek import Seek
from quoth.tui.widgets.status import Status
from test_tui_screen import _brisk

if TYPE_CHECKING:
    from textual.pilot import Pilot

__all__ = ["_brisk"]

TEXTS = {
    "bara": "BARA: Who paid?\nASKS: You.\nBARA: We paid a fee. The fee was high. Ещё вопрос?\nASKS: No.\n",
    "cem": "ASKS: And you?\nCEM: No fees here, no coffee. They wrote grantoyedi.\nASKS: Which fee?\nCEM: Eh.\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[CodingSession]:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("- {label: Fee, key: f}\n- Labels\n", encoding="utf-8")
    for name, text in TEXTS.items():
        (tmp_path / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    folder.set_up(tmp_path)
    session = CodingSession(tmp_path, "aida")
    yield session
    session.close()


@asynccontextmanager
async def opened(session: CodingSession, *keys: str, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Pilot[None]]:
    """The screen after some keys."""
    app = QuothApp(session)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause(0.05)
        yield pilot


def view(pilot: Pilot[None]) -> Listing:
    return cast("Listing", pilot.app.screen)


def seen(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def rows(pilot: Pilot[None]) -> list[str]:
    return [f"{row.lead.strip()} {row.text}" for row in view(pilot).rows.rows]


async def until(pilot: Pilot[None], words: str) -> None:
    for _ in range(150):
        if words in seen(pilot):
            return
        await pilot.pause(0.02)
    pytest.fail(f"{words!r} is not in\n{seen(pilot)}")


@pytest.mark.action("seek")
async def test_what_is_typed_is_found_in_all_documents_the_open_one_first(session: CodingSession) -> None:
    session.open("cem")
    async with opened(session, "ctrl+f", *"fee") as pilot:
        await until(pilot, "5 places in 2 documents")
        assert [row.split()[0] for row in rows(pilot)] == ["cem", "cem", "cem", "bara", "bara"]
        assert "We paid a fee. The fee was high" in seen(pilot)


@pytest.mark.action("seek-how")
async def test_there_are_four_ways_to_look(session: CodingSession) -> None:
    async with opened(session, "ctrl+f", *"fee", "f2") as pilot:
        await until(pilot, "3 places")
        assert "whole words" in seen(pilot)
        await pilot.press("f2", *"|paid")
        await until(pilot, "7 places")
        await pilot.press("(")
        await until(pilot, "no regular expression")
        await pilot.press("f2", *["backspace"] * 9, *"grantoedy")
        await until(pilot, "1 place ")
        assert view(pilot)._mode is Mode.FUZZY  # type: ignore[attr-defined]


@pytest.mark.action("seek-where")
async def test_only_the_open_document_is_looked_through_on_demand(session: CodingSession) -> None:
    session.open("bara")
    async with opened(session, "ctrl+f", *"fee", "f3") as pilot:
        await until(pilot, "2 places ")
        assert all(row.startswith("bara") for row in rows(pilot))


async def test_enter_goes_to_the_place_and_marks_the_others_of_its_document(session: CodingSession) -> None:
    session.open("cem")
    async with opened(session, "ctrl+f", *"fee") as pilot:
        await until(pilot, "5 places")
        await pilot.press("enter", "end", "enter")
        await pilot.pause(0.1)
        screen = cast("CodingScreen", pilot.app.screen)
        assert session.document is not None
        assert session.document.name == "bara"
        span = screen.view.target
        assert screen.view.ground.text[span.start : span.end] == "fee"
        await pilot.press("n")
        assert screen.query_one(Status).message == "1 of 2: fee"


@pytest.mark.action("tick", "seek-code", "seek-all", "view-undo", "view-redo")
async def test_ticked_places_are_coded_in_one_act_that_can_be_taken_back(session: CodingSession) -> None:
    session.open("cem")
    async with opened(session, "ctrl+f", *"fee", "f2") as pilot:
        await until(pilot, "3 places")
        await pilot.press("enter", "space", "space", "c")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, CodePicker)
        await pilot.press(*"fee", "enter")
        await until(pilot, "Applied Fee to 2 passages.")
        assert [coding.quote for coding in session.codings] == ["Which fee?"]
        session.open("bara")
        assert [coding.quote for coding in session.codings] == ["We paid a fee."]
        await pilot.press("a", "c")
        await pilot.pause(0.1)
        await pilot.press(*"fee", "enter")
        await until(pilot, "Applied Fee to 1 passage.")
        assert len(session.codings) == 2
        await pilot.press("ctrl+z", "ctrl+z")
        await until(pilot, "Took back")
        assert not list(session.codings)
        await pilot.press("ctrl+y")
        await until(pilot, "Did again")


@pytest.mark.action("seek-unit", "seek-type", "view-leave", "view-help")
async def test_the_turn_or_the_words_are_coded_instead_of_the_sentence(session: CodingSession) -> None:
    session.open("bara")
    async with opened(session, "ctrl+f", *"high", "enter", "u", "c") as pilot:
        await pilot.pause(0.1)
        await pilot.press(*"fee", "enter")
        await until(pilot, "Applied")
        assert [coding.quote for coding in session.codings] == ["high"]
        await pilot.press("u", "c")
        await pilot.pause(0.1)
        await pilot.press(*"fee", "enter")
        await until(pilot, "Applied Fee")
        assert session.codings[0].quote.startswith("We paid a fee. The fee was high")
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Code these places" in seen(pilot)
        assert "Delete" not in seen(pilot)
        await pilot.press("escape", "slash")
        assert view(pilot).focused is view(pilot).query_one("#phrase")
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_the_line_at_the_bottom_hands_over_what_was_typed(session: CodingSession) -> None:
    session.open("bara")
    async with opened(session, "slash", *"cof", "f2") as pilot:
        await until(pilot, "1 place")
        assert isinstance(pilot.app.screen, Seek)
        assert "no coffee" in seen(pilot)


async def test_everything_is_said_in_russian(session: CodingSession) -> None:
    from quoth import i18n

    i18n.use("ru")
    try:
        async with opened(session, "ctrl+f", *"fee") as pilot:
            await until(pilot, "5 мест в 2 документах")
    finally:
        i18n.use("en")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_it_fits_any_terminal(session: CodingSession, size: tuple[int, int]) -> None:
    async with opened(session, "ctrl+f", *"fee", size=size) as pilot:
        await until(pilot, "5 places")
        assert "fee" in seen(pilot)
