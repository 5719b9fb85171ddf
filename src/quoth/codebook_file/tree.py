"""YAML text to a tree of located nodes.

Owns what Quoth takes of YAML: scalars as strings, block and flow collections, one document; no aliases, anchors or
tags. Positions are code points of the whole text (a byte order mark counted). Invariant: `[start, end)` of a node is
its content, without comments and blank lines behind it; children lie inside their parent, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from quoth.codebook_file.lines import BOM, Places
from quoth.codebook_file.syntax import explain, unsupported
from quoth.i18n import _
from quoth.model.codebook import Problem

__all__ = [
    "ListNode",
    "MapNode",
    "Node",
    "Pair",
    "ScalarNode",
    "Tree",
    "comments_in",
    "compose",
    "gap_comments",
    "plain",
    "skip",
]

_DEEPEST = 64
_TOO_LARGE = 5_000_000
_BREAKS = " \t\r\n\x85\u2028\u2029"
_NO_RUN = re.compile("[\0\r\n\x85\u2028\u2029\ufeff]")
_BLANK = re.compile(f"(?:[{_BREAKS}]+|#[^\r\n\x85\u2028\u2029]*)*")
_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")
_NO_CHARACTER = re.compile(r"\\U(?!00(?:0[0-9A-Fa-f]|10))")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value. `style` is empty for a plain one, else its mark: `'`, `"`, `|` or `>`."""

    start: int
    end: int
    value: str
    style: str

    @property
    def empty(self) -> bool:
        """Whether nothing at all is written."""
        return not self.style and not self.value


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list, in brackets when `flow`, else with a dash before each item."""

    start: int
    end: int
    items: tuple[Node, ...]
    flow: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its value."""

    key: Node
    value: Node

    @property
    def name(self) -> str:
        """The key as text; empty for a key that is no plain value."""
        return self.key.value if isinstance(self.key, ScalarNode) else ""

    @property
    def start(self) -> int:
        """Where the key begins."""
        return self.key.start

    @property
    def end(self) -> int:
        """Where the value ends."""
        return max(self.key.end, self.value.end)


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys with values, in braces when `flow`."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    flow: bool

    def get(self, name: str) -> Pair | None:
        """The first pair with this key."""
        return next((pair for pair in self.pairs if pair.name == name), None)


Node = ScalarNode | ListNode | MapNode


@dataclass(frozen=True, slots=True)
class Tree:
    """The root of a text (`None` where it is empty or could not be read) and what is wrong with the YAML."""

    root: Node | None
    problems: tuple[Problem, ...]


class _TooDeep(Exception):
    """A list in a list in a list, far beyond what a codebook needs."""

    def __init__(self, at: int) -> None:
        self.at = at


class _Loader(yaml.SafeLoader):
    """The pure Python loader, which moves over a run of characters at once: a third less reading time."""

    def forward(self, length: int = 1) -> None:
        at = self.pointer
        run = " " <= self.buffer[at] <= "~" if length == 1 else not _NO_RUN.search(self.buffer, at, at + length)
        if run and at + length < len(self.buffer):
            self.pointer += length
            self.index += length
            self.column += length
        else:
            super().forward(length)


