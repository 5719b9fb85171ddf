"""How safely codings are carried over to a corrected text, and how fast.

    python benchmarks/revising.py [--json] [--quick] [--scripts N] [--seed N]

Each script edits a made interview of 200 codings: typos, words replaced, sentences inserted (some of them copies of
others), deleted and moved, whole turns inserted at the top, speakers renamed. Every character is followed through the
edits, so that it is known where the coded words went. A *silent error* is a coding that is said to be kept or moved and
stands on other characters than its own. Counted apart: the coded words went away, and the very same words were put
back beside the same neighbours (a stock question replaced by its like), so that no text can tell. A second simulation
has interviews of short answers whose questions are swapped, moved, put otherwise and taken out.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import measure
from edits import EDITS, PAIR_EDITS, Edit, Followed, delete, insert, interview, move, pair, pairs, top, turn, typo
from measure import Row
from quoth import anchoring
from quoth.model.coding import Coding, Outcome, Verdict
from quoth.model.text import Span
from quoth.session import CodingSession
from quoth.session import folder as folders
from quoth.session.proof import proof
from quoth.store import writing

CODINGS, TURNS = 200, 120


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
    return judged(f"seed {seed}", old, spans(draw, old), edited(draw, old, EDITS))


def answers(seed: int) -> Judged:
    """The same for an interview of short answers, each of them coded: `Yes.` is told from `Yes.` by what was asked."""
    draw = random.Random(seed)
    old = "".join(pair(draw) for _ in range(TURNS // 2))
    coded = {}
    for index, (start, _) in enumerate(pairs(old)):
        at = old.index("Aizada: ", start) + len("Aizada: ")
        coded[f"c{index}"] = Span(at, old.index("\n", at))
    return judged(f"answers, seed {seed}", old, coded, edited(draw, old, PAIR_EDITS))


def edited(draw: random.Random, old: str, kinds: Mapping[Edit, int]) -> Followed:
    """The text after up to so many edits of each kind, in any order."""
    here = Followed(old, list(range(len(old))))
    edits = [edit for edit, most in kinds.items() for _ in range(draw.randint(0, most))]
    draw.shuffle(edits)
    for edit in edits:
        edit(draw, here)
    return here


def judged(what: str, old: str, coded: Mapping[str, Span], here: Followed) -> Judged:
    """What became of codings of the old text, whose every character is followed into the new one."""
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
                examples.append(f"{what} {outcome.verdict}: {old[span.start : span.end]!r}")
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
    """Whether the coded words went away, and the same words, from afar or typed anew, stand in their very place.

    That is: beside a character that stood beside them, with the same text between. A neighbouring copy is none of it.
    Where the coded words live on elsewhere, all that went with them must have been replaced by its like.
    """
    place = here.origin[outcome.start : outcome.end]
    if (first := where.get(span.start)) is not None:
        start, end = _run(here, first, span.start)
        at = outcome.start - (span.start - start)
        if at < 0 or old[start:end] != here.text[at : at + end - start]:
            return False
    if any(abs(origin - span.start) < 200 for origin in place if origin >= 0):
        return False
    left, right = span.start - outcome.start, span.end - outcome.end
    same_left = _shared(old[: span.start][::-1], here.text[: outcome.start][::-1])
    same_right = _shared(old[span.end :], here.text[outcome.end :])
    before = (here.origin[outcome.start - d] + d == outcome.start + left for d in range(1, same_left + 1))
    behind = (here.origin[outcome.end + d] - d == outcome.end + right for d in range(same_right))
    return any(before) or any(behind)


def _run(here: Followed, place: int, at: int) -> tuple[int, int]:
    """The stretch of the old text around position `at` that stands as one in the new text, where `at` is at `place`."""
    before = behind = 0
    while place - before > 0 and here.origin[place - before - 1] == at - before - 1 >= 0:
        before += 1
    while place + behind < len(here.origin) and here.origin[place + behind] == at + behind:
        behind += 1
    return at - before, at + behind


def _shared(ours: str, theirs: str) -> int:
    """How many characters, up to 200, two texts share at their beginning."""
    pairs = zip(ours[:200], theirs[:200], strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(200, len(ours), len(theirs)))


def safety(scripts: int, seed: int, run: Callable[[int], Judged] = script) -> tuple[list[Row], list[str]]:
    """The figures of many scripts, and every silent error."""
    found = [run(seed + number) for number in range(scripts)]
    total: Counter[str] = Counter()
    for one in found:
        total += one.verdicts
    survived, right = sum(j.survived for j in found), sum(j.found for j in found)
    near = sum(j.changed_near for j in found) / max(1, total["changed"])
    said = ", ".join(f"{total[str(verdict)]:,} {verdict}" for verdict in Verdict)
    what = "codings" if run is script else "short answers"
    rows = [
        Row(f"{what} judged ({scripts} scripts, seed {seed})", sum(total.values()), "", beside=said),
        Row("silent errors: kept or moved onto other words", sum(j.silent for j in found), "", 0),
        Row("words gone, and the same put back in their very place", sum(j.twins for j in found), ""),
        Row("surviving words not kept or moved", 100 * (1 - right / survived), "%", 1 if run is script else None),
        Row("changed codings off their surviving words", 100 * (1 - near), "%"),
    ]
    return rows, [example for j in found for example in j.examples]


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
    more, wrong = safety((given.scripts or 1000) // (20 if given.quick else 2), given.seed, answers)
    rows, errors = [*rows, *more, *speed()], [*errors, *wrong]
    measure.show("Corrected transcripts", rows, given.json)
    if not given.json:
        for error in errors[:20]:
            print(f"  {error}")


if __name__ == "__main__":
    main()
