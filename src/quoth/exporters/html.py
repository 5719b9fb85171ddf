"""A page to read in a browser: transcripts with highlights and margin labels, or quotes by theme.

Owns how codings that overlap are shown: each is an underline of its own height and a tint of its code's colour. Codes
are switched on and off by check boxes and style alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, TextIO

from quoth.exporters.marks import Mark, Passage, cut, passages
from quoth.exporters.material import Material, Text, counted
from quoth.exporters.options import Options
from quoth.exporters.page import about, colours, escape, head, lines
from quoth.exporters.text import as_text
from quoth.exporters.themes import sort
from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation
from quoth.model.spans import lanes
from quoth.model.text import Kind

__all__ = ["write"]

_LANES = 6
"""Heights of underlines; deeper overlaps share them again."""
_LAYOUT = """
.t { display: grid; grid-template-columns: 6.5rem minmax(0, 44rem) minmax(9rem, 1fr); gap: 0 1rem; padding: .25rem 0; }
.t b.s { font-size: .8rem; line-height: 2; color: var(--dim); }
.t p { margin: 0; white-space: pre-line; line-height: 1.85; }
.t b.n { display: block; font-weight: normal; }
.m { font-size: .75rem; line-height: 1.35; padding-top: .4rem; }
.m div { border-left: .25rem solid var(--c); padding-left: .4rem; margin-bottom: .25rem; }
.m small { color: var(--dim); display: block; white-space: pre-line; }
mark { color: inherit; background: color-mix(in srgb, var(--c) 16%, transparent); border-bottom: 2px solid var(--c); }
"""
_QUOTES = """
main { max-width: 64rem; }
blockquote { margin: 1.1rem 0; padding: .1rem 0 .1rem 1rem; border-left: .25rem solid var(--line);
  break-inside: avoid; }
blockquote p { margin: 0; white-space: pre-line; } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
.from { margin-top: .3rem; } .memo { font-style: italic; color: var(--dim); white-space: pre-line; }
figcaption { color: var(--dim); font-size: .8rem; }
"""


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write `transcripts` (the usual layout) or `themes`."""
    with as_text(target) as page:
        if options.layout == "themes":
            _themes(material, page, options)
        else:
            _transcripts(material, page)
        page.write(f"{about(material.about)}</main>\n</body>\n</html>\n")


# ---- transcripts


def _transcripts(material: Material, page: TextIO) -> None:
    codes = [code.id for code in material.codebook.codes if not code.heading]
    used = material.code_counts()
    codes = [code for code in codes if used.get(code)] + [code for code in used if code not in material.codebook.by_id]
    place = {code: number for number, code in enumerate(codes)}
    title = material.about.title or "Transcripts"
    underlines = [f".l{lane} {{ padding-bottom: {1 + 4 * lane}px; }}" for lane in range(_LANES)]
    page.write(head(title, _LAYOUT, colours(material.codebook, codes), *underlines, _filter(len(codes))))
    page.write(f"<nav>\n{_boxes(material.codebook, codes)}<h2>Documents</h2>\n<ul>")
    for number, document in enumerate(material.documents, 1):
        page.write(f'<li><a href="#d{number}">{escape(document.name)}</a></li>')
    page.write(f"</ul>\n</nav>\n<main>\n<h1>{escape(title)}</h1>\n")
    for number, text in enumerate(material.texts(), 1):
        _transcript(text, page, number, place)


def _filter(codes: int) -> str:
    """Rules that take the marks and labels of a code away while its box is empty."""
    return "\n".join(
        f":root:has(#f{n}:not(:checked)) mark.k{n} {{ background: none; border-color: transparent; }}\n"
        f":root:has(#f{n}:not(:checked)) .m .k{n} {{ display: none; }}"
        for n in range(codes)
    )


def _boxes(codebook: Codebook, codes: Sequence[str]) -> str:
    """A check box a code, under the headings above it."""
    parts = ["<h2>Codes</h2>\n"]
    shown: set[str] = set()
    for number, code in enumerate(codes):
        for above in codebook.ancestors(code):
            if above.id not in shown and above.heading:
                shown.add(above.id)
                parts.append(f'<label class="h">{escape(above.label)}</label>')
        box = f'<input type="checkbox" id="f{number}" checked autocomplete="off">'
        parts.append(f'<label class="k{number}">{box} <i></i>{escape(codebook.label(code))}</label>\n')
    return "".join(parts)


