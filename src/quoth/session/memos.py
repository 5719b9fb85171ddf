"""All memos in one list: on documents, codes, codings and the project.

Owns how a memo names what it is about, which memos are wanted, and the list as Markdown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quoth.i18n import N_, _
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Memo
from quoth.model.fold import fold_text
from quoth.model.text import Document, Span
from quoth.store import Project, queries

__all__ = ["KINDS", "Entry", "as_markdown", "entries"]

KINDS: Mapping[str, str] = {
    "project": N_("Project"),
    "document": N_("Documents"),
    "code": N_("Codes"),
    "coding": N_("Quotations"),
}
"""What memos can be about, in the order in which they are listed, with the heading above each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A memo with what it is about."""

    memo: Memo
    name: str
    """Of the document, the code or the project; of a coding, the code's label."""
    document: str = ""
    """The document's name, where it is about one or about a quotation in one."""
    span: Span | None = None
    """Where the quotation stands, in code points of the newest text; None for one that stands on an earlier text."""
    quote: str = ""


def entries(
    project: Project,
    codebook: Codebook,
    *,
    coders: Collection[str] = (),
    kinds: Collection[str] = (),
    documents: Collection[str] = (),
    codes: Collection[str] = (),
    words: str = "",
) -> list[Entry]:
    """The memos wanted, by kind and place; an empty condition lets all pass. `codes` are ids or labels."""
    known = {document.id: document for document in queries.documents(project)}
    order = {name: index for index, name in enumerate(known)}
    memos = [memo for memo in queries.memos(project) if not coders or memo.coder in coders]
    about = [memo.target for memo in memos if memo.kind == "coding"]
    codings = {coding.id: coding for coding in queries.codings(project, ids=about)} if about else {}
    found = [entry for memo in memos if (entry := _entry(memo, known, codings, codebook)) is not None]
    needle = fold_text(words).strip()
    wanted = [
        entry
        for entry in found
        if (not kinds or entry.memo.kind in kinds)
        and (not documents or entry.document in documents)
        and (not codes or bool({entry.name, _code(entry, codings)} & set(codes)))
        and (not needle or needle in fold_text(f"{entry.name} {entry.quote} {entry.memo.text}"))
    ]
    kinds_in_order = list(KINDS)

    def by_place(entry: Entry) -> tuple[int, int, str, int, str]:
        coding = codings.get(entry.memo.target)
        document = coding.document if coding else entry.memo.target
        name = "" if coding else entry.name
        kind = kinds_in_order.index(entry.memo.kind)
        return kind, order.get(document, -1), name, coding.start if coding else 0, entry.memo.at

    return sorted(wanted, key=by_place)


def _code(entry: Entry, codings: Mapping[str, Coding]) -> str:
    if entry.memo.kind == "code":
        return entry.memo.target
    coding = codings.get(entry.memo.target)
    return coding.code if coding is not None else ""


def _entry(
    memo: Memo, documents: Mapping[str, Document], codings: Mapping[str, Coding], codebook: Codebook
) -> Entry | None:
    if memo.kind == "coding":
        coding = codings.get(memo.target)
        if coding is None or coding.document not in documents:
            return None
        document = documents[coding.document]
        span = coding.span if coding.version == document.version else None
        return Entry(memo, codebook.label(coding.code), document.name, span, coding.quote)
    if memo.kind == "document":
        here = documents.get(memo.target)
        return Entry(memo, here.name, here.name) if here is not None else None
    if memo.kind == "code":
        return Entry(memo, codebook.label(memo.target))
    return Entry(memo, codebook.title or project_name()) if memo.kind == "project" else None


def project_name() -> str:
    """What the project is called where it has no title."""
    return _("the whole project")


def as_markdown(found: Sequence[Entry]) -> str:
    """The memos as a Markdown text: a heading a kind, a heading a memo, the quote, the words as they were written."""
    parts: list[str] = []
    for kind, heading in KINDS.items():
        these = [entry for entry in found if entry.memo.kind == kind]
        if these:
            parts.append(f"# {_(heading)}")
        for entry in these:
            where = f" ({_plain(entry.document)})" if kind == "coding" else ""
            parts.append(f"## {_plain(entry.name)}{where}")
            if entry.quote:
                parts.append("\n".join(f"> {_plain(line)}" for line in entry.quote.splitlines() or [""]))
            # A heading in a memo stands below the one that names it.
            parts.append(
                "\n".join(f"##{line}" if line.startswith("#") else line for line in entry.memo.text.split("\n"))
            )
            parts.append(f"*{_plain(entry.memo.coder)}, {entry.memo.at[:10]}*")
    return "\n\n".join(parts) + "\n" if parts else ""


def _plain(text: str) -> str:
    """Words that are no Markdown, whatever they are."""
    from quoth.exporters.markdown import escape

    return escape(text)
