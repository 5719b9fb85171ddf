"""What an act of a session did, for the status line and for what must be painted anew."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.i18n import _

__all__ = ["Event", "again", "back"]


@dataclass(frozen=True, slots=True)
class Event:
    """What an act did."""

    message: str
    """One line for the status line; empty when nothing happened."""
    kinds: frozenset[str] = frozenset()
    """What has changed: `codings`, `memos`, `codebook`, `documents`, `done`."""
    codings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def back(message: str) -> str:
    """A message about an act that can be taken back, with how."""
    return f"{message} {_('Ctrl+Z takes it back.')}"


def again(message: str) -> str:
    """A message about an act that was taken back, with how to do it again."""
    return f"{message} {_('Ctrl+Y does it again.')}"
