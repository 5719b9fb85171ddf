"""Quotations as a CSV or TSV table: one row a coding.

Rows end in CR LF, as RFC 4180 has it; with that, cells that hold a lone CR are quoted on every Python.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import BinaryIO

from quoth.errors import ExportError
from quoth.exporters.columns import columns, rows
from quoth.exporters.guard import guard
from quoth.exporters.material import Material
from quoth.exporters.options import Options
from quoth.exporters.text import as_text
from quoth.i18n import _

__all__ = ["write", "write_tabs"]

_DELIMITERS = (",", ";", "\t", "|")


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write a header and a row a quotation as they come; user text is guarded unless `options.raw`."""
    if options.delimiter not in _DELIMITERS:
        raise ExportError(
            _("“{delimiter}” cannot separate the cells of a table.").format(delimiter=options.delimiter),
            _("Use a comma, ; | or a tab."),
        )
    with as_text(target) as stream:
        if options.bom:
            stream.write("\ufeff")
        table = csv.writer(stream, delimiter=options.delimiter, lineterminator="\r\n")
        table.writerow(columns(material.attributes))
        table.writerows(rows(material.quotations(), material.attributes, str if options.raw else guard))


def write_tabs(material: Material, target: BinaryIO, options: Options) -> None:
    """The same with tabs between the cells."""
    write(material, target, replace(options, delimiter="\t"))
