"""The tables of `quoth.db` and the steps that made them.

Owns every table, index and view. Invariant: `user_version` alone counts the steps that a file has taken.
Positions are code points of a version's text; times are UTC, ISO 8601 with Z.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

__all__ = ["KEYS", "LATEST", "STATE", "upgrade"]


def upgrade(connection: sqlite3.Connection) -> None:
    """Take the steps that are still missing. The caller owns the transaction."""
    from sqlite_utils import Database

    done = connection.execute("PRAGMA user_version").fetchone()[0]
    database = Database(connection, use_counts_table=False)
    for step in _STEPS[done:]:
        step(database)
    connection.execute(f"PRAGMA user_version = {LATEST}")


def _m007_kept(database: Database) -> None:
    """What suggestions computed: no state, made anew at will."""
    text = {"encoder": str, "key": bytes, "dense": bytes, "counts": bytes}
    database.create_table("kept_text", text, pk=("encoder", "key"), strict=True)
    database.create_table("kept_state", {"name": str, "value": bytes}, pk="name", strict=True)


def _m010_chances(database: Database) -> None:
    """With which probabilities suggestions were offered; of decisions from before it is not known."""
    database.table("decision").add_column("probability", float)
    database.table("decision").add_column("offered", str, not_null_default="")


def _m009_erasures(database: Database) -> None:
    """Tombstones are asked for at every act."""
    database.execute("CREATE INDEX journal_erasures ON journal (origin, number) WHERE action = 'erase'")


def _m008_settlements(database: Database) -> None:
    """Where coders differed, and what was decided."""
    database.create_table("settlement", _SETTLEMENT, pk=KEYS["settlement"], strict=True)


def _m006_copies(database: Database) -> None:
    """What copies of a project need to become one: where a codebook came from, answers, and rows set aside."""
    database.table("codebook").add_column("parents", str, not_null_default="")
    database.table("codebook").add_column("conflicts", str, not_null_default="[]")
    for name, columns in (("resolution", _RESOLUTION), ("assignment", _ASSIGNMENT)):
        database.create_table(name, columns, pk=KEYS[name], strict=True)
    database.create_table("aside", _ASIDE, pk=KEYS["aside"], not_null=set(_ASIDE), strict=True)


def _m005_summaries(database: Database) -> None:
    """Cells of the framework matrix: what a coder wrote of a case and a code, or marked as not asked."""
    database.create_table("summary", _SUMMARY, pk=KEYS["summary"], strict=True)


def _m004_rounds(database: Database) -> None:
    """Who opened a round, and without whom it was closed."""
    database.table("round").add_column("by", str, not_null_default="")
    database.table("round").add_column("without", str, not_null_default="[]")


def _m003_outcomes(database: Database) -> None:
    """Codings that a correction of the text moved, changed or lost, until somebody looked at them."""
    database.create_table("outcome", _OUTCOME, pk=KEYS["outcome"], strict=True)


def _m002_speakers(database: Database) -> None:
    """What a team calls the speakers of a document, and their roles; the turns stay as they were read."""
    database.create_table("speaker", _SPEAKER, pk=KEYS["speaker"], strict=True)
    database.create_view("quotations", _QUOTATIONS_NAMED, replace=True)


def _m001_journal_and_state(database: Database) -> None:
    """Facts: `journal`, `text` and `turn`. Everything else is state, folded from them."""
    for name, columns in _FACTS.items():
        database.create_table(name, columns, pk=KEYS[name], not_null=set(columns), strict=True)
    for name, columns in _FIRST_STATE.items():
        database.create_table(name, columns, pk=KEYS[name], strict=True)
    database.table("journal").create_index(["clock", "origin", "number"], "journal_order")
    database.table("journal").create_index(["origin", "coder", "clock"], "journal_coder")
    database.table("journal_entity").create_index(["origin", "number"], "journal_entity_row")
    database.table("turn").create_index(["version", "start"], "turn_version")
    database.table("coding").create_index(["document", "coder"], "coding_document")
    database.table("coding").create_index(["coder", "code"], "coding_code")
    database.table("coding").create_index(
        ["version", "start", "end", "code", "coder", "round", "clock", "id"], "coding_twin"
    )
    database.table("memo").create_index(["kind", "target"], "memo_target")
    database.execute("CREATE VIRTUAL TABLE turn_search USING fts5(words, tokenize='unicode61 remove_diacritics 0')")
    database.create_view("quotations", _QUOTATIONS)


_FACTS: dict[str, dict[str, type]] = {
    "meta": {"name": str, "value": str},
    "journal": {
        "origin": str,
        "number": int,
        "clock": int,
        "at": str,
        "coder": str,
        "action": str,
        "payload": str,
        "hash": str,
        "void": int,
    },
    "journal_entity": {"kind": str, "key": str, "origin": str, "number": int, "role": str},
    "text": {"hash": str, "content": str},
    "turn": {
        "id": int,
        "version": str,
        "number": int,
        "start": int,
        "end": int,
        "speech": int,
        "speaker": str,
        "role": str,
        "kind": str,
        "section": str,
        "time": float,
    },
}

_FIRST_STATE: dict[str, dict[str, type]] = {
    "coder": {"name": str, "since": str},
    "document": {"id": str, "name": str, "version": str, "case_name": str, "position": str},
    "attribute": {"document": str, "name": str, "value": str},
    "version": {
        "id": str,
        "document": str,
        "number": int,
        "text_hash": str,
        "turns_hash": str,
        "source_path": str,
        "source_sha256": str,
        "reader": str,
        "options": str,
        "at": str,
    },
    "coding": {
        "id": str,
        "coder": str,
        "code": str,
        "document": str,
        "version": str,
        "start": int,
        "end": int,
        "quote": str,
        "prefix": str,
        "suffix": str,
        "definition": str,
        "at": str,
        "round": str,
        "origin": str,
        "rank": int,
        "score": float,
        "star": int,
        "translation": str,
        "translation_language": str,
        "translator": str,
        "clock": int,
        "twin": int,
    },
    "memo": {"id": str, "coder": str, "kind": str, "target": str, "text": str, "at": str, "clock": int},
    "done": {"document": str, "coder": str, "round": str, "version": str, "codebook": str, "at": str},
    "exposure": {"document": str, "coder": str, "round": str, "kind": str, "at": str},
    "decision": {
        "id": str,
        "coder": str,
        "document": str,
        "start": int,
        "end": int,
        "code": str,
        "verdict": str,
        "rank": int,
        "score": float,
        "evidence": str,
        "at": str,
    },
    "codebook": {"id": str, "text_hash": str, "act": str, "coder": str, "at": str, "clock": int},
    "round": {"name": str, "spec": str, "opened": str, "closed": str},
}

_SPEAKER: dict[str, type] = {"document": str, "name": str, "shown": str, "role": str}
_OUTCOME: dict[str, type] = {
    "coding": str,
    "version": str,
    "verdict": str,
    "similarity": float,
    "before": str,
    "start": int,
    "end": int,
    "looked": str,
    "clock": int,
}
_ROUND: dict[str, type] = _FIRST_STATE["round"] | {"by": str, "without": str}
_SUMMARY: dict[str, type] = {"unit": str, "code": str, "coder": str, "text": str, "mark": str, "at": str}
_CODEBOOK: dict[str, type] = _FIRST_STATE["codebook"] | {"parents": str, "conflicts": str}
_DECISION: dict[str, type] = _FIRST_STATE["decision"] | {"probability": float, "offered": str}
_SETTLEMENT: dict[str, type] = {
    "id": str,
    "difference": str,
    "document": str,
    "start": int,
    "end": int,
    "choice": str,
    "reason": str,
    "facts": str,
    "coder": str,
    "at": str,
    "clock": int,
}
_RESOLUTION: dict[str, type] = {"id": str, "answer": str, "coder": str, "at": str}
_ASSIGNMENT: dict[str, type] = {"document": str, "coder": str, "by": str, "at": str}
_ASIDE: dict[str, type] = {"origin": str, "number": int, "hash": str, "why": str, "line": str}
"""Rows that others shared and that cannot join the journal: they `wait` for a text, or `fork` what is here."""
STATE = (
    _FIRST_STATE
    | {"speaker": _SPEAKER, "outcome": _OUTCOME, "round": _ROUND, "codebook": _CODEBOOK, "decision": _DECISION}
    | {
        "resolution": _RESOLUTION,
        "assignment": _ASSIGNMENT,
        "settlement": _SETTLEMENT,
        "summary": _SUMMARY,
    }
)
"""The tables that are folded from the journal, with their columns."""

KEYS: dict[str, str | tuple[str, ...]] = {
    "meta": "name",
    "journal": ("origin", "number"),
    "journal_entity": ("kind", "key", "role", "origin", "number"),
    "text": "hash",
    "turn": "id",
    "coder": "name",
    "document": "id",
    "attribute": ("document", "name"),
    "version": "id",
    "coding": "id",
    "memo": "id",
    "done": ("document", "coder", "round"),
    "exposure": ("document", "coder", "round", "kind"),
    "decision": "id",
    "codebook": "id",
    "round": "name",
    "speaker": ("document", "name"),
    "outcome": ("coding", "version"),
    "summary": ("unit", "code", "coder"),
    "resolution": "id",
    "assignment": ("document", "coder"),
    "settlement": "id",
    "aside": ("origin", "number", "hash"),
}

_QUOTATIONS = """
SELECT coding.id, document.name AS document, coding.coder, coding.code, coding.start, coding.end, coding.quote,
       coding.translation, coding.star, coding.round, coding.at AS created, coding.origin AS source,
       turn.speaker, turn.role, turn.number AS turn, turn.section,
       (SELECT group_concat(memo.text, char(10)) FROM memo
         WHERE memo.kind = 'coding' AND memo.target = coding.id) AS memo
  FROM coding
  JOIN document ON document.id = coding.document
  LEFT JOIN turn ON turn.version = coding.version AND turn.start = (
       SELECT max(start) FROM turn AS above WHERE above.version = coding.version AND above.start <= coding.start)
 WHERE coding.twin = 0
"""

_QUOTATIONS_NAMED = _QUOTATIONS.replace(
    "turn.speaker, turn.role",
    "coalesce(nullif(speaker.shown, ''), turn.speaker) AS speaker, "
    "coalesce(nullif(speaker.role, ''), turn.role) AS role",
).replace(
    " WHERE coding.twin",
    "  LEFT JOIN speaker ON speaker.document = coding.document AND speaker.name = turn.speaker\n WHERE coding.twin",
)

_STEPS: tuple[Callable[[Database], None], ...] = (
    _m001_journal_and_state,
    _m002_speakers,
    _m003_outcomes,
    _m004_rounds,
    _m005_summaries,
    _m006_copies,
    _m007_kept,
    _m008_settlements,
    _m009_erasures,
    _m010_chances,
)
LATEST = len(_STEPS)
"""The format that this Quoth writes."""
