"""Every export at full size: 200 documents of 30 kB, 50,000 codings; the same in bare sqlite3 and csv in the same run.

CPU seconds and peak memory of whole commands. The last rows say how time grows to ten times as many codings.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measure
from measure import Row, command, quoth

_BARE = """
import csv, sqlite3
c = sqlite3.connect("quoth.db")
with open("bare.csv", "w", newline="", encoding="utf-8") as f:
    csv.writer(f).writerows(c.execute(
        "select document.name, coder, code, start, end, quote from coding join document on document.id = document"))
"""
_BARE_WHOLE = """
import csv, sqlite3
c = sqlite3.connect("quoth.db")
with open("bare.csv", "w", newline="", encoding="utf-8") as f:
    csv.writer(f).writerows(c.execute(
        "select document.name, coding.* from coding join document on document.id = document order by document, start"))
"""
_PEERS = {
    "csv": "Taguette 14.6 s, without offsets or coder",
    "jsonl": "qc 1.98 s, by line; RSS 205 MB",
    "xlsx": "Taguette 17.6 s",
    "html": "Taguette 3.6 s",
    "bundle": "qc QDPX 16.4 s, Taguette project 58.2 s",
}
"""As measured with qualitative-coding 1.7.8 and Taguette 1.5.2 at the same size, on an EPYC with 2 cores."""
_BUDGET = {"xlsx": 6.0, "docx": 6.0}
_FORMATS = (
    ("csv",),
    ("tsv",),
    ("json",),
    ("jsonl",),
    ("md",),
    ("html",),
    ("html", "--layout", "themes"),
    ("docx",),
    ("docx", "--layout", "transcripts"),
    ("xlsx",),
    ("matrix",),
    ("matrix", "--unit", "turn"),
    ("bundle",),
)


def main() -> None:
    """Print the figures."""
    given = measure.options(__doc__ or "")
    runs = 1 if given.quick else 3
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name) / "made")
        bare, _ = command([sys.executable, "-c", _BARE], runs=runs, cwd=folder)
        rows.append(Row("bare sqlite3 and csv, six columns", bare, "s CPU"))
        whole, _ = command([sys.executable, "-c", _BARE_WHOLE], runs=runs, cwd=folder)
        rows.append(Row("bare sqlite3 and csv, all columns of a coding", whole, "s CPU"))
        start, _ = command(quoth("documents"), runs=runs, cwd=folder)
        rows.append(Row("quoth documents: start, project opened", start, "s CPU"))
        taken: dict[tuple[str, ...], float] = {}
        for words in _FORMATS:
            export = quoth("export", *words, "-o", f"out.{words[0]}", "--layer", "all")
            taken[words], peak = command(export, runs=runs, cwd=folder)
            beside = f"{taken[words] / bare:.1f} x bare; RSS {peak:.0f} MB; {_PEERS.get(words[0], '')}".rstrip("; ")
            rows.append(Row(" ".join(words), taken[words], "s CPU", _BUDGET.get(words[0], 1.0), beside))
        if not given.quick:
            large = measure.project(Path(name) / "large", codings=500_000)
            for words in (("csv",), ("md",), ("docx",)):
                export = quoth("export", *words, "-o", f"out.{words[0]}", "--layer", "all")
                used, peak = command(export, runs=1, cwd=large)
                beside = f"{used / taken[words]:.1f} x the time of 50,000; RSS {peak:.0f} MB"
                rows.append(Row(f"{words[0]}, 500,000 codings", used, "s CPU", None, beside))
    measure.show("Exports", rows, given.json)


if __name__ == "__main__":
    main()
