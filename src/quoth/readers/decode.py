"""Bytes to text: UTF-8 and nothing guessed.

Invariant: a text comes out only when every byte of the file was understood; a byte order mark is no part of it.
Positions in messages are bytes from 1 and lines from 1.
"""

from __future__ import annotations

from quoth.errors import ReaderError

__all__ = ["decode"]

_BOM = b"\xef\xbb\xbf"
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, as .docx, .xlsx and .odt files are"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file, or one protected by a password"),
    (b"{\\rtf", "an RTF file"),
)
_SAVE = (
    "Save it as UTF-8: in Word with Save As > Plain Text > Unicode (UTF-8), "
    "in Excel with Save As > CSV UTF-8, in Notepad with Save As > Encoding: UTF-8."
)


def decode(data: bytes, label: str) -> str:
    """The text of a UTF-8 file without its byte order mark.

    Raises ReaderError, with byte and line, for any other encoding and for files that are not text.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise ReaderError(
                f"{label} is {what}, not plain text.", "Open it in its own program and save it as text. " + _SAVE
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(data):
        raise ReaderError(f"{label} is in UTF-16, not UTF-8 (byte 1).", _SAVE)
    if (nul := data.find(b"\0")) >= 0:
        raise ReaderError(
            f"{label}{_place(data, nul)} is a zero byte, so this is not a text file.",
            "Save the transcript as plain text. " + _SAVE,
        )
    body = data[len(_BOM) :] if data.startswith(_BOM) else data
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(data) - len(body) + error.start
        raise ReaderError(f"{label}{_place(data, at)} is not UTF-8 text.", _SAVE) from None


def _place(data: bytes, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    return f":{line}: byte {at + 1:,}"


def _looks_utf16(data: bytes) -> bool:
    """Whether most bytes of one parity are the high halves of Latin, Cyrillic or Arabic-block characters.

    Without a byte order mark such bytes can pass for UTF-8, because all of them lie under 0x80.
    """
    sample = data[:4096]
    if len(data) % 2 or len(sample) < 8:
        return False
    return any(sum(half.count(high) for high in (0, 4, 5)) > 0.7 * len(half) for half in (sample[::2], sample[1::2]))
