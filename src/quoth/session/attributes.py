"""Attributes of documents: what is set, what is lacking, and whether values fit the types that the codebook declares.

Owns the types `text`, `choice`, `number` and `date`. Invariant: a type is declared in the codebook, never guessed; a
value is stored as written, on one line; what does not fit is refused by name, and nothing of the file is taken.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quoth import readers
from quoth.errors import CodingError, ReaderError, UsageError
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.text import Document
from quoth.readers.clean import one_line
from quoth.session.names import look_alike, nearest
from quoth.store import Project, queries, writing

__all__ = ["Edit", "Overview", "alike", "fitting", "misfit", "overview", "plan", "read_values", "said", "write"]

Values = Mapping[str, Mapping[str, str]]
"""Document to attribute to value."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\s\d{3})+|\d+)(?:[.,]\d+)?")
_DATES = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
)
_SHOWN = 8


def misfit(value: str, kind: str) -> str:
    """Why a value does not fit a type, to follow its quotation; empty where it fits."""
    if kind == "number" and not (
        _NUMBER.fullmatch(value) and math.isfinite(float(re.sub(r"\s", "", value).replace(",", ".")))
    ):
        return _("is not a number, as 12 or 3.5")
    if kind == "date" and not any(map(_is_date, [match for form in _DATES if (match := form.fullmatch(value))])):
        return _("is not a date, as 2024, 2024-05, 2024-05-17 or 17.05.2024")
    return ""


def _is_date(match: re.Match[str]) -> bool:
    with suppress(ValueError):
        date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        return True
    return False


