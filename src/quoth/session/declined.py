"""Files that somebody said no to, so that they are not offered again at every start.

Owns `.quoth/declined` in the project's folder: one SHA-256 a line. A file that holds something else since is another.
It is a convenience and no data: where it cannot be read or written, files are offered again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["decline", "is_declined"]

FILE = Path(".quoth") / "declined"


def decline(folder: Path, files: Iterable[Path]) -> None:
    """Remember that these files, as they are now, are not wanted."""
    path = folder / FILE
    with contextlib.suppress(OSError):
        digests = [_digest(file) for file in files]
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as stream:
            stream.writelines(f"{digest}\n" for digest in digests)


def is_declined(folder: Path, file: Path) -> bool:
    """Whether somebody said no to a file that holds what it does now."""
    try:
        return _digest(file).encode() in (folder / FILE).read_bytes().split()
    except OSError:
        return False


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
