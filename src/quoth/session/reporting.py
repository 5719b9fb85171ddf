"""Reports by name: what each needs of the project, and the choices that a person has.

Owns the registry of reports that screen and shell share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.session.codebook import Reading
from quoth.session.counting import count
from quoth.session.evidence import drafts, quotes, sentences, starred, work
from quoth.session.filters import Filters
from quoth.session.framework import ids, summaries
from quoth.session.names import nearest
from quoth.session.results import choose_layer
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth.analysis.cooccurrence import Places
    from quoth.analysis.counted import Counted
    from quoth.model.tables import Report, Scope

__all__ = ["KINDS", "Choices", "made", "make", "places", "selected"]


_NAMING = ("participants", "compare")
"""Reports that print speakers; for the others nobody needs to be numbered."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about a report; a report leaves aside what it has no use for."""

    layer: str = ""
    """`result` or `all`; empty for `result`, or `all` where coders are reported. Coders in the filters come first."""
    by: str = ""
    """The attribute that groups documents."""
    base: str = ""
    """`read` or `all`: the documents that percentages of a crosstab are of; empty for `read` where any is read."""
    measures: tuple[str, ...] = ()
    """Of a crosstab; empty for all."""
    tested: bool = False
    unit: str = "overlap"
    """Where codes must meet to be together."""
    parts: int = 10
    """Of a text, for its profile."""
    quotes: int = 2
    """In each cell of a comparison."""
    base_size: int = 4
    run: int = 2
    threshold: float = 0.05
    """Guest, Namey and Chen's parameters; the threshold as a share, 0 to 1."""
    names: bool = False
    """Whether speakers go by their names, instead of P01, P02, ..."""
    order: str = ""
    """The attribute that orders interviews; empty for the order of import."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made from."""

    project: Project
    reading: Reading
    filters: Filters
    choices: Choices
    counted: Counted


def make(project: Project, reading: Reading, kind: str, filters: Filters, choices: Choices) -> Report:
    """One report. Raises what `made` raises."""
    return made(project, reading, kind, filters, choices)[0]


def made(project: Project, reading: Reading, kind: str, filters: Filters, choices: Choices) -> tuple[Report, Counted]:
    """One report and what it counts.

    Raises UsageError for an unknown kind, filter or attribute, ExportError where nothing is settled.
    """
    if kind not in KINDS:
        raise UsageError(
            _("There is no report {kind!r}{near}.").format(kind=kind, near=nearest(kind, KINDS)),
            _("Choose one of {known}.").format(known=", ".join(KINDS)),
        )
    layer = choose_layer(
        project, choices.layer or ("all" if kind in ("coders", "suggestions") else "result"), filters.coders
    )
    names = choices.names or (kind not in _NAMING and not filters.speakers)
    counted = count(project, reading, filters, layer, names=names)
    if not counted.documents:
        raise UsageError(_("No document fits, so there is nothing to count."), _("quoth documents lists them."))
    known = dict.fromkeys(name for document in counted.documents for name in document.attributes)
    for name in filter(None, (choices.by, choices.order)):
        if name not in known:
            named = _("Attributes: {known}.").format(known=", ".join(known) or _("none"))
            raise UsageError(
                _("There is no attribute {name!r}{near}.").format(name=name, near=nearest(name, known)), named
            )
    return KINDS[kind](Asked(project, reading, filters, choices, counted)), counted


def _frequencies(asked: Asked) -> Report:
    from quoth.analysis.frequencies import frequencies

    names = dict.fromkeys(name for document in asked.counted.documents for name in document.attributes)
    return frequencies(asked.counted, asked.choices.by, tuple(names))


def _crosstab(asked: Asked) -> Report:
    from quoth.analysis.crosstab import crosstab

    choices = asked.choices
    by = _needed(asked, "crosstab")
    return crosstab(asked.counted, by, base=choices.base, tested=choices.tested, measures=choices.measures)


