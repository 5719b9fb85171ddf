"""Which copy of the project this is.

Owns the copy's random origin and the marks of its place by which a copied folder is noticed. Invariant: two copies that
are both written to never share an origin.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import uuid
from pathlib import Path

from quoth.store.database import transaction

__all__ = ["claim", "former", "renew"]


def claim(connection: sqlite3.Connection, path: Path) -> str:
    """This copy's origin; a new one when the database is new or was copied from elsewhere.

    The inode and the machine tell a copy. The device tells one only together with the path: some systems
    number their devices anew at every start.
    """
    here = _place(path)
    known = _known(connection)
    if "origin" in known and not _moved(known, here):
        return known["origin"]
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return known.get("origin", "readonly")
    with transaction(connection):
        known = _known(connection)
        if "origin" in known and not _moved(known, here):  # another program has just claimed it
            return known["origin"]
        origin = secrets.token_hex(5)
        _keep_former(connection, known)
        for name, value in {"origin": origin, **here}.items():
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
    return origin


def renew(connection: sqlite3.Connection) -> str:
    """Give this copy a new origin, because another one writes under the old. The caller owns the transaction."""
    origin = secrets.token_hex(5)
    _keep_former(connection, _known(connection))
    connection.execute("UPDATE meta SET value = ? WHERE name = 'origin'", (origin,))
    return origin


def former(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The names that this copy had before, the oldest first: a folder that is moved gets a new one, too.

    What was done under them may not have been shared yet, and nobody else may have it.
    """
    return tuple(json.loads(_known(connection).get("former", "[]")))


def _keep_former(connection: sqlite3.Connection, known: dict[str, str]) -> None:
    if "origin" in known:
        names = [*json.loads(known.get("former", "[]")), known["origin"]]
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('former', ?)", (json.dumps(names),))


def _known(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, value FROM meta"))


def _place(path: Path) -> dict[str, str]:
    found = path.stat()
    return {
        "machine": _machine(),
        "inode": str(found.st_ino),
        "device": str(found.st_dev),
        "path": str(path.resolve()),
    }


def _moved(known: dict[str, str], here: dict[str, str]) -> bool:
    if known.get("machine") != here["machine"] or known.get("inode") != here["inode"]:
        return True
    return known.get("device") != here["device"] and known.get("path") != here["path"]


def _machine() -> str:
    for file in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            if found := Path(file).read_text().strip():
                return found
        except OSError:
            continue
    return f"{uuid.getnode():x}"
