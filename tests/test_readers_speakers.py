"""Who speaks: labels, turns, times and roles in plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth.model.text import Kind, Role, Transcript
from quoth.readers import Options, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def spoken(folder: Path, text: str, *declared: str) -> Transcript:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    (transcript,) = read(path, Options(speakers=declared))
    assert transcript.text == text
    return transcript


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, transcript.text[turn.speech : turn.end]) for turn in transcript.turns]


def roles(transcript: Transcript) -> dict[str, str]:
    return {turn.speaker: turn.role.value for turn in transcript.turns if turn.speaker}


def test_a_turn_runs_from_its_label_to_the_next(folder: Path) -> None:
    text = "Osh, in spring\n\nAida: We pay.\n\nEvery time.\n\nBek:\n  And then? \n\nAida: They print.\n\n\nBek: Ah.\n\n"
    transcript = spoken(folder, text)
    assert said(transcript) == [
        ("", "Osh, in spring"),
        ("Aida", "We pay.\n\nEvery time."),
        ("Bek", "And then?"),
        ("Aida", "They print."),
        ("Bek", "Ah."),
    ]
    first, second = transcript.turns[:2]
    assert first.kind is Kind.PARAGRAPH
    assert second.kind is Kind.SPEECH
    assert text[second.start :].startswith("Aida: We pay.")


def test_times_are_kept_in_seconds_whatever_the_form(folder: Path) -> None:
    text = (
        "[00:01:03] Aida: We pay.\nBek (02:05): Why?\n"
        "Aida  2:10\nBecause.\nBek\t1:00:00.5\nOh.\n(03:00) Aida: Yes.\nBek：да"
    )
    transcript = spoken(folder, text)
    assert [(turn.speaker, turn.time) for turn in transcript.turns] == [
        ("Aida", 63.0),
        ("Bek", 125.0),
        ("Aida", 130.0),
        ("Bek", 3600.5),
        ("Aida", 180.0),
        ("Bek", None),
    ]
    assert said(transcript)[2:4] == [("Aida", "Because."), ("Bek", "Oh.")]


def test_what_only_looks_like_a_label_is_text(folder: Path) -> None:
    text = (
        "Aida: We pay.\nhttp://example.org and more\nhttp://example.net\n12:30 we met\n12:45 we left\n"
        "What I mean is: they ask.\nNote: it was late.\nNote: very late.\nBek:no blank\n"
        "Aida: Yes.\nP1:Well.\nP1:Indeed.\n"
        "this is a very long line of words: it has too many\nthis is a very long line of words: it has too many\n"
    )
    assert [speaker for speaker, _ in said(spoken(folder, text))] == ["Aida", "Aida", "P1", "P1"]


def test_a_known_label_needs_no_blank_after_its_colon(folder: Path) -> None:
    assert said(spoken(folder, "Aida: One.\nAida: Two.\nAida:Three.")) == [
        ("Aida", "One."),
        ("Aida", "Two."),
        ("Aida", "Three."),
    ]


def test_a_name_that_heads_one_turn_is_none_unless_declared(folder: Path) -> None:
    text = "Aida: We pay.\nBek: Why?\nAida: Because.\n"
    transcript = spoken(folder, text)
    assert {speaker for speaker, _ in said(transcript)} == {"Aida"}
    assert any("“Bek”" in note for note in transcript.notes)
    assert {speaker for speaker, _ in said(spoken(folder, text, "BEK"))} == {"Aida", "BEK"}


def test_spellings_of_one_name_are_one_speaker(folder: Path) -> None:
    assert {speaker for speaker, _ in said(spoken(folder, "R1.: Yes.\nr1: No.\nR1: Well.\nR1: So."))} == {"R1"}


def test_decomposed_names_are_names(folder: Path) -> None:
    assert {speaker for speaker, _ in said(spoken(folder, "Андреи\u0306: Да.\nАндреи\u0306: Нет."))} == {"Андре\u0439"}


def test_too_many_names_are_no_speakers(folder: Path) -> None:
    text = "".join(f"Name{chr(97 + n // 26)}{chr(97 + n % 26)}: yes\n" * 2 for n in range(61))
    transcript = spoken(folder, text)
    assert {turn.kind for turn in transcript.turns} == {Kind.PARAGRAPH}
    assert any("61 names" in note for note in transcript.notes)


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Interviewer", "Aida"),
        ("INT", "P1"),
        ("I", "R"),
        ("Q", "A"),
        ("M", "Bek"),
        ("Moderator 2", "Aida"),
        ("Interviewer (Nur)", "Aida (NGO)"),
        ("Интервьюер", "Айсулуу"),
        ("Модератор", "Респондент 1"),
        ("И", "Р"),
        ("Инт.", "Айсулуу"),
        ("В", "О"),
        ("Алып баруучу", "Айсулуу"),
        ("Сурап жаткан", "Айсулуу"),
        ("Сұхбат жүргізуші", "Әсел"),
        ("Muxbir", "Gʻulom"),
        ("С", "Ж"),
    ],
)
def test_who_asks_is_known_by_the_label(folder: Path, asks: str, answers: str) -> None:
    text = f"{asks}: Tell us.\n{answers}: Why? Why me?\n{asks}: Please.\n{answers}: Why not?\n"
    assert roles(spoken(folder, text)) == {
        asks: Role.INTERVIEWER.value,
        answers: Role.PARTICIPANT.value,
    }


def test_who_asks_is_else_inferred_from_clearly_most_questions(folder: Path) -> None:
    text = (
        "Nur: Who pays?\nAida: We do.\nNur: Why?\nBek: They ask, you see?\nNur: And then?\nAida: Silence.\nBek: Yes.\n"
    )
    transcript = spoken(folder, text)
    assert roles(transcript) == {"Nur": "interviewer", "Aida": "participant", "Bek": "participant"}
    assert any("“Nur”" in note for note in transcript.notes)
    even = "Nur: Who?\nAida: Why?\nNur: And?\nAida: What?\n"
    assert set(roles(spoken(folder, even)).values()) == {""}
    assert roles(spoken(folder, "Aida: Why?\nAida: Who?\n")) == {"Aida": ""}
    assert roles(spoken(folder, "Respondent: We pay.\nRespondent: Always.\n")) == {"Respondent": "participant"}
