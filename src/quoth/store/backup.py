"""Verified copies of the database, beside it.

Owns `.quoth/backups`. Invariant: a copy under its final name was checked by SQLite and holds every row of its moment.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from quoth.store import journal
from quoth.store.database import guarded
from quoth.store.project import Project

__all__ = ["KEPT", "backup", "backups", "drop_backups", "has_backup_of_today"]

KEPT = 7
"""How many copies are kept."""


def _folder(project: Project) -> Path:
    return project.folder / ".quoth" / "backups"


def backups(project: Project) -> list[Path]:
    """The copies, oldest first."""
    return sorted(_folder(project).glob("quoth-*.db"))


def backup(project: Project) -> Path | None:
    """Copy the database if it has rows that the newest copy lacks, and drop the oldest copies.

    Returns the new copy. Raises ProjectError when it cannot be written or is not sound.
    """
    rows = project.connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    known = backups(project)
    if not rows or (known and known[-1].stem.endswith(f"-{rows:07d}")):
        return None
    folder = _folder(project)
    stamp = journal.now().replace(":", "").replace("-", "")
    target = folder / f"quoth-{stamp}-{rows:07d}.db"
    unfinished = target.with_suffix(".part")
    with guarded(unfinished), _dropped_on_failure(unfinished):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(unfinished, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        except OSError as error:
            full = error.errno == errno.ENOSPC
            raise sqlite3.OperationalError("disk full" if full else "unable to open") from error
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            project.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("DELETE FROM meta")  # put back, it must not take up the numbers of rows that others know
            said = copy.execute("PRAGMA quick_check").fetchone()[0]
            copied = copy.execute("SELECT count(*) FROM journal").fetchone()[0]
        if said != "ok" or copied < rows:
            raise sqlite3.DatabaseError(f"the copy is not sound ({said})")
    unfinished.replace(target)
    for old in backups(project)[:-KEPT]:
        old.unlink()
    return target


@contextmanager
def _dropped_on_failure(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def has_backup_of_today(project: Project) -> bool:
    """Whether the newest copy was made today (UTC)."""
    known = backups(project)
    return bool(known) and known[-1].name.startswith(f"quoth-{journal.now()[:10].replace('-', '')}")


def drop_backups(project: Project) -> int:
    """Delete all copies: what was withdrawn must not stay in them. Returns how many there were."""
    dropped = 0
    for file in _folder(project).glob("quoth-*"):
        with file.open("r+b") as stream:
            stream.write(b"\0" * file.stat().st_size)
            stream.flush()
            os.fsync(stream.fileno())
        file.unlink()
        dropped += 1
    return dropped
