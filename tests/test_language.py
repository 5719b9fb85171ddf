"""The language of a text, guessed from its letters and common words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.model.language import code_of, guess, shown

TEXTS = {
    "en": "They came to us with a camera, and we told them what the village needs. That was it.",
    "ru": "Они приехали к нам с камерой, и мы рассказали, что нужно селу. Вот и всё, больше их не было.",
    "ky": "Алар бизге камера менен келишти, биз айылга эмне керек экенин айттык. Ошону менен бүттү.",
    "kk": "Олар бізге камерамен келді, біз ауылға не керек екенін айттық. Сонымен бітті, қайтып келген жоқ.",
    "uz": "Улар бизга камера билан келишди, биз қишлоққа нима кераклигини айтдик. Шу билан тамом бўлди.",
    "tg": "Онҳо бо камера назди мо омаданд ва мо гуфтем, ки ба деҳа чӣ лозим аст. Ҳамин буд, дигар наомаданд.",
    "tt": "Алар безгә камера белән килделәр, без авылга нәрсә кирәген әйттек. Шуның белән бетте, башка килмәделәр.",
    "uk": "Вони приїхали до нас із камерою, і ми розповіли, що потрібно селу. Ось і все, більше їх не було.",
}
UZBEK_LATIN = (
    "Ular bizga kamera bilan kelishdi, biz qishloqqa nima kerak deb aytdik. Bu juda yomon emas edi, lekin bir gap."
)


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_guessed_from_two_sentences(language: str) -> None:
    assert guess(TEXTS[language]) == language
    assert guess(TEXTS[language].upper()) == language
    assert guess(TEXTS[language] * 400) == language


def test_uzbek_in_latin_letters_is_uzbek() -> None:
    assert guess(UZBEK_LATIN) == "uz"


@pytest.mark.parametrize(
    "text", ["", "Да.", "12:30 — 14:00", "Nous étions à la mairie du village avec une caméra.", "我们要钱。"]
)
def test_what_is_short_or_another_language_is_not_guessed(text: str) -> None:
    assert guess(text) == ""


def test_a_language_is_shown_by_its_name_or_code() -> None:
    assert (shown("kk"), shown("xx")) == ("Kazakh", "xx")
    assert [code_of(said) for said in ("ru", "ru-KG", " Kazakh", "Kurdish")] == ["ru", "ru", "kk", "kurdish"]


@given(st.text(max_size=200))
def test_any_text_has_a_guess_or_none(text: str) -> None:
    assert guess(text) in {"", *TEXTS, "be", "bg", "sr", "mk"}
