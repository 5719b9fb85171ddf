"""The matrix of encodings: every language in every code page that can hold it, a page of it and a line or two.

Each file is read as `quoth import` reads it: right, asked (the two best readings are shown) or WRONG, of which
there must
be none. `--snippets N` adds N cuts of one to twelve words a cell. All texts are composed. `--json` for one object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from quoth.errors import UncertainEncodingError
from quoth.readers.decode import decode

LONG = {
    "Russian": """Интервьюер: Расскажите, пожалуйста, как в вашем городе устроена работа с газетами и радио.
Айгуль: Мы звоним в редакцию, объясняем, что это важно, и ждём. Обычно нам отвечают: «Платите, тогда напечатаем».
Интервьюер: А бесплатно о вас когда-нибудь писали?
Айгуль: Один раз, когда обрушилась крыша школы. Приехал журналист, съёмочная группа, все обещали вернуться…
Айгуль: Потом тишина. Люди думают, что мы живём на чужие деньги, — и никто не хочет этого объяснять.""",
    "Kazakh": """Сұхбаткер: Қалаңыздағы газеттермен және радиомен қалай жұмыс істейсіздер, айтып беріңізші?
Әсел: Біз редакцияға қоңырау шаламыз, бұл маңызды деп түсіндіреміз де, жауап күтеміз. Көбіне ақша сұрайды.
Сұхбаткер: Ал тегін жазған кездері болды ма?
Әсел: Бір рет қана, мектептің төбесі құлағанда. Журналист келді, бәрі қайта ораламыз деп уәде берді.
Әсел: Содан кейін үнсіздік. Ел біздің ұйым шетелдің ақшасына күн көреді деп ойлайды, оны ешкім түсіндіргісі
келмейді.""",
    "Kyrgyz": """Маектешүүчү: Шаарыңыздагы гезиттер жана радио менен кандай иштешесиздер, айтып берсеңиз?
Нургүл: Биз редакцияга чалабыз, бул маанилүү деп түшүндүрөбүз, анан күтөбүз. Көбүнчө бизден акча сурашат.
Маектешүүчү: Акысыз жазган учурлар болду беле?
Нургүл: Бир эле жолу, мектептин чатыры кулаганда. Кабарчы келди, баары кайра келебиз деп убада беришти.
Нургүл: Андан кийин унчукпай калышты. Эл бизди бирөөнүн акчасына жашайт деп ойлойт, муну эч ким түшүндүргүсү
келбейт.""",
    "Uzbek": """Суҳбатдош: Шаҳрингиздаги газета ва радио билан қандай ишлайсиз, айтиб беринг.
Дилноза: Биз таҳририятга қўнғироқ қиламиз, бу муҳим деб тушунтирамиз ва жавоб кутамиз. Кўпинча биздан пул сўрашади.
Суҳбатдош: Бепул ёзган пайтлари бўлганми?
Дилноза: Фақат бир марта, мактабнинг томи қулаганида. Мухбир келди, ҳамма яна қайтамиз деб ваъда берди.
Дилноза: Кейин жимлик. Одамлар бизни бировнинг пулига яшайди деб ўйлайди, буни ҳеч ким тушунтиришни истамайди.""",
    "Tajik": """Мусоҳиб: Нақл кунед, ки дар шаҳри шумо бо рӯзномаҳо ва радио чӣ гуна кор мекунед?
Зарина: Мо ба идора занг мезанем, мефаҳмонем, ки ин муҳим аст, ва интизор мешавем. Бештар аз мо пул мепурсанд.
Мусоҳиб: Оё боре ройгон дар бораи шумо навишта буданд?
Зарина: Танҳо як бор, вақте ки боми мактаб фурӯ рафт. Хабарнигор омад, ҳама ваъда доданд, ки бармегарданд.
Зарина: Баъд хомӯшӣ. Мардум гумон мекунанд, ки мо бо пули бегона зиндагӣ мекунем, ва касе инро намефаҳмонад, ҷуз мо.""",
    "Ukrainian": """Інтерв'юер: Розкажіть, будь ласка, як у вашому місті влаштована робота з газетами й радіо.
Оксана: Ми телефонуємо в редакцію, пояснюємо, що це важливо, і чекаємо. Зазвичай нам кажуть: «Платіть, тоді надрукуємо».
Оксана: Один раз про нас написали безкоштовно, коли впав дах школи. Приїхав журналіст, усі обіцяли повернутися.
Оксана: Потім тиша. Люди думають, що ми живемо на чужі гроші, і ніхто не хоче цього пояснювати, їм байдуже.""",
    "English": """Interviewer: How do you work with the papers in your town?
Anna: We call the editor – “it matters”, we say – and wait… They’re always asking for a fee. It’s 40 € a column.
Anna: Once they came for free, when the school roof fell. The naïve ones believed they’d be back at the café.""",
    "French": """Enquêteur : Comment travaillez-vous avec les journaux de la région, à côté de la radio ?
Hélène : Nous appelons la rédaction, nous expliquons que c'est très sérieux, et après ça on attend. Ils réclament
de l'argent.
Hélène : Une seule fois, quand le toit de l'école s'est effondré, un journaliste est arrivé. Où sont-ils passés
depuis ?""",
    "German": """Interviewerin: Wie läuft die Zusammenarbeit mit den Zeitungen für Ihre Gruppe?
Jürgen: Wir rufen in der Redaktion an, erklären, dass es wichtig wäre, und müssen warten. Meist heißt es: zahlen,
dann drücken wir es.
Jürgen: Nur einmal kamen sie umsonst, als das Schuldach herunterstürzte. Die Leute glauben, wir würden von fremden
Töpfen leben.""",
    "Polish": """Ankieter: Proszę opowiedzieć, jak wygląda współpraca z gazetami i radiem w państwa mieście.
