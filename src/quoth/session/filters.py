"""What is wanted: filters by document, code, coder, speaker and more, the same for every reading command and screen.

Owns what each filter means and that a filter by a name which nothing bears is refused. Invariant: an empty field lets
all pass; several values of one field are alternatives, several fields must all hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import combining

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.code_query import CodeQuery, Resolve
from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation
from quoth.model.fold import fold_text
from quoth.model.text import Document, Role
from quoth.session.codebook import Reading
from quoth.session.names import nearest
from quoth.store import Project, queries

__all__ = [
    "Filters",
    "check_attribute",
    "check_filters",
    "codes_meant",
    "holds_words",
    "passing",
    "resolver",
    "wanted",
    "with_children",
]

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which quotations are wanted; an empty field lets all pass."""

    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Codes by id or label; a heading or a parent stands for all below it, unless `children` is off."""
    coders: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name the values of which the document has one; `2017..2019` is a range of numbers or dates."""
    starred: bool = False
    children: bool = True
    roles: tuple[Role, ...] = ()
    cases: tuple[str, ...] = ()
    since: str = ""
    """Coded on or after this day, month or year (UTC), as `2026-03-01`, `2026-03` or `2026`."""
    until: str = ""
    """Coded on or before the end of it."""
    text: str = ""
    """Words that the passage holds one after the other, the last perhaps cut short; case and ё do not matter."""
    query: CodeQuery | None = None
    """A question about the codes of passages."""

    @property
    def by_passage(self) -> bool:
        """Whether something is asked of codings, not of whole documents or coders only."""
        asked = self.codes or self.speakers or self.roles or self.since or self.until or self.text or self.query
        return bool(asked or self.starred)

    def words(self) -> str:
        """What is filtered by, for the line under a table."""
        only = "" if self.children else " without those below"
        return ", ".join(
            [
                *(f"document {name}" for name in self.documents),
                *(f"code {name}{only}" for name in self.codes),
                *([f"codes: {self.query}{only}"] if self.query else []),
                *(f"coder {name}" for name in self.coders),
                *(f"speaker {name}" for name in self.speakers),
                *(f"role {role}" for role in self.roles),
                *(f"{name}={value}" for name, values in self.attributes.items() for value in values),
                *(f"case {name}" for name in self.cases),
                *([f"coded since {self.since}"] if self.since else []),
                *([f"coded until {self.until}"] if self.until else []),
                *([f"with the words “{self.text}”"] if self.text else []),
                *(["starred"] if self.starred else []),
            ]
        )


def check_filters(project: Project, reading: Reading, filters: Filters) -> None:
    """Raises UsageError for a name that nothing in the project bears, so that a slip of the pen is not an empty file.

    A code that is missing from the codebook but has codings is known; so is every coder who has acted.
    """
    documents = queries.documents(project)
    _known(
        _("There is no document {name!r}{near}."),
        filters.documents,
        [d.name for d in documents],
        _("quoth documents lists them."),
    )
    asked = [*filters.codes, *(filters.query.names if filters.query else ())]
    if asked:
        used = queries.code_counts(project)
        labels = (code.label for code in reading.codebook.codes)
        unknown = [name for name in asked if not codes_meant(reading.codebook, name, used)]
        _known(
            _("There is no code {name!r}{near}."),
            unknown,
            [*labels, *reading.codebook.by_id, *used],
            _("quoth codebook show lists them."),
        )
    if filters.coders:
        coders = [coder.name for coder in queries.coders(project)]
        told = _("Known: {known}.").format(known=", ".join(coders) or _("none"))
        _known(_("There is no coder {name!r}{near}."), filters.coders, coders, told)
    if filters.speakers:
        turns = (turn for d in documents for turn in queries.turns(project, d.version))
        speakers = dict.fromkeys(turn.speaker for turn in turns)
        _known(
            _("There is no speaker {name!r}{near}."),
            filters.speakers,
            speakers,
            _("The name is written as in the transcript."),
        )
    cases = dict.fromkeys(d.case for d in documents if d.case)
    _known(_("There is no case {name!r}{near}."), filters.cases, cases, _("quoth documents --json has them."))
    for name, wanted_ in filters.attributes.items():
        values = dict.fromkeys(d.attributes[name] for d in documents if name in d.attributes)
        names = dict.fromkeys(n for d in documents for n in d.attributes)
        _known(_("There is no attribute {name!r}{near}."), [name], names, _("quoth documents lists them."))
        exact = [value for value in wanted_ if _range(value) is None]
        nobody = _("There is no document whose {attribute} is {name!r}{near}.")
        told = _("Known: {known}.").format(known=", ".join(list(values)[:10]))
        _known(nobody, exact, values, told, attribute=name)
    for day in (filters.since, filters.until):
        if day and not _DATE.fullmatch(day):
            raise UsageError(
                _("{day!r} is no day, month or year.").format(day=day), _("Write it as 2026-03-01, 2026-03 or 2026.")
            )
    if filters.text and not _plain_words(filters.text):
        raise UsageError(
            _("There is no word in {text!r}.").format(text=filters.text), _("Give the words that the passage holds.")
        )


