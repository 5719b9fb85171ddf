"""The thread that suggests: probabilities are fitted anew at the fixed counts while a person codes."""

from __future__ import annotations

from queue import Queue
from typing import TYPE_CHECKING

from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote
from quoth.model.text import Span
from quoth.suggest import Suggester, calibrate, passages
from quoth.suggest.calibration import FIRST
from quoth.tui.messages import Question, Suggested, SuggesterReady, SuggesterStopped
from quoth.tui.workers import Advisor

if TYPE_CHECKING:
    from textual.message import Message

BOOK = Codebook(
    (Code("fee", "Fee", definition="Money is asked for"), Code("roof", "Roof", definition="The school roof"))
)


def quote(number: int) -> CodedQuote:
    code, words = (("fee", "they asked for money"), ("roof", "rain through the roof"))[number % 2]
    return CodedQuote(f"{number:04}", code, f"{words} {number}", "kg", number, 100 * number, 100 * number + 30)


def test_probabilities_come_at_the_hundredth_decision_and_are_renewed_while_coding() -> None:
    project = [quote(number) for number in range(1, FIRST - 1)]
    built: list[int] = []
    posted: Queue[Message] = Queue()

    def build(dense: bool) -> Suggester:
        made = Suggester(BOOK, quotes=project)
        if dense:
            built.append(len(project))
            made.calibration = calibrate(made, passages(project))
        return made

    advisor = Advisor(build, posted.put)

    def said() -> Message:
        message = posted.get(timeout=20)
        assert not isinstance(message, SuggesterStopped), message.reason
        return message

    def chance(number: int) -> float | None:
        advisor.ask(Question(number, Span(0, 9), "they asked for money", "tj", 1, 0.0))
        message = said()
        assert isinstance(message, Suggested)
        return message.suggestions[0].probability

    def code(numbers: range) -> None:
        for number in numbers:
            project.append(quote(number))
            advisor.learn(project[-1])

    def ready() -> None:
        assert isinstance(said(), SuggesterReady)

    advisor.start()
    ready()
    ready()
    assert chance(1) is None
    code(range(FIRST - 1, FIRST + 1))
    ready()
    assert chance(2) is not None
    code(range(FIRST + 1, FIRST + 21))
    ready()
    assert chance(3) is not None
    assert built == [FIRST - 2, FIRST, FIRST + 20]
    advisor.stop()
