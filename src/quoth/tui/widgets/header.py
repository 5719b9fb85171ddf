"""The line at the top: which project and document, who codes, how far.

Owns what is left out when the line is short. Widths are cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from quoth.i18n import _, ngettext
from quoth.tui.sanitise import one_line, shorten

__all__ = ["Header", "Heading"]

BAR = 14


@dataclass(frozen=True, slots=True)
class Heading:
    """What the header says."""

    project: str = ""
    document: str = ""
    attributes: Mapping[str, str] | None = None
    coder: str = ""
    coded: int = 0
    turns: int = 0
    done: bool = False
    read_again: tuple[str, ...] = ()
    """Labels of codes that came or changed after the document was done."""
    eyes: str = ""
    """Whether others' codings are seen, or must not be."""


class Header(Widget):
    """One line."""

    ALLOW_SELECT = False
    heading = Heading()

    def show(self, heading: Heading) -> None:
        """Say this from now on."""
        if heading != self.heading:
            self.heading = heading
            self.refresh()

    def render(self) -> Content:
        """The line, with what matters less left out where it does not fit."""
        told, width = self.heading, self.size.width
        share = told.coded / told.turns if told.turns else 0.0
        if told.read_again:
            state = _("read again for: {codes}").format(codes=", ".join(told.read_again))
        elif told.done:
            state = _("✓ done")
        else:
            state = ngettext("{n} of {all} turns coded", "{n} of {all} turns coded", told.turns)
            state = state.format(n=told.coded, all=told.turns)
        state = shorten(state, width // 3)
        filled = round(share * BAR)
        coder = shorten(told.coder, 20)
        right = [(f" {state} ", "$quoth-dim")]
        if width >= 100 and told.turns:
            right += [
                ("━" * filled, "$primary"),
                ("━" * (BAR - filled), "$quoth-rule"),
                (f" {share:4.0%} ", "$quoth-dim"),
            ]
        if coder:
            right.insert(0, (f" {coder} ", "bold"))
            if told.eyes:
                right.insert(1, (f"{told.eyes} ", "$warning"))
        right_width = sum(cell_len(text) for text, _ in right)
        room = max(0, width - right_width - 2)
        name = one_line(told.document)
        extra = " · ".join(one_line(value) for value in (told.attributes or {}).values())
        project = shorten(told.project, width // 5)
        left: list[tuple[str, str]] = []
        if project and cell_len(project) + cell_len(name) + 6 <= room:
            left += [(project, "$quoth-dim"), (" › ", "$quoth-dim")]
        left.append((shorten(name, max(4, room - sum(cell_len(text) for text, _ in left)), middle=True), "bold"))
        used = sum(cell_len(text) for text, _ in left)
        if extra and room - used > 8:
            left.append((shorten(f"  {extra}", room - used), "$quoth-dim"))
        used = sum(cell_len(text) for text, _ in left)
        return Content.assemble(" ", *left, " " * max(1, width - 1 - used - right_width), *right)
