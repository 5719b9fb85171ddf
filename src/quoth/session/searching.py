"""What can be looked through: the newest text of every document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from quoth import segment, store
from quoth.finding import Text
from quoth.model.spans import overlap
from quoth.model.text import Span
from quoth.store import Project, queries

__all__ = ["sentences_around", "texts", "texts_of"]


def texts_of(project: Project, documents: Collection[str] = ()) -> Iterator[Text]:
    """The texts of a project, or of documents by name, in the order of import."""
    names = {document.version: document.name for document in queries.documents(project)}
    for version in queries.versions(project):
        if not documents or names[version.id] in documents:
            yield Text.of(version.id, names[version.id], version.text, version.turns)


def texts(folder: Path) -> Iterator[Text]:
    """The texts of the project in a folder, over a connection of its own: safe in another thread."""
    project = store.opened(folder)
    try:
        yield from texts_of(project)
    finally:
        project.connection.close()


def sentences_around(text: Text, turn: int, span: Span) -> Span:
    """The sentence or sentences of a turn (1-based) that hold a place; the place itself where there are none."""
    found = segment.sentences(text.text, text.turns[turn - 1 : turn])
    holding = [Span(one.start, one.end) for one in found if overlap(Span(one.start, one.end), span)]
    return Span(holding[0].start, holding[-1].end) if holding else span
