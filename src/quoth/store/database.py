"""Opening `quoth.db`, its transactions, and SQLite's errors in a researcher's words.

Owns the connection's settings. Invariant: every change happens inside `transaction`, and is on disk when it returns.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quoth.errors import BusyError, ProjectError
from quoth.i18n import _
from quoth.store import schema

__all__ = ["APPLICATION", "FILE", "connect", "explained", "guarded", "transaction", "uncollected"]

FILE = "quoth.db"
APPLICATION = 0x51756F74
"""`Quot`, the application id in the file's header."""
WAIT = 20.0
"""Seconds to wait for another program that is writing."""

_LEAST = 512
"""Bytes of the smallest database; SQLite takes a shorter file for an empty one."""


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into `ProjectError` (or `BusyError`) naming the file and the remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise explained(error, path) from error
    except UnicodeEncodeError as error:
        raise ProjectError(
            _("The text holds half a character (at {place}), which cannot be stored in {path}.").format(
                place=error.start + 1, path=path
            ),
            _("Type the text again, or save its file as UTF-8."),
        ) from error


def explained(error: sqlite3.DatabaseError, path: Path) -> ProjectError:
    """What an error of SQLite's means to the person who met it."""
    said = str(error).lower()
    if "locked" in said or "busy" in said:
        return BusyError(
            _("{path} is in use by another program.").format(path=path), _("Close it there, or try again in a moment.")
        )
    if "readonly" in said or "unable to open" in said:
        return ProjectError(
            _("{path} cannot be written.").format(path=path),
            _("Check that you may write in this folder, or copy the project to one of yours."),
        )
    if "full" in said:
        return ProjectError(
            _("The disk is full; nothing was written to {path}.").format(path=path),
            _("Free some space and do the last step again."),
        )
    if "not a database" in said or "malformed" in said or "file is encrypted" in said:
        return ProjectError(
            _("{path} is damaged or is not a Quoth database.").format(path=path),
            _("Put back the newest copy from the folder .quoth/backups."),
        )
    return ProjectError(
        _("{path} could not be used: {error}.").format(path=path, error=error),
        _("Run quoth verify to see what is wrong."),
    )


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a project's database, upgrading an older one; with `create` make it (readable by its owner only).

    A folder that cannot be written is opened for reading.
    Raises ProjectError for a missing, foreign, damaged or newer file.
    """
    if create:
        _create(path)
    elif not path.exists():
        raise ProjectError(_("{path} does not exist.").format(path=path), _("Run quoth init in the project's folder."))
    with guarded(path):
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        mode = "rw" if writable else _reading(path)
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=WAIT
        )
        try:
            _prepare(connection, path, writable=writable)
        except BaseException:
            connection.close()
            raise
    return connection


def _reading(path: Path) -> str:
    """How to open a file that cannot be written: nobody changes it, unless the newest acts lie beside it."""
    beside = path.with_name(f"{path.name}-wal")
    return "ro" if beside.exists() and beside.stat().st_size else "ro&immutable=1"


def _create(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise ProjectError(_("{path} exists already.").format(path=path), _("Open it with quoth.")) from None
    except OSError as error:
        raise ProjectError(
            _("{path} cannot be made: {reason}.").format(path=path, reason=error.strerror),
            _("Choose a folder you may write in."),
        ) from error


def _prepare(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = ON")
    if 0 < path.stat().st_size < _LEAST:
        raise sqlite3.DatabaseError("file is not a database")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION and (application or not _empty(connection)):
        raise ProjectError(
            _("{path} belongs to another program.").format(path=path),
            _("Rename that file, then run quoth init in the project's folder."),
        )
    if version > schema.LATEST:
        raise ProjectError(
            _("{path} was written by a newer Quoth (format {version}; this one knows {latest}).").format(
                path=path, version=version, latest=schema.LATEST
            ),
            _("Update Quoth: pip install --upgrade quoth."),
        )
    if not writable:
        _check_readable(path, version)
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    if version < schema.LATEST:
        with transaction(connection):
            schema.upgrade(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")


def _check_readable(path: Path, version: int) -> None:
    if version < schema.LATEST:
        raise ProjectError(
            _(
                "{path} was written by an older Quoth and cannot be brought up to date where nothing can be written."
            ).format(path=path),
            _("Copy the project to a folder of yours and open it there."),
        )


def _empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which looks at the same hundred thousands of facts over and over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: committed and synced when the block ends, rolled back when anything is raised in it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
