"""Codings, turns and texts by the hundred thousand: rows of plain values that counting needs, and nothing more.

Owns the queries behind reports. Codings and turns are those that stand on the newest text of a document; rows come in
parts, so that memory does not grow with the project. Positions are code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from quoth.model.coding import Coding
from quoth.store import veil
from quoth.store.database import guarded
from quoth.store.project import Project
from quoth.store.queries import NAMED, SHOWN, codings

__all__ = [
    "PART",
    "coding_rows",
    "codings_at",
    "earlier",
    "id_rows",
    "made_rows",
    "rows_of",
    "summaries",
    "texts",
    "turn_rows",
]

PART = 20_000
"""Rows held as objects at a time."""

_CODING = "(SELECT rowid AS row, * FROM main.coding WHERE twin = 0 AND {seen}) AS coding"
"""Codings with their row numbers, which the veil's view does not have, seen with the viewer's eyes."""
_ROLE = "coalesce(nullif(speaker.role, ''), turn.role)"


def _parts(project: Project, question: str) -> Iterator[list[tuple[Any, ...]]]:
    with guarded(project.path):
        cursor = project.connection.execute(question)
        while part := cursor.fetchmany(PART):
            yield part


def coding_rows(project: Project) -> Iterator[list[tuple[Any, ...]]]:
    """Row number, document id, code, coder, start, end, star."""
    what = "coding.row, coding.document, coding.code, coding.coder, coding.start, coding.end, coding.star"
    shown = _CODING.format(seen=veil.seen("coding", project.viewer))
    on_text = "JOIN document ON document.id = coding.document AND document.version = coding.version"
    yield from _parts(project, f"SELECT {what} FROM {shown} {on_text}")


def made_rows(project: Project) -> Iterator[list[tuple[Any, ...]]]:
    """Row number, document id, coder, time (UTC) and origin."""
    shown = _CODING.format(seen=veil.seen("coding", project.viewer))
    yield from _parts(project, f"SELECT row, document, coder, at, origin FROM {shown}")


def turn_rows(project: Project) -> Iterator[list[tuple[Any, ...]]]:
    """Document id, start, end, start of speech, speaker as shown, role, kind; in no order."""
    yield from _parts(
        project,
        f"""SELECT version.document, turn.start, turn.end, speech, {SHOWN}, {_ROLE}, kind
            FROM document JOIN version ON version.id = document.version
            JOIN turn ON turn.version = version.id {NAMED}""",
    )


def texts(project: Project) -> Iterator[tuple[str, str]]:
    """The id and newest text of every document, in the order of import."""
    with guarded(project.path):
        yield from project.connection.execute(
            """SELECT document.id, content FROM document JOIN version ON version.id = document.version
            JOIN text ON text.hash = text_hash ORDER BY position, name"""
        )


def earlier(project: Project) -> Iterator[list[tuple[Any, ...]]]:
    """Document id, code and coder of codings that stand on an earlier text, and so are not counted."""
    yield from _parts(
        project,
        """SELECT coding.document, coding.code, coding.coder FROM coding JOIN document
        ON document.id = coding.document AND document.version <> coding.version WHERE twin = 0""",
    )


def rows_of(project: Project, ids: Sequence[str]) -> list[int]:
    """The row numbers of codings by their ids."""
    with guarded(project.path):
        found: list[int] = []
        for first in range(0, len(ids), 500):
            part = ids[first : first + 500]
            asked = f"SELECT rowid FROM main.coding WHERE id IN ({', '.join('?' * len(part))})"
            found += [row for (row,) in project.connection.execute(asked, part)]
    return found


def summaries(project: Project) -> list[tuple[str, str, str, str, str]]:
    """Unit, code, coder, text and mark of every cell of the framework that somebody wrote."""
    with guarded(project.path):
        asked = "SELECT unit, code, coder, text, mark FROM summary ORDER BY unit, code, coder"
        return project.connection.execute(asked).fetchall()


def id_rows(project: Project) -> Iterator[list[tuple[Any, ...]]]:
    """Row number and id of every coding."""
    yield from _parts(project, f"SELECT row, id FROM {_CODING.format(seen=veil.seen('coding', project.viewer))}")


def codings_at(project: Project, rows: Sequence[int]) -> list[Coding]:
    """The codings of these row numbers, in the order asked for."""
    with guarded(project.path):
        found: dict[int, str] = {}
        for first in range(0, len(rows), 500):
            part = list(rows[first : first + 500])
            asked = f"SELECT rowid, id FROM main.coding WHERE rowid IN ({', '.join('?' * len(part))})"
            found.update(project.connection.execute(asked, part))
    ids = [found[row] for row in rows]
    by_id = {
        coding.id: coding for first in range(0, len(ids), 500) for coding in codings(project, ids=ids[first:][:500])
    }
    return [by_id[name] for name in ids]
