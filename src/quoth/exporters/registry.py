"""The formats that can be written: those of Quoth, and those that installed packages add.

Owns which name stands for which function. Invariant: all formats are entry points of one group, loaded when one is
asked for; a format of Quoth cannot be replaced from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from quoth.errors import ExportError, QuothError
from quoth.exporters.atomic import replacing
from quoth.exporters.material import Material, Text
from quoth.exporters.options import Options
from quoth.i18n import _
from quoth.model.coding import Quotation

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Writer", "check", "export", "formats"]

GROUP = "quoth.exporters"
"""The group of entry points in which a package names its format: `"endnote" = "package.module:write"`."""

Writer = Callable[[Material, BinaryIO, Options], None]

_OWN: Mapping[str, str] = {
    "csv": "csv_:write",
    "tsv": "csv_:write_tabs",
    "json": "json_:write",
    "jsonl": "json_:write_lines",
    "xlsx": "xlsx:write",
    "md": "markdown:write",
    "docx": "docx:write",
    "html": "html:write",
    "matrix": "matrix:write",
    "codebook": "codebook:write",
    "bundle": "bundle:write",
    "sav": "sav:write",
}
_STEP = 1000
"""Quotations between two words to `Options.progress`."""


@cache
def found() -> Mapping[str, EntryPoint]:
    """Formats by name, Quoth's own first."""
    from importlib.metadata import EntryPoint, entry_points  # as slow to load as all of this room

    own = {name: EntryPoint(name, f"{__package__}.{value}", GROUP) for name, value in _OWN.items()}
    outside = {point.name: point for point in entry_points(group=GROUP) if point.name not in own}
    return own | outside


def formats() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(found())


def check(name: str) -> None:
    """Raises ExportError for a format that does not exist, or whose package is not installed."""
    _writer(name)


def _writer(name: str) -> Writer:
    if name not in found():
        raise ExportError(
            _("There is no export format “{name}”.").format(name=name),
            _("Choose one of: {known}.").format(known=", ".join(formats())),
        )
    writer: Writer = found()[name].load()
    return writer


def export(name: str, material: Material, target: BinaryIO | Path, options: Options) -> int:
    """Write material in the format of that name to a file or an open binary stream; say how many quotations it took.

    A file is replaced only when the new one is complete. Raises ExportError for an unknown format, an option that the
    format cannot use, a package that is not installed, or a file that cannot be written.
    """
    write = _writer(name)
    count = 0

    def counted() -> Iterator[Quotation]:
        nonlocal count
        count = 0
        for quotation in material.quotations():
            count += 1
            yield quotation
            if options.progress and count % _STEP == 0:
                options.progress(count)

    def counted_texts() -> Iterator[Text]:
        nonlocal count
        for text in material.texts():
            count += len(text.quotations)
            yield text

    taken = replace(material, quotations=counted, texts=counted_texts)
    if isinstance(target, Path):
        options = replace(options, suffix=options.suffix or target.suffix.lower())
        with replacing(target) as stream:
            _run(name, write, taken, stream, options)
    else:
        _run(name, write, taken, target, options)
    if options.progress:
        options.progress(count)
    return count


def _run(name: str, write: Writer, material: Material, stream: BinaryIO, options: Options) -> None:
    """Write; a format from outside that fails is named."""
    if name in _OWN:
        write(material, stream, options)
        return
    try:
        write(material, stream, options)
    except (QuothError, OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ExportError(
            _("The format {name}, which an installed package adds, failed ({reason}).").format(
                name=name, reason=reason
            ),
            _("Tell its makers."),
        ) from error
