"""Plain text (.txt): turns by speaker labels, else paragraphs.

Invariant: the stored text is the file's, cleaned, after any front matter; nothing else is taken away.
Positions are code points of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript, Turn
from quoth.readers import frontmatter, roles, speakers
from quoth.readers.clean import clean
from quoth.readers.decode import decode
from quoth.readers.options import File

__all__ = ["as_turns", "check_lines", "opening", "paragraphs", "read", "removed"]

_BLANK_LINE = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE = re.compile(r"\n+")
_MOST_LINES = 200_000
"""More than any transcript has, few enough to fit into memory with all that is made of them."""


def read(file: File) -> tuple[Transcript, ...]:
    """One document for the file. Raises ReaderError for what is not UTF-8, empty or broken at the top."""
    attributes, text, notes = opening(file)
    turns, said = as_turns(text, file.options.speakers)
    return (
        Transcript(
            file.name,
            text,
            turns,
            file.source,
            {key: value for key, value in attributes.items() if key != "case" and value},
            attributes.get("case", ""),
            (*notes, *said),
        ),
    )


def opening(file: File) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Front matter, the cleaned text below it, and notes. Raises ReaderError when there is no word below."""
    text, control = clean(decode(file.data, file.label), file.label)
    attributes, body = frontmatter.split(text, file.label)
    if not body.strip():
        raise ReaderError(_("{file} holds no text.").format(file=file.label), _("Check that the transcript was saved."))
    check_lines(body.count("\n"), file.label)
    return dict(attributes), body, removed(control)


def check_lines(count: int, label: str) -> None:
    """Raises ReaderError for a file of so many lines, paragraphs or rows that it cannot be a transcript."""
    if count > _MOST_LINES:
        raise ReaderError(
            _("{label} has more than {most:,} lines.").format(label=label, most=_MOST_LINES),
            _("Split it into several files."),
        )


def removed(control: int) -> tuple[str, ...]:
    """The note on control characters that were taken out."""
    return (f"Removed {control} control character{'s' if control > 1 else ''}.",) if control else ()


def as_turns(text: str, declared: Sequence[str] = (), section: str = "") -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """The turns of a text and what to tell about them: paragraphs up to the first speaker's turn, then one a label."""
    labels = speakers.labels(text)
    cast = speakers.cast(labels, declared)
    spoken = speakers.turns(text, labels, cast, section=section)
    before = paragraphs(text, spoken[0].start if spoken else len(text), section)
    made, notes = roles.assign(text, [*before, *spoken])
    return made, (*cast.notes, *notes)


def paragraphs(text: str, end: int, section: str = "") -> list[Turn]:
    """The paragraphs of `text[:end]`: parted by blank lines, or by every line end where there is no blank line."""
    parting = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    made = []
    at = 0
    for cut in [*parting.finditer(text, 0, end), None]:
        stop = cut.start() if cut else end
        if words := text[at:stop].strip():
            start = at + text[at:stop].index(words)
            made.append(Turn(start, start + len(words), start, kind=Kind.PARAGRAPH, section=section))
        at = cut.end() if cut else end
    return made
