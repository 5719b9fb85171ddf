"""Reading the state as model objects.

Owns every question that the rest of Quoth asks the database. Codings come in canonical order (clock, id), without
twins, and only where their document exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quoth.model.coding import Coder, Coding, Decision, Done, Exposure, Memo, Origin, Outcome, Verdict
from quoth.model.round import Round
from quoth.model.text import SPOKEN, Document, Kind, Role, Source, Span, Turn, Version
from quoth.store import journal
from quoth.store.database import guarded
from quoth.store.project import Project

__all__ = [
    "NAMED",
    "SHOWN",
    "CodebookVersion",
    "Settlement",
    "VersionFacts",
    "answer_spans",
    "ask",
    "assignments",
    "changes",
    "clock",
    "code_counts",
    "codebook_history",
    "codebook_text",
    "coded_words",
    "coder_counts",
    "coders",
    "coding_places",
    "coding_rows",
    "codings",
    "decisions",
    "documents",
    "done",
    "exposures",
    "history",
    "last_import",
    "last_merge",
    "late_codings",
    "memos",
    "named_speakers",
    "one",
    "open_rounds",
    "outcomes",
    "pseudonymised",
    "rounds",
    "rows",
    "settlements",
    "speakers",
    "speech_spans",
    "speech_texts",
    "texts",
    "turn_rows",
    "turn_starts",
    "turns",
    "unit_spans",
    "version",
    "version_facts",
    "version_sources",
    "versions",
    "versions_of",
]

_SPOKEN = ", ".join(f"'{kind}'" for kind in sorted(SPOKEN))


Row = tuple[Any, ...]
"""As the database gives it."""


def ask(project: Project, question: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows of an answer, each a tuple. Raises ProjectError."""
    with guarded(project.path):
        return project.connection.execute(question, values).fetchall()


def one(project: Project, question: str, values: Sequence[Any] = ()) -> Any:
    """The first row of an answer, or None. Raises ProjectError."""
    with guarded(project.path):
        return project.connection.execute(question, values).fetchone()


def changes(project: Project) -> int:
    """A number that grows when another program writes to the database."""
    return int(one(project, "PRAGMA data_version")[0])


def clock(project: Project) -> int:
    """The journal's newest clock."""
    return int(one(project, "SELECT coalesce(max(clock), 0) FROM journal")[0])


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """One text that the codebook file has had."""

    id: str
    hash: str
    act: str
    coder: str
    at: str


def codebook_history(project: Project) -> tuple[CodebookVersion, ...]:
    """Every version of the codebook, oldest first; the last one is in force."""
    found = ask(project, "SELECT id, text_hash, act, coder, at FROM codebook ORDER BY clock, id")
    return tuple(CodebookVersion(*row) for row in found)


def codebook_text(project: Project, hash_: str) -> str:
    """The full text of a codebook version."""
    return str(one(project, "SELECT content FROM text WHERE hash = ?", (hash_,))[0])


def coders(project: Project) -> tuple[Coder, ...]:
    """Everyone who has acted or whose codings were imported, by name."""
    found = ask(
        project,
        """SELECT name, min(since) FROM (SELECT name, since FROM coder UNION ALL
           SELECT coder, min(at) FROM coding GROUP BY coder UNION ALL SELECT coder, min(at) FROM done GROUP BY coder)
           GROUP BY name ORDER BY name""",
    )
    return tuple(Coder(*row) for row in found)


def documents(project: Project) -> tuple[Document, ...]:
    """All documents in the order of import. Of those with one name (a conflict), the later bear their id behind it."""
    attributes: dict[str, dict[str, str]] = {}
    for document, name, value in ask(project, "SELECT document, name, value FROM attribute ORDER BY rowid"):
        attributes.setdefault(document, {})[name] = value
    found = ask(project, "SELECT id, name, version, case_name FROM document ORDER BY position, name, id")
    seen: set[str] = set()
    documents = []
    for name, called, version, case in found:
        shown = f"{called} [{name[:6]}]" if called in seen else called
        seen.add(called)
        documents.append(Document(name, shown, version, attributes.get(name, {}), case))
    return tuple(documents)


_ROLES = {str(role): role for role in Role}
_KINDS = {str(kind): kind for kind in Kind}
_VERSION = """SELECT version.id, document, number, content, source_path, source_sha256, reader, options
    FROM version JOIN text ON text.hash = text_hash"""


_AS_READ = """SELECT start, end, speech, speaker, role, kind, section, time FROM turn
    WHERE version = ? ORDER BY turn.number"""
