"""How user text becomes safe in a file that another program interprets.

Invariant: `unguard(guard(text)) == text` for every text. `legal` only drops characters.
"""

from __future__ import annotations

import re

__all__ = ["guard", "legal", "unguard"]

# A spreadsheet skips white space and invisible marks before it looks for the sign of a formula. An apostrophe that the
# text itself has before such a sign is guarded too, or reading back could not tell whose it is.
_FORMULA = r"[\s\ufeff\u200b]*[=+\-@\t\r\n\0＝＋－＠]"
_guardable = re.compile(f"'*{_FORMULA}").match
_guarded = re.compile(f"'+{_FORMULA}").match

_illegal = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def guard(text: str) -> str:
    """The text for a CSV cell, with one `'` before it where a spreadsheet could take it for a formula."""
    return f"'{text}" if text and not text[0].isalnum() and _guardable(text) else text


def unguard(cell: str) -> str:
    """The text of a guarded CSV cell: exactly one leading `'` before a possible formula is taken off."""
    return cell[1:] if _guarded(cell) else cell


def legal(text: str) -> str:
    """The text without control characters (tab and line feed stay), lone surrogates and noncharacters."""
    return _illegal.sub("", text)
