"""Bytes to text: by what the file says of itself, by the shape of Unicode, by what one asks for, else by its letters.

Owns the order in which encodings are tried. Invariant: a text comes out only when every byte of the file was understood
and no other reading of it is nearly as likely; a byte order mark is no part of it, and no character stands in for
another. Positions in messages are bytes from 1 and lines from 1.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from unicodedata import category, name

from quoth.errors import ReaderError, UncertainEncodingError
from quoth.i18n import N_, _
from quoth.readers import scoring
from quoth.readers.clean import one_line
from quoth.readers.options import File

__all__ = ["TEXTUAL", "decode", "encoding_of", "settled"]

TEXTUAL = frozenset({".txt", ".md", ".csv", ".srt", ".vtt", ".html", ".htm"})
"""Suffixes of files that are text in some encoding."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its little-endian mark begins with that of UTF-16."""
_UTF8 = ("utf-8", "utf-8-sig")
_SIGNATURES = (
    (b"PK\x03\x04", N_("a zip archive, as .docx, .xlsx and .odt files are")),
    (b"%PDF-", N_("a PDF")),
    (b"\xd0\xcf\x11\xe0", N_("an old Word or Excel file, or one protected by a password")),
    (b"{\\rtf", N_("an RTF file")),
)
_SAVE = N_(
    "Save it as UTF-8: in Word with Save As > Plain Text > Unicode (UTF-8), in Excel "
    "with Save As > CSV UTF-8, in Notepad with Save As > Encoding: UTF-8."
)
_AS_TEXT = N_(
    "Save the transcript as plain text in UTF-8: in Word with Save As > Plain Text > "
    "Unicode (UTF-8), in Notepad with Save As > Encoding: UTF-8."
)
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_BINARY = 0.1
"""Share of control bytes from which a file is not text."""
_DECLARED = re.compile(rb"<(?:meta\s[^>]{0,200}?charset|\?xml\s[^>]{0,100}?encoding)\s*=\s*[\"']?([\w:.-]{2,30})", re.I)
_HEAD = 4096
_ENCODINGS = re.compile(
    r"ascii|cp\d+|iso8859_\d+|koi8_[rtu]|mac_\w+|kz1048|ptcp154|utf_(?:8|16|32)\w*|tis_620|hp_roman8"
    r"|gb\w+|big5\w*|shift_jis\w*|euc_\w+|hz|iso2022_\w+|johab"
)
"""Python's names of encodings of text; it also has codecs that are no encodings, as `punycode`."""
_SURE = 6.0
"""How much likelier than the next one a reading must be, as a natural logarithm."""
_SOUND = -3.65
"""The mean likelihood of a character under which a reading is doubted even without a rival."""
_BEYOND = re.compile(r"[^\x00-\x7f]")
_LITTLE = 4
_HERE = ("LATIN", "CYRILLIC", "COMBINING", "MODIFIER")
"""How the names of letters of this region's scripts begin."""
_SHOWN = 70
"""Characters of the first line shown in a question."""


def decode(data: bytes, label: str, encoding: str = "") -> str:
    """The text of a file without its byte order mark; `encoding` is used where no Unicode encoding fits.

    Raises UncertainEncodingError, with the two best readings, where no encoding is given and none is plainly right;
    ReaderError, with byte and line, for what is not text and for bytes that the encoding does not have.
    """
    used = encoding_of(data, label, encoding)
    try:
        return data.decode(used)
    except UnicodeDecodeError as error:
        raise ReaderError(
            _("{place} is not {used} text.").format(place=f"{label}{_place(data, error.start)}", used=_written(used)),
            _(_SAVE)
            if not encoding
            else " ".join((_("Leave --encoding {encoding} out, or give another.").format(encoding=encoding), _(_SAVE))),
        ) from None


def settled(file: File) -> File:
    """The file as UTF-8, whatever it was; its encoding is recorded with the document where it was another.

    The byte order mark it gets spares readers the question. Raises as `decode` does.
    """
    used = encoding_of(file.data, file.label, file.options.encoding)
    options = replace(file.options, encoding="" if used in _UTF8 else used)
    source = replace(file.source, options=options.chosen())
    data = file.data if used == "utf-8" else decode(file.data, file.label, used).encode()
    return replace(file, data=codecs.BOM_UTF8 + data, options=options, source=source)


