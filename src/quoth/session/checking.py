"""`quoth verify`: the database's own checks, the source files and the codebook, in one report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from quoth import store
from quoth.session.blind import hidden_documents
from quoth.session.codebook import Reading, last_labels
from quoth.session.importing import revise_command
from quoth.store import Project, queries
from quoth.store.conflicts import conflicts

__all__ = ["Found", "check"]


@dataclass(frozen=True, slots=True)
class Found:
    """What verifying found. Problems mean that something is wrong; remarks that something waits for a person."""

    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    documents: int
    codings: int
    """Those that may be seen now."""
    rows: int | None
    """Acts; None where an open round hides how many others made."""


def check(project: Project, reading: Reading) -> Found:
    """Check everything. Changes nothing."""
    problems = list(store.verify(project))
    remarks = [
        f"{path} was changed since it was imported as {name}; codings stand on the text as imported. "
        f"If it was corrected: {revise_command(name, Path(path))}"
        if state == "changed"
        else f"{path} was moved or deleted since it was imported as {name}; codings stand on the text as imported."
        for name, path, state in store.check_sources(project)
    ]
    remarks += _corrected(project)
    problems += [f"[{conflict.id}] {conflict.words} {conflict.remedy}" for conflict in conflicts(project)]
    if reading.problem:
        problems.append(reading.problem)
    counts = queries.code_counts(project)
    for code, label in last_labels(project, [c for c in counts if c not in reading.codebook.by_id]).items():
        remarks.append(
            f"The code {label} ({code}) is not in codebook.yaml but has {counts[code]} codings; "
            f"quoth codebook restore {code}, or quoth codebook replace {code} NEW."
        )
    rows = None if hidden_documents(project, project.viewer) else queries.rows(project)
    return Found(tuple(problems), tuple(remarks), len(queries.documents(project)), sum(counts.values()), rows)


def _corrected(project: Project) -> list[str]:
    """What corrections of texts left for people to do."""
    documents = {document.id: document for document in queries.documents(project)}
    waiting = Counter((c.document, c.coder) for c, *_ in queries.outcomes(project))
    codings = queries.codings(project)
    earlier = Counter((c.document, c.coder) for c in codings if c.version != documents[c.document].version)
    return [
        f"{documents[name].name}: {number} of {coder}'s codings wait for a look since the text was corrected: "
        "quoth codings --needs-look."
        for (name, coder), number in waiting.items()
    ] + [
        f"{documents[name].name}: {number} of {coder}'s codings stand on words that only an earlier text has."
        for (name, coder), number in earlier.items()
    ]
