"""With which probabilities suggestions were offered: kept with what was decided, and told beside what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth import store
from quoth.analysis.calibrated import bands, brier, calibration_error, judged
from quoth.model.coding import Decision, Suggestion
from quoth.model.text import Span
from quoth.session import CodingSession, reporting
from quoth.session.codebook import looked_at, synchronise
from quoth.session.filters import Filters
from quoth.store import queries
from quoth.store.verifying import verify
from support import make
from test_suggest_session import CODEBOOK

OFFERED = [Suggestion("silence", 0.7, 1, probability=0.81), Suggestion("language", 0.4, 2, probability=0.25)]
PAIRS = (("silence", 0.81), ("language", 0.25))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[CodingSession]:
    project = make(tmp_path / "p")
    (tmp_path / "p" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    synchronise(project, tmp_path / "p", "ann")
    store.close(project)
    made = CodingSession(tmp_path / "p", "ann")
    made.open(made.documents[0].document.name)
    yield made
    made.close()


def spans(session: CodingSession) -> list[Span]:
    assert session.version is not None
    return [Span(turn.speech, turn.end) for turn in session.version.turns if turn.is_speech]


def decisions(session: CodingSession) -> dict[str, Decision]:
    return {f"{one.code} {one.verdict}": one for one in queries.decisions(session.project)}


def test_what_was_offered_is_kept_with_what_was_decided(session: CodingSession) -> None:
    first, second, third = spans(session)[:3]
    session.apply(first, ["silence"], suggestion=OFFERED[0], offered=OFFERED)
    session.apply(second, ["paid"], offered=OFFERED)
    session.reject(third, OFFERED[1])
    found = decisions(session)
    assert found.keys() == {"silence accept", "paid other", "language reject"}
    assert (found["silence accept"].probability, found["silence accept"].offered) == (0.81, PAIRS)
    other = found["paid other"]
    assert (other.probability, other.offered, other.rank) == (None, PAIRS, 0)
    assert (found["language reject"].probability, found["language reject"].offered) == (0.25, ())
    assert not list(verify(session.project))
    session.undo()
    session.undo()
    assert decisions(session).keys() == {"silence accept"}
    session.redo()
    assert decisions(session)["paid other"].offered == PAIRS


def test_ranks_without_probabilities_leave_nothing_to_calibrate(session: CodingSession) -> None:
    ranked = [Suggestion("silence", 0.7, 1)]
    first, second = spans(session)[:2]
    session.apply(first, ["silence"], suggestion=ranked[0], offered=ranked)
    session.apply(second, ["paid"], offered=ranked)
    found = decisions(session)
    assert found.keys() == {"silence accept"}
    assert (found["silence accept"].probability, found["silence accept"].offered) == (None, ())


def test_the_report_sets_what_was_expected_beside_what_came(session: CodingSession) -> None:
    first, second, third = spans(session)[:3]
    session.apply(first, ["silence"], suggestion=OFFERED[0], offered=OFFERED)
    session.apply(first, ["language"], offered=OFFERED)  # the same passage once more: it is one showing
    session.apply(second, ["paid"], offered=OFFERED)
    session.reject(third, OFFERED[1])
    reading = looked_at(session.project, session.folder)
    report = reporting.make(session.project, reading, "suggestions", Filters(), reporting.Choices())
    tables = {table.key: table for table in report.tables}
    low, high = tables["calibration"].rows
    assert (low[:3], high[:3]) == (("20–30 %", 3, 1), ("80–90 %", 2, 1))
    assert (*low[3:], *high[3:]) == pytest.approx((25.0, 100 / 3, 81.0, 50.0))
    ((name, shown, taken, error, score),) = tables["errors"].rows
    assert (name, shown, taken) == ("ann", 5, 2)
    assert error == pytest.approx((3 * abs(0.25 - 1 / 3) + 2 * abs(0.81 - 0.5)) / 5)
    assert score == pytest.approx((0.19**2 + 0.81**2 + 0.75**2 + 2 * 0.25**2) / 5)


def test_a_code_counts_with_the_probability_with_which_it_was_first_shown() -> None:
    def decision(number: int, code: str, verdict: str, chance: float | None, *offered: tuple[str, float]) -> Decision:
        return Decision(str(number), "ann", "d", 0, 9, code, verdict, 1, 0.5, str(number), chance, offered)

    found = judged([decision(1, "a", "reject", 0.2), decision(2, "b", "accept", 0.6, ("b", 0.6), ("a", 0.9))])
    assert found == [("ann", 0.2, False), ("ann", 0.6, True)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_bands_hold_everything_once_and_errors_stay_in_bounds(pairs: list[tuple[float, bool]]) -> None:
    found = bands(pairs)
    assert sum(band.shown for band in found) == len(pairs)
    assert sum(band.given for band in found) == sum(given for _, given in pairs)
    assert all(band.low - 1e-9 <= band.expected <= band.high + 1e-9 for band in found)
    error, score = calibration_error(pairs), brier(pairs)
    assert error is not None
    assert score is not None
    assert 0 <= error <= 1 + 1e-9
    assert 0 <= score <= 1 + 1e-9
    # the error counts bands, so it is never more than the mean distance of each
    assert error <= sum(abs(chance - right) for chance, right in pairs) / len(pairs) + 1e-9


def test_without_probabilities_nothing_is_estimated() -> None:
    assert bands([]) == []
    assert calibration_error([]) is None
    assert brier([]) is None
