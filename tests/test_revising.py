"""A corrected transcript: codings carried over, done marks, undo, erasure, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quoth import readers, store
from quoth.cli import run
from quoth.cli.revising import offer
from quoth.errors import CodingError, ReaderError, UndoError
from quoth.model.coding import Verdict
from quoth.model.text import Span
from quoth.session import CodingSession, folder, importing, revising, withdrawing
from quoth.session.checking import check
from quoth.session.codebook import synchronise
from quoth.session.declined import decline
from quoth.session.results import Filters, choose_layer, quotations
from quoth.session.revising import Correction
from quoth.store import queries
from support import assert_sound

OLD = """Interviewer: Did the paper come?

Aizada: They came in March. «Pay first», they said, and we payd at onse. Nobody else wrote about the school roof.

Interviewer: And the radio?

Aizada: Never. They do not speak our language there. We wrote to them twice about the money.
"""
NEW = """Interviewer: May I record this?

Aizada: We wrote to them twice about the money.

Interviewer: Did the paper come?

Aizada: They came in March. «Pay first», they said, and we paid at once.

Interviewer: And the radio?

Aizada: Never. They do not speak our language there.
"""
KEPT = "They do not speak our language there."
MOVED = "We wrote to them twice about the money."
CHANGED = "«Pay first», they said, and we payd at onse."
LOST = "Nobody else wrote about the school roof."
CODEBOOK = "codes:\n  - {id: paid, label: Paid coverage}\n  - {id: silence, label: Silence}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    (made / "transcripts").mkdir(parents=True)
    (made / "transcripts" / "one.txt").write_text(OLD, encoding="utf-8")
    (made / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    folder.set_up(made)
    (made / "transcripts" / "one.txt").write_text(NEW, encoding="utf-8")
    return made


@pytest.fixture
def ann(project: Path) -> Iterator[CodingSession]:
    made = CodingSession(project, "ann")
    made.open("one")
    yield made
    made.close()


def apply(session: CodingSession, *passages: str, code: str = "paid", memo: str = "") -> list[str]:
    assert session.version is not None
    ids: list[str] = []
    for words in passages:
        start = session.version.text.index(words)
        ids += session.apply(Span(start, start + len(words)), [code], memo=memo).codings
    return ids


def revised(session: CodingSession, text: str = NEW) -> revising.Revision:
    file = session.folder / "transcripts" / "one.txt"
    file.write_text(text, encoding="utf-8")
    revision = session.plan_revision("one", file)
    session.revise(revision)
    return revision


def verdicts(session: CodingSession) -> dict[str, Verdict]:
    return {outcome.before: outcome.verdict for _, outcome in session.needs_look()}


def test_every_coding_gets_its_outcome_and_the_project_stays_sound(ann: CodingSession) -> None:
    apply(ann, KEPT, MOVED, CHANGED, LOST, memo="why")
    revision = revised(ann)
    assert [revision.count(verdict) for verdict in Verdict] == [1, 1, 1, 1]
    assert verdicts(ann) == {MOVED: Verdict.MOVED, CHANGED: Verdict.CHANGED, LOST: Verdict.LOST}
    assert ann.version is not None
    assert ann.version.text == NEW
    assert [c.quote for c in ann.codings] == [MOVED, "«Pay first», they said, and we paid at once.", KEPT]
    for coding in ann.codings:
        assert NEW[coding.start : coding.end] == coding.quote
        assert NEW[: coding.start].endswith(coding.prefix)
        assert NEW[coding.end :].startswith(coding.suffix)
        assert ann.memos("coding", coding.id)[-1].text == "why"
    assert_sound(ann.project)


def test_planning_writes_nothing(ann: CodingSession) -> None:
    apply(ann, KEPT, LOST)
    before = queries.rows(ann.project)
    assert ann.plan_revision("one", ann.folder / "transcripts" / "one.txt").changes
    assert queries.rows(ann.project) == before


def test_the_same_text_changes_nothing(ann: CodingSession) -> None:
    apply(ann, KEPT)
    before = queries.rows(ann.project)
    assert not revised(ann, OLD).changes
    assert queries.rows(ann.project) == before


def test_it_is_taken_back_and_done_again_in_one_act(ann: CodingSession) -> None:
    apply(ann, KEPT, MOVED, CHANGED, LOST)
    before = ann.codings
    revised(ann)
    after = ann.codings
    ann.undo()
    assert (ann.codings, verdicts(ann)) == (before, {})
    assert ann.version is not None
    assert ann.version.text == OLD
    assert_sound(ann.project)
    ann.redo()
    assert ann.codings == after
    assert len(verdicts(ann)) == 3
    assert_sound(ann.project)


def test_it_is_not_taken_back_under_codings_that_stand_on_it(ann: CodingSession) -> None:
    apply(ann, KEPT)
    row = store.next_undo(ann.project, "ann")
    revised(ann)
    row = store.next_undo(ann.project, "ann")
    assert row is not None
    apply(ann, "May I record this?")
    with pytest.raises(UndoError, match="ann: apply"):
        store.take_back(ann.project, "ann", row)


def test_it_is_not_taken_back_under_a_later_correction(ann: CodingSession) -> None:
    apply(ann, KEPT)
    revised(ann)
    row = store.next_undo(ann.project, "ann")
    assert row is not None
    revised(ann, NEW.replace("radio", "television"))
    with pytest.raises(UndoError, match="ann: revise"):
        store.take_back(ann.project, "ann", row)
    assert_sound(ann.project)


def test_all_coders_are_carried_over_and_only_those_touched_are_in_work_again(ann: CodingSession) -> None:
    apply(ann, KEPT, LOST)
    ann.mark_done()
    bek = CodingSession(ann.folder, "bek")
    bek.open("one")
    apply(bek, KEPT)
    bek.mark_done()
    ann.reload()
    revision = revised(ann)
    bek.reload()
    assert revision.reopened == ("ann",)
    assert [s.done for s in ann.documents] == [False]
    assert [s.done for s in bek.documents] == [True]
    assert [c.quote for c in bek.codings] == [KEPT]
    assert bek.needs_look() == ()
    assert_sound(ann.project)
    ann.undo()
    assert [s.done for s in ann.documents] == [True]
    assert_sound(ann.project)
    bek.close()


def test_looking_clears_the_list_and_can_be_taken_back(ann: CodingSession) -> None:
    apply(ann, MOVED, CHANGED, LOST)
    revised(ann)
    moved = next(coding.id for coding, outcome in ann.needs_look() if outcome.verdict is Verdict.MOVED)
    assert ann.looked([moved]).codings == (moved,)
    assert MOVED not in verdicts(ann)
    with pytest.raises(CodingError, match="does not wait"):
        ann.looked([moved])
    ann.looked()
    assert ann.needs_look() == ()
    ann.undo()
    assert len(ann.needs_look()) == 2
    assert_sound(ann.project)


def test_a_lost_coding_is_not_counted_here_but_listed_and_exported_with_its_own_turn(ann: CodingSession) -> None:
    apply(ann, LOST, KEPT)
    revised(ann)
    assert [s.codings for s in ann.documents] == [1]
    reading = synchronise(ann.project, ann.folder, "")
    found = list(quotations(ann.project, reading, Filters(), choose_layer(ann.project, "all")))
    assert [(q.coding.quote, q.turn, q.earlier_text) for q in found] == [(LOST, 2, True), (KEPT, 6, False)]
    remarks = " ".join(check(ann.project, reading).remarks)
    assert "1 of ann's codings wait for a look" in remarks
    assert "1 of ann's codings stand on words that only an earlier text has" in remarks
    lost = next(coding for coding, _ in ann.needs_look())
    ann.remove([lost.id])
    assert [s.codings for s in ann.documents] == [1]
    assert ann.needs_look() == ()
    assert_sound(ann.project)


def test_a_lost_coding_is_found_again_when_its_words_come_back(ann: CodingSession) -> None:
    apply(ann, LOST)
    revised(ann)
    assert not ann.codings
    revised(ann, NEW.replace("at once.", f"at once. {LOST}"))
    assert [c.quote for c in ann.codings] == [LOST]
    assert ann.needs_look() == ()
    assert_sound(ann.project)


def test_the_first_text_can_come_back(ann: CodingSession) -> None:
    apply(ann, KEPT, MOVED, CHANGED, LOST)
    before = ann.codings
    revised(ann)
    revised(ann, OLD)
    assert ann.codings == before
    assert [v.number for v in queries.versions_of(ann.project, ann.codings[0].document)] == [1, 2]
    assert_sound(ann.project)


def test_old_texts_stay_readable(ann: CodingSession) -> None:
    revised(ann)
    assert ann.document is not None
    first, second = queries.versions_of(ann.project, ann.document.id)
    assert (queries.version(ann.project, first.id).text, queries.version(ann.project, second.id).text) == (OLD, NEW)
    assert (first.number, second.number, second.path) == (1, 2, "transcripts/one.txt")


def test_codings_that_become_alike_count_once(ann: CodingSession) -> None:
    apply(ann, "payd at onse", "we payd at onse")
    revised(ann, OLD.replace("and we payd at onse", "payd at onse"))
    assert_sound(ann.project)


def test_a_twin_is_carried_over_too(ann: CodingSession) -> None:
    from quoth.store import writing

    [name] = apply(ann, KEPT)
    coding = ann.codings[0]
    writing.add_codings(ann.project, "ann", [coding])
    revised(ann)
    ann.remove([name])
    assert queries.codings(ann.project) == []
    assert_sound(ann.project)


def test_erasing_a_passage_takes_it_out_of_every_text_even_where_it_was_corrected(ann: CodingSession) -> None:
    apply(ann, CHANGED, LOST, KEPT)
    revised(ann)
    words = "«Pay first», they said, and we paid at once."
    start = NEW.index(words)
    target = withdrawing.find(ann.project, f"one:{start}-{start + len(words)}")
    withdrawing.erase(ann.project, "ann", target, "withdrawn")
    assert_sound(ann.project)
    ann.project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = ann.project.path.read_bytes()
    for traces in ("we paid at once", "we payd at onse", "Pay first"):
        assert traces.encode() not in held


def test_an_erasure_that_was_broken_off_is_finished_by_giving_it_again(
    ann: CodingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(ann, CHANGED)
    revised(ann)
    words = "«Pay first», they said, and we paid at once."
    place = f"one:{NEW.index(words)}-{NEW.index(words) + len(words)}"
    erase_span, calls = store.erase_span, []

    def once(*given: Any) -> store.Erased:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return erase_span(*given)

    monkeypatch.setattr(store, "erase_span", once)
    with pytest.raises(KeyboardInterrupt):
        withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, place), "withdrawn")
    withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, place), "withdrawn")
    assert_sound(ann.project)
    ann.project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = ann.project.path.read_bytes()
    for traces in ("we paid at once", "we payd at onse", "Pay first"):
        assert traces.encode() not in held


def test_erasing_a_passage_keeps_a_correction_that_was_taken_back_and_never_held_it(ann: CodingSession) -> None:
    apply(ann, KEPT)
    revised(ann, OLD.replace(LOST, ""))
    ann.undo()
    revised(ann)
    text = OLD.replace("money", "cash")
    revised(ann, text)
    for words in (LOST, KEPT):
        place = f"one:{text.index(words)}-{text.index(words) + len(words)}"
        withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, place), "gone")
    assert_sound(ann.project)
    ann.project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = ann.project.path.read_bytes()
    assert LOST.encode() not in held
    assert KEPT.encode() not in held


def test_erasing_a_document_takes_its_corrections_along(ann: CodingSession) -> None:
    apply(ann, CHANGED, LOST, KEPT)
    revised(ann)
    ann.looked()
    withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, "one"), "withdrawn")
    assert_sound(ann.project)
    ann.project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = ann.project.path.read_bytes()
    assert b"we paid at once" not in held
    assert b"school roof" not in held


@pytest.mark.parametrize("text", [OLD, OLD.replace("March", "April")])
def test_codings_that_are_found_again_are_remarked_on(ann: CodingSession, text: str) -> None:
    apply(ann, LOST, KEPT)
    assert not any("again" in said for said in revised(ann).notes)
    assert any(said.startswith("1 of the codings that were lost") for said in revised(ann, text).notes)
    assert [coding.quote for coding in ann.codings] == [LOST, KEPT]
    assert_sound(ann.project)


def test_a_file_with_erased_words_is_remarked_on(ann: CodingSession) -> None:
    start = OLD.index(LOST)
    withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, f"one:{start}-{start + 9}"), "withdrawn")
    ann.reload()
    revision = ann.plan_revision("one", ann.folder / "transcripts" / "one.txt")
    assert any("withdrawn" in said for said in revision.notes)


def test_a_text_whose_words_were_erased_does_not_bring_them_back(ann: CodingSession) -> None:
    revised(ann)
    revised(ann, OLD)
    start = OLD.index(LOST)
    withdrawing.erase(ann.project, "ann", withdrawing.find(ann.project, f"one:{start}-{start + len(LOST)}"), "gone")
    ann.reload()
    revised(ann, NEW)
    revised(ann, OLD)
    assert ann.version is not None
    assert LOST not in ann.version.text
    assert_sound(ann.project)


def test_the_options_recorded_with_a_document_are_used_again(project: Path) -> None:
    file = project / "answers.csv"
    file.write_text("who;said;more\nann;We paid.;Twice.\nbek;No.;Never.\n", encoding="utf-8")
    opened = store.opened(project)
    options = readers.Options(id_column="who", text_columns=("said", "more"), delimiter=";")
    done = importing.import_files(opened, "ann", readers.find([file]), options)
    assert done.errors == ()
    file.write_text("who;said;more\nann;We paid them.;Twice.\nbek;No.;Never.\n", encoding="utf-8")
    revision = revising.plan(opened, "ann", Correction(file))
    assert "We paid them." in revision.after.text
    assert not revising.plan(opened, "bek", Correction(file)).changes
    store.close(opened)


def test_a_file_with_other_documents_is_refused(project: Path) -> None:
    file = project / "two.csv"
    file.write_text("id,said\nann,Yes.\nbek,No.\n", encoding="utf-8")
    opened = store.opened(project)
    with pytest.raises(ReaderError, match="none is called one"):
        revising.plan(opened, "one", Correction(file, options={"id_column": "id", "text_columns": ("said",)}))
    with pytest.raises(CodingError, match="no document 'two'"):
        revising.plan(opened, "two", Correction(file))
    store.close(opened)


def test_import_and_verify_name_the_command(project: Path) -> None:
    opened = store.opened(project)
    file = project / "transcripts" / "one.txt"
    done = importing.import_files(opened, "ann", readers.find([file]), readers.Options())
    assert "quoth revise one " in done.errors[0].hint
    remarks = check(opened, synchronise(opened, project, "")).remarks
    assert any(remark.endswith("quoth revise one transcripts/one.txt") for remark in remarks)
    store.close(opened)


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(list(words)) == 0
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_told(capsys, *words, "--json"))
    return found


def test_the_command_reports_before_and_after(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for words in (KEPT, MOVED, CHANGED, LOST):
        start = OLD.index(words)
        _told(capsys, "apply", "one", str(start), str(start + len(words)), "paid")
    _told(capsys, "documents", "done", "one")
    file = "transcripts/one.txt"
    plan = _told(capsys, "revise", "one", file, "--dry-run")
    assert plan.startswith("one, text 2: 1 kept, 1 moved, 1 changed, 1 lost.\n")
    for line in (f"  - {CHANGED}", "  + «Pay first», they said, and we paid at once.", f"  - {LOST}"):
        assert line in plan.splitlines()
    assert "In work again for ann" in plan
    assert _json(capsys, "documents")["documents"][0]["done"] == ["ann"]
    planned = _json(capsys, "revise", "one", file, "--dry-run")
    assert planned["counts"] == {"kept": 1, "moved": 1, "changed": 1, "lost": 1}
    assert planned["in_work_again"] == ["ann"]
    done = _told(capsys, "revise", "one", file)
    assert done.startswith(plan)
    assert "quoth undo takes it back" in done
    assert "nothing changed" in _told(capsys, "revise", "one", file)
    [document] = _json(capsys, "documents")["documents"]
    assert (document["version"], document["versions"], document["done"]) == (2, 2, [])
    waiting = _json(capsys, "codings", "--needs-look")["codings"]
    assert {c["before"] for c in waiting} == {MOVED, CHANGED, LOST}
    assert LOST in _told(capsys, "codings", "--needs-look")
    assert [c["earlier_text"] for c in _json(capsys, "codings")["codings"]].count(True) == 1
    assert LOST not in _told(capsys, "codings", "--csv")
    assert "corrected the text of one (text 2; 1 kept" in _told(capsys, "history")
    _told(capsys, "export", "csv", "-o", "out.csv")
    assert LOST in Path("out.csv").read_text(encoding="utf-8-sig")
    assert "Would take 3" in _told(capsys, "looked", "--all", "--dry-run")
    assert "Looked at 1 coding" in _told(capsys, "looked", waiting[0]["id"])
    _told(capsys, "looked", "--all")
    assert "Nothing waits" in _told(capsys, "codings", "--needs-look")
    assert "Sound" in _told(capsys, "verify")


def test_another_interview_is_not_taken_for_a_correction(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = project / "other.txt"
    other.write_text(
        "Interviewer: What do you grow?\n\nVera: Apricots, and in the autumn some grapes.\n", encoding="utf-8"
    )
    assert run(["revise", "-C", str(project), "one", str(other), "--as", "ann"]) == 2
    assert "another interview" in capsys.readouterr().err
    assert run(["revise", "-C", str(project), "one", str(other), "--as", "ann", "--force", "--dry-run"]) == 0


def test_what_a_speaker_was_called_goes_on_to_the_corrected_label(project: Path) -> None:
    (project / "transcripts" / "one.txt").write_text(OLD.replace("Aizada:", "Ayzada:"), encoding="utf-8")
    assert run(["speakers", "-C", str(project), "rename", "one", "Aizada", "P1", "--as", "ann"]) == 0
    assert run(["speakers", "-C", str(project), "role", "one", "P1", "participant", "--as", "ann"]) == 0
    assert run(["revise", "-C", str(project), "one", str(project / "transcripts" / "one.txt"), "--as", "ann"]) == 0
    opened = store.opened(project)
    [document] = queries.documents(opened)
    named = {turn.speaker for turn in queries.turns(opened, document.version)}
    assert named == {"Interviewer", "P1"}
    store.close(opened)
    assert run(["undo", "-C", str(project), "--as", "ann"]) == 0
    opened = store.opened(project)
    assert_sound(opened)
    store.close(opened)


def test_a_correction_in_a_table_is_read_with_its_columns(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "answers.csv"
    text = OLD.replace('"', '""').replace("payd at onse", "paid at once")
    table.write_text(f'who;said\none;"{text}"\n', encoding="utf-8")
    words = ["revise", "-C", str(project), "one", str(table), "--id", "who", "--text", "said", "--as", "ann"]
    assert run(words) == 0
    assert run(["codings", "-C", str(project), "--needs-look"]) == 0


def test_opening_finds_files_that_hold_something_else_now(project: Path) -> None:
    opened = store.opened(project)
    assert folder.changed_files(opened) == {project / "transcripts" / "one.txt": ["one"]}
    store.close(opened)
    session = CodingSession(project, "ann")
    session.revise(session.plan_revision("one", project / "transcripts" / "one.txt"))
    assert folder.changed_files(session.project) == {}
    session.close()


def test_a_changed_file_that_was_declined_is_offered_again_only_when_it_changes_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "transcripts" / "one.txt"
    opened = store.opened(project)
    assert folder.changed_files(opened) == {file: ["one"]}
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    with closing(CodingSession(project, "ann")) as session:
        assert not offer(session, ["one"], Correction(file))
    assert (project / ".quoth" / "declined").stat().st_mode & 0o777 == 0o600
    assert folder.changed_files(opened) == {}
    file.write_text(file.read_text(encoding="utf-8") + "\n\nBakyt: One more thing.\n", encoding="utf-8")
    assert folder.changed_files(opened) == {file: ["one"]}
    store.close(opened)
    opened = store.opened(project)
    more = project / "transcripts" / "more.txt"
    more.write_text("Bakyt: Something else.\n", encoding="utf-8")
    monkeypatch.setattr(queries, "last_import", lambda _: 0.0)
    assert folder.new_files(opened).files == (more,)
    decline(project, [more])
    assert folder.new_files(opened).files == ()
    store.close(opened)


SURVEY = {
    f"R{number}": f"They asked us for money, and we paid it at once in the year {1990 + number}." for number in range(4)
}


def survey(path: Path, answers: Mapping[str, str]) -> Path:
    path.write_text(
        "id,answer\n" + "".join(f'{name},"{answer}"\n' for name, answer in answers.items()), encoding="utf-8"
    )
    return path


def test_a_survey_with_corrected_rows_gives_what_is_new_and_names_every_changed_row(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = survey(tmp_path / "survey.csv", SURVEY)
    words = ["import", "-C", str(project), str(file), "--id", "id", "--text", "answer", "--as", "ann"]
    assert run(words) == 0
    start = SURVEY["R1"].index("money")
    assert run(["apply", "-C", str(project), "R1", str(start), str(start + 5), "paid", "--as", "ann"]) == 0
    later = {name: answer.replace("the year", "May") for name, answer in SURVEY.items() if name in ("R1", "R3")}
    survey(file, {**SURVEY, **later, "R4": "Nobody asked."})
    capsys.readouterr()
    assert run(words) == 2
    shown = capsys.readouterr()
    assert "Imported R4" in shown.out
    assert "2 documents are in the project with another text: R1, R3." in shown.err
    assert "--corrected" in shown.err
    assert run([*words, "--corrected", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["document"]: one["counts"]["kept"] for one in told["corrected"]} == {"R1": 1, "R3": 0}
    assert run(words) == 2
    assert run([*words, "--corrected"]) == 0
    assert "R1, text 2: 1 kept" in capsys.readouterr().out
    assert run(words) == 0
    with closing(CodingSession(project, "ann")) as session:
        assert_sound(session.project)
        codings = [one for one in queries.codings(session.project) if one.document == id_of(session, "R1")]
        assert [one.quote for one in codings] == ["money"]


def id_of(session: CodingSession, name: str) -> str:
    return next(one.id for one in queries.documents(session.project) if one.name == name)


def test_changed_rows_of_a_survey_are_offered_together(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = survey(tmp_path / "survey.csv", SURVEY)
    words = ["import", "-C", str(project), str(file), "--id", "id", "--text", "answer", "--as", "ann"]
    assert run(words) == 0
    survey(file, {name: answer.replace("1992", "1993") for name, answer in SURVEY.items() if name != "R0"})
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr("click.confirm", confirm)
    with closing(CodingSession(project, "ann")) as session:
        assert not offer(session, list(SURVEY), Correction(file)), "R0 is in the file no more"
        assert asked == ["Take it as the corrected text of R2?"]
        assert session.plan_revision("R2", file).changes is False
