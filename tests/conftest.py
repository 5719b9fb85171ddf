"""What all tests share: Hypothesis without a clock, empty projects that are closed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from quoth import store

settings.register_profile(
    "quoth", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("quoth")


@pytest.fixture
def empty_project(tmp_path: Path) -> Iterator[store.Project]:
    """A project without documents."""
    project = store.create(tmp_path)
    yield project
    project.connection.close()
