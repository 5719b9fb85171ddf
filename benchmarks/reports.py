"""Every report as a whole command: 200 transcripts of 30 kB, 50,000 codings, 50 codes; `--large` 500,000 codings.

Two counts run in bare sqlite3, too, in a process of their own. "After start" is the report less the bare start of
Python with numpy and click.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measure
from measure import Row, command, quoth

REPORTS = (
    ("frequencies",),
    ("crosstab", "--by", "country", "--test"),
    ("cooccurrence",),
    ("cooccurrence", "--unit", "turn"),
    ("cooccurrence", "--unit", "sentence"),
    ("framework",),
    ("compare", "--by", "country"),
    ("profile",),
    ("participants",),
    ("coders",),
    ("coreq",),
    ("saturation",),
)
_START = "import click, numpy, sqlite3, json"
_BARE = """
import sqlite3
c = sqlite3.connect("quoth.db")
c.execute("select code, count(*), count(distinct document) from coding group by code").fetchall()
c.execute("select a.value, code, count(distinct coding.document) from coding join attribute a using (document)"
          " where a.name = 'country' group by 1, 2").fetchall()
"""


def countries(folder: Path) -> None:
    """Give every document a country."""
    names = sorted(path.stem for path in (folder / "transcripts").glob("*.txt"))
    rows = ["document,country", *(f"{name},{'ABCD'[i % 4]}land" for i, name in enumerate(names))]
    (folder / "countries.csv").write_text("\n".join(rows), encoding="utf-8")
    command(quoth("attributes", "import", "countries.csv"), runs=1, cwd=folder)


def main() -> None:
    """Print the figures."""
    large = "--large" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--large"]
    given = measure.options(__doc__ or "")
    runs = 1 if given.quick or large else 3
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name) / "made", codings=500_000 if large else 50_000)
        countries(folder)
        start, _ = command([sys.executable, "-c", _START], runs=runs)
        bare, _ = command([sys.executable, "-c", _BARE], runs=runs, cwd=folder)
        rows.append(Row("start of Python with numpy and click", start, "s CPU"))
        rows.append(Row("counts and a crosstab in bare sqlite3", bare, "s CPU"))
        for words in REPORTS:
            used, peak = command(quoth("report", *words, "--layer", "all", "--json"), runs=runs, cwd=folder)
            budget = None if large else 0.5
            rows.append(
                Row(f"report {' '.join(words)}, after start", used - start, "s CPU", budget, f"RSS {peak:.0f} MB")
            )
    measure.show("Reports", rows, given.json)


if __name__ == "__main__":
    main()
