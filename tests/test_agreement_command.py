"""`quoth agreement` on the sample project: every option, and what a reader is told beside the figures."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quoth.cli import run

Say = Callable[..., str]
WHO = ("--coders", "aigerim,daniel")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    assert run(["demo", str(folder)]) == 0
    return folder


@pytest.fixture
def say(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.setenv("QUOTH_CODER", "zoe")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "demo"
    shutil.copytree(sample, folder)
    monkeypatch.chdir(folder)

    def command(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(["agreement", *words]) == code, capsys.readouterr().err
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return command


def of(text: str) -> Any:
    return json.loads(text)


def test_the_keys_of_the_contract_are_there(say: Say) -> None:
    found = of(say(*WHO, "--unit", "turn", "--json"))
    assert {"codes", "overall", "unitizing", "settings"} <= set(found)
    row = found["codes"][0]
    assert {
        "code",
        "n",
        "positives",
        "prevalence",
        "agreement",
        "kappa",
        "alpha",
        "ac1",
        "intervals",
        "reasons",
    } <= set(row)
    alphas = [one["alpha"] for one in found["codes"] if one["alpha"] is not None]
    assert alphas == sorted(alphas)
    table = row["table"]
    assert table["both"] + sum(table["only"].values()) + table["neither"] == row["n"]
    assert found["overall"]["worst"] == row["code"]
    assert [one["unit"] for one in found["units"]] == ["document", "turn", "sentence"]
    assert [one["unit"] for one in found["units"] if one["reported"]] == ["turn"]


def test_no_unit_is_assumed(say: Say) -> None:
    assert say(*WHO, "--json") == say(*WHO, "--unit", "turn", "--json")  # the codebook says so
    book = Path("codebook.yaml")
    book.write_text(_set(book.read_text(encoding="utf-8"), "frozen: no"), encoding="utf-8")
    assert "It is not said what agreement is counted on" in say(*WHO, code=2)


def test_few_documents_have_no_interval_and_units_have_one(say: Say) -> None:
    by_document = of(say(*WHO, "--unit", "turn", "--json", "--code", "state-pressure"))["codes"][0]
    assert by_document["intervals"]["alpha"] is None
    assert by_document["interval_reasons"]["alpha"] == "resampling needs at least 5 documents; there are 4"
    words = (*WHO, "--unit", "turn", "--json", "--code", "state-pressure", "--resample", "unit")
    low, high = of(say(*words))["codes"][0]["intervals"]["alpha"]
    assert low < by_document["alpha"] < high
    assert of(say(*words)) == of(say(*words))
    assert of(say(*words, "--seed", "2"))["codes"][0]["intervals"]["alpha"] != [low, high]
    assert "hang together" in say(*WHO, "--unit", "char", "--resample", "unit", code=2)


@pytest.mark.parametrize("unit", ["char", "token", "sentence", "turn", "document", "continuum"])
def test_every_unit_counts(say: Say, unit: str) -> None:
    found = of(say(*WHO, "--unit", unit, "--json", "--bootstrap", "0"))
    assert found["settings"]["unit"] == unit
    assert found["codes"][0]["n"] > 0
    assert found["unitizing"]["length"] == 36589


def test_characters_are_counted_as_an_independent_count_does(say: Say) -> None:
    found = of(say(*WHO, "--unit", "char", "--json", "--bootstrap", "0", "--code", "paid-coverage"))
    spans = found["unitizing"]["codes"]["paid-coverage"]
    (row,) = found["codes"]
    assert row["alpha"] == pytest.approx(spans["char_alpha"], abs=1e-12)
    assert row["kappa"] == pytest.approx(spans["char_kappa"], abs=1e-12)
    assert row["n"] == found["unitizing"]["length"]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("document", ["kg-01", "kz-01", "tj-01", "uz-01"]),
        ("attribute:country", ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan"]),
        ("level", ["level 1", "level 2"]),
    ],
)
def test_parts_add_up_to_the_whole(say: Say, by: str, groups: list[str]) -> None:
    found = of(say(*WHO, "--unit", "turn", "--by", by, "--json", "--bootstrap", "0"))
    assert [one["group"] for one in found["groups"]] == groups
    if by != "level":
        whole = {row["code"]: row["n"] for row in found["codes"]}
        for code, n in whole.items():
            assert sum(row["n"] for one in found["groups"] for row in one["codes"] if row["code"] == code) == n
    else:
        assert {row["code"]: row["alpha"] for row in found["groups"][-1]["codes"]} == {
            row["code"]: row["alpha"] for row in found["codes"]
        }


def test_speakers_are_parts_too(say: Say) -> None:
    found = of(say(*WHO, "--unit", "turn", "--by", "speaker", "--json", "--bootstrap", "0"))
    assert sum(one["codes"][0]["n"] for one in found["groups"] if one["codes"]) == 108
    assert "many speakers" in say(*WHO, "--unit", "document", "--by", "speaker", code=2)
    assert "nothing to group by" in say(*WHO, "--unit", "turn", "--by", "mood", code=2)


def test_unaided_reading_leaves_out_what_was_read_with_help(say: Say) -> None:
    from quoth import store
    from quoth.store import queries, writing

    project = store.opened(Path())
    seen = next(one for one in queries.documents(project) if one.name == "kg-01")
    writing.saw(project, "daniel", seen.id, "suggestions", "")
    store.close(project)
    words = (*WHO, "--unit", "turn", "--code", "state-pressure", "--bootstrap", "0", "--json")
    (late,) = of(say(*words))["codes"]
    assert late["unaided"]["n"] == 108  # seen when the document was done already
    assert run(["documents", "done", "kg-01", "--as", "daniel"]) == 0
    words = (*WHO, "--unit", "turn", "--code", "state-pressure", "--bootstrap", "0", "--json")
    both = of(say(*words))
    (row,) = both["codes"]
    assert row["n"] == 108
    assert row["unaided"]["n"] == 108 - 29
    assert "29 of 108 units were read with suggestions or others' codings in sight" in row["warnings"]
    assert both["settings"]["exposed"] == {"daniel": 1}
    (alone,) = of(say(*words, "--exposure", "unaided"))["codes"]
    assert (alone["n"], alone["alpha"]) == (79, row["unaided"]["alpha"])
    assert "could be seen while coding (daniel in 1 documents)" in say(
        *WHO, "--unit", "turn", "--report", "methods", "--bootstrap", "0"
    )


def test_the_methods_text_says_what_was_done_and_cites_it(say: Say) -> None:
    text = say(*WHO, "--unit", "sentence", "--report", "methods")
    for words in ("Two coders (aigerim and daniel) coded 4 of 12 documents", "segmented by", "Krippendorff's alpha",
                  "not negative", "Computed with Quoth", "Cohen, J. (1960)", "Passonneau, R. (2006)"):  # fmt: skip
        assert words in text
    assert "Conger" not in text
    assert "Efron" not in text  # no interval was given
    drawn = say(*WHO, "--unit", "turn", "--report", "methods", "--resample", "unit")
    assert "1,000 resamples of whole units (seed 1; Efron" in drawn
    assert "Efron, B." in drawn


def test_tables_for_a_paper(say: Say) -> None:
    rows = list(csv.DictReader(io.StringIO(say(*WHO, "--unit", "turn", "--csv", "--bootstrap", "0"))))
    assert rows[0]["code"] == "biased-coverage"
    assert float(rows[0]["alpha"]) == pytest.approx(0.142, abs=5e-4)
    lines = say(*WHO, "--unit", "turn", "--md", "--bootstrap", "0").splitlines()
    assert lines[0].startswith("| code | units | aigerim | daniel |")
    assert len({line.count("|") for line in lines if line}) == 1
    grouped = list(csv.DictReader(io.StringIO(say(*WHO, "--unit", "turn", "--csv", "--by", "document"))))
    assert {row["group"] for row in grouped} == {"kg-01", "kz-01", "tj-01", "uz-01"}
    assert "one form" in say(*WHO, "--unit", "turn", "--csv", "--md", code=2)


def test_a_picture_of_alpha(say: Say) -> None:
    lines = say(*WHO, "--unit", "turn", "--plot", "--resample", "unit").splitlines()
    assert len(lines) == 20
    assert sum("├" in line and "●" in line and "┤" in line for line in lines) >= 10


def test_adjectives_come_only_when_asked_for_and_by_the_lower_end(say: Say) -> None:
    words = (*WHO, "--unit", "turn", "--code", "donor-money", "--resample", "unit")
    assert "Landis" not in say(*words)
    assert "Landis & Koch 1977: " in say(*words, "--scale", "landis-koch")
    assert "by the lower end of alpha" in " ".join(say(*words, "--scale", "krippendorff").split())
    assert "not judged without an interval" in " ".join(
        say(*words, "--scale", "krippendorff", "--bootstrap", "0").split()
    )


def _set(text: str, setting: str) -> str:
    """The codebook with other settings."""
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("settings:")]
    place = next(at for at, line in enumerate(kept) if line.startswith("codes:"))
    return "".join([*kept[:place], f"settings: {{{setting}}}\n", *kept[place:]])


@pytest.mark.parametrize("setting", ["discuss", "off"])
def test_a_team_that_discusses_is_told_why_that_is_sound(say: Say, setting: str) -> None:
    book = Path("codebook.yaml")
    text = book.read_text(encoding="utf-8")
    book.write_text(_set(text, f"agreement: {setting}"), encoding="utf-8")
    told = say(*WHO, "--unit", "turn")
    assert "That is sound" in told
    assert "0." not in told.replace("2020", "")
    assert of(say(*WHO, "--unit", "turn", "--json"))["codes"] == []
    differing = of(say("differences", *WHO, "--unit", "turn", "--json"))["differences"]
    assert bool(differing) == (setting == "discuss")


def test_an_exclusive_heading_is_one_nominal_variable(say: Say) -> None:
    book = Path("codebook.yaml")
    text = book.read_text(encoding="utf-8")
    book.write_text(text.replace("heading: true", "heading: true\n    exclusive: true", 1), encoding="utf-8")
    (heading,) = of(say(*WHO, "--unit", "turn", "--json", "--bootstrap", "0"))["headings"]
    assert len(heading["codes"]) > 1
    assert 0 < heading["alpha"] < 1
    assert heading["coded_units"] > 0


def test_a_coder_in_two_rounds_is_compared_with_themself(say: Say) -> None:
    rows = [["document", "start", "end", "code", "coder", "quote", "memo", "round"]]
    for name, codes in (("one", ["paid-coverage"]), ("two", ["paid-coverage", "own-channels"])):
        for at, code in enumerate(codes, 1):
            rows += [["kg-02", str(200 * at), str(200 * at + 40), code, "zoe", "", "", name]]
        rows += [["kg-02", "", "", "-", "zoe", "", "", name]]
    with Path("twice.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    assert run(["codings", "import", "twice.csv", "--as", "zoe"]) == 0
    found = of(say("--coders", "zoe@one,zoe@two", "--unit", "turn", "--speakers", "all", "--json"))
    by_code = {row["code"]: row["positives"] for row in found["codes"]}
    assert by_code["own-channels"]["zoe@one"] == 0
    assert by_code["own-channels"]["zoe@two"] > 0
    assert by_code["paid-coverage"]["zoe@one"] == by_code["paid-coverage"]["zoe@two"] > 0
    (place,) = of(say("differences", "--coders", "zoe@one,zoe@two", "--unit", "turn", "--json"))["differences"]
    assert [len(own) for own in place["coders"].values()] == [0, 1]
    assert "no round 'thre'" in say("--coders", "zoe@one,zoe@thre", "--unit", "turn", code=2)


def test_differences_are_told_with_both_coders_words(say: Say) -> None:
    text = say("differences", *WHO, "--unit", "turn", "--code", "state-pressure", "--limit", "2")
    assert "1. tj-01, turn 40" in text
    assert "⟦" in text
    assert "}" in text
    table = say("differences", *WHO, "--unit", "turn", "--confusion")
    assert "(none of them)" in table
    costs = [one["cost"] for one in of(say("differences", *WHO, "--unit", "turn", "--json"))["differences"]]
    assert costs == sorted(costs, reverse=True)


def test_an_attribute_to_group_by_is_asked_for_by_name(say: Say) -> None:
    told = say(*WHO, "--unit", "turn", "--by", "attribute", code=2)
    assert "It is not said by which attribute." in told
    assert "country" in told


def test_an_empty_file_and_a_word_for_missing_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").touch()
    assert run(["agreement", "table", "empty.csv"]) == 2
    assert "empty.csv is empty" in capsys.readouterr().err
    Path("r.csv").write_text("unit,a,b\n1,NA,x\n2,y,y\n", encoding="utf-8")
    assert run(["agreement", "table", "r.csv", "--json"]) == 0
    captured = capsys.readouterr()
    assert "NA counts as a judgement" in captured.err
    assert of(captured.out)["paired_units"] == 2


def test_the_answer_to_the_first_question_for_the_unit_is_kept(
    say: Say, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path("codebook.yaml")
    book.write_text(_set(book.read_text(encoding="utf-8"), "frozen: no"), encoding="utf-8")
    answers = iter(["sentence\n", "y\n"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers).strip())
    found = of(say(*WHO, "--json", "--bootstrap", "0"))
    assert found["settings"]["unit"] == "sentence"
    assert "settings: {frozen: no, unit: sentence}" in book.read_text(encoding="utf-8")
    assert of(say(*WHO, "--json", "--bootstrap", "0"))["settings"]["unit"] == "sentence"
