"""Exports: exact files, text that never becomes a formula or markup, and targets that stay whole."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quoth.errors import CodingError, ExportError
from quoth.exporters import About, Material, Options, export, formats
from quoth.exporters.atomic import replacing
from quoth.exporters.attribution import parse, with_attributes
from quoth.exporters.codings_csv import CodingRow, read_codings, write_codings
from quoth.exporters.guard import guard, legal, unguard
from quoth.exporters.markdown import escape
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import Coding, Origin, Quotation
from quoth.model.text import Role

if TYPE_CHECKING:
    from markdown_it.token import Token

CODEBOOK = Codebook(
    (
        Code("media", "Media", heading=True),
        Code("fee", "Paid coverage", parent="media"),
        Code("own", "Own channels", parent="media"),
        Code("law", "Law & order"),
    )
)


def quotation(code: str, quote: str, number: int = 1, **more: object) -> Quotation:
    coding = Coding(
        id=f"k:{number}",
        coder=str(more.get("coder", "aigul")),
        code=code,
        document="d1",
        version="v1",
        start=10,
        end=10 + len(quote),
        quote=quote,
        prefix="",
        suffix="",
        definition="",
        at="2026-03-01T09:30:00Z",
        origin=Origin.SUGGESTION if number == 2 else Origin.TYPED,
        star=number == 2,
        translation=str(more.get("translation", "")),
        translation_language="en" if "translation" in more else "",
    )
    placed = (
        "kz-02",
        {"country": "Kazakhstan", "role": str(more.get("role", "editor"))},
        CODEBOOK.label(code),
        str(more.get("path", CODEBOOK.path(code))),
        7 if number < 3 else 0,
        str(more.get("speaker", "Dana")),
        Role.PARTICIPANT,
        "Money",
        12.5 if number == 1 else None,
        str(more.get("memo", "")),
        False,
        "",
    )
    return Quotation._make((*astuple(coding), *placed))


SAMPLE = [
    quotation("law", "-3 points; they said <b>no</b>", 1, memo="=SUM(A1)\n\n* really *"),
    quotation("fee", "Они просят «плату».\nВсегда.", 2, translation="They ask for a fee. Always."),
    quotation("gone", 'He said "yes"', 3, path="Old / Gone"),
]
OPTIONS = Options(attribution=with_attributes(("country", "role")))
ABOUT = About(layer="consensus", codebook="version 2 (00aa11bb)", quoth="0.1.0")


def material(quotations: Iterable[Quotation], attributes: tuple[str, ...] = ("country", "role")) -> Material:
    return Material(about=ABOUT, codebook=CODEBOOK, attributes=attributes, quotations=lambda: iter(quotations))


def written(name: str, quotations: list[Quotation], options: Options = OPTIONS, **more: Any) -> str:
    target = io.BytesIO()
    assert export(name, material(quotations, **more), target, options) == len(quotations)
    return target.getvalue().decode()


# ---- exact files


def test_the_csv_file_byte_by_byte(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert export("csv", material(SAMPLE), target, OPTIONS) == 3
    header = (
        "id,document,attribute.country,attribute.role,speaker,role,turn,section,start,end,quote,code,label,path,coder,"
        "round,memo,translation,star,created,source,time,earlier_text,case,translation_language"
    )
    rows = [
        "k:1,kz-02,Kazakhstan,editor,Dana,participant,7,Money,10,40,'-3 points; they said <b>no</b>,law,Law & order,"
        'Law & order,aigul,,"\'=SUM(A1)\n\n* really *",,,2026-03-01T09:30:00Z,typed,0:00:12,,,',
        'k:2,kz-02,Kazakhstan,editor,Dana,participant,7,Money,10,37,"Они просят «плату».\nВсегда.",fee,Paid coverage,'
        "Media / Paid coverage,aigul,,,They ask for a fee. Always.,yes,2026-03-01T09:30:00Z,suggestion,,,,en",
        'k:3,kz-02,Kazakhstan,editor,Dana,participant,,Money,10,23,"He said ""yes""",gone,gone,Old / Gone,aigul,'
        ",,,,2026-03-01T09:30:00Z,typed,,,,",
    ]
    assert target.read_bytes() == b"\xef\xbb\xbf" + "".join(f"{row}\r\n" for row in [header, *rows]).encode()