SHOWN = "coalesce(nullif(speaker.shown, ''), turn.speaker)"
"""The name that a turn's speaker was given, else as read."""
_GIVEN = "SELECT name, shown, role FROM speaker WHERE document = ?"
_ROLE = "coalesce(nullif(speaker.role, ''), turn.role)"
NAMED = "LEFT JOIN speaker ON speaker.document = version.document AND speaker.name = turn.speaker"
_ASSHOWN = f"""SELECT start, end, speech, {SHOWN}, {_ROLE}, kind, section, time
    FROM turn LEFT JOIN version ON version.id = turn.version {NAMED} WHERE turn.version = ? ORDER BY turn.number"""


def named_speakers(project: Project, document: str) -> dict[str, dict[str, str]]:
    """What the team calls the speakers of a document (by id), and their roles, by the names in the text."""
    return {name: {"shown": shown, "role": role} for name, shown, role in ask(project, _GIVEN, (document,))}


def turns(project: Project, version: str, *, as_read: bool = False) -> tuple[Turn, ...]:
    """The turns of a version, in order, with the names and roles that speakers were given, or as they were read."""
    found = ask(project, _AS_READ if as_read else _ASSHOWN, (version,))
    return tuple(
        Turn(start, end, speech, speaker, _ROLES[role], _KINDS[kind], section, None if time < 0 else time)
        for start, end, speech, speaker, role, kind, section, time in found
    )


def _version(project: Project, row: Sequence[Any]) -> Version:
    source = Source(row[4], row[5], row[6], json.loads(row[7]))
    return Version(row[0], row[1], row[2], row[3], turns(project, row[0]), source)


def version(project: Project, name: str) -> Version:
    """One version with its text and turns. Raises KeyError when there is none."""
    row = one(project, f"{_VERSION} WHERE version.id = ?", (name,))
    if row is None:
        raise KeyError(name)
    return _version(project, row)


def pseudonymised(project: Project) -> set[str]:
    """SHA-256 of the files that were read with pseudonyms in the place of names."""
    asked = """SELECT source_sha256 FROM version WHERE options LIKE '%"pseudonyms"%'"""
    return {row[0] for row in ask(project, asked)}


def versions(project: Project) -> Iterator[Version]:
    """The newest version of every document, in the order of import."""
    asked = f"{_VERSION} JOIN document ON document.version = version.id ORDER BY position, name"
    for row in ask(project, asked):
        yield _version(project, row)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One text that a document has had."""

    id: str
    document: str
    number: int
    """1 for the text first imported."""
    path: str
    at: str


def versions_of(project: Project, document: str) -> tuple[VersionFacts, ...]:
    """Every text of a document (by id), oldest first; `version` reads one of them."""
    return tuple(facts for facts in version_facts(project) if facts.document == document)


def version_facts(project: Project) -> tuple[VersionFacts, ...]:
    """Every text of every document, oldest first."""
    found = ask(project, "SELECT id, document, number, source_path, at FROM version ORDER BY number, id")
    return tuple(VersionFacts(*row) for row in found)


def version_sources(project: Project) -> list[Row]:
    """Of every text: document id, number, id, SHA-256 of text and file, reader, when it was read; oldest first."""
    asked = "SELECT document, number, id, text_hash, source_sha256, reader, at FROM version ORDER BY number, id"
    return ask(project, asked)


_CODING = """coding.id, coding.coder, coding.code, coding.document, coding.version, coding.start, coding.end,
    coding.quote, coding.prefix, coding.suffix, coding.definition, coding.at, coding.round, coding.origin, coding.rank,
    coding.score, coding.star, coding.translation, coding.translation_language, coding.translator"""


def codings(
    project: Project,
    *,
    document: str = "",
    coder: str = "",
    code: str = "",
    ids: Sequence[str] = (),
    twins: bool = False,
) -> list[Coding]:
    """Codings in canonical order, all of them or those of one document (by id), coder, code, or with given ids.

    With `twins` those instead that count only if another one like them goes.
    """
    where, values = [f"twin = {int(twins)}"], []
    for column, value in (("document", document), ("coder", coder), ("code", code)):
        if value:
            where.append(f"coding.{column} = ?")
            values.append(value)
    if ids:
        where.append(f"coding.id IN ({', '.join('?' * len(ids))})")
        values += ids
    found = ask(
        project,
        f"""SELECT {_CODING} FROM coding JOIN document ON document.id = coding.document
            WHERE {" AND ".join(where)} ORDER BY coding.clock, coding.id""",
        values,
    )
    return [_coding(row) for row in found]


def coding_rows(project: Project, document: str) -> list[Row]:
    """The codings of a document by place, as rows of the fields of `Coding` in its order: origin as text, star as 0, 1.

    By start, then the longest first, code, coder. What reads very many makes no object of each.
    """
    asked = f"""SELECT {_CODING} FROM coding WHERE twin = 0 AND coding.document = ?
        ORDER BY coding.start, coding.end DESC, coding.code, coding.coder, coding.clock, coding.id"""
    return ask(project, asked, (document,))


def turn_rows(project: Project, version: str) -> list[Row]:
    """Start, start of speech, speaker, role, section, time (-1: unknown) of a version's turns, with names given."""
    asked = f"""SELECT turn.start, speech, {SHOWN}, {_ROLE}, section, time
        FROM turn LEFT JOIN version ON version.id = turn.version {NAMED} WHERE turn.version = ? ORDER BY turn.number"""
    return ask(project, asked, (version,))


