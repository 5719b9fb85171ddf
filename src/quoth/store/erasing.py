"""Withdrawal: a participant's words, or a whole document, leave the project for good.

Owns the tombstone: a row that says what was erased, why and by whom, without a word of it, with the new hashes of
the rows and texts from which words were taken.
Invariant: positions stay valid, because a passage is replaced by as many blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quoth.errors import BusyError, CodingError
from quoth.i18n import _
from quoth.model.text import Span, Version
from quoth.store import journal, kept
from quoth.store.backup import backup, drop_backups
from quoth.store.blanking import Texts, searched, take_out
from quoth.store.database import guarded, transaction
from quoth.store.fold import effects
from quoth.store.passages import BLOCK, Blanks, known_to
from quoth.store.project import Project
from quoth.store.purging import (
    ask,
    forget_text,
    forget_turns,
    held_of,
    named,
    refold_with,
    rewrite,
    without_documents,
)
from quoth.store.veil import lifted

__all__ = ["BLOCK", "Erased", "erase_document", "erase_span", "finish", "purge_again"]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took."""

    codings: int
    rows: int
    backups: int


def erase_document(project: Project, coder: str, document: str, reason: str) -> Erased:
    """Take a document (by id) out: text, turns, quotes, memos, names; in tables, journal, index and backups."""
    with guarded(project.path), transaction(project.connection):
        held = held_of(project, document)
        codings = ask(project, "SELECT count(*) FROM coding WHERE twin = 0 AND document = ?", document)[0][0]
        for version in held.versions:
            forget_turns(project, version)
        went = {*held.codings, *_went(journal.acting(project.connection, ("erase",)))}
        rows = rewrite(project, lambda row: without_documents(row, {document}, went))
        gone = sorted(set(held.versions.values()))
        tombstone = {"document": document, "reason": reason, "rows": rows, "texts": {}, "gone": gone}
        refold_with(project, coder, tombstone | {"codings": sorted(held.codings)})
        for hash_ in held.versions.values():
            forget_text(project, hash_)
    return finish(project, codings, len(rows))


def erase_span(project: Project, coder: str, version: Version, span: Span, reason: str) -> Erased:
    """Blank a passage of a document: in every text that has it, in quotes and contexts, in memos on its codings."""
    if not 0 <= span.start < span.end <= len(version.text):
        raise CodingError(
            _("{start}-{end} is not a passage of this document, which has {n} characters.").format(
                start=span.start, end=span.end, n=len(version.text)
            ),
            _("Give the start and end as quoth codings prints them."),
        )
    with guarded(project.path), transaction(project.connection):
        place = {"version": version.id, "start": span.start, "end": span.end}
        stone = {"document": version.document, "reason": reason, "place": place}
        rows = list(journal.every(project.connection))
        texts = Texts(project, rows, lambda _: None)
        blanks = _blanks(rows)
        facts = searched(texts, rows, blanks, stone, version.text[span.start : span.end])
        facts["places"][version.id] = [[span.start, span.end]]
        known = frozenset(row.id for row in rows if row.action == "erase")
        blanks.add("", facts)
        blanks.place(rows)
        asked = "SELECT id FROM coding WHERE twin = 0 AND document = ?"
        hit = sum(blanks.hit(name, known) for (name,) in ask(project, asked, version.document))
        taken = take_out(texts, blanks)
        refold_with(project, coder, stone | facts | asdict(taken))
        for before in taken.texts:
            forget_text(project, before)
    return finish(project, hit, len(taken.rows))


def _blanks(rows: Sequence[journal.Row]) -> Blanks:
    """The places that the tombstones among rows name."""
    blanks = Blanks()
    for row in rows:
        if row.action == "erase":
            blanks.add(row.id, row.payload)
    return blanks


def finish(project: Project, codings: int = 0, rows: int = 0) -> Erased:
    """Leave no trace in free pages, in the log of recent changes, or in backups."""
    dropped = drop_backups(project)
    with guarded(project.path), transaction(project.connection):
        kept.drop(project.connection)
    with guarded(project.path):
        with lifted(project.connection, project.viewer):
            project.connection.execute("VACUUM")
        busy = project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise BusyError(
            _("The words are erased, but traces stay in {path}-wal while another program has it open.").format(
                path=project.path
            ),
            _("Close that program, then open and close the project with Quoth."),
        )
    backup(project)
    return Erased(codings, rows, dropped)


