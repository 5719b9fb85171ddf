"""Cells of the framework matrix: read for the report, written as acts of a coder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quoth.analysis.counted import Counted, unit_of
from quoth.analysis.framework import MARKS, Summary
from quoth.errors import CodingError
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.coding import CONSENSUS
from quoth.session.blind import hidden_documents
from quoth.session.names import nearest
from quoth.store import Project, counting, queries, writing

__all__ = ["cell", "ids", "summaries", "write"]


def summaries(project: Project) -> dict[tuple[str, str], list[Summary]]:
    """By unit and code: the consensus where it wrote one, else everybody's; of a blind document the viewer's only."""
    hidden = hidden_documents(project, project.viewer)
    blind = {unit_of(document) for document in queries.documents(project) if document.id in hidden}
    found: dict[tuple[str, str], list[Summary]] = {}
    for unit, code, coder, text, mark in counting.summaries(project):
        if unit not in blind or coder == project.viewer:
            found.setdefault((unit, code), []).append(Summary(coder, text, mark))
    return {key: [s for s in cell if s.coder == CONSENSUS] or cell for key, cell in found.items()}


def ids(project: Project, counted: Counted) -> Mapping[tuple[int, int], Sequence[str]]:
    """The ids of the counted codings, by index of document and code."""
    names = {row: name for part in counting.id_rows(project) for row, name in part}
    found: dict[tuple[int, int], list[str]] = {}
    codings = counted.codings
    rows = zip(codings.row.tolist(), codings.document.tolist(), codings.code.tolist(), strict=True)
    for row, document, code in rows:
        found.setdefault((document, code), []).append(names[row])
    return found


def cell(project: Project, coder: str, unit: str, code: str) -> Summary:
    """What a coder wrote in a cell; an empty one where nothing is."""
    for where, what, who, text, mark in counting.summaries(project):
        if (where, what, who) == (unit, code, coder):
            return Summary(who, text, mark)
    return Summary(coder, "", "")


def write(
    project: Project,
    codebook: Codebook,
    coder: str,
    unit: str,
    code: str,
    text: str,
    mark: str = "",
    *,
    dry: bool = False,
) -> str:
    """Write a coder's cell, or take it away where both text and mark are empty; says what was done.

    Raises CodingError for an unknown case, document or code.
    """
    inside = [document for document in queries.documents(project) if unit_of(document) == unit]
    if not inside:
        known = dict.fromkeys(unit_of(document) for document in queries.documents(project))
        raise CodingError(
            _("There is no case or document {unit!r}{near}.").format(unit=unit, near=nearest(unit, known)),
            _("quoth documents lists them."),
        )
    if code not in codebook.by_id or codebook.by_id[code].heading:
        raise CodingError(
            _("There is no code {code!r}{near}.").format(code=code, near=nearest(code, codebook.by_id)),
            _("quoth codebook show lists them."),
        )
    if mark and mark not in MARKS:
        raise CodingError(
            _("{mark!r} is no mark of a cell.").format(mark=mark),
            _("Choose one of: {known}.").format(known=", ".join(MARKS)),
        )
    text = text.strip()
    where = f"{unit}, {codebook.label(code)}"
    if not dry:
        documents = [document.id for document in inside]
        facts = {"unit": unit, "code": code, "text": text, "mark": mark, "documents": documents}
        writing.summarise(project, coder, [facts])
    if not text and not mark:
        return f"The cell {where} is empty."
    return f"The cell {where}: {text or mark}"
