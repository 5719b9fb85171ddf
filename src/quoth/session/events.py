"""What an act of a session did, for the status line and for what must be painted anew."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Event"]


@dataclass(frozen=True, slots=True)
class Event:
    """What an act did."""

    message: str
    """One line for the status line; empty when nothing happened."""
    kinds: frozenset[str] = frozenset()
    """What has changed: `codings`, `memos`, `codebook`, `documents`, `done`."""
    codings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
