"""Sound files of every format, and the same with damage done to them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Mapping

import office
from office import docx, odt, p, packed, run, tbl, xlsx

_BOLD = "<w:b/>"
_WORD = docx(
    p("Media", properties='<w:pStyle w:val="H"/>'),
    p(run("Interviewer", _BOLD), " Who pays?", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    p(
        run("Aida:", _BOLD),
        " We",
        "<w:ins>" + run(" do") + "</w:ins>",
        "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>",
    ),
    p(
        run("Interviewer", _BOLD),
        " Why?",
        "<w:r><w:t>a</w:t><w:br/><w:tab/><w:txbxContent>" + p("box") + "</w:txbxContent></w:r>",
    ),
    tbl(["Aida", "Да"], ["Aida", "Нет"]),
    tbl(["a", "b", "c"], ["1", "2", "3"]),
    styles='<w:style w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="N"/></w:style>',
    footnotes='<w:footnote w:id="2">' + p("note") + "</w:footnote>",
    comments='<w:comment w:id="1">' + p("c") + "</w:comment>",
)
_ODT = odt(
    '<text:h text:outline-level="1">Media</text:h><text:p><text:span text:style-name="B">Aida</text:span> one'
    '<text:s text:c="3"/>two<text:tab/><text:line-break/><text:note><text:note-body><text:p>n</text:p></text:note-body>'
    "</text:note></text:p><text:list><text:list-item><text:p>item</text:p></text:list-item></text:list><table:table>"
    "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p>"
    "</table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>box</text:p>"
    "</draw:text-box></draw:frame></text:p>",
    '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>',
)
_RTF = (
    rb"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset2 S;}}{\*\generator g;}\pard"
    rb"\f0\b Aida:\b0  \'c4\'e0 \u1243?\u-10179?\u-8704? {\footnote \pard n}{\deleted x}{\f1\'b7}"
    rb"\line\tab\par\trowd\intbl a\cell b\cell"
    rb"\row\pard{\shp{\*\shpinst{\shptxt box\par}}}\bin3 ab}{\*\annotation c}\outlinelevel0 head\par Aida: x}"
)
_HTML = (
    b"<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Media</h1><p><b>Aida</b> one"
    b"<br>two&nbsp;&amp;&#1076;<p><b>Aida:</b> three<blockquote>q</blockquote><ul><li>i</ul><table><tr>"
    b"<td>a<td>b</table><pre>x\n y</pre><script>no</script></body></html>"
)
_VTT = (
    "WEBVTT\n\nSTYLE\n::cue {}\n\n1\n00:00:01.000 --> 00:00:04.000 align:start\n<v Aida>One <i>two</i> &amp; да\n\n"
    "00:05.000 --> 00:06,000\nNur: three\n- four\n\n00:07.000 --> 00:08.000\nNur: five\n"
).encode()
_JSON = (
    '{"segments": [{"start": 0.5, "end": 1, "text": " Да.", "speaker": "S0"}, {"start": 1, "end": 2.5e0, '
    '"text": " x"}], "language": "ru"}'
).encode()

SAMPLES: Mapping[str, bytes] = {
    ".docx": _WORD,
    ".odt": _ODT,
    ".rtf": _RTF,
    ".html": _HTML,
    ".vtt": _VTT,
    ".srt": _VTT.replace(b"WEBVTT", b""),
    ".json": _JSON,
    ".xlsx": xlsx(["id", "text", "age"], ["1", "Да", "<c><v>34</v></c>"], ["2", "No", '<c t="b"><v>1</v></c>']),
    ".pdf": office.pdf(["Study", "Aida: one", "1"], ["Study", "Aida: two.", "2"]),
    ".zip": packed({"a/one.txt": "Aida: one\n\nAida: two", "two.docx": _WORD, "no.jpg": "x"}),
    ".csv": 'id;text\n1;Да\n2;"Нет; да"\n'.encode(),
    ".txt": "Aida: да\n\nNur: нет\n\nAida: да\n".encode(),
    ".md": "---\ncountry: Osh\n---\n# One\n\n**Aida:** да\n\n> q\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
}
"""Suffix to a sound file with most of what the format can hold."""

_ODD = (
    *(b"<", b">", b"/", b"&", b'"', b"\0", b"\xff", b"{", b"}", b"\\", b"\n", b"-->", b"&#xD800;", b"&x;", b"9" * 12),
    *(
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        "\u2028\ufeff🙂".encode(),
        b"\\u99999 ",
        b"\\'",
        b"1e999",
        b"<w:p>",
        b"[" * 300,
    ),
)


def damaged(suffix: str, count: int, seed: int = 1) -> Iterator[bytes]:
    """So many files of a format, each a sound one with a few bytes lost, changed, repeated or put in."""
    draw = random.Random(f"{suffix} {seed}")
    sound = SAMPLES[suffix]
    for number in range(count):
        if sound.startswith(b"PK") and number % 4:
            yield _inside(sound, draw)
        else:
            yield _hit(sound, draw)


def _hit(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 4, 8))):
        at = draw.randrange(len(data) + 1)
        to = min(len(data), at + draw.choice((1, 1, 3, 20, 200)))
        change = draw.randrange(6)
        if change == 0:
            data = data[:at] + data[to:]
        elif change == 1:
            data = data[:at] + draw.choice(_ODD) + data[at:]
        elif change == 2:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif change == 3:
            data = data[:to] + data[at:]
        elif change == 4:
            other = draw.randrange(len(data) + 1)
            data = data[:at] + data[other : other + 30] + data[at:]
        elif draw.random() < 0.3:
            data = data[:at]
    return data


def _inside(data: bytes, draw: random.Random) -> bytes:
    """The archive with one of its members hit."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice(list(parts))
    parts[name] = _hit(parts[name], draw)
    return packed(parts)
