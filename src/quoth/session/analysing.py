"""Reports for the screen: made from what a coder chooses, with the quotations behind a cell.

Owns what a coder may see in passing: opening a cell that holds others' codings is recorded as exposure, as everywhere.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.coding import Coding
from quoth.session import marking
from quoth.session.desk import Desk
from quoth.session.evidence import found_codings
from quoth.session.filters import Filters
from quoth.session.folder import check_output
from quoth.session.reporting import Choices, made, selected
from quoth.store import queries, writing

if TYPE_CHECKING:
    from quoth.analysis.counted import Counted
    from quoth.model.tables import Report, Scope

__all__ = ["FIELDS", "behind", "filters_of", "report", "save"]

FIELDS = ("document", "code", "coder", "speaker", "case")
"""Names before a `=` that are no attributes."""


def filters_of(words: str) -> Filters:
    """Filters as typed: `code=paid-coverage country=Kyrgyzstan starred`; values with blanks in quotes.

    Raises UsageError for what is neither NAME=VALUE nor `starred`.
    """
    try:
        parts = shlex.split(words)
    except ValueError as error:
        raise UsageError(_("A quotation mark is not closed."), _('For example: speaker="Anna B"')) from error
    named: dict[str, tuple[str, ...]] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if part != "starred" and not (equals and name):
            raise UsageError(
                _("{part!r} is no filter.").format(part=part),
                _("For example: code=paid-coverage country=Kyrgyzstan starred"),
            )
        if part != "starred":
            kind = named if name in FIELDS else attributes
            kind[name] = (*kind.get(name, ()), value)
    documents, codes, coders, speakers, cases = (named.get(name, ()) for name in FIELDS)
    return Filters(documents, codes, coders, speakers, attributes, "starred" in parts, cases=cases)


def report(desk: Desk, kind: str, filters: Filters, choices: Choices) -> tuple[Report, Counted]:
    """A report and what it counts. Raises what `reporting.make` raises."""
    return made(desk.project, desk.reading, kind, filters, choices)


def behind(desk: Desk, counted: Counted, scope: Scope, unit: str) -> list[tuple[Coding, str]]:
    """The codings that a cell stands for, each with its document's name. Seeing others' is recorded."""
    indices = selected(desk.project, counted, scope, unit)
    found = found_codings(desk.project, counted, indices)
    others = dict.fromkeys(coding.document for coding in found if coding.coder != desk.coder)
    known = {e.document for e in queries.exposures(desk.project) if e.coder == desk.coder and e.kind == "others"}
    for document in others:
        if document not in known:
            writing.saw(desk.project, desk.coder, document, "others", marking.round_of(desk.project, document))
    return [(c, counted.names[int(counted.codings.document[i])]) for i, c in zip(indices, found, strict=True)]


def save(desk: Desk, found: Report, path: Path) -> tuple[Path, ...]:
    """Write a report to a file; the end of its name says how. Raises ExportError, UsageError."""
    from quoth.exporters import tables
    from quoth.plots import drawing

    check_output(desk.folder, path)
    format_ = path.suffix.lower().lstrip(".")
    if format_ in drawing.FORMATS:
        if found.picture is None:
            raise UsageError(
                _("The report {kind} has no picture.").format(kind=found.kind),
                _("Save it as .docx, .xlsx, .html, .md or .csv."),
            )
        files = [(path, drawing.draw(found.picture, format_)[0])]
    elif format_ in tables.FORMATS:
        files = tables.files(found, format_, path)
    else:
        known = ", ".join(f".{name}" for name in (*tables.FORMATS, *drawing.FORMATS))
        raise UsageError(
            _("{file} does not say in which format.").format(file=path.name),
            _("End the name with one of {known}.").format(known=known),
        )
    for file, data in files:
        tables.write(file, data)
    return tuple(file for file, _ in files)
