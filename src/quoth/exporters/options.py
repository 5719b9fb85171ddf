"""What a person chooses about an export, the same for every format; a format leaves aside what it has no use for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quoth.exporters.attribution import DEFAULT, Attribution

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How an export is written."""

    delimiter: str = ","
    """Between cells; one character."""
    bom: bool = True
    """Whether a table begins with the mark by which Excel knows UTF-8."""
    raw: bool = False
    """Whether cells that a spreadsheet could take for a formula are written as they are."""
    attribution: Attribution = field(default=DEFAULT)
    """What stands under a quote."""
    layout: str = ""
    """`themes` (quotes by code) or `transcripts` (texts with their codes); empty for what the format is made for."""
    by: str = ""
    """An attribute by whose values the quotes of each theme are grouped."""
    unit: str = "document"
    """Of a matrix: `document`, `turn` or `sentence`."""
    suffix: str = ""
    """Of the file, as `.docx`: says in which form the codebook is written."""
    with_texts: bool = False
    """Whether an archive holds the transcripts."""
    progress: Callable[[int], None] | None = None
    """Told now and then how many quotations were taken so far, and at the end how many in all."""
