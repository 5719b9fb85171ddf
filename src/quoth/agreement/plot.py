"""A small picture of every code's alpha with its interval, in characters of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quoth.agreement.text_table import cells, fit

if TYPE_CHECKING:
    from quoth.agreement.report import Comparison

__all__ = ["plot"]

_LABEL = 28


def plot(found: Comparison, width: int = 100) -> str:
    """A line for each code, lowest first: `├──●──┤` from low to high on an axis from -1 or 0 to 1.

    Without an interval the point stands alone; a code without alpha has the word for it.
    """
    rows = [(row.label, row.figures.values["alpha"], row.figures.intervals.get("alpha")) for row in found.codes]
    label = min(_LABEL, max((cells(name) for name, _, _ in rows), default=0))
    lows = [one.low for _, _, one in rows if one is not None and one.low is not None]
    lows += [alpha for _, alpha, _ in rows if alpha is not None]
    least = -1.0 if min(lows, default=0.0) < -0.5 else -0.5 if min(lows, default=0.0) < 0 else 0.0
    room = max(20, width - label - 9)

    def place(value: float) -> int:
        return round((max(least, min(1.0, value)) - least) / (1 - least) * (room - 1))

    lines = []
    for name, alpha, interval in rows:
        text = fit(name, label)
        line = [" "] * room
        line[place(0.0)] = "┆"
        if interval is not None and interval.low is not None and interval.high is not None:
            low, high = place(interval.low), place(interval.high)
            line[low : high + 1] = "─" * (high + 1 - low)
            line[low], line[high] = "├", "┤"
        if alpha is not None:
            line[place(alpha)] = "●"
        told = "     –" if alpha is None else f"{alpha:6.3f}"
        lines.append(f"{text}{' ' * (label - cells(text))} {told} {''.join(line).rstrip()}")
    axis = [" "] * room
    for value in (least, 0.0, 0.5, 1.0):
        mark = f"{value:g}"
        at = min(place(value), room - len(mark))
        axis[at : at + len(mark)] = mark
    return "\n".join([*lines, f"{' ' * label}  alpha {''.join(axis)}"])
