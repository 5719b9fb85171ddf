"""The record of a project in words: everything done, and how the codebook changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quoth import codebook_file
from quoth.model.codebook import Codebook
from quoth.session.blind import hidden_documents
from quoth.session.codebook import at_version
from quoth.session.describe import describe
from quoth.store import Project, queries
from quoth.store.fold import effects
from quoth.store.journal import Row

__all__ = ["Entry", "Step", "codebook_steps", "entries"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act."""

    id: str
    at: str
    coder: str
    action: str
    words: str
    void: bool
    """Whether it is taken back."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        names = ("id", "at", "coder", "action", "words", "void")
        return {name: getattr(self, name) for name in names}


def entries(project: Project, codebook: Codebook, *, code: str = "", coder: str = "") -> list[Entry]:
    """Everything done, in order; only acts of a coder, or on codings of a code and on the code itself.

    What others did in the documents of open rounds is left out.
    """
    names = {document.id: document.name for document in queries.documents(project)}
    codes: dict[str, str] = {}
    found = []
    hidden = hidden_documents(project, project.viewer)
    for row in _seen(queries.history(project), hidden, project.viewer):
        touched = _codes(row, codes)
        if (coder and row.coder != coder) or (code and code not in touched):
            continue
        name = row.id if not hidden or row.coder == project.viewer else row.origin  # its number tells how much was done
        found.append(Entry(name, row.at, row.coder, row.action, describe(row, codebook, names), row.void))
    return found


def _seen(rows: Iterable[Row], hidden: frozenset[str], viewer: str) -> Iterator[Row]:
    """The rows that a viewer may see, those about several coders without what others did in hidden documents."""
    if not hidden:
        yield from rows
        return
    secret: set[str] = (
        set()
    )  # ids of codings, memos and decisions that the viewer may not know of, and of rows left out
    for row in rows:
        mine = row.coder == viewer
        for effect in effects(row):
            kind, name = effect.key
            facts = effect.facts
            about = facts.get("document") in hidden or (facts.get("kind") == "document" and facts["target"] in hidden)
            others = kind in ("coding", "memo", "decision") and facts.get("coder", viewer) != viewer
            if others and (about or facts.get("target") in secret):
                secret.add(name)
        if not mine and any(hidden & {*cell["documents"]} for cell in row.payload.get("cells", ())):
            secret.add(row.id)
            continue
        if row.action == "merge":
            row = row._replace(payload={name: value for name, value in row.payload.items() if name != "taken"})
        bulk = row.payload.get("bulk") or row.action in ("codebook", "revise", "looked")
        if not mine and not bulk and _about(row) & secret:
            secret.add(row.id)
            continue
        yield row._replace(payload=_without(row, secret)) if bulk else row


def _about(row: Row) -> set[str]:
    """The codings, memos and rows that a row makes, changes or names."""
    touched = {
        name for (kind, name) in (effect.key for effect in effects(row)) if kind in ("coding", "memo", "decision")
    }
    return touched | {str(row.payload.get("target", "")), str(row.payload.get("coding", "")), row.id}


def _without(row: Row, secret: set[str]) -> Mapping[str, Any]:
    facts = dict(row.payload)
    if facts.get("bulk"):
        facts["codings"] = [item for item in facts["codings"] if f"{row.id}.{item['i']}" not in secret]
    if "recode" in facts:
        facts["recode"] = [item for item in facts["recode"] if item["coding"] not in secret]
        facts["says"] = re.sub(r", recoding \d+ codings?$", "", facts.get("says", ""))
    for name in ("outcomes", "looked"):
        if name in facts:
            facts[name] = [item for item in facts[name] if item["coding"] not in secret]
    return facts


def _codes(row: Row, codes: dict[str, str]) -> set[str]:
    """The codes that a row is about; `codes` remembers, by coding, the code it was given."""
    touched: set[str] = set()
    for effect in effects(row):
        kind, name = effect.key
        if kind == "coding":
            touched.add(codes.get(name, ""))
            if "code" in effect.facts:
                codes[name] = str(effect.facts["code"])
            touched.add(codes.get(name, ""))
        elif kind in ("memo", "decision"):
            touched |= {str(effect.facts.get("code", "")), codes.get(str(effect.facts.get("target", "")), "")}
            touched |= {str(effect.facts.get("target", ""))} if effect.facts.get("kind") == "code" else set()
    words: Mapping[str, Any] = row.payload
    if row.action == "codebook":
        touched |= set(str(words.get("says", "")).replace(",", " ").split())
    return touched - {""}


@dataclass(frozen=True, slots=True)
class Step:
    """How one version of the codebook differs from the one before."""

    at: str
    coder: str
    act: str
    lines: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"at": self.at, "coder": self.coder, "act": self.act, "changes": list(self.lines)}


def codebook_steps(project: Project) -> list[Step]:
    """The versions of the codebook with what changed in each."""
    before = Codebook()
    steps = []
    for version in queries.codebook_history(project):
        after = at_version(project, version.hash)
        lines = tuple(
            f"{change.kind} {change.code or 'title, settings or attributes'}"
            for change in codebook_file.diff(before, after)
        )
        steps.append(Step(version.at, version.coder, version.act, lines))
        before = after
    return steps
