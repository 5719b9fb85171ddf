"""Timed pieces of speech to transcripts: what subtitles and recognised speech have in common.

Owns how cues become turns. Invariant: every cue's words are in the text in order, behind the name of who says them;
consecutive cues of one speaker are one turn, which has the time of the first. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript, Turn
from quoth.readers import plain, roles, speakers
from quoth.readers.clean import clean, one_line
from quoth.readers.options import File

__all__ = ["Cue", "transcript"]

_PAUSE = 2.0
"""Seconds of silence after which, without speakers, a new paragraph begins."""
_LONGEST = 600
"""Characters after which, without speakers, a paragraph ends even inside a sentence."""
_ENDS = (".", "!", "?", "…", "。", "؟", ".”", ".»", '."')


@dataclass(frozen=True, slots=True)
class Cue:
    """Words with the time at which they are said, and a name where the file gives one apart from the words."""

    start: float | None
    end: float | None
    text: str
    speaker: str = ""


def transcript(file: File, cues: Iterable[Cue], notes: Sequence[str] = ()) -> tuple[Transcript, ...]:
    """One document of all cues. Raises ReaderError where none has words."""
    control = 0
    clean_cues = []
    for cue in cues:
        text, removed = clean(cue.text, file.label)
        control += removed
        if text.strip():
            clean_cues.append(replace(cue, text=text.strip(), speaker=one_line(cue.speaker)))
    if not clean_cues:
        raise ReaderError(
            _("{file} holds no words.").format(file=file.label), _("Check that the transcript was saved.")
        )
    spoken, said = _by_label(clean_cues, file.options.speakers)
    text, turns = _composed(_paragraphs(spoken))
    made, guessed = roles.assign(text, turns)
    return (Transcript(file.name, text, made, file.source, notes=(*notes, *plain.removed(control), *said, *guessed)),)


def _by_label(cues: Sequence[Cue], declared: Sequence[str]) -> tuple[list[Cue], tuple[str, ...]]:
    """The cues, cut where a label in the words names a speaker, who then speaks until another is named."""
    found = [[] if cue.speaker else speakers.labels(cue.text) for cue in cues]
    cast = speakers.cast((label for labels in found for label in labels), declared)
    made: list[Cue] = []
    name = ""
    for cue, labels in zip(cues, found, strict=True):
        heads = [label for label in labels if cast.heads(label)]
        at = 0
        for label, until in zip([None, *heads], [*(head.start for head in heads), len(cue.text)], strict=True):
            name = cast.names[label.key] if label else cue.speaker or name
            if words := cue.text[label.end if label else at : until].strip():
                made.append(replace(cue, text=words, speaker=name))
            at = until
        name = "" if cue.speaker else name
    return made, cast.notes


def _paragraphs(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Consecutive cues of one speaker; without a speaker, of one sentence."""
    for speaker, group in groupby(cues, lambda cue: cue.speaker):
        if speaker:
            yield list(group)
            continue
        gathered: list[Cue] = []
        for cue in group:
            if gathered and _parted(gathered, cue):
                yield gathered
                gathered = []
            gathered.append(cue)
        yield gathered


def _parted(gathered: Sequence[Cue], cue: Cue) -> bool:
    last = gathered[-1]
    silent = last.end is not None and cue.start is not None and cue.start - last.end >= _PAUSE
    return silent or last.text.endswith(_ENDS) or sum(len(one.text) for one in gathered) > _LONGEST


def _composed(paragraphs: Iterable[Sequence[Cue]]) -> tuple[str, list[Turn]]:
    pieces: list[str] = []
    turns: list[Turn] = []
    at = 0
    for cues in paragraphs:
        first = cues[0]
        label = f"{first.speaker}: " if first.speaker else ""
        words = label + " ".join(cue.text for cue in cues)
        kind = Kind.SPEECH if label else Kind.PARAGRAPH
        turns.append(Turn(at, at + len(words), at + len(label), first.speaker, kind=kind, time=first.start))
        pieces.append(words)
        at += len(words) + 2
    return "\n\n".join(pieces), turns
