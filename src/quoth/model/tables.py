"""What a report is: tables of plain values, what was counted for them, and a picture.

Owns the one model that every writer of tables takes. Values are plain: a percentage is 0 to 100, a share 0 to 1; `None`
is what cannot be estimated, with its reason in `Table.reasons`. Nothing here knows how it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Bars",
    "Cell",
    "Column",
    "Counts",
    "Grid",
    "Kind",
    "Line",
    "Picture",
    "Report",
    "Scope",
    "Strips",
    "Table",
    "columns_of",
    "shown",
]

Cell = str | int | float | tuple[str, ...] | None


class Kind(StrEnum):
    """What a column holds, which says how it is aligned and rounded."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    """0 to 100, shown with one decimal."""
    NUMBER = "number"
    """Shown with two decimals."""
    CHANCE = "chance"
    """A probability, shown with three decimals."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which of the counted codings a row, a column or a cell is about; what is None does not narrow it."""

    codes: frozenset[str] | None = None
    documents: frozenset[str] | None = None
    """Names of documents."""
    coder: str | None = None
    participant: tuple[str, str] | None = None
    """The case or document, and the speaker."""
    beside: str | None = None
    """A code that must occur together with the coding's own, in the sense of the report."""
    places: tuple[float, float] | None = None
    """From and to where in the text a coding begins, as shares of its length."""

    def narrowed(self, other: Scope) -> Scope:
        """What both let pass."""
        return Scope(
            _both(self.codes, other.codes),
            _both(self.documents, other.documents),
            self.coder if other.coder is None else other.coder,
            self.participant if other.participant is None else other.participant,
            self.beside if other.beside is None else other.beside,
            self.places if other.places is None else other.places,
        )


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in JSON and CSV, its heading for people."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    scope: Scope | None = None
    """Set where the cells of this column stand for codings that can be looked at."""
    wide: bool = False
    """Whether it holds running text, which writers give room to."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. Invariant: every row has a cell for every column."""

    key: str
    """The plural noun under which JSON has the rows."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    scopes: tuple[Scope, ...] = ()
    """By row, where rows stand for codings."""
    of: Mapping[str, str] = field(default_factory=dict)
    """What tells this table from others with the same key; in JSON and CSV part of every row."""
    reasons: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Why a cell is None, by row and column key."""
    notes: tuple[str, ...] = ()
    counts: Counts | None = None
    """What was counted for this table, where that is not what was counted for the report."""

    def scope(self, row: int, column: int) -> Scope | None:
        """Which codings a cell stands for; None for a cell that stands for none."""
        across = self.columns[column].scope
        if across is None or row >= len(self.scopes):
            return None
        return self.scopes[row].narrowed(across)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: printed under every table."""

    layer: str
    filters: str
    codings: int
    documents: int
    participants: int
    codebook: str
    """The first characters of the hash of the codebook in force."""
    quoth: str
    """The version of the program."""

    def lines(self) -> tuple[str, ...]:
        """In words, for people."""
        return (
            f"Counted: {_many(self.codings, 'coding')} in {_many(self.documents, 'document')}, "
            f"{_many(self.participants, 'participant')}.",
            f"Layer: {self.layer}. Filters: {self.filters or 'none'}. Codebook {self.codebook}, Quoth {self.quoth}.",
        )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars, in groups where `series` has several names: `values[series][label]`."""

    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    unit: str
    colours: tuple[str, ...] = ()
    """By label, `#rrggbb`; empty to choose."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: `values[row][column]`; None where there is no figure."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Strips:
    """A portrait: in each row, from which share of the text to which (0 to 1) something occurs."""

    title: str
    rows: tuple[str, ...]
    spans: tuple[tuple[tuple[float, float], ...], ...]
    colours: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """Points in order, joined by a line; `marks` names a share of the way, as a horizontal."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    bars: tuple[float, ...] = ()
    """What is new at each point, drawn as bars under the line."""


Picture = Bars | Grid | Strips | Line


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its tables, what they count, and what must be said about them."""

    kind: str
    title: str
    tables: tuple[Table, ...]
    counts: Counts
    notes: tuple[str, ...] = ()
    picture: Picture | None = None


def columns_of(tables: Sequence[Table]) -> tuple[str, ...]:
    """The keys of all columns of tables with one key, in the order of their first appearance."""
    return tuple(dict.fromkeys(key for table in tables for key in (*table.of, *(c.key for c in table.columns))))


_SHOWN = {Kind.PERCENT: "{:.1f}", Kind.NUMBER: "{:.2f}", Kind.CHANCE: "{:.3f}"}


def shown(cell: Cell, kind: Kind, none: str = "") -> str:
    """A cell as people read it; `none` stands for what cannot be estimated."""
    if cell is None:
        return none
    if isinstance(cell, tuple):
        return "; ".join(cell)
    if isinstance(cell, str):
        return cell
    if kind is Kind.CHANCE and 0 <= cell < 0.0005:
        return "<0.001"
    return _SHOWN[kind].format(cell) if kind in _SHOWN else f"{cell:,}"
