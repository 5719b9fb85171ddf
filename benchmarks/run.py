"""Run every benchmark and print one table; `--json` for one object, `--quick` for fewer runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import measure

TOPICS = ("shell", "reports", "store", "scale", "screen", "readers", "revising", "exports")


def main() -> None:
    """Print the figures of all topics."""
    given = measure.options(__doc__ or "")
    here = Path(__file__).parent
    found = []
    for topic in TOPICS:
        words = [sys.executable, str(here / f"{topic}.py"), *(["--quick"] if given.quick else [])]
        if not given.json:
            subprocess.run(words, check=True)
            continue
        done = subprocess.run([*words, "--json"], check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    if given.json:
        print(json.dumps({"topics": found}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
