"""One step of a file carried over to another state of it, line by line. Text in, text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from quoth.errors import UndoError
from quoth.i18n import _

__all__ = ["reverse"]


def reverse(before: str, after: str, current: str) -> str:
    """`current` without the lines that the step from `before` to `after` brought, and with those it took.

    Raises UndoError when these lines have been changed since.
    """
    old, new, now = (text.splitlines(keepends=True) for text in (before, after, current))
    place = _line_map(new, now)
    result = list(now)
    steps = [step for step in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if step[0] != "equal"]
    for _tag, old_start, old_end, new_start, new_end in reversed(steps):
        lines = [place.get(line) for line in range(new_start, new_end)]
        start = lines[0] if lines else _gap(place, new_start, len(new), len(now))
        if start is None or lines != list(range(start, start + len(lines))):
            raise UndoError(
                _("codebook.yaml was changed at the same place since."),
                _("Edit the file by hand, or take the later change back."),
            )
        result[start : start + len(lines)] = old[old_start:old_end]
    return "".join(result)


def _line_map(new: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where lines of `new` stand unchanged in `now`."""
    blocks = SequenceMatcher(None, new, now, autojunk=False).get_matching_blocks()
    return {a + i: b + i for a, b, size in blocks for i in range(size)}


def _gap(place: Mapping[int, int], at: int, size: int, total: int) -> int | None:
    """Where a position between two lines has gone: both neighbours must still stand side by side."""
    before = place.get(at - 1) if at else -1
    after = place.get(at) if at < size else total
    return after if before is not None and after is not None and after == before + 1 else None
