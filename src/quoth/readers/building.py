"""Words to blocks: what readers of word processors' files write into, a paragraph at a time.

Owns the cleaning of what such files hold and the finding of names in bold. Invariant: what is written comes out in
order, each word once; a text box inside a paragraph comes after it. Positions are code points of a block's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quoth.model.text import Kind
from quoth.readers import grid, plain, speakers
from quoth.readers.clean import clean, one_line
from quoth.readers.composing import HARD, Block
from quoth.readers.grid import Grid

__all__ = ["Builder"]


@dataclass(slots=True)
class Builder:
    """Blocks in the making."""

    label: str
    """The file, for messages."""
    items: list[Block | Grid] = field(default_factory=list)
    control: int = 0
    """How many control characters were taken out."""
    _words: list[str] = field(default_factory=list)
    _bold: list[str] = field(default_factory=list)
    """The words in bold with which the paragraph begins."""
    _later: list[Block | Grid] = field(default_factory=list)

    def write(self, text: str, bold: bool = False) -> None:
        """Add words to the paragraph; `HARD` breaks the line."""
        if len(self._bold) == len(self._words) and (bold or text.isspace()):
            self._bold.append(text)
        self._words.append(text)

    def end(self, kind: Kind = Kind.PARAGRAPH, level: int = 0, aside: bool = False) -> None:
        """The paragraph ends here; a blank one is no block."""
        text = self._clean("".join(self._words))
        if text:
            if kind is Kind.HEADING:
                self.items.append(Block(kind, " ".join(text.split()), min(level, 6)))
            else:
                head = _name(text, self._clean("".join(self._bold), counted=False))
                self.items.append(Block(kind, text.replace("\n", HARD), head=head, aside=aside))
        plain.check_lines(len(self.items), self.label)
        self._words.clear()
        self._bold.clear()
        self.items += self._later
        self._later.clear()

    def aside(self, other: Builder) -> None:
        """Put what another builder holds after the paragraph in the making."""
        self._later += other.items
        self.control += other.control

    def append_note(self, number: int, note: Builder) -> None:
        """A footnote as a paragraph that is no part of what is said, behind its number."""
        note.end()
        self.control += note.control
        self.write(f"[{number}] {HARD.join(map(_text, note.items))}")
        self.end(aside=True)

    def table(self, rows: list[list[Builder]]) -> None:
        """A table of cells; one of a single column is a frame around paragraphs."""
        self.end()
        self.control += sum(cell.control for row in rows for cell in row)
        if max(map(len, rows), default=0) < 2:
            self.items += (item for row in rows for cell in row for item in cell.items)
            return
        texts = tuple(tuple(HARD.join(map(_text, cell.items)) for cell in row) for row in rows)
        self.items.append(Grid(tuple(row for row in texts if any(row))))

    def blocks(self) -> list[Block]:
        """All blocks, tables of turns as paragraphs with names."""
        self.end()
        return grid.resolved(self.items)

    def notes(self) -> tuple[str, ...]:
        """What to tell about the cleaning."""
        return plain.removed(self.control)

    def _clean(self, text: str, counted: bool = True) -> str:
        cleaned, count = clean(text, self.label)
        self.control += count * counted
        return cleaned.strip()


def _text(item: Block | Grid) -> str:
    return item.text if isinstance(item, Block) else item.text()


def _name(text: str, bold: str) -> speakers.Label | None:
    """The name in bold with which a paragraph begins."""
    first = bold.split("\n")[0].rstrip()
    return speakers.Label(0, len(first), one_line(first), None, False) if speakers.is_name(first) else None
