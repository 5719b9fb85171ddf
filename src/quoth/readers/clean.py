"""What is done to every text before it is stored: one kind of line end, no control characters.

Invariant: cleaning a clean text changes nothing; no code point is added, and the Unicode normal form is left alone.
"""

from __future__ import annotations

import re
import unicodedata

from quoth.errors import ReaderError
from quoth.i18n import _

__all__ = ["clean", "one_line"]

_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean(text: str, label: str) -> tuple[str, int]:
    """The text with LF line ends and without control characters but tab, and how many of these were removed.

    Raises ReaderError for a lone surrogate, which no file can hold, naming its line.
    """
    if not _ODD.search(text):
        return text, 0
    if lone := _SURROGATE.search(text):
        line = text.count("\n", 0, lone.start()) + 1
        raise ReaderError(
            _("{label}:{line}: half of a character (U+{number:04X}) stands where a whole one should be.").format(
                label=label, line=line, number=ord(lone[0])
            ),
            _("Delete the broken character, often an emoji cut in two, and save the file again."),
        )
    return _CONTROL.subn("", _BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """A name or attribute value: in NFC, every run of white space or control characters one blank."""
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).split())
