"""Agreement from coded documents: units, what counts as coded, what is missing, and how the comparison reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.agreement import UNITS, Comparison, Reading, as_json, compare, lay_out, reliability, table, units
from quoth.errors import AgreementError
from quoth.model.codebook import Code
from quoth.model.coding import Coding
from quoth.model.text import Kind, Role, Sentence, Source, Span, Turn, Version

TEXT = "Interview\nI: Who pays?\nR: The donors pay. The state never does.\nR:"
TURNS = (
    Turn(0, 9, 0, kind=Kind.HEADING),
    Turn(10, 22, 13, speaker="I", kind=Kind.SPEECH),
    Turn(23, 63, 26, speaker="R", kind=Kind.SPEECH),
    Turn(64, 66, 66, speaker="R", kind=Kind.SPEECH),
)
SENTENCES = (Sentence(0, 9, 0), Sentence(13, 22, 1), Sentence(26, 41, 2), Sentence(42, 63, 2))
PAYS = Code("pays", "Who pays")
STATE = Code("state", "The state")


def coding(coder: str, code: str, start: int, end: int) -> Coding:
    return Coding(f"{coder}-{start}", coder, code, "d", "v", start, end, "", "", "", "", "")


def reading(
    codings: Iterable[Coding] = (),
    judged: Mapping[str, Iterable[str]] | None = None,
    text: str = TEXT,
    turns: tuple[Turn, ...] = TURNS,
    sentences: tuple[Sentence, ...] = SENTENCES,
) -> Reading:
    by_coder: dict[str, list[Coding]] = {}
    for one in codings:
        by_coder.setdefault(one.coder, []).append(one)
    done = {"a": ("pays", "state"), "b": ("pays", "state")} if judged is None else judged
    return Reading(
        "d",
        Version("v", "d", 1, text, turns, Source("t.txt", "", "txt")),
        by_coder,
        sentences,
        {coder: frozenset(codes) for coder, codes in done.items()},
    )


def prose(length: int) -> Reading:
    return reading(text="x" * length, turns=(), sentences=())


# ---- units


def test_units_are_speech_without_labels_headings_and_empty_turns() -> None:
    assert [TEXT[s.start : s.end] for s in units(reading(), "turn")] == [
        "Who pays?",
        "The donors pay. The state never does.",
    ]
    assert [TEXT[s.start : s.end] for s in units(reading(), "sentence")] == [
        "Who pays?",
        "The donors pay.",
        "The state never does.",
    ]
    assert units(reading(), "document") == [Span(0, len(TEXT))]


def test_a_text_without_turns_is_still_one_document() -> None:
    assert units(prose(20), "document") == [Span(0, 20)]
    assert units(prose(20), "turn") == []


def test_an_unknown_unit_or_overlap_is_refused_with_the_choice() -> None:
    with pytest.raises(AgreementError, match="word") as caught:
        units(reading(), "word")
    assert "document, turn, sentence, passage, token, char" in caught.value.hint
    for overlap in ("half", "0%", "101", ""):
        with pytest.raises(AgreementError, match="how much of a unit"):
            lay_out([reading()], ["a", "b"], "turn", overlap)


# ---- what counts as coded, what is missing


def test_a_unit_is_coded_when_one_code_point_is_shared() -> None:
    touching = [coding("a", "pays", 20, 23), coding("a", "pays", 41, 43), coding("b", "pays", 22, 26)]
    data = reliability([reading(touching)], ["a", "b"], "pays", "sentence")
    assert data.dtype == np.int8
    assert data.tolist() == [[1, 0, 1], [0, 0, 0]]


def test_more_of_a_unit_can_be_asked_for_and_overlapping_codings_count_once() -> None:
    twice = [coding("a", "pays", 0, 40), coding("a", "pays", 20, 50), coding("a", "pays", 90, 95)]
    whole = replace(prose(100), codings={"a": twice})
    for overlap, coded in (("any", 1), ("majority", 1), ("55%", 1), ("56", 0), ("100 %", 0)):
        assert reliability([whole], ["a"], "pays", "document", overlap).tolist() == [[coded]], overlap
    half = replace(prose(100), codings={"a": [twice[0], coding("a", "pays", 40, 50)]})
    assert reliability([half], ["a"], "pays", "document", "majority").tolist() == [[0]]


def test_only_a_coder_who_is_done_with_a_code_has_judged_it() -> None:
    codings = [coding("a", "pays", 13, 22), coding("b", "pays", 13, 22)]
    read = reading(codings, judged={"a": ["pays"], "b": ["state"]})
    assert reliability([read], ["a", "b", "c"], "pays", "turn").tolist() == [[1, 0], [-1, -1], [-1, -1]]


def test_documents_follow_each_other_and_do_not_touch() -> None:
    first = replace(prose(10), codings={"a": [coding("a", "pays", 8, 10)]})
    second = replace(prose(10), codings={"b": [coding("b", "pays", 0, 1)]})
    assert reliability([first, second], ["a", "b"], "pays", "document").tolist() == [[1, 0], [0, 1]]


spans = st.tuples(st.integers(0, 59), st.integers(1, 20)).map(lambda s: (s[0], min(60, s[0] + s[1])))


@settings(max_examples=100)
@given(
    st.lists(st.lists(spans, max_size=6), min_size=1, max_size=3),
    st.lists(st.integers(1, 59), max_size=6, unique=True).map(sorted),
    st.sampled_from(["any", "majority", "30%"]),
)
def test_array_counting_equals_counting_code_points(
    documents: list[list[tuple[int, int]]], cuts: list[int], overlap: str
) -> None:
    edges = [0, *cuts, 60]
    turns = tuple(Turn(start, end, start) for start, end in pairwise(edges))
    readings = [
        reading([coding("a", "pays", *span) for span in document], text="x" * 60, turns=turns) for document in documents
    ]
    expected = []
    for document in documents:
        coded = {point for start, end in document for point in range(start, end)}
        for turn in turns:
            inside, length = len(coded & set(range(turn.start, turn.end))), turn.end - turn.start
            needed = {"any": inside > 0, "majority": 2 * inside > length, "30%": 10 * inside >= 3 * length}
            expected.append(int(needed[overlap]))
    assert reliability(readings, ["a"], "pays", "turn", overlap).tolist() == [expected]


@given(st.integers(1, 59))
def test_splitting_a_coding_changes_nothing(cut: int) -> None:
    whole = reading([coding("a", "pays", 0, 60)])
    split = reading([coding("a", "pays", 0, cut), coding("a", "pays", cut, 60)])
    for unit in UNITS:
        for overlap in ("any", "majority"):
            laid = [lay_out([r], ["a"], unit, overlap) for r in (whole, split)]
            one, two = (np.repeat(of.reliability("pays"), of.weight, axis=1) for of in laid)
            assert (one == two).all()


# ---- the comparison


def compared() -> Comparison:
    """Twelve documents: on `pays` the coders differ once, nobody applied `state`, one has not read for `media`."""
    texts = [prose(20) for _ in range(12)]
    readings = []
    for number, text in enumerate(texts):
        codings = {
            "a": [coding("a", "pays", 0, 5)] if number < 3 else [],
            "b": [coding("b", "pays", 3, 9)] if number < 2 else [],
        }
        judged = {"a": frozenset({"pays", "state", "media"}), "b": frozenset({"pays", "state"})}
        readings.append(replace(text, codings=codings, judged=judged))
    codes = [Code("top", "Top", heading=True), Code("media", "Media"), STATE, PAYS]
    return compare(readings, codes, ["a", "b"], "document")


def test_the_comparison_gives_figures_worst_first_and_reasons_for_none() -> None:
    comparison = compared()
    assert [row.code for row in comparison.codes] == ["pays", "state", "media"]
    pays, state, media = comparison.codes
    assert (pays.n, pays.figures.positives, pays.figures.prevalence) == (12, {"a": 3, "b": 2}, 5 / 24)
    assert pays.figures.values["agreement"] == pytest.approx(11 / 12)
    assert pays.figures.values["kappa"] == pytest.approx((12 * 11 - 96) / (144 - 96))  # chance: 3 x 2 yes and 9 x 10 no
    assert pays.alpha == pytest.approx(1 - 23 * 2 / (24**2 - 5**2 - 19**2))
    assert pays.warnings == ("rests on 3 positive units",)
    one_value = "both coders used one value on all 12 units"
    assert state.figures.reasons == {"kappa": one_value, "alpha": one_value, "ac1": one_value}
    assert (state.figures.values["agreement"], state.figures.prevalence, state.warnings) == (1.0, 0.0, ())
    assert media.n == 0
    assert set(media.figures.reasons) == {"prevalence", "agreement", "kappa", "alpha", "ac1"}
    assert set(media.figures.reasons.values()) == {"no unit was read by two coders"}
    assert comparison.documents == 12


def test_json_is_exactly_the_contract_and_holds_no_nan() -> None:
    data = as_json(compared())
    assert list(data) == ["codes", "headings", "overall", "unitizing", "documents", "settings"]
    text = json.dumps(data, allow_nan=False)
    codes = json.loads(text)["codes"]
    keys = ["code", "label", "n", "documents", "positives", "prevalence", "agreement", "kappa", "alpha", "ac1"]
    keys += ["intervals", "reasons", "interval_reasons", "table", "coded_shares", "overlap", "warnings", "unaided"]
    assert [list(row) for row in codes] == [keys] * 3
    assert codes[1]["alpha"] is None
    assert json.loads(text)["settings"]["kappa"] == "Cohen 1960"


def test_more_than_two_coders_are_compared_by_conger_and_named_so() -> None:
    codings = [coding(coder, "pays", 13, 22) for coder in "abc"] + [coding("a", "pays", 26, 30)]
    read = reading(codings, judged={coder: ["pays"] for coder in "abc"})
    comparison = compare([read], [PAYS], ["a", "b", "c"], "sentence", splitter="rules 1")
    assert comparison.settings["kappa"] == "Conger 1980"
    assert comparison.settings["splitter"] == "rules 1"
    assert comparison.codes[0].figures.positives == {"a": 2, "b": 1, "c": 1}
    assert comparison.codes[0].figures.values["kappa"] == pytest.approx((7 / 9 - 13 / 27) / (1 - 13 / 27))


def test_a_rare_code_and_a_coder_who_never_applies_it_are_remarked() -> None:
    texts = [replace(prose(5), codings={"a": [coding("a", "pays", 0, 2)] if n == 0 else []}) for n in range(40)]
    row = compare(texts, [PAYS], ["a", "b"], "document").codes[0]
    assert row.warnings == (
        "rests on 1 positive unit",
        "rare (1.2% of judgements), so chance agreement drives kappa and alpha",
        "b never applied it",
    )
    assert row.alpha == pytest.approx(0.0)


@pytest.mark.parametrize("coders", [[], ["a"], ["a", "a"]])
def test_fewer_than_two_coders_are_refused(coders: list[str]) -> None:
    with pytest.raises(AgreementError, match="two different coders"):
        compare([reading()], [PAYS], coders, "turn")


# ---- the table


def cells(text: str) -> int:
    """Of the scripts used here: East Asian characters take two cells."""
    return sum(2 if "\u1100" <= char <= "\uffef" and char not in "–…" else 1 for char in text)


def test_columns_are_aligned_in_any_script_and_long_labels_are_cut() -> None:
    labels = ["Платные публикации", "有償の報道", "é" * 80, "short\nlabel"]
    codes = [Code(str(number), label) for number, label in enumerate(labels)]
    read = reading(judged={"a": "0123", "b": "0123"})
    lines = table(compare([read], codes, ["a", "b"], "turn"), width=80).split("\n")
    rows = [line for line in lines[: lines.index("")] if not line.startswith(" ")]
    assert [cells(row) for row in rows] == [80] * 5
    assert any("short label" in row for row in rows)
    assert any("ééé…" in row for row in rows)
    assert all(len(line) <= 80 for line in lines)


def test_the_table_says_what_figures_rest_on() -> None:
    figures, whole, settings = table(compared(), width=90).split("\n\n")
    assert figures.split("\n") == [
        "code       units  a  b  positive  agreement  kappa  alpha    AC1",
        "Who pays      12  3  2     20.8%      0.917  0.750  0.758  0.876",
        "    rests on 3 positive units",
        "The state     12  0  0      0.0%      1.000      –      –      –",
        "    no kappa, alpha, AC1: both coders used one value on all 12 units",
        "Media          0  0  0         –          –      –      –      –",
        "    no agreement, kappa, alpha, AC1, prevalence: no unit was read by two coders",
    ]
    assert "Unit: document (12 in 12 documents" in settings
    assert "Cohen 1960" in settings.replace("\n", " ")
    assert "Mean alpha of 1 codes 0.758" in whole


def test_no_codes_make_a_table_too() -> None:
    assert table(compare([reading()], [], ["a", "b"], "turn")).startswith("code")


def test_the_interviewers_turns_are_no_units_where_only_participants_count() -> None:
    text = "Q: Why?\nA: Money.\nA: Fear."
    turns = (
        Turn(0, 7, 3, "Q", Role.INTERVIEWER, Kind.SPEECH),
        Turn(8, 17, 11, "A", Role.PARTICIPANT, Kind.SPEECH),
        Turn(18, 26, 21, "A", Role.PARTICIPANT, Kind.SPEECH),
    )
    version = Version("v", "d", 1, text, turns, Source("", "", ""))
    sentences = tuple(Sentence(turn.speech, turn.end, index) for index, turn in enumerate(turns))
    everyone = Reading("d", version, {}, sentences, {})
    answers = replace(everyone, participants=True)
    for unit in ("turn", "sentence"):
        assert len(units(everyone, unit)) == 3
        assert units(answers, unit) == [Span(11, 17), Span(21, 26)]
    assert units(answers, "document") == [Span(0, 26)]
