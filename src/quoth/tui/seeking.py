"""Looking through the project's texts beside the screen.

Owns the texts, which are read and folded once, and the threads that look through them. Invariant: the screen never
waits; every answer bears the number of its question, and a question that was overtaken is broken off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from threading import Condition, Thread
from typing import TYPE_CHECKING

from quoth.errors import QuothError
from quoth.finding import Found, Query, Text, search
from quoth.tui.messages import Sought

if TYPE_CHECKING:
    from textual.message import Message

__all__ = ["Seeker"]

PAGE = 60
"""Hits after which the first are shown."""
PAUSE = 0.1
"""Seconds between answers that are not the first."""


class Seeker:
    """Looks for words in all texts, those of one document first."""

    def __init__(self, texts: Callable[[], Iterable[Text]], post: Callable[[Message], object]) -> None:
        self._read = texts
        self._post = post
        self._texts: list[Text] = []
        self._all = False
        self._stopped = False
        self._ready = Condition()
        self._newest = 0

    def start(self) -> None:
        """Begin to read the texts."""
        Thread(target=self._load, name="texts to look through", daemon=True).start()

    def stop(self) -> None:
        """Answer nothing more."""
        with self._ready:
            self._newest += 1
            self._all = self._stopped = True
            self._ready.notify_all()

    def ask(self, query: Query, document: str = "", only: bool = False) -> int:
        """Look for something, in a document by name first, or only there; returns the number of the question."""
        with self._ready:
            self._newest += 1
            number = self._newest
        look = Thread(target=self._look, args=(number, query, document, only), name="looking", daemon=True)
        look.start()
        return number

    def _load(self) -> None:
        for text in self._read():
            with self._ready:
                if self._all:
                    return
                self._texts.append(text)
                self._ready.notify_all()
        with self._ready:
            self._all = True
            self._ready.notify_all()
        for text in tuple(self._texts):
            if self._stopped:
                return
            text.words()  # other spellings are looked for among them

    def _in_order(self, document: str, only: bool) -> Iterator[Text]:
        """The texts as they are read: that of the document before the others."""
        at = 0
        held: list[Text] = []
        first = not document
        while True:
            with self._ready:
                while at == len(self._texts) and not self._all:
                    self._ready.wait()
                if at == len(self._texts):
                    break
                text = self._texts[at]
            at += 1
            if text.document == document:
                first = True
                yield text
                yield from () if only else held
                held = []
                if only:
                    return
            elif first and not only:
                yield text
            else:
                held.append(text)
        yield from () if only else held

    def _look(self, number: int, query: Query, document: str, only: bool) -> None:
        found: list[Found] = []
        shown, last = 0, 0.0

        def overtaken() -> bool:
            nonlocal shown, last
            # Between two texts: show what there is, if it is the first, or if the last answer is some time ago.
            if found and len(found) > shown and (not shown or time.monotonic() - last > PAUSE):
                tell(False)
            return number != self._newest

        def tell(finished: bool) -> None:
            nonlocal shown, last
            if number == self._newest:
                shown, last = len(found), time.monotonic()
                self._post(Sought(number, tuple(found), finished))

        try:
            for one in search(self._in_order(document, only), query, cancelled=overtaken):
                found.append(one)
                if len(found) == PAGE and not shown:
                    tell(False)
            tell(True)
        except QuothError as error:
            if number == self._newest:
                self._post(Sought(number, tuple(found), True, f"{error.message} {error.hint}".strip()))
