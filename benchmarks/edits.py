"""Made interviews and edits of them, with every character followed: what the simulation of corrections works with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

STOCK = ["Yes.", "No.", "I do not know.", "Да, конечно.", "They asked for money.", "We paid, as everyone does.", "Mm."]
QUESTIONS = ["And what happened then?", "Did a newspaper come to you?", "Что вам мешает?", "Why do you think so?"]
SPEAKERS = ["Aizada", "Bakyt", "Эксперт 3"]
_SYLLABLES = ["ka", "re", "mo", "ti", "lun", "sho", "da", "ves", "per", "tol"]
_SYLLABLES += ["на", "ро", "ли", "сту", "вен", "ок", "го", "ре", "да", "бир", "жол"]


def _vocabulary() -> list[str]:
    draw = random.Random(1)
    made = {"".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4))) for _ in range(1500)}
    return sorted(made)


WORDS = _vocabulary()
WEIGHTS = [1 / (rank + 5) for rank in range(len(WORDS))]
"""As in speech: few words are most of it."""


def sentence(draw: random.Random) -> str:
    """Made words, or a stock phrase."""
    if draw.random() < 0.15:
        return draw.choice(STOCK)
    words = draw.choices(WORDS, WEIGHTS, k=draw.randint(3, 18))
    return f"{' '.join(words).capitalize()}{draw.choice('...?!')}"


def turn(draw: random.Random, number: int) -> str:
    """A speaker's turn, without the line end."""
    if number % 2 == 0:
        return f"Interviewer: {draw.choice(QUESTIONS)}"
    said = " ".join(sentence(draw) for _ in range(draw.randint(1, 6)))
    return f"{SPEAKERS[number // 2 % len(SPEAKERS)]}: {said}"


def interview(draw: random.Random, turns: int) -> str:
    """A made interview."""
    return "\n\n".join(turn(draw, number) for number in range(turns)) + "\n"


@dataclass(slots=True)
class Followed:
    """A text whose every character knows where it stood at first; -1 for a new one, -2 - place for a copy of one."""

    text: str
    origin: list[int] = field(default_factory=list)

    def put(self, start: int, end: int, words: str, origin: list[int] | None = None) -> None:
        """Replace a stretch."""
        self.text = self.text[:start] + words + self.text[end:]
        self.origin[start:end] = [-1] * len(words) if origin is None else origin

    def sentences(self) -> list[tuple[int, int]]:
        """Where sentences stand, with the blank behind them."""
        found, at = [], 0
        for index, char in enumerate(self.text):
            if char in ".?!" and index + 1 < len(self.text) and self.text[index + 1] in " \n":
                end = index + 2 if self.text[index + 1] == " " else index + 1
                label = self.text.find(": ", at, end)
                found.append((label + 2 if 0 <= label - at < 16 else at, end))
                at = end
            elif char == "\n":
                at = index + 1
        return found


def typo(draw: random.Random, here: Followed) -> None:
    """One character doubled, dropped or replaced."""
    at = draw.randrange(len(here.text))
    if here.text[at].isalpha():
        here.put(at, at + draw.randint(0, 1), draw.choice(["", "e", "о", here.text[at] * 2]))


def replace_words(draw: random.Random, here: Followed) -> None:
    """A few words put otherwise."""
    at = here.text.find(" ", draw.randrange(len(here.text)))
    end = here.text.find(" ", at + draw.randint(2, 20))
    if 0 <= at < end and "\n" not in here.text[at:end]:
        here.put(at + 1, end, " ".join(draw.choices(WORDS, WEIGHTS, k=draw.randint(1, 3))))


def insert(draw: random.Random, here: Followed) -> None:
    """A new sentence, or a copy of one that is there."""
    places = here.sentences()
    at, (start, end) = draw.choice(places)[0], draw.choice(places)
    words, origin = sentence(draw), None
    if draw.random() < 0.3:
        words = here.text[start:end].rstrip()
        origin = [-2 - place if place >= 0 else place for place in here.origin[start : start + len(words)]]
    behind = _behind(here.text, at, words)
    here.put(behind, behind, words, origin)
    blank = behind if behind > at else behind + len(words)
    here.put(blank, blank, " ")


def delete(draw: random.Random, here: Followed) -> None:
    """A sentence taken out."""
    start, end = draw.choice(here.sentences())
    words = here.text[start:end].rstrip()
    if (behind := _behind(here.text, end, words)) > end:
        start, end = behind - len(words) - 1, behind
    here.put(start, end, "")


