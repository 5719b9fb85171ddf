"""The coding screen over a session in memory: what is seen is what is coded."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.widgets import Input, Static, TextArea

from quoth.errors import CodingError
from quoth.model.codebook import Settings
from quoth.model.spans import grapheme_start
from quoth.model.text import Span
from quoth.tui.app import QuothApp
from quoth.tui.messages import Suggested
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.memo import MemoScreen
from quoth.tui.screens.picker import CodePicker
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.status import Status
from quoth.tui.widgets.transcript.selection import Place, Unit
from tui_fake import CODES, INTERVIEWS, DocumentSummary, FakeSession

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.strip import Strip

    from quoth.session import CodingSession


LONG: dict[str, tuple[dict[str, str], str]] = {"LONG": ({}, "\n".join(f"A: word{n} and more" for n in range(300)))}


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys follow one another when messages are handled, not when the processor has been idle for 20 ms twice."""

    async def a_moment(*_: float) -> None:
        await asyncio.sleep(0.004)

    monkeypatch.setattr("textual.app.wait_for_idle", a_moment)
    monkeypatch.setattr("textual.pilot.wait_for_idle", a_moment)


class Desk:
    """The screen under test with a few shorthands."""

    def __init__(self, session: FakeSession, pilot: Pilot[None]) -> None:
        self.session = session
        self.pilot = pilot

    @property
    def screen(self) -> CodingScreen:
        return cast("CodingScreen", self.pilot.app.screen_stack[0])

    @property
    def status(self) -> str:
        return self.screen.query_one(Status).message

    @property
    def seen(self) -> str:
        return "\n".join(strip.text for strip in self.strips())

    @property
    def right(self) -> str:
        """What the right pane says, as one line."""
        return " ".join("".join(strip.text.rpartition("▏")[2] for strip in self.strips()).split())

    def strips(self) -> list[Strip]:
        return list(self.pilot.app.screen._compositor.render_strips())

    def shown(self, region: str) -> bool:
        return bool(self.screen.query_one(region).display)

    def coded(self) -> list[tuple[str, str]]:
        return [(coding.code, coding.quote) for coding in self.session.codings]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.02)

    async def until(self, words: str) -> None:
        """Wait until something is painted."""
        await self.state(lambda: words in self.seen)

    async def state(self, reached: Callable[[], object]) -> None:
        """Wait for a state, however slow the machine is."""
        for _ in range(1_000):
            if reached():
                return
            await self.pilot.pause(0.02)
        pytest.fail(f"it never came to that:\n{self.seen}")

    async def settle(self) -> None:
        """Wait until suggestions for the cursor's place are painted, where they come by themselves."""
        await self.pilot.pause(0.1)
        if self.session.suggestions_on == "on":
            await self.state(lambda: self.screen.list_is_current)
        await self.pilot.pause()


@asynccontextmanager
async def desk(session: FakeSession | None = None, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Desk]:
    session = session or FakeSession()
    app = QuothApp(cast("CodingSession", session))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("home")
        await pilot.pause()
        yield Desk(session, pilot)


def speech(session: FakeSession, turn: int) -> str:
    assert session.version is not None
    one = session.version.turns[turn]
    return session.version.text[one.speech : one.end]


async def test_the_first_document_opens_and_says_where_one_is() -> None:
    async with desk() as d:
        assert d.session.document is not None
        assert d.session.document.name == "KG-03"
        first = d.seen.splitlines()[0]
        assert "KG-03" in first
        assert "aida" in first
        assert "0 of 8 turns coded" in first
        assert ("d-KG-03", "opened") in d.session.seen


@pytest.mark.action("accept-2")
async def test_a_digit_accepts_the_painted_suggestion_for_the_turn() -> None:
    async with desk() as d:
        await d.press("j")
        await d.settle()
        assert [one.code for one in d.screen.suggestions] == ["paid-coverage", "grant-eater", "biased"]
        assert ("d-KG-03", "suggestions") in d.session.seen
        await d.press("2")
        assert d.coded() == [("grant-eater", speech(d.session, 2))]
        assert d.session.accepted[0].rank == 2
        assert d.status.startswith("Applied Grant-eater stereotype")


