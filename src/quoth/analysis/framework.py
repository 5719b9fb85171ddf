"""The framework matrix: cases in rows, codes in columns, in each cell what the case says of the code, in short.

Owns what an empty cell means. It is a mark of a coder (`not asked`, `nothing said`), else `nothing said` where all
documents of the case were read for the code, else `not read`. A cell with codings is `coded` whatever was marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quoth.analysis.counted import Counted, unit_of
from quoth.model.tables import Column, Report, Scope, Table

__all__ = ["MARKS", "Summary", "framework", "state_of", "units"]

MARKS = ("not asked", "nothing said")
"""What a coder can say of an empty cell."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one coder wrote in a cell."""

    coder: str
    text: str
    mark: str


def units(counted: Counted) -> dict[str, list[int]]:
    """The rows: cases, and documents without one, with their documents' indices, in the order of import."""
    found: dict[str, list[int]] = {}
    for index, document in enumerate(counted.documents):
        found.setdefault(unit_of(document), []).append(index)
    return found


def state_of(codings: int, summaries: Sequence[Summary], *, read: bool) -> str:
    """`coded`, `not asked`, `nothing said` or `not read`."""
    if codings:
        return "coded"
    marked = [summary.mark for summary in summaries if summary.mark]
    return marked[0] if marked else "nothing said" if read else "not read"


def framework(
    counted: Counted,
    summaries: Mapping[tuple[str, str], Sequence[Summary]],
    ids: Mapping[tuple[int, int], Sequence[str]],
) -> Report:
    """The matrix, and its cells as a list; `summaries` by unit and code, `ids` of codings by document and code."""
    rows, scopes, cells = [], [], []
    for unit, inside in units(counted).items():
        texts = []
        for column, (code, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
            written = summaries.get((unit, code), ())
            linked = tuple(name for i in inside for name in ids.get((i, column), ()))
            number = int(counted.number[inside, column].sum())
            state = state_of(number, written, read=bool(counted.read[inside, column].all()))
            said = _said(written)
            texts.append("\n".join(filter(None, [said, _about(number, state, marked=bool(said))])))
            if state != "not read" or said:
                coders = ", ".join(dict.fromkeys(summary.coder for summary in written))
                cells.append((unit, code, label, state, said, coders, number, linked))
        rows.append((unit, *texts))
        scopes.append(Scope(documents=frozenset(counted.names[i] for i in inside)))
    matrix = [Column("case", "Case or document")]
    matrix += [
        Column(code, label, scope=Scope(codes=frozenset({code})), wide=True)
        for code, label in zip(counted.codes, counted.labels, strict=True)
    ]
    heads = (
        Column("case", "Case or document"),
        Column("code", "id"),
        Column("label", "Code"),
        Column("state", "State"),
        Column("summary", "Summary", wide=True),
        Column("coder", "By"),
        Column("codings", "Quotations"),
        Column("quotations", "Ids of quotations"),
    )
    tables = (
        Table("cases", "Framework", tuple(matrix), tuple(rows), tuple(scopes)),
        Table("cells", "Cells", heads, tuple(cells)),
    )
    return Report("framework", "Framework matrix", tables, counted.counts, (*counted.notes, *_NOTES))


_NOTES = (
    "Empty cells: “nothing said” was read for the code and has none of it (or a coder said so), “not asked” was marked "
    "by a coder, “not read” nobody has finished.",
    "To write a cell: quoth report framework --edit CASE CODE.",
)


def _said(written: Sequence[Summary]) -> str:
    """The summary; with several coders each with a name."""
    texts = [summary for summary in written if summary.text]
    if len(texts) == 1:
        return texts[0].text
    return "\n".join(f"{summary.coder}: {summary.text}" for summary in texts)


def _about(number: int, state: str, *, marked: bool) -> str:
    if number:
        return f"[{number} quotation{'' if number == 1 else 's'}]"
    return "" if marked and state == "not read" else f"[{state}]"
