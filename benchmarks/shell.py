"""Whole commands at full size: 200 transcripts of 30 kB, 50,000 codings by three coders, 50 codes.

Beside import and export runs the same job in bare sqlite3 and csv, in a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measure
from measure import Row, command, quoth

_BARE_IMPORT = """
import pathlib, sqlite3, sys
c = sqlite3.connect("bare.db")
c.execute("create table d(id integer primary key, name, text)"); c.execute("create virtual table f using fts5(text)")
for p in sorted(pathlib.Path("transcripts").glob("*.txt")):
    t = p.read_text(encoding="utf-8")
    c.execute("insert into d(name, text) values (?, ?)", (p.stem, t)); c.execute("insert into f(text) values (?)", (t,))
c.commit()
"""
_BARE_EXPORT = """
import csv, sqlite3
c = sqlite3.connect("quoth.db")
with open("bare.csv", "w", newline="", encoding="utf-8") as f:
    csv.writer(f).writerows(c.execute(
        "select document.name, coder, code, start, end, quote from coding join document on document.id = document"))
"""
_BARE_COUNT = """
import sqlite3
c = sqlite3.connect("quoth.db")
print(c.execute("select code, count(*) from coding group by code").fetchall())
"""


def main() -> None:
    """Print the figures."""
    given = measure.options(__doc__ or "")
    runs = 1 if given.quick else 5
    rows: list[Row] = []

    def add(
        what: str, words: list[str], folder: Path, budget: float | None, beside: str = "", runs: int = runs
    ) -> None:
        used, peak = command(words, runs=runs, cwd=folder)
        rows.append(Row(what, used, "s CPU", budget, f"RSS {peak:.0f} MB{'; ' + beside if beside else ''}"))

    def bare(script: str, folder: Path) -> str:
        for leftover in folder.glob("bare.*"):
            leftover.unlink()
        return f"bare sqlite3 {command([sys.executable, '-c', script], runs=1, cwd=folder)[0]:.2f} s"

    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name) / "made")
        add("quoth --help", quoth("--help"), folder, 0.15, "qc 1.02 to 1.27 s, Taguette 0.67 to 0.84 s")
        fresh = Path(name) / "fresh"
        (fresh / "transcripts").mkdir(parents=True)
        for file in (folder / "transcripts").iterdir():
            (fresh / "transcripts" / file.name).write_bytes(file.read_bytes())
        beside = f"{bare(_BARE_IMPORT, fresh)}; qc 3.5 s (no index), Taguette 12.3 s"
        add("import 200 transcripts of 30 kB, with full-text index", quoth("init"), fresh, 1.0, beside, runs=1)
        add("codebook with counts", quoth("codebook"), folder, 0.5, f"{bare(_BARE_COUNT, folder)}; qc 2.3 s")
        add("documents with counts", quoth("documents"), folder, 0.5)
        agreement = quoth("agreement", "--coders", "ann,bek", "--unit", "turn")
        add("agreement of two coders, 50 codes, turn", agreement, folder, 0.5)
        export = quoth("export", "csv", "-o", "out.csv", "--layer", "all")
        beside = f"{bare(_BARE_EXPORT, folder)}; qc 2.0 s (JSON), Taguette 14.6 s"
        add("export csv, 50,000 quotations", export, folder, 1.0, beside)
        add("export json", quoth("export", "json", "-o", "out.json", "--layer", "all"), folder, 1.0)
        add("export md", quoth("export", "md", "-o", "out.md", "--layer", "all"), folder, 1.0, "Taguette html 3.6 s")
        add("search a phrase over 6 MB", quoth("search", "asked for money before"), folder, None)
        add("verify", quoth("verify"), folder, None)
    measure.show("Commands", rows, given.json)


if __name__ == "__main__":
    main()
