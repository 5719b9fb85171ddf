"""What copies of a project say differently, and nobody has answered yet.

Owns what counts as a conflict. Each is found in the state and the journal alone, so every copy with the same rows lists
the same ones under the same ids; an answer is a row like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from quoth.store import journal, queries
from quoth.store.project import Project

__all__ = ["Conflict", "conflicts"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to be decided by people."""

    id: str
    kind: str
    """`name`, `text`, `codebook`, `coder`, `round` or `fork`."""
    words: str
    remedy: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"id": self.id, "kind": self.kind, "words": self.words, "remedy": self.remedy}


def conflicts(project: Project) -> list[Conflict]:
    """Everything that waits for an answer."""
    found = [*_names(project), *_texts(project), *_codebooks(project), *_coders(project), *_rounds(project)]
    found += _forks(project)
    answered = {name for (name,) in queries.ask(project, "SELECT id FROM resolution")}
    return [conflict for conflict in found if conflict.id not in answered]


def _id(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:8]


def _names(project: Project) -> Iterator[Conflict]:
    asked = "SELECT name, json_group_array(id) FROM document GROUP BY name HAVING count(*) > 1 ORDER BY name"
    for name, ids in queries.ask(project, asked):
        documents = sorted(json.loads(ids))
        conflict = _id("name", documents)
        yield Conflict(
            conflict,
            "name",
            f"{len(documents)} documents with different texts are called {name}; later ones are shown with their id.",
            f"quoth resolve {conflict} --rename NEW gives the later one another name.",
            {"documents": documents, "name": name},
        )


def _texts(project: Project) -> Iterator[Conflict]:
    """Two corrections of one text, neither of which knew of the other."""
    names = {document.id: document.name for document in queries.documents(project)}
    by_text: dict[tuple[str, str], list[journal.Row]] = {}
    for row in journal.acting(project.connection, ("revise",)):
        if not row.void and row.payload.get("before"):
            by_text.setdefault((row.payload["document"], row.payload["before"]), []).append(row)
    for (document, _), rows in by_text.items():
        apart = {row.payload["version"]["id"] for row in rows}
        if len(apart) > 1 and len({row.origin for row in rows}) > 1 and document in names:
            conflict = _id("text", sorted(row.id for row in rows))
            said = " and ".join(f"{row.coder} ({row.at[:10]})" for row in rows)
            yield Conflict(
                conflict,
                "text",
                f"{names[document]} was corrected apart by {said}; the last one counts, and its text may lack what the "
                "other mended.",
                f"Compare the files and quoth revise with the right one, then quoth resolve {conflict} --keep.",
            )


def _codebooks(project: Project) -> Iterator[Conflict]:
    seen: set[str] = set()
    for (said,) in queries.ask(project, "SELECT conflicts FROM codebook WHERE conflicts <> '[]' ORDER BY clock, id"):
        for facts in json.loads(said):
            if facts["id"] in seen:
                continue
            seen.add(facts["id"])
            what = f"{facts['field']} of {facts['code']}" if facts["code"] else f"the {facts['field']}"
            yield Conflict(
                facts["id"],
                "codebook",
                f"codebook.yaml was changed in two copies: {what} is now “{facts['kept']}”; the other copy had "
                f"“{facts['other']}”.",
                f"quoth resolve {facts['id']} --keep, or --other to take the other one.",
                facts,
            )


def _coders(project: Project) -> Iterator[Conflict]:
    """A coder who acts in two copies at the same time of the journal: one person with two computers, or two people."""
    asked = """SELECT coder, origin, min(clock), max(clock), min(at), max(at) FROM journal
        WHERE action IN ('apply', 'remove', 'done') AND void < 2 GROUP BY coder, origin
        ORDER BY coder, min(clock), origin"""
    by_coder: dict[str, list[tuple[str, int, int, str, str]]] = {}
    for coder, *span in queries.ask(project, asked):
        by_coder.setdefault(coder, []).append(tuple(span))
    for coder, spans in by_coder.items():
        for one, other in combinations(spans, 2):
            if coder and one[1] <= other[2] and other[1] <= one[2]:
                conflict = _id("coder", coder, sorted((one[0], other[0])))
                yield Conflict(
                    conflict,
                    "coder",
                    f"{coder} codes in two copies: {one[0]} ({one[3][:10]} to {one[4][:10]}) and {other[0]} "
                    f"({other[3][:10]} to {other[4][:10]}). Two people with one name count as one coder.",
                    f"If it is one person: quoth resolve {conflict} --keep. Else --rename NEW gives what was coded in "
                    f"{other[0]} to NEW, who codes under that name from now on.",
                    {"coder": coder, "origin": other[0]},
                )


def _rounds(project: Project) -> Iterator[Conflict]:
    by_name: dict[str, list[journal.Row]] = {}
    for row in journal.acting(project.connection, ("round",)):
        if "spec" in row.payload and not row.void:
            by_name.setdefault(row.payload["name"], []).append(row)
    for name, rows in by_name.items():
        if len({journal.canonical(row.payload["spec"]) for row in rows}) > 1:
            conflict = _id("round", sorted(row.id for row in rows))
            said = " and ".join(f"{row.coder} ({row.at[:10]})" for row in rows)
            yield Conflict(
                conflict,
                "round",
                f"Two rounds are called {name}, opened by {said}; the first one counts.",
                f"Open the other under a name of its own, then quoth resolve {conflict} --keep.",
            )


def _forks(project: Project) -> Iterator[Conflict]:
    found = queries.ask(
        project, "SELECT origin, number, hash, line FROM aside WHERE why = 'fork' ORDER BY origin, number"
    )
    by_origin: dict[str, list[list[Any]]] = {}
    for origin, _, _, line in found:
        by_origin.setdefault(origin, []).append(json.loads(line))
    for origin, rows in by_origin.items():
        conflict = _id("fork", origin, sorted(row[7] for row in rows))
        coders = ", ".join(sorted({row[4] for row in rows}))
        yield Conflict(
            conflict,
            "fork",
            f"Two copies wrote {len(rows)} acts under the same numbers ({origin}), as when a folder was put back from "
            f"a backup; those of {coders} that came are set aside.",
            f"quoth resolve {conflict} --other takes them in as acts of this copy; --keep leaves them.",
            {"origin": origin, "rows": rows},
        )
