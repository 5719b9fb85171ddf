"""A reliability round: sampled documents, named coders, blind until closed.

Owns what a round fixes. Times are UTC, ISO 8601 with Z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Round"]


@dataclass(frozen=True, slots=True)
class Round:
    """What a team agreed to code apart, under one codebook, and then to compare."""

    name: str
    documents: Mapping[str, str]
    """By document id the version whose text is coded."""
    coders: tuple[str, ...]
    codebook: str
    """Hash of the codebook text it is coded under."""
    unit: str
    """What agreement is counted on: `turn`, `sentence` or `document`."""
    frozen_units: str = ""
    """The coder who marks the units that the others only label; empty where everyone marks their own."""
    suggestions: str = "off"
    """`on`, `on-demand` or `off`."""
    splitter: str = ""
    """Name and version of the rules by which turns were cut into sentences."""
    sample: Mapping[str, object] = field(default_factory=dict)
    """How the documents were chosen: `number`, `by`, `seed`, and `strata` with how many of how many."""
    exposed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By coder the documents (ids) in which others' codings had been seen before it was opened."""
    by: str = ""
    opened: str = ""
    closed: str = ""
    """Empty while it is open."""
    without: tuple[str, ...] = ()
    """Coders it was closed without."""