def test_the_json_file_byte_by_byte() -> None:
    text = written("json", SAMPLE[1:2])
    assert text == (
        '{"quotations": [\n'
        '{"id": "k:2", "document": "kz-02", "version": "v1", "attributes": {"country": "Kazakhstan", "role": "editor"},'
        ' "speaker": "Dana", "role": "participant", "turn": 7, "time": null, "earlier_text": false, "section": "Money",'
        ' "start": 10,'
        ' "end": 37, "quote": "Они просят «плату».\\nВсегда.", "code": "fee", "label": "Paid coverage", '
        '"path": "Media / Paid coverage", "coder": "aigul", "round": "", "memo": "", '
        '"translation": "They ask for a fee. Always.", "translation_language": "en", "star": true, '
        '"created": "2026-03-01T09:30:00Z", "source": "suggestion", "case": ""}\n'
        '], "layer": "consensus", "filters": "", "codebook": "version 2 (00aa11bb)", "quoth": "0.1.0"}\n'
    )


def test_the_markdown_file_byte_by_byte() -> None:
    assert written("md", SAMPLE, Options(attribution=with_attributes(("country",)))) == (
        "# Quotations\n\n"
        "3 quotations\n\n"
        "## Media\n\n"
        "### Paid coverage\n\n"
        "1 quotation\n\n"
        "> Они просят «плату».\\\n> Всегда.\n>\n"
        "> *Translation (en):* They ask for a fee. Always.\n>\n"
        "> — kz-02, Dana, Kazakhstan, turn 7\n\n"
        "## Law \\& order\n\n"
        "1 quotation\n\n"
        "> \\-3 points; they said \\<b\\>no\\</b\\>\n>\n"
        "> — kz-02, Dana, Kazakhstan, turn 7\n\n"
        "*\\=SUM(A1)*\n\n*\\* really \\**\n\n"
        "## Old / Gone\n\n"
        "1 quotation\n\n"
        '> He said "yes"\n>\n'
        "> — kz-02, Dana, Kazakhstan\n\n"
        "---\n\n"
        "Layer: consensus  \nCodebook: version 2 (00aa11bb)  \nQuoth: 0.1.0\n"
    )


@pytest.mark.parametrize("name", ["csv", "json", "md"])
def test_an_empty_selection_is_a_whole_file(name: str) -> None:
    text = written(name, [])
    if name == "json":
        assert json.loads(text)["quotations"] == []
    elif name == "csv":
        assert text.count("\r\n") == 1
    else:
        assert "0 quotations" in text


def test_options_change_the_table() -> None:
    text = written("csv", SAMPLE, Options(delimiter=";", bom=False, raw=True), attributes=())
    assert text.startswith("id;document;speaker;")
    assert ';"-3 points; they said <b>no</b>";' in text
    for delimiter in ("", ";;", '"', "\n"):
        with pytest.raises(ExportError, match="cannot separate"):
            written("csv", [], Options(delimiter=delimiter))


def test_an_attribution_is_a_template_and_what_is_empty_goes_with_its_words() -> None:
    def of(template: str, which: int = 0) -> str:
        return parse(template).of(SAMPLE[which])

    assert of("{document}, {speaker}, {attribute:country}, turn {turn}") == "kz-02, Dana, Kazakhstan, turn 7"
    assert of("{document}, {speaker}, turn {turn}", 2) == "kz-02, Dana"
    assert of("[{time}] {speaker} ({attribute:none}; {label})") == "[0:00:12] Dana; Law & order)"
    assert of("{case}, {document} (coded by {coder})") == "kz-02 (coded by aigul)"
    assert of("{case}") == ""
    for wrong in ("", "no field", "{documant}", "{attribute:}", "{document", "document}", "{{document}}"):
        with pytest.raises(ExportError):
            parse(wrong)


def test_formats_are_known_by_name_and_others_refused() -> None:
    assert formats()[:5] == ("csv", "tsv", "json", "jsonl", "xlsx")
    with pytest.raises(ExportError, match="papyrus") as caught:
        export("papyrus", material([]), io.BytesIO(), OPTIONS)
    assert "csv, tsv, json" in caught.value.hint


def test_quotations_are_taken_one_at_a_time_and_counted() -> None:
    told: list[int] = []
    live = 0

    def stream() -> Iterator[Quotation]:
        nonlocal live
        for number in range(2500):
            assert len(target.getvalue()) >= live * 50 - 20000, "rows are written as they come"
            live = number
            yield SAMPLE[0]

    target = io.BytesIO()
    made = Material(quotations=stream)
    assert export("csv", made, target, Options(progress=told.append)) == 2500
    assert told == [1000, 2000, 2500]


