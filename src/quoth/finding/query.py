"""What is looked for, and where a folded text holds it.

Owns the four ways to look. Positions are code points of the folded text. Case, `ё` and the form of accents never
matter. Every matcher gives places in order that do not overlap, none of them empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.fold import fold_text

__all__ = ["Matcher", "Mode", "Query"]

Matcher = Callable[[str], Iterator[tuple[int, int]]]
"""Gives the places in a folded text. May raise UsageError where a pattern takes too long."""

LIMIT = 1.0
"""Seconds for which a regular expression may look through one text."""
_WORD = re.compile(r"[^\W_]+")


class Mode(StrEnum):
    """How words are looked for."""

    PHRASE = "phrase"
    """As they stand, also inside of longer words."""
    WORDS = "words"
    """As whole words."""
    REGEX = "regex"
    """By a regular expression, line by line."""
    FUZZY = "fuzzy"
    """As whole words that may be spelled otherwise by a letter or three, according to their length."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and how."""

    words: str
    mode: Mode = Mode.PHRASE

    def matcher(self) -> Matcher:
        """What finds it. Raises UsageError for a regular expression that is none."""
        if self.mode is Mode.REGEX:
            return _regex(self.words)
        needle = fold_text(self.words)
        if self.mode is Mode.FUZZY:
            return _fuzzy(needle)
        return _literal(needle.strip(), whole=True) if self.mode is Mode.WORDS else _literal(needle, whole=False)


def _literal(needle: str, *, whole: bool) -> Matcher:
    def find(text: str) -> Iterator[tuple[int, int]]:
        at = text.find(needle) if needle else -1
        while at >= 0:
            end = at + len(needle)
            if not whole or (_ends_word(text, at, needle[0]) and _ends_word(text, end, needle[-1])):
                yield at, end
            else:
                end = at + 1
            at = text.find(needle, end)

    return find


def _ends_word(text: str, at: int, char: str) -> bool:
    """Whether no word goes on over this place; a needle that has no letter at that end asks nothing there."""
    if not _in_word(char):
        return True
    return not (0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(char: str) -> bool:
    return char.isalnum() or bool(combining(char))


def _regex(pattern: str) -> Matcher:
    # Not the standard library's: that one can neither be given a time nor leave other threads alone.
    import regex

    try:
        compiled = regex.compile(_e(normalize("NFC", pattern)), regex.IGNORECASE | regex.MULTILINE | regex.VERSION0)
    except (regex.error, OverflowError, RecursionError) as error:
        said = _("{pattern} is no regular expression: {why}.").format(pattern=pattern, why=getattr(error, "msg", error))
        raise UsageError(said, _(r"Put \ before a sign that is meant as it stands, or look for the phrase.")) from error

    def find(text: str) -> Iterator[tuple[int, int]]:
        if not pattern:
            return
        try:
            for match in compiled.finditer(text, timeout=LIMIT, concurrent=True):
                if match.end() > match.start():
                    yield match.start(), match.end()
        except TimeoutError as error:
            said = _("This regular expression takes too long.")
            hint = _("Avoid repeats inside of repeats, as in (a+)+, and begin with words that must be there.")
            raise UsageError(said, hint) from error

    return find


def _e(pattern: str) -> str:
    """The pattern with `е` for `ё`, as texts are folded."""
    return pattern.replace("ё", "е").replace("Ё", "Е")


def _fuzzy(phrase: str) -> Matcher:
    from rapidfuzz.distance import OSA

    wanted = _WORD.findall(phrase)
    alike: list[dict[str, bool]] = [{} for _ in wanted]

    def is_alike(index: int, word: str) -> bool:
        known = alike[index].get(word)
        if known is None:
            most = _differences(wanted[index])
            known = OSA.distance(wanted[index], word, score_cutoff=most) <= most
            alike[index][word] = known
        return known

    def find(text: str) -> Iterator[tuple[int, int]]:
        # A text without the first word, in whatever spelling, is passed over before its words are placed.
        if not wanted or not any(is_alike(0, word) for word in set(_WORD.findall(text))):
            return
        words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
        at = 0
        while at <= len(words) - len(wanted):
            if all(is_alike(index, words[at + index][0]) for index in range(len(wanted))):
                yield words[at][1], words[at + len(wanted) - 1][2]
                at += len(wanted)
            else:
                at += 1

    return find


def _differences(word: str) -> int:
    """How many letters may be other ones, lacking, too many, or swapped with the next."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3
