"""Which code page a text in none of the Unicode encodings is written in.

Owns the likelihood of a reading: letters by their shares in a language, words by the shape of their case, signs that no
transcript has. Invariant: every reading given is complete, as every byte of the file was understood; readings of one
text count as one. Likelihoods are natural logarithms, as sums over distinct runs of letters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from quoth.model.language import CYRILLIC, LATIN, RARE

__all__ = ["CODE_PAGES", "Reading", "readings"]

CODE_PAGES = (
    *("cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "kz1048", "koi8-t", "ptcp154", "koi8-u", "cp1125"),
    *("cp1252", "cp1250", "cp1254"),
)
"""The code pages tried; of those that give the same text the first is named."""
_RUN = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_RUNS = 1500
"""Distinct runs that are weighed, besides those that hold a byte not seen before."""
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND = r"[^\W\d_A-Za-z]"
_MIXTURE = re.compile(rf"[A-Za-z](?={_BEYOND})|{_BEYOND}(?=[A-Za-z])")
_NEIGHBOURS = re.compile(rf"{_BEYOND}(?={_BEYOND})")
_SIGNS = dict.fromkeys("«»“”„‘’—–…", math.log(0.04)) | dict.fromkeys("№•°§€·\u00a0\u00ad", math.log(0.003))
"""Signs beyond ASCII that transcripts have."""
_ODD = math.log(1e-5)
_CONTROL = math.log(1e-7)
_FOREIGN = math.log(1e-6)
"""A letter of no language known here."""
_MIXED = math.log(1e-3)
"""A Cyrillic letter beside one of a to z."""
_BESIDE = math.log(0.03)
"""A letter with a mark beside another such letter."""
_ELSEWHERE = dict.fromkeys(("be", "bg", "sr", "mk"), math.log(0.02))
"""How much less is expected of languages that are seldom met among the project's."""
_LOWER, _TITLE, _UPPER, _JUMP = math.log(0.78), math.log(0.19), math.log(0.03), math.log(1e-3)
_KNOWN = frozenset().union(*CYRILLIC.values(), *LATIN.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read in one code page."""

    encoding: str
    text: str
    likelihood: float
    mean: float
    """The likelihood over the characters beyond ASCII."""


def readings(data: bytes) -> list[Reading]:
    """Every reading of bytes that no Unicode encoding fits, the likeliest first; texts that are the same but once."""
    runs = _chosen(data)
    found: dict[str, Reading] = {}
    for encoding in CODE_PAGES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text not in found:
            words = [run.decode(encoding) for run in runs]
            likelihood = _likelihood(words)
            count = sum(not char.isascii() for word in words for char in word)
            found[text] = Reading(encoding, text, likelihood, likelihood / max(count, 1))
    return sorted(found.values(), key=lambda reading: -reading.likelihood)


def _chosen(data: bytes) -> list[bytes]:
    """Distinct runs of letters with a byte beyond ASCII: the first ones, and all that hold a byte not seen before."""
    chosen: dict[bytes, None] = {}
    seen: set[int] = set()
    for match in _RUN.finditer(data):
        run = match[0]
        if run not in chosen and (len(chosen) < _RUNS or not seen.issuperset(run)):
            chosen[run] = None
            seen.update(run)
    return list(chosen)


def _likelihood(words: Sequence[str]) -> float:
    """Of the best of all languages, taken as the language of the whole text."""
    text = "\n".join(words)
    letters: Counter[str] = Counter()
    signs = 0.0
    for char, count in Counter(text).items():
        if char.isascii():
            continue
        if char.isalpha():
            letters[char.lower()[0]] += count
        else:
            signs += count * _sign(char)
    mixed = _MIXED * len(_MIXTURE.findall(text))
    beside = _BESIDE * len(_NEIGHBOURS.findall(text))
    return (
        signs
        + _shape(text)
        + max(
            *(
                mixed + _letters(letters, shares) + _ELSEWHERE.get(language, 0.0)
                for language, shares in CYRILLIC.items()
            ),
            *(beside + _letters(letters, shares) for shares in LATIN.values()),
        )
    )


def _letters(letters: Mapping[str, int], shares: Mapping[str, float]) -> float:
    return sum(count * shares.get(letter, RARE if letter in _KNOWN else _FOREIGN) for letter, count in letters.items())


@lru_cache(maxsize=256)
def _sign(char: str) -> float:
    return _SIGNS.get(char) or (_CONTROL if unicodedata.category(char) == "Cc" else _ODD)


def _shape(text: str) -> float:
    """How likely the case of the letters is, word by word; a word in ASCII is the same in every reading."""
    total = 0.0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        if word.islower():
            total += _LOWER
        elif word[0].isupper() and (len(word) == 1 or word[1:].islower()):
            total += _TITLE
        elif word.isupper():
            total += _UPPER
        else:
            total += _UPPER + _JUMP * sum(a.islower() and b.isupper() for a, b in pairwise(word))
    return total
