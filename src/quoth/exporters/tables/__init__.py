"""Reports into files: one module a format over the one model of tables, and the registry of them.

Owns which files a report becomes. Invariant: user text is never interpreted in any of them, and under each table stands
what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from quoth.exporters.atomic import replacing
from quoth.exporters.text import as_text as text_stream
from quoth.model.tables import Report

__all__ = ["FORMATS", "TEXT_FORMATS", "as_json", "as_text", "write"]

TEXT_FORMATS = ("csv", "md", "html")
FORMATS = (*TEXT_FORMATS, "xlsx", "docx")


def as_json(report: Report) -> Mapping[str, object]:
    """The report as one JSON object; see `json_`."""
    from quoth.exporters.tables import json_

    return json_.as_json(report)


def as_text(report: Report, format_: str) -> str:
    """The report in a text format; of csv the first table."""
    make: Callable[[Report], str] = _module(format_).text
    return make(report)


def write(report: Report, format_: str, path: Path) -> tuple[Path, ...]:
    """Write a report to a file, csv to one a kind of table; says which files. Raises ExportError."""
    if format_ == "csv":
        from quoth.exporters.tables import csv_

        made = []
        for name, text in csv_.files(report):
            file = path.with_name(f"{path.stem}-{name}{path.suffix}") if name else path
            with replacing(file) as target, text_stream(target) as stream:
                stream.write("\ufeff" + text)
            made.append(file)
        return tuple(made)
    if format_ in TEXT_FORMATS:
        with replacing(path) as target, text_stream(target) as stream:
            stream.write(as_text(report, format_))
        return (path,)
    _module(format_).write(report, path)
    return (path,)


def _module(format_: str):  # type: ignore[no-untyped-def]
    return import_module(f"quoth.exporters.tables.{'csv_' if format_ == 'csv' else format_}")
