"""Who is compared on what: a project's coders, documents, rounds and done marks as the readings that agreement counts.

Owns when a document and a code count for a coder: where one of the coder's done marks speaks for that text and that
definition. Elsewhere a judgement is missing, whatever codings there are. Positions are code points of a document's
newest version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quoth.errors import AgreementError
from quoth.i18n import _
from quoth.model.coding import CONSENSUS
from quoth.model.text import Role
from quoth.session.blind import hidden_documents
from quoth.session.codebook import Reading
from quoth.session.filters import Filters, check_filters, wanted
from quoth.session.names import nearest
from quoth.session.progress import spoken_for
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth import agreement
    from quoth.model.codebook import Code
    from quoth.model.coding import Coding
    from quoth.model.round import Round
    from quoth.model.text import Span

__all__ = [
    "AIDED",
    "Compared",
    "codes_compared",
    "compared",
    "done_coders",
    "judged",
    "named_coders",
    "readings",
    "round_compared",
    "unaided",
]

AIDED = frozenset({"suggestions", "others"})
"""Kinds of exposure that help: what could be seen of suggestions or of others' codings."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A coder, in all they did or in one round: `ann` or `ann@pilot`; `ann@` is what was done outside rounds."""

    name: str
    coder: str
    round: str | None = None
    """None for whatever round."""


def compared(text: str) -> tuple[Compared, ...]:
    """The coders named in `ann,bek` or `ann@one,ann@two`. Raises AgreementError for one named twice."""
    named = [_one(part.strip()) for part in text.split(",") if part.strip()]
    for at, one in enumerate(named):
        if one in named[:at]:
            raise AgreementError(
                _("Agreement needs two different coders; {name} is named twice.").format(name=one.name),
                _("Give --coders NAME,NAME, or --coders NAME@ROUND,NAME@ROUND for one coder in two rounds."),
            )
    return tuple(named)


def _one(text: str) -> Compared:
    coder, at, name = text.rpartition("@")
    return Compared(text, coder.strip(), name.strip()) if at else Compared(text, text)


def done_coders(project: Project) -> list[str]:
    """Everyone but the consensus who has marked a document as done."""
    return sorted({mark.coder for mark in queries.done(project)} - {CONSENSUS})


def named_coders(project: Project, coders: str, round_: str = "") -> tuple[Compared, ...]:
    """The coders of `--coders`, else everyone who is done; within a round where one is named.

    A name that holds an @ and is a coder's is that coder's. Raises AgreementError for unknown coders and rounds, and
    for fewer than two.
    """
    known = {coder.name for coder in queries.coders(project)}
    rounds = {mark.round for mark in queries.done(project)} | {one.name for one in queries.rounds(project)}
    if round_ and round_ not in rounds:
        raise AgreementError(
            _("There is no round {round!r}{near}.").format(round=round_, near=nearest(round_, rounds)),
            _("Known: {known}.").format(known=", ".join(sorted(rounds - {""})) or _("none")),
        )
    named = compared(coders) if coders.strip() else tuple(Compared(name, name) for name in done_coders(project))
    found = []
    for one in named:
        whole = Compared(one.name, one.name) if one.name in known else one
        if whole.coder not in known:
            raise AgreementError(
                _("There is no coder {coder!r} in this project.").format(coder=whole.coder),
                _("Known: {known}.").format(known=", ".join(sorted(known)) or _("none")),
            )
        if whole.round and whole.round not in rounds:
            raise AgreementError(
                _("There is no round {round!r}{near}.").format(round=whole.round, near=nearest(whole.round, rounds)),
                _("Known: {known}.").format(known=", ".join(sorted(rounds - {""})) or _("none")),
            )
        found.append(replace(whole, round=round_) if round_ and whole.round is None else whole)
    if len(found) < 2:
        raise AgreementError(_("Agreement needs two different coders."), _("Give --coders NAME,NAME."))
    return tuple(found)


def readings(
    project: Project,
    reading: Reading,
    coders: Sequence[Compared],
    filters: Filters = Filters(),  # noqa: B008 - it is frozen
    *,
    sentences: bool = False,
    participants: bool = True,
) -> list[agreement.Reading]:
    """The documents that at least two of the coders have done, with their codings and what they judged.

    With `participants` the interviewer's turns are left out, where the document says who that is; `sentences` are made
    only when asked for. Documents in an open round are left out. Raises AgreementError when there is nothing to
    compare, UsageError for an unknown document.
    """
    from quoth import agreement, segment

    check_filters(project, reading, filters)
    hidden = hidden_documents(project, project.viewer)
    judged = _judged(project, reading, coders)
    codings = _codings(project, coders)
    exposed = _exposed(project, coders)
    round_ = round_compared(project, coders)
    found: list[agreement.Reading] = []
    for document in queries.documents(project):
        by_coder = judged.get(document.id, {})
        if len(by_coder) < 2 or document.id in hidden or not wanted(document, filters):
            continue
        version = queries.version(project, document.version)
        language = document.attributes.get("language", "")
        found.append(
            agreement.Reading(
                document=document.id,
                version=version,
                codings={
                    one.name: [c for c in codings[one.name].get(document.id, ()) if c.version == version.id]
                    for one in coders
                },
                sentences=segment.sentences(version.text, version.turns, language) if sentences else (),
                judged=by_coder,
                participants=participants and any(turn.role is Role.INTERVIEWER for turn in version.turns),
                name=document.name,
                attributes=document.attributes,
                exposed=frozenset(name for name, places in exposed.items() if document.id in places),
                passages=_passages(project, round_, document.id, version.id),
            )
        )
    if not found:
        raise _nothing([one.name for one in coders], bool(hidden))
    return found


