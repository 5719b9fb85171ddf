"""codebook.yaml: read, edited in place, compared, filled from tables.

Text in, text out; only tables are read from disk. Places are 1-based lines and columns.
"""

from quoth.codebook_file.comparing import Change, diff, renamed_candidates
from quoth.codebook_file.fields import edit, merge, rename, retire, set_unit, write_ids
from quoth.codebook_file.filling import merge_table
from quoth.codebook_file.reading import Reading, describe, read
from quoth.codebook_file.reversing import reverse
from quoth.codebook_file.slug import slug
from quoth.codebook_file.structure import add, move, restore, split
from quoth.codebook_file.table import Entry, import_table
from quoth.codebook_file.template import NEW
from quoth.codebook_file.writing import render

__all__ = [
    "NEW",
    "Change",
    "Entry",
    "Reading",
    "add",
    "describe",
    "diff",
    "edit",
    "import_table",
    "merge",
    "merge_table",
    "move",
    "read",
    "rename",
    "renamed_candidates",
    "render",
    "restore",
    "retire",
    "reverse",
    "set_unit",
    "slug",
    "split",
    "write_ids",
]
