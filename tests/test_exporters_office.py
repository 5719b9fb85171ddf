"""Word, Excel, web pages, matrices, codebooks, archives: hostile text is shown as it is, and files open elsewhere."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from quoth.cli import run
from quoth.exporters import About, Material, Options, Text, export
from quoth.exporters.guard import legal
from quoth.exporters.marks import cut, passages
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import Origin, Quotation
from quoth.model.text import Document, Role, Source, Turn, Version

HOSTILE = [
    "=1+1",
    "+7 701 | -3",
    "@SUM(A1)",
    "https://example.org and mailto:a@b.c",
    "<script>alert(1)</script> & </w:t></w:r> ]]> <!--",
    "\"quoted\" 'single' `tick`",
    "_x0041_ _x005F_ %20 {TOC} { PAGE } \\o",
    "\x00\x01\x08\x0b\x1f\x7f\x9f\ufffe end",
    "line one\nline two\n\nparagraph\ttab",
    "Ёлка — «ёлка» 👩\u200d👩\u200d👧 e\u0301 \u202eabc",
    "007",
    "2024-05-17",
    "TRUE",
    "x" * 40_000,
    "👩" * 20_000,
]
CODES = Codebook((Code("media", "Media", heading=True), Code("fee", "Fee <b> & =1", parent="media", colour="#d97706")))


def placed(text: str, start: int, end: int, code: str = "fee", number: int = 1, **more: str) -> Quotation:
    return Quotation(
        id=f"k:{number}",
        coder=more.get("coder", "ann"),
        code=code,
        document_id="d1",
        version="v1",
        start=start,
        end=end,
        quote=text[start:end],
        prefix="",
        suffix="",
        definition="",
        at="2026-03-01T09:30:00Z",
        round="",
        origin=Origin.TYPED,
        rank=None,
        score=None,
        star=False,
        translation=more.get("translation", ""),
        translation_language="",
        translator="",
        document="kz-02",
        attributes={"country": more.get("country", "Kazakhstan")},
        code_label=CODES.label(code),
        code_path=CODES.path(code),
        turn=1,
        speaker=more.get("speaker", "P01"),
        role=Role.PARTICIPANT,
        memo=more.get("memo", ""),
    )


def material(text: str, found: list[Quotation], turns: tuple[Turn, ...] = ()) -> Material:
    document = Document("d1", "kz-02", "v1", {"country": "Kazakhstan"})
    version = Version("v1", "d1", 1, text, turns or (Turn(0, len(text), 0, "P01"),), Source("", "", ""))
    return Material(
        about=About(title="<Study> & =1", layer="all coders", codebook="version 1"),
        codebook=CODES,
        attributes=("country",),
        documents=(document,),
        quotations=lambda: iter(found),
        texts=lambda: iter([Text(document, version, tuple(found))]),
        code_counts=lambda: Counter(q.code for q in found),
    )


def written(name: str, made: Material, **options: str) -> bytes:
    target = io.BytesIO()
    export(name, made, target, Options(**options))  # type: ignore[arg-type]
    return target.getvalue()


def hostile(text: str) -> Material:
    return material(text, [placed(text, 0, len(text), memo=text, translation=text, speaker=text, country=text)])


# ---- Excel


@pytest.mark.parametrize("text", HOSTILE)
def test_excel_cells_are_text_and_whole(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", hostile(text))))
    assert book.sheetnames[:5] == ["quotations", "codes", "documents", "matrix", "about"]
    sheet = book["quotations"]
    head = [cell.value for cell in sheet[1]]
    for name in ("quote", "memo", "translation", "speaker", "attribute.country"):
        cell = sheet.cell(2, head.index(name) + 1)
        assert cell.data_type in ("s", "inlineStr"), name
        assert cell.hyperlink is None
        if len(legal(text).encode("utf-16-le")) // 2 <= 32_767:
            assert unescaped(cell.value) == legal(text)
        else:
            assert "goes on in the sheet" in str(cell.value)
            rows = [row for row in book["long cells"].iter_rows(2, values_only=True) if row[1] == name]
            assert "".join(str(row[3]) for row in rows) == text
            assert {row[0] for row in rows} == {"quotations 2"}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def unescaped(value: object) -> str:
    """openpyxl leaves the escape of a literal `_x0041_` as it stands in the file."""
    return str(value).replace("_x005F_x", "_x")


def test_the_sheets_of_a_workbook_count_alike() -> None:
    text = "They ask for money, always."
    found = [placed(text, 0, 4, number=1), placed(text, 5, 8, number=2), placed(text, 0, 8, "gone", 3)]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", material(text, found))), read_only=True)
    codes = {row[0]: (row[4], row[8], row[9]) for row in book["codes"].iter_rows(2, values_only=True)}
    assert codes == {"media": ("heading", 0, 0), "fee": ("active", 2, 1), "gone": ("missing", 1, 1)}
    assert list(book["matrix"].iter_rows(values_only=True)) == [("document", "fee", "gone"), ("kz-02", 2, 1)]
    assert [row[-1] for row in book["documents"].iter_rows(2, values_only=True)] == [3]


# ---- Word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: etree.fromstring(package.read(name)) for name in package.namelist()}


def words(element: etree._Element) -> str:
    """What Word shows of a paragraph."""
    shown = {f"{W}t": None, f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join((e.text or "") if shown[e.tag] is None else str(shown[e.tag]) for e in element.iter(*shown))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("layout", ["themes", "transcripts"])
def test_word_shows_text_and_obeys_none_of_it(text: str, layout: str) -> None:
    found = parts(written("docx", hostile(text), layout=layout))
    body = found["word/document.xml"]
    instructions = [e.text for e in body.iter(f"{W}instrText")]
    assert all(re.fullmatch(r' TOC \\o "1-3" \\h \\z ', str(said)) for said in instructions)
    assert not list(body.iter(f"{W}fldSimple"))
    shown = ["\n".join(words(p) for p in body.iter(f"{W}p"))]
    shown.append("\n".join(words(p) for p in found["word/comments.xml"].iter(f"{W}p")))
    for line in filter(None, (line.strip() for line in legal(text).split("\n"))):
        assert line in shown[0]
        assert layout == "themes" or line in shown[1], "memos are in comments"
    assert "Layer: all coders" in shown[0]


def test_comments_in_word_stand_over_their_words() -> None:
    text = "P01: one two three\n\nP02: four five"
    turns = (Turn(0, 18, 5, "P01"), Turn(20, 34, 25, "P02"))
    found = [
        placed(text, 9, 12, number=1),
        placed(text, 9, 29, number=2, memo="over two"),
        placed(text, 0, 3, number=3),
    ]
    made = parts(written("docx", material(text, found, turns), layout="transcripts"))
    opened: dict[str, list[str]] = {}
    covered: dict[str, str] = {}
    for element in made["word/document.xml"].iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t"):
        name = str(element.get(f"{W}id"))
        if element.tag == f"{W}commentRangeStart":
            opened[name] = []
        elif element.tag == f"{W}commentRangeEnd":
            covered[name] = "".join(opened.pop(name))
        else:
            for said in opened.values():
                said.append(element.text or "")
    assert opened == {}
    comments = {c.get(f"{W}id"): "|".join(map(words, c)) for c in made["word/comments.xml"]}
    assert covered.keys() == comments.keys()
    assert sorted(covered.values()) == [
        "",
        "two",
        "two threeP02: four",
    ]
    assert "Fee <b> & =1|over two" in comments.values()


# ---- pages


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.text = ""
        self.style = ""
        self.policy = ""
        self.attributes: set[str] = set()
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._in = tag
        self.attributes |= {name for name, _ in attrs}
        found = dict(attrs)
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(found["content"])
        self.text += "\n" if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "style":
            self.style += data
        else:
            self.text += data


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("layout", ["themes", "transcripts"])
def test_a_page_shows_text_and_lets_nothing_run(text: str, layout: str) -> None:
    page = Page()
    page.feed(written("html", hostile(text), layout=layout).decode())
    safe = legal(text)
    assert page.text.count(safe) >= 2, "quote or turn, and memo"
    assert not {"script", "img", "iframe", "object", "link", "form", "b:", "w:t"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name in ("style", "src", "srcdoc")}
    digest = re.search(r"style-src 'sha256-([^']+)'", page.policy)
    assert digest is not None
    assert "default-src 'none'" in page.policy
    import base64

    assert base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode() == digest[1]


spans = st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=6)


@given(spans, st.lists(st.integers(1, 10), max_size=5))
def test_marks_cover_what_their_quotations_cover(places: list[tuple[int, int]], lengths: list[int]) -> None:
    text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
    turns: list[Turn] = []
    at = 0
    for length in lengths:
        if at + length + 2 <= len(text):
            turns.append(Turn(at, at + length + 1, at + 1, "s"))
            at += length + 2
    ordered = sorted((a, min(a + b, 40)) for a, b in places)
    found = [placed(text, a, b, number=n) for n, (a, b) in enumerate(ordered)]
    made = material(text, found, tuple(turns) or (Turn(0, 40, 0),))
    shown = list(passages(next(made.texts())))
    for index, q in enumerate(found):
        marks = [(p, m) for p in shown for m in p.marks if m.index == index]
        assert marks, "every quotation has a mark"
        assert [m.first for _, m in marks].count(True) == [m.last for _, m in marks].count(True) == 1
        covered = "".join(p.words[m.start : m.end] for p, m in marks)
        inside = [(max(q.start, t.speech), min(q.end, t.end)) for t in (p.turn for p in shown)]
        assert covered == "".join(text[a:b] for a, b in inside if a < b)
    for passage in shown:
        pieces = list(cut(passage))
        assert "".join(words for words, _ in pieces) == passage.words


# ---- whole commands

TEXT = "Interviewer: And then?\n\nGulnara: They asked for money. We paid.\n\nInterviewer: Why?\n\nGulnara: =1+1.\n"
ROWS = [("one", 25, 54, "paid", "ann"), ("one", 34, 60, "fear", "ann"), ("two", 34, 54, "paid", "bek")]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "transcripts").mkdir()
    codes = "codes:\n  - {id: paid, label: Paid, definition: '=1+1 <b>'}\n  - {id: fear, label: Fear}\n"
    (tmp_path / "codebook.yaml").write_text(codes, encoding="utf-8")
    for name in ("one", "two", "three"):
        (tmp_path / "transcripts" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    lines = ["document,start,end,code,coder", *(",".join(map(str, row)) for row in ROWS)]
    (tmp_path / "transcripts" / "codings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_CODER", "ann")
    assert run(["init"]) == 0
    return tmp_path


def matrix(*options: str) -> list[dict[str, str]]:
    assert run(["export", "matrix", "-o", "m.csv", *options]) == 0
    with Path("m.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_matrix_tells_not_coded_from_not_known(project: Path) -> None:
    rows = matrix()
    assert [(r["document"], r["coder"], r["paid"], r["fear"]) for r in rows] == [
        ("one", "ann", "1", "1"),
        ("three", "", "NA", "NA"),
        ("two", "bek", "1", "0"),
    ]
    assert run(["documents", "done", "three"]) == 0
    assert [(r["coder"], r["paid"]) for r in matrix("--document", "three")] == [("ann", "0")]
    turns = matrix("--unit", "turn", "--document", "one")
    assert [(r["unit"], r["speaker"], r["paid"], r["fear"]) for r in turns] == [
        ("1", "Interviewer", "0", "0"),
        ("2", "P01", "1", "1"),
        ("3", "Interviewer", "0", "0"),
        ("4", "P01", "0", "0"),
    ]
    sentences = matrix("--unit", "sentence", "--document", "one", "--role", "participant")
    assert [(r["start"], r["paid"], r["fear"]) for r in sentences if r["role"] == "participant"][:2] == [
        ("33", "1", "1"),
        ("55", "0", "1"),
    ]


@pytest.mark.parametrize("suffix", ["md", "docx", "html", "csv", "xlsx"])
def test_a_codebook_has_every_form(project: Path, suffix: str) -> None:
    assert run(["export", "codebook", "-o", f"book.{suffix}"]) == 0
    content = (project / f"book.{suffix}").read_bytes()
    said = ""
    if suffix == "docx":
        said = "\n".join(words(p) for p in parts(content)["word/document.xml"].iter(f"{W}p"))
    elif suffix == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content))["codebook"]
        said = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        said = content.decode()
    assert "Paid" in said
    assert {"md": "1+1 \\<b\\>", "html": "=1+1 &lt;b&gt;", "csv": "'=1+1 <b>"}.get(suffix, "=1+1 <b>") in said


def test_an_archive_is_sealed_and_holds_no_word_without_the_texts(project: Path) -> None:
    assert run(["export", "bundle", "-o", "a.zip"]) == 0
    assert run(["export", "bundle", "-o", "b.zip"]) == 0
    assert Path("a.zip").read_bytes() == Path("b.zip").read_bytes(), "the same project makes the same archive"
    with zipfile.ZipFile("a.zip") as package:
        content = {name: package.read(name) for name in package.namelist()}
    for line in content["hashes.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(content[name]).hexdigest() == digest
    assert not any(word in text.decode() for text in content.values() for word in ("money", "We paid", "Gulnara"))
    assert run(["export", "bundle", "-o", "c.zip", "--with-texts"]) == 0
    with zipfile.ZipFile("c.zip") as package:
        assert TEXT in [package.read(name).decode() for name in package.namelist()]
        rows = list(csv.reader(io.StringIO(package.read("codings.csv").decode(), newline="")))
        assert [row[5] for row in rows[1:4]] == [TEXT[start:end] for _, start, end, _, _ in ROWS]
        assert len(package.read("history.jsonl").splitlines()) == 3


def test_spss_reads_names_labels_and_missing_values(project: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    assert run(["export", "sav", "-o", "m.sav"]) == 0
    frame, meta = pyreadstat.read_sav("m.sav")
    assert list(frame["document"]) == ["one", "three", "two"]
    assert [None if value != value else value for value in frame["fear"]] == [1, None, 0]
    assert meta.column_names_to_labels["paid"] == "Paid"
    assert meta.variable_value_labels["paid"] == {0.0: "not coded", 1.0: "coded"}


def test_a_missing_extra_is_one_line_and_leaves_the_old_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m.sav").write_text("old")
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    assert run(["export", "sav", "-o", "m.sav"]) == 2
    assert "pip install 'quoth[spss]'" in capsys.readouterr().err
    assert Path("m.sav").read_text() == "old"


@pytest.mark.parametrize("name", ["csv", "xlsx", "docx", "html", "json", "bundle", "codebook", "matrix"])
def test_a_target_that_is_open_elsewhere_is_left_alone(
    project: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out.docx").write_text("old")
    Path(".~lock.out.docx#").write_text("ann")
    assert run(["export", name, "-o", "out.docx"]) == 2
    assert "is open in another program" in capsys.readouterr().err
    assert Path("out.docx").read_text() == "old"


@pytest.mark.parametrize("name", ["csv", "xlsx", "docx", "html", "json", "bundle", "codebook", "matrix", "md"])
def test_a_full_disk_is_one_line_and_leaves_the_old_file(
    project: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from quoth.exporters import atomic

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if self.tell() + len(data) > 100:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    def opened(handle: int, mode: str) -> io.BufferedWriter:
        return io.BufferedWriter(Full(handle, mode), 10)

    Path("out.x").write_text("old")
    monkeypatch.setattr(atomic, "open", opened, raising=False)
    assert run(["export", name, "-o", "out.x", "--with-texts"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert said == ["quoth: out.x cannot be written: the disk is full. Free some space, or write to another disk."]
    assert Path("out.x").read_text() == "old"
    assert not [file for file in project.iterdir() if file.name.endswith(".part")]


def test_a_package_can_add_a_format_and_its_failure_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys
    from importlib.metadata import EntryPoint
    from types import ModuleType

    from quoth.exporters import registry

    made = ModuleType("endnote_for_quoth")

    def write(material: Material, target: io.BytesIO, options: Options) -> None:
        target.write("|".join(q.quote for q in material.quotations()).encode())

    def broken(material: Material, target: io.BytesIO, options: Options) -> None:
        raise KeyError("field")

    made.__dict__.update(write=write, broken=broken)
    monkeypatch.setitem(sys.modules, "endnote_for_quoth", made)
    points = [EntryPoint(name, f"endnote_for_quoth:{name}", registry.GROUP) for name in ("write", "broken")]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    registry.found.cache_clear()
    try:
        assert run(["export", "write", "-o", "out.e"]) == 0
        assert Path("out.e").read_text(encoding="utf-8").count("|") == 2
        capsys.readouterr()
        assert run(["export", "broken", "-o", "out.e"]) == 2
        assert "The format broken, which an installed package adds, failed" in capsys.readouterr().err
        assert Path("out.e").read_text(encoding="utf-8").count("|") == 2
    finally:
        registry.found.cache_clear()


def test_jsonl_is_an_object_a_line(project: Path) -> None:
    assert run(["export", "jsonl", "-o", "q.jsonl"]) == 0
    rows = [json.loads(line) for line in Path("q.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["document"], r["start"], r["end"], r["code"], r["coder"]) for r in rows] == ROWS
