"""The codebook as a tree, with counts and keys.

Owns which headings are folded. Invariant: every code of the codebook, and every missing code that still has codings,
can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from quoth.i18n import _
from quoth.model.codebook import Code, Codebook
from quoth.tui.actions import bindings
from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.color import Color

__all__ = ["CodebookTree"]


class CodebookTree(RowList):
    """Codes in the file's order under their headings."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("codebook")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._folded: frozenset[str] = frozenset()
        self._shown: tuple[Codebook, Mapping[str, tuple[int, int]], Mapping[str, str], Mapping[str, Color]] | None = (
            None
        )

    def show_codes(
        self,
        codebook: Codebook,
        counts: Mapping[str, tuple[int, int]],
        missing: Mapping[str, str],
        colours: Mapping[str, Color],
    ) -> None:
        """Show the codebook with the counts of the project; missing codes come last."""
        self._shown = codebook, counts, missing, colours
        self.show([*self._rows(codebook, counts, colours, None, 0), *_missing(missing, counts)])

    def fold(self, code: str) -> None:
        """Fold or unfold what is under a code."""
        self._folded ^= {code}
        if self._shown is not None:
            self.show_codes(*self._shown)

    def _rows(
        self,
        codebook: Codebook,
        counts: Mapping[str, tuple[int, int]],
        colours: Mapping[str, Color],
        parent: str | None,
        depth: int,
    ) -> Iterator[Row]:
        for code in codebook.children(parent):
            under = codebook.children(code.id)
            folded = code.id in self._folded
            yield _row(code, counts.get(code.id, (0, 0))[1], colours.get(code.id), depth, bool(under), folded)
            if under and not folded:
                yield from self._rows(codebook, counts, colours, code.id, depth + 1)


def _row(code: Code, count: int, colour: Color | None, depth: int, parent: bool, folded: bool) -> Row:
    lead = ("▸ " if folded else "▾ ") if parent else ""
    retired = code.status != "active"
    return Row(
        code.id,
        _("{label} (retired)").format(label=code.label) if retired else code.label,
        lead,
        "" if code.heading else f"{count or '·':>2}",
        code.key,
        None if code.heading else colour,
        depth * 2,
        bold=code.heading,
        faint=retired,
    )


def _missing(missing: Mapping[str, str], counts: Mapping[str, tuple[int, int]]) -> Iterator[Row]:
    for code, label in missing.items():
        yield Row(
            code, _("{label} (missing)").format(label=label), "? ", f"{counts.get(code, (0, 0))[1]:>2}", faint=True
        )
