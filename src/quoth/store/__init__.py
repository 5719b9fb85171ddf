"""The project's database: facts in, state out. The only place with SQL; takes and returns model objects."""

from quoth.store.backup import backup, backups, has_backup_of_today
from quoth.store.erasing import Erased, erase_document, erase_span
from quoth.store.place import risk
from quoth.store.project import Project, close, create, opened
from quoth.store.undoing import next_redo, next_undo, take_back, take_forward
from quoth.store.verifying import check_sources, verify

__all__ = [
    "Erased",
    "Project",
    "backup",
    "backups",
    "check_sources",
    "close",
    "create",
    "erase_document",
    "erase_span",
    "has_backup_of_today",
    "next_redo",
    "next_undo",
    "opened",
    "risk",
    "take_back",
    "take_forward",
    "verify",
]
