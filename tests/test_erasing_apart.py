"""Withdrawal among copies: all lose the same words, whoever hears of it when, and nothing written knowingly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import copies
from quoth import store
from quoth.model.text import Span, Version, version_id
from quoth.store import queries, writing
from quoth.store.passages import BLOCK
from support import apply, assert_sound, document, place, problems, rows, tables, transcript, version

WORDS = "Zulfiya paid"
SAID = (("Dana", f"It was {WORDS} for it. She came twice. Money came late."),)
LEFT = f"{BLOCK * 7} {BLOCK * 4}"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[copies.Team]:
    """Two copies with one interview and a coding of Ben's on the words."""
    team = copies.Team(tmp_path, 2)
    writing.add_documents(team.copies[0], "ann", [transcript("dana", SAID)])
    team.exchange()
    apply(team.copies[1], "ben", f"{WORDS} for it", "paid", "dana")
    team.exchange()
    yield team
    team.close()


def erase(team: copies.Team, words: str = WORDS, copy: int = 0) -> None:
    """Withdraw words in one copy."""
    text = version(team.copies[copy], "dana")
    store.erase_span(team.copies[copy], "ann", text, place(text, words), "withdrawn")


def settled(team: copies.Team) -> store.Project:
    """Bring the copies together; they are the same, sound, and without the words in every byte."""
    team.exchange()
    copies.check(team)
    for project in team.copies:
        assert_sound(project)
        store.close(project)
    for project in team.copies:
        assert b"Zulfiya" not in b"".join(file.read_bytes() for file in project.folder.rglob("*") if file.is_file())
    shared = [file for file in (team.folder / copies.SHARED).rglob("*") if file.is_file()]
    assert shared
    assert not any("Zulfiya" in file.read_text() for file in shared)
    team.copies[:] = [store.opened(project.folder) for project in team.copies]
    return team.copies[1]


def memos(project: store.Project) -> set[str]:
    return {memo.text for memo in queries.memos(project)}


def test_a_memo_written_without_knowing_goes_and_one_written_after_stays(team: copies.Team) -> None:
    a, b = team.copies
    (coded,) = queries.codings(b, coder="ben")
    writing.add_memo(b, "ben", "coding", coded.id, "the aunt of the mayor")
    erase(team)
    writing.add_memo(a, "ann", "coding", coded.id, "withdrawn at her wish")
    both = settled(team)
    assert memos(both) == {BLOCK, "withdrawn at her wish"}
    assert [found.quote for found in queries.codings(both)] == [f"{LEFT} for it"]


def test_words_are_found_by_the_copy_that_has_them(team: copies.Team) -> None:
    b = team.copies[1]
    erase(team)
    writing.add_memo(b, "ben", "project", "", f"Ask about {WORDS}, again {WORDS}.")
    writing.set_attributes(b, "ben", {document(b, "dana").id: {"patron": f"{WORDS}, she says"}})
    both = settled(team)
    assert memos(both) == {f"Ask about {LEFT}, again {LEFT}."}
    assert document(both, "dana").attributes["patron"] == f"{LEFT}, she says"


def test_a_text_made_apart_loses_the_words_too(team: copies.Team) -> None:
    b = team.copies[1]
    before = version(b, "dana")
    text = f"Dana: {WORDS}, I say. " + before.text
    name = version_id(before.document, text)
    after = Version(name, before.document, 2, text, (), before.source)
    writing.revise(b, "ben", after, [])
    apply(b, "ben", WORDS, "silence", "dana")
    erase(team)
    both = settled(team)
    assert version(both, "dana").text == f"Dana: {LEFT}, I say. " + before.text.replace(WORDS, LEFT)
    assert {found.quote for found in queries.codings(both, code="silence")} == {LEFT}


def test_two_erasures_that_overlap_take_both(team: copies.Team) -> None:
    erase(team, "It was Zulfiya", copy=0)
    erase(team, f"{WORDS} for", copy=1)
    both = settled(team)
    assert version(both, "dana").text.startswith(
        "Dana: " + f"{BLOCK * 2} {BLOCK * 3} {BLOCK * 7} {BLOCK * 4} {BLOCK * 3} it."
    )


def test_the_same_text_given_again_comes_without_the_words(team: copies.Team) -> None:
    a = team.copies[0]
    before = version(a, "dana")
    text = before.text + "More."
    after = Version(version_id(before.document, text), before.document, 2, text, before.turns, before.source)
    writing.revise(a, "ann", after, [])
    erase(team)
    writing.revise(a, "ann", replace(before, number=3), [])
    assert version(a, "dana").text == before.text.replace(WORDS, LEFT)
    assert problems(a) == []
    settled(team)


def test_an_erased_document_that_is_imported_again_comes_without_its_erased_passage(team: copies.Team) -> None:
    a = team.copies[0]
    erase(team)
    store.erase_document(a, "ann", document(a, "dana").id, "withdrawn")
    writing.add_documents(a, "ann", [transcript("dana", SAID)])
    assert WORDS not in version(a, "dana").text
    settled(team)


def test_nothing_changes_when_all_is_merged_once_more(team: copies.Team) -> None:
    writing.add_memo(team.copies[1], "ben", "project", "", WORDS)
    erase(team)
    settled(team)
    before = [(tables(project), len(list(store.journal.every(project.connection)))) for project in team.copies]
    assert team.exchange() == 1
    assert before == [(tables(project), len(list(store.journal.every(project.connection)))) for project in team.copies]


@pytest.mark.parametrize("seed", [3016, 5050, 5124, 6091])
def test_courses_in_which_words_are_erased(seed: int) -> None:
    copies.play_one(seed, 90)


def test_a_passage_of_spaces_takes_nothing_else(team: copies.Team) -> None:
    a = team.copies[0]
    text = version(a, "dana")
    at = text.text.index(" came")
    writing.add_memo(a, "ann", "project", "", "two words")
    store.erase_span(a, "ann", text, Span(at, at + 1), "slip")
    assert version(a, "dana").text == text.text
    (stone,) = [row for row in rows(a) if row.action == "erase"]
    assert stone.payload["places"] == {text.id: [[at, at + 1]]}
    assert not stone.payload["strings"]
    assert WORDS in version(settled_apart(team), "dana").text


def settled_apart(team: copies.Team) -> store.Project:
    team.exchange()
    copies.check(team)
    return team.copies[0]
