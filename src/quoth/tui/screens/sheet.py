"""All there is to know about one coding: what, where, who, when, why, and what was said of it.

Owns how it is told; what is done to the coding from here is named, and done by the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quoth.i18n import N_, _
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Origin
from quoth.tui.sanitise import clean, one_line, shorten

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["CodingSheet", "told_of"]

ACTS = (
    ("c", "с", "recode", N_("another code")),
    ("e", "у", "ends", N_("move its ends")),
    ("m", "ь", "note", N_("memo, translation, star")),
    ("r", "к", "repeats", N_("code the repeats of its words")),
    ("x", "ч", "remove", N_("remove")),
)
"""Key, its twin on the Russian keyboard, act, and the act in words."""


def told_of(coding: Coding, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """What is known of a coding, as `(what, told)`."""
    yield _("Coded by"), coding.coder
    yield _("On"), f"{datetime.fromisoformat(coding.at).astimezone():%Y-%m-%d %H:%M}"
    if coding.origin is Origin.SUGGESTION:
        line = _("accepted from suggestion {rank} (score {score})")
        yield _("How"), line.format(rank=coding.rank or "?", score=f"{coding.score or 0:.2f}")
    else:
        yield _("How"), {Origin.TYPED: _("chosen by hand"), Origin.IMPORT: _("imported")}[coding.origin]
    if coding.round:
        yield _("Round"), coding.round
    code = codebook.by_id.get(coding.code)
    if code is not None and code.definition_hash != coding.definition:
        yield _("Note"), _("the definition of the code has changed since")
    if code is not None and code.definition:
        yield _("Definition"), code.definition
    if coding.translation:
        by = " · ".join(filter(None, (coding.translation_language, coding.translator)))
        yield _("Translation"), f"{coding.translation} ({by})" if by else coding.translation


class CodingSheet(ModalScreen[str | None]):
    """Gives the name of what is to be done with the coding, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space", "dismiss(None)", show=False, priority=True),
        *(Binding(f"{key},{twin}", f"act('{act}')", show=False) for key, twin, act, _words in ACTS),
        Binding("delete", "act('remove')", show=False),
        Binding("asterisk", "act('star')", show=False),
    ]

    def __init__(self, coding: Coding, codebook: Codebook, label: str, memos: Sequence[str], *, own: bool) -> None:
        super().__init__()
        self._coding = coding
        self._codebook = codebook
        self._label = label
        self._memos = memos
        self._own = own

    def compose(self) -> ComposeResult:
        """Quote, facts, memos, keys."""
        coding = self._coding
        star = " *" if coding.star else ""
        parts: list[tuple[str, str]] = [(f"“{shorten(coding.quote, 600)}”\n", "")]
        for what, told in told_of(coding, self._codebook):
            parts += [(f"\n{what}: ", "$quoth-dim"), (one_line(told), "")]
        for memo in self._memos:
            parts += [(f"\n\n{_('Memo')}\n", "$quoth-dim"), (clean(memo), "italic")]
        parts.append(("\n", ""))
        if self._own:
            for key, _twin, _act, words in ACTS:
                parts += [(f"\n {key} ", "bold $quoth-key"), (f" {_(words)}", "")]
        with VerticalScroll(id="dialog") as dialog:
            dialog.border_title = Content(shorten(f"{self._label}{star}", 60))
            dialog.border_subtitle = "Esc"
            yield Static(Content.assemble(*parts))

    def action_act(self, act: str) -> None:
        """Name what is to be done; somebody else's coding is only looked at."""
        if self._own:
            self.dismiss(act)
