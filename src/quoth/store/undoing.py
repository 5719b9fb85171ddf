"""Undo and redo: a row is voided or un-voided by a later row; nothing is deleted.

Invariant: only rows of the same coder made in this copy; never one that another row still depends on.
"""

from __future__ import annotations

from typing import Any

from quoth.errors import UndoError
from quoth.i18n import _
from quoth.store import journal, state
from quoth.store.database import guarded, transaction
from quoth.store.fold import UNDOABLE, Effect, effects
from quoth.store.project import Project, append_row, store_texts
from quoth.store.veil import HIDDEN

__all__ = ["next_redo", "next_undo", "take_back", "take_forward"]

_BOOKKEEPING = ("undo", "redo", "saw", "coder")
_FOUNDATIONS = frozenset({"document", "version", "coding", "memo", "round"})
"""The kinds of entity that later rows stand on."""


def next_undo(project: Project, coder: str) -> journal.Row | None:
    """The coder's newest act in this copy that is not taken back."""
    marks = ", ".join("?" * len(UNDOABLE))
    return _newest(project, f"action IN ({marks}) AND void = 0", coder, sorted(UNDOABLE))


def next_redo(project: Project, coder: str) -> journal.Row | None:
    """The act that was taken back last, unless the coder has acted since."""
    rows = project.connection.execute(
        """SELECT origin, number FROM journal WHERE origin = ? AND coder = ? AND action = 'undo' AND clock > ?
           ORDER BY clock DESC""",
        (project.origin, coder, _acted(project, coder)),
    ).fetchall()
    for row in journal.named(project.connection, rows)[::-1]:
        target = journal.named(project.connection, [journal.split_id(row.payload["target"])])
        if target and target[0].void:
            return target[0]
    return None


def _acted(project: Project, coder: str) -> int:
    """The clock of the coder's newest act, taken back or not: acting anew ends what can be redone."""
    marks = ", ".join("?" * len(UNDOABLE))
    asked = f"SELECT max(clock) FROM journal WHERE origin = ? AND coder = ? AND action IN ({marks})"
    return project.connection.execute(asked, (project.origin, coder, *sorted(UNDOABLE))).fetchone()[0] or 0


def _newest(project: Project, where: str, coder: str, values: list[str]) -> journal.Row | None:
    found = project.connection.execute(
        f"SELECT origin, number FROM journal WHERE origin = ? AND coder = ? AND {where} ORDER BY clock DESC LIMIT 1",
        (project.origin, coder, *values),
    ).fetchone()
    return journal.named(project.connection, [found])[0] if found else None


def take_back(project: Project, coder: str, row: journal.Row, codebook: str = "") -> None:
    """Void a row. `codebook` is the codebook's text without the row's own lines, where it changed the file.

    Raises UndoError when the row is someone else's, or when later rows depend on it (they are named).
    """
    _check_own(project, coder, row)
    with guarded(project.path), transaction(project.connection):
        if dependants := _on_merge(project, row) if row.action == "merge" else _dependants(project, row):
            raise UndoError(
                _("This cannot be taken back, because later work stands on it: {acts}.").format(
                    acts=", ".join([*dependants[:5], "…"][: len(dependants)])
                ),
                _("quoth history shows it; take that back first."),
            )
        _turn(project, coder, row, "undo", codebook)


def take_forward(project: Project, coder: str, row: journal.Row, codebook: str = "") -> None:
    """Un-void a row. Raises UndoError when the row is someone else's."""
    _check_own(project, coder, row)
    with guarded(project.path), transaction(project.connection):
        _turn(project, coder, row, "redo", codebook)


def _check_own(project: Project, coder: str, row: journal.Row) -> None:
    if row.action not in UNDOABLE:
        raise UndoError(
            _("{act} ({action}) is not an act that can be taken back.").format(act=row.id, action=row.action),
            _("quoth history shows it."),
        )
    if row.coder != coder or row.origin != project.origin:
        raise UndoError(
            (
                _("{act} was done by {coder} in another copy.")
                if row.coder == coder
                else _("{act} was done by {coder}.")
            ).format(act=row.id, coder=row.coder),
            _("Only your own acts in this copy can be taken back."),
        )


def _turn(project: Project, coder: str, row: journal.Row, action: str, codebook: str) -> None:
    payload: dict[str, Any] = {"target": row.id}
    if codebook:
        from quoth.model.text import text_hash

        store_texts(project.connection, [codebook])
        payload["codebook"] = {"hash": text_hash(codebook), "act": action}
    append_row(project, coder, action, payload)
    if row.action == "merge":
        state.decide(project.connection)
        state.refold_all(project.connection)
        return
    void = int(action == "undo")
    project.connection.execute(
        "UPDATE journal SET void = ? WHERE origin = ? AND number = ?", (void, row.origin, row.number)
    )
    state.refold(project.connection, {effect.key for effect in effects(row) if not effect.lasting})


