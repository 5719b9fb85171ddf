"""How the coding screen looks: themes, colours of codes, the scrollbar's marks, what stands beside the text."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from quoth.model.coding import Coding
from quoth.model.text import Role, Span, Turn
from quoth.session import folder
from quoth.tui.colours import PALETTE, distance
from quoth.tui.themes import CHOICE, THEMES, mixed
from quoth.tui.widgets.transcript.layout import lay_out
from quoth.tui.widgets.transcript.marks import Marks
from quoth.tui.widgets.transcript.painter import contrast
from quoth.tui.widgets.transcript.ruler import FOUND, SHARES, glyphs
from test_tui_looking import opened, project

if TYPE_CHECKING:
    from textual.theme import Theme

TIMED = """1
00:00:07,000 --> 00:00:09,000
Ana: We went there.

2
00:01:15,000 --> 00:01:19,000
Bo: And back.
"""


def seen_by(colour: Color, kind: str) -> Color:
    """A colour as people see it who lack red (protanopia) or green (deuteranopia) cones: Machado and others, 2009."""
    matrix = {
        "protanopia": (
            (0.152286, 1.052583, -0.204868),
            (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998),
        ),
        "deuteranopia": (
            (0.367322, 0.860646, -0.227968),
            (0.280085, 0.672501, 0.047413),
            (-0.01182, 0.04294, 0.968881),
        ),
    }[kind]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    mixed = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in matrix]
    shown = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in mixed]
    red, green, blue = (round(part * 255) for part in shown)
    return Color(red, green, blue)


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
def test_the_first_eight_colours_are_told_apart_without_red_and_green(kind: str) -> None:
    colours = [seen_by(Color.parse(colour), kind) for colour in PALETTE[:8]]
    assert min(distance(*pair) for pair in itertools.combinations(colours, 2)) >= 0.065


@pytest.mark.parametrize("theme", [theme for theme in THEMES if "contrast" in theme.name], ids=lambda theme: theme.name)
def test_high_contrast_keeps_even_quiet_text_readable(theme: Theme) -> None:
    shades = mixed(
        {
            name: str(getattr(theme, name))
            for name in ("surface", "foreground", "primary", "warning", "error", "background")
        }
    )
    paper = Color.parse(theme.surface or "")
    assert contrast(Color.parse(theme.foreground or ""), paper) == pytest.approx(21.0)
    assert min(contrast(Color.parse(shades[f"quoth-{name}"]), paper) for name in ("dim", "asks", "key", "failed")) >= 7


@pytest.mark.action("theme")
async def test_a_theme_is_chosen_and_remembered(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    async with opened(root) as (_, s):
        await s.press("f6", "down", "down", "enter")
        assert s.pilot.app.theme == "quoth-contrast-dark"
        await s.press("ctrl+t")
        assert s.pilot.app.theme == "quoth-contrast-light"
        for name in CHOICE:
            s.pilot.app.theme = name
            await s.press("j", "semicolon", "escape")
    async with opened(root) as (_, s):
        assert s.pilot.app.theme == "quoth-contrast-light"


@pytest.mark.action("margin")
async def test_times_stand_beside_the_text_on_demand(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("[paid]\n", encoding="utf-8")
    (tmp_path / "transcripts" / "timed.srt").write_text(TIMED, encoding="utf-8")
    folder.set_up(tmp_path)
    async with opened(tmp_path) as (_, s):
        assert " 2 " in s.seen.partition("And back")[0].splitlines()[-1]
        await s.press("f7")
        assert s.status == "Beside the text: the times of the turns, where the transcript has them."
        assert "00:01:15" in s.seen.partition("And back")[0].splitlines()[-1]
        await s.press("f7")
        assert "00:01:15" not in s.seen
    async with opened(tmp_path) as (_, s):
        assert "00:01:15" not in s.seen
        await s.press("f7")
        assert " 2 " in s.seen.partition("And back")[0].splitlines()[-1]


async def test_a_text_from_right_to_left_is_said_to_be_one_and_coded_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("codes: [{label: Paid, key: p}]\n", encoding="utf-8")
    said = "دفعنا المال مرة واحدة."
    (tmp_path / "transcripts" / "one.txt").write_text(f"Interviewer: Who paid?\n\nAna: {said * 9}\n", encoding="utf-8")
    (tmp_path / "transcripts" / "two.txt").write_text("Ana: We paid once.\n", encoding="utf-8")
    folder.set_up(tmp_path)
    async with opened(tmp_path) as (session, s):
        assert s.status.startswith("This text runs from right to left")
        await s.press("end", "semicolon", "p")
        assert [coding.quote.removeprefix("Ana: ") for coding in session.codings] == [said * 9]
        await s.press("right_square_bracket")
        assert "right to left" not in s.status
        await s.press("left_square_bracket")
        assert "right to left" not in s.status


def coded(*spans: tuple[int, int]) -> list[Coding]:
    return [Coding(str(n), "ann", "paid", "d", "v", *span, "", "", "", "", "") for n, span in enumerate(sorted(spans))]


@given(
    spans=st.lists(st.tuples(st.integers(0, 3_900), st.integers(1, 100)), max_size=12),
    hits=st.lists(st.integers(0, 3_900), max_size=3),
    size=st.integers(1, 70),
)
def test_the_scrollbar_marks_every_coded_place_and_nothing_else(
    spans: list[tuple[int, int]], hits: list[int], size: int
) -> None:
    text = "word " * 800
    turns = [Turn(at, at + 400, at, "Ana", Role.PARTICIPANT) for at in range(0, 4_000, 400)]
    layout = lay_out(text, turns, 40)
    codings = coded(*((start, start + length) for start, length in spans))
    found = [Span(at, at + 1) for at in sorted(set(hits))]
    told = glyphs(layout, Marks(codings, turns), found, size)
    assert len(told) == size
    edges = [layout.row_start[cell * len(layout) // size] for cell in range(size)] + [layout.row_end[-1]]
    for glyph, low, high in zip(told, edges, edges[1:], strict=False):
        touched = any(one.start < max(high, low + 1) and one.end > low for one in codings)
        hit = any(low <= one.start < high for one in found)
        assert (glyph == FOUND) is hit
        assert hit or (glyph != SHARES[0]) is touched


def test_the_more_is_coded_the_wider_is_the_mark() -> None:
    text = "word " * 800
    turns = [Turn(0, 4_000, 0, "", Role.UNKNOWN)]
    layout = lay_out(text, turns, 40)
    widths = [SHARES.index(glyphs(layout, Marks(coded((0, end)), turns), (), 1)) for end in (1, 1500, 2500, 4000)]
    assert widths == sorted(set(widths))


async def test_the_scrollbar_on_screen_follows_what_is_coded(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebook.yaml").write_text("codes: [{label: Paid, key: p}]\n", encoding="utf-8")
    said = "\n\n".join(f"Ana: We were asked for money, once in spring, {n} times." for n in range(60))
    (tmp_path / "transcripts" / "long.txt").write_text(said, encoding="utf-8")
    folder.set_up(tmp_path)
    async with opened(tmp_path) as (_, s):
        edge = s.screen.view.region.right - 1

        def drawn() -> str:
            return "".join(line[edge] for line in s.seen.splitlines()[1:39])

        before = drawn()
        await s.press("end", "semicolon", "p")
        assert drawn() != before
        assert drawn()[-1] in SHARES[1:]
        await s.press("ctrl+z")
        assert drawn() == before
