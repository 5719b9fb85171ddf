"""Units by codes for R: a row a unit of a coder, a column a code, 1 where a coding touches the unit, else 0.

`NA` is what nobody knows: a document that no coder who counts has coded or finished. Positions are code points.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from quoth.exporters.guard import guard
from quoth.exporters.material import Material, Unit
from quoth.exporters.options import Options
from quoth.exporters.text import as_text

__all__ = ["codes_of", "write"]

UNKNOWN = "NA"


def codes_of(material: Material) -> list[str]:
    """The codes that have a column: those of the codebook that can be or were applied, then those no longer in it."""
    used = material.code_counts()
    known = [code.id for code in material.codebook.codes if code.applicable or code.id in used]
    return known + [code for code in used if code not in material.codebook.by_id]


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write `document, case, attribute.*, coder, unit, start, end, speaker, role` and a column a code."""
    codes = codes_of(material)
    safe = str if options.raw else guard
    place = ("document", "case", *(f"attribute.{name}" for name in material.attributes), "coder")
    with as_text(target) as stream:
        table = csv.writer(stream, delimiter=options.delimiter, lineterminator="\r\n")
        table.writerow((*place, "unit", "start", "end", "speaker", "role", *map(safe, codes)))
        for unit in material.units(options.unit):
            document = unit.document
            about = (document.name, document.case, *(document.attributes.get(n, "") for n in material.attributes))
            where = (unit.number, unit.start, unit.end, safe(unit.speaker), unit.role)
            table.writerow((*map(safe, (*about, unit.coder)), *where, *_cells(unit, codes)))


def _cells(unit: Unit, codes: list[str]) -> Iterator[int | str]:
    if unit.codes is None:
        return iter([UNKNOWN] * len(codes))
    found = unit.codes
    return (int(code in found) for code in codes)
