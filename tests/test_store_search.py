"""Finding words in the transcripts: whatever their case and form, in the order of import."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth import store
from quoth.store import queries, searching, writing
from support import apply, document, make, transcript, version


@pytest.fixture
def project(tmp_path: Path) -> Iterator[store.Project]:
    project = make(tmp_path)
    yield project
    project.connection.close()


@pytest.mark.parametrize("phrase", ["чай", "ЁЛКА", "елка", "чай и ёлка", "Кафе, чай", "school ro", "the school roof"])
def test_case_form_and_the_last_words_end_do_not_matter(project: store.Project, phrase: str) -> None:
    for form in ("NFC", "NFD"):
        (hit,) = searching.search(project, unicodedata.normalize(form, phrase))
        assert (hit.document, hit.turn, hit.speaker) == ("anna", 4, "Anna")
        assert hit.text == version(project).text[hit.start : hit.end]


def test_decomposed_text_is_found(project: store.Project) -> None:
    words = unicodedata.normalize("NFD", "Мой чайник и café")
    writing.add_documents(project, "ann", [transcript("gul", (("Gul", words),))])
    for phrase in ("мой чайник", "café", unicodedata.normalize("NFD", "мой")):
        assert [hit.document for hit in searching.search(project, phrase)] == ["gul"]
    assert searching.search(project, "мои чайник") == []


@pytest.mark.parametrize("phrase", ["", "  ", "—", '"', "* OR", "paid school", "NEAR(", "чаи"])
def test_what_is_not_there_is_not_found(project: store.Project, phrase: str) -> None:
    assert searching.search(project, phrase) == []


def test_hits_come_in_the_order_of_documents_up_to_a_limit(project: store.Project) -> None:
    hits = searching.search(project, "money")
    assert [(hit.document, hit.turn) for hit in hits] == [("anna", 2), ("boris", 1)]
    assert searching.search(project, "money", limit=1) == hits[:1]


def test_a_document_that_was_taken_back_is_not_found(project: store.Project) -> None:
    row = writing.add_documents(project, "ann", [transcript("gul", (("Gul", "A kettle."),))])
    assert searching.search(project, "kettle")
    store.take_back(project, "ann", row)
    assert searching.search(project, "kettle") == []


def test_codings_by_document_coder_code_and_id(project: store.Project) -> None:
    first, second = apply(project, "ann", "money"), apply(project, "ben", "money", "silence", "boris")
    ids = [c.id for c in queries.codings(project)]
    assert ids == [first, second]
    assert [c.id for c in queries.codings(project, coder="ben")] == [second]
    assert [c.id for c in queries.codings(project, document=document(project).id)] == [first]
    assert [c.id for c in queries.codings(project, code="silence")] == [second]
    assert [c.id for c in queries.codings(project, ids=[first, "none"])] == [first]
    assert queries.code_counts(project, coder="ann") == {"paid": 1}
