"""Quotations as one JSON object, written as they come, a line a quotation.

Positions are code points of the text version named in `version`, end exclusive; `time` is seconds from the start of
the recording. What is not known is an empty string, or null for numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from quoth.exporters.options import Options
    from quoth.model.coding import Quotation

__all__ = ["write"]

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(quotations: Iterable[Quotation], target: TextIO, options: Options) -> None:
    """Write `{"quotations": [...], "layer", "filters", "quoth"}`."""
    target.write('{"quotations": [')
    separator = "\n"
    for quotation in quotations:
        target.write(separator + _encode(_plain(quotation)))
        separator = ",\n"
    about = {"layer": options.layer, "filters": options.filters, "quoth": options.version}
    target.write("\n], " + _encode(about)[1:] + "\n")


def _plain(quotation: Quotation) -> dict[str, object]:
    return {
        "id": quotation.id,
        "document": quotation.document,
        "version": quotation.version,
        "attributes": dict(quotation.attributes),
        "speaker": quotation.speaker,
        "role": quotation.role.value,
        "turn": quotation.turn or None,
        "time": quotation.time,
        "earlier_text": quotation.earlier_text,
        "section": quotation.section,
        "start": quotation.start,
        "end": quotation.end,
        "quote": quotation.quote,
        "code": quotation.code,
        "label": quotation.code_label,
        "path": quotation.code_path,
        "coder": quotation.coder,
        "round": quotation.round,
        "memo": quotation.memo,
        "translation": quotation.translation,
        "translation_language": quotation.translation_language,
        "star": quotation.star,
        "created": quotation.at,
        "source": quotation.origin.value,
    }
