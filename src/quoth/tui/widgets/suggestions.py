"""What the passage under the cursor invites: suggested codes with their evidence.

Owns how a suggestion is worded. Invariant: the number painted beside a suggestion stays its number until another list
is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from quoth.i18n import _
from quoth.model.coding import CodedQuote, Evidence, Suggestion
from quoth.tui.messages import Accepted
from quoth.tui.sanitise import one_line, shorten
from quoth.tui.widgets.transcript.layout import wrap

if TYPE_CHECKING:
    from textual import events
    from textual.color import Color

LABEL = 16
"""Cells of a label on the one line: rather fewer suggestions than labels that cannot be read."""

__all__ = ["Offer", "SuggestionLine", "SuggestionPanel", "chance", "everything", "reasons"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion as it is painted."""

    rank: int
    label: str
    colour: Color | None
    reasons: tuple[str, ...]
    taken: bool = False
    """Whether the passage carries the code already."""


def chance(suggestion: Suggestion) -> str:
    """The probability, to stand after a label; nothing while the coder's history is too short for one."""
    return "" if suggestion.probability is None else f" {suggestion.probability:.0%}"


def reasons(suggestion: Suggestion) -> tuple[str, ...]:
    """Why, in one or two lines: the keyword found, the nearest coded quote, the words that speak for it."""
    evidence = suggestion.evidence
    said: list[str] = []
    if evidence.keyword:
        form = f"“{one_line(evidence.form or evidence.keyword)}”"
        same = (evidence.form or evidence.keyword).casefold() == evidence.keyword.casefold()
        said.append(_("says {form}").format(form=form) if same else f"{form} ~ {one_line(evidence.keyword)}")
    if evidence.nearest is not None:
        said.append(_quoted(evidence.nearest))
    if evidence.words and len(said) < 2:
        said.append(_("shares: {words}").format(words=", ".join(one_line(word) for word in evidence.words[:4])))
    return tuple(said[:2]) or (_("resembles its definition"),)


def everything(evidence: Evidence) -> tuple[str, ...]:
    """All that speaks for a code, a line each: the keyword in its form, the words shared, the nearest coded quotes."""
    said: list[str] = []
    if evidence.keyword:
        form, keyword = one_line(evidence.form or evidence.keyword), one_line(evidence.keyword)
        said.append(_("says “{form}”; the codebook's keyword is “{keyword}”").format(form=form, keyword=keyword))
    if evidence.words:
        said.append(_("shares: {words}").format(words=", ".join(map(one_line, evidence.words))))
    if evidence.nearest is not None:
        said.append(f"{_quoted(evidence.nearest)} ({evidence.similarity:.2f})")
    said += [_quoted(quote) for quote in evidence.others]
    return tuple(said) or (_("resembles its definition"),)


def _quoted(quote: CodedQuote) -> str:
    where = one_line(quote.document) + (f" ¶{quote.turn}" if quote.turn else "")
    return _("like {where} “{quote}”").format(where=where, quote=one_line(quote.text))


def _in_two_lines(text: str, width: int) -> list[str]:
    rows = wrap(text, width)
    if len(rows) < 2:
        return [text]
    return [text[slice(*rows[0])], shorten(text[rows[1][0] :], width)]


class SuggestionPanel(Static):
    """The list in the right pane; a click accepts."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self._told: tuple[str, tuple[Offer, ...], str] = ("", (), "")
        self._lines: tuple[int, ...] = ()
        """The rank painted on each line, 0 for none."""

    def show(self, title: str, offers: Sequence[Offer], note: str = "") -> None:
        """Paint a list, or a note that says why there is none."""
        if self._lines and (title, tuple(offers), note) == self._told:
            return
        self._told = title, tuple(offers), note
        self._paint()

    def on_resize(self) -> None:
        """Fit each line to the new width."""
        self._paint()

    def _paint(self) -> None:
        title, offers, note = self._told
        width = max(16, self.content_size.width)
        parts: list[tuple[str, str]] = [(_("SUGGESTED"), "bold $quoth-dim"), (f"  {title}", "$quoth-dim")]
        lines = [0]
        for offer in offers:
            style = "$quoth-dim" if offer.taken else ""
            parts += [(f"\n{offer.rank} ", "bold $quoth-key"), (shorten(offer.label, width - 4, middle=True), style)]
            parts.append((" ✓" if offer.taken else "", "$quoth-dim"))
            lines.append(offer.rank)
            for reason in offer.reasons:
                for line in _in_two_lines(reason, width - 2):
                    parts.append((f"\n  {line}", "$quoth-dim"))
                    lines.append(offer.rank)
        if note:
            parts.append((f"\n{one_line(note)}", "italic $quoth-dim"))
            lines.append(0)
        self._lines = tuple(lines)
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        """Accept what was clicked."""
        event.stop()
        line = event.offset.y - self.gutter.top
        if 0 <= line < len(self._lines) and self._lines[line]:
            self.post_message(Accepted(self._lines[line]))


class SuggestionLine(Widget):
    """The same list as one line, for terminals without a right pane."""

    ALLOW_SELECT = False
    _offers: tuple[Offer, ...] = ()
    _note = ""

    def show(self, offers: Sequence[Offer], note: str = "") -> None:
        """Paint a list or a note."""
        if (tuple(offers), note) != (self._offers, self._note):
            self._offers, self._note = tuple(offers), note
            self.refresh()

    def render(self) -> Content:
        """As many suggestions as fit."""
        width = self.size.width - 2
        if not self._offers:
            return Content.assemble(" ", (shorten(self._note, width), "italic $quoth-dim"))
        each = max(LABEL, width // len(self._offers) - 5)
        parts: list[tuple[str, str]] = []
        used = 0
        for offer in self._offers:
            label = shorten(offer.label, each)
            needed = cell_len(label) + 5
            if used + needed > width + 3:
                break
            used += needed
            mark = " ✓ " if offer.taken else "   "
            parts += [(f"{offer.rank} ", "bold $quoth-key"), (label, "$quoth-dim" if offer.taken else ""), (mark, "")]
        return Content.assemble(" ", *parts)
