"""Blocks to transcripts: what every format with paragraphs, headings and tables has in common.

Owns how blocks become one text with turns. Invariant: every word of the blocks is in the text in their order, with a
blank line between two blocks. Positions are code points of that text; those inside a block are of the block's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript, Turn
from quoth.readers import roles, speakers
from quoth.readers.clean import one_line
from quoth.readers.options import File, Options

__all__ = ["HARD", "STARTS_LINE", "Block", "flow", "transcripts"]

HARD = "\v"
"""Stands in blocks for a line break that was asked for; clean text never holds it."""

_WORD = re.compile(r"[^\W_]+(?:['’‘ʻʼ`][^\W_]+)*")
STARTS_LINE = re.compile(r"(?:[-*+•–—]|[0-9]{1,3}[.)])\s")
"""How a line begins that is an item of a list or of a dialogue."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text without its marks; a paragraph keeps its line breaks until `flow` decides about them."""

    kind: Kind
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    lead: bool = False
    """A paragraph in emphasis that ends in a colon: it leads to what follows and is no speaker's label."""
    head: speakers.Label | None = None
    """A name that the format sets off (in bold, in a table's column) where the words have no label."""
    aside: bool = False
    """Stands apart from what is said, as a footnote does."""


def flow(text: str, heads: Callable[[str], bool]) -> str:
    """A paragraph's lines run together, but for breaks asked for, items of lists and lines that head a turn."""
    first, *rest = text.split("\n")
    flowing = [first]
    for line in rest:
        flowing += [
            "" if flowing[-1].endswith(HARD) else "\n" if STARTS_LINE.match(line) or heads(line) else " ",
            line,
        ]
    return "".join(flowing).replace(HARD, "\n")


@dataclass(slots=True)
class _Part:
    """What becomes one document; its own heading has level 0."""

    title: str = ""
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def transcripts(
    file: File, found: Iterable[Block], attributes: Mapping[str, str], notes: Sequence[str]
) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one for each heading of that level or above. Raises ReaderError for none.

    The attribute `case` names the person; the notes are told with the first document.
    """
    shared = {key: value for key, value in attributes.items() if value and key != "case"}
    options = file.options
    parts = _left(_parts(found, options.split_heading), file)
    worded = [part for part in parts if any(block.kind is not Kind.HEADING or block.level for block in part.blocks)]
    if not worded:
        raise ReaderError(_("{file} holds no text.").format(file=file.label), _("Check that the transcript was saved."))
    empty = [part.title for part in parts if part not in worded and part.title]
    if empty:
        worded[0].notes.append(f"Left out, as nothing stands under them: {', '.join(f'“{title}”' for title in empty)}.")
    made = []
    for part, name in zip(worded, _unique(part.title or file.name for part in worded), strict=True):
        body, turns, said = _compose(part.blocks, options)
        given = {options.attribute_name: part.title} if options.attribute_name and part.title else {}
        case = attributes.get("case", "")
        made.append(Transcript(name, body, turns, file.source, shared | given, case, (*part.notes, *said)))
    return (replace(made[0], notes=(*notes, *made[0].notes)), *made[1:])


def _left(parts: list[_Part], file: File) -> list[_Part]:
    """The parts without those to be skipped; what stands before the first heading goes by the file's name.

    Raises ReaderError for a heading that there is not.
    """
    unwanted = {one_line(name).casefold(): name for name in file.options.skip}
    titles = [(part.title or file.name).casefold() for part in parts]
    if unknown := [name for low, name in unwanted.items() if low not in titles]:
        known = ", ".join(f"“{part.title}”" for part in parts if part.title)
        raise ReaderError(
            _("{file} has no heading “{heading}” of that level to skip.").format(file=file.label, heading=unknown[0]),
            _("It has {known}.").format(known=known) if known else _("Give --split-heading LEVEL with --skip."),
        )
    return [part for part, title in zip(parts, titles, strict=True) if title not in unwanted]


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
    candidates = [label for block in found for label in _labels(block, 0)]
    cast = speakers.cast(candidates, options.speakers)

    def heads(line: str) -> bool:
        return bool(cast.names) and any(map(cast.heads, speakers.labels(line.split(HARD)[0])))

    shown = [
        block if block.kind in (Kind.HEADING, Kind.TABLE) else replace(block, text=flow(block.text, heads))
        for block in found
    ]
    text = "\n\n".join(block.text for block in shown)
    turns: list[Turn] = []
    path: list[Block] = []
    for (body, _aside), group in groupby(_placed(shown), lambda placed: (_is_body(placed[1]), placed[1].aside)):
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


def _is_body(block: Block) -> bool:
    return block.kind in (Kind.PARAGRAPH, Kind.QUOTATION)


def _labels(block: Block, at: int) -> list[speakers.Label]:
    """What may be a speaker's label in a block that stands at a position of the text."""
    if block.kind is not Kind.PARAGRAPH or block.lead or block.aside:
        return []
    found = speakers.labels(block.text.replace(HARD, "\n"), at)
    head = block.head
    if head is None or (found and found[0].start < at + head.end):
        return found
    return [head._replace(start=at + head.start, end=at + head.end), *found]


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
    labels = [label for at, block in found if cast.names for label in _labels(block, at) if cast.heads(label)]
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
