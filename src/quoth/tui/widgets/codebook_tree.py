"""The codebook as a tree, with counts and keys.

Owns which headings are folded. Invariant: every code of the codebook, and every missing code that still has codings,
can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from quoth.i18n import _
from quoth.model.codebook import Code, Codebook
from quoth.tui.actions import bindings
from quoth.tui.matching import matches
from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.color import Color

__all__ = ["CodebookTree", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the tree is made of."""

    codebook: Codebook
    counts: Mapping[str, tuple[int, int]]
    """For each code how many codings in this document and in the project."""
    missing: Mapping[str, str]
    """Codes that are used and not in the codebook, with their last label."""
    colours: Mapping[str, Color]
    again: frozenset[str] = frozenset()
    """Codes for which the open document is to be read again."""


class CodebookTree(RowList):
    """Codes in the file's order under their headings."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("codebook")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._folded: frozenset[str] = frozenset()
        self._shown: Shown | None = None
        self.filtered = ""
        """What was typed to show only the codes that fit; empty for all."""

    def show_codes(self, shown: Shown) -> None:
        """Show the codebook with the counts of this document and of the project; missing codes come last."""
        self._shown = shown
        fitting = self._fitting(shown.codebook)
        self.show([*self._rows(shown, fitting, None, 0), *_missing(shown.missing, shown.counts)])

    def filter(self, typed: str) -> int:
        """Show only the codes that fit what was typed, with what is above them; how many these are."""
        self.filtered = typed.strip()
        if self._shown is None:
            return 0
        self.show_codes(self._shown)
        return len(matches(self._shown.codebook, self.filtered, self._shown.codebook.codes))

    def _fitting(self, codebook: Codebook) -> frozenset[str]:
        found = matches(codebook, self.filtered, codebook.codes)
        return frozenset(one.id for code in found for one in (code, *codebook.ancestors(code.id)))

    def fold(self, code: str) -> None:
        """Fold or unfold what is under a code."""
        self._folded ^= {code}
        if self._shown is not None:
            self.show_codes(self._shown)

    def _rows(self, shown: Shown, fitting: frozenset[str], parent: str | None, depth: int) -> Iterator[Row]:
        for code in shown.codebook.children(parent):
            if code.id not in fitting:
                continue
            under = shown.codebook.children(code.id)
            folded = code.id in self._folded and not self.filtered
            yield _row(shown, code, depth, bool(under), folded)
            if under and not folded:
                yield from self._rows(shown, fitting, code.id, depth + 1)


def _row(shown: Shown, code: Code, depth: int, parent: bool, folded: bool) -> Row:
    lead = ("▸ " if folded else "▾ ") if parent else "↻ " if code.id in shown.again else ""
    retired = code.status != "active"
    return Row(
        code.id,
        _("{label} (retired)").format(label=code.label) if retired else code.label,
        lead,
        "" if code.heading else _counts(*shown.counts.get(code.id, (0, 0))),
        code.key,
        None if code.heading else shown.colours.get(code.id),
        depth * 2,
        bold=code.heading,
        faint=retired,
    )


def _counts(here: int, everywhere: int) -> str:
    return f"{here}/{everywhere}" if here else f"{everywhere or '·'}"


def _missing(missing: Mapping[str, str], counts: Mapping[str, tuple[int, int]]) -> Iterator[Row]:
    for code, label in missing.items():
        said = _("{label} (missing)").format(label=label)
        yield Row(code, said, "? ", _counts(*counts.get(code, (0, 0))), faint=True)
