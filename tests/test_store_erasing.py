"""Withdrawal: no trace of the words is left, and everything else stands as it stood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth import store
from quoth.errors import BusyError, CodingError
from quoth.model.coding import Coding
from quoth.model.text import Span
from quoth.store import queries, searching, writing
from quoth.store.erasing import BLOCK
from support import (
    apply,
    assert_sound,
    coding,
    document,
    make,
    place,
    problems,
    rows,
    suggested,
    suggestion,
    tables,
    transcript,
    version,
)

SECRET = "Zulfiya Қалдырғаш"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[store.Project]:
    """Two interviews; the words to withdraw stand in one of them, and in everything that can be said about it."""
    project = make(tmp_path)
    said = (("Interviewer", "Who helped you?"), ("Dana", f"It was {SECRET} who paid. She came twice. Money came late."))
    writing.add_documents(project, "ann", [transcript("dana", said, place="Xanadu-on-Sea")])
    yield project
    project.connection.close()


def fill(project: store.Project) -> None:
    """Codings, memos, translations, decisions, marks; some of them removed or taken back again."""
    text = version(project, "dana")
    quote = place(text, f"{SECRET} who paid")
    writing.add_codings(project, "ann", [coding(text, quote)], memos=[f"inline on {SECRET}"])
    pair = [coding(text, place(text, "She came twice"), code) for code in ("paid", "silence")]
    writing.add_codings(project, "ann", pair)
    writing.add_codings(
        project, "ben", [suggested(text, quote, coder="ben")], evidence=suggestion(words=(SECRET, "paid")).evidence
    )
    writing.reject(project, "ben", text, quote, suggestion("silence", (SECRET,)))
    gone = apply(project, "ann", f"It was {SECRET}", "language", "dana")
    writing.add_memo(project, "ann", "coding", gone, f"memo on the removed: {SECRET}")
    writing.translate(project, "ann", gone, f"translated {SECRET}", "en", "ann")
    writing.set_star(project, "ann", gone, True)
    writing.remove_codings(project, "ann", queries.codings(project, ids=[gone]))
    undone = apply(project, "ben", SECRET, "language", "dana")
    store.take_back(project, "ben", next(row for row in rows(project) if row.id == undone))
    memo = writing.add_memo(project, "ann", "document", text.document, f"about {SECRET}").id
    writing.add_memo(project, "ann", "document", text.document, f"again about {SECRET}", memo)
    writing.set_attributes(project, "ann", {text.document: {"patron": "Xanadu-by-Hill"}})
    other = version(project)
    bulk = [coding(text, quote, "silence", "guest"), coding(other, place(other, "they only laughed"), "paid", "guest")]
    bulk += [coding(text, place(text, "late"), "paid", "guest")]
    marks = [
        {"document": v.document, "version": v.id, "codebook": "c" * 64, "round": "", "done": True, "coder": "guest"}
        for v in (text, other)
    ]
    writing.add_codings(project, "ann", bulk, memos=[f"bulk {SECRET}", "", ""], done=marks, bulk=True)
    writing.mark_done(project, "ben", [{**mark, "document": text.document} for mark in marks[:1]])
    writing.saw(project, "ben", text.document, "opened")
    apply(project, "ann", "Nobody wrote", "silence")
    writing.change_codebook(
        project, "ann", "merge", "codes: [paid]\n", recode=[(c.id, "paid") for c in _silent(project)]
    )


def _silent(project: store.Project) -> list[Coding]:
    return queries.codings(project, code="silence")


def on_disk(project: store.Project) -> bytes:
    """Every byte that the project has written, the index's tables among them."""
    files = [file for file in project.folder.rglob("*") if file.is_file()]
    assert any(file.name == "quoth.db" for file in files)
    return b"".join(file.read_bytes() for file in sorted(files))


def traces(project: store.Project, *words: str) -> list[str]:
    """Which of the words are left, in any case, also as escapes or as pieces of the index."""
    found = on_disk(project)
    forms = {
        form for word in words for form in (word, word.lower(), word.casefold(), word.encode("unicode_escape").decode())
    }
    return [form for form in sorted(forms) if form.encode() in found]


def test_erasing_a_document_leaves_no_trace_of_it(project: store.Project) -> None:
    fill(project)
    assert store.backup(project)
    assert traces(project, SECRET, "Xanadu")
    before = tables(project)
    erased = store.erase_document(project, "ann", document(project, "dana").id, "asked for it")
    assert erased.codings == 5
    assert erased.backups == 1
    words = ("Zulfiya", "Қалдырғаш", "Xanadu", "She came twice", "dana", "removed:", "patron")
    assert traces(project, *words) == []
    assert_sound(project)
    assert {d.name for d in queries.documents(project)} == {"anna", "boris"}
    for key, state in tables(project).items():
        if key[0] == "coding":
            assert state == before[key]
    (laughed,) = queries.codings(project, coder="guest")
    assert laughed.quote == "they only laughed"
    (tombstone,) = [row for row in rows(project) if row.action == "erase"]
    assert tombstone.payload["reason"] == "asked for it"
    assert tombstone.coder == "ann"
    assert len(store.backups(project)) == 1