def _behind(text: str, at: int, words: str) -> int:
    """Behind all copies of the words that stand at a place: which of them is new or gone, no text can tell."""
    while words and text.startswith(words, at):
        at += len(words)
        if text.startswith(f" {words}", at):
            at += 1
    return at


def move(draw: random.Random, here: Followed) -> None:
    """A sentence put somewhere else."""
    start, end = draw.choice(here.sentences())
    words, origin = here.text[start:end], here.origin[start:end]
    here.put(start, end, "")
    at = draw.choice(here.sentences())[0]
    here.put(at, at, words, origin)
    if not words.endswith(" "):
        here.put(at + len(words), at + len(words), " ")


def top(draw: random.Random, here: Followed) -> None:
    """Whole turns at the beginning."""
    turns = [turn(draw, number) for number in range(draw.randint(1, 4))]
    here.put(0, 0, "\n\n".join(turns) + "\n\n")


def rename(draw: random.Random, here: Followed) -> None:
    """A speaker's name changed all through."""
    name, other = draw.choice([*SPEAKERS, "Interviewer"]), draw.choice(["P1", "Speaker 2", "Ведущая"])
    at = here.text.find(f"{name}: ")
    while at >= 0:
        here.put(at, at + len(name), other)
        at = here.text.find(f"{name}: ", at + 1)


Edit = Callable[[random.Random, Followed], None]
EDITS: dict[Edit, int] = {
    typo: 30,
    replace_words: 8,
    insert: 8,
    delete: 6,
    move: 4,
    top: 1,
    rename: 1,
}
"""Each kind of edit and how many of it a script has at most."""


def pairs(text: str) -> list[tuple[int, int]]:
    """Where each question stands with its answer, up to the next question."""
    label = "Interviewer: "
    starts = [at for at in range(len(text)) if text.startswith(label, at) and (at == 0 or text[at - 1] == "\n")]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def pair(draw: random.Random) -> str:
    """A question, some of them asked again and again, and an answer that is mostly a word or two."""
    words = " ".join(draw.choices(WORDS, WEIGHTS, k=draw.randint(3, 12))).capitalize()
    question = draw.choice(QUESTIONS) if draw.random() < 0.15 else f"{words}?"
    return f"Interviewer: {question}\n\nAizada: {short_answer(draw)}\n\n"


def short_answer(draw: random.Random) -> str:
    """Mostly one that others give, too."""
    return draw.choice(["Yes.", "Yes.", "Yes.", "No.", "No.", *STOCK]) if draw.random() < 0.7 else sentence(draw)


def swap_pairs(draw: random.Random, here: Followed) -> None:
    """Two questions with their answers change places; mostly neighbours."""
    places = pairs(here.text)
    first, second = sorted(draw.sample(range(len(places)), 2))
    if draw.random() < 0.6:
        second = min(first + 1, len(places) - 1)
    (start, end), (other, last) = places[first], places[second]
    ours, theirs = [(here.text[a:b], here.origin[a:b]) for a, b in ((start, end), (other, last))]
    if first != second:
        here.put(other, last, *ours)
        here.put(start, end, *theirs)


def move_pair(draw: random.Random, here: Followed) -> None:
    """A question goes elsewhere with its answer."""
    start, end = draw.choice(pairs(here.text))
    words, origin = here.text[start:end], here.origin[start:end]
    here.put(start, end, "")
    at = draw.choice(pairs(here.text))[0]
    here.put(at, at, words, origin)


def delete_pair(draw: random.Random, here: Followed) -> None:
    """A question is taken out with its answer."""
    here.put(*draw.choice(pairs(here.text)), "")


def insert_pair(draw: random.Random, here: Followed) -> None:
    """A new question with an answer."""
    at = draw.choice(pairs(here.text))[0]
    here.put(at, at, pair(draw))


def reword(draw: random.Random, here: Followed) -> None:
    """A question gets other words."""
    start = draw.choice(pairs(here.text))[0] + len("Interviewer: ")
    here.put(start, here.text.index("\n", start), pair(draw).split("\n")[0].partition(": ")[2])


def answer_anew(draw: random.Random, here: Followed) -> None:
    """An answer gets other words."""
    start = here.text.index("Aizada: ", draw.choice(pairs(here.text))[0]) + len("Aizada: ")
    end, words = here.text.index("\n", start), short_answer(draw)
    if words != here.text[start:end]:
        here.put(start, end, words)


PAIR_EDITS: dict[Edit, int] = {
    typo: 10,
    swap_pairs: 4,
    move_pair: 3,
    delete_pair: 3,
    insert_pair: 3,
    reword: 3,
    answer_anew: 3,
}
"""The same for interviews of short answers."""