def round_compared(project: Project, coders: Sequence[Compared]) -> Round | None:
    """The round in which all are compared; None where they are not compared in one."""
    names = {one.round for one in coders}
    return next((one for one in queries.rounds(project) if names == {one.name}), None)


def _passages(project: Project, round_: Round | None, document: str, version: str) -> tuple[Span, ...]:
    """What the coder who marks the units of a round marked in it."""
    if round_ is None or not round_.frozen_units:
        return ()
    made = queries.codings(project, document=document, coder=round_.frozen_units)
    places = {one.span for one in made if one.round == round_.name and one.version == version}
    return tuple(sorted(places, key=lambda place: (place.start, place.end)))


def _nothing(names: Sequence[str], hidden: bool) -> AgreementError:
    if hidden:
        return AgreementError(
            _("Nothing can be compared yet: outside the documents of open rounds none is done by both {names}.").format(
                names=_(" and ").join(names)
            ),
            _("quoth round status shows who is done; quoth round close NAME opens the comparison."),
        )
    return AgreementError(
        _("No document is done by both {names}, so nothing can be compared.").format(names=_(" and ").join(names)),
        _("A coder marks a document as done with d in the screen, or with quoth documents done NAME --as CODER."),
    )


def _fits(one: Compared, coder: str, round_: str) -> bool:
    return one.coder == coder and one.round in (None, round_)


def judged(project: Project, reading: Reading, coders: Sequence[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By document id and coder: the codes that one of the coder's done marks speaks for, in whatever round."""
    return _judged(project, reading, [Compared(name, name) for name in coders])


def _judged(
    project: Project, reading: Reading, coders: Sequence[Compared]
) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By document id and coder: the codes that one of the coder's done marks speaks for."""
    versions = {document.id: document.version for document in queries.documents(project)}
    marks = [mark for mark in queries.done(project) if mark.version == versions[mark.document]]
    spoken = {hash_: spoken_for(project, reading, hash_) for hash_ in {mark.codebook for mark in marks}}
    judged: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for mark in marks:
        for one in coders:
            if _fits(one, mark.coder, mark.round):
                by_coder = judged[mark.document]
                by_coder[one.name] = by_coder.get(one.name, frozenset()) | spoken[mark.codebook]
    return judged


def _codings(project: Project, coders: Sequence[Compared]) -> Mapping[str, Mapping[str, list[Coding]]]:
    """By coder and document id."""
    found: dict[str, defaultdict[str, list[Coding]]] = {one.name: defaultdict(list) for one in coders}
    for coder in {one.coder for one in coders}:
        of_coder = [one for one in coders if one.coder == coder]
        for coding in queries.codings(project, coder=coder):
            for one in of_coder:
                if one.round in (None, coding.round):
                    found[one.name][coding.document].append(coding)
    return found


def _exposed(project: Project, coders: Sequence[Compared]) -> Mapping[str, set[str]]:
    """By coder the ids of documents in which suggestions or others' codings could be seen while they were coded.

    What was seen first after the document was done, as in talking about differences, helped nobody to code it.
    """
    found: dict[str, set[str]] = {one.name: set() for one in coders}
    finished = {(mark.document, mark.coder, mark.round): mark.at for mark in queries.done(project)}
    for exposure in queries.exposures(project):
        done = finished.get((exposure.document, exposure.coder, exposure.round), "")
        if exposure.kind not in AIDED or (done and exposure.at > done):
            continue
        for one in coders:
            if _fits(one, exposure.coder, exposure.round):
                found[one.name].add(exposure.document)
    return found


def unaided(found: Iterable[agreement.Reading]) -> list[agreement.Reading]:
    """The readings in which a coder has judged nothing where suggestions or others' codings could be seen."""
    return [
        replace(one, judged={coder: codes for coder, codes in one.judged.items() if coder not in one.exposed})
        for one in found
    ]


def codes_compared(reading: Reading, filters: Filters) -> list[Code]:
    """The codes to be compared: all but headings, or those asked for and what stands below them."""
    from quoth.session.filters import with_children

    chosen = with_children(reading.codebook, filters.codes)
    return [code for code in reading.codebook.codes if not code.heading and (not filters.codes or code.id in chosen)]
