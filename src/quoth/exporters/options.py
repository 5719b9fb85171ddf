"""What a person chooses about an export, the same for every format; a format leaves aside what it has no use for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quoth.model.codebook import Codebook

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How quotations are written, and what is said about them in the file."""

    delimiter: str = ","
    """Between cells; one character."""
    bom: bool = True
    """Whether a table begins with the mark by which Excel knows UTF-8."""
    raw: bool = False
    """Whether cells that a spreadsheet could take for a formula are written as they are."""
    attributes: tuple[str, ...] = ()
    """Names of the documents' attributes, in the order of their columns."""
    codebook: Codebook = field(default_factory=Codebook)
    """Gives the order of codes and the headings above them."""
    title: str = ""
    layer: str = ""
    """Which codings are counted, in words."""
    filters: str = ""
    """What was left out, in words."""
    version: str = ""
    """Of Quoth."""
    progress: Callable[[int], None] | None = None
    """Told now and then how many quotations were taken so far, and at the end how many in all."""
