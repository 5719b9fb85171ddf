"""The files of an archive: what a reader in ten years needs to see what was done, with the texts or without.

Owns which facts of the history hold participants' words, and leaves them out without the texts. Memos are the
researchers' own and stay.
"""

from __future__ import annotations

import csv
import io
import json
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import quoth
from quoth.exporters import Archived
from quoth.exporters.codings_csv import COLUMNS
from quoth.exporters.guard import guard
from quoth.model.coding import CONSENSUS
from quoth.session.codebook import Reading
from quoth.session.filters import Filters
from quoth.session.results import choose_layer, quotations
from quoth.store import Project, queries

__all__ = ["archive"]

_WORDS = frozenset(("quote", "prefix", "suffix", "before", "words", "form", "translation", "says"))
"""Fields of the history's facts in which words of a transcript stand."""
_MORE = {"translate": frozenset(("text",)), "speakers": frozenset(("speakers",))}
"""By action: fields that hold such words, or speakers' names, in it only."""
_BLOCK = 1 << 16


def archive(project: Project, reading: Reading, with_texts: bool) -> Iterator[Archived]:
    """Every file, in the order in which it is best read."""
    documents = queries.documents(project)
    yield Archived("README.txt", _encoded([_readme(project, reading, with_texts)]))
    yield Archived("codebook.yaml", _encoded([reading.text]))
    for number, version in enumerate(queries.codebook_history(project), 1):
        name = f"codebook/{number:03}-{version.at[:10]}-{version.hash[:8]}.yaml"
        yield Archived(name, _encoded([queries.codebook_text(project, version.hash)]))
    yield Archived("documents.csv", _encoded(_documents(project)))
    yield Archived("codings.csv", _encoded(_codings(project, reading, with_texts)))
    yield Archived("history.jsonl", _encoded(_history(project, with_texts)))
    if with_texts:
        for number, document in enumerate(documents, 1):
            version_ = queries.version(project, document.version)
            yield Archived(f"texts/{number:04}-{_file_name(document.name)}.txt", _encoded([version_.text]))


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """UTF-8 in blocks that are worth compressing."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= _BLOCK:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "replace")


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:60] or "document"


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    for row in rows:
        table.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()


def _documents(project: Project) -> Iterator[str]:
    """Every text of every document, with what it was read from."""
    names = list(dict.fromkeys(name for d in queries.documents(project) for name in d.attributes))
    sources = queries.version_sources(project)
    head = ("document", "id", "case", *(f"attribute.{name}" for name in names), "version", "version_id")
    rows: list[Sequence[Any]] = [(*head, "text_sha256", "file_sha256", "reader", "read")]
    for document in queries.documents(project):
        attributes = (document.attributes.get(name, "") for name in names)
        about = (document.name, document.id, document.case, *attributes)
        rows += [(*about, *source[1:]) for source in sources if source[0] == document.id]
    return _lines(rows)


def _codings(project: Project, reading: Reading, with_texts: bool) -> Iterator[str]:
    """The table that `quoth codings import` reads, of all coders, with done marks; quotes only with the texts."""
    documents = {document.id: document for document in queries.documents(project)}
    found = quotations(project, reading, Filters(), choose_layer(project, "all"))
    yield from _lines([COLUMNS])
    yield from _lines(
        (q.document, q.start, q.end, q.code, q.coder, q.quote if with_texts else "", q.memo, q.round)
        for q in found
        if not q.earlier_text
    )
    done = (m for m in queries.done(project) if m.version == documents[m.document].version)
    for mark in done:
        yield f"{_cell(documents[mark.document].name)},,,-,{_cell(mark.coder)},,,{_cell(mark.round)}\r\n"


def _cell(text: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([guard(text)])
    return stream.getvalue()


def _history(project: Project, with_texts: bool) -> Iterator[str]:
    """The journal, a row a line, in order."""
    hidden = bool(queries.open_rounds(project))
    for row in queries.history(project):
        if hidden and row.coder not in (project.viewer, CONSENSUS, ""):
            continue
        payload = row.payload if with_texts else _without_words(row.payload, _MORE.get(row.action, frozenset()))
        facts = {name: getattr(row, name) for name in ("origin", "number", "clock", "at", "coder", "action", "void")}
        yield json.dumps(facts | {"payload": payload, "hash": row.hash}, ensure_ascii=False) + "\n"


def _without_words(facts: Any, more: frozenset[str]) -> Any:
    """Facts without the words of transcripts, however deep they lie."""
    if isinstance(facts, Mapping):
        kept = {name: value for name, value in facts.items() if name not in _WORDS and name not in more}
        return {name: _without_words(value, more) for name, value in kept.items()}
    return [_without_words(value, more) for value in facts] if isinstance(facts, list) else facts


def _readme(project: Project, reading: Reading, with_texts: bool) -> str:
    counts = queries.coder_counts(project)
    coders = sorted({coder for _, coder in counts})
    words = (
        "with the texts"
        if with_texts
        else "without the texts: no quotes, and history.jsonl without words of transcripts"
    )
    return f"""{reading.codebook.title or "A coded study"}
Archive made by Quoth {quoth.__version__} on Python {platform.python_version()}, {words}.

{len(queries.documents(project))} documents, {sum(counts.values())} codings, {len(coders)} coders: {", ".join(coders)}.

codebook.yaml    the codebook in force; codebook/ has every version, with the day it came into force
documents.csv    every document and text version: attributes, SHA-256 of the text and of the file it was read from
codings.csv      every coding of every coder: document, start, end, code, coder, quote, memo, round. Positions count
                 Unicode characters of the newest text from 0, the end is one past the last. A row with the code -
                 and no place says that the coder has read the document. `quoth codings import codings.csv` reads it
history.jsonl    everything done, in order, one object a line; `hash` seals each row as the project keeps it
hashes.txt       SHA-256 of every file here: sha256sum -c hashes.txt
{"texts/           the newest text of every document" if with_texts else ""}
Memos, names of coders and of documents are as the researchers wrote them: read them before you give this away.
"""
