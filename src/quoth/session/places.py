"""Where a coder was: the open document, the cursor in each, and the theme of the screen.

Owns `.quoth/places.json` in the project's folder. It is a convenience and no data: a damaged file holds no places, and
what cannot be written is not missed. Invariant: it has positions and ids, never words. Positions are code points.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Places", "keep", "read"]

FILE = Path(".quoth") / "places.json"


@dataclass(frozen=True, slots=True)
class Places:
    """What one coder left."""

    theme: str = ""
    """The same for all coders on this machine; empty when none was chosen."""
    document: str = ""
    """Id of the document that was open."""
    positions: Mapping[str, int] = field(default_factory=dict)
    """By document id."""
    margin: str = ""
    """What stands beside the text; empty for the usual."""


def read(folder: Path, coder: str) -> Places:
    """The places of a coder; none where the file is missing or damaged."""
    found = _load(folder)
    own = _mapping(_mapping(found.get("coders")).get(coder))
    stored = _mapping(own.get("positions"))
    positions = {name: position for name, position in stored.items() if type(position) is int and position >= 0}
    return Places(_text(found.get("theme")), _text(own.get("document")), positions, _text(own.get("margin")))


def keep(folder: Path, coder: str, places: Places) -> None:
    """Put a coder's places, and a theme if it names one, into the file beside what others left there."""
    found = _load(folder)
    coders = _mapping(found.get("coders"))
    earlier = _mapping(_mapping(coders.get(coder)).get("positions"))
    own = {"margin": places.margin, "document": places.document, "positions": {**earlier, **places.positions}}
    theme = places.theme or _text(found.get("theme"))
    with contextlib.suppress(OSError):
        _write(folder / FILE, {"theme": theme, "coders": {**coders, coder: own}})


def _load(folder: Path) -> dict[str, Any]:
    try:
        return _mapping(json.loads((folder / FILE).read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Replace the file in one step; only its owner can read it, as `mkstemp` makes it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".places-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(content, stream, ensure_ascii=False)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
