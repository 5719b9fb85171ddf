"""Codings carried over to a corrected text: old text, new text and spans in, an `Outcome` for each coding out.

Pure: nothing is read or written. Positions are code points of the text they belong to, end exclusive.
Invariant: never a coding on other words without saying so; where two places are equally good, neither is taken.
"""

from quoth.anchoring.aligning import common
from quoth.anchoring.judging import ALIKE, reanchor
from quoth.anchoring.naming import reanchor_turns

__all__ = ["ALIKE", "common", "reanchor", "reanchor_turns"]
