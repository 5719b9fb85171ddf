"""Quoth from Python: what its page promises, read-only, and light to import."""

from __future__ import annotations

import doctest
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import quoth
from quoth import interface
from quoth.cli import run
from quoth.errors import ProjectError, QuothError, UsageError


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "study"
    assert run(["demo", str(folder)]) == 0
    return folder


@pytest.fixture
def project(sample: Path) -> Iterator[interface.Project]:
    with quoth.open(sample) as opened:
        yield opened


def test_the_examples_in_the_documentation_hold(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.parent)
    outcome = doctest.testmod(interface)
    assert outcome.attempted > 10
    assert outcome.failed == 0


def test_nothing_can_be_written(project: interface.Project, sample: Path) -> None:
    book = (sample / "codebook.yaml").read_text(encoding="utf-8")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        project._project.connection.execute("DELETE FROM main.coding")
    (sample / "codebook.yaml").write_text(book.replace("label: Paid coverage", "label: Paid for"), encoding="utf-8")
    try:
        with quoth.open(sample) as again:
            assert again.codebook.label("paid-coverage") == "Paid for", "a hand edit is seen, and not adopted"
            assert again.quotations(code="Paid for")[0].code_label == "Paid for"
    finally:
        (sample / "codebook.yaml").write_text(book, encoding="utf-8")
    assert run(["-C", str(sample), "verify"]) == 0


def test_an_unreadable_codebook_leaves_the_last_good_one(sample: Path) -> None:
    book = (sample / "codebook.yaml").read_text(encoding="utf-8")
    (sample / "codebook.yaml").write_text("codes: [", encoding="utf-8")
    try:
        with quoth.open(sample) as again:
            assert again.codebook.label("paid-coverage") == "Paid coverage"
    finally:
        (sample / "codebook.yaml").write_text(book, encoding="utf-8")


def test_a_table_for_pandas_has_the_columns_of_the_export(project: interface.Project) -> None:
    pandas = pytest.importorskip("pandas")
    table = project.quotations(layer="all").to_pandas()
    assert list(table.columns[:3]) == ["id", "document", "attribute.country"]
    assert len(table) == len(project.quotations(layer="all"))
    assert pandas.api.types.is_integer_dtype(table["start"])
    assert table.loc[0, "quote"] == project.quotations(layer="all")[0].quote


def test_names_are_numbers_unless_asked_for(project: interface.Project) -> None:
    assert {q.speaker for q in project.quotations(document="kg-01")} == {"P01"}
    assert {q.speaker for q in project.quotations(document="kg-01", names=True)} == {"Gulnara"}
    assert len(project.quotations(speaker="Gulnara", document="kg-01")) > 0


@pytest.mark.parametrize(
    "filters", [{"code": "payd"}, {"role": "boss"}, {"layer": "some"}, {"where": {"land": "x"}}, {"codes_query": "("}]
)
def test_what_is_not_known_is_refused(project: interface.Project, filters: dict[str, object]) -> None:
    with pytest.raises(QuothError):
        project.quotations(**filters)  # type: ignore[arg-type]


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        quoth.open(tmp_path)
    (tmp_path / "codebook.yaml").write_text("codes: []\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="not set up"):
        quoth.open(tmp_path)
    with pytest.raises(AttributeError):
        quoth.nothing  # noqa: B018


def test_importing_quoth_loads_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import quoth; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['quoth']"
