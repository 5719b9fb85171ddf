"""How far the work is: the state of each document, documents by attribute and state, codes by count.

Owns what the states are called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from quoth.i18n import N_
from quoth.session.progress import DocumentSummary

__all__ = ["STATES", "State", "by_attribute", "state"]


class State(StrEnum):
    """How far a coder is with a document."""

    NEW = "not started"
    WORK = "in work"
    AGAIN = "read again"
    """Done, but codes came or changed since."""
    DONE = "done"


STATES: Mapping[State, str] = {
    State.NEW: N_("not started"),
    State.WORK: N_("in work"),
    State.AGAIN: N_("read again"),
    State.DONE: N_("done"),
}


def state(summary: DocumentSummary) -> State:
    """How far a coder is with a document."""
    if summary.done:
        return State.AGAIN if summary.read_again else State.DONE
    return State.WORK if summary.codings else State.NEW


def by_attribute(summaries: Sequence[DocumentSummary]) -> dict[str, dict[str, Counter[State]]]:
    """For each attribute that groups documents, by value, how many documents are in which state.

    One that has another value for every document says nothing, and is left out; so is one with a single value.
    """
    found: dict[str, dict[str, Counter[State]]] = {}
    for one in summaries:
        for name, value in one.document.attributes.items():
            found.setdefault(name, {}).setdefault(value, Counter())[state(one)] += 1
    return {name: values for name, values in found.items() if 1 < len(values) <= max(2, len(summaries) // 2)}
