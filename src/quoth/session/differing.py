"""The places where coders of a project differ, with their words: for the shell, the screen and for settling.

Owns how a difference is told. Positions are code points of the document's newest version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from quoth.session.comparing import Compared, codes_compared, readings
from quoth.session.filters import Filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quoth.agreement import Difference
    from quoth.agreement.units import Reading as Read
    from quoth.model.codebook import Codebook
    from quoth.model.coding import Coding
    from quoth.session.codebook import Reading
    from quoth.store import Project

__all__ = ["Differing", "as_json", "context", "find", "heading", "marked", "pieces"]

AROUND = 60
"""Characters of context shown on each side."""
OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True, eq=False)
class Differing:
    """Every difference of some coders, the dearest first."""

    coders: tuple[str, ...]
    unit: str
    places: tuple[Difference, ...]
    codes: tuple[str, ...]
    """Of the confusion table's rows and columns."""
    labels: tuple[str, ...]
    confusion: NDArray[Any]
    """As `quoth.agreement.confusion`."""
    documents: Mapping[str, Read]
    """By document id."""
    codebook: Codebook
    overlap: str

    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind."""
        return Counter(str(place.kind) for place in self.places)


def find(
    project: Project,
    reading: Reading,
    coders: Sequence[Compared],
    unit: str,
    filters: Filters = Filters(),  # noqa: B008 - it is frozen
    *,
    overlap: str = "any",
    participants: bool = True,
) -> Differing:
    """Every place where these coders differ, in documents that two or more of them have done.

    Costs are counted on `unit`; on characters where that is the continuum. Raises AgreementError when there is nothing
    to compare, or for an unknown unit.
    """
    from quoth import agreement

    counted = "char" if unit == "continuum" else unit
    names = [one.name for one in coders]
    read = readings(project, reading, coders, filters, sentences=counted == "sentence", participants=participants)
    wanted = tuple(code.id for code in codes_compared(reading, filters))
    places = agreement.differences(
        read, reading.codebook, names, counted, codes=wanted if filters.codes else (), overlap=overlap
    )
    table = agreement.confusion(agreement.lay_out(read, names, counted, overlap), wanted)
    labels = tuple(reading.codebook.label(code) for code in wanted)
    documents = {one.document: one for one in read}
    return Differing(tuple(names), unit, places, wanted, labels, table, documents, reading.codebook, overlap)


def heading(found: Differing, place: Difference) -> str:
    """What differs, where, and what it costs, in one line."""
    read = found.documents[place.document]
    index = read.version.turn_at(place.start)
    turn = f", turn {index + 1}" if index >= 0 else ""
    speaker = f" ({read.version.turns[index].speaker})" if index >= 0 and read.version.turns[index].speaker else ""
    codes = " / ".join(found.codebook.label(code) for code in place.codes)
    return f"{read.name}{turn}{speaker}: {place.kind}, {codes}, costs {place.cost:.3f}"


def context(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage with about 60 characters on each side, cut between words."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    while first > 0 and first < start and not text[first - 1].isspace():
        first += 1
    while last < len(text) and last > end and not text[last].isspace():
        last -= 1
    return first, last


def marked(found: Differing, place: Difference) -> Iterator[tuple[str, str]]:
    """For every coder who judged, the place with that coder's passages in ⟦brackets⟧, each closed with its code."""
    text = found.documents[place.document].version.text
    first, last = context(text, place.start, place.end)
    for coder, codings in place.codings.items():
        if not codings:
            yield coder, "nothing of it"
            continue
        yield coder, _brackets(found, text, first, last, codings)


def _brackets(found: Differing, text: str, first: int, last: int, codings: Sequence[Coding]) -> str:
    told = ["…" if first else ""]
    for piece in pieces(found, text, first, last, codings):
        told += [OPEN * piece.opened, piece.text, *(f"{CLOSE}{{{label}}}" for label in piece.closed)]
    return " ".join("".join([*told, "…" if last < len(text) else ""]).split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which the same passages hold."""

    text: str
    marked: bool
    """Whether one of them covers it."""
    opened: int
    """How many begin with it."""
    closed: tuple[str, ...]
    """The labels of those that end with it."""


def pieces(found: Differing, text: str, first: int, last: int, codings: Sequence[Coding]) -> Iterator[Piece]:
    """The text from `first` to `last` cut wherever one of the passages begins or ends."""
    edges = sorted({first, last, *(edge for one in codings for edge in (one.start, one.end))})
    for start, end in pairwise(edges):
        yield Piece(
            text[start:end],
            any(one.start <= start and end <= one.end for one in codings),
            sum(one.start == start for one in codings),
            tuple(found.codebook.label(one.code) for one in codings if one.end == end),
        )


def as_json(found: Differing, limit: int = 0) -> dict[str, Any]:
    """The differences as plain data for JSON."""
    shown = found.places[:limit] if limit else found.places
    return {
        "differences": [_plain(found, place) for place in shown],
        "kinds": dict(found.counts()),
        "confusion": {"codes": [*found.codes, None], "table": found.confusion.tolist()},
        "settings": {
            "coders": list(found.coders),
            "unit": found.unit,
            "overlap": found.overlap,
            "cost": "points of the code's alpha on this unit, chance held as it is",
            "confusion": "rows: the first coder; columns: the second; null: none of them"
            if len(found.coders) == 2
            else "summed over pairs of coders, both ways; null: none of them",
        },
    }


def _plain(found: Differing, place: Difference) -> dict[str, Any]:
    read = found.documents[place.document]
    text = read.version.text
    first, last = context(text, place.start, place.end)
    return {
        "id": place.id,
        "document": read.name,
        "turn": read.version.turn_at(place.start) + 1,
        "start": place.start,
        "end": place.end,
        "kind": str(place.kind),
        "codes": list(place.codes),
        "cost": place.cost,
        "costs": dict(place.costs),
        "before": text[first : place.start],
        "text": text[place.start : place.end],
        "after": text[place.end : last],
        "coders": {
            coder: [
                {"coding": one.id, "code": one.code, "start": one.start, "end": one.end, "quote": one.quote}
                for one in codings
            ]
            for coder, codings in place.codings.items()
        },
    }
