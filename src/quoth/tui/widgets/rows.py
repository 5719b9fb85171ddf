"""A list of rows with something at the right edge: documents, codes, choices.

Owns the cursor over rows. Widths are cells. Invariant: the cursor is on a row while there is one, and every text is
cleaned before it is painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from quoth.tui.actions import bindings
from quoth.tui.messages import Chosen, Highlighted
from quoth.tui.sanitise import one_line, shorten

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.color import Color

__all__ = ["Row", "RowList"]

MIDDLE = 24
"""Cells from which a long text is shortened in its middle; in less room its beginning says more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `lead` and `text` at the left, `note` and `key` at the right."""

    id: str
    text: str
    lead: str = ""
    note: str = ""
    key: str = ""
    dot: Color | None = None
    """The colour of a dot before the text."""
    indent: int = 0
    bold: bool = False
    faint: bool = False
    mark: tuple[int, int] = (0, 0)
    """The characters of the text that stand out."""


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows rows; the cursor stays on the same row, by id, when they change."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--note", "rows--key", "rows--cursor", "rows--faint", "rows--mark"}
    cursor: var[int] = var(0, init=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = ()
        self._pressed = -1

    def show(self, rows: Sequence[Row], *, current: str | None = None) -> None:
        """Show these rows, with the cursor on `current`, else on the row where it was, else on the first."""
        if tuple(rows) == self.rows and current is None:
            return
        wanted = current if current is not None else (self.rows[self.cursor].id if self.rows else "")
        self.rows = tuple(rows)
        at = next((i for i, row in enumerate(self.rows) if row.id == wanted), min(self.cursor, len(self.rows) - 1))
        self.set_reactive(RowList.cursor, max(0, at if current is not None or wanted else 0))
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._reveal()
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint two rows, or scroll."""
        for row in (before, after):
            self.refresh_line(row)
        self._reveal()
        self.post_message(Highlighted(self.id or "", self.rows[after].id if self.rows else ""))

    def on_resize(self) -> None:
        """Fit the rows to the new width."""
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._reveal()

    def _reveal(self) -> None:
        height = self.size.height
        top = self.scroll_offset.y
        if height and not top <= self.cursor < top + height:
            self.scroll_to(y=max(0, self.cursor - height // 2), animate=False)

    def action_row(self, by: int) -> None:
        """Move the cursor."""
        self.cursor += by

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if (row := self.row) is not None:
            self.post_message(Chosen(self.id or "", row.id))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one chooses."""
        event.stop()
        at = event.offset.y + self.scroll_offset.y
        if 0 <= at < len(self.rows):
            again = at == self.cursor and event.chain > 1
            self.cursor = at
            if again:
                self.action_choose()

    def watch_has_focus(self, value: bool) -> None:
        """The cursor looks different where keys go."""
        super().watch_has_focus(value)
        self.refresh_line(self.cursor)

    def render_line(self, y: int) -> Strip:
        """One row."""
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.rich_style
        if at >= len(self.rows):
            return Strip.blank(width, base)
        row = self.rows[at]
        here = at == self.cursor and (self.has_focus or self.has_class("-always"))
        if here:
            base += self.get_component_rich_style("rows--cursor", partial=True)
        style = base + (
            self.get_component_rich_style("rows--faint", partial=True) if row.faint and not here else Style()
        )
        note = base if here else base + self.get_component_rich_style("rows--note", partial=True)
        key = base if here else base + self.get_component_rich_style("rows--key", partial=True)
        right = [Segment(one_line(text), ink) for text, ink in ((row.key, key), (row.note, note)) if text]
        spaced = [piece for segment in right for piece in (Segment(" ", base), segment)]
        taken = sum(segment.cell_length for segment in spaced)
        left = [Segment(" " * row.indent + one_line(row.lead), base)]
        if row.dot is not None:
            left.append(Segment("● ", base + Style(color=row.dot.rich_color)))
        room = width - taken - 1 - sum(segment.cell_length for segment in left)
        marked = row.mark[0] < row.mark[1]
        text = shorten(row.text, max(1, room), middle=room >= MIDDLE and not marked)
        if row.bold:
            style += Style(bold=True)
        if marked:
            ink = style + self.get_component_rich_style("rows--mark", partial=True)
            pieces = text[: row.mark[0]], text[row.mark[0] : row.mark[1]], text[row.mark[1] :]
            left += [Segment(piece, one) for piece, one in zip(pieces, (style, ink, style), strict=True) if piece]
        else:
            left.append(Segment(text, style))
        gap = max(0, room - cell_len(text))
        return Strip([*left, Segment(" " * gap, base), *spaced, Segment(" ", base)]).adjust_cell_length(width, base)
