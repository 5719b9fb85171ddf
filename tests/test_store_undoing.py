"""Whose acts can be taken back, when, and what an equal coding made twice means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth import store
from quoth.errors import ProjectError, UndoError
from quoth.store import journal, queries, writing
from support import apply, assert_sound, coding, copied, make, place, problems, rows, tables, transcript, version
from test_store_sequences import unite


@pytest.fixture
def project(tmp_path: Path) -> Iterator[store.Project]:
    project = make(tmp_path / "one")
    yield project
    project.connection.close()


def row_of(project: store.Project, name: str) -> journal.Row:
    return next(row for row in rows(project) if row.id == name)


def test_another_coders_work_on_it_is_named(project: store.Project) -> None:
    (imported,) = [row for row in rows(project) if row.action == "import"]
    apply(project, "ben", "money")
    before = tables(project)
    with pytest.raises(UndoError, match="ben: apply at 2"):
        store.take_back(project, "ann", imported)
    assert tables(project) == before


@pytest.mark.parametrize("act", ["star", "memo", "translate", "remove", "attributes", "done", "reject"])
def test_every_kind_of_work_holds_what_it_stands_on(project: store.Project, act: str) -> None:
    made = apply(project, "ann", "money")
    text = version(project)
    mark = {"document": text.document, "version": text.id, "codebook": "c" * 64, "round": "", "done": True}
    on_coding = {
        "star": lambda: writing.set_star(project, "ben", made, True),
        "memo": lambda: writing.add_memo(project, "ben", "coding", made, "why?"),
        "translate": lambda: writing.translate(project, "ben", made, "деньги", "ru", "ben"),
        "remove": lambda: writing.remove_codings(project, "ben", queries.codings(project)),
    }
    on_document = {
        "attributes": lambda: writing.set_attributes(project, "ben", {text.document: {"country": "There"}}),
        "done": lambda: writing.mark_done(project, "ben", [mark]),
    }
    if act in on_coding:
        on_coding[act]()
        held = row_of(project, made)
    else:
        store.take_back(project, "ann", row_of(project, made))
        if act == "reject":
            from support import suggestion

            writing.reject(project, "ben", text, place(text, "money"), suggestion())
        else:
            on_document[act]()
        held = next(row for row in rows(project) if row.action == "import")
    with pytest.raises(UndoError, match=f"ben: {act}"):
        store.take_back(project, "ann", held)
    assert_sound(project)


def test_a_memo_that_someone_went_on_with_stays(project: store.Project) -> None:
    memo = writing.add_memo(project, "ann", "project", "", "first thought")
    writing.add_memo(project, "ben", "project", "", "second thought", memo.id)
    with pytest.raises(UndoError, match="ben: memo"):
        store.take_back(project, "ann", memo)


def test_a_document_imported_twice_holds_no_undo(project: store.Project) -> None:
    again = writing.add_documents(project, "ben", [transcript("vera", (("Vera", "Yes."),))])
    first = writing.add_documents(project, "ann", [transcript("vera", (("Vera", "Yes."),))])
    apply(project, "ben", "Yes", name="vera")
    store.take_back(project, "ann", first)
    assert_sound(project)
    with pytest.raises(UndoError):
        store.take_back(project, "ben", again)


def test_only_own_acts_of_this_copy(project: store.Project, tmp_path: Path) -> None:
    made = apply(project, "ann", "money")
    with pytest.raises(UndoError, match="done by ann"):
        store.take_back(project, "ben", row_of(project, made))
    other = copied(project, tmp_path / "two")
    assert other.origin != project.origin
    assert store.next_undo(other, "ann") is None
    with pytest.raises(UndoError, match="in another copy"):
        store.take_back(other, "ann", row_of(other, made))
    other.connection.close()


def test_what_is_no_act_cannot_be_taken_back(project: store.Project) -> None:
    made = apply(project, "ann", "money")
    store.take_back(project, "ann", row_of(project, made))
    for row in rows(project):
        if row.action in ("coder", "undo"):
            with pytest.raises(UndoError, match="not an act"):
                store.take_back(project, "ann", row)
    assert_sound(project)


def test_a_new_act_ends_what_can_be_redone(project: store.Project) -> None:
    first = apply(project, "ann", "money")
    second = apply(project, "ann", "paid")
    for expected in (second, first):
        row = store.next_undo(project, "ann")
        assert row is not None
        assert row.id == expected
        store.take_back(project, "ann", row)
    redo = store.next_redo(project, "ann")
    assert redo is not None
    assert redo.id == first
    store.take_forward(project, "ann", redo)
    apply(project, "ben", "radio")
    redo = store.next_redo(project, "ann")
    assert redo is not None
    assert redo.id == second
    apply(project, "ann", "radio", "silence")
    assert store.next_redo(project, "ann") is None
    store.take_back(project, "ann", store.next_undo(project, "ann") or redo)
    redo = store.next_redo(project, "ann")
    assert redo is not None
    assert redo.id not in (first, second)


def test_the_same_coding_in_two_copies_counts_once(project: store.Project, tmp_path: Path) -> None:
    other = copied(project, tmp_path / "two")
    first, second = apply(project, "ann", "money"), apply(other, "ann", "money")
    assert first != second
    unite(project, other)
    assert_sound(project)
    assert len(queries.codings(project)) == 1
    assert queries.code_counts(project) == {"paid": 1}
    view = project.connection.execute("SELECT count(*) FROM quotations").fetchone()
    assert view == (1,)
    removed = writing.remove_codings(project, "ann", queries.codings(project))
    assert queries.codings(project) == []
    assert not [key for key in tables(project) if key[0] == "coding"]
    store.take_back(project, "ann", removed)
    assert len(queries.codings(project)) == 1
    counted = queries.codings(project)[0].id
    if counted == first:  # what is left when the one that counts is taken back is the other
        store.take_back(project, "ann", row_of(project, first))
        assert [c.id for c in queries.codings(project)] == [second]
    assert_sound(project)
    other.connection.close()


def test_a_row_whose_target_is_missing_has_no_effect_and_is_listed(project: store.Project, tmp_path: Path) -> None:
    before = tables(project)
    text = version(project)
    star = writing.set_star(project, "ann", "0000000000-7", True)
    gone = writing.add_memo(project, "ann", "coding", "0000000000-7", "why?", "0000000000-8")
    assert tables(project) == before
    found = problems(project)
    assert any(star.id in problem and "coding" in problem for problem in found)
    assert any(gone.id in problem and "memo" in problem for problem in found)
    for row in (star, gone):
        store.take_back(project, "ann", row)
    assert problems(project) == []
    other = store.create(_made(tmp_path / "three"))
    made = writing.add_codings(other, "ann", [coding(text, place(text, "money"))])
    assert queries.codings(other) == []
    assert any(made.id in problem and "document" in problem for problem in problems(other))
    other.connection.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_half_a_character_is_refused_with_a_sentence(project: store.Project) -> None:
    before = rows(project)
    with pytest.raises(ProjectError, match="half a character"):
        writing.add_memo(project, "ann", "project", "", "odd \ud800 memo")
    assert rows(project) == before
