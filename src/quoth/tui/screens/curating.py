"""Keeping the codebook at the desk: add, edit, rename, move, merge, split, retire, restore, filter.

Owns which code is meant: the one under the codebook's cursor. What an act touches is said before it is done; each is
one act that is undone like any other, in the file as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from quoth.i18n import _
from quoth.model.codebook import Code
from quoth.session import editing
from quoth.tui import screens
from quoth.tui.screens.changing import Changing
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.rows import Row

__all__ = ["Curating"]

TOP = "\0top"


class Curating(Changing):
    """A desk where the codebook is kept."""

    @property
    def _tree(self) -> CodebookTree:
        return self.query_one(CodebookTree)

    def code_row(self) -> Code | None:
        """The code under the codebook's cursor."""
        row = self._tree.row
        return self.session.codebook.by_id.get(row.id) if row is not None else None

    def _missing_row(self) -> str:
        row = self._tree.row
        return row.id if row is not None and row.id in self.missing else ""

    def _touches(self, code: str) -> str:
        """How many codings an act on a code touches, in words."""
        own, everybodys = editing.touched(self.session, code)
        if everybodys == own:
            return _("{n} codings, all yours").format(n=own)
        return _("{n} codings, {own} of them yours").format(n=everybodys, own=own)

    def _code(self) -> Code | None:
        """The code meant; said where there is none, or where it cannot be applied by anybody."""
        code = self.code_row()
        if code is None:
            self.say(_("Go to a code in the codebook first: Tab."))
        return code

    # What a code says

    def action_add_code(self) -> None:
        """Add a code under the heading where the codebook's cursor is."""
        here = self.code_row()
        parent = here.id if here is not None and here.heading else here.parent if here is not None else None

        def keep(fields: dict[str, object] | None) -> None:
            if fields:
                label = str(fields.pop("label"))
                self.act(lambda: self.session.add_code(label, parent, fields))

        self.app.push_screen(screens.CodeForm(_("New code"), Code("", "")), keep)

    def action_add_heading(self) -> None:
        """Add a heading at the top."""

        def named(label: str | None) -> None:
            if label:
                self.act(lambda: self.session.add_code(label, None, {"heading": True}))

        about = _("A heading groups codes and is not applied.")
        self.app.push_screen(screens.AskLine(_("New heading"), "", about), named)

    def action_edit_code(self) -> None:
        """Edit the code where the codebook's cursor is."""
        if (code := self._code()) is None:
            return

        def keep(fields: dict[str, object] | None) -> None:
            if fields:
                self.act(lambda: self.session.edit_code(code.id, fields))

        self.app.push_screen(screens.CodeForm(_("Code {label}").format(label=code.label), code), keep)

    def action_code_memo(self) -> None:
        """Write about the code under the codebook's cursor."""
        if (code := self._code()) is not None:
            self._write_memo("code", code.id, _("Memo on {name}").format(name=code.label), code.definition)

    def action_rename_code(self) -> None:
        """Give the code another label."""
        if (code := self._code()) is None:
            return

        def named(label: str | None) -> None:
            if label and label != code.label:
                self.act(lambda: editing.rename_code(self.session, code.id, label))

        about = _("Its id stays, and its codings with it: {touches}.").format(touches=self._touches(code.id))
        self.app.push_screen(screens.AskLine(_("Rename {label}").format(label=code.label), code.label, about), named)

    # Where it stands

    def action_move_code(self) -> None:
        """Put the code, with all below it, under another heading or at the top."""
        if (code := self._code()) is None:
            return
        book = self.session.codebook
        below = {one.id for one in book.codes if code.id in {above.id for above in book.ancestors(one.id)}}
        places = [one for one in book.codes if one.heading and one.id not in (*below, code.id, code.parent)]
        rows = [Row(one.id, one.label, indent=2 * book.depth(one.id)) for one in places]
        if code.parent is not None:
            rows.insert(0, Row(TOP, _("at the top")))
        if not rows:
            self.say(_("There is no other heading to move it under. A adds one."))
            return

        def chosen(parent: str | None) -> None:
            if parent is not None:
                self.act(lambda: editing.move_code(self.session, code.id, None if parent == TOP else parent))

        title = _("Move {label} ({touches}) where?").format(label=code.label, touches=self._touches(code.id))
        self.app.push_screen(screens.Choose(title, rows), chosen)

    # Whether it is used

    def action_merge_code(self) -> None:
        """Recode all codings of the code to another one; a missing code is replaced."""
        missing = self._missing_row()
        code = missing or ("" if (here := self._code()) is None else here.id)
        if not code:
            return
        session = self.session
        if code in session.codebook.by_id and session.codebook.by_id[code].heading:
            self.say(_("A heading has no codings to merge."))
            return

        def picked(choice: screens.Picked | None) -> None:
            if choice is None or not choice.codes:
                return
            target = choice.codes[0]
            if missing:
                self.act(lambda: editing.replace_code(session, code, target))
            else:
                self.act(lambda: editing.merge_codes(session, [code], target))

        title = _("Merge {label} ({touches}) into…").format(label=self.label(code), touches=self._touches(code))
        others = [one for one in session.codebook.applicable if one.id != code]
        picker = screens.CodePicker(
            title, session.codebook, (), session.code_counts(), self.colours, single=True, offered=others
        )
        self.app.push_screen(picker, picked)

    def action_split_code(self) -> None:
        """Make new codes of one that has become too wide, and deal its quotations out to them."""
        if (code := self._code()) is None:
            return

        def named(line: str | None) -> None:
            labels = [label.strip() for label in (line or "").split(";") if label.strip()]
            if labels:
                event = self.act(lambda: editing.split_code(self.session, code.id, labels))
                if event is not None:
                    self._deal(code, [(new, self.session.codebook.label(new)) for new in event.codes])

        about = _("Labels of the new codes with ; between them. Then you deal its quotations out: {touches}.")
        title = _("Split {label} into…").format(label=code.label)
        self.app.push_screen(screens.AskLine(title, "", about.format(touches=self._touches(code.id))), named)

    def _deal(self, code: Code, new: list[tuple[str, str]]) -> None:
        quotes = self.session.quotations_of(code.id)
        if not quotes:
            return

        def dealt(codes: Mapping[str, str] | None) -> None:
            if codes:
                self.act(lambda: self.session.deal(list(codes.items())))

        self.app.push_screen(screens.DealScreen(code.label, quotes, new[:9]), dealt)

    def action_retire_code(self) -> None:
        """Take the code out of use; its codings stay."""
        if (code := self._code()) is None:
            return
        if code.status != "active":
            self.say(_("{label} is retired already. R puts it back.").format(label=code.label))
            return
        session = self.session
        rows = [
            Row("retire", _("Retire it; its codings stay as they are")),
            Row("instead", _("Retire it and name the code to use instead")),
        ]

        def chosen(how: str | None) -> None:
            if how == "retire":
                self.act(lambda: editing.retire_code(session, code.id))
            elif how == "instead":
                others = [one for one in session.codebook.applicable if one.id != code.id]
                title = _("Instead of {label}").format(label=code.label)
                picker = screens.CodePicker(
                    title, session.codebook, (), session.code_counts(), self.colours, single=True, offered=others
                )
                self.app.push_screen(picker, replaced)

        def replaced(choice: screens.Picked | None) -> None:
            if choice is not None and choice.codes:
                self.act(lambda: editing.retire_code(session, code.id, choice.codes[0]))

        title = _("Retire {label}: {touches}").format(label=code.label, touches=self._touches(code.id))
        self.app.push_screen(screens.Choose(title, rows), chosen)

    def action_restore_code(self) -> None:
        """Put back a retired code, or one that is missing from the file."""
        missing = self._missing_row()
        code = missing or ("" if (here := self._code()) is None else here.id)
        if code:
            self.act(lambda: editing.restore_code(self.session, code))

    # What of it is shown

    def action_filter_codes(self) -> None:
        """Show only the codes that fit what is typed."""
        tree = self._tree

        def tried(typed: str) -> str:
            return _(" {n} found").format(n=tree.filter(typed))

        def left(typed: str | None) -> None:
            if not typed:
                tree.filter("")
            else:
                self.say(_("Only codes that fit “{typed}” are shown. Esc shows all.").format(typed=typed))

        self.app.push_screen(screens.FindLine(tree.filtered, tried), left)

    def action_clear(self) -> None:
        """In the codebook show all codes again; else drop the selection, or go back to the text."""
        if self.focused is self._tree and self._tree.filtered:
            self._tree.filter("")
        else:
            super().action_clear()
