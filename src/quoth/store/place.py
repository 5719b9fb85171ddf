"""Whether a folder is a safe place for a database that is being written to.

Network drives and folders that a cloud service copies while they change have lost other tools' projects.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["risk"]

_SYNCED: tuple[str, ...] = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents")
_SYNCED += ("nextcloud", "owncloud", "yandex.disk", "yandexdisk", "mailru cloud", "pcloud", "syncthing")
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "afs", "9p", "davfs", "fuse.rclone")
_MOUNTS = Path("/proc/mounts")


def risk(folder: Path) -> str:
    """A sentence of warning, or nothing."""
    here = folder.resolve()
    for part in here.parts:
        if part.lower().startswith(_SYNCED):
            return (
                f"{here} lies in a folder that is copied to a cloud ({part}), perhaps while the database changes. "
                "Keep the project elsewhere and put only exports there."
            )
    if str(here).startswith("\\\\") or _filesystem(here).startswith(_NETWORK):
        return f"{here} lies on a network drive, where databases get damaged. Keep the project on a local disk."
    return ""


def _filesystem(folder: Path) -> str:
    """The type of file system a folder is on, where the system tells."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found, kind = "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            inside = str(folder) == point or str(folder).startswith(point.rstrip(os.sep) + os.sep)
            if inside and len(point) >= len(found):
                found, kind = point, fields[2]
    return kind
