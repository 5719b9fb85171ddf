"""A passage's own codings do not speak for themselves; special codes go first; similar quotes are found."""

from __future__ import annotations

import random

import numpy as np
import pytest

from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote
from quoth.model.text import Span
from quoth.suggest import Suggester, choose, choosing
from quoth.suggest.multilingual import MultilingualEncoder, load_multilingual, multilingual_installed
from quoth.suggest.reading import Kept, TextReader
from test_suggest_learning import CODEBOOK, EVERY_WORD, Toy, composed


def placed(number: int, pick: random.Random) -> CodedQuote:
    made = composed(number, pick)
    at = 100 * made.turn + pick.randrange(0, 60, 30)
    return CodedQuote(made.id, made.code, made.text, made.document, made.turn, at, at + 25)


@pytest.mark.parametrize("encoded", [False, True])
def test_a_coded_passage_is_judged_as_if_it_were_not_coded(encoded: bool) -> None:
    pick = random.Random(5)
    quotes = [placed(number, pick) for number in range(120)]
    quotes.append(
        CodedQuote(
            "second", "press", quotes[7].text, quotes[7].document, quotes[7].turn, quotes[7].start, quotes[7].end
        )
    )
    encoder = Toy() if encoded else None
    learner = Suggester(CODEBOOK, corpus=[EVERY_WORD[0]], quotes=quotes, encoder=encoder)
    for one in quotes[5:15]:
        span = Span(one.start, one.end)
        touching = {q.id for q in quotes if q.document == one.document and q.start < one.end and one.start < q.end}
        without = Suggester(
            CODEBOOK, corpus=[EVERY_WORD[0]], quotes=[q for q in quotes if q.id not in touching], encoder=encoder
        )
        found = learner.suggest(one.text, limit=4, document=one.document, turn=one.turn, span=span)
        expected = without.suggest(one.text, limit=4, document=one.document, turn=one.turn)
        assert [s.code for s in found] == [s.code for s in expected]
        assert [s.score for s in found] == pytest.approx([s.score for s in expected], abs=1e-6)
        for suggestion in found:
            shown = [suggestion.evidence.nearest, *suggestion.evidence.others]
            assert not touching & {quote.id for quote in shown if quote}


def test_a_code_goes_after_those_below_it_that_match_as_well() -> None:
    codes = (
        Code("money", "Money", definition="Money of any kind, donor money and fees."),
        Code("donors", "Donor money", parent="money", definition="Donor money."),
        Code("weather", "Weather", parent="money", definition="Rain and snow."),
    )
    found = [s.code for s in Suggester(Codebook(codes)).suggest("donor money of any kind")]
    assert found.index("donors") < found.index("money")
    assert "weather" not in found or found.index("money") < found.index("weather")


def test_similar_quotes_come_once_a_passage_with_all_its_codes() -> None:
    quotes = [
        CodedQuote("a", "state", "the tax office fined our radio", "one", 1, 10, 40),
        CodedQuote("b", "money", "the tax office fined our radio", "one", 1, 10, 40),
        CodedQuote("c", "press", "a radio that nobody hears", "two", 3, 5, 30),
        *(CodedQuote(f"d{n}", "people", f"something else entirely number {n}", "three", n, 0, 9) for n in range(40)),
    ]
    learner = Suggester(CODEBOOK, quotes=quotes)
    first, second, *_ = learner.similar("our radio was fined by the tax office")
    assert (first.quote.document, first.codes, second.quote.id) == ("one", ("money", "state"), "c")
    assert [one.quote.id for one in learner.similar("radio", code="press")] == ["c"]
    assert learner.similar("radio", document="two", span=Span(0, 8))[0].quote.document == "one"


def test_a_shared_hash_is_no_evidence_for_a_text_in_another_script() -> None:
    learner = Suggester(CODEBOOK, corpus=["Кыргыз тили"])
    for text in ("Биз айылда жашайбыз, балдар мектепке барышат", "Мы писали в министерство, и никто не ответил"):
        assert learner.suggest(text) == []


def test_numbers_are_the_same_kept_or_computed() -> None:
    fresh: dict[bytes, Kept] = {}
    texts = ["the donor's budget", "", "Ооо budget budget", "the donor's budget"]
    computed = TextReader(Toy(), fresh=fresh).read(texts)
    kept = TextReader(Toy(), kept=fresh).read(texts)
    plain = TextReader(Toy()).read(texts)
    for one in (kept, plain):
        assert np.array_equal(one.dense, computed.dense)
        assert one.counts.pack() == computed.counts.pack()


class TestLanguages:
    def test_most_documents_decide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(choosing, "multilingual_installed", lambda: True)
        assert choose(["ru", "tr", "ky"]) == "multilingual"
        assert choose(["ky", "kk", "ru"]) == "spacy"
        monkeypatch.setattr(choosing, "multilingual_installed", lambda: False)
        assert choose(["ru"]) == "spacy"

    @pytest.mark.skipif(not multilingual_installed(), reason="the extra `multilingual` is not installed")
    def test_russian_and_english_of_one_meaning_meet(self) -> None:
        encoder = load_multilingual()
        assert isinstance(encoder, MultilingualEncoder)
        one, same, other, strange, empty = encoder.encode_all(
            [
                "Судья вынес приговор.",
                "The judge gave the verdict.",
                "We planted potatoes.",
                "Биздин айылда өрттүн чыкканын эч ким көргөн жок",
                "…",
            ]
        )
        assert float(one @ same) > float(one @ other) + 0.2
        assert not strange.any()
        assert not empty.any()
        assert encoder.encode("\udcff court").any()