async def test_a_digit_before_the_list_is_painted_does_nothing() -> None:
    async with desk() as d:
        await d.settle()
        painted = d.screen.painted
        d.screen.view.move(Unit.TURN, 1)
        d.screen.action_accept(1)
        assert d.coded() == []
        assert "Press 1 again" in d.status
        assert d.screen.painted == painted


async def test_a_painted_list_stays_until_the_cursor_moves() -> None:
    async with desk() as d:
        await d.press("j")
        await d.settle()
        painted, before = d.screen.painted, d.screen.suggestions
        assert painted is not None
        late = Suggested(painted, tuple(reversed(before)))
        d.screen.post_message(late)
        d.screen.post_message(Suggested(replace(painted, number=painted.number + 1), before[:1]))
        await d.pilot.pause()
        assert d.screen.suggestions == before
        await d.press("1")
        assert d.coded()[0][0] == before[0].code


async def test_vectors_join_from_the_next_move_on() -> None:
    session = FakeSession()
    async with desk(session) as d:
        await d.settle()
        await d.state(lambda: len(session.suggesters) == 2 and not d.screen._vectors)
        await d.press("j")
        await d.settle()
        assert session.suggesters[-1].asked[-1] == speech(session, 2)


async def test_without_vectors_the_words_still_suggest() -> None:
    session = FakeSession()

    def broken() -> None:
        raise CodingError("No word vectors are installed.", "")

    session.before_dense = broken
    async with desk(session) as d:
        await d.press("j")
        await d.settle()
        assert d.screen.suggestions
        await d.state(lambda: "No word vectors" in d.status)


async def test_what_was_coded_is_learned_and_what_was_undone_is_forgotten() -> None:
    async with desk() as d:
        await d.settle()
        await d.pilot.pause(0.1)
        await d.press("semicolon", "o")
        await d.press("j")
        await d.settle()
        assert set(d.session.suggesters[-1].quotes) == {"c1"}
        await d.press("ctrl+z", "k")
        await d.settle()
        assert d.session.suggesters[-1].quotes == {}


@pytest.mark.parametrize(("mode", "word"), [("off", "off in this project"), ("on-demand", "Press s")])
async def test_the_blank_list_says_why(mode: str, word: str) -> None:
    session = FakeSession()
    session.settings = Settings(suggestions=mode)
    async with desk(session) as d:
        await d.press("j")
        await d.pilot.pause(0.2)
        assert word in d.right
        assert ("d-KG-03", "suggestions") not in session.seen
        await d.press("s")
        if mode == "on-demand":
            await d.settle()
            assert "Grant-eater stereotype" in d.seen


@pytest.mark.action("reject")
async def test_a_suggestion_turned_down_is_recorded() -> None:
    async with desk() as d:
        await d.press("j")
        await d.settle()
        await d.press("r", "3")
        await d.pilot.pause()
        assert d.session.rejected == ["biased"]
        assert "turned down" in d.seen
        assert d.coded() == []


async def test_russian_keys_are_twins() -> None:
    async with desk() as d:
        await d.press("о", "ж", "п")
        assert d.coded() == [("grant-eater", speech(d.session, 2))]
        await d.press("г")
        assert d.coded() == []


@pytest.mark.action("code-key")
async def test_a_code_key_may_be_cyrillic_and_an_unknown_one_does_nothing() -> None:
    async with desk() as d:
        await d.press("semicolon", "я")
        assert d.coded()[0][0] == "language"
        await d.press("semicolon", "q")
        assert len(d.coded()) == 1
        assert "No code has the key q" in d.status
        await d.press("semicolon", "escape")
        assert len(d.coded()) == 1


