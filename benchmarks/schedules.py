"""Random schedules of copies that act apart, share and merge: whether all come to one state.

python benchmarks/schedules.py [FIRST] [LAST] [STEPS]

Each schedule is told by its seed, also the names of its copies, so that a failure recurs; a range can be run at
a time. TMPDIR on a memory disk makes it ten times as fast.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import copies


def play(seed: int, steps: int) -> str:
    """Play one schedule; what is wrong with it, or nothing."""
    names = Random(f"names {seed}")
    with mock.patch("secrets.token_hex", lambda size: f"{names.getrandbits(8 * size):0{2 * size}x}"):
        try:
            copies.play_one(seed, steps)
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


def main() -> None:
    """Play a range of schedules."""
    first, last, steps = (*map(int, sys.argv[1:]), *(0, 10_000, 90)[len(sys.argv) - 1 :])
    failed, start = 0, time.process_time()
    for seed in range(first, last):
        if wrong := play(seed, steps):
            failed += 1
            print(f"{seed}: {wrong}", flush=True)
    print(f"{failed} of {last - first} schedules of {steps} steps fail; {time.process_time() - start:.0f} s CPU")


if __name__ == "__main__":
    main()