def test_erasing_a_passage_blanks_it_everywhere_and_moves_nothing(project: store.Project) -> None:
    fill(project)
    store.backup(project)
    text = version(project, "dana")
    before = {c.id: c for c in queries.codings(project)}
    erased = store.erase_span(project, "ben", text, place(text, SECRET), "name slipped in")
    assert erased.codings == 3
    assert traces(project, "Zulfiya", "Қалдырғаш", "qaldyrgash") == []
    assert_sound(project)
    after = {c.id: c for c in queries.codings(project)}
    assert after.keys() == before.keys()
    for name, now in after.items():
        assert (now.start, now.end, now.version, now.code) == (
            before[name].start,
            before[name].end,
            before[name].version,
            before[name].code,
        )
        if now.document != text.document:
            assert now == before[name]
    blanked = version(project, "dana")
    assert len(blanked.text) == len(text.text)
    assert blanked.text.replace(f"{BLOCK * 7} {BLOCK * 9}", SECRET) == text.text
    assert [turn.span for turn in blanked.turns] == [turn.span for turn in text.turns]
    assert searching.search(project, "She came twice")[0].document == "dana"
    assert searching.search(project, "Zulfiya") == []


def test_undo_after_an_erasure_still_works(project: store.Project) -> None:
    fill(project)
    text = version(project, "dana")
    store.erase_span(project, "ann", text, place(text, SECRET), "asked")
    for _ in range(30):
        for coder in ("ben", "ann"):
            if row := store.next_undo(project, coder):
                store.take_back(project, coder, row)
    assert queries.documents(project) == ()
    while row := store.next_redo(project, "ann"):
        store.take_forward(project, "ann", row)
    while row := store.next_redo(project, "ben"):
        store.take_forward(project, "ben", row)
    assert problems(project) == []
    assert traces(project, "Zulfiya") == []


def test_undo_after_a_document_is_gone_still_works(project: store.Project) -> None:
    fill(project)
    store.erase_document(project, "ann", document(project, "dana").id, "asked")
    while row := store.next_undo(project, "ben"):
        store.take_back(project, "ben", row)
        assert_sound(project)
    while row := store.next_undo(project, "ann"):
        store.take_back(project, "ann", row)
        assert_sound(project)
    assert queries.codings(project) == []


def test_erasing_again(project: store.Project) -> None:
    fill(project)
    text = version(project, "dana")
    store.erase_span(project, "ann", text, place(text, "Zulfiya"), "asked")
    text = version(project, "dana")
    hit = queries.codings(project, document=text.document)[0].id
    writing.add_memo(project, "ann", "coding", hit, "about the fee")
    store.erase_span(project, "ann", text, place(text, "Қалдырғаш"), "asked again")
    assert "about the fee" not in [memo.text for memo in queries.memos(project)]
    assert_sound(project)
    assert traces(project, "Zulfiya", "Қалдырғаш") == []
    store.erase_document(project, "ann", text.document, "everything")
    assert_sound(project)
    store.erase_document(project, "ann", document(project, "boris").id, "he too")
    assert_sound(project)
    assert traces(project, "boris", "dana", "two languages", "paid. She") == []


def test_a_document_comes_back_when_it_is_imported_anew(project: store.Project) -> None:
    said = (("Eva", "A story about rain."),)
    writing.add_documents(project, "ann", [transcript("eva", said)])
    apply(project, "ann", "story", name="eva")
    store.erase_document(project, "ann", document(project, "eva").id, "asked")
    writing.add_documents(project, "ann", [transcript("eva", said)])
    apply(project, "ann", "story", name="eva")
    assert [hit.document for hit in searching.search(project, "rain")] == ["eva"]
    assert_sound(project)


def test_what_was_taken_back_is_erased_too(project: store.Project) -> None:
    row = writing.add_documents(project, "ann", [transcript("fay", (("Fay", "Quibberwick."),))])
    found = document(project, "fay").id
    store.take_back(project, "ann", row)
    store.erase_document(project, "ann", found, "asked")
    assert traces(project, "Quibberwick", "Fay") == []
    assert_sound(project)


def test_a_passage_outside_the_text_is_refused(project: store.Project) -> None:
    text = version(project)
    before = len(rows(project))
    for span in (Span(-1, 4), Span(4, 4), Span(0, len(text.text) + 1)):
        with pytest.raises(CodingError, match="is not a passage"):
            store.erase_span(project, "ann", text, span, "asked")
    assert len(rows(project)) == before


def test_another_program_that_keeps_old_pages_is_named(project: store.Project) -> None:
    project.connection.execute("PRAGMA busy_timeout = 50")
    other = store.opened(project.folder)
    other.connection.execute("BEGIN")
    other.connection.execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(BusyError, match="traces stay"):
        store.erase_document(project, "ann", document(project, "boris").id, "asked")
    other.connection.execute("COMMIT")
    store.close(other)
    assert traces(project, "two languages") == []
    assert_sound(project)