def encoding_of(data: bytes, label: str, asked: str = "") -> str:
    """Python's name of the encoding: by byte order mark, shape of UTF-16, as UTF-8; else as asked, declared or guessed.

    Raises as `decode` does.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise ReaderError(
                _("{label} is {what}, not plain text.").format(label=label, what=_(what)),
                _("Open it in its own program and save it as text in UTF-8, or rename it to end as such files do."),
            )
    wanted = _checked(asked) if asked else ""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if shape := _utf16(data):
        return shape
    _refuse_binary(data, label)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if (nul := data.find(b"\0")) >= 0:
            raise ReaderError(
                _("{place} is a zero byte, so this is not a text file.").format(place=f"{label}{_place(data, nul)}"),
                _(_AS_TEXT),
            ) from None
        return wanted or _declared(data) or _guessed(data, label, error.start)
    if _by_chance(text):
        return wanted or _guessed(data, label, 0, unsure="utf-8")
    return "utf-8"


def _written(encoding: str) -> str:
    return "UTF-8" if encoding in _UTF8 else encoding


def _place(data: bytes, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    return _(":{line}: byte {at:,}").format(line=line, at=at + 1)


def _refuse_binary(data: bytes, label: str) -> None:
    sample = data[: 16 * _HEAD]
    if sample and len(sample) - len(sample.translate(None, _CONTROL)) >= _BINARY * len(sample):
        first = next(at for at, byte in enumerate(sample) if byte in _CONTROL)
        raise ReaderError(
            _("{place} is a control character, as are many more, so this is not a text file.").format(
                place=f"{label}{_place(data, first)}"
            ),
            _(_AS_TEXT),
        )


def _utf16(data: bytes) -> str:
    """UTF-16 without a byte order mark: most bytes of one parity are high halves of Latin or Cyrillic characters.

    Such bytes can pass for UTF-8, because all of them lie under 0x80.
    """
    sample = data[:_HEAD]
    if len(data) % 2:
        return ""
    for half, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if sum(half.count(high) for high in (0, 1, 2, 4, 5)) > 0.7 * len(half):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text[:_HEAD]:
                return encoding
    return ""


def _by_chance(text: str) -> bool:
    """Whether so little beyond ASCII makes a text UTF-8, and in so odd a script, that it may be chance."""
    marked = list(islice(_BEYOND.finditer(text), _LITTLE))
    odd = any(category(char[0])[0] in "LM" and not name(char[0], "").startswith(_HERE) for char in marked)
    return 0 < len(marked) < _LITTLE and odd


def _checked(asked: str) -> str:
    """The encoding under the name that Python has for it. Raises ReaderError for what is none."""
    try:
        found = codecs.lookup(asked.strip()).name
    except (LookupError, ValueError):
        found = ""
    if not _ENCODINGS.fullmatch(found.replace("-", "_")):
        raise ReaderError(
            _("There is no encoding “{asked}”.").format(asked=asked),
            _("Give one of {known}, or leave --encoding out.").format(known=", ".join(scoring.CODE_PAGES)),
        )
    return next((page for page in scoring.CODE_PAGES if codecs.lookup(page).name == found), found)


def _declared(data: bytes) -> str:
    """The encoding that a web page names for itself, if its bytes are that."""
    said = _DECLARED.search(data[:_HEAD])
    if not said:
        return ""
    try:
        encoding = _checked(said[1].decode("ascii"))
        data.decode(encoding)
    except (ReaderError, UnicodeDecodeError):
        return ""
    return "" if encoding.startswith("utf") else encoding


def _guessed(data: bytes, label: str, at: int, unsure: str = "") -> str:
    """The likeliest code page; `unsure` names an encoding that is as good as any."""
    found = scoring.readings(data)
    if not found:
        raise ReaderError(_("{place} is not UTF-8 text.").format(place=f"{label}{_place(data, at)}"), _(_SAVE))
    if unsure:
        found.insert(1, scoring.Reading(unsure, data.decode(unsure), 0.0, 0.0))
    best, *others = found
    if best.mean >= _SOUND and not unsure and (not others or best.likelihood - others[0].likelihood >= _SURE):
        return best.encoding
    raise UncertainEncodingError(label, _lines(found[:2], data.count(b"\n", 0, at)))


def _lines(found: Sequence[scoring.Reading], number: int) -> list[tuple[str, str]]:
    """Encoding and the first line in which the readings differ, cut short; else the line of that number."""
    lines = [reading.text.split("\n") for reading in found]
    rows = zip(*lines, strict=False)
    number = next((index for index, row in enumerate(rows) if len(set(row)) > 1), number)
    return [
        (reading.encoding, one_line(own[number])[:_SHOWN] if number < len(own) else "")
        for reading, own in zip(found, lines, strict=True)
    ]
