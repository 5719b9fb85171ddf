"""Who speaks in a document: the list with roles and counts, and other names and roles for them.

Owns what renaming and merging speakers means. Invariant: the text and its turns stay as they were read; a name given
is an overlay that can be taken back. Positions are code points of the version's text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quoth.errors import CodingError
from quoth.i18n import _
from quoth.model.text import Document, Role, Turn
from quoth.session.names import nearest
from quoth.store import Project, queries, writing

__all__ = ["Speaker", "listed", "merge", "of_document", "rename", "set_role"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker of a document."""

    name: str
    role: Role
    turns: int
    words: str
    """The first line that is said."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"name": self.name, "role": self.role.value, "turns": self.turns, "first": self.words}


def listed(text: str, turns: Sequence[Turn]) -> tuple[Speaker, ...]:
    """The speakers of a text in the order in which they begin."""
    by_name: dict[str, list[Turn]] = {}
    for turn in turns:
        if turn.speaker:
            by_name.setdefault(turn.speaker, []).append(turn)
    return tuple(Speaker(name, said[0].role, len(said), _first(text, said)) for name, said in by_name.items())


def _first(text: str, turns: Sequence[Turn]) -> str:
    lines = (text[turn.speech : turn.end].strip().split("\n")[0] for turn in turns)
    return next(filter(None, lines), "")


def of_document(project: Project, name: str) -> tuple[Speaker, ...]:
    """The speakers of a document as they are named now. Raises CodingError for an unknown document."""
    version = queries.version(project, _document(project, name).version)
    return listed(version.text, version.turns)


def rename(project: Project, coder: str, document: str, old: str, new: str, *, dry_run: bool = False) -> int:
    """Show a speaker under another name; returns the turns. Raises CodingError where that name is taken."""
    return _name(project, coder, document, [old], new, dry_run=dry_run, merging=False)


def merge(
    project: Project, coder: str, document: str, names: Sequence[str], into: str, *, dry_run: bool = False
) -> int:
    """Show several speakers as one, who has the role of `into`; returns the turns of those renamed."""
    return _name(project, coder, document, names, into, dry_run=dry_run, merging=True)


def _name(
    project: Project, coder: str, name: str, olds: Sequence[str], new: str, *, dry_run: bool, merging: bool
) -> int:
    document = _document(project, name)
    own = _own_names(project, document)
    shown = " ".join(new.split())
    if not shown:
        raise CodingError(_("A speaker's name cannot be empty."), _("Give the new name last."))
    olds = [old for old in dict.fromkeys(olds) if old != shown]
    for old in [*olds, *([shown] if merging else [])]:
        _check(name, old, own)
    if not olds:
        raise CodingError(
            _("{shown} has that name already.").format(shown=shown), _("quoth speakers DOC lists the names.")
        )
    if shown in own and not merging:
        raise CodingError(
            _("{shown} speaks in {name} already.").format(shown=shown, name=name),
            _("If both are one person: quoth speakers merge {name} {old} INTO.").format(name=name, old=olds[0]),
        )
    facts = {"shown": shown} | ({"role": _role(project, document, shown)} if merging else {})
    said = f"{'merged' if merging else 'renamed'} the speaker{'s' if len(olds) > 1 else ''} {', '.join(olds)}"
    said += f" {'into' if merging else 'to'} {shown}"
    return _record(project, coder, document, own, olds, facts, said, dry_run=dry_run)


def set_role(project: Project, coder: str, document: str, name: str, role: Role, *, dry_run: bool = False) -> int:
    """Say who asks and who answers; returns the speaker's turns."""
    found = _document(project, document)
    own = _own_names(project, found)
    _check(document, name, own)
    return _record(
        project, coder, found, own, [name], {"role": str(role)}, f"made {name} {_article(role)}", dry_run=dry_run
    )


def _article(role: Role) -> str:
    return f"{'an' if role is Role.INTERVIEWER else 'a'} {role}"


def _record(
    project: Project,
    coder: str,
    document: Document,
    own: Mapping[str, Mapping[str, int]],
    shown: Sequence[str],
    facts: Mapping[str, str],
    says: str,
    *,
    dry_run: bool,
) -> int:
    names = {name: facts for speaker in shown for name in own[speaker]}
    if not dry_run:
        writing.set_speakers(project, coder, document.id, names, says)
    return sum(count for speaker in shown for count in own[speaker].values())


def _document(project: Project, name: str) -> Document:
    known = {document.name: document for document in queries.documents(project)}
    if name not in known:
        raise CodingError(
            _("There is no document {name!r}{near}.").format(name=name, near=nearest(name, known)),
            _("quoth documents lists them."),
        )
    return known[name]


def _own_names(project: Project, document: Document) -> dict[str, dict[str, int]]:
    """For each name shown: the names in the text that it stands for, each with its turns."""
    read = queries.turns(project, document.version, as_read=True)
    named = queries.turns(project, document.version)
    found: dict[str, dict[str, int]] = {}
    for own, shown in zip(read, named, strict=True):
        if own.speaker:
            counts = found.setdefault(shown.speaker, {})
            counts[own.speaker] = counts.get(own.speaker, 0) + 1
    return found


def _role(project: Project, document: Document, name: str) -> str:
    turns = queries.turns(project, document.version)
    return next((str(turn.role) for turn in turns if turn.speaker == name), "")


def _check(document: str, name: str, known: Mapping[str, object]) -> None:
    if not known:
        raise CodingError(
            _("{document} has no speakers.").format(document=document),
            _("Declare them when it is imported: --speakers NAMES."),
        )
    if name not in known:
        raise CodingError(
            _("There is no speaker {name!r} in {document}{near}.").format(
                name=name, document=document, near=nearest(name, known)
            ),
            _("Known: {known}.").format(known=", ".join(known)),
        )
