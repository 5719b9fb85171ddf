"""Withdrawal: a participant's words, or a whole document, leave the project for good.

Owns the tombstone: a row that says what was erased, why and by whom, without a word of it, with the new hashes of
the rows and texts from which words were taken.
Invariant: positions stay valid, because a passage is replaced by as many blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quoth.errors import BusyError, CodingError
from quoth.i18n import _
from quoth.model.text import Span, Version
from quoth.store import journal, kept
from quoth.store.backup import backup, drop_backups
from quoth.store.database import guarded, transaction
from quoth.store.project import Project
from quoth.store.purging import (
    BLOCK,
    Held,
    ask,
    blank,
    blank_all,
    blanked_payload,
    forget_text,
    forget_turns,
    held_of,
    refold_with,
    rewrite,
    store_blank,
    texts_of,
    without_document,
)
from quoth.store.taking import Incoming
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
        rows = rewrite(project, lambda row: without_document(row, document, went))
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
    words = version.text[span.start : span.end]
    with guarded(project.path), transaction(project.connection):
        held = held_of(project, version.document)
        blanked = {
            name: blank(content, span) if name == version.id else blank_all(content, words)
            for name, content in texts_of(project, held.versions).items()
        }
        hit = {
            coding
            for coding, places in held.codings.items()
            for place in places
            if blanked[place["version"]][place["start"] : place["end"]] != place["quote"]
        }
        codings = {row[0] for row in ask(project, "SELECT id FROM coding WHERE twin = 0 AND document = ?", held.id)}
        facts = {name: store_blank(project, name, text, words) for name, text in blanked.items()}
        rows = rewrite(project, lambda row: blanked_payload(row, held.id, words, blanked, facts, hit))
        renewed = {held.versions[name]: item["text"] for name, item in facts.items()}
        place = {"version": version.id, "start": span.start, "end": span.end}
        refold_with(
            project, coder, {"document": held.id, "reason": reason, "rows": rows, "texts": renewed, "place": place}
        )
        for before, after in renewed.items():
            if before != after:
                forget_text(project, before)
    return finish(project, len(codings & hit), len(rows))


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


def purge_again(project: Project, coder: str, came: Iterable[Incoming], text: Callable[[str], str | None]) -> int:
    """Do all erasures anew after rows of other copies have come; returns how many rows lost words by it.

    `came` are rows that are here already and came perhaps without words that stand here, or with words that are erased
    here; `text` gives contents of hashes that came. The caller owns the transaction, and calls `finish` after it.
    """
    stones = journal.acting(project.connection, ("erase",))
    taken = _without_words(project, came, stones)
    hashes: dict[str, str] = {}
    before = _went(stones)
    went = set(before)
    for stone in stones:
        facts = stone.payload
        held = held_of(project, facts["document"])
        if "place" in facts:
            hashes |= _blank_again(project, held, facts["place"], facts["texts"], text)
        elif facts["document"]:
            went |= held.codings.keys()
            hashes |= _drop_again(project, held, stone.id, went)
    if hashes:
        carried = {"document": "", "reason": "erased in another copy", "rows": hashes, "texts": {}}
        carried |= {"codings": sorted(went - before)} if went > before else {}
        refold_with(project, coder, carried)
    elif taken:
        refold_with(project, coder, None)
    for stone in stones:
        for hash_ in (*stone.payload["texts"], *stone.payload.get("gone", ())):
            if hash_ not in stone.payload["texts"].values():
                forget_text(project, hash_)
    return len(hashes) + taken


def _without_words(project: Project, came: Iterable[Incoming], stones: Iterable[journal.Row]) -> int:
    """Take over the payload that the newest tombstone names, where a row still stands here as it was before."""
    named: dict[str, str] = {}
    for stone in stones:
        named |= stone.payload["rows"]
    changed = 0
    for row in came:
        wanted = named.get(f"{row.origin}-{row.number}")
        if wanted is not None and journal.row_hash(*row[:7]) == wanted:
            changed += project.connection.execute(
                "UPDATE journal SET payload = ? WHERE origin = ? AND number = ? AND payload <> ?",
                (row.payload, row.origin, row.number, row.payload),
            ).rowcount
    return changed


def _went(stones: Iterable[journal.Row]) -> set[str]:
    """The codings that went with documents, by their ids: rows that name them may come later than what made them."""
    return {name for stone in stones for name in stone.payload.get("codings", ())}


def _drop_again(project: Project, held: Held, stone: str, codings: set[str]) -> dict[str, str]:
    """Take a document out of every row but those made since somebody imported it again, knowing of the erasure."""
    again = min(
        (
            row.clock
            for row in journal.acting(project.connection, ("import",))
            for item in row.payload.get("documents", ())
            if item["id"] == held.id and stone in item.get("again", ())
        ),
        default=None,
    )
    rows = rewrite(
        project,
        lambda row: (
            without_document(row, held.id, codings) if again is None or row.clock < again else dict(row.payload)
        ),
    )
    if again is None:
        for version in held.versions:
            forget_turns(project, version)
    return rows


def _blank_again(
    project: Project,
    held: Held,
    place: dict[str, int | str],
    texts: dict[str, str],
    text: Callable[[str], str | None],
) -> dict[str, str]:
    """Blank a passage where rows or texts still hold it. Without the words, which may be gone, places are blanked."""
    version, span = str(place["version"]), Span(int(place["start"]), int(place["end"]))
    if version not in held.versions:
        return {}
    here = dict(ask(project, "SELECT hash, content FROM text"))

    def content_of(hash_: str) -> str | None:
        """The text of a hash with its words, else as it is left without them."""
        whole = [old for old, new in texts.items() if hash_ in (old, new)]
        return next((found for name in (*whole, hash_) if (found := here.get(name) or text(name)) is not None), None)

    content = content_of(held.versions[version])
    if content is None:
        return {}
    words = content[span.start : span.end]
    if BLOCK in words or not words.strip():
        pairs = ((here.get(old) or text(old), here.get(new) or text(new)) for old, new in texts.items())
        words = next((found for whole, left in pairs if (found := _told_apart(whole, left))), "")

    def left_of(hash_: str) -> str | None:
        """The text of a hash as it is left without the words, as another copy made it."""
        new = texts.get(hash_, hash_)
        return here.get(new) or text(new) or here.get(hash_)

    known = content_of if words else left_of
    found_texts = {name: known(hash_) for name, hash_ in held.versions.items()}
    versions = {name: found for name, found in found_texts.items() if found is not None}
    blanked = {
        name: blank(found, span) if name == version else blank_all(found, words) if words else found
        for name, found in versions.items()
    }
    hit = {
        coding
        for coding, places in held.codings.items()
        for at in places
        if at["version"] in blanked and blanked[at["version"]][at["start"] : at["end"]] != at["quote"]
    }
    facts = {name: store_blank(project, name, found, words) for name, found in blanked.items()}
    return rewrite(project, lambda row: blanked_payload(row, held.id, words, blanked, facts, hit))


def _told_apart(whole: str | None, left: str | None) -> str:
    """The words by which a text differs from what an erasure left of it."""
    if whole is None or left is None or len(whole) != len(left) or whole == left:
        return ""
    start = next(i for i, (before, after) in enumerate(zip(whole, left, strict=True)) if before != after)
    end = start
    while end < len(left) and (left[end] == BLOCK or (whole[end] == left[end] and whole[end].isspace())):
        end += 1
    return whole[start:end].rstrip()