def speakers(project: Project) -> list[tuple[str, str, str, str]]:
    """Document id, case, name shown and role of everyone who speaks, by document in the order of import, then turn.

    Who speaks in an earlier text only is there, too.
    """
    asked = f"""SELECT document.id, case_name, {SHOWN} AS name_shown, max({_ROLE})
        FROM document JOIN version ON version.document = document.id JOIN turn ON turn.version = version.id {NAMED}
        WHERE {SHOWN} <> '' GROUP BY document.id, name_shown
        ORDER BY document.position, document.name, min(version.number * 1000000 + turn.number)"""
    return ask(project, asked)


def coded_words(project: Project, coder: str = "") -> Iterator[tuple[str, str, str, str, int, int, str]]:
    """Id, code, document (by name), version, start, end and quote of codings in canonical order; of one coder's."""
    asked = f"""SELECT coding.id, code, name, coding.version, start, end, quote FROM coding
        JOIN document ON document.id = coding.document
        WHERE twin = 0{" AND coder = ?" if coder else ""} ORDER BY clock, coding.id"""
    with guarded(project.path):
        yield from project.connection.execute(asked, (coder,) if coder else ())


_ORIGINS = {str(origin): origin for origin in Origin}


def _coding(row: tuple[Any, ...]) -> Coding:
    before, origin, rank, score, star, after = row[:13], row[13], row[14], row[15], row[16], row[17:]
    values: tuple[Any, ...] = (*before, _ORIGINS[origin], rank, score, star == 1, *after)
    return Coding(*values)


def outcomes(project: Project, coder: str = "", document: str = "") -> list[tuple[Coding, Outcome, tuple[str, ...]]]:
    """What corrections did to codings and nobody has looked at, by document and place, of one coder, one document.

    Each with the newest outcome and the versions that brought one. A lost coding that stands again needs no look.
    Asked after every act: CROSS JOIN begins at the outcomes, which are few, and not at the codings.
    """
    found = ask(
        project,
        f"""SELECT {_CODING}, outcome.version, verdict, similarity, content, outcome.start, outcome.end
            FROM outcome CROSS JOIN coding ON coding.id = outcome.coding
            JOIN document ON document.id = coding.document
            JOIN version ON version.id = outcome.before JOIN text ON text.hash = version.text_hash
            WHERE twin = 0 AND looked = '' AND (coding.coder = ? OR ? = '') AND (coding.document = ? OR ? = '')
            AND NOT (verdict = '{Verdict.LOST}' AND coding.version = document.version)
            ORDER BY position, coding.start, coding.id, outcome.clock""",
        (coder, coder, document, document),
    )
    newest: dict[str, tuple[Coding, Outcome, tuple[str, ...]]] = {}
    for *columns, version, verdict, similarity, content, start, end in found:
        coding = _coding(tuple(columns))
        lost = verdict == Verdict.LOST
        quote = "" if lost else coding.quote
        words = content[start:end]
        outcome = Outcome(coding.id, Verdict(verdict), coding.start, coding.end, quote, words, similarity)
        earlier = newest[coding.id][2] if coding.id in newest else ()
        newest[coding.id] = coding, outcome, (*earlier, version)
    return list(newest.values())


