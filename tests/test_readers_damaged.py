"""Whatever is done to a file: a reader gives sound transcripts, or says in its own words what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from damage import SAMPLES, damaged
from quoth.errors import QuothError
from quoth.model.text import Transcript
from quoth.readers import Options, read
from quoth.readers.clean import clean

TABLE = Options(id_column="id", text_columns=("text",))


def check(path: Path, found: tuple[Transcript, ...]) -> None:
    assert found
    assert len({transcript.name for transcript in found}) == len(found)
    for transcript in found:
        assert transcript.text.strip(), path
        assert clean(transcript.text, "") == (transcript.text, 0)
        at = 0
        for turn in transcript.turns:
            assert at <= turn.start <= turn.speech <= turn.end <= len(transcript.text)
            assert not transcript.text[at : turn.start].strip()
            assert bool(turn.speaker) == (turn.speech > turn.start)
            at = turn.end
        assert not transcript.text[at:].strip()


@pytest.mark.parametrize("suffix", SAMPLES)
def test_the_sound_file_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(SAMPLES[suffix])
    check(path, read(path, TABLE))


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_damaged_file_is_read_soundly_or_refused_in_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    for data in damaged(suffix, 300):
        path.write_bytes(data)
        try:
            found = read(path, TABLE)
        except QuothError as error:
            refusal = error
        else:
            check(path, found)
            continue
        assert path.name in refusal.message
        assert refusal.hint
        assert len(refusal.message.splitlines()) == 1
