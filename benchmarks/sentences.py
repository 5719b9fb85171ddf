"""Where sentences end: Quoth's rules beside spaCy's rule sentencizer, language by language, on composed texts.

A line is right when all its sentences are those that `|` parts. spaCy has no Kazakh, Uzbek or Tajik. `--json` for one
object.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from quoth.model.text import Turn
from quoth.segment import sentences

MARKED = {
    "en": (
        "They ask a fee.| We refuse!| Why?| Nobody knows…| Done",
        "Dr. Alieva met Mr. Smith.| No.| See No. 5 on p. 3.",
        "We pay, e.g. Radio Two, every month.| It hurts.",
        "“Pay us!” – they said.| We left.",
        "“Pay us!” they said.| We left.",
        "It grew by 3.5 percent.| Then it fell.",
        "We met at 5 p.m.| Then we left the U.S. Embassy.",
        "J. R. Smith came... and left.| He said nothing.",
        "So said she and I.| Then we left.",
        "Well... maybe.| I… I do not know.",
    ),
    "ru": (
        "Нам отказали, т.е. Газета молчит.| Потом написали.",
        "В 2018 г.| Мы открылись.| Офис в г. Ош закрыт.",
        "Газеты, радио и т. д.| Потом телевидение и др.| Всё.",
        "Редактор А. Б. Осмонов пришёл.| Он молчал.",
        "Кто платит?| Я.| Всегда я.",
        "Ну... наверное так.| Ну…| Айсулуу знает.",
        "«Платите!» — сказали нам.| Мы ушли.",
        "— Платите! — потребовал он.| — Нет.",
        "Это ул. Мира, д. 5.| Там тихо.",
        "Они взяли 5 тыс. рублей.| И ушли.",
    ),
    "uk": (
        "Нам відмовили, т. зв. Рада мовчить.| Потім написали.",
        "У 2018 р. ми відкрилися.| Офіс у м. Львів.",
        "Редактор О. П. Коваль прийшов.| Він мовчав.",
        "«Платіть!» — сказали нам.| Ми пішли.",
        "Ну... мабуть так.| Ну…| Оксана знає.",
        "Хто платить?| Я.| Завжди я.",
    ),
    "ky": (
        "Бизден акча сурашат.| Ооба, радио, гезит ж.б.| Болду.",
        "Редактор А. Б. Осмонов келди.| Унчукпады.",
        "«Төлөгүлө!» — дешти бизге.| Биз кеттик.",
        "Ооба... балким.| Ооба…| Айсулуу билет.",
        "Ош ш. Ленин көч. 5.| Ал жерде тынч.",
        "2018-ж. ачылганбыз.| Азыр жабык.",
    ),
    "tt": (
        "Бездән акча сорадылар.| Әйе, радио, газета һ.б.| Бетте.",
        "Редактор А. Б. Вәлиев килде.| Ул дәшмәде.",
        "«Түләгез!» — диделәр безгә.| Без киттек.",
        "Шулай... бәлки.| Әйе…| Айгөл белә.",
        "2018 ел.| Без ачылдык.",
    ),
    "kk": (
        "Бізден ақша сұрайды.| Иә, радио, газет т.б.| Болды.",
        "Редактор А. Б. Омаров келді.| Үндемеді.",
        "«Төлеңдер!» — деді бізге.| Біз кеттік.",
        "Иә... мүмкін.| Иә…| Әсел біледі.",
        "2018 ж. ашылдық.| Қазір жабық.",
    ),
    "uz": (
        "Bizdan pul soʻrashdi.| Gʻ. Karimov yoʻq dedi.| Oʻzi ham.",
        "Биздан пул сўрашди.| Ғ. Каримов йўқ деди.| Ўзи ҳам.",
        "«Тўланг!» — дейишди бизга.| Биз кетдик.",
        "Radio, gazeta va h.k.| Tamom.",
        "Ҳа... балки.| Ҳа…| Дилноза билади.",
    ),
    "tg": (
        "Аз мо пул пурсиданд.| Ҳа, радио, рӯзнома ва ғ.| Тамом.",
        "Муҳаррир А. Б. Каримов омад.| Хомӯш буд.",
        "«Пул диҳед!» — гуфтанд ба мо.| Мо рафтем.",
        "Ҳа... шояд.| Ҳа…| Зарина медонад.",
    ),
}


def ours(text: str, language: str) -> list[str]:
    """The sentences by Quoth's rules."""
    return [text[found.start : found.end] for found in sentences(text, (Turn(0, len(text), 0),), language)]


def sentencizer(language: str) -> Any:
    """spaCy's rules for a language, or None where it has none."""
    import spacy

    try:
        pipeline = spacy.blank(language)
    except ImportError:
        return None
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10**8
    return pipeline


def right(marked: str, found: list[str]) -> bool:
    """Whether the sentences found are those marked."""
    return found == [part.strip() for part in marked.split("|")]


def main() -> None:
    """Print the table, and what half a megabyte costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = []
    for language, lines in MARKED.items():
        theirs = sentencizer(language)
        row: dict[str, Any] = {"language": language, "lines": len(lines), "spacy": None}
        row["quoth"] = sum(right(marked, ours(marked.replace("|", ""), language)) for marked in lines)
        if theirs is not None:
            texts = [(marked, theirs(marked.replace("|", ""))) for marked in lines]
            row["spacy"] = sum(right(marked, [str(s).strip() for s in found.sents]) for marked, found in texts)
        rows.append(row)
    large = " ".join(marked.replace("|", "") for marked in MARKED["ru"]) * 1300
    started = time.process_time()
    ours(large, "ru")
    middle = time.process_time()
    list(sentencizer("ru")(large).sents)
    seconds = {"characters": len(large), "quoth": middle - started, "spacy": time.process_time() - middle}
    if given.json:
        print(json.dumps({"rows": rows, "seconds": seconds}, indent=1))
        return
    for row in rows:
        shown = "-" if row["spacy"] is None else row["spacy"]
        print(f"{row['language']}  of {row['lines']:>2} lines right: Quoth {row['quoth']:>2}, spaCy {shown:>2}")
    print(f"{len(large):,} characters: Quoth {seconds['quoth']:.2f} s, spaCy {seconds['spacy']:.2f} s CPU")


if __name__ == "__main__":
    main()
