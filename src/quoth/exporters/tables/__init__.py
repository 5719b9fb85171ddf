"""Reports into files: one module a format over the one model of tables, and the registry of them.

Owns which files a report becomes. Invariant: user text is never interpreted in any of them, and under each table stands
what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from quoth.exporters.atomic import replacing
from quoth.model.tables import Report

__all__ = ["FORMATS", "TEXT_FORMATS", "as_json", "as_text", "files", "write"]

TEXT_FORMATS = ("csv", "md", "html")
FORMATS = (*TEXT_FORMATS, "xlsx", "docx")


def as_json(report: Report) -> Mapping[str, object]:
    """The report as one JSON object; see `json_`."""
    from quoth.exporters.tables import json_

    return json_.as_json(report)


def as_text(report: Report, format_: str) -> str:
    """The report in a text format; of csv the first kind of table."""
    make: Callable[[Report], str] = _module(format_).text
    return make(report)


def files(report: Report, format_: str, path: Path) -> list[tuple[Path, bytes]]:
    """What is to be written for a report: paths and their bytes. Of csv a file a kind of table."""
    if format_ == "csv":
        from quoth.exporters.tables import csv_

        return [
            (path.with_name(f"{path.stem}-{name}{path.suffix}") if name else path, b"\xef\xbb\xbf" + text.encode())
            for name, text in csv_.files(report)
        ]
    if format_ in TEXT_FORMATS:
        return [(path, as_text(report, format_).encode())]
    make: Callable[[Report], bytes] = _module(format_).data
    return [(path, make(report))]


def write(path: Path, data: bytes) -> None:
    """Put a file in place of what is there. Raises ExportError; then the old one is whole."""
    with replacing(path) as stream:
        stream.write(data)


def _module(format_: str) -> Any:
    return import_module(f"quoth.exporters.tables.{'csv_' if format_ == 'csv' else format_}")
