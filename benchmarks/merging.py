"""How fast copies come together: 50,000 acts shared by one, merged into 50,000 of another; bare sqlite3 beside it.

    python benchmarks/merging.py [--json] [--quick]

Whole commands, each in a process of its own and on a project of its own. Building the copies takes a minute.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import measure
from measure import Row
from quoth import store
from quoth.model.text import Version
from quoth.store import queries, writing
from store import coding, transcripts

QUOTH = (sys.executable, "-m", "quoth")
DOCUMENTS = 20


def code(project: store.Project, versions: Sequence[Version], coder: str, first: int, acts: int) -> None:
    """So many acts of a coder, one coding each, without waiting for the disk."""
    project.connection.execute("PRAGMA synchronous = OFF")
    for number in range(first, first + acts):
        writing.add_codings(project, coder, [coding(versions[number % len(versions)], number)])
    store.close(project)


def build(folder: Path, acts: int) -> None:
    """Two copies of one project, `ann` and `ben`, in each of which its coder acted; an empty codebook will do."""
    for name in ("ann", "ben"):
        (folder / name).mkdir()
        (folder / name / "codebook.yaml").write_text("codes: []\n", encoding="utf-8")
    ann = store.create(folder / "ann")
    writing.add_documents(ann, "ann", transcripts()[:DOCUMENTS])
    versions = list(queries.versions(ann))
    store.close(ann)
    shutil.copy(folder / "ann" / "quoth.db", folder / "ben" / "quoth.db")
    code(store.opened(folder / "ann"), versions, "ann", 0, acts)
    code(store.opened(folder / "ben"), versions, "ben", acts, acts)


def bare(sent: Path, database: Path) -> None:
    """The least that a merge must do: parse each line and insert its row where it is not known."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        columns = "origin, number, clock, at, coder, action, payload, hash, void"
        for file in sent.glob("*.jsonl"):
            with file.open(encoding="utf-8") as stream:
                next(stream)
                rows = map(json.loads, stream)
                connection.executemany(
                    f"INSERT OR IGNORE INTO journal ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    (
                        (r["origin"], r["number"], r["clock"], r["at"], r["coder"], r["action"],
                         json.dumps(r["payload"], ensure_ascii=False), r["hash"])
                        for r in rows
                    ),
                )  # fmt: skip


def measured(folder: Path, acts: int, runs: int) -> list[Row]:
    """Share, share again, merge, and merge again."""
    sent = folder / "sent"

    def quoth(name: str, *words: str) -> tuple[float, float]:
        return measure.command((*QUOTH, "-C", str(folder / name), *words), runs=1)

    taken: dict[str, list[tuple[float, float]]] = {}
    beside = []
    for _ in range(runs):
        shutil.rmtree(sent, ignore_errors=True)
        shutil.rmtree(folder / "into", ignore_errors=True)
        shutil.copytree(folder / "ann", folder / "into")
        shutil.copy(folder / "ann" / "quoth.db", folder / "bare.db")
        for what, words in (
            (f"share of {acts:,} rows", ("ben", "share", "--as", "ben", "-o", str(sent))),
            ("the same again, nothing new", ("ben", "share", "--as", "ben", "-o", str(sent))),
            (f"merge of {acts:,} rows into {acts:,}", ("into", "merge", "--as", "ann", str(sent))),
            ("the same again, nothing new", ("into", "merge", "--as", "ann", str(sent))),
        ):
            key = f"{what} ({words[1]})" if "again" in what else what
            taken.setdefault(key, []).append(quoth(*words))
        beside.append(measure.cpu(lambda: bare(sent, folder / "bare.db"), 1))
    rows = []
    for what, found in taken.items():
        spent, peak = sorted(cpu for cpu, _ in found)[len(found) // 2], max(memory for _, memory in found)
        first = "again" not in what
        budget = (1.0 if what.startswith("share") else 2.0) if first else None
        bare_said = f"parsed and inserted by bare sqlite3 {sorted(beside)[len(beside) // 2]:.2f} s"
        rows.append(Row(what, spent, "s CPU", budget, bare_said if what.startswith("merge") else ""))
        rows.append(Row(f"its peak memory: {what}", peak, "MB", 150.0 if what.startswith("merge") else None))
    return rows


def main() -> None:
    """Build, measure, show."""
    given = measure.options(__doc__ or "")
    acts = 5_000 if given.quick else 50_000
    os.environ["QUOTH_CODER"] = "ann"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        build(folder, acts)
        measure.show("Merging", measured(folder, acts, 1 if given.quick else 3), given.json)


if __name__ == "__main__":
    main()
