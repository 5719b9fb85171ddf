"""Whose codings are seen: one's own, others' by a switch that the history keeps, nobody else's in an open round."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth.model.text import Span
from quoth.session import CodingSession
from quoth.store import queries
from quoth.store.project import record
from test_tui_stress import _brisk, desk, made

__all__ = ["_brisk"]

TEXT = "Interviewer: And?\n\nBek: They paid us.\n\nBek: We paid them.\n"


def project(tmp_path: Path) -> Path:
    root = made(tmp_path / "p", {"one": TEXT})
    other = CodingSession(root, "bek")
    other.open("one")
    start = TEXT.index("They")
    other.apply(Span(start, start + 13), ["silence"])
    other.close()
    return root


@pytest.mark.action("others")
async def test_others_codings_are_shown_by_a_switch_that_the_history_keeps(tmp_path: Path) -> None:
    async with desk(project(tmp_path)) as d:
        await d.press("home", "j")
        assert "┊" not in d.seen
        await d.press("V")
        await d.until("1 coding of others is shown.")
        assert "┊" in d.seen
        assert "Silence · bek" in d.seen
        assert "ann + others" in " ".join(d.seen.splitlines()[0].split())
        assert d.screen.codings_here() == []
        seen = {(one.coder, one.kind) for one in queries.exposures(d.session.project)}
        assert ("ann", "others") in seen
        assert [row.action for row in queries.history(d.session.project)].count("show") == 1
        await d.press("x")
        assert "no coding here" in d.status
        await d.press("V")
        await d.until("Only your own")
        assert "┊" not in d.seen


@pytest.mark.action("others")
async def test_in_an_open_round_nobody_sees_others_codings(tmp_path: Path) -> None:
    root = project(tmp_path)
    lead = CodingSession(root, "lead")
    lead.open("one")
    assert lead.document is not None
    spec = {"documents": [lead.document.id], "coders": ["ann", "bek"]}
    record(lead.project, "lead", "round", {"name": "pilot", "spec": spec})
    lead.close()
    async with desk(root) as d:
        assert "blind round" in d.seen
        await d.press("home", "j", "V")
        assert "open round" in d.status
        assert "┊" not in d.seen
        assert not d.session.others_shown
