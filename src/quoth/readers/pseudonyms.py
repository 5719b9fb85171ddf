"""Pseudonyms in the place of names, before anything is stored.

Owns what counts as a name in a text: a whole word in any of its forms, in capitals where the key has a capital; of
several names the longest, and all in one pass, so that a pseudonym is not replaced again. Invariant: everything else in
the text stays, and turns keep what they held. Positions are code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from quoth.errors import ReaderError
from quoth.i18n import _
from quoth.model.fold import fold_chars
from quoth.model.text import Transcript, Turn
from quoth.readers.clean import one_line
from quoth.readers.name_forms import Form, bare, form_of, forms, inflect, stem
from quoth.readers.table import read_table

__all__ = ["Key", "Told", "made_of", "pseudonymise", "read_key", "replaced"]

_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_LETTER = rf"[^\W_][\u0300-\u036f{_UNSEEN}]*"
_APOSTROPHE = "'’‘ʻʼ`´"
_WORD = re.compile(rf"(?:{_LETTER})+(?:[{_APOSTROPHE}](?:{_LETTER})+)*")
_IGNORED = re.compile(rf"[{_UNSEEN}]")
_STRESS = re.compile("[\u0300\u0301]")
_SAME = str.maketrans(dict.fromkeys(_APOSTROPHE, "'"))
_LONGER = 4
"""Letters by which a word may be longer than a name's stem and still be worth a look."""
_COLUMNS = {"name": ("name", "names", "имя"), "pseudonym": ("pseudonym", "pseudonyms", "псевдоним")}


@dataclass(frozen=True, slots=True)
class _Name:
    """One line of the key, in words with what stands between them."""

    name: str
    pseudonym: str
    words: tuple[str, ...]
    """As written in the key."""
    gaps: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    name: _Name
    text: str
    """What takes its place."""


@dataclass(slots=True)
class Told:
    """What was replaced, and what was left that looks like a name."""

    replaced: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """(name, pseudonym, form found, what took its place) to how often."""
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(word, name that it resembles) to how often."""

    def add(self, other: Told) -> None:
        """Count another text's, too."""
        self.replaced.update(other.replaced)
        self.left.update(other.left)


@dataclass(frozen=True, slots=True)
class Key:
    """Names and pseudonyms, ready to be found."""

    names: tuple[_Name, ...]
    first: Mapping[str, tuple[_Name, ...]]
    """A form of a first word to the names that may begin there, the longest first."""
    parts: Mapping[str, str]
    """A form of any single word of a name to that name."""
    roots: Mapping[str, str]
    """What the forms of a word begin with, to the name it is in."""
    notes: tuple[str, ...] = ()

    def resembling(self, word: str) -> str:
        """The name that a word left in place resembles; empty for none.

        In small letters only a form of a name of one word does, with a capital also a part of a name or a longer word.
        """
        folded = _folded(word)
        if not word[:1].isupper():
            return next((name.name for name in self.first.get(folded, ()) if len(name.words) == 1), "")
        begun = (self.roots.get(folded[: len(folded) - longer], "") for longer in range(1, _LONGER + 1))
        return self.parts.get(folded) or next(filter(None, begun), "")


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    composed = unicodedata.normalize("NFC", _IGNORED.sub("", word))
    return fold_chars(_STRESS.sub("", composed)).translate(_SAME)


