"""Large imports, each a command of its own: 2,000 documents, a survey of 20,000 rows, one transcript of 5 MB.

CPU seconds of the whole command and its peak memory; a second run of the same command, which finds all there already;
and the rest of an import that was broken off.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import measure
from measure import Row

TEXT = (
    "газета молчит деньги просят сюжет радио школа крыша доклад редактор встреча письмо "
    "the paper asks money for a story and nobody answers our letter about the new school"
)
WORDS = TEXT.split()


def words(chance: random.Random, length: int) -> str:
    """Running text of about so many characters."""
    return " ".join(chance.choice(WORDS) for _ in range(length // 7))


def interview(chance: random.Random, length: int) -> str:
    """Turns of two speakers, about so many bytes in all."""
    turns: list[str] = []
    size = 0
    while size < length:
        name = "Интервьюер" if len(turns) % 2 == 0 else "Айгүл"
        turns.append(f"{name}: {words(chance, 60 if len(turns) % 2 == 0 else 400).capitalize()}.")
        size += len(turns[-1].encode()) + 2
    return "\n\n".join(turns)


def material(folder: Path, quick: bool) -> tuple[int, int, int]:
    """Write the files; returns how many documents, rows and bytes there are."""
    chance = random.Random(1)
    documents, rows, size = (200, 2_000, 500_000) if quick else (2_000, 20_000, 5_000_000)
    (folder / "many").mkdir()
    for number in range(documents):
        (folder / "many" / f"interview-{number:04}.txt").write_text(interview(chance, 5_000), encoding="utf-8")
    with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "country", "year", "answer"])
        for number in range(rows):
            table.writerow([f"R{number:05}", "Kyrgyzstan", 2010 + number % 15, words(chance, 200)])
    (folder / "long.txt").write_text(interview(chance, size), encoding="utf-8")
    (folder / "key.csv").write_text("name,pseudonym\nАйгүл,Жамал\nРедактор,Учитель\n", encoding="utf-8")
    return documents, rows, size


def run(project: Path, *given: str) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of `quoth import`, in a process of its own."""
    command = [sys.executable, __file__, "--command", "import", "-C", str(project), *given]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=_alone()).stderr.splitlines()[-1]
    cpu, memory = json.loads(said)
    return cpu, memory


def _alone() -> dict[str, str]:
    return os.environ | {"QUOTH_CODER": "bench"}


def broken_off(project: Path, *given: str) -> int:
    """How many documents are in the project after Ctrl-C halfway."""
    from quoth import store
    from quoth.store import queries

    command = [sys.executable, "-m", "quoth", "import", "-C", str(project), *given]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_alone())
    opened = store.opened(project)
    while process.poll() is None and not queries.documents(opened):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.wait()
    came = len(queries.documents(opened))
    store.close(opened)
    return came


def figures(folder: Path, quick: bool) -> Iterator[Row]:
    from quoth.session.folder import set_up

    documents, rows, size = material(folder, quick)
    survey = (str(folder / "survey.csv"), "--id", "id", "--text", "answer")
    jobs = (
        (f"{documents:,} documents of 5 kB", (str(folder / "many"),)),
        (f"survey of {rows:,} rows", survey),
        (f"a transcript of {size / 1e6:g} MB", (str(folder / "long.txt"),)),
        ("the same with pseudonyms", (str(folder / "long.txt"), "--pseudonyms", str(folder / "key.csv"))),
    )
    for number, (what, given) in enumerate(jobs):
        set_up(project := folder / f"project-{number}")
        for which in ("import", "the same again") if number < 3 else ("import",):
            cpu, memory = run(project, *given)
            yield Row(f"{what}: {which}", cpu, "s CPU", None, f"peak {memory:.0f} MB")
    set_up(project := folder / "broken")
    came = broken_off(project, *survey)
    cpu, memory = run(project, *survey)
    yield Row(f"survey broken off with {came:,} in: the rest", cpu, "s CPU", None, f"peak {memory:.0f} MB")


def command() -> None:
    """One command of Quoth; what it took is the last line on stderr."""
    from quoth.cli import run as quoth

    code = quoth(sys.argv[2:])
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
    sys.exit(code)


def main() -> None:
    """Print the figures."""
    given = measure.options(__doc__ or "")
    with tempfile.TemporaryDirectory() as folder:
        measure.show("Scale", [*figures(Path(folder), given.quick)], given.json)


if __name__ == "__main__":
    command() if "--command" in sys.argv[1:2] else main()
