"""Finding in 20 MB of transcripts: from the question to the first page and to the end, beside a bare `str.find`.

Run from the repository: `.venv/bin/python benchmarks/finding.py [MEGABYTES]`. The texts are composed of made-up words.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

from quoth.finding import Mode, Query, Text
from quoth.model.text import Turn
from quoth.tui.messages import Sought
from quoth.tui.seeking import Seeker

if TYPE_CHECKING:
    from textual.message import Message

LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"


def made_texts(megabytes: int) -> list[Text]:
    """Documents of 100,000 characters, of turns of 60 words."""
    source = random.Random(7)
    words = ["".join(source.choices(LETTERS, k=source.randint(2, 11))) for _ in range(8000)]
    texts = []
    for number in range(megabytes * 10):
        turns, parts, at = [], [], 0
        while at < 100_000:
            line = " ".join(source.choices(words, k=60))
            turns.append(Turn(at, at + len(line), at))
            parts.append(line)
            at += len(line) + 1
        texts.append(Text.of(f"v{number}", f"doc-{number}", "\n".join(parts), tuple(turns)))
    return texts


class Meter:
    """Notes when answers come."""

    def __init__(self) -> None:
        self.first = self.last = 0.0
        self.hits = 0
        self.finished = Event()

    def post(self, message: Message) -> None:
        now = time.perf_counter()
        if isinstance(message, Sought):
            self.first = self.first or now
            self.last, self.hits = now, len(message.found)
            if message.finished:
                self.finished.set()


def measure(texts: Sequence[Text], query: Query) -> tuple[float, float, int]:
    """Milliseconds until the first answer and until the last, and hits."""
    meter = Meter()
    seeker = Seeker(lambda: texts, meter.post)
    seeker.start()
    seeker.ask(Query(""))
    time.sleep(0.2)
    meter.first, meter.finished = 0.0, Event()
    started = time.perf_counter()
    seeker.ask(query)
    meter.finished.wait(60)
    seeker.stop()
    return 1000 * (meter.first - started), 1000 * (meter.last - started), meter.hits


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    texts = made_texts(megabytes)
    common = texts[0].text.split()[5]
    rare = "жжжфщ"
    started = time.perf_counter()
    bare = sum(text.text.find(rare) for text in texts)
    bare_ms = 1000 * (time.perf_counter() - started)
    print(f"{megabytes} million characters; bare str.find of words that are nowhere: {bare_ms:.1f} ms ({bare})")
    print(f"{'what':34} {'first ms':>9} {'all ms':>9} {'hits':>6} {'first/bare':>11}")
    for name, words, mode in (
        ("phrase, common", common, Mode.PHRASE),
        ("phrase, two letters", common[:2], Mode.PHRASE),
        ("phrase, nowhere", rare, Mode.PHRASE),
        ("whole words, common", common, Mode.WORDS),
        ("whole words, nowhere", rare, Mode.WORDS),
        ("regular expression", common[:3] + r"\w+ё?", Mode.REGEX),
        ("other spellings, common", common + "я", Mode.FUZZY),
        ("other spellings, nowhere", rare + "ккк", Mode.FUZZY),
    ):
        runs = [measure(texts, Query(words, mode)) for _ in range(5)]
        first, last = statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)
        print(f"{name:34} {first:9.1f} {last:9.1f} {runs[0][2]:6} {first / bare_ms:11.2f}")


if __name__ == "__main__":
    main()
