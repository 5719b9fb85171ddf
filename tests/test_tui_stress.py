"""The coding screen over a real project on disk: random keys, hostile texts, other programs at the same time."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from textual.geometry import Offset

from quoth import readers, store
from quoth.errors import CodingError
from quoth.model.text import Span
from quoth.session import CodingSession, folder, importing, withdrawing
from quoth.store import queries
from quoth.tui.app import QuothApp
from quoth.tui.screens.coding import CodingScreen
from quoth.tui.widgets.codebook_tree import CodebookTree
from quoth.tui.widgets.status import Status, fitted

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from quoth.suggest import Suggester

CODEBOOK = """\
codes:
  - id: media
    label: Media
    heading: true
    codes:
      - {id: paid, label: Paid coverage, key: p, definition: Money for an article., keywords: [money]}
      - label: Чай с редактором
  - {id: silence, label: Silence, key: s}
  - {id: old, label: Old, status: retired}
"""
HOSTILE = (
    "Interviewer: \x1b]0;owned\x07 And \u202ethen\u202c?\n\nAizada: Cafe\u0301\ttalk, 👩‍👩‍👧 and tea. "
    "क्षि नमस्ते a\u200bb.\n\nAizada: 中文媒体很少报道我们的工作。 Ничего про деньги!\n\n"
)
PLAIN = "\n\n".join(f"{'Interviewer' if n % 2 else 'Bek'}: word {n} {'talk of money. ' * (n % 7)}" for n in range(60))
KEYS = (
    *"jkJKwbhlHLvps12xumMdnNtTgGcraeолжзюч",
    "up", "down", "left", "right", "ctrl+up", "ctrl+down", "shift+up", "shift+down", "shift+left", "shift+right",
    "ctrl+shift+down", "enter", "space", "escape", "tab", "shift+tab", "semicolon", "delete", "ctrl+z", "ctrl+y",
    "ctrl+s", "asterisk", "slash", "home", "end", "pagedown", "pageup", "left_square_bracket",
    "right_square_bracket", "f1", "question_mark", "full_stop", "ctrl+t", "ctrl+c", "backspace", "f2", "f4",
    "ctrl+p", *"VAziyRqSpBDMoOE*LHW", "ctrl+f", "f3", "ctrl+shift+up", "1", "2", "3",
)  # fmt: skip
EVENTS = 570
"""In each of the ten runs; nine in ten are keys, so that some 5,000 are pressed in all."""
SIZES = ((120, 40), (80, 24), (60, 15), (59, 14), (200, 60), (92, 20))


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    async def a_moment(*_: float) -> None:
        await asyncio.sleep(0.002)

    monkeypatch.setattr("textual.app.wait_for_idle", a_moment)
    monkeypatch.setattr("textual.pilot.wait_for_idle", a_moment)
    monkeypatch.setattr("quoth.tui.screens.desk.OUTSIDE", 0.05)


def made(root: Path, texts: Mapping[str, str], codebook: str = CODEBOOK) -> Path:
    (root / "transcripts").mkdir(parents=True)
    (root / "codebook.yaml").write_text(codebook, encoding="utf-8")
    for name, text in texts.items():
        (root / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    folder.set_up(root)
    return root


class Desk:
    def __init__(self, session: CodingSession, pilot: Pilot[None]) -> None:
        self.session = session
        self.pilot = pilot

    @property
    def screen(self) -> CodingScreen:
        return cast("CodingScreen", self.pilot.app.screen_stack[0])

    @property
    def status(self) -> str:
        return self.screen.query_one(Status).message

    @property
    def seen(self) -> str:
        return "\n".join(strip.text for strip in self.pilot.app.screen._compositor.render_strips())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.01)

    async def until(self, words: str) -> None:
        await self.state(lambda: words in self.seen)

    async def state(self, reached: Callable[[], object]) -> None:
        """Wait for a state, however slow the machine is."""
        for _ in range(1_000):
            if reached():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it never came to that:\n{self.seen}")

    def check(self) -> None:
        """Everything coded is what the text has there; everything painted stands in the text."""
        version = self.session.version
        if version is not None:
            for coding in self.session.codings:
                assert coding.quote == version.text[coding.start : coding.end]
            target = self.screen.view.target
            assert 0 <= target.start <= target.end <= len(version.text)


@asynccontextmanager
async def desk(root: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Desk]:
    """The screen with suggestions from words alone; what it leaves behind is sound."""
    session = CodingSession(root, "ann")
    build = session.suggester

    def words_only(dense: bool) -> Suggester:
        if dense:
            raise CodingError("No word vectors here.", "")
        return build(False)

    session.suggester = words_only  # type: ignore[method-assign]
    app = QuothApp(session)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.02)
            d = Desk(session, pilot)
            yield d
            d.check()
        assert list(store.verify(session.project)) == []
    finally:
        session.close()


def standing(session: CodingSession) -> tuple[object, ...]:
    """What undo must bring back: codings with what is said of them, memos, the codebook's text, what is done."""
    project = session.project
    codings = sorted((c.document, c.code, c.start, c.end, c.star, c.translation) for c in queries.codings(project))
    memos = sorted((memo.kind, memo.target, memo.text) for memo in queries.memos(project))
    return codings, memos, session.codebook_text, [(s.document.name, s.done) for s in session.documents]


