"""Recognised speech (.json): what Whisper, WhisperX and pyannote write.

Invariant: every segment's text is in the document, in the file's order. Accepted: an object with `segments` or
`transcription` (whisper.cpp), or a list of segments; a segment has `text`, and may have `start`, `end` (seconds) and
`speaker`. Times are seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.model.text import Transcript
from quoth.readers.cues import Cue, transcript
from quoth.readers.decode import decode
from quoth.readers.options import File

__all__ = ["read"]

_MOST_VALUES = 1_500_000
"""Lists, objects and what stands in them: few enough to fit into memory."""
_SHAPE = N_("Quoth reads what Whisper, WhisperX and pyannote write: a list of segments with text, start and speaker.")


def read(file: File) -> tuple[Transcript, ...]:
    """One document. Raises ReaderError for what is not JSON or has no segments of speech."""
    source = decode(file.data, file.label, file.options.encoding)
    if sum(map(source.count, "[{,")) > _MOST_VALUES:
        raise ReaderError(
            _("{file} holds too much for a transcript.").format(file=file.label), _("Split it into several files.")
        )
    try:
        found = json.loads(source.removeprefix("\ufeff"), parse_constant=lambda _: None)
    except RecursionError:
        raise ReaderError(_("{file} is nested too deeply.").format(file=file.label), _(_SHAPE)) from None
    except json.JSONDecodeError as error:
        raise ReaderError(
            _("{file}:{line}:{column}: this is not valid JSON, or it is incomplete.").format(
                file=file.label, line=error.lineno, column=error.colno
            ),
            _(_SHAPE),
        ) from None
    except ValueError:
        raise ReaderError(_("{file} holds a number that is too long.").format(file=file.label), _(_SHAPE)) from None
    return transcript(file, list(_cues(found, file.label)))


def _cues(found: Any, label: str) -> Iterator[Cue]:
    segments = found
    if isinstance(found, dict):
        segments = next((found[key] for key in ("segments", "transcription", "chunks") if key in found), None)
        if segments is None and isinstance(found.get("text"), str):
            segments = [found]
    if not isinstance(segments, list):
        raise ReaderError(_("{label} has no segments of recognised speech.").format(label=label), _(_SHAPE))
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict) or not isinstance(segment.get("text"), str):
            raise ReaderError(_("{label}: segment {number} has no text.").format(label=label, number=number), _(_SHAPE))
        start, end = _times(segment)
        speaker = segment.get("speaker")
        yield Cue(start, end, segment["text"], speaker if isinstance(speaker, str) else "")


def _times(segment: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Start and end in seconds; whisper.cpp gives milliseconds under `offsets`, Transformers a pair `timestamp`."""
    if isinstance(pair := segment.get("timestamp"), list) and len(pair) == 2:
        return _seconds(pair[0]), _seconds(pair[1])
    if isinstance(offsets := segment.get("offsets"), dict):
        start, end = _seconds(offsets.get("from")), _seconds(offsets.get("to"))
        return None if start is None else start / 1000, None if end is None else end / 1000
    return _seconds(segment.get("start")), _seconds(segment.get("end"))


def _seconds(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e7
    return float(value) if usable else None
