"""Suggestions for a whole corpus as a file: a table in CSV, or JSON lines by the ending `.jsonl`.

Owns the columns. A row is a suggestion, never a coding: the columns differ from those of codings, so that the file
cannot be imported as codings by mistake.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quoth.exporters.atomic import replacing
from quoth.exporters.guard import guard, legal

__all__ = ["COLUMNS", "write"]

COLUMNS = (
    "document", "turn", "start", "end", "text", "rank", "suggested", "label", "score", "probability", "keyword",
    "nearest_document", "nearest_turn", "nearest_quote", "words",
)  # fmt: skip


def write(rows: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write rows that have `COLUMNS`; how many there were. Raises ExportError."""
    count = 0
    with replacing(path) as file:
        stream = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        table = csv.writer(stream, lineterminator="\r\n")
        lines = path.suffix.lower() in (".jsonl", ".json")
        if not lines:
            stream.write("\ufeff")
            table.writerow(COLUMNS)
        for row in rows:
            count += 1
            if lines:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                table.writerow([_cell(row[name]) for name in COLUMNS])
        stream.detach()
    return count


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = " ".join(map(str, value))
    return "" if value is None else guard(legal(str(value)))
