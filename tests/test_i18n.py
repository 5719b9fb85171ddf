"""The interface in other languages: every sentence is marked, translated, and says the same."""

from __future__ import annotations

import gettext
import io
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import messages
from quoth import i18n
from quoth.tui.actions import ACTIONS, display

RUSSIAN = messages.catalogs()["ru"]
ROOMS = (
    "agreement",
    "cli",
    "codebook_file",
    "errors.py",
    "exchange",
    "exporters",
    "finding",
    "interface.py",
    "model",
    "plots",
    "readers",
    "session",
    "store",
    "suggest",
    "tui",
)
"""The rooms whose errors are in the language of the interface."""
MENDING = "Write it in the catalog; python tests/messages.py adds what lacks and takes out what is said no longer."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    i18n.use("en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def russian() -> dict[str, tuple[str, ...]]:
    return {key: forms for key, forms in i18n.parse(RUSSIAN.read_text(encoding="utf-8")).items() if key}


def test_every_message_has_a_russian_translation_and_no_other_is_in_the_catalog() -> None:
    said, known = messages.everything_said(), russian()
    lacking = [f"{place}: {message!r}" for message, place in said.items() if not all(known.get(message, ("",)))]
    assert not lacking, MENDING
    assert not [message for message in known if message not in said], MENDING


def test_a_translation_has_the_placeholders_of_what_it_translates() -> None:
    for message, forms in russian().items():
        wanted = placeholders(re.split("[\x04\0]", message)[-1])
        assert all(placeholders(form) == wanted for form in forms), message


def test_a_translation_begins_and_ends_like_what_it_translates() -> None:
    for message, forms in russian().items():
        one = message.rpartition("\x04")[2].partition("\0")[0]
        for form in forms:
            assert (form[:1].isspace(), form[-1:].isspace()) == (one[:1].isspace(), one[-1:].isspace()), message
            assert (form.rstrip()[-1:] == ".") == (one.rstrip()[-1:] == "."), message
            assert form.count("\n") == one.count("\n"), message


def test_words_are_those_that_a_researcher_uses() -> None:
    said = " ".join(form for forms in russian().values() for form in forms).lower()
    assert not re.search(r"кодировк(?!\w* (?:текста|файла))|тэг|\bтег|имплемент|дефолт", said)


def test_what_a_sentence_leaves_open_is_what_it_is_filled_with() -> None:
    wrong = [place for path in messages.SOURCE.rglob("*.py") for place in messages.misfilled(path)]
    assert not wrong


def test_numbers_have_three_forms() -> None:
    for message, forms in russian().items():
        assert len(forms) == (3 if "\0" in message else 1), message


@pytest.mark.parametrize("path", sorted((messages.SOURCE / "tui").rglob("*.py")), ids=lambda path: path.name)
def test_the_screen_says_nothing_that_is_not_marked(path: Path) -> None:
    assert not list(messages.unmarked(path)), "Wrap it: from quoth.i18n import _"


@pytest.mark.parametrize("room", ROOMS)
def test_an_error_says_nothing_that_is_not_marked(room: str) -> None:
    files = [messages.SOURCE / room] if room.endswith(".py") else sorted((messages.SOURCE / room).rglob("*.py"))
    found = [line for path in files for line in messages.unmarked_errors(path)]
    assert files
    assert not found, "Wrap it: from quoth.i18n import _"


def test_unmarked_errors_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "room.py"
    path.write_text(
        'raise UsageError(f"{n} is no number.", _("Marked {n}").format(n=n or "nothing"))\n'
        'raise CodingError(_("Marked"), "Hint" if n else "")\nfindings.error(at, "Finding", hint)\n'
        'raise ValueError("a defect")\nthing.error("alone")\n'
    )
    found = [line.split(": ")[1] for line in messages.unmarked_errors(path)]
    assert sorted(found) == ["' is no number.'", "'Finding'", "'Hint'", "'nothing'"]


def test_unmarked_words_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "screen.py"
    path.write_text(
        '"""Docstring of it."""\nA = ("Save it", f"{A} codings here", _("Marked"))\nb = Label("CODES")\n'
        'c = Binding("a", "Go there")\nself.say("one more", style="bold $quoth-dim")\n'
    )
    found = [line.split(": ")[1] for line in messages.unmarked(path)]
    assert sorted(found) == ["' codings here'", "'CODES'", "'Save it'", "'one more'"]


def test_words_that_are_filled_before_they_are_marked_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "screen.py"
    path.write_text('_(f"{n} codings")\n')
    with pytest.raises(ValueError, match="plain words"):
        list(messages.said(path))


def test_russian_is_spoken_with_the_right_forms_of_number() -> None:
    i18n.use("ru")
    forms = [i18n.ngettext("Copied {n} character.", "Copied {n} characters.", n).format(n=n) for n in (1, 2, 5, 11, 21)]
    assert forms == [
        "Скопирован 1 знак.", "Скопировано 2 знака.", "Скопировано 5 знаков.", "Скопировано 11 знаков.",
        "Скопирован 21 знак.",
    ]  # fmt: skip
    assert i18n._(ACTIONS[0].title) == "Закодировать выделенное или реплику"
    assert display("space") == "Пробел"
    assert i18n._("A sentence that nobody translated") == "A sentence that nobody translated"


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "kk_KZ.UTF-8"}, "en"),
        ({"LANG": "kk_KZ.UTF-8", "LANGUAGE": "kk:ru:en"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": "ru"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "QUOTH_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "QUOTH_LANGUAGE": "ru"}, "ru"),
        ({"QUOTH_LANGUAGE": "tlh", "LANG": "ru"}, "ru"),
        ({}, "en"),
    ],
)
def test_the_environment_says_which_language(
    environment: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUOTH_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.use() == i18n.language() == spoken


def test_a_catalog_is_read_as_gettext_means_it() -> None:
    text = (
        '# said by us\n#: a.py:3\nmsgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n!=1);\\n"\n\n'
        'msgid "a \\"b\\"\\n"\nmsgstr "one"\n" two\\\\n"\nmsgctxt "menu"\nmsgid "Code"\nmsgstr "Код"\n'
        'msgid "n"\nmsgid_plural "ns"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
    )
    found = i18n.parse(text)
    assert found['a "b"\n'] == ("one two\\n",)
    assert found["menu\x04Code"] == ("Код",)
    assert found["n\0ns"] == ("x", "y")


@pytest.mark.parametrize(
    "text", ['msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n', "<<<<<<< ours\n", '"words"\n', 'msgid "a\n']
)
def test_a_damaged_catalog_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d"):
        i18n.parse(text)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(min_size=1)))
def test_what_is_compiled_is_what_was_meant(pairs: dict[str, str]) -> None:
    pairs = {key: value.replace("\0", "") for key, value in pairs.items() if key}
    compiled = i18n._compiled(
        {key: (value,) for key, value in pairs.items()} | {"": ("Content-Type: text/plain; charset=UTF-8\n",)}
    )
    spoken = gettext.GNUTranslations(io.BytesIO(compiled))
    assert all(spoken.gettext(key) == value for key, value in pairs.items())


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0\x04")),
        st.text('abя"\\\n\t n'),
    )
)
def test_what_is_written_into_a_catalog_is_read_again(pairs: dict[str, str]) -> None:
    pairs.pop("", None)
    text = messages.written({key: (value,) for key, value in pairs.items()}, 'msgid ""\nmsgstr ""')
    assert {key: forms[0] for key, forms in i18n.parse(text).items() if key} == pairs


def test_the_shell_takes_the_language() -> None:
    code = (
        "import sys; from quoth import i18n; from quoth.cli import run; code = run(['--language', 'ru', 'documents']); "
    )
    code += "print(i18n.language(), code)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/", check=True)
    assert done.stdout == "ru 2\n"
