"""The application: themes, palette and the coding screen, wired together.

Owns nothing but the wiring. `run` is the way in; the session is passed in and outlives the application.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider

from quoth.i18n import _
from quoth.session import places
from quoth.tui.actions import ACTIONS, Action, display
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.themes import THEMES, mixed

if TYPE_CHECKING:
    from textual import events
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
            yield DiscoveryHit(_(action.title), partial(self.screen.run_action, action.run), help=_help(action))

    async def search(self, query: str) -> Hits:
        """The commands that fit what was typed."""
        matcher = self.matcher(query)
        for action in self._offered():
            title = _(action.title)
            if (score := matcher.match(title)) > 0:
                run = partial(self.screen.run_action, action.run)
                yield Hit(score, matcher.highlight(title), run, help=_help(action))


def _help(action: Action) -> str:
    return " · ".join(display(key) for key in action.keys) or _("no key")


class QuothApp(App[None]):
    """Quoth's coding screen over one session."""

    TITLE = "Quoth"
    CSS_PATH = "quoth.tcss"
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, session: CodingSession, greeting: str = "", loaded: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.tour = False
        """Whether the tour is shown at the start."""
        self.session = session
        self.greeting = greeting
        self.loaded = loaded
        for theme in THEMES:
            self.register_theme(theme)
        wanted = os.environ.get("TEXTUAL_THEME", "")
        if wanted not in self.available_themes:
            wanted = places.read(session.folder, session.coder).theme
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, and those mixed from them."""
        return mixed(super().get_css_variables())

    def on_key(self, event: events.Key) -> None:
        """Give a letter that was typed while a small screen opened to that screen, whose field would have taken it."""
        take = getattr(self.screen, "take_early", None) if self.screen_stack else None
        if take is not None and event.is_printable and event.character:
            event.prevent_default().stop()
            take(event.character)

    def on_ready(self) -> None:
        """Show the tour to who is here for the first time."""
        if self.tour:
            from quoth.tui.screens import TourScreen

            self.push_screen(TourScreen())

    def get_default_screen(self) -> Screen[None]:
        """The coding screen."""
        return CodingScreen(self.session, self.greeting, self.loaded)


def run(session: CodingSession, greeting: str = "", *, tour: bool = False) -> None:
    """Open the coding screen and return when it is left; `greeting` is the first line of status."""
    # What is loaded stays until the end: looking for garbage in it takes a tenth of the start, and makes keys wait.
    gc.disable()
    try:
        app = QuothApp(session, greeting, _leave_out_of_searches)
        app.tour = tour
        app.run()
    finally:
        gc.unfreeze()
        gc.enable()


def _leave_out_of_searches() -> None:
    gc.freeze()
    gc.enable()