@pytest.mark.action("next-turn", "next-sentence")
async def test_the_sentence_is_coded_when_the_cursor_moved_by_sentence() -> None:
    async with desk() as d:
        await d.press("j", "ctrl+down", "J", "semicolon", "l")
        said = "Then they call us grantoyedi on the evening news, and my mother hears it in the shop."
        assert d.coded() == [("low-interest", said)]


async def test_a_selection_by_keys_is_coded_as_seen() -> None:
    async with desk() as d:
        await d.press("j", "right", "right", "shift+right", "shift+right", "semicolon", "b")
        assert d.coded() == [("biased", "come for")]
        await d.press("escape", "j", "j", "v", "J", "J", "semicolon", "p")
        assert d.coded()[-1] == ("paid-coverage", "Of course. There is a price list; nobody hides it.")


def painted(d: Desk) -> str:
    """The words in the transcript that stand on the ground of what the cursor is on."""
    view = d.screen.view
    ground = view._make_scene().inks.parts["here"].bgcolor
    rows = [view.render_line(y) for y in range(view.size.height)]
    return "".join(one.text for row in rows for one in row if one.style and one.style.bgcolor == ground)


@pytest.mark.parametrize("keys", [("j",), ("ctrl+down",), ("right",), ("right", "right"), ("l",), ("l", "l", "w")])
async def test_the_words_painted_under_the_cursor_are_the_words_coded(keys: tuple[str, ...]) -> None:
    """Whatever unit the cursor goes by; by word and character it is a block of one character besides."""
    async with desk() as d:
        await d.press("j", *keys)
        seen = painted(d)
        await d.press("semicolon", "b")
        assert "".join(d.coded()[0][1].split()) == "".join(seen.split()) != ""
        caret = d.screen.view.caret
        assert (caret is not None) == (keys[-1] in ("right", "l", "w"))
        assert caret is None or caret.end - caret.start == 1


def cell(d: Desk, position: int) -> Offset:
    """The cell of the transcript that shows a position."""
    view = d.screen.view
    layout, scene = view._layout(), view._make_scene()
    row = layout.row_of(position)
    before = view._shown[layout.row_start[row] : position]
    return Offset(scene.gutter + cell_len(before), row - view.scroll_offset.y)


async def drag(d: Desk, start: Offset, end: Offset) -> None:
    view = d.screen.view
    await d.pilot.mouse_down(view, offset=start)
    await d.pilot.hover(view, offset=end)
    await d.pilot.mouse_up(view, offset=end)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("KG-03", "not for the work. Then they call us grantoyedi on the evening news, and my mother"),
        ("KG-03", "They"),
        ("KZ-01", "Ещё\u0301 звонят, когда скандал"),
        ("KZ-01", "организаций?\nЖУРНАЛИСТ: Почти никто."),
        ("TJ-02", "Cafe\u0301"),
        ("TJ-02", "👨‍👩‍👧 family, 中文媒"),
        ("TJ-02", "more \u202eevil"),
    ],
)
async def test_a_drag_codes_exactly_what_it_covers(document: str, said: str) -> None:
    async with desk() as d:
        d.screen.open_document(document)
        await d.pilot.pause()
        at = d.screen.view.ground.text.index(said)
        last = grapheme_start(d.screen.view.ground.text, at + len(said) - 1)
        for start, end in ((cell(d, at), cell(d, last)), (cell(d, last), cell(d, at))):
            await drag(d, start, end)
            assert d.screen.view.target == Span(at, at + len(said))
            await d.press("semicolon", "l")
            assert d.coded() == [("low-interest", said)]
            await d.press("u", "escape")


async def test_a_drag_that_ends_on_the_next_speakers_name_leaves_the_name_out() -> None:
    async with desk() as d:
        first, after = d.screen.view.ground.turns[1:3]
        name = cell(d, after.speech) - Offset(0, 1)
        await drag(d, cell(d, first.speech), name)
        assert d.screen.view.target == first.span


