"""Blind rounds: in which documents a coder must not see what others did.

Owns the question; the veil over the database (`quoth.store.veil`) already leaves others' codings, memos and decisions
out of every answer. Who counts, compares or learns over several coders asks here which documents to leave out whole.
"""

from __future__ import annotations

from quoth.store import Project, queries

__all__ = ["hidden_documents", "hidden_names"]


def hidden_documents(project: Project, viewer: str) -> frozenset[str]:
    """The ids of documents in an open round, in which `viewer` must not see others' codings, nor suggestions.

    They are the same for everyone, also for who does not code in the round: until it is closed nobody compares.
    """
    return frozenset(document for spec in queries.open_rounds(project).values() for document in spec["documents"])


def hidden_names(project: Project, viewer: str) -> tuple[str, ...]:
    """The names of these documents, in the order of import."""
    hidden = hidden_documents(project, viewer)
    return tuple(document.name for document in queries.documents(project) if document.id in hidden)
