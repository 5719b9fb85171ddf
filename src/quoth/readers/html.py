"""Web pages (.html, .htm): what a browser shows as text.

Invariant: every word outside scripts, styles and the like comes out in order, each once; white space is collapsed as a
browser does it, but no-break blanks stay. Blocks after the HTML Living Standard, section 15.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript
from quoth.readers.building import Builder
from quoth.readers.composing import HARD, transcripts
from quoth.readers.decode import decode
from quoth.readers.markup import check_weight
from quoth.readers.options import File

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["read"]

_UNSEEN = "script style template noscript head title select datalist iframe object svg math"
_SKIPPED = frozenset(_UNSEEN.split())
_BLOCK = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form header hgroup hr html legend li main menu nav ol p pre section summary ul caption"
)
_BLOCKS = frozenset(_BLOCK.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WHITE = re.compile(r"[ \t\n\r\f]+")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one a heading.

    Raises ReaderError for what is not text, holds none, or nests more deeply than can be read whole.
    """
    from lxml import etree, html

    source = decode(file.data, file.label, file.options.encoding)
    check_weight(file.data, file.label, closed=False)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", source).replace("\0", ""), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ReaderError(
            _("{file} holds no text.").format(file=file.label), _("Check that it was saved as a web page.")
        ) from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise ReaderError(
            _("{file} is nested too deeply to be read whole.").format(file=file.label),
            _("Open it in a browser and save it as plain text."),
        )
    builder = Builder(file.label)
    _Walk(builder).element(root, Kind.PARAGRAPH, False)
    return transcripts(file, builder.blocks(), {}, builder.notes())


@dataclass(slots=True)
class _Walk:
    """The way through a page."""

    builder: Builder
    ends_blank: bool = True
    """Whether the line so far ends in white space, so that more of it is not shown."""

    def element(self, element: Element, kind: Kind, bold: bool, pre: bool = False) -> None:
        """Write an element and what is below it, without what follows it."""
        name = element.tag if isinstance(element.tag, str) else "script"
        if name in _SKIPPED:
            return
        if name == "br":
            self.builder.write(HARD)
            self.ends_blank = True
        elif name == "table":
            self.end(kind)
            self.builder.table(list(self.rows(element)))
        elif level := _HEADINGS.get(name, 0):
            self.end(kind)
            self.inside(element, kind, False, False)
            self.end(Kind.HEADING, level)
        elif name in _BLOCKS:
            self.end(kind)
            inner = Kind.QUOTATION if name == "blockquote" else kind
            self.inside(element, inner, bold or name == "dt", pre or name == "pre")
            self.end(inner)
        else:
            self.inside(element, kind, bold or name in ("b", "strong"), pre or name == "textarea")

    def inside(self, element: Element, kind: Kind, bold: bool, pre: bool) -> None:
        """Write the words and elements inside one."""
        self.words(element.text, bold, pre)
        for below in element:
            self.element(below, kind, bold, pre)
            self.words(below.tail, bold, pre)

    def words(self, text: str | None, bold: bool, pre: bool) -> None:
        """Add words with white space collapsed, as it is outside `pre`."""
        shown = (text or "") if pre else _WHITE.sub(" ", text or "")
        if self.ends_blank and not pre:
            shown = shown.removeprefix(" ")
        if shown:
            self.ends_blank = shown.endswith(" ")
            self.builder.write(shown, bold)

    def end(self, kind: Kind, level: int = 0) -> None:
        """A block ends."""
        self.builder.end(kind, level)
        self.ends_blank = True

    def rows(self, table: Element) -> Iterator[list[Builder]]:
        """The rows of a table, each a builder a cell; a caption is a row of its own."""
        for below in table:
            if below.tag == "tr":
                yield [self.cell(cell) for cell in below if cell.tag in ("td", "th")]
            elif below.tag == "caption":
                yield [self.cell(below)]
            elif below.tag in ("thead", "tbody", "tfoot"):
                yield from self.rows(below)

    def cell(self, element: Element) -> Builder:
        """The paragraphs of a cell."""
        walk = _Walk(Builder(self.builder.label))
        walk.inside(element, Kind.PARAGRAPH, False, False)
        walk.end(Kind.PARAGRAPH)
        return walk.builder
