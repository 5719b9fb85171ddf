"""Pictures as files: SVG, PNG or PDF, drawn by matplotlib, which is an optional extra and loaded only here.

Owns sizes, fonts and colours. The plot is as large as its labels need, which lie outside of it, so that none overlap;
colours are the codebook's, else told apart by people who do not see all colours (Okabe and Ito 2008; the heat map is
cividis), and hatching tells groups apart without any. User text is never read as a formula. The same report gives the
same bytes.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from quoth.errors import ExportError
from quoth.i18n import _
from quoth.model.tables import Bars, Grid, Line, Picture, Strips
from quoth.model.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORMATS", "draw"]

FORMATS = ("svg", "png", "pdf")
_OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#5a5a5a")
_HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "+++", "---")
_FONTS = ["DejaVu Sans", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Georgian", "sans-serif"]
_WRAP = 34
"""Characters in a line of a label."""
_ROW, _CELL = 0.27, 0.42
"""Inches of a line of text, and of a column of a heat map."""


def draw(picture: Picture, format_: str) -> tuple[bytes, str]:
    """The file's bytes, and which characters the fonts of this machine lack (empty for none).

    Raises ExportError for another format, and where matplotlib is not installed.
    """
    if format_ not in FORMATS:
        raise ExportError(
            _("A picture cannot be written as “{format}”.").format(format=format_),
            _("Name the file .{known}.").format(known=", .".join(FORMATS)),
        )
    try:
        import matplotlib
    except ImportError as error:
        hint = _("Install it with: pip install 'quoth[plot]'. In the terminal --plot - works without.")
        raise ExportError(_("Pictures in files need matplotlib, which is not installed."), hint) from error
    settings: Any = {
        "font.family": _installed(),
        "font.size": 9,
        "text.parse_math": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "quoth",
        "pdf.fonttype": 42,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "hatch.linewidth": 0.6,
    }
    with matplotlib.rc_context(settings), _lacking() as lacking:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(layout=None)
        FigureCanvasAgg(figure)
        if isinstance(picture, Bars):
            _bars(figure, picture)
        elif isinstance(picture, Grid):
            _grid(figure, picture)
        elif isinstance(picture, Strips):
            _strips(figure, picture)
        else:
            _line(figure, picture)
        stream = io.BytesIO()
        dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}[format_]
        figure.savefig(stream, format=format_, bbox_inches="tight", pad_inches=0.15, dpi=150, metadata=dates)
    return stream.getvalue(), "".join(dict.fromkeys(lacking))


def _installed() -> list[str]:
    from matplotlib import font_manager

    known = set(font_manager.get_font_names())
    return [name for name in _FONTS if name in known or name == "sans-serif"]


@contextmanager
def _lacking() -> Iterator[list[str]]:
    """Collects the characters that matplotlib warns of as lacking in every font."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
    for warning in caught:
        words = str(warning.message)
        if words.startswith("Glyph "):
            found.append(chr(int(words.split()[1])))


def _label(words: str) -> str:
    return "\n".join(textwrap.wrap(one_line(words), _WRAP)) or " "


def _lines(labels: Sequence[str]) -> int:
    return sum(label.count("\n") + 1 for label in labels)


def _colour(colours: Sequence[str], index: int) -> str:
    return (colours[index] if index < len(colours) else "") or _OKABE_ITO[0]


def _bars(figure: Any, picture: Bars) -> None:
    labels = [_label(label) for label in picture.labels]
    groups = len(picture.series)
    height = sum(max(_ROW * (label.count("\n") + 1), 0.16 * groups + 0.1) for label in labels)
    figure.set_size_inches(5.5, max(1.0, height))
    axes = figure.add_axes((0, 0, 1, 1))
    places: list[float] = []
    top = 0.0
    for label in labels:
        need = max(_ROW * (label.count("\n") + 1), 0.16 * groups + 0.1)
        places.append(top + need / 2)
        top += need
    thick = 0.16 if groups > 1 else 0.18
    for number, (name, values) in enumerate(zip(picture.series, picture.values, strict=True)):
        shift = (number - (groups - 1) / 2) * thick
        colours = (
            [_OKABE_ITO[number % len(_OKABE_ITO)]] * len(labels)
            if groups > 1
            else [_colour(picture.colours, i) for i in range(len(labels))]
        )
        bars = axes.barh(
            [place + shift for place in places], values, height=thick, color=colours, edgecolor="#222222", lw=0.4,
            label=one_line(name), hatch=_HATCHES[number % len(_HATCHES)] if groups > 1 else "",
        )  # fmt: skip
        axes.bar_label(bars, [f"{value:.0f}" for value in values], padding=2, fontsize=6.5 if groups > 1 else 8)
    axes.set_yticks(places, labels)
    axes.set_ylim(top, 0)
    axes.set_xlim(0, max([1.0, *(v for values in picture.values for v in values)]) * 1.06)
    axes.set_xlabel(picture.unit)
    axes.set_title(one_line(picture.title), loc="left", fontsize=11)
    if groups > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)


