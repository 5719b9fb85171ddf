"""Edits of what the file says about codes that are there: their fields and their written ids.

Text in, text out; bytes outside the fields named stay as they were. `CodebookError` where the file, the code or a value
does not fit; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quoth.codebook_file.lines import line_start, newline, show
from quoth.codebook_file.opening import checked_fields, found, opened, verified
from quoth.codebook_file.reading import FIELDS, Parsed, parse
from quoth.codebook_file.splicing import Splice, add_field, apply, drop_fields, promote, set_field
from quoth.codebook_file.tree import MapNode
from quoth.codebook_file.writing import Habits, habits
from quoth.errors import CodebookError
from quoth.i18n import _

__all__ = ["edit", "edit_all", "merge", "rename", "retire", "set_unit", "write_ids"]


def edit(text: str, code: str, changes: Mapping[str, object]) -> str:
    """Give fields of a code other values; `None` or an empty value takes the field out.

    Fields are those of the file: label, labels, key, colour, definition, include, exclude, examples, counterexamples,
    keywords, status, replaced_by, heading, exclusive. A code whose label changes gets its id written, so that it stays.
    """
    return edit_all(text, {code: changes})


def rename(text: str, code: str, label: str) -> str:
    """Give a code another label; its id stays."""
    return edit_all(text, {code: {"label": label}})


def retire(text: str, code: str, replaced_by: str = "") -> str:
    """Take a code out of use; it stays in the file."""
    return edit_all(text, {code: {"status": "retired", "replaced_by": replaced_by}})


def merge(text: str, sources: Sequence[str], target: str) -> str:
    """Retire codes in favour of another one, which must be in use."""
    codebook = opened(text).codebook
    into = found(codebook, target)
    if not into.applicable:
        kind = (
            _("{label} is a heading, so nothing can be merged into it.")
            if into.heading
            else _("{label} is retired, so nothing can be merged into it.")
        )
        raise CodebookError(
            kind.format(label=show(into.label)),
            _("Name a code in use."),
        )
    for source in sources:
        if found(codebook, source).heading:
            raise CodebookError(
                _("{source} is a heading and has no codings to merge.").format(source=show(codebook.label(source)))
            )
        if source == target:
            raise CodebookError(
                _("{label} cannot be merged into itself.").format(label=show(into.label)), _("Name another code.")
            )
    return edit_all(text, {source: {"status": "retired", "replaced_by": target} for source in sources})


def set_unit(text: str, unit: str) -> str:
    """Say in the settings on what agreement is counted."""
    parsed = opened(text)
    root = parsed.root
    pair = root.get("settings") if isinstance(root, MapNode) else None
    if pair is not None and isinstance(pair.value, MapNode):
        splices = set_field(text, pair.value, "unit", unit, habits(text, root))
    elif pair is not None:
        splices = [Splice(pair.key.end, pair.value.end, f": {{unit: {unit}}}")]
    else:
        codes = root.get("codes") if isinstance(root, MapNode) else None
        at = line_start(text, codes.key.start) if codes is not None else len(text)
        splices = [Splice(at, at, f"settings: {{unit: {unit}}}{newline(text)}")]
    meant = replace(parsed.codebook, settings=replace(parsed.codebook.settings, unit=unit))
    return verified(apply(text, splices), meant)


def edit_all(text: str, changes: Mapping[str, Mapping[str, object]]) -> str:
    """Edit several codes at once: changes by code id, as for `edit`."""
    parsed = opened(text)
    wanted: dict[str, dict[str, Any]] = {}
    for code, fields in changes.items():
        known = found(parsed.codebook, code)
        new = {name: value for name, value in checked_fields(fields).items() if value != getattr(known, name)}
        if new:
            wanted[code] = new
    if not wanted:
        return text
    unnamed = {code for code, new in wanted.items() if "label" in new and not parsed.codebook.by_id[code].written_id}
    meant = tuple(
        replace(code, **wanted.get(code.id, {}), written_id=code.written_id or code.id in unnamed)
        for code in parsed.codebook.codes
    )
    expected = replace(parsed.codebook, codes=meant)
    style = habits(text, parsed.root)
    parsed = mappings(parsed, wanted, unnamed)
    changed = [splice for code, new in wanted.items() for splice in _changed(parsed, code, new, style)]
    parsed = parse(apply(parsed.text, changed))
    added = [splice for code, new in wanted.items() for splice in _added(parsed, code, new, style)]
    return verified(apply(parsed.text, added), expected)


def mappings(parsed: Parsed, codes: Collection[str], unnamed: Collection[str] = ()) -> Parsed:
    """The file with each of these codes written as a mapping, and those unnamed with their id."""
    splices: list[Splice] = []
    for code in codes:
        place = parsed.places[code]
        splices += promote(parsed.text, place.node, place.siblings.flow, code if code in unnamed else "")
        if code in unnamed and isinstance(place.node, MapNode):
            splices += set_field(parsed.text, place.node, "id", code, habits(parsed.text, parsed.root))
    return parse(apply(parsed.text, splices)) if splices else parsed


def _node(parsed: Parsed, code: str) -> MapNode | None:
    place = parsed.places.get(code)
    return place.node if place is not None and isinstance(place.node, MapNode) else None


def _said(value: object, name: str) -> bool:
    """Whether a value is written at all: what is the rule is not."""
    return bool(value) and not (name == "status" and value == "active")


def _changed(parsed: Parsed, code: str, new: Mapping[str, Any], style: Habits) -> list[Splice]:
    """What is taken out and what gets another value."""
    node = _node(parsed, code)
    if node is None:
        return []
    gone = [name for name, value in new.items() if node.get(name) is not None and not _said(value, name)]
    splices: list[Splice] = []
    for name, value in new.items():
        pair = node.get(name)
        if pair is None or name in gone:
            continue
        if name == "labels" and isinstance(pair.value, MapNode):
            names = [inner.name for inner in pair.value.pairs]
            dropped = [language for language in names if language not in value]
            if len(dropped) == len(names):
                gone.append(name)
                continue
            splices += drop_fields(parsed.text, pair.value, dropped)
            for inner in pair.value.pairs:
                if inner.name in value and value[inner.name] != getattr(inner.value, "value", None):
                    splices += set_field(parsed.text, pair.value, inner.name, value[inner.name], style)
        else:
            splices += set_field(parsed.text, node, name, value, style)
    return [*drop_fields(parsed.text, node, gone), *splices]


def _added(parsed: Parsed, code: str, new: Mapping[str, Any], style: Habits) -> list[Splice]:
    """What has no place in the file yet, in the usual order."""
    node = _node(parsed, code)
    if node is None:
        return []
    splices: list[Splice] = []
    for name in FIELDS:
        if name not in new or not _said(new[name], name):
            continue
        pair = node.get(name)
        if pair is None:
            splices += add_field(parsed.text, node, name, new[name], style)
        elif name == "labels" and isinstance(pair.value, MapNode):
            for language, label in new[name].items():
                if pair.value.get(language) is None:
                    splices += add_field(parsed.text, pair.value, language, label, style)
    return splices


def write_ids(text: str, codes: Collection[str]) -> str:
    """Write the ids of those of the codes that have none in the file, so that they stay when labels change."""
    parsed = opened(text)
    unwritten = {code: None for code in codes if not found(parsed.codebook, code).written_id}
    if not unwritten:
        return text
    codes_now = tuple(
        replace(code, written_id=True) if code.id in unwritten else code for code in parsed.codebook.codes
    )
    return verified(mappings(parsed, unwritten, unwritten).text, replace(parsed.codebook, codes=codes_now))
