"""Codes from spreadsheets: columns found by name, parents made, nothing in the file overwritten."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from quoth.codebook_file import NEW, Entry, import_table, merge_table, read
from quoth.errors import CodebookError


def table(folder: Path, data: str | bytes, name: str = "codes.csv") -> tuple[Entry, ...]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return import_table(path)


XML = {
    "[Content_Types].xml": """<Types xmlns="PACKAGE/content-types">
        <Default Extension="xml" ContentType="application/xml"/></Types>""",
    "_rels/.rels": """<Relationships xmlns="PACKAGE/relationships">
        <Relationship Id="r1" Type="OFFICE/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": """<workbook xmlns="MAIN" xmlns:r="OFFICE">
        <sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships xmlns="PACKAGE/relationships">
        <Relationship Id="r1" Type="OFFICE/worksheet" Target="worksheets/s.xml"/></Relationships>""",
    "xl/worksheets/s.xml": """<worksheet xmlns="MAIN"><sheetData>CELLS</sheetData></worksheet>""",
}
SPACES = {
    "PACKAGE": "http://schemas.openxmlformats.org/package/2006",
    "OFFICE": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "MAIN": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
}


def sheet(path: Path, rows: list[list[str]]) -> Path:
    """A workbook with one sheet of strings, written by hand."""
    cells = [[f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if cell else "<c/>" for cell in row] for row in rows]
    with zipfile.ZipFile(path, "w") as book:
        for name, xml in XML.items():
            for word, space in SPACES.items():
                xml = xml.replace(word, space)
            book.writestr(name, xml.replace("CELLS", "".join(f"<row>{''.join(row)}</row>" for row in cells)))
    return path


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    assert table(
        tmp_path,
        'Parent,CODE,Definition,include,Exclude,Example\nMedia,Paid,A fee.,"asked\n- paid",grants,We pay.\n,,,,,\n',
    ) == (Entry("Paid", "Media", "A fee.", ("asked", "paid"), ("grants",), ("We pay.",), 2),)


@pytest.mark.parametrize(
    ("data", "label", "parent", "definition"),
    [
        ("name,description\nplaces,Where\n", "places", "", "Where"),
        ("\ufefftag;description\ninteresting\\places;Where\n", "places", "interesting", "Where"),
        ("Code\tMemo\nMedia > Paid > Fees\tAsked\n", "Fees", "Media / Paid", "Asked"),
        ("Медиа>>Платные,записка\n", "Платные", "Медиа", "записка"),
        ("path,parent\nB > C,A\n", "C", "A / B", ""),
        ("label\nDon't > \n", "Don't >", "", ""),
    ],
)
def test_what_other_programs_write_is_read(tmp_path: Path, data: str, label: str, parent: str, definition: str) -> None:
    entry = table(tmp_path, data)[0]
    assert (entry.label, entry.parent, entry.definition) == (label, parent, definition)


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "codes.xlsx",
        [["Code", "Parent", "Memo"], ["Платные", "Медиа", "За деньги"], ["", "", ""], ["7", "", ""]],
    )
    assert import_table(path) == (Entry("Платные", "Медиа", "За деньги", line=2), Entry("7", line=4))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"colour,size\nred,1\n", "no column of codes"),
        ("a.csv", "код\n".encode("cp1251") + b"\xff\n", "not text in UTF-8"),
        ("a.csv", b"code\n\0\n", "not a text file"),
        ("a.xlsx", b"code\nA\n", "cannot be read as a spreadsheet"),
    ],
)
def test_what_is_no_table_of_codes_is_said(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(CodebookError, match=said):
        table(tmp_path, data, name)


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    for name in ("none.csv", "none.xlsx"):
        with pytest.raises(CodebookError, match="cannot be read"):
            import_table(tmp_path / name)


def test_parents_come_first_and_missing_ones_become_headings() -> None:
    rows = [
        Entry("Fees", "Media / Paid"),
        Entry("Paid", "Media", "A fee."),
        Entry("Law"),
        Entry("Fines", "law"),
        Entry("Tax", "State"),
    ]
    text, ids, messages = merge_table(NEW, rows)
    book = read(text).codebook
    assert book is not None
    assert [(code.id, code.parent, code.heading) for code in book.codes] == [
        ("media", None, True),
        ("paid", "media", False),
        ("fees", "paid", False),
        ("law", None, False),
        ("fines", "law", False),
        ("state", None, True),
        ("tax", "state", False),
    ]
    assert sorted(ids) == sorted(code.id for code in book.codes)
    assert book.by_id["paid"].definition == "A fee."
    assert messages == ()
    assert merge_table(text, rows)[:2] == (text, ())


def test_the_file_is_filled_in_and_never_overwritten() -> None:
    old = "# ours\n- Paid coverage # bare\n- {id: law, label: Law, definition: Ours}\n"
    rows = [
        Entry("paid coverage", definition="Theirs", include=("a",), line=2),
        Entry("Law", definition="Theirs", examples=("b",), line=3),
        Entry("Law", line=4),
        Entry("New", "law", line=5),
    ]
    text, ids, messages = merge_table(old, rows)
    book = read(text).codebook
    assert book is not None
    assert (book.by_id["paid-coverage"].definition, book.by_id["paid-coverage"].include) == ("Theirs", ("a",))
    assert (book.by_id["law"].definition, book.by_id["law"].examples) == ("Ours", ("b",))
    assert ids == ("new",)
    assert book.by_id["new"].parent == "law"
    assert messages == (
        "Line 2: “paid coverage” is in the codebook already; definition, include added.",
        "Line 3: “Law” is in the codebook already; examples added; its definition there is kept.",
        "Line 4: “Law” is in the codebook already.",
    )
    assert text.startswith("# ours\n- label: Paid coverage # bare\n")


def test_rows_that_lie_under_each_other_are_untangled() -> None:
    text, ids, messages = merge_table("", [Entry("A", "B", line=2), Entry("B", "A", line=3), Entry("A", "B", line=4)])
    assert set(ids) == {"a", "b"}
    assert messages[0] == "Line 3: “B” lies under itself in the table; it was put higher up."
    assert read(text).codebook is not None
