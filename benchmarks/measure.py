"""What the benchmarks share: CPU time of functions and whole commands, peak memory, a made project, one way to print.

Figures are CPU seconds (user and system), medians of several runs, unless a row says wall. RSS is the peak in MB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

CODES = 50
CODERS = ("ann", "bek", "chy")
_TEXT = """the paper came and asked for money before it wrote about our work in the village where nobody reads
газета пришла и спросила сколько мы заплатим за статью о нашей работе в селе"""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    beside: str = ""
    """The same job elsewhere, measured in this run or quoted with its source."""


def cpu(job: Callable[[], object], runs: int = 5) -> float:
    """Median CPU seconds of a function in this process."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _environment() -> dict[str, str]:
    """This environment, where compiled modules are kept between runs, as they are on a user's machine."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def command(words: Sequence[str], *, runs: int = 5, cwd: Path | None = None) -> tuple[float, float]:
    """Median CPU seconds and peak RSS (MB) of a whole command."""
    taken, peaks = [], []
    for _ in range(runs):
        script = (
            "import resource,subprocess,sys\n"
            "done=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE)\n"
            "u=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "sys.stderr.write(done.stderr.decode()[-500:]) if done.returncode else None\n"
            "print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024,done.returncode)"
        )
        whole = [sys.executable, "-c", script, *words]
        done = subprocess.run(whole, capture_output=True, text=True, cwd=cwd, check=True, env=_environment())
        used, peak, code = done.stdout.split()
        if code != "0":
            raise SystemExit(f"{' '.join(words)} ended with {code}: {done.stderr}")
        taken.append(float(used))
        peaks.append(float(peak))
    return statistics.median(taken), max(peaks)


def peak() -> float:
    """Peak RSS of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(topic: str, rows: Sequence[Row], as_json: bool) -> None:
    """Print the figures as a table or as one JSON object."""
    if as_json:
        print(json.dumps({"topic": topic, "rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1))
        return
    print(f"\n{topic}")
    for row in rows:
        verdict = "" if row.budget is None else f"budget {row.budget:g}{'' if row.value <= row.budget else '  OVER'}"
        print(f"  {row.what:<58}{row.value:>10.3f} {row.unit:<8}{verdict:<18}{row.beside}")


def options(topic: str) -> argparse.Namespace:
    """`--json` and `--quick`."""
    parser = argparse.ArgumentParser(description=topic)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    return parser.parse_args()


def transcript(size: int, seed: int) -> str:
    """A made interview of about `size` characters."""
    draw, words = random.Random(seed), _TEXT.split()
    lines: list[str] = []
    length = 0
    while length < size:
        name = "Interviewer" if len(lines) % 2 == 0 else f"Guest{seed % 7}"
        line = f"{name}: {' '.join(draw.choices(words, k=draw.randint(8, 60)))}."
        lines.append(line)
        length += len(line) + 2
    return "\n\n".join(lines) + "\n"


def codebook() -> str:
    """A made codebook of 50 codes."""
    codes = "".join(f"  - id: code-{i}\n    label: Code {i}\n    definition: Talk of kind {i}.\n" for i in range(CODES))
    return f"quoth: 1\ntitle: Made\nsettings: {{unit: turn}}\ncodes:\n{codes}"


def project(
    folder: Path, *, documents: int = 200, size: int = 30_000, codings: int = 50_000, done: bool = True
) -> Path:
    """A made project: so many documents of so many characters, so many codings by three coders."""
    from dataclasses import replace

    from quoth import store
    from quoth.model.coding import Coding
    from quoth.model.text import Span
    from quoth.session import folder as folders
    from quoth.session.proof import proof
    from quoth.store import queries, writing

    (folder / "transcripts").mkdir(parents=True)
    (folder / "codebook.yaml").write_text(codebook(), encoding="utf-8")
    for number in range(documents):
        (folder / "transcripts" / f"doc-{number:03}.txt").write_text(transcript(size, number), encoding="utf-8")
    folders.set_up(folder)
    made = store.opened(folder)
    draw = random.Random(7)
    found: list[Coding] = []
    each = codings // documents
    for version in queries.versions(made):
        for _ in range(each):
            start = draw.randrange(0, len(version.text) - 300)
            place = Span(start, start + draw.randint(20, 250))
            code, coder = f"code-{draw.randrange(CODES)}", draw.choice(CODERS)
            blank = Coding("", coder, code, "", "", 0, 0, "", "", "", "", "")
            found.append(replace(blank, definition="0" * 16, **proof(version, place)))
    marks = [
        {"document": d.id, "coder": c, "round": "", "version": d.version, "done": True}
        | {"codebook": queries.codebook_history(made)[-1].hash}
        for d in queries.documents(made)
        for c in CODERS
        if done
    ]
    writing.add_codings(made, "ann", found, done=marks, bulk=True)
    store.close(made)
    return folder


def quoth(*words: str) -> list[str]:
    """The command line that runs Quoth in this environment."""
    return [sys.executable, "-m", "quoth", *words]


os.environ.setdefault("QUOTH_CODER", "ann")
