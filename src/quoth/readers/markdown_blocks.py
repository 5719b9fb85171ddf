"""The blocks of a Markdown text: headings, paragraphs, quotations, tables.

Owns where a block begins and ends. Invariant: every word of the source is in exactly one block, in order; rules are no
block. After CommonMark 0.31, section 4, and the table extension of GitHub; rows with tabs between cells are tables
too. What Markdown calls code or HTML is read as paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from quoth.model.text import Kind
from quoth.readers.composing import HARD, STARTS_LINE, Block
from quoth.readers.markdown_inline import render

__all__ = ["blocks"]

_QUOTE = re.compile(r"(?:[ ]{0,3}> ?)+")
_LABEL = re.compile(r"\s*\S[^\t]{0,40}:[*_]{0,3}\t")
"""A speaker's label with a tab after it, which makes no table."""


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a clean text, in order; none is blank."""
    lines = text.split("\n")
    paragraph: list[str] = []
    at = 0
    while at < len(lines):
        if level := _underline(lines[at], paragraph):
            yield from _heading(paragraph[0], level)
            paragraph = []
            at += 1
            continue
        found = _begins(lines, at)
        if found is None:
            paragraph.append(lines[at])
            at += 1
            continue
        yield from _paragraph(paragraph)
        paragraph = []
        made, at = found
        yield from made
    yield from _paragraph(paragraph)


def _begins(lines: Sequence[str], at: int) -> tuple[Sequence[Block], int] | None:
    """The blocks that begin at a line (none at a blank or a rule) and the line after them; `None` in a paragraph."""
    line = lines[at]
    bare = line.strip()
    if not bare or _is_rule(bare):
        return (), at + 1
    level = len(bare) - len(bare.lstrip("#"))
    if 0 < level < 7 and bare[level : level + 1] in ("", " ", "\t"):
        title = bare[level:].rstrip("#") if bare.rstrip("#")[-1:] in ("", " ", "\t") else bare[level:]
        return _heading(title, level), at + 1
    if _QUOTE.match(line):
        stop = at
        while stop < len(lines) and _QUOTE.match(lines[stop]):
            stop += 1
        return _quotations([_QUOTE.sub("", quoted, count=1) for quoted in lines[at:stop]]), stop
    if (stop := _table_end(lines, at)) > at:
        return (Block(Kind.TABLE, "\n".join(lines[at:stop])),), stop
    return None


def _is_rule(bare: str) -> bool:
    if bare[0] not in "-*_":
        return False
    marks = "".join(bare.split())
    return len(marks) > 2 and marks == marks[0] * len(marks)


def _underline(line: str, paragraph: Sequence[str]) -> int:
    """The level of heading that a line of `=` or `-` makes of the single line above it; 0 where it makes none."""
    bare = line.strip()
    if len(paragraph) != 1 or not bare or bare[0] not in "=-" or bare != bare[0] * len(bare):
        return 0
    if bare[0] == "=":
        return 1
    return (
        2
        if len(bare) > 1 and paragraph[0].rstrip()[-1:] not in '.!?…:;,”»"' and not STARTS_LINE.match(paragraph[0])
        else 0
    )


def _heading(source: str, level: int) -> Sequence[Block]:
    text = " ".join(render(source.strip())[0].split())
    return (Block(Kind.HEADING, text, level),) if text else ()


def _quotations(lines: Sequence[str]) -> Sequence[Block]:
    parts = (list(group) for worded, group in groupby(lines, lambda line: bool(line.strip())) if worded)
    texts = (render(_source(part))[0] for part in parts)
    return [Block(Kind.QUOTATION, text) for text in texts if text.strip()]


def _paragraph(lines: Sequence[str]) -> Sequence[Block]:
    """A paragraph; a quotation when all of it is in emphasis, unless it leads to what follows."""
    text, emphasised = render(_source(lines))
    lead = emphasised and text.endswith((":", "："))
    kind = Kind.QUOTATION if emphasised and not lead else Kind.PARAGRAPH
    return (Block(kind, text, lead=lead),) if text.strip() else ()


def _source(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one source, with the breaks that two blanks or a backslash at a line's end mean."""
    return "\n".join(
        line.strip().removesuffix("\\") + HARD if line.endswith(("  ", "\\")) and number < len(lines) else line.strip()
        for number, line in enumerate(lines, 1)
    )


def _table_end(lines: Sequence[str], at: int) -> int:
    """The line after the table that begins at a line; `at` itself where none begins."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if tabs := line.strip().count("\t"):
        mark = "\t" if not _LABEL.match(line) and (tabs > 1 or _row(following, "\t")) else ""
    else:
        begins = line.strip().startswith("|") and line.count("|") > 1 and following.strip().startswith("|")
        mark = "|" if begins or ("|" in line and _is_delimiter_row(following)) else ""
    stop = at
    while mark and stop < len(lines) and _row(lines[stop], mark):
        stop += 1
    return stop


def _row(line: str, mark: str) -> bool:
    return mark in line and not line.isspace() and not (mark == "\t" and _LABEL.match(line))


def _is_delimiter_row(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip("|:- \t")
