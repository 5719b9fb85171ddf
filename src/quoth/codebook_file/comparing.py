"""What changed between two states of a codebook, code by code.

Owns the kinds of change and the guess that a vanished code was given another id. Codes are matched by id; the order of
codes and whether an id is written do not count as changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quoth.model.codebook import Code, Codebook

__all__ = ["Change", "diff", "renamed_candidates"]

_DEFINING = ("definition", "include", "exclude", "examples", "counterexamples")
_OTHER = ("labels", "key", "colour", "keywords", "replaced_by", "heading", "exclusive")
_ALIKE = 85.0
"""Percent of two labels or definitions that must agree (Indel similarity)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    `kind` is `added`, `removed`, `renamed`, `moved`, `redefined`, `retired`, `restored` or `edited`; `code` is the id,
    empty for title, settings and attributes (`edited`). `before` and `after` are what a reader compares: label paths
    for added and removed codes, those of the parents for moved ones, labels for renamed ones, the successor's id for
    retired ones, else the fields that differ.
    """

    kind: str
    code: str
    before: str
    after: str


def diff(old: Codebook, new: Codebook) -> tuple[Change, ...]:
    """The changes from one state to the other, in the new file's order, removed codes last."""
    changes: list[Change] = list(_head(old, new))
    for code in new.codes:
        before = old.by_id.get(code.id)
        if before is None:
            changes.append(Change("added", code.id, "", new.path(code.id)))
        else:
            changes += _changes(old, new, before, code)
    changes += [Change("removed", code.id, old.path(code.id), "") for code in old.codes if code.id not in new.by_id]
    return tuple(changes)


def _changes(old: Codebook, new: Codebook, before: Code, after: Code) -> Iterator[Change]:
    code = after.id
    if before.label != after.label:
        yield Change("renamed", code, before.label, after.label)
    if before.parent != after.parent:
        yield Change("moved", code, _above(old, before), _above(new, after))
    if before.definition_hash != after.definition_hash:
        yield Change("redefined", code, *_fields(before, after, _DEFINING))
    fields: tuple[str, ...] = _OTHER
    if before.status != after.status:
        kind = "retired" if after.status == "retired" else "restored"
        yield Change(kind, code, before.replaced_by, after.replaced_by)
        fields = tuple(name for name in _OTHER if name != "replaced_by")
    if any(getattr(before, name) != getattr(after, name) for name in fields):
        yield Change("edited", code, *_fields(before, after, fields))


def _above(codebook: Codebook, code: Code) -> str:
    return codebook.path(code.parent) if code.parent is not None else ""


def _fields(before: object, after: object, names: tuple[str, ...]) -> tuple[str, str]:
    """The fields that differ, as `key: p; colour: #fff`, before and after."""
    names = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    return "; ".join(_said(before, name) for name in names), "; ".join(_said(after, name) for name in names)


def _said(thing: object, name: str) -> str:
    value = getattr(thing, name)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, tuple):
        value = " | ".join(value)
    elif not isinstance(value, str):
        value = ", ".join(f"{key} = {inner}" for key, inner in value.items())
    return f"{name}: {value}"


def _head(old: Codebook, new: Codebook) -> Iterator[Change]:
    if old.title != new.title or old.attributes != new.attributes:
        yield Change("edited", "", *_fields(old, new, ("title", "attributes")))
    if old.settings != new.settings:
        names = (
            "unit",
            "suggestions",
            "suggestions_from",
            "suggestions_above",
            "agreement",
            "frozen",
            "encoding",
            "speakers",
        )
        yield Change("edited", "", *_fields(old.settings, new.settings, names))


def renamed_candidates(old: Codebook, new: Codebook) -> tuple[tuple[str, str], ...]:
    """Pairs of a vanished id and a new one that may be one code: alike in label or definition, or in the same place.

    Each id occurs once, the likeliest pair first.
    """
    from rapidfuzz import fuzz

    gone = [code for code in old.codes if code.id not in new.by_id]
    come = [code for code in new.codes if code.id not in old.by_id]
    scored: list[tuple[float, str, str]] = []
    for before in gone:
        for after in come:
            label = fuzz.ratio(_folded(before.label), _folded(after.label))
            meaning = fuzz.ratio(before.definition, after.definition) if before.definition and after.definition else 0.0
            place = 1.0 if _place(old, new, before) == _place(new, old, after) else 0.0
            likeness = max(label, meaning)
            if likeness >= _ALIKE or place:
                scored.append((likeness + place, before.id, after.id))
    pairs: list[tuple[str, str]] = []
    for _, vanished, appeared in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if all(vanished != one and appeared != other for one, other in pairs):
            pairs.append((vanished, appeared))
    return tuple(pairs)


def _folded(label: str) -> str:
    return unicodedata.normalize("NFC", label).casefold()


def _place(codebook: Codebook, other: Codebook, code: Code) -> tuple[str | None, str | None, str | None]:
    """Parent and the neighbours right before and after it."""
    family = [sibling.id for sibling in codebook.children(code.parent)]
    at = family.index(code.id)
    before = family[at - 1] if at else None
    after = family[at + 1] if at + 1 < len(family) else None
    return code.parent, before, after
