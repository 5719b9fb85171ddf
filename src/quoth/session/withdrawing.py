"""Withdrawal of a participant: finding what is meant, and erasing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quoth import anchoring, store
from quoth.errors import CodingError
from quoth.i18n import _
from quoth.model.coding import Verdict
from quoth.model.text import Document, Span, Version
from quoth.session.names import nearest
from quoth.store import Erased, Project, queries

__all__ = ["Target", "erase", "find"]


@dataclass(frozen=True, slots=True)
class Target:
    """A document, or a passage of its newest version."""

    document: Document
    version: Version
    span: Span | None
    words: str
    """What will be erased, without quoting it."""

    @property
    def file(self) -> str:
        """The source file, which Quoth does not touch."""
        return self.version.source.path


def find(project: Project, what: str) -> Target:
    """Read `DOCUMENT` or `DOCUMENT:START-END`. Raises CodingError for an unknown document."""
    known = {document.name: document for document in queries.documents(project)}
    place = re.fullmatch(r"(?P<name>.+):(?P<start>\d+)-(?P<end>\d+)", what, re.DOTALL)
    name = what if what in known or not place else place["name"]
    if name not in known:
        raise CodingError(
            _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
            _("quoth documents lists them."),
        )
    version = queries.version(project, known[name].version)
    if name == what or not place:
        codings = len(queries.codings(project, document=known[name].id))
        return Target(known[name], version, None, f"the document {name} with its {codings} codings")
    span = Span(int(place["start"]), int(place["end"]))
    return Target(known[name], version, span, f"{span.end - span.start} characters of {name}")


def erase(project: Project, coder: str, target: Target, reason: str) -> Erased:
    """Erase it from the project; not from files outside the database."""
    if target.span is None:
        return store.erase_document(project, coder, target.document.id, reason)
    places = list(_in_every_text(project, target))
    return _together(store.erase_span(project, coder, version, span, reason) for version, span in places)


def _in_every_text(project: Project, target: Target) -> Iterator[tuple[Version, Span]]:
    """Where a correction gave the passage other words, its place in that text; then the passage itself.

    The passage comes last, because the places of the others are found by its words: an erasure that was broken off can
    be given again. Texts with the very same words need no place of their own.
    """
    assert target.span is not None
    words = target.version.text[target.span.start : target.span.end]
    for facts in queries.versions_of(project, target.document.id):
        if facts.id == target.version.id:
            continue
        other = queries.version(project, facts.id)
        [outcome] = anchoring.reanchor(target.version.text, other.text, {"": target.span})
        if outcome.verdict is not Verdict.LOST and outcome.quote != words:
            yield other, Span(outcome.start, outcome.end)
    yield target.version, target.span


def _together(erased: Iterable[Erased]) -> Erased:
    parts = list(erased)
    return Erased(max(p.codings for p in parts), sum(p.rows for p in parts), sum(p.backups for p in parts))
