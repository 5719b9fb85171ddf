"""Keeping the codebook in the coding screen: each act says what it touches, and is undone in the file too."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth.model.text import Span
from quoth.session import CodingSession
from quoth.tui.widgets.codebook_tree import CodebookTree
from test_tui_stress import Desk, _brisk, desk, made

__all__ = ["_brisk"]

BOOK = """\
# ours
codes:
  - id: media
    label: Media
    heading: true
    codes:
      - {id: paid, label: Paid coverage, key: p, definition: Money for an article.}
      - {id: tea, label: Tea}
  - id: state
    label: State
    heading: true
    codes:
      - {id: fear, label: Fear, key: f}
  - {id: silence, label: Silence, key: s}
"""
TEXT = "Interviewer: And?\n\nBek: They paid us.\n\nBek: We paid them.\n\nBek: They had tea.\n"


def project(tmp_path: Path) -> Path:
    return made(tmp_path / "p", {"one": TEXT, "two": "Bek: They paid us.\n"}, BOOK)


def tree(d: Desk) -> CodebookTree:
    return d.screen.query_one(CodebookTree)


def on(d: Desk, code: str) -> None:
    """Put the codebook's cursor on a code."""
    tree(d).focus()
    tree(d).cursor = next(index for index, row in enumerate(tree(d).rows) if row.id == code)


def file(d: Desk) -> str:
    return (d.session.folder / "codebook.yaml").read_text(encoding="utf-8")


async def code_turns(d: Desk) -> None:
    """Paid coverage on the first two answers."""
    await d.press("home", "j", "semicolon", "p", "j", "semicolon", "p")
    assert len(d.session.codings) == 2


async def undone(d: Desk, *, acts: int = 1) -> None:
    await d.press("escape", *["u"] * acts)
    assert file(d) == BOOK


@pytest.mark.action("rename-code")
async def test_a_code_is_renamed_and_keeps_its_codings(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await code_turns(d)
        on(d, "paid")
        await d.press("r")
        await d.until("2 codings, all yours")
        await d.press(*"!", "enter")
        await d.until("Renamed Paid coverage to Paid coverage!")
        assert "label: Paid coverage!" in file(d)
        assert {coding.code for coding in d.session.codings} == {"paid"}
        await undone(d)


@pytest.mark.action("move-code")
async def test_a_code_is_moved_under_another_heading(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        on(d, "paid")
        await d.press("p")
        await d.until("at the top")
        assert "State" in d.seen
        await d.press("down", "enter")
        await d.until("Moved Paid coverage under State")
        assert d.session.codebook.by_id["paid"].parent == "state"
        await undone(d)


@pytest.mark.action("merge-code")
async def test_codes_are_merged_with_everybodys_codings_and_taken_apart_by_one_undo(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        other = CodingSession(d.session.folder, "bek")
        other.open("two")
        other.apply(Span(5, 18), ["paid"])
        other.close()
        await code_turns(d)
        on(d, "paid")
        await d.press("y")
        await d.until("3 codings, 2 of them yours")
        await d.press(*"sil", "enter")
        await d.until("Merged paid into silence, recoding 3 codings")
        assert {coding.code for coding in d.session.codings} == {"silence"}
        assert d.session.codebook.by_id["paid"].replaced_by == "silence"
        await undone(d)
        assert {coding.code for coding in d.session.codings} == {"paid"}


@pytest.mark.action("split-code")
async def test_a_code_is_split_and_its_quotations_dealt_out(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await code_turns(d)
        on(d, "paid")
        await d.press("s")
        await d.until("with ; between them")
        await d.press(*"Asked;Given", "enter")
        await d.until("Paid coverage: 1 of 2")
        await d.press("2", "1")
        await d.until("keeps all (2")
        await d.press("enter")
        await d.until("Recoded 2 codings")
        assert [coding.code for coding in d.session.codings] == ["given", "asked"]
        await d.press("escape", "u")
        assert [coding.code for coding in d.session.codings] == ["paid", "paid"]
        await undone(d)


@pytest.mark.action("retire-code", "restore-code")
async def test_a_code_is_retired_with_another_to_use_instead_and_put_back(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await code_turns(d)
        on(d, "paid")
        await d.press("x")
        await d.until("Retire Paid coverage: 2 codings, all yours")
        await d.press("down", "enter")
        await d.until("Instead of Paid coverage")
        await d.press(*"fear", "enter")
        await d.until("Retired Paid coverage")
        assert d.session.codebook.by_id["paid"].replaced_by == "fear"
        assert len(d.session.codings) == 2
        await d.press("x")
        await d.until("retired already")
        await d.press("R")
        await d.until("Restored paid")
        assert d.session.codebook.by_id["paid"].applicable


@pytest.mark.action("restore-code", "merge-code")
async def test_a_code_removed_by_hand_is_put_back_or_replaced(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j", "semicolon", "s")
        path = d.session.folder / "codebook.yaml"
        path.write_text(BOOK.replace("  - {id: silence, label: Silence, key: s}\n", ""), encoding="utf-8")
        await d.until("Silence (missing)")
        on(d, "silence")
        await d.press("R")
        await d.until("Restored silence")
        assert d.session.codebook.by_id["silence"].key == "s"
        path.write_text(BOOK.replace("  - {id: silence, label: Silence, key: s}\n", ""), encoding="utf-8")
        await d.until("Silence (missing)")
        on(d, "silence")
        await d.press("y", *"fear", "enter")
        await d.until("Replaced silence by fear")
        assert [coding.code for coding in d.session.codings] == ["fear"]


@pytest.mark.action("add-heading")
async def test_a_heading_is_added(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        on(d, "silence")
        await d.press("A")
        await d.until("New heading")
        await d.press(*"Later", "enter")
        await d.until("Added the code Later")
        assert d.session.codebook.by_id["later"].heading
        await undone(d)


@pytest.mark.action("filter-codes", "clear")
async def test_the_codebook_is_filtered_with_typos_and_shown_whole_again(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        on(d, "silence")
        await d.press("slash", *"coverge")
        await d.until(" 1 found")
        assert [row.id for row in tree(d).rows] == ["media", "paid"]
        await d.press("enter")
        assert "Esc shows all" in d.status
        await d.press("escape")
        assert len(tree(d).rows) == 6
        assert tree(d).has_focus
        await d.press("escape")
        assert not tree(d).has_focus


async def test_counts_are_of_this_document_and_of_all_and_codes_to_read_again_are_marked(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await code_turns(d)
        await d.press("d")
        row = next(row for row in tree(d).rows if row.id == "paid")
        assert row.note == "2/2"
        path = d.session.folder / "codebook.yaml"
        path.write_text(BOOK.replace("Money for an article.", "Money."), encoding="utf-8")
        await d.until("↻")
        assert [row.id for row in tree(d).rows if row.lead == "↻ "] == ["paid"]
        await d.press("right_square_bracket")
        row = next(row for row in tree(d).rows if row.id == "paid")
        assert row.note == "2"
