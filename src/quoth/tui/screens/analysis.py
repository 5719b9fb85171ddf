"""The analysis view: a report as a table or a picture, its cells opened as quotations, saved as it is seen.

Owns what is chosen: report, attribute, filters, whose codings. A coder's own codings are counted until they choose the
result layer or everyone's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.coordinate import Coordinate
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static

from quoth.analysis.framework import MARKS
from quoth.errors import QuothError
from quoth.i18n import N_, _, ngettext
from quoth.model.tables import Kind, Report, Scope, Table, shown
from quoth.plots.terminal import text as drawn
from quoth.session import analysing, framework
from quoth.session.filters import Filters
from quoth.session.reporting import KINDS, Choices
from quoth.tui import screens
from quoth.tui.actions import ACTIONS, bindings, display
from quoth.tui.messages import Destination
from quoth.tui.sanitise import clean, one_line
from quoth.tui.screens.fields import Line
from quoth.tui.screens.listing import Listing, Pieces
from quoth.tui.widgets.rows import Row
from quoth.tui.widgets.status import Status

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from quoth.analysis.counted import Counted
    from quoth.model.coding import Coding
    from quoth.session import CodingSession

__all__ = ["Analysis", "Quotations"]

LAYERS = {"own": N_("your codings"), "result": N_("the result"), "all": N_("everyone's codings")}
UNITS = ("overlap", "span", "sentence", "turn")
_WIDEST = 44
"""Cells that a column takes at most."""


class Analysis(Screen[Destination | None]):
    """One report at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("analysis")]

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.session = session
        self.kind = "frequencies"
        self.choices = Choices()
        self.whose = "own"
        self.filtered = ""
        self.saving = False
        self.pictured = False
        self.at = 0
        """Which of the report's tables is shown."""
        self.report: Report | None = None
        self.counted: Counted | None = None

    def compose(self) -> ComposeResult:
        """Title, a line to type in, the table, the picture, what was counted, status."""
        yield Static("", id="title")
        yield Line("", id="filter")
        yield DataTable[str](id="table", cursor_type="cell", zebra_stripes=False)
        with VerticalScroll(id="picture"):
            yield Static("", id="drawn", markup=False)
        yield Static("", id="about", markup=False)
        told = [action for action in ACTIONS if action.where == "analysis" and action.hint]
        yield Status([(display(action.keys[0]), _(action.hint)) for action in told], id="status")

    def on_mount(self) -> None:
        """Show the first report."""
        self.query_one("#filter", Input).display = False
        self.reload()
        self.query_one(DataTable).focus()

    @property
    def filters(self) -> Filters:
        """What is filtered by; a coder's own codings are a filter, too."""
        found = analysing.filters_of(self.filtered)
        if self.whose == "own" and not found.coders:
            found = replace(found, coders=(self.session.coder,))
        return found

    @property
    def table(self) -> Table | None:
        """The table shown."""
        return self.report.tables[self.at % len(self.report.tables)] if self.report else None

    def reload(self) -> None:
        """Make the report anew; what cannot be made leaves what is there, with the reason below."""
        choices = replace(self.choices, layer="" if self.whose == "own" else self.whose)
        try:
            self.report, self.counted = analysing.report(self.session, self.kind, self.filters, choices)
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            if self.report is None or self.report.kind != self.kind:
                self.report = self.counted = None
        self.at = 0
        self.show()

    def show(self) -> None:
        """Paint what was made."""
        grid, found = self.query_one(DataTable), self.report
        grid.clear(columns=True)
        table = self.table
        count = len(found.tables) if found else 0
        place = f"  {self.at % count + 1}/{count}" if count > 1 else ""
        title = one_line(table.title) if table else ""
        about = f"{title}{place} · {_(LAYERS[self.whose])}" + (f" · {self.filtered}" if self.filtered else "")
        head = (f" {_('REPORT')} {self.kind}  ", "bold")
        self.query_one("#title", Static).update(Content.assemble(head, (clean(about), "$quoth-dim")))
        self.query_one("#picture").display = self.pictured
        grid.display = not self.pictured
        if found is None or table is None:
            self.query_one("#about", Static).update("")
            return
        body = [
            [self._cell(table, number, place_) for place_ in range(len(row))] for number, row in enumerate(table.rows)
        ]
        for place_, column in enumerate(table.columns):
            head_ = one_line(column.title) or " "
            grid.add_column(head_, width=max(cell_len(words) for words in (head_, *(row[place_] for row in body))))
        for row in body:
            grid.add_row(*map(Content, row))
        if self.pictured and found.picture is not None:
            lines = clean(drawn(found.picture, max(40, self.size.width - 4)))
            kept = re.sub("^ +", lambda match: "\u00a0" * len(match[0]), lines, flags=re.MULTILINE)
            self.query_one("#drawn", Static).update(kept)  # blanks at the beginning of a line would be lost
        notes = [f"–: {reason}." for reason in dict.fromkeys(table.reasons.values())]
        self.query_one("#about", Static).update(clean("\n".join([*found.counts.lines(), *notes[:2]])))

    def _cell(self, table: Table, row: int, place: int) -> str:
        column = table.columns[place]
        none = "–" if (row, column.key) in table.reasons else ""
        words = one_line(shown(table.rows[row][place], column.kind, none))
        short = words if len(words) <= _WIDEST else words[: _WIDEST - 1] + "…"
        return short if column.kind is Kind.TEXT else short.rjust(len(column.title))

    def say(self, message: str, *, failed: bool = False) -> None:
        """One line at the bottom."""
        self.query_one(Status).say(message, failed=failed)

    # ---- choosing

    def _ask(self, title: str, rows: Sequence[tuple[str, str]], use: Callable[[str], None]) -> None:
        def chosen(row: str | None) -> None:
            if row is not None:
                use(row)
                self.reload()

        self.app.push_screen(screens.Choose(title, [Row(name, text) for name, text in rows]), chosen)

    def action_report(self) -> None:
        """Choose a report."""

        def use(kind: str) -> None:
            self.kind = kind
            if kind in ("crosstab", "compare") and not self.choices.by:
                self.choices = replace(self.choices, by=next(iter(self._attributes()), ""))

        self._ask(_("Report"), [(kind, kind) for kind in KINDS], use)

    def _attributes(self) -> list[str]:
        return list(dict.fromkeys(n for s in self.session.documents for n in s.document.attributes))

    def action_by(self) -> None:
        """Choose the attribute that groups documents."""

        def use(name: str) -> None:
            self.choices = replace(self.choices, by="" if name == "\0" else name)

        rows = [("\0", _("no attribute")), *((name, name) for name in self._attributes())]
        self._ask(_("Group documents by"), rows, use)

    def action_layer(self) -> None:
        """Choose whose codings count."""

        def use(name: str) -> None:
            self.whose = name

        self._ask(_("Whose codings count"), [(name, _(words)) for name, words in LAYERS.items()], use)

    def action_unit(self) -> None:
        """The next sense of "together"."""
        place = UNITS.index(self.choices.unit)
        self.choices = replace(self.choices, unit=UNITS[(place + 1) % len(UNITS)])
        self.reload()

    def action_tested(self) -> None:
        """With tests, or without."""
        self.choices = replace(self.choices, tested=not self.choices.tested)
        self.reload()

    def action_next_table(self) -> None:
        """The next table of the report."""
        if self.report:
            self.at = (self.at + 1) % len(self.report.tables)
            self.show()

    def action_picture(self) -> None:
        """The picture, or the table again."""
        if not self.pictured and (self.report is None or self.report.picture is None):
            self.say(_("This report has no picture."), failed=True)
            return
        self.pictured = not self.pictured
        self.show()

    # ---- the line to type in

    def action_filter(self) -> None:
        """Type filters."""
        self._type(self.filtered, _("code=… country=… coder=… document=… speaker=… starred"), saving=False)

    def action_save(self) -> None:
        """Type the name of the file to save to."""
        self._type(f"{self.kind}.docx", _("a file: .docx .xlsx .html .md .csv .svg .png .pdf"), saving=True)

    def _type(self, value: str, hint: str, *, saving: bool) -> None:
        self.saving = saving
        line = self.query_one("#filter", Input)
        line.placeholder, line.value, line.display = hint, value, True
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        event.stop()
        words = event.value.strip()
        self._close_line()
        try:
            if self.saving:
                self._save(words)
            else:
                analysing.filters_of(words)
                self.filtered = words
                self.reload()
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)

    def _save(self, words: str) -> None:
        if self.report is not None and words:
            files = analysing.save(self.session, self.report, Path(words).expanduser())
            self.say(_("Wrote {files}.").format(files=", ".join(map(str, files))))

    def _close_line(self) -> None:
        self.query_one("#filter", Input).display = False
        self.query_one(DataTable).focus()

    # ---- cells

    def _scope(self) -> Scope | None:
        table, place = self.table, self.query_one(DataTable).cursor_coordinate
        return table.scope(place.row, place.column) if table and table.rows else None

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        """Open the quotations behind a cell."""
        event.stop()
        scope = self._scope()
        if scope is None or self.counted is None:
            self.say(_("No quotations stand behind this cell; the columns with counts have them."))
            return
        found = analysing.behind(self.session, self.counted, scope, self.choices.unit)
        if not found:
            self.say(_("No quotations."))
            return

        def left(destination: Destination | None) -> None:
            if destination is not None:
                self.dismiss(destination)

        self.app.push_screen(Quotations(self.session, found), left)

    def action_edit(self) -> None:
        """Write the summary of a cell of the framework."""
        where = self._framework_cell()
        if where is None:
            return
        unit, code = where
        before = framework.cell(self.session.project, self.session.coder, unit, code).text

        def keep(text: str | None) -> None:
            if text is not None:
                self._write(unit, code, text, "")

        title = _("Summary: {case}, {code}").format(case=unit, code=self.session.codebook.label(code))
        self.app.push_screen(screens.MemoScreen(title, before), keep)

    def action_mark(self) -> None:
        """Mark a cell of the framework as not asked, as nothing said, or neither."""
        where = self._framework_cell()
        if where is None:
            return
        unit, code = where
        now = framework.cell(self.session.project, self.session.coder, unit, code)
        marks = ("", *MARKS)
        self._write(unit, code, now.text, marks[(marks.index(now.mark) + 1) % len(marks)])

    def _framework_cell(self) -> tuple[str, str] | None:
        table, place = self.table, self.query_one(DataTable).cursor_coordinate
        if self.kind != "framework" or table is None or table.key != "cases" or place.column == 0:
            self.say(_("Only cells of the framework are written: choose that report first."), failed=True)
            return None
        return str(table.rows[place.row][0]), table.columns[place.column].key

    def _write(self, unit: str, code: str, text: str, mark: str) -> None:
        place = self.query_one(DataTable).cursor_coordinate
        session = self.session
        try:
            said = framework.write(session.project, session.codebook, session.coder, unit, code, text, mark)
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return
        self.reload()
        self.query_one(DataTable).cursor_coordinate = Coordinate(place.row, place.column)
        self.say(one_line(said))

    def action_leave(self) -> None:
        """From the line to the table; from the picture to the table; from the table to the desk."""
        if self.query_one("#filter", Input).display:
            self._close_line()
        elif self.pictured:
            self.action_picture()
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Show the keys of this view."""
        self.app.push_screen(screens.HelpScreen("analysis"))


class Quotations(Listing):
    """The quotations behind a cell."""

    where = "cell"
    title_ = N_("QUOTATIONS")

    def __init__(self, session: CodingSession, found: Sequence[tuple[Coding, str]]) -> None:
        super().__init__(session)
        self.found = found

    def on_mount(self) -> None:
        """Show them."""
        number = len(self.found)
        self.tell(ngettext("{n} quotation", "{n} quotations", number).format(n=number))
        self.refill()
        self.rows.focus()

    def refill(self) -> None:
        """Write the rows."""
        book = self.session.codebook
        rows = [
            Row(str(i), one_line(coding.quote)[:300], lead=f"{clean(name)} ", note=one_line(book.label(coding.code)))
            for i, (coding, name) in enumerate(self.found)
        ]
        self.show(rows)

    def reload(self) -> None:
        """The same list: it is what the cell counted."""
        self.refill()

    def full(self, at: int) -> Pieces:
        """Code, coder and place, then the words in their context."""
        coding, name = self.found[at]
        head = f"{name} · {self.session.codebook.label(coding.code)} · {coding.coder}"
        before, after = clean(coding.prefix), clean(coding.suffix)
        return (
            (clean(head), "$quoth-dim"),
            (f"\n{before}", "$quoth-dim"),
            (clean(coding.quote), "bold"),
            (after, "$quoth-dim"),
        )

    def action_go(self) -> None:
        """Leave for the passage."""
        if self.at >= 0:
            coding, name = self.found[self.at]
            self.dismiss(Destination(name, coding.span))
