"""Whatever a file holds, a reader gives transcripts that are sound, or says in its own words what is wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.errors import QuothError
from quoth.model.text import Transcript
from quoth.readers import Options, formats, read
from quoth.readers.clean import clean
from quoth.segment import sentences

MARKS = [
    "\n",
    "\r\n",
    "\n\n",
    "---\n",
    "a: b\n",
    "- ",
    "# ",
    "> ",
    "|",
    "|-|-|\n",
    "\t",
    ",",
    ";",
    '"',
    "id",
    "text",
    "*",
    "_",
]
WORDS = [
    "[",
    "](",
    ")",
    "&amp;",
    "\\",
    ": ",
    "Aida: ",
    "**Nur:** ",
    "[00:01] ",
    "&x *x",
    "{",
    "!!x ",
    "%",
    "word ",
    "Why? ",
    "'",
]
ODD = ["\ufeff", "\0", "я", "🙂", "\u2028", "\u0301", "\x1b[31m", "\x85"]
BROKEN = [b"\xff", b"\xd0", b"\x85"]
BITS = st.sampled_from([*(bit.encode() for bit in [*MARKS, *WORDS]), *(bit.encode() for bit in ODD), *BROKEN])
SOUND = st.sampled_from([bit.encode() for bit in [*MARKS, *WORDS, *ODD] if bit != "\0"])
CONTENT = (
    st.lists(SOUND, max_size=40).map(b"".join) | st.lists(BITS, max_size=20).map(b"".join) | st.binary(max_size=60)
)
TOP = st.lists(SOUND, max_size=12).map(lambda bits: b"---\nk: " + b"".join(bits) + b"\n---\nword")
SHEET = st.lists(SOUND, max_size=30).map(lambda bits: b"id,text\n1," + b"".join(bits))
OPTIONS = st.sampled_from(
    [
        Options(),
        Options(split_heading=1, attribute_name="part"),
        Options(id_column="id", text_columns=("text",), speakers=("Aida",)),
    ]
)


def attempt(path: Path, options: Options) -> tuple[Transcript, ...]:
    try:
        return read(path, options, root=path.parent)
    except QuothError as error:
        refusal = error
    assert path.name in refusal.message
    assert refusal.hint
    assert len(refusal.message.splitlines()) == 1
    return ()


@settings(max_examples=500, deadline=None)
@given(CONTENT | TOP | SHEET, st.sampled_from(sorted(formats())), OPTIONS)
def test_any_bytes_are_read_soundly_or_refused_in_words(content: bytes, suffix: str, options: Options) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a" + suffix)
        path.write_bytes(content)
        found = attempt(path, options)
    assert len({transcript.name for transcript in found}) == len(found)
    for transcript in found:
        assert transcript.text.strip()
        assert transcript.name == " ".join(transcript.name.split())
        assert clean(transcript.text, "") == (transcript.text, 0)
        at = 0
        for turn in transcript.turns:
            assert at <= turn.start <= turn.speech <= turn.end <= len(transcript.text)
            assert not transcript.text[at : turn.start].strip()
            assert bool(turn.speaker) == (turn.speech > turn.start)
            at = turn.end
        assert not transcript.text[at:].strip()
        sentences(transcript.text, transcript.turns)
