"""Word files, written as they come: the parts of a .docx package, and paragraphs as XML.

Owns what is valid there. Invariant: text is escaped and freed of characters that XML does not know, and stands in runs
only, so that no field, link or markup can come from it; memory does not grow with the file.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

from quoth.exporters.guard import legal

__all__ = ["Page", "Word", "contents", "escape", "heading", "paragraph", "run", "word"]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every part: the same content makes the same file."""
DEEPEST = 6
"""Levels of headings."""


def escape(text: str) -> str:
    """Text for XML."""
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, style: str = "") -> str:
    """A run of text; line ends become breaks, tabs tabs."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    words = escape(text)
    if "\n" in words or "\t" in words:
        words = words.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        words = words.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(style: str, *runs: str, right: bool = False) -> str:
    """A paragraph of a style; numbers stand at the right."""
    side = '<w:jc w:val="right"/>' if right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{"".join(runs)}</w:p>'


def heading(level: int, text: str, number: int) -> str:
    """A heading with the bookmark that the table of contents leads to."""
    mark = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:06}"/>'
    return paragraph(f"Heading{min(level, DEEPEST)}", mark, run(text), f'<w:bookmarkEnd w:id="{number}"/>')


def contents(entries: Sequence[tuple[int, str]]) -> str:
    """A table of contents: level and text of each heading, in order, numbered from 1 as in `heading`.

    It is filled in, without page numbers; Word puts them in when the table is updated (F9).
    """
    if not entries:
        return ""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z '
    )
    begin += '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    parts = [paragraph("TOCHeading", run("Contents"))]
    for number, (level, text) in enumerate(entries, 1):
        link = f'<w:hyperlink w:anchor="_Toc{number:06}" w:history="1">{run(" ".join(text.split()))}</w:hyperlink>'
        parts.append(paragraph(f"TOC{min(level, 3)}", begin if number == 1 else "", link))
    parts.append('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper and the margin around what is on it, in twentieths of a point; A4 if nothing is said."""

    width: int = 11906
    height: int = 16838
    margin: int = 1304

    @property
    def room(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def xml(self) -> str:
        """The properties of the section that the body ends with."""
        turned = ' w:orient="landscape"' if self.width > self.height else ""
        margins = "".join(f' w:{side}="{self.margin}"' for side in ("top", "right", "bottom", "left"))
        return (
            f'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="{self.width}" '
            f'w:h="{self.height}"{turned}/><w:pgMar{margins} w:header="{self.margin // 2}" '
            f'w:footer="{self.margin // 2}" w:gutter="0"/></w:sectPr>'
        )


class Word:
    """An open document: body and comments."""

    def __init__(self, body: IO[bytes], comments: IO[bytes]) -> None:
        self._body = body
        self._comments = comments
        self.commented = 0
        """How many comments there are."""

    def write(self, xml: str) -> None:
        """Add paragraphs to the body."""
        self._body.write(xml.encode())

    def comment(self, author: str, paragraphs: Sequence[str]) -> int:
        """Add a comment; its id, for `commentRangeStart` and its like."""
        number = self.commented
        self.commented += 1
        who, first = escape(" ".join(author.split())), escape(author.strip()[:1])
        text = "".join(paragraph("CommentText", run(line)) for line in paragraphs)
        self._comments.write(
            f'<w:comment w:id="{number}" w:author="{who}" w:initials="{first}">{text}</w:comment>'.encode()
        )
        return number


@contextmanager
def word(target: BinaryIO, title: str, page: Page = Page()) -> Iterator[Word]:
    """A .docx file into an open binary file."""
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        tempfile.SpooledTemporaryFile(max_size=1 << 23) as comments,
    ):
        with package.open(_part("word/document.xml"), "w", force_zip64=True) as body:
            body.write(f"{_HEAD}<w:document {_W} {_R}><w:body>".encode())
            made = Word(body, comments)
            yield made
            body.write(f"{page.xml()}</w:body></w:document>".encode())
        with package.open(_part("word/comments.xml"), "w", force_zip64=True) as part:
            part.write(f"{_HEAD}<w:comments {_W}>".encode())
            comments.seek(0)
            while block := comments.read(1 << 20):
                part.write(block)
            part.write(b"</w:comments>")
        for name, content in _PARTS.items():
            package.writestr(_part(name), _HEAD + content)
        core = f"<dc:title>{escape(' '.join(title.split()))}</dc:title><dc:creator>Quoth</dc:creator>"
        package.writestr(_part("docProps/core.xml"), f"{_HEAD}{_CORE}{core}</cp:coreProperties>")


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _MOMENT)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def _style(name: str, shown: str, look: str, *, above: str = "Normal", after: str = "", kind: str = "paragraph") -> str:
    based = f'<w:basedOn w:val="{above}"/>' if above else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{shown}"/>{based}{following}'
        f"<w:qFormat/>{look}</w:style>"
    )