async def test_a_click_moves_a_double_click_takes_the_word_a_third_the_sentence() -> None:
    async with desk() as d:
        text = d.screen.view.ground.text
        at = text.index("grantoyedi")
        middle = cell(d, at + 2)
        await d.pilot.click(d.screen.view, offset=middle)
        assert d.screen.view.target == d.screen.view.ground.turns[2].span
        await d.pilot.click(d.screen.view, offset=middle, times=2)
        assert text[slice(*_ends(d.screen.view.selected))] == "grantoyedi"
        await d.pilot.click(d.screen.view, offset=middle, times=3)
        assert text[slice(*_ends(d.screen.view.selected))].startswith("Then they call")


def _ends(span: Span | None) -> tuple[int, int]:
    assert span is not None
    return span.start, span.end


async def test_a_drag_below_the_text_scrolls_on() -> None:
    async with desk(FakeSession(LONG)) as d:
        view = d.screen.view
        await d.pilot.mouse_down(view, offset=Offset(20, 10))
        below = events.MouseMove(view, 20, view.size.height + 2, 0, 3, 1, False, False, False, 20, view.size.height + 3)
        view.post_message(below)
        for _ in range(100):
            if view.scroll_offset.y >= 12:
                break
            await d.pilot.pause(0.02)
        await d.pilot.mouse_up(view, offset=Offset(20, 30))
        assert view.selected is not None
        assert view._layout().row_of(view.selected.end) >= view.size.height


@pytest.mark.action("undo", "redo")
async def test_undo_and_redo_say_what_and_repaint() -> None:
    async with desk() as d:
        await d.press("semicolon", "g")
        assert "╏" in d.seen
        await d.press("ctrl+z")
        assert d.coded() == []
        assert "Undone" in d.status
        assert "╏" not in d.seen
        await d.press("ctrl+y")
        assert len(d.coded()) == 1
        await d.press("u", "u")
        assert "nothing left" in d.status


@pytest.mark.action("remove")
async def test_remove_takes_the_only_coding_and_asks_when_there_are_several() -> None:
    async with desk() as d:
        await d.press("x")
        assert "no coding here" in d.status
        await d.press("semicolon", "g", "x")
        assert d.coded() == []
        await d.press("semicolon", "g", "semicolon", "b", "delete")
        await d.state(lambda: d.pilot.app.screen is not d.screen)
        await d.press("down", "enter")
        await d.state(lambda: [code for code, _ in d.coded()] == ["grant-eater"])


@pytest.mark.action("pick")
async def test_the_picker_finds_in_cyrillic_and_shows_what_the_code_means() -> None:
    async with desk() as d:
        await d.press("j", "enter")
        assert isinstance(d.pilot.app.screen, CodePicker)
        await d.press(*"платн")
        await d.pilot.pause()
        assert "The outlet asks for money" in d.seen
        assert "+ A fee is asked" in d.seen
        assert "− A donor pays" in d.seen
        await d.press("enter")
        assert d.coded() == [("paid-coverage", speech(d.session, 2))]


async def test_the_picker_ticks_several() -> None:
    async with desk() as d:
        await d.press("space", "down", "space", *"grant", "tab", "enter")
        assert sorted(code for code, _ in d.coded()) == ["grant-eater", "low-interest"]


async def test_a_space_inside_a_word_is_typed() -> None:
    async with desk() as d:
        await d.press("enter", *"low", "space", *"in")
        assert d.pilot.app.screen.query_one(Input).value == "low in"
        await d.press("enter")
        assert [code for code, _ in d.coded()] == ["low-interest"]


