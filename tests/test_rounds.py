"""A round from opening to settling: sampled, blind, frozen units, closed, decided, and how far everything is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from quoth import store
from quoth.cli import run
from quoth.errors import CodingError, UsageError
from quoth.model.coding import CONSENSUS
from quoth.model.text import Document, Span
from quoth.session import CodingSession, assigning, comparing, differing, results, rounds, settling
from quoth.session.codebook import synchronise
from quoth.store import queries
from support import apply, make, place, version

CODEBOOK = "codes: [{id: paid, label: Paid}, {id: silence, label: Silence}, {id: language, label: Language}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    project = make(folder)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    synchronise(project, folder, "ann")
    store.close(project)
    return folder


def test_a_sample_is_drawn_in_proportion_and_again_the_same() -> None:
    documents = [Document(f"id{n}", f"d{n}", "v", {"country": "KG" if n < 8 else "UZ"}) for n in range(12)]
    drawn, strata = rounds.sample(documents, 6, "country", 3)
    assert strata == {"KG": (4, 8), "UZ": (2, 4)}
    assert drawn == rounds.sample(documents[::-1], 6, "country", 3)[0][::-1]
    assert drawn != rounds.sample(documents, 6, "country", 4)[0]
    with pytest.raises(UsageError):
        rounds.sample(documents, 13, "", 0)
    with pytest.raises(UsageError):
        rounds.sample(documents, 2, "mood", 0)


def opened(folder: Path, names: Sequence[str] = ("anna",), **more: str) -> None:
    session = CodingSession(folder, "ann")
    rounds.open_round(session, rounds.plan(session, "pilot", names, ["ann", "ben"], **more))  # type: ignore[arg-type]
    session.close()


def done(folder: Path, coder: str) -> None:
    session = CodingSession(folder, coder)
    session.open("anna")
    session.mark_done()
    session.close()


def test_a_round_is_closed_when_all_are_done(folder: Path) -> None:
    opened(folder)
    done(folder, "ann")
    session = CodingSession(folder, "ann")
    assert session.suggestions_on == "on"
    session.open("anna")
    assert session.suggestions_on == "off"
    with pytest.raises(UsageError, match="already"):
        rounds.plan(session, "pilot", ["boris"], ["ann", "ben"])
    with pytest.raises(UsageError, match="open round"):
        rounds.plan(session, "second", ["anna"], ["ann", "ben"])
    with pytest.raises(CodingError, match="ben not with anna"):
        rounds.close_round(session, "pilot")
    rounds.close_round(session, "pilot", ["ben"], dry_run=True)
    session.close()
    done(folder, "ben")
    session = CodingSession(folder, "ann")
    rounds.close_round(session, "pilot")
    [standing] = rounds.status(session.project, session.codebook_hash)
    assert standing.round.closed
    assert standing.waiting() == {}
    session.undo_now()
    assert not rounds.status(session.project, session.codebook_hash)[0].round.closed
    session.close()


def test_with_frozen_units_the_others_only_label(folder: Path) -> None:
    opened(folder, frozen_units="ann")
    session = CodingSession(folder, "ann")
    session.open("anna")
    assert session.version is not None
    unit = place(session.version, "They asked for money first")
    session.apply(unit, ["paid"])
    session.close()
    session = CodingSession(folder, "ben")
    session.open("anna")
    assert session.version is not None
    session.apply(place(session.version, "asked for"), ["silence"])
    [made] = session.codings
    assert (made.span, made.code) == (unit, "silence")
    with pytest.raises(CodingError, match="marks the passages"):
        session.apply(place(session.version, "And the radio"), ["silence"])
    session.close()


def coded_apart(folder: Path) -> differing.Differing:
    project = store.opened(folder)
    for coder in ("ann", "ben"):
        apply(project, coder, "They asked for money first", "paid")
    apply(project, "ann", "Nobody wrote a line about the school roof", "silence")
    apply(project, "ben", "Nobody wrote a line", "silence")
    store.close(project)
    for coder in ("ann", "ben"):
        done(folder, coder)
    return found(folder)


def found(folder: Path) -> differing.Differing:
    project = store.opened(folder, "ann")
    try:
        reading = synchronise(project, folder, "ann")
        return differing.find(project, reading, comparing.named_coders(project, "ann,ben"), "turn")
    finally:
        store.close(project)


def test_settling_writes_the_consensus_and_leaves_the_coders_alone(folder: Path) -> None:
    places = coded_apart(folder)
    [difference] = places.places
    session = CodingSession(folder, "lead")
    project = session.project
    before = [c for c in queries.codings(project)]
    assert results.choose_layer(project).unsettled == ("anna",)
    settling.settle(session, places, difference.id, "ben", who=["ann", "ben"], reason="the shorter is enough")
    assert results.choose_layer(project).unsettled == ("anna",)
    settling.settle_unanimous(session, places, who=["ann", "ben"])
    assert results.choose_layer(project).unsettled == ()
    made = queries.codings(project, coder=CONSENSUS)
    assert sorted((c.code, c.quote) for c in made) == [
        ("paid", "They asked for money first"),
        ("silence", "Nobody wrote a line"),
    ]
    assert [c for c in queries.codings(project) if c.coder != CONSENSUS] == before
    assert settling.moves(project) == [("ann", "ben", 1)]
    [kept] = queries.settlements(project)
    assert (kept.reason, kept.who, kept.choice) == ("the shorter is enough", ("ann", "ben"), "ben")
    how = settling.progress(project, places)
    assert (how.settled, how.of, how.unanimous, how.documents) == (1, 1, 0, ("anna",))
    with pytest.raises(CodingError, match="settled already"):
        settling.settle(session, places, difference.id, "ann", who=[])
    assert list(store.verify(project)) == []
    assert [one.state for one in assigning.coverage(project)] == ["settled", "not yet"]
    session.close()


@pytest.mark.parametrize(("choice", "quotes"), [("both", 2), ("neither", 0), ("ann", 1)])
def test_each_way_to_decide(folder: Path, choice: str, quotes: int) -> None:
    places = coded_apart(folder)
    session = CodingSession(folder, "lead")
    settling.settle(session, places, places.places[0].id, choice, who=["ann"], dry_run=True)
    assert queries.codings(session.project, coder=CONSENSUS) == []
    settling.settle(session, places, places.places[0].id, choice, who=["ann"])
    assert len(queries.codings(session.project, coder=CONSENSUS)) == quotes
    session.undo_now()
    assert len(settling.unsettled(session.project, places)) == 1
    assert queries.codings(session.project, coder=CONSENSUS) == []
    session.close()


def test_another_code_on_another_passage(folder: Path) -> None:
    places = coded_apart(folder)
    session = CodingSession(folder, "lead")
    span = place(version(session.project), "a line about")
    settling.settle(
        session, places, places.places[0].id, "", who=[], span=Span(span.start, span.end), codes=["language"]
    )
    [made] = queries.codings(session.project, coder=CONSENSUS)
    assert (made.code, made.quote) == ("language", "a line about")
    assert settling.moves(session.project) == [("ann", "another answer", 1), ("ben", "another answer", 1)]
    session.close()


def test_assignments_say_who_codes_what_next(folder: Path) -> None:
    session = CodingSession(folder, "ann")
    assigning.assign(session, ["boris"], ["ben"])
    assert [one.assigned for one in assigning.coverage(session.project)] == [(), ("ben",)]
    assigning.assign(session, ["boris"], ["ben"], on=False)
    assert [one.assigned for one in assigning.coverage(session.project)] == [(), ()]
    with pytest.raises(CodingError, match="nearest is boris"):
        assigning.assign(session, ["bori"], ["ben"])
    session.close()


def test_agreement_in_a_round_is_counted_on_the_units_it_froze(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = CodingSession(folder, "ann")
    session.open("anna")
    assert session.version is not None
    session.apply(place(session.version, "And the radio"), ["language"])  # before the round: none of its units
    session.close()
    opened(folder, frozen_units="ann")
    marks = {"They asked for money first": "paid", "Nobody wrote a line": "silence", "the school roof": "paid"}
    labels = {"asked for": "paid", "a line": "paid"}
    for coder, own in (("ann", marks), ("ben", labels)):
        session = CodingSession(folder, coder)
        session.open("anna")
        assert session.version is not None
        for quote, code in own.items():
            session.apply(place(session.version, quote), [code])
        session.mark_done()
        session.close()
    session = CodingSession(folder, "ann")
    rounds.close_round(session, "pilot")
    session.close()

    def counted(*words: str) -> dict[str, Any]:
        assert run(["-C", str(folder), "agreement", "--round", "pilot", "--json", *words]) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    found = counted()
    assert (found["settings"]["unit"], found["settings"]["units"]) == ("passage", 3)
    paid = next(row for row in found["codes"] if row["code"] == "paid")
    assert paid["table"] == {"both": 1, "only": {"ann": 1, "ben": 1}, "neither": 0}
    assert counted("--unit", "turn")["settings"]["unit"] == "turn"
    assert run(["-C", str(folder), "agreement", "--round", "pilot", "--report", "methods"]) == 0
    assert "Campbell" in capsys.readouterr().out
    assert run(["-C", str(folder), "agreement", "--coders", "ann,ben", "--unit", "passage"]) == 2
    assert "frozen units" in capsys.readouterr().err


def test_agreement_in_a_round_takes_its_unit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened(folder, unit="sentence")
    for coder in ("ann", "ben"):
        done(folder, coder)
    session = CodingSession(folder, "ann")
    rounds.close_round(session, "pilot")
    session.close()
    assert run(["-C", str(folder), "agreement", "--round", "pilot", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["unit"] == "sentence"
