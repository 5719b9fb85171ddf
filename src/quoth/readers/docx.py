"""Word documents (.docx): paragraphs, tables, text boxes and notes as Word shows them with all changes accepted.

Invariant: what Word shows in the body comes out in order, each word once; deleted and moved-away text, comments,
headers, footers and the numbers of lists do not. Elements are told by their names without namespaces, so that both
variants of the standard (ISO/IEC 29500 transitional and strict) are read alike.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript
from quoth.readers.archive import Archive
from quoth.readers.building import Builder
from quoth.readers.composing import HARD, transcripts
from quoth.readers.kinds import unpack
from quoth.readers.markup import attribute, child, local, parse
from quoth.readers.options import File

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["read"]

_PASSED = "del moveFrom instrText delText delInstrText pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr"
_SKIPPED = frozenset(_PASSED.split())
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": HARD, "cr": HARD, "noBreakHyphen": "‑"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class _Style:
    """A style with what it takes from those it is based on."""

    name: str = ""
    bold: bool = False
    level: int = 0
    """Of a heading, 1 to 9; 0 for other text."""


@dataclass(slots=True)
class _Seen:
    """What is met on the way through the body."""

    styles: Mapping[str, _Style]
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of footnotes and endnotes, in the order of their marks."""
    said: dict[str, None] = field(default_factory=dict)
    """What to tell the person, each once."""


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one a heading. Raises ReaderError for what is no sound .docx."""
    parts = unpack(file, ".docx")
    main = next(iter(_related(parts, "").get("officeDocument", ())), "word/document.xml")
    if main not in parts.members:
        raise ReaderError(
            _("{file} is not a Word document: it has no text part.").format(file=file.label),
            _("Open it in Word and save it as .docx."),
        )
    related = _related(parts, main)
    seen = _Seen(_styles(parts, related))
    builder = Builder(file.label)
    body = child(parse(parts.read(main), file.label), "body")
    if body is not None:
        _walk(body, builder, seen, False)
    _append_notes(parts, related, builder, seen)
    comments = sum(1 for root in _roots(parts, related, "comments") for below in root if local(below) == "comment")
    if comments:
        seen.said[f"{comments} comment{'s' if comments > 1 else ''} left out."] = None
    return transcripts(file, builder.blocks(), {}, (*seen.said, *builder.notes()))


def _related(parts: Archive, part: str) -> dict[str, list[str]]:
    """The parts that a part refers to, by the last word of the relation's type."""
    folder, name = posixpath.split(part)
    data = parts.read(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, list[str]] = {}
    for relation in parse(data, parts.label) if data else ():
        target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target")))[1:]
        found.setdefault(attribute(relation, "Type").rpartition("/")[2], []).append(target)
    return found


def _roots(parts: Archive, related: Mapping[str, list[str]], kind: str) -> Iterator[Element]:
    for name in related.get(kind, ())[:1]:
        if data := parts.read(name):
            yield parse(data, parts.label)


def _styles(parts: Archive, related: Mapping[str, list[str]]) -> Mapping[str, _Style]:
    """Style id to style."""
    found = {
        attribute(style, "styleId"): style
        for root in _roots(parts, related, "styles")
        for style in root
        if local(style) == "style"
    }
    return {key: _style(found, key) for key in found}


def _style(found: Mapping[str, Element], key: str, depth: int = 0) -> _Style:
    if key not in found or depth > 20:
        return _Style()
    style = found[key]
    base = _style(found, _value(child(style, "basedOn")), depth + 1)
    name = _value(child(style, "name")).casefold()
    bold = child(style, "rPr", "b")
    outline = _value(child(style, "pPr", "outlineLvl"))
    named = name.removeprefix("heading ") if name.startswith("heading ") else "1" if name == "title" else ""
    level = int(named) if named.isdecimal() else int(outline) + 1 if outline.isdecimal() else base.level
    return _Style(name or base.name, base.bold if bold is None else _on(bold), level % 10)


