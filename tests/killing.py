"""A process that codes as fast as it can, says what is done, and gets killed; for tests and benchmarks.

python killing.py FOLDER CODER ACTS [--session]
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from quoth import store
from quoth.model.text import Span
from quoth.store import queries, writing
from support import CODES, coding, version

CODEBOOK = "codes:\n" + "".join(f"  - {{id: {code}, label: {code}}}\n" for code in CODES)


def start(folder: Path, coder: str, acts: int, *, session: bool = False) -> subprocess.Popen[str]:
    """Start the process; each line it prints is the id of an act that was acknowledged."""
    command = [sys.executable, __file__, str(folder), coder, str(acts), *(["--session"] if session else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], seconds: float, *, from_first_act: bool) -> list[str]:
    """Kill the process at a moment; returns the acts it had acknowledged."""
    assert process.stdout is not None
    first = process.stdout.readline() if from_first_act else ""
    time.sleep(seconds)
    process.kill()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return (first + rest).split("\n")[:-1]  # what follows the last line break was cut in the middle


def lost(project: store.Project, acknowledged: list[str]) -> list[str]:
    """The acknowledged acts that the project does not have whole."""
    whole: dict[str, int] = {}
    for found in queries.codings(project):
        name = found.id.partition(".")[0]
        whole[name] = whole.get(name, 0) + 1
    return [name for name in acknowledged if whole.get(name) != len(CODES)]


def spans(first: int, acts: int, length: int) -> list[Span]:
    """Places that no act had before."""
    return [Span(number % 97, min(length, number % 97 + 1 + number // 97)) for number in range(first, first + acts)]


def _code_in_store(folder: Path, coder: str, acts: int) -> None:
    project = store.opened(folder)
    text = version(project)
    for span in spans(queries.rows(project), acts, len(text.text)):
        row = writing.add_codings(project, coder, [coding(text, span, code, coder) for code in CODES])
        print(row.id, flush=True)
    store.close(project)


def _code_in_session(folder: Path, coder: str, acts: int) -> None:
    from quoth.session import CodingSession

    session = CodingSession(folder, coder)
    session.open("anna")
    assert session.version is not None
    for span in spans(queries.rows(session.project), acts, len(session.version.text)):
        if session.version.text[span.start : span.end].strip():
            event = session.apply(span, CODES)
            if len(event.codings) == len(CODES):
                print(event.codings[0].partition(".")[0], flush=True)
    session.close()


if __name__ == "__main__":
    (_code_in_session if "--session" in sys.argv else _code_in_store)(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