async def test_enter_on_no_match_makes_a_code_unless_frozen() -> None:
    async with desk() as d:
        await d.press("enter", *"Quiet courage", "enter")
        await d.pilot.pause()
        assert [code for code, _ in d.coded()] == ["quiet-courage"]
        assert "Quiet courage" in d.seen
    session = FakeSession()
    session.settings = Settings(frozen=True)
    async with desk(session) as d:
        await d.press("enter", *"zzqq", "enter")
        assert "frozen" in d.seen
        assert d.coded() == []
        assert session.codebook.codes == CODES


async def test_a_memo_is_written_in_the_same_step() -> None:
    async with desk() as d:
        await d.press("enter", *"grant", "f2")
        await d.pilot.pause()
        await d.press(*"hm", "ctrl+s")
        await d.pilot.pause()
        coding = d.session.codings[0]
        assert [memo.text for memo in d.session.memos("coding", coding.id)] == ["hm"]
        assert "✎ hm" in d.seen


@pytest.mark.action("memo")
async def test_a_memo_goes_to_the_coding_here_else_to_the_document() -> None:
    async with desk() as d:
        await d.press("m", *"doc", "ctrl+s")
        await d.pilot.pause()
        assert [memo.text for memo in d.session.memos("document", "d-KG-03")] == ["doc"]
        await d.press("semicolon", "g", "m", *"one", "ctrl+s")
        await d.pilot.pause()
        assert [memo.text for memo in d.session.memos("coding", d.session.codings[0].id)] == ["one"]


@pytest.mark.parametrize("opener", ["M", "enter", "slash"])
async def test_letters_typed_while_a_small_screen_opens_are_not_lost(opener: str) -> None:
    async with desk() as d:
        for key in (opener, *"gra"):
            d.pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        typed = ""
        for _ in range(100):
            await d.pilot.pause(0.02)
            fields = [*d.pilot.app.screen.query(TextArea), *d.pilot.app.screen.query(Input)]
            typed = "".join(one.text if isinstance(one, TextArea) else one.value for one in fields)
            if len(typed) == 3:
                break
        assert typed == "gra"


async def test_a_code_key_may_follow_at_once() -> None:
    async with desk() as d:
        for key, char in (("semicolon", ";"), ("g", "g"), ("j", "j"), ("semicolon", ";"), ("p", "p"), ("j", "j")):
            d.pilot.app.post_message(events.Key(key, char))
        await d.state(lambda: len(d.coded()) == 2 and d.screen.view.number_at(d.screen.view.place.position) == 4)
        assert [code for code, _ in d.coded()] == ["grant-eater", "paid-coverage"]


async def test_a_key_that_comes_while_the_small_screen_goes_is_for_the_text() -> None:
    async with desk() as d:
        await d.press("semicolon")
        asks = d.pilot.app.screen
        for key in ("g", "j"):
            asks.post_message(events.Key(key, key))
        await d.state(lambda: d.coded() and d.screen.view.number_at(d.screen.view.place.position) == 3)


@pytest.mark.action("document-memo")
async def test_a_changed_memo_is_not_thrown_away_by_one_key() -> None:
    async with desk() as d:
        await d.press("M")
        await d.until("Ctrl+S keep")
        await d.press("x", "escape")
        await d.until("Esc again")
        assert isinstance(d.pilot.app.screen, MemoScreen)
        await d.press("escape")
        await d.pilot.pause()
        assert isinstance(d.pilot.app.screen, CodingScreen)
        assert d.session.memos("document", "d-KG-03") == ()


@pytest.mark.action("done")
async def test_done_is_marked_and_taken_back() -> None:
    async with desk() as d:
        await d.press("d")
        assert d.session.documents[0].done
        assert "✓ done" in d.seen
        await d.press("d")
        assert not d.session.documents[0].done


@pytest.mark.action("star", "repeat", "copy", "more-word")
async def test_star_and_repeat_and_copy() -> None:
    async with desk() as d:
        await d.press("semicolon", "g", "asterisk")
        assert d.session.codings[0].star
        await d.press("j", "c")
        assert [code for code, _ in d.coded()] == ["grant-eater", "grant-eater"]
        await d.press("j", "shift+right", "ctrl+c")
        assert d.pilot.app.clipboard == "Did"


