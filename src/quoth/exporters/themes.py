"""Quotes by theme: the headings of the codebook's tree under which the quotes of each code stand.

Owns their order: the codebook's, then the codes that it does not hold, as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from quoth.exporters.material import Material
from quoth.exporters.piles import Piles, piling
from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation

__all__ = ["Sorted", "Theme", "sort"]


_NONE = "(not known)"
"""Heads the quotes of documents without the attribute."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading; a code's own has quotes, those above it in the tree have none."""

    code: str
    label: str
    level: int
    """1 for the top of the codebook."""
    count: int
    """Quotes under this heading, and under its groups."""
    group: str | None = None
    """The value of the attribute that quotes are grouped by."""
    grouped: bool = False
    """Whether the quotes stand under groups below this heading."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rendered quotes by theme."""

    themes: tuple[Theme, ...]
    total: int
    _piles: Piles

    def quotes(self, theme: Theme) -> Iterator[str]:
        """The rendered quotes right under a heading, in parts."""
        return iter(()) if theme.grouped else self._piles.take(_key(theme.code, theme.group))


def _key(code: str, group: str | None) -> str:
    return code if group is None else f"{code}\0{group}"


@contextmanager
def sort(material: Material, render: Callable[[Quotation], str], by: str = "") -> Iterator[Sorted]:
    """Render each quotation as it comes and lay it under its theme, within it by the values of the attribute `by`.

    Memory does not grow with the quotations. Values come in the order of their first document.
    """
    with piling() as piles:
        gone: dict[str, str] = {}
        for quotation in material.quotations():
            group = quotation.attributes.get(by, "") if by else None
            piles.put(_key(quotation.code, group), render(quotation))
            if quotation.code not in material.codebook.by_id:
                gone[quotation.code] = quotation.code_path or quotation.code_label or quotation.code
        values = tuple(dict.fromkeys(d.attributes.get(by, "") for d in material.documents)) if by else ()
        themes = tuple(_themes(piles.counts, values, gone, material.codebook))
        yield Sorted(themes, sum(piles.counts.values()), piles)


def _themes(
    piled: Mapping[str, int], values: tuple[str, ...], gone: Mapping[str, str], codebook: Codebook
) -> Iterator[Theme]:
    counts: dict[str, int] = {}
    for key, number in piled.items():
        code = key.partition("\0")[0]
        counts[code] = counts.get(code, 0) + number
    shown: set[str] = set()
    for code in _ordered(counts, codebook):
        level = 1
        if code in gone:
            yield Theme(code, gone[code], 1, counts[code], grouped=bool(values))
        else:
            above = codebook.ancestors(code)
            level = len(above) + 1
            for depth, heading in enumerate((*above, codebook.by_id[code]), start=1):
                if heading.id not in shown:
                    shown.add(heading.id)
                    own = counts.get(heading.id, 0)
                    yield Theme(heading.id, heading.label, depth, own, grouped=bool(values) and own > 0)
        for value in values:
            if number := piled.get(_key(code, value), 0):
                yield Theme(code, value or _NONE, level + 1, number, group=value)


def _ordered(used: Iterable[str], codebook: Codebook) -> list[str]:
    names = dict.fromkeys(used)
    known = [code.id for code in codebook.codes if code.id in names]
    return [*known, *(code for code in names if code not in codebook.by_id)]
