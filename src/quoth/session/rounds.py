"""Reliability rounds: sampling documents, opening, how far everyone is, closing.

Owns how a sample is drawn: the same project, number, attribute and seed give the same documents on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.errors import CodingError, UsageError
from quoth.i18n import _
from quoth.model.coding import CONSENSUS
from quoth.model.round import Round
from quoth.model.text import Document, Span
from quoth.segment import SPLITTER
from quoth.session.desk import EVERYTHING
from quoth.session.events import Event
from quoth.session.names import check_coder, nearest
from quoth.store import Project, queries, writing

if TYPE_CHECKING:
    from quoth.session.coding import CodingSession

__all__ = ["Standing", "close_round", "open_round", "plan", "sample", "status", "to_unit", "units"]

UNITS = ("turn", "sentence", "document")


def sample(
    documents: Sequence[Document], number: int, by: str, seed: int
) -> tuple[list[Document], dict[str, tuple[int, int]]]:
    """Documents drawn at random, from each value of an attribute in proportion, at least one of each if there is room.

    Also how many of how many were drawn by value. Raises UsageError where there are too few.
    """
    if not 1 <= number <= len(documents):
        raise UsageError(
            _("{number} documents cannot be drawn from {n}.").format(number=number, n=len(documents)),
            _("Give a smaller number, or name documents."),
        )
    strata: dict[str, list[Document]] = {}
    for document in documents:
        strata.setdefault(document.attributes.get(by, "") if by else "", []).append(document)
    if by and list(strata) == [""]:
        raise UsageError(_("No document has the attribute {by!r}.").format(by=by), _("quoth attributes lists them."))
    shares = {value: number * len(inside) / len(documents) for value, inside in strata.items()}
    least = 1 if number >= len(strata) else 0
    counts = {value: max(least, int(share)) for value, share in shares.items()}
    while sum(counts.values()) > number:
        counts[max(counts, key=lambda value: (counts[value] - shares[value], value))] -= 1
    while sum(counts.values()) < number:
        room = [value for value in counts if counts[value] < len(strata[value])]
        counts[max(room, key=lambda value: (shares[value] - counts[value], value))] += 1
    drawn = [
        document
        for value, inside in strata.items()
        for document in sorted(inside, key=lambda one: _lot(seed, one))[: counts[value]]
    ]
    chosen = [document for document in documents if document in drawn]
    return chosen, {value: (counts[value], len(inside)) for value, inside in strata.items()}


def _lot(seed: int, document: Document) -> str:
    return hashlib.sha256(f"{seed}\n{document.id}".encode()).hexdigest()


def plan(
    session: CodingSession,
    name: str,
    documents: Sequence[str],
    coders: Sequence[str],
    *,
    by: str = "",
    seed: int = 0,
    unit: str = "",
    frozen_units: str = "",
    suggestions: str = "off",
) -> Round:
    """What opening a round would fix. `documents` are names, or one number to draw. Raises UsageError."""
    project = session.project
    if not name.strip() or any(round_.name == name for round_ in queries.rounds(project)):
        raise UsageError(
            _("There is a round {name!r} already.").format(name=name) if name.strip() else _("The round has no name."),
            _("Name it."),
        )
    known = {document.name: document for document in queries.documents(project)}
    taken = {document for round_ in queries.rounds(project) if not round_.closed for document in round_.documents}
    drawn: dict[str, object] = {}
    if len(documents) == 1 and documents[0].isdigit() and documents[0] not in known:
        free = [document for document in known.values() if document.id not in taken]
        chosen, strata = sample(free, int(documents[0]), by, seed)
        drawn = {"number": int(documents[0]), "by": by, "seed": seed}
        drawn["strata"] = {value: list(counts) for value, counts in strata.items()}
    else:
        for one in documents:
            if one not in known:
                raise UsageError(
                    _("There is no document {name!r}{near}.").format(name=one, near=nearest(one, known)),
                    _("quoth documents lists them."),
                )
        chosen = [known[one] for one in dict.fromkeys(documents)]
    if busy := [document.name for document in chosen if document.id in taken]:
        raise UsageError(
            _("{busy} is in an open round already.").format(busy=", ".join(busy)), _("Close that one first.")
        )
    if not chosen:
        raise UsageError(_("The round has no documents."), _("Give --documents N, or their names with commas."))
    names = [coder.name for coder in queries.coders(project)]
    who = tuple(dict.fromkeys(check_coder(coder, names) for coder in coders))
    if len(who) < 2 or CONSENSUS in who:
        raise UsageError(_("A round needs two coders or more."), _("Give --coders NAME,NAME."))
    if frozen_units and frozen_units not in who:
        raise UsageError(
            _("{coder} marks the units and is not among the coders.").format(coder=frozen_units),
            _("Add them to --coders."),
        )
    unit = unit or session.codebook.settings.unit or "turn"
    if unit not in UNITS:
        raise UsageError(
            _("{unit!r} is not a unit.").format(unit=unit), _("Give --unit {known}.").format(known=", ".join(UNITS))
        )
    ids = {document.id for document in chosen}
    saw = [e for e in queries.exposures(project) if e.kind == "others" and e.document in ids]
    exposed = {coder: tuple(sorted({e.document for e in saw if e.coder == coder})) for coder in who}
    return Round(
        name,
        {document.id: document.version for document in chosen},
        who,
        session.codebook_hash,
        unit,
        frozen_units,
        suggestions,
        SPLITTER,
        drawn,
        {coder: seen for coder, seen in exposed.items() if seen},
    )


def open_round(session: CodingSession, round_: Round) -> Event:
    """Open a planned round."""
    writing.open_round(session.project, session.coder, round_)
    session.reload()
    return Event(_("Opened the round {name}. Ctrl+Z takes it back.").format(name=round_.name), EVERYTHING)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is, without a word of what was coded."""

    round: Round
    documents: tuple[str, ...]
    done: Mapping[str, tuple[str, ...]]
    """By coder the names of documents that they are done with in this round."""
    exposed: Mapping[str, tuple[str, ...]]
    """By coder the names of documents in which they had seen others' codings before."""
    changed: bool
    """Whether the codebook was changed since it was opened."""

    def waiting(self) -> dict[str, list[str]]:
        """By coder what they are not done with."""
        left = {coder: [name for name in self.documents if name not in self.done[coder]] for coder in self.round.coders}
        return {coder: names for coder, names in left.items() if names}

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "name": self.round.name,
            "by": self.round.by,
            "opened": self.round.opened,
            "closed": self.round.closed or None,
            "coders": list(self.round.coders),
            "documents": list(self.documents),
            "unit": self.round.unit,
            "frozen_units": self.round.frozen_units or None,
            "suggestions": self.round.suggestions,
            "codebook": self.round.codebook,
            "codebook_changed": self.changed,
            "splitter": self.round.splitter,
            "sample": dict(self.round.sample),
            "done": {coder: list(names) for coder, names in self.done.items()},
            "exposed": {coder: list(names) for coder, names in self.exposed.items()},
            "without": list(self.round.without),
        }


