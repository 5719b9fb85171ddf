"""How fast the store is: one coding on disk, replay, import, search; bare sqlite3 beside it.

    python benchmarks/store.py [--json] [--quick]

The replay is compared with the state tables, as `verify` does. Waiting times are wall time in ms.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import measure
from measure import Row, cpu
from quoth import store
from quoth.model.coding import CONTEXT, Coding
from quoth.model.text import Role, Source, Span, Transcript, Turn, Version
from quoth.store import journal, queries, searching, state, writing

WORDS = ["the", "paper", "asked", "money", "for", "story", "we", "paid", "late", "radio", "school", "roof", "council"]
WORDS += ["nobody", "wrote", "about", "women", "village"]
DOCUMENTS, CHARACTERS, CODINGS = 200, 30_000, 50_000
CODES = [f"code-{number}" for number in range(20)]
BUDGET_CODING = 3.0


def transcripts() -> list[Transcript]:
    """200 invented transcripts of 30 kB, turns of 60 words; no two turns alike."""
    made = []
    for document in range(DOCUMENTS):
        text, number = "", document
        turns: list[Turn] = []
        while len(text) < CHARACTERS:
            start = len(text)
            words = []
            for _ in range(60):
                number = (number * 1103515245 + 12345) % 2**31
                words.append(WORDS[(number >> 8) % len(WORDS)] + (str(number % 997) if number % 11 == 0 else ""))
            text += f"Speaker {len(turns) % 2}: {' '.join(words)}."
            turns.append(Turn(start, len(text), start + 11, f"Speaker {len(turns) % 2}", Role.PARTICIPANT))
            text += "\n\n"
        source = Source(f"transcripts/d{document:03}.txt", "0" * 64, "plain")
        made.append(Transcript(f"d{document:03}", text, tuple(turns), source, {"country": "Nowhere"}))
    return made


def coding(text: Version, number: int) -> Coding:
    """One of many that differ."""
    start = number * 37 % (len(text.text) - 200)
    span = Span(start, start + 20 + number % 150)
    content = text.text
    around = content[max(0, start - CONTEXT) : start], content[span.end : span.end + CONTEXT]
    proof = (start, span.end, content[start : span.end], *around)
    return Coding("", f"coder {number % 3}", CODES[number % 20], text.document, text.id, *proof, "0" * 16, "")


@contextlib.contextmanager
def fresh() -> Iterator[store.Project]:
    with tempfile.TemporaryDirectory() as folder:
        project = store.create(Path(folder))
        yield project
        project.connection.close()


def importing(texts: Sequence[Transcript], runs: int) -> Iterator[Row]:
    spent, bare = [], []
    for _ in range(runs):
        with fresh() as project:
            spent.append(cpu(lambda: writing.add_documents(project, "ann", texts), 1))
        with tempfile.TemporaryDirectory() as folder:
            bare.append(cpu(lambda: _bare_import(Path(folder) / "bare.db", texts), 1))
    what = f"add {len(texts)} documents of {CHARACTERS // 1000} kB, with index"
    yield Row(what, statistics.median(spent), "s CPU", 1.0, f"bare sqlite3 {statistics.median(bare):.2f} s")


def _bare_import(path: Path, texts: Sequence[Transcript]) -> None:
    with contextlib.closing(sqlite3.connect(path)) as bare, bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("CREATE TABLE text (name, content)")
        bare.execute("CREATE TABLE turn (text, number, start, end, speech, speaker)")
        bare.execute("CREATE VIRTUAL TABLE search USING fts5(words)")
        bare.executemany("INSERT INTO text VALUES (?, ?)", [(text.name, text.text) for text in texts])
        for text in texts:
            facts = [(text.name, n, t.start, t.end, t.speech, t.speaker) for n, t in enumerate(text.turns)]
            bare.executemany("INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?)", facts)
            bare.executemany("INSERT INTO search VALUES (?)", [(text.text[t.start : t.end],) for t in text.turns])


def waits(act: Callable[[], object]) -> float:
    """Wall time in ms."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def applying(project: store.Project, versions: Sequence[Version], present: int) -> Iterator[Row]:
    """Fill up to so many codings, then time single ones, in turn with one synced row of the same length."""
    _fill(project, versions, present)
    ours, bare = [], []
    with bare_table() as other:
        for number in range(present, present + 400):
            one = coding(versions[number % len(versions)], number)
            fact = (json.dumps(writing.coding_facts(one)),)
            ours.append(waits(lambda one=one: writing.add_codings(project, one.coder, [one])))  # type: ignore[misc]
            bare.append(waits(lambda fact=fact: other.execute("INSERT INTO coding VALUES (?)", fact)))  # type: ignore[misc]
    for part, name, budget in ((50, "median", None), (95, "95th", BUDGET_CODING)):
        mine, beside = (sorted(took)[len(took) * part // 100] for took in (ours, bare))
        yield Row(
            f"one coding on disk, {present:,} present, {name}", mine, "ms", budget, f"bare sqlite3 {beside:.2f} ms"
        )


@contextlib.contextmanager
def bare_table() -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE coding (facts)")
        yield bare
        bare.close()


def _fill(project: store.Project, versions: Sequence[Version], present: int) -> None:
    """One row a coding, without waiting for the disk."""
    project.connection.execute("PRAGMA synchronous = OFF")
    for number in range(queries.rows(project), present):
        one = coding(versions[number % len(versions)], number)
        writing.add_codings(project, one.coder, [one])
    project.connection.execute("PRAGMA synchronous = FULL")
    os.sync()  # what is still to be written would be waited for by the first acts


def replaying(project: store.Project, runs: int) -> Iterator[Row]:
    rows = queries.rows(project)

    def replay() -> None:
        folded = state.fold_all(journal.every(project.connection))
        found: dict[tuple[str, str], object] = {}
        for kind in state.KINDS:
            found |= state.stored(project.connection, kind)
        assert folded == found

    def bare() -> None:
        for (payload,) in project.connection.execute("SELECT payload FROM journal ORDER BY clock, origin, number"):
            json.loads(payload)

    beside = f"rows read and parsed with bare sqlite3 {cpu(bare, runs):.2f} s"
    yield Row(f"replay of {rows:,} rows, compared with the tables", cpu(replay, runs), "s CPU", 1.0, beside)
    yield Row("the whole of verify", cpu(lambda: list(store.verify(project)), runs), "s CPU")
    yield Row(f"{rows:,} codings as objects", cpu(lambda: queries.codings(project), runs), "s CPU")


def finding(project: store.Project, runs: int) -> Iterator[Row]:
    for phrase in ("money for story", "radio school roof", "wom"):

        def ask(phrase: str = phrase) -> list[searching.Hit]:
            return searching.search(project, phrase)

        yield Row(f"search “{phrase}” in 6 MB, {len(ask())} hits", cpu(ask, runs) * 1000, "ms CPU", 20.0)


def main() -> None:
    given = measure.options(__doc__ or "")
    runs = 1 if given.quick else 5
    texts = transcripts()
    rows = [*importing(texts, runs)]
    with fresh() as project:
        writing.add_documents(project, "ann", texts)
        versions = list(queries.versions(project))
        for present in (5_000, CODINGS):
            rows += applying(project, versions, present)
        rows += [*replaying(project, runs), *finding(project, runs)]
    rows.append(Row("peak memory", measure.peak(), "MB"))
    measure.show("Store", rows, given.json)


if __name__ == "__main__":
    main()
