"""Pictures of the screen, compared with those in `tests/snapshots/`.

Each is the SVG that Textual exports, without the identifiers and fonts that change from run to run.
`QUOTH_UPDATE_SNAPSHOTS=1` draws them anew: look at them before they are kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from quoth.tui.app import QuothApp
from quoth.tui.screens.coding import CodingScreen
from tui_fake import FakeSession

if TYPE_CHECKING:
    from quoth.session import CodingSession

FOLDER = Path(__file__).parent / "snapshots"


def normalised(svg: str) -> str:
    """The picture alone: no generated identifiers, no web fonts, and spaces that every viewer keeps."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


async def picture(folder: Path, name: str, size: tuple[int, int], theme: str, *keys: str) -> None:
    app = QuothApp(cast("CodingSession", FakeSession()))
    app.theme = theme
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.1)
        for key in ("home", *keys):
            await pilot.press(key)
            desk = cast("CodingScreen", app.screen_stack[0])
            for _ in range(1_000):
                if app.screen is not desk or (desk.list_is_current and "vectors" not in desk._vectors):
                    break
                await pilot.pause(0.02)
        await pilot.pause(0.1)
        svg = normalised(app.export_screenshot())
    path = FOLDER / f"{name}.svg"
    if os.environ.get("QUOTH_UPDATE_SNAPSHOTS"):
        path.write_text(svg, encoding="utf-8")
    if svg != path.read_text(encoding="utf-8"):
        seen = folder / path.name
        seen.write_text(svg, encoding="utf-8")
        pytest.fail(f"{path.name} differs from {seen}; look at both, then QUOTH_UPDATE_SNAPSHOTS=1 keeps the new one")


async def test_the_coding_screen_in_the_dark(tmp_path: Path) -> None:
    """Three columns at 120 by 40: a coded turn, a sentence in it coded again (underlined, second lane), evidence."""
    await picture(tmp_path, "dark-120x40", (120, 40), "quoth-dark", "j", "1", "ctrl+down", "J", "semicolon", "g")


async def test_the_coding_screen_in_the_light_with_a_selection(tmp_path: Path) -> None:
    """The same at 120 by 40 in light colours, with two words selected: clearly not a coded passage."""
    await picture(
        tmp_path,
        "light-120x40",
        (120, 40),
        "quoth-light",
        "j",
        "2",
        "j",
        "j",
        "right",
        "right",
        "shift+right",
        "shift+right",
    )


async def test_the_coding_screen_at_80_by_24(tmp_path: Path) -> None:
    """The text takes all; suggestions are one line above the status."""
    await picture(tmp_path, "dark-80x24", (80, 24), "quoth-dark", "j", "1")


async def test_the_code_picker(tmp_path: Path) -> None:
    """The definition with include and exclude is there at the moment of choice."""
    await picture(tmp_path, "picker", (100, 30), "quoth-light", "j", "enter", "p", "a", "i")