def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words, and what stands before, between and after them."""
    words = tuple(match[0] for match in _WORD.finditer(text))
    return words, tuple(_WORD.split(text))


def made_of(pairs: Mapping[str, str]) -> Key:
    """A key from names and their pseudonyms. A name needs a letter or digit; of equal forms the earlier name wins."""
    names: list[_Name] = []
    for name, pseudonym in pairs.items():
        words, gaps = _split(name)
        names.append(_Name(name, pseudonym, words, gaps[1:-1], tuple(map(_folded, words))))
    first: dict[str, list[_Name]] = {}
    for entry in names:
        for form in forms(entry.folded[0]):
            first.setdefault(form, []).append(entry)
    ranked = {form: tuple(sorted(found, key=lambda n: _rank(n, form))) for form, found in first.items()}
    parts: dict[str, str] = {}
    roots: dict[str, str] = {}
    for entry in names:
        for word in entry.folded:
            root = stem(word) if len(stem(word)) > 3 else word
            parts |= dict.fromkeys(forms(word).keys() - parts.keys(), entry.name)
            if len(root) > 1:
                roots.setdefault(root, entry.name)
    return Key(tuple(names), ranked, parts, roots, tuple(_doubts(names, ranked)))


def _rank(name: _Name, form: str) -> tuple[int, bool]:
    return -len(name.words), not forms(name.folded[0])[form].plain


def _doubts(names: Sequence[_Name], first: Mapping[str, Sequence[_Name]]) -> Iterator[str]:
    taken = {_folded(entry.pseudonym): entry for entry in names}
    for entry in names:
        other = taken.get(_folded(entry.name))
        if other is not None and other is not entry:
            yield f"{entry.name} is a name and a pseudonym at once: whoever reads the project cannot tell which."
    several: dict[str, list[str]] = {}
    for entry in names:
        several.setdefault(_folded(entry.pseudonym), []).append(entry.name)
    for shared in several.values():
        if len(shared) > 1:
            yield f"{', '.join(shared)} get the same pseudonym and become one person."
    for form, found in first.items():
        alike = [entry for entry in found if len(entry.words) == 1][:2]
        if len(alike) == 2 and len({forms(entry.folded[0])[form].plain for entry in alike}) == 1:
            yield f"“{form}” can be {alike[0].name} or {alike[1].name}: it is taken for {alike[0].name}."


def read_key(path: Path) -> Key:
    """The key in a table with the columns name and pseudonym. Raises ReaderError naming the line."""
    pairs: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in read_table(path):
        cells = {
            column: one_line(cell)
            for column, known in _COLUMNS.items()
            for head, cell in row.cells.items()
            if head.casefold() in known
        }
        if len(cells) < len(_COLUMNS):
            raise ReaderError(
                _("{path} needs the columns name and pseudonym.").format(path=path),
                _("Its columns: {columns}.").format(columns=", ".join(list(row.cells)[:20])),
            )
        name, pseudonym = cells["name"], cells["pseudonym"]
        if not _WORD.search(name) or not pseudonym:
            raise ReaderError(
                _("{path}:{line}: a name or its pseudonym is missing.").format(path=path, line=row.line),
                _("Fill both cells."),
            )
        if before := lines.get(_folded(name)):
            raise ReaderError(
                _("{path}:{line}: “{name}” stands in line {before} already.").format(
                    path=path, line=row.line, name=name, before=before
                ),
                _("Keep one of them."),
            )
        lines[_folded(name)] = row.line
        pairs[name] = pseudonym
    if not pairs:
        raise ReaderError(
            _("{path} holds no names.").format(path=path), _("Give it a line a person: name and pseudonym.")
        )
    return made_of(pairs)


def replaced(key: Key, text: str, told: Told | None = None) -> str:
    """The text with pseudonyms for names; what was done is counted in `told`."""
    words = list(_WORD.finditer(text))
    parts: list[str] = []
    at = number = 0
    while number < len(words):
        taken = _at(key, text, words, number)
        if taken is None:
            if told is not None and (alike := key.resembling(words[number][0])):
                told.left[words[number][0], alike] += 1
            number += 1
            continue
        hit, count = taken
        parts += [text[at : hit.start], hit.text]
        if told is not None:
            told.replaced[hit.name.name, hit.name.pseudonym, text[hit.start : hit.end], hit.text] += 1
        at = hit.end
        number += count
    return "".join([*parts, text[at:]])


def _readings(word: str) -> Iterator[tuple[str, int]]:
    """A word as folded, and without what follows an apostrophe (`Anna's`); with how far each goes."""
    yield _folded(word), len(word)
    for at in range(len(word) - 1, 0, -1):
        if word[at] in _APOSTROPHE:
            yield _folded(word[:at]), at


def _at(key: Key, text: str, words: Sequence[re.Match[str]], number: int) -> tuple[_Hit, int] | None:
    """The longest name that begins at a word, and how many words it takes."""
    for folded, _form in _readings(words[number][0]):
        for name in (name for form in (folded, *bare(folded)) for name in key.first.get(form, ())):
            if (hit := _whole(name, text, words[number : number + len(name.words)])) is not None:
                return hit, len(name.words)
    return None


def _whole(name: _Name, text: str, words: Sequence[re.Match[str]]) -> _Hit | None:
    """The name, if all its words stand there with what parts them in the key."""
    if len(words) < len(name.words):
        return None
    shown: list[tuple[str, Form]] = []
    gaps: list[str] = []
    end = words[0].start()
    for index, match in enumerate(words):
        if index:
            gaps.append(text[end : match.start()])
            if not _parted(name.gaps[index - 1], gaps[-1]):
                return None
        fitting = ((form_of(name.folded[index], folded), length) for folded, length in _readings(match[0]))
        form, length = next(((form, length) for form, length in fitting if form is not None), (None, 0))
        if form is None or (name.words[index][0].isupper() and not match[0][0].isupper()):
            return None
        end = match.start() + length
        shown.append((text[match.start() : end], form))
    return _Hit(words[0].start(), end, name, _pseudonym(name, shown, gaps))


def _parted(wanted: str, gap: str) -> bool:
    """Whether two words are parted as in the key: blanks may differ, and there may be one line end."""
    if "".join(wanted.split()) != "".join(gap.split()) or gap.count("\n") > 1:
        return False
    blank = wanted != "".join(wanted.split())
    return bool(gap) if blank else gap == wanted


def _pseudonym(name: _Name, shown: Sequence[tuple[str, Form]], gaps: Sequence[str]) -> str:
    """The pseudonym in the form and letter case of what it replaces; blanks between words stay those of the text."""
    words, between = _split(name.pseudonym)
    if len(words) == len(shown):
        made = [
            _cased(inflect(word, form, folded), found, of)
            for word, (found, form), folded, of in zip(words, shown, name.folded, name.words, strict=True)
        ]
        kept = [
            gap if gap.split() == own.split() and own.isspace() else own
            for gap, own in zip(gaps, between[1:-1], strict=True)
        ]
        between = (between[0], *kept, between[-1])
    else:
        found, of = shown[0][0], name.words[0]
        form = shown[0][1] if len({f.slots for _, f in shown}) == 1 else None
        upper = all(_capitals(word) for word, _ in shown) and not all(map(_capitals, name.words))
        made = [inflect(word, form, name.folded[0]) if form else word for word in words]
        made = [word.upper() if upper else word for word in made]
        if made and not upper:
            made[0] = _cased(made[0], found if not _capitals(found) else found.title(), of)
    return between[0] + "".join(a + b for a, b in zip(made, between[1:], strict=True))


def _capitals(word: str) -> bool:
    return word.isupper() and sum(char.isalpha() for char in word) > 1


def _cased(word: str, found: str, of: str) -> str:
    """In capitals where the text has capitals and the key has not; what is small in the key follows the text in all."""
    if _capitals(found) and not _capitals(of):
        return word.upper()
    if of[0].isupper():
        return word
    return word[:1].upper() + word[1:] if found[0].isupper() else word.lower()


def pseudonymise(key: Key, transcript: Transcript) -> tuple[Transcript, Told]:
    """A transcript with pseudonyms in text, speakers, sections, attributes, name, case, notes and the source's path.

    The source's options say how many replacements its text had; a path that held a name leads nowhere any more, so that
    only the file's name is kept of it. A name does not reach across a turn's edge.
    """
    told = Told()
    cuts = sorted({0, *(at for turn in transcript.turns for at in (turn.start, turn.speech, turn.end))})
    parts = [
        replaced(key, transcript.text[a:b], told) for a, b in zip(cuts, [*cuts[1:], len(transcript.text)], strict=True)
    ]
    moved: dict[int, int] = {}
    length = 0
    for cut, part in zip(cuts, parts, strict=True):
        moved[cut] = length
        length += len(part)
    moved[len(transcript.text)] = length
    count = told.replaced.total()

    @lru_cache(maxsize=4096)
    def other(text: str) -> str:
        return replaced(key, text, told)

    path = other(transcript.source.path)
    options = {name: other(value) for name, value in transcript.source.options.items()}
    source = replace(
        transcript.source,
        path=path if path == transcript.source.path else path.rpartition("/")[2],
        options=options | {"pseudonyms": str(count)},
    )
    changed = replace(
        transcript,
        name=other(transcript.name),
        text="".join(parts),
        turns=tuple(_turn(turn, moved, other) for turn in transcript.turns),
        source=source,
        attributes={name: other(value) for name, value in transcript.attributes.items()},
        case=other(transcript.case),
        notes=tuple(replaced(key, text) for text in transcript.notes),
    )
    return changed, told


def _turn(turn: Turn, moved: Mapping[int, int], other: Callable[[str], str]) -> Turn:
    return replace(
        turn,
        start=moved[turn.start],
        end=moved[turn.end],
        speech=moved[turn.speech],
        speaker=other(turn.speaker),
        section=other(turn.section),
    )
