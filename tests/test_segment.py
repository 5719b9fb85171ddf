"""Sentences: where they end, and that together they are all of the speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.model.text import Kind, Turn
from quoth.segment import SPLITTER, sentences


def cut(text: str, language: str = "") -> list[str]:
    found = sentences(text, (Turn(0, len(text), 0),), language)
    return [text[sentence.start : sentence.end] for sentence in found]


@pytest.mark.parametrize(
    "marked",
    [
        "They ask a fee.| We refuse!| Why?| Nobody knows…| Done",
        "Нам отказали, т.е. Газета молчит.| Потом написали.",
        "Это значит, т. е. Почти всегда.| Да.",
        "В 2018 г.| Мы открылись.| Офис в г. Ош закрыт.",
        "Газеты, радио и т. д.| Потом телевидение и др.| Всё.",
        "Редактор А. Б. Осмонов пришёл.| Он молчал.",
        "Кто платит?| Я.| Всегда я.",
        "Dr. Alieva met Mr. Smith.| No.| See No. 5 on p. 3.",
        "It grew by 3.5 percent.| Then it fell.",
        "Ну... наверное так.| Ну…| Айсулуу знает.",
        "«Платите!» — сказали нам.| Мы ушли.",
        "“Pay us!” – they said.| We left.",
        "— Платите! — потребовал он.| — Нет.",
        "“We left.”| (It was late.)| Nobody came.",
        "Бизден акча сурашат.| Ооба, радио, гезит ж.б.| Болду.",
        "Bizdan pul soʻrashdi.| Gʻ. Karimov yoʻq dedi.| Oʻzi ham.",
        "1. Money first.| 2 of us came.",
        "他们要钱。|我们走了！|「不。」|完",
        "We pay. [laughs]| Always. (смеётся)| — Да... [пауза] потом. [тихо]",
        "Really?!| Yes!!!| Fine",
        "We met at 5 p.m.| Then we left the U.S. Embassy.",
    ],
)
def test_sentences_end_where_a_reader_would_end_them(marked: str) -> None:
    text = marked.replace("|", "")
    assert cut(text) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("ru", "Нам отказали, т.е. Газета молчит.| В 2018 г.| Мы открылись.| Это ул. Мира, д. 5.| Там тихо."),
        ("uk", "Нам відмовили, т. зв. Рада мовчить.| Редактор О. П. Коваль прийшов.| Хто платить?| Я.| Завжди я."),
        ("ru", "«Почему?» — спросил я.| Он пожал плечами.| Это сказал И. Я. Ким.| И другие."),
        ("uk", "«Платіть!» — сказали нам.| Ми пішли.| Ну... мабуть так.| Офіс у м. Львів."),
        ("ky", "Ооба, радио, гезит ж.б.| Болду.| «Төлөгүлө!» — дешти бизге.| Ош ш. Ленин көч. 5.| 2018-ж. ачылганбыз."),
        ("kk", "Иә, радио, газет т.б.| Болды.| «Төлеңдер!» — деді бізге.| Редактор А. Б. Омаров келді.| Иә... мүмкін."),
        ("uz", "Биздан пул сўрашди.| Ғ. Каримов йўқ деди.| «Тўланг!» — дейишди бизга.| Ким?| У.| Ҳа... балки."),
        ("uz", "Radio, gazeta va h.k.| Tamom.| Gʻ. Karimov yoʻq dedi.| «Toʻlang!» — deyishdi.| Ha... balki."),
        ("tg", "Ҳа, радио, рӯзнома ва ғ.| Тамом.| Муҳаррир Ғ. Каримов омад.| «Пул диҳед!» — гуфтанд ба мо.| Ҳа… шояд."),
        ("tt", "Әйе, радио, газета һ.б.| Бетте.| «Түләгез!» — диделәр безгә.| А. Б. Вәлиев килде.| Шулай... бәлки."),
        ("en", "Dr. Alieva met Mr. Smith, e.g. Radio Two.| “Pay us!” they said.| J. R. Smith came... and left.| No."),
    ],
)
def test_each_language_has_its_abbreviations_initials_and_direct_speech(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    wanted = [part.strip() for part in marked.split("|")]
    assert cut(text, language) == wanted
    assert cut(text) == wanted


def test_the_language_is_guessed_where_it_is_not_said() -> None:
    kazakh = "Бұл жерде бәрін редакция шешеді, біз тек күтеміз. Хат келді, оны жазған Я. Омаров деген кісі."
    assert cut(kazakh) == cut(kazakh, "kk")
    assert cut(kazakh)[-1].endswith("Я. Омаров деген кісі.")
    assert cut("Кто платит за газету в нашем городе? Всегда это делаю Я. Потом другие.")[-1] == "Потом другие."


def test_a_lone_capital_is_a_word_or_an_initial_by_the_language() -> None:
    text = "Sardor va I. Karimov keldi."
    assert cut(text, "uz") == [text]
    assert cut("So said she and I. Then we left.", "en") == ["So said she and I.", "Then we left."]


def test_a_line_break_ends_a_sentence() -> None:
    assert cut("we waited\nand waited. and left") == ["we waited", "and waited. and left"]


def test_headings_tables_and_labels_are_no_sentences() -> None:
    text = "Costs\n\na\tb\n\nAida: We pay. Always."
    turns = (
        Turn(0, 5, 0, kind=Kind.HEADING),
        Turn(7, 10, 7, kind=Kind.TABLE),
        Turn(12, len(text), 18, "Aida", kind=Kind.SPEECH),
    )
    found = sentences(text, turns)
    assert [(text[s.start : s.end], s.turn) for s in found] == [("We pay.", 2), ("Always.", 2)]


PIECES = st.sampled_from(
    [
        "a",
        "Я",
        "Да",
        "word",
        "г",
        "т.е",
        "И",
        "5",
        ".",
        "...",
        "!",
        "?",
        "…",
        "。",
        "»",
        "«",
        '"',
        ")",
        "—",
        "-",
        " ",
        "\n",
        "\u00a0",
        "\u2009",
    ]
)


@given(st.lists(st.lists(PIECES, max_size=25).map("".join), max_size=5), st.sampled_from(["", "ru", "en"]))
def test_sentences_are_ordered_trimmed_and_cover_all_speech(speeches: list[str], language: str) -> None:
    text, turns = "", []
    for number, speech in enumerate(speeches):
        label = f"S{number}: "
        start = len(text)
        text += label + speech + "\n"
        kind = Kind.HEADING if number == 3 else Kind.SPEECH
        turns.append(Turn(start, len(text) - 1, start + len(label), f"S{number}", kind=kind))
    found = sentences(text, turns, language)
    covered: set[int] = set()
    last = 0
    for sentence in found:
        turn = turns[sentence.turn]
        quote = text[sentence.start : sentence.end]
        assert turn.is_speech
        assert turn.speech <= sentence.start < sentence.end <= turn.end
        assert sentence.start >= last
        assert quote == quote.strip()
        assert "\n" not in quote
        last = sentence.end
        covered |= set(range(sentence.start, sentence.end))
    wanted = {at for turn in turns if turn.is_speech for at in range(turn.speech, turn.end) if not text[at].isspace()}
    assert wanted <= covered


@pytest.mark.parametrize("text", ["." * 200_000, "! " * 50_000, '."' * 100_000, ". " + "- " * 100_000, "a" * 200_000])
def test_odd_texts_take_no_odd_time(text: str) -> None:
    assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "")


def test_the_splitter_has_a_name_and_a_version() -> None:
    name, version = SPLITTER.split("/")
    assert name.isalpha()
    assert version.isdecimal()
