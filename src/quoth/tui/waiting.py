"""Codings that a corrected transcript moved, changed or lost, until somebody looked at them.

Owns how a correction is told in a line, and where a lost coding is shown. Positions are code points of the new text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from quoth.i18n import N_, _, ngettext
from quoth.model.coding import Coding, Outcome, Verdict
from quoth.model.text import Span, Version
from quoth.tui.widgets.transcript.selection import Ground

__all__ = ["Waiting", "place_of", "told", "waiting_on", "waiting_words"]

CONTEXT = (32, 24, 16, 10, 7)
"""How many characters beside a lost quotation are looked for, to find where it stood."""
VERDICTS = {
    Verdict.KEPT: N_("kept"),
    Verdict.MOVED: N_("moved"),
    Verdict.CHANGED: N_("changed"),
    Verdict.LOST: N_("lost"),
}

Waiting = tuple[Coding, Outcome]
"""A coding with what the newest correction did to it."""


def place_of(coding: Coding, version: Version | None) -> int:
    """Where a coding begins; one that was lost, where it stood, if this is the new text of its document.

    That is at the last word before it or at the first after it, else as far in as it was.
    """
    if version is None or version.document != coding.document or version.id == coding.version:
        return coding.start
    text = version.text
    for size in CONTEXT:
        before, after = coding.prefix[-size:].strip(), coding.suffix[:size].strip()
        if (at := _nearest(text, before, coding.start)) >= 0:
            return at + len(before) - 1
        if (at := _nearest(text, after, coding.end)) >= 0:
            return max(0, len(text[:at].rstrip()) - 1)
    return max(0, min(coding.start, len(text) - 1))


def _nearest(text: str, words: str, place: int) -> int:
    """Where words begin that occur nearest to a place; -1 for none, and for too few letters to tell."""
    if len(words) < CONTEXT[-1] - 2:
        return -1
    earlier, later = text.rfind(words, 0, place + len(words)), text.find(words, place)
    if earlier < 0 or later < 0:
        return max(earlier, later)
    return earlier if place - earlier <= later - place else later


def waiting_on(
    waiting: Iterable[Waiting], version: Version | None, ground: Ground, target: Span, touched: Collection[str]
) -> list[Waiting]:
    """Those that wait on a passage: codings in it, by the ids `touched`, and lost ones that stood in it."""
    return [
        (coding, outcome)
        for coding, outcome in waiting
        if coding.id in touched
        or (
            outcome.verdict is Verdict.LOST
            and version is not None
            and version.document == coding.document
            and target.start <= ground.inside(place_of(coding, version)) <= target.end
        )
    ]


def told(outcome: Outcome) -> str:
    """What a correction did to a coding, in a line."""
    if outcome.verdict is Verdict.LOST:
        return _("lost, stood here: “{words}”").format(words=outcome.before)
    if outcome.before == outcome.quote:
        return _("{verdict}: the same words, now here").format(verdict=_(VERDICTS[outcome.verdict]))
    return f"{_(VERDICTS[outcome.verdict])}: “{outcome.before}” → “{outcome.quote}”"


def waiting_words(number: int) -> str:
    """`1 coding needs a look after a correction`."""
    line = ngettext("{n} coding needs a look after a correction", "{n} codings need a look after a correction", number)
    return line.format(n=number)
