"""Tables of a word processor: a row a turn where they name speakers, else tables kept as they are.

Owns when a table is a conversation. Invariant: cells stay in order with a tab between them, rows with a line break.
Times are seconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.model.text import Kind
from quoth.readers import speakers
from quoth.readers.clean import one_line
from quoth.readers.composing import HARD, Block

__all__ = ["Grid", "resolved"]

_MOST_COLUMNS = 3
_TIME = re.compile(r"[\[(]?([0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?(?:[.,][0-9]{1,3})?)[\])]?")
_NUMBER = re.compile(r"[0-9]{0,6}[.)]?")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of two columns or more, each cell a text with `HARD` for line breaks; no row is blank."""

    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """The rows with tabs between cells."""
        return HARD.join(map(_line, self.rows))


def resolved(items: Iterable[Block | Grid]) -> list[Block]:
    """The blocks with every table as turns, where most rows name a speaker who heads several, or as one table."""
    sequence = list(items)
    heads = {id(item): [_head(row) for row in item.rows] for item in sequence if isinstance(item, Grid)}
    named = Counter(head.key for found in heads.values() for head in found if head)
    made: list[Block] = []
    for item in sequence:
        if isinstance(item, Block):
            made.append(item)
            continue
        found = heads[id(item)]
        speaking = sum(head is not None and named[head.key] > 1 for head in found)
        if 2 * speaking >= sum(bool(row[0]) for row in item.rows) and speaking:
            made += (
                Block(Kind.PARAGRAPH, _line(row).strip(), head=head) for row, head in zip(item.rows, found, strict=True)
            )
        elif item.rows:
            made.append(Block(Kind.TABLE, item.text().replace(HARD, "\n")))
    return made


def _line(row: Sequence[str]) -> str:
    return "\t".join(row)


def _head(row: Sequence[str]) -> speakers.Label | None:
    """The label that the first cells make: a name, with a time or a number before or after it."""
    name, time, end = "", None, 0
    if not 1 < len(row) <= _MOST_COLUMNS or _line(row)[:1].isspace():
        return None
    for cell in row[:-1]:
        bare = cell.strip().removesuffix(":").rstrip()
        if found := _TIME.fullmatch(bare):
            time = speakers.seconds(found[1])
        elif not name and speakers.is_name(bare):
            name = one_line(bare)
        elif not _NUMBER.fullmatch(bare):
            break
        end += len(cell) + 1
    return speakers.Label(0, end, name, time, False) if name else None
