"""A report as one self-contained page: light and dark, fit to print, nothing loaded from elsewhere, no script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from quoth.exporters.guard import legal
from quoth.model.tables import Kind, Report, Table, shown

__all__ = ["text"]

_STYLE = """
:root { color-scheme: light dark; --line: #c8c8c8; --dim: #666; --head: #f2f2ef; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --dim: #a0a0a0; --head: #26282b; } }
body { font: 16px/1.45 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--head); border-bottom: 2px solid var(--line); }
td.wide { min-width: 14rem; white-space: pre-line; overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
.about, .notes { color: var(--dim); font-size: .85rem; max-width: 60rem; }
.about p { margin: .15rem 0; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } .scroll { overflow: visible; }
  thead { display: table-header-group; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def text(report: Report) -> str:
    """The whole page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    title = _safe(report.title)
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    for table in report.tables:
        yield f"<section>\n<h2>{_safe(table.title)}</h2>\n<div class=scroll><table>"
        yield from _table(table)
        yield "</table></div>"
        said = (*table.notes, *(table.counts or report.counts).lines())
        yield "<div class=about>" + "".join(f"<p>{_safe(line)}</p>" for line in said) + "</div>\n</section>"
    if report.notes:
        yield "<ul class=notes>" + "".join(f"<li>{_safe(note)}</li>" for note in report.notes) + "</ul>"
    yield "</body>\n</html>"


def _table(table: Table) -> Iterator[str]:
    heads = "".join(f"<th scope=col{_class(column.kind)}>{_safe(column.title)}</th>" for column in table.columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield "<tr>" + "".join(
            f"<td{' class=wide' if column.wide else _class(column.kind)}>{_safe(shown(cell, column.kind, '–'))}</td>"
            for cell, column in cells
        ) + "</tr>"  # fmt: skip
    yield "</tbody>"


def _class(kind: Kind) -> str:
    return "" if kind is Kind.TEXT else " class=n"


def _safe(words: str) -> str:
    return escape(legal(words))
