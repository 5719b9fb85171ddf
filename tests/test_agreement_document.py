"""What docs/agreement.md works out by hand is what the command prints."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from quoth.agreement import Resampling, assess, read_judgements
from quoth.cli import run

TEXT = (Path(__file__).parents[1] / "docs" / "agreement.md").read_text(encoding="utf-8")


def worked() -> str:
    block = re.search(r"```\n(unit,ann,bek\n.*?)```", TEXT, re.DOTALL)
    assert block is not None
    return block[1]


def test_the_worked_example_is_right() -> None:
    found = assess(read_judgements(io.StringIO(worked()), "t.csv"), resampling=Resampling(0)).figures
    printed = dict(re.findall(r"\* \*\*([\w' ]+)\*\*:.*?\*\*(0\.\d+)\*\*", TEXT, re.DOTALL))
    names = {
        "Raw agreement": "percent_agreement",
        "Cohen's kappa": "cohen_kappa",
        "Krippendorff's alpha": "krippendorff_alpha",
        "Gwet's AC1": "gwet_ac1",
    }
    assert set(printed) == set(names)
    for name, figure in printed.items():
        assert f"{found[names[name]].value:.3f}" == figure, name


def test_the_command_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.csv"
    table.write_text(worked(), encoding="utf-8")
    assert run(["agreement", "table", str(table)]) == 0
    said = capsys.readouterr().out
    for figure in ("0.800", "0.524", "0.548", "0.655"):
        assert figure in said


def test_a_table_without_disagreement_has_no_interval() -> None:
    same = worked().replace("3,1,0", "3,0,0").replace("4,0,1", "4,0,0")
    found = assess(read_judgements(io.StringIO(same), "t.csv"))
    assert found.figures["krippendorff_alpha"].value == 1.0
    assert "no disagreement was seen" in found.intervals["krippendorff_alpha"].reason