@dataclass(frozen=True, slots=True)
class _Composer:
    """Nodes from events; `shift` is the length of the byte order mark, which the events do not count."""

    text: str
    events: Iterator[Event]
    shift: int
    refused: list[tuple[int, str]]

    def document(self) -> Node | None:
        """The first document's root; a second document is refused."""
        root: Node | None = None
        begun = False
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and begun:
                self.refused.append((self.span(event)[0], "---"))
                break
            begun = begun or isinstance(event, DocumentStartEvent)
            if isinstance(event, NodeEvent):
                root = self.node(event, 0)
        return root

    def span(self, event: Event) -> tuple[int, int]:
        start, end = event.start_mark, event.end_mark
        return (start.index if start else 0) + self.shift, (end.index if end else 0) + self.shift

    def node(self, event: Event, depth: int) -> Node:
        start, end = self.span(event)
        if depth > _DEEPEST:
            raise _TooDeep(start)
        if isinstance(event, AliasEvent):
            self.refused.append((start, "*"))
            return ScalarNode(start, end, self.text[start:end], "*")
        if getattr(event, "anchor", None) is not None:
            self.refused.append((start, "&"))
        elif getattr(event, "tag", None) is not None:
            self.refused.append((start, "!"))
        if isinstance(event, MappingStartEvent):
            parts, closing = self._until(MappingEndEvent, depth + 1)
            pairs = tuple(map(Pair, parts[::2], parts[1::2]))
            flow = bool(event.flow_style)
            return MapNode(start, closing if flow or not pairs else pairs[-1].end, pairs, flow)
        if isinstance(event, SequenceStartEvent):
            parts, closing = self._until(SequenceEndEvent, depth + 1)
            flow = bool(event.flow_style)
            return ListNode(start, closing if flow or not parts else parts[-1].end, tuple(parts), flow)
        value, style = (event.value, event.style or "") if isinstance(event, ScalarEvent) else ("", "")
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip(_BREAKS))
            value = value.rstrip(_BREAKS)
        return ScalarNode(start, end, value, style)

    def _until(self, closing: type[Event], depth: int) -> tuple[list[Node], int]:
        """The nodes up to an event that closes their collection, and where it closes."""
        nodes: list[Node] = []
        for event in self.events:
            if isinstance(event, closing):
                return nodes, self.span(event)[1]
            nodes.append(self.node(event, depth))
        return nodes, len(self.text)


def compose(text: str) -> Tree:
    """Read the YAML of a text of at most 5 MB; never raises.

    After a mistake in the YAML itself nothing behind it can be read, so `root` is `None` then. The line breaks at the
    end of a literal or folded block (`|`, `>`) do not count: nobody means them.
    """
    if len(text.encode("utf-8", "surrogatepass")) > _TOO_LARGE:
        return Tree(None, (Problem(1, 1, _("The codebook is larger than 5 MB."), _("Is it the right file?")),))
    shift = int(text.startswith(BOM))
    places = Places(text)
    refused: list[tuple[int, str]] = []
    root: Node | None = None
    broken: Problem | None = None
    try:
        root = _Composer(text, yaml.parse(text[shift:], Loader=_Loader), shift, refused).document()
    except yaml.YAMLError as error:
        broken = explain(error, text, shift, places)
    except _TooDeep as error:
        broken = Problem(*places.at(error.at), _("Lists stand inside lists too deeply here."), _("Move the codes up."))
    except (ValueError, OverflowError):
        found = _NO_CHARACTER.search(text)
        at = found.start() if found else 0
        broken = Problem(*places.at(at), _("This escape stands for no character."), _("Write the character itself."))
    problems = [unsupported(text, at, mark, places) for at, mark in refused]
    if broken is not None and all(problem.line != broken.line for problem in problems):
        problems.append(broken)
    return Tree(root, tuple(problems))


def skip(text: str, at: int) -> int:
    """The first position from `at` (between nodes) that is neither white space nor comment."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def gap_comments(text: str, start: int, end: int) -> list[str]:
    """The comments between two nodes."""
    return [found.group().rstrip() for found in _COMMENT.finditer(text, start, end)]


def comments_in(text: str, node: Node, start: int, end: int) -> list[str]:
    """The comments in `[start, end)`, a range that begins and ends outside the node's values."""
    comments: list[str] = []
    for scalar in _scalars(node):
        if start <= scalar.start <= end:
            comments += gap_comments(text, start, scalar.start)
            start = scalar.end
    return comments + gap_comments(text, start, end)


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """All values in a node, keys included, in the order of the text."""
    match node:
        case ScalarNode():
            yield node
        case ListNode():
            for item in node.items:
                yield from _scalars(item)
        case MapNode():
            for pair in node.pairs:
                yield from _scalars(pair.key)
                yield from _scalars(pair.value)


def plain(node: Node) -> object:
    """A node as strings, lists and dictionaries."""
    match node:
        case ScalarNode():
            return node.value
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {pair.name: plain(pair.value) for pair in node.pairs}
