"""Finding the codebook's keywords in a text, in other spellings and inflections too.

Owns the rule of what counts as the same word (`same_word`). Words are compared folded, without a possessive 's.
Invariant: a word that the vector table knows is never taken for a misspelling of a keyword, so `granted` is not
`grantoyedi`. Without a table, and in other scripts than Latin, only a transliteration or one slip in a long word is
forgiven.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, JaroWinkler

from quoth.model.fold import fold
from quoth.suggest.words import WORD, words

if TYPE_CHECKING:
    from quoth.model.codebook import Code

__all__ = ["Hit", "KeywordIndex", "inflected", "same_word"]

Known = Callable[[str], bool]

_ENGLISH = {"": 3, "s": 3, "ed": 4, "ing": 4}
_ENGLISH_E = {"e": 3, "es": 3, "ed": 3, "ing": 3}
_ENGLISH_Y = {"y": 3, "ies": 3, "ied": 3, "ying": 3}
_RUSSIAN_SHORT = """а я ы и у ю е о й ь ой ей ою ею ом ем ам ям ах ях ов ев ый ий ая яя ое ее ые ие ым им ых их ую юю
    ия ии ию"""
_RUSSIAN_LONG = "ами ями ого его ому ему ием ией иям иях иями"
_RUSSIAN = {"": 3} | dict.fromkeys(words(_RUSSIAN_SHORT), 3) | dict.fromkeys(words(_RUSSIAN_LONG), 4)
_FAMILIES = (_ENGLISH, _ENGLISH_E, _ENGLISH_Y, _RUSSIAN)
"""Endings that exchange with one another, each with the fewest letters its stem has."""
_LONGER = re.compile(r"(\w+(?:s|x|z|ch|sh))es|(\w{2,}([bdglmnprt]))\3(?:ed|ing)")
"""English stems that take `es` for `s`, or double their last letter."""
_UNGUARDED = 8
"""Letters of the shortest word that is forgiven a slip when nothing tells words of their own from misspellings."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword of a code, and the form in which the text has it."""

    code: str
    keyword: str
    form: str


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    keyword: str
    words: tuple[str, ...]


def same_word(keyword: str, word: str, known: Known | None = None) -> bool:
    """Whether a folded word of a text is a folded keyword in some form. `known` says which Latin words are words of
    their own.

    Equal and inflected words are the same. So are words that begin alike and differ by at most 1, 2 or 3 edits (optimal
    string alignment; for keywords from 5, 8 or 13 letters) at a Jaro-Winkler similarity of at least 0.88, unless the
    word is known.
    """
    return inflected(keyword, word) or _misspelt(keyword, word, known)


def inflected(one: str, other: str) -> bool:
    """Whether two folded words are equal, or one stem with two endings that exchange for one another."""
    return one == other or not _stems(one).isdisjoint(_stems(other))


def _stems(word: str) -> set[tuple[int, str]]:
    stems = {
        (family, word[: len(word) - len(ending)])
        for family, endings in enumerate(_FAMILIES)
        for ending, shortest in endings.items()
        if word.endswith(ending) and len(word) - len(ending) >= shortest
    }
    longer = _LONGER.fullmatch(word)
    if longer:
        stems.add((0, longer[1] or longer[2]))
    return stems


def _misspelt(keyword: str, word: str, known: Known | None) -> bool:
    if len(keyword) < 5 or keyword[0] != word[0] or not (keyword.isalpha() and word.isalpha()):
        return False
    if known is None or not word.isascii():
        spoken = _spoken(keyword)
        if len(spoken) > 5 and spoken == _spoken(word):
            return True
        return min(len(keyword), len(word)) >= _UNGUARDED and OSA.distance(keyword, word, score_cutoff=1) <= 1
    budget = 1 if len(keyword) < 8 else 2 if len(keyword) < 13 else 3
    return (
        abs(len(keyword) - len(word)) <= budget
        and OSA.distance(keyword, word, score_cutoff=budget) <= budget
        and JaroWinkler.similarity(keyword, word) >= 0.88
        and not known(word)
    )


def _spoken(word: str) -> str:
    """What transliterations of a word have in common: `grantoyedi`, `grantojedy`, `grantoedy` all give `grantoedi`."""
    plain = re.sub("[jy]", "i", word).replace("kh", "h").replace("w", "v")
    return re.sub(r"(.)\1+", r"\1", re.sub("(?<=[aeou])i(?=[aeou])", "", plain))


def _bare(word: str) -> str:
    """Without an apostrophe, or a possessive s after one."""
    return re.sub("['’]s?", "", word) or word


class KeywordIndex:
    """The keywords of a codebook's codes, ready to be looked for. What a word matches is remembered."""

    def __init__(self, codes: Iterable[Code], known: Known | None = None) -> None:
        self._known = known
        self._matched: dict[str, tuple[_Entry, ...]] = {}
        self._by_word: dict[str, list[_Entry]] = defaultdict(list)
        for code in codes:
            for keyword in code.keywords:
                self._enter(code.id, keyword)
        self._by_stem: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            self._by_letter[word[0]].append(word)
            for length in range(3, len(word)):
                self._by_start[word[:length]].append(word)
            for stem in _stems(word):
                self._by_stem[stem].append(word)

    def _enter(self, code: str, keyword: str) -> None:
        parts = tuple(map(_bare, words(keyword)))
        if parts:
            self._by_word[parts[0]].append(_Entry(code, keyword, parts))
        if len(parts) == 2:
            joined = "".join(parts)
            self._by_word[joined].append(_Entry(code, keyword, (joined,)))

    def find(self, text: str) -> dict[str, Hit]:
        """The first keyword of each code that the text has, by code; of two that begin together, the longer."""
        folded = fold(text)
        spans = [match.span() for match in WORD.finditer(folded.text)]
        tokens = [_bare(folded.text[start:end]) for start, end in spans]
        hits: dict[str, Hit] = {}
        for at in range(len(tokens)):
            for entry, length in sorted(self._at(tokens, at), key=lambda found: -found[1]):
                if entry.code not in hits:
                    start, end = folded.original(spans[at][0], spans[at + length - 1][1])
                    hits[entry.code] = Hit(entry.code, entry.keyword, text[start:end])
        return hits

    def _at(self, tokens: list[str], at: int) -> Iterator[tuple[_Entry, int]]:
        """The entries that begin at a token, and how many tokens each takes."""
        for entry in self._entries(tokens[at]):
            rest = tokens[at + 1 : at + len(entry.words)]
            if len(rest) == len(entry.words) - 1 and all(
                same_word(keyword, token, self._known) for keyword, token in zip(entry.words[1:], rest, strict=True)
            ):
                yield entry, len(entry.words)
        if at + 1 < len(tokens):
            for word in self._by_start.get(tokens[at], ()):
                if inflected(word, tokens[at] + tokens[at + 1]):
                    yield from ((entry, 2) for entry in self._by_word[word] if len(entry.words) == 1)

    def _entries(self, token: str) -> tuple[_Entry, ...]:
        """The entries whose first word a token is."""
        matched = self._matched.get(token)
        if matched is None:
            same = {word for stem in _stems(token) for word in self._by_stem.get(stem, ())}
            same |= {
                word
                for word in self._by_letter.get(token[0], ())
                if word == token or _misspelt(word, token, self._known)
            }
            matched = tuple(entry for word in sorted(same) for entry in self._by_word[word])
            self._matched[token] = matched
        return matched
