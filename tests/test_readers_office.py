"""Word processors' files: what the program shows, in order, each word once; who speaks; what is left out is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import docx, odt, p, run, tbl
from quoth.errors import ReaderError
from quoth.model.text import Kind, Role, Transcript
from quoth.readers import Options, read
from quoth.readers.clean import clean

BOLD = "<w:b/>"
NASTY = "e\u0301 🙂👩‍👩‍👧 \u202eabc\u202c \ufeffЖу\u0301рналист\u00a0é"
"""Combining marks, emoji, bidirectional controls, a stray byte order mark, a no-break blank."""


def one(folder: Path, name: str, data: bytes, options: Options | None = None) -> Transcript:
    path = folder / name
    path.write_bytes(data)
    (transcript,) = read(path, options or Options())
    return transcript


def blocks(transcript: Transcript) -> list[str]:
    return transcript.text.split("\n\n")


def spoken(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, transcript.text[turn.speech : turn.end]) for turn in transcript.turns]


def test_word_text_is_what_word_shows_with_all_changes_accepted(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + p("in the box") + "</w:txbxContent>"
    transcript = one(
        tmp_path,
        "a.docx",
        docx(
            p(
                "one ",
                "<w:ins>" + run("inserted") + "</w:ins>",
                "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>",
            ),
            p(
                "<w:moveFrom>" + run("old place") + "</w:moveFrom>",
                " two",
                "<w:moveTo>" + run(" moved") + "</w:moveTo>",
            ),
            "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>"
            + p("block control")
            + "</w:sdtContent></w:sdt>",
            p("an ", "<w:sdt><w:sdtContent>" + run("inline") + "</w:sdtContent></w:sdt>", " control"),
            p(
                "with box",
                "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>" + box + "</w:drawing></mc:Choice>"
                "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
                " after",
            ),
            p(
                "<w:r><w:t>soft</w:t><w:br/><w:t>line</w:t><w:tab/><w:t>tab</w:t><w:noBreakHyphen/><w:softHyphen/></w:r>"
            ),
            p("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>", "stop"),
            p("<w:hyperlink>" + run("a link") + "</w:hyperlink>", "<w:r><w:instrText>HYPERLINK</w:instrText></w:r>"),
            p("joined ", properties="<w:rPr><w:del/></w:rPr>"),
            p("paragraph"),
            p("noted", "<w:r><w:footnoteReference w:id='2'/></w:r>", "<w:r><w:endnoteReference w:id='2'/></w:r>"),
            p("   "),
            p("last"),
            footnotes="<w:footnote w:id='0'>"
            + p("separator")
            + "</w:footnote><w:footnote w:id='2'>"
            + p("foot")
            + "</w:footnote>",
            endnotes="<w:endnote w:id='2'>" + p("end") + p("more") + "</w:endnote>",
            comments="<w:comment w:id='1'>" + p("secret") + "</w:comment>",
        ),
    )
    assert blocks(transcript) == [
        "one inserted",
        "two moved",
        "block control",
        "an inline control",
        "with box after",
        "in the box",
        "soft\nline\ttab‑",
        "stop",
        "a link",
        "joined paragraph",
        "noted[1][2]",
        "last",
        "[1] foot",
        "[2] end\nmore",
    ]
    assert any("1 comment" in note for note in transcript.notes)
    assert any("tracked changes" in note for note in transcript.notes)


def test_word_headings_are_sections_and_split_documents(tmp_path: Path) -> None:
    styles = (
        "<w:style w:styleId='a'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:styleId='b'><w:name w:val='Own'/><w:basedOn w:val='a'/></w:style>"
        "<w:style w:styleId='q'><w:name w:val='Quote'/></w:style>"
    )
    data = docx(
        p("Osh", properties="<w:pStyle w:val='a'/>"),
        p("Why?", properties="<w:outlineLvl w:val='1'/>"),
        p("yes"),
        p("said", properties="<w:pStyle w:val='q'/>"),
        p("Naryn", properties="<w:pStyle w:val='b'/>"),
        p("no"),
        styles=styles,
    )
    whole = one(tmp_path, "a.docx", data)
    assert [(turn.kind, turn.section) for turn in whole.turns] == [
        (Kind.HEADING, ""),
        (Kind.HEADING, "Osh"),
        (Kind.PARAGRAPH, "Osh / Why?"),
        (Kind.QUOTATION, "Osh / Why?"),
        (Kind.HEADING, ""),
        (Kind.PARAGRAPH, "Naryn"),
    ]
    parts = read(tmp_path / "a.docx", Options(split_heading=1, attribute_name="town"))
    assert [(part.name, part.attributes["town"]) for part in parts] == [("Osh", "Osh"), ("Naryn", "Naryn")]


def test_bold_names_head_turns_also_when_the_style_makes_them_bold(tmp_path: Path) -> None:
    styles = (
        "<w:style w:styleId='strong'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:styleId='child'><w:name w:val='Child'/><w:basedOn w:val='strong'/></w:style>"
        "<w:style w:styleId='para'><w:name w:val='Question'/><w:rPr><w:b/></w:rPr></w:style>"
    )
    data = docx(
        p(run("Interviewer", "<w:rStyle w:val='child'/>"), " Who pays?"),
        p(run("Aigul:", BOLD), " We do."),
        p("And late."),
        p(run("Inter", BOLD), run("viewer", BOLD), "<w:r><w:br/></w:r>", "Why?"),
        p(run("Very important", BOLD), " it is."),
        p(run("Aigul", BOLD), run(": ", "<w:b w:val='0'/>"), "So."),
        p(run("Interviewer"), run(" Really?", "<w:b w:val='false'/>"), properties="<w:pStyle w:val='para'/>"),
        styles=styles,
    )
    assert spoken(one(tmp_path, "a.docx", data)) == [
        ("Interviewer", "Who pays?"),
        ("Aigul", "We do.\n\nAnd late."),
        ("Interviewer", "Why?\n\nVery important it is."),
        ("Aigul", "So."),
        ("Interviewer", "Really?"),
    ]


def test_a_table_is_turns_where_its_first_cells_name_speakers(tmp_path: Path) -> None:
    data = docx(
        tbl(["Speaker", "Words"], ["Модератор", "Кто платит?"], ["Айгуль", p("Мы.") + p("Всегда.")], ["", "И они."]),
        p("between"),
        tbl(["0:01:05", "Айгуль:", "Да."], ["2.", "Модератор", "Нет?"]),
        tbl(["Fee", "Paid"], ["100", "yes"]),
        tbl([p("framed") + p("text")]),
    )
    transcript = one(tmp_path, "a.docx", data)
    assert spoken(transcript) == [
        ("", "Speaker\tWords"),
        ("Модератор", "Кто платит?"),
        ("Айгуль", "Мы.\nВсегда.\n\nИ они.\n\nbetween"),
        ("Айгуль", "Да."),
        ("Модератор", "Нет?"),
        ("", "Fee\tPaid\n100\tyes"),
        ("", "framed"),
        ("", "text"),
    ]
    assert transcript.turns[3].time == 65
    assert transcript.turns[1].role is Role.INTERVIEWER
    assert transcript.turns[5].kind is Kind.TABLE


def test_teams_transcripts_give_speakers_and_times(tmp_path: Path) -> None:
    def said(head: str, words: str) -> str:
        return p(f"<w:r><w:t>{head}</w:t><w:br/><w:t>{words}</w:t></w:r>")

    newer = docx(
        said("Aigul B   0:03", "One."), said("Nur   1:05", "Two."), said("Aigul B   1:09", "x"), said("Nur   2:00", "y")
    )
    assert [(turn.speaker, turn.time) for turn in one(tmp_path, "a.docx", newer).turns][:2] == [
        ("Aigul B", 3),
        ("Nur", 65),
    ]
    names = ("Aigul B", "Nur", "Aigul B", "Nur")
    older = docx(
        *(said(f"0:0:{at}.5 --&gt; 0:0:9.0", f"{name}</w:t><w:br/><w:t>Words") for at, name in enumerate(names))
    )
    transcript = one(tmp_path, "b.docx", older)
    assert spoken(transcript) == [(name, "Words") for name in names]
    assert [turn.time for turn in transcript.turns] == [0.5, 1.5, 2.5, 3.5]


def test_opendocument_text_is_what_the_program_shows(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:h text:outline-level='1'>Head</text:h>"
        "<text:p><text:span text:style-name='B'>Aigul</text:span> one<text:s text:c='3'/>two<text:tab/>tab"
        "<text:line-break/>line\n   wrapped<office:annotation><text:p>comment</text:p></office:annotation><text:note>"
        "<text:note-citation>9</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note></text:p>"
        "<text:p><text:span text:style-name='C'>Aigul</text:span> <text:a>again</text:a></text:p>"
        "<text:p>with<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame> box</text:p>"
        "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
        "<text:section><text:p>section<text:soft-page-break/></text:p></text:section>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
        "<text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        "<style:style style:name='B'><style:text-properties fo:font-weight='bold'/></style:style>"
        "<style:style style:name='C' style:parent-style-name='B'/>"
    )
    transcript = one(tmp_path, "a.odt", odt(body, styles))
    assert blocks(transcript) == [
        "Head",
        "Aigul one   two\ttab\nline wrapped[1]",
        "Aigul again",
        "with box",
        "box",
        "item",
        "section",
        "a\tb\nc",
        "[1] foot",
    ]
    assert [turn.speaker for turn in transcript.turns] == ["", "Aigul", "Aigul", "", ""]
    assert {turn.section for turn in transcript.turns[1:]} == {"Head"}
    assert any("1 comment" in note for note in transcript.notes)


def rtf(*body: bytes) -> bytes:
    fonts = (
        rb"{\fonttbl{\f0\fnil\fcharset204 Arial;}{\f1\fcharset0 Times;}{\f2\fcharset2 Symbol;}{\f3\fcharset128 MS;}}"
    )
    return (
        rb"{\rtf1\ansi\ansicpg1251\deff0"
        + fonts
        + rb"{\*\generator X;}{\info{\title T}}{\header h\par}"
        + b"".join(body)
        + b"}"
    )


def test_rich_text_honours_code_pages_and_shows_what_word_shows(tmp_path: Path) -> None:
    transcript = one(
        tmp_path,
        "a.rtf",
        rtf(
            b"\\pard\\b Aigul\\b0  \\'c4\\'e0 raw "
            + "нет".encode("cp1251")
            + rb" \u1243?\u-10179?\u-8704?\par"
            + b"\r\n",
            rb"{\f1 caf\'e9} {\f3 \'93\'fa\'96\'7b} {\f2\'b7}\line soft\tab tab\~\_\emdash\{\}\\ \par ",
            rb"{\b Aigul} kept{\deleted gone}{\v\revised  inserted}{\super\chftn}{\footnote\pard foot\par}\par ",
            rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\*\annotation comment}{\shp{\*\shpinst"
            rb"{\sp{\sn a}{\sv b}}{\shptxt box\par}}{\shprslt box}}{\pict\bin4 }{}{}\par ",
            rb"{\listtext 1.\tab}item\par\trowd\intbl a\cell b\cell\row\trowd c\cell d\cell\row\pard after\par",
            rb"\pard\outlinelevel0 Head\par\pard under",
        ),
    )
    assert blocks(transcript) == [
        "Aigul Да raw нет ӛ😀",
        "café 日本 •\nsoft\ttab\u00a0‑—{}\\",
        "Aigul kept inserted[1]",
        "link",
        "box",
        "item",
        "a\tb\nc\td",
        "after",
        "Head",
        "under",
        "[1] foot",
    ]
    assert transcript.turns[-2].section == "Head"
    assert any("tracked changes" in note for note in transcript.notes)
    with pytest.raises(ReaderError, match="cp1251"):
        one(tmp_path, "b.rtf", rtf(rb"\'98"))
    with pytest.raises(ReaderError, match="incomplete"):
        one(tmp_path, "c.rtf", rtf(b"words")[:-1])


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
ODD = st.lists(
    st.sampled_from([*NASTY.split(" "), "\u2028", "\x85", " ", "\u00a0", "Aida:", "<", "&amp;", "]]>", "{\\b"]),
    max_size=8,
)
LINES = st.lists(TEXT | ODD.map(" ".join), min_size=1, max_size=6).filter(
    lambda found: any(clean(line, "")[0].strip() for line in found)
)


def as_rtf(line: str) -> bytes:
    units = line.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return b"".join(b"\\u%d?" % number for number in numbers) + b"\\par\n"


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_paragraph_comes_out_in_order_once(tmp_path: Path, lines: list[str]) -> None:
    wanted = [clean(line, "")[0].strip() for line in lines]
    wanted = [line for line in wanted if line]
    usable = [line.replace("\ufffe", "").replace("\uffff", "") for line in lines]
    if usable == lines:
        assert one(tmp_path, "a.docx", docx(*(p(run(line)) for line in lines))).text == "\n\n".join(wanted)
    assert one(tmp_path, "a.rtf", rtf(*map(as_rtf, lines))).text == "\n\n".join(wanted)


def test_a_line_of_200_000_characters_and_its_offsets(tmp_path: Path) -> None:
    long = (NASTY + " ") * 5000
    for transcript in (
        one(tmp_path, "a.docx", docx(p(run("Aida: " + long)), p("Aida: yes"))),
        one(tmp_path, "a.rtf", rtf(as_rtf("Aida: " + long), b"Aida: yes")),
        one(tmp_path, "a.odt", odt(f"<text:p>Aida: {long}</text:p><text:p>Aida: yes</text:p>")),
        one(tmp_path, "a.html", f"<p>Aida: {long}<p>Aida: yes".encode()),
    ):
        assert spoken(transcript) == [("Aida", long.strip()), ("Aida", "yes")]


def test_a_web_page_is_what_a_browser_shows(tmp_path: Path) -> None:
    page = (
        "<html><head><title>t</title><style>s</style></head><body><h1>He\nad</h1><p><b>Aigul</b> one  <i>two</i>&nbsp;"
        "<br>line</p><p><strong>Aigul</strong>\nagain<script>no</script><template>no</template></p><h2>Sub</h2>"
        "<blockquote>quoted<p>more</p></blockquote><div>a<div>b</div>c</div><ul><li>i<li>j</ul><table><tr><td>1<td>2</table>d"
        "<pre>x\n  y</pre>"
    )
    transcript = one(tmp_path, "a.html", page.encode())
    assert blocks(transcript) == [
        "He ad",
        "Aigul one two\u00a0\nline",
        "Aigul again",
        "Sub",
        "quoted",
        "more",
        *"abcij",
        "1\t2",
        "d",
        "x\n  y",
    ]
    kinds = [turn.kind for turn in transcript.turns]
    assert kinds.count(Kind.QUOTATION) == 2
    assert kinds.count(Kind.TABLE) == 1
    assert transcript.turns[4].section == "He ad / Sub"
    russian = "<html><head><meta charset='windows-1251'></head><p>Да, мы платим.".encode("cp1251")
    assert one(tmp_path, "b.html", russian).text == "Да, мы платим."
