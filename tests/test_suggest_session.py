"""Suggestions over a project: what they learn from, what is kept, the queues, the file for a whole corpus."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth import codebook_file, store
from quoth.errors import QuothError
from quoth.exporters import suggested
from quoth.model.coding import Suggestion
from quoth.model.text import Span
from quoth.session import CodingSession, editing, keeping, queues, reporting, suggesting
from quoth.session.codebook import looked_at, synchronise
from quoth.session.filters import Filters
from quoth.store import kept, queries
from quoth.suggest import Suggester, calibrate, passages
from quoth.suggest.calibration import FIRST, fitted_at
from support import apply, make

CODEBOOK = """\
settings: {suggestions: on}
codes:
  - {id: paid, label: Paid coverage, definition: Money is asked for a story in a newspaper.}
  - {id: silence, label: Silence, definition: "Nobody writes, answers or comes."}
  - {id: language, label: Two languages}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    project = make(folder)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    synchronise(project, folder, "ann")
    apply(project, "ann", "They asked for money first", "paid")
    apply(project, "ben", "Nobody asks us twice", "silence", "boris")
    store.close(project)
    return folder


def source(folder: Path, coder: str = "ann", text: str = CODEBOOK) -> Suggester:
    book = codebook_file.read(text).codebook
    assert book is not None
    return suggesting.suggester(folder, book, coder, dense=False)


def test_a_coder_learns_from_their_own_codings_or_from_all(folder: Path) -> None:
    assert len(source(folder, "ann")) == len(source(folder, "ben")) == 1
    everybody = CODEBOOK.replace("suggestions: on", "suggestions: on, suggestions_from: all")
    assert len(source(folder, "ann", everybody)) == 2


def test_settings_are_read_and_their_mistakes_told() -> None:
    book = codebook_file.read("settings: {suggestions_above: 30%, suggestions_from: all}\ncodes: [a]\n").codebook
    assert book is not None
    assert (book.settings.suggestions_above, book.settings.suggestions_from) == (0.3, "all")
    again = codebook_file.read(codebook_file.render(book)).codebook
    assert again is not None
    assert again.settings == book.settings
    for wrong in ("1.5", "often", "130%"):
        reading = codebook_file.read(f"settings: {{suggestions_above: '{wrong}'}}\ncodes: [a]\n")
        assert any("between 0 and 1" in problem.message for problem in reading.problems)


def ranks(learner: Suggester) -> list[list[tuple[str, float]]]:
    asked = ("They want money", "nobody wrote a line", "two languages at school", "the roof")
    return [[(s.code, s.score) for s in learner.suggest(text, document="anna", turn=4)] for text in asked]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=5)
