"""Where coders differ: every place, of which kind, and what it costs the coefficient.

Owns the classification. Positions are code points of the document's version. A code is compared among the coders who
judged it in a document. The cost of a place is its part in the observed disagreement of a code, in points of that
code's alpha with chance held as it is: the costs of a code's differences add up to 1 - alpha.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.units import Layout, Reading, lay_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.model.codebook import Codebook
    from quoth.model.coding import Coding

__all__ = ["Difference", "Kind", "confusion", "differences"]


class Kind(StrEnum):
    """In what coders differ at a place."""

    MISSED = "missed"
    """Some applied the code here, others none that would answer to it."""
    BOUNDARY = "boundary"
    """All applied the code, on passages that overlap and are not the same."""
    CODE = "different code"
    """One applied one code, the other another, on passages that overlap."""
    FAMILY = "parent and child"
    """As `CODE`, where one code stands above the other in the codebook."""
    SET = "different set"
    """The same passage; some codes in common, others not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where coders differ."""

    document: str
    """The document's id."""
    start: int
    """From where the first passage concerned begins."""
    end: int
    kind: Kind
    codes: tuple[str, ...]
    """The codes on which coders differ here, in the codebook's order."""
    codings: Mapping[str, tuple[Coding, ...]]
    """By coder, their codings concerned: of `codes`, touching the place. Every coder who judged is a key."""
    costs: Mapping[str, float]
    """By code, the points of its alpha that the place costs."""

    @property
    def id(self) -> str:
        """A short name that stays while document, place and codes do."""
        said = "\0".join((self.document, str(self.start), str(self.end), *self.codes))
        return hashlib.sha256(said.encode()).hexdigest()[:10]

    @property
    def cost(self) -> float:
        """Points of alpha, over all codes concerned."""
        return sum(self.costs.values())


@dataclass(slots=True)
class _Place:
    """Passages of one code, of all who judged it, that overlap each other directly or through others."""

    code: str
    start: int
    end: int
    codings: dict[str, list[Coding]]
    judges: tuple[str, ...]
    cost: float = 0.0

    @property
    def having(self) -> frozenset[str]:
        return frozenset(coder for coder, own in self.codings.items() if own)

    @property
    def lacking(self) -> frozenset[str]:
        return frozenset(self.judges) - self.having

    def differs(self) -> bool:
        extents = {tuple(_extent(self.codings.get(coder, ()))) for coder in self.judges}
        return len(extents) > 1

    def overlap(self, other: _Place) -> int:
        return min(self.end, other.end) - max(self.start, other.start)


def differences(
    readings: Sequence[Reading],
    codebook: Codebook,
    coders: Sequence[str],
    unit: str,
    *,
    codes: Sequence[str] = (),
    overlap: str = "any",
) -> tuple[Difference, ...]:
    """Every place where coders differ, the dearest first, then by document and place.

    `unit` and `overlap`, as in `lay_out`, say what the cost is counted on: a passage that differs only inside a unit
    costs nothing there and comes last. `codes` narrows to differences that concern one of them.
    """
    layout = lay_out(readings, coders, unit, overlap)
    order = {code.id: place for place, code in enumerate(codebook.codes)}
    used = {coding.code for reading in readings for own in reading.codings.values() for coding in own}
    places: dict[int, list[_Place]] = {number: [] for number in range(len(readings))}
    for code in sorted(used, key=lambda one: (order.get(one, len(order)), one)):
        of_code = [
            (number, place) for number, reading in enumerate(readings) for place in _places(reading, coders, code)
        ]
        differing = [(number, place) for number, place in of_code if place.differs()]
        _charge(layout, code, differing)
        for number, place in differing:
            places[number].append(place)
    found = [
        difference
        for number, reading in enumerate(readings)
        for difference in _classified(reading, places[number], codebook, order)
        if not codes or set(codes) & set(difference.codes)
    ]
    position = {reading.document: number for number, reading in enumerate(readings)}
    return tuple(sorted(found, key=lambda one: (-round(one.cost, 12), position[one.document], one.start, one.codes)))


