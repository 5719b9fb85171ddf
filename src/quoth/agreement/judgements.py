"""Tables of judgements and of passages, as people keep them in spreadsheets.

Owns what makes a row one that cannot be taken; a message names file and line. In a table of judgements the first column
is the unit and every other one a coder: an empty cell means that this coder did not judge the unit. In a table of sets
a cell holds codes as `a;b`, and `-` says "read, no code". A table of passages has the columns coder, start, end, code.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quoth.agreement.coefficients import MISSING
from quoth.agreement.unitizing import Passage
from quoth.errors import AgreementError
from quoth.i18n import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NOTHING", "Judgements", "read_judgements", "read_passages"]

NOTHING = "-"
"""In a cell of sets: read, no code applies. As a coder's code in a table of passages: found nothing."""
_LONGEST = 10_000_000
"""Characters that a cell may have."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """A table of judgements as arrays."""

    coders: tuple[str, ...]
    data: NDArray[np.int64]
    """Coders x units: the index of what was said, -1 for missing."""
    values: tuple[str, ...]
    """What was said, by index; in order where it has one."""
    numbers: NDArray[np.float64] | None = None
    """The values as numbers, for a metric that needs them."""
    sets: tuple[frozenset[str], ...] = field(default=())
    """The values as sets of codes."""
    declared: int | None = None
    """How many categories there are, where it was said."""


def read_judgements(
    lines: Iterable[str], name: str, *, metric: str = "nominal", sets: bool = False, categories: Sequence[str] = ()
) -> Judgements:
    """Read a table of judgements; `name` is the file's, for messages.

    `categories` declares what may be said, for `ordinal` in this order; other metrics but `nominal` need numbers.
    Raises AgreementError, with the line, for a table without coders or units, a ragged row, a unit named twice, a coder
    named twice, a value that is not declared or no number.
    """
    rows = _rows(lines, name)
    header = next(rows, None)
    if header is None:
        raise AgreementError(_("{name} is empty.").format(name=name), _("The first row names the coders: unit,ann,bek"))
    coders = _coders(header[1], name)
    columns: list[array[int]] = [array("q") for _ in coders]
    known: dict[str, int] = {NOTHING: 0} if sets else {}
    hashes = array("q")
    tidy: dict[str, int] = {"": MISSING}
    for line, cells in rows:
        if len(cells) != len(coders) + 1:
            raise AgreementError(
                _("{name}:{line}: {n} cells where the first row has {wanted}.").format(
                    name=name, line=line, n=len(cells), wanted=len(coders) + 1
                ),
                _("Every row needs the unit and a cell for every coder, empty where there is no judgement."),
            )
        if not cells[0].strip():
            raise AgreementError(
                _("{name}:{line}: the unit has no name.").format(name=name, line=line),
                _("Number the units in the first column."),
            )
        hashes.append(hash(cells[0].strip()))
        for column, cell in zip(columns, cells[1:], strict=True):
            at = tidy.get(cell)
            if at is None:
                said = _set_name(cell, name, line) if sets else cell.strip()
                at = tidy[cell] = known.setdefault(said, len(known)) if said else MISSING
            column.append(at)
    if not hashes:
        raise AgreementError(_("{name} has no units.").format(name=name), _("Every row below the first is a unit."))
    _no_twins(hashes, name)
    data = np.stack([np.frombuffer(column, dtype=np.int64) for column in columns])
    return _arranged(tuple(coders), data, tuple(known), name, metric, sets, categories)


def _rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line they begin in; the separator is the one of the first row."""
    source = iter(lines)
    first = next((line for line in source if line.strip()), None)
    if first is None:
        return
    separator = max("\t;,", key=lambda char: (first.count(char) > 0, "\t,;".index(char) == 0, char == ","))
    if not first.count(separator):
        separator = ","

    def again() -> Iterator[str]:
        yield first
        yield from source

    csv.field_size_limit(_LONGEST)
    reader = csv.reader(again(), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise AgreementError(
            _("{name}:{line}: {error}.").format(name=name, line=line, error=error), _("Save the table as CSV UTF-8.")
        ) from None


def _coders(header: Sequence[str], name: str) -> list[str]:
    coders = [cell.strip() for cell in header[1:]]
    if not coders:
        raise AgreementError(
            _("{name}:1: there is no column for a coder.").format(name=name),
            _("The first row names the unit and the coders: unit,ann,bek"),
        )
    for place, coder in enumerate(coders):
        if not coder:
            raise AgreementError(
                _("{name}:1: column {place} has no name.").format(name=name, place=place + 2),
                _("Name the coder in the first row."),
            )
        if coder in coders[:place]:
            raise AgreementError(
                _("{name}:1: coder {coder!r} has two columns.").format(name=name, coder=coder),
                _("Give every coder one column."),
            )
    return coders


def _set_name(cell: str, name: str, line: int) -> str:
    """The set in a canonical form; empty for a cell that says nothing."""
    said = cell.strip()
    if not said or said == NOTHING:
        return said
    codes = sorted({code.strip() for code in said.split(";") if code.strip()})
    if NOTHING in codes or not codes:
        raise AgreementError(
            _("{name}:{line}: {said!r} is no set of codes.").format(name=name, line=line, said=said),
            _("Write a;b for two codes and - for: read, no code."),
        )
    return ";".join(codes)


def _no_twins(hashes: array[int], name: str) -> None:
    """Units are kept as hashes only, of 64 bits: a table may have ten million."""
    places = np.frombuffer(hashes, dtype=np.int64)
    order = np.argsort(places, kind="stable")
    alike = np.flatnonzero(places[order][1:] == places[order][:-1])
    if len(alike):
        first, second = sorted((int(order[alike[0]]), int(order[alike[0] + 1])))
        raise AgreementError(
            _("{name}: units {first} and {second} below the first row have one name.").format(
                name=name, first=first + 1, second=second + 1
            ),
            _("Every unit needs a row of its own; two documents' units need different names."),
        )


def _arranged(
    coders: tuple[str, ...],
    data: NDArray[np.int64],
    values: tuple[str, ...],
    name: str,
    metric: str,
    sets: bool,
    categories: Sequence[str],
) -> Judgements:
    if sets:
        return Judgements(
            coders, data, values, sets=tuple(frozenset(v.split(";")) - {NOTHING} for v in values), declared=None
        )
    declared = list(dict.fromkeys(category.strip() for category in categories if category.strip()))
    if declared:
        for at, value in enumerate(values):
            if value not in declared:
                unit = int(np.argmax((data == at).any(axis=0))) + 1
                raise AgreementError(
                    _("{name}: {value!r} in row {unit} below the first is not one of the categories.").format(
                        name=name, value=value, unit=unit
                    ),
                    _("Declared: {declared}.").format(declared=", ".join(declared)),
                )
        place = np.array([declared.index(value) for value in values] + [MISSING], dtype=np.int64)
        data, values = place[data], tuple(declared)
        if metric in ("nominal", "ordinal"):
            return Judgements(coders, data, values, np.arange(len(declared), dtype=float), declared=len(declared))
    if metric == "nominal":
        return Judgements(coders, data, values, _as_numbers(values), declared=len(declared) or None)
    numbers = _numbers(values, data, name, metric)
    order = np.unique(numbers)
    place = np.append(np.searchsorted(order, numbers), MISSING)
    return Judgements(
        coders, place[data], tuple(f"{number:g}" for number in order), order, declared=len(declared) or None
    )


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def _as_numbers(values: Sequence[str]) -> NDArray[np.float64] | None:
    """The values as numbers where all are, for weights."""
    numbers = [_number(value) for value in values]
    return None if None in numbers else np.array(numbers, dtype=float)


def _numbers(values: Sequence[str], data: NDArray[np.int64], name: str, metric: str) -> NDArray[np.float64]:
    numbers = []
    for at, value in enumerate(values):
        number = _number(value)
        if number is None or (metric == "ratio" and number < 0):
            unit = int(np.argmax((data == at).any(axis=0))) + 1
            wrong = _("not a number") if number is None else _("negative, and a ratio scale begins at 0")
            order = _(" or give their order: --categories low,middle,high") if metric == "ordinal" else ""
            raise AgreementError(
                _("{name}: {value!r} in row {unit} below the first is {wrong}.").format(
                    name=name, value=value, unit=unit, wrong=wrong
                ),
                _("The metric {metric} needs numbers; leave a cell empty where there is no judgement{order}.").format(
                    metric=metric, order=order
                ),
            )
        numbers.append(number)
    return np.array(numbers, dtype=float)


def read_passages(
    lines: Iterable[str], name: str, length: int, coders: Sequence[str] = ()
) -> dict[str, tuple[Passage, ...]]:
    """Read a table of passages on a continuum of `length` positions; by coder, those named in `coders` first.

    A coder who found nothing is named in `coders` or has a row with the code `-`. Positions are whole numbers of any
    size. Raises AgreementError, with the line, for a missing column, a row that is no passage or lies outside, and, if
    `coders` are given, a coder who is not among them.
    """
    if length <= 0:
        raise AgreementError(
            _("A text of length {length} has nothing to agree on.").format(length=length),
            _("Give its length in characters."),
        )
    rows = _rows(lines, name)
    header = next(rows, None)
    names = [cell.strip().lower() for cell in header[1]] if header else []
    missing = [column for column in ("coder", "start", "end", "code") if column not in names]
    if missing:
        raise AgreementError(
            _("{name}:1: there is no column {columns}.").format(name=name, columns=", ".join(missing)),
            _("The columns are coder,start,end,code."),
        )
    where = [names.index(column) for column in ("coder", "start", "end", "code")]
    found: dict[str, list[Passage]] = {coder.strip(): [] for coder in coders if coder.strip()}
    closed = bool(found)
    for line, cells in rows:
        if len(cells) != len(names):
            raise AgreementError(
                _("{name}:{line}: {n} cells where the first row has {wanted}.").format(
                    name=name, line=line, n=len(cells), wanted=len(names)
                ),
                _("Mend the row."),
            )
        coder, start, end, code = (cells[at].strip() for at in where)
        if not coder or not code:
            what = "coder" if not coder else "code"
            raise AgreementError(
                _("{name}:{line}: there is no {what}.").format(name=name, line=line, what=what),
                _("Fill the column {what}.").format(what=what),
            )
        if coder not in found and closed:
            raise AgreementError(
                _("{name}:{line}: {coder!r} is not among the coders.").format(name=name, line=line, coder=coder),
                _("Named: {known}; or leave them out.").format(known=", ".join(found)),
            )
        own = found.setdefault(coder, [])
        if code == NOTHING and not start and not end:
            continue
        own.append(_passage(start, end, code, length, f"{name}:{line}"))
    return {coder: tuple(passages) for coder, passages in found.items()}


def _passage(start: str, end: str, code: str, length: int, place: str) -> Passage:
    if not (start.isdecimal() and end.isdecimal()):
        raise AgreementError(
            _("{place}: {start}-{end} is no place.").format(
                place=place, start=start or _("nothing"), end=end or _("nothing")
            ),
            _("start and end are whole numbers from 0."),
        )
    first, last = _whole(start, place), _whole(end, place)
    if first >= last:
        wrong = _("reversed") if first > last else _("empty")
        raise AgreementError(
            _("{place}: the passage {start}-{end} is {wrong}.").format(place=place, start=start, end=end, wrong=wrong),
            _("end is the place after the last one."),
        )
    if last > length:
        raise AgreementError(
            _("{place}: the passage ends at {end}, the text at {length}.").format(place=place, end=end, length=length),
            _("Check --length."),
        )
    return first, last, code


def _whole(digits: str, place: str) -> int:
    if len(digits) > 1000:
        raise AgreementError(
            _("{place}: a number of {n:,} digits is no place in a text.").format(place=place, n=len(digits)),
            _("Mend the row."),
        )
    return int(digits)
