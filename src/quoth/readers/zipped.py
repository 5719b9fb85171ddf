"""Zip archives of transcripts (.zip): every member as if it lay in a folder.

Invariant: members are read one at a time into memory, in the order of their names, and named as `archive.zip/member`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.text import Transcript
from quoth.readers import registry
from quoth.readers.clean import one_line
from quoth.readers.files import LARGEST, TABLES, left_out
from quoth.readers.kinds import unpack
from quoth.readers.options import File

__all__ = ["read"]


def read(file: File) -> tuple[Transcript, ...]:
    """The documents of all members; those of unknown formats are left out and named.

    Raises ReaderError for what is no sound archive, for the first member that cannot be read, and for two documents of
    one name.
    """
    packed = unpack(file, ".zip")
    notes: list[str] = []
    found: dict[str, str] = {}
    made: list[Transcript] = []
    for name in sorted(packed.members):
        path = PurePosixPath(name)
        if any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts):
            continue
        reason = _reason(path)
        if reason:
            notes.append(f"{one_line(name)} {reason}.")
            continue
        for transcript in registry.read(_member(file, name, packed.read(name)), path.suffix.lower()):
            if transcript.name in found:
                raise ReaderError(
                    _("{file}: {one} and {other} would both become the document {name}.").format(
                        file=file.label, one=found[transcript.name], other=one_line(name), name=transcript.name
                    ),
                    _("Rename one of them."),
                )
            found[transcript.name] = one_line(name)
            made.append(transcript)
    if not made:
        raise ReaderError(
            _("{file} holds no transcript.").format(file=file.label),
            _("Quoth reads {formats} in it.").format(formats=", ".join(registry.formats())),
        )
    return (replace(made[0], notes=(*notes, *made[0].notes)), *made[1:])


def _reason(path: PurePosixPath) -> str:
    """Why a member is not read; empty for one that is."""
    if path.suffix.lower() == ".zip":
        return "is an archive inside an archive"
    if path.name.lower() in TABLES:
        return "is read from a folder only"
    return left_out(path, registry.formats())


def _member(file: File, name: str, data: bytes) -> File:
    label = f"{file.label}/{one_line(name)}"
    if len(data) > LARGEST:
        raise ReaderError(
            _("{label} is larger than {most} MB.").format(label=label, most=LARGEST // 1_000_000),
            _("Split it into several transcripts."),
        )
    if not data.strip():
        raise ReaderError(_("{label} is empty.").format(label=label), _("Check that the transcript was saved."))
    source = replace(file.source, path=f"{file.source.path}/{one_line(name)}", sha256=hashlib.sha256(data).hexdigest())
    return File(label, one_line(PurePosixPath(name).stem), data, source, file.options)