def _needed(asked: Asked, kind: str) -> str:
    if not asked.choices.by:
        known = dict.fromkeys(name for document in asked.counted.documents for name in document.attributes)
        raise UsageError(
            _("The report {kind} needs an attribute that groups documents.").format(kind=kind),
            _("Give --by NAME, one of: {known}.").format(known=", ".join(known))
            if known
            else _("quoth attributes set gives documents some."),
        )
    return asked.choices.by


def _cooccurrence(asked: Asked) -> Report:
    from quoth.analysis.cooccurrence import cooccurrence

    return cooccurrence(asked.counted, asked.choices.unit, places(asked.project, asked.counted, asked.choices.unit))


def places(project: Project, counted: Counted, unit: str) -> Places:
    """The places in which codes meet, sentences split where they are the unit."""
    from quoth.analysis import cooccurrence

    return cooccurrence.places(counted, unit, sentences(project, counted) if unit == "sentence" else None)


def selected(project: Project, counted: Counted, scope: Scope, unit: str = "overlap") -> list[int]:
    """The codings (indices) that a cell stands for; `unit` says what `beside` means."""
    import numpy as np

    from quoth.analysis import cooccurrence

    found = counted.chosen(scope)
    if scope.beside is not None:
        found &= cooccurrence.beside(counted, places(project, counted, unit), scope.beside)
    return [int(index) for index in np.flatnonzero(found)]


def _framework(asked: Asked) -> Report:
    from quoth.analysis.framework import framework

    return framework(asked.counted, summaries(asked.project), ids(asked.project, asked.counted))


def _profile(asked: Asked) -> Report:
    from quoth.analysis.profile import profile

    return profile(asked.counted, asked.choices.parts)


def _participants(asked: Asked) -> Report:
    from quoth.analysis.participants import participants

    return participants(asked.counted)


def _coders(asked: Asked) -> Report:
    from quoth.analysis.coders import coders

    return coders(asked.counted, work(asked.project, asked.reading, asked.counted))


def _suggestions(asked: Asked) -> Report:
    from quoth.analysis.suggested import Made, suggested

    counted, project, book = asked.counted, asked.project, asked.reading.codebook
    inside = {document.id for document in counted.documents}
    saw: dict[tuple[str, str], str] = {}
    for e in (one for one in queries.exposures(project) if one.kind == "suggestions"):
        saw[e.coder, e.document] = min(e.at, saw.get((e.coder, e.document), e.at))
    wanted = set(asked.filters.coders)
    made = [
        Made(
            c.coder,
            c.code,
            c.at[:7],
            bool(c.rank) or saw.get((c.coder, c.document), "~") <= c.at,
            c.rank or 0,
            c.origin == "suggestion",
        )
        for c in queries.codings(project)
        if c.document in inside and (not wanted or c.coder in wanted)
    ]
    decisions = [
        one for one in queries.decisions(project) if one.document in inside and (not wanted or one.coder in wanted)
    ]
    return suggested(counted, {code.id: code.label for code in book.codes}, made, decisions)


def _compare(asked: Asked) -> Report:
    from quoth.analysis.compare import chosen_quotes, compare

    counted, by = asked.counted, _needed(asked, "compare")
    chosen = chosen_quotes(counted, by, asked.choices.quotes, starred(asked.project, counted))
    wanted = [index for indices in chosen.values() for index in indices]
    return compare(
        counted, by, chosen, quotes(asked.project, counted, wanted, names=asked.choices.names), base=asked.choices.base
    )


def _coreq(asked: Asked) -> Report:
    from quoth.analysis.coreq import coreq

    return coreq(asked.counted, drafts(asked.project, asked.reading, asked.counted))


def _saturation(asked: Asked) -> Report:
    from quoth.analysis.saturation import saturation

    choices = asked.choices
    return saturation(asked.counted, choices.base_size, choices.run, choices.threshold, choices.order)


KINDS: Mapping[str, Callable[[Asked], Report]] = {
    "frequencies": _frequencies,
    "crosstab": _crosstab,
    "cooccurrence": _cooccurrence,
    "framework": _framework,
    "compare": _compare,
    "profile": _profile,
    "participants": _participants,
    "coders": _coders,
    "coreq": _coreq,
    "suggestions": _suggestions,
    "saturation": _saturation,
}
"""Every report by name."""
