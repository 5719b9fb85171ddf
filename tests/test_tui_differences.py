"""The queue of differences: side by side, into the text, memo, definition, one code, the table."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quoth import store
from quoth.cli import run
from quoth.session import CodingSession
from quoth.store import queries
from quoth.tui.app import QuothApp
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.differences import DifferencesScreen
from quoth.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from textual.pilot import Pilot

COSTLIEST = "State pressure / Safety of journalists"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    assert run(["demo", str(folder)]) == 0
    book = folder / "codebook.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace("suggestions: on,", "suggestions: off,", 1), encoding="utf-8"
    )
    return folder


@pytest.fixture
def here(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shutil.copytree(sample, tmp_path / "demo")
    return tmp_path / "demo"


@asynccontextmanager
async def queue(folder: Path) -> AsyncIterator[tuple[Pilot[None], DifferencesScreen]]:
    session = CodingSession(folder, "daniel")
    try:
        async with QuothApp(session).run_test(size=(130, 40)) as pilot:
            await pilot.pause()
            await pilot.press("D")
            await pilot.pause(0.1)
            screen = pilot.app.screen
            assert isinstance(screen, DifferencesScreen)
            yield pilot, screen
    finally:
        session.close()


def seen(pilot: Pilot[None]) -> str:
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in pilot.app.screen._compositor.render_strips()
    )


@pytest.mark.action("differences")
async def test_the_dearest_difference_comes_first_with_both_sides(here: Path) -> None:
    async with queue(here) as (pilot, screen):
        text = seen(pilot)
        assert "99 differences, aigerim, daniel, unit turn" in text
        assert screen.chosen is not None
        assert screen.chosen.cost == max(place.cost for place in screen.places)
        assert COSTLIEST in text
        assert "aigerim" in text
        assert "There was one boy" in text
        assert "his father was a school director" in text
        await pilot.press("down")
        await pilot.pause(0.1)
        assert "shut the comments" in seen(pilot)


async def test_what_is_shown_of_others_is_recorded(here: Path) -> None:
    async with queue(here) as (_, screen):
        assert screen.chosen is not None
        shown = screen.chosen.document
    project = store.opened(here)
    assert (shown, "daniel", "others") in {(e.document, e.coder, e.kind) for e in queries.exposures(project)}
    store.close(project)


@pytest.mark.action("difference-go")
async def test_one_goes_to_the_place_in_the_text(here: Path) -> None:
    await _gone_to(here, "o")


async def test_enter_goes_there_too(here: Path) -> None:
    await _gone_to(here, "enter")


async def _gone_to(here: Path, key: str) -> None:
    async with queue(here) as (pilot, screen):
        place = screen.chosen
        assert place is not None
        await pilot.press(key)
        await pilot.pause(0.1)
        desk = pilot.app.screen
        assert isinstance(desk, CodingScreen)
        assert desk.session.document is not None
        assert desk.session.document.id == place.document
        selected = desk.view.selected
        assert selected is not None
        assert (selected.start, selected.end) == (place.start, place.end)


@pytest.mark.action("difference-memo")
async def test_a_memo_on_the_code_is_kept(here: Path) -> None:
    async with queue(here) as (pilot, screen):
        assert screen.chosen is not None
        code = screen.chosen.codes[0]
        await pilot.press("m")
        await pilot.press(*"talk", "ctrl+s")
        await pilot.pause(0.1)
        assert [memo.text for memo in screen.session.memos("code", code)] == ["talk"]


@pytest.mark.action("difference-amend")
async def test_the_definition_is_amended_and_the_code_waits_to_be_read_again(here: Path) -> None:
    async with queue(here) as (pilot, screen):
        assert screen.chosen is not None
        code = screen.chosen.codes[0]
        before = screen.session.codebook.by_id[code].definition_hash
        await pilot.press("e")
        await pilot.pause(0.1)
        await pilot.press("tab", "X", "ctrl+s")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, DifferencesScreen)
        if screen.session.codebook.by_id[code].definition_hash != before:
            assert all(code not in place.codes for place in screen.places)
            assert "read again for" in seen(pilot)
        else:
            pytest.fail("the definition is as it was")


@pytest.mark.action("difference-code", "difference-table", "difference-back")
async def test_one_code_alone_the_table_and_back(here: Path) -> None:
    async with queue(here) as (pilot, screen):
        await pilot.press("c")
        await pilot.pause(0.05)
        assert len(screen.query_one(RowList).rows) < 99
        assert all("state-pressure" in place.codes for place in screen.places)
        await pilot.press("c")
        await pilot.pause(0.05)
        assert len(screen.query_one(RowList).rows) == 99
        await pilot.press("t")
        await pilot.pause(0.1)
        assert "State pressure → (none of them)" in seen(pilot)
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert isinstance(pilot.app.screen, CodingScreen)
