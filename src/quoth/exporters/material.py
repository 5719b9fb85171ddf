"""What an export is made of: quotations, texts, documents and the codebook, each taken when a format asks for it.

Owns the contract between the session, which knows the project, and the formats, which do not. Positions are code points
of a version's text, end exclusive. Invariant: nothing is read before a format asks, and every stream can be asked for
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation
from quoth.model.text import Document, Version

__all__ = ["About", "Archived", "Material", "Text", "Unit", "counted"]


@dataclass(frozen=True, slots=True)
class About:
    """What is said under every export."""

    title: str = ""
    layer: str = ""
    """Which codings are counted, in words."""
    filters: str = ""
    """What was left out, in words."""
    codebook: str = ""
    """Which version of the codebook the labels are from, in words."""
    names: str = ""
    """Whose names are shown, in words."""
    quoth: str = ""
    """The version of Quoth."""

    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is known, with its caption."""
        said = (
            ("Layer", self.layer),
            ("Filters", self.filters),
            ("Codebook", self.codebook),
            ("Speakers", self.names),
            ("Quoth", self.quoth),
        )
        return tuple((caption, words) for caption, words in said if words)


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its text and what is coded in it, by place."""

    document: Document
    version: Version
    """The newest; its turns name the speakers as they are to be shown."""
    quotations: tuple[Quotation, ...]
    """Those that stand on this version."""


class Unit(NamedTuple):
    """One unit of one coder: a document, turn or sentence."""

    document: Document
    number: int
    """1-based within the document."""
    start: int
    end: int
    speaker: str
    role: str
    coder: str
    """Empty where nobody who counts has coded or finished the document: then nothing is known about any code."""
    codes: Mapping[str, int] | None
    """How many codings of each code touch the unit; None where nothing is known."""


class Archived(NamedTuple):
    """A file of the archive: its path and its content, in parts."""

    path: str
    parts: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Material:
    """All that can be exported of a project, as filtered."""

    about: About = field(default_factory=About)
    codebook: Codebook = field(default_factory=Codebook)
    attributes: tuple[str, ...] = ()
    """Names of the documents' attributes, in the order of their columns."""
    documents: tuple[Document, ...] = ()
    """Those that pass the filters, coded or not, in the order of import."""
    quotations: Callable[[], Iterator[Quotation]] = field(default=lambda: iter(()))
    """By document and place."""
    texts: Callable[[], Iterator[Text]] = field(default=lambda: iter(()))
    units: Callable[[str], Iterator[Unit]] = field(default=lambda _: iter(()))
    """Of one kind (`document`, `turn`, `sentence`), by document, coder and place."""
    code_counts: Callable[[], Mapping[str, int]] = field(default=dict)
    """How many codings each code has, all coders together."""
    archive: Callable[[bool], Iterator[Archived]] = field(default=lambda _: iter(()))
    """The files of the archive, with the texts or without."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 quotation`, `1,200 quotations`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
