"""Names that people type: the nearest known one, and coders who may be the same person.

Owns how names are compared: by the fold, and by the letters that Cyrillic and Latin share in shape.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.fold import fold_chars

__all__ = ["check_coder", "look_alike", "nearest"]

_SHAPES = str.maketrans("авеікмнорстухјԁ", "abeikmhopctyxjd")


def nearest(name: str, known: Iterable[str]) -> str:
    """`; the nearest is NAME`, in the language spoken, for an error message, or nothing."""
    import difflib

    original = {fold_chars(other): other for other in known if other != name}
    found = difflib.get_close_matches(fold_chars(name), original, n=1, cutoff=0.5)
    return _("; the nearest is {name}").format(name=original[found[0]]) if found else ""


def look_alike(name: str) -> str:
    """The form in which names that look the same are equal."""
    folded = fold_chars(unicodedata.normalize("NFKC", name)).translate(_SHAPES)
    return " ".join(folded.split())


def check_coder(name: str, known: Iterable[str]) -> str:
    """The name, tidied. Raises UsageError for an odd one, or one that only case or script tell from a known one."""
    tidy = unicodedata.normalize("NFC", " ".join(name.split()))
    if not tidy or len(tidy) > 60 or any(unicodedata.category(char).startswith("C") for char in tidy):
        raise UsageError(
            _("{tidy!r} cannot be a coder's name.").format(tidy=tidy),
            _("Use up to 60 letters, for example --as aigerim."),
        )
    for other in known:
        if other != tidy and look_alike(other) == look_alike(tidy):
            raise UsageError(
                _("The coder {tidy} looks like {other}, who is in this project, but is written differently.").format(
                    tidy=tidy, other=other
                ),
                _(
                    "If it is the same person, use --as {other!r}; otherwise choose a name that cannot be confused."
                ).format(other=other),
            )
    return tidy
