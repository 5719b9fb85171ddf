"""Pseudonyms: every name in every form, nothing else, and turns that hold what they held."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quoth.cli import run
from quoth.errors import ReaderError
from quoth.model.text import Kind, Source, Transcript, Turn
from quoth.readers.name_forms import form_of, forms, inflect
from quoth.readers.pseudonyms import Key, Told, made_of, pseudonymise, read_key, replaced
from quoth.session.folder import set_up

NAMES = {
    "Айгуль": "Гульмира",
    "Иванов": "Сидоров",
    "Анна Петровна": "Ольга Сергеевна",
    "Асан": "Болот",
    "Айгуль Иванова": "Жамал Ким",
    "Вера": "Нина",
    "Anna": "Olga",
    "P1": "R7",
    "Жибек": "[участница 1]",
    "санжар": "темир",
    "Ира": "Зоя",
    "NGO": "Group",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Айгуль, Айгули, с Айгулью, АЙГУЛЬ", "Гульмира, Гульмира, с Гульмирой, ГУЛЬМИРА"),
        ("Иванов Иванова Иванову Ивановым Иванове", "Сидоров Сидорова Сидорову Сидоровым Сидорове"),
        ("Ивановой и Ивановых; ИВАНОВЫМ", "Сидоровой и Сидоровых; СИДОРОВЫМ"),
        ("Анны Петровны; АННОЙ ПЕТРОВНОЙ; Анне\nПетровне", "Ольги Сергеевны; ОЛЬГОЙ СЕРГЕЕВНОЙ; Ольге\nСергеевне"),
        ("Айгуль Ивановой нет", "Жамал Ким нет"),
        ("Асанга, Асандын, Асаном, Асандарга", "Болот, Болот, Болотом, Болот"),
        ("вера, Вера и Верой", "вера, Нина и Ниной"),
        ("Anna's book, ANNA, Annabel, annals", "Olga's book, OLGA, Annabel, annals"),
        ("P1: да. P12: нет.", "R7: да. P12: нет."),
        ("Ира из Ирака, у Иры", "Зоя из Ирака, у Зои"),
        ("NGO here", "Group here"),
        ("Жибек и «Жибек»", "[участница 1] и «[участница 1]»"),
        ("санжар, Санжар, САНЖАРУ, санжаром", "темир, Темир, ТЕМИРУ, темиром"),
        ("Айгуль_1.txt и Айгуль-эже, но Айгуль2", "Гульмира_1.txt и Гульмира-эже, но Айгуль2"),
        ("Айгу\u0301ль, Ай\u00adгуль, Аи\u0306гуль", "Гульмира, Гульмира, Гульмира"),
        ("Анна, Петровна! Анна.\n\nПетровна", "Анна, Петровна! Анна.\n\nПетровна"),
    ],
)
def test_a_name_is_found_in_its_forms_and_gives_the_pseudonym_in_the_same(text: str, expected: str) -> None:
    assert replaced(made_of(NAMES), text) == expected


@pytest.mark.parametrize(
    ("name", "pseudonym", "pairs"),
    [
        ("Мария", "Наталия", "Марии Наталии, Марию Наталию, Марией Наталией"),
        ("Сергей", "Андрей", "Сергея Андрея, Сергею Андрею, Сергеем Андреем, Сергее Андрее"),
        ("Игорь", "Асан", "Игорем Асаном, Игорю Асану, Игоря Асана"),
        ("Достоевский", "Чайковский", "Достоевского Чайковского, Достоевской Чайковской"),
        ("Толстая", "Белая", "Толстой Белой, Толстую Белую"),
        ("Пётр", "Лев", "Петром Львом, Петру Льву, Петра Льва"),
        ("Асан", "Пётр", "Асаном Петром, Асану Петру"),
        ("Марина", "Ольга", "Мариной Ольгой, Марине Ольге"),
        ("Ильич", "Асан", "Ильичом Асаном, Ильичу Асану"),
        ("Павел", "Иван", "Павлу Ивану"),
        ("Шевченко", "Петренко", "Шевченко Петренко"),
        ("Айгуль", "Айжан", "Айгулью Айжан, Айгули Айжан"),
        ("Асан", "Кадыр", "Асанга Кадыр, Асандан Кадыр"),
        ("Асан", "Данияр", "Асану Данияру"),
        ("Асан", "Талан", "Асанга Таланга, Асандын Таландын"),
        ("Aziz", "Farid", "Azizga Faridga, Azizning Faridning"),
        ("Aziz", "Lola", "Azizga Lola"),
        ("Кузнецов", "Смирнов", "Кузнецовы Смирновы, Кузнецовых Смирновых"),
        ("Кузнецов", "Ким", "Кузнецовы Ким"),
        ("Ош", "Нарын", "Ош Нарын, Оше Нарыне, Оша Нарына"),
        ("Ян", "Олег", "Яна Олега, Яном Олегом, ЯНУ ОЛЕГУ"),
    ],
)
def test_a_pseudonym_takes_a_form_only_where_it_inflects_alike(name: str, pseudonym: str, pairs: str) -> None:
    key = made_of({name: pseudonym})
    for found, expected in (pair.split() for pair in pairs.split(", ")):
        assert replaced(key, found) == expected, found


def test_what_resembles_a_name_and_stays_is_told() -> None:
    told = Told()
    text = replaced(made_of(NAMES), "Анна и Асанбек, Ивановский, вера в Айгульку. Совет.", told)
    assert text == "Анна и Асанбек, Ивановский, вера в Айгульку. Совет."
    assert {word for word, _ in told.left} == {"Анна", "Асанбек", "Ивановский", "вера", "Айгульку"}
    assert not told.replaced


def test_what_resembles_a_name_of_two_letters_is_told() -> None:
    told = Told()
    assert replaced(made_of({"Ош": "Нарын"}), "Оштон, в Оше", told) == "Оштон, в Нарыне"
    assert {word for word, _ in told.left} == {"Оштон"}


def test_names_that_change_places_are_replaced_once() -> None:
    assert replaced(made_of({"Анна": "Ольга", "Ольга": "Анна"}), "Анна Ольге") == "Ольга Анне"


def test_doubts_about_a_key_are_told() -> None:
    notes = " ".join(made_of({"Анна": "Ольга", "Ольга": "Вера", "Асан": "Вера"}).notes)
    assert "a name and a pseudonym at once" in notes
    assert "become one person" in notes


LETTERS = "абвгдеийклмнорстуьяё"
WORDS = st.text(LETTERS, min_size=2, max_size=8)
TITLES = WORDS.map(str.capitalize)
KEYS = st.dictionaries(TITLES, st.integers(1, 99).map("Лицо{}".format), min_size=1, max_size=6)
TEXTS = st.lists(
    st.one_of(TITLES, WORDS, st.sampled_from([" ", "\n", "\n\n", ", ", ": ", "«", "»", "-", "🙂"])), max_size=30
)


@given(KEYS, TEXTS)
def test_no_name_is_left_nothing_else_changes_and_a_second_time_does_nothing(
    names: dict[str, str], parts: list[str]
) -> None:
    assume(not any(name.lower().startswith("лиц") for name in names))
    text = " ".join(part for name in names for part in (name, *parts))
    told = Told()
    key = made_of(names)
    once = replaced(key, text, told)
    assert replaced(key, once) == once
    assert not set(re.findall(r"\w+", once)) & set(names)
    assert told.replaced.total() >= len(names)
    old, new = re.split(r"\w+", text), re.split(r"\w+", once)
    assert old == new
    changed = [a for a, b in zip(re.findall(r"\w+", text), re.findall(r"\w+", once), strict=True) if a != b]
    assert {form for _, _, form, _ in told.replaced} == set(changed)


@given(TITLES)
def test_a_name_is_a_form_of_itself_and_gives_the_bare_pseudonym(name: str) -> None:
    folded = name.lower().replace("ё", "е")
    form = form_of(folded, folded)
    assert form is not None
    assert inflect("Болот", form, folded) == "Болот"
    assert next(iter(forms(folded))) == folded


@given(st.lists(st.tuples(st.sampled_from(["Айгуль", "Асан", "Бек"]), TEXTS), min_size=1, max_size=6))
def test_turns_hold_what_they_held(parts: list[tuple[str, list[str]]]) -> None:
    key = made_of({"Айгуль": "Г", "Асан": "Болотбек Уулу"})
    text, turns = "", []
    for speaker, said in parts:
        words = " ".join(said).replace("\n", " ").strip()
        start = len(text)
        text += f"{speaker}: {words}"
        turns.append(Turn(start, len(text), start + len(speaker) + 2, speaker, kind=Kind.SPEECH))
        text += "\n\n"
    source = Source("transcripts/Асан.txt", "0", "plain/1", {"speakers": '["Асан"]'})
    transcript = Transcript("Асан", text, tuple(turns), source, {"who": "у Асана"}, "Асан")
    made, told = pseudonymise(key, transcript)
    assert (made.name, made.case, made.attributes["who"]) == ("Болотбек Уулу",) * 2 + ("у Болотбека Уулу",)
    assert made.source.path == "Болотбек Уулу.txt"
    assert made.source.sha256 == "0"
    assert made.source.options["speakers"] == '["Болотбек Уулу"]'
    assert made.source.options["pseudonyms"].isdecimal()
    assert told.replaced
    for before, after in zip(turns, made.turns, strict=True):
        assert made.text[after.start : after.end] == replaced(key, text[before.start : before.end])
        assert made.text[after.speech : after.end] == replaced(key, text[before.speech : before.end])
        assert after.speaker == replaced(key, before.speaker)


def test_a_name_does_not_reach_across_turns() -> None:
    text = "Асан: Это Анна\nИванова: Да"
    turns = (Turn(0, 14, 6, "Асан"), Turn(15, 26, 24, "Иванова"))
    made, _ = pseudonymise(made_of({"Анна Иванова": "Ольга Ким"}), Transcript("a", text, turns, Source("a", "0", "p")))
    assert made.text == text
    assert made.turns == turns


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,other\nА,Б\n", "columns name and pseudonym"),
        ("name,pseudonym\nАнна,\n", "key.csv:2: a name or its pseudonym is missing"),
        ("name,pseudonym\n?!,Б\n", "key.csv:2"),
        ("name,pseudonym\nАлена,Б\nАлёна,В\n", "key.csv:3: “Алёна” stands in line 2"),
        ("name,pseudonym\n", "holds no names"),
    ],
)
def test_a_wrong_key_is_refused_with_its_line(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "key.csv").write_text(table, encoding="utf-8")
    with pytest.raises(ReaderError, match=re.escape(said)):
        read_key(tmp_path / "key.csv")


def test_a_key_in_a_russian_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "key.csv").write_text("Имя;Псевдоним\nАнна;Ольга\n", encoding="utf-8-sig")
    key: Key = read_key(tmp_path / "key.csv")
    assert replaced(key, "Анной") == "Ольгой"


TEXT = """---
place: дом Ивановой
---
Интервьюер: Айгуль?

