"""Who asks and who answers among the speakers of one text.

Owns the labels by which interviewers and participants are known in the languages of the region. Invariant: a role is
given to a speaker, never to a single turn, and stays unknown where nothing tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from quoth.model.text import Role, Turn

__all__ = ["assign", "is_role"]


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INTERVIEWER = _words(
    "interviewer int question questioner mod moderator facilitator researcher host "
    "интервьюер интервьюэр инт вопрос модератор ведущий ведущая исследователь исследовательница корр корреспондент "
    "алып сурап суроо сұрақ сұхбат савол savol muxbir intervyuer"
)
"""The label of the one who asks, or its first word: English, Russian, Kyrgyz, Kazakh, Tajik, Uzbek."""
_PARTICIPANT = _words(
    "respondent participant interviewee informant expert answer "
    "респондент респондентка участник участница информант эксперт ответ "
    "жооп жауап ҷавоб javob катышуучу қатысушы"
)
_ASKING_LETTERS = frozenset("iqmив")
_ANSWERING_LETTERS = frozenset("arpор")
_LETTER_PAIRS = (("с", "жҷ"), ("s", "j"))
"""Question and answer in Kyrgyz, Kazakh, Tajik and Uzbek: only the pair tells, as either may be an initial."""
_BRACKETS = re.compile(r"\(.*?\)")
_WORD = re.compile(r"[^\W\d_]+")
_QUESTION = re.compile(r"[?？؟]")


def assign(text: str, turns: Sequence[Turn]) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """The turns with roles, and a note where the interviewer was inferred from question marks."""
    names = {turn.speaker for turn in turns if turn.speaker}
    words = {name: _first_word(name) for name in names}
    interviewers = {name for name in names if words[name] in _INTERVIEWER} or _by_letter(names)
    participants = {
        name for name in names if words[name] in _PARTICIPANT or name.casefold().rstrip(".") in _ANSWERING_LETTERS
    }
    notes: tuple[str, ...] = ()
    if not interviewers and (guess := _who_asks(text, turns, names - participants)) and len(names) > 1:
        interviewers = {guess}
        notes = (f"“{guess}” asks most of the questions and is taken for the interviewer.",)
    if interviewers:
        participants = names - interviewers
    roles = dict.fromkeys(participants, Role.PARTICIPANT) | dict.fromkeys(interviewers, Role.INTERVIEWER)
    return tuple(_with_role(turn, roles[turn.speaker]) if turn.speaker in roles else turn for turn in turns), notes


def is_role(label: str) -> bool:
    """Whether a speaker's label only says a role, as `Interviewer` or `Модератор 2`, and so names nobody."""
    words = _WORD.findall(label.casefold())
    return bool(words) and all(word in _INTERVIEWER | _PARTICIPANT for word in words)


def _with_role(turn: Turn, role: Role) -> Turn:
    return Turn(turn.start, turn.end, turn.speech, turn.speaker, role, turn.kind, turn.section, turn.time)


def _first_word(name: str) -> str:
    match = _WORD.search(_BRACKETS.sub(" ", name).casefold())
    return match[0] if match else ""


def _by_letter(names: Collection[str]) -> set[str]:
    letters = {name.casefold().rstrip("."): name for name in names}
    asking = {name for letter, name in letters.items() if letter in _ASKING_LETTERS}
    pairs = {
        letters[ask]
        for ask, answers in _LETTER_PAIRS
        if ask in letters and any(letter in letters for letter in answers)
    }
    return asking or pairs


def _who_asks(text: str, turns: Sequence[Turn], names: Collection[str]) -> str:
    """The speaker most of whose turns hold a question, at least twice as many as anybody else's; empty if none."""
    asked, spoken = Counter[str](), Counter[str]()
    for turn in turns:
        if turn.speaker:
            spoken[turn.speaker] += 1
            asked[turn.speaker] += bool(_QUESTION.search(text, turn.speech, turn.end))
    if not asked:
        return ""
    (first, most), *others = asked.most_common()
    second = others[0][1] if others else 0
    clear = first in names and most > 1 and most >= 2 * second and 2 * most > spoken[first]
    return first if clear else ""
