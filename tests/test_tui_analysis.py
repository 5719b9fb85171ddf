"""The analysis view: reports as tables and pictures, cells opened, saved, cells of the framework written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from textual.widgets import DataTable, Input, Static

import support
from quoth.errors import UsageError
from quoth.session import CodingSession, folder
from quoth.session.analysing import filters_of
from quoth.session.framework import cell
from quoth.store import queries
from quoth.tui.app import QuothApp
from quoth.tui.screens.analysis import Analysis, Quotations
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.help import HelpScreen
from quoth.tui.widgets.status import Status
from test_tui_screen import _brisk

if TYPE_CHECKING:
    from textual.pilot import Pilot

__all__ = ["_brisk"]

TEXTS = {"one": "country: Nowhere", "two": "country: Elsewhere"}
BOOK = """codes:
  - {id: paid, label: "Paid [b]coverage[/b]"}
  - {id: silence, label: Тишина}
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[CodingSession]:
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "transcripts").mkdir()
    for name, front in TEXTS.items():
        body = f"---\n{front}\n---\n\nAnna: They paid us twice.\n\nAnna: Nobody came.\n"
        (tmp_path / "transcripts" / f"{name}.md").write_text(body, encoding="utf-8")
    folder.set_up(tmp_path)
    session = CodingSession(tmp_path, "ann")
    support.apply(session.project, "ann", "They paid", "paid", "one")
    support.apply(session.project, "ann", "paid us", "silence", "one")
    support.apply(session.project, "bek", "Nobody", "silence", "two")
    session.reload()
    yield session
    session.close()


@asynccontextmanager
async def opened(session: CodingSession, *keys: str) -> AsyncIterator[Pilot[None]]:
    app = QuothApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause(0.05)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.02)
        yield pilot


def view(pilot: Pilot[None]) -> Analysis:
    return cast("Analysis", pilot.app.screen)


def grid(pilot: Pilot[None]) -> list[list[str]]:
    table = view(pilot).query_one(DataTable)
    return [[str(cell).strip() for cell in table.get_row_at(i)] for i in range(table.row_count)]


def status(pilot: Pilot[None]) -> str:
    return view(pilot).query_one(Status).message


async def choose(pilot: Pilot[None], key: str, row: int) -> None:
    await pilot.press(key, *["down"] * row, "enter")
    await pilot.pause(0.05)


@pytest.mark.action("analysis")
@pytest.mark.action("report-layer")
async def test_the_coders_own_codings_are_counted_first(session: CodingSession) -> None:
    async with opened(session) as pilot:
        assert [row[1:3] for row in grid(pilot)] == [["Paid [b]coverage[/b]", "1"], ["Тишина", "1"]]
        assert "2 codings in 2 documents" in str(view(pilot).query_one("#about", Static).render())
        await choose(pilot, "l", 1)
        assert [row[2] for row in grid(pilot)] == ["1", "2"]


async def test_a_cell_opens_its_quotations_and_leads_to_the_text(session: CodingSession) -> None:
    async with opened(session, "down", "right", "right", "enter") as pilot:
        listing = cast("Quotations", pilot.app.screen)
        assert isinstance(listing, Quotations)
        assert [coding.quote for coding, _ in listing.found] == ["paid us"]
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert isinstance(pilot.app.screen, CodingScreen)
        assert session.document is not None
        assert session.document.name == "one"


async def test_seeing_others_codings_is_recorded(session: CodingSession) -> None:
    async with opened(session) as pilot:
        await choose(pilot, "l", 2)
        assert not [e for e in queries.exposures(session.project) if e.kind == "others"]
        await pilot.press("down", "right", "right", "enter")
        await pilot.pause(0.05)
        names = {d.id: d.name for d in queries.documents(session.project)}
        seen = [(e.coder, names[e.document]) for e in queries.exposures(session.project) if e.kind == "others"]
        assert seen == [("ann", "two")]


@pytest.mark.action("report-kind")
@pytest.mark.action("report-filter")
@pytest.mark.action("report-table")
@pytest.mark.action("report-picture")
@pytest.mark.action("report-leave")
async def test_reports_are_chosen_grouped_filtered_and_drawn(session: CodingSession) -> None:
    async with opened(session) as pilot:
        await choose(pilot, "r", 1)
        assert [column.label.plain for column in view(pilot).query_one(DataTable).ordered_columns][2:4] == [
            "Elsewhere (n=1)",
            "Nowhere (n=1)",
        ]
        await pilot.press("p")
        await pilot.pause(0.02)
        assert "▒" in str(view(pilot).query_one("#drawn", Static).render())
        await pilot.press("escape", "t")
        assert view(pilot).at == 1
        await pilot.press("slash")
        view(pilot).query_one("#filter", Input).value = "country=Nowhere"
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert len(view(pilot).query_one(DataTable).ordered_columns) == 4
        await pilot.press("slash")
        view(pilot).query_one("#filter", Input).value = "country=Nowhen"
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert "no document whose country is 'Nowhen'" in status(pilot)


@pytest.mark.action("report-save")
async def test_what_is_seen_is_saved(session: CodingSession, tmp_path: Path) -> None:
    async with opened(session, "s") as pilot:
        view(pilot).query_one("#filter", Input).value = str(tmp_path / "out.html")
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert "Wrote" in status(pilot)
        assert "Тишина" in (tmp_path / "out.html").read_text(encoding="utf-8")
        await pilot.press("s")
        view(pilot).query_one("#filter", Input).value = str(tmp_path / "codebook.yaml")
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert "belongs to the project" in status(pilot)


@pytest.mark.action("report-edit")
@pytest.mark.action("report-mark")
async def test_cells_of_the_framework_are_written_and_marked(session: CodingSession) -> None:
    async with opened(session) as pilot:
        await pilot.press("e")
        assert "Only cells of the framework" in status(pilot)
        await choose(pilot, "r", 3)
        assert view(pilot).kind == "framework"
        await pilot.press("right", "e")
        await pilot.pause(0.05)
        await pilot.press(*"Paid.", "ctrl+s")
        await pilot.pause(0.05)
        assert cell(session.project, "ann", "one", "paid").text == "Paid."
        assert grid(pilot)[0][1].startswith("Paid.")
        await pilot.press("down", "m")
        await pilot.pause(0.02)
        assert cell(session.project, "ann", "two", "paid").mark == "not asked"
        assert grid(pilot)[1][1] == "[not asked]"


@pytest.mark.action("report-by")
@pytest.mark.action("report-unit")
@pytest.mark.action("report-test")
@pytest.mark.action("report-help")
async def test_attribute_sense_and_tests_are_chosen_by_key(session: CodingSession) -> None:
    async with opened(session) as pilot:
        await choose(pilot, "b", 1)
        assert view(pilot).choices.by == "country"
        await pilot.press("u", "c")
        await pilot.pause(0.02)
        assert (view(pilot).choices.unit, view(pilot).choices.tested) == ("span", True)
        await pilot.press("f1")
        await pilot.pause(0.02)
        assert isinstance(pilot.app.screen, HelpScreen)


def test_filters_are_typed_as_names_and_values() -> None:
    found = filters_of("code=paid code=silence country='The North' speaker=Anna starred")
    assert (found.codes, found.speakers, found.starred) == (("paid", "silence"), ("Anna",), True)
    assert found.attributes == {"country": ("The North",)}
    with pytest.raises(UsageError, match="'paid' is no filter"):
        filters_of("paid")