def check_attribute(project: Project, name: str) -> None:
    """Raises UsageError for an attribute that no document has; no name is no attribute asked for."""
    names = dict.fromkeys(n for d in queries.documents(project) for n in d.attributes)
    nobody = _("There is no attribute {name!r}{near}.")
    _known(nobody, [name] if name else [], names, _("quoth documents lists them."))


def _known(nobody: str, names: Iterable[str], known: Collection[str], hint: str, attribute: str = "") -> None:
    for name in names:
        if name not in known:
            raise UsageError(nobody.format(name=name, near=nearest(name, known), attribute=attribute), hint)


# ---- codes


def codes_meant(codebook: Codebook, name: str, used: Collection[str] = ()) -> tuple[str, ...]:
    """The ids that a name stands for: the code with that id (in the codebook or in use), else those with that label."""
    if name in codebook.by_id or name in used:
        return (name,)
    folded = fold_text(name)
    return tuple(
        code.id
        for code in codebook.codes
        if folded in (fold_text(code.label), *(fold_text(label) for label in code.labels.values()))
    )


def with_children(codebook: Codebook, codes: Sequence[str]) -> frozenset[str]:
    """The codes (by id or label) and all below them."""
    meant = {code for name in codes for code in codes_meant(codebook, name) or (name,)}
    below = {c.id for c in codebook.codes if any(a.id in meant for a in codebook.ancestors(c.id))}
    return frozenset(meant | below)


def resolver(codebook: Codebook, *, children: bool = True) -> Resolve:
    """From a name in a question about codes to the ids that it stands for, those below included if `children`."""
    found: dict[str, frozenset[str]] = {}

    def ids(name: str) -> frozenset[str]:
        if name not in found:
            meant = codes_meant(codebook, name) or (name,)
            found[name] = with_children(codebook, meant) if children else frozenset(meant)
        return found[name]

    return ids


# ---- documents


def wanted(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters on names, cases and attributes."""
    return (
        (not filters.documents or document.name in filters.documents)
        and (not filters.cases or document.case in filters.cases)
        and all(
            name in document.attributes and any(_fits(document.attributes[name], value) for value in values)
            for name, values in filters.attributes.items()
        )
    )


def _fits(value: str, wanted_: str) -> bool:
    if value == wanted_:
        return True
    limits = _range(wanted_)
    if limits is None:
        return False
    here, (low, high) = _sortable(value), limits
    return bool(here) and (not low or here >= low) and (not high or here <= high or _within(here, high))


def _range(text: str) -> tuple[_Sortable, _Sortable] | None:
    """The limits of `LOW..HIGH`, of which one may be empty; None for what is no range of numbers or dates."""
    low, dots, high = text.partition("..")
    limits = _sortable(low), _sortable(high)
    filled = all(limit or not part.strip() for limit, part in zip(limits, (low, high), strict=True))
    return limits if dots and filled and any(limits) else None


_Sortable = tuple[float, ...]
"""A number, or a date as year, month, day; empty for other text."""


def _sortable(text: str) -> _Sortable:
    plain = text.strip()
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", plain):
        return tuple(float(part) for part in reversed(plain.split(".")))
    if "-" in plain[1:] and _DATE.fullmatch(plain):
        return tuple(float(part) for part in plain.split("-"))
    number = re.sub(r"\s", "", plain).replace(",", ".")
    try:
        value = float(number)
    except ValueError:
        return ()
    return (value,) if math.isfinite(value) else ()


def _within(here: _Sortable, high: _Sortable) -> bool:
    """Whether a day lies in the month or year that closes a range."""
    return here[: len(high)] == high


# ---- codings

Test = Callable[[Quotation], bool]


def passing(codebook: Codebook, filters: Filters) -> Test | None:
    """What a quotation must be, beyond its document, coder and the question about codes; None where all pass."""
    tests: list[Test] = []
    if filters.codes:
        ids = resolver(codebook, children=filters.children)
        codes = frozenset(code for name in filters.codes for code in ids(name))
        tests.append(lambda q: q.code in codes)
    if filters.starred:
        tests.append(lambda q: q.star)
    if filters.speakers:
        tests.append(lambda q: q.speaker in filters.speakers)
    if filters.roles:
        tests.append(lambda q: q.role in filters.roles)
    if filters.since:
        tests.append(lambda q: q.at >= filters.since)
    if filters.until:
        tests.append(lambda q: q.at[: len(filters.until)] <= filters.until)
    if filters.text:
        words = _plain_words(filters.text)
        tests.append(lambda q: holds_words(q.quote, words))
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else lambda q: all(test(q) for test in tests)


def holds_words(text: str, words: str) -> bool:
    """Whether a text holds folded words, one after the other, from the beginning of a word on."""
    return f" {words}" in f" {_plain_words(text)}"


def _plain_words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() or combining(char) else " " for char in fold_text(text)).split())
