"""A Latin id from a label in any script.

Invariant: a slug is made of `a-z`, `0-9` and single hyphens, begins with a letter or digit, and has at most 64
characters. Cyrillic letters, those of Kazakh, Kyrgyz, Tajik and Uzbek included, are transliterated; accents fall away;
a label in another script gives `code`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

__all__ = ["LONGEST", "slug"]

LONGEST = 64
"""Characters in an id, at most."""

_CYRILLIC = "абвгдезийклмнопрстуфыэәғқңөұүһіїўҳґӣӯҷ"
_LATIN = "abvgdeziyklmnoprstufyeagqnouuhiiohgiuj"
_LETTERS = dict(zip(_CYRILLIC, _LATIN, strict=True)) | {
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu",
    "я": "ya", "є": "ye", "ı": "i", "ə": "a", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
    "ð": "d", "þ": "th", "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "",
}  # fmt: skip
_REST = re.compile(r"[^a-z0-9]+")


def _latin(char: str) -> str:
    known = _LETTERS.get(char)
    if known is not None:
        return known
    base = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(_LETTERS.get(part, part) for part in base.lower())


def slug(label: str, taken: Collection[str] = ()) -> str:
    """The label as an id that is not in `taken`: `-2`, `-3` and so on follow where it is."""
    latin = "".join(map(_latin, unicodedata.normalize("NFC", label).lower()))
    base = _REST.sub("-", latin).strip("-")[:LONGEST].rstrip("-") or "code"
    found, number = base, 1
    while found in taken:
        number += 1
        end = f"-{number}"
        found = base[: LONGEST - len(end)].rstrip("-") + end
    return found