def purge_again(project: Project, coder: str, text: Callable[[str], str | None]) -> int:
    """Do all erasures anew after rows of other copies have come; returns how many rows lost words by it.

    `text` gives contents of hashes that came. The caller owns the transaction, and calls `finish` after it.
    """
    stones = journal.acting(project.connection, ("erase",))
    dropped, went = _drop_documents(project, stones)
    rows = list(journal.every(project.connection))
    texts, blanks = Texts(project, rows, text), _blanks(rows)
    found: dict[str, dict[str, Any]] = {}
    for stone in stones:
        if "place" in stone.payload and (words := texts.words(stone)):
            facts = searched(texts, rows, blanks, stone.payload, words, stone.id)
            blanks.add("", facts)
            _join(found, facts)
    blanks.place(rows)
    taken = take_out(texts, blanks)
    known = named(project)
    hashes = dropped | taken.rows
    news = {name: digest for name, digest in hashes.items() if digest not in known.get(name, ())}
    told = {before for stone in stones for before in stone.payload["texts"]}
    if news or went or any(found.values()) or not taken.texts.keys() <= told:
        carried = {"document": "", "reason": "erased in another copy", **asdict(taken), **found, "rows": news}
        refold_with(project, coder, carried | ({"codings": sorted(went)} if went else {}))
    elif hashes:
        refold_with(project, coder, None)
    gone = {name for stone in stones for name in stone.payload.get("gone", ())}
    for name in (told | taken.texts.keys() | gone) - _texts_named(project):
        forget_text(project, name)
    return len(hashes)


def _join(found: dict[str, dict[str, Any]], more: dict[str, dict[str, Any]]) -> None:
    """Add places to others."""
    for kind, owners in more.items():
        for owner, places in owners.items():
            here = found.setdefault(kind, {})
            if isinstance(places, list):
                here.setdefault(owner, []).extend(places)
            else:
                for path, ranges in places.items():
                    here.setdefault(owner, {}).setdefault(path, []).extend(ranges)


def _texts_named(project: Project) -> set[str]:
    """The hashes of all texts that rows name."""
    changes = (effect for row in journal.every(project.connection) for effect in effects(row))
    return {effect.facts["text_hash"] for effect in changes if effect.key[0] == "version"}


def _drop_documents(project: Project, stones: Sequence[journal.Row]) -> tuple[dict[str, str], set[str]]:
    """Take erased documents out of all rows but those of people who knew of it, and so brought the document in again.

    Returns the new hashes of rows, and the codings that no tombstone names yet: rows that name a coding may come later
    than what made it.
    """
    erasures = [(stone.payload["document"], stone.id) for stone in stones if _whole(stone)]
    before = _went(stones)
    went, gone, here = set(before), set[str](), set[str]()
    for row in journal.every(project.connection) if erasures else ():
        without = _unknown(row, erasures)
        for effect in effects(row):
            kind, name = effect.key
            if kind == "version":
                (gone if effect.facts["document"] in without else here).add(name)
            elif kind == "coding" and effect.verb == "create" and effect.facts["document"] in without:
                went.add(name)
    hashes = rewrite(project, lambda row: without_documents(row, _unknown(row, erasures), went)) if erasures else {}
    for version in gone - here:
        forget_turns(project, version)
    return hashes, went - before


def _whole(stone: journal.Row) -> bool:
    """Whether a tombstone is for a whole document."""
    return bool(stone.payload["document"]) and "place" not in stone.payload


def _unknown(row: journal.Row, erasures: Sequence[tuple[str, str]]) -> set[str]:
    """The erased documents of whose erasure a row's coder did not know."""
    known = known_to(row.payload)
    return {document for document, stone in erasures if stone not in known}


def _went(stones: Sequence[journal.Row]) -> set[str]:
    """The codings that went with documents, by their ids."""
    return {name for stone in stones for name in stone.payload.get("codings", ())}
