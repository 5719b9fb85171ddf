"""Where along the text codes occur.

Owns how a document is divided: into parts of equal length in characters; a coding belongs where it begins.
"""

from __future__ import annotations

import numpy as np

from quoth.analysis.counted import Counted
from quoth.model.tables import Cell, Column, Grid, Kind, Picture, Report, Scope, Strips, Table

__all__ = ["parts_of", "profile"]


def parts_of(counted: Counted, parts: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Codes x parts: how many codings begin in each part of their document."""
    part = np.minimum((counted.share() * parts).astype(np.int64), parts - 1)
    cells = counted.codings.code * parts + part
    return np.bincount(cells, minlength=len(counted.codes) * parts).reshape(-1, parts)


def profile(counted: Counted, parts: int) -> Report:
    """Codes by part of the text; of a single document the picture is its portrait."""
    found = parts_of(counted, parts)
    columns = [Column("code", "id"), Column("label", "Code")]
    for index in range(parts):
        low, high = index / parts, (index + 1) / parts
        scope = Scope(places=(low, high))
        columns.append(Column(f"part_{index + 1}", f"{100 * low:.0f}-{100 * high:.0f} %", Kind.COUNT, scope))
    columns.append(Column("total", "Total", Kind.COUNT, Scope()))
    rows: list[tuple[Cell, ...]] = [
        (code, label, *map(int, found[i]), int(found[i].sum()))
        for i, (code, label) in enumerate(zip(counted.codes, counted.labels, strict=True))
    ]
    scopes = tuple(Scope(codes=frozenset({code})) for code in counted.codes)
    one = f" in {counted.names[0]}" if len(counted.documents) == 1 else ""
    table = Table("codes", f"Codings by part of the text{one}", tuple(columns), tuple(rows), scopes)
    notes = (
        *counted.notes,
        f"Each document is divided into {parts} parts of equal length; a coding counts where it begins.",
    )
    return Report("profile", f"Where codes occur{one}", (table,), counted.counts, notes, _picture(counted, found))


def _picture(counted: Counted, found: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Picture:
    used = np.flatnonzero(found.sum(axis=1))
    labels = tuple(counted.labels[i] for i in used)
    if len(counted.documents) == 1:
        size = max(int(counted.lengths[0]), 1)
        codings = counted.codings
        spans = tuple(
            tuple((s / size, e / size) for s, e in zip(codings.start[m], codings.end[m], strict=True))
            for m in (codings.code == i for i in used)
        )
        colours = tuple(counted.code_colours()[i] for i in used)
        return Strips(f"Portrait of {counted.names[0]}", labels, spans, colours, "% of the text")
    parts = found.shape[1]
    names = tuple(f"{100 * i / parts:.0f} %" for i in range(parts))
    values = tuple(tuple(float(n) for n in found[i]) for i in used)
    return Grid("Where along the text codes occur", labels, names, values, "codings")