Айгуль: Да, с Асаном.

Интервьюер: А вера?

Айгуль: Нет.
"""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUOTH_CODER", "ann")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    set_up(tmp_path / "project")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Айгуль.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "out" / "attributes.csv").write_text("document,born\nАйгуль.txt,у Айгули\n", encoding="utf-8")
    (tmp_path / "out" / "key.csv").write_text(
        "name,pseudonym\nАйгуль,Гульмира\nИванова,Сидорова\nАсан,Болот\nВера,Нина\n", encoding="utf-8"
    )
    return tmp_path / "out"


def quoth(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run([words[0], "-C", "project", *words[1:]]) == code
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_no_name_comes_into_the_database(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("import", str(outside), "--pseudonyms", str(outside / "key.csv"))
    listed = quoth(capsys, *command, "--dry-run")
    assert "Асан: Асаном -> Болотом  1" in listed
    assert "вера, which resembles Вера" in listed
    assert json.loads(quoth(capsys, "documents", "--json"))["documents"] == []
    assert "Replaced" in quoth(capsys, *command)
    (document,) = json.loads(quoth(capsys, "documents", "--json"))["documents"]
    assert document["name"] == "Гульмира"
    assert document["attributes"] == {"place": "дом Сидоровой", "born": "у Гульмира"}
    for file in Path("project").rglob("*.db*"):
        stored = file.read_bytes()
        assert not any(name.encode() in stored for name in ("йгул", "Иванов", "Асан", "key.csv"))
    assert "here already" in quoth(capsys, *command)
    assert "was imported with pseudonyms" in quoth(capsys, "import", str(outside / "Айгуль.txt"), code=2)
    assert "Sound" in quoth(capsys, "verify")


def test_the_key_stays_out_of_the_project(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inside = Path("project") / "key.csv"
    inside.write_bytes((outside / "key.csv").read_bytes())
    said = quoth(capsys, "import", str(outside), "--pseudonyms", str(inside), code=2)
    assert "lies in the project's folder" in said
    (outside / "link.csv").symlink_to(inside.resolve())
    assert "lies in the project's" in quoth(
        capsys, "import", str(outside), "--pseudonyms", str(outside / "link.csv"), code=2
    )


def test_setting_up_does_not_take_in_names_first(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fresh = Path("fresh")
    (fresh / "transcripts").mkdir(parents=True)
    (fresh / "codebook.yaml").write_text("codes: [A]\n", encoding="utf-8")
    (fresh / "transcripts" / "a.txt").write_text(TEXT, encoding="utf-8")
    words = ["import", "-C", "fresh", str(fresh / "transcripts"), "--pseudonyms", str(outside / "key.csv")]
    assert run(words) == 2
    assert "not set up yet" in capsys.readouterr().err
    assert not (fresh / "quoth.db").exists()
