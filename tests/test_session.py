"""The use cases as screen and shell call them: applying, removing, done, undo, the codebook file."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth import readers, store
from quoth.errors import CodebookError, CodingError, UndoError
from quoth.model.coding import Suggestion
from quoth.model.text import Span
from quoth.session import CodingSession, editing, folder, history
from quoth.store import queries

INTERVIEW = """---
country: Nowhere
---
Interviewer: Did the paper come?

Aizada: They came. «Pay first», they said — and we paid. Nobody else wrote.

Interviewer: And then?

Aizada: Cafe\u0301 talk, 👩‍👩‍👧 and tea. Nothing more.
"""
CODEBOOK = """# our codes
codes:
  - id: paid          # agreed in March
    label: Paid coverage
    definition: Money for an article.
  - id: silence
    label: Silence
  - label: Чай с редактором
  - id: old
    label: Old code
    status: retired
    replaced_by: paid
  - id: group
    label: A heading
    heading: true
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "one.md").write_text(INTERVIEW, encoding="utf-8")
    (tmp_path / "transcripts" / "two.txt").write_text("Aizada: Yes.\n\nAizada: No, never.\n", encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    folder.set_up(tmp_path)
    return tmp_path


@pytest.fixture
def session(project: Path) -> Iterator[CodingSession]:
    made = CodingSession(project, "ann")
    made.open("one")
    yield made
    made.close()


def place(session: CodingSession, words: str) -> Span:
    assert session.version is not None
    start = session.version.text.index(words)
    return Span(start, start + len(words))


def sound(session: CodingSession) -> bool:
    return not list(store.verify(session.project))


def test_a_coding_carries_its_proof(session: CodingSession) -> None:
    event = session.apply(place(session, "Pay first"), ["paid"], memo="said twice")
    (coding,) = session.codings
    assert event.codings == (coding.id,)
    assert coding.quote == "Pay first"
    assert coding.prefix.endswith("They came. «")
    assert coding.suffix.startswith("», they said")
    assert coding.definition == session.codebook.by_id["paid"].definition_hash
    assert [memo.text for memo in session.memos("coding", coding.id)] == ["said twice"]
    assert "Paid coverage" in event.message
    assert sound(session)


def test_white_space_at_the_ends_is_left_out_and_graphemes_stay_whole(session: CodingSession) -> None:
    assert session.version is not None
    text = session.version.text
    cut = text.index("Cafe") + 4  # between e and its accent
    session.apply(Span(cut - 4, cut), ["paid"])
    family = text.index("👩")
    session.apply(Span(family - 1, family + 1), ["silence"])
    assert {coding.quote for coding in session.codings} == {"Cafe\u0301", "👩‍👩‍👧"}


@pytest.mark.parametrize(
    ("code", "words"),
    [("nothing", "no code"), ("group", "heading"), ("old", "retired"), ("pade", "nearest is paid")],
)
def test_codes_that_cannot_be_applied_are_refused_by_name(session: CodingSession, code: str, words: str) -> None:
    with pytest.raises(CodingError, match=words):
        session.apply(place(session, "Pay first"), [code])
    assert session.codings == ()


def test_a_span_of_white_space_is_refused(session: CodingSession) -> None:
    with pytest.raises(CodingError, match="no words"):
        session.apply(Span(place(session, " they said").start, place(session, " they said").start + 1), ["paid"])


def test_the_same_coding_twice_is_one(session: CodingSession) -> None:
    session.apply(place(session, "Pay first"), ["paid"])
    event = session.apply(place(session, "Pay first"), ["paid", "silence"])
    assert [coding.code for coding in session.codings] == ["paid", "silence"]
    assert event.codes == ("silence",)
    assert "already" in session.apply(place(session, "Pay first"), ["paid"]).message


def test_undo_and_redo_go_back_and_forth_through_everything(session: CodingSession) -> None:
    session.apply(place(session, "Pay first"), ["paid"])
    session.apply(place(session, "Nobody else wrote."), ["silence"], memo="a memo")
    session.remove([session.codings[0].id])
    session.mark_done()
    assert session.document is not None
    session.write_memo("document", session.document.id, "read on a train")
    after = session.codings
    for _ in range(5):
        session.undo()
    assert session.codings == ()
    with pytest.raises(UndoError):
        session.undo()
    for _ in range(5):
        session.redo()
    assert session.codings == after
    assert session.documents[0].done
    with pytest.raises(UndoError):
        session.redo()
    assert sound(session)


def test_undo_of_an_act_from_before_the_session_asks_first(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["paid"])
    later = CodingSession(project, "ann")
    later.open("one")
    assert "before this session" in later.undo().message
    assert [coding.quote for coding in later.codings] == ["Pay first"]
    assert "Took back" in later.undo().message
    assert not later.codings
    later.close()


def test_nobody_can_take_back_or_remove_another_coders_work(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["paid"])
    other = CodingSession(project, "bek")
    other.open("one")
    assert other.codings == ()
    with pytest.raises(UndoError):
        other.undo()
    with pytest.raises(CodingError, match="made by ann"):
        other.remove([session.codings[0].id])
    other.close()


def test_a_code_without_an_id_gets_one_written_at_its_first_coding(session: CodingSession, project: Path) -> None:
    slug = next(code.id for code in session.codebook.codes if code.label.startswith("Чай"))
    session.apply(place(session, "tea"), [slug])
    text = (project / "codebook.yaml").read_text(encoding="utf-8")
    assert f"id: {slug}" in text
    assert "# agreed in March" in text
    assert session.codebook.by_id[slug].written_id
    assert sound(session)


def test_a_hand_edit_is_adopted_while_the_session_runs(session: CodingSession, project: Path) -> None:
    path = project / "codebook.yaml"
    path.write_text(CODEBOOK.replace("label: Silence", "label: Silence of the press"), encoding="utf-8")
    event = session.check_outside()
    assert event is not None
    assert session.codebook.label("silence") == "Silence of the press"
    assert session.check_outside() is None


def test_a_broken_hand_edit_costs_nothing_and_is_never_overwritten(session: CodingSession, project: Path) -> None:
    path = project / "codebook.yaml"
    broken = CODEBOOK.replace("codes:", "codes: [")
    path.write_text(broken, encoding="utf-8")
    session.check_outside()
    assert "codebook.yaml:" in session.codebook_problem
    session.apply(place(session, "Pay first"), ["paid"])
    with pytest.raises(CodebookError):
        session.add_code("New")
    assert path.read_text(encoding="utf-8") == broken
    path.write_text(CODEBOOK, encoding="utf-8")
    session.check_outside()
    assert session.codebook_problem == ""
    assert len(session.codings) == 1


def test_a_code_removed_by_hand_is_missing_not_gone(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["silence"])
    path = project / "codebook.yaml"
    path.write_text(CODEBOOK.replace("  - id: silence\n    label: Silence\n", ""), encoding="utf-8")
    session.check_outside()
    assert session.missing_codes() == {"silence": "Silence"}
    assert len(session.codings) == 1
    fields = editing.last_fields(session, "silence")
    assert fields["label"] == "Silence"
    editing.replace_code(session, "silence", "paid")
    assert [coding.code for coding in session.codings] == ["paid"]
    session.undo()
    assert [coding.code for coding in session.codings] == ["silence"]
    assert sound(session)


def test_undo_of_a_codebook_act_takes_its_own_lines_back_only(session: CodingSession, project: Path) -> None:
    path = project / "codebook.yaml"
    session.add_code("Rumour", None)
    path.write_text("# a note by hand\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    session.check_outside()
    session.undo()
    assert path.read_text(encoding="utf-8") == "# a note by hand\n" + CODEBOOK
    session.redo()
    assert "Rumour" in path.read_text(encoding="utf-8")
    assert sound(session)


def test_undo_of_a_codebook_act_is_refused_where_its_lines_were_changed(session: CodingSession, project: Path) -> None:
    path = project / "codebook.yaml"
    session.add_code("Rumour", None)
    changed = path.read_text(encoding="utf-8").replace("Rumour", "Rumours")
    path.write_text(changed, encoding="utf-8")
    session.check_outside()
    with pytest.raises(UndoError, match="changed"):
        session.undo()
    assert path.read_text(encoding="utf-8") == changed


def test_merging_codes_recodes_and_one_undo_gives_all_back(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["silence"])
    session.apply(place(session, "tea"), ["silence"])
    editing.merge_codes(session, ["silence"], "paid")
    assert {coding.code for coding in session.codings} == {"paid"}
    assert session.codebook.by_id["silence"].replaced_by == "paid"
    session.undo()
    assert {coding.code for coding in session.codings} == {"silence"}
    assert (project / "codebook.yaml").read_text(encoding="utf-8") == CODEBOOK
    assert sound(session)


def test_killed_between_row_and_file_the_file_is_written_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quoth.session import codebook

    session = CodingSession(project, "ann")
    monkeypatch.setattr(codebook, "write_file", lambda *_: None)
    session.add_code("Rumour", None)
    session.close()
    monkeypatch.undo()
    assert "Rumour" not in (project / "codebook.yaml").read_text(encoding="utf-8")
    again = CodingSession(project, "ann")
    assert "Rumour" in (project / "codebook.yaml").read_text(encoding="utf-8")
    assert "rumour" in again.codebook.by_id
    again.close()


def test_done_says_what_must_be_read_again_after_a_definition_changed(session: CodingSession) -> None:
    session.mark_done()
    assert session.documents[0].done
    session.edit_code("paid", {"definition": "Money, or a favour, for an article."})
    session.add_code("Rumour", None)
    assert set(session.documents[0].read_again) == {"paid", "rumour"}
    session.mark_done()
    assert session.documents[0].read_again == ()


def test_counts_follow_what_is_applied_and_removed(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["paid", "silence"])
    session.apply(place(session, "tea"), ["paid"])
    session.remove([session.codings[0].id])
    fresh = CodingSession(project, "ann")
    fresh.open("one")
    assert fresh.code_counts() == session.code_counts()
    assert fresh.documents == session.documents
    assert fresh.codings == session.codings
    assert session.documents[0].coded_turns == 2
    fresh.close()


def test_an_accepted_suggestion_is_kept_with_rank_and_score(session: CodingSession) -> None:
    suggestion = Suggestion("paid", 0.51, 2)
    session.apply(place(session, "Pay first"), ["paid"], suggestion=suggestion)
    session.reject(place(session, "tea"), Suggestion("silence", 0.2, 1))
    (coding,) = session.codings
    assert (coding.origin, coding.rank, coding.score) == ("suggestion", 2, 0.51)
    assert [(d.code, d.verdict) for d in queries.decisions(session.project)] == [
        ("paid", "accept"),
        ("silence", "reject"),
    ]


def test_exposure_is_recorded_once(session: CodingSession, project: Path) -> None:
    session.saw("opened")
    session.saw("opened")
    again = CodingSession(project, "ann")
    again.open("one")
    again.saw("opened")
    again.saw("suggestions")
    assert [e.kind for e in queries.exposures(again.project)] == ["opened", "suggestions"]
    again.close()


def test_suggestions_learn_from_the_coders_own_codings_only(session: CodingSession, project: Path) -> None:
    other = CodingSession(project, "bek")
    other.open("one")
    before = session.suggester(False).suggest("Nobody else wrote.")
    other.apply(place(other, "Nobody else wrote."), ["silence"])
    assert session.suggester(False).suggest("Nobody else wrote.") == before
    session.apply(place(session, "Nobody else wrote."), ["silence"])
    assert session.suggester(False).suggest("Nobody else wrote.")[0].code == "silence"
    other.close()


def test_the_same_folder_again_changes_nothing(project: Path) -> None:
    from quoth.session.importing import import_files

    made = store.opened(project)
    before = queries.clock(made)
    done = import_files(made, "ann", readers.find([project / "transcripts"]), readers.Options())
    assert (done.added, sorted(done.unchanged), done.errors) == ((), ["one", "two"], ())
    assert queries.clock(made) == before
    store.close(made)


def test_the_same_name_with_another_text_is_a_conflict_not_a_silent_move(project: Path) -> None:
    from quoth.session.importing import import_files

    (project / "transcripts" / "one.md").write_text(INTERVIEW.replace("tea", "coffee"), encoding="utf-8")
    made = store.opened(project)
    done = import_files(made, "ann", readers.find([project / "transcripts"]), readers.Options())
    assert len(done.errors) == 1
    assert "another text" in done.errors[0].message
    assert [path for _, path, state in store.check_sources(made) if state == "changed"] == ["transcripts/one.md"]
    store.close(made)


def test_a_set_up_that_is_broken_off_leaves_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quoth.session import importing

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    monkeypatch.setattr(importing, "import_files", interrupted)
    with pytest.raises(KeyboardInterrupt):
        folder.set_up(tmp_path)
    assert not list(tmp_path.glob("quoth.db*"))


def test_the_history_tells_acts_in_words_and_by_code(session: CodingSession) -> None:
    session.apply(place(session, "Pay first"), ["paid"])
    session.apply(place(session, "tea"), ["silence"])
    session.undo()
    found = history.entries(session.project, session.codebook, code="silence")
    assert [(entry.words.split(" in ")[0], entry.void) for entry in found] == [("applied Silence", True)]


def test_the_quotations_view_reads_with_any_sqlite_tool(session: CodingSession, project: Path) -> None:
    session.apply(place(session, "Pay first"), ["paid"], memo="said twice")
    plain = sqlite3.connect(project / "quoth.db")
    row = plain.execute("SELECT document, code, quote, speaker, memo FROM quotations").fetchone()
    plain.close()
    assert row == ("one", "paid", "Pay first", "Aizada", "said twice")


def test_an_older_codebook_put_back_by_hand_is_adopted_not_overwritten(project: Path) -> None:
    session = CodingSession(project, "ann")
    session.add_code("Rumour", None)
    session.close()
    later = time.time() + 5
    (project / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    os.utime(project / "codebook.yaml", (later, later))
    again = CodingSession(project, "ann")
    assert (project / "codebook.yaml").read_text(encoding="utf-8") == CODEBOOK
    assert "rumour" not in again.codebook.by_id
    again.close()


def test_a_file_that_came_later_is_noticed(project: Path) -> None:
    made = store.opened(project)
    assert not folder.new_files(made).files
    time.sleep(1.1)
    (project / "transcripts" / "three.txt").write_text("Aizada: New.\n\nAizada: Here.\n", encoding="utf-8")
    assert [file.name for file in folder.new_files(made).files] == ["three.txt"]
    store.close(made)


def test_the_interviewers_questions_are_not_to_be_coded(session: CodingSession) -> None:
    assert session.documents[0].turns == 2


def test_a_restored_code_comes_back_under_its_parent(session: CodingSession, project: Path) -> None:
    path = project / "codebook.yaml"
    nested = CODEBOOK + "    codes:\n      - id: deep\n        label: Deep\n"
    path.write_text(nested, encoding="utf-8")
    session.check_outside()
    path.write_text(CODEBOOK, encoding="utf-8")
    session.check_outside()
    assert editing.last_fields(session, "deep") == {"label": "Deep", "parent": "group"}
