"""The application: themes, palette and the coding screen, wired together.

Owns nothing but the wiring. `run` is the way in; the session is passed in and outlives the application.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider

from quoth.tui.actions import ACTIONS, Action, display
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.themes import THEMES, mixed

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.screen import Screen

    from quoth.session import CodingSession

__all__ = ["QuothApp", "run"]


class Commands(Provider):
    """The palette, fed from the registry of actions."""

    def _offered(self) -> list[Action]:
        return [action for action in ACTIONS if action.palette] if isinstance(self.screen, CodingScreen) else []

    async def discover(self) -> Hits:
        """All commands."""
        for action in self._offered():
            yield DiscoveryHit(action.title, partial(self.screen.run_action, action.run), help=_help(action))

    async def search(self, query: str) -> Hits:
        """The commands that fit what was typed."""
        matcher = self.matcher(query)
        for action in self._offered():
            if (score := matcher.match(action.title)) > 0:
                run = partial(self.screen.run_action, action.run)
                yield Hit(score, matcher.highlight(action.title), run, help=_help(action))


def _help(action: Action) -> str:
    return " · ".join(display(key) for key in action.keys) or "no key"


class QuothApp(App[None]):
    """Quoth's coding screen over one session."""

    TITLE = "Quoth"
    CSS_PATH = "quoth.tcss"
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, session: CodingSession, greeting: str = "") -> None:
        super().__init__()
        self.session = session
        self.greeting = greeting
        for theme in THEMES:
            self.register_theme(theme)
        wanted = os.environ.get("TEXTUAL_THEME", "")
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, and those mixed from them."""
        return mixed(super().get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """The coding screen."""
        return CodingScreen(self.session, self.greeting)


def run(session: CodingSession, greeting: str = "") -> None:
    """Open the coding screen and return when it is left; `greeting` is the first line of status."""
    QuothApp(session, greeting).run()
