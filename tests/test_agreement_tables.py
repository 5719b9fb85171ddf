"""Tables of judgements and of passages: published values, the file of golden cases, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quoth import agreement
from quoth.agreement import METRICS, assess, assess_sets, assessment_json, read_judgements, read_passages, unitize
from quoth.agreement.analytic import standard_errors, weights
from quoth.agreement.intervals import resampled_metric
from quoth.errors import AgreementError

GOLDEN = Path(__file__).parents[2] / "shared" / "data" / "agreement" / "golden.json"
OFF = agreement.Resampling(0)


def table(text: str, **options: Any) -> agreement.Judgements:
    return read_judgements(io.StringIO(text), "t.csv", **options)


KRIPPENDORFF = """unit,a,b,c,d
1,1,1,,1
2,2,2,3,2
3,3,3,3,3
4,3,3,3,3
5,2,2,2,2
6,1,2,3,4
7,4,4,4,4
8,1,1,2,1
9,2,2,2,2
10,,5,5,5
11,,,1,1
12,,3,,
"""


@pytest.mark.parametrize(
    ("metric", "alpha"),
    [
        ("nominal", 0.743421052631579),
        ("ordinal", 0.8153875037548814),
        ("interval", 0.8491071428571428),
        ("ratio", 0.7974027747116121),
    ],
)
def test_krippendorffs_example_under_every_metric(metric: str, alpha: float) -> None:
    found = assess(table(KRIPPENDORFF, metric=metric), metric=metric, resampling=OFF)
    assert found.figures["krippendorff_alpha"].value == pytest.approx(alpha, abs=1e-12)
    assert (found.units, found.paired, found.coders) == (12, 11, ("a", "b", "c", "d"))


def test_gwets_standard_errors_are_those_of_irrcac() -> None:
    errors = assess(table(KRIPPENDORFF), resampling=OFF).errors
    published = {
        "gwet_ac1": 0.14295,
        "fleiss_kappa": 0.15302,
        "brennan_prediger": 0.14472,
        "conger_kappa": 0.15011,
        "krippendorff_alpha": 0.14557,
        "percent_agreement": 0.12561,
    }
    assert errors == pytest.approx(published, abs=6e-6)


def test_gwets_intervals_are_those_of_irrcac() -> None:
    analytic = assess(table(KRIPPENDORFF), resampling=OFF).analytic
    published = {"gwet_ac1": 0.461, "fleiss_kappa": 0.424, "brennan_prediger": 0.454, "krippendorff_alpha": 0.419}
    assert {name: round(analytic[name].low or 0.0, 3) for name in published} == published
    assert {analytic[name].high for name in published} == {1.0}


def test_a_draw_with_one_value_left_has_no_interval_alpha() -> None:
    values = np.array([0.8, 2.9, 4.8])
    data = np.array([[0, 1, 2], [0, 1, 2], [0, 1, 2]])
    draws = resampled_metric(data, 3, iter([np.array([[0.0, 0.0, 3.0]])]), None, values - values.mean())
    assert np.isnan(draws[0])


def test_the_interval_of_units_is_that_of_an_independent_package() -> None:
    found = assess(table(KRIPPENDORFF), resampling=agreement.Resampling(5000, 7))
    interval = found.intervals["krippendorff_alpha"]
    assert interval.low == pytest.approx(0.41488, abs=0.02)
    assert interval.high == 1.0
    again = assess(table(KRIPPENDORFF), resampling=agreement.Resampling(5000, 7))
    assert again.intervals == found.intervals


FIGURE_12_11 = {
    "a": [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")],
    "b": [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")],
    "c": [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")],
}


def test_the_published_unitizing_figures_are_reached() -> None:
    found = unitize(list(FIGURE_12_11.values()), 60)
    assert found.u_alpha.value == pytest.approx(0.5099819077921268, abs=1e-12)
    assert found.binary_u_alpha.value == pytest.approx(0.41359923044895264, abs=1e-12)
    assert found.cu_alpha.value == pytest.approx(0.7241689650166933, abs=1e-12)
    assert found.cu_coverage == pytest.approx(83 / 180)
    ku = {code: one.ku_alpha.value for code, one in found.codes.items()}
    assert ku == {"1": 1.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 1.0, "6": 1.0, "7": None}
    assert found.codes["7"].ku_alpha.reason == "no other coder coded the text that has this code"
    assert found.codes["5"].coverage == pytest.approx(4 / 9)


def test_lengths_beyond_any_machine_word_are_exact() -> None:
    wide = 10**40
    spans = [[(a * wide, b * wide, c) for a, b, c in own] for own in FIGURE_12_11.values()]
    found = unitize(spans, 60 * wide)
    # Gaps count by length, units by its square, so figures of a longer text tend to a limit: compare two of them.
    other = unitize([[(a * 10**30, b * 10**30, c) for a, b, c in own] for own in FIGURE_12_11.values()], 60 * 10**30)
    assert found.u_alpha.value == pytest.approx(other.u_alpha.value, abs=1e-15)
    assert found.cu_alpha.value == pytest.approx(0.7241689650166933, abs=1e-12)
    assert found.codes["5"].char_kappa.value == pytest.approx(other.codes["5"].char_kappa.value)


def test_overlapping_codes_of_one_coder_leave_the_joint_figures_open() -> None:
    spans = [[(0, 10, "a"), (5, 15, "b")], [(0, 10, "a")]]
    plain = agreement.unitizing_json(unitize(spans, 20))
    assert [plain[name] for name in ("u_alpha", "binary_u_alpha", "cu_alpha", "cu_coverage")] == [None] * 4
    assert set(plain["reasons"]) == {"u_alpha", "binary_u_alpha", "cu_alpha", "cu_coverage"}
    assert plain["codes"]["a"]["u_alpha"] == 1.0
    assert plain["codes"]["a"]["ku_alpha"] is None
    assert "overlap" in plain["codes"]["a"]["reasons"]["ku_alpha"]


def test_passages_of_one_code_that_overlap_are_one_and_those_that_touch_are_two() -> None:
    one = [(0, 10, "a")]
    assert unitize([one, [(0, 6, "a"), (4, 10, "a"), (0, 6, "a")]], 30) == unitize([one, one], 30)
    touching = unitize([[(5, 15, "a")], [(0, 5, "a"), (5, 10, "a")]], 30)
    whole = unitize([[(5, 15, "a")], [(0, 10, "a")]], 30)
    assert touching.u_alpha != whole.u_alpha
    assert unitize([one, [(0, 5, "a"), (5, 10, "a")]], 30).u_alpha.value == 1.0


SETS = """unit,a,b
1,-,-
2,A,-
3,A,A
4,A,B
5,A;B,A
6,B;A,A;C
7,A;B;C,C;B;A
8,C,A;C
9,C,A;C
"""


def test_alpha_of_sets_is_passonneaus_and_not_that_of_dkpro() -> None:
    found = assess_sets(table(SETS, sets=True), OFF)
    assert found.figures["alpha_masi"].value == pytest.approx(0.2730806608357629, abs=1e-12)
    assert found.figures["alpha_jaccard"].value == pytest.approx(0.31561996779388085, abs=1e-12)
    assert {row["code"] for row in assessment_json(found)["codes"]} == {"A", "B", "C"}


def test_an_empty_cell_is_missing_and_a_dash_is_an_empty_set() -> None:
    read = table("unit,a,b\n1,-,A\n2,,A\n3,A,A\n4,-,-\n", sets=True)
    assert (read.data < 0).sum() == 1
    assert assess_sets(read, OFF).paired == 3


# ---- the golden cases


def close(got: float | None, wanted: float | None) -> bool:
    if got is None or wanted is None:
        return got is wanted
    many = len(repr(wanted)) > 12
    return math.isclose(got, wanted, abs_tol=1e-9 if many else 2e-5, rel_tol=0)


def test_every_golden_value_is_reached() -> None:
    if not GOLDEN.exists():
        pytest.skip("the file of golden cases is not here")
    missed, seen = [], 0
    for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]:
        for statistic, wanted, got in _compared(case):
            seen += 1
            if not close(got, wanted):
                missed.append((case["name"], statistic, got, wanted))
    assert missed == []
    assert seen > 200


def _matrix(data: dict[str, Any]) -> list[list[Any]] | None:
    if data["kind"] == "contingency_2_coders":
        pairs = [(a, b) for a, row in enumerate(data["table"]) for b, n in enumerate(row) for _ in range(n)]
        return [[a for a, _ in pairs], [b for _, b in pairs]]
    if data["kind"] == "unit_by_category_counts":
        units = [[value for value, n in enumerate(row) for _ in range(n)] for row in data["counts"]]
        return [list(row) for row in zip(*units, strict=True)]
    return data.get("matrix") if data["kind"] == "reliability_matrix" else None


def _compared(case: dict[str, Any]) -> list[tuple[str, float | None, float | None]]:
    data = case["data"]
    wanted = {e["statistic"]: e["expected"] for e in case["expected"] if "WRONG" not in e["statistic"]}
    if data["kind"] == "unitizing":
        return _unitizing(unitize([[(a, b, c) for a, b, c in own] for own in data["coders"]], data["length"]), wanted)
    if (matrix := _matrix(data)) is None:
        return []
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["unit", *(f"c{n}" for n in range(len(matrix)))])
    for number, cells in enumerate(zip(*matrix, strict=True)):
        writer.writerow([number, *("" if cell is None else cell for cell in cells)])
    found = {}
    for metric in METRICS:
        try:
            read = read_judgements(io.StringIO(stream.getvalue()), "g.csv", metric=metric)
        except AgreementError:
            continue
        plain = assessment_json(assess(read, metric=metric, resampling=OFF))
        found[f"alpha_{metric}"] = plain["krippendorff_alpha"]
        if metric == "nominal":
            found |= {name: plain[name] for name in plain if isinstance(plain[name], float)}
            found["fleiss_kappa_gwet"] = plain["fleiss_kappa"]
            for name, error in plain["standard_errors"].items():
                short = {"fleiss_kappa": "fleiss_kappa_gwet", "krippendorff_alpha": "alpha_nominal"}.get(name, name)
                found[f"{short}.se"] = error
            if read.numbers is not None:
                found |= _weighted(read)
    return [(name, wanted[name], value) for name, value in found.items() if name in wanted]


def _weighted(read: agreement.Judgements) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    assert read.numbers is not None
    for kind in ("linear", "quadratic", "ordinal"):
        figures = assess(read, weighting=kind, resampling=OFF).figures
        order = np.argsort(read.numbers)
        place = np.append(np.argsort(order), -1)
        errors = standard_errors(place[read.data], len(read.values), weights(kind, read.numbers[order]))
        for name, one in figures.items():
            short = {"fleiss_kappa": "fleiss_kappa_gwet", "krippendorff_alpha": "alpha_nominal"}.get(name, name)
            found[f"{short}.weighted_{kind}"] = one.value
            if name in errors:
                found[f"{short}.weighted_{kind}.se"] = errors[name].error
        found["cohen_kappa." + {"linear": "equal", "quadratic": "squared"}.get(kind, kind)] = figures[
            "cohen_kappa"
        ].value
    return found


def _unitizing(
    found: agreement.Unitizing, wanted: dict[str, float | None]
) -> list[tuple[str, float | None, float | None]]:
    named = {
        "u_alpha": found.u_alpha.value,
        "bar_u_alpha": found.binary_u_alpha.value,
        "cu_alpha": found.cu_alpha.value,
        "cu_coverage": found.cu_coverage,
    }
    for code, one in found.codes.items():
        named |= {f"(k)u_alpha[{code}]": one.ku_alpha.value, f"char_alpha_binary[{code}]": one.char_alpha.value}
        named |= {f"char_cohen_kappa[{code}] (NVivo definition)": one.char_kappa.value}
        named |= {f"char_overlap_jaccard[{code}]": one.overlap}
    return [(name, wanted[name], value) for name, value in named.items() if name in wanted]


# ---- what is refused, each in one line with its place


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("", {}, "t.csv is empty"),
        ("unit\n1\n", {}, "t.csv:1: there is no column for a coder"),
        ("unit,a,b\n", {}, "t.csv has no units"),
        ("unit,a,b\n1,2\n", {}, "t.csv:2: 2 cells where the first row has 3"),
        ("unit,a,b\n1,2,3\n\n2,1,1,1\n", {}, "t.csv:4: 4 cells"),
        ("unit,a,a\n1,2,3\n", {}, "t.csv:1: coder 'a' has two columns"),
        ("unit,a,\n1,2,3\n", {}, "t.csv:1: column 3 has no name"),
        ("unit,a,b\n1,x,y\n2,x,x\n1,x,x\n", {}, "units 1 and 3 below the first row have one name"),
        ("unit,a,b\n1,low,1\n", {"metric": "ordinal"}, "'low' in row 1 below the first is not a number"),
        ("unit,a,b\n1,1,1\n2,nan,1\n", {"metric": "interval"}, "'nan' in row 2"),
        ("unit,a,b\n1,-1,1\n", {"metric": "ratio"}, "negative"),
        ("unit,a,b\n1,x,y\n", {"categories": ["x", "z"]}, "'y' in row 1 below the first is not one of the categories"),
        ("unit,a,b\n1,a;-,b\n", {"sets": True}, "t.csv:2: 'a;-' is no set"),
        ('unit,a,b\n1,"x,y\n', {}, "t.csv:2"),
    ],
)
def test_a_bad_table_is_one_clear_line(text: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(AgreementError) as caught:
        table(text, **options)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,7,3,x", "t.csv:2: the passage 7-3 is reversed"),
        ("a,3,3,x", "t.csv:2: the passage 3-3 is empty"),
        ("a,3,21,x", "t.csv:2: the passage ends at 21, the text at 20"),
        ("a,-1,2,x", "t.csv:2: -1-2 is no place"),
        ("a,1.5,2,x", "t.csv:2: 1.5-2 is no place"),
        (",1,2,x", "t.csv:2: there is no coder"),
        ("a,1,2,", "t.csv:2: there is no code"),
        ("a,1,2", "t.csv:2: 3 cells where the first row has 4"),
        ("c,1,2,x", "t.csv:2: 'c' is not among the coders"),
    ],
)
def test_a_bad_passage_is_one_clear_line(rows: str, words: str) -> None:
    with pytest.raises(AgreementError) as caught:
        read_passages(io.StringIO(f"coder,start,end,code\n{rows}\n"), "t.csv", 20, ["a", "b"])
    assert words in caught.value.message


def test_a_coder_who_found_nothing_counts() -> None:
    found = read_passages(io.StringIO("coder,start,end,code\na,0,5,x\nb,,,-\n"), "t.csv", 20)
    assert found == {"a": ((0, 5, "x"),), "b": ()}
    assert unitize(list(found.values()), 20).u_alpha.value is not None
    assert read_passages(io.StringIO("coder,start,end,code\n"), "t.csv", 20, ["a", "b"]) == {"a": (), "b": ()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unit,a\n1,x\n2,y\n", "agreement needs two coders; there is 1"),
        ("unit,a,b\n1,x,\n2,,y\n", "no unit was read by two coders"),
        ("unit,a,b\n1,x,x\n2,x,x\n", "both coders used one value on all 2 units"),
    ],
)
def test_what_cannot_be_estimated_has_its_reason(text: str, reason: str) -> None:
    for metric in METRICS if "x" not in text.replace("x", "", 0) else ("nominal",):
        found = assessment_json(assess(table(text, metric=metric), metric=metric, resampling=OFF))
        assert found["krippendorff_alpha"] is None
        assert found["reasons"]["krippendorff_alpha"] == reason
        json.dumps(found, allow_nan=False)


def test_a_semicolon_or_tab_may_part_the_columns() -> None:
    for separator in ";\t":
        read = table("unit,a,b\n1,2.5,3\n2,1,1\n".replace(",", separator), metric="interval")
        assert read.coders == ("a", "b")
    assert table("unit;a;b\n1;2,5;3\n2;1;1\n", metric="interval").values == ("1", "2.5", "3")


def test_intervals_are_withheld_and_say_why() -> None:
    few = assess(table("unit,a,b\n1,x,y\n2,x,x\n3,y,y\n"))
    assert few.intervals["krippendorff_alpha"].reason == "resampling needs at least 5 units; there are 3"
    rows = "".join(f"{n},{'x' if n % 2 else 'y'},{'x' if n % 2 else 'y'}\n" for n in range(20))
    same = assess(table(f"unit,a,b\n{rows}"))
    assert same.figures["krippendorff_alpha"].value == 1.0
    assert "no disagreement was seen" in same.intervals["krippendorff_alpha"].reason
    assert assessment_json(same)["intervals"]["krippendorff_alpha"] is None
