"""Tables for the terminal, as commands print them."""

from __future__ import annotations

from quoth.model.columns import cells, shorten, table

__all__ = ["cells", "shorten", "table"]
