"""Reports by name: what each needs of the project, and the choices that a person has.

Owns the registry of reports that screen and shell share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.errors import UsageError
from quoth.session.codebook import Reading
from quoth.session.counting import count
from quoth.session.names import nearest
from quoth.session.results import Filters, choose_layer
from quoth.store import Project

if TYPE_CHECKING:
    from quoth.analysis.counted import Counted
    from quoth.model.tables import Report

__all__ = ["KINDS", "Choices", "make"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about a report; a report leaves aside what it has no use for."""

    layer: str = "result"
    """`result` or `all`; coders named in the filters come before both."""
    by: str = ""
    """The attribute that groups documents."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made from."""

    project: Project
    reading: Reading
    filters: Filters
    choices: Choices
    counted: Counted


def make(project: Project, reading: Reading, kind: str, filters: Filters, choices: Choices) -> Report:
    """One report. Raises UsageError for an unknown kind, filter or attribute, ExportError where nothing is settled."""
    if kind not in KINDS:
        raise UsageError(f"There is no report {kind!r}{nearest(kind, KINDS)}.", f"Choose one of {', '.join(KINDS)}.")
    layer = choose_layer(project, choices.layer, filters.coders)
    counted = count(project, reading, filters, layer)
    if not counted.documents:
        raise UsageError("No document fits, so there is nothing to count.", "quoth documents lists them.")
    if choices.by:
        known = dict.fromkeys(name for document in counted.documents for name in document.attributes)
        if choices.by not in known:
            named = f"Attributes: {', '.join(known) or 'none'}."
            raise UsageError(f"There is no attribute {choices.by!r}{nearest(choices.by, known)}.", named)
    return KINDS[kind](Asked(project, reading, filters, choices, counted))


def _frequencies(asked: Asked) -> Report:
    from quoth.analysis.frequencies import frequencies

    names = dict.fromkeys(name for document in asked.counted.documents for name in document.attributes)
    return frequencies(asked.counted, asked.choices.by, tuple(names))


KINDS: Mapping[str, Callable[[Asked], Report]] = {"frequencies": _frequencies}
"""Every report by name."""
