"""Draw `docs/screen.svg`: the coding screen over the sample project, as it is. Run it after the screen has changed."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from quoth.session import CodingSession, folder
from quoth.tui.app import QuothApp

TARGET = Path(__file__).parent / "screen.svg"


async def draw() -> str:
    """The screen of a coder in the middle of an interview, as SVG."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "sample"
        folder.unpack_sample(place)
        folder.set_up(place)
        session = CodingSession(place, "aigerim")
        app = QuothApp(session)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause(4)
            await pilot.press("[")
            for _ in range(14):
                await pilot.press("down")
            await pilot.pause(2)
            picture = app.export_screenshot(title="Quoth")
        session.close()
    picture = picture.replace("<text ", '<text xml:space="preserve" ')  # else viewers drop spaces at the ends of words
    return re.sub(r"@font-face\s*{.*?}\s*", "", picture, flags=re.DOTALL)  # no font is fetched from elsewhere


if __name__ == "__main__":
    TARGET.write_text(asyncio.run(draw()), encoding="utf-8")
