"""A coding session in memory, with the API of `quoth.session.CodingSession`: the test double of the screen.

Its project, interviews and codes are composed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quoth.errors import CodingError, UndoError
from quoth.model.codebook import Code, Codebook, Settings
from quoth.model.coding import CodedQuote, Coding, Evidence, Memo, Origin, Outcome, Suggestion
from quoth.model.text import Document, Kind, Role, Sentence, Source, Span, Turn, Version
from quoth.session.applying import NOTHING_SAID, Said

AT = "2026-01-05T10:00:00Z"
EVERYTHING = frozenset({"codings", "memos", "codebook", "documents", "done"})


@dataclass(frozen=True, slots=True)
class Event:
    message: str
    kinds: frozenset[str] = frozenset()
    codings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    document: Document
    turns: int
    coded_turns: int
    codings: int
    done: bool
    read_again: tuple[str, ...] = ()


CODES = (
    Code("media", "Media", heading=True),
    Code(
        "paid-coverage",
        "Paid coverage",
        "media",
        labels={"ru": "Платные публикации"},
        key="p",
        colour="#d97706",
        definition="The outlet asks for money, or is paid, to report on an organisation's work.",
        include=("A fee is asked, paid or expected for coverage.",),
        exclude=("A donor pays for the project itself, see Donors.",),
        keywords=("price list", "fee", "advertising"),
    ),
    Code(
        "low-interest",
        "Low interest",
        "media",
        labels={"ru": "Слабый интерес"},
        key="l",
        colour="#3b82f6",
        definition="Journalists do not care about what organisations do.",
        include=("They do not come, do not call, do not read.",),
    ),
    Code("own-channels", "Own channels", "media", key="o", colour="#10b981"),
    Code("image", "Image", heading=True),
    Code(
        "grant-eater",
        "Grant-eater stereotype",
        "image",
        labels={"ru": "Грантоеды"},
        key="g",
        colour="#a855f7",
        definition="Organisations are called or seen as living off grants, as idle or as agents of foreign money.",
        include=("The label is used or quoted.",),
        exclude=("Slant beyond the label: Biased coverage.",),
        keywords=("grantoyedi", "grant-eater"),
    ),
    Code("biased", "Biased coverage", "image", key="b", colour="#ef4444", keywords=("news",)),
    Code("language", "Language barrier", labels={"ru": "Языковой барьер"}, key="я", colour="#14b8a6"),
    Code("old-press", "Old press law", status="retired"),
)

INTERVIEWS = {
    "KG-03": (
        {"country": "Kyrgyzstan", "role": "NGO director"},
        """\
# How the media see us
INTERVIEWER: How often do journalists come to your events?
DIRECTOR: They come for the quarrel, not for the work. Then they call us grantoyedi on the evening news, \
and my mother hears it in the shop. She asks me whether it is true that we eat the money. I tell her that we drink it \
too.
INTERVIEWER: Did anyone ask you for money?
DIRECTOR: Of course. There is a price list; nobody hides it. A short piece is cheaper than a long one. We paid once, \
for the opening of the shelter, and I am still ashamed of it.
INTERVIEWER: And your own channels?
DIRECTOR: We write ourselves now. Our page has nine thousand readers, which is more than the district paper. \
It's slow, but it is ours.
INTERVIEWER: In which language do you write?
DIRECTOR: In two, when there is somebody to translate. Mostly there is nobody. The Kyrgyz text comes a week later, \
when it is news to no one.
""",
    ),
    "KZ-01": (
        {"country": "Kazakhstan", "role": "journalist", "language": "ru"},
        """\
ИНТЕРВЬЮЕР: Кто вам звонит из организаций?
ЖУРНАЛИСТ: Почти никто. Ещё́ звонят, когда скандал. Про грантоедов у нас любят писать, а про приют никто не читает!
ИНТЕРВЬЮЕР: А платят ли за публикации?
ЖУРНАЛИСТ: Редакция берёт деньги, прайс лежит на столе. Мы об этом не говорим вслух.
""",
    ),
    "TJ-02": (
        {"country": "Tajikistan", "role": "activist"},
        """\
