"""The columns of a table of quotations, in an order that stays: what csv, tsv and xlsx share.

Positions are code points of the document's text, end exclusive; times of the recording are `H:MM:SS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from quoth.exporters.attribution import clock
from quoth.model.coding import Quotation

__all__ = ["Kept", "columns", "rows"]

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
    "case",
    "translation_language",
)

Cell = str | int


class Kept(dict[str, str]):
    """What a function made of a text, kept: names and labels come again and again."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self.make = make

    def __missing__(self, text: str) -> str:
        self[text] = made = self.make(text)
        return made


def columns(attributes: Iterable[str]) -> tuple[str, ...]:
    """The header; an attribute's column is named `attribute.NAME`. New columns are added at the end."""
    return (*_BEFORE, *(f"attribute.{name}" for name in attributes), *_AFTER)


def rows(
    quotations: Iterable[Quotation], attributes: tuple[str, ...], safe: Callable[[str], str]
) -> Iterator[tuple[Cell, ...]]:
    """A row a quotation, as they come; user text goes through `safe`."""
    kept = Kept(safe)
    document, about = "", ("", *("" for _ in attributes))
    for q in quotations:
        if q.document_id != document:
            document, about = (
                q.document_id,
                (kept[q.document], *(kept[q.attributes.get(name, "")] for name in attributes)),
            )
        yield (
            q.id,
            *about,
            kept[q.speaker],
            q.role,
            q.turn or "",
            kept[q.section],
            q.start,
            q.end,
            safe(q.quote),
            kept[q.code],
            kept[q.code_label],
            kept[q.code_path],
            kept[q.coder],
            kept[q.round],
            safe(q.memo) if q.memo else "",
            safe(q.translation) if q.translation else "",
            "yes" if q.star else "",
            q.at,
            q.origin,
            "" if q.time is None else clock(q.time),
            "yes" if q.earlier_text else "",
            kept[q.case],
            q.translation_language,
        )
