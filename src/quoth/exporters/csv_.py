"""Quotations as a CSV table: one row a coding, columns in an order that stays.

Positions are code points of the document's text, end exclusive. Rows end in CR LF, as RFC 4180 has it; with that,
cells that hold a lone CR are quoted on every Python.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from quoth.errors import ExportError
from quoth.exporters.guard import guard

if TYPE_CHECKING:
    from quoth.exporters.options import Options
    from quoth.model.coding import Quotation

__all__ = ["columns", "write"]

_DELIMITERS = (",", ";", "\t", "|")
_BEFORE = ("id", "document")
_AFTER = (
    "speaker",
    "role",
    "turn",
    "section",
    "start",
    "end",
    "quote",
    "code",
    "label",
    "path",
    "coder",
    "round",
    "memo",
    "translation",
    "star",
    "created",
    "source",
    "time",
    "earlier_text",
)


def columns(attributes: Iterable[str]) -> tuple[str, ...]:
    """The header; an attribute's column is named `attribute.NAME`."""
    return (*_BEFORE, *(f"attribute.{name}" for name in attributes), *_AFTER)


def write(quotations: Iterable[Quotation], target: TextIO, options: Options) -> None:
    """Write a header and a row a quotation as they come; user text is guarded unless `options.raw`."""
    if options.delimiter not in _DELIMITERS:
        raise ExportError(f"“{options.delimiter}” cannot separate the cells of a table.", "Use a comma, ; | or a tab.")
    if options.bom:
        target.write("\ufeff")
    rows = csv.writer(target, delimiter=options.delimiter, lineterminator="\r\n")
    rows.writerow(columns(options.attributes))
    safe = str if options.raw else guard
    names = options.attributes
    for quotation in quotations:
        rows.writerow(
            (
                quotation.id,
                safe(quotation.document),
                *[safe(quotation.attributes.get(name, "")) for name in names],
                safe(quotation.speaker),
                quotation.role.value,
                quotation.turn or "",
                safe(quotation.section),
                quotation.start,
                quotation.end,
                safe(quotation.quote),
                safe(quotation.code),
                safe(quotation.code_label),
                safe(quotation.code_path),
                safe(quotation.coder),
                safe(quotation.round),
                safe(quotation.memo),
                safe(quotation.translation),
                "yes" if quotation.star else "",
                quotation.at,
                quotation.origin.value,
                _clock(quotation.time),
                "yes" if quotation.earlier_text else "",
            )
        )


def _clock(seconds: float | None) -> str:
    """`H:MM:SS` from the start of the recording; empty where it is not known."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
