"""Whatever a transcript is encoded in, its text comes in right or a question comes out; never other letters."""

from __future__ import annotations

import codecs
import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.errors import ReaderError, UncertainEncodingError
from quoth.model.text import Transcript
from quoth.readers import Options, read
from quoth.readers.decode import decode
from quoth.readers.scoring import CODE_PAGES, readings

TEXTS = {
    "Russian": "Айгуль: Мы звоним в газету, объясняем, что это важно, и ждём. «Платите», — отвечают нам чаще всего.",
    "Kazakh": "Әсел: Біз редакцияға қоңырау шаламыз, бұл маңызды деп түсіндіреміз де, жауап күтеміз. Ақша сұрайды.",
    "Kyrgyz": "Нургүл: Биз редакцияга чалабыз, бул маанилүү деп түшүндүрөбүз, анан күтөбүз. Көбүнчө акча сурашат.",
    "Uzbek": "Дилноза: Биз таҳририятга қўнғироқ қиламиз, бу муҳим деб тушунтирамиз. Кўпинча биздан пул сўрашади.",
    "Tajik": "Зарина: Мо ба идора занг мезанем, мефаҳмонем, ки ин муҳим аст. Бештар аз мо пул мепурсанд, ҷонам.",
    "Ukrainian": "Оксана: Ми телефонуємо в редакцію, пояснюємо, що це важливо, і чекаємо. Їм байдуже, кажуть: платіть.",
    "Polish": "Łucja: Dzwonimy do redakcji, tłumaczymy, że to ważne, i czekamy. Najczęściej trzeba zapłacić.",
    "Turkish": "Ayşe: Yazı işlerini arıyoruz, bunun önemli olduğunu söylüyoruz. Çoğu zaman ücret istiyorlar, işte.",
    "French": "Hélène : Après ça, nous appelons la rédaction, c'est très sérieux. À côté, où sont-ils ? Déjà loin.",
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")

MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
)


def held(text: str, encoding: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeEncodeError:
        return False


def one(path: Path, content: bytes, options: Options | None = None) -> Transcript:
    path.write_bytes(content)
    (transcript,) = read(path, options or Options())
    return transcript


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        (language, encoding)
        for language, encoding in itertools.product(TEXTS, (*UNICODE, *CODE_PAGES))
        if held(TEXTS[language], encoding)
    ],
)
def test_a_sentence_or_two_comes_in_right_in_every_encoding_that_can_hold_it(language: str, encoding: str) -> None:
    text = TEXTS[language]
    assert decode(text.encode(encoding), "file") == text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 10**6), st.sampled_from(CODE_PAGES))
def test_a_few_words_come_in_right_or_are_asked_about(language: str, seed: int, encoding: str) -> None:
    words = TEXTS[language].split()
    rng = random.Random(seed)
    at = rng.randrange(len(words))
    text = " ".join(words[at : at + rng.randint(1, 6)])
    if not held(text, encoding):
        return
    read, readings = attempt(text.encode(encoding))
    assert read == text if readings is None else len(readings) == 2


def attempt(data: bytes) -> tuple[str, Sequence[tuple[str, str]] | None]:
    """The text; or nothing and the readings asked about."""
    try:
        return decode(data, "file"), None
    except UncertainEncodingError as question:
        return "", question.readings
    except ReaderError:
        return "", ()


@given(st.binary(min_size=1, max_size=60))
def test_no_character_ever_stands_in_for_a_byte(data: bytes) -> None:
    text, readings = attempt(data)
    marked = {mark + text.encode(form) for mark, form in MARKED}
    forms = {text.encode(form) for form in (*UNICODE, *CODE_PAGES) if held(text, form)}
    assert readings is not None or data in forms | marked


def test_utf_16_without_a_mark_is_not_taken_for_utf_8() -> None:
    text = "И: Да?"
    assert text.encode("utf-16-le").decode("utf-8") != text
    assert decode(text.encode("utf-16-le"), "file") == text
    assert decode(text.encode("utf-16-be"), "file") == text