@pytest.mark.action("find", "next-hit", "previous-hit")
async def test_find_marks_and_walks() -> None:
    async with desk() as d:
        await d.press("slash", *"money")
        await d.pilot.pause()
        assert "2 found" in d.seen
        await d.press("enter")
        text = d.screen.view.ground.text
        first, second = text.index("money"), text.index("money", text.index("money") + 1)
        assert d.screen.view.place.position == first
        await d.press("n")
        assert d.screen.view.place.position == second
        await d.press("n")
        assert d.screen.view.place.position == first
        await d.press("N")
        assert d.screen.view.place.position == second


async def test_a_find_given_up_returns_to_the_place() -> None:
    async with desk() as d:
        before = d.screen.view.place
        await d.press("slash", *"week", "escape")
        await d.pilot.pause()
        assert d.screen.view.place == before


@pytest.mark.action("next-uncoded", "next-document", "previous-document")
async def test_the_next_uncoded_turn_and_documents() -> None:
    async with desk() as d:
        await d.press("semicolon", "g", "j", "semicolon", "g", "home", "t")
        assert d.screen.view.place.position == d.screen.view.ground.turns[4].speech
        await d.press("right_square_bracket")
        assert d.session.document is not None
        assert d.session.document.name == "KZ-01"
        await d.press("left_square_bracket")
        assert d.screen.view.place.position == d.screen.view.ground.turns[4].speech
        await d.press("left_square_bracket")
        assert "first document" in d.status


@pytest.mark.action("apply-code", "add-code", "edit-code", "row-down", "row-first", "clear", "next-pane")
async def test_codes_are_applied_added_and_edited_in_the_codebook_pane() -> None:
    async with desk() as d:
        await d.press("tab", "down", "enter")
        assert [code for code, _ in d.coded()] == ["paid-coverage"]
        await d.press("a", *"Fear", "enter")
        await d.pilot.pause()
        assert d.session.codebook.by_id["fear"].parent == "media"
        await d.press("e", "end", *"!", "ctrl+s")
        await d.pilot.pause()
        assert d.session.codebook.by_id["paid-coverage"].label == "Paid coverage!"
        tree = d.screen.query_one(CodebookTree)
        rows = len(tree.rows)
        await d.press("home", "enter")
        assert len(tree.rows) == rows - 4
        await d.press("escape", "j")
        assert d.screen.focused is d.screen.view


async def test_every_pane_is_reached_with_tab_and_the_narrow_screen_folds() -> None:
    async with desk(size=(80, 24)) as d:
        assert not d.shown("#left")
        assert not d.shown("#right")
        await d.settle()
        assert "1 Low interest" in d.seen.splitlines()[-2]
        await d.press("tab")
        assert d.shown("#left")
        assert "Grant-eater stereotype" in d.seen
        await d.press("tab", "tab")
        assert d.shown("#right")
        await d.press("tab")
        assert not d.shown("#left")
        assert not d.shown("#right")
        assert d.screen.focused is d.screen.view


@pytest.mark.parametrize("size", [(59, 20), (80, 14), (20, 5)])
async def test_a_small_terminal_says_what_it_needs_and_codes_nothing(size: tuple[int, int]) -> None:
    async with desk(size=size) as d:
        assert "60" in d.seen
        await d.press("semicolon", "g", "j", "1")
        assert d.coded() == []
        await d.pilot.resize_terminal(100, 30)
        await d.pilot.pause()
        await d.press("semicolon", "g")
        assert len(d.coded()) == 1


async def test_the_selection_outlives_resizing() -> None:
    async with desk() as d:
        await d.press("j", "shift+down")
        before = d.screen.view.target
        await d.pilot.resize_terminal(70, 20)
        await d.pilot.pause()
        assert d.screen.view.target == before