def _look(paragraph: str = "", run: str = "") -> str:
    parts = (("pPr", paragraph), ("rPr", run))
    return "".join(f"<w:{name}>{inner}</w:{name}>" for name, inner in parts if inner)


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_GREY = '<w:color w:val="595959"/>'
_BAR = '<w:pBdr><w:left w:val="single" w:sz="12" w:space="10" w:color="BFBFBF"/></w:pBdr>'
_STYLES = (
    f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
    f"{_size(22)}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
    '<w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", "", above="")
    + _style("Title", "Title", _look('<w:spacing w:after="200"/>', f"<w:b/>{_size(40)}"), after="Normal")
    + "".join(
        _style(
            f"Heading{level}",
            f"heading {level}",
            _look(
                f'<w:keepNext/><w:spacing w:before="{360 - 40 * level}" w:after="80"/>'
                f'<w:outlineLvl w:val="{level - 1}"/>',
                f"<w:b/>{_size(max(22, 34 - 4 * level))}",
            ),
            after="Normal",
        )
        for level in range(1, DEEPEST + 1)
    )
    + _style("TOCHeading", "TOC Heading", _look('<w:spacing w:before="120"/>', f"<w:b/>{_size(26)}"))
    + "".join(
        _style(f"TOC{level}", f"toc {level}", _look(f'<w:spacing w:after="40"/><w:ind w:left="{(level - 1) * 280}"/>'))
        for level in (1, 2, 3)
    )
    + _style(
        "Quote", "Quote", _look(f'{_BAR}<w:spacing w:before="120" w:after="40"/><w:ind w:left="397" w:right="284"/>')
    )
    + _style(
        "QuoteSource",
        "Quote Source",
        _look(
            '<w:spacing w:after="160"/><w:ind w:left="397" w:right="284"/><w:jc w:val="right"/>', f"{_GREY}{_size(19)}"
        ),
    )
    + _style(
        "QuoteMemo",
        "Quote Memo",
        _look('<w:spacing w:after="160"/><w:ind w:left="397" w:right="284"/>', f"<w:i/>{_GREY}{_size(20)}"),
    )
    + _style("Turn", "Turn", _look('<w:spacing w:after="140"/>'))
    + _style("Small", "Small", _look('<w:spacing w:after="40"/>', f"{_GREY}{_size(19)}"))
    + _style("Cell", "Cell", _look('<w:spacing w:before="40" w:after="40"/>', _size(20)))
    + _style("CommentText", "annotation text", _look('<w:spacing w:after="0"/>', _size(20)))
    + _style("Footer", "footer", _look('<w:jc w:val="center"/>', f"{_GREY}{_size(18)}"))
    + _style("Speaker", "Speaker", _look("", "<w:b/>"), above="", kind="character")
    + _style("Strong", "Strong", _look("", "<w:b/>"), above="", kind="character")
    + _style("Term", "Term", _look("", f"<w:b/>{_GREY}"), above="", kind="character")
    + '<w:style w:type="table" w:styleId="Report"><w:name w:val="Report"/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:color="444444"/><w:bottom w:val="single" w:sz="8" w:color="444444"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="CCCCCC"/></w:tblBorders><w:tblCellMar>'
    '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    "</w:styles>"
)
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/word/comments.xml" ContentType="{_TYPES}.comments+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_TYPES}.footer+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_TYPES}.settings+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/comments" Target="comments.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/settings" Target="settings.xml"/>'
        f'<Relationship Id="rId4" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
    ),
    "word/styles.xml": _STYLES,
    "word/settings.xml": (
        f'<w:settings {_W}><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    ),
    "word/footer1.xml": (
        f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    ),
}