def undo_everything(session: CodingSession) -> None:
    while session.next_undo():
        session.undo()


@pytest.mark.parametrize("seed", range(10))
async def test_random_keys_sizes_and_mouse_leave_a_sound_project_that_undo_empties(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    root = made(tmp_path / "p", {"one": HOSTILE + PLAIN, "two": "Just a paragraph.\n\nAnother, with чай.\n"})
    async with desk(root) as d:
        before = standing(d.session)
        for _ in range(EVENTS):
            kind = draw.random()
            if kind < 0.88:
                await d.pilot.press(draw.choice(KEYS))
            elif kind < 0.92:
                await d.pilot.resize_terminal(*draw.choice(SIZES))
                await d.pilot.pause(0.05)
            else:
                width, height = d.pilot.app.size
                start, end = (Offset(draw.randrange(width), draw.randrange(height)) for _ in range(2))
                if draw.random() < 0.5:
                    await d.pilot.click(offset=start, times=draw.choice((1, 2, 3)))
                else:
                    await d.pilot.mouse_down(offset=start)
                    await d.pilot.hover(offset=end)
                    await d.pilot.mouse_up(offset=end)
            d.check()
        undo_everything(d.session)
        assert standing(d.session) == before


WALK = (
    "j", "ctrl+down", "shift+right", "semicolon", "p", "end", "pageup", "home", "t", "slash", "a", "enter", "n",
    "escape", "enter", "escape", "right_square_bracket", "d", "u",
)  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "codebook"),
    [
        ({"one": "one long paragraph without speakers. two sentences\n"}, CODEBOOK),
        ({"one": HOSTILE}, "codes: []\n"),
        ({}, CODEBOOK),
        ({"one": f"Anna: {'x' * 200_000}\n\nBek: end.\n"}, CODEBOOK),
        ({"one": "Anna: " + "👩‍👩‍👧e\u0301 " * 3_000 + "\n\nBek: end.\n"}, CODEBOOK),
        ({"one": "\n\n".join(f"{'Anna' if n % 2 else 'Bek'}: yes {n}." for n in range(20_000))}, CODEBOOK),
    ],
    ids=["no-speakers", "no-codes", "no-documents", "a-line-of-200000", "emoji", "20000-turns"],
)
async def test_odd_projects_can_be_walked(tmp_path: Path, texts: Mapping[str, str], codebook: str) -> None:
    async with desk(made(tmp_path / "p", texts, codebook), (80, 24)) as d:
        for key in WALK:
            await d.press(key)
            d.check()


async def test_a_codebook_broken_and_mended_while_open(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        await d.press("semicolon", "s")
        file = d.session.folder / "codebook.yaml"
        file.write_text("codes:\n\t- x: [", encoding="utf-8")
        await d.until("codebook.yaml:2:1")
        await d.press("j", "semicolon", "p")
        assert [coding.code for coding in d.session.codings] == ["silence", "paid"]
        file.write_bytes(b"\xff\xfe\x00bad")
        await d.until("not UTF-8")
        file.write_text(CODEBOOK.replace("  - {id: silence, label: Silence, key: s}\n", ""), encoding="utf-8")
        await d.until("Silence (missing)")
        await d.press("k")
        await d.until("┃ Silence (missing)")
        row = next(row for row in d.screen.query_one(CodebookTree).rows if row.id == "silence")
        assert row.note == "1/1"


async def test_a_document_erased_by_another_program_makes_room_for_the_next(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN, "two": HOSTILE})) as d:
        await d.press("semicolon", "s")
        other = CodingSession(d.session.folder, "bek")
        withdrawing.erase(other.project, "bek", withdrawing.find(other.project, "one"), "asked")
        other.close()
        await d.until("› two")
        assert "one was taken out of the project" in d.status
        await d.press("semicolon", "p")
        assert [coding.code for coding in d.session.codings] == ["paid"]


