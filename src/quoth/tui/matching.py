"""Which codes a few typed letters mean.

Owns the order in the picker: pure, over folded text in any script. Scores are 0 to 100; ties keep the order of the
candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quoth.model.codebook import Code, Codebook
from quoth.model.fold import fold_chars
from quoth.tui.actions import other_layout

__all__ = ["familiar", "matches"]

ENOUGH = 72.0
RECENT = 8
WRONG_LAYOUT = 5.0


def familiar(codebook: Codebook, recent: Sequence[str], counts: Mapping[str, tuple[int, int]]) -> tuple[Code, ...]:
    """All codes that can be applied: the most recent first, then the most frequent, then the codebook's order."""
    last = {code: rank for rank, code in enumerate(recent[:RECENT])}
    order = {code.id: place for place, code in enumerate(codebook.applicable)}
    return tuple(
        sorted(
            codebook.applicable,
            key=lambda code: (last.get(code.id, RECENT), -counts.get(code.id, (0, 0))[1], order[code.id]),
        )
    )


def matches(codebook: Codebook, typed: str, candidates: Iterable[Code]) -> tuple[Code, ...]:
    """The candidates that fit what was typed, the best first; the order of equals is kept."""
    query = fold_chars(typed.strip())
    if not query:
        return tuple(candidates)
    switched = fold_chars(other_layout(typed.strip()))
    scored: list[tuple[float, Code]] = []
    for code in candidates:
        texts = _texts(codebook, code)
        score = max(_score(query, texts), _score(switched, texts) - WRONG_LAYOUT)
        if score >= ENOUGH:
            scored.append((score, code))
    return tuple(code for _, code in sorted(scored, key=lambda pair: -pair[0]))


def _texts(codebook: Codebook, code: Code) -> tuple[tuple[float, str], ...]:
    """What a code can be found by, with the points a match there loses."""
    above = " / ".join(parent.label for parent in codebook.ancestors(code.id))
    return (
        (0.0, fold_chars(code.label)),
        *((1.0, fold_chars(label)) for label in code.labels.values()),
        (4.0, fold_chars(code.id)),
        *((8.0, fold_chars(word)) for word in code.keywords),
        (12.0, fold_chars(above)),
    )


def _score(query: str, texts: Iterable[tuple[float, str]]) -> float:
    best = 0.0
    for loss, text in texts:
        if not text:
            continue
        at = text.find(query)
        if at == 0:
            score = 100.0
        elif at > 0:
            score = 96.0 if not text[at - 1].isalnum() else 90.0
        elif len(query) >= 3 and len(text) >= 0.7 * len(query):
            from rapidfuzz import fuzz  # not at the start: most people find codes by their beginning

            score = 0.88 * max(fuzz.partial_ratio(query, text), fuzz.token_sort_ratio(query, text))
        else:
            score = 0.0
        best = max(best, score - loss)
    return best
