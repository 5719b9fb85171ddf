"""How safely codings are carried over to a corrected text, and how fast.

    python benchmarks/revising.py [--json] [--quick] [--scripts N] [--seed N]

Each script edits a made interview of 200 codings: typos, words replaced, sentences inserted (some of them copies of
others), deleted and moved, whole turns inserted at the top, speakers renamed. Every character is followed through the
edits, so that it is known where the coded words went. A *silent error* is a coding that is said to be kept or moved and
stands on other characters than its own. Counted apart: the coded words were deleted, and the very same words were put
back beside the same neighbours (a stock question replaced by its like), so that no text can tell.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import measure
from measure import Row
from quoth import anchoring
from quoth.model.coding import Coding, Outcome, Verdict
from quoth.model.text import Span
from quoth.session import CodingSession
from quoth.session import folder as folders
from quoth.session.proof import proof
from quoth.store import writing

CODINGS, TURNS = 200, 120
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


EDITS: dict[Callable[[random.Random, Followed], None], int] = {
    typo: 30,
    replace_words: 8,
    insert: 8,
    delete: 6,
    move: 4,
    top: 1,
    rename: 1,
}
"""Each kind of edit and how many of it a script has at most."""


def spans(draw: random.Random, text: str) -> dict[str, Span]:
    """Coded passages: sentences, a few of them, words inside one, turns."""
    places = Followed(text, list(range(len(text)))).sentences()
    made: dict[str, Span] = {}
    while len(made) < CODINGS:
        first = draw.randrange(len(places))
        last = min(len(places) - 1, first + draw.choice([0, 0, 0, 1, 2]))
        start, end = places[first][0], places[last][1]
        if draw.random() < 0.3:
            blanks = [start, *(i + 1 for i in range(start, end) if text[i] == " ")]
            at = draw.randrange(len(blanks))
            start, end = blanks[at], blanks[min(len(blanks) - 1, at + draw.randint(1, 6))]
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            made[f"c{len(made)}"] = Span(start, end)
    return made


@dataclass(frozen=True, slots=True)
class Judged:
    """What one script showed."""

    verdicts: Counter[str]
    survived: int
    """Codings whose words are all there, side by side."""
    found: int
    """Of these, how many were kept or moved."""
    silent: int
    twins: int
    changed_near: int
    """Changed codings that stand where at least half of their surviving characters went."""
    examples: tuple[str, ...]


def script(seed: int) -> Judged:
    """One random script of edits and what became of the codings."""
    draw = random.Random(seed)
    old = interview(draw, TURNS)
    coded = spans(draw, old)
    here = Followed(old, list(range(len(old))))
    edits = [edit for edit, most in EDITS.items() for _ in range(draw.randint(0, most))]
    draw.shuffle(edits)
    for edit in edits:
        edit(draw, here)
    where = {origin: place for place, origin in enumerate(here.origin) if origin >= 0}
    outcomes = anchoring.reanchor(old, here.text, coded)
    survived = found = silent = twins = near = 0
    examples = []
    for outcome in outcomes:
        span = coded[outcome.coding]
        first = where.get(span.start, -1)
        whole = first >= 0 and here.origin[first : first + span.end - span.start] == list(range(span.start, span.end))
        survived += whole
        if outcome.verdict in (Verdict.KEPT, Verdict.MOVED):
            right = _own(here.origin[outcome.start : outcome.end], span, where)
            found += whole and right
            if not right and _put_back(old, here, span, outcome, where):
                twins += 1
            elif not right:
                silent += 1
                examples.append(f"seed {seed} {outcome.verdict}: {old[span.start : span.end]!r}")
        elif outcome.verdict is Verdict.CHANGED:
            left = {where[i] for i in range(span.start, span.end) if i in where}
            near += 2 * len(left & set(range(outcome.start, outcome.end))) >= len(left)
    verdicts = Counter(str(outcome.verdict) for outcome in outcomes)
    return Judged(verdicts, survived, found, silent, twins, near, tuple(examples))


def _own(origin: list[int], span: Span, where: dict[int, int]) -> bool:
    """Whether words that are the same are those of a span: half of the characters at least, for some may be typed anew.

    A copy of a character that is gone otherwise is that character: cut and pasted by way of a copy. A copy of the words
    put right beside them may be taken for some of them, not for all: which part is new no text can tell.
    """
    places = list(zip(origin, range(span.start, span.end), strict=True))
    here = any(place == at for place, at in places)
    own = sum(place == at or (place == -2 - at and (here or at not in where)) for place, at in places)
    return 2 * own >= len(places)


def _put_back(old: str, here: Followed, span: Span, outcome: Outcome, where: dict[int, int]) -> bool:
    """Whether the coded words are gone and the same words, from afar or typed anew, stand in their very place.

    That is: beside a character that stood beside them, with the same text between. A neighbouring copy is none of it.
    """
    place = here.origin[outcome.start : outcome.end]
    if any(at in where for at in (span.start, span.end - 1)):
        return False
    if any(abs(origin - span.start) < 200 for origin in place if origin >= 0):
        return False
    left, right = span.start - outcome.start, span.end - outcome.end
    same_left = _shared(old[: span.start][::-1], here.text[: outcome.start][::-1])
    same_right = _shared(old[span.end :], here.text[outcome.end :])
    before = (here.origin[outcome.start - d] + d == outcome.start + left for d in range(1, same_left + 1))
    behind = (here.origin[outcome.end + d] - d == outcome.end + right for d in range(same_right))
    return any(before) or any(behind)


def _shared(ours: str, theirs: str) -> int:
    """How many characters, up to 32, two texts share at their beginning."""
    pairs = zip(ours[:32], theirs[:32], strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(32, len(ours), len(theirs)))


def safety(scripts: int, seed: int) -> tuple[list[Row], list[str]]:
    """The figures of many scripts, and every silent error."""
    judged = [script(seed + number) for number in range(scripts)]
    total: Counter[str] = Counter()
    for one in judged:
        total += one.verdicts
    survived, found = sum(j.survived for j in judged), sum(j.found for j in judged)
    near = sum(j.changed_near for j in judged) / max(1, total["changed"])
    said = ", ".join(f"{total[str(verdict)]:,} {verdict}" for verdict in Verdict)
    rows = [
        Row(f"codings judged ({scripts} scripts, seed {seed})", sum(total.values()), "", beside=said),
        Row("silent errors: kept or moved onto other words", sum(j.silent for j in judged), "", 0),
        Row("words deleted, and the same put back in their very place", sum(j.twins for j in judged), ""),
        Row("surviving words not kept or moved", 100 * (1 - found / survived), "%", 1),
        Row("changed codings off their surviving words", 100 * (1 - near), "%"),
    ]
    return rows, [example for j in judged for example in j.examples]


def large(size: int, codings: int) -> tuple[str, str, dict[str, Span]]:
    """A made interview of a size, its correction by many edits, and codings."""
    draw = random.Random(5)
    turns = []
    length = number = 0
    while length < size:
        turns.append(turn(draw, number))
        length += len(turns[-1]) + 2
        number += 1
    old = "\n\n".join(turns) + "\n"
    here = Followed(old, list(range(len(old))))
    for edit in [*([typo] * 300), *([insert] * 10), *([delete] * 10), *([move] * 5), top]:
        edit(draw, here)
    coded = {}
    for index in range(codings):
        start = draw.randrange(len(old) - 300)
        coded[f"c{index}"] = Span(start, start + draw.randint(20, 250))
    return old, here.text, coded


def speed() -> list[Row]:
    """CPU seconds for a large text: the codings alone, and the whole act from the file to the disk."""
    old, new, coded = large(1_000_000, 5000)
    alone = measure.cpu(lambda: anchoring.reanchor(old, new, coded), runs=3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "transcripts").mkdir()
        file = folder / "transcripts" / "large.txt"
        file.write_text(old, encoding="utf-8")
        (folder / "codebook.yaml").write_text(measure.codebook(), encoding="utf-8")
        folders.set_up(folder)
        session = CodingSession(folder, "ann")
        session.open("large")
        assert session.version is not None
        blank = Coding("", "ann", "code-1", "", "", 0, 0, "", "", "", "0" * 16, "")
        codings = [replace(blank, **proof(session.version, span)) for span in coded.values()]
        writing.add_codings(session.project, "ann", codings, bulk=True)
        file.write_text(new, encoding="utf-8")
        start = time.process_time()
        session.revise(session.plan_revision("large", file))
        whole = time.process_time() - start
        session.close()
    return [
        Row("1 MB, 5,000 codings: anchored anew", alone, "s CPU", 2.0),
        Row("  the whole act, read, anchored, journalled and synced", whole, "s CPU", 2.0),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer scripts")
    parser.add_argument("--scripts", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rows, errors = safety(given.scripts or (50 if given.quick else 1000), given.seed)
    rows += speed()
    measure.show("Corrected transcripts", rows, given.json)
    if not given.json:
        for error in errors[:20]:
            print(f"  {error}")


if __name__ == "__main__":
    main()
