"""The list of documents with their progress.

Owns how a document is named and marked in it: done, in work, to be read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quoth.tui.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from quoth.session import DocumentSummary

__all__ = ["DocumentList"]


class DocumentList(RowList):
    """Documents, the open one in bold; `✓` done, `↻` to be read again, else the share of turns coded."""

    def show_documents(self, documents: Sequence[DocumentSummary], opened: str) -> None:
        """Show these documents; `opened` is the name of the open one."""
        self.show([_row(summary, summary.document.name == opened) for summary in documents])


def _row(summary: DocumentSummary, opened: bool) -> Row:
    if summary.done:
        note = "↻" if summary.read_again else "✓"
    else:
        note = f"{summary.coded_turns}/{summary.turns}" if summary.coded_turns else "·"
    name = summary.document.name
    return Row(name, name, "› " if opened else "  ", note, bold=opened, faint=summary.turns == 0)
