"""What is given to a merge: share files, folders of them, other projects' databases.

Owns finding and reading them. A line that is cut off is the end of a file; one that is damaged, or was taken out, is
named; a row that is not as its hash says is kept apart until it is known whether words were erased from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from quoth.errors import ProjectError, UsageError
from quoth.exchange import lines
from quoth.exchange.share import TEXTS
from quoth.i18n import _
from quoth.model.text import text_hash
from quoth.store import sharing
from quoth.store.database import FILE
from quoth.store.taking import Incoming

__all__ = ["Sources", "find"]


def find(paths: Sequence[Path]) -> list[Path]:
    """The share files and databases that these paths name. Raises UsageError for a path that holds none."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(
                _("{path} does not exist.").format(path=path), _("Name a share file, a folder of these, or a quoth.db.")
            )
        if path.is_file():
            here = [path]
        elif (path / FILE).is_file():
            here = [path / FILE]
        else:
            here = sorted(file for file in path.rglob("*.jsonl") if not file.name.startswith("."))
        if not here:
            raise UsageError(
                _("{path} holds no share file.").format(path=path), _("On the other side: quoth share -o FOLDER.")
            )
        found += [file for file in here if file not in found]
    return found


@dataclass
class Sources:
    """Open sources; used in a `with` block."""

    files: Sequence[Path]
    problems: list[str] = field(default_factory=list)
    """Sentences about lines and texts that are not as Quoth wrote them."""
    remarks: list[str] = field(default_factory=list)
    doubtful: list[Incoming] = field(default_factory=list)
    """Rows that are not as their hash says."""

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._foreign: list[sharing.Foreign] = []
        self._folders: dict[Path, None] = {}
        try:
            for file in self.files:
                if file.suffix == ".jsonl":
                    self._folders[file.parent / TEXTS] = None
                else:
                    self._foreign.append(self._stack.enter_context(sharing.foreign(file)))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def rows(self) -> Iterator[Incoming]:
        """All rows, file by file."""
        for file in self.files:
            if file.suffix == ".jsonl":
                yield from self._read(file)
        for other in self._foreign:
            yield from self._sound(other.rows())

    def _sound(self, rows: Iterable[Incoming]) -> Iterator[Incoming]:
        from quoth.store import journal

        for row in rows:
            if journal.row_hash(*row[:7]) == row.hash:
                yield row
            else:
                self.doubtful.append(row)

    def _read(self, file: Path) -> Iterator[Incoming]:
        try:
            with file.open("rb") as stream:
                first = stream.readline()
                if not first.endswith(b"\n"):
                    self.remarks.append(f"{file} is empty so far, or was cut off.")
                    return
                self._check_head(file, first)
                yield from self._lines(file, stream)
        except OSError as error:
            raise ProjectError(
                _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror),
                _("Check its permissions."),
            ) from error

    def _check_head(self, file: Path, line: bytes) -> None:
        try:
            head = lines.head_of(line)
        except lines.Damaged as error:
            raise UsageError(
                _("{file} {error}.").format(file=file, error=error), _("On the other side: quoth share -o FOLDER.")
            ) from None
        if head["quoth"] > lines.FORMAT:
            raise UsageError(
                _("{file} was written by a newer Quoth.").format(file=file),
                _("Update Quoth: pip install --upgrade quoth."),
            )

    def _lines(self, file: Path, stream: Iterable[bytes]) -> Iterator[Incoming]:
        before = 0
        for number, line in enumerate(stream, 2):
            if not line.endswith(b"\n"):
                self.remarks.append(
                    f"{file} is cut off in line {number}; what is missing comes when it is shared again."
                )
                return
            try:
                row, after, intact = lines.parse(line, f"{file}:{number}")
            except lines.Damaged as error:
                self.problems.append(f"{file}:{number} {error}; it was left out.")
                before = -1
                continue
            if after != before and before >= 0:
                self.problems.append(f"{file}:{number}: lines before this one were taken out or moved.")
            before = row.number
            if intact:
                yield row
            else:
                self.doubtful.append(row)

    def text(self, name: str) -> str | None:
        """The content of a hash, from wherever it lies."""
        for folder in self._folders:
            try:
                content = (folder / f"{name}.txt").read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            if text_hash(content) == name:
                return content
            problem = f"{folder / name}.txt was changed since it was shared; it was left out."
            self.problems += [] if problem in self.problems else [problem]
        return next((found for other in self._foreign if (found := other.text(name)) is not None), None)
