"""The codebook for an appendix: every code with definition, when to use it and when not, examples and counts.

The file's ending says the form: `.docx`, `.html`, `.csv`, `.xlsx`; Markdown for any other. Invariant: every form holds
the same fields.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from quoth.exporters import markdown, page
from quoth.exporters.guard import guard
from quoth.exporters.material import Material, counted
from quoth.exporters.options import Options
from quoth.exporters.text import as_text
from quoth.exporters.word import contents, heading, paragraph, run, word
from quoth.exporters.xlsx import book
from quoth.model.codebook import Code

__all__ = ["write"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A code as it is printed."""

    code: Code
    level: int
    """1 at the top."""
    path: str
    codings: int

    def said(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What is known of it, by caption; what is empty is left out."""
        code = self.code
        status = (
            (f"retired{f', use {code.replaced_by}' if code.replaced_by else ''}",) if code.status == "retired" else ()
        )
        other = tuple(f"{language}: {label}" for language, label in code.labels.items())
        fields = (
            ("Also called", other),
            ("Status", status),
            ("Definition", (code.definition,) if code.definition else ()),
            ("Use it for", code.include),
            ("Do not use it for", code.exclude),
            ("Examples", code.examples),
            ("Counterexamples", code.counterexamples),
            ("Keywords", (", ".join(code.keywords),) if code.keywords else ()),
        )
        return ((caption, lines) for caption, lines in fields if lines)

    def under(self) -> str:
        """The line under the label."""
        return self.code.id if self.code.heading else f"{self.code.id}, {counted(self.codings, 'coding')}"


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write the codebook in the form that the file's ending says."""
    used = material.code_counts()
    book_ = material.codebook
    entries = [_Entry(c, book_.depth(c.id) + 1, book_.path(c.id), used.get(c.id, 0)) for c in book_.codes]
    _FORMS.get(options.suffix, _markdown)(entries, material, target)


def _title(material: Material) -> str:
    return f"Codebook: {material.about.title}" if material.about.title else "Codebook"


def _markdown(entries: list[_Entry], material: Material, target: BinaryIO) -> None:
    with as_text(target) as stream:
        stream.write(markdown.heading(1, _title(material)))
        for entry in entries:
            stream.write(markdown.heading(entry.level + 1, entry.code.label))
            stream.write(f"{markdown.inline(entry.under())}\n\n")
            for caption, lines in entry.said():
                if len(lines) == 1:
                    stream.write(f"**{caption}:** {markdown.inline(lines[0])}\n\n")
                else:
                    stream.write(
                        f"**{caption}:**\n\n" + "".join(f"- {markdown.inline(line)}\n" for line in lines) + "\n"
                    )
        stream.write(_about(material, markdown.inline))


def _about(material: Material, inline: Callable[[str], str]) -> str:
    lines = [f"{caption}: {inline(words)}" for caption, words in _counted(material)]
    return "---\n\n" + "  \n".join(lines) + "\n"


def _counted(material: Material) -> Iterator[tuple[str, str]]:
    """What is said under a codebook: codings of all coders are counted, so layer and filters are not."""
    yield "Codings", "of all coders"
    yield from (line for line in material.about.lines() if line[0] in ("Codebook", "Quoth"))


def _docx(entries: list[_Entry], material: Material, target: BinaryIO) -> None:
    with word(target, _title(material)) as document:
        document.write(paragraph("Title", run(_title(material))))
        document.write(contents([(entry.level, entry.code.label) for entry in entries]))
        for number, entry in enumerate(entries, 1):
            document.write(heading(entry.level, entry.code.label, number))
            document.write(paragraph("Small", run(entry.under())))
            for caption, lines in entry.said():
                for index, line in enumerate(lines):
                    document.write(paragraph("Cell", run("" if index else f"{caption}: ", "Term"), run(line)))
        document.write("".join(paragraph("Small", run(f"{name}: {words}")) for name, words in _counted(material)))


def _html(entries: list[_Entry], material: Material, target: BinaryIO) -> None:
    style = "main { max-width: 60rem; } dt { font-weight: bold; margin-top: .5rem; } dd { margin: 0 0 0 1.2rem; }"
    colours = page.colours(material.codebook, [entry.code.id for entry in entries])
    bar = "h3 i { display: inline-block; width: .7em; height: .7em; background: var(--c); margin-right: .4em; }"
    with as_text(target) as stream:
        stream.write(page.head(_title(material), style, bar, colours))
        links = (
            f'<li><a href="#c{n}">{"&emsp;" * (e.level - 1)}{page.escape(e.code.label)}</a></li>'
            for n, e in enumerate(entries)
        )
        stream.write(
            f"<nav><h2>Codes</h2><ul>{''.join(links)}</ul></nav>\n<main>\n<h1>{page.escape(_title(material))}</h1>\n"
        )
        for number, entry in enumerate(entries):
            tag = f"h{min(entry.level + 1, 6)}"
            swatch = "" if entry.code.heading else "<i></i>"
            stream.write(f'<{tag} id="c{number}" class="k{number}">{swatch}{page.escape(entry.code.label)}</{tag}>\n')
            stream.write(f'<p class="count">{page.escape(entry.under())}</p>\n<dl>')
            for caption, lines in entry.said():
                stream.write(f"<dt>{caption}</dt>" + "".join(f"<dd>{page.lines(line)}</dd>" for line in lines))
            stream.write("</dl>\n")
        said = "".join(f"<p>{page.escape(name)}: {page.escape(words)}</p>" for name, words in _counted(material))
        stream.write(f'<div class="about">{said}</div></main>\n</body>\n</html>\n')


_COLUMNS = (
    "code",
    "parent",
    "label",
    "path",
    "heading",
    "status",
    "key",
    "colour",
    "definition",
    "include",
    "exclude",
    "example",
    "counterexample",
    "keywords",
    "codings",
)
"""The names that `quoth codebook import` knows, and some more."""


def _rows(entries: list[_Entry]) -> Iterator[tuple[str | int, ...]]:
    for entry in entries:
        code = entry.code
        lists = (code.include, code.exclude, code.examples, code.counterexamples)
        yield (
            code.id,
            code.parent or "",
            code.label,
            entry.path,
            "yes" if code.heading else "",
            code.status,
            code.key,
            code.colour,
            code.definition,
            *("\n".join(lines) for lines in lists),
            ", ".join(code.keywords),
            entry.codings,
        )


def _csv(entries: list[_Entry], material: Material, target: BinaryIO) -> None:
    with as_text(target) as stream:
        stream.write("\ufeff")
        table = csv.writer(stream, lineterminator="\r\n")
        table.writerow(_COLUMNS)
        table.writerows([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(entries))


def _xlsx(entries: list[_Entry], material: Material, target: BinaryIO) -> None:
    with book(target) as made:
        made.sheet("codebook", _COLUMNS, _rows(entries))
        made.sheet("about", ("what", "value"), list(_counted(material)))


_FORMS: Mapping[str, Callable[[list[_Entry], Material, BinaryIO], None]] = {
    ".docx": _docx,
    ".html": _html,
    ".htm": _html,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
