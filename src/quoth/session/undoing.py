"""Undo and redo with the codebook file: what an act did to the file goes back line by line.

Invariant: only the act's own lines change; where they were changed since, nothing does.
"""

from __future__ import annotations

from pathlib import Path

from quoth import codebook_file, store
from quoth.errors import UndoError
from quoth.i18n import _
from quoth.session import codebook as book
from quoth.store import Project, queries
from quoth.store.journal import Row

__all__ = ["take_back", "take_forward"]


def take_back(project: Project, folder: Path, coder: str, row: Row) -> None:
    """Void an act and undo its lines in codebook.yaml. Raises UndoError, and then changes nothing."""
    text = _other_side(project, folder, coder, row, again=False)
    before = book.in_force(project)
    store.take_back(project, coder, row, text)
    _write(project, folder, text, before)


def take_forward(project: Project, folder: Path, coder: str, row: Row) -> None:
    """Do an act again that was taken back, with its lines in codebook.yaml. Raises UndoError."""
    text = _other_side(project, folder, coder, row, again=True)
    before = book.in_force(project)
    store.take_forward(project, coder, row, text)
    _write(project, folder, text, before)


def _write(project: Project, folder: Path, text: str, before: str) -> None:
    """Bring the file in line with a codebook that changed, also where a merge had brought it."""
    now = book.in_force(project)
    if text:
        book.write_file(folder, text)
    elif now != before and now:
        book.write_file(folder, queries.codebook_text(project, now))


def _other_side(project: Project, folder: Path, coder: str, row: Row, *, again: bool) -> str:
    """The file without (or again with) the act's lines; empty for an act that did not edit the codebook."""
    if row.action != "codebook" and row.payload.get("codebook", {}).get("act") != "new":
        return ""
    here = book.synchronise(project, folder, coder, opening=False)
    if here.problem:
        raise UndoError(here.problem, _("Mend codebook.yaml first."))
    history = queries.codebook_history(project)
    index = next(i for i, version in enumerate(history) if version.id == row.id)
    before = queries.codebook_text(project, history[index - 1].hash) if index else ""
    after = queries.codebook_text(project, history[index].hash)
    return codebook_file.reverse(after, before, here.text) if again else codebook_file.reverse(before, after, here.text)
