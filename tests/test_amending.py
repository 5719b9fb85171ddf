"""Amending codings that are made: ends, code, translation, repeats, joining. One act each, and undone by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth import store
from quoth.cli import run
from quoth.errors import CodebookError, CodingError
from quoth.model.coding import Coding
from quoth.model.text import Span
from quoth.session import CodingSession, folder
from quoth.session.applying import Said
from quoth.store import queries

BOOK = """\
# kept
codes:
  - {id: paid, label: Paid coverage, key: p, definition: Money for an article.}
  - label: Чай с редактором   # no id yet
  - {id: silence, label: Silence, key: s}
  - {id: old, label: Old, status: retired}
"""
ONE = "Interviewer: And then?\n\nAida: They paid, we paid. The cafe\u0301 paid too; nobody repaid.\n\nAida: We paid.\n"
TWO = "Bek: He says that they paid. They paid, we paid.\n"


def _make(root: Path) -> Path:
    (root / "transcripts").mkdir(parents=True)
    (root / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    for name, text in (("one", ONE), ("two", TWO)):
        (root / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    folder.set_up(root)
    return root


@pytest.fixture
def session(tmp_path: Path) -> Iterator[CodingSession]:
    one = CodingSession(_make(tmp_path / "p"), "ann")
    one.open("one")
    yield one
    assert list(store.verify(one.project)) == []
    one.close()


def at(words: str, text: str = ONE, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def only(session: CodingSession) -> Coding:
    [coding] = session.codings
    return coding


def test_the_ends_move_snap_and_come_back_by_one_undo(session: CodingSession) -> None:
    [coding] = session.apply(at("They paid"), ["paid"]).codings
    event = session.move_ends(coding, Span(at("They").start, at("cafe").end))
    assert only(session).quote == "They paid, we paid. The cafe\u0301"
    assert "Paid coverage is on “They paid" in event.message
    assert only(session).prefix.endswith("Aida: ")
    session.undo()
    assert only(session).quote == "They paid"
    session.redo()
    assert only(session).id == coding
    assert only(session).quote == "They paid, we paid. The cafe\u0301"
    with pytest.raises(CodingError, match="no words"):
        session.move_ends(coding, Span(at(", we").start + 1, at(", we").start + 2))
    assert session.move_ends(coding, only(session).span).message == ""


def test_recoding_takes_the_new_codes_definition_and_refuses_what_cannot_be_applied(session: CodingSession) -> None:
    [coding] = session.apply(at("They paid"), ["paid"]).codings
    before = only(session).definition
    event = session.recode([coding], "silence")
    assert event.message.startswith("Recoded “They paid” from Paid coverage to Silence.")
    assert only(session).code == "silence"
    assert only(session).definition == session.codebook.by_id["silence"].definition_hash != before
    assert session.recode([coding], "silence").kinds == frozenset()
    with pytest.raises(CodingError, match="retired"):
        session.recode([coding], "old")
    session.undo()
    assert (only(session).code, only(session).definition) == ("paid", before)


def test_recoding_to_a_code_without_an_id_writes_the_id_into_the_file(session: CodingSession) -> None:
    [coding] = session.apply(at("They paid"), ["paid"]).codings
    [tea] = [code.id for code in session.codebook.codes if not code.written_id]
    session.recode([coding], tea)
    text = (session.folder / "codebook.yaml").read_text(encoding="utf-8")
    assert f"id: {tea}" in text
    assert text.startswith("# kept")
    assert only(session).code == tea


def test_another_coders_coding_is_left_alone(session: CodingSession) -> None:
    [coding] = session.apply(at("They paid"), ["paid"]).codings
    other = CodingSession(session.folder, "bek")
    other.open("one")
    acts: tuple[Callable[[], object], ...] = (
        lambda: other.recode([coding], "silence"),
        lambda: other.move_ends(coding, at("paid")),
        lambda: other.translate(coding, "они платили"),
        lambda: other.star(coding, True),
        lambda: other.remove([coding]),
        lambda: other.repeats(coding),
    )
    for act in acts:
        with pytest.raises(CodingError):
            act()
    other.close()
    assert only(session).quote == "They paid"


def test_a_translation_is_kept_with_its_language_and_translator(session: CodingSession) -> None:
    [coding] = session.apply(at("They paid"), ["paid"]).codings
    session.translate(coding, " Они платили ", "ru")
    found = only(session)
    assert (found.translation, found.translation_language, found.translator) == ("Они платили", "ru", "ann")
    assert session.translate(coding, "Они платили", "ru").message == ""
    session.undo()
    assert only(session).translation == ""


def test_a_memo_a_translation_and_a_star_go_with_the_coding_in_one_act(session: CodingSession) -> None:
    session.mark_done()
    before = queries.rows(session.project)
    event = session.apply(at("They paid"), ["paid"], memo="hm", said=Said("Они платили", "ru", "ann", True))
    found = only(session)
    assert (found.star, found.translation, found.translator) == (True, "Они платили", "ann")
    assert [memo.text for memo in session.memos("coding", event.codings[0])] == ["hm"]
    assert queries.rows(session.project) == before + 1


def test_a_new_code_and_its_first_coding_are_one_act_and_one_undo(session: CodingSession) -> None:
    text = (session.folder / "codebook.yaml").read_bytes()
    session.mark_done()
    before = queries.rows(session.project)
    event = session.apply(at("nobody repaid"), ["paid"], new="Nobody repaid")
    assert sorted(coding.code for coding in session.codings) == ["nobody-repaid", "paid"]
    assert session.codebook.label(event.codes[-1]) == "Nobody repaid"
    assert queries.rows(session.project) == before + 1
    session.undo()
    assert not session.codings
    assert (session.folder / "codebook.yaml").read_bytes() == text
    session.redo()
    assert len(session.codings) == 2
    assert "nobody-repaid" in session.codebook.by_id


def test_no_new_code_in_a_frozen_or_broken_codebook(session: CodingSession) -> None:
    file = session.folder / "codebook.yaml"
    file.write_text("settings: {frozen: yes}\n" + BOOK, encoding="utf-8")
    session.check_outside()
    with pytest.raises(CodebookError, match="frozen"):
        session.apply(at("They paid"), [], new="More")
    file.write_text("codes: [", encoding="utf-8")
    session.check_outside()
    with pytest.raises(CodebookError):
        session.apply(at("They paid"), [], new="More")
    assert not session.codings
    file.write_text(BOOK, encoding="utf-8")
    session.check_outside()


def test_repeats_are_the_very_words_as_whole_words_in_speech_and_not_yet_coded(session: CodingSession) -> None:
    [coding] = session.apply(at("we paid"), ["paid"]).codings
    assert [(one.document, one.span) for one in session.repeats(coding)] == [("two", at("we paid", TWO))]
    [coding] = session.apply(at("paid"), ["silence"]).codings
    found = session.repeats(coding)
    assert [one.document for one in found] == ["one", "one", "one", "two", "two", "two"]
    assert all(one.version.text[one.span.start : one.span.end] == "paid" for one in found)
    assert found[0].before.endswith("we ")
    event = session.apply_to_repeats(coding, found[1:])
    assert event.message == "Applied Silence to 5 repeats of “paid”. Ctrl+Z takes it back."
    assert [one.span for one in session.repeats(coding)] == [found[0].span]
    assert len(queries.codings(session.project, code="silence")) == 6
    session.undo()
    assert len(queries.codings(session.project, code="silence")) == 1


def test_overlapping_passages_of_one_code_are_joined_in_one_act(session: CodingSession) -> None:
    session.apply(at("They paid"), ["paid"], memo="first")
    session.apply(at("The cafe\u0301 paid"), ["paid"])
    session.apply(at("paid, we"), ["silence"])
    wide = Span(at("we paid").start, at("paid too").end)
    assert [one.quote for one in session.overlapping(wide, ["paid"])] == ["The cafe\u0301 paid"]
    across = Span(at("paid, we").start, at("paid too").end)
    assert len(session.overlapping(across, ["paid"])) == 2
    session.join(across, ["paid"])
    own = [one for one in session.codings if one.code == "paid"]
    assert [one.quote for one in own] == ["They paid, we paid. The cafe\u0301 paid too"]
    assert [memo.text for memo in session.memos("coding", own[0].id)] == ["first"]
    assert session.join(at("we paid"), ["paid"]).message == "Paid coverage covers this passage already."
    session.undo()
    assert [one.quote for one in session.codings if one.code == "paid"] == ["They paid", "The cafe\u0301 paid"]


def test_the_same_passage_again_is_no_overlap(session: CodingSession) -> None:
    session.apply(at("They paid"), ["paid"])
    assert session.overlapping(at("They paid"), ["paid"]) == ()
    assert session.overlapping(at(" They paid"), ["paid"]) == ()
    assert session.overlapping(at("paid, we"), ["silence"]) == ()


KINDS = ("apply", "ends", "recode", "join", "remove", "repeats", "new")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(STEPS)
def test_undoing_everything_returns_to_the_start_and_redoing_it_to_the_end(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    root = _make(tmp_path_factory.mktemp("steps") / "p")
    with_file = (root / "codebook.yaml").read_bytes()
    session = CodingSession(root, "ann")
    session.open("one")
    for name, a, b in steps:
        span = Span(13 + a, min(len(ONE), 14 + a + b))
        own = [coding.id for coding in session.codings]
        try:
            if name == "apply":
                session.apply(span, [("paid", "silence")[b % 2]])
            elif name == "new":
                session.apply(span, [], new=f"Made {a} {b}")
            elif name == "join":
                session.join(span, ["paid"])
            elif own and name == "ends":
                session.move_ends(own[a % len(own)], span)
            elif own and name == "recode":
                session.recode([own[a % len(own)]], ("paid", "silence")[b % 2])
            elif own and name == "remove":
                session.remove([own[a % len(own)]])
            elif own:
                session.apply_to_repeats(own[a % len(own)], session.repeats(own[a % len(own)])[: 1 + b % 3])
        except CodingError:
            pass
        assert all(coding.quote == ONE[coding.start : coding.end] for coding in session.codings)
    end = session.codings, (root / "codebook.yaml").read_bytes()
    turns = 0
    while session.next_undo():
        session.undo_now()
        turns += 1
    assert not session.codings
    assert (root / "codebook.yaml").read_bytes() == with_file
    for _ in range(turns):
        session.redo()
    assert (session.codings, (root / "codebook.yaml").read_bytes()) == end
    assert list(store.verify(session.project)) == []
    session.close()


def test_the_shell_amends_through_the_same_functions(
    session: CodingSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_CODER", "ann")

    def quoth(*words: str) -> str:
        capsys.readouterr()
        code = run(["-C", str(session.folder), *words])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        session.reload()
        return printed.out

    [coding] = session.apply(at("we paid"), ["paid"]).codings
    assert quoth("codings", "recode", coding, "silence", "--dry-run") == "Would recode 1 coding to Silence.\n"
    assert "quoth undo takes it back" in quoth("codings", "recode", coding, "silence")
    assert only(session).code == "silence"
    span = at("They paid, we")
    quoth("codings", "move", coding, str(span.start), str(span.end))
    assert only(session).quote == "They paid, we"
    quoth("codings", "star", coding)
    quoth("codings", "translate", coding, "Они платили", "--in", "ru")
    assert (only(session).star, only(session).translation) == (True, "Они платили")
    assert "Would apply the code to 1 repeat." in quoth("codings", "repeats", coding, "--dry-run")
    assert "Applied Silence to 1 repeat of “They paid, we”." in quoth("codings", "repeats", coding)
    assert "nowhere else" in quoth("codings", "repeats", coding)
