"""Word: quotes by theme for the results chapter, or whole transcripts with their codes as comments."""

from __future__ import annotations

import re
from typing import BinaryIO

from quoth.exporters.guard import legal
from quoth.exporters.marks import Passage, passages
from quoth.exporters.material import About, Material, Text, counted
from quoth.exporters.options import Options
from quoth.exporters.themes import sort
from quoth.exporters.word import Word, contents, heading, paragraph, run, word
from quoth.model.coding import Quotation
from quoth.model.text import Kind

__all__ = ["about", "write"]

_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write `themes` (the usual layout) or `transcripts`."""
    with word(target, material.about.title or "Quotations") as document:
        document.write(paragraph("Title", run(material.about.title or "Quotations")))
        if options.layout == "transcripts":
            _transcripts(material, document)
        else:
            _themes(material, document, options)
        document.write(about(material.about))


def about(said: About) -> str:
    """What is counted, in small print."""
    return "".join(paragraph("Small", run(f"{caption}: ", "Term"), run(words)) for caption, words in said.lines())


# ---- quotes by theme


def _themes(material: Material, document: Word, options: Options) -> None:
    with sort(material, lambda quotation: _quote(quotation, options), options.by) as found:
        document.write(paragraph("Small", run(counted(found.total, "quotation"))))
        document.write(contents([(theme.level, theme.label) for theme in found.themes]))
        for number, theme in enumerate(found.themes, 1):
            document.write(heading(theme.level, theme.label, number))
            if theme.count:
                document.write(paragraph("Small", run(counted(theme.count, "quotation"))))
                for part in found.quotes(theme):
                    document.write(part)


def _quote(q: Quotation, options: Options) -> str:
    source = options.attribution.of(q) + (", in an earlier text" if q.earlier_text else "")
    body = _beside(q.quote, q.translation, q.translation_language) if q.translation else _paragraphs(q.quote)
    memo = paragraph("QuoteMemo", run(q.memo)) if q.memo else ""
    return f"{body}{paragraph('QuoteSource', run(source))}{memo}"


def _paragraphs(text: str) -> str:
    return "".join(paragraph("Quote", run(part)) for part in _EMPTY_LINE.split(legal(text).strip("\n"))) or paragraph(
        "Quote"
    )


def _beside(original: str, translation: str, language: str) -> str:
    """Original and translation in two columns."""
    half = '<w:tcPr><w:tcW w:w="4600" w:type="dxa"/></w:tcPr>'
    caption = paragraph("Small", run(f"Translation ({language})" if language else "Translation"))
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="9200" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="4600"/><w:gridCol w:w="4600"/></w:tblGrid><w:tr>'
        f"<w:tc>{half}{paragraph('Small', run('Original'))}{_paragraphs(original)}</w:tc>"
        f"<w:tc>{half}{caption}{_paragraphs(translation)}</w:tc></w:tr></w:tbl>"
    )


# ---- transcripts with comments


def _transcripts(material: Material, document: Word) -> None:
    document.write(contents([(1, one.name) for one in material.documents]))
    for number, text in enumerate(material.texts(), 1):
        _transcript(text, document, number)


def _transcript(text: Text, document: Word, number: int) -> None:
    document.write(heading(1, text.document.name, number))
    known = ", ".join(f"{name}: {value}" for name, value in text.document.attributes.items())
    if known:
        document.write(paragraph("Small", run(known)))
    section = ""
    ids: dict[int, int] = {}
    for passage in passages(text):
        if passage.turn.section != section and passage.turn.kind is not Kind.HEADING:
            section = passage.turn.section
            document.write(paragraph("Heading2", run(section)) if section else "")
        style = "Heading2" if passage.turn.kind is Kind.HEADING else "Turn"
        document.write(paragraph(style, _label(passage), *_commented(passage, document, ids)))
        section = passage.turn.section


def _label(passage: Passage) -> str:
    return run(f"{passage.turn.speaker}: ", "Speaker") if passage.turn.speaker else ""


def _commented(passage: Passage, document: Word, ids: dict[int, int]) -> list[str]:
    """The runs of a passage, with the ranges of comments that begin and end in it."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for mark in passage.marks:
        if mark.first:
            q = mark.quotation
            ids[mark.index] = document.comment(q.coder, [q.code_label, *([q.memo] if q.memo else [])])
            begins.setdefault(mark.start, []).append(ids[mark.index])
        if mark.last:
            ends.setdefault(mark.end, []).append(ids.pop(mark.index))
    parts: list[str] = []
    at = 0
    for edge in sorted({*begins, *ends, len(passage.words)}):
        if edge > at:
            parts.append(run(passage.words[at:edge]))
            at = edge
        parts += [f'<w:commentRangeStart w:id="{i}"/>' for i in begins.get(edge, ())]
        parts += [
            f'<w:commentRangeEnd w:id="{i}"/><w:r><w:commentReference w:id="{i}"/></w:r>' for i in ends.get(edge, ())
        ]
    return parts