def _grid(figure: Any, picture: Grid) -> None:
    import numpy as np

    rows, columns = [_label(row) for row in picture.rows], [_label(column) for column in picture.columns]
    data = np.array([[np.nan if v is None else v for v in row] for row in picture.values], dtype=float)
    data = data.reshape(len(rows), len(columns))
    tallest = max((row.count("\n") + 1 for row in rows), default=1)
    widest = max((column.count("\n") + 1 for column in columns), default=1)
    cell = max(_CELL, 0.23 * widest)
    figure.set_size_inches(max(1.5, cell * len(columns)), max(1.0, max(_ROW, 0.23 * tallest) * len(rows)))
    axes = figure.add_axes((0, 0, 1, 1))
    most = float(np.nanmax(data)) if np.isfinite(data).any() else 1.0
    image = axes.imshow(data, cmap="cividis", vmin=0, vmax=most or 1.0, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=90, va="top", ha="center")
    axes.set_yticks(range(len(rows)), rows)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for i, j in np.ndindex(*data.shape):
        if np.isfinite(data[i, j]):
            light = data[i, j] > 0.55 * most
            axes.text(
                j, i, f"{data[i, j]:.0f}", ha="center", va="center", fontsize=7, color="black" if light else "white"
            )
        else:
            axes.text(j, i, "–", ha="center", va="center", fontsize=7, color="#666666")
    axes.set_title(one_line(picture.title), loc="left", fontsize=11)
    beside = 0.15 / figure.get_figwidth()
    tall = min(1.0, 2.5 / figure.get_figheight())
    figure.colorbar(image, cax=figure.add_axes((1 + beside, 1 - tall, beside, tall)), label=picture.unit)


def _strips(figure: Any, picture: Strips) -> None:
    rows = [_label(row) for row in picture.rows]
    height = max((row.count("\n") + 1 for row in rows), default=1) * _ROW
    figure.set_size_inches(6.5, max(0.6, height * len(rows)))
    axes = figure.add_axes((0, 0, 1, 1))
    for index, spans in enumerate(picture.spans):
        axes.axhline(index, color="#cccccc", linewidth=0.6, zorder=0)
        bars = [(100 * start, max(100 * (end - start), 0.15)) for start, end in spans]
        axes.broken_barh(
            bars, (index - 0.35, 0.7), facecolors=_colour(picture.colours, index), edgecolors="#222222", lw=0.3
        )
    axes.set_yticks(range(len(rows)), rows)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel(picture.unit)
    axes.set_title(one_line(picture.title), loc="left", fontsize=11)


def _line(figure: Any, picture: Line) -> None:
    labels = [_label(label) for label in picture.labels]
    size = len(labels)
    figure.set_size_inches(max(5.0, 0.36 * size), 3.0)
    axes = figure.add_axes((0, 0, 1, 1))
    if picture.bars:
        axes.bar(
            range(size), picture.bars, color=_OKABE_ITO[4], edgecolor="#222222", linewidth=0.4, hatch="///", label="new"
        )
    axes.plot(range(size), picture.values, color=_OKABE_ITO[0], marker="o", markersize=4, label="so far")
    axes.set_xticks(range(size), labels, rotation=90)
    axes.set_ylim(0, max([1.0, *picture.values]) * 1.08)
    axes.set_ylabel(picture.unit)
    axes.set_title(one_line(picture.title), loc="left", fontsize=11)
    axes.legend(frameon=False, loc="center right")
