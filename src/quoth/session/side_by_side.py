"""Quotations of a coder side by side, as constant comparison asks for.

Owns the one line in which a person asks for them: a question about codes, beside `speaker:NAME`, `document:NAME`,
`text:WORDS`, `ATTRIBUTE=VALUE` and `starred`; a value with blanks stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quoth.i18n import N_
from quoth.model.code_query import parse
from quoth.model.coding import Quotation
from quoth.model.text import text_hash
from quoth.session.codebook import Reading
from quoth.session.desk import Desk
from quoth.session.filters import Filters
from quoth.session.results import choose_layer, quotations

__all__ = ["ORDERS", "any_of", "asked", "own_quotations"]

_FILTER = re.compile(r'(?<!\S)(?:([^\s"=:()]+)([:=])("[^"]*"|[^\s()]+)|(starred))(?!\S)')

Key = Callable[[Quotation], Any]
ORDERS: Mapping[str, tuple[str, Key]] = {
    "place": (N_("by place"), lambda one: 0),
    "code": (N_("by code"), lambda one: one.code_path.lower()),
    "speaker": (N_("by speaker"), lambda one: (one.speaker.lower(), one.document)),
    "newest": (N_("newest first"), lambda one: [-ord(char) for char in one.at]),
    "length": (N_("longest first"), lambda one: one.start - one.end),
}
"""The orders in which quotations can be read; those that are equal stay by document and place."""


def asked(line: str) -> Filters:
    """What a line asks for. Raises UsageError for a question about codes that is none."""
    filters = Filters()
    attributes: dict[str, tuple[str, ...]] = {}

    def take(match: re.Match[str]) -> str:
        nonlocal filters
        name, sign, value, starred = match.groups()
        if starred:
            filters = replace(filters, starred=True)
            return ""
        value = value.strip('"')
        if sign == "=":
            attributes[name] = (*attributes.get(name, ()), value)
        elif name == "speaker":
            filters = replace(filters, speakers=(*filters.speakers, value))
        elif name == "document":
            filters = replace(filters, documents=(*filters.documents, value))
        elif name == "text":
            filters = replace(filters, text=value)
        else:
            return match[0]
        return ""

    rest = _FILTER.sub(take, line).strip()
    return replace(filters, attributes=attributes, query=parse(rest) if rest else None)


def any_of(codes: Iterable[str]) -> str:
    """The question for the quotations of any of these codes, by id."""
    return " or ".join(map(_named, dict.fromkeys(codes)))


def _named(code: str) -> str:
    """A code as a question names it: in quotation marks where it would read as something else."""
    is_word = re.fullmatch(r"[\w-]+", code) and code not in ("and", "or", "not", "near", "within", "of", "overlapping")
    return code if is_word else f'"{code}"'


def own_quotations(session: Desk, filters: Filters, order: str = "place") -> Sequence[Quotation]:
    """The session's coder's own quotations. Raises UsageError for a filter by a name that nothing bears."""
    reading = Reading(session.codebook, session.codebook_text, text_hash(session.codebook_text))
    layer = choose_layer(session.project, "all", (session.coder,))
    found = list(quotations(session.project, reading, filters, layer))
    return found if order == "place" else sorted(found, key=ORDERS[order][1])
