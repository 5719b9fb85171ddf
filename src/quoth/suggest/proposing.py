"""Keywords that a code's quotes propose: words much more frequent in them than in all other quotes.

Owns the measure: the z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn
2008, "Fightin' Words", equations 16 and 22), prior = the words of all quotes, in the amount of one word a quote.
Counted is in how many quotes a word stands, so that one talkative speaker is no evidence.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quoth.model.coding import CodedQuote
from quoth.suggest.keywords import inflected
from quoth.suggest.words import COMMON, words

__all__ = ["Proposal", "propose"]

_LEAST_QUOTES = 2
_LEAST_SCORE = 1.64
"""About one chance in twenty that the word says nothing."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word proposed as a keyword of a code."""

    code: str
    word: str
    score: float
    """z of the log-odds ratio."""
    within: int
    """Quotes of the code that have it."""
    beyond: int
    """Quotes of other codes that have it."""
    quotes: tuple[CodedQuote, ...]
    """Some of those within."""


def propose(
    quotes: Sequence[CodedQuote], known: Mapping[str, Collection[str]], *, limit: int = 10
) -> dict[str, list[Proposal]]:
    """The best words of each code that has quotes; `known` are keywords a code has, which are not proposed again."""
    by_code: dict[str, dict[tuple[str, int, int, str], CodedQuote]] = defaultdict(dict)
    everywhere: Counter[str] = Counter()
    passages: dict[tuple[str, int, int, str], frozenset[str]] = {}
    for quote in quotes:
        place = quote.document, quote.start, quote.end, quote.text
        if place not in passages:
            passages[place] = _spoken(quote.text)
            everywhere.update(passages[place])
        by_code[quote.code].setdefault(place, quote)  # one passage counts once, whoever coded it
    total = sum(everywhere.values())
    prior_size = float(len(passages))
    found: dict[str, list[Proposal]] = {}
    for code, held in sorted(by_code.items()):
        mine = [(quote, passages[place]) for place, quote in held.items()]
        within: Counter[str] = Counter(word for _, spoken in mine for word in spoken)
        size = sum(within.values())
        scored = []
        for word, count in within.items():
            if count < _LEAST_QUOTES:
                continue
            beyond, prior = everywhere[word] - count, prior_size * everywhere[word] / total
            odds = _log_odds(count + prior, size + prior_size) - _log_odds(
                beyond + prior, total - size + prior_size
            )  # fmt: skip
            score = odds / math.sqrt(1 / (count + prior) + 1 / (beyond + prior))
            if score >= _LEAST_SCORE:
                scored.append((-score, word, beyond))
        chosen: list[Proposal] = []
        for negative, word, beyond in sorted(scored):
            taken = [*(one.word for one in chosen), *(part for k in known.get(code, ()) for part in words(k))]
            if len(chosen) < limit and not any(inflected(one, word) for one in taken):
                shown = tuple(quote for quote, spoken in mine if word in spoken)[:_SHOWN]
                chosen.append(Proposal(code, word, round(-negative, 3), within[word], max(beyond, 0), shown))
        if chosen:
            found[code] = chosen
    return found


def _spoken(text: str) -> frozenset[str]:
    return frozenset(w for w in words(text) if len(w) > 2 and not w.isdigit() and w.replace("’", "'") not in COMMON)


def _log_odds(count: float, size: float) -> float:
    return math.log(count / max(size - count, 1e-9))
