"""PDF: the words that can be taken out of its pages. The worst source of a transcript, and said to be.

Invariant: lines come in the order in which the file holds them; only running headers, footers and page numbers are
dropped, and named. Needs the extra `quoth[pdf]`.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Kind, Transcript
from quoth.readers import plain
from quoth.readers.clean import clean
from quoth.readers.composing import STARTS_LINE, Block, transcripts
from quoth.readers.kinds import expect
from quoth.readers.options import File

__all__ = ["read"]

_WARNING = "Read from a PDF, which keeps no paragraphs: compare it with the original, or better import the .docx."
_MOST_PAGES = 2000
_MOST_TEXT = 20_000_000
_EDGE = 2
"""How many lines at the top and at the bottom of a page may be running headers and footers."""
_OFTEN = 0.6
"""Share of pages on which a line stands that is a running header."""
_NUMBER = re.compile(r"\W*(?:(?:page|p|стр|страница|бет|бети|саҳифа|sahifa)\W*)?#(?:\W*(?:of|из)?\W*#)?\W*")
"""A page number, with # for figures, in lower case."""
_SHOWN = 3
_ENDS = (".", "!", "?", "…", ":", "»", "”", '"')
_SHORT = 0.8
"""Share of the usual length under which a line that ends a sentence ends its paragraph."""


def read(file: File) -> tuple[Transcript, ...]:
    """One document. Raises ReaderError for a protected or broken PDF, for one without text, and without the extra."""
    expect(file, ".pdf")
    control = 0
    pages = []
    for page in _pages(file):
        text, removed = clean(page, file.label)
        control += removed
        pages.append([line.strip() for line in text.split("\n")])
    if not any(line for page in pages for line in page):
        raise ReaderError(
            _("{file} has no text layer: its pages are pictures.").format(file=file.label),
            _("Run a text recognition (OCR) over it first."),
        )
    lines, dropped = _without_running(pages)
    said = [_WARNING]
    if dropped:
        shown = ", ".join(f"“{line}”" for line in dropped[:_SHOWN])
        said.append(f"Dropped as page numbers and running headers: {len(dropped)} lines, as {shown}.")
    return transcripts(file, _blocks(lines), {}, (*said, *plain.removed(control)))


def _pages(file: File) -> list[str]:
    """The text of each page."""
    import logging

    try:
        import pypdf
    except ImportError:
        raise ReaderError(
            _("{file}: reading PDF needs a package that is not installed.").format(file=file.label),
            _("Install it with: pip install 'quoth[pdf]'; or save the file as .docx or .txt."),
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(file.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReaderError(
                _("{file} is protected by a password.").format(file=file.label),
                _("Save it without a password, or save it as .docx or .txt."),
            )
        found: list[str] = []
        for number, page in enumerate(reader.pages):
            found.append(page.extract_text())
            if number >= _MOST_PAGES or sum(map(len, found)) > _MOST_TEXT:
                raise ReaderError(
                    _("{file} is too long for a transcript.").format(file=file.label), _("Split it into several files.")
                )
    except ReaderError:
        raise
    except Exception:  # whatever the library stumbles over in a broken file
        raise ReaderError(
            _("{file} is broken, or not in a form that can be read.").format(file=file.label),
            _("Open it in a PDF viewer and print it to a new PDF, or save it as .docx or .txt."),
        ) from None
    return found


def _without_running(pages: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The lines of all pages without page numbers and without those at the edge of most pages; what was dropped."""
    edges = [_edges(page) for page in pages]
    often = Counter(key for page, places in zip(pages, edges, strict=True) for key in {_key(page[at]) for at in places})
    kept: list[str] = []
    dropped: list[str] = []
    for page, places in zip(pages, edges, strict=True):
        for at, line in enumerate(page):
            key = _key(line)
            repeated = len(pages) > 2 and often[key] >= _OFTEN * len(pages)
            running = at in places and (repeated or _NUMBER.fullmatch(key))
            (dropped if running else kept).append(line)
    return kept, dropped


def _edges(page: Sequence[str]) -> set[int]:
    """The first and last lines with words of a page."""
    worded = [at for at, line in enumerate(page) if line]
    return {*worded[:_EDGE], *worded[-_EDGE:]}


def _key(line: str) -> str:
    return re.sub(r"[0-9]+", "#", line.casefold())


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Paragraphs: lines up to a blank one or to a short one that ends a sentence; a hyphen at a line's end joins."""
    usual = median([len(line) for line in lines if line] or [0])
    gathered: list[str] = []
    for line in lines:
        if gathered and line and gathered[-1].endswith("-") and line[0].islower() and not STARTS_LINE.match(line):
            gathered[-1] += line
        elif line:
            gathered.append(line)
        if gathered and (not line or (line.endswith(_ENDS) and len(line) < _SHORT * usual)):
            yield Block(Kind.PARAGRAPH, "\n".join(gathered))
            gathered = []
    if gathered:
        yield Block(Kind.PARAGRAPH, "\n".join(gathered))
