"""Settling: what coders agree on after they have talked, written as codings of the consensus.

Owns what each decision writes. The coders' own codings stay as they are, so that agreement before settling can always
be computed; a document is settled when the consensus is done with it, which happens by itself once every place is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quoth.errors import CodingError, UsageError
from quoth.i18n import _, ngettext
from quoth.model.coding import CONSENSUS, Coding, Origin
from quoth.model.spans import snap, trim
from quoth.model.text import Span
from quoth.session.applying import Author, new_coding
from quoth.session.coding import CodingSession
from quoth.session.desk import EVERYTHING
from quoth.session.differing import Differing
from quoth.session.events import Event
from quoth.session.names import nearest
from quoth.store import Project, queries, writing
from quoth.store.queries import Settlement

if TYPE_CHECKING:
    from quoth.agreement import Difference

__all__ = ["Progress", "moves", "progress", "settle", "settle_unanimous", "unanimous", "unsettled"]

BOTH, NEITHER = "both", "neither"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far settling is."""

    settled: int
    of: int
    unanimous: int
    """Passages that all coders coded alike and that are not written yet."""
    documents: tuple[str, ...]
    """Names of settled documents."""


def unsettled(project: Project, found: Differing) -> tuple[Difference, ...]:
    """The places that wait for a decision, the dearest first."""
    known = {settlement.difference for settlement in queries.settlements(project)}
    return tuple(place for place in found.places if place.id not in known)


def unanimous(project: Project, found: Differing) -> list[Coding]:
    """Codings that all who judged made alike, and that the consensus does not have yet."""
    differing = {coding.id for place in found.places for own in place.codings.values() for coding in own}
    have = {(c.version, c.start, c.end, c.code) for c in queries.codings(project, coder=CONSENSUS)}
    alike: dict[tuple[str, int, int, str], Coding] = {}
    for read in found.documents.values():
        for coder, own in read.codings.items():
            for coding in own:
                judges = [one for one in found.coders if coding.code in read.judged.get(one, ())]
                place = (coding.version, coding.start, coding.end, coding.code)
                if len(judges) > 1 and coder == judges[0] and coding.id not in differing and place not in have:
                    alike.setdefault(place, coding)
    return list(alike.values())


def progress(project: Project, found: Differing) -> Progress:
    """How many places are settled, and which documents."""
    waiting = len(unsettled(project, found))
    marked = {mark.document for mark in queries.done(project) if mark.coder == CONSENSUS}
    names = tuple(read.name for name, read in found.documents.items() if name in marked)
    return Progress(len(found.places) - waiting, len(found.places), len(unanimous(project, found)), names)


def settle(
    session: CodingSession,
    found: Differing,
    name: str,
    choice: str,
    *,
    who: Sequence[str],
    reason: str = "",
    span: Span | None = None,
    codes: Sequence[str] = (),
    dry_run: bool = False,
) -> Event:
    """Decide one place: a coder's name, `both`, `neither`, or `codes` on `span`. Raises UsageError and CodingError."""
    place = next((one for one in found.places if one.id == name), None)
    if place is None:
        known = [one.id for one in found.places]
        raise CodingError(
            _("No difference is called {name!r}{near}.").format(name=name, near=nearest(name, known)),
            _("quoth settle lists them."),
        )
    if name not in {one.id for one in unsettled(session.project, found)}:
        raise CodingError(_("{name} is settled already.").format(name=name), _("quoth undo takes a decision back."))
    made = _chosen(session, found, place, choice, span, codes)
    what = {"difference": name, "document": place.document, "start": place.start, "end": place.end}
    what |= {"codes": list(place.codes), "choice": "other" if codes else choice, "reason": reason, "who": list(who)}
    what |= {"coders": {coder: [c.id for c in own] for coder, own in place.codings.items()}}
    said = ", ".join(session.codebook.label(coding.code) for coding in made) or _("no code")
    if dry_run:
        return Event(_("Would settle {name} as {said}.").format(name=name, said=said))
    have = {(c.version, c.start, c.end, c.code) for c in queries.codings(session.project, coder=CONSENSUS)}
    new = [c for c in made if (c.version, c.start, c.end, c.code) not in have]
    writing.settle(session.project, session.coder, new, [what])
    done = _mark_settled(session, found, place.document)
    session.reload()
    return Event(f"{_('Settled as {said}.').format(said=said)}{done} {_('Ctrl+Z takes it back.')}", EVERYTHING)


