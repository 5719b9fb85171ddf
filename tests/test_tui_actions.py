"""Every key of the coding screen does what the help says of it: those that no other test is about."""

from __future__ import annotations

import pytest

from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.transcript.selection import Unit
from test_tui_screen import LONG, Desk, _brisk, desk, speech
from tui_fake import FakeSession

__all__ = ["_brisk"]


def chosen(d: Desk) -> str:
    """The selected words."""
    span = d.screen.view.selected
    return d.screen.view.ground.text[span.start : span.end] if span else ""


@pytest.mark.action("next-turn", "previous-turn", "next-sentence", "previous-sentence")
async def test_the_cursor_steps_by_turn_and_sentence_and_back() -> None:
    async with desk() as d:
        first = d.screen.view.target
        await d.press("down")
        assert d.screen.view.target == d.screen.view.ground.turns[2].span
        await d.press("up")
        assert d.screen.view.target == first
        await d.press("down", "ctrl+down", "ctrl+down", "ctrl+up")
        assert d.screen.view.place.unit is Unit.SENTENCE
        assert d.screen.view.ground.text[d.screen.view.place.position :].startswith("They come for the quarrel")


@pytest.mark.action("next-word", "previous-word", "next-character", "previous-character")
async def test_the_cursor_steps_by_word_and_character_and_back() -> None:
    async with desk() as d:
        start = d.screen.view.ground.turns[2].speech
        await d.press("j", "right", "right", "right", "left")
        assert d.screen.view.place.position == start + len("They ")
        await d.press("l", "l", "h")
        assert d.screen.view.place.position == start + len("They ")


@pytest.mark.action("more-turn", "less-turn", "more-sentence", "less-sentence")
async def test_turns_and_sentences_are_selected_and_given_back() -> None:
    async with desk() as d:
        await d.press("j", "ctrl+shift+down")
        assert chosen(d) == speech(d.session, 2)
        await d.press("ctrl+shift+down")
        assert chosen(d).endswith("Did anyone ask you for money?")
        await d.press("ctrl+shift+up")
        assert chosen(d) == speech(d.session, 2)
        await d.press("escape", "shift+down", "shift+down", "shift+up")
        assert chosen(d) == "They come for the quarrel, not for the work."


@pytest.mark.action("more-word", "less-word", "more-character", "less-character")
async def test_words_and_characters_are_selected_and_given_back() -> None:
    async with desk() as d:
        await d.press("j", "shift+right", "shift+right", "shift+right", "shift+left")
        assert chosen(d) == "They come"
        await d.press("L", "L", "H", "H", "H")
        assert chosen(d) == "They com"


@pytest.mark.action("page-down", "page-up", "first", "last")
async def test_pages_and_ends_are_reached_without_a_scroll_in_between() -> None:
    async with desk(FakeSession(LONG)) as d:
        await d.press("pagedown")
        down = d.screen.view.place.position
        assert down > d.screen.view.ground.turns[10].speech
        await d.press("end")
        assert d.screen.view.target == d.screen.view.ground.turns[-1].span
        await d.press("pageup", "home")
        assert d.screen.view.target == d.screen.view.ground.turns[0].span


@pytest.mark.action(
    "accept-1", "accept-2", "accept-3", "accept-4", "accept-5", "accept-6", "accept-7", "accept-8", "accept-9"
)
async def test_each_digit_means_the_suggestion_painted_with_it_or_says_that_there_is_none() -> None:
    async with desk() as d:
        await d.press("j")
        await d.settle()
        painted = [one.code for one in d.screen.suggestions]
        assert len(painted) == 3
        await d.press("1", "2", "3")
        assert [code for code, _ in d.coded()] == painted
        for digit in "456789":
            await d.press(digit)
            assert d.status == f"There is no suggestion {digit}."


@pytest.mark.action("previous-uncoded", "next-uncoded")
async def test_the_uncoded_turns_are_walked_both_ways() -> None:
    async with desk() as d:
        turns = d.screen.view.ground.turns
        await d.press("home", "t")
        assert d.screen.view.target == turns[2].span
        await d.press("t", "T")
        assert d.screen.view.target == turns[2].span


@pytest.mark.action("project-memo")
async def test_the_project_has_a_memo_reached_by_name() -> None:
    async with desk() as d:
        await d.press("ctrl+p", *"memo on the project")
        await d.until("Memo on the project")
        await d.press("enter")
        await d.until("Ctrl+S keep")
        await d.press(*"why", "ctrl+s")
        await d.pilot.pause(0.05)
        assert [memo.text for memo in d.session.memos("project", "")] == ["why"]


@pytest.mark.action("code-memo")
async def test_a_memo_on_the_code_under_the_codebooks_cursor() -> None:
    async with desk() as d:
        await d.press("tab", "down", "m")
        await d.until("Memo on Paid coverage")
        await d.press(*"hm", "ctrl+s")
        await d.pilot.pause(0.05)
        assert [memo.text for memo in d.session.memos("code", "paid-coverage")] == ["hm"]


@pytest.mark.action("suggest")
async def test_suggestions_come_when_asked_for() -> None:
    async with desk() as d:
        await d.press("j", "s")
        await d.settle()
        assert d.screen.painted is not None
        assert d.screen.painted.span == d.screen.view.target


@pytest.mark.action(
    "row-down", "row-up", "row-page-down", "row-page-up", "row-first", "row-last", "row-choose", "next-pane",
    "previous-pane",
)  # fmt: skip
async def test_the_lists_are_walked_with_the_same_keys() -> None:
    async with desk() as d:
        await d.press("tab")
        tree = d.screen.query_one(CodebookTree)
        await d.press("down", "down", "up")
        assert tree.cursor == 1
        await d.press("end")
        assert tree.cursor == len(tree.rows) - 1
        await d.press("home", "pagedown", "pageup")
        assert tree.cursor == 0
        await d.press("tab", "end", "enter")
        assert d.session.document is not None
        assert d.session.document.name == "TJ-02"
        await d.press("shift+tab")
        assert d.screen.focused is not d.screen.view


@pytest.mark.action("quit")
async def test_quitting_leaves_at_once() -> None:
    async with desk() as d:
        await d.pilot.press("ctrl+q")
        await d.pilot.pause(0.05)
        assert d.pilot.app.return_code == 0
        assert not d.pilot.app.is_running
