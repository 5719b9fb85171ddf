"""Questions about codes: `paid-coverage and not state-pressure`, `"Paid coverage" overlapping (fear or silence)`.

Owns the words of such a question and what they mean. It is put to the coded passages of one coder in one text. A
*passage* is a span that bears at least one code; every question stands for a set of passages:

=====================  ==================================================================================
`CODE`                 the passages that bear it, or one below it; in quotation marks if it has blanks
`A and B`              those in both: the very same words bear both
`A or B`               those in either
`not A`                all other coded passages
`A overlapping B`      those of A that share at least one character with one of B
`A near B`             those of A with at most 200 characters between them and one of B
`A within N of B`      the same for N characters
=====================  ==================================================================================

`not` may stand before `overlapping`, `near` and `within`. These bind tightest, then `not`, `and`, `or`; parentheses
group. Wanted are the codings on these passages of the codes that are asked for: of `A and not B` the codings of A, of
`A and B` those of both, of `A near B` those of A, of `not A` all that the passages bear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from quoth.errors import UsageError
from quoth.i18n import N_, _
from quoth.model.spans import merge
from quoth.model.text import Span

__all__ = ["NEAR", "CodeQuery", "Place", "Resolve", "parse"]

NEAR = 200
"""Characters between two passages that are near each other, at most."""

Resolve = Callable[[str], Collection[str]]
"""From a code as a question names it to the ids of that code and those below it."""
Place = tuple[int, int, str]
"""Start, end and code id of a coding."""


_Coded = tuple[Span, str]
"""A passage and one of the codes that it bears."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What one coder coded in one text."""

    coded: frozenset[_Coded]
    ids: Resolve

    def on(self, passages: frozenset[Span]) -> frozenset[_Coded]:
        return frozenset(coded for coded in self.coded if coded[0] in passages)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Passages, and which of the codes on them are asked for; None where none is named, so that all are."""

    passages: frozenset[Span]
    asked: frozenset[_Coded] | None

    def within(self, passages: frozenset[Span]) -> _Answer:
        asked = self.asked if self.asked is None else frozenset(c for c in self.asked if c[0] in passages)
        return _Answer(passages, asked)


@dataclass(frozen=True, slots=True)
class _Named:
    code: str

    def answer(self, text: _Text) -> _Answer:
        ids = text.ids(self.code)
        asked = frozenset(coded for coded in text.coded if coded[1] in ids)
        return _Answer(frozenset(span for span, _ in asked), asked)

    def names(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True)
class _Not:
    inner: _Node

    def answer(self, text: _Text) -> _Answer:
        coded = frozenset(span for span, _ in text.coded)
        return _Answer(coded - self.inner.answer(text).passages, None)

    def names(self) -> tuple[str, ...]:
        return self.inner.names()


@dataclass(frozen=True, slots=True)
class _Both:
    left: _Node
    right: _Node

    def answer(self, text: _Text) -> _Answer:
        left, right = self.left.answer(text), self.right.answer(text)
        named = [side.asked for side in (left, right) if side.asked is not None]
        asked = frozenset().union(*named) if named else None
        return _Answer(frozenset(), asked).within(left.passages & right.passages)

    def names(self) -> tuple[str, ...]:
        return self.left.names() + self.right.names()


@dataclass(frozen=True, slots=True)
class _Either:
    left: _Node
    right: _Node

    def answer(self, text: _Text) -> _Answer:
        left, right = self.left.answer(text), self.right.answer(text)
        asked = (text.on(side.passages) if side.asked is None else side.asked for side in (left, right))
        return _Answer(left.passages | right.passages, frozenset().union(*asked))

    def names(self) -> tuple[str, ...]:
        return self.left.names() + self.right.names()


@dataclass(frozen=True, slots=True)
class _Close:
    """Passages of `left` with at most `gap` characters to one of `right`; -1 where they must share one."""

    left: _Node
    right: _Node
    gap: int
    negated: bool

    def answer(self, text: _Text) -> _Answer:
        left = self.left.answer(text)
        close = _close(left.passages, self.right.answer(text).passages, self.gap)
        return left.within(left.passages - close if self.negated else close)

    def names(self) -> tuple[str, ...]:
        return self.left.names() + self.right.names()


_Node = _Named | _Not | _Both | _Either | _Close


def _close(left: Iterable[Span], right: Iterable[Span], gap: int) -> frozenset[Span]:
    """The spans of `left` with at most `gap` code points to one of `right`; O((n + m) log m)."""
    covered = merge(right)
    starts, ends = [span.start for span in covered], [span.end for span in covered]

    def close(span: Span) -> bool:
        first = bisect_left(ends, span.start - gap)
        return first < len(starts) and starts[first] <= span.end + gap

    return frozenset(span for span in left if close(span))


@dataclass(frozen=True, slots=True)
class CodeQuery:
    """A question about codes; `str` gives it as it was written."""

    text: str
    root: _Node

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The codes as the question names them, each once, in its order."""
        return tuple(dict.fromkeys(self.root.names()))

    def passages(self, codings: Iterable[Place], ids: Resolve) -> frozenset[Span]:
        """The passages that answer, among the codings of one coder in one text."""
        return self.root.answer(_text(codings, ids)).passages

    def chosen(self, codings: Sequence[Place], ids: Resolve) -> list[bool]:
        """Of each coding of one coder in one text, whether it is wanted."""
        found = self.root.answer(text := _text(codings, ids))
        wanted = text.on(found.passages) if found.asked is None else found.asked
        return [(Span(start, end), code) in wanted for start, end, code in codings]


