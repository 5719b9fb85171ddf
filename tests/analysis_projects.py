"""Made projects that reports are counted on, and a slow recount in plain Python."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from quoth import store
from quoth.model.coding import Quotation
from quoth.model.text import Span, text_hash
from quoth.session import codebook as book
from quoth.session.codebook import Reading
from quoth.store import queries, writing
from support import coding, transcript, version

BOOK = """codes:
  - {id: paid, label: Paid coverage, definition: Money for a line., colour: "#d97706"}
  - {id: silence, label: Тишина}
  - id: stance
    label: Stance
    heading: true
    exclusive: true
    codes: [{id: for, label: For}, {id: against, label: Against}]
  - {id: never, label: Never used}
"""
OLD = BOOK.replace("Money for a line.", "Money.")
CODES = ("paid", "silence", "for", "against", "gone")
"""The last is in no codebook."""
CODERS = ("ann", "bek", "consensus")
_WORDS = ("don't", "школа", "grant-eater", "a", "ёлка,", "—", "2018", "it's", "e\u0301t\u0301e", "x.y", "🙂")


@dataclass(frozen=True)
class Interview:
    """What one made document holds."""

    said: tuple[tuple[str, str], ...]
    country: str
    case: str
    codings: tuple[tuple[str, str, int, int, bool], ...]
    """Coder, code, start and end in thousandths of the text, star."""
    done: tuple[tuple[str, bool], ...]
    """Coder, and whether under the codebook in force."""


_turn = st.tuples(
    st.sampled_from(["Interviewer", "Anna", "Борис"]), st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join)
)
_place = st.tuples(st.integers(0, 999), st.integers(1, 400))
_coding = st.builds(
    lambda who, code, place, star: (who, code, place[0], min(1000, place[0] + place[1]), star),
    st.sampled_from(CODERS), st.sampled_from(CODES), _place, st.booleans(),
)  # fmt: skip
_interview = st.builds(
    Interview,
    st.lists(_turn, min_size=1, max_size=5).map(tuple),
    st.sampled_from(["", "Nowhere", "Elsewhere", "Жаңа"]),
    st.sampled_from(["", "case 1"]),
    st.lists(_coding, max_size=9).map(tuple),
    st.lists(st.tuples(st.sampled_from(CODERS), st.booleans()), max_size=3, unique_by=lambda mark: mark[0]).map(tuple),
)
interviews = st.lists(_interview, min_size=1, max_size=4)


@contextmanager
def project(made: list[Interview]) -> Iterator[tuple[store.Project, Reading]]:
    """The project of some interviews, with an older version of the codebook behind it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened = store.create(folder)
        try:
            for index, one in enumerate(made):
                attributes = {"country": one.country} if one.country else {}
                text = replace(transcript(f"doc {index}", one.said, **attributes), case=one.case)
                writing.add_documents(opened, "ann", [text])
            (folder / "codebook.yaml").write_text(OLD, encoding="utf-8")
            book.synchronise(opened, folder, "ann")
            (folder / "codebook.yaml").write_text(BOOK, encoding="utf-8")
            reading = book.synchronise(opened, folder, "ann")
            for index, one in enumerate(made):
                text_now = version(opened, f"doc {index}")
                size = len(text_now.text)
                for who, code, start, end, star in one.codings:
                    place = Span(start * size // 1000, max(start * size // 1000 + 1, end * size // 1000))
                    writing.add_codings(opened, who, [coding(text_now, place, code, who, star=star)])
                for who, current in one.done:
                    hash_ = reading.hash if current else text_hash(OLD)
                    mark = {"document": text_now.document, "version": text_now.id, "round": "", "done": True}
                    writing.mark_done(opened, who, [mark | {"codebook": hash_}])
            yield opened, reading
        finally:
            opened.connection.close()


def words_in(text: str, start: int, end: int) -> set[int]:
    """Where the words of a text begin that begin in a span: by hand, a character at a time."""

    def letter(i: int) -> bool:
        return 0 <= i < len(text) and unicodedata.category(text[i])[0] in "LNM"

    found = set()
    for i in range(start, end):
        joined = i > 1 and text[i - 1] in "'’ʼ-‐‑" and letter(i - 2)
        if letter(i) and not letter(i - 1) and not joined:
            found.add(i)
    return found


def person(opened: store.Project, quotation: Quotation) -> tuple[str, str] | None:
    """Who answers in a quotation; None for the interviewer."""
    if quotation.turn == 0 or quotation.role == "interviewer":
        return None
    case = next(d.case for d in queries.documents(opened) if d.name == quotation.document)
    return case or quotation.document, quotation.speaker


def texts(opened: store.Project) -> dict[str, str]:
    return {d.name: queries.version(opened, d.version).text for d in queries.documents(opened)}


def plain(cell: Any) -> Any:
    """A figure rounded, so that two ways to the same number compare equal."""
    return round(cell, 9) if isinstance(cell, float) else cell


def slug(text: str) -> str:
    return re.sub(r"\W+", "-", text)