def test_a_short_line_is_a_question_with_the_two_best_readings(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(UncertainEncodingError) as caught:
        one(path, "И: Да?".encode("cp1251"))
    (first, line), (second, _) = caught.value.readings
    assert (first, line) == ("cp1251", "И: Да?")
    assert "a.txt" in caught.value.message
    assert "И: Да?" in caught.value.message
    assert f"--encoding {first} or --encoding {second}" in caught.value.hint
    transcript = one(path, "И: Да?".encode("cp1251"), Options(encoding="windows-1251"))
    assert transcript.text == "И: Да?"


def test_the_line_shown_is_one_in_which_the_readings_differ() -> None:
    data = ("Да.\n" * 3 + "Ақ жол.").encode("kz1048")
    pages = {reading.encoding: reading.text for reading in readings(data)}
    assert pages["kz1048"].endswith("Ақ жол.")
    with pytest.raises(UncertainEncodingError) as caught:
        decode(data, "file")
    assert len({line for _, line in caught.value.readings}) == 2


def test_the_encoding_is_recorded_and_told_unless_it_is_utf_8(tmp_path: Path) -> None:
    text = TEXTS["Kazakh"]
    told = one(tmp_path / "a.txt", text.encode("kz1048"))
    assert told.source.options["encoding"] == "kz1048"
    assert "Read as kz1048." in told.notes
    plain = one(tmp_path / "b.txt", text.encode(), Options(encoding="cp1251"))
    assert plain.text == text
    assert "encoding" not in plain.source.options
    assert not any("Read as" in note for note in plain.notes)


def test_tables_and_markdown_are_decoded_alike(tmp_path: Path) -> None:
    table = "id;ответ\n1;Нам отказали, потому что денег не было\n".encode("cp1251")
    assert one(tmp_path / "a.csv", table, Options(id_column="id", text_columns=("ответ",))).text.startswith("Нам")
    assert one(tmp_path / "a.md", ("# Встреча\n\n" + TEXTS["Russian"]).encode("mac_cyrillic")).text.endswith("всего.")


def test_a_web_page_names_its_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Да?</body></html>'
    assert decode(page.encode("cp1251"), "file") == page
    wrong = page.replace("windows-1251", "utf-8")
    with pytest.raises(UncertainEncodingError):
        decode(wrong.encode("cp1251"), "file")


def test_a_text_that_is_utf_8_by_chance_is_a_question() -> None:
    data = "чӣ".encode("koi8-t")
    data.decode("utf-8")
    with pytest.raises(UncertainEncodingError):
        decode(data, "file")
    assert decode("Дə́ — naïve 🙂 ʻ".encode(), "file") == "Дə́ — naïve 🙂 ʻ"


@pytest.mark.parametrize("asked", ["punycode", "rot13", "base64", "cp9999", "\0", "unicode_escape"])
def test_what_is_no_encoding_is_refused(asked: str) -> None:
    with pytest.raises(ReaderError, match="no encoding"):
        decode("Да".encode("cp1251"), "file", asked)


def test_bytes_that_the_encoding_asked_for_does_not_have_are_named_with_their_place() -> None:
    with pytest.raises(ReaderError, match=r"file:2: byte 5 is not cp1251 text"):
        decode("да\n".encode("cp1251") + b"z\x98", "file", "cp1251")


@pytest.mark.parametrize("content", [bytes(range(256)) * 50, b"\x01\x02\x03 abc", "Да".encode("cp1251") + b"\0"])
def test_what_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(ReaderError, match="not a text file"):
        decode(content, "file")


def test_a_zero_byte_in_a_text_is_removed_and_counted(tmp_path: Path) -> None:
    transcript = one(tmp_path / "a.txt", b"They came at noon\0 and left.")
    assert transcript.text == "They came at noon and left."
    assert any("1 control character" in note for note in transcript.notes)
