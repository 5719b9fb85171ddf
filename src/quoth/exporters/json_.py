"""Quotations as one JSON object, or as one a line (JSONL), written as they come.

Positions are code points of the text version named in `version`, end exclusive; `time` is seconds from the start of
the recording. What is not known is an empty string, or null for numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from quoth.exporters.columns import Kept
from quoth.exporters.material import Material
from quoth.exporters.options import Options
from quoth.exporters.text import as_text

__all__ = ["write", "write_lines"]

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_text = json.encoder.encode_basestring


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write `{"quotations": [...], "layer", "filters", "codebook", "quoth"}`."""
    with as_text(target) as stream:
        stream.write('{"quotations": [')
        separator = "\n"
        for line in _lines(material):
            stream.write(separator + line)
            separator = ",\n"
        about = material.about
        said = {name: getattr(about, name) for name in ("layer", "filters", "codebook", "quoth")}
        stream.write("\n], " + _encode(said)[1:] + "\n")


def write_lines(material: Material, target: BinaryIO, options: Options) -> None:
    """Write an object a line, with a line feed behind each."""
    with as_text(target) as stream:
        stream.writelines(f"{line}\n" for line in _lines(material))


def _lines(material: Material) -> Iterator[str]:
    """Each quotation as `{"id": ..., ...}`; names and labels, which come again and again, are encoded once."""
    kept = Kept(_text)
    known, about = "", ""
    for q in material.quotations():
        if q.document_id != known:
            known, about = q.document_id, _encode(dict(q.attributes))
        time = "null" if q.time is None else repr(q.time)
        yield (
            f'{{"id": {_text(q.id)}, "document": {kept[q.document]}, "version": {kept[q.version]}, '
            f'"attributes": {about}, "speaker": {kept[q.speaker]}, "role": {kept[q.role]}, "turn": {q.turn or "null"}, '
            f'"time": {time}, "earlier_text": {_BOOL[q.earlier_text]}, "section": {kept[q.section]}, '
            f'"start": {q.start}, "end": {q.end}, "quote": {_text(q.quote)}, "code": {kept[q.code]}, '
            f'"label": {kept[q.code_label]}, "path": {kept[q.code_path]}, "coder": {kept[q.coder]}, '
            f'"round": {kept[q.round]}, "memo": {_text(q.memo)}, "translation": {_text(q.translation)}, '
            f'"translation_language": {kept[q.translation_language]}, "star": {_BOOL[q.star]}, '
            f'"created": {kept[q.at]}, "source": {kept[q.origin]}, "case": {kept[q.case]}}}'
        )


_BOOL = {True: "true", False: "false"}
