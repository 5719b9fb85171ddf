"""Going through codings that a correction touched, and coming back to where the coder was."""

from __future__ import annotations

import itertools
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from textual.color import Color

from quoth.errors import CodingError
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import Coding, Outcome, Verdict
from quoth.model.text import Role, Span
from quoth.session import CodingSession, folder, places
from quoth.tui.app import QuothApp
from quoth.tui.colours import ALIKE, PALETTE, code_colours, distance
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.themes import THEMES
from quoth.tui.waiting import place_of
from quoth.tui.widgets.status import Status
from tui_fake import FakeSession

if TYPE_CHECKING:
    from textual.pilot import Pilot

OLD = """Interviewer: Did the paper come?

Aizada: They came in March. We payd at onse for it. Nobody else wrote about the school roof.

Interviewer: And the radio?

Aizada: Never. They do not speak our language there.
"""
NEW = """Interviewer: Did the paper come?

Aizada: They came in March. We paid at once for it.

Interviewer: And the radio?

Aizada: Never. They do not speak our language there.
"""
CHANGED, LOST, KEPT = "We payd at onse for it.", "Nobody else wrote about the school roof.", "Never."


class Seat:
    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot

    @property
    def screen(self) -> CodingScreen:
        return cast("CodingScreen", self.pilot.app.screen_stack[0])

    @property
    def status(self) -> str:
        return self.screen.query_one(Status).message

    @property
    def seen(self) -> str:
        return "\n".join(strip.text for strip in self.pilot.app.screen._compositor.render_strips())

    @property
    def right(self) -> str:
        return " ".join("".join(line.rpartition("▏")[2] for line in self.seen.splitlines()).split())

    @property
    def turn(self) -> int:
        return self.screen.view.ground.turn_at(self.screen.view.place.position)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.12)


@asynccontextmanager
async def seat(session: FakeSession | CodingSession) -> AsyncIterator[Seat]:
    app = QuothApp(cast("CodingSession", session))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.1)
        yield Seat(pilot)


def waiting(session: FakeSession) -> FakeSession:
    """Two codings in two documents that a correction touched."""
    for name, words in (("KG-03", "We paid once,"), ("KZ-01", "Почти никто.")):
        session.open(name)
        assert session.version is not None
        start = session.version.text.index(words)
        session.apply(Span(start, start + len(words)), ["biased"])
    session.document = session.version = None
    pairs = tuple(
        (one, Outcome(one.id, Verdict.CHANGED, one.start, one.end, one.quote, "OLD WORDS", 0.8))
        for one in session.state.codings
    )
    session.state = replace(session.state, waiting=pairs)
    return session


@pytest.mark.action("look", "looked")
async def test_the_queue_is_gone_through_over_documents_and_emptied() -> None:
    session = waiting(FakeSession())
    async with seat(session) as s:
        assert s.status == "2 codings need a look after a correction: o goes to the first."
        assert "!1" in s.seen
        await s.press("o")
        assert s.screen.view.selected == session.codings[0].span
        assert "! changed: “OLD WORDS” → “We paid once,”" in s.right
        assert s.status.startswith("1 of 2, Biased coverage, changed")
        await s.press("щ")
        assert session.document is not None
        assert session.document.name == "KZ-01"
        assert s.screen.view.selected == session.codings[0].span
        await s.press("Щ")
        assert [one.document for one, _ in session.needs_look()] == ["d-KG-03"]
        assert s.status == "Looked at: 1 left, o goes on. Ctrl+Z takes it back."
        assert "OLD WORDS" not in s.right
        await s.press("O")
        assert s.status.startswith("Nothing on this passage needs a look")
        await s.press("o", "O", "o")
        assert session.document.name == "KG-03"
        assert s.status == "No coding needs a look."
        assert "!1" not in s.seen
        await s.press("ctrl+z")
        assert len(session.needs_look()) == 1


def project(root: Path) -> Path:
    (root / "transcripts").mkdir(parents=True)
    (root / "transcripts" / "one.txt").write_text(OLD, encoding="utf-8")
    (root / "transcripts" / "two.txt").write_text(KEPT * 3, encoding="utf-8")
    (root / "codebook.yaml").write_text("codes:\n  - {id: paid, label: Paid}\n", encoding="utf-8")
    folder.set_up(root)
    return root


@asynccontextmanager
async def opened(root: Path) -> AsyncIterator[tuple[CodingSession, Seat]]:
    session = CodingSession(root, "ann")
    build = session.suggester

    def words_only(dense: bool) -> object:
        if dense:
            raise CodingError("No word vectors here.", "")
        return build(False)

    session.suggester = words_only  # type: ignore[method-assign, assignment]
    try:
        async with seat(session) as s:
            yield session, s
    finally:
        session.close()


