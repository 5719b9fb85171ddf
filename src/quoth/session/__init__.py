"""The use cases: what a coder or a script does with a project. Screen and shell both stand on it.

`CodingSession` is loaded when it is asked for: commands that only read do without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quoth.session.coding import CodingSession, DocumentSummary, Event

__all__ = ["CodingSession", "DocumentSummary", "Event"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from quoth.session import coding

        return getattr(coding, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
