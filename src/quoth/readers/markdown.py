"""Markdown (.md): interviews with speaker labels, and reports whose quotations stand between headings and tables.

Invariant: the stored text is a rendering without marks that holds every word of the file in order. Headings give
sections, paragraphs in emphasis and block quotes are quotations, tables are kept as they are. Positions are code points
of that rendering.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from quoth.errors import ReaderError
from quoth.model.text import Kind, Transcript, Turn
from quoth.readers import plain, roles, speakers
from quoth.readers.clean import one_line
from quoth.readers.markdown_blocks import Block, blocks, flow
from quoth.readers.markdown_inline import HARD
from quoth.readers.options import File, Options

__all__ = ["read"]

_WORD = re.compile(r"[^\W_]+(?:['’‘ʻʼ`][^\W_]+)*")


@dataclass(slots=True)
class _Part:
    """What becomes one document; its own heading has level 0."""

    title: str = ""
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one for each heading of that level or above.

    Raises ReaderError for what is not UTF-8, broken at the top, or without any word.
    """
    attributes, text, notes = plain.opening(file)
    case = attributes.pop("case", "")
    shared = {key: value for key, value in attributes.items() if value}
    options = file.options
    parts = _parts(blocks(text), options.split_heading)
    worded = [part for part in parts if any(block.kind is not Kind.HEADING or block.level for block in part.blocks)]
    if not worded:
        raise ReaderError(f"{file.label} holds no text.", "Check that the transcript was saved.")
    empty = [part.title for part in parts if part not in worded and part.title]
    if empty:
        worded[0].notes.append(f"Left out, as nothing stands under them: {', '.join(f'“{title}”' for title in empty)}.")
    made = []
    for part, name in zip(worded, _unique(part.title or file.name for part in worded), strict=True):
        body, turns, said = _compose(part.blocks, options)
        given = {options.attribute_name: part.title} if options.attribute_name and part.title else {}
        made.append(Transcript(name, body, turns, file.source, shared | given, case, (*part.notes, *said)))
    return (replace(made[0], notes=(*notes, *made[0].notes)), *made[1:])


def _parts(found: Iterable[Block], split: int) -> list[_Part]:
    """The documents of a file. A heading repeated at once, or one that belongs to the part before it, opens none."""
    sequence = list(found)
    deeper = sorted(block.text.casefold() for block in sequence if block.level > split)
    parts = [_Part()]
    for block in sequence:
        part = parts[-1]
        if not 0 < block.level <= split:
            part.blocks.append(block)
        elif block.text == part.heading:
            part.blocks.append(replace(block, level=0))
        elif _belongs(block.text, part.heading, deeper):
            part.blocks.append(block)
            part.notes.append(f"“{block.text}” is kept as a section of {part.title}.")
        else:
            parts.append(_Part(one_line(_title(block.text)), block.text, [replace(block, level=0)]))
    return parts


def _belongs(text: str, heading: str, deeper: Sequence[str]) -> bool:
    """Whether a heading not in capitals, after one in capitals, is a section of it that was given too high a level.

    It is when it names that one, or when elsewhere in the file the same words begin a lower heading.
    """
    if not heading.isupper() or text.isupper():
        return False
    folded = text.casefold()
    at = bisect_left(deeper, folded)
    return (at < len(deeper) and deeper[at].startswith(folded)) or bool(
        re.search(rf"(?<!\w){re.escape(heading.casefold())}(?!\w)", folded)
    )


def _title(heading: str) -> str:
    """A heading in capitals as a name, `Kyrgyz Republic` for `KYRGYZ REPUBLIC`; up to four letters stay as they are."""
    if not heading.isupper() or len(heading) < 5:
        return heading
    return _WORD.sub(lambda word: word[0].capitalize(), heading)


def _unique(names: Iterable[str]) -> Iterator[str]:
    used: dict[str, int] = {}
    for name in names:
        free = name
        while free in used:
            used[name] += 1
            free = f"{name} ({used[name]})"
        used[free] = 1
        yield free


def _compose(found: Sequence[Block], options: Options) -> tuple[str, tuple[Turn, ...], tuple[str, ...]]:
    """The text of one document, its turns, and what to tell about them."""
    candidates = "\n".join(block.text.replace(HARD, "\n") for block in found if _may_head(block))
    cast = speakers.cast(speakers.labels(candidates), options.speakers)

    def heads(line: str) -> bool:
        return bool(cast.names) and any(map(cast.heads, speakers.labels(line.split(HARD)[0])))

    shown = [
        block if block.kind in (Kind.HEADING, Kind.TABLE) else replace(block, text=flow(block.text, heads))
        for block in found
    ]
    text = "\n\n".join(block.text for block in shown)
    turns: list[Turn] = []
    path: list[Block] = []
    for body, group in groupby(_placed(shown), lambda placed: placed[1].kind in (Kind.PARAGRAPH, Kind.QUOTATION)):
        if body:
            turns += _speech(text, list(group), cast, _section(path, options))
            continue
        for at, block in group:
            if block.kind is Kind.HEADING:
                path = [above for above in path if above.level < block.level]
            turns.append(Turn(at, at + len(block.text), at, kind=block.kind, section=_section(path, options)))
            if block.kind is Kind.HEADING:
                path.append(block)
    made, notes = roles.assign(text, turns)
    return text, made, (*cast.notes, *notes)


def _may_head(block: Block) -> bool:
    """Whether speakers' labels are looked for in a block."""
    return block.kind is Kind.PARAGRAPH and not block.lead


def _placed(found: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Each block with where it starts when a blank line parts them."""
    at = 0
    for block in found:
        yield at, block
        at += len(block.text) + 2


def _section(path: Sequence[Block], options: Options) -> str:
    return " / ".join(_title(block.text) if options.split_heading and not block.level else block.text for block in path)


def _speech(text: str, found: Sequence[tuple[int, Block]], cast: speakers.Cast, section: str) -> list[Turn]:
    """The turns of consecutive paragraphs and quotations: each its own, until labels head turns that hold the rest."""
    labels = [
        label
        for at, block in found
        if cast.names and _may_head(block)
        for label in speakers.labels(block.text, at)
        if cast.heads(label)
    ]
    last, block = found[-1]
    end = last + len(block.text)
    first = labels[0].start if labels else end
    turns = []
    for at, block in found:
        words = text[at : min(first, at + len(block.text))] if at < first else ""
        if bare := words.strip():
            start = at + words.index(bare)
            turns.append(Turn(start, start + len(bare), start, kind=block.kind, section=section))
    return turns + speakers.turns(text, labels, cast, end, section)