def _transcript(text: Text, page: TextIO, number: int, place: dict[str, int]) -> None:
    page.write(f'<section>\n<h2 id="d{number}">{escape(text.document.name)}</h2>\n')
    known = ", ".join(f"{name}: {value}" for name, value in text.document.attributes.items())
    page.write(
        f'<p class="count">{escape(known)}{". " if known else ""}{counted(len(text.quotations), "coding")}</p>\n'
    )
    lane = lanes([q.coding.span for q in text.quotations])
    several = len({q.coder for q in text.quotations}) > 1
    section = ""
    for passage in passages(text):
        if passage.turn.section != section and passage.turn.kind is not Kind.HEADING and passage.turn.section:
            page.write(f"<h3>{escape(passage.turn.section)}</h3>\n")
        section = passage.turn.section
        page.write(_turn(passage, place, lane, several))
    page.write("</section>\n")


def _turn(passage: Passage, place: dict[str, int], lane: Sequence[int], several: bool) -> str:
    words = "".join(_piece(piece, marks, place, lane) for piece, marks in cut(passage))
    notes = "".join(_note(mark.quotation, place, several) for mark in passage.marks if mark.first)
    speaker = f'<b class="n">{passage.number}</b>{escape(passage.turn.speaker)}'
    return f'<div class="t"><b class="s">{speaker}</b><p>{words}</p><div class="m">{notes}</div></div>\n'


def _piece(words: str, marks: tuple[Mark, ...], place: dict[str, int], lane: Sequence[int]) -> str:
    """Words under their marks, the lowest underline outermost."""
    inner = escape(words)
    for mark in sorted(marks, key=lambda m: lane[m.index]):
        inner = f'<mark class="k{place[mark.quotation.code]} l{lane[mark.index] % _LANES}">{inner}</mark>'
    return inner


def _note(q: Quotation, place: dict[str, int], several: bool) -> str:
    extra = [q.coder] if several else []
    memo = [q.memo] if q.memo else []
    small = "".join(f"<small>{lines(part)}</small>" for part in (*extra, *memo))
    return f'<div class="k{place[q.code]}">{escape(q.code_label)}{small}</div>'


# ---- quotes by theme


def _themes(material: Material, page: TextIO, options: Options) -> None:
    title = material.about.title or "Quotations"
    with sort(material, lambda quotation: _quote(quotation, options), options.by) as found:
        page.write(head(title, _QUOTES))
        page.write("<nav>\n<h2>Contents</h2>\n<ul>")
        for number, theme in enumerate(found.themes):
            count = f" {theme.count:,}" if theme.count else ""
            page.write(f'<li><a href="#h{number}">{"&emsp;" * (theme.level - 1)}{escape(theme.label)}</a>{count}</li>')
        page.write(f"</ul>\n</nav>\n<main>\n<h1>{escape(title)}</h1>\n")
        page.write(f'<p class="count">{counted(found.total, "quotation")}</p>\n')
        for number, theme in enumerate(found.themes):
            level = min(theme.level + 1, 6)
            page.write(f'<h{level} id="h{number}">{escape(theme.label)}</h{level}>\n')
            if theme.count:
                page.write(f'<p class="count">{counted(theme.count, "quotation")}</p>\n')
                page.writelines(found.quotes(theme))


def _quote(q: Quotation, options: Options) -> str:
    body = f"<p>{escape(q.quote)}</p>"
    if q.translation:
        language = f" ({escape(q.translation_language)})" if q.translation_language else ""
        second = f"<div><figcaption>Translation{language}</figcaption><p>{escape(q.translation)}</p></div>"
        body = f'<div class="two"><div><figcaption>Original</figcaption>{body}</div>{second}</div>'
    source = options.attribution.of(q) + (", in an earlier text" if q.earlier_text else "")
    memo = f'<p class="memo">{escape(q.memo)}</p>' if q.memo else ""
    return f'<blockquote>{body}<div class="from">{escape(source)}</div>{memo}</blockquote>\n'