def _places(reading: Reading, coders: Sequence[str], code: str) -> Iterator[_Place]:
    judges = tuple(coder for coder in coders if code in reading.judged.get(coder, ()))
    if len(judges) < 2:
        return
    own = sorted(
        ((coder, coding) for coder in judges for coding in reading.codings.get(coder, ()) if coding.code == code),
        key=lambda one: (one[1].start, one[1].end, one[0], one[1].id),
    )
    place: _Place | None = None
    for coder, coding in own:
        if place is None or coding.start >= place.end:
            if place is not None:
                yield place
            place = _Place(code, coding.start, coding.end, defaultdict(list), judges)
        place.end = max(place.end, coding.end)
        place.codings[coder].append(coding)
    if place is not None:
        yield place


def _extent(codings: Sequence[Coding]) -> list[tuple[int, int]]:
    """What codings of one coder and code cover, those that touch or overlap made one."""
    covered: list[tuple[int, int]] = []
    for coding in sorted(codings, key=lambda one: one.start):
        if covered and coding.start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], coding.end))
        else:
            covered.append((coding.start, coding.end))
    return covered


def _charge(layout: Layout, code: str, places: Sequence[tuple[int, _Place]]) -> None:
    """Share the observed disagreement of a code among the places that touch the units where it was seen."""
    if not places:
        return
    data = layout.reliability(code)
    read = np.count_nonzero(data >= 0, axis=0)
    positive = np.count_nonzero(data == 1, axis=0)
    paired = read >= 2
    weight = layout.weight * paired
    marks = float((weight * positive).sum())
    n = float((weight * read).sum())
    unlike = 2 * marks * (n - marks)
    if not unlike:
        return
    disagreed = weight * 2.0 * positive * (read - positive) / np.maximum(read - 1, 1)
    cost = (n - 1) * disagreed / unlike
    bases = np.cumsum([0, *(len(reading.version.text) + 1 for reading in layout.readings)])
    touched: list[NDArray[np.intp]] = []
    sharers = np.zeros(len(cost))
    for number, place in places:
        first = np.searchsorted(layout.ends, bases[number] + place.start, side="right")
        last = np.searchsorted(layout.starts, bases[number] + place.end, side="left")
        here = np.arange(first, last)
        touched.append(here)
        sharers[here] += 1
    for (_, place), here in zip(places, touched, strict=True):
        place.cost = float((cost[here] / sharers[here]).sum())


def _classified(
    reading: Reading, places: Sequence[_Place], codebook: Codebook, order: Mapping[str, int]
) -> Iterator[Difference]:
    by_place = sorted(places, key=lambda place: (place.start, place.end, order.get(place.code, len(order)), place.code))
    missed = [place for place in by_place if place.lacking]
    for place in by_place:
        if not place.lacking:
            yield _made(reading, Kind.BOUNDARY, [place], order)
    exact = _sets(reading)
    left: list[_Place] = []
    same: defaultdict[tuple[int, int], list[_Place]] = defaultdict(list)
    for place in missed:
        (same[place.start, place.end] if _shares_set(place, exact) else left).append(place)
    for group in same.values():
        yield _made(reading, Kind.SET, group, order)
    yield from _paired(reading, left, codebook, order)


