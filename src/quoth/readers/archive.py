"""Zip archives of unknown origin, and the formats that are zip archives inside.

Invariant: members are read by name into memory, at most so many bytes; nothing is ever extracted. Sizes are bytes.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field

from quoth.errors import ReaderError
from quoth.i18n import N_, _

__all__ = ["Archive", "opened"]

_MOST_MEMBERS = 2000
_MOST_ENTRIES = 20_000
"""Entries that may stand in the bytes, those of archives inside the archive included."""
_LARGEST = 64_000_000
_MOST = 200_000_000
_SUSPECT = 10_000_000
"""A member may grow to this size whatever its ratio."""
_RATIO = 200
_CHUNK = 1_000_000
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|\Z)|.*\\")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AGAIN = N_("Ask for the file again, or open it in its own program and save it anew.")


@dataclass(slots=True)
class Archive:
    """An archive whose members all have harmless names."""

    label: str
    members: dict[str, zipfile.ZipInfo]
    """By name, in order; folders are none."""
    _zip: zipfile.ZipFile
    _left: int = field(default=_MOST)

    def read(self, name: str) -> bytes:
        """A member's bytes, empty where there is no such member. Raises ReaderError for a bomb and for damage."""
        info = self.members.get(name)
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise _protected(self.label)
        if info.compress_type not in _METHODS:
            raise ReaderError(
                _("{label}: {name} is packed in a way that Quoth does not read.").format(
                    label=self.label, name=_shown(name)
                ),
                _(_AGAIN),
            )
        try:
            return self._unpacked(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
            raise ReaderError(
                _("{label}: {name} is damaged or incomplete.").format(label=self.label, name=_shown(name)), _(_AGAIN)
            ) from None

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        chunks, size = [], 0
        with self._zip.open(info) as member:
            while chunk := member.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                bomb = size > _SUSPECT and size > _RATIO * info.compress_size
                if bomb or size > min(_LARGEST, self._left):
                    raise ReaderError(
                        _("{label}: {name} unpacks to far more than a transcript holds.").format(
                            label=self.label, name=_shown(info.filename)
                        ),
                        _("It may be made to fill the memory: do not open it unless you know where it comes from."),
                    )
        self._left -= size
        return b"".join(chunks)


def opened(data: bytes, label: str) -> Archive:
    """The archive. Raises ReaderError for what is none, is damaged, has too many members or names that lead outside."""
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES:
        raise _crowded(label)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        raise ReaderError(
            _("{label} is damaged or incomplete: its list of contents cannot be read.").format(label=label), _(_AGAIN)
        ) from None
    if len(infos) > _MOST_MEMBERS:
        raise _crowded(label)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        link = stat.S_ISLNK(info.external_attr >> 16)
        if link or _OUTSIDE.match(info.filename) or "\\" in info.orig_filename:
            raise ReaderError(
                _("{label}: {name} leads out of the archive, so it may be made to do harm.").format(
                    label=label, name=_shown(info.orig_filename)
                ),
                _("Unpack it with a program you trust, look at what is in it, and import the files."),
            )
        if not info.is_dir():
            members.setdefault(info.filename, info)
    return Archive(label, members, archive)


def _crowded(label: str) -> ReaderError:
    return ReaderError(
        _("{label} has more than {most:,} files in it.").format(label=label, most=_MOST_MEMBERS),
        _("Split it into several archives."),
    )


def _protected(label: str) -> ReaderError:
    return ReaderError(
        _("{label} is protected by a password.").format(label=label),
        _("Open it in its own program, save it without a password and import that."),
    )


def _shown(name: str) -> str:
    return " ".join(name.encode(errors="replace").decode().split())[:80]
