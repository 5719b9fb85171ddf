"""From coded documents to reliability data: which units there are, and which of them a coder's codings touch.

Positions are code points of one document version. Invariant: a unit is 1 or 0 only for a coder who has judged the
document for that code; otherwise it is missing, whatever codings there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quoth.agreement.coefficients import MISSING
from quoth.errors import AgreementError
from quoth.i18n import _
from quoth.model.text import Role, Span

if TYPE_CHECKING:
    from quoth.model.coding import Coding
    from quoth.model.text import Sentence, Version

__all__ = ["UNITS", "Layout", "Reading", "covered_before", "lay_out", "reliability", "units"]

UNITS = ("document", "turn", "sentence", "passage", "token", "char")
"""`passage`: those that one coder marked beforehand for all, in a round with frozen units."""
_TOKEN = re.compile(r"\w+(?:['’ʼ\-‑]\w+)*")
"""A word, with apostrophes and hyphens inside it; numbers are words."""

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
    name: str = ""
    """The document's name."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()
    """Coders who could see suggestions or others' codings in this document while they coded it."""
    passages: Sequence[Span] = ()
    """The passages that all were given to code, in a round with frozen units."""


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
    weight: Positions
    """How many units each stands for: characters between two cuts are counted at once, all others one by one."""
    home: NDArray[np.intp]
    """The index of the reading that a unit belongs to."""
    coded: Mapping[tuple[str, str], tuple[Positions, Positions]]
    """By coder and code, starts and ends of what is coded: in order and disjoint."""

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.weight.sum())

    def reliability(self, code: str) -> NDArray[np.int8]:
        """Coders x units for one code: 1 coded, 0 judged and not coded, -1 missing. Units weigh as `weight` says."""
        data = np.full((len(self.coders), len(self.starts)), MISSING, dtype=np.int8)
        for row, coder in zip(data, self.coders, strict=True):
            judged = np.array([code in reading.judged.get(coder, ()) for reading in self.readings], dtype=bool)[
                self.home
            ]
            row[judged] = 0
            if (coder, code) in self.coded:
                starts, ends = self.coded[coder, code]
                covered = covered_before(starts, ends, self.ends) - covered_before(starts, ends, self.starts)
                row[judged & (covered >= self.needed)] = 1
        return data


def units(reading: Reading, unit: str) -> list[Span]:
    """The units of a document: itself, its turns of speech (without speaker labels), the sentences or words of these;
    or the passages that all were given, whoever speaks there.

    With `participants`, what the interviewer says is none. A document is one unit even without turns. A turn without a
    word is none. For `char` they are the turns, to be taken apart. Raises AgreementError for another unit.
    """
    turns = reading.version.turns
    if unit == "document":
        return [Span(0, len(reading.version.text))]
    if unit == "passage":
        return list(reading.passages)
    spoken = [turn.is_speech and not (reading.participants and turn.role is Role.INTERVIEWER) for turn in turns]
    if unit in ("turn", "char"):
        spans = [turn.span for turn, counts in zip(turns, spoken, strict=True) if counts]
    elif unit == "sentence":
        spans = [
            Span(sentence.start, sentence.end)
            for sentence in reading.sentences
            if not 0 <= sentence.turn < len(turns) or spoken[sentence.turn]
        ]
    elif unit == "token":
        text = reading.version.text
        spans = [
            Span(found.start(), found.end())
            for turn, counts in zip(turns, spoken, strict=True)
            if counts
            for found in _TOKEN.finditer(text, turn.speech, turn.end)
        ]
    else:
        raise AgreementError(
            _("Agreement cannot be counted on the unit “{unit}”.").format(unit=unit),
            _("Choose one of: {known}.").format(known=", ".join(UNITS)),
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
        if unit == "char":
            own = (coding for coder in coders for coding in reading.codings.get(coder, ()))
            spans = _cut(spans, {edge for coding in own for edge in (coding.start, coding.end)})
        starts += [base + span.start for span in spans]
        ends += [base + span.end for span in spans]
        sizes.append(len(spans))
        for coder in coders:
            for coding in reading.codings.get(coder, ()):
                passages[coder, coding.code].append((base + coding.start, base + coding.end))
        base += len(reading.version.text) + 1  # a gap, so that nothing touches across documents
    first, last = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    single = np.ones_like(first)
    return Layout(
        readings,
        tuple(coders),
        first,
        last,
        single if unit == "char" else _needed(overlap, last - first),
        last - first if unit == "char" else single,
        np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.intp)),
        {key: _merged(np.array(spans, dtype=np.int64)) for key, spans in passages.items()},
    )


def _cut(spans: Sequence[Span], edges: Collection[int]) -> list[Span]:
    """The spans, in order and disjoint, parted at every edge inside them."""
    ordered = sorted(edges)
    pieces: list[Span] = []
    at = 0
    for span in spans:
        start = span.start
        while at < len(ordered) and ordered[at] <= start:
            at += 1
        while at < len(ordered) and ordered[at] < span.end:
            pieces.append(Span(start, ordered[at]))
            start = ordered[at]
            at += 1
        pieces.append(Span(start, span.end))
    return pieces


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
            _("“{overlap}” does not say how much of a unit must be coded.").format(overlap=overlap),
            _("Use any, majority, or a percentage from 1 to 100."),
        )
    return np.maximum(1, -(-lengths * int(match[1]) // 100))


def _merged(spans: Positions) -> tuple[Positions, Positions]:
    """Starts and ends of the union of spans (shape (n, 2), n > 0), in order and disjoint."""
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reach = np.maximum.accumulate(spans[:, 1])
    opens = np.append(True, spans[1:, 0] > reach[:-1])
    closes = np.append(opens[1:], True)
    return spans[opens, 0], reach[closes]


def covered_before(starts: Positions, ends: Positions, points: Positions) -> Positions:
    """How many code points before each point lie in spans that are in order and disjoint."""
    totals = np.append(0, np.cumsum(ends - starts))
    begun = np.searchsorted(starts, points)
    beyond = np.where(begun > 0, np.maximum(ends[begun - 1] - points, 0), 0)
    covered: Positions = totals[begun] - beyond
    return covered
