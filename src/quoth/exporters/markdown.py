"""Quotations as a Markdown page: grouped by code in the codebook's order, each with where it stands.

Grouping holds all quotations in memory. Invariant: user text reads as it is and is never markup, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, TextIO

from quoth.exporters.guard import legal

if TYPE_CHECKING:
    from quoth.exporters.options import Options
    from quoth.model.codebook import Codebook
    from quoth.model.coding import Quotation

__all__ = ["escape", "write"]

DEEPEST = 6
"""Markdown has no heading below this level."""

_INLINE = re.compile(r"[\\`*_\[\]{}<>&~|$^#@]")
_ADDRESS = re.compile(r":(?=//|[\w+-]+:)|(?<=www)\.|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)
_OPENING = re.compile(r"[+=:%-]")
_NUMBER = re.compile(r"(\(?(?:\d{1,9}|[a-z]|[ivxlcdm]{1,9}))([.)])(?=\s|$)", re.IGNORECASE)


def write(quotations: Iterable[Quotation], target: TextIO, options: Options) -> None:
    """Write a heading a code, below the headings above it, and under it each quotation as a block quote."""
    groups: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        groups.setdefault(quotation.code, []).append(quotation)
    coders = {quotation.coder for group in groups.values() for quotation in group}
    target.write(_heading(1, options.title or "Quotations"))
    target.writelines(f"{line}\n\n" for line in _about(groups, options))
    shown: set[str] = set()
    for code in _ordered(groups, options.codebook):
        group = groups[code]
        target.writelines(_headings(code, group[0], options.codebook, shown))
        target.write(f"{_count(len(group))}\n\n")
        for quotation in group:
            target.write(_block(quotation, options.attributes, named=len(coders) > 1))


def escape(line: str) -> str:
    """One line of text as Markdown that shows exactly that: no emphasis, link, HTML, list, heading or formula.

    White space at the ends, which would make code blocks and line breaks, and control characters are dropped.
    """
    text = _INLINE.sub(r"\\\g<0>", legal(line).strip())
    if ":" in text or "." in text:
        text = _ADDRESS.sub(r"\\\g<0>", text)
    if _OPENING.match(text):
        return f"\\{text}"
    number = _NUMBER.match(text)
    return f"{number[1]}\\{text[number.end(1) :]}" if number else text


def _ordered(groups: Iterable[str], codebook: Codebook) -> list[str]:
    """In the codebook's order, then those it does not hold as they came."""
    used = dict.fromkeys(groups)
    known = [code.id for code in codebook.codes if code.id in used]
    return [*known, *(code for code in used if code not in codebook.by_id)]


def _headings(code: str, example: Quotation, codebook: Codebook, shown: set[str]) -> Iterator[str]:
    """The headings that are not shown yet, down to the code's own; level 2 is the top of the codebook."""
    if code not in codebook.by_id:
        yield _heading(2, example.code_path or example.code_label or code)
        return
    for level, above in enumerate((*codebook.ancestors(code), codebook.by_id[code]), start=2):
        if above.id not in shown:
            shown.add(above.id)
            yield _heading(level, above.label)


def _heading(level: int, text: str) -> str:
    return f"{'#' * min(level, DEEPEST)} {_inline(text)}\n\n"


def _about(groups: dict[str, list[Quotation]], options: Options) -> Iterator[str]:
    said = {"Layer": options.layer, "Filters": options.filters, "Quoth": options.version}
    known = [f"{name}: {_inline(text)}" for name, text in said.items() if text]
    yield "  \n".join([_count(sum(map(len, groups.values()))), *known])


def _count(quotations: int) -> str:
    return f"{quotations or 'No'} quotation{'' if quotations == 1 else 's'}"


def _block(quotation: Quotation, attributes: Iterable[str], named: bool) -> str:
    paragraphs = _paragraphs(quotation.quote)
    if quotation.translation:
        language = f" ({_inline(quotation.translation_language)})" if quotation.translation_language else ""
        first, *rest = _paragraphs(quotation.translation) or [""]
        paragraphs += [f"*Translation{language}:* {first}", *rest]
    paragraphs.append(f"— {_attribution(quotation, attributes, named)}")
    quoted = "\n>\n".join("> " + paragraph.replace("\n", "\n> ") for paragraph in paragraphs)
    memo = "".join(f"\n\n*{paragraph}*" for paragraph in _paragraphs(quotation.memo))
    return f"{quoted}{memo}\n\n"


def _attribution(quotation: Quotation, attributes: Iterable[str], named: bool) -> str:
    where = [quotation.document, quotation.speaker, *(quotation.attributes.get(name, "") for name in attributes)]
    if quotation.turn:
        where.append(f"turn {quotation.turn}")
    if named:
        where.append(f"coded by {quotation.coder}")
    if quotation.earlier_text:
        where.append("in an earlier text")
    return ", ".join(_inline(part) for part in where if part)


def _paragraphs(text: str) -> list[str]:
    """Escaped paragraphs, split at empty lines; other line ends become hard breaks."""
    lines = [escape(line) for line in text.split("\n")]
    joined = "\n".join(lines).strip("\n")
    return [block.replace("\n", "\\\n") for block in re.split(r"\n{2,}", joined) if block]


@lru_cache(4096)
def _inline(text: str) -> str:
    return escape(" ".join(text.split()))
