"""Random acts on a project: each is a plain tuple that Hypothesis can shrink, carried out against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from quoth import store
from quoth.errors import UndoError
from quoth.model.text import Document, Span, Version
from quoth.session.proof import proof
from quoth.store import journal, queries, writing
from support import CODES, coding, suggested, suggestion, transcript, transcripts

Act = tuple[str, str, tuple[int, int, int]]
"""Name of the act, coder, three numbers that choose what it is done to."""

CODERS = ("ann", "ben")
KINDS = ["import", "apply", "suggestion", "bulk", "remove", "memo", "memo-edit", "memo-delete", "star", "translate"]
KINDS += ["adjust", "recode", "done", "undone", "attributes", "reject", "saw", "codebook", "adopt", "speakers"]
TURNS = ("undo", "redo", "undo-any")
LIBRARY = (
    *transcripts(),
    transcript("vera", (("Vera", "Деньги пришли. \u202eThe fee — 🙂 — was high."),), role="expert"),
)

acts: st.SearchStrategy[Act] = st.tuples(
    st.sampled_from((*KINDS, "apply", "apply", "remove")), st.sampled_from(CODERS), st.tuples(*[st.integers(0, 30)] * 3)
)
"""Without undo and redo."""
turns: st.SearchStrategy[Act] = st.tuples(
    st.sampled_from(TURNS), st.sampled_from(CODERS), st.tuples(*[st.integers(0, 30)] * 3)
)

Item = TypeVar("Item")


def _pick(items: Sequence[Item], number: int) -> Item:
    return items[number % len(items)]


def _span(version: Version, start: int, length: int) -> Span:
    """One of few, so that the same coding is made again and again."""
    begin = (start % 6) * 4
    return Span(begin, min(len(version.text), begin + 3 + length % 2 * 9))


def do(project: store.Project, act: Act) -> journal.Row | None:
    """Carry out an act; None where there is nothing to do it to."""
    name, coder, (a, b, c) = act
    if name == "import":
        return writing.add_documents(project, coder, [_pick(LIBRARY, a)])
    if name in ("codebook", "adopt"):
        return _codebook(project, coder, name, a)
    if name in ("memo", "memo-edit", "memo-delete"):
        return _memo(project, coder, name, a, b)
    documents = queries.documents(project)
    if not documents:
        return None
    document = _pick(documents, a)
    if name in ("remove", "star", "translate", "adjust", "recode"):
        return _on_coding(project, coder, name, b, c)
    if name == "attributes":
        return writing.set_attributes(project, coder, {document.id: {"country": _pick(("", "Here", "There"), b)}})
    if name == "speakers":
        facts = _pick(({"shown": "R1"}, {"shown": "R2"}, {"role": "interviewer"}, {"shown": "", "role": ""}), c)
        return writing.set_speakers(
            project, coder, document.id, {_pick(("Anna", "Boris"), b): facts}, "named a speaker"
        )
    if name == "saw":
        return writing.saw(project, coder, document.id, _pick(("opened", "suggestions"), b))
    if name in ("done", "undone"):
        return writing.mark_done(project, coder, [_mark(document, done=name == "done")])
    version = queries.version(project, document.version)
    span = _span(version, b, c)
    if name == "reject":
        return writing.reject(project, coder, version, span, suggestion(_pick(CODES, c)))
    return _apply(project, coder, name, version, span, c)


def _apply(project: store.Project, coder: str, name: str, version: Version, span: Span, c: int) -> journal.Row:
    code = _pick(CODES, c)
    if name == "suggestion":
        evidence = suggestion(code).evidence
        return writing.add_codings(project, coder, [suggested(version, span, code, coder)], evidence=evidence)
    if name == "bulk":
        made = [coding(version, span, code, by) for by in ("ann", "ben", "guest")]
        marks = [{**_mark_version(version), "coder": "guest"}]
        return writing.add_codings(project, coder, made, memos=["", "why", ""], done=marks, bulk=True)
    made = [coding(version, span, each, coder) for each in CODES[: 1 + c % 2]]
    return writing.add_codings(project, coder, made, memos=["" if c % 3 else "a memo"] * len(made))


def _mark(document: Document, *, done: bool) -> dict[str, object]:
    return {"document": document.id, "version": document.version, "codebook": "c" * 64, "round": "", "done": done}


def _mark_version(version: Version) -> dict[str, object]:
    return {"document": version.document, "version": version.id, "codebook": "d" * 64, "round": "", "done": True}


def _on_coding(project: store.Project, coder: str, name: str, b: int, c: int) -> journal.Row | None:
    known = queries.codings(project)
    if not known:
        return None
    chosen = _pick(known, b)
    if name == "remove":
        return writing.remove_codings(project, coder, [chosen, *known[: c % 2]])
    if name == "adjust":
        version = queries.version(project, chosen.version)
        place = proof(version, _span(version, b + c, c))
        return writing.adjust(project, coder, [(chosen.id, place)], [other.id for other in known[: c % 2]])
    if name == "recode":
        return writing.recode(project, coder, [(chosen.id, _pick(CODES, c), "0" * 16)])
    if name == "star":
        return writing.set_star(project, coder, chosen.id, bool(c % 2))
    return writing.translate(project, coder, chosen.id, f"translation {c}", "ru", coder)


def _memo(project: store.Project, coder: str, name: str, a: int, b: int) -> journal.Row | None:
    if name == "memo":
        targets = [("project", ""), ("code", "paid")]
        targets += [("document", document.id) for document in queries.documents(project)]
        targets += [("coding", found.id) for found in queries.codings(project)[:4]]
        return writing.add_memo(project, coder, *_pick(targets, a), f"memo {b}{_cited(project, b)}")
    known = queries.memos(project)
    if not known:
        return None
    memo = _pick(known, a)
    text = f"memo again {b}" if name == "memo-edit" else ""
    return writing.add_memo(project, coder, memo.kind, memo.target, text, memo.id)


def _cited(project: store.Project, b: int) -> str:
    """Words of a document, as memos cite them; nothing every other time."""
    documents = queries.documents(project)
    if b % 2 or not documents:
        return ""
    text = queries.version(project, _pick(documents, b).version).text
    return f" on {text[b : b + 14]!r}"


def _codebook(project: store.Project, coder: str, name: str, a: int) -> journal.Row:
    recode = [(found.id, _pick(CODES, a)) for found in queries.codings(project, code=_pick(CODES, a + 1))]
    text = f"codes: [code {a}]\n"
    if name == "adopt":
        return writing.change_codebook(project, coder, "adopt", text)
    return writing.change_codebook(project, coder, "merge", text, recode=recode)


def turn(project: store.Project, act: Act) -> None:
    """Undo or redo; a refusal is an answer too."""
    name, coder, (a, _, _) = act
    if name == "redo":
        row = store.next_redo(project, coder)
    elif name == "undo":
        row = store.next_undo(project, coder)
    else:
        own = [row for row in journal.every(project.connection) if row.coder == coder and row.origin == project.origin]
        row = _pick(own, a) if own else None
    if row is None:
        return
    try:
        if name == "redo":
            store.take_forward(project, coder, row)
        else:
            store.take_back(project, coder, row)
    except UndoError:
        return
