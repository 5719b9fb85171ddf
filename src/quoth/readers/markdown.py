"""Markdown (.md): interviews with speaker labels, and reports whose quotations stand between headings and tables.

Invariant: the stored text is a rendering without marks that holds every word of the file in order. Headings give
sections, paragraphs in emphasis and block quotes are quotations, tables are kept as they are. Positions are code points
of that rendering.
"""

from __future__ import annotations

from quoth.model.text import Transcript
from quoth.readers import plain
from quoth.readers.composing import transcripts
from quoth.readers.markdown_blocks import blocks
from quoth.readers.options import File

__all__ = ["read"]


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one for each heading of that level or above.

    Raises ReaderError for what is not UTF-8, broken at the top, or without any word.
    """
    attributes, text, notes = plain.opening(file)
    return transcripts(file, blocks(text), attributes, notes)