def test_whatever_is_done_suggestions_are_those_of_a_rebuild(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pick, folder = random.Random(seed), tmp_path_factory.mktemp("p")
    project = make(folder)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    store.close(project)
    session = CodingSession(folder, "ann")
    try:
        session.open("anna")
        live, known = source(folder), {q.id: q for q in suggesting.coded_quotes(session.project, "ann")}
        for _ in range(25):
            book, text = session.codebook, session.version
            if text is None:  # the import was taken back
                break
            try:
                _act(session, pick, folder)
            except QuothError:
                continue
            if session.codebook != book or session.version is not text:  # as the screen does
                live, known = suggesting.suggester(folder, session.codebook, "ann", dense=False), {}
            now = {q.id: q for q in suggesting.coded_quotes(session.project, "ann")}
            for quote in (q for id_, q in now.items() if known.get(id_) != q):
                live.learn(quote)
            for gone in known.keys() - now.keys():
                live.unlearn(gone)
            known = now
        anew = ranks(suggesting.suggester(folder, session.codebook, "ann", dense=False))
        for one, other in zip(ranks(live), anew, strict=True):
            assert [code for code, _ in one] == [code for code, _ in other]
            assert [score for _, score in one] == pytest.approx([score for _, score in other], abs=1e-5)
    finally:
        session.close()


def _act(session: CodingSession, pick: random.Random, folder: Path) -> None:
    assert session.version is not None
    codes = [code.id for code in session.codebook.applicable]
    act = pick.choice(["apply"] * 6 + ["remove", "undo", "redo", "merge", "split", "revise"])
    if act == "apply":
        start = pick.randrange(len(session.version.text) - 20)
        session.apply(
            Span(start, start + pick.randrange(5, 60)), pick.sample(codes, min(len(codes), pick.choice([1, 2])))
        )
    elif act == "remove" and session.codings:
        session.remove([pick.choice(session.codings).id])
    elif act == "undo":
        session.undo_now()
    elif act == "redo":
        session.redo()
    elif act == "merge" and len(codes) > 2:
        editing.merge_codes(session, codes[:1], codes[-1])
    elif act == "split" and len(codes) < 6:
        labels = [f"Half {pick.randrange(10**6)}", "Rest"]
        session.change_codebook("split", lambda text: codebook_file.split(text, codes[0], labels)[0])
    elif act == "revise":
        file = folder / "anna.txt"
        file.write_text(session.version.text.replace("money", pick.choice(["money", "cash", "much money"])), "utf-8")
        session.revise(session.plan_revision("anna", file))


def test_what_is_kept_changes_nothing_and_an_erasure_drops_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_WORTH", 1)
    first = ranks(source(folder))
    project = store.opened(folder, "ann")
    try:
        assert kept.state(project, "ridge:ann:words")
        assert ranks(source(folder)) == first
        apply(project, "ann", "they only laughed", "silence")
        with_kept = ranks(source(folder))
        with store.database.transaction(project.connection):
            kept.drop(project.connection)
        for one, other in zip(with_kept, ranks(source(folder)), strict=True):
            assert [code for code, _ in one] == [code for code, _ in other]
            assert [score for _, score in one] == pytest.approx([score for _, score in other], abs=1e-6)
        boris = next(d for d in queries.documents(project) if d.name == "boris")
        store.erase_document(project, "ann", boris.id, "asked for")
        assert not kept.state(project, "ridge:ann:words")
        assert not project.connection.execute("SELECT 1 FROM kept_text").fetchone()
    finally:
        store.close(project)


def test_queues_name_turns_slips_and_alike_quotes(folder: Path) -> None:
    project = store.opened(folder, "ann")
    try:
        apply(project, "ann", "Nobody wrote a line about the school roof", "paid")
        learner = source(folder)
        likely = queues.likely(project, learner, "ann", "paid", ["anna", "boris"])
        assert [one.chance for one in likely] == sorted((one.chance for one in likely), reverse=True)
        assert likely[0].document == "boris"
        assert all("asked for money" not in one.text for one in likely), "what carries the code is not looked for"
        disputed = queues.disputed(project, learner, "ann", ["anna", "boris"])
        misses = [(one.kind, one.code) for one in disputed if one.text.startswith("Nobody wrote")]
        assert ("miss", "silence") in misses
        apply(project, "ann", "Nobody asks us twice", "silence", "boris")
        alike = queues.contrast(project, source(folder), "ann", "silence", 5)
        assert alike[0].given == ("paid",)
    finally:
        store.close(project)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_whole_corpus_becomes_a_file_and_no_coding(folder: Path, tmp_path: Path, ending: str) -> None:
    project = store.opened(folder, "ann")
    try:
        book = codebook_file.read(CODEBOOK).codebook
        assert book is not None
        before = len(queries.codings(project))
        rows = suggesting.rows(project, source(folder), book, ["anna", "boris"], 2)
        written = suggested.write(rows, tmp_path / f"s.{ending}")
        assert written > 2
        assert len(queries.codings(project)) == before
        lines = (tmp_path / f"s.{ending}").read_text("utf-8-sig").splitlines()
        assert len(lines) == written + (ending == "csv")
        if ending == "jsonl":
            assert tuple(json.loads(lines[0])) == suggested.COLUMNS
    finally:
        store.close(project)


def test_probabilities_come_with_a_hundred_decisions_and_are_right_about_as_often_as_they_say() -> None:
    from test_suggest_learning import CODEBOOK as BOOK
    from test_suggest_own import placed

    assert [fitted_at(n) for n in (0, 99, 100, 119, 120, 143, 144)] == [0, 0, 100, 100, 120, 120, 144]
    pick = random.Random(8)
    quotes = [placed(number, pick) for number in range(400)]
    seen, unseen = quotes[:250], quotes[250:]
    learner = Suggester(BOOK, quotes=seen)
    assert calibrate(learner, passages(seen)[: FIRST - 1]) is None
    learner.calibration = calibrate(learner, passages(seen))
    assert learner.calibration == calibrate(learner, passages(seen))
    pairs = [(s.probability, s.code == q.code) for q in unseen for s in learner.suggest(q.text)]
    told = [chance for chance, _ in pairs if chance is not None]
    assert abs(sum(told) / len(told) - sum(right for _, right in pairs) / len(pairs)) < 0.06
    assert all(s.probability and s.probability >= 0.5 for q in unseen for s in learner.suggest(q.text, least=0.5))


def test_a_code_that_is_typed_although_it_was_offered_keeps_the_rank(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = CodingSession(folder, "ann")
    document = session.documents[0].document.name
    session.open(document)
    version = session.version
    assert version is not None
    spans = [Span(turn.speech, turn.end) for turn in version.turns if turn.is_speech][:3]
    session.apply(spans[0], ["language"])
    session.saw("suggestions")
    offered = [Suggestion("silence", 0.7, 1), Suggestion("language", 0.4, 2)]
    session.apply(spans[1], ["language"], offered=offered)
    session.apply(spans[2], ["silence"], suggestion=offered[0], offered=offered)
    found = {(one.code, one.start): (str(one.origin), one.rank) for one in session.codings}
    assert found["language", spans[0].start] == ("typed", None)
    assert found["language", spans[1].start] == ("typed", 2)
    assert found["silence", spans[2].start] == ("suggestion", 1)
    reading = looked_at(session.project, folder)
    late = [replace(one, at="9999") for one in queries.exposures(session.project)]
    monkeypatch.setattr(queries, "exposures", lambda _: late)
    report = reporting.make(session.project, reading, "suggestions", Filters(coders=("ann",)), reporting.Choices())
    ranks, _, _, coders, calibration, errors = report.tables
    assert ranks.rows == ((1, 1, 0, 100.0),)
    # what was coded before suggestions were seen counts as made without them, unless it was offered
    assert coders.rows == (("ann", 4, 2, 1, 50.0, 1, 50.0, 100.0, 25.0),)
    # these were offered by rank only
    assert calibration.rows == errors.rows == ()
    assert calibration.notes
    session.close()
