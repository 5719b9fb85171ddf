"""Participants without their names: `P01`, `P02` in the order of import, in what leaves the project.

Owns the numbering. One speaker is one participant in all documents of a case, else in one document; interviewers are
`I01`, unless their label only says the role. Invariant: the numbers do not depend on filters, and a document imported
later changes none. What is replaced is the speaker's label, also where a quote runs over it; names that are spoken,
and those in memos, attributes and documents' names, stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quoth.model.text import Role, Version
from quoth.readers.roles import is_role
from quoth.store import Project, queries

__all__ = ["UNKNOWN", "Participants", "masked", "number"]

UNKNOWN = "P?"
"""Stands for a speaker whom nobody numbered, so that no name slips through."""


@dataclass(frozen=True, slots=True)
class Participants:
    """By document id, then speaker's name: what stands in its place."""

    ids: Mapping[str, Mapping[str, str]]

    @property
    def numbers(self) -> bool:
        """Whether anybody is called otherwise than in the text."""
        return any(name != shown for ids in self.ids.values() for name, shown in ids.items())

    def shown(self, document: str, speaker: str) -> str:
        """What stands for a speaker of a document (by id)."""
        return self.of_document(document).get(speaker, speaker and UNKNOWN)

    def of_document(self, document: str) -> Mapping[str, str]:
        """What stands for each speaker of a document (by id)."""
        return self.ids.get(document, {})

    def of_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """What stands for speakers of these names, in all documents."""
        return tuple(dict.fromkeys(shown for ids in self.ids.values() for name, shown in ids.items() if name in names))

    def in_version(self, version: Version) -> Version:
        """The version with its turns named so; its text stays."""
        turns = tuple(
            replace(turn, speaker=self.shown(version.document, turn.speaker)) if turn.speaker else turn
            for turn in version.turns
        )
        return replace(version, turns=turns)


def number(project: Project) -> Participants:
    """Number everyone who speaks in the project."""
    found = queries.speakers(project)
    numbers: dict[tuple[str, str], tuple[str, int]] = {}
    counts = {"P": 0, "I": 0}
    for document, case, name, role in found:
        kind = "I" if role == Role.INTERVIEWER else "P"
        who = (kind, name) if kind == "I" else (case or document, name)
        if who not in numbers and not (kind == "I" and is_role(name)):
            counts[kind] += 1
            numbers[who] = kind, counts[kind]
    width = max(2, *(len(str(count)) for count in counts.values()))
    ids: dict[str, dict[str, str]] = {}
    for document, case, name, role in found:
        who = ("I", name) if role == Role.INTERVIEWER else (case or document, name)
        kind, count = numbers.get(who, ("", 0))
        ids.setdefault(document, {})[name] = f"{kind}{count:0{width}}" if kind else name
    return Participants(ids)


def masked(quote: str, start: int, turns: Sequence[Sequence[Any]], shown: Mapping[str, str]) -> str:
    """A quote that begins at `start`, with the labels before turns that it runs over replaced; `shown` says by what.

    `turns` are rows that begin with start, start of speech, speaker: from the turn that the quote begins in on.
    """
    end = start + len(quote)
    parts: list[str] = []
    at = start
    for begin, stop, name, *_ in turns:
        if begin >= end:
            break
        if stop > at and stop > begin:
            cut = max(at, begin)
            parts += [quote[at - start : cut - start], shown.get(name, UNKNOWN), ": " if stop <= end else ""]
            at = min(stop, end)
    return "".join([*parts, quote[at - start :]]) if parts else quote
