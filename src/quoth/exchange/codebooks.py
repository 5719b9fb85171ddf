"""Codebooks that were changed in two copies, brought together field by field.

Pure: texts in, text and conflicts out. Lines are merged as they stand where that gives what the fields say; else the
changes of the older side are written into the newer one. Where both changed one field, the newer side's word stays and
the other is listed. The outcome depends on the three texts alone, so every copy arrives at the same one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quoth import codebook_file
from quoth.errors import CodebookError, UndoError
from quoth.model.codebook import Code, Codebook

__all__ = ["FIELDS", "Clash", "Version", "merged", "three_way"]

FIELDS: tuple[str, ...] = (
    "label",
    "labels",
    "key",
    "colour",
    "definition",
    "include",
    "exclude",
    "examples",
    "counterexamples",
)
FIELDS += ("keywords", "status", "replaced_by", "heading", "exclusive")


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both sides gave another value; `code` is empty for title, settings and attributes."""

    code: str
    field: str
    """A field of the file, `parent`, or `code` where one side took the code out and the other changed it."""
    kept: str
    """What stands in the merged codebook, in words."""
    other: str
    value: Any = None
    """The other value as the file has it."""

    def facts(self) -> dict[str, Any]:
        """For the journal; the same clash bears the same id in every copy."""
        said = {"code": self.code, "field": self.field, "kept": self.kept, "other": self.other, "value": self.value}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return {"id": hashlib.sha256(text.encode()).hexdigest()[:8], **said}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the codebook and the versions it was made from (ids)."""

    id: str
    text: str
    parents: tuple[str, ...]


def merged(versions: Sequence[Version]) -> tuple[str, tuple[Clash, ...]] | None:
    """One text for versions that were made apart; None where there is only one. `versions` are in order of clocks."""
    by_id = {version.id: version for version in versions}
    used = {parent for version in versions for parent in version.parents}
    heads: dict[str, Version] = {}
    for version in versions:
        if version.id not in used:
            heads.setdefault(version.text, version)
    if len(heads) < 2:
        return None
    first, *others = heads.values()
    text, behind = first.text, _ancestors(first.id, by_id)
    clashes: list[Clash] = []
    for head in others:
        line = _ancestors(head.id, by_id)
        base = [version for version in versions if version.id in behind and version.id in line]
        text, found = three_way(base[-1].text if base else "", text, head.text)
        clashes += found
        behind |= line
    return text, tuple(clashes)


def _ancestors(name: str, by_id: Mapping[str, Version]) -> set[str]:
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        here = ahead.pop()
        if here in by_id and here not in seen:
            seen.add(here)
            ahead += by_id[here].parents
    return seen


def three_way(base: str, older: str, newer: str) -> tuple[str, tuple[Clash, ...]]:
    """The newer text with the changes that the older one made to the base, and where both changed the same."""
    if older in (base, newer):
        return newer, ()
    if newer == base:
        return older, ()
    books = [codebook_file.read(text).codebook for text in (base, older, newer)]
    was, left, right = books
    if left is None or right is None:
        return newer, (Clash("", "file", "the newer file", "the older file"),)
    changes, clashes = _compare(was or Codebook(), left, right)
    wanted = _said(right)
    for code, name, value in changes:
        if name == "code" and value is None:
            wanted.pop(code, None)
        else:
            wanted.setdefault(code, {})[name] = value
    text = _by_lines(base, older, newer, wanted) if not clashes else None
    if text is None:
        text, failed = _by_fields(newer, left, changes)
        clashes += failed
        clashes += _heads(was or Codebook(), left, right)
    return text, tuple(clashes)


def _value(code: Code, name: str) -> Any:
    value = getattr(code, name)
    return dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value


def _fields(code: Code) -> dict[str, Any]:
    return {name: _value(code, name) for name in (*FIELDS, "parent")}


def _said(book: Codebook) -> dict[str, dict[str, Any]]:
    return {code.id: _fields(code) for code in book.codes}


_Change = tuple[str, str, Any]
"""Code, field and the older side's value; the field `code` stands for the whole of it, None for taking it out."""


def _compare(was: Codebook, left: Codebook, right: Codebook) -> tuple[list[_Change], list[Clash]]:
    """What the older side changed and the newer did not, and what both changed."""
    before, older, newer = _said(was), _said(left), _said(right)
    changes: list[_Change] = []
    clashes: list[Clash] = []
    for code, fields in older.items():
        old, new = before.get(code), newer.get(code)
        if new is None and old is None:
            changes += [(code, name, value) for name, value in fields.items()]
        elif new is None:
            if fields != old:
                clashes.append(Clash(code, "code", "taken out", f"changed: {left.path(code)}", fields))
        else:
            for name, value in fields.items():
                base = old[name] if old else None
                if value in (base, new[name]):
                    continue
                if old is not None and new[name] == base:
                    changes.append((code, name, value))
                else:
                    clashes.append(Clash(code, name, words(new[name]), words(value), value))
    for code, old in before.items():
        if code not in older and code in newer:
            if newer[code] == old:
                changes.append((code, "code", None))
            else:
                clashes.append(Clash(code, "code", f"changed: {right.path(code)}", "taken out"))
    return changes, clashes


def words(value: Any) -> str:
    """A field's value on one line."""
    if isinstance(value, list):
        return " | ".join(map(str, value)) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {label}" for name, label in value.items()) or "nothing"
    return str(value) if value not in (None, "", False) else "nothing"


def _by_lines(base: str, older: str, newer: str, wanted: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The lines of both, where no line was changed by both and the codes come out as they should."""
    try:
        text = codebook_file.reverse(older, base, newer)
    except UndoError:
        return None
    book = codebook_file.read(text).codebook
    return text if book is not None and _said(book) == wanted else None


def _by_fields(text: str, left: Codebook, changes: Sequence[_Change]) -> tuple[str, list[Clash]]:
    """The newer text with the older side's changes spliced in, one code after the other."""
    by_code: dict[str, dict[str, Any]] = {}
    for code, name, value in changes:
        by_code.setdefault(code, {})[name] = value
    failed: list[Clash] = []
    for code in (code.id for code in left.codes if code.id in by_code):
        fields = dict(by_code[code])
        parent = fields.pop("parent", "")
        here = codebook_file.read(text).codebook or Codebook()
        try:
            if code not in here.by_id:
                text = _added(text, here, code, fields, parent)
                continue
            if fields:
                text = codebook_file.edit(text, code, fields)
            if parent != "":
                text = codebook_file.move(text, code, parent)
        except CodebookError:
            failed += [Clash(code, name, "as it was", words(value), value) for name, value in by_code[code].items()]
    gone = [code for code, fields in by_code.items() if fields.get("code", "") is None]
    failed += [Clash(code, "code", "kept", "taken out") for code in gone]
    return text, failed


def _added(text: str, here: Codebook, code: str, fields: Mapping[str, Any], parent: str | None) -> str:
    given = {name: value for name, value in fields.items() if value and name not in ("label", "code")}
    above = parent if parent in here.by_id else None
    return codebook_file.add(text, fields["label"], parent=above, id=code, fields=given)[0]


def _heads(was: Codebook, left: Codebook, right: Codebook) -> Iterator[Clash]:
    """What the older side says of the whole project and cannot be spliced in."""
    for name in ("title", "settings", "attributes"):
        old, mine, theirs = (getattr(book, name) for book in (was, left, right))
        if mine not in (old, theirs):
            yield Clash("", name, str(theirs), str(mine))
