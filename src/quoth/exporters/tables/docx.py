"""A report as a Word document: headings, tables with a header row that repeats, what was counted below each.

The package is written by hand: a handful of parts, each plain XML in which user text is only ever text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from quoth.exporters.guard import legal
from quoth.model.tables import Cell, Column, Kind, Report, Table, shown

__all__ = ["data"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
 ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>"""
_RELATIONS = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"
 Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
_STYLES_RELATION = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"
 Type="{_OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>"""
_STYLES = f"""{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri"
 w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="20"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr>
<w:keepNext/>
<w:spacing w:after="160"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr>
<w:keepNext/><w:spacing w:before="280" w:after="80"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/>
<w:sz w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="About"><w:name w:val="About"/><w:basedOn w:val="Normal"/><w:pPr>
<w:spacing w:before="40"/></w:pPr><w:rPr><w:color w:val="555555"/><w:sz w:val="16"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Report"><w:name w:val="Report"/><w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="8" w:color="444444"/><w:bottom w:val="single" w:sz="8" w:color="444444"/>
<w:insideH w:val="single" w:sz="4" w:color="CCCCCC"/></w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/>
<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"""
_WIDE, _TALL, _MARGIN = 16838, 11906, 850
"""A4 in twentieths of a point, and its margin; a report with many columns lies on its side."""
_UPRIGHT = 7
"""Columns that fit on an upright page."""


def data(report: Report) -> bytes:
    """The file's bytes; the same report gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/_rels/document.xml.rels", _STYLES_RELATION),
            ("word/styles.xml", _STYLES),
            ("word/document.xml", "".join(_document(report))),
        ):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _document(report: Report) -> Iterator[str]:
    sideways = any(len(_wanted(table)) > _UPRIGHT or sum(c.wide for c in table.columns) > 2 for table in report.tables)
    page = (_WIDE, _TALL) if sideways else (_TALL, _WIDE)
    yield f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>'
    yield _paragraph(report.title, "Heading1")
    for table in report.tables:
        yield _paragraph(table.title, "Heading2")
        yield from _table(table, page[0] - 2 * _MARGIN)
        for line in (*table.notes, *(table.counts or report.counts).lines()):
            yield _paragraph(line, "About")
    if report.notes:
        yield _paragraph("Notes", "Heading2")
        yield from (_paragraph(note, "About") for note in report.notes)
    turned = ' w:orient="landscape"' if sideways else ""
    margins = "".join(f' w:{side}="{_MARGIN}"' for side in ("top", "right", "bottom", "left"))
    yield f'<w:sectPr><w:pgSz w:w="{page[0]}" w:h="{page[1]}"{turned}/><w:pgMar{margins} w:header="400" w:footer="400"'
    yield ' w:gutter="0"/></w:sectPr></w:body></w:document>'


def _wanted(table: Table) -> list[int]:
    """Columns on paper: without the ids of codes, where labels name them."""
    labelled = {"label": "code", "other_label": "other"}
    left = {labelled[column.key] for column in table.columns if column.key in labelled}
    return [i for i, column in enumerate(table.columns) if column.key not in left]


def _table(table: Table, width: int) -> Iterator[str]:
    wanted = _wanted(table)
    columns = [table.columns[i] for i in wanted]
    shares = [3.0 if c.wide else _need(table, i, c) for i, c in zip(wanted, columns, strict=True)]
    widths = [int(width * share / sum(shares)) for share in shares]
    yield f'<w:tbl><w:tblPr><w:tblStyle w:val="Report"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield "".join(f'<w:gridCol w:w="{one}"/>' for one in widths) + "</w:tblGrid>"
    heads = "".join(_cell(c.title, c, w, bold=True) for c, w in zip(columns, widths, strict=True))
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
    for row in table.rows:
        cells = "".join(_cell(row[i], c, w) for i, c, w in zip(wanted, columns, widths, strict=True))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    yield "</w:tbl>"


def _need(table: Table, place: int, column: Column) -> float:
    """How wide a column wants to be, beside others: by its longest cell, within limits."""
    if column.kind is not Kind.TEXT:
        return max([0.6, *(len(word) / 9.5 for word in column.title.split())])
    longest = max([len(str(row[place] or "")) for row in table.rows] + [len(column.title)])
    return min(2.6, max(0.7, longest / 12))


def _cell(cell: Cell, column: Column, width: int, *, bold: bool = False) -> str:
    side = "" if column.kind is Kind.TEXT else '<w:pPr><w:jc w:val="right"/></w:pPr>'
    thick = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = shown(cell, column.kind, "–").split("\n")
    inside = "".join(f"<w:p>{side}<w:r>{thick}{_text(line)}</w:r></w:p>" for line in lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _paragraph(words: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{_text(words)}</w:r></w:p>'


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(legal(words))}</w:t>'
