"""Kills at random moments a process that codes as fast as it can, and counts what is lost (it must be nothing).

python benchmarks/kill.py [--kills 200] [--through session|store] [--seed 1] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from killing import CODEBOOK, killed_after, lost, start
from quoth import store
from quoth.errors import ExitStatus
from support import make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--through", choices=("session", "store"), default="session")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    acknowledged: list[str] = []
    missing, unsound, began = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
        make(folder).connection.close()
        for number in range(given.kills):
            process = start(folder, "ben", 100_000, session=given.through == "session")
            # every tenth kill falls anywhere in the start, the others among the acts
            running = number % 10 > 0
            acknowledged += killed_after(process, chance.uniform(0, 0.15 if running else 0.6), from_first_act=running)
            project = store.opened(folder)
            missing = len(lost(project, acknowledged))
            unsound += bool(list(store.verify(project)))
            project.connection.close()
    figures = {"kills": given.kills, "acknowledged": len(acknowledged), "lost": missing, "unsound": unsound}
    figures["seconds"] = round(time.monotonic() - began)
    words = f"{given.kills} kills through the {given.through}: {len(acknowledged)} acts acknowledged, {missing} lost"
    print(
        json.dumps(figures)
        if given.json
        else f"{words}; verify found a problem {unsound} times; {figures['seconds']} s"
    )
    if missing or unsound:
        sys.exit(ExitStatus.PROBLEM)


if __name__ == "__main__":
    main()
