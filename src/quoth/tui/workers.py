"""What runs beside the screen: suggestions.

Owns the one thread that touches a suggester. Invariant: the screen never waits for it, and every answer names the
question it answers; a question that was overtaken is not computed.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from quoth.errors import QuothError
from quoth.tui.messages import Question, Suggested, SuggesterReady, SuggesterStopped

if TYPE_CHECKING:
    from textual.message import Message

    from quoth.model.coding import CodedQuote
    from quoth.suggest import Suggester

__all__ = ["Advisor"]

LIMIT = 5


class Advisor:
    """Answers questions with the sparse suggester at first, and with the dense one from when its vectors are loaded."""

    def __init__(self, build: Callable[[bool], Suggester], post: Callable[[Message], object]) -> None:
        self._build = build
        self._post = post
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._newest = -1
        self._started = False
        self._built = 0
        self._suggester: Suggester | None = None
        self._lessons: list[Callable[[Suggester], None]] = []
        self._settled = False
        """Whether the suggester in use has its vectors, and no other one is being built."""
        self._refitted = 0
        """The number of decisions for which probabilities were fitted last while coding."""

    def start(self) -> None:
        """Begin, if it has not begun: words at once, vectors when they are there."""
        if self._started:
            return
        self._started = True
        self._jobs.put(self._begin)
        Thread(target=self._work, name="suggestions", daemon=True).start()

    def stop(self) -> None:
        """Answer nothing more."""
        self._newest = -1
        self._jobs.put(None)

    def ask(self, question: Question) -> None:
        """Answer this question, and no older one that still waits."""
        self._newest = question.number
        self._jobs.put(lambda: self._answer(question))

    def learn(self, quote: CodedQuote) -> None:
        """Take a new coding into account from the next question on."""
        self._teach(lambda suggester: suggester.learn(quote))

    def unlearn(self, coding: str) -> None:
        """Forget a coding."""
        self._teach(lambda suggester: suggester.unlearn(coding))

    def rebuild(self) -> None:
        """Read codebook and codings anew."""
        if self._started:
            self._jobs.put(self._begin)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:
                self._post(SuggesterStopped(False, _reason(error)))

    def _begin(self) -> None:
        self._built += 1
        self._settled = False
        self._suggester = self._build(False)
        self._lessons.clear()
        self._post(SuggesterReady(False))
        Thread(target=self._load_dense, args=(self._built,), name="word vectors", daemon=True).start()

    def _load_dense(self, of: int) -> None:
        """Build the dense suggester in a thread of its own, then hand it over to the thread that uses it."""
        try:
            dense = self._build(True)
        except Exception as error:
            self._post(SuggesterStopped(True, _reason(error)))
        else:
            self._jobs.put(lambda: self._take(of, dense))

    def _take(self, of: int, dense: Suggester) -> None:
        if of != self._built:
            return
        # What was coded while the vectors loaded may be unknown to the new one; learning a quote again replaces it.
        for lesson in self._lessons:
            lesson(dense)
        self._lessons.clear()
        self._suggester, self._settled = dense, True
        self._post(SuggesterReady(True))

    def _teach(self, lesson: Callable[[Suggester], None]) -> None:
        # Before the start there is nobody to teach: the suggester is built from the project, which knows.
        if self._started:
            self._jobs.put(lambda: self._learn(lesson))

    def _learn(self, lesson: Callable[[Suggester], None]) -> None:
        self._lessons.append(lesson)
        if self._suggester is not None:
            lesson(self._suggester)
            self._refit(self._suggester)

    def _refit(self, suggester: Suggester) -> None:
        """At the fixed counts of decisions, build one with new probabilities beside the one in use."""
        if self._settled and (due := suggester.refit_due) > self._refitted:
            self._refitted, self._settled = due, False
            self._lessons.clear()  # what was learned until now stands in the project
            Thread(target=self._load_dense, args=(self._built,), name="probabilities", daemon=True).start()

    def _answer(self, question: Question) -> None:
        if question.number != self._newest or self._suggester is None:
            return
        found = self._suggester.suggest(
            question.text,
            limit=LIMIT,
            document=question.document,
            turn=question.turn,
            span=question.span,
            least=question.least,
        )
        self._post(Suggested(question, tuple(found)))


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, QuothError) else f"{type(error).__name__}: {error}"
