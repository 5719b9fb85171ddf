"""Amending codings that are made: remove, star, translate, recode, move their ends, join them, code their repeats.

Owns what may be amended: a coder's own codings. Every act is one row of the history. Positions are code points of the
version that a coding stands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quoth.errors import CodingError
from quoth.i18n import _, ngettext
from quoth.model.coding import Coding
from quoth.model.spans import overlap, snap, trim
from quoth.model.text import Span, Version
from quoth.session import marking
from quoth.session.applying import Author, applicable, new_coding, place_words
from quoth.session.describe import shorten
from quoth.session.desk import Desk
from quoth.session.events import Event, back
from quoth.session.proof import proof
from quoth.store import queries, writing

__all__ = ["Amending", "Repeat"]

_CODINGS = frozenset({"codings", "documents"})
_BESIDE = 24
"""Characters shown on each side of a repeat."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another place with the very words of a coding."""

    document: str
    """The document's name."""
    version: Version
    span: Span
    before: str
    after: str


class Amending(Desk):
    """What a coder does to codings that are there."""

    def own(self, codings: Sequence[str]) -> list[Coding]:
        """Codings by id, in that order. Raises CodingError for an unknown one and for another coder's."""
        found = {one.id: one for one in queries.codings(self.project, ids=list(codings))} if codings else {}
        unknown = [name for name in codings if name not in found]
        if unknown or not found:
            raise CodingError(
                _("There is no coding {ids}.").format(ids=", ".join(sorted(unknown)) or _("here")),
                _("quoth codings lists them with their ids."),
            )
        if others := sorted({coding.coder for coding in found.values()} - {self.coder}):
            line = _("This coding was made by {coders}.").format(coders=", ".join(others))
            raise CodingError(line, _("Only your own codings can be changed."))
        return [found[name] for name in codings]

    def remove(self, codings: Sequence[str]) -> Event:
        """Remove codings of this coder. Raises CodingError for an unknown one or another coder's."""
        found = self.own(codings)
        writing.remove_codings(self.project, self.coder, found)
        self._codings = [coding for coding in self._codings if coding.id not in set(codings)]
        newest = {summary.document.id: summary.document.version for summary in self.documents}
        self._progress.removed([coding for coding in found if coding.version == newest[coding.document]])
        labels = ", ".join(dict.fromkeys(self.codebook.label(coding.code) for coding in found))
        quote = shorten(found[0].quote, 30)
        message = back(_("Removed {codes} from “{quote}”.").format(codes=labels, quote=quote))
        return Event(message, _CODINGS, tuple(codings))

    def star(self, coding: str, on: bool) -> Event:
        """Star a quotation for the chapter, or take its star away."""
        self.own([coding])
        writing.set_star(self.project, self.coder, coding, on)
        self._codings = [replace(c, star=on) if c.id == coding else c for c in self._codings]
        return Event(_("Starred for the chapter.") if on else _("Star taken away."), frozenset({"codings"}), (coding,))

    def translate(self, coding: str, text: str, language: str = "") -> Event:
        """Give a quotation a translation by this coder; an empty text takes it away."""
        [before] = self.own([coding])
        after = replace(before, translation=text.strip(), translation_language=language.strip(), translator=self.coder)
        if (before.translation, before.translation_language) == (after.translation, after.translation_language):
            return Event("")
        writing.translate(
            self.project, self.coder, coding, after.translation, after.translation_language, after.translator
        )
        self._codings = [after if c.id == coding else c for c in self._codings]
        done = _("Translation kept.") if after.translation else _("Translation removed.")
        return Event(back(done), frozenset({"codings"}), (coding,))

    def recode(self, codings: Sequence[str], code: str) -> Event:
        """Give codings another code, whose definition in force they then stand for. Raises CodingError."""
        return self.deal([(coding, code) for coding in codings])

    def deal(self, codes: Sequence[tuple[str, str]]) -> Event:
        """Give codings (by id) each its code, in one act. Raises CodingError."""
        wanted = dict(codes)
        entries = {code: applicable(self.codebook, code) for code in wanted.values()}
        labels = ", ".join(entry.label for entry in entries.values())
        changed = [coding for coding in self.own(list(wanted)) if coding.code != wanted[coding.id]]
        if not changed:
            return Event(_("{code} is the code already.").format(code=labels))
        text = self._with_ids(list(entries))
        facts = [(one.id, wanted[one.id], entries[wanted[one.id]].definition_hash) for one in changed]
        writing.recode(self.project, self.coder, facts, codebook=text)
        self._wrote(text)
        self.reload()
        before = ", ".join(dict.fromkeys(self.codebook.label(coding.code) for coding in changed))
        if len(changed) == 1:
            said = _("Recoded “{quote}” from {old} to {new}.")
        else:
            said = ngettext(
                "Recoded {n} coding from {old} to {new}.", "Recoded {n} codings from {old} to {new}.", len(changed)
            )
        quote = shorten(changed[0].quote, 30)
        message = back(said.format(n=len(changed), quote=quote, old=before, new=labels))
        return Event(message, _CODINGS, tuple(coding.id for coding in changed), tuple(entries))

    def move_ends(self, coding: str, span: Span) -> Event:
        """Let a coding begin and end elsewhere in its text. Raises CodingError for an empty passage."""
        [before] = self.own([coding])
        version = self._text_of(before)
        place = snap(version.text, trim(version.text, snap(version.text, span)))
        if place.start >= place.end:
            raise CodingError(_("There are no words in this selection."), _("Leave a few words to the passage."))
        if place == before.span:
            return Event("")
        writing.adjust(self.project, self.coder, [(coding, proof(version, place))])
        self.reload()
        words, label = shorten(version.text[place.start : place.end], 40), self.codebook.label(before.code)
        message = back(_("{code} is on “{quote}” now.").format(code=label, quote=words))
        return Event(message, _CODINGS, (coding,), (before.code,))

    def _text_of(self, coding: Coding) -> Version:
        here = self.version
        return here if here is not None and here.id == coding.version else queries.version(self.project, coding.version)

    def overlapping(self, span: Span, codes: Sequence[str]) -> tuple[Coding, ...]:
        """This coder's codings with these codes that share words with a passage of the open text and not all of them.

        Coding the passage, too, would count the shared words twice. None while no document is open.
        """
        if self.version is None:
            return ()
        place = self._whole(span)
        return tuple(c for c in self._codings if c.code in codes and c.span != place and overlap(c.span, place))

    def join(self, span: Span, codes: Sequence[str]) -> Event:
        """Let the codings that a passage overlaps grow to cover it, in one act; each code then has one passage."""
        version = self._at()[1]
        place = self._whole(span)
        grown: list[tuple[str, dict[str, object]]] = []
        gone: list[str] = []
        for code in dict.fromkeys(codes):
            known = [coding for coding in self._codings if coding.code == code and overlap(coding.span, place)]
            if not known:
                continue
            whole = Span(min(place.start, *(c.start for c in known)), max(place.end, *(c.end for c in known)))
            keep = min(known, key=lambda coding: (coding.at, coding.id))
            gone += [coding.id for coding in known if coding is not keep]
            if whole != keep.span or len(known) > 1:
                grown.append((keep.id, proof(version, whole)))
        labels = ", ".join(self.codebook.label(code) for code in codes)
        if not grown:
            return Event(_("{codes} covers this passage already.").format(codes=labels))
        writing.adjust(self.project, self.coder, grown, gone)
        self.reload()
        where = place_words(version, lambda: self.sentences, place)
        message = back(_("Joined {codes} with {place}.").format(codes=labels, place=where))
        return Event(message, _CODINGS, tuple(coding for coding, _ in grown), tuple(codes))

    def _whole(self, span: Span) -> Span:
        version = self._at()[1]
        return snap(version.text, trim(version.text, snap(version.text, span)))

    def quotations_of(self, code: str) -> tuple[tuple[str, Coding], ...]:
        """This coder's codings with a code, in all documents, each with its document's name, by place."""
        names = {summary.document.id: summary.document.name for summary in self.documents}
        found = queries.codings(self.project, code=code, coder=self.coder)
        return tuple((names[coding.document], coding) for coding in found)

    def repeats(self, coding: str) -> tuple[Repeat, ...]:
        """Where else, in all documents, the very words of a coding stand, and this coder has not coded them so."""
        [model] = self.own([coding])
        own = queries.codings(self.project, code=model.code, coder=self.coder)
        taken = {(one.version, one.start, one.end) for one in own}
        names = {document.version: document.name for document in queries.documents(self.project)}
        found = (
            Repeat(names[version.id], version, span, *_beside(version.text, span))
            for version in queries.versions(self.project)
            for span in _places(version, model.quote)
            if (version.id, span.start, span.end) not in taken
        )
        return tuple(found)

    def apply_to_repeats(self, coding: str, repeats: Sequence[Repeat]) -> Event:
        """Apply the code of a coding to repeats of its words, in one act. Raises CodingError for a code out of use."""
        [model] = self.own([coding])
        rounds = {one.version.document: marking.round_of(self.project, one.version.document) for one in repeats}
        made = [
            new_coding(
                self.codebook, model.code, one.version, one.span, Author(self.coder, rounds[one.version.document])
            )
            for one in repeats
        ]
        if not made:
            return Event(_("Nothing was chosen, so nothing is applied."))
        row = writing.add_codings(self.project, self.coder, made)
        self.reload()
        said = ngettext(
            "Applied {code} to {n} repeat of “{quote}”.", "Applied {code} to {n} repeats of “{quote}”.", len(made)
        )
        label, quote = self.codebook.label(model.code), shorten(model.quote, 30)
        message = back(said.format(code=label, n=len(made), quote=quote))
        ids = [row.id] if len(made) == 1 else [f"{row.id}.{number}" for number in range(1, len(made) + 1)]
        return Event(message, _CODINGS, tuple(ids), (model.code,))

    def apply_at(self, places: Sequence[tuple[str, Span]], codes: Sequence[str]) -> Event:
        """Apply codes to passages of any documents, given by version and span, in one action.

        What is applied already is left alone. Raises CodingError as `apply` does.
        """
        wanted: list[Coding] = []
        versions = {name: queries.version(self.project, name) for name in dict.fromkeys(name for name, _ in places)}
        known = {
            (one.code, one.version, one.start, one.end)
            for version in versions.values()
            for one in queries.codings(self.project, document=version.document, coder=self.coder)
        }
        rounds = {name: marking.round_of(self.project, version.document) for name, version in versions.items()}
        for name, span in dict.fromkeys(places):
            version = versions[name]
            place = snap(version.text, trim(version.text, snap(version.text, span)))
            if place.start >= place.end:
                raise CodingError(_("There are no words in this selection."), _("Select a few words first."))
            author = Author(self.coder, rounds[name])
            new = [code for code in codes if (code, name, place.start, place.end) not in known]
            wanted += [new_coding(self.codebook, code, version, place, author) for code in new]
        labels = ", ".join(self.codebook.label(code) for code in codes)
        if not wanted:
            return Event(_("{codes} is applied here already.").format(codes=labels))
        text = self._with_ids(codes)
        row = writing.add_codings(self.project, self.coder, wanted, codebook=text)
        self._wrote(text)
        self.reload()
        number = len({(coding.version, coding.start, coding.end) for coding in wanted})
        passages = ngettext("{n} passage", "{n} passages", number).format(n=number)
        message = back(_("Applied {codes} to {place}.").format(codes=labels, place=passages))
        made = [row.id] if len(wanted) == 1 else [f"{row.id}.{index}" for index in range(1, len(wanted) + 1)]
        return Event(message, _CODINGS | ({"codebook"} if text else frozenset()), tuple(made), tuple(codes))

    def _with_ids(self, codes: Sequence[str]) -> str:
        """The codebook's new text when ids of these codes must be written into it; empty when they all are."""
        raise NotImplementedError

    def _wrote(self, text: str) -> None:
        """Put a new text of the codebook, which is in the history, into the file as well; nothing for an empty one."""
        raise NotImplementedError


def _places(version: Version, words: str) -> Iterator[Span]:
    """Where words stand in what is spoken, as whole words; one after another."""
    first, last = words[:1], words[-1:]
    pattern = (r"(?<!\w)" if first.isalnum() else "") + re.escape(words) + (r"(?!\w)" if last.isalnum() else "")
    for match in re.finditer(pattern, version.text):
        span = Span(match.start(), match.end())
        index = version.turn_at(span.start)
        if snap(version.text, span) == span and index >= 0 and version.turns[index].speech <= span.start:
            yield span


def _beside(text: str, span: Span) -> tuple[str, str]:
    return text[max(0, span.start - _BESIDE) : span.start], text[span.end : span.end + _BESIDE]
