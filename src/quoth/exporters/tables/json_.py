"""A report as one JSON object: the rows of each kind of table under its plural noun, and what was counted."""

from __future__ import annotations

from quoth.model.tables import Report, Table

__all__ = ["as_json"]


def as_json(report: Report) -> dict[str, object]:
    """`{"report", "title", KIND OF TABLE: [rows], "notes", "counted", "layer", "filters", "codebook", "quoth"}`.

    A row is an object by column; what cannot be estimated is null, with its reason in the row's `reasons`.
    """
    found: dict[str, object] = {"report": report.kind, "title": report.title}
    for table in report.tables:
        rows = found.setdefault(table.key, [])
        assert isinstance(rows, list)
        rows += [_row(table, index) for index in range(len(table.rows))]
    counts = report.counts
    numbers = {"codings": counts.codings, "documents": counts.documents, "participants": counts.participants}
    about = {"layer": counts.layer, "filters": counts.filters, "codebook": counts.codebook, "quoth": counts.quoth}
    notes = [*report.notes, *dict.fromkeys(note for table in report.tables for note in table.notes)]
    return found | {"notes": notes, "counted": numbers} | about


def _row(table: Table, index: int) -> dict[str, object]:
    row: dict[str, object] = dict(table.of)
    row |= {column.key: cell for column, cell in zip(table.columns, table.rows[index], strict=True)}
    reasons = {key: reason for (place, key), reason in table.reasons.items() if place == index}
    return row | ({"reasons": reasons} if reasons else {})
