"""The coding screen: what a person does at the desk.

Owns the meaning of the actions that change something. Every act goes through the session and ends in one line of
status; without a selection it applies to the turn under the cursor, or to the sentence when the cursor moved by
sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from quoth.i18n import _
from quoth.model.codebook import Code
from quoth.model.coding import Coding
from quoth.model.text import Span
from quoth.tui import screens
from quoth.tui.actions import bindings, latin
from quoth.tui.messages import Accepted, Chosen, Highlighted
from quoth.tui.screens.desk import HINTS, hints
from quoth.tui.screens.looking import Looking
from quoth.tui.waiting import waiting_words
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.rows import Row
from quoth.tui.widgets.status import Status

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["CodingScreen"]

PANES = ("transcript", "codebook", "documents", "right")


class CodingScreen(Looking, inherit_bindings=False):
    """Reads keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is done blindly: in a terminal that is too small to show it, or while the screen is taken down."""
        if not self.children or self.has_class("-tiny") or self.has_class("-short"):
            return action in ("quit", "help")
        return True

    # Coding

    def action_pick(self) -> None:
        """Choose codes for the target."""
        session, target = self.session, self.view.target
        if session.version is None:
            return
        quote = session.version.text[target.start : target.end]
        carried = [
            coding.code for coding in self.codings_here() if (coding.start, coding.end) == (target.start, target.end)
        ]
        title = _("Code “{quote}”").format(quote=quote)
        recent, counts = session.recent_codes(), session.code_counts()
        picker = screens.CodePicker(title, session.codebook, recent, counts, self.colours, carried)
        self.app.push_screen(picker, lambda picked: self._apply_picked(target, quote, picked))

    def _apply_picked(self, target: Span, quote: str, picked: screens.Picked | None) -> None:
        if picked is None:
            return
        codes = picked.codes
        if picked.new_label:
            made = self.act(lambda: self.session.add_code(picked.new_label))
            if made is None or not made.codes:
                return
            codes = (*codes, *made.codes[:1])
        if not picked.memo:
            self.act(lambda: self.session.apply(target, codes))
            return
        label = ", ".join(self.session.codebook.label(code) for code in codes)

        def keep(text: str | None) -> None:
            self.act(lambda: self.session.apply(target, codes, memo=text or ""))

        self.app.push_screen(screens.MemoScreen(_("{label}: memo").format(label=label), "", quote), keep)

    def action_accept(self, rank: int) -> None:
        """Apply exactly the suggestion that is painted with this number."""
        suggestion = next((one for one in self.suggestions if one.rank == rank), None)
        if self.painted is None or not self.list_is_current:
            on_demand = self.session.suggestions_on == "on-demand"
            self.say(
                _("Press s for suggestions here.")
                if on_demand
                else _("The suggestions for this passage are on their way. Press {rank} again.").format(rank=rank),
                passing=True,
            )
        elif suggestion is None:
            self.say(_("There is no suggestion {rank}.").format(rank=rank))
        else:
            span, chosen = self.painted.span, suggestion
            self.act(lambda: self.session.apply(span, [chosen.code], suggestion=chosen))

    def on_accepted(self, event: Accepted) -> None:
        """A suggestion was clicked."""
        event.stop()
        self.action_accept(event.rank)

    def action_suggest(self) -> None:
        """Ask for suggestions, where they come on demand."""
        if self.session.suggestions_on == "off":
            self.say(_("Suggestions are off in this project."))
        else:
            self.ask()

    def action_reject(self) -> None:
        """Turn a painted suggestion down."""
        if not self.suggestions or self.painted is None or not self.list_is_current:
            self.say(_("There is no suggestion to turn down here."))
            return
        span = self.painted.span
        keys = [(str(one.rank), self.session.codebook.label(one.code)) for one in self.suggestions]

        def turn_down(char: str | None) -> None:
            for one in self.suggestions:
                if str(one.rank) == char and self.act(lambda one=one: self.session.reject(span, one)):  # type: ignore[misc]
                    self.rejected |= {one.code}
                    self.paint(frozenset())

        self.app.push_screen(screens.Press(_("Turn down which suggestion?"), keys), turn_down)

    def action_code_key(self) -> None:
        """Apply the code whose key comes next."""
        target = self.view.target
        keyed = {code.key: code for code in self.session.codebook.applicable if code.key}

        def apply(char: str | None) -> None:
            if char is None:
                return
            folded = (char, char.lower(), latin(char), latin(char).lower())
            code = next((keyed[one] for one in folded if one in keyed), None)
            if code is None:
                self.say(_("No code has the key {char}.").format(char=char), failed=True)
                return
            found = code
            self.act(lambda: self.session.apply(target, [found.id]))

        title = _("Apply the code with the key…")
        self.app.push_screen(screens.Press(title, [(key, code.label) for key, code in keyed.items()]), apply)

    def action_repeat(self) -> None:
        """Apply the code that was applied last."""
        recent = [code for code in self.session.recent_codes() if code in self.session.codebook.by_id]
        if recent:
            self.act(lambda: self.session.apply(self.view.target, recent[:1]))
        else:
            self.say(_("No code was applied yet."))

    def _one_of(self, question: str, do: Callable[[Coding], object]) -> bool:
        """Do something with the coding under the cursor; ask which, if there are several. Whether there is any."""
        here = {coding.id: coding for coding in self.codings_here()}
        if len(here) == 1:
            do(next(iter(here.values())))
        elif here:
            rows = [
                Row(c.id, self.label(c.code), dot=self.colours.get(c.code), note=f"“{c.quote[:24]}”")
                for c in here.values()
            ]

            def answered(coding: str | None) -> None:
                if coding is not None:
                    do(here[coding])

            self.app.push_screen(screens.Choose(question, rows), answered)
        return bool(here)

    def action_remove(self) -> None:
        """Remove a coding."""
        if not self._one_of(
            _("Remove which coding?"), lambda coding: self.act(lambda: self.session.remove([coding.id]))
        ):
            self.say(_("There is no coding here to remove."))

    def action_star(self) -> None:
        """Star a coding, or take its star off."""
        if not self._one_of(_("Star which?"), lambda one: self.act(lambda: self.session.star(one.id, not one.star))):
            self.say(_("There is no coding here to star."))

    def action_undo(self) -> None:
        """Take the last act back."""
        self.act(self.session.undo)

    def action_redo(self) -> None:
        """Do it again."""
        self.act(self.session.redo)

    def action_done(self) -> None:
        """Mark the document as done, or as in work again."""
        here = self.session.document
        if here is not None:
            done = any(one.done and not one.read_again for one in self.session.documents if one.document.id == here.id)
            self.act(lambda: self.session.mark_done(not done))

    # Memos

    def action_memo(self) -> None:
        """Write about the coding under the cursor, else about the document."""
        if not self._one_of(
            _("Memo on which coding?"),
            lambda one: self._write_memo(
                "coding", one.id, _("Memo on {name}").format(name=self.label(one.code)), one.quote
            ),
        ):
            self.action_document_memo()

    def action_document_memo(self) -> None:
        """Write about the document."""
        if (document := self.session.document) is not None:
            self._write_memo("document", document.id, _("Memo on {name}").format(name=document.name))

    def action_project_memo(self) -> None:
        """Write about the project."""
        self._write_memo("project", "", _("Memo on {name}").format(name=self.session.title))

    def action_code_memo(self) -> None:
        """Write about the code under the codebook's cursor."""
        if (code := self._code_row()) is not None:
            self._write_memo("code", code.id, _("Memo on {name}").format(name=code.label), code.definition)

    def _write_memo(self, kind: str, target: str, title: str, about: str = "") -> None:
        known = self.session.memos(kind, target)

        def keep(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self.session.write_memo(kind, target, text))

        self.app.push_screen(screens.MemoScreen(title, known[-1].text if known else "", about), keep)

    # Panes

    def action_pane(self, by: int) -> None:
        """Go to another pane; in a narrow terminal it slides over the text."""
        focused = self.focused.id if self.focused is not None else None
        at = PANES.index(focused) if focused in PANES else 0
        self.query_one(f"#{PANES[(at + by) % len(PANES)]}").focus()

    def on_descendant_focus(self) -> None:
        """Show the pane that has the keys."""
        focused = self.focused.id if self.focused is not None else None
        self.query_one("#left").set_class(focused in ("codebook", "documents"), "-called")
        self.query_one("#right").set_class(focused == "right", "-called")
        here = ("apply-code", "add-code", "edit-code", "clear", "help") if focused == "codebook" else HINTS
        self.query_one(Status).hint(hints(*here))

    def on_highlighted(self, event: Highlighted) -> None:
        """Say what a code means when the codebook's cursor is on it, and for what a document is to be read again."""
        event.stop()
        self.query_one(Status).pass_on()
        again = [s.read_again for s in self.session.documents if s.document.name == event.row]
        here = {one.document.id for one in self.session.documents if one.document.name == event.row}
        waiting = sum(coding.document in here for coding, _ in self.waiting) if event.pane == "documents" else 0
        if waiting:
            self.say(f"{event.row}: {waiting_words(waiting)}", passing=True)
        elif event.pane == "documents" and any(again):
            line = _("{name}: read again for: {codes}")
            self.say(line.format(name=event.row, codes=", ".join(map(self.label, again[0]))), passing=True)

    def on_chosen(self, event: Chosen) -> None:
        """Open the chosen document, fold the chosen heading, apply the chosen code."""
        event.stop()
        code = self.session.codebook.by_id.get(event.row)
        if event.pane == "documents":
            self.open_document(event.row)
            self.view.focus()
        elif code is not None and code.heading:
            self.query_one(CodebookTree).fold(code.id)
        else:
            self.act(lambda: self.session.apply(self.view.target, [event.row]))

    def _code_row(self) -> Code | None:
        row = self.query_one(CodebookTree).row
        return self.session.codebook.by_id.get(row.id) if row is not None else None

    def action_add_code(self) -> None:
        """Add a code under the heading where the codebook's cursor is."""
        here = self._code_row()
        parent = here.id if here is not None and here.heading else here.parent if here is not None else None

        def keep(fields: dict[str, object] | None) -> None:
            if fields:
                label = str(fields.pop("label"))
                self.act(lambda: self.session.add_code(label, parent, fields))

        self.app.push_screen(screens.CodeForm(_("New code"), Code("", "")), keep)

    def action_edit_code(self) -> None:
        """Edit the code where the codebook's cursor is."""
        if (code := self._code_row()) is None:
            return
        found = code

        def keep(fields: dict[str, object] | None) -> None:
            if fields:
                self.act(lambda: self.session.edit_code(found.id, fields))

        self.app.push_screen(screens.CodeForm(_("Code {label}").format(label=code.label), code), keep)

    # Quoth

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(screens.HelpScreen())

    def action_light(self) -> None:
        """Change between light and dark."""
        self.app.theme = "quoth-dark" if self.app.theme == "quoth-light" else "quoth-light"
        self.left.choose_theme(self.app.theme)
