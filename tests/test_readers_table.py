"""Tables: answers to a survey as documents, attributes, delimiters, and what is wrong with a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.errors import ReaderError
from quoth.model.text import Transcript
from quoth.readers import Options, read, read_attributes, read_table
from quoth.readers.clean import clean
from quoth.readers.table import _lines, _table

SURVEY = Options(id_column="id", text_columns=("text",))


def table(folder: Path, content: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


def documents(folder: Path, content: str, options: Options = SURVEY) -> dict[str, Transcript]:
    return {transcript.name: transcript for transcript in read(table(folder, content), options)}


def test_a_row_is_a_document_and_its_cell_is_the_text(tmp_path: Path) -> None:
    found = documents(
        tmp_path,
        '\ufeffid,town,text\r\nq1,Osh," - We pay,\r\nalways. "\r\nq2,,Never\r\n\r\nq3,Naryn," "\r\n',
    )
    assert list(found) == ["q1", "q2"]
    assert found["q1"].text == " - We pay,\nalways. "
    assert [found["q1"].text[turn.start : turn.end] for turn in found["q1"].turns] == ["- We pay,", "always."]
    assert found["q1"].attributes == {"town": "Osh"}
    assert found["q2"].attributes == {}
    assert found["q1"].source.reader == "table/1"
    assert any("line 6" in note for note in found["q1"].notes)


def test_several_answers_stand_one_after_another_under_their_columns(tmp_path: Path) -> None:
    options = Options(id_column="ID", text_columns=("why", "how", "else"))
    content = "id;why;how;else\n1;We pay, always.;;Nothing\n2;Nur: Who?\n;;\n"
    found = documents(tmp_path, content.replace("2;Nur: Who?\n;;\n", '2;"Nur: Who?\nNur: Why?";No;\n'), options)
    assert found["1"].text == "We pay, always.\n\nNothing"
    assert [(turn.section, found["1"].text[turn.start : turn.end]) for turn in found["1"].turns] == [
        ("why", "We pay, always."),
        ("else", "Nothing"),
    ]
    assert [(turn.section, turn.speaker, found["2"].text[turn.speech : turn.end]) for turn in found["2"].turns] == [
        ("why", "Nur", "Who?"),
        ("why", "Nur", "Why?"),
        ("how", "", "No"),
    ]


CELLS = st.text(st.sampled_from("ab ,;|\t\"\n\r'я="), max_size=12)


@settings(max_examples=200)
@given(
    st.sampled_from(",;\t|"),
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_cells_come_back_whatever_the_delimiter(delimiter: str, rows: list[tuple[str, str, str]], end: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "one", "two"])
    writer.writerows(rows)
    made = _table(_lines(out.getvalue(), "a.csv", ""), "a.csv")
    assert made.columns == ["id", "one", "two"]
    cleaned = [tuple(clean(cell, "")[0] for cell in row) for row in rows]
    wanted = [row for row in cleaned if any(cell.strip() for cell in row)]
    assert [tuple(row.cells.values()) for row in made.rows] == wanted


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_plain_cells_are_parted_by_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    other = ";" if delimiter == "," else ","
    lines = [("id", "text"), ("1", f"Yes{other} we do"), ("2", f"No{other} never{other} ever")]
    rows = read_table(table(tmp_path, "\n".join(delimiter.join(line) for line in lines)))
    assert [(row.line, dict(row.cells)) for row in rows] == [
        (2, {"id": "1", "text": lines[1][1]}),
        (3, {"id": "2", "text": lines[2][1]}),
    ]


def test_a_tab_can_be_asked_for_by_name(tmp_path: Path) -> None:
    assert dict(read_table(table(tmp_path, "a,b\tc\n1\t2\n"), "tab")[0].cells) == {"a,b": "1", "c": "2"}


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, 'a,b\n1,"x\ny\nz"\n\n2,w\n'))
    assert [row.line for row in rows] == [2, 6]


def test_short_rows_are_filled_and_a_huge_cell_is_read(tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, f"a,b,c\n1,{'x' * 200_000}\n"))
    assert rows[0].cells["c"] == ""
    assert len(rows[0].cells["b"]) == 200_000


@pytest.mark.parametrize(
    ("content", "options", "said", "remedy"),
    [
        ("id,text\n1,a\n", Options(), "a.csv is a table", "--id COLUMN --text COLUMN. Columns: id, text"),
        ("id,text\n1,a\n", Options(id_column="id"), "which holds the text", "Columns: id, text"),
        ("id,text\n1,a\n", Options(id_column="id", text_columns=("txt",)), "no column “txt”", "Columns: id, text"),
        ("id,text\n1,a\n2,b\n1,c\n", SURVEY, r"a\.csv:4: the id “1” stands in line 2", "--id"),
        ("id,text\n1,a\n,b\n", SURVEY, r"a\.csv:3: .*nothing in “id”", "id"),
        ("id,text\n1,\n2, \n", SURVEY, "no row with an answer", "id, text"),
        ("id,text\n", SURVEY, "no row with an answer", "id, text"),
        ("id,text,id\n1,a,2\n", SURVEY, r"a\.csv:1: the column “id” stands there twice", "Rename"),
        ("id,text\n1,a,b\n", SURVEY, r"a\.csv:2: the row has 3 cells, the header 2 \(parted by comma\)", "--delimiter"),
        ('id,text\n1,a\n2,"b\n3,c\n', SURVEY, r"a\.csv:3: a quotation mark", "CSV UTF-8"),
        (
            "id,text\n1,a\n",
            Options(id_column="id", text_columns=("text",), delimiter=",,"),
            "cannot part",
            "one character",
        ),
        ('""\n', SURVEY, "holds no table", "CSV UTF-8"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(
    tmp_path: Path, content: str, options: Options, said: str, remedy: str
) -> None:
    with pytest.raises(ReaderError, match=said) as caught:
        read(table(tmp_path, content), options)
    assert remedy in caught.value.hint


def test_attributes_are_read_by_document(tmp_path: Path) -> None:
    path = table(tmp_path, "country;Document;role\nOsh;Кожои\u0306;editor\n;kg-02.txt;\n", "attributes.csv")
    assert read_attributes(path) == {"Кожо\u0439": {"country": "Osh", "role": "editor"}, "kg-02.txt": {}}
    with pytest.raises(ReaderError, match="no column “document”"):
        read_attributes(table(tmp_path, "name,country\na,b\n"))
    with pytest.raises(ReaderError, match=r":3: “a” stands in line 2"):
        read_attributes(table(tmp_path, "document,country\na,b\na,c\n"))
