"""Merging: what other copies shared becomes part of this one, in one act that can be taken back.

Owns the order of things: rows join, erasures are done again, late codings are carried over, codebooks made apart become
one, and the act is sealed. A rehearsal does all of it and takes it back before it reaches the disk, so that what it
reports is what would happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quoth.exchange import codebooks, late
from quoth.exchange.sources import Sources, find
from quoth.model.text import text_hash
from quoth.store import Project, copies, journal, queries, taking
from quoth.store.conflicts import Conflict, conflicts
from quoth.store.database import guarded, transaction
from quoth.store.erasing import finish, purge_again
from quoth.store.project import append_row, store_texts
from quoth.store.purging import named
from quoth.store.taking import Incoming, Intake

__all__ = ["Merged", "merge"]


@dataclass
class Merged:
    """What a merge did, or would do."""

    files: list[Path]
    intake: Intake = field(default_factory=Intake)
    carried: Counter[str] = field(default_factory=Counter)
    """Late codings by verdict."""
    codebook: str = ""
    """The codebook that is in force now, where it changed."""
    before: str = ""
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    origin: str = ""
    """This copy's new name, where another one writes under the old."""
    purged: int = 0
    """Rows here that lost words by erasures of other copies."""


class _Rehearsed(Exception):
    """Ends a rehearsal: everything is taken back."""


def merge(project: Project, coder: str, paths: Sequence[Path], *, dry_run: bool = False) -> Merged:
    """Take in what share files, folders of them, or other databases hold.

    Raises QuothError, and then changes nothing.
    """
    done = Merged(find(paths))
    with Sources(done.files) as sources:
        try:
            with guarded(project.path), transaction(project.connection):
                _merge(project, coder, sources, done)
                done.conflicts = conflicts(project)
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            return done
    if done.purged:
        finish(project)
    return done


def _merge(project: Project, coder: str, sources: Sources, done: Merged) -> None:
    done.before = _in_force(project)
    done.intake = taking.take_in(project, sources.rows(), sources.text)
    _take_doubtful(project, sources, done)
    intake = done.intake
    if project.origin in {*intake.strangers(), *(row.origin for row in intake.forks)}:
        done.origin = copies.renew(project.connection)
        done.remarks.append("Another copy wrote under this copy's name, so this one has a new name from now on.")
        project = replace(project, origin=done.origin)
    first, _ = journal.head(project.connection, project.origin)
    if intake.erased:
        done.purged = purge_again(project, coder, sources.text)
    done.carried = late.carry_over(project, coder)
    _one_codebook(project, coder)
    last, _ = journal.head(project.connection, project.origin)
    if intake.new or last > first:
        taking.seal(project, coder, intake, list(range(first + 1, last + 1)))
    after = _in_force(project)
    done.codebook = after if after != done.before else ""
    done.problems += sources.problems
    done.problems += [f"{row.where}: {why}; it was left out." for row, why in intake.refused]
    done.remarks += [*sources.remarks, *_odd_clocks(intake)]
    done.remarks += [
        f"{row.where}: {row.action} by {row.coder} comes from a newer Quoth; it is kept, and has no effect until this "
        "one is updated."
        for row in intake.newer[:20]
    ]


def _take_doubtful(project: Project, sources: Sources, done: Merged) -> None:
    """Rows that are not as their hash says: taken where a tombstone says that words were erased, else refused."""
    if not sources.doubtful:
        return
    renewed = named(project)
    right: list[Incoming] = []
    for row in sources.doubtful:
        if journal.row_hash(*row[:7]) in renewed.get(f"{row.origin}-{row.number}", ()):
            right.append(row)
        else:
            done.problems.append(
                f"{row.where}: {row.action} by {row.coder} was changed outside Quoth; it was left out."
            )
    if right:
        done.intake.add(taking.take_in(project, right, sources.text))


def _in_force(project: Project) -> str:
    history = queries.codebook_history(project)
    return history[-1].hash if history else ""


def _one_codebook(project: Project, coder: str) -> None:
    """Bring codebooks together that were changed apart, in a version of their own."""
    found = queries.ask(
        project,
        """SELECT id, content, parents FROM codebook JOIN text ON hash = text_hash ORDER BY clock, id""",
    )
    versions = [codebooks.Version(name, text, tuple(parents.split())) for name, text, parents in found]
    one = codebooks.merged(versions)
    if one is None:
        return
    text, clashes = one
    store_texts(project.connection, [text])
    facts = [clash.facts() for clash in clashes]
    book = {"hash": text_hash(text), "act": "merge copies", "conflicts": facts}
    append_row(project, coder, "codebook", {"codebook": book, "recode": [], "says": "brought two codebooks together"})


def _odd_clocks(intake: Intake) -> list[str]:
    """Copies whose clock is wrong by more than a day: it orders nothing, but misleads who reads the history."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = []
    for origin, (first, last) in sorted(intake.dates.items()):
        if last > tomorrow:
            said.append(
                f"The clock of copy {origin} is wrong: it shows {last[:10]}. The order of acts does not lean on it."
            )
        elif first < "2020":
            said.append(
                f"The clock of copy {origin} was wrong: it showed {first[:10]}. The order of acts is not affected."
            )
    return said
