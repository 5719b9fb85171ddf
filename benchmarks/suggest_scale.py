"""Suggestions over a large project: 200 codes and 50,000 coded quotes in a database, words composed.

CPU milliseconds of one thread, and the peak memory of the process that suggests: the index from nothing, the index from
what was kept in the database, suggesting with evidence, learning, similar quotes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from quoth import codebook_file, store
from quoth.model.coding import CodedQuote, Coding
from quoth.model.text import Role, Source, Span, Transcript, Turn
from quoth.session import suggesting
from quoth.store import queries, writing
from quoth.suggest import EncoderError

TOPICS = [
    "money",
    "grant",
    "donor",
    "budget",
    "fee",
    "salary",
    "rent",
    "invoice",
    "newspaper",
    "editor",
    "radio",
    "reporter",
    "headline",
    "article",
    "camera",
    "channel",
    "ministry",
    "permit",
    "police",
    "court",
    "inspection",
    "law",
    "tax",
    "office",
    "village",
    "neighbour",
    "family",
    "volunteer",
    "youth",
    "elder",
    "school",
    "language",
    "Kazakh",
    "Russian",
    "translator",
    "word",
    "letter",
    "meeting",
    "protest",
    "silence",
    "fear",
    "lawyer",
    "report",
    "website",
    "audience",
    "subscriber",
    "roof",
    "winter",
    "road",
    "bus",
    "hospital",
    "doctor",
    "harvest",
    "river",
    "border",
    "passport",
    "election",
    "mayor",
    "council",
    "deputy",
]
FILLERS = [
    "we",
    "they",
    "it",
    "was",
    "never",
    "because",
    "then",
    "said",
    "that",
    "when",
    "after",
    "nobody",
    "always",
    "in",
    "the",
    "of",
    "and",
    "came",
    "went",
    "told",
]


def said(pick: random.Random, topics: list[str]) -> str:
    """A quote of about twenty words, a few of them on a topic."""
    return " ".join(pick.choices(topics, k=5) + pick.choices(TOPICS, k=3) + pick.choices(FILLERS, k=12))


def project(folder: Path, codes: int, quotes: int) -> str:
    """Make it; the codebook's text."""
    pick = random.Random(1)
    about = [pick.sample(TOPICS, 4) for _ in range(codes)]
    text = "codes:\n" + "".join(
        f"  - {{id: c{n:03}, label: {words[0]} {words[1]}, definition: {' '.join(words)}}}\n"
        for n, words in enumerate(about)
    )
    opened = store.create(folder)
    each = 500
    for number in range(0, quotes, each):
        chosen = [pick.randrange(codes) for _ in range(each)]
        lines = [said(pick, about[code]) for code in chosen]
        starts = np.cumsum([0, *(len(line) + 1 for line in lines)]).tolist()
        turns = tuple(Turn(a, a + len(x), a, "", Role.UNKNOWN) for a, x in zip(starts, lines, strict=False))
        name = f"d{number // each:04}"
        made = Transcript(name, "\n".join(lines), turns, Source(f"{name}.txt", "0" * 64, "plain"), {"language": "en"})
        version = writing.first_version(made)
        writing.add_documents(opened, "ann", [made])
        codings = [
            Coding("", "ann", f"c{code:03}", version.document, version.id, a, a + len(x), x, "", "", "0" * 16, "")
            for a, x, code in zip(starts, lines, chosen, strict=False)
        ]
        writing.add_codings(opened, "ann", codings, bulk=True)
    store.close(opened)
    return text


def timed(work: Callable[[Any], object], items: Iterable[Any]) -> dict[str, float]:
    times = []
    for item in items:
        start = time.thread_time()
        work(item)
        times.append(1000 * (time.thread_time() - start))
    return {f"p{p}": round(float(np.percentile(times, p)), 2) for p in (50, 95)}


def measure(folder: Path, text: str, pipe: Any) -> None:
    """In a process of its own, so that memory is what suggesting takes."""
    book = codebook_file.read(text).codebook
    assert book is not None
    pick, start, wall = random.Random(2), time.process_time(), time.perf_counter()
    try:
        made = suggesting.suggester(folder, book, "ann", dense=True, encoder="spacy")
    except EncoderError:
        made = suggesting.suggester(folder, book, "ann", dense=False)
    ready = {"cpu_s": round(time.process_time() - start, 2), "wall_s": round(time.perf_counter() - wall, 2)}
    asked = [said(pick, pick.sample(TOPICS, 4)) for _ in range(200)]
    new = [CodedQuote(f"n{n}", f"c{n:03}", words, "new", n, n * 500, n * 500 + 99) for n, words in enumerate(asked)]
    figures = {
        "suggest": timed(lambda x: made.suggest(x, document="d0003", turn=100, span=Span(10**7, 10**7 + 50)), asked),
        "learn": timed(made.learn, new),
        "similar": timed(made.similar, asked),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)
    pipe.send({"ready": ready, **figures, "peak_rss_mb": round(peak, 1)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codes", type=int, default=200)
    parser.add_argument("--quotes", type=int, default=50_000)
    arguments = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        text = project(Path(name), arguments.codes, arguments.quotes)
        opened = store.opened(Path(name))
        print(f"{len(queries.codings(opened))} codings, {Path(name, 'quoth.db').stat().st_size / 1e6:.0f} MB")
        store.close(opened)
        for run in ("from nothing", "from what was kept"):
            here, there = fresh.Pipe()
            process = fresh.Process(target=measure, args=(Path(name), text, there))
            process.start()
            print(run, json.dumps(here.recv()), flush=True)
            process.join()


if __name__ == "__main__":
    main()
