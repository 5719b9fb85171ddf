"""A person's own keys, and the tour."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from quoth.errors import UsageError
from quoth.session import CodingSession
from quoth.tui import actions, keymap
from quoth.tui.app import QuothApp
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.tour import STEPS, TourScreen
from test_tui_screen import _brisk
from test_tui_seek import opened, seen, session

__all__ = ["_brisk", "session"]

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(autouse=True)
def _same_keys_afterwards() -> Iterator[None]:
    before = actions.ACTIONS
    yield
    actions.ACTIONS = before


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("d", "d"), ("D", "D"), ("Ctrl+D", "ctrl+d"), ("ctrl + shift+Up", "ctrl+shift+up"), (";", "semicolon"),
        ("/", "slash"), ("F5", "f5"), ("Del", "delete"), ("Esc", "escape"), ("↓", "down"), ("*", "asterisk"),
        ("+", "plus"), ("ж", "ж"), (" ", "space"), ("PgUp", "pageup"), ("-", "minus"),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written: str, key: str) -> None:
    assert keymap.parse(written) == key


@pytest.mark.parametrize("written", ["", "Hyper+d", "F13", "Enterr", "Ctrl+", "dd"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="is no key"):
        keymap.parse(written)


def test_own_keys_replace_those_of_an_action_and_bring_their_twins(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('done = "Ctrl+D"\nundo = ["F4", "u"]\ncopy = []\n', encoding="utf-8")
    keymap.use(file)
    known = {action.id: action for action in actions.ACTIONS}
    assert known["done"].keys == ("ctrl+d",)
    assert actions.all_keys(known["undo"]) == ("f4", "u", "г")
    assert known["copy"].keys == ()
    assert known["redo"].keys == ("ctrl+y", "ctrl+r")


def test_a_key_for_two_actions_is_refused_with_both_names(tmp_path: Path) -> None:
    before = actions.ACTIONS
    file = tmp_path / "keys.toml"
    file.write_text('done = "m"\n', encoding="utf-8")
    with pytest.raises(UsageError) as told:
        keymap.use(file)
    assert "(memo)" in told.value.message
    assert "(done)" in told.value.message
    assert before == actions.ACTIONS
    # Б is the same physical key as the comma, on the Russian layout.
    with pytest.raises(UsageError, match="two things"):
        actions.rebind({"done": ("ь",)})
    # A key of all views may not be one of a single view.
    with pytest.raises(UsageError, match="two things"):
        actions.rebind({"view-undo": ("r",)})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("don = 'd'", "no action don"),
        ("done = 3", "needs a key"),
        ("done = ", "cannot be understood"),
        ("a = 'b'", "no action"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        keymap.keys_of(text)


def test_the_nearest_action_is_named() -> None:
    with pytest.raises(UsageError) as told:
        keymap.keys_of("don = 'd'")
    assert "done" in told.value.hint


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    keymap.use(tmp_path / "keys.toml")


def test_screens_that_are_loaded_afterwards_have_the_keys(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('done = "F9"\n', encoding="utf-8")
    code = (
        f"from pathlib import Path; from quoth.tui import keymap; keymap.use(Path({str(tmp_path / 'keys.toml')!r}));"
        "from quoth.tui.screens.coding import CodingScreen;"
        "print([b.key for b in CodingScreen.BINDINGS if b.id == 'done'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['f9']"


def test_the_documentation_names_every_action() -> None:
    told = set(re.findall(r"^\| `([\w-]+)` \|", (DOCS / "keys.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {action.id for action in actions.ACTIONS}


@pytest.mark.action("tour")
async def test_the_tour_is_walked_through_and_can_be_skipped(session: CodingSession) -> None:
    async with opened(session) as pilot:
        await pilot.app.screen.run_action("tour")
        await pilot.pause(0.05)
        assert isinstance(pilot.app.screen, TourScreen)
        for title, _, _ in STEPS:
            assert title in seen(pilot)
            await pilot.press("enter")
            await pilot.pause(0.05)
        assert not pilot.app.screen.query("#step")
        await pilot.app.screen.run_action("tour")
        await pilot.pause(0.05)
        await pilot.press("enter", "left", "escape")
        assert not pilot.app.screen.query("#step")


def test_every_step_names_actions_that_there_are() -> None:
    assert {name for _, _, names in STEPS for name in names} <= {action.id for action in actions.ACTIONS}


async def test_the_tour_comes_at_the_first_start(session: CodingSession) -> None:
    app = QuothApp(session)
    app.tour = True
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, TourScreen)


async def test_a_key_of_the_desk_ends_the_tour_and_works_at_once(session: CodingSession) -> None:
    app = QuothApp(session)
    app.tour = True
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.1)
        assert app.screen.query("#step")
        desk = cast("CodingScreen", app.screen_stack[0])
        before = desk.view.place
        await pilot.press("j")
        await pilot.pause(0.1)
        assert not app.screen.query("#step")
        assert desk.view.place != before
