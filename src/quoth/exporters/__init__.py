"""Quotations into files: the registry of formats.

A format is a function of quotations, an open text stream and options, and knows neither files nor counts. Invariant:
rows are taken one at a time, in the order given; a file is complete or untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from quoth.errors import ExportError
from quoth.exporters import csv_, json_, markdown
from quoth.exporters.atomic import replacing
from quoth.exporters.options import Options

if TYPE_CHECKING:
    from quoth.model.coding import Quotation

__all__ = ["Options", "Writer", "export", "formats"]

Writer = Callable[["Iterable[Quotation]", TextIO, Options], None]

_WRITERS: dict[str, Writer] = {"csv": csv_.write, "json": json_.write, "md": markdown.write}
_STEP = 1000
"""Quotations between two words to `Options.progress`."""


def formats() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(_WRITERS)


def export(name: str, quotations: Iterable[Quotation], target: TextIO | Path, options: Options) -> int:
    """Write quotations in the format of that name to a file or an open text stream; say how many.

    A file is replaced only when the new one is complete. Raises ExportError for an unknown format, an option that the
    format cannot use, or a file that cannot be written.
    """
    if name not in _WRITERS:
        raise ExportError(f"There is no export format “{name}”.", f"Choose one of: {', '.join(formats())}.")
    write = _WRITERS[name]
    count = 0

    def counted() -> Iterator[Quotation]:
        nonlocal count
        for quotation in quotations:
            count += 1
            yield quotation
            if options.progress and count % _STEP == 0:
                options.progress(count)

    if isinstance(target, Path):
        with replacing(target) as stream:
            write(counted(), stream, options)
    else:
        write(counted(), target, options)
    if options.progress:
        options.progress(count)
    return count
