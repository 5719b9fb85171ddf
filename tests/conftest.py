"""What all tests share: English, Hypothesis without a clock, empty projects that are closed afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from quoth import store

os.environ["QUOTH_LANGUAGE"] = "en"  # whatever the machine speaks, what tests start included
settings.register_profile(
    "quoth", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("quoth")


@pytest.fixture(autouse=True)
def _tries_what_it_claims(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test marked with `action(id, ...)` must really run these actions of the screen's registry."""
    claimed = {name for mark in request.node.iter_markers("action") for name in mark.args}
    if not claimed:
        yield
        return
    from textual.app import App

    from quoth.tui.actions import ACTIONS

    ran: set[str] = set()
    original = App.run_action

    async def noted(self: App[None], action: Any, *rest: Any, **named: Any) -> bool:
        ran.add(str(action).removeprefix("app."))
        return await original(self, action, *rest, **named)

    monkeypatch.setattr(App, "run_action", noted)
    yield
    idle = claimed - {one.id for one in ACTIONS if one.run.removeprefix("app.") in ran}
    assert not idle, f"marked as trying {', '.join(sorted(idle))}, but never ran it"


@pytest.fixture
def empty_project(tmp_path: Path) -> Iterator[store.Project]:
    """A project without documents."""
    project = store.create(tmp_path)
    yield project
    project.connection.close()
