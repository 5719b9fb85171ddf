"""What a coder can reach of others' work while a round is open: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth import store
from quoth.errors import AgreementError, ExportError
from quoth.model.round import Round
from quoth.session import blind, comparing, results, suggesting
from quoth.session.codebook import synchronise
from quoth.session.history import entries
from quoth.store import queries, writing
from support import apply, coding, document, make, place, version

CODEBOOK = "codes: [{id: paid, label: Paid}, {id: silence, label: Silence}, {id: language, label: Language}]\n"


def a_round(project: store.Project, *names: str, **more: object) -> Round:
    found = {document(project, name).id: document(project, name).version for name in names}
    return Round("first", found, ("ann", "ben"), "c" * 64, "turn", **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ann and Ben coded both documents; the round is about one of them."""
    folder = tmp_path / "p"
    project = make(folder)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    synchronise(project, folder, "ann")
    writing.open_round(project, "ann", a_round(project, "anna"))
    apply(project, "ann", "One came", "paid")
    made = apply(project, "ben", "the radio", "silence")
    writing.add_memo(project, "ben", "coding", made, "why")
    writing.add_memo(project, "ben", "document", document(project).id, "what")
    apply(project, "ben", "two languages", "language", "boris")
    text = version(project)
    both = [coding(text, place(text, "newspaper"), "paid", by) for by in ("ann", "ben")]
    writing.add_codings(project, "ann", both, bulk=True)
    marks = [
        {"document": d.id, "version": d.version, "codebook": synchronise(project, folder, "").hash, "round": "first"}
        | {"done": True}
        for d in queries.documents(project)
    ]
    writing.mark_done(project, "ann", marks)
    writing.mark_done(project, "ben", marks)
    store.close(project)
    return folder


def codes_seen(folder: Path, viewer: str) -> list[tuple[str, str]]:
    project = store.opened(folder, viewer)
    try:
        return [(c.coder, c.code) for c in queries.codings(project)]
    finally:
        store.close(project)


def test_each_coder_sees_their_own_and_what_is_outside_the_round(folder: Path) -> None:
    assert codes_seen(folder, "ann") == [("ann", "paid"), ("ben", "language"), ("ann", "paid")]
    assert codes_seen(folder, "ben") == [("ben", "silence"), ("ben", "language"), ("ben", "paid")]
    assert codes_seen(folder, "") == [("ben", "language")]
    assert codes_seen(folder, "o'neil") == [("ben", "language")]


def test_memos_of_others_in_the_round_are_hidden(folder: Path) -> None:
    project = store.opened(folder, "ann")
    assert queries.memos(project) == []
    assert blind.hidden_names(project, "ann") == ("anna",)
    store.close(project)
    project = store.opened(folder, "ben")
    assert [memo.text for memo in queries.memos(project)] == ["why", "what"]
    store.close(project)


def test_the_history_leaves_out_what_others_did_in_the_round(folder: Path) -> None:
    project = store.opened(folder, "ann")
    said = " | ".join(entry.words for entry in entries(project, synchronise(project, folder, "ann").codebook))
    store.close(project)
    assert "radio" not in said
    assert "a memo" not in said
    assert "One came" in said
    assert "two languages" in said
    assert "imported 1 coding and" in said


def test_nothing_is_compared_exported_or_learned_from_the_round(folder: Path) -> None:
    project = store.opened(folder, "ann")
    reading = synchronise(project, folder, "ann")
    coders = comparing.compared("ann,ben")
    compared = comparing.readings(project, reading, coders)
    assert [project_document.document for project_document in compared] == [document(project, "boris").id]
    with pytest.raises(AgreementError, match="open rounds"):
        comparing.readings(project, reading, coders, results.Filters(documents=("anna",)))
    with pytest.raises(ExportError, match="in an open round"):
        results.quotations(project, reading, results.Filters(), results.choose_layer(project))
    assert {quote.text for quote in suggesting.coded_quotes(project, "ben")} == {"two languages"}
    store.close(project)


def test_closing_shows_everything(folder: Path) -> None:
    project = store.opened(folder, "ann")
    writing.close_round(project, "ann", "first")
    assert len(queries.codings(project)) == 5
    [closed] = queries.rounds(project)
    assert closed.closed
    assert closed.by == "ann"
    assert store.next_undo(project, "ann") is not None
    assert list(store.verify(project)) == []
    store.close(project)
