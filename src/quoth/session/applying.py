"""A coding in the making: whether the code may be applied, what it carries, and where it stands in words.

Positions are code points of the version's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from quoth.errors import CodingError
from quoth.i18n import _, ngettext
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import Coding, Origin, Suggestion
from quoth.model.text import Sentence, Span, Version
from quoth.session.describe import shorten
from quoth.session.names import nearest
from quoth.session.proof import proof

__all__ = ["NOTHING_SAID", "Author", "Said", "applicable", "new_coding", "place_words"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who applies a code, in which round, and from which suggestion; `offered` is what was in sight."""

    coder: str
    round: str = ""
    suggestion: Suggestion | None = None
    offered: Sequence[Suggestion] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a coder says of a quotation when coding it."""

    translation: str = ""
    language: str = ""
    """Of the translation."""
    by: str = ""
    """Whoever translated; empty without a translation."""
    star: bool = False

    def facts(self) -> dict[str, Any]:
        """As fields of a coding."""
        facts = {"translation": self.translation, "translation_language": self.language, "translator": self.by}
        return facts | {"star": self.star}


NOTHING_SAID = Said()


def applicable(codebook: Codebook, code: str) -> Code:
    """The code of an id, if it can be applied. Raises CodingError for an unknown or retired one, and for a heading."""
    entry = codebook.by_id.get(code)
    if entry is None:
        known = [known.id for known in codebook.applicable]
        raise CodingError(
            _("There is no code {code}{nearest}.").format(code=repr(code), nearest=nearest(code, known)),
            _("quoth codebook show lists the codes."),
        )
    if entry.heading:
        raise CodingError(
            _("{label} is a heading, which groups codes and is not applied.").format(label=entry.label),
            _("Choose one of its codes."),
        )
    if entry.status == "retired":
        use = _("Use {label}.").format(label=codebook.label(entry.replaced_by))
        instead = use if entry.replaced_by else _("Choose another code.")
        raise CodingError(_("{label} is retired.").format(label=entry.label), instead)
    return entry


def new_coding(codebook: Codebook, code: str, version: Version, place: Span, author: Author) -> Coding:
    """A coding with its proof, still without id and time. Raises CodingError when the code cannot be applied."""
    entry = applicable(codebook, code)
    taken = author.suggestion if author.suggestion and author.suggestion.code == code else None
    known = taken or next((one for one in author.offered if one.code == code), None)
    return Coding(
        id="",
        coder=author.coder,
        code=code,
        definition=entry.definition_hash,
        at="",
        round=author.round,
        origin=Origin.SUGGESTION if taken else Origin.TYPED,
        rank=known.rank if known else None,
        score=round(known.score, 6) if known else None,
        **proof(version, place),
    )


def place_words(version: Version, sentences: Callable[[], Sequence[Sentence]], place: Span) -> str:
    """A place in words: a turn, so many sentences (cut only when asked for), or the words themselves."""
    index = version.turn_at(place.start)
    if index >= 0 and version.turns[index].span == place:
        return _("turn {number}").format(number=index + 1)
    cut = sentences()
    first = bisect_right(cut, place.start, key=lambda sentence: sentence.end)
    inside = cut[first : bisect_left(cut, place.end, key=lambda sentence: sentence.start)]
    if inside and (inside[0].start, inside[-1].end) == (place.start, place.end):
        return ngettext("{n} sentence", "{n} sentences", len(inside)).format(n=len(inside))
    return f"“{shorten(version.text[place.start : place.end], 30)}”"
