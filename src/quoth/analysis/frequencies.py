"""How often each code occurs, and how attributes are distributed.

Owns the figures of one code and the four columns that SPSS prints for a variable. What is missing (a document that
nobody read for the code, or that lacks the attribute) is told apart from what is zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quoth.analysis.counted import PRESENT, Counted
from quoth.model.codebook import Code
from quoth.model.tables import Bars, Column, Kind, Report, Scope, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Figures", "distribution", "figures", "frequencies", "nominal"]

_TERMS = (
    "% of codings: of all codings counted. % of documents: of all documents counted. Read: documents that a counted "
    "coder is done with under the code's definition in force; % of read: how many of these have the code.",
    "Participants: speakers who answer, one for a speaker in all documents of a case. Words: those under the code, "
    "each once.",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """By code."""

    codings: NDArray[np.int64]
    documents: NDArray[np.int64]
    """With at least one coding of it."""
    read: NDArray[np.int64]
    """Documents that were read for it."""
    read_with: NDArray[np.int64]
    """Of these, those that have it."""
    participants: NDArray[np.int64]
    """Who answer in at least one coding of it."""
    words: NDArray[np.int64]
    """Under it, each once."""


def figures(counted: Counted) -> Figures:
    """The figures of each code."""
    codings, size = counted.codings, len(counted.codes)
    answered = codings.participant >= 0
    pairs = np.unique(codings.participant[answered] * max(size, 1) + codings.code[answered])
    strict = counted.presence(read=True)
    return Figures(
        codings=np.bincount(codings.code, minlength=size),
        documents=(counted.number > 0).sum(axis=0),
        read=(strict >= 0).sum(axis=0),
        read_with=(strict == PRESENT).sum(axis=0),
        participants=np.bincount(pairs % max(size, 1), minlength=size),
        words=np.bincount(codings.code, weights=codings.covered, minlength=size).astype(np.int64),
    )


def frequencies(counted: Counted, by: str = "", attributes: Sequence[str] = ()) -> Report:
    """Tables of codes (for each value of an attribute with `by`), of exclusive headings, and of attributes."""
    tables: list[Table] = []
    groups = counted.groups(by) if by else {}
    many: list[str] = []
    for value, indices in groups.items():
        tables.append(_codes(counted.of_documents(indices), {by: value or _LACKING}))
    if not by:
        tables.append(_codes(counted, {}))
        tables += [_heading(counted, code) for code in counted.codebook.codes if code.exclusive]
        many = [name for name in attributes if len(counted.groups(name)) > _MANY]
        for name in attributes:
            if name in many:
                continue
            values = [document.attributes.get(name, "") for document in counted.documents]
            ordered = counted.codebook.attributes.get(name) in ("number", "date")
            scopes = {v: Scope(documents=frozenset(_having(counted, name, v))) for v in set(values) if v}
            missing = {"no value": values.count("")} if "" in values else {}
            told = Counter(v for v in values if v)
            tables.append(_spss(name, {"attribute": name}, told, missing, in_order=ordered, scopes=scopes))
    return Report(
        "frequencies",
        "Frequencies" + (f" by {by}" if by else ""),
        tuple(tables),
        counted.counts,
        (*counted.notes, *_TERMS, *([f"Too many values for a table: {', '.join(many)}."] if many else [])),
        _bars(counted, by, groups),
    )


_MANY = 30
"""Values above which an attribute tells documents apart rather than grouping them."""
_LACKING = "(no value)"


def _having(counted: Counted, name: str, value: str) -> list[str]:
    return [document.name for document in counted.documents if document.attributes.get(name, "") == value]


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _codes(counted: Counted, of: Mapping[str, str]) -> Table:
    found, total, documents = figures(counted), len(counted.codings), len(counted.documents)
    here = Scope(documents=frozenset(counted.names)) if of else Scope()
    rows = []
    reasons: dict[tuple[int, str], str] = {}
    for index, (code, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
        number, read = int(found.codings[index]), int(found.read[index])
        share = _percent(number, total)
        within = _percent(int(found.read_with[index]), read)
        if share is None:
            reasons[index, "percent_of_codings"] = "nothing is coded"
        if within is None:
            reasons[index, "percent_of_read"] = "no document was read for it"
        rows.append(
            (
                code,
                label,
                number,
                share,
                int(found.documents[index]),
                _percent(int(found.documents[index]), documents),
                read,
                within,
                int(found.participants[index]),
                int(found.words[index]),
            )
        )
    columns = (
        Column("code", "id"),
        Column("label", "Code"),
        Column("codings", "Codings", Kind.COUNT, here),
        Column("percent_of_codings", "% of codings", Kind.PERCENT),
        Column("documents", "Documents", Kind.COUNT, here),
        Column("percent_of_documents", "% of documents", Kind.PERCENT),
        Column("read", "Read", Kind.COUNT),
        Column("percent_of_read", "% of read", Kind.PERCENT),
        Column("participants", "Participants", Kind.COUNT, here),
        Column("words", "Words", Kind.COUNT, here),
    )
    scopes = tuple(Scope(codes=frozenset({code})) for code in counted.codes)
    title = "Codes" + "".join(f", {name}: {value} ({documents} documents)" for name, value in of.items())
    return Table("codes", title, columns, tuple(rows), scopes, of, reasons, counts=counted.counts)


def nominal(counted: Counted, heading: str) -> tuple[Counter[str], dict[str, int]]:
    """An exclusive heading as a variable of documents: how many have each value, how many are missing.

    A document has the one code of the heading that occurs in it, "several of them", or, having been read for all of
    them, "none of them"; one without such a code that was not read for all of them is missing.
    """
    below = [i for i, code in enumerate(counted.codes) if _under(counted, code, heading)]
    valid: Counter[str] = Counter()
    missing = 0
    present, read = counted.number[:, below] > 0, counted.read[:, below]
    for has, whole in zip(present, read, strict=True):
        if has.sum() == 1:
            valid[counted.labels[below[int(np.argmax(has))]]] += 1
        elif has.sum() > 1:
            valid["several of them"] += 1
        elif below and whole.all():
            valid["none of them"] += 1
        else:
            missing += 1
    return valid, {"not read": missing} if missing else {}


def _under(counted: Counted, code: str, heading: str) -> bool:
    return any(above.id == heading for above in counted.codebook.ancestors(code))


def _heading(counted: Counted, heading: Code) -> Table:
    valid, missing = nominal(counted, heading.id)
    scopes = {
        label: Scope(codes=frozenset({code}))
        for code, label in zip(counted.codes, counted.labels, strict=True)
        if label in valid
    }
    return _spss(heading.label, {"heading": heading.id}, valid, missing, scopes=scopes)


Share = tuple[str, str, int, float | None, float | None, float | None]


def distribution(valid: Mapping[str, int], missing: Mapping[str, int]) -> list[Share]:
    """The rows that SPSS prints: status, value, frequency, percent (of all), valid percent, cumulative percent."""
    known, unknown = sum(valid.values()), sum(missing.values())
    whole, so_far = known + unknown, 0
    rows: list[Share] = []
    for value, number in valid.items():
        so_far += number
        shares = _percent(number, whole), _percent(number, known), _percent(so_far, known)
        rows.append(("valid", value, number, *shares))
    rows.append(("valid total", "Total", known, _percent(known, whole), 100.0 if known else None, None))
    rows += [("missing", value, number, _percent(number, whole), None, None) for value, number in missing.items()]
    if unknown:
        rows.append(("total", "Total", whole, 100.0, None, None))
    return rows


def _spss(
    title: str,
    of: Mapping[str, str],
    valid: Counter[str],
    missing: Mapping[str, int],
    *,
    in_order: bool = False,
    scopes: Mapping[str, Scope],
) -> Table:
    ordered = sorted(valid, key=_as_number) if in_order else [v for v, _ in _falling(valid.items())]
    rows = distribution({value: valid[value] for value in ordered}, missing)
    columns = (
        Column("status", ""),
        Column("value", title),
        Column("frequency", "Frequency", Kind.COUNT, Scope()),
        Column("percent", "Percent", Kind.PERCENT),
        Column("valid_percent", "Valid Percent", Kind.PERCENT),
        Column("cumulative_percent", "Cumulative Percent", Kind.PERCENT),
    )
    nothing = Scope(codes=frozenset())
    return Table(
        "headings" if "heading" in of else "attributes",
        title,
        columns,
        tuple(rows),
        tuple(scopes.get(row[1], nothing) if row[0] == "valid" else nothing for row in rows),
        of,
    )


def _falling(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _as_number(value: str) -> tuple[float, str]:
    digits = value.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        return float(digits), value
    except ValueError:
        return float("inf"), value


def _bars(counted: Counted, by: str, groups: Mapping[str, NDArray[np.int64]]) -> Bars:
    used = np.flatnonzero(counted.number.sum(axis=0))
    labels = tuple(counted.labels[i] for i in used)
    colours = tuple(counted.code_colours()[i] for i in used)
    if not by:
        values = (tuple(float(n) for n in (counted.number > 0).sum(axis=0)[used]),)
        return Bars("Documents with each code", labels, ("documents",), values, "documents", colours)
    presence = counted.presence(read=counted.anything_read)
    shares = []
    for indices in groups.values():
        inside = presence[indices][:, used]
        base = np.maximum((inside >= 0).sum(axis=0), 1)
        shares.append(tuple(map(float, 100 * (inside == PRESENT).sum(axis=0) / base)))
    names = tuple(value or _LACKING for value in groups)
    unit = "% of documents read for it" if counted.anything_read else "% of documents"
    return Bars(f"Documents with each code, by {by}", labels, names, tuple(shares), unit, colours)