def status(project: Project, hash_: str, name: str = "") -> list[Standing]:
    """How far rounds are, or one of them. Raises UsageError for an unknown one."""
    rounds = queries.rounds(project)
    if name and name not in {round_.name for round_ in rounds}:
        raise UsageError(
            _("There is no round {name!r}{near}.").format(name=name, near=nearest(name, [r.name for r in rounds])),
            _("quoth round status"),
        )
    names = {document.id: document.name for document in queries.documents(project)}
    marks = {(mark.round, mark.coder, mark.document) for mark in queries.done(project)}
    return [
        Standing(
            round_,
            tuple(names[document] for document in round_.documents if document in names),
            {
                coder: tuple(names[d] for d in round_.documents if d in names and (round_.name, coder, d) in marks)
                for coder in round_.coders
            },
            {coder: tuple(names[d] for d in seen if d in names) for coder, seen in round_.exposed.items()},
            round_.codebook != hash_,
        )
        for round_ in rounds
        if not name or round_.name == name
    ]


def close_round(session: CodingSession, name: str, without: Sequence[str] = (), *, dry_run: bool = False) -> Event:
    """Close a round, which opens the comparison. Raises CodingError while a coder is not done, save `without` these."""
    [standing] = status(session.project, session.codebook_hash, name)
    if standing.round.closed:
        raise CodingError(
            _("The round {name} is closed already.").format(name=name), _("quoth agreement compares its coders.")
        )
    if strangers := [coder for coder in without if coder not in standing.round.coders]:
        raise UsageError(
            _("{coder} does not code in {name}.").format(coder=strangers[0], name=name),
            _("Its coders: {coders}.").format(coders=", ".join(standing.round.coders)),
        )
    left = {coder: names for coder, names in standing.waiting().items() if coder not in without}
    if left:
        said = "; ".join(
            _("{coder} not with {documents}").format(coder=coder, documents=", ".join(names[:4]))
            for coder, names in left.items()
        )
        raise CodingError(
            _("Not everyone is done: {said}.").format(said=said),
            _("Merge what they shared, or quoth round close {name} --without {left}.").format(
                name=name, left=next(iter(left))
            ),
        )
    if dry_run:
        return Event(_("Would close the round {name}.").format(name=name))
    writing.close_round(session.project, session.coder, name, without)
    session.reload()
    return Event(
        _("Closed the round {name}; its codings can be compared now. Ctrl+Z opens it again.").format(name=name),
        EVERYTHING,
    )


def units(project: Project, document: str) -> tuple[str, tuple[Span, ...]]:
    """Who marks the units of a document (by id) in its open round, and where they are; nobody where none are frozen.

    The places only: what the marker coded there stays hidden.
    """
    for round_ in queries.rounds(project):
        if not round_.closed and document in round_.documents and round_.frozen_units:
            return round_.frozen_units, queries.unit_spans(project, document, round_.frozen_units)
    return "", ()


def to_unit(project: Project, document: str, coder: str, place: Span) -> Span:
    """The unit that a selection lies in, where the round has frozen units and this coder only labels them.

    Raises CodingError for a selection that lies in none, or in several.
    """
    marker, spans = units(project, document)
    if not marker or coder == marker:
        return place
    holding = [span for span in spans if span.start <= place.start and place.end <= span.end]
    if len(holding) != 1 and place not in holding:
        raise CodingError(
            (
                _("In this round {marker} marks the passages, and this selection lies in several of them.")
                if holding
                else _("In this round {marker} marks the passages, and this selection lies in none of them.")
            ).format(marker=marker),
            _("quoth round units DOCUMENT lists them."),
        )
    return place if place in holding else holding[0]