def late_codings(project: Project) -> list[tuple[Coding, str]]:
    """Codings on a text that their document does not have any more, with the newest version, unless they are lost.

    Of all coders, also those who must not be seen yet, and with those that do not count because they are alike.
    """
    found = ask(
        project,
        f"""SELECT {_CODING}, document.version FROM main.coding AS coding
            JOIN document ON document.id = coding.document AND document.version <> coding.version
            JOIN version ON version.id = coding.version JOIN text ON text.hash = version.text_hash
            JOIN version AS newest ON newest.id = document.version JOIN text AS words ON words.hash = newest.text_hash
            LEFT JOIN outcome ON outcome.coding = coding.id AND outcome.version = document.version
            WHERE verdict IS NULL OR verdict <> '{Verdict.LOST}' ORDER BY coding.clock, coding.id""",
    )
    return [(_coding(row[:-1]), row[-1]) for row in found]


def code_counts(project: Project, *, coder: str = "", document: str = "") -> dict[str, int]:
    """How many codings each code has, in all or of one coder, in one document."""
    where, values = ["twin = 0"], []
    for column, value in (("document", document), ("coder", coder)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    asked = f"SELECT code, count(*) FROM coding WHERE {' AND '.join(where)} GROUP BY code"
    return dict(ask(project, asked, values))


def coder_counts(project: Project) -> dict[tuple[str, str], int]:
    """How many codings each coder has in each document, by (document id, coder); only where there are any."""
    asked = "SELECT document, coder, count(*) FROM coding WHERE twin = 0 GROUP BY document, coder"
    return {(document, coder): number for document, coder, number in ask(project, asked)}


def coding_places(project: Project, coder: str) -> Iterator[tuple[str, str, int, int]]:
    """Document, code, start and end of a coder's codings, in canonical order: enough to count them by.

    Of documents that exist, and only what stands on the newest text.
    """
    asked = """SELECT coding.document, code, start, end FROM coding JOIN document
        ON document.id = coding.document AND document.version = coding.version
        WHERE twin = 0 AND coder = ? ORDER BY clock, coding.id"""
    yield from ask(project, asked, (coder,))


def answer_spans(project: Project) -> dict[str, list[tuple[int, int]]]:
    """Start and end of every turn to be coded, by version, in order: speech that is not the interviewer's."""
    spans: dict[str, list[tuple[int, int]]] = {}
    asked = f"""SELECT turn.version, speech, end FROM turn LEFT JOIN version ON version.id = turn.version {NAMED}
        WHERE kind IN ({_SPOKEN}) AND {_ROLE} <> '{Role.INTERVIEWER}' ORDER BY turn.version, turn.number"""
    for name, start, end in ask(project, asked):
        spans.setdefault(name, []).append((start, end))
    return spans


def speech_spans(project: Project) -> dict[str, list[tuple[int, int]]]:
    """Start and end of every turn that is speech, by version, in order."""
    spans: dict[str, list[tuple[int, int]]] = {}
    asked = f"SELECT version, speech, end FROM turn WHERE kind IN ({_SPOKEN}) ORDER BY version, number"
    for name, start, end in ask(project, asked):
        spans.setdefault(name, []).append((start, end))
    return spans


def turn_starts(project: Project) -> dict[str, list[int]]:
    """Where every turn begins, by version, in order."""
    starts: dict[str, list[int]] = {}
    for name, start in ask(project, "SELECT version, start FROM turn ORDER BY version, number"):
        starts.setdefault(name, []).append(start)
    return starts


def texts(project: Project) -> Iterator[tuple[str, str]]:
    """The newest version of every document with its text, in the order of import."""
    asked = """SELECT version.id, content FROM document JOIN version ON version.id = document.version
        JOIN text ON text.hash = text_hash ORDER BY position, name"""
    yield from ask(project, asked)


def speech_texts(project: Project) -> Iterator[str]:
    """The words of every turn that is speech, over all documents: what suggestions weigh words by."""
    spans = speech_spans(project)
    for name, text in texts(project):
        yield from (text[start:end] for start, end in spans.get(name, ()))


def memos(project: Project, kind: str = "", target: str | None = None) -> list[Memo]:
    """Memos, oldest first; of one kind, about one thing."""
    where, values = ["1"], []
    if kind:
        where.append("kind = ?")
        values.append(kind)
    if target is not None:
        where.append("target = ?")
        values.append(target)
    asked = f"SELECT id, coder, kind, target, text, at FROM memo WHERE {' AND '.join(where)} ORDER BY clock, id"
    return [Memo(*row) for row in ask(project, asked, values)]


def done(project: Project) -> list[Done]:
    """All done marks on documents that exist."""
    asked = """SELECT done.document, coder, round, done.version, codebook, at FROM done
        JOIN document ON document.id = done.document ORDER BY document.position, coder, round"""
    return [Done(*row) for row in ask(project, asked)]


def exposures(project: Project) -> list[Exposure]:
    """What coders could see, on documents that exist."""
    asked = """SELECT exposure.document, coder, round, kind, at FROM exposure
        JOIN document ON document.id = exposure.document ORDER BY position, coder, round, kind"""
    return [Exposure(*row) for row in ask(project, asked)]


def decisions(project: Project, coder: str = "") -> list[Decision]:
    """What coders did with suggestions."""
    asked = """SELECT id, coder, document, start, end, code, verdict, rank, score, at, probability, offered
        FROM decision"""
    where, values = (" WHERE coder = ?", (coder,)) if coder else ("", ())
    return [
        replace(
            Decision(*facts),
            probability=chance,
            offered=tuple((code, share) for code, share in json.loads(offered or "[]")),
        )
        for *facts, chance, offered in ask(project, f"{asked}{where} ORDER BY at, id", values)
    ]


def open_rounds(project: Project) -> dict[str, Mapping[str, Any]]:
    """The rounds that are not closed, by name."""
    found = ask(project, "SELECT name, spec FROM round WHERE closed = '' ORDER BY name")
    return {name: json.loads(spec) for name, spec in found}


def rounds(project: Project) -> tuple[Round, ...]:
    """Every round, in the order of opening."""
    found = ask(project, 'SELECT name, spec, "by", opened, closed, without FROM round ORDER BY opened, name')
    return tuple(_round(*row) for row in found)


def _round(name: str, spec: str, by: str, opened: str, closed: str, without: str) -> Round:
    said = json.loads(spec)
    documents = said.get("documents", {})
    return Round(
        name,
        documents if isinstance(documents, dict) else dict.fromkeys(documents, ""),
        tuple(said.get("coders", ())),
        said.get("codebook", ""),
        said.get("unit", ""),
        said.get("frozen_units", ""),
        said.get("suggestions", "off"),
        said.get("splitter", ""),
        said.get("sample", {}),
        {coder: tuple(names) for coder, names in said.get("exposed", {}).items()},
        by,
        opened,
        closed,
        tuple(json.loads(without)),
    )


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided at a place where coders differed."""

    id: str
    difference: str
    document: str
    start: int
    end: int
    choice: str
    """A coder, `both`, `neither` or `other`."""
    reason: str
    coder: str
    at: str
    codes: tuple[str, ...]
    who: tuple[str, ...]
    """Who took part."""
    coders: Mapping[str, Sequence[str]]
    """By coder the ids of their codings there."""


def settlements(project: Project) -> list[Settlement]:
    """Everything that was decided, oldest first."""
    asked = """SELECT id, difference, document, start, "end", choice, reason, coder, at, facts FROM settlement
        ORDER BY clock, id"""
    found = []
    for *columns, facts in ask(project, asked):
        said = json.loads(facts)
        values: tuple[Any, ...] = (*columns, tuple(said["codes"]), tuple(said["who"]), said["coders"])
        found.append(Settlement(*values))
    return found


def assignments(project: Project) -> list[tuple[str, str]]:
    """Who codes what next: document (id) and coder."""
    return [
        (document, coder) for document, coder in ask(project, "SELECT document, coder FROM assignment ORDER BY 1, 2")
    ]


def unit_spans(project: Project, document: str, coder: str) -> tuple[Span, ...]:
    """Where a coder's codings stand in a document (by id), without their codes, also where they are hidden."""
    asked = 'SELECT DISTINCT start, "end" FROM main.coding WHERE document = ? AND coder = ? ORDER BY start, "end"'
    return tuple(Span(start, end) for start, end in ask(project, asked, (document, coder)))


def last_import(project: Project) -> float:
    """When something was imported last, in seconds since 1970; 0 if never."""
    asked = "SELECT CAST(strftime('%s', max(at)) AS INTEGER) FROM journal WHERE action = 'import'"
    return float(one(project, asked)[0] or 0)


def last_merge(project: Project) -> str:
    """When the newest act of all was a merge: its time; else empty."""
    found = one(project, "SELECT action, at FROM journal WHERE void = 0 ORDER BY clock DESC, origin DESC LIMIT 1")
    return str(found[1]) if found and found[0] == "merge" else ""


def rows(project: Project) -> int:
    """How many rows the journal has."""
    return int(one(project, "SELECT count(*) FROM journal")[0])


def history(project: Project) -> Iterator[journal.Row]:
    """Everything done, in order."""
    with guarded(project.path):
        yield from journal.every(project.connection)
