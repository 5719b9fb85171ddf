"""Speed and memory of agreement, beside `krippendorff` (where it is installed) and a bare bincount, in one run.

CPU seconds, median of three, of this process; memory is what a computation adds to the data at its peak.
"""

from __future__ import annotations

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

from quoth import agreement
from quoth.agreement.figures import draws_of_documents, figures, summed
from quoth.agreement.intervals import bootstrap_nominal, percentile


def cpu(do: Callable[[], object], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        start = time.process_time()
        do()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def peak(do: Callable[[], object]) -> float:
    """MB that a computation holds at most; numpy tells tracemalloc what it takes."""
    tracemalloc.start()
    do()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def coded(coders: int, units: int, codes: int, seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, codes, units)
    return np.where(generator.random((coders, units)) < 0.7, truth, generator.integers(0, codes, (coders, units)))


def bare(data: np.ndarray) -> float:
    """Nothing but the counting that alpha cannot do without."""
    agreed = sum(np.bincount(data[i][data[i] == data[j]]).sum() for i in range(len(data)) for j in range(i))
    return float(agreed / len(data))


def say(what: str, found: float, wanted: float, beside: str = "") -> None:
    verdict = "ok" if found <= wanted else "OVER"
    print(f"{what:<64} {found:8.3f}  of {wanted:<7g} {verdict:5} {beside}", flush=True)


def peer(units: int) -> str:
    """`krippendorff` on a part of the data, as the whole takes a minute and 9 GB."""
    try:
        import krippendorff
    except ImportError:
        return "krippendorff is not installed"
    data = coded(5, units, 20).astype(float)
    took = cpu(lambda: krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"), 1)
    return f"krippendorff: {took:.2f} s for {units:,} units"


def passages(coders: int, each: int, length: int) -> list[list[tuple[int, int, str]]]:
    shuffled = random.Random(1)
    made = []
    for _ in range(coders):
        edges = sorted(shuffled.sample(range(length), 2 * each))
        made.append([(edges[2 * i], edges[2 * i + 1], f"c{shuffled.randrange(20)}") for i in range(each)])
    return made


def main() -> None:
    big = coded(5, 1_000_000, 20)
    say("alpha, 5 coders x 1,000,000 units x 20 codes, s", cpu(lambda: agreement.krippendorff_alpha(big)), 0.25,
        f"bare bincount {cpu(lambda: bare(big)):.3f} s; {peer(20_000)}")  # fmt: skip
    say("  memory beyond the data, MB", peak(lambda: agreement.krippendorff_alpha(big)), 200)
    small = coded(5, 10_000, 20)
    how = agreement.Resampling(1000, 1)
    say("1,000 draws at 10,000 units, alpha, s",
        cpu(lambda: bootstrap_nominal(small, 20, how, names=("krippendorff_alpha",))), 0.3)  # fmt: skip
    generator = np.random.default_rng(2)
    many = (generator.random((20, 5, 10_000)) < 0.1).astype(np.int8)
    many[generator.random(many.shape) < 0.2] = -1
    one_code = ("krippendorff_alpha",)

    def alphas() -> None:
        for one in many:
            percentile(bootstrap_nominal(one, 2, how, names=one_code)[one_code[0]], 10_000, how, disagreement=True)

    say("20 per-code alphas with intervals, 10,000 units, s", cpu(alphas), 0.5)
    home, by_unit = np.zeros(10_000, dtype=np.intp), agreement.Resampling(1000, 1, "unit")

    def everything() -> None:
        for one in many:
            figures(summed(one, home, 1), list("abcde"), by_unit, draws_of_documents(1, by_unit))

    say("  with raw agreement, kappa and AC1, s", cpu(everything), 1.0)
    made = passages(5, 5_000, 1_500_000)
    say("unitizing, 5 coders x 5,000 spans, 1.5 million characters, s",
        cpu(lambda: agreement.binary_u_alpha(made, 1_500_000)), 0.1)  # fmt: skip
    say("  the whole family with 20 codes apart, s", cpu(lambda: agreement.unitize(made, 1_500_000), 1), 1.0)
    project()


def project() -> None:
    """200 documents of 30 kB, 50,000 codings, 50 codes, 3 coders, sentences, 1,000 draws: the whole command."""
    shuffled = random.Random(1)
    quoth = str(Path(sys.executable).parent / "quoth")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        environment = {**os.environ, "QUOTH_CODER": "one", "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder}
        words = "office money nobody wrote about our work valley year again they asked for it".split()  # noqa: SIM905
        (here / "transcripts").mkdir()
        sizes = {}
        for number in range(200):
            lines = []
            for turn in range(60):
                said = ". ".join(" ".join(shuffled.choices(words, k=12)).capitalize() for _ in range(7))
                lines.append(f"{'Interviewer' if turn % 2 else 'Nazira'}: {said}.")
            text = "\n".join(lines) + "\n"
            sizes[f"d{number:03}"] = len(text)
            (here / "transcripts" / f"d{number:03}.txt").write_text(text, encoding="utf-8")
        codes = "".join(f"  - id: c{n}\n    label: Code {n}\n    definition: About {n}.\n" for n in range(50))
        (here / "codebook.yaml").write_text(f"quoth: 1\ncodes:\n{codes}", encoding="utf-8")
        with (here / "all.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["document", "start", "end", "code", "coder"])
            for _ in range(50_000):
                name = f"d{shuffled.randrange(200):03}"
                start = shuffled.randrange(sizes[name] - 300)
                end = start + shuffled.randrange(40, 250)
                writer.writerow([name, start, end, f"c{shuffled.randrange(50)}", f"coder{shuffled.randrange(3)}"])

        def do(*words: str) -> None:
            subprocess.run([quoth, "-C", folder, *words], env=environment, capture_output=True, check=True)

        do("init", folder)
        do("codings", "import", str(here / "all.csv"))
        for coder in range(3):
            do("documents", "done", "--all", "--as", f"coder{coder}")
        before = os.times()
        do("agreement", "--unit", "sentence", "--json")
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        say("quoth agreement, 200 documents, 50,000 codings, 50 codes, s", spent, 3.0)


if __name__ == "__main__":
    main()
