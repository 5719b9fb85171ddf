"""Pure parts of the transcript: wrapping, motion, sanitising, stripes, finding."""

from __future__ import annotations

import itertools
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from quoth.finding import Query, Text, search
from quoth.model.coding import Coding
from quoth.model.spans import grapheme_end, grapheme_start
from quoth.model.text import Sentence, Span, Turn
from quoth.tui.sanitise import clean, one_line, shorten
from quoth.tui.widgets.transcript.layout import RowKind, lay_out, wrap
from quoth.tui.widgets.transcript.marks import Mark, Marks
from quoth.tui.widgets.transcript.painter import Inks, contrast, readable, stripe
from quoth.tui.widgets.transcript.selection import Ground, Place, Unit
from tui_fake import INTERVIEWS, read

WORDS = st.sampled_from(
    [
        "a",
        "work",
        "grantoyedi",
        "ещё",
        "й",
        "cafe\u0301",
        "中文媒体",
        "👨‍👩‍👧",
        "🇰🇬🇰🇿",
        "naïve",
        "x" * 30,
        "  ",
        "it's",
        "\u0301",
        "—",
    ]
)
PROSE = st.lists(WORDS, max_size=30).map(" ".join)
UNITS = st.sampled_from(list(Unit))


@given(PROSE, st.integers(4, 40))
@example("\u0301 中文媒体", 5)
def test_rows_cover_the_text_save_one_space_at_each_break(text: str, width: int) -> None:
    rows = wrap(text, width)
    assert rows[0][0] == 0
    assert rows[-1][1] == len(text)
    for (_, end), (start, _) in itertools.pairwise(rows):
        assert text[end:start] in ("", " ")
    for start, end in rows:
        # Spaces at a row's end do not count; one grapheme may be wider than the row.
        assert cell_len(text[start:end].rstrip(" ")) <= max(width, 2)


@given(PROSE, st.integers(8, 40))
def test_wrapping_never_cuts_a_grapheme(text: str, width: int) -> None:
    for start, end in wrap(text, width):
        assert end == len(text) or not unicodedata.combining(text[end])
        assert start == 0 or text[start - 1] != "\u200d"


def _turns(parts: list[str]) -> tuple[str, tuple[Turn, ...]]:
    turns, text = [], ""
    for number, part in enumerate(parts):
        label = "A: " if number % 2 else ""
        turns.append(Turn(len(text), len(text) + len(label + part), len(text) + len(label), label[:1]))
        text += f"{label}{part}\n"
    return text, tuple(turns)


@given(st.lists(PROSE, min_size=1, max_size=6), st.integers(10, 60))
def test_the_row_of_a_position_shows_it(parts: list[str], width: int) -> None:
    text, turns = _turns(parts)
    layout = lay_out(text, turns, width)
    for row, kind in enumerate(layout.row_kind):
        if kind == RowKind.TEXT:
            for position in range(layout.row_start[row], layout.row_end[row]):
                assert layout.row_of(position) == row
    for index, turn in enumerate(turns):
        assert layout.row_turn[layout.row_of(turn.speech)] == index
        assert layout.row_of(turn.speech) in layout.rows_of_turn(index)


@given(st.text(max_size=80))
def test_cleaning_keeps_the_length_and_lets_no_control_through(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned if char != "\n")
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert "\n" not in one_line(text)


@given(PROSE, st.integers(1, 30), st.booleans())
def test_a_shortened_text_fits(text: str, cells: int, middle: bool) -> None:
    assert cell_len(shorten(text, cells, middle=middle)) <= cells


@given(st.lists(PROSE, min_size=1, max_size=5), st.lists(st.tuples(UNITS, st.sampled_from([-1, 1]), st.booleans())))
def test_any_walk_stays_in_words_and_selects_whole_graphemes(
    parts: list[str], steps: list[tuple[Unit, int, bool]]
) -> None:
    text, turns = _turns(parts)
    sentences = tuple(Sentence(turn.speech, turn.end, i) for i, turn in enumerate(turns) if turn.speech < turn.end)
    ground = Ground(text, turns, lambda: sentences)
    place = ground.start()
    for unit, by, extend in steps:
        place = (ground.extend if extend else ground.move)(place, unit, by)
        assert ground.inside(place.position) == place.position
        if selected := ground.selected(place):
            assert grapheme_start(text, selected.start) == selected.start
            assert grapheme_end(text, selected.end) == selected.end
            assert text[selected.start : selected.end].rstrip() == text[selected.start : selected.end]
            assert not text[selected.start].isspace() or unicodedata.combining(text[selected.start + 1])
            assert ground.target(place) == selected