HOSTILE = "A\x1b]0;owned\x07: be \x1b[2Jfore\x9b31m \x7f\u202eafter\x00"


async def test_no_escape_sequence_reaches_the_screen() -> None:
    session = FakeSession({f"X{HOSTILE}": ({"role": HOSTILE}, f"{INTERVIEWS['KG-03'][1]}\nBOB: {HOSTILE}\n")})
    session.coder = HOSTILE
    session.title = HOSTILE
    session.codebook_problem = HOSTILE
    bad = replace(CODES[1], label=HOSTILE, definition=HOSTILE, include=(HOSTILE,), keywords=(HOSTILE, "money"))
    session.state = replace(session.state, codes=(CODES[0], bad))
    async with desk(session) as d:

        def check() -> None:
            for strip in d.strips():
                assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", strip.text)

        await d.press("end")
        await d.settle()
        check()
        await d.press("semicolon", "p")
        check()
        await d.press("m")
        d.pilot.app.screen.query_one(TextArea).text = HOSTILE
        await d.pilot.pause()
        check()
        await d.press("ctrl+s")
        await d.pilot.pause()
        check()
        await d.press("enter")
        d.pilot.app.screen.query_one(Input).value = HOSTILE
        await d.pilot.pause()
        check()
        await d.press("escape")
        await d.press("tab", "down", "e")
        check()


async def test_a_failure_is_one_line() -> None:
    session = FakeSession()
    async with desk(session) as d:

        def refuse(*_: object, **__: object) -> None:
            raise CodingError("The disk is full.", "Free some space.")

        session.apply = refuse  # type: ignore[method-assign, assignment]
        await d.press("semicolon", "g")
        assert d.status == "The disk is full. Free some space."


async def test_a_hand_edit_outside_is_taken_over_and_a_broken_one_has_a_banner() -> None:
    session = FakeSession()
    async with desk(session) as d:
        added = session.add_code("From outside")
        session.codebook_problem = "codebook.yaml:3:1: tabs are not allowed. Work goes on with the last good version."
        session.outside.append(added)
        await d.pilot.pause(1.1)
        assert "From outside" in d.seen
        assert "codebook.yaml:3:1" in d.seen
        assert d.screen.query_one("#banner", Static).display


async def test_an_empty_project_says_what_it_needs() -> None:
    async with desk(FakeSession({})) as d:
        assert "quoth import" in d.seen
        await d.press("j", "enter", "d", "1", "x", "t", "slash", "escape", "right_square_bracket")
        assert d.coded() == []


@pytest.mark.action("help", "light", "palette")
async def test_help_palette_and_theme_open() -> None:
    async with desk() as d:
        await d.press("f1")
        assert "Code the selection or the current turn" in d.seen
        await d.press("escape")
        await d.state(lambda: d.pilot.app.screen is d.screen)
        await d.press("question_mark")
        await d.state(lambda: d.pilot.app.screen is not d.screen)
        await d.press("escape")
        await d.state(lambda: d.pilot.app.screen is d.screen)
        await d.press("ctrl+t")
        await d.state(lambda: d.pilot.app.theme == "quoth-light")
        await d.press("ctrl+p", *"mark the doc")
        await d.pilot.pause(0.3)
        assert "Mark the document as done" in d.seen
        await d.press("enter")
        await d.pilot.pause(0.2)
        assert d.session.documents[0].done


async def test_movement_repaints_only_the_turns_it_touches() -> None:
    async with desk() as d:
        view = d.screen.view
        painted: list[int] = []
        original: Callable[[int], object] = view.render_line

        def counted(y: int) -> object:
            painted.append(y)
            return original(y)

        view.render_line = counted  # type: ignore[method-assign, assignment]
        await d.press("j")
        assert 0 < len(set(painted)) < 12


