"""Which coded passages touch which turn, and in which margin lane each is drawn.

Owns the index from turns to codings. It is built in two passes over the codings; lanes are found only for turns that
are looked at, since they depend on nothing but the passages that hang together by overlapping. Positions are code
points; lanes count from 0, left to right. Invariant: two passages that overlap never share a lane.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from quoth.model.coding import Coding
from quoth.model.spans import lanes
from quoth.model.text import Turn

__all__ = ["Mark", "Marks"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A coded passage as it is drawn."""

    start: int
    end: int
    code: str
    lane: int
    coding: str
    other: bool = False
    """Whether somebody else's: it has a stripe and no ground."""


class Marks:
    """The marks of codings, which must be sorted by start; `others` names those that are somebody else's."""

    def __init__(
        self, codings: Sequence[Coding] = (), turns: Sequence[Turn] = (), others: Collection[str] = ()
    ) -> None:
        self._others = frozenset(others)
        self._codings = codings
        self._turns = turns
        self._starts = [coding.start for coding in codings]
        self._reach = list(accumulate((coding.end for coding in codings), max))
        """For each coding the furthest end of it and all before it."""
        self._clusters: dict[int, tuple[Mark, ...]] = {}

    def of_turn(self, turn: int) -> tuple[Mark, ...]:
        """The marks that touch a turn, by start."""
        start, end = self._turns[turn].start, self._turns[turn].end
        low, high = bisect_right(self._reach, start), bisect_left(self._starts, end)
        if low >= high:
            return ()
        first = low
        while first and self._starts[first] < self._reach[first - 1]:
            first -= 1
        found: list[Mark] = []
        while first < high:
            cluster = self._cluster(first)
            found += (mark for mark in cluster if mark.start < end and mark.end > start)
            first += len(cluster)
        return tuple(found)

    def touch(self, start: int, end: int) -> bool:
        """Whether any passage overlaps `[start, end)`."""
        return bisect_right(self._reach, start) < bisect_left(self._starts, end)

    def cover(self, position: int) -> bool:
        """Whether a position is coded."""
        before = bisect_right(self._starts, position)
        return before > 0 and self._reach[before - 1] > position

    def _cluster(self, first: int) -> tuple[Mark, ...]:
        """The passages that hang together, from the first of them."""
        known = self._clusters.get(first)
        if known is None:
            last = first + 1
            while last < len(self._codings) and self._starts[last] < self._reach[last - 1]:
                last += 1
            together = self._codings[first:last]
            placed = zip(together, lanes([coding.span for coding in together]), strict=True)
            known = tuple(
                Mark(one.start, one.end, one.code, lane, one.id, one.id in self._others) for one, lane in placed
            )
            self._clusters[first] = known
        return known
