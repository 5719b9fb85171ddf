"""The language in which Quoth speaks to a person: English in the source, other languages from catalogs beside it.

Owns which language that is. The catalogs are `locale/LANGUAGE/LC_MESSAGES/quoth.po`, read as they are when the first
sentence is asked for, so that nothing has to be compiled and English reads no file. Codes, transcripts, JSON keys and
names of commands are never translated.
"""

from __future__ import annotations

import gettext
import io
import os
import re
import struct
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["LANGUAGES", "N_", "_", "language", "ngettext", "parse", "pgettext", "use"]

LANGUAGES = ("en", "ru")
"""What Quoth speaks; the first is the language of the source."""

CATALOGS = Path(__file__).parent / "locale"
_CONTEXT = "\x04"
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)?(?:\[(\d)\])?\s*"(.*)"\s*')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}

_language = ""
_catalog: gettext.NullTranslations | None = None


def use(name: str = "") -> str:
    """Speak this language from now on, else the one of the environment; returns which it is."""
    global _language, _catalog
    _language = name if name in LANGUAGES else _wanted()
    _catalog = None
    return _language


def language() -> str:
    """The language that is spoken, as `en`."""
    return _language or use()


def _(message: str) -> str:
    """A sentence in the language spoken. Placeholders are filled afterwards: `_("{n} found").format(n=3)`."""
    return _spoken().gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of a sentence that goes with a number: English has two, Russian three."""
    return _spoken().ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """A sentence whose words mean something else elsewhere; the context tells translators what they mean here."""
    return _spoken().pgettext(context, message)


def N_(message: str) -> str:
    """The message itself: marks words that are translated where they are shown, as constants of a module."""
    return message


def _wanted() -> str:
    """The first language of the environment that Quoth speaks, else English."""
    found = [os.environ.get("QUOTH_LANGUAGE", "")]
    posix = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if posix.partition(".")[0] not in ("C", "POSIX"):  # there LANGUAGE means nothing, as with gettext
        found += os.environ.get("LANGUAGE", "").split(":")
    found.append(posix or _of_windows())
    named = (re.split("[_.@-]", one, maxsplit=1)[0].lower() for one in found)
    return next((one for one in named if one in LANGUAGES), LANGUAGES[0])


def _of_windows() -> str:
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


def _spoken() -> gettext.NullTranslations:
    global _catalog
    if _catalog is None:
        _catalog = _load(language())
    return _catalog


def _load(name: str) -> gettext.NullTranslations:
    if name == LANGUAGES[0]:
        return gettext.NullTranslations()
    text = (CATALOGS / name / "LC_MESSAGES" / "quoth.po").read_text(encoding="utf-8")
    return gettext.GNUTranslations(io.BytesIO(_compiled(parse(text))))


def parse(text: str) -> Mapping[str, tuple[str, ...]]:
    """A catalog as gettext writes it (`.po`): what is translated to its translations, one for each form of number.

    A context stands before the message with EOT between, a plural after it with NUL between. Comments are passed over.
    Raises ValueError, with the line, for anything else.
    """
    found: dict[str, tuple[str, ...]] = {}
    entry: dict[str, str] = {}
    field = ""

    def close() -> None:
        if "msgid" in entry:
            key = entry["msgid"]
            key = entry["msgctxt"] + _CONTEXT + key if "msgctxt" in entry else key
            key += "\0" + entry["msgid_plural"] if "msgid_plural" in entry else ""
            if key in found:
                raise ValueError(f"line {number}: {entry['msgid']!r} stands in the catalog twice")
            found[key] = tuple(value for name, value in sorted(entry.items()) if name.startswith("msgstr"))
        entry.clear()

    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number}: not a line of a catalog: {line!r}")
        keyword, index, words = match.groups()
        if keyword in ("msgctxt", "msgid") and (keyword in entry or any(name.startswith("msgstr") for name in entry)):
            close()
        if keyword:
            field = keyword + (index or "")
            if field in entry:
                raise ValueError(f"line {number}: {field} stands twice")
        elif not field:
            raise ValueError(f"line {number}: words that belong to nothing")
        entry[field] = entry.get(field, "") + re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[0]), words)
    close()
    return found


def _compiled(messages: Mapping[str, Iterable[str]]) -> bytes:
    """The catalog in the binary form that the standard library reads (GNU gettext manual, "The Format of GNU MO")."""
    pairs = sorted((key.encode(), "\0".join(forms).encode()) for key, forms in messages.items())
    start = 7 * 4 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    words = bytearray()
    for side, table in enumerate(tables):
        for pair in pairs:
            table += [len(pair[side]), start + len(words)]
            words += pair[side] + b"\0"
    header = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28)
    return struct.pack(f"<{7 + 4 * len(pairs)}I", *header, *tables[0], *tables[1]) + bytes(words)
