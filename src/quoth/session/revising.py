"""A corrected transcript becomes the document's new text, and every coding is carried over to it.

Owns what a correction does to codings and done marks, of all coders, and the list of what somebody has to look at.
Invariant: what cannot be carried over for certain is said; nothing is dropped, the old texts stay readable.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from quoth import anchoring, readers
from quoth.errors import CodingError, ReaderError
from quoth.i18n import _
from quoth.model.coding import Coding, Done, Outcome, Verdict
from quoth.model.text import Document, Span, Transcript, Version, version_id
from quoth.readers import pseudonyms
from quoth.session.marking import round_of
from quoth.session.names import nearest
from quoth.store import Project, queries, writing
from quoth.store.erasing import BLOCK
from quoth.store.journal import Row

__all__ = ["Correction", "Revision", "look_at", "plan", "revise"]


_OTHER = 0.3
"""The share of the text below which a file is taken for another interview. Two interviews share under 0.05, one that
has a slip of the pen in every tenth character still 0.3 (measured on made ones)."""
_TELLING, _TURNS = 20, 60
"""Characters of a turn from which it tells who speaks, and how many turns of a speaker are asked."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a corrected file does to a document, before it is done."""

    document: Document
    before: Version
    after: Version
    outcomes: tuple[tuple[Coding, Outcome], ...]
    """Every coding on the document that can be carried over or gets lost, by place in the old text."""
    twins: tuple[tuple[Coding, Outcome], ...]
    """The same for codings that are like one of these and do not count."""
    done: tuple[Done, ...]
    """Marks that move along to the new text."""
    reopened: tuple[str, ...]
    """Coders for whom the document is in work again."""
    notes: tuple[str, ...]
    speakers: Mapping[str, Mapping[str, str]]
    """Speakers that the text names anew, with the names and roles that the team gave them before."""

    @property
    def changes(self) -> bool:
        """Whether the file holds another text than the project."""
        return self.after.id != self.before.id

    def count(self, verdict: Verdict) -> int:
        """How many codings have this verdict."""
        return sum(outcome.verdict is verdict for _, outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Correction:
    """A file with the corrected text of one document or more, which is read once for all that were read alike."""

    file: Path
    key: pseudonyms.Key | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """What goes before the options recorded with a document."""
    _found: dict[readers.Options, tuple[Transcript, ...]] = field(default_factory=dict)

    def transcripts(self, folder: Path, recorded: Mapping[str, str]) -> tuple[Transcript, ...]:
        """What the file holds, read as a document of the project in a folder was. Raises ReaderError."""
        options = readers.Options(**{**_recorded(recorded), **self.options})
        if options not in self._found:
            found = readers.read(self.file, options, root=folder)
            if (key := self.key) is not None:
                found = tuple(pseudonyms.pseudonymise(key, transcript)[0] for transcript in found)
            self._found[options] = found
        return self._found[options]


def plan(project: Project, name: str, correction: Correction, *, force: bool = False) -> Revision:
    """What revising a document by a file would do; nothing is written.

    Raises CodingError for an unknown document or one in an open round; ReaderError for a file that cannot be read, and
    unless `force` for one that has so little of the text that it seems to be another interview.
    """
    known = {document.name: document for document in queries.documents(project)}
    if name not in known:
        raise CodingError(
            _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
            _("quoth documents lists them."),
        )
    document = known[name]
    if round_ := round_of(project, document.id):
        raise CodingError(
            _("{name} is in the open round {round}, whose units are fixed.").format(name=name, round=round_),
            _("Close the round, then correct the text."),
        )
    before = queries.version(project, document.version)
    transcript = _read(project, document, before, correction)
    after = _next(project, document, transcript)
    shared = anchoring.common(before.text, after.text)
    if shared < _OTHER and not force:
        raise ReaderError(
            _("{file} has {shared:.0%} of the text of {name}, so it seems to be another interview.").format(
                file=correction.file, shared=shared, name=name
            ),
            _("If it is the corrected text all the same, give --force; if not, rename the file and import it."),
        )
    outcomes = _outcomes(project, document, before, after)
    touched = {coding.coder for coding, outcome in outcomes if outcome.verdict is not Verdict.KEPT}
    marks = [m for m in queries.done(project) if m.document == document.id and m.version == before.id]
    moving = tuple(mark for mark in marks if mark.coder not in touched)
    reopened = tuple(dict.fromkeys(mark.coder for mark in marks if mark.coder in touched))
    notes = (*transcript.notes, *_erased_again(before, after), *_found_again(project, before, after, outcomes))
    twins = _outcomes(project, document, before, after, twins=True)
    named = _named_anew(project, document, before, after)
    notes = (*notes, *_told(named))
    return Revision(document, before, after, outcomes, twins, moving, reopened, notes, named)


def revise(project: Project, coder: str, revision: Revision) -> Row:
    """Write a revision, in one action that can be taken back."""
    return writing.revise(
        project, coder, revision.after, (*revision.outcomes, *revision.twins), revision.done, revision.speakers
    )


def _read(
    project: Project,
    document: Document,
    before: Version,
    correction: Correction,
) -> Transcript:
    """The file's transcript of this document, read as the one before was."""
    if "pseudonyms" in before.source.options and correction.key is None:
        raise ReaderError(
            _("{name} was imported with pseudonyms, and would now come in with the real names.").format(
                name=document.name
            ),
            _("Give the key again: --pseudonyms FILE."),
        )
    found = correction.transcripts(project.folder, before.source.options)
    named = [transcript for transcript in found if transcript.name == document.name]
    if not named and len(found) != 1:
        raise ReaderError(
            _("{file} holds {n} documents, and none is called {name}.").format(
                file=correction.file, n=len(found), name=document.name
            ),
            _("Give the file it came from."),
        )
    return named[0] if named else found[0]


def _recorded(options: Mapping[str, str]) -> dict[str, Any]:
    """Options of readers from their recorded form."""
    defaults = {one.name: one.default for one in fields(readers.Options)}
    return {name: _value(text, defaults[name]) for name, text in options.items() if name in defaults}


def _value(text: str, default: object) -> object:
    if isinstance(default, tuple):
        return tuple(json.loads(text))
    return int(text) if isinstance(default, int) else text


def _next(project: Project, document: Document, transcript: Transcript) -> Version:
    """The transcript as a version of the document; one that it had before is taken as it is stored."""
    name = version_id(document.id, transcript.text)
    earlier = queries.versions_of(project, document.id)
    if any(version.id == name for version in earlier):
        return queries.version(project, name)
    number = earlier[-1].number + 1
    return Version(name, document.id, number, transcript.text, transcript.turns, transcript.source)


def _outcomes(
    project: Project, document: Document, before: Version, after: Version, *, twins: bool = False
) -> tuple[tuple[Coding, Outcome], ...]:
    """The outcome of every coding, each from the text that it stands on. What was lost before is not lost again."""
    if after.id == before.id:
        return ()
    by_version: dict[str, list[Coding]] = {}
    for coding in queries.codings(project, document=document.id, twins=twins):
        by_version.setdefault(coding.version, []).append(coding)
    found: list[tuple[Coding, Outcome]] = []
    for version, codings in by_version.items():
        if version == after.id:
            continue
        old = before if version == before.id else queries.version(project, version)
        spans = {coding.id: Span(coding.start, coding.end) for coding in codings}
        carried = anchoring.reanchor_turns(old.text, old.turns, after.text, after.turns, spans)
        pairs = zip(codings, carried, strict=True)
        found += [
            (coding, outcome)
            for coding, outcome in pairs
            if version == before.id or outcome.verdict is not Verdict.LOST
        ]
    return tuple(sorted(found, key=lambda pair: (pair[0].start, -pair[0].end, pair[0].id)))


def _named_anew(project: Project, document: Document, before: Version, after: Version) -> dict[str, dict[str, str]]:
    """Speakers of the new text who are those that got a name or role before, and are not called as they were there.

    Who they are is told by what they say: most of a speaker's turns must be another's now.
    """
    given = {name: facts for name, facts in queries.named_speakers(project, document.id).items() if any(facts.values())}
    if not given:
        return {}
    old = queries.turns(project, before.id, as_read=True)
    new_turns = queries.turns(project, after.id, as_read=True) or after.turns
    here = {turn.speaker for turn in new_turns}
    found: dict[str, dict[str, str]] = {}
    for name, facts in given.items():
        turns = [turn for turn in old if turn.speaker == name and turn.end - turn.speech >= _TELLING]
        if name in here or not turns:
            continue
        spans = {str(number): turn.span for number, turn in enumerate(turns[:_TURNS])}
        places = [one for one in anchoring.reanchor(before.text, after.text, spans) if one.verdict is not Verdict.LOST]
        heard = Counter(new_turns[at].speaker for one in places if (at := after.turn_at(one.start)) >= 0)
        new, times = heard.most_common(1)[0] if heard else ("", 0)
        if new and 2 * times > len(spans) and new not in given:
            kept = {"shown": facts["shown"] if facts["shown"] != new else "", "role": facts["role"]}
            found[new] = {key: value for key, value in kept.items() if value}
    return {name: facts for name, facts in found.items() if facts}


def _told(named: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """What to say of speakers that the corrected text calls otherwise."""
    said = []
    for name, facts in named.items():
        shown, role = facts.get("shown", ""), facts.get("role", "")
        means = f"is shown as {shown}" if shown else f"is {'an' if role == 'interviewer' else 'a'} {role}"
        said.append(f"{name} in the corrected text {means}, as that speaker was before.")
    return tuple(said)


def _erased_again(before: Version, after: Version) -> tuple[str, ...]:
    if before.text.count(BLOCK) <= after.text.count(BLOCK):
        return ()
    return (
        "Words were erased from this document, and the file seems to hold them still. If they were withdrawn, take "
        "them out of the file first.",
    )


def _found_again(
    project: Project, before: Version, after: Version, outcomes: Sequence[tuple[Coding, Outcome]]
) -> tuple[str, ...]:
    """A remark on codings that stood on an earlier text only and have a place again."""
    if after.id == before.id:
        return ()
    there = sum(coding.version == after.id for coding in queries.codings(project, document=before.document))
    if not (back := there + sum(coding.version != before.id for coding, _ in outcomes)):
        return ()
    return (f"{back} of the codings that were lost before {'has' if back == 1 else 'have'} a place in the text again.",)


def look_at(project: Project, coder: str, codings: Sequence[str] = ()) -> tuple[str, ...]:
    """Take codings of a coder (by id; all without) from the list of those that need a look; returns their ids.

    Raises CodingError for a coding that is not on the coder's list.
    """
    waiting = {coding.id: (coding, versions) for coding, _, versions in queries.outcomes(project, coder)}
    if unknown := [name for name in codings if name not in waiting]:
        raise CodingError(
            _("The coding {id} does not wait for a look by {coder}.").format(id=unknown[0], coder=coder),
            _("quoth codings --needs-look lists those that do."),
        )
    chosen = tuple(dict.fromkeys(codings)) or tuple(waiting)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name in chosen:
        coding, versions = waiting[name]
        pairs.setdefault(coding.document, []).extend((name, version) for version in versions)
    if pairs:
        writing.looked(project, coder, pairs)
    return chosen
