"""Subtitles and recognised speech: every word, who says it, when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.errors import ReaderError
from quoth.model.text import Transcript
from quoth.readers import Options, read


def one(folder: Path, name: str, content: str, options: Options | None = None) -> Transcript:
    path = folder / name
    path.write_bytes(content.encode())
    (transcript,) = read(path, options or Options())
    return transcript


def spoken(transcript: Transcript) -> list[tuple[str, float | None, str]]:
    return [(turn.speaker, turn.time, transcript.text[turn.speech : turn.end]) for turn in transcript.turns]


def test_voices_are_speakers_and_their_consecutive_cues_one_turn(tmp_path: Path) -> None:
    content = (
        "\ufeffWEBVTT - a title\r\nKind: captions\r\n\r\nSTYLE\r\n::cue(.x) { color: red }\r\n\r\n"
        "NOTE a note\r\nof two lines\r\n\r\nintro\r\n00:01.000 --> 01:00:04.000 align:start line:0\r\n"
        "<v.loud Aigul B>They <i>asked</i>\r\n"
        "for a fee &amp; left.</v>\r\n\r\n"
        "00:00:05.000 --> 00:00:06.000\r\n<v Aigul B>1 < 2 <00:00:05.500><c.y>and</c> more\r\n\r\nNOTE x\r\n\r\n"
        "7\r\n00:00:07.500 --> 00:00:09.000\r\n<v Interviewer>Why? <v Aigul B>Because.\r\n"
    )
    transcript = one(tmp_path, "a.vtt", content)
    assert transcript.text == (
        "Aigul B: They asked for a fee & left. 1 < 2 and more\n\nInterviewer: Why?\n\nAigul B: Because."
    )
    assert spoken(transcript) == [
        ("Aigul B", 1.0, "They asked for a fee & left. 1 < 2 and more"),
        ("Interviewer", 7.5, "Why?"),
        ("Aigul B", 7.5, "Because."),
    ]


def test_loose_subtitles_lose_no_word(tmp_path: Path) -> None:
    content = (
        "1\n00:00:01,000-->00:00:02,000\nAida: hi\nthere\n\n2\n00:00:03 --> 00:00:04.5\nand more\n\nafter a gap\n\n"
        "3\n0:05,000 --> 00:06,000\n{\\an8}<font color='red'>Nur:</font> yes\n4\n00:00:05.000 --> 00:00:06.000\n"
        "Aida: ok\n\n00:00:07:000 --> 00:00:08:000\nNur: no"
    )
    assert spoken(one(tmp_path, "a.srt", content)) == [
        ("Aida", 1.0, "hi there and more after a gap"),
        ("Nur", 5.0, "yes"),
        ("Aida", 5.0, "ok"),
        ("Nur", None, "no"),
    ]


def test_without_speakers_a_paragraph_ends_with_a_sentence_or_a_silence(tmp_path: Path) -> None:
    words = ["We came", "and left.", "Then", "silence", "- Who?\n- We."]
    starts = [1, 2, 3, 9, 10]
    content = "\n\n".join(
        f"{n}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{line}"
        for n, (at, line) in enumerate(zip(starts, words, strict=True))
    )
    assert [said for _, _, said in spoken(one(tmp_path, "a.srt", content))] == [
        "We came and left.",
        "Then",
        "silence - Who?\n- We.",
    ]


def test_declared_names_count_and_none_means_none(tmp_path: Path) -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\nAida: hi\n\n2\n00:00:02,000 --> 00:00:03,000\nNur: yes\n"
    assert [name for name, _, _ in spoken(one(tmp_path, "a.srt", content))] == [""]
    declared = one(tmp_path, "a.srt", content, Options(speakers=("Aida", "Nur")))
    assert [name for name, _, _ in spoken(declared)] == ["Aida", "Nur"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["one", "Нет", "e\u0301", "🙂", "200", "x:y", "--", "NOTES"]), min_size=1),
        min_size=1,
        max_size=8,
    )
)
def test_every_word_of_every_cue_comes_out_in_order(tmp_path: Path, cues: list[list[str]]) -> None:
    for suffix, head in ((".srt", ""), (".vtt", "WEBVTT\n\n")):
        content = head + "\n\n".join(
            f"{n}\n00:00:01.000 --> 00:00:02.000\n{' '.join(words)}" for n, words in enumerate(cues)
        )
        assert one(tmp_path, f"a{suffix}", content).text.split() == [word for words in cues for word in words]


def segment(text: str, **others: Any) -> dict[str, Any]:
    return {"text": text, **others}


@pytest.mark.parametrize(
    "found",
    [
        {
            "text": "all",
            "segments": [segment(" Hello", start=0.5, end=1, speaker="S0"), segment(" there.", speaker="S0")],
        },
        {"segments": [segment("Hello there.", start=0.5, speaker="S0", words=[{"word": "Hello"}])]},
        [segment("Hello", start=0.5, end=2, speaker="S0"), segment("there.", start=2, end=3, speaker="S0")],
        {"transcription": [segment("Hello there.", offsets={"from": 500, "to": 900}, speaker="S0")]},
        {"text": "x", "chunks": [segment(" Hello there.", timestamp=[0.5, None], speaker="S0")]},
    ],
)
def test_recognised_speech_of_every_shape(tmp_path: Path, found: Any) -> None:
    transcript = one(tmp_path, "a.json", json.dumps(found))
    assert transcript.text == "S0: Hello there."
    assert spoken(transcript) == [("S0", 0.5, "Hello there.")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.vtt", "WEBVTT\n\njust words\n", "no cue"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n", "no words"),
        ("a.json", '{"segments": [', r"a\.json:1:\d+: .*JSON"),
        ("a.json", '{"name": "x"}', "no segments"),
        ("a.json", "[1]", "segment 1 has no text"),
        ("a.json", "[]", "no words"),
        ("a.json", '[{"text": "x", "start": ' + "9" * 5000 + "}]", "too long"),
        ("a.json", '[{"text": "\\ud800"}]', "half of a character"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    with pytest.raises(ReaderError, match=said):
        one(tmp_path, name, content)


def test_a_time_that_is_none_is_left_out(tmp_path: Path) -> None:
    content = '[{"text": "x.", "start": NaN, "end": "1"}, {"text": "y.", "start": -1}, {"text": "z.", "start": true}]'
    assert [time for _, time, _ in spoken(one(tmp_path, "a.json", content))] == [None, None, None]
