"""A text that can be looked through.

Owns its folded form and the set of its words. Positions in what is folded are not those of the text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from quoth.model.fold import Folded, fold
from quoth.model.text import Turn

__all__ = ["WORD", "Text"]

WORD = re.compile(r"[^\W_]+")
"""A word of a folded text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be looked through."""

    id: str
    """Of the version."""
    document: str
    """The document's name."""
    text: str
    turns: Sequence[Turn]
    folded: Folded = field(repr=False)
    _words: list[frozenset[str]] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, id_: str, document: str, text: str, turns: Sequence[Turn]) -> Text:
        """Fold a text, so that it can be looked through."""
        return cls(id_, document, text, turns, fold(text))

    def words(self) -> frozenset[str]:
        """The different words of the folded text; looked for at the first call and kept. Safe in several threads."""
        if not self._words:
            found: set[str] = set()
            # Line by line, so that another thread can have its turn between two of them.
            for line in self.folded.text.split("\n"):
                found.update(WORD.findall(line))
            self._words.append(frozenset(map(sys.intern, found)))  # texts share most of their words
        return self._words[0]
