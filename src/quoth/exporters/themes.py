"""Quotes by theme: the headings of the codebook's tree under which the quotes of each code stand.

Owns their order: the codebook's, then the codes that it does not hold, as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from quoth.exporters.material import Material
from quoth.exporters.piles import Piles, piling
from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation

__all__ = ["Sorted", "Theme", "sort"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading; a code's own has quotes, those above it in the tree have none."""

    code: str
    label: str
    level: int
    """1 for the top of the codebook."""
    count: int
    """Quotes right under this heading."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rendered quotes by theme."""

    themes: tuple[Theme, ...]
    total: int
    _piles: Piles

    def quotes(self, theme: Theme) -> Iterator[str]:
        """The rendered quotes under a heading, in parts."""
        return self._piles.take(theme.code)


@contextmanager
def sort(material: Material, render: Callable[[Quotation], str]) -> Iterator[Sorted]:
    """Render each quotation as it comes and lay it under its theme; memory does not grow with them."""
    with piling() as piles:
        gone: dict[str, str] = {}
        for quotation in material.quotations():
            piles.put(quotation.code, render(quotation))
            if quotation.code not in material.codebook.by_id:
                gone[quotation.code] = quotation.code_path or quotation.code_label or quotation.code
        themes = tuple(_themes(piles.counts, gone, material.codebook))
        yield Sorted(themes, sum(piles.counts.values()), piles)


def _themes(counts: dict[str, int], gone: dict[str, str], codebook: Codebook) -> Iterator[Theme]:
    shown: set[str] = set()
    for code in _ordered(counts, codebook):
        if code in gone:
            yield Theme(code, gone[code], 1, counts[code])
            continue
        for level, above in enumerate((*codebook.ancestors(code), codebook.by_id[code]), start=1):
            if above.id not in shown:
                shown.add(above.id)
                yield Theme(above.id, above.label, level, counts.get(above.id, 0))


def _ordered(used: Iterable[str], codebook: Codebook) -> list[str]:
    names = dict.fromkeys(used)
    known = [code.id for code in codebook.codes if code.id in names]
    return [*known, *(code for code in names if code not in codebook.by_id)]
