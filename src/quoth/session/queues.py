"""What to look at next: turns likely to carry a code, codings that look odd, quotes that are alike.

Owns the three queues that screen and shell share. Invariant: a coded passage is judged as if it had not been coded.
Positions are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth import store
from quoth.model.coding import CodedQuote, Evidence
from quoth.model.text import Span
from quoth.session import suggesting
from quoth.session.suggesting import Place
from quoth.store import Project

if TYPE_CHECKING:
    from quoth.session import CodingSession
    from quoth.suggest import Suggester

__all__ = ["QUEUES", "Entry", "contrast", "disputed", "likely", "queue", "suggester"]

QUEUES = ("likely", "disputed", "similar")
_OFFERED = 3
"""A code among the first so many is no surprise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to look at."""

    document: str
    turn: int
    start: int
    end: int
    text: str
    code: str
    """The code in question."""
    kind: str
    """`likely`; `slip` for a code given that nothing speaks for; `miss` for one not given that much speaks for;
    `similar`."""
    given: tuple[str, ...] = ()
    """The codes that the coder gave the passage."""
    chance: float = 0.0
    """What speaks for the code: its probability where there is a calibration, else its likeness, 0 to 1."""
    calibrated: bool = False
    evidence: Evidence | None = None


def suggester(session: CodingSession) -> Suggester:
    """What judges for a session: with an encoder, else by words alone. Safe in another thread."""
    from quoth.suggest import EncoderError

    try:
        return session.suggester(True)
    except EncoderError:
        return session.suggester(False)


def queue(session: CodingSession, source: Suggester, kind: str, code: str, limit: int = 100) -> list[Entry]:
    """The first entries of a queue, for a session's coder; safe in another thread.

    Documents in an open round that is read without suggestions are left out.
    """
    project = store.opened(session.folder, session.coder)
    try:
        names = suggesting.allowed_documents(project)
        if kind == "likely":
            return likely(project, source, session.coder, code, names)[:limit]
        if kind == "disputed":
            return disputed(project, source, session.coder, names)[:limit]
        found = contrast(project, source, session.coder, code, limit)
        return [one for one in found if one.document in names]
    finally:
        project.connection.close()


def likely(project: Project, suggester: Suggester, coder: str, code: str, documents: Sequence[str]) -> list[Entry]:
    """The turns that most likely carry a code and do not yet, the likeliest first."""
    found: list[Entry] = []
    coded: dict[str, list[tuple[int, int]]] = {}
    for quote in suggesting.coded_quotes(project, coder):
        if quote.code == code:
            coded.setdefault(quote.document, []).append((quote.start, quote.end))
    for name in documents:
        carried = coded.get(name, [])
        for place in suggesting.places(project, name):
            if not any(a < place.end and place.start < b for a, b in carried):
                found += _judged(suggester, name, place, {code}, "likely")
    return sorted(found, key=lambda one: (-one.chance, one.document, one.start))


def disputed(project: Project, suggester: Suggester, coder: str, documents: Sequence[str]) -> list[Entry]:
    """Coded passages where the suggestions differ: codes given that they would not offer, and the other way round.

    The most uncertain first: the nearer the chance to one half.
    """
    from quoth.suggest import passages

    found: list[Entry] = []
    wanted = set(documents)
    quotes = [quote for quote in suggesting.coded_quotes(project, coder) if quote.document in wanted]
    for passage in passages(quotes):
        place = Place(passage.turn, passage.start, passage.end, passage.text)
        ranking = suggester.rank(place.text, document=passage.document, turn=place.turn, span=passage.span)
        offered = [suggester.code(number) for number in ranking.order]
        given = tuple(sorted(passage.codes))
        slips = [code for code in given if code not in offered[: max(_OFFERED, len(given))]]
        misses = [code for code in offered[:1] if code not in passage.codes]
        for kind, codes in (("slip", slips), ("miss", misses)):
            found += _judged(suggester, passage.document, place, set(codes), kind, given)
    return sorted(found, key=lambda one: (abs(one.chance - 0.5), one.document, one.start, one.code))


def contrast(project: Project, suggester: Suggester, coder: str, code: str, limit: int) -> list[Entry]:
    """Quotes of other codes that are most like a code's: what its definition must tell apart."""
    quotes = suggesting.coded_quotes(project, coder)
    codes: dict[tuple[str, int, int], set[str]] = {}
    for quote in quotes:
        codes.setdefault((quote.document, quote.start, quote.end), set()).add(quote.code)
    best: dict[tuple[str, int, int], Entry] = {}
    for quote in (one for one in quotes if one.code == code):
        for near in suggester.similar(
            quote.text, limit=limit, document=quote.document, span=Span(quote.start, quote.end)
        ):
            at = near.quote.document, near.quote.start, near.quote.end
            if code not in codes.get(at, set()) and (at not in best or best[at].chance < near.similarity):
                evidence = Evidence(nearest=quote, similarity=near.similarity)
                best[at] = entry_of(near.quote, near.codes, code, near.similarity, evidence)
    return sorted(best.values(), key=lambda one: (-one.chance, one.document, one.start))[:limit]


def entry_of(
    quote: CodedQuote, codes: Iterable[str], code: str, similarity: float, evidence: Evidence | None = None
) -> Entry:
    """A similar quote as an entry."""
    place = quote.document, quote.turn, quote.start, quote.end, quote.text
    return Entry(*place, code, "similar", tuple(sorted(codes)), similarity, False, evidence)


def _judged(
    suggester: Suggester, document: str, place: Place, codes: set[str], kind: str, given: tuple[str, ...] = ()
) -> list[Entry]:
    """One entry for each of the codes for which something speaks."""
    if not codes:
        return []
    span = Span(place.start, place.end)
    found = suggester.judge(place.text, codes, document=document, turn=place.turn, span=span)
    where = document, place.turn, place.start, place.end, place.text
    return [
        Entry(*where, one.code, kind, given, one.score if one.probability is None else one.probability,
              one.probability is not None, one.evidence)
        for one in found
    ]  # fmt: skip
