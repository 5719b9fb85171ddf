"""Composed transcripts, codings and projects that tests build on, and ways to look at a whole state."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quoth import store
from quoth.model.coding import CONTEXT, Coding, Evidence, Origin, Suggestion
from quoth.model.text import Document, Role, Source, Span, Transcript, Turn, Version
from quoth.store import journal, queries, state, writing

ANNA = (
    ("Interviewer", "Did a newspaper come to you?"),
    ("Anna", "One came. They asked for money first, and we paid, grantoyedy as we are."),
    ("Interviewer", "And the radio?"),
    ("Anna", "Кафе, чай и ёлка. Nobody wrote a line about the school roof, they only laughed."),
)
BORIS = (("Boris", "We work in two languages. The money comes late."), ("Boris", "Nobody asks us twice."))
CODES = ("paid", "silence", "language")


def transcript(name: str, said: tuple[tuple[str, str], ...], **attributes: str) -> Transcript:
    """A transcript of `Speaker: words` turns with a blank line between them."""
    text, turns = "", []
    for speaker, words in said:
        start, speech = len(text), len(text) + len(speaker) + 2
        text += f"{speaker}: {words}"
        role = Role.INTERVIEWER if speaker == "Interviewer" else Role.PARTICIPANT
        turns.append(Turn(start, len(text), speech, speaker, role))
        text += "\n\n"
    source = Source(f"transcripts/{name}.txt", "0" * 64, "plain")
    return Transcript(name, text, tuple(turns), source, attributes)


def transcripts() -> tuple[Transcript, ...]:
    return transcript("anna", ANNA, country="Nowhere", year="2018"), transcript("boris", BORIS, country="Elsewhere")


def make(folder: Path, coder: str = "ann") -> store.Project:
    """A project with two documents."""
    folder.mkdir(parents=True, exist_ok=True)
    project = store.create(folder)
    writing.add_documents(project, coder, transcripts())
    return project


def copied(project: store.Project, folder: Path) -> store.Project:
    """The project's folder copied, as by a file manager, and opened."""
    project.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder.mkdir(parents=True)
    shutil.copy(project.path, folder / project.path.name)
    return store.opened(folder)


def document(project: store.Project, name: str = "anna") -> Document:
    return next(found for found in queries.documents(project) if found.name == name)


def version(project: store.Project, name: str = "anna") -> Version:
    return queries.version(project, document(project, name).version)


def place(text: Version, words: str) -> Span:
    start = text.text.index(words)
    return Span(start, start + len(words))


def coding(text: Version, span: Span, code: str = "paid", coder: str = "ann", **more: Any) -> Coding:
    """A coding with its proof, not yet applied."""
    start, end = span.start, span.end
    quote, prefix, suffix = text.text[start:end], text.text[max(0, start - CONTEXT) : start], text.text[end:][:CONTEXT]
    proof = (start, end, quote, prefix, suffix)
    return Coding("", coder, code, text.document, text.id, *proof, definition="0" * 16, at="", **more)


def apply(project: store.Project, coder: str, words: str, code: str = "paid", name: str = "anna") -> str:
    """Apply a code to words of a document; returns the coding's id."""
    text = version(project, name)
    return writing.add_codings(project, coder, [coding(text, place(text, words), code, coder)]).id


def suggestion(code: str = "paid", words: tuple[str, ...] = ("money",)) -> Suggestion:
    return Suggestion(code, 0.75, 1, Evidence(keyword="money", form="money", words=words))


def suggested(text: Version, span: Span, code: str = "paid", coder: str = "ann") -> Coding:
    return coding(text, span, code, coder, origin=Origin.SUGGESTION, rank=1, score=0.75)


def tables(project: store.Project) -> dict[Any, Mapping[str, Any]]:
    """The contents of all state tables, by entity."""
    found: dict[Any, Mapping[str, Any]] = {}
    for kind in state.KINDS:
        found |= state.stored(project.connection, kind)
    return found


def rows(project: store.Project) -> list[journal.Row]:
    return list(journal.every(project.connection))


def problems(project: store.Project) -> list[str]:
    return list(store.verify(project))


def assert_sound(project: store.Project) -> None:
    """The tables are the fold of the journal, and `verify` finds nothing."""
    assert tables(project) == state.fold_all(rows(project))
    assert problems(project) == []
