"""Finding words in texts: what is found, and where."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from quoth.cli import run
from quoth.errors import UsageError
from quoth.finding import MOST, Mode, Query, Text, search
from quoth.model.text import Turn

LETTERS = st.text(st.sampled_from("аёеabй\u0306иЁ -.e\u0301İß"), max_size=12)


def text_of(*turns: tuple[str, str]) -> Text:
    """A text with turns of `(speaker, words)`."""
    parts, found, at = [], [], 0
    for speaker, words in turns:
        label = f"{speaker}: " if speaker else ""
        found.append(Turn(at, at + len(label) + len(words), at + len(label), speaker))
        parts.append(label + words)
        at += len(parts[-1]) + 1
    return Text.of("v", "doc", "\n".join(parts), tuple(found))


def found(text: Text, words: str, mode: Mode = Mode.PHRASE) -> list[str]:
    return [one.text.text[one.span.start : one.span.end] for one in search([text], Query(words, mode))]


def test_a_phrase_is_found_in_any_case_and_with_either_form_of_a_letter() -> None:
    text = text_of(("A", "Её ещё ждут. ЕЩЕ раз."), ("B", "и\u0306ог и йог, иог"))
    assert found(text, "еще") == ["ещё", "ЕЩЕ"]
    assert found(text, "йог") == ["и\u0306ог", "йог"]
    assert found(text, "го") == []
    assert found(text, "") == []


def test_names_of_speakers_are_not_words_that_were_said() -> None:
    assert found(text_of(("Anna", "Anna knows."), ("Anna", "Yes.")), "anna") == ["Anna"]


def test_nothing_is_found_over_the_end_of_a_turn() -> None:
    text = text_of(("", "one two"), ("", "three"))
    assert found(text, "two\nthree") == []
    assert found(text, r"two\s+three", Mode.REGEX) == []


def test_whole_words() -> None:
    text = text_of(("", "газета, газеты: газета-мечта «газета» агазета"))
    assert found(text, "газета", Mode.WORDS) == ["газета"] * 3
    assert found(text, " газета ", Mode.WORDS) == ["газета"] * 3
    assert found(text_of(("", "C++ and C, a c++x")), "c++", Mode.WORDS) == ["C++", "c++"]
    assert found(text_of(("", "и\u0306ог")), "и", Mode.WORDS) == []


def test_a_regular_expression_sees_lines_and_no_case() -> None:
    text = text_of(("A", "Paid 300 somoni."), ("B", "We paid 20, ещё 1."))
    assert found(text, r"paid \d+", Mode.REGEX) == ["Paid 300", "paid 20"]
    assert found(text, r"ещё \d", Mode.REGEX) == found(text, r"ЕЩЕ \d", Mode.REGEX) == ["ещё 1"]
    assert found(text, r"[ё]щ", Mode.REGEX) == ["ещ"]
    assert found(text, r"x*", Mode.REGEX) == []


@pytest.mark.parametrize("pattern", ["(", "[", "a{2", "*", "(?P<a", "a**+"])
def test_what_is_no_regular_expression_is_told(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        with pytest.raises(UsageError, match="no regular expression"):
            list(search([text_of(("", "a"))], Query(pattern, Mode.REGEX)))


def test_a_catastrophic_expression_is_broken_off() -> None:
    text = text_of(("", "a" * 60 + "!"))
    started = time.process_time()
    with pytest.raises(UsageError, match="too long") as told:
        list(search([text], Query("(a|aa)+$", Mode.REGEX)))
    assert "repeats" in told.value.hint
    assert time.process_time() - started < 5


def test_words_spelled_otherwise() -> None:
    text = text_of(("", "The grantoyedi, the grantoedy, granteaters, and Grantoyedy came; grant ends."))
    assert found(text, "grantoyedi", Mode.FUZZY) == ["grantoyedi", "grantoedy", "Grantoyedy"]
    text = text_of(("", "гражданское общество, гражданскому обществу, город общества"))
    assert found(text, "гражданское общество", Mode.FUZZY) == ["гражданское общество", "гражданскому обществу"]
    assert found(text_of(("", "cat car cart")), "cat", Mode.FUZZY) == ["cat"]
    assert found(text, "!!", Mode.FUZZY) == []


@given(
    st.lists(
        st.sampled_from(["газета", "газеты", "гзаета", "азета", "и", "мир", "_", "газетаа", "o'газета"]), max_size=9
    ),
    st.lists(st.sampled_from(["газета", "газет", "и", "мир"]), min_size=1, max_size=2),
)
def test_other_spellings_are_those_of_the_words_one_by_one(said: list[str], wanted: list[str]) -> None:
    line = " ".join(said)
    words = [(match[0], match.start(), match.end()) for match in re.finditer(r"[^\W_]+", line)]
    most = {"газета": 2, "газет": 1, "и": 0, "мир": 0}
    expected, at = [], 0
    while at <= len(words) - len(wanted):
        pairs = zip(wanted, words[at:], strict=False)
        if all(OSA.distance(one, word[0]) <= most[one] for one, word in pairs):
            expected.append(line[words[at][1] : words[at + len(wanted) - 1][2]])
            at += len(wanted)
        else:
            at += 1
    assert found(text_of(("", line)), " ".join(wanted), Mode.FUZZY) == expected


def test_searching_ends_when_it_is_cancelled() -> None:
    seen: list[str] = []

    def texts() -> object:
        for name in ("one", "two", "three"):
            seen.append(name)
            yield text_of(("", "word " + name))

    hits = search(texts(), Query("word"), cancelled=lambda: len(seen) > 1)  # type: ignore[arg-type]
    assert [one.text.text for one in hits] == ["word one"]


def test_there_is_an_end_to_what_is_found() -> None:
    assert len(list(search([text_of(("", "a" * (MOST + 5)))], Query("a")))) == MOST


@given(LETTERS, LETTERS)
def test_what_is_found_is_in_order_and_folds_to_what_was_asked(words: str, phrase: str) -> None:
    from quoth.model.fold import fold_text

    text = text_of(("", words))
    for mode in (Mode.PHRASE, Mode.WORDS):
        at = 0
        for one in search([text], Query(phrase, mode)):
            assert at <= one.span.start < one.span.end
            at = one.span.end
            assert fold_text(phrase).strip() in fold_text(text.text[one.span.start : one.span.end])


@given(LETTERS)
def test_every_phrase_of_a_text_is_found_in_it(words: str) -> None:
    text = text_of(("", f"x {words} x"))
    assert not words.strip() or found(text, words.strip())


def test_the_shell_looks_in_the_same_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("- Fee\n", encoding="utf-8")
    (tmp_path / "transcripts" / "one.txt").write_text("A: A fee, coffee and fees.\nB: Feed us.\n", encoding="utf-8")

    def places(*options: str) -> list[str]:
        assert run(["-C", str(tmp_path), "search", *options, "--json"]) == 0
        hits = json.loads(capsys.readouterr().out)["hits"]
        text = "A: A fee, coffee and fees.\nB: Feed us."
        return [text[one["start"] : one["end"]] for hit in hits for one in hit["places"]]

    assert places("fee", "--words") == ["fee"]
    assert places("fee", "--inside") == ["fee", "fee", "fee", "Fee"]
    assert places("fe+d?s?", "--regex") == ["fee", "fee", "fees", "Feed"]
    assert places("feed", "--fuzzy") == ["fee", "fees", "Feed"]
    assert places("fee", "--words", "--document", "one") == ["fee"]
    assert run(["-C", str(tmp_path), "search", "(", "--regex"]) == 2
    assert run(["-C", str(tmp_path), "search", "fee", "--document", "two"]) == 2
