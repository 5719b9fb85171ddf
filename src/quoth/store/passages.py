"""Erased passages: where their words stood, and what is left of a row without them.

Owns what a tombstone says of a passage. It names places, never words: positions in texts, in strings that people wrote,
and in the names of speakers. So each copy takes out the same, with or without the words, in whatever order rows and
tombstones come to it. Invariant: what is left of a row depends on all rows and tombstones, not on their order, and
taking out twice changes nothing; what was written by somebody who knew of an erasure is not touched by it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from quoth.model.text import Turn
from quoth.store import journal
from quoth.store.fold import effects

__all__ = [
    "BLOCK",
    "Blanks",
    "Payload",
    "Ranges",
    "blank",
    "blanked_turn",
    "found",
    "known_to",
    "left_of",
    "ranges_of",
    "said_of",
    "strings",
]

BLOCK = "\u2588"
"""What stands for an erased character."""

Payload = dict[str, Any]
Ranges = list[list[int]]
"""Runs of positions, each as its start and end, in code points."""
_Known = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row put a coding, and the erasures that whoever did so knew of."""

    version: str
    start: int
    quote: str
    knows: _Known


@dataclass(frozen=True, slots=True)
class Blanks:
    """All places that erasures of passages took the words from."""

    texts: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    """Positions by version and tombstone (id)."""
    strings: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    """Positions by row (id) and path in its payload."""
    turns: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    """Positions by version and `START.speaker` or `START.section` of a turn as it was read."""
    placed: dict[str, list[_Place]] = field(default_factory=dict)
    """Where each coding was ever put in these texts."""

    def add(self, name: str, facts: Mapping[str, Any]) -> None:
        """Add the places of a tombstone."""
        places: Mapping[str, Ranges] = facts.get("places", {})
        if "place" in facts and not places:
            place = facts["place"]
            places = {place["version"]: [[place["start"], place["end"]]]}
        for version, ranges in places.items():
            self.texts.setdefault(version, {})[name] = _positions(ranges)
        for mine, theirs in ((self.strings, facts.get("strings", {})), (self.turns, facts.get("turns", {}))):
            for owner, paths in theirs.items():
                for path, ranges in paths.items():
                    mine.setdefault(owner, {}).setdefault(path, set()).update(_positions(ranges))

    def place(self, rows: Iterable[journal.Row]) -> None:
        """Note where rows put codings in texts from which words were taken."""
        self.placed.clear()
        for row in rows:
            for effect in effects(row):
                facts = effect.facts
                if effect.key[0] == "coding" and "quote" in facts and facts["version"] in self.texts:
                    place = _Place(facts["version"], facts["start"], facts["quote"], known_to(row.payload))
                    self.placed.setdefault(effect.key[1], []).append(place)

    def of(self, version: str, known: _Known = frozenset()) -> set[int]:
        """The positions in a text, but for those that the erasures named in `known` took."""
        by = self.texts.get(version, {})
        taken = set().union(*by.values())
        return taken.difference(*(by[name] for name in known & by.keys())) if known else taken

    def hit(self, coding: str, known: _Known) -> bool:
        """Whether a coding ever stood on words erased since by somebody, as far as one with `known` did not know."""
        for place in self.placed.get(coding, ()):
            news = self.of(place.version, known | place.knows)
            if any(place.start + i in news and not char.isspace() for i, char in enumerate(place.quote)):
                return True
        return False


def known_to(payload: Mapping[str, Any]) -> _Known:
    """The erasures that whoever wrote a row knew of."""
    return frozenset(payload.get("knows", ()))


