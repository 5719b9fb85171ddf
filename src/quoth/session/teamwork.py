"""A team's work on one study: sharing, merging, answering what copies say differently.

Owns the steps around an exchange that concern the whole project: the codebook file is brought in line before and after,
and what a coder may not see in an open round is left out of what is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quoth import store
from quoth.errors import CodebookError, UsageError
from quoth.exchange import merging
from quoth.exchange.share import Shared, share
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.session import codebook as book
from quoth.session.blind import hidden_documents
from quoth.session.coding import CodingSession
from quoth.session.describe import count
from quoth.store import Project, queries, sharing
from quoth.store.conflicts import Conflict, conflicts

__all__ = ["Report", "merge_into", "share_work", "told"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a merge did, as its coder may know it."""

    files: tuple[str, ...]
    codings: tuple[tuple[str, str, int], ...]
    """New codings: coder, document, how many; without what an open round hides."""
    hidden: tuple[str, ...]
    """Coders from whom work in an open round came."""
    rows: int | None
    """Acts that came; None where an open round hides how many."""
    known: int | None
    carried: tuple[tuple[str, int], ...]
    """Late codings by what became of them on the newer text."""
    waiting: tuple[str, ...]
    """What waits for a text that nobody has sent yet."""
    unknown: tuple[str, ...]
    """Codes of new codings that the codebook does not have."""
    codebook: tuple[str, ...]
    """What changed in the codebook."""
    conflicts: tuple[Conflict, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "files": list(self.files),
            "codings": [{"coder": coder, "document": name, "new": number} for coder, name, number in self.codings],
            "hidden": list(self.hidden),
            "rows": {"new": self.rows, "known": self.known},
            "reanchored": dict(self.carried),
            "waiting": list(self.waiting),
            "unknown_codes": list(self.unknown),
            "codebook": list(self.codebook),
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "problems": list(self.problems),
            "remarks": list(self.remarks),
        }


def share_work(
    project: Project,
    folder: Path,
    coder: str,
    *,
    named: bool = True,
    everyone: bool = False,
    transcripts: bool = True,
    dry_run: bool = False,
) -> tuple[list[Shared], tuple[str, ...]]:
    """Share what a coder (everyone, if none is named) did in this copy; and who else acted in it and was left out.

    Where the coder was not `named` in so many words and has done nothing here, it is everyone, unless a round is open.
    """
    here = [name for name in sharing.own_coders(project) if name]
    if coder and coder not in here and not everyone and not named and not hidden_documents(project, coder):
        everyone = True
    if coder and coder not in here and not everyone:
        raise UsageError(
            _("{coder} has done nothing in this copy that could be shared.").format(coder=coder),
            _("Here acted: {here}; quoth share --as NAME, or --all.").format(here=", ".join(here) or _("nobody")),
        )
    chosen = here if everyone or not coder else [coder]
    done = share(project, folder, chosen, transcripts=transcripts, dry_run=dry_run)
    return done, tuple(name for name in here if name not in chosen)


def merge_into(session: CodingSession, paths: Sequence[Path], *, dry_run: bool = False) -> Report:
    """Take in what others shared, in one act that can be taken back. Raises QuothError, and then changes nothing."""
    if session.codebook_problem:
        raise CodebookError(session.codebook_problem, _("Mend codebook.yaml before merging."))
    before = session.codebook
    done = merging.merge(session.project, session.coder, paths, dry_run=dry_run)
    if not dry_run:
        if done.codebook:
            book.write_file(session.folder, queries.codebook_text(session.project, done.codebook))
        if done.origin:
            store.close(session.project)
            session.project = store.opened(session.folder, session.coder)
        session.reload()
    return told(session, done, before)


def told(session: CodingSession, done: merging.Merged, before: Codebook) -> Report:
    """A merge in words, without what an open round hides."""
    from quoth import codebook_file

    project, intake = session.project, done.intake
    names = {document.id: document.name for document in queries.documents(project)}
    hidden = hidden_documents(project, session.coder)
    seen, secret = [], set()
    for (coder, document), number in sorted(intake.codings.items()):
        if document in hidden and coder != session.coder:
            secret.add(coder)
        else:
            seen.append((coder, names.get(document, "a document that is not here yet"), number))
    after = book.at_version(project, done.codebook) if done.codebook else session.codebook
    changes = codebook_file.diff(before, after) if done.codebook else ()
    waiting = sorted({f"{row.action} by {row.coder} ({row.where})" for row in intake.waiting})
    visible = not hidden
    return Report(
        tuple(str(file) for file in done.files),
        tuple(seen),
        tuple(sorted(secret)),
        intake.rows if visible else None,
        intake.known if visible else None,
        tuple(sorted(done.carried.items())),
        tuple(waiting),
        tuple(sorted(code for code in intake.codes if code not in after.by_id)) if visible else (),
        tuple(f"{change.kind} {change.code or 'title, settings or attributes'}" for change in changes),
        tuple(done.conflicts),
        tuple(done.problems),
        (*done.remarks, *([f"{count(done.purged, 'act')} lost words that were withdrawn."] if done.purged else [])),
    )


def open_conflicts(project: Project) -> list[Conflict]:
    """What waits for an answer."""
    return conflicts(project)
