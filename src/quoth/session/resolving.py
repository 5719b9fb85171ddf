"""Answers to what copies of a project say differently.

Owns what each answer does. An answer is an act of its own, which travels and can be taken back; an answer that needs
another act (a renamed document, a codebook field) is written after it.
"""

from __future__ import annotations

from typing import Any

from quoth import codebook_file
from quoth.errors import UsageError
from quoth.exchange.codebooks import words
from quoth.i18n import _
from quoth.session.coding import CodingSession
from quoth.session.desk import EVERYTHING
from quoth.session.events import Event
from quoth.session.names import check_coder, nearest
from quoth.store import deciding, queries
from quoth.store.conflicts import Conflict, conflicts

__all__ = ["resolve"]


def resolve(session: CodingSession, name: str, answer: str, new: str = "", *, dry_run: bool = False) -> Event:
    """Answer a conflict (its id) by `keep`, `other` or `rename` with a new name. Raises UsageError."""
    known = {conflict.id: conflict for conflict in conflicts(session.project)}
    if name not in known:
        raise UsageError(
            _("Nothing called {name!r} waits for an answer{near}.").format(name=name, near=nearest(name, known)),
            _("quoth resolve lists it."),
        )
    conflict = known[name]
    act = _ACTS.get((conflict.kind, answer))
    if act is None and answer != "keep":
        raise UsageError(_("This cannot be resolved by --{answer}.").format(answer=answer), conflict.remedy)
    if dry_run:
        return Event(f"Would resolve {name} ({conflict.kind}) by {answer} {new}".rstrip() + ".")
    said = act(session, conflict, new) if act else "It stays as it is"
    deciding.resolve(session.project, session.coder, name, answer)
    session.reload()
    return Event(f"{said}; {name} is resolved.", EVERYTHING)


def _rename_document(session: CodingSession, conflict: Conflict, new: str) -> str:
    names = {document.name for document in queries.documents(session.project)}
    if new in names:
        raise UsageError(_("There is a document {new!r} already.").format(new=new), _("Choose another name."))
    ids = [d.id for d in queries.documents(session.project) if d.id in conflict.facts["documents"]]
    deciding.rename_document(session.project, session.coder, ids[-1], new)
    return f"The later {conflict.facts['name']} is called {new} now"


def _rename_coder(session: CodingSession, conflict: Conflict, new: str) -> str:
    known = [coder.name for coder in queries.coders(session.project)]
    name = check_coder(new, known)
    if name == conflict.facts["coder"]:
        raise UsageError(_("{new} is the name they have now.").format(new=new), _("Give another one."))
    moved = deciding.give_to(session.project, session.coder, conflict.facts["coder"], conflict.facts["origin"], name)
    return f"{moved} codings of {conflict.facts['coder']} are {name}'s now"


def _other_codebook(session: CodingSession, conflict: Conflict, new: str) -> str:
    facts: dict[str, Any] = conflict.facts
    code, field, value = facts["code"], facts["field"], facts["value"]
    if not code or (field == "code" and not isinstance(value, dict)):
        raise UsageError(_("This is changed in codebook.yaml by hand."), _("Edit the file, then resolve it by --keep."))

    def edit(text: str) -> str:
        if field == "parent":
            return codebook_file.move(text, code, value)
        if field == "code":
            return codebook_file.restore(text, code, value)
        return codebook_file.edit(text, code, {field: value})

    session.change_codebook("edit", edit, says=f"took the other copy's {field} of {code}")
    return f"The {field} of {code} is “{words(value)}” now"


def _adopt_fork(session: CodingSession, conflict: Conflict, new: str) -> str:
    taken = deciding.adopt(session.project, [tuple(row) for row in conflict.facts["rows"]])
    return f"{taken} acts were taken in as acts of this copy"


_ACTS = {
    ("name", "rename"): _rename_document,
    ("coder", "rename"): _rename_coder,
    ("codebook", "other"): _other_codebook,
    ("fork", "other"): _adopt_fork,
}
