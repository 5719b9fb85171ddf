"""What people wrote, made fit to be painted: `quoth.model.visible`, and cutting to a width in terminal cells."""

from __future__ import annotations

from rich.cells import cell_len, split_graphemes

from quoth.model.visible import clean, one_line

__all__ = ["clean", "one_line", "shorten"]


def shorten(text: str, cells: int, *, middle: bool = False) -> str:
    """The text cleaned, on one line and at most `cells` wide, with an ellipsis at its end or in its middle."""
    text = one_line(text)
    if cell_len(text) <= cells:
        return text
    if cells <= 1:
        return "…" * max(0, cells)
    tail_cells = (cells - 1) // 3 if middle else 0
    parts = split_graphemes(text)[0]
    head, used = 0, 0
    for _, end, size in parts:
        if used + size > cells - 1 - tail_cells:
            break
        head, used = end, used + size
    tail, used = len(text), 0
    for start, _, size in reversed(parts):
        if used + size > tail_cells:
            break
        tail, used = start, used + size
    return f"{text[:head].rstrip()}…{text[tail:].lstrip()}"
