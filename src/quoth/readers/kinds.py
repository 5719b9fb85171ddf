"""What a file is by its content, whatever its name says.

Owns the signatures of formats that people mistake for another. Invariant: nothing is unpacked for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.readers import archive
from quoth.readers.archive import Archive
from quoth.readers.options import File

__all__ = ["expect", "unpack"]

_NAMES: Mapping[str, str] = {
    ".docx": N_("a Word document (.docx)"),
    ".odt": N_("an OpenDocument text (.odt)"),
    ".xlsx": N_("an Excel workbook (.xlsx)"),
    ".zip": N_("a zip archive"),
    ".pdf": N_("a PDF"),
    ".rtf": N_("an RTF file"),
}
_PARTS = {"word/": ".docx", "xl/": ".xlsx", "content.xml": ".odt"}
"""How the name of a member begins that only archives of a format have."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {
    "EncryptedPackage": (
        N_("is protected by a password"),
        N_("Open it in Word or Excel, take the password off (File > Info > Protect), save it and import that."),
    ),
    "WordDocument": (N_("is an old Word file (.doc)"), N_("Open it in Word or LibreOffice and save it as .docx.")),
    "Workbook": (
        N_("is an old Excel file (.xls)"),
        N_("Open it in Excel or LibreOffice and save it as .xlsx or CSV UTF-8."),
    ),
}


def expect(file: File, suffix: str) -> None:
    """Raises ReaderError, saying what the file is instead, for content that is not of the format with that suffix."""
    data = file.data
    if data.startswith(_OLE):
        reason, remedy = next(
            (said for stream, said in _OLD.items() if stream.encode("utf-16-le") in data),
            (
                N_("is an old Office file or protected by a password"),
                N_("Open it in Office, save it anew and import that."),
            ),
        )
        raise ReaderError(_("{file} {reason}.").format(file=file.label, reason=reason), remedy)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _compare(file, _packed(archive.opened(data, file.label)), suffix)
    elif data.lstrip()[:5] == b"{\\rtf":
        _compare(file, ".rtf", suffix)
    else:
        _compare(file, ".pdf" if b"%PDF-" in data[:1024] else "", suffix)


def unpack(file: File, suffix: str) -> Archive:
    """The archive that a file of that suffix is. Raises ReaderError as `expect` does, and for one that is harmful."""
    expect(file, suffix)
    return archive.opened(file.data, file.label)


def _packed(parts: Archive) -> str:
    """The suffix of the format whose parts an archive has; `.zip` for any other."""
    return next(
        (suffix for start, suffix in _PARTS.items() if any(name.startswith(start) for name in parts.members)), ".zip"
    )


def _compare(file: File, found: str, suffix: str) -> None:
    if found == suffix:
        return
    if found:
        raise ReaderError(
            _("{file} is {found}, not {named}.").format(
                file=file.label, found=_(_NAMES[found]), named=_(_NAMES[suffix])
            ),
            _("Rename it to end in {found} and import it again.").format(found=found),
        )
    raise ReaderError(
        _("{file} is not {named}, though its name says so.").format(file=file.label, named=_(_NAMES[suffix])),
        _("Open it in the program it was made with and save it again; if it is plain text, rename it to .txt."),
    )
