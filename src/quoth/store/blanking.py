"""Taking the words of erased passages out of a copy: finding them where they are known, and blanking their places.

Owns which texts and strings are looked through. Words are looked for only where whoever wrote did not know of the
erasure, and what is found becomes part of a tombstone, so that copies without the words take out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quoth.store import journal, queries
from quoth.store.fold import effects
from quoth.store.passages import (
    BLOCK,
    Blanks,
    Payload,
    Ranges,
    blank,
    blanked_turn,
    found,
    known_to,
    left_of,
    ranges_of,
    said_of,
    strings,
)
from quoth.store.project import Project, turns_hash
from quoth.store.purging import WORDLESS, rewrite, store_text

__all__ = ["Taken", "Texts", "searched", "take_out"]

Facts = dict[str, dict[str, Any]]
"""Beside its rows a tombstone says: `places` by version, `strings` by row and path, `turns` by version and path."""


@dataclass(slots=True)
class _Version:
    document: str
    hashes: set[str] = field(default_factory=set)
    """Of its text, as rows name it."""
    knows: list[frozenset[str]] = field(default_factory=list)
    """For each row that brings it, the erasures that its coder knew of."""


class Texts:
    """The texts of all versions that the history names: with or without words, as they are here or came."""

    def __init__(self, project: Project, rows: Iterable[journal.Row], came: Callable[[str], str | None]) -> None:
        self.project, self._came = project, came
        self.versions: dict[str, _Version] = {}
        self._left: dict[str, set[str]] = {}
        for row in rows:
            for version, hashes in row.payload.get("left", {}).items() if row.action == "erase" else ():
                self._left.setdefault(version, set()).update(hashes)
            for effect in effects(row):
                if effect.key[0] == "version":
                    one = self.versions.setdefault(effect.key[1], _Version(effect.facts["document"]))
                    one.hashes.add(effect.facts["text_hash"])
                    one.knows.append(known_to(row.payload))

    def contents(self, version: str) -> list[str]:
        """What there is of a text: the same but for blanks."""
        if version not in self.versions:
            return []
        names = sorted(self.versions[version].hashes | self._left.get(version, set()))
        return [content for name in names if (content := self._content(name)) is not None]

    def _content(self, name: str) -> str | None:
        here = self.project.connection.execute("SELECT content FROM text WHERE hash = ?", (name,)).fetchone()
        return here[0] if here else self._came(name)

    def words(self, stone: journal.Row) -> str:
        """The words that a tombstone took out, where a text still has them; else nothing."""
        place = stone.payload["place"]
        whole = [(place["version"], [[place["start"], place["end"]]]), *stone.payload.get("places", {}).items()]
        for version, ranges in whole:
            start, end = ranges[0]
            for content in self.contents(version) if end - start == place["end"] - place["start"] else ():
                words = content[start:end]
                if BLOCK not in words and words.strip():
                    return words
        return ""


def searched(
    texts: Texts, rows: Iterable[journal.Row], blanks: Blanks, stone: Mapping[str, Any], words: str, name: str = ""
) -> Facts:
    """Where words of an erased passage stand that no tombstone took out yet.

    `stone` are the facts of the tombstone, `name` its id; empty for one that is being made.
    """
    document, apart = stone["document"], stone["place"]["version"]
    facts: Facts = {"places": {}, "strings": {}, "turns": {}}
    for version, one in texts.versions.items():
        if one.document != document or all(name in knows for knows in one.knows):
            continue
        stand = set[int]().union(*(found(content, words) for content in texts.contents(version)))
        if version != apart and (news := stand - blanks.of(version)):
            facts["places"][version] = ranges_of(news)
        spoken = _named(texts.project, version, words, blanks)
        if spoken:
            facts["turns"][version] = spoken
    for row in rows:
        if row.action in WORDLESS or name in known_to(row.payload):
            continue
        payload = dict(row.payload)
        taken = blanks.strings.get(row.id, {})
        for path, holder, key in strings(payload):
            if _concerns(path, payload, document) and (news := found(holder[key], words) - taken.get(path, set())):
                facts["strings"].setdefault(row.id, {})[path] = ranges_of(news)
    return facts


def _concerns(path: str, payload: Payload, document: str) -> bool:
    """Whether a string may quote a document: memos and summaries any, what is said of one document that one."""
    where, _, rest = path.partition("/")
    if where in ("text", "cells"):
        return True
    about = payload.get("document", "") if where in ("says", "speakers") else rest.partition("/")[0]
    return bool(about == document)


def _named(project: Project, version: str, words: str, blanks: Blanks) -> dict[str, Ranges]:
    """Where names of speakers and headings of sections hold the words."""
    taken = blanks.turns.get(version, {})
    places: dict[str, Ranges] = {}
    for turn in queries.turns(project, version, as_read=True):
        for path, said in said_of(turn):
            if news := found(said, words) - taken.get(path, set()):
                places[path] = ranges_of(news)
    return places


@dataclass(frozen=True, slots=True)
class Taken:
    """What is new after words were taken out."""

    rows: dict[str, str]
    """Hashes of rows, by id."""
    texts: dict[str, str]
    """Hashes of texts and turns, by the old ones."""
    left: dict[str, list[str]]
    """By version the hashes under which its text was kept, with the words and without."""


def take_out(texts: Texts, blanks: Blanks) -> Taken:
    """Blank all places in texts, turns and rows."""
    left: dict[str, list[str]] = {}
    hashes: dict[str, dict[str, str]] = {}
    renewed: dict[str, str] = {}
    for version in sorted(blanks.texts.keys() | blanks.turns.keys()):
        contents = texts.contents(version)
        if not contents:
            continue
        before = queries.turns(texts.project, version, as_read=True)
        turns = [blanked_turn(turn, blanks.turns.get(version, {})) for turn in before]
        stored = store_text(texts.project, version, blank(contents[0], blanks.of(version)), turns)
        old = {hash_: stored["text"] for hash_ in texts.versions[version].hashes}
        if version in blanks.turns:
            old[turns_hash(before)] = stored["turns"]
        else:
            del stored["turns"]
        hashes[version] = stored
        if old.keys() != {stored["text"]}:
            left[version] = sorted({*texts.versions[version].hashes, stored["text"]})
        renewed |= {name: after for name, after in old.items() if name != after}
    return Taken(rewrite(texts.project, lambda row: left_of(row, blanks, hashes)), renewed, left)
