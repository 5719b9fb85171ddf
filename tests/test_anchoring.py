"""Codings carried over to a corrected text: never onto other words without saying so."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth import anchoring
from quoth.anchoring import reanchor_turns
from quoth.model.coding import Outcome, Verdict
from quoth.model.text import Span, Turn
from quoth.readers import plain

TEXT = """Interviewer: Did the paper come?

Aizada: They came in March. «Pay first», they said, and we paid at once. Nobody else wrote about the school roof.

Interviewer: And the radio?

Бакыт: Никогда. Там никто не говорит на нашем языке, поэтому мы и не ждали их. Yes.

Interviewer: And then?

Aizada: Cafe\u0301 talk, 👩‍👩‍👧 and tea with the editor. Yes. We wrote to them twice about the money. Yes.
"""


def carried(old: str, new: str, words: str, nth: int = 0) -> Outcome:
    """What becomes of the nth place of some words."""
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    [outcome] = anchoring.reanchor(old, new, {"c": Span(start, start + len(words))})
    if outcome.quote:
        assert new[outcome.start : outcome.end] == outcome.quote
    assert outcome.before == words
    return outcome


PASSAGES = [
    "They came in March.",
    "we paid",
    "Там никто не говорит на нашем языке",
    "👩‍👩‍👧",
    "Yes.",
    "Did the paper come?",
]


@pytest.mark.parametrize("words", PASSAGES)
def test_the_same_text_keeps_everything(words: str) -> None:
    outcome = carried(TEXT, TEXT, words)
    assert (outcome.verdict, outcome.start) == (Verdict.KEPT, TEXT.index(words))


@pytest.mark.parametrize("words", PASSAGES)
def test_turns_inserted_at_the_top_shift_every_coding(words: str) -> None:
    top = "Interviewer: May I record this?\n\nAizada: Please do.\n\n"
    outcome = carried(TEXT, top + TEXT, words)
    assert (outcome.verdict, outcome.start) == (Verdict.KEPT, len(top) + TEXT.index(words))


@pytest.mark.parametrize("words", [p for p in PASSAGES if p != "Yes."])
def test_renamed_speakers_leave_every_coding_on_its_words(words: str) -> None:
    old = f"A note: the recording begins late, after the greetings.\n\n{TEXT}"
    new = old.replace("Aizada:", "P1:").replace("Бакыт:", "P2:").replace("Interviewer:", "I:")
    outcome = carried(old, new, words)
    assert (outcome.verdict, outcome.quote) == (Verdict.KEPT, words)


def test_a_short_turn_at_the_top_is_not_kept_where_all_around_it_changed() -> None:
    old = "Interviewer: Why?\n\nAnna: They asked us for money, and for a story with photographs too.\n"
    new = f"Interviewer: Why?\n\nInterviewer: \n\n{old[19:]}"
    assert carried(old, new, "Why?").verdict is not Verdict.KEPT


def test_a_typo_mended_in_a_coding_is_a_change_with_its_old_and_new_words() -> None:
    outcome = carried(TEXT.replace("paid at once", "payd at onse"), TEXT, "they said, and we payd at onse.")
    assert (outcome.verdict, outcome.quote) == (Verdict.CHANGED, "they said, and we paid at once.")
    assert anchoring.ALIKE <= outcome.similarity < 1


def test_a_change_at_the_edge_of_a_coding_takes_whole_words() -> None:
    outcome = carried(TEXT, TEXT.replace("we paid at once. Nobody", "we have payed. Nobody"), "and we paid at once.")
    assert outcome.verdict is Verdict.LOST or outcome.quote == "and we have payed."


def test_a_deleted_passage_is_lost_and_not_guessed() -> None:
    words = "Nobody else wrote about the school roof."
    outcome = carried(TEXT, TEXT.replace(f" {words}", ""), words)
    assert (outcome.verdict, outcome.quote) == (Verdict.LOST, "")
    assert outcome.start == TEXT.index(words)


def test_a_passage_replaced_by_another_is_lost() -> None:
    words = "Nobody else wrote about the school roof."
    assert carried(TEXT, TEXT.replace(words, "The weather was fine, as ever in June."), words).verdict is Verdict.LOST


def test_a_sentence_put_elsewhere_is_moved_with_all_codings_in_it() -> None:
    words = "We wrote to them twice about the money."
    new = TEXT.replace(f" {words}", "").replace("They came in March.", f"{words} They came in March.")
    for passage in (words, "wrote to them twice"):
        outcome = carried(TEXT, new, passage)
        assert (outcome.verdict, outcome.start) == (Verdict.MOVED, new.index(passage))


def test_of_equal_sentences_side_by_side_none_is_guessed() -> None:
    old = TEXT.replace("They came in March.", "They came in March. They came in March.")
    for nth in (0, 1):
        assert carried(old, TEXT, "They came in March.", nth).verdict is Verdict.LOST


def test_a_repeated_word_is_told_by_its_place() -> None:
    new = TEXT.replace("Did the paper come?", "Did the newspapers come?")
    for nth in range(3):
        outcome = carried(TEXT, new, "Yes.", nth)
        assert outcome.verdict is Verdict.KEPT
        assert new[: outcome.start].count("Yes.") == nth


def test_where_a_repeated_word_lost_its_company_it_is_not_kept() -> None:
    old = "Anna: Yes.\n\nBoris: Yes.\n\nAnna: Yes.\n"
    new = "Vera: No.\n\nAnna: Yes.\n\nVera: No, never.\n"
    for nth in range(3):
        assert carried(old, new, "Yes.", nth).verdict in (Verdict.LOST, Verdict.CHANGED)


def test_words_that_became_part_of_a_word_are_not_kept() -> None:
    outcome = carried("Anna: We heard the king speak of it.\n", "Anna: We heard the kingdom speak of it.\n", "king")
    assert outcome.verdict in (Verdict.LOST, Verdict.CHANGED)


def test_a_change_never_cuts_a_character_in_two() -> None:
    outcome = carried(TEXT, TEXT.replace("and tea with", "und tee with"), "Cafe\u0301 talk, 👩‍👩‍👧 and tea")
    assert outcome.quote == "Cafe\u0301 talk, 👩‍👩‍👧 und tee"


def test_a_text_against_nothing_loses_everything() -> None:
    assert carried(TEXT, "", "we paid").verdict is Verdict.LOST
    assert carried(TEXT, "Something else altogether.\n", "we paid").verdict is Verdict.LOST


words = st.lists(st.sampled_from(["да", "we", "paid", "Yes.", "them", "no", "радио", "👩‍👧", "é", "roof"]), max_size=30)
texts = words.map(" ".join)


@given(texts, texts, st.integers(0, 100), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_what_is_kept_or_moved_is_the_very_words(old: str, new: str, at: int, length: int) -> None:
    span = Span(min(at, max(0, len(old) - 1)), min(len(old), at + length))
    if span.start >= span.end:
        return
    [outcome] = anchoring.reanchor(old, new, {"c": span})
    before = old[span.start : span.end]
    assert outcome.before == before
    if outcome.verdict is Verdict.LOST:
        assert outcome.quote == ""
    else:
        assert new[outcome.start : outcome.end] == outcome.quote != ""
    if outcome.verdict in (Verdict.KEPT, Verdict.MOVED):
        assert outcome.quote == before
    if old == new:
        assert (outcome.verdict, outcome.start) == (Verdict.KEPT, span.start)


SENTENCES = [
    f"Sentence {number} tells of {a} and of {b}."
    for number, (a, b) in enumerate(
        [
            ("money", "bread"),
            ("roofs", "rain"),
            ("радио", "газета"),
            ("councils", "wells"),
            ("roads", "goats"),
            ("letters", "stamps"),
            ("schools", "teachers"),
            ("elections", "rumours"),
        ]
    )
]


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)), st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_sentences_told_apart_by_their_words_are_found_wherever_they_go(
    order: list[int], gone: set[int], coded: int
) -> None:
    old = "Anna: " + " ".join(SENTENCES) + "\n"
    new = "Anna: " + " ".join(SENTENCES[number] for number in order if number not in gone) + "\n"
    outcome = carried(old, new, SENTENCES[coded])
    if coded in gone:
        assert outcome.verdict in (Verdict.LOST, Verdict.CHANGED)
        assert outcome.quote != SENTENCES[coded]
    else:
        assert (outcome.verdict in (Verdict.KEPT, Verdict.MOVED), outcome.quote) == (True, SENTENCES[coded])


@given(st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), texts), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_coding_is_kept_on_characters_of_which_none_is_its_own(seed: int, edits: list[tuple[int, int, str]]) -> None:
    new, origin = TEXT, list(range(len(TEXT)))
    for at, length, said in edits:
        new = new[:at] + said + new[at + length :]
        origin[at : at + length] = [-1] * len(said)
    draw = random.Random(seed)
    start = draw.randrange(len(TEXT) - 30)
    span = Span(start, start + draw.randint(12, 30))
    [outcome] = anchoring.reanchor(TEXT, new, {"c": span})
    if outcome.verdict in (Verdict.KEPT, Verdict.MOVED):
        own = zip(origin[outcome.start : outcome.end], range(span.start, span.end), strict=True)
        assert any(place == at for place, at in own)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Yes.\n" * 20_000, "No.\n" + "Yes.\n" * 20_000),
        ("a" * 60_000, "a" * 30_000 + "b" + "a" * 30_000),
        ("да " * 40_000, "нет да " * 20_000),
        ("".join(f"word{n} " for n in range(30_000)), "".join(f"word{n} " for n in reversed(range(30_000)))),
    ],
    ids=["equal lines", "one word", "two words", "reversed"],
)
def test_hostile_texts_take_no_quadratic_time(old: str, new: str) -> None:
    spans = {f"c{n}": Span(n * 50, n * 50 + 30) for n in range(200)}
    start = time.process_time()
    assert len(anchoring.reanchor(old, new, spans)) == 200
    assert time.process_time() - start < 5


QUESTIONS = [
    "Did you pay the newspaper for the story last spring?",
    "Was the editor present when the letter arrived?",
    "Have you ever refused an interview with the radio?",
    "Do donors ask you about the coverage each year?",
]


def answers(*pairs: tuple[str, str]) -> str:
    return "\n\n".join(f"Interviewer: {question}\n\nAizada: {answer}" for question, answer in pairs) + "\n"


def test_a_short_answer_goes_where_its_question_goes_and_never_under_another() -> None:
    asked = [(question, "Yes.") for question in QUESTIONS]
    old, new = answers(*asked), answers(asked[1], asked[0], *asked[2:])
    for nth, question in enumerate(QUESTIONS):
        outcome = carried(old, new, "Yes.", nth)
        assert outcome.verdict in (Verdict.KEPT, Verdict.MOVED)
        assert new[: outcome.start].endswith(f"{question}\n\nAizada: ")
    assert {carried(old, new, "Yes.", nth).verdict for nth in (0, 1)} == {Verdict.KEPT, Verdict.MOVED}
    far = answers(asked[3], asked[1], asked[2], asked[0])
    for nth, question in enumerate(QUESTIONS):
        outcome = carried(old, far, "Yes.", nth)
        assert outcome.verdict is Verdict.LOST or far[: outcome.start].endswith(f"{question}\n\nAizada: ")


def test_a_short_answer_stays_with_its_question_whatever_becomes_of_its_neighbours() -> None:
    old = answers((QUESTIONS[0], "Yes."), (QUESTIONS[1], "Yes."), (QUESTIONS[2], "Yes."))
    new = answers(("What do they ask?", "Money."), (QUESTIONS[1], "Yes."), ("And then?", "We paid at last."))
    outcome = carried(old, new, "Yes.", 1)
    assert (outcome.verdict, new[: outcome.start].count("Yes.")) == (Verdict.KEPT, 0)


def test_a_short_answer_whose_question_was_put_otherwise_is_shown() -> None:
    old = answers((QUESTIONS[0], "No."), (QUESTIONS[1], "Yes."), (QUESTIONS[2], "No."))
    other = answers((QUESTIONS[0], "No."), ("Who else knows of this money?", "Yes."), (QUESTIONS[2], "No."))
    assert carried(old, other, "Yes.").verdict is Verdict.CHANGED
    alike = answers(
        (QUESTIONS[0], "No."), ("Was the chief editor present when it arrived?", "Yes."), (QUESTIONS[2], "No.")
    )
    assert carried(old, alike, "Yes.").verdict is Verdict.KEPT


def test_a_short_answer_whose_question_is_asked_twice_is_not_guessed_when_one_is_taken_out() -> None:
    twice = [("And what happened then?", "No.")] * 2
    old = answers((QUESTIONS[0], "Yes."), *twice, (QUESTIONS[1], "Yes."))
    new = answers((QUESTIONS[0], "Yes."), twice[0], (QUESTIONS[1], "Yes."))
    assert {carried(old, new, "No.", nth).verdict for nth in (0, 1)} <= {Verdict.LOST, Verdict.CHANGED}


def test_of_a_sentence_and_its_like_put_beside_it_none_is_taken_for_the_old_one() -> None:
    new = TEXT.replace("They came in March.", "They cane in March. They came in March.")
    for passage in ("They came in March.", "came in"):
        assert carried(TEXT, new, passage).verdict is not Verdict.MOVED
    assert carried(TEXT, new, "They came in March.").verdict is not Verdict.KEPT


def test_of_words_that_were_said_again_beside_a_passage_it_is_not_known_which_are_its_own() -> None:
    old = TEXT.replace("They came in March.", "Yes, of course. No.")
    new = old.replace("Yes, of course. No.", "Yes, of course. Yes, of course. No.")
    assert carried(old, new, "Yes, of course. No.").verdict is not Verdict.KEPT


def test_a_question_that_many_are_asked_does_not_make_another_answer_to_it_the_old_one() -> None:
    stock, paid = "And what happened then?", "They asked for money."
    last = [(QUESTIONS[2], "No."), (stock, paid), (QUESTIONS[3], "We never did that, to be honest with you.")]
    old = answers((QUESTIONS[0], "Yes."), (stock, paid), (QUESTIONS[1], "Nobody has ever asked us."), *last)
    new = answers(("Who reads it?", "Neighbours."), (stock, paid), ("And who pays?", "Mm."), last[0], last[2])
    assert carried(old, new, paid, 0).verdict is not Verdict.KEPT


def test_an_answer_is_not_moved_to_its_question_asked_anew_where_it_stands_with_a_slip_of_the_pen() -> None:
    question, paid = "Did a newspaper come to you?", "We paid, as everyone does."
    between = [(f"Question {number} is about the year {1990 + number}?", f"That was {number}.") for number in range(40)]
    old = answers(*between, (question, paid), (QUESTIONS[2], "No."))
    new = answers((question, paid), *between, ("Did a newspaper come to yyou?", paid), (QUESTIONS[2], "No."))
    outcome = carried(old, new, paid)
    assert (outcome.verdict, outcome.start) == (Verdict.CHANGED, new.rindex(paid))


def turns_of(text: str) -> tuple[Turn, ...]:
    return plain.as_turns(text)[0]


def renamed(old: str, new: str, words: str, nth: int = 0) -> Outcome:
    at = -1
    for _ in range(nth + 1):
        at = old.index(words, at + 1)
    [outcome] = reanchor_turns(old, turns_of(old), new, turns_of(new), {"c": Span(at, at + len(words))})
    return outcome


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Interviewer:", "I:").replace("Aizada:", "Participant 1:"),
        lambda text: text.replace("Interviewer:", "[00:01:02] Interviewer:").replace("Aizada:", "[00:02:03] Aizada:"),
        lambda text: text.replace("Interviewer: ", "").replace("Aizada: ", ""),
    ],
)
def test_short_answers_stay_where_all_speakers_are_called_otherwise(change: Callable[[str], str]) -> None:
    old = answers((QUESTIONS[0], "Yes."), ("Why?", "No."), (QUESTIONS[1], "Yes."), ("And?", "I do not know."))
    new = change(old)
    for words, nth in (("Yes.", 0), ("No.", 0), ("Yes.", 1), ("I do not know.", 0), ("Why?", 0)):
        outcome = renamed(old, new, words, nth)
        assert (outcome.verdict, outcome.quote) == (Verdict.KEPT, words)
        assert new[: outcome.start].count(words) == nth
        assert new[outcome.start : outcome.end] == words


def test_a_passage_with_a_name_in_it_is_changed_where_the_name_is() -> None:
    old = answers((QUESTIONS[0], "Yes."), (QUESTIONS[1], "No."))
    passage = "Yes.\n\nInterviewer: Was"
    assert renamed(old, old.replace("Interviewer:", "I:"), passage).verdict is not Verdict.KEPT
