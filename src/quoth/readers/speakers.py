"""Who speaks: labels such as `Name:` at the start of a line, and the turns they head.

Owns what counts as a speaker. Invariant: labels stay in the text; turns are in order and do not overlap. Positions are
code points of the text given; times are seconds from the start of the recording.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from quoth.model.text import Kind, Role, Turn
from quoth.readers.clean import one_line

__all__ = ["NOBODY", "Cast", "Label", "cast", "is_name", "labels", "seconds", "turns"]

NOBODY = ("none",)
"""What is declared for a text without speakers."""
_LONGEST = 40
_WORDS = 5
_MOST_NAMES = 60
_HEAD = 90
"""Characters at the start of a line in which a label with its time fits."""

_WORD = r"[^\s:：\[\]{}<>|?!;,\"“”«»…=*]"
_NAME = rf"(?P<name>[^\W_]{_WORD}*(?: {{1,2}}{_WORD}+){{0,{_WORDS - 1}}})"
_ALONE = re.compile(_NAME)
_TIME = r"(?P<time>[0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?(?:[.,][0-9]{1,3})?)"
_CLOCK = re.compile(r"[0-9]:[0-5][0-9]")
_TIMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\s*[\[(]?{_TIME}[\])]?\s+{_NAME}\s?[:：](?=\s|$)",
        rf"\s*{_NAME}\s*[\[(]{_TIME}[\])]\s?[:：]",
        rf"\s*{_NAME}(?:\t|\s{{2,}}){_TIME}\s*$",
        rf"\s*\[{_NAME}\]\s+{_TIME}\s*$",
    )
)
_RANGE = re.compile(r"\s*([0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]{1,3})?)\s*-->[\s0-9:.,]*")
"""A line with start and end, after which the name stands on a line of its own."""
_WITH_COLON = re.compile(rf"^[^\n:：]{{0,{_HEAD - 1}}}[:：]", re.MULTILINE)
"""The start of a line that may have a label."""
_PLAIN = (re.compile(rf"\s*{_NAME}(?: ?:(?=\s|$)| ?：|(?P<tight>:)(?!//))"),)
_SHORT = re.compile(r"[^\W\d_]{1,3}[0-9]{1,3}")
"""The form of label that needs no blank after its colon, as in `P1:Yes.`"""
_NOT_NAMES = (
    "note notes source sources table figure example examples date place time duration comment nb "
    "примечание источник таблица рисунок пример дата место время комментарий "
    "эскертүү мисалы ескерту мысалы izoh masalan"
)
_NO_NAMES = frozenset(_NOT_NAMES.split())


class Label(NamedTuple):
    """What looks like a speaker's name at the start of a line."""

    start: int
    end: int
    name: str
    time: float | None
    tight: bool
    """Whether text follows its colon without a blank, so that it only counts for a name known otherwise."""

    @property
    def key(self) -> str:
        """The name as compared: spellings that differ in case, dots and blanks are one speaker."""
        return _key(self.name)


@dataclass(frozen=True, slots=True)
class Cast:
    """The speakers of one text: key to the name shown."""

    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def heads(self, label: Label) -> bool:
        """Whether a label heads a turn."""
        return label.key in self.names


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return one_line(name).casefold().rstrip(" .")


def is_name(text: str) -> bool:
    """Whether a text has the form of a speaker's name."""
    return len(text) <= _LONGEST and bool(_ALONE.fullmatch(text)) and any(char.isalpha() for char in text)


def seconds(time: str | None) -> float | None:
    """A time such as `1:02:03.5` in seconds."""
    if time is None:
        return None
    *larger, seconds = time.replace(",", ".").split(":")
    return float(seconds) + sum(60 * power * int(part) for power, part in zip((1, 60), reversed(larger), strict=False))


def labels(text: str, at: int = 0) -> list[Label]:
    """What at the start of a line has the form of a label, in order; `at` is where the text begins in a longer one."""
    found = []
    for line in _WITH_COLON.finditer(text):
        start, colon = line.span()
        timed = text[colon - 2 : colon - 1].isdigit() and _CLOCK.match(text, colon - 2)
        if label := _label(text, start, at, _TIMED + _PLAIN if timed else _PLAIN) or _below_times(text, start, at):
            found.append(label)
    return found


def _below_times(text: str, start: int, at: int) -> Label | None:
    line, _, rest = text[start : start + 2 * _HEAD].partition("\n")
    following = rest.partition("\n")[0]
    name = following.strip()
    if "-->" not in line or not is_name(name) or not (times := _RANGE.fullmatch(line)):
        return None
    at += start
    return Label(at, at + len(line) + 1 + len(following), name, seconds(times[1]), False)


def _label(text: str, start: int, at: int, patterns: Sequence[re.Pattern[str]]) -> Label | None:
    end = text.find("\n", start, start + _HEAD)
    end = min(len(text), start + _HEAD) if end < 0 else end
    for pattern in patterns:
        if match := pattern.match(text, start, end):
            parts = match.groupdict()
            name = parts["name"].rstrip()
            if len(name) > _LONGEST or not (name[0].isalpha() or any(map(str.isalpha, name))):
                return None
            if text[start].isspace():
                start = end - len(text[start:end].lstrip())
            tight = bool(parts.get("tight")) and not _SHORT.fullmatch(name)
            return Label(at + start, at + match.end(), name, seconds(parts.get("time")), tight)
    return None


def cast(found: Iterable[Label], declared: Sequence[str] = ()) -> Cast:
    """The names that head two turns or more, and those declared; none when too many, or declared to be none."""
    if tuple(declared) == NOBODY:
        return Cast()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    tight: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label in found:
        (tight if label.tight else spellings)[label.key][one_line(label.name)] += 1
    wanted = {_key(name): one_line(name) for name in declared}
    names = {
        key: wanted.get(key) or counts.most_common(1)[0][0]
        for key, counts in spellings.items()
        if key in wanted or (counts.total() > 1 and key not in _NO_NAMES)
    }
    names |= {key: name for key, name in wanted.items() if key in tight}
    if len(names) > _MOST_NAMES:
        return Cast(
            notes=(f"{len(names)} names head turns: too many to be speakers, so the text is read as paragraphs.",)
        )
    once = [
        counts.most_common(1)[0][0]
        for key, counts in spellings.items()
        if names and key not in names and key not in _NO_NAMES and len(key.split()) < 3
    ]
    said = ", ".join(f"“{name}”" for name in once[:5] if name[:1].isupper())
    notes = (f"Not taken for speakers, as they head one turn only: {said}. Declare those that are.",) if said else ()
    return Cast(names, notes)


def turns(text: str, found: Sequence[Label], cast: Cast, end: int | None = None, section: str = "") -> list[Turn]:
    """One turn for each label that heads one, up to the next or to `end`; roles are given by `roles.assign`."""
    heads = [(label, name) for label in found if (name := cast.names.get(label.key))]
    ends = [*(label.start for label, _ in heads), len(text) if end is None else end]
    made = []
    for (label, name), limit in zip(heads, ends[1:], strict=True):
        words = text[label.end : limit]
        bare = words.strip()
        stop = label.end + len(words.rstrip()) if bare else label.start + len(text[label.start : label.end].rstrip())
        speech = label.end + words.index(bare) if bare else stop
        made.append(Turn(label.start, stop, speech, name, Role.UNKNOWN, Kind.SPEECH, section, label.time))
    return made
