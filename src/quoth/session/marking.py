"""Done marks: a coder has read a document under a codebook version and coded what there was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoth.errors import CodingError
from quoth.i18n import _
from quoth.model.text import Document
from quoth.session.names import nearest
from quoth.store import Project, queries, writing

__all__ = ["Marked", "mark", "mark_named", "round_of"]


@dataclass(frozen=True, slots=True)
class Marked:
    """Which documents were marked, and what is odd about them."""

    documents: tuple[str, ...]
    unopened: tuple[str, ...]
    """Never opened in the screen by this coder."""
    uncoded: tuple[str, ...]
    """Without a coding of this coder."""


def round_of(project: Project, document: str) -> str:
    """The open round that a document (by id) is in; empty for none."""
    rounds = queries.open_rounds(project).items()
    return next((name for name, spec in rounds if document in spec.get("documents", ())), "")


def mark(project: Project, coder: str, codebook: str, documents: Sequence[Document], *, done: bool) -> None:
    """Mark documents in one action, under the codebook of this hash."""
    marks = [
        {"document": d.id, "version": d.version, "codebook": codebook, "round": round_of(project, d.id), "done": done}
        for d in documents
    ]
    if marks:
        writing.mark_done(project, coder, marks)


def mark_named(
    project: Project, coder: str, codebook: str, names: Sequence[str] | None, *, done: bool, dry_run: bool
) -> Marked:
    """Mark documents by name, or all where no names are given. Raises CodingError for an unknown one."""
    known = {document.name: document for document in queries.documents(project)}
    wanted = list(known) if names is None else list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise CodingError(
                _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
                _("quoth documents lists them."),
            )
    chosen = [known[name] for name in wanted]
    opened = {e.document for e in queries.exposures(project) if e.coder == coder}
    coded = queries.coder_counts(project)
    if not dry_run:
        mark(project, coder, codebook, chosen, done=done)
    unopened = tuple(document.name for document in chosen if document.id not in opened)
    return Marked(
        tuple(wanted), unopened, tuple(document.name for document in chosen if (document.id, coder) not in coded)
    )
