"""Archives, workbooks and PDFs; files made to do harm, protected, mistaken for another; formats from outside."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from damage import SAMPLES
from office import docx, odt, p, packed, pdf, xlsx
from quoth.errors import ReaderError
from quoth.model.text import Role, Transcript
from quoth.readers import Options, formats, read, read_table, registry

TABLE = Options(id_column="id", text_columns=("why", "how"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def flagged(data: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = data.split(mark)
        data = mark.join([parts[0], *(part[: at - 4] + b"\x01" + part[at - 3 :] for part in parts[1:])])
    return data


def named(name: str, mode: int = 0) -> bytes:
    """An archive with a text under this name as it stands."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("x" * len(name))
        info.external_attr = mode << 16
        archive.writestr(info, "words")
        archive.writestr("fine.txt", "words")
    return stream.getvalue().replace(b"x" * len(name), name.encode())


DTD = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "&b;&b;">]>'
BODY = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>x&c;</w:t></w:r></w:p></w:body></w:document>'


HARMFUL: Mapping[str, tuple[str, bytes, str]] = {
    "bomb": ("a.docx", packed({"word/document.xml": b"0" * 30_000_000}), "far more than a transcript"),
    "bomb in zip": ("a.zip", packed({"a.txt": b"word " * 6_000_000}), "far more than a transcript"),
    "entities": ("a.docx", packed({"word/document.xml": DTD + BODY}), "document type"),
    "entities in odt": ("a.odt", packed({"content.xml": DTD + BODY.replace("w:", "")}), "document type"),
    "dtd": ("a.docx", packed({"word/document.xml": "<!DOCTYPE a>" + BODY.replace("&c;", "")}), "document type"),
    "deep": ("a.docx", docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested too deeply"),
    "deep odt": ("a.odt", odt("<text:section>" * 5000 + "</text:section>" * 5000), "nested too deeply"),
    "deep html": ("a.html", b"<div>" * 5000 + b"words", "nested too deeply"),
    "deep json": ("a.json", b"[" * 100_000, "nested too deeply"),
    "deep rtf": ("a.rtf", b"{\\rtf1 " + b"{" * 5000, "nested too deeply"),
    "heavy": ("a.html", b"<i></i>" * 1_000_000, "too much markup"),
    "heavy json": ("a.json", b"[" + b"[]," * 1_000_000 + b"[]]", "too much for a transcript"),
    "lines": ("a.txt", b"a\n" * 400_000, "more than 200,000 lines"),
    "paragraphs": ("a.rtf", b"{\\rtf1 " + b"a\\par " * 205_000 + b"}", "more than 200,000 lines"),
    "far sheet": (
        "a.xlsx",
        xlsx(sheet='<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "reaches too far",
    ),
    "many": ("a.zip", packed({f"{number}.txt": "x" for number in range(2001)}), "more than 2,000 files"),
    "up": ("a.zip", named("../../evil.txt"), "leads out of the archive"),
    "up in docx": ("a.docx", packed({"word/document.xml": "", "word/../../evil": ""}), "leads out of the archive"),
    "root": ("a.zip", named("/etc/evil.txt"), "leads out of the archive"),
    "drive": ("a.zip", named("C:/evil.txt"), "leads out of the archive"),
    "backslash": ("a.zip", named("a\\evil.txt"), "leads out of the archive"),
    "link": ("a.zip", named("evil.txt", stat.S_IFLNK | 0o777), "leads out of the archive"),
    "truncated": ("a.docx", SAMPLES[".docx"][:-100], "damaged or incomplete"),
    "damaged": (
        "a.docx",
        SAMPLES[".docx"].replace(b"word/document.xml", b"word/document.xmx", 1),
        "damaged|no text part",
    ),
    "protected zip": ("a.zip", flagged(packed({"a.txt": "words"})), "protected by a password"),
    "protected docx": ("a.docx", OLE + wide("EncryptedPackage"), "protected by a password"),
    "protected xlsx": ("a.xlsx", OLE + wide("EncryptedPackage"), "protected by a password"),
    "protected odt": ("a.odt", odt("", manifest="<encryption-data/>"), "protected by a password"),
    "old Word": ("a.docx", OLE + wide("WordDocument"), "old Word file"),
    "old Excel": ("a.xlsx", OLE + wide("Workbook"), "old Excel file"),
    "doc": ("a.doc", OLE, r"\.doc files are not read"),
    "words as docx": ("a.docx", b"hello", "not a Word document"),
    "docx as odt": ("a.odt", SAMPLES[".docx"], "is a Word document"),
    "docx as zip": ("a.zip", SAMPLES[".docx"], "is a Word document"),
    "pdf as docx": ("a.docx", SAMPLES[".pdf"], "is a PDF"),
    "rtf as docx": ("a.docx", SAMPLES[".rtf"], "is an RTF file"),
    "xlsx as docx": ("a.docx", SAMPLES[".xlsx"], "is an Excel workbook"),
    "empty docx": ("a.docx", docx(p(" ")), "holds no text"),
    "broken pdf": ("a.pdf", b"%PDF-1.4\nnothing", "broken"),
    "pictures": ("a.pdf", pdf([]), "no text layer"),
    "zip of nothing": ("a.zip", packed({"a.jpg": "x"}), "holds no transcript"),
    "zip in zip": ("a.zip", packed({"b.zip": packed({"a.txt": "x"})}), "holds no transcript"),
    "empty member": ("a.zip", packed({"a.txt": ""}), r"a\.zip/a\.txt is empty"),
    "bad member": ("a.zip", packed({"ok.txt": "x", "sub/b.docx": "x"}), r"a\.zip/sub/b\.docx is not a Word"),
    "one name": ("a.zip", packed({"x/a.txt": "x", "y/a.md": "y"}), "both become the document a"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_it_is_refused_in_one_sentence_with_a_remedy(tmp_path: Path, kind: str) -> None:
    name, data, said = HARMFUL[kind]
    with pytest.raises(ReaderError, match=said) as caught:
        read(put(tmp_path, name, data), TABLE)
    assert name in caught.value.message
    assert caught.value.hint
    assert len(caught.value.message.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == [tmp_path / name]


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(ReaderError, match="50 MB"):
        read(path)


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    data = packed(
        {
            "b/two.docx": docx(p("Two.")),
            "a/one.txt": "One.",
            "__MACOSX/a/._one.txt": "x",
            ".hidden.txt": "x",
            "photo.jpg": "x",
            "attributes.csv": "document,x",
        }
    )
    found = read(put(tmp_path, "all.zip", data), root=tmp_path)
    assert [(t.name, t.text, t.source.path, t.source.reader) for t in found] == [
        ("one", "One.", "all.zip/a/one.txt", "plain/1"),
        ("two", "Two.", "all.zip/b/two.docx", "docx/1"),
    ]
    assert [note.split(" ")[0] for note in found[0].notes] == ["attributes.csv", "photo.jpg"]


ROWS = (
    ["id", "why", "how", "age"],
    ["r1", "Because\nof it", "", "34"],
    ["r2", " No ", "By car", "1.5"],
    ["r3", "", "", "7"],
)


def cells(row: list[str]) -> list[str]:
    return [*row[:3], f"<c><v>{row[3]}</v></c>" if row[3][0].isdigit() else row[3]]


def test_a_workbook_is_read_as_the_same_table_in_text(tmp_path: Path) -> None:
    workbook = put(tmp_path, "a.xlsx", xlsx(*map(cells, ROWS)))
    lines = "\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS)
    text = put(tmp_path, "a.csv", lines.encode())
    for per in ("respondent", "question"):
        options = Options(id_column="id", text_columns=("why", "how"), per=per)
        first, second = read(workbook, options), read(text, options)
        assert [(t.name, t.text, t.turns, t.attributes) for t in first] == [
            (t.name, t.text, t.turns, t.attributes) for t in second
        ]
    assert [dict(row.cells) for row in read_table(workbook)] == [dict(row.cells) for row in read_table(text)]
    assert read(workbook, TABLE)[0].attributes == {"age": "34"}


def test_per_question_every_answer_is_a_turn_of_its_respondent(tmp_path: Path) -> None:
    options = Options(id_column="id", text_columns=("why", "how"), per="question")
    why, how = read(put(tmp_path, "a.xlsx", xlsx(*map(cells, ROWS))), options)
    assert (why.name, why.text) == ("why", "r1: Because\nof it\n\nr2: No")
    assert [(turn.speaker, turn.role, why.text[turn.speech : turn.end]) for turn in why.turns] == [
        ("r1", Role.PARTICIPANT, "Because\nof it"),
        ("r2", Role.PARTICIPANT, "No"),
    ]
    assert how.text == "r2: By car"
    assert any("age" in note for note in why.notes)
    assert why.source.options["per"] == "question"


def test_a_pdf_loses_page_numbers_and_running_headers_and_says_so(tmp_path: Path) -> None:
    pages = [
        ["A study of media", "Aida: The first line that is long", "goes on. Be-", "cause 2018.", "Page 1 of 3"],
        ["A study of media", "Nur: Yes.", "Page 2 of 3"],
        ["A study of media", "Aida: No.", "Nur: 100", "Page 3 of 3"],
    ]
    (transcript,) = read(put(tmp_path, "a.pdf", pdf(*pages)))
    assert [(turn.speaker, transcript.text[turn.speech : turn.end]) for turn in transcript.turns] == [
        ("Aida", "The first line that is long goes on. Be-cause 2018."),
        ("Nur", "Yes."),
        ("Aida", "No."),
        ("Nur", "100"),
    ]
    warning, dropped = transcript.notes[:2]
    assert "better import the .docx" in warning
    assert "6 lines" in dropped
    assert "A study of media" in dropped


PACKAGE = """
from quoth.errors import ReaderError
from quoth.model.text import Transcript
from quoth.readers.plain import as_turns

def read(file):
    if b"bad" in file.data:
        raise ReaderError(f"{file.label} is bad.", "Mend it.")
    text = file.data.decode("ascii")
    turns, notes = as_turns(text)
    return () if text == "nothing" else (Transcript(file.name, text, turns, file.source, notes=notes),)
"""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package that reads .fake files, and claims .txt."""
    (tmp_path / "fake_reader.py").write_text(PACKAGE)
    info = tmp_path / "fake_reader-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fake-reader\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        f"[{registry.GROUP}]\n.fake = fake_reader:read\n.txt = fake_reader:read\n.gone = fake_reader:missing\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    registry.outside.cache_clear()
    yield tmp_path
    registry.outside.cache_clear()


def test_an_installed_package_adds_a_format(outside: Path) -> None:
    assert {".fake", ".gone"} < set(formats())

    def one(name: str, content: bytes) -> Transcript:
        (transcript,) = read(put(outside, name, content))
        return transcript

    made = one("a.FAKE", b"Aida: one\nNur: two\nAida: three\nNur: four")
    assert [turn.speaker for turn in made.turns] == ["Aida", "Nur", "Aida", "Nur"]
    assert made.source.reader == ".fake of fake-reader 1.2"
    assert one("a.txt", b"bad").source.reader == "plain/1"
    with pytest.raises(ReaderError, match="is bad"):
        one("b.fake", b"bad")
    with pytest.raises(
        ReaderError, match=r"b\.fake: the reader for \.fake of fake-reader 1\.2 failed \(UnicodeDecodeError"
    ):
        one("b.fake", b"\xff")
    with pytest.raises(ReaderError, match="failed \\(AttributeError"):
        one("b.gone", b"x")
    with pytest.raises(ReaderError, match="holds no text"):
        one("b.fake", b"nothing")


def test_links_out_of_the_folder_and_pipes_are_not_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    with pytest.raises(ReaderError, match="not an ordinary file"):
        read(tmp_path / "pipe.docx")
