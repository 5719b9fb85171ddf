"""Quotations as a Markdown page: grouped by code in the codebook's order, each with where it stands.

Invariant: user text reads as it is and is never markup, whatever it holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import BinaryIO

from quoth.exporters.guard import legal
from quoth.exporters.material import About, Material, counted
from quoth.exporters.options import Options
from quoth.exporters.text import as_text
from quoth.exporters.themes import sort
from quoth.model.coding import Quotation

__all__ = ["about", "escape", "heading", "inline", "write"]

DEEPEST = 6
"""Markdown has no heading below this level."""

_INLINE = re.compile(r"[\\`*_\[\]{}<>&~|$^#@]")
_ADDRESS = re.compile(r":(?=//|[\w+-]+:)|(?<=www)\.|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)
_OPENING = re.compile(r"[+=:%-]")
_NUMBER = re.compile(r"(\(?(?:\d{1,9}|[a-z]|[ivxlcdm]{1,9}))([.)])(?=\s|$)", re.IGNORECASE)


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write a heading a code, below the headings above it, and under it each quotation as a block quote."""

    def block(quotation: Quotation) -> str:
        return _block(quotation, options)

    with sort(material, block, options.by) as found, as_text(target) as stream:
        stream.write(heading(1, material.about.title or "Quotations"))
        stream.write(f"{counted(found.total, 'quotation')}\n\n")
        for theme in found.themes:
            stream.write(heading(theme.level + 1, theme.label))
            if theme.count:
                stream.write(f"{counted(theme.count, 'quotation')}\n\n")
                stream.writelines(found.quotes(theme))
        stream.write(about(material.about))


def escape(line: str) -> str:
    """One line of text as Markdown that shows exactly that: no emphasis, link, HTML, list, heading or formula.

    White space at the ends, which would make code blocks and line breaks, and control characters are dropped.
    """
    text = legal(line).strip()
    if text.replace(" ", "").replace(",", "").isalnum():
        return text
    text = _INLINE.sub(r"\\\g<0>", text)
    if ":" in text or "www." in text.lower():
        text = _ADDRESS.sub(r"\\\g<0>", text)
    if _OPENING.match(text):
        return f"\\{text}"
    number = _NUMBER.match(text)
    return f"{number[1]}\\{text[number.end(1) :]}" if number else text


def heading(level: int, text: str) -> str:
    """A heading and the empty line behind it; below the sixth level there is none, so it is of the sixth."""
    return f"{'#' * min(level, DEEPEST)} {inline(text)}\n\n"


def about(said: About) -> str:
    """What is counted, as lines behind a rule."""
    lines = "  \n".join(f"{name}: {inline(text)}" for name, text in said.lines())
    return f"---\n\n{lines}\n" if lines else ""


def _block(quotation: Quotation, options: Options) -> str:
    paragraphs = _paragraphs(quotation.quote)
    if quotation.translation:
        language = f" ({inline(quotation.translation_language)})" if quotation.translation_language else ""
        first, *rest = _paragraphs(quotation.translation) or [""]
        paragraphs += [f"*Translation{language}:* {first}", *rest]
    under = [inline(options.attribution.of(quotation)), "in an earlier text" if quotation.earlier_text else ""]
    paragraphs.append(f"— {', '.join(filter(None, under))}")
    quoted = "\n>\n".join("> " + paragraph.replace("\n", "\n> ") for paragraph in paragraphs)
    memo = "".join(f"\n\n*{paragraph}*" for paragraph in _paragraphs(quotation.memo)) if quotation.memo else ""
    return f"{quoted}{memo}\n\n"


def _paragraphs(text: str) -> list[str]:
    """Escaped paragraphs, split at empty lines; other line ends become hard breaks."""
    if "\n" not in text:
        return [line] if (line := escape(text)) else []
    lines = [escape(line) for line in text.split("\n")]
    joined = "\n".join(lines).strip("\n")
    return [block.replace("\n", "\\\n") for block in re.split(r"\n{2,}", joined) if block]


@lru_cache(4096)
def inline(text: str) -> str:
    """A text on one line, as Markdown that shows exactly that."""
    return escape(" ".join(text.split()))
