"""Reports as files: user text is text in all of them, numbers are numbers, the old file stays whole."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.dom.minidom
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from quoth.errors import ExportError
from quoth.exporters import tables
from quoth.exporters.guard import legal, unguard
from quoth.model.columns import cells
from quoth.model.tables import Bars, Cell, Column, Counts, Grid, Kind, Line, Picture, Report, Strips, Table
from quoth.plots import drawing, terminal

HOSTILE = (
    "=1+1", "@SUM(A1)", "<script>alert(1)</script>", "]]>&amp;<w:p/>", "# head | *bold* [x](http://a.b)", "a\x00\x1bb",
    "https://example.org", "x" * 40_000, "строка\nвторая", "{=1}", "-1", "$x_1$", "",
)  # fmt: skip
COUNTS = Counts("result", "", 3, 2, 1, "abcd1234", "0.1")


def report(*texts: str, picture: Picture | None = None) -> Report:
    columns = (
        Column("code", "id"),
        Column("label", "Code"),
        Column("n", "Codings", Kind.COUNT),
        Column("share", "% of codings", Kind.PERCENT),
        Column("quote", "Quote", wide=True),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((t, t, i, None if i else 12.345, t) for i, t in enumerate(texts))
    table = Table("codes", "Codes: [all]/?", columns, rows, reasons={(1, "share"): "nothing is coded"})
    return Report("frequencies", "Fréquences <b>", (table, table), COUNTS, ("a note & more",), picture)


def test_numbers_are_numbers_and_text_is_text_in_excel() -> None:
    ((_, data),) = tables.files(report(*HOSTILE), "xlsx", Path("x.xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Codes   all", "Codes   all 2", "Notes", "long cells"]
    rows = book.get_sheet_by_index(0).to_python()[2:]
    head, body = rows[0], rows[1 : 1 + len(HOSTILE)]
    assert head[:3] == ["id", "Code", "Codings"]
    for index, (text, row) in enumerate(zip(HOSTILE, body, strict=True)):
        assert row[2] == index
        if len(text) < 32_000:
            assert row[0] == legal(text)
        else:
            assert str(row[0]).endswith("(goes on in the sheet “long cells”)")
    parts = [row for row in book.get_sheet_by_name("long cells").to_python()[1:] if row[:2] == ["Codes   all 11", "id"]]
    assert "".join(str(row[3]) for row in parts) == "x" * 40_000
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert "0.0" in package.read("xl/styles.xml").decode()
    assert tables.files(report(*HOSTILE), "xlsx", Path("x.xlsx"))[0][1] == data


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_word_is_well_formed_and_says_what_it_was_given(texts: list[str]) -> None:
    ((_, data),) = tables.files(report(*texts), "docx", Path("x.docx"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            xml.dom.minidom.parseString(package.read(name))
        body = xml.dom.minidom.parseString(package.read("word/document.xml"))
    said = ["".join(getattr(n, "data", "") for n in t.childNodes) for t in body.getElementsByTagName("w:t")]
    for text in texts:
        for line in re.split("[\n\t]", text):  # these two are elements in Word
            assert legal(line).replace("\r", "\n") in [part.replace("\r", "\n") for part in said]
    assert not body.getElementsByTagName("w:fldSimple")


def test_html_and_markdown_show_user_text_as_it_is() -> None:
    page = tables.as_text(report(*HOSTILE), "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src &#x27;none&#x27;" in page
    assert not re.search(r"(src|href)=", page)
    marked = tables.as_text(report(*HOSTILE), "md")
    assert "\\<script\\>" in marked
    assert "\\| \\*bold\\*" in marked
    lines = [line for line in marked.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {6}


def test_csv_has_a_file_a_kind_of_table_and_one_that_says_what_was_counted() -> None:
    made = tables.files(report(*HOSTILE), "csv", Path("out/x.csv"))
    assert [path.name for path, _ in made] == ["x.csv", "x-about.csv"]
    rows = list(csv.DictReader(io.StringIO(made[0][1].decode("utf-8-sig"), newline="")))
    assert len(rows) == 2 * len(HOSTILE)
    assert [unguard(row["quote"]) for row in rows[: len(HOSTILE)]] == list(HOSTILE)
    assert rows[0]["quote"] == "'=1+1"
    assert [rows[0]["share"], rows[1]["share"]] == ["12.345", ""]
    assert "layer,result" in made[1][1].decode()


def test_json_says_why_a_figure_is_missing() -> None:
    found = json.loads(json.dumps(tables.as_json(report("a", "b"))))
    assert found["codes"][1]["share"] is None
    assert found["codes"][1]["reasons"] == {"share": "nothing is coded"}
    assert found["counted"] == {"codings": 3, "documents": 2, "participants": 1}


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="folder does not exist"):
        tables.write(tmp_path / "no" / "x.html", b"x")


LABELS = tuple(f"Очень длинный код номер {i} — с пояснением в скобках ($x_{i}$)" for i in range(40))
PICTURES: tuple[Picture, ...] = (
    Bars("Коды", LABELS, ("a",), (tuple(float(i) for i in range(40)),), "documents", ("#d97706",) * 40),
    Bars("Коды", LABELS, ("Кыргызстан", "Қазақстан"), ((1.0,) * 40, (3.5,) * 40), "%"),
    Grid("Вместе", LABELS, LABELS, tuple((None, *([float(i)] * 39)) for i in range(40)), "pairs"),
    Strips("Портрет", LABELS[:3], (((0.0, 0.1), (0.5, 1.0)), (), ((0.99, 1.0),)), ("", "#112233", ""), "%"),
    Line("Насыщение", LABELS[:6], (3.0, 5.0, 5.0, 6.0, 6.0, 6.0), "codes", (3.0, 2.0, 0.0, 1.0, 0.0, 0.0)),
)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: type(p).__name__)
@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_of_a_terminal_picture_is_wider_than_asked_for(picture: Picture, width: int) -> None:
    lines = terminal.text(picture, width).split("\n")
    assert max(map(cells, lines)) <= width
    assert len(lines) > 3


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: type(p).__name__)
@pytest.mark.parametrize("format_", drawing.FORMATS)
def test_pictures_are_drawn_alike_every_time_and_in_any_script(picture: Picture, format_: str) -> None:
    pytest.importorskip("matplotlib")
    data, lacking = drawing.draw(picture, format_)
    assert data[:4] in (b"<?xm", b"\x89PNG", b"%PDF")
    assert lacking == ""
    if format_ == "svg":
        assert drawing.draw(picture, format_)[0] == data


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: type(p).__name__)
def test_no_two_labels_overlap(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    figures: list[Figure] = []
    save = Figure.savefig

    def keep(figure: Figure, *args: object, **more: object) -> None:
        figures.append(figure)
        save(figure, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Figure, "savefig", keep)
    drawing.draw(picture, "png")
    axes = figures[0].axes[0]
    for axis in (axes.xaxis, axes.yaxis):
        boxes = [label.get_window_extent() for label in axis.get_ticklabels() if label.get_text().strip()]
        for one, other in pairwise(boxes):
            assert not one.overlaps(other)


def test_a_format_that_is_no_picture_is_named() -> None:
    with pytest.raises(ExportError, match="cannot be written as “gif”"):
        drawing.draw(PICTURES[0], "gif")


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ExportError, match="need matplotlib") as told:
        drawing.draw(PICTURES[0], "svg")
    assert "quoth[plot]" in told.value.hint
