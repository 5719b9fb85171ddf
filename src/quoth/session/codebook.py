"""The codebook file and the journal, kept together.

Owns when a hand edit is adopted, when the file is written again, and how an edit of Quoth's becomes a row and a file.
Invariant: the file is never overwritten while it holds something the journal does not have, nor while it is not valid.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from quoth import codebook_file
from quoth.errors import CodebookError
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.text import text_hash
from quoth.store import Project, queries, writing

__all__ = ["Reading", "change", "last_labels", "looked_at", "stamp", "synchronise", "write_file"]

FILE = "codebook.yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """The codebook in force, and how it stands with the file."""

    codebook: Codebook
    text: str
    hash: str
    problem: str = ""
    """Why the file cannot be used now: place, reason and what goes on meanwhile."""
    adopted: bool = False
    """Whether a hand edit was taken over just now."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Codes that vanished beside a new one that may be the same: (old, new)."""
    changes: tuple[codebook_file.Change, ...] = field(default=())


def stamp(folder: Path) -> tuple[int, int, int]:
    """What tells cheaply whether the file was touched: time of change, size, inode; zeros when it is not there."""
    try:
        found = (folder / FILE).stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_file(folder: Path) -> str | None:
    """The file's text, line ends and byte order mark as they are; None where there is no file. Raises CodebookError."""
    path = folder / FILE
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise CodebookError(
            _("{file} is not UTF-8 text (byte {place}).").format(file=FILE, place=error.start),
            _("Save it in your editor as UTF-8."),
        ) from error
    except OSError as error:
        raise CodebookError(
            _("{file} cannot be read: {reason}.").format(file=FILE, reason=error.strerror),
            _("Check the file's permissions."),
        ) from error