def _text(codings: Iterable[Place], ids: Resolve) -> _Text:
    return _Text(frozenset((Span(start, end), code) for start, end, code in codings), ids)


# ---- reading the words

_TOKEN = re.compile(r"""\s*(?:([()])|"([^"]*)"|“([^”]*)”|«([^»]*)»|([^\s()"“”«»]+))""")
_WORDS = frozenset(("and", "or", "not", "overlapping", "near", "within", "of"))
_LANGUAGE = N_(
    "Join codes with and, or, not, overlapping, near, within N of, and parentheses; a "
    "name with blanks stands in quotation marks."
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool
    at: int

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words


def parse(text: str) -> CodeQuery:
    """Read a question. Raises UsageError naming the place in it that cannot be understood."""
    tokens = _tokens(text)
    parser = _Parser(text, tokens)
    root = parser.either()
    if parser.at < len(tokens):
        raise parser.error(_("and, or, near, overlapping or the end was expected"))
    return CodeQuery(" ".join(text.split()), root)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise UsageError(_("A quotation mark is not closed in “{text}”.").format(text=text), _(_LANGUAGE))
        quoted = next((match[group] for group in (2, 3, 4) if match[group] is not None), None)
        found.append(_Token(quoted if quoted is not None else match[1] or match[5], quoted is not None, match.end()))
        at = match.end()
    return found


class _Parser:
    """Recursive descent over the tokens; `at` is the next one."""

    DEEPEST = 100
    """Nested parentheses and `not`s; more than anybody writes, less than Python's stack."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def error(self, what: str) -> UsageError:
        before = self.text[: self.tokens[self.at - 1].at].strip() if self.at else ""
        place = _("after “{before}”").format(before=before) if before else _("at the beginning")
        return UsageError(
            _("The question about codes cannot be understood {place}: {what}.").format(place=place, what=what),
            _(_LANGUAGE),
        )

    def sees(self, *words: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].is_word(*words)

    def took(self, *words: str) -> bool:
        if not self.sees(*words):
            return False
        self.at += 1
        return True

    def either(self) -> _Node:
        node = self.both()
        while self.took("or"):
            node = _Either(node, self.both())
        return node

    def both(self) -> _Node:
        node = self.negation()
        while self.took("and"):
            node = _Both(node, self.negation())
        return node

    def negation(self) -> _Node:
        if not self.took("not"):
            return self.relation()
        self.deeper()
        node = _Not(self.negation())
        self.depth -= 1
        return node

    def relation(self) -> _Node:
        node = self.primary()
        while self.sees("overlapping", "near", "within", "not"):
            negated = self.took("not")
            if self.took("overlapping"):
                gap = -1
            elif self.took("near"):
                gap = NEAR
            elif self.took("within"):
                gap = self.number()
            else:
                raise self.error(_("overlapping, near or within was expected; with and before it, not restricts"))
            node = _Close(node, self.primary(), gap, negated)
        return node

    def number(self) -> int:
        word = self.tokens[self.at].text if self.at < len(self.tokens) else ""
        if not (word.isascii() and word.isdecimal() and len(word) < 10):
            raise self.error(_("a number of characters was expected, as in within 500 of"))
        self.at += 1
        if not self.took("of"):
            raise self.error(_("of was expected, as in within 500 of"))
        return int(word)

    def primary(self) -> _Node:
        if self.took("("):
            self.deeper()
            node = self.either()
            if not self.took(")"):
                raise self.error(_("a closing parenthesis was expected"))
            self.depth -= 1
            return node
        if self.at >= len(self.tokens) or self.sees(")", *_WORDS) or not self.tokens[self.at].text.strip():
            raise self.error(_("a code was expected"))
        self.at += 1
        return _Named(self.tokens[self.at - 1].text)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > self.DEEPEST:
            raise self.error(_("it is nested too deeply"))
