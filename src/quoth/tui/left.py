"""Where the cursor was left in each document, in this session and in the one before.

Owns the memory of it; `write` puts into the file what changed. Positions are code points.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from quoth.model.text import Role
from quoth.session import places
from quoth.tui.widgets.transcript.selection import Ground, Place

__all__ = ["Left"]


class Left:
    """What one coder left in one project."""

    def __init__(self, folder: Path, coder: str) -> None:
        self._folder = folder
        self._coder = coder
        self._before = self._now = self._written = places.read(folder, coder)
        self._places: dict[str, Place] = {}

    @property
    def document(self) -> str:
        """Id of the document that was open last."""
        return self._now.document

    def leave(self, document: str, place: Place) -> None:
        """Remember the place in a document."""
        self._places[document] = place
        position = place.position if place.anchor is None else min(place.position, place.anchor)
        self._now = replace(self._now, document=document, positions={**self._now.positions, document: position})

    @property
    def margin(self) -> str:
        """What stands beside the text."""
        return self._now.margin

    def choose_margin(self, margin: str) -> None:
        """Remember what stands beside the text."""
        self._now = replace(self._now, margin=margin)

    def choose_theme(self, theme: str) -> None:
        """Remember the theme."""
        self._now = replace(self._now, theme=theme)

    def place(self, document: str, ground: Ground) -> Place:
        """Where the cursor was in a document; in a new one the first turn that is not the interviewer's."""
        if document in self._places:
            return self._places[document]
        if (left := self._before.positions.get(document)) is not None:
            return Place(ground.inside(left))
        answers = (turn for turn in map(ground.turns.__getitem__, ground.stops) if turn.role is not Role.INTERVIEWER)
        first = next(answers, None)
        return Place(first.speech) if first is not None else ground.start()

    def write(self) -> None:
        """Keep for the next session what changed."""
        if self._now != self._written:
            places.keep(self._folder, self._coder, self._now)
            self._written = self._now
