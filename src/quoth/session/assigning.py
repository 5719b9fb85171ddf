"""Who codes what next, and how far every document is: not yet, single, double, settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoth.errors import CodingError
from quoth.i18n import _, ngettext
from quoth.model.coding import CONSENSUS
from quoth.session.coding import CodingSession
from quoth.session.events import Event
from quoth.session.names import check_coder, nearest
from quoth.store import Project, queries, writing

__all__ = ["Coverage", "assign", "coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one document is."""

    document: str
    state: str
    """`not yet`, `single`, `double` (two coders or more) or `settled`."""
    coders: tuple[str, ...]
    """Who is done with it."""
    assigned: tuple[str, ...]
    """Who is to code it and is not done."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        lists = {"coders": list(self.coders), "assigned": list(self.assigned)}
        return {"name": self.document, "state": self.state, **lists}


def coverage(project: Project) -> list[Coverage]:
    """Every document, in the order of import. It rests on done marks: what is in work does not count as coded."""
    done: dict[str, set[str]] = {}
    for mark in queries.done(project):
        done.setdefault(mark.document, set()).add(mark.coder)
    asked: dict[str, list[str]] = {}
    for document, coder in queries.assignments(project):
        asked.setdefault(document, []).append(coder)
    found = []
    for one in queries.documents(project):
        marked = done.get(one.id, set())
        coders = tuple(sorted(marked - {CONSENSUS}))
        state = "settled" if CONSENSUS in marked else ("not yet", "single", "double")[min(2, len(coders))]
        waiting = tuple(coder for coder in asked.get(one.id, ()) if coder not in marked)
        found.append(Coverage(one.name, state, coders, waiting))
    return found


def assign(
    session: CodingSession, documents: Sequence[str], coders: Sequence[str], *, on: bool = True, dry_run: bool = False
) -> Event:
    """Say who codes these documents next, or no longer. Raises CodingError for an unknown document."""
    known = {one.name: one.id for one in queries.documents(session.project)}
    for name in documents:
        if name not in known:
            raise CodingError(
                _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
                _("quoth documents lists them."),
            )
    here = [coder.name for coder in queries.coders(session.project)]
    who = [check_coder(coder, here) for coder in coders]
    n, named = len(documents), ", ".join(who)
    if on:
        done = ngettext("{n} document for {coders} to code", "{n} documents for {coders} to code", n)
    else:
        done = ngettext(
            "{n} document no longer for {coders} to code", "{n} documents no longer for {coders} to code", n
        )
    said = done.format(n=n, coders=named)
    if dry_run:
        return Event(_("It would be: {said}.").format(said=said))
    writing.assign(session.project, session.coder, [(known[name], coder) for name in documents for coder in who], on=on)
    session.reload()
    return Event(_("Assigned: {said}.").format(said=said), frozenset({"documents"}))