def fitting(values: Mapping[str, str], types: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values that fit their types, and a sentence for each that does not."""
    wrong = {name: reason for name, value in values.items() if (reason := misfit(value, types.get(name, "text")))}
    kept = {name: value for name, value in values.items() if name not in wrong}
    return kept, tuple(
        _("{name}: “{value}” {reason}: left out.").format(name=name, value=values[name], reason=reason)
        for name, reason in wrong.items()
    )


def read_values(path: Path, types: Mapping[str, str]) -> Values:
    """The attributes in a table with a column `document`. Raises ReaderError naming the lines that do not fit."""
    values = readers.read_attributes(path)
    wrong = [
        (document, f"{name} “{value}” {reason}")
        for document, named in values.items()
        for name, value in named.items()
        if (reason := misfit(value, types.get(name, "text")))
    ]
    if wrong:
        lines = {
            one_line(cell): row.line
            for row in readers.read_table(path)
            for name, cell in row.cells.items()
            if name.casefold() == "document"
        }
        places = [f"{path}:{lines[document]}: {document}: {what}" for document, what in wrong[:_SHOWN]]
        more = _("; and {n} more").format(n=len(wrong) - _SHOWN) if len(wrong) > _SHOWN else ""
        raise ReaderError(
            f"{'; '.join(places)}{more}.", _("Mend the table, or the types under attributes: in codebook.yaml.")
        )
    return values


def alike(documents: Iterable[Mapping[str, str]], types: Mapping[str, str]) -> tuple[str, ...]:
    """Sentences on choices, and on names of attributes, that only case, blanks or the script of a letter tell apart."""
    rows = list(documents)
    seen: dict[str, Counter[str]] = {}
    for row in rows:
        for name, value in row.items():
            seen.setdefault(name, Counter())[value] += 1
    notes = [
        f"{name}: {_both(spellings)} occur: are they the same?"
        for name, values in seen.items()
        if types.get(name) == "choice"
        for spellings in _groups(values)
    ]
    names = Counter({name: values.total() for name, values in seen.items()}) + Counter(dict.fromkeys(types, 1))
    return (
        *notes,
        *(f"The attributes {_both(spellings)} are two: are they meant as one?" for spellings in _groups(names)),
    )


def _groups(values: Counter[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for value, _number in values.most_common():
        groups.setdefault(look_alike(value), []).append(value)
    return [spellings for spellings in groups.values() if len(spellings) > 1]


def _both(spellings: Sequence[str]) -> str:
    *first, last = [f"“{spelling}”" for spelling in spellings[:_SHOWN]]
    return f"{', '.join(first)} and {last}{' both' if len(spellings) == 2 else ''}"


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be set; an empty value takes an attribute away."""

    changes: Values
    """By document name; only what is not so already."""
    notes: tuple[str, ...] = ()


def said(pairs: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` as a person types them. Raises UsageError for what is not one."""
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = (one_line(part) for part in pair.partition("="))
        if not equals or not name:
            raise UsageError(
                _("{pair} is not NAME=VALUE.").format(pair=pair),
                _("For example country=Kyrgyzstan; country= takes it away."),
            )
        if name.casefold() == "document":
            raise UsageError(_("document names the document and is no attribute."), _("Choose another name."))
        values[name] = value
    return values


def plan(project: Project, codebook: Codebook, values: Values) -> Edit:
    """What setting these would change; the values may name documents or their files.

    Raises CodingError for documents that are not there and for a value that does not fit its type.
    """
    here = {document.name: document for document in queries.documents(project)}
    wanted: dict[str, dict[str, str]] = {}
    unknown: list[str] = []
    for given, named in values.items():
        name = next((name for name in (given, Path(given).stem) if name in here), None)
        if name is None:
            unknown.append(given)
            continue
        for attribute, value in named.items():
            if value and (reason := misfit(value, codebook.attributes.get(attribute, "text"))):
                raise CodingError(
                    _("{name}: {attribute} “{value}” {reason}.").format(
                        name=name, attribute=attribute, value=value, reason=reason
                    ),
                    _("codebook.yaml declares {attribute} as {kind}.").format(
                        attribute=attribute, kind=codebook.attributes[attribute]
                    ),
                )
        wanted.setdefault(name, {}).update(named)
    if unknown:
        more = _(" and {n} more").format(n=len(unknown) - _SHOWN) if len(unknown) > _SHOWN else ""
        near = nearest(unknown[0], here) if len(unknown) == 1 else ""
        raise CodingError(
            _("There is no document {names}{more}{near}.").format(
                names=", ".join(map(repr, unknown[:_SHOWN])), more=more, near=near
            ),
            _("quoth documents lists them."),
        )
    changes = {
        name: changed
        for name, named in wanted.items()
        if (changed := {key: value for key, value in named.items() if here[name].attributes.get(key, "") != value})
    }
    after = [
        {key: value for key, value in {**document.attributes, **changes.get(name, {})}.items() if value}
        for name, document in here.items()
    ]
    return Edit(changes, alike(after, codebook.attributes))


def write(project: Project, coder: str, edit: Edit) -> None:
    """Set them in one action; nothing is written where nothing changes."""
    ids = {document.name: document.id for document in queries.documents(project)}
    if edit.changes:
        writing.set_attributes(project, coder, {ids[name]: named for name, named in edit.changes.items()})


@dataclass(frozen=True, slots=True)
class Overview:
    """Documents and their attributes."""

    documents: tuple[Document, ...]
    names: tuple[str, ...]
    """Attributes that the codebook declares, then those that documents have."""
    lacking: Mapping[str, tuple[str, ...]]
    """Attribute to the documents without it; only where there are some."""
    notes: tuple[str, ...]
    """What does not fit its type, and what looks alike."""


def overview(documents: Sequence[Document], types: Mapping[str, str]) -> Overview:
    """Which documents have which attributes, and which lack one that others have or the codebook declares."""
    names = dict.fromkeys([*types, *(name for document in documents for name in document.attributes)])
    lacking = {name: tuple(d.name for d in documents if name not in d.attributes) for name in names}
    wrong = [
        f"{document.name}: {name} “{value}” {reason}."
        for document in documents
        for name, value in document.attributes.items()
        if (reason := misfit(value, types.get(name, "text")))
    ]
    more = (f"{len(wrong) - _SHOWN} more values do not fit their types.",) if len(wrong) > _SHOWN else ()
    notes = (*wrong[:_SHOWN], *more, *alike([d.attributes for d in documents], types))
    return Overview(tuple(documents), tuple(names), {name: found for name, found in lacking.items() if found}, notes)
