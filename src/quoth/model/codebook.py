"""Codes and the codebook, as read from `codebook.yaml`.

Owns code identity and the hash of a code's definition.
Invariant: ids are unique; `codes` is in file order, parents before children.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["Code", "Codebook", "Problem", "Settings"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the codebook file, with its place (1-based line and column)."""

    line: int
    column: int
    message: str
    hint: str = ""
    warning: bool = False
    """A warning does not make the codebook invalid."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the codebook file decides for the whole project."""

    unit: str = ""
    """`turn`, `sentence` or `document`; empty where the team has not decided."""
    suggestions: str = "on"
    """`on`, `on-demand` or `off`."""
    suggestions_from: str = "own"
    """Whose codings suggestions learn from: the coder's `own`, or `all`; in an open round only their own."""
    suggestions_above: float = 0.0
    """The probability under which a suggestion is not offered, 0 to 1; 0 offers all."""
    agreement: str = "report"
    """`report`, `discuss` or `off`."""
    frozen: bool = False
    """Whether the picker may create codes."""
    encoding: str = ""
    """What transcripts are written in that are in no Unicode encoding; empty to find out."""
    speakers: tuple[str, ...] = ()
    """Names that are speakers in every transcript, even where they head a single turn."""


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the codebook. A heading groups codes and is not applied."""

    id: str
    label: str
    parent: str | None = None
    """The id of the code or heading above it."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The label in other languages, by language code."""
    key: str = ""
    """The letter pressed after `;` in the coding screen."""
    colour: str = ""
    """`#rrggbb`, or empty."""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    status: str = "active"
    """`active` or `retired`."""
    replaced_by: str = ""
    heading: bool = False
    exclusive: bool = False
    """For a heading: its codes exclude each other."""
    written_id: bool = True
    """Whether the id stands in the file; otherwise it is a slug of the label."""

    @property
    def applicable(self) -> bool:
        """Whether a coder may apply it now."""
        return not self.heading and self.status == "active"

    @property
    def definition_hash(self) -> str:
        """SHA-256 (16 hex digits) of the canonical JSON of everything that says when the code applies."""
        said = [self.definition, self.include, self.exclude, self.examples, self.counterexamples]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Codebook:
    """All codes of a project, in the file's order."""

    codes: tuple[Code, ...] = ()
    title: str = ""
    settings: Settings = field(default_factory=Settings)
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attribute name to type: `text`, `choice`, `number` or `date`."""

    @cached_property
    def by_id(self) -> Mapping[str, Code]:
        """Codes by id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def applicable(self) -> tuple[Code, ...]:
        """The codes a coder may apply now."""
        return tuple(code for code in self.codes if code.applicable)

    def children(self, parent: str | None) -> tuple[Code, ...]:
        """The codes directly under one, in file order; `None` for the top."""
        return tuple(code for code in self.codes if code.parent == parent)

    def ancestors(self, code: str) -> tuple[Code, ...]:
        """From the top down to the parent."""
        above: list[Code] = []
        here = self.by_id.get(code)
        while here is not None and here.parent is not None:
            here = self.by_id.get(here.parent)
            if here is not None:
                above.append(here)
        return tuple(reversed(above))

    def depth(self, code: str) -> int:
        """0 at the top."""
        return len(self.ancestors(code))

    def path(self, code: str) -> str:
        """Labels from the top, as `Relations with the media / Paid coverage`; the bare id of a missing code."""
        here = self.by_id.get(code)
        if here is None:
            return code
        return " / ".join([*(above.label for above in self.ancestors(code)), here.label])

    def label(self, code: str) -> str:
        """The label, or the bare id of a missing code."""
        here = self.by_id.get(code)
        return here.label if here is not None else code
