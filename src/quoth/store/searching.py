"""Finding a phrase in the transcripts by the full-text index of turns. Positions are code points of the text."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import combining

from quoth.model.fold import fold_text
from quoth.store.project import Project
from quoth.store.queries import NAMED, SHOWN, ask, one

__all__ = ["Hit", "search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn in which a phrase was found."""

    document: str
    """The document's name."""
    turn: int
    start: int
    end: int
    speaker: str
    text: str


def search(project: Project, phrase: str, limit: int = 1000) -> list[Hit]:
    """Turns that hold a phrase's words one after the other, the last perhaps cut short; case and ё do not matter.

    At most `limit`: those imported first. They come in the order of documents and turns.
    """
    words = "".join(char if char.isalnum() or combining(char) else " " for char in fold_text(phrase)).split()
    if not words:
        return []
    found = ask(
        project,
        f"""SELECT position, turn.number, document.name, turn.version, turn.start, turn.end, {SHOWN}
           FROM turn_search JOIN turn ON turn.id = turn_search.rowid JOIN version ON version.id = turn.version
           JOIN document ON document.id = version.document AND document.version = version.id
           {NAMED} WHERE turn_search MATCH ? ORDER BY turn_search.rowid LIMIT ?""",
        (f'"{" ".join(words)}"*', limit),
    )
    asked = "SELECT content FROM version JOIN text ON text.hash = text_hash WHERE version.id = ?"
    texts = {name: one(project, asked, (name,))[0] for name in {row[3] for row in found}}
    return [
        Hit(name, number, start, end, speaker, texts[version][start:end])
        for _, number, name, version, start, end, speaker in sorted(found)
    ]