# ---- text that another program could interpret

hostile = st.text(alphabet=st.sampled_from("'=+-@\t\r\n\0＝＠ \u00a0\ufeffaя1\"«"), max_size=8) | st.text(max_size=12)


@given(hostile)
@example("'=1")
@example("''+1")
@example("'")
@example("'text")
def test_the_guard_can_be_taken_off_again(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text) in (text, f"'{text}")


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+7 701", "-", "@x", "\t=x", "\r", "\0x", "＝A1", "＠", " =1", "\u00a0-1", "\ufeff=1", "\u3000＋1"],
)
def test_what_a_spreadsheet_may_take_for_a_formula_is_guarded(formula: str) -> None:
    assert guard(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "«=»", "'quoted'", " a", "— dash", "..."])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == unguard(text) == text


@given(
    st.lists(hostile.filter(lambda text: not set(text) & set(map(chr, range(0xD800, 0xE000)))), min_size=3, max_size=3)
)
def test_every_user_cell_comes_back_from_csv(texts: list[str]) -> None:
    quote, speaker, memo = texts
    text = written("csv", [quotation("fee", quote, speaker=speaker, memo=memo)])
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert [unguard(row[name]) for name in ("quote", "speaker", "memo")] == texts
    assert not any(row[name].lstrip(" \u00a0\ufeff").startswith(tuple("=+-@\t＝＠")) for name in row)


@given(hostile)
def test_every_text_comes_back_from_json(text: str) -> None:
    row = json.loads(written("json", [quotation("fee", text, memo=text)]))["quotations"][0]
    assert (row["quote"], row["memo"]) == (text, text)


MARKUP = [
    "<script>alert(1)</script>",
    "# not a heading",
    "1. not a list",
    "(a) nor this",
    "- nor this",
    "===",
    "---",
    "~~~",
    "```",
    "    code",
    "*a* _b_ **c** `d` ~~e~~ ==f==",
    "[a](http://b.c) ![a](b)",
    "http://example.org www.example.org",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "&amp; &#60;",
    "> deeper",
    "a  \nb\\\nc",
    "$x^2$ {.class} @smith2020 [^1]",
    "\x1b[31mred\x07",
    "end\\",
]