def _ground(name: str) -> Ground:
    version = read(name, INTERVIEWS[name][1])
    sentences = []
    for index, turn in enumerate(version.turns):
        at = turn.speech
        for part in version.text[turn.speech : turn.end].split(". "):
            sentences.append(Sentence(at, at + len(part), index))
            at += len(part) + 2
    return Ground(version.text, version.turns, lambda: sentences)


def test_a_step_there_and_back_returns() -> None:
    ground = _ground("KG-03")
    for unit in Unit:
        first = ground.move(ground.start(), unit, 1)
        there = ground.move(first, unit, 1)
        assert ground.move(there, unit, -1) == first


def test_extending_by_sentence_there_and_back_leaves_nothing_selected() -> None:
    ground = _ground("KG-03")
    place = ground.move(ground.start(), Unit.TURN, 1)
    one = ground.extend(place, Unit.SENTENCE, 1)
    assert ground.text[slice(*_ends(ground.selected(one)))] == "They come for the quarrel, not for the work"
    two = ground.extend(one, Unit.SENTENCE, 1)
    assert ground.extend(two, Unit.SENTENCE, -1) == one
    assert ground.selected(ground.extend(one, Unit.SENTENCE, -1)) is None


def _ends(span: Span | None) -> tuple[int, int]:
    assert span is not None
    return span.start, span.end


def test_words_do_not_include_the_speakers_label() -> None:
    ground = _ground("KZ-01")
    place = ground.start()
    seen = []
    for _ in range(12):
        place = ground.move(place, Unit.WORD, 1)
        seen.append(ground.text[slice(*_ends(ground.unit_at(Unit.WORD, place.position)))])
    assert "ЖУРНАЛИСТ" not in seen
    assert seen[:3] == ["Кто", "вам", "звонит"]
    assert "Ещё\u0301" in [unicodedata.normalize("NFC", word) for word in seen] or "Ещё" in seen


def test_a_place_beyond_a_selection_starts_at_its_end() -> None:
    ground = _ground("KG-03")
    turn = ground.turns[2]
    selected = Place(turn.end, Unit.TURN, turn.speech)
    assert ground.move(selected, Unit.TURN, 1).position == ground.turns[3].speech


def _coding(number: int, start: int, end: int) -> Coding:
    return Coding(f"c{number}", "a", "x", "d", "v", start, end, "", "", "", "", "")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12))
def test_every_turn_knows_the_codings_that_touch_it(spans: list[tuple[int, int]]) -> None:
    turns = tuple(Turn(at, at + 9, at) for at in range(0, 100, 10))
    codings = sorted((_coding(i, a, a + n) for i, (a, n) in enumerate(spans)), key=lambda c: (c.start, -c.end))
    marks = Marks(codings, turns)
    everywhere: dict[str, Mark] = {}
    for index, turn in enumerate(turns):
        touching = [c.id for c in codings if c.start < turn.end and c.end > turn.start]
        assert [mark.coding for mark in marks.of_turn(index)] == touching
        for mark in marks.of_turn(index):
            assert everywhere.setdefault(mark.coding, mark) == mark
    for one in everywhere.values():
        for other in everywhere.values():
            if one is not other and one.start < other.end and other.start < one.end:
                assert one.lane != other.lane


def test_the_ends_of_a_passage_show_without_colour() -> None:
    mark = Mark(10, 40, "x", 0, "c")
    rows = [(0, 20), (20, 30), (30, 50)]
    assert [stripe(mark, *row) for row in rows] == ["╻", "┃", "╹"]
    assert stripe(mark, 5, 50) == "╏"


@given(st.tuples(*[st.integers(0, 255)] * 3), st.booleans())
def test_coded_text_keeps_its_contrast(rgb: tuple[int, int, int], here: bool) -> None:
    for surface, foreground in (("#181b21", "#dfe3ea"), ("#fbfaf7", "#1d2127")):
        inks = Inks(Color.parse(surface), Color.parse(foreground), {}, {"x": Color(*rgb)})
        ground = inks.passage(("x",), here).bgcolor
        assert ground is not None
        assert contrast(Color.from_rich_color(ground), inks.foreground) >= 7
        assert contrast(readable(Color(*rgb), inks.surface, inks.foreground, 3), inks.surface) >= 3


def test_finding_folds_case_and_yo_but_not_short_i_and_skips_labels() -> None:
    text = "МАША: Ещё раз. еще. Мой, мои.\n"
    turns = (Turn(0, len(text) - 1, 6, "МАША"),)
    looked = Text.of("v", "doc", text, turns)

    def find(phrase: str) -> list[str]:
        return [text[one.span.start : one.span.end] for one in search([looked], Query(phrase))]

    assert find("ЕЩЕ") == ["Ещё", "еще"]
    assert find("маша") == find("") == []
    assert len(find("мой")) == 1