def _positions(ranges: Iterable[Iterable[int]]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


def ranges_of(positions: Iterable[int]) -> Ranges:
    """Positions as runs."""
    runs: Ranges = []
    for at in sorted(positions):
        if runs and at == runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([at, at + 1])
    return runs


def found(text: str, words: str) -> set[int]:
    """The positions of the words wherever a text has them; none of mere white space."""
    positions: set[int] = set()
    at = text.find(words) if words.strip() else -1
    while at >= 0:
        positions.update(range(at, at + len(words)))
        at = text.find(words, at + 1)
    return positions


def blank(text: str, positions: set[int], offset: int = 0) -> str:
    """The text with a block for each of the positions that is no white space; its first character is at `offset`."""
    if not positions:
        return text
    return "".join(
        BLOCK if at in positions and not char.isspace() else char for at, char in enumerate(text, start=offset)
    )


def said_of(turn: Turn) -> Iterator[tuple[str, str]]:
    """The strings of a turn, each with its path: the speaker's name and the section's heading."""
    yield f"{turn.start}.speaker", turn.speaker
    yield f"{turn.start}.section", turn.section


def blanked_turn(turn: Turn, places: Mapping[str, set[int]]) -> Turn:
    """A turn with blocks at these places of its strings, given by path."""
    speaker, section = (blank(said, places.get(path, set())) for path, said in said_of(turn))
    return (
        turn if (speaker, section) == (turn.speaker, turn.section) else replace(turn, speaker=speaker, section=section)
    )


_SAID = {
    "codings": ("memo", "translation"),
    "cells": ("text",),
    "speakers": ("name", "shown"),
    "settled": ("reason",),
}
"""What people wrote, by the lists of a payload that hold it."""


def strings(payload: Payload) -> Iterator[tuple[str, Payload, str]]:
    """Every string of a payload that people wrote: its path, what holds it, and its key there.

    A path stays the same when a document is taken out of the payload: items count within their document.
    """
    for name in ("text", "says"):
        if isinstance(payload.get(name), str):
            yield name, payload, name
    for where, names in _SAID.items():
        counts: Counter[str] = Counter()
        for item in payload.get(where, ()):
            about = item.get("document") or item.get("unit", "")
            counts[about] += 1
            for name in names:
                if isinstance(item.get(name), str):
                    yield f"{where}/{about}/{counts[about]}/{name}", item, name
    for where, inside in (("documents", "attributes"), ("attributes", "values")):
        for item in payload.get(where, ()):
            values = item.get(inside, {})
            yield from ((f"{where}/{item['document']}/{name}", values, name) for name in values)


def left_of(row: journal.Row, blanks: Blanks, hashes: Mapping[str, Mapping[str, str]]) -> Payload:
    """The payload of a row without the words of all erased passages; `hashes` are those of versions after it."""
    payload: Payload = json.loads(journal.canonical(row.payload))
    known = known_to(payload)
    about = payload.get("target") or payload.get("coding") or ""
    if payload.get("text") and blanks.hit(about, known):
        payload["text"] = BLOCK
    if row.action == "reject" and "evidence" in payload:
        news = blanks.of(payload["version"], known)
        if not news.isdisjoint(range(payload["start"], payload["end"])):
            payload.pop("evidence")
    for name, item in _codings_of(row, payload):
        if blanks.hit(name, known):
            item |= {said: BLOCK for said in ("memo", "translation") if item.get(said)}
            item.pop("evidence", None)
    for path, holder, key in strings(payload) if row.id in blanks.strings else ():
        if holder[key] != BLOCK:
            holder[key] = blank(holder[key], blanks.strings[row.id].get(path, set()))
    for facts in (payload.get("version"), *(item["version"] for item in payload.get("documents", ()))):
        if isinstance(facts, dict):
            facts |= hashes.get(facts["id"], {})
    for item in (*payload.get("codings", ()), *payload.get("outcomes", ()), *payload.get("places", ())):
        if positions := blanks.of(item.get("version", "")):
            _renew_proof(item, positions)
    return payload


def _codings_of(row: journal.Row, payload: Payload) -> Iterator[tuple[str, Payload]]:
    """The codings that a row makes, by their ids."""
    made = [effect.key[1] for effect in effects(row) if effect.key[0] == "coding" and effect.verb == "create"]
    return zip(made, payload.get("codings", ()), strict=False)


def _renew_proof(item: Payload, positions: set[int]) -> None:
    """Blank a coding's quote and context."""
    item["prefix"] = blank(item["prefix"], positions, item["start"] - len(item["prefix"]))
    item["quote"] = blank(item["quote"], positions, item["start"])
    item["suffix"] = blank(item["suffix"], positions, item["end"])