def shown(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content


def rendered(markdown: str) -> tuple[set[str], list[str]]:
    """The kinds of tokens in a page and the text of each paragraph or heading, extensions switched on."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True})
    tokens = parser.enable(["table", "strikethrough", "linkify"]).parse(markdown)
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    kinds = {token.type for token in tokens} | {child.type for children in inline for child in children}
    return kinds, ["".join(map(shown, children)) for children in inline]


def plain(text: str) -> list[str]:
    """What must be shown: paragraphs between empty lines, lines without white space at their ends."""
    lines = [legal(line).strip() for line in text.split("\n")]
    return [paragraph.strip("\n") for paragraph in "\n".join(lines).split("\n\n") if paragraph.strip("\n")]


def check_markdown(text: str) -> None:
    page = written("md", [quotation("fee", text, translation=text, memo=text, speaker=text)])
    kinds, paragraphs = rendered(page)
    allowed = {f"{kind}_{side}" for kind in ("heading", "paragraph", "blockquote", "em") for side in ("open", "close")}
    assert kinds <= allowed | {"inline", "text", "text_special", "softbreak", "hardbreak", "hr"}
    expected = plain(text)
    assert paragraphs[5 : 5 + len(expected)] == expected
    assert paragraphs[len(paragraphs) - 1 - len(expected) : -1] == expected, "the last one says what is counted"


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_quote_is_shown_and_not_obeyed(text: str) -> None:
    check_markdown(text)


@given(st.text(alphabet=st.sampled_from("#*_-=+~`<>[]()!|\\&;:./@{}$^1aя \n\t\x1b\r\u00a0"), max_size=30))
def test_no_mixture_of_marks_is_obeyed(text: str) -> None:
    check_markdown(text)


def test_a_label_is_one_line_and_never_closes_its_heading() -> None:
    page = written("md", [quotation("new", "x", path="C # \n\n<img src=x> #")])
    assert "## C \\# \\<img src=x\\> \\#\n" in page
    assert escape("Q2: 12:30") == "Q2: 12:30"


# ---- the target stays whole


def test_the_new_file_takes_the_place_of_the_old_one_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with replacing(link) as stream:
        stream.write(b"new\r\n")
        assert target.read_text() == "old"
    assert target.read_bytes() == b"new\r\n"
    assert link.is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["link.csv", "out.csv"]
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_failure_halfway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")

    def failing() -> Iterator[Quotation]:
        yield SAMPLE[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export("json", Material(quotations=failing), target, OPTIONS)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.json"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "not allowed"), (errno.EIO, "put/out error|error")],
)
def test_what_the_system_refuses_is_one_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    target = tmp_path / "out.md"
    target.write_text("old")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ExportError, match=words) as caught:
        export("md", material(SAMPLE), target, OPTIONS)
    assert str(target) in caught.value.message
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.md"]


def test_a_folder_or_a_missing_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="it is a folder"):
        export("csv", material(SAMPLE), tmp_path, OPTIONS)
    with pytest.raises(ExportError, match="folder does not exist"):
        export("csv", material(SAMPLE), tmp_path / "none" / "out.csv", OPTIONS)
    with pytest.raises(ExportError, match="name is too long"):
        export("csv", material(SAMPLE), tmp_path / ("n" * 300), OPTIONS)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are not files there")
def test_what_is_no_file_is_written_directly() -> None:
    assert export("csv", material(SAMPLE), Path(os.devnull), OPTIONS) == 3
    assert not Path(os.devnull).is_file()


def test_half_a_character_is_an_error_of_the_export(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"U\+D800"):
        export("csv", material([quotation("fee", "x", memo="\ud800")]), tmp_path / "out.csv", OPTIONS)
    assert os.listdir(tmp_path) == []


# ---- the table of codings

texts = hostile.filter(lambda text: all(not 0xD800 <= ord(char) < 0xE000 for char in text))
rows = st.builds(
    CodingRow,
    document=texts.filter(bool),
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    code=texts.filter(lambda text: text != "-"),
    coder=texts,
    quote=texts,
    memo=texts,
    round=texts,
)
done = st.builds(CodingRow, document=texts.filter(bool), start=st.none(), end=st.none(), code=st.just("-"), coder=texts)


@given(st.lists(rows | done, max_size=5))
def test_codings_come_back_as_they_were_written(table: list[CodingRow]) -> None:
    target = io.StringIO(newline="")
    assert write_codings(table, target) == len(table)
    back = [
        CodingRow(**{**row.values, "start": number(row.values["start"]), "end": number(row.values["end"])})  # type: ignore[arg-type]
        for row in read_codings(io.StringIO(target.getvalue(), newline=""), "codings.csv")
    ]
    assert back == table


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def test_the_codings_file_byte_by_byte() -> None:
    target = io.StringIO(newline="")
    write_codings(
        [CodingRow("kz-02", 3, 9, "fee", "aigul", "-3 to", "note"), CodingRow("kz-02", None, None, "-", "b")], target
    )
    assert target.getvalue() == (
        "document,start,end,code,coder,quote,memo,round\r\nkz-02,3,9,fee,aigul,'-3 to,note,\r\nkz-02,,,-,b,,,\r\n"
    )


def read(text: str) -> list[tuple[int, str, str]]:
    return [(row.line, row.values["code"], row.problem) for row in read_codings(io.StringIO(text, newline=""), "c.csv")]


def test_a_table_from_a_spreadsheet_is_read() -> None:
    text = '\ufeffCode;Coder;Document;Start;End;Quote\nfee;a;d;1;2;"two\nlines"\n\n;;;;;\nlaw;b;d;3;4\n'
    assert read(text) == [(2, "fee", ""), (6, "law", "5 cells instead of 6")]


def test_a_table_without_its_columns_or_with_an_open_quote_is_refused_with_the_line() -> None:
    with pytest.raises(CodingError, match=r"c\.csv:1: the columns start, end cannot"):
        read("document,code,coder\n")
    with pytest.raises(CodingError, match=r"c\.csv:1: "):
        read("")
    with pytest.raises(CodingError, match=r"c\.csv:3: this is not a table"):
        read('document,start,end,code,coder\nd,1,2,fee,a\nd,1,2,"fee,a\n')