def _value(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _on(element: Element) -> bool:
    return attribute(element, "val") not in _OFF


def _walk(element: Element, builder: Builder, seen: _Seen, bold: bool) -> None:
    """Write what is below an element; `bold` is what holds where a run says nothing of its own."""
    for below in element:
        name = local(below)
        if name in _CHANGES:
            seen.said["It has tracked changes: read as if all were accepted."] = None
        if name in _SKIPPED:
            continue
        if name == "t":
            builder.write((below.text or "").replace("\n", " "), bold)
        elif name in _CHARACTERS:
            builder.write(_CHARACTERS[name])
        elif name == "r":
            _walk(below, builder, seen, _run_bold(below, seen, bold))
        elif name == "p":
            _paragraph(below, builder, seen)
        elif name == "tbl":
            builder.table(list(_rows(below, builder.label, seen)))
        elif name == "txbxContent":
            inner = Builder(builder.label)
            _walk(below, inner, seen, False)
            inner.end()
            builder.aside(inner)
        elif name == "AlternateContent":
            _walk(_alternative(below), builder, seen, bold)
        elif name in _NOTES:
            seen.notes.append((_NOTES[name], attribute(below, "id")))
            builder.write(f"[{len(seen.notes)}]")
        elif name == "sym":
            builder.write(_symbol(attribute(below, "char")))
        elif name == "altChunk":
            seen.said["A document embedded in it is left out: save it anew in Word to have it read."] = None
        else:
            _walk(below, builder, seen, bold)


def _alternative(element: Element) -> Element:
    """The first choice of content offered in two forms, so that it is read once."""
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    return choice if choice is not None else fallback if fallback is not None else element


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _run_bold(run: Element, seen: _Seen, default: bool) -> bool:
    properties = child(run, "rPr")
    if properties is None:
        return default
    own = None
    for below in properties:
        name = local(below)
        if name == "vanish":
            seen.said["It has hidden text, which is read, too."] = None
        elif name == "b":
            own = _on(below)
        elif name == "rStyle":
            style = seen.styles.get(_value(below))
            default = default or (style is not None and style.bold)
    return default if own is None else own


def _paragraph(element: Element, builder: Builder, seen: _Seen) -> None:
    properties = child(element, "pPr")
    style = seen.styles.get(_value(child(properties, "pStyle")), _Style())
    outline = _value(child(properties, "outlineLvl"))
    level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else style.level
    if child(properties, "numPr") is not None:
        seen.said["The numbers and bullets of its lists are no part of the text."] = None
    _walk(element, builder, seen, style.bold)
    if child(properties, "rPr", "del") is not None:
        return
    if level:
        builder.end(Kind.HEADING, level)
    else:
        builder.end(Kind.QUOTATION if style.name in ("quote", "intense quote") else Kind.PARAGRAPH)


def _rows(table: Element, label: str, seen: _Seen) -> Iterator[list[Builder]]:
    """The rows of a table that were not deleted, each a builder a cell."""
    for row in _inside(table, "tr"):
        if child(row, "trPr", "del") is not None:
            continue
        cells = []
        for cell in _inside(row, "tc"):
            cells.append(Builder(label))
            _walk(cell, cells[-1], seen, False)
            cells[-1].end()
        yield cells


def _inside(element: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, those in content controls included."""
    for below in element:
        if local(below) == wanted:
            yield below
        elif local(below) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(below, wanted)


def _append_notes(parts: Archive, related: Mapping[str, list[str]], builder: Builder, seen: _Seen) -> None:
    """Footnotes and endnotes at the end, in the order of their marks."""
    builder.end()
    found = {
        (kind, attribute(note, "id")): note
        for kind in ("footnote", "endnote")
        for root in _roots(parts, related, f"{kind}s")
        for note in root
    }
    number = 0
    while number < len(seen.notes):
        note = found.get(seen.notes[number])
        number += 1
        inner = Builder(builder.label)
        if note is not None:
            _walk(note, inner, seen, False)
        builder.append_note(number, inner)
