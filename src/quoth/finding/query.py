"""What is looked for, and where a folded text holds it.

Owns the four ways to look. Positions are code points of the folded text. Case, `ё` and the form of accents never
matter. Every matcher gives places in order that do not overlap, none of them empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

from quoth.errors import UsageError
from quoth.finding.text import WORD, Text
from quoth.i18n import _
from quoth.model.fold import fold_text

__all__ = ["Matcher", "Mode", "Query"]

Matcher = Callable[[Text], Iterator[tuple[int, int]]]
"""Gives the places in a text, as it is folded. May raise UsageError where a pattern takes too long."""

LIMIT = 1.0
"""Seconds for which a regular expression may look through one text."""


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
    def find(looked: Text) -> Iterator[tuple[int, int]]:
        text = looked.folded.text
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

    def find(text: Text) -> Iterator[tuple[int, int]]:
        if not pattern:
            return
        try:
            for match in compiled.finditer(text.folded.text, timeout=LIMIT, concurrent=True):
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

    wanted = WORD.findall(phrase)
    most = [_differences(word) for word in wanted]
    judged: set[str] = set()
    first: set[str] = set()
    """Words of the texts so far that are the first word, in whatever spelling."""

    def is_alike(index: int, word: str) -> bool:
        return OSA.distance(wanted[index], word, score_cutoff=most[index]) <= most[index]

    def end_of(text: str, end: int) -> int:
        """Where the phrase ends whose first word ends here; 0 where other words follow."""
        for index in range(1, len(wanted)):
            match = WORD.search(text, end)
            if match is None or not is_alike(index, match[0]):
                return 0
            end = match.end()
        return end

    def find(looked: Text) -> Iterator[tuple[int, int]]:
        if not wanted:
            return
        fresh = looked.words() - judged
        judged.update(fresh)
        first.update(word for word in fresh if is_alike(0, word))
        text = looked.folded.text
        last = 0
        for start, end in sorted(place for word in first & looked.words() for place in _alone(text, word)):
            if start >= last and (whole := end_of(text, end)):
                last = whole
                yield start, whole

    return find


def _alone(text: str, word: str) -> Iterator[tuple[int, int]]:
    """The places where a word is a whole one, as `WORD` finds it."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(word, end)


def _differences(word: str) -> int:
    """How many letters may be other ones, lacking, too many, or swapped with the next."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3