def _chosen(
    session: CodingSession, found: Differing, place: Difference, choice: str, span: Span | None, codes: Sequence[str]
) -> list[Coding]:
    version = found.documents[place.document].version
    if codes:
        at = span or Span(place.start, place.end)
        at = snap(version.text, trim(version.text, snap(version.text, at)))
        if at.start >= at.end:
            raise CodingError(_("There are no words in this passage."), _("Give --span START END."))
        return [new_coding(session.codebook, code, version, at, Author(CONSENSUS)) for code in codes]
    if choice == NEITHER:
        return []
    if choice != BOTH and choice not in place.codings:
        raise UsageError(
            _("{choice!r} did not judge this place.").format(choice=choice),
            _("Give --take {codings}, both or neither.").format(codings=", ".join(place.codings)),
        )
    chosen = [c for coder, own in place.codings.items() if choice in (BOTH, coder) for c in own]
    alike = {(coding.start, coding.end, coding.code): coding for coding in chosen}
    return [_as_consensus(coding) for coding in alike.values()]


def _as_consensus(coding: Coding) -> Coding:
    return replace(coding, id="", coder=CONSENSUS, round="", origin=Origin.TYPED, rank=None, score=None, star=False)


def settle_unanimous(session: CodingSession, found: Differing, *, who: Sequence[str], dry_run: bool = False) -> Event:
    """Write everything that all coders coded alike, in one act."""
    alike = unanimous(session.project, found)
    if dry_run:
        line = ngettext(
            "Would write {n} coding that all coders made alike.",
            "Would write {n} codings that all coders made alike.",
            len(alike),
        )
        return Event(line.format(n=len(alike)))
    if alike:
        writing.settle(session.project, session.coder, [_as_consensus(coding) for coding in alike], [])
    done = "".join(_mark_settled(session, found, document) for document in found.documents)
    session.reload()
    line = ngettext(
        "Wrote {n} coding that all coders made alike.", "Wrote {n} codings that all coders made alike.", len(alike)
    )
    return Event(line.format(n=len(alike)) + done, EVERYTHING)


def _mark_settled(session: CodingSession, found: Differing, document: str) -> str:
    """Mark a document as done by the consensus when nothing is left to decide in it."""
    if any(place.document == document for place in unsettled(session.project, found)):
        return ""
    if any(coding.document == document for coding in unanimous(session.project, found)):
        return ""
    read = found.documents[document]
    mark: dict[str, Any] = {"document": document, "version": read.version.id, "codebook": session.codebook_hash}
    writing.mark_done(session.project, session.coder, [mark | {"round": "", "done": True, "coder": CONSENSUS}])
    return _(" {name} is settled.").format(name=read.name)


def moves(project: Project) -> list[tuple[str, str, int]]:
    """Who gave way to whom, how often: (from, to, number), the most frequent first."""
    table: Counter[tuple[str, str]] = Counter()
    for settlement in queries.settlements(project):
        table.update(_moved(settlement))
    ordered = sorted(table.items(), key=lambda item: (-item[1], item[0]))
    return [(one, other, number) for (one, other), number in ordered]


def _moved(settlement: Settlement) -> list[tuple[str, str]]:
    if settlement.choice in (NEITHER, "other"):
        every = settlement.choice == "other"
        return [(coder, "another answer") for coder, own in settlement.coders.items() if own or every]
    if settlement.choice == BOTH:
        return [(coder, BOTH) for coder in settlement.coders]
    return [(coder, settlement.choice) for coder in settlement.coders if coder != settlement.choice]
