"""The framework matrix: what an empty cell means, and cells as acts of a coder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import support
from quoth import store
from quoth.errors import CodingError
from quoth.session import CodingSession, folder
from quoth.session.filters import Filters
from quoth.session.framework import cell, write
from quoth.session.reporting import Choices, make
from quoth.store import counting, queries, writing

BOOK = "codes:\n  - {id: paid, label: Paid}\n  - {id: silence, label: Silence}\n"


@pytest.fixture
def session(tmp_path: Path) -> Any:
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "transcripts").mkdir()
    for name, words in (("one", "Anna: They paid us.\nAnna: Twice."), ("two", "Boris: Nobody came.\nBoris: No one.")):
        (tmp_path / "transcripts" / f"{name}.txt").write_text(words, encoding="utf-8")
    folder.set_up(tmp_path)
    session = CodingSession(tmp_path, "ann")
    yield session
    session.close()


def states(session: CodingSession) -> dict[tuple[str, str], tuple[str, str, int]]:
    report = make(session.project, session._reading, "framework", Filters(), Choices())
    return {(str(r[0]), str(r[1])): (str(r[3]), str(r[4]), int(str(r[6]))) for r in report.tables[1].rows}


def test_an_empty_cell_is_not_read_or_nothing_said_or_not_asked(session: CodingSession) -> None:
    support.apply(session.project, "ann", "They paid", "paid", "one")
    assert states(session) == {("one", "paid"): ("coded", "", 1)}
    session.open("two")
    session.mark_done()
    assert states(session)["two", "silence"] == ("nothing said", "", 0)
    write(session.project, session.codebook, "ann", "two", "silence", "", "not asked")
    write(session.project, session.codebook, "ann", "one", "paid", " Was paid. ")
    found = states(session)
    assert found["two", "silence"] == ("not asked", "", 0)
    assert found["one", "paid"] == ("coded", "Was paid.", 1)
    assert ("one", "silence") not in found


def test_a_cell_is_linked_to_its_quotations(session: CodingSession) -> None:
    made = support.apply(session.project, "ann", "They paid", "paid", "one")
    report = make(session.project, session._reading, "framework", Filters(), Choices())
    assert report.tables[1].rows[0][7] == (made,)
    scope = report.tables[0].scope(0, 1)
    assert scope is not None
    assert scope.codes == frozenset({"paid"})
    assert scope.documents == frozenset({"one"})


def test_cells_can_be_taken_back_and_done_again(session: CodingSession) -> None:
    write(session.project, session.codebook, "ann", "one", "paid", "First.")
    write(session.project, session.codebook, "ann", "one", "paid", "Second.")
    session.undo()
    assert cell(session.project, "ann", "one", "paid").text == "First."
    session.redo()
    assert cell(session.project, "ann", "one", "paid").text == "Second."
    write(session.project, session.codebook, "ann", "one", "paid", "")
    assert counting.summaries(session.project) == []
    assert "cell" in session.describe(list(queries.history(session.project))[-1])
    support.assert_sound(session.project)


def test_each_coder_has_a_cell_of_their_own(session: CodingSession) -> None:
    write(session.project, session.codebook, "ann", "one", "paid", "Mine.")
    write(session.project, session.codebook, "bek", "one", "paid", "His.")
    assert states(session)["one", "paid"][1] == "ann: Mine.\nbek: His."
    write(session.project, session.codebook, "consensus", "one", "paid", "Ours.")
    assert states(session)["one", "paid"][1] == "Ours."


def test_what_is_not_there_is_refused_and_nothing_written(session: CodingSession) -> None:
    rows = queries.rows(session.project)
    with pytest.raises(CodingError, match="no case or document 'onne'; the nearest is one"):
        write(session.project, session.codebook, "ann", "onne", "paid", "x")
    with pytest.raises(CodingError, match="no code 'payed'"):
        write(session.project, session.codebook, "ann", "one", "payed", "x")
    write(session.project, session.codebook, "ann", "one", "paid", "x", dry=True)
    assert queries.rows(session.project) == rows


def test_withdrawn_words_leave_the_cells(session: CodingSession) -> None:
    write(session.project, session.codebook, "ann", "one", "paid", "She says: They paid us.")
    write(session.project, session.codebook, "ann", "two", "paid", "Kept.")
    version = support.version(session.project, "one")
    store.erase_span(session.project, "ann", version, support.place(version, "They paid us."), "asked to")
    assert "They paid" not in cell(session.project, "ann", "one", "paid").text
    store.erase_document(session.project, "ann", version.document, "asked to")
    assert [row[0] for row in counting.summaries(session.project)] == ["two"]
    assert b"She says" not in session.project.path.read_bytes()
    support.assert_sound(session.project)


def test_an_import_on_which_a_cell_stands_is_not_taken_back(session: CodingSession) -> None:
    added = writing.add_documents(session.project, "ann", [support.transcript("late", (("Vera", "Words."),))])
    write(session.project, session.codebook, "ann", "late", "paid", "x")
    with pytest.raises(Exception, match="later work stands on it"):
        store.take_back(session.project, "ann", added)
