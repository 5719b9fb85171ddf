"""What a coder's own history says about how far suggestions can be trusted.

Owns which decisions a calibration is fitted to: those up to the last of the fixed counts, the newest of them, each
judged as if it had not been made. Invariant: the calibration is a function of the codings known and their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.model.coding import CodedQuote
from quoth.model.text import Span
from quoth.suggest.calibration import OFFERED, STRONG, WEAK, Calibration, Example, fit, fitted_at
from quoth.suggest.suggester import Suggester

__all__ = ["LOOKED_AT", "Passage", "calibrate", "passages"]

LOOKED_AT = 600
"""Decisions that are looked at: a coder's way of coding changes, and looking takes milliseconds each."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a coder decided about."""

    document: str
    """The document's name."""
    turn: int
    start: int
    end: int
    text: str
    codes: frozenset[str] = frozenset()
    """The codes it was given."""
    refused: frozenset[str] = frozenset()
    """The codes that were turned down there."""

    @property
    def span(self) -> Span | None:
        """Where it stands; nothing where that is not known."""
        return Span(self.start, self.end) if self.end > self.start else None


def passages(quotes: Iterable[CodedQuote]) -> list[Passage]:
    """Coded quotes by passage, in the order in which each passage was first coded."""
    codes: dict[tuple[str, int, int, int, str], set[str]] = {}
    for quote in quotes:
        codes.setdefault((quote.document, quote.turn, quote.start, quote.end, quote.text), set()).add(quote.code)
    return [Passage(*place, codes=frozenset(given)) for place, given in codes.items()]


def calibrate(suggester: Suggester, decisions: Sequence[Passage], read: Sequence[Passage] = ()) -> Calibration | None:
    """The calibration in force after these decisions (in canonical order); none while they are too few.

    `read` are passages that the coder read with suggestions in sight and did not code, which is weak evidence.
    """
    at = fitted_at(len(decisions))
    if not at:
        return None
    examples = [one for passage in decisions[:at][-LOOKED_AT:] for one in _examples(suggester, passage, STRONG)]
    for passage in read[-LOOKED_AT:]:
        examples += _examples(suggester, passage, WEAK)
    return fit(examples, at)


def _examples(suggester: Suggester, passage: Passage, weight: float) -> list[Example]:
    """Each code offered for a passage, and whether it was given; of a mere refusal only the codes refused."""
    ranking = suggester.rank(passage.text, document=passage.document, turn=passage.turn, span=passage.span)
    judged = [(number, suggester.code(number)) for number in ranking.order[:OFFERED]]
    if passage.refused and not passage.codes:
        judged = [(number, code) for number, code in judged if code in passage.refused]
    return [Example(ranking.signals[number], code in passage.codes, weight) for number, code in judged]
