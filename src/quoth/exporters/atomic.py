"""Writing a file so that the old one stays whole until the new one is complete, on disk and readable by its owner only.

Invariant: after an error, or the end of the program at any moment, the target is either the old file or the new one;
after an error no temporary file is left.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from quoth.errors import ExportError
from quoth.i18n import N_, _

__all__ = ["replacing"]

_ROOM = N_("Free some space, or write to another disk.")
_PLACE = N_("Choose a folder of your own, or close the file where it is open.")
_FOLDER = N_("Create the folder first, or choose another.")
_WHY = {
    errno.ENOSPC: (N_("the disk is full"), _ROOM),
    errno.EDQUOT: (N_("the disk quota is used up"), _ROOM),
    errno.EACCES: (N_("writing there is not allowed"), _PLACE),
    errno.EPERM: (N_("writing there is not allowed"), _PLACE),
    errno.EROFS: (N_("writing there is not allowed"), _PLACE),
    errno.ENOENT: (N_("its folder does not exist"), _FOLDER),
    errno.ENOTDIR: (N_("its folder does not exist"), _FOLDER),
    errno.EISDIR: (N_("it is a folder"), N_("Name a file in it.")),
    errno.ENAMETOOLONG: (N_("its name is too long"), N_("Choose a shorter name.")),
}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """An open file that takes the place of `path` when the block ends, and leaves it alone when the block fails.

    A link is followed; what is no regular file (a pipe, a terminal) is written directly. Raises ExportError, naming
    the file, for whatever the system refuses, and where an office program has the file open.
    """
    try:
        target = Path(os.path.realpath(path))
        if lock := _lock(target):
            raise ExportError(
                _("{path} is open in another program, which keeps {name} beside it.").format(path=path, name=lock.name),
                _("Close it there; or, if nobody has it open, delete {lock}.").format(lock=lock),
            )
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
        else:
            with _beside(target) as stream:
                yield stream
    except OSError as error:
        why, hint = _WHY.get(error.errno or 0, (error.strerror or str(error), ""))
        raise ExportError(
            _("{path} cannot be written: {why}.").format(path=path, why=_(why)), _(hint) if hint else ""
        ) from error
    except UnicodeEncodeError as error:
        broken = f"U+{ord(error.object[error.start]):04X}"
        hint = _("Look for it in memos, names and labels that were pasted in.")
        raise ExportError(
            _("{path} cannot be written: it would hold {broken}, half of a character.").format(
                path=path, broken=broken
            ),
            hint,
        ) from error


def _lock(target: Path) -> Path | None:
    """The file by which LibreOffice or Word says that it has the target open."""
    name = target.name
    locks = (f".~lock.{name}#", f"~${name}", f"~${name[2:]}")
    return next((lock for lock in map(target.with_name, locks) if target.suffix and lock.is_file()), None)


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A temporary file in the target's folder, put in its place at the end."""
    handle, name = tempfile.mkstemp(prefix=".quoth-", suffix=".part", dir=target.parent)
    try:
        with open(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
