"""The list of documents with their progress.

Owns how a document is named and marked in it: done, in work, to be read again, to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from quoth.session import DocumentSummary

__all__ = ["DocumentList"]


class DocumentList(RowList):
    """Documents, the open one in bold; `✓` done, `↻` to be read again, else the share of turns coded;
    `!2` two codings need a look."""

    def show_documents(self, documents: Sequence[DocumentSummary], opened: str, waiting: Mapping[str, int]) -> None:
        """Show these documents; `opened` names the open one, `waiting` counts codings that need a look, by id."""
        rows = [_row(one, one.document.name == opened, waiting.get(one.document.id, 0)) for one in documents]
        self.show(rows)


def _row(summary: DocumentSummary, opened: bool, waiting: int) -> Row:
    if summary.done:
        note = "↻" if summary.read_again else "✓"
    else:
        note = f"{summary.coded_turns}/{summary.turns}" if summary.coded_turns else "·"
    note = f"!{waiting} {note}" if waiting else note
    name = summary.document.name
    return Row(name, name, "› " if opened else "  ", note, bold=opened, faint=summary.turns == 0)
