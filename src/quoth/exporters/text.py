"""A text stream over an open binary file: UTF-8, line ends as written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

__all__ = ["as_text"]


@contextmanager
def as_text(target: BinaryIO) -> Iterator[TextIO]:
    """Text into a binary file, which stays open when the block ends."""
    stream = io.TextIOWrapper(target, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()
