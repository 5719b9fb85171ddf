"""From coded documents to reliability data: which units there are, and which of them a coder's codings touch.

Positions are code points of one document version. Invariant: a unit is 1 or 0 only for a coder who has judged the
document for that code; otherwise it is missing, whatever codings there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quoth.agreement.coefficients import MISSING
from quoth.errors import AgreementError
from quoth.model.text import Role, Span

if TYPE_CHECKING:
    from quoth.model.coding import Coding
    from quoth.model.text import Sentence, Version

__all__ = ["UNITS", "Layout", "Reading", "lay_out", "reliability", "units"]

UNITS = ("document", "turn", "sentence")

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """One document version as its coders left it."""

    document: str
    """The document's id."""
    version: Version
    codings: Mapping[str, Sequence[Coding]]
    """By coder; all of this version."""
    sentences: Sequence[Sentence]
    judged: Mapping[str, frozenset[str]]
    """By coder, the ids of the codes for which the coder is done here under their current definition."""
    participants: bool = False
    """Whether the interviewer's turns are left out, so that only what participants said is counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Readings laid end to end on one line of code points, so that whole projects are compared by array."""

    readings: Sequence[Reading]
    coders: tuple[str, ...]
    starts: Positions
    """Of every unit, shape (units,)."""
    ends: Positions
    needed: Positions
    """How many code points of a unit codings must cover for it to count as coded."""
    home: NDArray[np.intp]
    """The index of the reading that a unit belongs to."""
    coded: Mapping[tuple[str, str], tuple[Positions, Positions]]
    """By coder and code, starts and ends of what is coded: in order and disjoint."""

    def reliability(self, code: str) -> NDArray[np.int8]:
        """Coders x units for one code: 1 coded, 0 judged and not coded, -1 missing."""
        data = np.full((len(self.coders), len(self.starts)), MISSING, dtype=np.int8)
        for row, coder in zip(data, self.coders, strict=True):
            judged = np.array([code in reading.judged.get(coder, ()) for reading in self.readings], dtype=bool)[
                self.home
            ]
            row[judged] = 0
            if (coder, code) in self.coded:
                starts, ends = self.coded[coder, code]
                covered = _covered_before(starts, ends, self.ends) - _covered_before(starts, ends, self.starts)
                row[judged & (covered >= self.needed)] = 1
        return data


def units(reading: Reading, unit: str) -> list[Span]:
    """The units of a document: itself, its turns of speech (without speaker labels), or the sentences of its speech.

    With `participants`, turns and sentences of the interviewer are none. A document is one unit even without turns.
    A turn without a word is none. Raises AgreementError for another unit.
    """
    turns = reading.version.turns
    if unit == "document":
        return [Span(0, len(reading.version.text))]
    spoken = [turn.is_speech and not (reading.participants and turn.role is Role.INTERVIEWER) for turn in turns]
    if unit == "turn":
        spans = [turn.span for turn, counts in zip(turns, spoken, strict=True) if counts]
    elif unit == "sentence":
        spans = [
            Span(sentence.start, sentence.end)
            for sentence in reading.sentences
            if not 0 <= sentence.turn < len(turns) or spoken[sentence.turn]
        ]
    else:
        raise AgreementError(
            f"Agreement cannot be counted on the unit “{unit}”.", f"Choose one of: {', '.join(UNITS)}."
        )
    return [span for span in spans if span.start < span.end]


def lay_out(readings: Sequence[Reading], coders: Sequence[str], unit: str, overlap: str = "any") -> Layout:
    """Prepare readings for the comparison of these coders on any code.

    `overlap` says when a unit counts as coded: `any` code point of it, the `majority` of them (over half), or at
    least a percentage of them such as `25%`. Codings of one coder and code are merged first. Raises AgreementError
    for an unknown unit or overlap.
    """
    starts: list[int] = []
    ends: list[int] = []
    sizes: list[int] = []
    passages: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    base = 0
    for reading in readings:
        spans = units(reading, unit)
        starts += [base + span.start for span in spans]
        ends += [base + span.end for span in spans]
        sizes.append(len(spans))
        for coder in coders:
            for coding in reading.codings.get(coder, ()):
                passages[coder, coding.code].append((base + coding.start, base + coding.end))
        base += len(reading.version.text) + 1  # a gap, so that nothing touches across documents
    first, last = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    return Layout(
        readings,
        tuple(coders),
        first,
        last,
        _needed(overlap, last - first),
        np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.intp)),
        {key: _merged(np.array(spans, dtype=np.int64)) for key, spans in passages.items()},
    )


def reliability(
    readings: Sequence[Reading], coders: Sequence[str], code: str, unit: str, overlap: str = "any"
) -> NDArray[np.int8]:
    """Coders x units for one code; for several codes of the same readings, `lay_out` once."""
    return lay_out(readings, coders, unit, overlap).reliability(code)


def _needed(overlap: str, lengths: Positions) -> Positions:
    """Code points that must be covered, at least one."""
    if overlap == "any":
        return np.ones_like(lengths)
    if overlap == "majority":
        return lengths // 2 + 1
    match = re.fullmatch(r"(\d{1,3})\s?%?", overlap)
    if match is None or not 0 < int(match[1]) <= 100:
        raise AgreementError(
            f"“{overlap}” does not say how much of a unit must be coded.",
            "Use any, majority, or a percentage from 1 to 100.",
        )
    return np.maximum(1, -(-lengths * int(match[1]) // 100))


def _merged(spans: Positions) -> tuple[Positions, Positions]:
    """Starts and ends of the union of spans (shape (n, 2), n > 0), in order and disjoint."""
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reach = np.maximum.accumulate(spans[:, 1])
    opens = np.append(True, spans[1:, 0] > reach[:-1])
    closes = np.append(opens[1:], True)
    return spans[opens, 0], reach[closes]


def _covered_before(starts: Positions, ends: Positions, points: Positions) -> Positions:
    """How many code points before each point lie in spans that are in order and disjoint."""
    totals = np.append(0, np.cumsum(ends - starts))
    begun = np.searchsorted(starts, points)
    beyond = np.where(begun > 0, np.maximum(ends[begun - 1] - points, 0), 0)
    covered: Positions = totals[begun] - beyond
    return covered
