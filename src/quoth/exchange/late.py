"""Codings that came late to a text: made on one that the document does not have any more, and carried over.

Owns that each is carried over once, by a row of its own, with its outcome; what is lost stays on its old text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from quoth import anchoring
from quoth.model.coding import Coding
from quoth.model.text import Span, Version
from quoth.store import Project, queries, writing
from quoth.store.project import append_row

__all__ = ["carry_over"]


def carry_over(project: Project, coder: str) -> Counter[str]:
    """Re-anchor every coding that came late; how many had each verdict. The caller owns the transaction."""
    verdicts: Counter[str] = Counter()
    by_text: dict[tuple[str, str], list[Coding]] = {}
    for coding, newest in queries.late_codings(project):
        by_text.setdefault((coding.version, newest), []).append(coding)
    for (version, newest), codings in by_text.items():
        old, new = queries.version(project, version), queries.version(project, newest)
        spans = {coding.id: Span(coding.start, coding.end) for coding in codings}
        outcomes = anchoring.reanchor_turns(old.text, old.turns, new.text, new.turns, spans)
        pairs = list(zip(codings, outcomes, strict=True))
        append_row(project, coder, "reanchor", writing.reanchor_payload(_as_read(project, new), pairs))
        verdicts.update(str(outcome.verdict) for outcome in outcomes)
    return verdicts


def _as_read(project: Project, version: Version) -> Version:
    """The version with its turns as they were read, which is what its hash names."""
    return replace(version, turns=queries.turns(project, version.id, as_read=True))