def _sets(reading: Reading) -> Mapping[tuple[int, int], Mapping[str, frozenset[str]]]:
    """By exact passage and coder, the codes given to it."""
    found: defaultdict[tuple[int, int], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for coder, own in reading.codings.items():
        for coding in own:
            found[coding.start, coding.end][coder].add(coding.code)
    return {place: {coder: frozenset(codes) for coder, codes in sets.items()} for place, sets in found.items()}


def _shares_set(place: _Place, exact: Mapping[tuple[int, int], Mapping[str, frozenset[str]]]) -> bool:
    """Whether somebody without the code gave this very passage another code that one with it gave, too."""
    sets = exact.get((place.start, place.end), {})
    return any(sets.get(a, frozenset()) & sets.get(b, frozenset()) for a in place.having for b in place.lacking)


def _paired(
    reading: Reading, places: Sequence[_Place], codebook: Codebook, order: Mapping[str, int]
) -> Iterator[Difference]:
    """Each missed place with the one that most overlaps it and answers to it; else alone."""
    rivals: list[tuple[int, int, int]] = []
    open_: list[int] = []
    for later, place in enumerate(places):
        open_ = [earlier for earlier in open_ if places[earlier].end > place.start]
        for earlier in open_:
            other = places[earlier]
            answers = place.code != other.code and place.having & other.lacking and place.lacking & other.having
            if answers and (shared := place.overlap(other)) > 0:
                rivals.append((-shared, earlier, later))
        open_.append(later)
    taken: set[int] = set()
    for _, earlier, later in sorted(rivals):
        if earlier in taken or later in taken:
            continue
        taken |= {earlier, later}
        a, b = places[earlier].code, places[later].code
        above = {code.id for code in codebook.ancestors(a)}, {code.id for code in codebook.ancestors(b)}
        family = a in above[1] or b in above[0]
        yield _made(reading, Kind.FAMILY if family else Kind.CODE, [places[earlier], places[later]], order)
    for number, place in enumerate(places):
        if number not in taken:
            yield _made(reading, Kind.MISSED, [place], order)


def _made(reading: Reading, kind: Kind, places: Sequence[_Place], order: Mapping[str, int]) -> Difference:
    ordered = sorted(places, key=lambda place: (order.get(place.code, len(order)), place.code))
    judges = dict.fromkeys(coder for place in ordered for coder in place.judges)
    return Difference(
        document=reading.document,
        start=min(place.start for place in places),
        end=max(place.end for place in places),
        kind=kind,
        codes=tuple(place.code for place in ordered),
        codings={
            coder: tuple(coding for place in ordered for coding in place.codings.get(coder, ())) for coder in judges
        },
        costs={place.code: place.cost for place in ordered},
    )


def confusion(layout: Layout, codes: Sequence[str]) -> NDArray[np.int64]:
    """How often one coder gave a code where another gave that or another one, shape (codes + 1, codes + 1).

    Rows are the first coder of a pair, columns the second, the last row and column "none of them". Counted on units
    that both judged for the code: a code both gave is on the diagonal; a code that only one gave is set against every
    code that only the other gave, or against none. With more than two coders the table is summed over pairs, both ways.
    """
    width = len(codes) + 1
    table = np.zeros((width, width), dtype=np.int64)
    data = np.stack([layout.reliability(code) for code in codes]) if codes else np.zeros((0, 0, 0), dtype=np.int8)
    coders = len(layout.coders)
    for i in range(coders):
        for j in range(i + 1, coders):
            one = _crossed(data[:, i], data[:, j], layout.weight)
            table += one if coders == 2 else one + one.T
    return table


def _crossed(first: NDArray[np.int8], second: NDArray[np.int8], weight: NDArray[np.int64]) -> NDArray[np.int64]:
    """Codes x units of two coders, crossed."""
    codes = len(first)
    table = np.zeros((codes + 1, codes + 1), dtype=np.int64)
    if not codes:
        return table
    both = (first >= 0) & (second >= 0)
    only_first, only_second = both & (first == 1) & (second == 0), both & (first == 0) & (second == 1)
    table[np.arange(codes), np.arange(codes)] = ((both & (first == 1) & (second == 1)) * weight).sum(axis=1)
    alone_first, alone_second = ~only_second.any(axis=0), ~only_first.any(axis=0)
    table[:codes, codes] = (only_first * (weight * alone_first)).sum(axis=1)
    table[codes, :codes] = (only_second * (weight * alone_second)).sum(axis=1)
    differ = np.flatnonzero(only_first.any(axis=0) & only_second.any(axis=0))
    if len(differ):
        table[:codes, :codes] += only_first[:, differ].astype(np.int64) @ (
            only_second[:, differ] * weight[differ]
        ).T.astype(np.int64)
    return table