async def test_after_a_real_correction_changed_and_lost_words_are_shown(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    session = CodingSession(root, "ann")
    session.open("one")
    for words in (CHANGED, LOST, KEPT):
        start = OLD.index(words)
        session.apply(Span(start, start + len(words)), ["paid"])
    (root / "transcripts" / "one.txt").write_text(NEW, encoding="utf-8")
    session.revise(session.plan_revision("one", root / "transcripts" / "one.txt"))
    assert [outcome.verdict for _, outcome in session.needs_look()] == [Verdict.CHANGED, Verdict.LOST]
    session.close()
    async with opened(root) as (session, s):
        assert s.status.startswith("2 codings need a look")
        await s.press("o")
        assert f"! changed: “{CHANGED}” → “We paid at once for it.”" in s.right
        await s.press("o")
        assert f"! lost, stood here: “{LOST}”" in s.right
        assert s.turn == 1
        await s.press("O")
        assert [outcome.verdict for _, outcome in session.needs_look()] == [Verdict.CHANGED]
        assert LOST not in s.right
        await s.press("o", "O")
        assert session.needs_look() == ()


def test_a_lost_coding_is_placed_by_the_words_around_it_or_as_far_in() -> None:
    session = FakeSession()
    session.open("KG-03")
    version = session.version
    assert version is not None
    lost = Coding(
        "c", "a", "x", version.document, "older", 9999, 10010, "gone", "the evening news, ", "nothing", "", ""
    )
    assert version.text[: place_of(lost, version) + 1].endswith("evening news,")
    after = replace(lost, prefix="", suffix="and my mother hears")
    assert version.text[: place_of(after, version) + 1].endswith("evening news,")
    assert place_of(replace(lost, prefix="", suffix=""), version) == len(version.text) - 1
    assert place_of(replace(lost, version=version.id), version) == 9999


async def test_the_first_time_the_cursor_stands_on_an_answer_and_later_where_it_was(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    async with opened(root) as (session, s):
        assert s.turn == 1
        await s.press("j", "j", "ctrl+t")
        assert s.turn == 3
        await s.press("right_square_bracket", "left_square_bracket")
        assert s.turn == 3
        await s.press("right_square_bracket")
    async with opened(root) as (session, s):
        assert s.pilot.app.theme == "quoth-light"
        assert session.document is not None
        assert session.document.name == "two"
        await s.press("left_square_bracket")
        assert s.turn == 3
    kept = (root / places.FILE).read_text(encoding="utf-8")
    assert stat.S_IMODE((root / places.FILE).stat().st_mode) == 0o600
    assert "Never" not in kept
    assert set(json.loads(kept)) == {"theme", "coders"}


async def test_a_place_far_down_is_in_view_at_once(tmp_path: Path) -> None:
    session = FakeSession({"LONG": ({}, "\n".join(f"A: word{n} and more" for n in range(300)))})
    session.folder = tmp_path
    async with seat(session) as s:
        await s.press("end")
    again = FakeSession({"LONG": ({}, "\n".join(f"A: word{n} and more" for n in range(300)))})
    again.folder = tmp_path
    async with seat(again) as s:
        assert s.turn == 299
        assert "word299 and more" in s.seen


async def test_the_next_uncoded_turn_is_an_answer() -> None:
    async with seat(FakeSession()) as s:
        for _ in range(3):
            await s.press("t")
            assert s.screen.view.ground.turns[s.turn].role is Role.PARTICIPANT
        await s.press("t")
        assert s.status == "Every turn after this one has a coding."


@pytest.mark.parametrize(
    "damage",
    [b"", b"{",
     b"\xff\xfe", b"[]", b'"x"', b"[" * 100_000, b'{"theme": 1, "coders": {"ann": {"positions": {"d": "x"}}}}',
     b'{"coders": {"ann": {"positions": [1], "document": []}}}', b'{"coders": {"ann": {"positions": {"d": -1}}}}'],
)  # fmt: skip
def test_a_damaged_file_holds_no_places_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / ".quoth").mkdir()
    (tmp_path / places.FILE).write_bytes(damage)
    assert places.read(tmp_path, "ann") == places.Places()
    places.keep(tmp_path, "ann", places.Places("quoth-light", "d", {"d": 3}))
    assert places.read(tmp_path, "ann") == places.Places("quoth-light", "d", {"d": 3})
    assert [file.name for file in (tmp_path / ".quoth").iterdir()] == ["places.json"]


def test_coders_and_documents_do_not_displace_each_other(tmp_path: Path) -> None:
    places.keep(tmp_path, "ann", places.Places("quoth-light", "d", {"d": 3}))
    places.keep(tmp_path, "ann", places.Places("", "e", {"e": 5}))
    places.keep(tmp_path, "bek", places.Places("", "d", {"d": 8}))
    assert places.read(tmp_path, "ann") == places.Places("quoth-light", "e", {"d": 3, "e": 5})
    assert places.read(tmp_path, "bek") == places.Places("quoth-light", "d", {"d": 8})


def test_places_that_cannot_be_written_are_not_missed(tmp_path: Path) -> None:
    (tmp_path / ".quoth").write_text("a file", encoding="utf-8")
    places.keep(tmp_path, "ann", places.Places("", "d", {"d": 3}))
    places.keep(tmp_path / "gone", "ann", places.Places("", "d", {"d": 3}))
    assert places.read(tmp_path, "ann") == places.Places()


def test_at_least_fourteen_colours_are_apart_and_stand_out_in_both_themes() -> None:
    colours = [Color.parse(colour) for colour in PALETTE]
    assert len(colours) >= 14
    assert min(distance(*pair) for pair in itertools.combinations(colours, 2)) >= ALIKE
    for theme in THEMES:
        paper = Color.parse(theme.surface or "")
        assert all(distance(colour, paper) > 0.15 for colour in colours)
    assert round(distance(Color.parse("#000000"), Color.parse("#ffffff")), 3) == 1.0


def test_codes_without_a_colour_get_one_unlike_those_that_are_named() -> None:
    named = (Code("n0", "n0", colour=PALETTE[0]), Code("bad", "bad", colour="#nonsense"))
    codes = (*named, Code("h", "h", heading=True), *(Code(f"c{n}", f"c{n}") for n in range(12)))
    given = code_colours(Codebook(codes))
    assert "h" not in given
    assert given["n0"] == Color.parse(PALETTE[0])
    assert len({colour.hex for colour in given.values()}) == 14
