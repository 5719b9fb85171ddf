"""Marks inside a Markdown paragraph: emphasis, escapes, links, code.

Owns what the marks are. Invariant: every word of the source is in the rendering, in the same order; a mark without its
partner stays. After CommonMark 0.31, sections 2.4, 2.5 and 6.1 to 6.5, with raw HTML left as it is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["render"]

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<run>\*+|_+)"
    r"|&(?P<entity>[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
    r"|<(?P<address>https?://[^\s<>]+|[^\s<>@]+@[^\s<>]+)>"
    r"|(?P<link>!?\[(?=[^\[\]\n]*\]\([^()\s]*\)))"
    r"|\]\((?P<target>[^()\s]*)\)"
)
_MARK = re.compile(r"[\\`*_&<!\[\]]")
"""Where a token may begin: found much faster than the tokens themselves."""
_LOOK_BACK = 16
"""Openers that are tried for one closer: enough for prose, and no quadratic time for anything else."""


@dataclass(slots=True)
class _Run:
    """A run of `*` or `_`, and how many of its marks have found no partner."""

    piece: int
    mark: str
    left: int
    opens: bool
    closes: bool


def render(source: str) -> tuple[str, bool]:
    """The text without its marks, and whether all its words stand in emphasis (bold alone is none)."""
    pieces: list[str] = []
    openers: list[_Run] = []
    runs: list[_Run] = []
    emphasised: list[tuple[int, int]] = []
    link = 0
    at = 0
    for mark in _MARK.finditer(source):
        token = _TOKEN.match(source, mark.start()) if mark.start() >= at else None
        if token is None:
            continue
        pieces.append(source[at : token.start()])
        at = token.end()
        match token.lastgroup:
            case "run":
                run = _run(source, token, len(pieces))
                runs.append(run)
                emphasised += _pair(run, openers)
                if run.left and run.opens:
                    openers.append(run)
                pieces.append("")
            case "link":
                link = len(pieces)
            case "target":
                pieces.append(_target(token["target"], "".join(pieces[link:])))
            case "entity":
                pieces.append(_entity(token[0]))
            case group:
                pieces.append(token[group or 0])
    pieces.append(source[at:])
    for run in runs:
        pieces[run.piece] = run.mark * run.left
    return "".join(pieces), _covered(pieces, emphasised)


def _run(source: str, token: re.Match[str], piece: int) -> _Run:
    before = source[token.start() - 1 : token.start()] or " "
    after = source[token.end() : token.end() + 1] or " "
    mark = token[0][0]
    inside = mark == "_"
    opens = not after.isspace() and not (inside and before.isalnum())
    closes = not before.isspace() and not (inside and after.isalnum())
    return _Run(piece, mark, len(token[0]), opens, closes)


def _pair(closer: _Run, openers: list[_Run]) -> list[tuple[int, int]]:
    """Pair a run with the openers before it; gives the pieces between which single marks put the words in emphasis."""
    emphasised = []
    while closer.closes and closer.left and (at := _partner(closer, openers)) is not None:
        opener = openers[at]
        del openers[at + 1 :]
        strength = 2 if min(opener.left, closer.left) > 1 else 1
        opener.left -= strength
        closer.left -= strength
        if strength == 1:
            emphasised.append((opener.piece, closer.piece))
        if not opener.left:
            openers.pop()
    return emphasised


def _partner(closer: _Run, openers: list[_Run]) -> int | None:
    """The index of the nearest opener that a closer may be paired with."""
    for at in range(len(openers) - 1, max(-1, len(openers) - 1 - _LOOK_BACK), -1):
        opener = openers[at]
        either = opener.closes or closer.opens
        thirds = (opener.left + closer.left) % 3 == 0 and (opener.left % 3 or closer.left % 3)
        if opener.mark == closer.mark and not (either and thirds):
            return at
    return None


def _target(target: str, shown: str) -> str:
    """A link's address in brackets after its words, unless these are the address."""
    bare = target.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
    return "" if bare in shown else f" ({target})"


def _entity(token: str) -> str:
    char = html.unescape(token)
    return char if len(char) == 1 and (char.isprintable() or char == "\xa0") and char != "\ufffd" else token


def _covered(pieces: list[str], emphasised: list[tuple[int, int]]) -> bool:
    """Whether every piece with a letter or digit lies in emphasis, and there is one."""
    if not emphasised:
        return False
    steps = [0] * (len(pieces) + 1)
    for start, end in emphasised:
        steps[start] += 1
        steps[end] -= 1
    depths = [depth for piece, depth in zip(pieces, accumulate(steps), strict=False) if any(map(str.isalnum, piece))]
    return bool(depths) and min(depths) > 0
