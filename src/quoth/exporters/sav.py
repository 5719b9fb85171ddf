"""The matrix for SPSS: a case a unit of a coder, a variable a code with 0 and 1 labelled, unknown as system-missing.

Needs the extra `spss`. Names of variables are those of the codes and attributes as far as SPSS takes them; the labels
are whole.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from quoth.errors import ExportError
from quoth.exporters.guard import legal
from quoth.exporters.material import Material
from quoth.exporters.matrix import codes_of
from quoth.exporters.options import Options
from quoth.i18n import _

__all__ = ["write"]

_LONGEST = 60
"""Bytes in the name of a variable; SPSS takes 64."""
_NOTE = 79
"""Characters in a line of notes."""


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write the cases. Raises ExportError where the packages of the extra `spss` are not installed."""
    try:
        import pandas
        import pyreadstat
    except ImportError as error:
        raise ExportError(
            _("SPSS files need packages that are not installed."), _("pip install 'quoth[spss]'")
        ) from error
    codes = codes_of(material)
    texts = ["document", "case", *(f"attribute.{name}" for name in material.attributes), "coder", "speaker", "role"]
    names = _variables([*texts, "unit", *codes])
    columns: list[list[Any]] = [[] for _ in names]
    for unit in material.units(options.unit):
        d = unit.document
        about = (d.name, d.case, *(d.attributes.get(name, "") for name in material.attributes))
        said = map(legal, (*about, unit.coder, unit.speaker, unit.role))
        known = unit.codes
        cells = (float("nan") if known is None else float(code in known) for code in codes)
        for column, cell in zip(columns, (*said, float(unit.number), *cells), strict=True):
            column.append(cell)
    labels = [*(name.removeprefix("attribute.") for name in texts), f"number of the {options.unit}"]
    labels += [legal(material.codebook.path(code)) for code in codes]
    first = len(texts) + 1
    notes = [legal(f"{caption}: {words}") for caption, words in material.about.lines()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.sav"
        pyreadstat.write_sav(
            pandas.DataFrame(dict(zip(names, columns, strict=True))),
            str(path),
            file_label=legal(material.about.title)[:60],
            column_labels=[label[:250] for label in labels],
            note=[note[at : at + _NOTE] for note in notes for at in range(0, len(note), _NOTE)],
            variable_value_labels={name: {0: "not coded", 1: "coded"} for name in names[first:]},
            variable_measure={name: "nominal" for name in names if name != names[first - 1]},
            variable_format={name: "F1.0" for name in names[first:]},
        )
        with path.open("rb") as file:
            shutil.copyfileobj(file, target)


def _variables(names: Iterable[str]) -> list[str]:
    """Each name as SPSS takes it: letters, digits, `_`, a letter first, none twice in either case."""
    made: list[str] = []
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"\W+", "_", name.removeprefix("attribute.")).strip("_") or "v"
        if not plain[0].isalpha() or plain.upper() in _RESERVED:
            plain = f"v_{plain}"
        while len(plain.encode()) > _LONGEST:
            plain = plain[:-1]
        candidate, number = plain, 2
        while candidate.casefold() in taken:
            candidate, number = f"{plain}_{number}", number + 1
        taken.add(candidate.casefold())
        made.append(candidate)
    return made


_RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
