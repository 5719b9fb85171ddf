"""What shows that a coding stands where it was made."""

from __future__ import annotations

from typing import Any

from quoth.model.coding import CONTEXT
from quoth.model.text import Span, Version

__all__ = ["proof"]


def proof(version: Version, span: Span) -> dict[str, Any]:
    """What a coding carries of its text: place, quote and context."""
    text = version.text
    return {
        "document": version.document,
        "version": version.id,
        "start": span.start,
        "end": span.end,
        "quote": text[span.start : span.end],
        "prefix": text[max(0, span.start - CONTEXT) : span.start],
        "suffix": text[span.end : span.end + CONTEXT],
    }
