"""Edits of the text at the places of its nodes: fields and items put in, changed and taken out.

Owns which bytes an edit touches. Positions are code points. Invariant: every function returns splices that cover only
the field or item it is about; whatever stands outside them, comments above all, stays as it was.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from quoth.codebook_file.lines import column, indent_before, line_end, line_start, newline, next_line
from quoth.codebook_file.quoting import flow, literal, scalar
from quoth.codebook_file.reading import FIELDS
from quoth.codebook_file.tree import ListNode, MapNode, Node, Pair, ScalarNode, comments_in, gap_comments, skip
from quoth.codebook_file.writing import Habits, field_lines, indented, text_item_lines

__all__ = [
    "Item",
    "Splice",
    "add_field",
    "append_item",
    "apply",
    "drop_fields",
    "drop_item",
    "insert_after",
    "item_lines_at",
    "promote",
    "set_field",
]

_HEADER_COMMENT = re.compile(r"[|>][-+0-9]* +(#[^\r\n]*)")
_OWN_COMMENT = re.compile(r"( *)#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Splice:
    """`[start, end)` of a text becomes `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Item:
    """A code to put in: as lines for a list with dashes, as one piece for a list in brackets."""

    lines: Sequence[str]
    inline: str


def apply(text: str, splices: Iterable[Splice]) -> str:
    """The text with all splices done; those at one place follow each other as given. They must not overlap."""
    parts: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        parts += [text[at : splice.start], splice.new]
        at = max(at, splice.end)
    return "".join([*parts, text[at:]])


def set_field(text: str, node: MapNode, name: str, value: object, style: Habits) -> list[Splice]:
    """Give a field that stands in a mapping another value: text, truth or a list of texts."""
    pair = node.get(name)
    if pair is None:
        return add_field(text, node, name, value, style)
    old = pair.value
    if isinstance(old, ListNode) and old.items and isinstance(value, Sequence) and not isinstance(value, str):
        return _set_items(text, old, [str(item) for item in value], style)
    if isinstance(value, str | bool) and not (isinstance(old, ScalarNode) and old.empty):
        return [Splice(old.start, old.end, _inline(text, node, pair, value))]
    lines = [f"{name}: {flow(value)}"] if node.flow else field_lines(name, value, style)
    return _fill(text, node, pair, lines)


def _inline(text: str, node: MapNode, pair: Pair, value: str | bool) -> str:
    """A value in the place of another; a comment in the head of an old literal block stays."""
    block = None if node.flow or isinstance(value, bool) else literal(value)
    found = _HEADER_COMMENT.match(text, pair.value.start)
    comment = (
        " " + found[1].rstrip()
        if found and isinstance(pair.value, ScalarNode) and pair.value.style in ("|", ">")
        else ""
    )
    if block is None:
        return (flow(value) if isinstance(value, bool) else scalar(value, node.flow)) + comment
    break_ = newline(text)
    return "|-" + comment + break_ + break_.join(indented(block, column(text, node.start) + 2))


def _fill(text: str, node: MapNode, pair: Pair, lines: Sequence[str]) -> list[Splice]:
    """Write the lines of a field at a key that has nothing (or `[]`) behind it."""
    space = text[pair.key.end : pair.value.start]
    start = pair.key.end if not space.strip(" :") else pair.value.start
    rest = lines[0].partition(":")[2]
    splices = [Splice(start, pair.value.end, ":" + rest if start == pair.key.end else rest)]
    if len(lines) > 1:
        splices.append(_below(text, pair.value.end, indented(lines[1:], column(text, node.start))))
    return splices


def _below(text: str, at: int, lines: Sequence[str]) -> Splice:
    """Put lines below the line that holds a position."""
    end = line_end(text, at)
    return Splice(end, end, "".join(newline(text) + line for line in lines))


def add_field(text: str, node: MapNode, name: str, value: object, style: Habits) -> list[Splice]:
    """Put a new field in, after those that come before it in the usual order."""
    lines = [] if node.flow else field_lines(name, value, style)
    return _add(text, node, name, Item(lines, f"{scalar(name, True)}: {flow(value)}"))


def _add(text: str, node: MapNode, name: str, field: Item) -> list[Splice]:
    rank = FIELDS.index(name) if name in FIELDS else len(FIELDS)
    before = [pair for pair in node.pairs if pair.name not in FIELDS or FIELDS.index(pair.name) < rank]
    if node.flow:
        if not node.pairs:
            return [Splice(node.start + 1, node.start + 1, field.inline)]
        at, new = (before[-1].end, f", {field.inline}") if before else (node.pairs[0].start, f"{field.inline}, ")
        return [Splice(at, at, new)]
    indent = column(text, node.start)
    if before:
        return [_below(text, before[-1].end, indented(field.lines, indent))]
    first = node.pairs[0].start
    joined = "".join(line + newline(text) for line in [field.lines[0], *indented(field.lines[1:], indent)])
    return [Splice(first, first, joined + " " * indent)]


def drop_fields(text: str, node: MapNode, names: Collection[str]) -> list[Splice]:
    """Take fields out of a mapping that keeps at least one; comments inside them stay."""
    kept = [pair.name not in names for pair in node.pairs]
    splices: list[Splice] = []
    for first, last in _runs(kept):
        if node.flow:
            splices += _cut_flow(text, node, node.pairs, first, last)
            continue
        begin, end = node.pairs[first].start, node.pairs[last].end
        comments = comments_in(text, node, begin, end)
        if indent_before(text, begin):
            splices.append(_cut_lines(text, begin, end, indented(comments, column(text, node.start))))
            continue
        after = node.pairs[last + 1].start
        comments += comments_in(text, node, end, after)
        if comments:
            begin = line_start(text, begin) + len(text[line_start(text, begin) : begin].rstrip(" "))
        indent = " " * column(text, node.start)
        splices.append(
            Splice(
                begin,
                after,
                newline(text).join(["", *(indent + comment for comment in comments), indent]) if comments else "",
            )
        )
    return splices


def _runs(kept: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last index of each run of things that are not kept."""
    start: int | None = None
    for index, keep in enumerate([*kept, True]):
        if keep and start is not None:
            yield start, index - 1
            start = None
        elif not keep and start is None:
            start = index


def _cut_lines(text: str, start: int, end: int, instead: Sequence[str]) -> Splice:
    """Take whole lines out; a text without a final line break stays so."""
    begin, after = line_start(text, start), next_line(text, end)
    break_ = newline(text)
    if after > line_end(text, end):
        return Splice(begin, after, "".join(line + break_ for line in instead))
    before = len(text[:begin].rstrip("\r\n"))
    return Splice(before, after, (break_ if before < begin and instead else "") + break_.join(instead))


def _cut_flow(text: str, node: Node, parts: Sequence[Node | Pair], first: int, last: int) -> list[Splice]:
    """Take parts out of brackets or braces with the commas that belong to them."""
    if first > 0:
        begin, end = parts[first - 1].end, parts[last].end
    else:
        begin, end = parts[0].start, parts[last + 1].start if last + 1 < len(parts) else parts[last].end
    if not comments_in(text, node, begin, end):
        return [Splice(begin, end, "")]
    splices: list[Splice] = []
    for part in parts[first : last + 1]:
        comma = skip(text, part.end)
        splices.append(Splice(part.start, part.end, ""))
        if text[comma : comma + 1] == ",":
            splices.append(Splice(comma, comma + 1, ""))
    return splices


def _dashes(text: str, node: ListNode) -> list[int]:
    """Where the dash of each item stands."""
    dashes: list[int] = []
    at = node.start
    for item in node.items:
        dashes.append(skip(text, at))
        at = item.end
    return dashes


def _set_items(text: str, node: ListNode, values: Sequence[str], style: Habits) -> list[Splice]:
    """Make a list of texts hold these values: items that stay are not touched."""
    old = [item.value if isinstance(item, ScalarNode) else "" for item in node.items]
    matcher = difflib.SequenceMatcher(None, old, values, autojunk=False)
    if node.flow:
        raw = {
            j + n: text[node.items[i + n].start : node.items[i + n].end]
            for i, j, size in matcher.get_matching_blocks()
            for n in range(size)
        }
        body = ", ".join(raw.get(index) or scalar(value, True) for index, value in enumerate(values))
        comments = comments_in(text, node, node.start, node.end)
        lead = "".join(f"{comment}{newline(text)}{' ' * (column(text, node.start) + 1)}" for comment in comments)
        return [Splice(node.start, node.end, f"[{lead}{body}]")]
    dashes = _dashes(text, node)
    indent = column(text, node.start)
    splices: list[Splice] = []
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(i_end - i, j_end - j)
        for offset in range(both):
            item = node.items[i + offset]
            lines = text_item_lines(values[j + offset], style)
            splices.append(
                Splice(dashes[i + offset], item.end, newline(text).join([lines[0], *indented(lines[1:], indent)]))
            )
        if i + both < i_end:
            begin, end = dashes[i + both], node.items[i_end - 1].end
            splices.append(_cut_lines(text, begin, end, indented(comments_in(text, node, begin, end), indent)))
        new = indented([line for value in values[j + both : j_end] for line in text_item_lines(value, style)], indent)
        if new and i + both > 0:
            splices.append(_below(text, node.items[i + both - 1].end, new))
        elif new:
            start = line_start(text, node.start)
            splices.append(Splice(start, start, "".join(line + newline(text) for line in new)))
    return splices


def promote(text: str, node: Node, in_flow: bool, identity: str = "") -> list[Splice]:
    """Make a mapping (in braces inside brackets) of a code that is only a label, with its id if one is given."""
    if isinstance(node, MapNode):
        bare = node.flow and text[node.start] != "{"
        return [Splice(node.start, node.start, "{"), Splice(node.end, node.end, "}")] if bare else []
    if isinstance(node, ListNode):
        return []
    raw = text[node.start : node.end]
    if len(raw.splitlines()) > 1 or node.style in ("|", ">"):
        raw = scalar(node.value, in_flow)
    if in_flow:
        return [
            Splice(
                node.start, node.end, "{" + (f"id: {scalar(identity, True)}, " if identity else "") + f"label: {raw}}}"
            )
        ]
    line = f"id: {scalar(identity)}{newline(text)}{' ' * column(text, node.start)}" if identity else ""
    return [Splice(node.start, node.end, f"{line}label: {raw}")]


def _region(text: str, siblings: ListNode, index: int) -> tuple[int, int]:
    """The lines of an item with dashes: comments right above its dash and those further right below it belong to it."""
    dash = _dashes(text, siblings)[index]
    indent = column(text, dash)
    start = line_start(text, dash)
    floor = next_line(text, siblings.items[index - 1].end) if index else start
    while start > floor:
        above = line_start(text, start - 1 - (text[start - 2 : start] == "\r\n"))
        found = _OWN_COMMENT.match(text, above)
        if found is None or len(found[1]) != indent:
            break
        start = above
    end = line_end(text, siblings.items[index].end)
    at = next_line(text, end)
    while at > end and at < len(text):
        found = _OWN_COMMENT.match(text, at)
        if found is not None and len(found[1]) > indent:
            end = found.end()
        elif found is not None or text[at : line_end(text, at)].strip(" "):
            break
        at = max(next_line(text, at), at + 1)
    return start, end


def item_lines_at(text: str, siblings: ListNode, index: int) -> list[str]:
    """The lines of an item with dashes as they stand, its dash in column 0."""
    start, end = _region(text, siblings, index)
    indent = column(text, siblings.start)
    lines = re.split(r"\r\n|\n|\r", text[start:end])
    return [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in lines]


def drop_item(text: str, owner: MapNode | None, siblings: ListNode, index: int, keep_comments: bool) -> list[Splice]:
    """Take a code out of its list, and the list's key with it when it was the last."""
    item = siblings.items[index]
    region = (item.start, item.end) if siblings.flow else _region(text, siblings, index)
    comments = comments_in(text, item, *region)
    if len(siblings.items) == 1 and owner is not None:
        pair = next(pair for pair in owner.pairs if pair.value is siblings)
        if siblings.flow or keep_comments or not indent_before(text, pair.start):
            return drop_fields(text, owner, [pair.name])
        above = indented(gap_comments(text, pair.key.end, region[0]), column(text, owner.start))
        return [_cut_lines(text, pair.start, region[1], above)]
    if siblings.flow:
        return _cut_flow(text, siblings, siblings.items, index, index)
    kept = indented(comments, column(text, siblings.start)) if keep_comments else ()
    return [_cut_lines(text, *region, kept)]


def insert_after(text: str, siblings: ListNode, index: int, item: Item) -> list[Splice]:
    """Put a code behind another one of the same list."""
    if not siblings.flow:
        return [_below(text, _region(text, siblings, index)[1], indented(item.lines, column(text, siblings.start)))]
    before = siblings.items[index]
    comma = skip(text, before.end)
    follows = text[comma : comma + 1] == ","
    alone = indent_before(text, before.start)
    separator = newline(text) + " " * column(text, before.start) if alone else " "
    if follows:
        at = line_end(text, comma) if alone and skip(text, comma + 1) > line_end(text, comma) else comma + 1
        return [Splice(at, at, f"{separator}{item.inline},")]
    at = line_end(text, before.end) if alone and comma > line_end(text, before.end) else before.end
    return [Splice(before.end, before.end, ","), Splice(at, at, separator + item.inline)]


def append_item(text: str, owner: MapNode, item: Item, style: Habits) -> list[Splice]:
    """Put a code at the end of a mapping's `codes`, which come into being if need be."""
    pair = owner.get("codes")
    field = Item(["codes:", *indented(item.lines, style.step)], f"codes: [{item.inline}]")
    if pair is None:
        return _add(text, owner, "codes", field)
    if isinstance(pair.value, ListNode) and pair.value.items:
        return insert_after(text, pair.value, len(pair.value.items) - 1, item)
    return _fill(text, owner, pair, [field.inline] if owner.flow else field.lines)
