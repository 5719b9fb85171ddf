"""Pictures made of characters, readable without colour.

Owns how a bar, a heat map, a portrait and a line are drawn in cells of a terminal. Invariant: no line is wider than
asked for, and every figure that is drawn is also written as a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quoth.model.columns import cells, shorten
from quoth.model.tables import Bars, Grid, Line, Picture, Strips

__all__ = ["text"]

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SHADES = "·░▒▓█"
_LEAST = 10
"""Cells that a bar has at least."""


def text(picture: Picture, width: int = 100) -> str:
    """The picture as lines of at most `width` cells."""
    if isinstance(picture, Bars):
        lines = _bars(picture, width)
    elif isinstance(picture, Grid):
        lines = _grid(picture, width)
    elif isinstance(picture, Strips):
        lines = _strips(picture, width)
    else:
        lines = _line(picture, width)
    return "\n".join(shorten(line, width) if cells(line) > width else line for line in lines)


def _pad(words: str, width: int) -> str:
    short = shorten(words, width)
    return short + " " * (width - cells(short))


def _room(labels: Sequence[str], width: int) -> int:
    """Cells for labels: what they need, at most two fifths of the width."""
    return min(max((cells(label) for label in labels), default=1), max(8, width * 2 // 5))


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _bar(value: float, most: float, width: int) -> str:
    """A bar to an eighth of a cell; anything above zero is seen."""
    eighths = round(8 * width * value / most) if most else 0
    eighths = max(eighths, 1 if value > 0 else 0)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _bars(picture: Bars, width: int) -> Iterator[str]:
    yield f"{picture.title} ({picture.unit})"
    most = max((value for values in picture.values for value in values), default=0.0)
    figures = max((len(_number(v)) for values in picture.values for v in values), default=1)
    several = len(picture.series) > 1
    labels = _room(picture.labels, width)
    names = _room(picture.series, width // 2) + 2 if several else 0
    room = max(_LEAST, width - labels - names - figures - 3)
    for index, label in enumerate(picture.labels):
        for place, (name, values) in enumerate(zip(picture.series, picture.values, strict=True)):
            head = _pad(label if place == 0 else "", labels)
            head += "  " + _pad(name, names - 2) if several else ""
            value = values[index]
            yield f"{head} {_number(value):>{figures}} {_bar(value, most, room)}".rstrip()
        if several and index < len(picture.labels) - 1:
            yield ""


def _grid(picture: Grid, width: int) -> Iterator[str]:
    """Numbers with a shade before each; columns that do not fit come in further blocks."""
    yield f"{picture.title} ({picture.unit})"
    known = [value for row in picture.values for value in row if value is not None]
    most = max(known, default=0.0)
    labels = _room(picture.rows, width)
    figures = max([len(_number(value)) for value in known] or [1])
    same = picture.rows == picture.columns
    heads = [str(i) for i in range(1, len(picture.columns) + 1)] if same else list(picture.columns)
    rows = [f"{i} {row}" for i, row in enumerate(picture.rows, 1)] if same else list(picture.rows)
    labels = _room(rows, width)
    cell = max(figures + 2, min(12, max((cells(head) for head in heads), default=1)))
    fit = max(1, (width - labels) // (cell + 1))
    for first in range(0, max(len(heads), 1), fit):
        part = slice(first, first + fit)
        if first:
            yield ""
        yield " " * labels + "".join(f" {_left(shorten(head, cell), cell)}" for head in heads[part])
        for row, values in zip(rows, picture.values, strict=True):
            yield _pad(row, labels) + "".join(f" {_shaded(value, most, cell)}" for value in values[part])
    yield f"{_SHADES[0]} none" + "".join(
        f"  {shade} up to {_number(round(most * step / 4, 1))}" for step, shade in enumerate(_SHADES[1:], 1)
    )


def _left(words: str, width: int) -> str:
    return " " * (width - cells(words)) + words


def _shaded(value: float | None, most: float, width: int) -> str:
    if value is None:
        return " " * (width - 1) + "–"
    step = 0 if value <= 0 or not most else min(4, max(1, -int(-4 * value // most)))
    return _left(f"{_SHADES[step]}{_number(value)}", width)


def _strips(picture: Strips, width: int) -> Iterator[str]:
    """Each row from the beginning of the text to its end: filled where at least half of the cell is coded."""
    yield f"{picture.title} ({picture.unit})"
    labels = _room(picture.rows, width)
    figures = max((len(str(len(spans))) for spans in picture.spans), default=1)
    room = max(_LEAST, width - labels - figures - 4)
    yield " " * labels + " " + "0 %" + "100 %".rjust(room - 1)
    for row, spans in zip(picture.rows, picture.spans, strict=True):
        strip = ["·"] * room
        for start, end in spans:
            first = min(room - 1, int(start * room))
            for cell in range(first, max(first + 1, min(room, round(end * room)))):
                strip[cell] = "█"
        yield f"{_pad(row, labels)} │{''.join(strip)}│ {len(spans):>{figures}}"


def _line(picture: Line, width: int) -> Iterator[str]:
    """A row a point: the sum so far as a bar, of which the new part is shaded."""
    yield f"{picture.title} ({picture.unit}; ▒ new)"
    labels = _room(picture.labels, width)
    most = max(picture.values, default=0.0)
    figures = len(_number(most))
    room = max(_LEAST, width - labels - figures - 4)
    fresh = picture.bars or (0.0,) * len(picture.values)
    for label, value, new in zip(picture.labels, picture.values, fresh, strict=True):
        whole = round(room * value / most) if most else 0
        part = min(whole, max(1, round(room * new / most))) if new and most else 0
        yield f"{_pad(label, labels)} {_number(value):>{figures}} {'█' * (whole - part)}{'▒' * part}"