async def test_a_row_is_painted_in_few_runs() -> None:
    async with desk() as d:
        await d.press("j", "semicolon", "l", "end")
        view = d.screen.view
        row = view._layout().row_of(view.ground.turns[2].speech)
        blank, mark = view.render_line(row - 2), view.render_line(row)
        assert len(list(blank)) == 1
        assert [bool(segment.text.strip()) for segment in mark] == [True, True, True, False]
        assert mark.text.split() == ["3", "╻", *mark.text.split()[2:]]


async def test_a_document_to_be_read_again_says_for_which_codes() -> None:
    class Session(FakeSession):
        def _summary(self, name: str) -> DocumentSummary:
            return replace(super()._summary(name), done=True, read_again=("low-interest",))

    async with desk(Session()) as d:
        assert "read again for: Low interest" in d.seen.splitlines()[0]
        await d.press("tab", "tab", "down")
        assert d.status == "KZ-01: read again for: Low interest"
        assert "↻" in d.seen
        await d.press("escape", "j")
        assert d.status == ""


async def test_nothing_coded_yet_is_said_until_something_is() -> None:
    async with desk() as d:
        await d.press("j")
        await d.settle()
        assert "suggestions get better as you code" in d.right
        assert "press a number" in d.right
        await d.press("1", "j", "j")
        await d.settle()
        assert "get better" not in d.right


async def test_the_status_names_what_was_applied_though_vectors_fail_later() -> None:
    session = FakeSession()
    loading = threading.Event()

    def broken() -> None:
        loading.wait(5)
        raise CodingError("No word vectors are installed.", "")

    session.before_dense = broken
    async with desk(session) as d:
        await d.press("semicolon", "g")
        loading.set()
        await d.pilot.pause(0.2)
        assert d.status.startswith("Applied Grant-eater stereotype")
        assert "no vectors" in d.right


@pytest.mark.action("page-down", "page-up", "first", "last", "previous-turn", "next-sentence")
async def test_the_cursor_is_always_in_view() -> None:
    async with desk(FakeSession(LONG), (80, 24)) as d:
        view = d.screen.view
        for key in ["down"] * 12 + ["pagedown"] * 3 + ["up"] * 9 + ["end", "pageup", "home", "ctrl+down"]:
            await d.press(key)
            row = view._layout().row_of(view.place.position)
            assert 0 <= row - view.scroll_offset.y < view.size.height
        assert view.place == Place(view.ground.turns[0].speech, Unit.SENTENCE)


async def test_a_turn_taller_than_the_screen_is_read_page_by_page() -> None:
    tall: dict[str, tuple[dict[str, str], str]] = {"TALL": ({}, f"A: {'word ' * 2000}\nB: short")}
    async with desk(FakeSession(tall), (80, 24)) as d:
        view = d.screen.view
        tops = []
        for _ in range(4):
            await d.press("pagedown")
            tops.append(view.scroll_offset.y)
        assert tops == sorted(set(tops))
        assert view.ground.turn_at(view.place.position) == 0
        assert view.target == Span(3, len(f"A: {'word ' * 2000}") - 1)
        await d.press("j")
        assert view.ground.turn_at(view.place.position) == 1


@pytest.mark.action("extend")
async def test_movement_keys_select_while_v_is_on() -> None:
    async with desk() as d:
        await d.press("j", "v", "end", "semicolon", "p")
        text = d.screen.view.ground.text
        first, last = d.screen.view.ground.turns[2], d.screen.view.ground.turns[-1]
        assert d.coded() == [("paid-coverage", text[first.speech : last.end])]


async def test_the_screen_says_that_vectors_are_still_being_loaded() -> None:
    session = FakeSession()
    loading = threading.Event()
    session.before_dense = lambda: loading.wait(5)
    async with desk(session) as d:
        await d.press("j")
        await d.settle()
        assert "learning vectors" in d.right
        assert d.screen.suggestions
        loading.set()
        await d.pilot.pause(0.2)
        assert "learning vectors" not in d.right
