"""The registry of actions, and what is made from it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from messages import parsed
from quoth.model.codebook import Codebook
from quoth.tui.actions import ACTIONS, all_keys, clashes, display, latin, other_layout, twins
from quoth.tui.app import QuothApp
from quoth.tui.matching import familiar, matches
from quoth.tui.screens.analysis import Analysis
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.screens.differences import DifferencesScreen
from quoth.tui.screens.help import help_text
from quoth.tui.screens.listing import Listing
from quoth.tui.screens.memos import Memos
from quoth.tui.screens.progress import ProgressView
from quoth.tui.screens.queue import QueueView
from quoth.tui.screens.quotations import Quotations
from quoth.tui.screens.seek import Seek
from quoth.tui.widgets.codebook_tree import CodebookTree
from tui_fake import CODES

BOOK = Codebook(CODES)


def test_no_key_means_two_things() -> None:
    assert clashes() == []
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


@cache
def _tried() -> frozenset[str]:
    """The ids that tests are marked with; `conftest.py` sees to it that they run them."""
    found: set[str] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.action":
                found.update(str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))
    return frozenset(found)


@pytest.mark.parametrize("action", [action.id for action in ACTIONS])
def test_every_action_is_tried_by_a_test_that_presses_its_key(action: str) -> None:
    """Mark the test that tries an action with `pytest.mark.action(id)`."""
    assert action in _tried()


def test_no_test_tries_an_action_that_is_gone() -> None:
    assert _tried() <= {action.id for action in ACTIONS}


def test_a_clash_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = [action for action in ACTIONS if action.id in ("undo", "redo")]
    object.__setattr__(doubled[0], "keys", ("ctrl+y",))
    try:
        assert ("ctrl+y", "undo", "redo") in clashes()
    finally:
        object.__setattr__(doubled[0], "keys", ("ctrl+z", "u"))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_can_be_run(action: object) -> None:
    where, run = getattr(action, "where", ""), getattr(action, "run", "").split("(")[0]
    owners = {"codebook": CodebookTree, "list": CodebookTree, "view": Listing, "ticking": Listing, "seek": Seek}
    owners |= {"quotations": Quotations, "memos": Memos, "progress": ProgressView}
    owners["differences"] = DifferencesScreen
    owners |= {"analysis": Analysis, "queue": QueueView}
    owner: type = QuothApp if run.startswith("app.") else owners.get(where, CodingScreen)
    if where == "codebook" and run.startswith("screen."):
        owner = CodingScreen
    assert hasattr(owner, f"action_{run.split('.')[-1]}")


@pytest.mark.parametrize(
    ("key", "twin"),
    [
        ("j", "о"),
        ("k", "л"),
        ("J", "О"),
        ("semicolon", "ж"),
        ("ctrl+z", "ctrl+я"),
        ("right_square_bracket", "ъ"),
        ("m", "ь"),
    ],
)
def test_letters_have_their_russian_twin(key: str, twin: str) -> None:
    assert twins(key) == (twin,)
    assert any(twin in all_keys(action) for action in ACTIONS)


def test_every_letter_key_has_a_twin() -> None:
    for action in ACTIONS:
        for key in action.keys:
            name = key.split("+")[-1]
            if len(name) == 1 and name.isalpha():
                assert twins(key), key


def test_keys_are_shown_as_people_write_them() -> None:
    assert [display(key) for key in ("ctrl+z", "down", "semicolon", "f1", "j", "ctrl+down")] == [
        "Ctrl+Z", "↓", ";", "F1", "j", "Ctrl+↓",
    ]  # fmt: skip


def test_the_help_tells_every_key() -> None:
    told = " ".join(keys for _, lines in help_text() for keys, _ in lines)
    for action in ACTIONS:
        if not action.id.startswith("accept-"):
            assert all(display(key) in told for key in action.keys)


def test_layouts_are_inverse() -> None:
    assert other_layout("ghfyn") == "прант"
    assert other_layout(other_layout("paid")) == "paid"
    assert latin("о") == "j"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gra", "grant-eater"),
        ("платн", "paid-coverage"),
        ("ПЛАТН", "paid-coverage"),
        ("gkfny", "paid-coverage"),
        ("пкфте", "grant-eater"),
        ("grnat eater", "grant-eater"),
        ("price list", "paid-coverage"),
        ("own-ch", "own-channels"),
        ("барьер", "language"),
        ("intrest", "low-interest"),
    ],
)
def test_a_few_letters_in_any_script_or_layout_find_the_code(typed: str, code: str) -> None:
    assert matches(BOOK, typed, BOOK.applicable)[0].id == code


def test_nonsense_finds_nothing_and_nothing_typed_finds_all() -> None:
    assert matches(BOOK, "zzzzqq", BOOK.applicable) == ()
    assert matches(BOOK, "  ", BOOK.applicable) == BOOK.applicable


def test_headings_and_retired_codes_are_not_offered() -> None:
    offered = {code.id for code in familiar(BOOK, (), {})}
    assert not offered & {"media", "image", "old-press"}


def test_recent_codes_come_first_then_frequent_ones() -> None:
    order = [code.id for code in familiar(BOOK, ("language",), {"biased": (0, 9), "own-channels": (0, 3)})]
    assert order[:3] == ["language", "biased", "own-channels"]
