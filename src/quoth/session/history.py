"""The record of a project in words: everything done, and how the codebook changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quoth import codebook_file
from quoth.model.codebook import Codebook
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
    """Everything done, in order; only acts of a coder, or on codings of a code and on the code itself."""
    names = {document.id: document.name for document in queries.documents(project)}
    codes: dict[str, str] = {}
    found = []
    for row in queries.history(project):
        touched = _codes(row, codes)
        if (coder and row.coder != coder) or (code and code not in touched):
            continue
        found.append(Entry(row.id, row.at, row.coder, row.action, describe(row, codebook, names), row.void))
    return found


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
