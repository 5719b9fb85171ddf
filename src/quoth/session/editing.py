"""Acts on the codebook beside adding and editing: rename, move, retire, split, merge, replace, restore.

Invariant: the codings an act recodes are listed in its row, so that undoing it gives exactly these back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from quoth import codebook_file
from quoth.errors import CodebookError
from quoth.i18n import _
from quoth.session.blind import hidden_documents
from quoth.session.codebook import at_version
from quoth.session.coding import CodingSession, Event
from quoth.session.describe import count
from quoth.session.names import nearest
from quoth.store import queries

__all__ = [
    "last_fields",
    "merge_codes",
    "move_code",
    "rename_code",
    "replace_code",
    "restore_code",
    "retire_code",
    "split_code",
    "touched",
]


def merge_codes(session: CodingSession, codes: Sequence[str], target: str, *, dry_run: bool = False) -> Event:
    """Recode all coders' codings of some codes to another and retire the codes. Raises CodebookError."""
    if target in codes:
        raise CodebookError(
            _("{target} cannot be merged into itself.").format(target=target), _("Name the code to keep last.")
        )
    edit = partial(codebook_file.merge, sources=codes, target=target)
    says = f"merged {', '.join(codes)} into {target}"
    return _recode(session, codes, target, "merge", edit, says, dry_run=dry_run)


def replace_code(session: CodingSession, old: str, new: str, *, dry_run: bool = False) -> Event:
    """Recode all coders' codings of a code that is not in the file any more. Raises CodebookError."""
    used = queries.code_counts(session.project)
    if old in session.codebook.by_id:
        raise CodebookError(
            _("{old} is in codebook.yaml.").format(old=old),
            _("To unite two codes: quoth codebook merge {old} {new}").format(old=old, new=new),
        )
    if old not in used:
        raise CodebookError(
            _("No coding has the code {old}{near}.").format(old=old, near=nearest(old, used)),
            _("quoth codebook show lists missing codes."),
        )
    return _recode(session, [old], new, "replace", str, f"replaced {old} by {new}", dry_run=dry_run)


def _recode(
    session: CodingSession,
    codes: Sequence[str],
    target: str,
    act: str,
    edit: Callable[[str], str],
    says: str,
    *,
    dry_run: bool,
) -> Event:
    if hidden_documents(session.project, session.coder):
        raise CodebookError(
            _("A round is open, and this would recode codings of coders who must not be seen yet."),
            _("Close the round first: quoth round close NAME."),
        )
    known = session.codebook.by_id
    if target not in known or known[target].heading:
        raise CodebookError(
            _("There is no code {target!r} to recode to{near}.").format(target=target, near=nearest(target, known)),
            _("Name a code, not a heading."),
        )
    touched = [coding.id for code in codes for coding in queries.codings(session.project, code=code)]
    if dry_run:
        edit(session.codebook_text)
        return Event("", codings=tuple(touched))
    recode = [(coding, target) for coding in touched]
    says = f"{says}, recoding {count(len(touched), 'coding')}"
    return session.change_codebook(act, edit, recode=recode, says=says)


def last_fields(session: CodingSession, code: str) -> Mapping[str, object]:
    """What the codebook last said about a code: to restore one that a hand edit removed. Raises CodebookError."""
    for version in reversed(queries.codebook_history(session.project)):
        found = at_version(session.project, version.hash).by_id.get(code)
        if found is not None:
            names = ("label", "labels", "key", "colour", "definition", "include", "exclude", "examples")
            fields = {name: getattr(found, name) for name in (*names, "counterexamples", "keywords")}
            fields["parent"] = found.parent if found.parent in session.codebook.by_id else ""
            return {name: value for name, value in fields.items() if value}
    raise CodebookError(
        _("No version of the codebook had a code {code!r}.").format(code=code),
        _("quoth codebook diff shows its versions."),
    )


def touched(session: CodingSession, code: str) -> tuple[int, int]:
    """How many codings an act on a code touches: this coder's, and those of all coders whose work may be seen."""
    own = session.code_counts().get(code, (0, 0))[1]
    return own, queries.code_counts(session.project).get(code, 0)


def rename_code(session: CodingSession, code: str, label: str) -> Event:
    """Give a code another label; its id, and so its codings, stay. Raises CodebookError."""
    before = session.codebook.label(code)
    edit = partial(codebook_file.rename, code=code, label=label)
    return session.change_codebook("rename", edit, says=f"renamed {before} to {label}")


def move_code(session: CodingSession, code: str, parent: str | None) -> Event:
    """Put a code with all below it under another, or at the top. Raises CodebookError."""
    where = f"under {session.codebook.label(parent)}" if parent is not None else "to the top"
    edit = partial(codebook_file.move, code=code, parent=parent)
    return session.change_codebook("move", edit, says=f"moved {session.codebook.label(code)} {where}")


def retire_code(session: CodingSession, code: str, replaced_by: str = "") -> Event:
    """Take a code out of use; its codings stay. Raises CodebookError."""
    edit = partial(codebook_file.retire, code=code, replaced_by=replaced_by)
    return session.change_codebook("retire", edit, says=f"retired {session.codebook.label(code)}")


def restore_code(session: CodingSession, code: str) -> Event:
    """Put back a retired code, or one that was removed from the file by hand. Raises CodebookError."""
    edit = partial(codebook_file.restore, code=code, fields=last_fields(session, code))
    return session.change_codebook("restore", edit, says=f"restored {code}")


def split_code(session: CodingSession, code: str, labels: Sequence[str]) -> Event:
    """Add codes beside one that has become too wide; `Event.codes` has their ids. Its codings stay until recoded.

    Raises CodebookError.
    """
    made: list[str] = []

    def edit(text: str) -> str:
        new, codes = codebook_file.split(text, code, labels)
        made.extend(codes)
        return new

    says = f"split {session.codebook.label(code)} into {', '.join(labels)}"
    return replace(session.change_codebook("split", edit, says=says), codes=tuple(made))
