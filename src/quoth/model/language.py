"""Languages by their letters: how often each letter comes, and a guess at the language of a text.

Owns the letter orders that decoding and guessing lean on. Invariant: a guess is a language code or empty, the same for
the same text; nothing is learned. Likelihoods are natural logarithms.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

__all__ = ["CYRILLIC", "LATIN", "RARE", "SAMPLE", "code_of", "guess", "likelihoods", "shown"]

_ORDER = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оанивіерткслудмпязьгйбчхцжїшюєщґф",
    "be": "анікеортслвдўпямузыьбчгйшцэхжюфё",
    "bg": "аеиотнрсвлкдпмузгбъчщяйшжцхюьф",
    "sr": "аоиенрстувкјдпмлзгбчшцжђхћњљџф",
    "mk": "аоиентрсвкдлпмујзгбчшцжфѓќѕњљџх",
    "ky": "аынекртлдуисбмогүшйпжзөчңяэхвюцфёщъь",
    "kk": "аеынтірлдмқсбкожушпзғгийңұүәөяхһвюфэцчщёъь",
    "uz": "аинрлдошткбмгеуқҳсўзйяғчхвпжюьэфёцъ",
    "tg": "аоирдтнмебсшухзкҳлвӣғпҷгйқяфчӯжёэъю",
    "tt": "аәелрнытдкиугмсбшпөүйчзңоҗвяхһюфэцщьъё",
}
"""The letters of each language written in Cyrillic, the most frequent first."""
_MARKED = {
    "fr": "éèàêçâôùîïëûœæÿ",
    "de": "üäößé",
    "es": "óíáéñúü",
    "pt": "ãçáéíóêõúâàô",
    "it": "èàùòìé",
    "sv": "äåöé",
    "da": "åøæé",
    "pl": "ąęłśżóćńź",
    "cs": "íáéýěžřščůúťďňóôľĺŕä",
    "hu": "áéőöüóíúű",
    "ro": "ăâîşţșț",
    "tr": "ıüşçğöiâîû",
    "hr": "čšžćđ",
}
"""Letters beyond a to z of languages written in Latin, the most frequent first."""
_FALL = 0.9
"""Each next letter comes nine tenths as often: fits the counts of Russian letters within a fifth down to the rarest."""
RARE = math.log(1e-4)
"""A letter that the language does not have."""


def _falling(letters: str) -> Mapping[str, float]:
    whole = sum(_FALL**rank for rank in range(len(letters)))
    return {letter: math.log(_FALL**rank / whole) for rank, letter in enumerate(letters)}


CYRILLIC: Mapping[str, Mapping[str, float]] = {name: _falling(letters) for name, letters in _ORDER.items()}
"""By language: small letter to the logarithm of its share."""
LATIN: Mapping[str, Mapping[str, float]] = {name: _falling(letters) for name, letters in _MARKED.items()}
"""The same for letters beyond a to z, as shares of these."""

_NAMES = {
    "en": "English",
    "ru": "Russian",
    "uk": "Ukrainian",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "sr": "Serbian",
    "mk": "Macedonian",
    "ky": "Kyrgyz",
    "kk": "Kazakh",
    "uz": "Uzbek",
    "tg": "Tajik",
    "tt": "Tatar",
}
_COMMON = {
    "en": "the and of to in that is was it for they you we with on as but have are not this be or what there",
    "uz": "va bu bilan uchun ham biz bir yoʻq yo'q edi emas lekin ular kerak bor nima men oʻzi juda bizga deb qilib",
}
"""Words by which languages in Latin script are told apart."""
_COMMON_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
SAMPLE = 4_000
"""Characters from which the language is guessed."""
_LEAST = 20
"""Letters below which nothing is guessed."""
_SURE = 6.0
_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʻʼ][^\W\d_]*)?")


def likelihoods(letters: Mapping[str, int]) -> dict[str, float]:
    """How likely counts of small Cyrillic letters are in each language."""
    return {
        name: sum(count * shares.get(letter, RARE) for letter, count in letters.items())
        for name, shares in CYRILLIC.items()
    }


def guess(text: str) -> str:
    """The code of the language that most of the text is in; empty where that is not plain.

    Cyrillic by letters, Latin (English and Uzbek only) by common words: at least one word in fifteen.
    """
    sample = text[:SAMPLE].lower()
    counts = Counter(sample)
    cyrillic = {char: count for char, count in counts.items() if "\u0400" <= char <= "\u052f"}
    latin = sum(count for char, count in counts.items() if "a" <= char <= "z")
    if sum(cyrillic.values()) >= max(latin, _LEAST):
        (best, most), (_, second), *_ = sorted(likelihoods(cyrillic).items(), key=lambda item: -item[1])
        return best if most - second >= _SURE else ""
    words = _WORD.findall(sample.replace("’", "ʻ").replace("‘", "ʻ"))
    hits = {name: len([word for word in words if word in common]) for name, common in _COMMON_WORDS.items()}
    best = max(hits, key=hits.__getitem__)
    return best if latin >= _LEAST and 15 * hits[best] >= len(words) and hits[best] > 2 * min(hits.values()) else ""


def code_of(said: str) -> str:
    """The code of a language that is said as `ru`, `ru-KG` or `Russian`; what is none of these, in lower case."""
    low = said.strip().lower()
    return next((code for code, name in _NAMES.items() if name.lower() == low), low.split("-")[0])


def shown(code: str) -> str:
    """A language's name in English, or its code."""
    return _NAMES.get(code, code)