def write_file(folder: Path, text: str) -> None:
    """Replace the file in one step, keeping its permissions. Raises CodebookError."""
    path = folder / FILE
    try:
        handle, name = tempfile.mkstemp(prefix=".codebook-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            with contextlib.suppress(OSError):
                os.chmod(name, path.stat().st_mode & 0o777)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CodebookError(
            _("{file} cannot be written: {reason}.").format(file=FILE, reason=error.strerror),
            _("The change is kept; the file is written at the next start."),
        ) from error


def synchronise(project: Project, folder: Path, coder: str, *, opening: bool = True) -> Reading:
    """Bring file and journal together and return the codebook in force.

    The file as Quoth left it: nothing to do. One version behind at opening: Quoth was killed between row and file, so
    it is written again. Anything else is a hand edit: adopted if valid; otherwise work goes on with the last good one.
    """
    history = queries.codebook_history(project)
    try:
        text = read_file(folder)
    except CodebookError as error:
        return _fallback(project, history, f"{error.message} {error.hint}")
    if text is None:
        if not history:
            return Reading(Codebook(), "", text_hash(""))
        kept = queries.codebook_text(project, history[-1].hash)
        write_file(folder, kept)
        return _parsed(kept)
    found = text_hash(text)
    if history and found == history[-1].hash:
        return _parsed(text)
    behind = len(history) > 1 and found == history[-2].hash and _killed_midway(folder, history[-1])
    if opening and (behind or _merged_since(project, folder, history, found)):
        kept = queries.codebook_text(project, history[-1].hash)
        write_file(folder, kept)
        return _parsed(kept)
    reading = codebook_file.read(text)
    if reading.codebook is None:
        worst = next(problem for problem in reading.problems if not problem.warning)
        return _fallback(project, history, codebook_file.describe(worst, FILE))
    return _adopt(project, coder, history, text, reading.codebook)


def looked_at(project: Project, folder: Path) -> Reading:
    """The codebook in force, for who writes nothing: the file if it is valid, else the last good version."""
    history = queries.codebook_history(project)
    with contextlib.suppress(CodebookError):
        text = read_file(folder)
        if text is not None and codebook_file.read(text).codebook is not None:
            return _parsed(text)
    return (
        _parsed(queries.codebook_text(project, history[-1].hash)) if history else Reading(Codebook(), "", text_hash(""))
    )


def _killed_midway(folder: Path, last: queries.CodebookVersion) -> bool:
    """Whether the file is behind because Quoth could not write it, not because a person put the older one back."""
    written = datetime.fromtimestamp(stamp(folder)[0] / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return last.act != "adopt" and written <= last.at


def _merged_since(project: Project, folder: Path, history: Sequence[queries.CodebookVersion], found: str) -> bool:
    """Whether a merge brought the codebook in force, and Quoth was killed before it wrote the file."""
    merged = queries.last_merge(project)
    written = datetime.fromtimestamp(stamp(folder)[0] / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return bool(merged) and written <= merged and found in {version.hash for version in history}


def _parsed(text: str) -> Reading:
    reading = codebook_file.read(text)
    return Reading(reading.codebook or Codebook(), text, text_hash(text))


def _fallback(project: Project, history: Sequence[queries.CodebookVersion], problem: str) -> Reading:
    if not history:
        return Reading(Codebook(), "", text_hash(""), problem)
    kept = queries.codebook_text(project, history[-1].hash)
    codebook = codebook_file.read(kept).codebook or Codebook()
    return Reading(
        codebook,
        kept,
        history[-1].hash,
        _("{problem} Work goes on with the last good version.").format(problem=problem),
    )


def _adopt(
    project: Project, coder: str, history: Sequence[queries.CodebookVersion], text: str, codebook: Codebook
) -> Reading:
    before = Codebook()
    if history:
        before = codebook_file.read(queries.codebook_text(project, history[-1].hash)).codebook or before
    changes = codebook_file.diff(before, codebook)
    writing.change_codebook(project, coder, "adopt", text, says=f"{len(changes)} changes")
    used = queries.code_counts(project)
    renamed = tuple(pair for pair in codebook_file.renamed_candidates(before, codebook) if pair[0] in used)
    return Reading(codebook, text, text_hash(text), adopted=bool(history), renamed=renamed, changes=changes)


def change(
    project: Project,
    folder: Path,
    coder: str,
    act: str,
    edit: Callable[[str], str],
    *,
    recode: Sequence[tuple[str, str]] = (),
    says: str = "",
) -> Reading:
    """Edit the codebook: adopt a hand edit first, write the row, then replace the file.

    `edit` takes the file's text and returns the new one; `recode` lists codings (id, new code) that change with it.
    Raises CodebookError when the file is not valid or the edit is refused; then nothing is written.
    """
    here = synchronise(project, folder, coder, opening=False)
    if here.problem:
        raise CodebookError(here.problem, _("Mend codebook.yaml first."))
    text = edit(here.text)
    reading = codebook_file.read(text)
    if reading.codebook is None:
        raise CodebookError(_("The change would make codebook.yaml invalid."), _("Edit the file by hand."))
    if text == here.text and not recode:
        return here
    writing.change_codebook(project, coder, act, text, recode=recode, says=says)
    write_file(folder, text)
    return Reading(reading.codebook, text, text_hash(text))


def in_force(project: Project) -> str:
    """The hash of the codebook in force; empty before there is one."""
    history = queries.codebook_history(project)
    return history[-1].hash if history else ""


def at_version(project: Project, hash_: str) -> Codebook:
    """The codebook as it was in one version; empty where its text is not known."""
    try:
        return codebook_file.read(queries.codebook_text(project, hash_)).codebook or Codebook()
    except TypeError:
        return Codebook()


def last_labels(project: Project, codes: Sequence[str]) -> Mapping[str, str]:
    """The last label that codes had which the codebook has no longer; the id where no version knew them."""
    labels: dict[str, str] = {}
    for version in reversed(queries.codebook_history(project)):
        wanted = [code for code in codes if code not in labels]
        if not wanted:
            break
        known = at_version(project, version.hash).by_id
        labels |= {code: known[code].label for code in wanted if code in known}
    return {code: labels.get(code, code) for code in codes}
