"""Groups of documents side by side, with quotes.

Owns which quotes stand for a cell: starred ones first, then one of each participant in the order of documents, then the
longer ones; a short passage says less than a whole sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from quoth.analysis.counted import Counted
from quoth.analysis.crosstab import cells
from quoth.model.tables import Cell, Column, Kind, Report, Scope, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Quote", "chosen_quotes", "compare"]

Quote = tuple[str, str, str]
"""The words, the document, and the speaker (empty where there is none)."""
_LACKING = "(no value)"


def chosen_quotes(
    counted: Counted, attribute: str, number: int, starred: NDArray[np.bool_]
) -> dict[tuple[int, str], list[int]]:
    """For each code and value the codings (indices) that stand for it; `starred` by coding."""
    groups = counted.groups(attribute)
    value_of = {int(i): value for value, indices in groups.items() for i in indices}
    found: dict[tuple[int, str], list[int]] = {}
    codings = counted.codings
    for index, (code, document) in enumerate(zip(codings.code.tolist(), codings.document.tolist(), strict=True)):
        found.setdefault((code, value_of[document]), []).append(index)
    return {cell: _spread(counted, indices, number, starred) for cell, indices in found.items()}


def _spread(counted: Counted, indices: Sequence[int], number: int, starred: NDArray[np.bool_]) -> list[int]:
    met: dict[tuple[int, int], int] = {}
    ranked = []
    best = sorted(indices, key=lambda i: (not starred[i], -int(counted.codings.words[i]), i))
    for index in best:
        who = int(counted.codings.participant[index]), int(counted.codings.document[index])
        met[who] = met.get(who, 0) + 1
        ranked.append((not starred[index], met[who], index))
    return [index for *_, index in sorted(ranked)[:number]]


def compare(
    counted: Counted,
    attribute: str,
    chosen: Mapping[tuple[int, str], Sequence[int]],
    quotes: Mapping[int, Quote],
    *,
    base: str = "",
) -> Report:
    """Codes in rows, values of the attribute in columns: how many documents have the code, and quotes.

    `quotes` has the words of each coding chosen, by index.
    """
    read = (base or ("read" if counted.anything_read else "all")) == "read"
    found = cells(counted, attribute, read=read)
    groups = counted.groups(attribute)
    columns = [Column("code", "id"), Column("label", "Code")]
    for value, size in zip(found.values, found.documents, strict=True):
        inside = frozenset(counted.names[i] for i in groups[value])
        heading = f"{value or _LACKING} (n={size})"
        columns.append(Column(f"{attribute}={value}", heading, Kind.TEXT, Scope(documents=inside), wide=True))
    rows: list[tuple[Cell, ...]] = []
    scopes, long = [], []
    for code, (name, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
        if not counted.number[:, code].any():
            continue
        cells_ = []
        for place, value in enumerate(found.values):
            said = [quotes[i] for i in chosen.get((code, value), ()) if i in quotes]
            cells_.append(
                "\n".join([_share(int(found.present[code, place]), int(found.base[code, place])), *map(_line, said)])
            )
            long += [(name, label, value, document, speaker, words) for words, document, speaker in said]
        rows.append((name, label, *cells_))
        scopes.append(Scope(codes=frozenset({name})))
    side = Table("codes", f"Codes by {attribute}", tuple(columns), tuple(rows), tuple(scopes))
    head = ("code", "label", attribute, "document", "speaker", "quote")
    titles = ("id", "Code", attribute, "Document", "Speaker", "Quote")
    kinds = tuple(Column(k, t, wide=k == "quote") for k, t in zip(head, titles, strict=True))
    notes = (
        *counted.notes,
        "In each cell: documents with the code, of those " + ("read for it." if read else "of the group, read or not."),
        "Quotes: starred ones first, then one of each participant, the longer ones first. Codes without a coding are "
        "left out.",
    )
    return Report(
        "compare",
        f"Comparison by {attribute}",
        (side, Table("quotations", "Quotes", kinds, tuple(long))),
        counted.counts,
        notes,
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "not read"


def _line(quote: Quote) -> str:
    words, document, speaker = quote
    return f"“{' '.join(words.split())}” ({document}{', ' + speaker if speaker else ''})"