INTERVIEWER: Say it in one word.
ACTIVIST: Cafe\u0301 talk 👨‍👩‍👧 family, 中文媒体很少报道我们的工作。 Nothing more \u202eevil\u202c here.
""",
    ),
}


def read(name: str, text: str) -> Version:
    """Turns by `NAME:` at the start of a line; `#` makes a heading, `|` a table."""
    turns: list[Turn] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            label = re.match(r"([^\W\d_]+): ", line)
            if line.startswith("#"):
                turns.append(Turn(at, at + len(line), at + 2, kind=Kind.HEADING))
            elif line.startswith("|"):
                turns.append(Turn(at, at + len(line), at, kind=Kind.TABLE))
            elif label:
                asks = label[1] in ("INTERVIEWER", "ИНТЕРВЬЮЕР")
                role = Role.INTERVIEWER if asks else Role.PARTICIPANT
                turns.append(Turn(at, at + len(line), at + label.end(), label[1], role, Kind.SPEECH))
            else:
                turns.append(Turn(at, at + len(line), at))
        at += len(line) + 1
    return Version(f"v-{name}", f"d-{name}", 1, text, tuple(turns), Source(f"{name}.txt", "", "text"))


class FakeSuggester:
    """Suggests every code whose keyword or coded quote shares a word with the text."""

    refit_due = 0

    def __init__(self, codebook: Codebook, quotes: Sequence[CodedQuote] = ()) -> None:
        self.codebook = codebook
        self.quotes = {quote.id: quote for quote in quotes}
        self.asked: list[str] = []

    def suggest(
        self,
        text: str,
        *,
        limit: int = 5,
        document: str = "",
        turn: int = 0,
        exclude: Collection[str] = (),
        span: Span | None = None,
        least: float = 0.0,
    ) -> list[Suggestion]:
        self.asked.append(text)
        words = set(re.findall(r"\w{4,}", text.lower()))
        found: list[tuple[str, Evidence]] = []
        for code in self.codebook.applicable:
            hits = [word for word in code.keywords if word.lower() in text.lower()]
            near = [q for q in self.quotes.values() if q.code == code.id and words & set(q.text.lower().split())]
            shared = tuple(sorted(words & set(re.findall(r"\w{4,}", code.definition.lower()))))
            if hits:
                found.append((code.id, Evidence(keyword=hits[0], form=hits[0], nearest=near[0] if near else None)))
            elif near:
                found.append((code.id, Evidence(nearest=near[0], similarity=0.7)))
            elif shared:
                found.append((code.id, Evidence(words=shared)))
        kept = [(code, evidence) for code, evidence in found if code not in exclude][:limit]
        return [Suggestion(code, 1.0 / rank, rank, ev) for rank, (code, ev) in enumerate(kept, 1)]

    def learn(self, quote: CodedQuote) -> None:
        self.quotes[quote.id] = quote

    def unlearn(self, coding_id: str) -> None:
        self.quotes.pop(coding_id, None)


@dataclass(frozen=True, slots=True)
class _State:
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    done: frozenset[str] = frozenset()
    codes: tuple[Code, ...] = CODES
    waiting: tuple[tuple[Coding, Outcome], ...] = ()


class FakeSession:
    """Everything in one frozen state; undo and redo keep whole states."""

    def __init__(self, interviews: Mapping[str, tuple[Mapping[str, str], str]] = INTERVIEWS) -> None:
        self.coder = "aida"
        self.title = "civil-society"
        self.folder = Path("civil-society")
        self.codebook_problem = ""
        self.settings = Settings()
        self.versions = {name: read(name, text) for name, (_, text) in interviews.items()}
        self._documents = {
            name: Document(f"d-{name}", name, f"v-{name}", dict(attributes))
            for name, (attributes, _) in interviews.items()
        }
        self.document: Document | None = None
        self.version: Version | None = None
        self.state = _State()
        self.past: list[tuple[str, _State]] = []
        self.future: list[tuple[str, _State]] = []
        self.seen: list[tuple[str, str]] = []
        self.rejected: list[str] = []
        self.accepted: list[Suggestion] = []
        self.outside: list[Event] = []
        self.suggesters: list[FakeSuggester] = []
        self.before_dense: Callable[[], object] = lambda: None
        self.closed = False
        self._number = 0

    @property
    def codebook(self) -> Codebook:
        return Codebook(self.state.codes, self.title, self.settings)

    @property
    def suggestions_on(self) -> str:
        return self.settings.suggestions

    @property
    def documents(self) -> tuple[DocumentSummary, ...]:
        return tuple(self._summary(name) for name in self._documents)

    def _summary(self, name: str) -> DocumentSummary:
        version, document = self.versions[name], self._documents[name]
        own = [coding for coding in self.state.codings if coding.document == document.id]
        speech = [turn for turn in version.turns if turn.is_speech]
        coded = sum(any(c.start < turn.end and c.end > turn.speech for c in own) for turn in speech)
        return DocumentSummary(document, len(speech), coded, len(own), document.id in self.state.done)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        if self.version is None:
            return ()
        found = []
        for index, turn in enumerate(self.version.turns):
            if turn.is_speech:
                for match in re.finditer(r"\S[^.!?。]*[.!?。]*", self.version.text[turn.speech : turn.end]):
                    found.append(Sentence(turn.speech + match.start(), turn.speech + match.end(), index))
        return tuple(found)

    @property
    def codings(self) -> tuple[Coding, ...]:
        here = self.document.id if self.document else ""
        return tuple(
            sorted((c for c in self.state.codings if c.document == here), key=lambda c: (c.start, -c.end, c.id))
        )

    def open(self, name: str) -> Event:
        self.document, self.version = self._documents[name], self.versions[name]
        self.saw("opened")
        return Event("", EVERYTHING)

    def code_counts(self) -> Mapping[str, tuple[int, int]]:
        here = self.document.id if self.document else ""
        counts: dict[str, tuple[int, int]] = {}
        for coding in self.state.codings:
            inside, everywhere = counts.get(coding.code, (0, 0))
            counts[coding.code] = (inside + (coding.document == here), everywhere + 1)
        return counts

    def missing_codes(self) -> Mapping[str, str]:
        return {c.code: c.code for c in self.state.codings if c.code not in self.codebook.by_id}

    def recent_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(coding.code for coding in reversed(self.state.codings)))

    def _do(self, what: str, state: _State) -> None:
        self.past.append((what, self.state))
        self.future.clear()
        self.state = state

    hidden = False
    others_shown = False
    others: tuple[Coding, ...] = ()

    def overlapping(self, span: Span, codes: Sequence[str]) -> tuple[Coding, ...]:
        return ()

    def apply(
        self,
        span: Span,
        codes: Sequence[str],
        *,
        memo: str = "",
        suggestion: Suggestion | None = None,
        offered: Sequence[Suggestion] = (),
        said: Said = NOTHING_SAID,
        new: str = "",
        under: str | None = None,
    ) -> Event:
        assert self.version is not None
        if new:
            codes = [*codes, *self.add_code(new, under).codes]
        assert self.document is not None
        if span.start >= span.end:
            raise CodingError("There is nothing to code here.", "Select some text first.")
        made: list[Coding] = []
        memos: list[Memo] = []
        for code in codes:
            if code not in self.codebook.by_id or not self.codebook.by_id[code].applicable:
                raise CodingError(f"The code {code} cannot be applied.", "Choose another code.")
            if any(c.code == code and c.span == span for c in self.codings):
                continue
            self._number += 1
            coding_id = f"c{self._number}"
            text = self.version.text
            origin = Origin.SUGGESTION if suggestion else Origin.TYPED
            made.append(
                Coding(
                    coding_id, self.coder, code, self.document.id, self.version.id, span.start, span.end,
                    text[span.start : span.end], "", "", "", AT, origin=origin,
                    rank=suggestion.rank if suggestion else None,
                )
            )  # fmt: skip
            if memo:
                memos.append(Memo(f"m{self._number}", self.coder, "coding", coding_id, memo, AT))
        labels = ", ".join(self.codebook.label(code) for code in codes)
        if not made:
            return Event(f"{labels} is on this passage already.")
        if suggestion is not None:
            self.accepted.append(suggestion)
        self._do(
            f"applied {labels}",
            replace(self.state, codings=(*self.state.codings, *made), memos=(*self.state.memos, *memos)),
        )
        kinds = frozenset({"codings", "documents"}) | ({"memos"} if memo else set())
        return Event(f"Applied {labels}. Ctrl+Z takes it back.", kinds, tuple(c.id for c in made))

    def remove(self, codings: Sequence[str]) -> Event:
        gone = [c for c in self.state.codings if c.id in codings]
        kept = tuple(c for c in self.state.codings if c.id not in codings)
        labels = ", ".join(self.codebook.label(c.code) for c in gone)
        self._do(f"removed {labels}", replace(self.state, codings=kept))
        return Event(f"Removed {labels}. Ctrl+Z takes it back.", frozenset({"codings", "documents"}), tuple(codings))

    def memos(self, kind: str, target: str) -> tuple[Memo, ...]:
        return tuple(m for m in self.state.memos if (m.kind, m.target) == (kind, target))

    def write_memo(self, kind: str, target: str, text: str) -> Event:
        self._number += 1
        kept = tuple(m for m in self.state.memos if (m.kind, m.target) != (kind, target))
        memo = (Memo(f"m{self._number}", self.coder, kind, target, text, AT),) if text else ()
        self._do("wrote a memo", replace(self.state, memos=kept + memo))
        return Event("Memo kept.", frozenset({"memos"}))

    def star(self, coding: str, on: bool) -> Event:
        changed = tuple(replace(c, star=on) if c.id == coding else c for c in self.state.codings)
        self._do("starred", replace(self.state, codings=changed))
        return Event("Starred for the chapter." if on else "Star taken off.", frozenset({"codings"}), (coding,))

    def mark_done(self, done: bool = True) -> Event:
        assert self.document is not None
        marks = self.state.done | {self.document.id} if done else self.state.done - {self.document.id}
        self._do("done", replace(self.state, done=marks))
        return Event(f"{self.document.name} {'done' if done else 'in work again'}.", frozenset({"done", "documents"}))

    def undo(self) -> Event:
        if not self.past:
            raise UndoError("There is nothing left to undo.")
        what, before = self.past.pop()
        self.future.append((what, self.state))
        self.state = before
        return Event(f"Undone: {what}.", EVERYTHING)

    def redo(self) -> Event:
        if not self.future:
            raise UndoError("There is nothing to redo.")
        what, after = self.future.pop()
        self.past.append((what, self.state))
        self.state = after
        return Event(f"Done again: {what}.", EVERYTHING)

    def reject(self, span: Span, suggestion: Suggestion) -> Event:
        self.rejected.append(suggestion.code)
        return Event(f"Not suggested again here: {self.codebook.label(suggestion.code)}.")

    def saw(self, kind: str) -> None:
        mark = (self.document.id if self.document else "", kind)
        if mark not in self.seen:
            self.seen.append(mark)

    def add_code(self, label: str, parent: str | None = None, fields: Mapping[str, object] | None = None) -> Event:
        code = replace(Code(re.sub(r"\W+", "-", label.lower()).strip("-"), label, parent), **(fields or {}))  # type: ignore[arg-type]
        self._do(f"added {label}", replace(self.state, codes=(*self.state.codes, code)))
        return Event(f"Added the code {label}.", frozenset({"codebook"}), (), (code.id,))

    def edit_code(self, code: str, changes: Mapping[str, object]) -> Event:
        new = replace(self.codebook.by_id[code], **changes)  # type: ignore[arg-type]
        codes = tuple(new if old.id == code else old for old in self.state.codes)
        self._do(f"changed {new.label}", replace(self.state, codes=codes))
        return Event(f"Changed {new.label}.", frozenset({"codebook"}), (), (code,))

    def needs_look(self, document: str = "") -> tuple[tuple[Coding, Outcome], ...]:
        return tuple(pair for pair in self.state.waiting if document in ("", pair[0].document))

    def looked(self, codings: Sequence[str] = ()) -> Event:
        kept = tuple(pair for pair in self.state.waiting if codings and pair[0].id not in codings)
        self._do("looked", replace(self.state, waiting=kept))
        return Event("Looked at it.", frozenset({"codings"}), tuple(codings))

    def check_outside(self) -> Event | None:
        return self.outside.pop() if self.outside else None

    def suggester(self, dense: bool) -> FakeSuggester:
        if dense:
            self.before_dense()
        names = {document.id: name for name, document in self._documents.items()}
        quotes = [CodedQuote(c.id, c.code, c.quote, names[c.document]) for c in self.state.codings]
        self.suggesters.append(FakeSuggester(self.codebook, quotes))
        return self.suggesters[-1]

    def close(self) -> None:
        self.closed = True