def _on_merge(project: Project, row: journal.Row) -> list[str]:
    """Acts of this copy on what only a merge brought, or on the codebook that it brought."""
    brought = [(origin, *run) for origin, runs in row.payload["taken"].items() for run in runs]
    project.connection.execute("CREATE TEMP TABLE IF NOT EXISTS brought (origin TEXT, first INTEGER, last INTEGER)")
    project.connection.execute("DELETE FROM temp.brought")
    project.connection.executemany("INSERT INTO temp.brought VALUES (?, ?, ?)", brought)
    kinds = ", ".join(f"'{kind}'" for kind in sorted(_FOUNDATIONS))
    asked = f"""WITH own AS (SELECT origin, number, action FROM journal WHERE clock > ? AND void = 0
            AND action NOT IN ('undo', 'redo', 'saw', 'coder', 'merge') AND NOT EXISTS ({_BROUGHT.format("journal")}))
        SELECT DISTINCT own.origin, own.number FROM own JOIN journal_entity AS touched USING (origin, number)
        WHERE action IN ('codebook', 'adopt') OR touched.kind IN ({kinds}) AND EXISTS (
            SELECT 1 FROM journal_entity AS made WHERE made.kind = touched.kind AND made.key = touched.key
            AND made.role = 'w' AND EXISTS ({_BROUGHT.format("made")}))
        AND NOT EXISTS (SELECT 1 FROM journal_entity AS made JOIN journal ON journal.origin = made.origin
            AND journal.number = made.number WHERE made.kind = touched.kind AND made.key = touched.key
            AND made.role = 'w' AND journal.action IN ('import', 'revise') AND void = 0
            AND NOT EXISTS ({_BROUGHT.format("made")}))"""
    found = project.connection.execute(asked, (row.clock,)).fetchall()
    return [f"{other.coder}: {other.action} at {other.at}" for other in journal.named(project.connection, found)]


_BROUGHT = """SELECT 1 FROM temp.brought WHERE brought.origin = {0}.origin
    AND {0}.number BETWEEN brought.first AND brought.last"""


def _dependants(project: Project, row: journal.Row) -> list[str]:
    """Rows that touch or need what this row alone made, as `coder: action at time`."""
    found = _on_text(project, row) if row.action == "revise" else []
    made = {effect.key for effect in _creations(row) if effect.key[0] in _FOUNDATIONS}
    marks = ", ".join("?" * len(_BOOKKEEPING))
    asked = f"""SELECT origin, number, role = 'w' AND clock < ? FROM journal_entity JOIN journal USING (origin, number)
        WHERE kind = ? AND key = ? AND void = 0 AND NOT (origin = ? AND number = ?) AND action NOT IN ({marks})"""
    for key in made:
        touching = project.connection.execute(
            asked, (row.clock, *key, row.origin, row.number, *_BOOKKEEPING)
        ).fetchall()
        earlier = {(origin, number) for origin, number, before in touching if before}
        others = journal.named(project.connection, [(origin, number) for origin, number, _ in touching])
        if not any(effect.key == key for other in others for effect in _creations(other)):
            found += [other for other in others if (other.origin, other.number) not in earlier]
    ordered = sorted(found, key=lambda other: (other.clock, other.origin, other.number))
    if project.connection.execute(HIDDEN).fetchone() and any(other.coder != row.coder for other in ordered):
        own = [f"{other.coder}: {other.action} at {other.at}" for other in ordered if other.coder == row.coder]
        return ["others' work, which is hidden while a round is open", *own]
    return list(dict.fromkeys(f"{other.coder}: {other.action} at {other.at}" for other in ordered))


def _on_text(project: Project, row: journal.Row) -> list[journal.Row]:
    """Rows that stand on a corrected text: codings made on it, and the corrections after it."""
    if "version" not in row.payload:  # the document was erased since
        return []
    document, version = row.payload["document"], row.payload["version"]["id"]
    own = {item["coding"] for item in row.payload["outcomes"]}
    asked = "SELECT id FROM main.coding WHERE document = ? AND version = ? AND clock > ?"
    made = [name for (name,) in project.connection.execute(asked, (document, version, row.clock)) if name not in own]
    asked = """SELECT origin, number FROM journal_entity JOIN journal USING (origin, number)
        WHERE kind = 'document' AND key = ? AND action = 'revise' AND void = 0 AND clock > ?"""
    later = project.connection.execute(asked, (document, row.clock)).fetchall()
    return journal.named(project.connection, [*map(journal.split_id, made), *later])


def _creations(row: journal.Row) -> list[Effect]:
    return [effect for effect in effects(row) if effect.verb == "create"]
