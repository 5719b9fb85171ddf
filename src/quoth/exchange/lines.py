"""The form of a share file: a line that says what it is, then one line a row of the journal.

Owns the format. A payload stands in its line as the journal has it, so that the row's hash can be checked without
writing it anew. `after` is the number of the row before it in the file, so that a line that was taken out is missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from quoth.i18n import _
from quoth.store import journal
from quoth.store.taking import Incoming

__all__ = ["FORMAT", "Damaged", "file_name", "head_of", "header", "parse", "render"]

FORMAT = 1
_PAYLOAD = ',"payload":'


class Damaged(ValueError):
    """A line that is no row."""


def file_name(coder: str, origin: str) -> str:
    """`CODER-ORIGIN.jsonl`; letters that a file system may not take are replaced, and then told apart by a hash."""
    plain = "".join(char if char.isalnum() or char in "._ " else "_" for char in coder).strip(" .")
    if plain != coder or not plain:
        plain = f"{plain or '_'}~{hashlib.sha256(coder.encode()).hexdigest()[:6]}" if coder else "_setup"
    return f"{plain}-{origin}.jsonl"


def header(coder: str, origin: str) -> bytes:
    """The first line."""
    return _line({"quoth": FORMAT, "share": {"coder": coder, "origin": origin}})


def head_of(line: bytes) -> dict[str, Any]:
    """What the first line says. Raises Damaged where it is none."""
    try:
        found = json.loads(line)
        if type(found["quoth"]) is int and found["share"]["origin"]:
            return dict(found)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Damaged(_("is no share file of Quoth"))


def render(rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """The lines of rows, each as its columns without `void`."""
    after = 0
    text = json.dumps
    for origin, number, clock, at, coder, action, payload, digest in rows:
        yield (
            f'{{"after":{after},"origin":"{origin}","number":{number},"clock":{clock},"at":"{at}",'
            f'"coder":{text(coder, ensure_ascii=False)},"action":"{action}","hash":"{digest}"{_PAYLOAD}{payload}}}\n'
        ).encode()
        after = number


def parse(line: bytes, where: str) -> tuple[Incoming, int, bool]:
    """A row, the number of the row before it, and whether it is as it was written. Raises Damaged."""
    try:
        text = line.decode("utf-8").rstrip("\r\n")
        front, mark, payload = text.partition(_PAYLOAD)
        if mark:
            head = json.loads(front + "}")
            row = _row(head, payload[:-1], where)
            if _intact(row):
                return row, head["after"], True
        found = json.loads(text)  # perhaps it was only laid out anew
        row = _row(found, journal.canonical(found["payload"]), where)
        return row, found["after"], _intact(row)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged(_("is no row that Quoth wrote")) from error


def _row(head: dict[str, Any], payload: str, where: str) -> Incoming:
    origin, number, clock, at = head["origin"], head["number"], head["clock"], head["at"]
    row = Incoming(origin, number, clock, at, head["coder"], head["action"], payload, head["hash"], where)
    texts = (row.origin, row.at, row.coder, row.action, row.hash)
    if any(type(value) is not str for value in texts) or type(row.number) is not int or type(row.clock) is not int:
        raise Damaged(_("has fields of another kind"))
    return row


def _intact(row: Incoming) -> bool:
    return journal.row_hash(*row[:7]) == row.hash


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
