"""Applying and changing codings in the coding screen, over a real project on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.model.text import Role, Sentence, Span, Turn
from quoth.tui.screens.ends import moved
from quoth.tui.widgets.transcript.selection import Ground, Unit
from test_tui_stress import CODEBOOK, Desk, _brisk, desk, made

__all__ = ["_brisk"]

TEXT = "Interviewer: And?\n\nBek: They paid us. We paid them back, for tea. They paid again.\n\nBek: They paid us.\n"
TWO = "Bek: They paid us, I said.\n"
BOOK = CODEBOOK.replace("Чай с редактором", "Tea")


def project(tmp_path: Path) -> Path:
    return made(tmp_path / "p", {"one": TEXT, "two": TWO}, BOOK)


def coded(d: Desk) -> list[tuple[str, str]]:
    return [(coding.code, coding.quote) for coding in d.session.codings]


@pytest.mark.action("repeat", "code-key")
async def test_the_dot_applies_the_last_code_again(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "semicolon", "p", "j", "full_stop")
        assert [code for code, _ in coded(d)] == ["paid", "paid"]


@pytest.mark.action("in-vivo")
async def test_a_code_is_made_of_the_selected_words_in_one_act(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "i")
        assert "Select the words" in d.status
        await d.press("shift+right", "shift+right", "i")
        await d.until("New code in the words")
        await d.press("enter")
        await d.until("Applied They paid")
        assert coded(d) == [("they-paid", "They paid")]
        assert "They paid" in (d.session.folder / "codebook.yaml").read_text(encoding="utf-8")
        await d.press("escape", "j", "shift+right", "shift+right", "i")
        await d.until("New code in the words")
        await d.press("enter")
        await d.until("Applied They paid")
        assert [code for code, _ in coded(d)] == ["they-paid", "they-paid"]
        await d.press("u", "u")
        assert coded(d) == []
        assert (d.session.folder / "codebook.yaml").read_text(encoding="utf-8") == BOOK


@pytest.mark.action("pick")
async def test_memo_translation_and_star_go_with_the_code_in_one_act(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "enter", *"paid", "f2")
        await d.until("Translation of the quotation")
        await d.press(*"why", "tab", *"oni", "tab", *"ru", "f3", "ctrl+s")
        await d.until("Applied Paid coverage")
        [coding] = d.session.codings
        assert (coding.translation, coding.translation_language, coding.translator) == ("oni", "ru", "ann")
        assert coding.star
        assert [memo.text for memo in d.session.memos("coding", coding.id)] == ["why"]
        await d.press("u")
        assert coded(d) == []


@pytest.mark.action("coding")
async def test_a_coding_tells_who_when_why_and_is_changed_from_there(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("e")
        assert "no coding here" in d.status
        await d.press("home", "j", "semicolon", "p", "tab", "tab", "tab", "enter")
        await d.until("Coded by: ann")
        assert "chosen by hand" in d.seen
        assert "Money for an article." in d.seen
        await d.press("x")
        await d.until("Removed Paid coverage")
        assert coded(d) == []


@pytest.mark.action("recode")
async def test_a_coding_is_given_another_code(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "semicolon", "p", "R")
        await d.until("Instead of Paid coverage")
        await d.press(*"sil", "enter")
        await d.until("Recoded")
        assert [code for code, _ in coded(d)] == ["silence"]
        assert d.screen.query_one("#codebook").rows[-2].note == "1/1"  # type: ignore[attr-defined]


@pytest.mark.action("ends")
async def test_the_ends_of_a_coding_move_by_word_and_are_seen(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "shift+right", "shift+right", "semicolon", "p", "escape", "z")
        await d.until("end by word")
        await d.press("right", "right", "shift+right")
        await d.until("“paid us. We”")
        await d.press("enter")
        await d.until("is on “paid us. We” now")
        assert coded(d) == [("paid", "paid us. We")]
        await d.press("z", "down", "escape")
        assert coded(d) == [("paid", "paid us. We")]
        await d.press("u")
        assert coded(d) == [("paid", "They paid")]


@pytest.mark.action("repeats")
async def test_every_repeat_is_coded_after_a_look_at_them(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "shift+right", "shift+right", "shift+right", "semicolon", "p", "A")
        await d.until("Enter codes 2 places")
        assert "two" in d.seen
        await d.press("space")
        await d.until("Enter codes 1 place")
        await d.press("enter")
        await d.until("Applied Paid coverage to 1 repeat")
        assert d.session.code_counts()["paid"] == (1, 2)
        await d.press("u")
        assert d.session.code_counts()["paid"] == (1, 1)


@pytest.mark.action("note")
async def test_a_note_on_a_coding_that_is_there(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "semicolon", "p", "y")
        await d.until("Translation of the quotation")
        await d.press("tab", *"oni", "escape")
        await d.until("Esc again")
        await d.press("ctrl+s")
        await d.pilot.pause(0.05)
        assert d.session.codings[0].translation == "oni"


@pytest.mark.parametrize(("answer", "left"), [(("enter",), 1), (("down", "enter"), 2), (("escape",), 1)])
async def test_an_overlapping_passage_with_the_same_code_is_asked_about(
    tmp_path: Path, answer: tuple[str, ...], left: int
) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "shift+right", "shift+right", "semicolon", "p")
        await d.press("escape", "w", "w", "shift+right", "shift+right", "semicolon", "p")
        await d.until("already")
        assert len(coded(d)) == 1
        await d.press(*answer)
        await d.pilot.pause(0.05)
        assert len(coded(d)) == left
        assert coded(d)[0][1] == ("They paid us" if answer == ("enter",) else "They paid")


WORDS = "One two three. Four five, six! Seven."
GROUND = Ground(
    WORDS,
    (Turn(0, len(WORDS), 0, "A", Role.PARTICIPANT),),
    lambda: (Sentence(0, 14, 0), Sentence(15, 30, 0), Sentence(31, 37, 0)),
)


@given(
    st.lists(st.tuples(st.sampled_from(list(Unit)[1:]), st.sampled_from((1, -1)), st.booleans()), max_size=30),
)
def test_ends_never_cross_and_stay_in_the_text(steps: list[tuple[Unit, int, bool]]) -> None:
    span = Span(4, 7)
    for unit, by, start in steps:
        after = moved(GROUND, span, unit, by, start=start)
        assert 0 <= after.start < after.end <= len(WORDS)
        assert WORDS[after.start : after.end].strip() == WORDS[after.start : after.end]
        if start:
            assert after.end == span.end or after == span
        span = after
