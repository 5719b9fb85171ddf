"""The forms of a name: Russian declension by endings, and the case endings of Turkic languages and Tajik.

Owns which endings a name takes, and how another name takes the same. Nothing is looked up: a word's last letters say
how it declines, after the school grammar of Russian (names in -ов, -ский, -а, -я, -й, -ь and consonants). Invariant:
the first form of every word is the word itself, and a form is the word's beginning with another ending.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from quoth.model.fold import fold_chars

__all__ = ["Form", "bare", "form_of", "forms", "inflect", "stem"]

_CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")
_EITHER = ""
"""The gender of an ending that women's and men's names share."""


@dataclass(frozen=True, slots=True)
class _Paradigm:
    """A way to decline; for each gender the endings of the six cases, variants of one parted by `/`."""

    rows: tuple[tuple[str, str], ...]

    def endings(self) -> Iterator[tuple[str, str, str]]:
        """Gender, case and ending; `-` is none."""
        for gender, row in self.rows:
            for case, variants in zip(_CASES, row.split(), strict=True):
                for ending in variants.split("/"):
                    yield gender, case, ending.strip("-")


_SHE_OV = ("f", "а ой ой у ой/ою ой")
_SURNAME = _Paradigm((("m", "- а у а ым е"), _SHE_OV, ("p", "ы ых ым ых ыми ых")))
_SHE_ADJECTIVE = ("f", "ая ой ой ую ой/ою ой")
_HARD = _Paradigm((("m", "ый ого ому ого ым ом"), _SHE_ADJECTIVE, ("p", "ые ых ым ых ыми ых")))
_STRESSED = _Paradigm((("m", "ой ого ому ого ым ом"), _SHE_ADJECTIVE, ("p", "ые ых ым ых ыми ых")))
_VELAR = _Paradigm((("m", "ий ого ому ого им ом"), _SHE_ADJECTIVE, ("p", "ие их им их ими их")))
_CONSONANT = _Paradigm((("m", "- а у а ом е"),))
_SIBILANT = _Paradigm((("m", "- а у а ем/ом е"),))
_LEV = _Paradigm((("m", "ев ьва ьву ьва ьвом ьве"),))
_PAVEL = _Paradigm((("m", "ел ла лу ла лом ле"),))
_ETS = _Paradigm((("m", "ец ца цу ца цем/цом це"),))
_SHORT_I = _Paradigm((("m", "й я ю я ем е"),))
_IY = _Paradigm((("m", "й я ю я ем и"),))
_SOFT_HE = _Paradigm((("m", "ь я ю я ем е"),))
_SOFT_SHE = _Paradigm((("f", "ь и и ь ью и"),))
_A = _Paradigm(((_EITHER, "а ы е у ой/ою е"),))
_A_VELAR = _Paradigm(((_EITHER, "а и е у ой/ою е"),))
_A_SIBILANT = _Paradigm(((_EITHER, "а и е у ей/ею/ой е"),))
_A_TS = _Paradigm(((_EITHER, "а ы е у ей/ею е"),))
_YA = _Paradigm(((_EITHER, "я и е ю ей/ею е"),))
_IYA = _Paradigm(((_EITHER, "я и и ю ей/ею и"),))
_FLEETING = {"лев": _LEV, "павел": _PAVEL}
_OV = ("ов", "ев", "ин", "ын")
_OVA = ("ова", "ева", "ина", "ына")
_GROUPS = ("аыяaı", "еэиіәei", "оёo", "уюu", "өö", "үü")
_VOWELS = frozenset("".join(_GROUPS))
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщғқңҳҷһ")


@dataclass(frozen=True, slots=True)
class Form:
    """How a word in a text is a form of a name."""

    paradigm: _Paradigm | None
    """None for the name itself without a declension, and for an attached ending."""
    ending: str
    slots: frozenset[tuple[str, str]]
    """(gender, case) that the form can be; empty for an attached ending."""

    @property
    def plain(self) -> bool:
        """Whether it is, or may be, the name as it stands in a list."""
        return (not self.ending and not self.slots) or any(
            case == "nominative" and gender != "p" for gender, case in self.slots
        )


_ITSELF = Form(None, "", frozenset())


def _paradigms(word: str) -> list[tuple[int, str, _Paradigm]]:
    """For a folded word: how many letters its endings replace, its own gender and how it declines; likeliest first."""
    if len(word) < 3 or not "а" <= word[-1] <= "я":
        if len(word) < 2 or word[-1] not in _CONSONANTS:
            return []
        return [(0, "m", _SIBILANT if word[-1] in "жшщчц" else _CONSONANT)]
    found: list[tuple[int, str, _Paradigm]] = []
    before, last = word[-2], word[-1]
    if word.endswith(_OV) and len(word) > 3:
        found.append((0, "m", _SURNAME))
    if word.endswith(("их", "ых")):
        return found
    if word.endswith(("ский", "цкий", "ный")) or (word.endswith("ый") and len(word) > 3):
        found.append((2, "m", _HARD if word.endswith("ый") else _VELAR))
    if word.endswith("ой") and len(word) > 4:
        found.append((2, "m", _STRESSED))
    if word.endswith("ая") and len(word) > 4 and word[-3] in _CONSONANTS:
        found.append((2, "f", _VELAR if word[-3] in "кгх" else _HARD))
    if word in _FLEETING:
        return [(2, "m", _FLEETING[word])]
    if word.endswith("ец") and len(word) > 4 and word[-3] in _CONSONANTS:
        found.append((2, "m", _ETS))
    if last == "а":
        kind = {"г": _A_VELAR, "к": _A_VELAR, "х": _A_VELAR, "ц": _A_TS}.get(before)
        found.append((1, _EITHER, kind or (_A_SIBILANT if before in "жшщч" else _A)))
        if word.endswith(_OVA) and len(word) > 4:
            found.insert(0 if word.endswith(("ова", "ева")) else 1, (1, "f", _SURNAME))
    elif last == "я":
        found.append((1, _EITHER, _IYA if before == "и" else _YA))
    elif last == "й":
        found.append((1, "m", _IY if before == "и" else _SHORT_I))
    elif last == "ь":
        found += [(1, "f", _SOFT_SHE), (1, "m", _SOFT_HE)]
    elif last in _CONSONANTS:
        found.append((0, "m", _SIBILANT if last in "жшщчц" else _CONSONANT))
    return found


def _attached() -> frozenset[str]:
    """Endings that a name takes unchanged: plural, case, or both, in Kazakh, Kyrgyz, Uzbek and Tajik."""
    wide, close = "аеоө", "ыиуүі"
    cases = {f"{c}{v}{n}" for c in "ндт" for v in close for n in ("", "н", "ң")}
    cases |= {f"{c}{v}" for c in "гкғқ" for v in wide} | {f"{c}{v}{n}" for c in "дт" for v in wide for n in ("", "н")}
    cases |= {f"{c}ен" for c in "мбпн"} | {"нан", "нинг", "ро"}
    plurals = {f"{c}{v}р" for c in "лдт" for v in wide} | {"ҳо"}
    latin = {"ning", "ni", "ga", "ka", "qa", "da", "dan", "ro"}
    return frozenset({*cases, *plurals, *latin, "lar", *(f"lar{case}" for case in latin)}).union(
        plural + case for plural in plurals for case in cases
    )


_ATTACHED = _attached()
_LONGEST_ATTACHED = max(map(len, _ATTACHED))


@lru_cache(maxsize=65_536)
def bare(word: str) -> tuple[str, ...]:
    """The words that a folded word is with an attached ending; one with a voiceless sound follows no vowel."""
    most = min(_LONGEST_ATTACHED, len(word) - 3)
    return tuple(
        word[:-cut]
        for cut in range(2, most + 1)
        if word[-cut:] in _ATTACHED and not (word[-cut] in "ткқkq" and word[-cut - 1] in _VOWELS)
    )


def form_of(name: str, word: str) -> Form | None:
    """How a folded word is a form of a folded name; None where it is not."""
    if (form := forms(name).get(word)) is not None:
        return form
    return Form(None, word[len(name) :], frozenset()) if name in bare(word) else None


@lru_cache(maxsize=4096)
def forms(word: str) -> Mapping[str, Form]:
    """Every folded form by declension of a folded name, to how it is one; the name itself comes first."""
    found: dict[str, Form] = {word: _ITSELF}
    for cut, own, paradigm in _paradigms(word):
        base = word[: len(word) - cut]
        made: dict[str, list[tuple[str, str]]] = {}
        for gender, case, ending in paradigm.endings():
            made.setdefault(ending, []).append((gender, case))
        for ending, slots in made.items():
            mine = [slot for slot in slots if slot[0] == own] or slots
            form = Form(paradigm, ending, frozenset(mine))
            if base + ending not in found or found[base + ending] is _ITSELF:
                found[base + ending] = form
    return found


def stem(word: str) -> str:
    """What all forms of a folded name begin with."""
    return word[: len(word) - max((cut for cut, _, _ in _paradigms(word)), default=0)]


def inflect(word: str, form: Form, name: str) -> str:
    """A pseudonym in the form in which a name was found, where it inflects alike; else the pseudonym as it is.

    `name` is the folded name. An ambiguous case (`Айгули` is genitive and dative) is only taken where the pseudonym has
    one form for all that it can be.
    """
    if form.plain:
        return word
    folded = fold_chars(word)
    if form.paradigm is None:
        return word + form.ending if _harmony(folded) == _harmony(name) else word
    for cut, _, paradigm in _paradigms(folded):
        if paradigm is form.paradigm:
            return _ended(word, cut, form.ending)
    for cut, _, paradigm in _paradigms(folded):
        fitting = {
            case: ending
            for gender, case, ending in reversed(list(paradigm.endings()))
            if any(case == asked and _agree(gender, of) for of, asked in form.slots)
        }
        if fitting:
            return _ended(word, cut, *fitting.values()) if len(set(fitting.values())) == 1 else word
    return word


def _agree(gender: str, asked: str) -> bool:
    """Names in -а and -я are taken for a woman's beside one that ends in a consonant."""
    return gender == asked or (gender == _EITHER and asked != "p") or (asked == _EITHER and gender == "f")


def _ended(word: str, cut: int, ending: str, *_: str) -> str:
    base = word[: len(word) - cut]
    return ("Петр" if base == "Пётр" and ending else base) + ending


_SOUNDS = ("мнңmn", "бвгджзйлрғbdgjlrvyz")


def _harmony(word: str) -> tuple[int, int]:
    """What decides the letters of an attached ending: the last vowel's group and the kind of the last sound."""
    sounds = word.rstrip("ьъ")
    vowels = [group for letter in sounds for group, letters in enumerate(_GROUPS) if letter in letters]
    last = sounds[-1:]
    if any(last in letters for letters in _GROUPS):
        kind = 0
    else:
        kind = next((number for number, letters in enumerate(_SOUNDS, 1) if last in letters), 3)
    return (vowels[-1] if vowels else -1), kind
