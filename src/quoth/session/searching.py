"""What can be looked through: the newest text of every document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from quoth import store
from quoth.finding import Text
from quoth.store import Project, queries

__all__ = ["texts", "texts_of"]


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
