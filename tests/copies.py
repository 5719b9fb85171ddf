"""Copies of one project that act apart, share and merge at random: for tests and benchmarks."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import acts
from quoth import anchoring, store
from quoth.errors import CodingError, UndoError
from quoth.exchange import merging
from quoth.exchange.share import share
from quoth.model.coding import Coding
from quoth.model.text import Span, Version, version_id
from quoth.store import queries, sharing, state, writing
from support import CODES, rows, tables

SHARED = "shared"


def state_hash(project: store.Project) -> str:
    """One value for everything that the tables hold."""
    found = sorted((key, sorted(facts.items())) for key, facts in tables(project).items())
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()


def identities(project: store.Project) -> set[tuple[str, str, str, str]]:
    """What was coded in this copy, wherever it stands now."""
    asked = "SELECT id, coder, code, document FROM main.coding"
    return set(project.connection.execute(asked))


@dataclass
class Team:
    """Copies in folders of their own, and the folder in which they leave what they share."""

    folder: Path
    size: int
    copies: list[store.Project] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number in range(self.size):
            (self.folder / f"copy{number}").mkdir(parents=True)
            self.copies.append(store.create(self.folder / f"copy{number}"))

    def close(self) -> None:
        for project in self.copies:
            project.connection.close()

    def share(self, number: int, cut: int = 0) -> None:
        """Share all that is done in a copy; with `cut` the file then loses so many bytes, as on a broken stick."""
        project = self.copies[number]
        done = share(project, self.folder / SHARED / str(number), sharing.own_coders(project))
        if cut and done:
            path = done[-1].file
            size = path.stat().st_size
            with path.open("r+b") as stream:
                stream.truncate(max(0, size - cut))

    def merge(self, number: int, others: Sequence[int]) -> merging.Merged | None:
        folders = [self.folder / SHARED / str(other) for other in others]
        there = [folder for folder in folders if folder.is_dir() and any(folder.glob("*.jsonl"))]
        if not there:
            return None
        project = self.copies[number]
        done = merging.merge(project, "ann", there)
        if done.origin:
            project.connection.close()
            self.copies[number] = store.opened(project.folder)
        return done

    def exchange(self) -> int:
        """Everybody shares and merges everything until nothing new comes; returns how many times it took."""
        for turn in range(1, 12):
            for number in range(self.size):
                self.share(number)
            news = [self.merge(number, range(self.size)) for number in range(self.size)]
            if not any(done and (done.intake.new or done.carried or done.codebook or done.purged) for done in news):
                return turn
        raise AssertionError("the copies never come to rest")


def revise(project: store.Project, coder: str, a: int, b: int) -> None:
    """Give a document a text with one word more or less; codings are carried over."""
    documents = queries.documents(project)
    if not documents:
        return
    document = documents[a % len(documents)]
    before = queries.version(project, document.version)
    at = before.text.find(" ", b * 3)
    text = before.text[:at] + f" word{b % 5}" + before.text[at:] if b % 2 else before.text.replace("money", "cash", 1)
    name = version_id(document.id, text)
    if name == before.id:
        return
    number = queries.versions_of(project, document.id)[-1].number + 1
    after = Version(name, document.id, number, text, (), before.source)
    late: dict[str, list[Coding]] = {}
    for coding in queries.codings(project, document=document.id) + queries.codings(
        project, document=document.id, twins=True
    ):
        late.setdefault(coding.version, []).append(coding)
    outcomes = []
    for version, codings in late.items():
        old = queries.version(project, version).text
        found = anchoring.reanchor(old, text, {c.id: Span(c.start, c.end) for c in codings})
        outcomes += list(zip(codings, found, strict=True))
    writing.revise(project, coder, after, outcomes)


def edit_codebook(project: store.Project, coder: str, a: int) -> None:
    """Change the codebook in force in one place."""
    history = queries.codebook_history(project)
    text = queries.codebook_text(project, history[-1].hash) if history else _BOOK
    code = CODES[a % 3]
    lines = text.splitlines(keepends=True)
    at = next((i for i, line in enumerate(lines) if f"id: {code}" in line), None)
    new = f"  - {{id: {code}, label: {code} {a % 4}, definition: as of {a % 5}}}\n"
    if at is None:
        lines.append(new)
    else:
        lines[at] = new
    writing.change_codebook(project, coder, "edit", "".join(lines))


_BOOK = "codes:\n" + "".join(f"  - {{id: {code}, label: {code}}}\n" for code in CODES)


def erase(project: store.Project, coder: str, a: int, b: int) -> None:
    """Erase a document, or some characters of it."""
    documents = queries.documents(project)
    if not documents:
        return
    document = documents[a % len(documents)]
    if b % 3 == 0:
        store.erase_document(project, coder, document.id, "withdrawn")
        return
    version = queries.version(project, document.version)
    start = b % max(1, len(version.text) - 8)
    if version.text[start : start + 8].strip():
        try:
            store.erase_span(project, coder, version, Span(start, min(len(version.text), start + 8)), "withdrawn")
        except CodingError:
            return


Step = tuple[str, int, acts.Act]


def step(team: Team, what: Step) -> None:
    """One thing that happens to one copy."""
    kind, number, act = what
    number %= team.size
    project = team.copies[number]
    coder, (a, b, _) = act[1], act[2]
    if kind == "act":
        acts.do(project, act)
    elif kind == "turn":
        acts.turn(project, ("undo" if a % 3 else "redo", coder, act[2]))
    elif kind == "revise":
        revise(project, coder, a, b)
    elif kind == "codebook":
        edit_codebook(project, coder, a)
    elif kind == "erase":
        erase(project, coder, a, b)
    elif kind == "share":
        team.share(number, cut=b * 7 if a % 2 else 0)
    elif kind == "merge":
        team.merge(number, [other for other in range(team.size) if (a >> other) & 1])
    elif kind == "unmerge":
        row = store.next_undo(project, "ann")
        if row is not None and row.action == "merge":
            try:
                store.take_back(project, "ann", row)
            except UndoError:
                return


KINDS = ("act",) * 8 + ("turn", "revise", "codebook", "share", "share", "merge", "merge")


def schedule(random: Random, length: int) -> list[Step]:
    """A random course of things."""
    kinds = [*KINDS, "erase"]
    return [
        (
            random.choice(kinds),
            random.randrange(4),
            (
                random.choice(acts.KINDS),
                random.choice(acts.CODERS),
                (random.randrange(31), random.randrange(31), random.randrange(31)),
            ),
        )
        for _ in range(length)
    ]


def play(folder: Path, size: int, steps: Sequence[Step]) -> Team:
    """Carry out a course of things and bring all copies together; the team is left open."""
    team = Team(folder, size)
    for what in steps:
        step(team, what)
    team.exchange()
    return team


def check(team: Team) -> None:
    """All copies have the same state, nothing is lost, and each is sound."""
    hashes = {state_hash(project) for project in team.copies}
    assert len(hashes) == 1, "copies differ"
    for project in team.copies:
        assert tables(project) == state.fold_all(rows(project))
        found = [problem for problem in store.verify(project) if " is not in this copy" not in problem]
        assert found == [], found


def play_one(seed: int, length: int = 40) -> None:
    """One random course, told by its seed."""
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        team = play(Path(folder), 2 + seed % 3, schedule(random, length))
        try:
            check(team)
        finally:
            team.close()
