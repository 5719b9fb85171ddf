"""How a transcript is to be read, and the opened file that every format's reader is given.

Owns the options' defaults: what is left at its default is not recorded with the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from quoth.model.text import Source

__all__ = ["File", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read; each format takes what concerns it."""

    split_heading: int = 0
    """1 makes every level-1 heading of a Markdown file a document; 0 keeps the file whole."""
    attribute_name: str = ""
    """With `split_heading`: the attribute that holds the heading."""
    skip: tuple[str, ...] = ()
    """With `split_heading`: headings that become no documents, as a table of contents."""
    id_column: str = ""
    """The column of a table that names the documents."""
    text_columns: tuple[str, ...] = ()
    """The columns of a table that hold the answers, in the order of the text."""
    delimiter: str = ""
    """What separates the cells of a table; empty to find out."""
    speakers: tuple[str, ...] = ()
    """Names that are speakers even where they head a single turn; `none` alone says that there are no speakers."""
    encoding: str = ""
    """What a text is written in that is not in a Unicode encoding; empty to find out."""
    per: str = "respondent"
    """Of what a table's documents are: `respondent`, a document a row, or `question`, a document a text column."""

    def chosen(self) -> Mapping[str, str]:
        """What differs from the defaults, as strings; several values as a JSON list."""
        return {
            field.name: json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes, with what is known before they are understood."""

    label: str
    """The path as the person gave it, for messages."""
    name: str
    """The stem in NFC: the document's name where the content gives no better one."""
    data: bytes
    source: Source
    options: Options