async def test_documents_imported_by_another_program_appear(tmp_path: Path) -> None:
    root = made(tmp_path / "p", {})
    async with desk(root) as d:
        assert "quoth import" in d.seen
        file = root / "transcripts" / "new.txt"
        file.write_text(PLAIN, encoding="utf-8")
        other = CodingSession(root, "bek")
        importing.import_files(other.project, "bek", readers.find([file]), readers.Options())
        other.close()
        await d.until("› new")
        await d.press("j", "semicolon", "p")
        assert len(d.session.codings) == 1


async def test_the_same_coder_in_two_windows_sees_both_codings(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        other = CodingSession(d.session.folder, "ann")
        other.open("one")
        other.apply(Span(5, 11), ["paid"])
        await d.press("semicolon", "s")
        await d.state(lambda: len(d.session.codings) == 2)
        assert [coding.code for coding in d.screen.codings_here()] == ["paid", "silence"]
        row = next(row for row in d.screen.query_one(CodebookTree).rows if row.id == "paid")
        assert row.note == "1/1"
        other.close()


async def test_a_short_lock_is_waited_for(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        file = d.session.folder / "quoth.db"
        holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        free = threading.Timer(0.5, holder.execute, ["ROLLBACK"])
        free.start()
        await d.press("semicolon", "p")
        free.join()
        holder.close()
        assert d.status.startswith("Applied Paid coverage")
        assert len(d.session.codings) == 1


async def test_an_undo_in_another_document_teaches_the_suggester(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN, "two": HOSTILE})) as d:
        await d.until("SUGGESTED  turn 1")
        built: list[bool] = []
        build = d.screen.advisor._build

        def counted(dense: bool) -> Suggester:
            built.append(dense)
            return build(dense)

        d.screen.advisor._build = counted
        await d.press("semicolon", "s", "right_square_bracket", "semicolon", "p")
        await d.until("Applied Paid coverage")
        await d.press("u")
        await d.until("Took back")
        assert False not in built
        await d.press("u")
        await d.state(lambda: False in built)


async def test_a_new_code_with_its_fields_is_one_act(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        await d.press("tab", "a", *"Fear", "tab", *"Afraid", "ctrl+s")
        await d.pilot.pause(0.05)
        assert d.session.codebook.by_id["fear"].definition == "Afraid"
        await d.press("escape", "u")
        assert "fear" not in d.session.codebook.by_id


async def test_a_russian_keyboard_finds_with_the_key_of_the_slash_and_repeats(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        await d.press("а", *"word 7")
        await d.until("1 found")
        await d.press("enter", "ж", "ы")
        await d.until("Applied Silence")
        await d.press("о", "с")
        await d.state(lambda: [coding.code for coding in d.session.codings] == ["silence", "silence"])


async def test_ticked_codes_are_kept_when_a_new_one_is_made(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN})) as d:
        await d.press("enter", *"silence", "tab", *"Quiet", "enter")
        await d.pilot.pause(0.05)
        assert sorted(coding.code for coding in d.session.codings) == ["quiet", "silence"]


async def test_a_long_failure_is_read_whole_in_a_narrow_terminal(tmp_path: Path) -> None:
    async with desk(made(tmp_path / "p", {"one": PLAIN}), (80, 24)) as d:
        told = "The folder of this project cannot be written to by you. Check that you may write there, or copy it."
        d.screen.say(told, failed=True)
        await d.pilot.pause(0.05)
        assert " ".join(d.seen.split()).endswith(told)
        d.screen.say("Applied.")
        await d.pilot.pause(0.05)
        assert d.seen.splitlines()[-1].startswith(" Applied.")


def test_the_way_back_is_never_cut_off() -> None:
    message = f"Applied {'Grant-eater stereotype, ' * 4}to “{'word ' * 6}…”. Ctrl+Z takes it back."
    told = fitted(message, 78)
    assert len(told) <= 78
    assert told.startswith("Applied Grant-eater")
    assert told.endswith("Ctrl+Z takes it back.")
    assert fitted("Short. Ctrl+Z takes it back.", 78) == "Short. Ctrl+Z takes it back."
    assert len(fitted(f"One. {'x' * 200}", 78)) == 78
