"""OpenDocument texts (.odt): paragraphs, tables, text boxes and notes as the program shows them.

Invariant: what is shown in the body comes out in order, each word once; deleted text, comments, headers, footers and
the numbers of lists do not. After OpenDocument 1.3, part 3, sections 5, 6 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript
from quoth.readers.building import Builder
from quoth.readers.composing import HARD, transcripts
from quoth.readers.kinds import unpack
from quoth.readers.markup import attribute, child, local, parse
from quoth.readers.options import File

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["read"]

_PASSED = (
    "tracked-changes annotation annotation-end sequence-decls variable-decls user-field-decls forms "
    "note-citation title desc table-of-content-source change change-start change-end"
)
_SKIPPED = frozenset(_PASSED.split())
_INLINE = frozenset(("span", "a", "ruby", "ruby-base", "ruby-text", "meta", "meta-field"))
_WHITE = re.compile(r"[ \t\r\n]+")
_BOLD = ("bold", "600", "700", "800", "900")
_MOST_BLANKS = 1000


@dataclass(slots=True)
class _Seen:
    """What is met on the way through the body."""

    bold: Mapping[str, bool]
    """Style name to whether it is bold."""
    notes: list[Builder] = field(default_factory=list)
    comments: int = 0
    said: dict[str, None] = field(default_factory=dict)
    ends_blank: bool = True
    """Whether the paragraph so far ends in white space, so that more of it is not shown."""


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one a heading. Raises ReaderError for what is no sound .odt."""
    parts = unpack(file, ".odt")
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise ReaderError(
            _("{file} is protected by a password.").format(file=file.label),
            _("Open it in LibreOffice, save it without a password and import that."),
        )
    root = parse(parts.read("content.xml"), file.label)
    styles = parts.read("styles.xml")
    seen = _Seen(_bold_styles([root, *([parse(styles, file.label)] if styles else [])]))
    body = child(root, "body", "text")
    if body is None:
        raise ReaderError(
            _("{file} is not a text document.").format(file=file.label),
            _("Open it in LibreOffice and save it as .odt."),
        )
    builder = Builder(file.label)
    _walk(body, builder, seen, False)
    builder.end()
    for number, note in enumerate(seen.notes, 1):
        builder.append_note(number, note)
    if seen.comments:
        seen.said[f"{seen.comments} comment{'s' if seen.comments > 1 else ''} left out."] = None
    return transcripts(file, builder.blocks(), {}, (*seen.said, *builder.notes()))


def _bold_styles(roots: list[Element]) -> Mapping[str, bool]:
    """Style name to whether it is bold, of its own or by the style it descends from."""
    found = {
        attribute(style, "name"): style for root in roots for style in root.iter("{*}style") if attribute(style, "name")
    }

    def bold(name: str, depth: int = 0) -> bool:
        if name not in found or depth > 20:
            return False
        properties = child(found[name], "text-properties")
        weight = attribute(properties, "font-weight") if properties is not None else ""
        if weight:
            return weight in _BOLD
        return bold(attribute(found[name], "parent-style-name"), depth + 1)

    return {name: bold(name) for name in found}


def _write(text: str | None, builder: Builder, seen: _Seen, bold: bool) -> None:
    """Add words with white space collapsed, as the format asks."""
    shown = _WHITE.sub(" ", text or "")
    if seen.ends_blank:
        shown = shown.removeprefix(" ")
    if shown:
        seen.ends_blank = shown.endswith(" ")
        builder.write(shown, bold)


def _walk(element: Element, builder: Builder, seen: _Seen, bold: bool, inline: bool = False) -> None:
    """Write what is below an element; `inline` is true inside a paragraph, where bare text counts."""
    if inline:
        _write(element.text, builder, seen, bold)
    for below in element:
        _one(below, builder, seen, bold)
        if inline:
            _write(below.tail, builder, seen, bold)


def _one(element: Element, builder: Builder, seen: _Seen, bold: bool) -> None:
    name = local(element)
    seen.comments += name == "annotation"
    if name == "tracked-changes":
        seen.said["It has tracked changes: read as if all were accepted."] = None
    if name in _SKIPPED:
        return
    if name in ("p", "h"):
        _paragraph(element, builder, seen)
    elif name == "s":
        builder.write(" " * min(_number(attribute(element, "c"), 1), _MOST_BLANKS), bold)
        seen.ends_blank = False
    elif name in ("tab", "line-break"):
        builder.write("\t" if name == "tab" else HARD)
        seen.ends_blank = name == "line-break"
    elif name == "list":
        seen.said["The numbers and bullets of its lists are no part of the text."] = None
        _walk(element, builder, seen, bold)
    elif name == "table":
        builder.table(list(_rows(element, builder.label, seen)))
    elif name == "note":
        seen.notes.append(Builder(builder.label))
        builder.write(f"[{len(seen.notes)}]")
        _inner(child(element, "note-body"), seen.notes[-1], seen)
        seen.ends_blank = False
    elif name == "text-box":
        inner, before = Builder(builder.label), seen.ends_blank
        _inner(element, inner, seen)
        builder.aside(inner)
        seen.ends_blank = before
    else:
        style = attribute(element, "style-name")
        inline = name in _INLINE or not len(element)
        _walk(element, builder, seen, seen.bold.get(style, bold) if name == "span" else bold, inline)


def _inner(element: Element | None, builder: Builder, seen: _Seen) -> None:
    if element is not None:
        _walk(element, builder, seen, False)
    builder.end()


def _paragraph(element: Element, builder: Builder, seen: _Seen) -> None:
    style = attribute(element, "style-name")
    seen.ends_blank = True
    _walk(element, builder, seen, seen.bold.get(style, False), inline=True)
    if local(element) == "h":
        builder.end(Kind.HEADING, max(1, _number(attribute(element, "outline-level"), 1)))
    else:
        builder.end(Kind.QUOTATION if style == "Quotations" else Kind.PARAGRAPH)
    seen.ends_blank = True


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else default


def _rows(table: Element, label: str, seen: _Seen) -> Iterator[list[Builder]]:
    for below in table:
        name = local(below)
        if name == "table-row":
            yield list(_cells(below, label, seen))
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(below, label, seen)


def _cells(row: Element, label: str, seen: _Seen) -> Iterator[Builder]:
    for below in row:
        if local(below) in ("table-cell", "covered-table-cell"):
            builder = Builder(label)
            _inner(below, builder, seen)
            yield builder
