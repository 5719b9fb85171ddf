"""Several processes at once, and processes killed at any moment: what was acknowledged is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from killing import CODEBOOK, killed_after, lost, start
from quoth import store
from quoth.store import queries
from support import CODES, assert_sound, make, problems, rows


def test_two_processes_write_at_once_and_a_reader_sees_whole_acts(tmp_path: Path) -> None:
    project = make(tmp_path)
    acts = 250
    writers = [start(tmp_path, coder, acts) for coder in ("ben", "cat")]
    seen = 0
    deadline = time.monotonic() + 50
    while any(writer.poll() is None for writer in writers) and time.monotonic() < deadline:
        project.connection.execute("BEGIN")
        codings = project.connection.execute("SELECT count(*) FROM coding").fetchone()[0]
        applied = project.connection.execute("SELECT count(*) FROM journal WHERE action = 'apply'").fetchone()[0]
        project.connection.execute("COMMIT")
        assert codings == applied * len(CODES)
        seen = max(seen, applied)
        time.sleep(0.005)
    acknowledged = []
    for writer in writers:
        out, _ = writer.communicate(timeout=30)
        assert writer.returncode == 0
        acknowledged += out.split()
    assert len(set(acknowledged)) == len(acknowledged) == 2 * acts
    assert seen > 0
    assert {row.id for row in rows(project) if row.action == "apply"} == set(acknowledged)
    assert len({row.clock for row in rows(project)}) == len(rows(project))
    assert_sound(project)
    project.connection.close()


@pytest.mark.parametrize("through", ["store", "session"])
def test_a_kill_at_any_moment_loses_no_acknowledged_act(tmp_path: Path, through: str) -> None:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    make(tmp_path).connection.close()
    chance = random.Random(7)
    acknowledged: list[str] = []
    for number in range(8):
        process = start(tmp_path, "ben", 5000, session=through == "session")
        running = number > 0
        acknowledged += killed_after(process, chance.uniform(0, 0.12), from_first_act=running)
        project = store.opened(tmp_path)
        assert lost(project, acknowledged) == []
        assert problems(project) == []
        project.connection.close()
    assert len(acknowledged) > 20


def test_a_kill_while_the_project_is_made_leaves_one_that_opens(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from quoth import store; store.create(Path(sys.argv[1])); print()"
    for number, moment in enumerate((0.0, 0.12, 0.2, 0.3)):
        folder = tmp_path / str(number)
        folder.mkdir()
        process = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True)
        killed_after(process, moment, from_first_act=False)
        project = store.opened(folder) if (folder / "quoth.db").exists() else store.create(folder)
        assert problems(project) == []
        assert queries.documents(project) == ()
        project.connection.close()
