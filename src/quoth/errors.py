"""The errors that a researcher reads, and the exit codes of the command line.

Invariant: every expected failure is a `QuothError`; anything else that escapes is a defect in Quoth.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from quoth.i18n import _

__all__ = [
    "AgreementError",
    "BusyError",
    "CodebookError",
    "CodingError",
    "ExitStatus",
    "ExportError",
    "ProjectError",
    "QuothError",
    "ReaderError",
    "UncertainEncodingError",
    "UndoError",
    "UsageError",
]


class ExitStatus(IntEnum):
    """What the shell is told."""

    DONE = 0
    DEFECT = 1
    BAD_INPUT = 2
    PROBLEM = 3


class QuothError(Exception):
    """One sentence about what went wrong and where, and a hint at the remedy."""

    status = ExitStatus.BAD_INPUT

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(QuothError):
    """The command line asks for something that does not exist or does not fit."""


class ReaderError(QuothError):
    """A transcript cannot be read."""


class ChangedSourceError(ReaderError):
    """A file has another text than documents of its name or names: corrections, or other interviews."""

    def __init__(self, message: str, hint: str, documents: Sequence[str], file: Path) -> None:
        super().__init__(message, hint)
        self.documents = tuple(documents)
        """The documents' names."""
        self.file = file


class UncertainEncodingError(ReaderError):
    """Nobody but the person who imports can say in which encoding a file is written."""

    def __init__(self, label: str, readings: Sequence[tuple[str, str]]) -> None:
        shown = _(", or as ").join(f"{encoding}: “{line}”" for encoding, line in readings)
        options = _(" or ").join(f"--encoding {encoding}" for encoding, _line in readings)
        super().__init__(
            _("{label}: the encoding is not certain. It can be read as {shown}.").format(label=label, shown=shown),
            _("Give {options}.").format(options=options),
        )
        self.label = label
        """The file, as it is named in messages."""
        self.readings = tuple(readings)
        """The likeliest encodings, best first, each with the first telling line."""


class CodebookError(QuothError):
    """The codebook file is not valid, or an edit of it is not possible."""


class ProjectError(QuothError):
    """The project's folder or database cannot be used."""


class BusyError(ProjectError):
    """Another program holds the database for longer than Quoth waits."""


class CodingError(QuothError):
    """A coding, memo or mark cannot be made as asked."""


class UndoError(QuothError):
    """An act cannot be taken back."""


class AgreementError(QuothError):
    """Agreement cannot be computed as asked."""


class ExportError(QuothError):
    """An export cannot be written."""
