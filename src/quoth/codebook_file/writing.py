"""New lines of YAML for codes and their fields, in the habits of the file they go into.

Owns how a field looks: lists in brackets or with dashes, indentation, long texts as literal blocks. Lines are relative:
their indentation begins at 0, and they carry no line break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quoth.codebook_file.lines import column, line_start
from quoth.codebook_file.quoting import flow, literal, scalar
from quoth.codebook_file.reading import FIELDS
from quoth.codebook_file.tree import ListNode, MapNode, Node, Pair
from quoth.model.codebook import Code, Codebook

__all__ = [
    "Entry",
    "Habits",
    "field_lines",
    "habits",
    "in_order",
    "indented",
    "item_lines",
    "render",
    "text_item_lines",
]

Entry = Mapping[str, object]
"""A new code: its fields by name, with `codes` a list of the codes below it."""

_LINE = 100
_PROSE = ("include", "exclude", "examples", "counterexamples")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file is written."""

    step: int = 2
    """From a key to the dashes of the list under it, in columns."""
    gap: int = 1
    """Spaces after a dash."""
    bracketed: Mapping[str, bool] = field(default_factory=dict)
    """Whether the list of a field stands in brackets, by the field's name."""


def habits(text: str, root: Node | None) -> Habits:
    """The habits of a file, from its nodes: nested lists of codes say most, then the outermost, then other lists."""
    steps: dict[int, int] = {}
    gaps = [_gap(text, root)] if isinstance(root, ListNode) and not root.flow else []
    bracketed: dict[str, bool] = {}
    for depth, owner, pair in _lists(root, 0):
        if not isinstance(pair.value, ListNode):
            continue
        node = pair.value
        bracketed.setdefault(pair.name, node.flow)
        if not node.flow:
            weight = 2 if pair.name != "codes" else int(depth == 0)
            steps.setdefault(weight, max(0, column(text, node.start) - column(text, owner.start)))
            gaps.append(_gap(text, node))
    return Habits(steps[min(steps)] if steps else 2, next(filter(None, gaps), 1), bracketed)


def _gap(text: str, node: ListNode) -> int:
    first = node.items[0]
    same_line = line_start(text, first.start) == line_start(text, node.start)
    return max(1, first.start - node.start - 1) if same_line else 0


def _lists(node: Node | None, depth: int) -> Iterator[tuple[int, MapNode, Pair]]:
    """The pairs of all block mappings, outer ones first, with the depth of their mapping in codes."""
    items: Sequence[Node] = node.items if isinstance(node, ListNode) else ()
    if isinstance(node, MapNode) and not node.flow:
        for pair in node.pairs:
            yield depth, node, pair
        items = [pair.value for pair in node.pairs if isinstance(pair.value, ListNode)]
    for item in items:
        yield from _lists(item, depth + isinstance(item, MapNode))


def in_order(entry: Entry) -> dict[str, object]:
    """The fields that say something, in the file's order; `False`, empty and `None` say nothing."""
    return {name: entry[name] for name in FIELDS if entry.get(name)}


def field_lines(name: str, value: object, style: Habits) -> list[str]:
    """The lines of one field."""
    if name == "codes" and isinstance(value, Sequence):
        return ["codes:", *indented([line for code in value for line in item_lines(code, style)], style.step)]
    if isinstance(value, Sequence) and not isinstance(value, str) and not _in_brackets(name, value, style):
        lines = [line for item in value for line in text_item_lines(str(item), style)]
        return [f"{name}:", *indented(lines, style.step)]
    block = literal(value) if isinstance(value, str) else None
    if block is not None:
        return [f"{scalar(name)}: |-", *indented(block, 2)]
    if isinstance(value, str):
        return [f"{scalar(name)}: {scalar(value)}"]
    return [f"{scalar(name)}: {flow(value)}"]


def text_item_lines(value: str, style: Habits) -> list[str]:
    """The lines of one text in a list with dashes."""
    dash = "-" + " " * style.gap
    block = literal(value)
    return [f"{dash}|-", *indented(block, 2)] if block is not None else [dash + scalar(value)]


def item_lines(entry: Entry, style: Habits) -> list[str]:
    """The lines of one code in a list with dashes."""
    lines = [line for name, value in in_order(entry).items() for line in field_lines(name, value, style)]
    return ["-" + " " * style.gap + lines[0], *indented(lines[1:], style.gap + 1)]


def _in_brackets(name: str, value: Sequence[object], style: Habits) -> bool:
    short = len(name) + len(flow(list(value))) < _LINE
    return style.bracketed.get(name, short and name not in _PROSE) and not any("\n" in str(item) for item in value)


def indented(lines: Sequence[str], by: int) -> list[str]:
    """The lines moved right by some spaces; empty ones stay empty."""
    return [" " * by + line if line else "" for line in lines]


def render(codebook: Codebook) -> str:
    """A whole codebook as a file of its own, every id written."""
    said: dict[str, object] = {"title": codebook.title} if codebook.title else {}
    settings = codebook.settings
    said["settings"] = {
        "unit": settings.unit,
        "suggestions": settings.suggestions,
        **({"suggestions_from": "all"} if settings.suggestions_from == "all" else {}),
        **({"suggestions_above": f"{settings.suggestions_above:g}"} if settings.suggestions_above else {}),
        "agreement": settings.agreement,
        "frozen": settings.frozen,
        "encoding": settings.encoding,
        "speakers": list(settings.speakers),
    }
    if codebook.attributes:
        said["attributes"] = dict(codebook.attributes)
    lines = ["quoth: 1", *(line for name, value in said.items() for line in field_lines(name, value, Habits()))]
    codes = [_entry(codebook, code) for code in codebook.children(None)]
    return "\n".join([*lines, *(field_lines("codes", codes, Habits()) if codes else ["codes:"]), ""])


def _entry(codebook: Codebook, code: Code) -> Entry:
    said = {name: getattr(code, name) for name in FIELDS if name != "codes"} | {"labels": dict(code.labels)}
    if code.status == "active":
        del said["status"]
    return said | {"codes": [_entry(codebook, child) for child in codebook.children(code.id)]}
