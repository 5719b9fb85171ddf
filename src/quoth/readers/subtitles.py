"""Subtitles (.srt, .vtt): the words of every cue, whatever else stands around them.

Invariant: styles, regions, notes, numbers and tags are no text. After WebVTT (W3C, 4 April 2019), read more tolerantly:
hours are optional, a comma may stand for the stop, the number of a cue may be missing, also in .srt.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Transcript
from quoth.readers import plain, speakers
from quoth.readers.clean import clean
from quoth.readers.composing import STARTS_LINE
from quoth.readers.cues import Cue, transcript
from quoth.readers.decode import decode
from quoth.readers.options import File

__all__ = ["read"]

_CLOCK = r"([0-9][0-9:.,;]{0,15})"
_TIME = re.compile(r"[0-9]{1,4}(?::[0-9]{1,2}){1,2}(?:[.,][0-9]{1,3})?")
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-{{1,2}}>\s*{_CLOCK}(?:\s.*)?")
_NO_CUE = re.compile(r"(?:STYLE|REGION|NOTE)(?:\s|\Z)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(
    r"</?(?:[cibuv]|ruby|rt|lang|font|s|em|strong)(?:[.\s][^<>]*)?>|<[0-9:.]{5,16}>|\{\\[^{}]*\}", re.IGNORECASE
)


def read(file: File) -> tuple[Transcript, ...]:
    """One document. Raises ReaderError for what is not text or has no time line, as all subtitles have."""
    text, _removed = clean(decode(file.data, file.label, file.options.encoding), file.label)
    plain.check_lines(text.count("\n"), file.label)
    found = list(_cues(text))
    if not found:
        raise ReaderError(
            _("{file} has no cue with a time, as 00:01:02.000 --> 00:01:05.000.").format(file=file.label),
            _("Save the subtitles again; if it is plain text, rename it to .txt."),
        )
    return transcript(file, (cue for cues in found for cue in cues))


def _cues(text: str) -> Iterator[list[Cue]]:
    """The cues of every block with a time line, one a voice."""
    lines = text.split("\n")
    times = [number for number, line in enumerate(lines) if _TIMES.fullmatch(line)]
    for at, following in zip(times, [*times, len(lines)][1:], strict=True):
        yield list(_voices(_payload(lines[at + 1 : following], following < len(lines)), lines[at]))


def _payload(lines: list[str], before_another: bool) -> list[str]:
    """The lines of words up to the next time line: without that one's number and without notes and styles."""
    if before_another and lines and (lines[-1].strip().isdecimal() or (len(lines) > 1 and not lines[-2].strip())):
        lines = lines[:-1]
    blocks = [list(group) for blank, group in groupby(lines, lambda line: not line.strip()) if not blank]
    own = bool(lines and lines[0].strip())
    words = (block for number, block in enumerate(blocks) if (own and not number) or not _NO_CUE.match(block[0]))
    return [line for block in words for line in block]


def _voices(lines: list[str], times: str) -> Iterator[Cue]:
    """The cue's words without tags, cut where another voice begins."""
    match = _TIMES.fullmatch(times)
    start, end = (_seconds(match[1]), _seconds(match[2])) if match else (None, None)
    pieces = _VOICE.split("\n".join(lines))
    for name, words in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        yield Cue(start, end, _flowing(html.unescape(_TAG.sub("", words))), html.unescape(_TAG.sub("", name)))


def _flowing(text: str) -> str:
    """Lines run together, but for those that begin another's words."""
    first, *rest = text.split("\n")
    return first + "".join(
        ("\n" if STARTS_LINE.match(line) or speakers.labels(line) else " ") + line.strip() for line in rest
    )


def _seconds(time: str) -> float | None:
    return speakers.seconds(time) if _TIME.fullmatch(time) else None
