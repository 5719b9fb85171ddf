"""What speaks for suggestions, in full, and the queues of what to look at next, in the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from quoth.model.text import Span
from quoth.session import CodingSession, rounds
from quoth.store import queries
from quoth.suggest import EncoderError
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.queue import QueueView
from quoth.tui.screens.reasons import Reasons
from test_tui_screen import _brisk
from test_tui_seek import opened, rows, seen, session, until

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.screen import Screen

__all__ = ["_brisk", "session"]


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise EncoderError("There are no word vectors.")

    monkeypatch.setattr("quoth.suggest.load_encoder", none)


def shows(pilot: Pilot[None], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def code(session: CodingSession, document: str, words: str, *codes: str) -> None:
    session.open(document)
    assert session.version is not None
    at = session.version.text.index(words)
    session.apply(Span(at, at + len(words)), codes)


@pytest.fixture
def coded(session: CodingSession) -> CodingSession:
    code(session, "cem", "No fees here, no coffee.", "fee")
    code(session, "cem", "No fees here", "fee")
    code(session, "cem", "They wrote grantoyedi.", "labels")
    return session


@pytest.mark.action("reasons")
async def test_enter_in_the_right_pane_shows_all_that_speaks_for_a_suggestion(coded: CodingSession) -> None:
    coded.open("bara")
    async with opened(coded, "home", "down", "down", size=(120, 40)) as pilot:
        await until(pilot, "like cem ¶2")
        screen = pilot.app.screen
        assert isinstance(screen, CodingScreen)
        assert screen.suggestions[0].code == "fee"
        screen.query_one("#right").focus()
        await pilot.press("enter")
        await until(pilot, "like cem ¶2 “No fees here, no coffee.”")
        assert shows(pilot, Reasons)
        await until(pilot, "like cem ¶2 “No fees here”")
        await until(pilot, "shares: fee")
        await pilot.press("1")
        await until(pilot, "Applied")
        assert [str(one.origin) for one in coded.codings if one.code == "fee"] == ["suggestion"]
        await pilot.press("E")
        await until(pilot, "a number accepts")
        await pilot.press("escape")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen


@pytest.mark.action("queue", "queue-kind", "queue-code")
async def test_the_queues_are_listed_and_lead_to_their_places(coded: CodingSession) -> None:
    async with opened(coded, "home", "down", "Q", size=(120, 40)) as pilot:
        await until(pilot, "Fee is likely here")
        assert shows(pilot, QueueView)
        assert "turns that likely carry Fee" in seen(pilot)
        assert [row[:7] for row in rows(pilot)] == ["bara ¶4"]  # BARA asks, ASKS answers
        await until(pilot, "like cem ¶2 “No fees here")
        saw = {one.document for one in queries.exposures(coded.project) if one.kind == "suggestions"}
        assert {one.document.id for one in coded.documents if one.document.name == "bara"} <= saw
        await pilot.press("s")
        await until(pilot, "codings that look odd")
        await pilot.press("s")
        await until(pilot, "quotes of other codes that are like Fee")
        await pilot.press("c", *"labels", "enter")
        await until(pilot, "that are like Labels")
        await pilot.press("c", *"fee", "enter")
        await until(pilot, "that are like Fee")
        await pilot.press("s")
        await until(pilot, "turns that likely carry Fee · 1 entry")
        await pilot.press("enter")
        await until(pilot, "CODEBOOK")
        assert coded.document is not None
        assert coded.document.name == "bara"


async def test_without_a_code_odd_codings_come_first(coded: CodingSession) -> None:
    async with opened(coded, "end", "Q") as pilot:
        await until(pilot, "codings that look odd")
        await pilot.press("s")
        await until(pilot, "c chooses it")


async def test_a_queue_shows_nothing_of_a_round_read_without_suggestions(coded: CodingSession) -> None:
    rounds.open_round(coded, rounds.plan(coded, "first", ["bara"], ["aida", "bek"]))
    coded.open("cem")
    async with opened(coded, "home", "down", "Q", size=(120, 40)) as pilot:
        await until(pilot, "turns that likely carry Fee · 0 entries")
