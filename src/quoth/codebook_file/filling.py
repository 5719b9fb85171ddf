"""Codes from a table into a codebook file.

Owns what happens where the two differ: what the file says stays, what it lacks is filled in, and each row that adds no
code is accounted for in a sentence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from quoth.codebook_file.fields import edit_all
from quoth.codebook_file.lines import show
from quoth.codebook_file.opening import opened, subtree, verified
from quoth.codebook_file.reading import parse
from quoth.codebook_file.slug import slug
from quoth.codebook_file.splicing import Item
from quoth.codebook_file.structure import insert, new_item
from quoth.codebook_file.table import SEPARATOR, Entry
from quoth.codebook_file.writing import habits
from quoth.model.codebook import Code, Codebook

__all__ = ["merge_table"]

_FILLED = ("definition", "include", "exclude", "examples")


def merge_table(text: str, entries: Iterable[Entry]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Add the codes of a table; gives the new text, the ids added, and a sentence for each row that added no code.

    A row means a code of the file when its label (or id) and, if it names one, its parent are the same. Parents that
    are nowhere become headings. Fields that the file has are never overwritten. Raises `CodebookError` where the file
    has errors; then nothing has changed.
    """
    plan = _Plan(opened(text).codebook)
    rows = list(entries)
    for row in rows:
        plan.rows.setdefault(_path(row.parent, row.label), row)
        plan.rows.setdefault((_folded(row.label),), row)
    for row in rows:
        plan.place(row, ())
    new = list(plan.new.values())
    return _written(edit_all(text, plan.fills), new), tuple(plan.new), tuple(plan.messages)


def _written(text: str, new: list[Code]) -> str:
    """The text with new codes, parents before children, each put last under its parent."""
    parsed = opened(text)
    meant = parsed.codebook
    added = Codebook(tuple(new))
    ids = {code.id for code in new}
    for parent in dict.fromkeys(code.parent for code in new if code.parent not in ids):
        tops = added.children(parent)
        below = [code for top in tops for code in _family(added, top)]
        at = len(meant.codes) if parent is None else subtree(meant.codes, parent).stop
        meant = replace(meant, codes=(*meant.codes[:at], *below, *meant.codes[at:]))
        items = [new_item(_entry(added, top), habits(parsed.text, parsed.root)) for top in tops]
        lines = [line for item in items for line in item.lines]
        parsed = parse(insert(parsed, parent, Item(lines, ", ".join(item.inline for item in items))))
    return verified(parsed.text, meant) if new else text


def _family(codebook: Codebook, code: Code) -> list[Code]:
    """A code and all below it, parents first."""
    return [code, *(below for child in codebook.children(code.id) for below in _family(codebook, child))]


def _entry(codebook: Codebook, code: Code) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(code, name) for name in ("id", "label", "heading", *_FILLED)}
    return said | {"codes": [_entry(codebook, child) for child in codebook.children(code.id)]}


def _folded(label: str) -> str:
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def _path(parent: str, label: str) -> tuple[str, ...]:
    return tuple(_folded(step) for step in [*(parent.split(SEPARATOR) if parent else ()), label])


@dataclass(slots=True)
class _Plan:
    """What a table adds to a codebook, gathered row by row."""

    codebook: Codebook
    rows: dict[tuple[str, ...], Entry] = field(default_factory=dict)
    """Rows by their path of labels, and by label alone."""
    new: dict[str, Code] = field(default_factory=dict)
    """Codes to be added, by id, parents first."""
    fills: dict[str, dict[str, object]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)
    """The code of each row that has its place, by the row's identity."""
    places: dict[tuple[str | None, str], str] = field(default_factory=dict)
    """Codes by parent and label."""
    names: dict[str, str] = field(default_factory=dict)
    """Codes by label, and by id."""

    def __post_init__(self) -> None:
        for code in self.codebook.codes:
            self._know(code)

    def _know(self, code: Code) -> None:
        self.places.setdefault((code.parent, _folded(code.label)), code.id)
        self.names.setdefault(_folded(code.label), code.id)
        self.names.setdefault(code.id.lower(), code.id)

    def place(self, row: Entry, trail: tuple[int, ...]) -> str:
        """The id of the row's code, which is added if it is nowhere; `trail` are the rows that wait for it."""
        if id(row) in self.placed:
            return self.placed[id(row)]
        parent = self._parent(row, (*trail, id(row)))
        known = self._find(row.label, parent, anywhere=not row.parent)
        if known is None:
            known = self._add(row.label, parent, heading=False)
            self._fill_new(known, row)
        elif known in self.new:
            self.messages.append(f"Line {row.line}: {show(row.label)} stands in the table twice; the rows were joined.")
            self._fill_new(known, row)
        else:
            self._compare(self.codebook.by_id[known], row)
        self.placed[id(row)] = known
        return known

    def _find(self, label: str, parent: str | None, *, anywhere: bool) -> str | None:
        """A code with this label under the parent, or anywhere with this label or id."""
        folded = _folded(label)
        return self.places.get((parent, folded)) or (self.names.get(folded) if anywhere else None)

    def _parent(self, row: Entry, trail: tuple[int, ...]) -> str | None:
        """The id of the code that the row names as its parent; a heading is added where there is none."""
        if not row.parent:
            return None
        whole = self._find(row.parent, None, anywhere=True)
        if whole is not None:
            return whole
        here: str | None = None
        steps = row.parent.split(SEPARATOR)
        for depth, step in enumerate(steps):
            found = self._find(step, here, anywhere=depth == 0)
            other = self.rows.get(_path(SEPARATOR.join(steps[:depth]), step))
            if found is None and other is not None and id(other) in trail:
                self.messages.append(
                    f"Line {row.line}: {show(row.label)} lies under itself in the table; it was put higher up."
                )
                return here
            if found is None:
                found = self.place(other, trail) if other is not None else self._add(step, here, heading=True)
            here = found
        return here

    def _add(self, label: str, parent: str | None, *, heading: bool) -> str:
        code = Code(slug(label, self.codebook.by_id.keys() | self.new.keys()), label, parent, heading=heading)
        self.new[code.id] = code
        self._know(code)
        return code.id

    def _fill_new(self, code: str, row: Entry) -> None:
        """Give a new code what the row says and no earlier row has said."""
        here = self.new[code]
        self.new[code] = replace(
            here,
            definition=here.definition or row.definition,
            include=here.include or row.include,
            exclude=here.exclude or row.exclude,
            examples=here.examples or row.examples,
        )

    def _compare(self, code: Code, row: Entry) -> None:
        """Fill what the file lacks, and say what became of the row."""
        given = {name: getattr(row, name) for name in _FILLED if getattr(row, name)}
        lacking = {name: value for name, value in given.items() if not getattr(code, name)}
        lacking = {name: value for name, value in lacking.items() if name not in self.fills.get(code.id, {})}
        differing = [name for name, value in given.items() if getattr(code, name) not in ((), "", value)]
        said = f"Line {row.line}: {show(row.label)} is in the codebook already"
        if lacking:
            self.fills.setdefault(code.id, {}).update(lacking)
            said += f"; {', '.join(lacking)} added"
        if differing:
            said += f"; its {', '.join(differing)} there {'is' if len(differing) == 1 else 'are'} kept"
        self.messages.append(f"{said}.")
