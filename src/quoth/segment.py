"""Sentences inside turns, by rules that hold for Latin, Cyrillic and CJK punctuation.

Owns where a sentence ends. Invariant: sentences are in order, disjoint, trimmed of white space, each inside one turn's
speech, and together hold all of speech that is not white space. Positions are code points of the version's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quoth.model.language import code_of, guess
from quoth.model.text import Sentence, Turn

__all__ = ["SPLITTER", "sentences"]

SPLITTER = "rules/2"
"""Name and version, under which derived sentences may be kept."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LINE = re.compile(r"\S[^\n]*")
_CLOSERS = "\"'”’»›“)\\]}」』）】"
_REMARK = r"\s*[\[(][^()\[\].!?…\n]{1,60}[\])]"
"""What a transcriber heard, as `[laughs]`: it belongs to the sentence before it."""
_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…؟۔।։]+)(?P<closers>[{_CLOSERS}]*)(?P<remark>(?:{_REMARK})*)(?P<gap>\s+)"
    r"(?=(?P<opening>(?:[\"'“„«‹‘(\[{—–-]\s*)*)(?P<next>\S?))"
    rf"|(?P<full>[。！？]+[{_CLOSERS}]*)"
)
_DASHES = ("—", "–", "-")
_TOKEN = re.compile(r"[^\s\"'“”„«»‹›()\[\]{}—–]+\Z")
_LOOK_BACK = 24
"""Characters before a stop in which an abbreviation and what precedes it fit."""

_INITIAL = re.compile(r"[^\W\d_][ʻʼ‘’']?|Sh|Ch|Yo|Yu|Ya|Дж")
_LETTERS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
"""Letters with dots between them, as in `т.е.` and `e.g.`; the last dot is not part of it."""
_MAY_BE_LAST = _words("т.д т.п т.б т.с.с ж.б һ.б т.ін н.э h.k v.b a.m p.m")
_NEVER_LAST = _words(
    "dr mr mrs ms prof st rev hon gen col capt vs cf eg ie approx "
    "ул пр просп пер пл обл р-н им см ср напр проф акад доц канд тов зам зав көч вул зв ур мәс"
)
"""Abbreviations that something always follows."""
_BEFORE_NUMBER = _words("no nos nr pp vol fig ch art sec стр ст рис табл разд гл кв")
"""Abbreviations only in front of a number: `No.` alone is an answer."""
_AFTER_NUMBER = _words("г гг в вв р рр")
"""After a number they may end a sentence (`в 2018 г.`); elsewhere they do not (`г. Ош`)."""
_AFTER_AND = {"ғ": "ва"}
"""A letter that stands for "the rest" after a word, and then ends a sentence: Tajik `ва ғ.`"""
_NUMBER = re.compile(r"(?:[0-9]|\b[IVXLC]+)\Z")
_PRONOUNS = {"en": "I", "ru": "Я", "uk": "Я", "be": "Я", "bg": "Я", "tg": "У", "uz": "У", "": "IЯУ"}
"""Single capitals that are words in a language, so that a stop after them is not an initial's."""


def sentences(version_text: str, turns: Sequence[Turn], language: str = "") -> tuple[Sentence, ...]:
    """The sentences of all turns that are speech.

    A line break inside a turn ends a sentence. `language` is a code such as `ru`, or empty where it is to be guessed;
    it decides only whether a lone capital can be a word (`I`, `Я`) instead of an initial.
    """
    words = _PRONOUNS.get(code_of(language or guess(version_text)), "")
    return tuple(
        Sentence(start, end, number)
        for number, turn in enumerate(turns)
        if turn.is_speech
        for line in _LINE.finditer(version_text, turn.speech, turn.end)
        for start, end in _cut(version_text, line.start(), line.end(), words)
    )


def _cut(text: str, start: int, end: int, words: str) -> Iterator[tuple[int, int]]:
    """The trimmed sentences of one line that begins with a character that is not white space."""
    at = start
    for match in _END.finditer(text, start, end):
        if match["full"]:
            stop = after = match.end()
            while after < end and text[after].isspace():
                after += 1
        elif _ends(text, match, at, at == start, words):
            stop, after = match.end("remark"), match.end()
        else:
            continue
        yield at, stop
        at = after
    if rest := text[at:end].rstrip():
        yield at, at + len(rest)


def _ends(text: str, match: re.Match[str], at: int, first: bool, words: str) -> bool:
    """Whether a mark with white space after it ends the sentence that began at `at`, the `first` of its line."""
    following = match["next"]
    if not following or following.islower() or (match["closers"] and match["opening"].startswith(_DASHES)):
        return False
    if match["mark"] != "." or match["closers"]:
        return True
    before = text[max(at, match.start() - _LOOK_BACK) : match.start()]
    found = _TOKEN.search(before)
    if found is None:
        return True
    if first and found[0] == before and before.isdecimal():
        return len(before) > 3
    named = following.isupper() and text[match.end() + 1 : match.end() + 2] == "."
    return not _abbreviates(found[0], before[: found.start()].rstrip(), following, words if not named else "")


def _abbreviates(token: str, earlier: str, following: str, words: str) -> bool:
    """Whether the stop after `token`, before something not in lower case, is that of an abbreviation or initial."""
    folded = token.casefold()
    if folded in _NEVER_LAST or (folded in _BEFORE_NUMBER and following.isdecimal()):
        return True
    if _LETTERS.fullmatch(token):
        return folded not in _MAY_BE_LAST
    if folded in _AFTER_NUMBER and not token.isupper():
        return not _NUMBER.search(earlier)
    if not _INITIAL.fullmatch(token):
        return False
    if token[0].isupper():
        return token not in words or earlier.endswith(".")
    if token in ("я", "у") and token.upper() in words and not earlier.endswith("."):
        return False
    if token in _AFTER_AND and earlier.endswith(_AFTER_AND[token]):
        return False
    return token.islower() and (folded == "е" if earlier.endswith(".") else not _NUMBER.search(earlier))