Łucja: Dzwonimy do redakcji, tłumaczymy, że to ważne, i czekamy. Najczęściej słyszymy, że trzeba zapłacić za miejsce.
Łucja: Raz przyszli za darmo, gdy zawalił się dach szkoły. Później cisza. Ludzie myślą, że żyjemy z cudzych
pieniędzy.""",
    "Turkish": """Görüşmeci: Şehrinizdeki gazeteler ve radyoyla nasıl çalışıyorsunuz, anlatır mısınız?
Ayşe: Yazı işlerini arıyoruz, bunun önemli olduğunu söylüyoruz ve bekliyoruz. Çoğu zaman bizden ücret istiyorlar.
Ayşe: Bir kere okulun çatısı çöktüğünde ücretsiz geldiler. Sonra sessizlik. İnsanlar başkasının parasıyla
yaşadığımızı düşünüyor.""",
}
SHORT = {
    "Russian": ("И: Да?", "И: Кто платит?\nА: Мы сами.", "А: Нет, никто не приехал."),
    "Kazakh": ("С: Иә?", "С: Кім төлейді?\nӘ: Өзіміз.", "Ә: Жоқ, ешкім келген жоқ."),
    "Kyrgyz": ("М: Ооба?", "М: Ким төлөйт?\nН: Өзүбүз.", "Н: Жок, эч ким келген жок."),
    "Uzbek": ("С: Ҳа?", "С: Ким тўлайди?\nД: Ўзимиз.", "Д: Йўқ, ҳеч ким келмади."),
    "Tajik": ("М: Ҳа?", "М: Кӣ медиҳад?\nЗ: Худамон.", "З: Не, ҳеҷ кас наомад."),
    "Ukrainian": ("І: Так?", "І: Хто платить?\nО: Ми самі.", "О: Ні, ніхто не приїхав."),
    "English": ("A: It’s a café.", "Q: “Why?”\nA: No…", "A: 40 €, they’d say."),
    "French": ("H : Déjà ?", "E : Où ça ?\nH : À côté.", "H : Très tôt, après l'école."),
    "German": ("J: Für uns?", "I: Wer zahlt?\nJ: Natürlich wir.", "J: Schön wär's, überhaupt nicht."),
    "Polish": ("Ł: Też.", "A: Kto płaci?\nŁ: My. Zawsze.", "Ł: Nie, nikt się nie pojawił."),
    "Turkish": ("A: Hiç.", "G: Kim ödüyor?\nA: Biz, kendimiz.", "A: Hayır, kimse gelmedi, değil mi?"),
}
PAGES: tuple[str, ...] = (
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp866",
    "cp1125",
    "iso8859-5",
    "mac_cyrillic",
    "kz1048",
    "koi8-t",
    "ptcp154",
)
PAGES += ("cp1252", "cp1250", "cp1254", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
OUTCOMES = ("right", "asked", "WRONG")


def outcome(text: str, page: str) -> str:
    """What becomes of a text that was saved in a code page."""
    try:
        read = decode(text.encode(page), "file")
    except UncertainEncodingError:
        return "asked"
    return "right" if read == text else "WRONG"


def holds(text: str, page: str) -> bool:
    """Whether a code page has all characters of a text."""
    try:
        return text.encode(page).decode(page) == text
    except UnicodeEncodeError:
        return False


PLAIN = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "’": "'"})
"""What old programs wrote for signs that their code page did not have."""


def fitted(texts: Sequence[str], page: str) -> list[str]:
    """The texts that a code page can hold, where need be with plainer signs."""
    shapes = [text if holds(text, page) else text.translate(PLAIN) for text in texts]
    return [text for text in shapes if holds(text, page)]


def cuts(text: str, number: int, seed: str) -> list[str]:
    """Pieces of one to twelve words from anywhere."""
    words = text.split()
    rng = random.Random(seed)
    made = []
    for _ in range(number):
        size = rng.randint(1, 12)
        at = rng.randrange(max(1, len(words) - size))
        made.append(" ".join(words[at : at + size]))
    return [cut for cut in made if any(char.isalpha() for char in cut)]


def main() -> None:
    """Print the matrix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=int, default=0, metavar="N")
    parser.add_argument("--quick", action="store_true", help="The same; there is nothing to shorten.")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []
    totals: dict[str, Counter[str]] = {}
    for language, long in LONG.items():
        for page in PAGES:
            texts: dict[str, Sequence[str]] = {"long": [long], "short": SHORT[language]}
            if given.snippets:
                texts["cut"] = cuts(long, given.snippets, f"{language} {page}")
            found = {kind: Counter(outcome(text, page) for text in fitted(some, page)) for kind, some in texts.items()}
            if found["long"]:
                rows.append({"language": language, "encoding": page, **found})
            for kind, counts in found.items():
                totals.setdefault(kind, Counter()).update(counts)
    if given.json:
        print(json.dumps({"rows": rows, "totals": totals}, ensure_ascii=False, indent=1))
    else:
        kinds = list(totals)
        print("language   encoding      " + "".join(f"{kind + ': ' + '/'.join(OUTCOMES):>26}" for kind in kinds))
        for row in rows:
            cells = ["/".join(str(row[kind][name]) for name in OUTCOMES) for kind in kinds]
            print(f"{row['language']:<11}{row['encoding']:<14}" + "".join(f"{cell:>26}" for cell in cells))
        for kind, counts in totals.items():
            print(f"{kind}: " + ", ".join(f"{counts[name]} {name}" for name in OUTCOMES))
    sys.exit(bool(sum(counts["WRONG"] for counts in totals.values())))


if __name__ == "__main__":
    main()
