"""What is wrong with the YAML, in the words of somebody who has never read a YAML specification.

Owns the translation of the parser's complaints. Positions are code points of the whole text.
"""

from __future__ import annotations

import re

from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from quoth.codebook_file.lines import Places, line_end, line_start, mended
from quoth.codebook_file.quoting import quoted
from quoth.i18n import N_, _
from quoth.model.codebook import Problem

__all__ = ["explain", "unsupported"]

_VALUE = re.compile(r" *(?:- +)*(?:[^\s:#\"'\[\]{}][^:#\"'\[\]{}]*: +)?")
_SIGN = re.compile(r"found character '(\\t|.)' that cannot start any token")
_COMMENT_IN_VALUE = re.compile(r"[^\s#].* #")
_INDENTED = N_(
    "Things on one level begin in the same column; what belongs to a code begins further right than its dash."
)


def _in_quotes(text: str, at: int) -> str:
    """A hint that shows the line with its value in quotation marks; empty where there is no value."""
    start = line_start(text, at)
    found = _VALUE.match(text, start, line_end(text, at))
    begin = found.end() if found else start
    value = text[begin : line_end(text, at)].rstrip()
    if not value:
        return ""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and value.count(value[0]) == 3:
        value = value[1:-1]
    line = mended(text, begin, line_end(text, at), quoted(value))
    return (
        _("Put the value in quotation marks: {line}").format(line=line)
        if line
        else _("Put the value in quotation marks.")
    )


def unsupported(text: str, at: int, mark: str, places: Places) -> Problem:
    """What YAML allows and a codebook does not: `*` alias, `&` anchor, `!` tag, `---` second document."""
    line, column = places.at(at)
    if mark == "---":
        return Problem(
            line,
            column,
            _("A second YAML document begins here."),
            _("Keep one codebook in the file: take the line out."),
        )
    return Problem(line, column, _("A value cannot begin with {mark} here.").format(mark=mark), _in_quotes(text, at))


def explain(error: YAMLError, text: str, shift: int, places: Places) -> Problem:
    """The parser's complaint as a problem with its place."""
    if isinstance(error, ReaderError):
        at = min(int(error.position) + shift, max(len(text) - 1, 0))
        name = f"U+{ord(text[at]):04X}" if text else _("a control character")
        return Problem(
            *places.at(at), _("An invisible control character ({name}) stands here.").format(name=name), _("Delete it.")
        )
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    at = (mark.index if mark else 0) + shift
    context = error.context_mark if isinstance(error, MarkedYAMLError) else None
    opened = context.index + shift if context else at
    said = (error.problem or "") if isinstance(error, MarkedYAMLError) else ""
    where = (error.context or "") if isinstance(error, MarkedYAMLError) else ""
    at, message, hint = _sentence(said, where, text, at, opened, places)
    return Problem(*places.at(at), message, hint)


def _sentence(said: str, where: str, text: str, at: int, opened: int, places: Places) -> tuple[int, str, str]:
    """Place, message and hint for one complaint of the parser."""
    line = text[line_start(text, at) : line_end(text, at)]
    sign = _SIGN.match(said)
    if sign and sign[1] == "\\t":
        return at, _("A tab stands here, and YAML indents and separates with spaces only."), _untabbed(line)
    if sign:
        return (
            at,
            _("A value cannot begin with {sign} unless it is in quotation marks.").format(sign=sign[1]),
            _in_quotes(text, at),
        )
    if "anchor" in where or "alias" in where or "tag" in where or "tag handle" in said:
        return (
            opened,
            _("A value cannot begin with {sign} unless it is in quotation marks.").format(
                sign=text[opened : opened + 1]
            ),
            _in_quotes(text, opened),
        )
    if "quoted scalar" in where and ("end of stream" in said or "document separator" in said):
        return opened, _("The quotation mark that opens here is never closed."), _("Close it at the end of the value.")
    if "double-quoted" in where:
        return (
            at,
            _("A backslash inside double quotation marks begins an escape, and this one is not known."),
            _("Write it twice (\\\\)."),
        )
    if where == "while scanning a block scalar":
        return (
            opened,
            _("A value cannot begin with {sign} unless it is in quotation marks.").format(
                sign=text[opened : opened + 1]
            ),
            _in_quotes(text, opened),
        )
    if said == "mapping values are not allowed here":
        return _stray_colon(text, at, line)
    if said in ("sequence entries are not allowed here", "mapping keys are not allowed here"):
        return (
            at,
            _("A value cannot begin with {sign} on the line of its key.").format(sign=text[at : at + 1]),
            _in_quotes(text, at),
        )
    if said.startswith("expected ',' or"):
        bracket = text[opened : opened + 1]
        closing = {"[": "]", "{": "}"}.get(bracket, bracket)
        begun = places.at(opened)[0]
        return (
            at,
            _("The {bracket} of line {begun} is not closed, or a comma is missing before this.").format(
                bracket=bracket, begun=begun
            ),
            _("Add {closing} or the comma.").format(closing=closing),
        )
    if said.startswith("expected the node content"):
        return at, _("A value is missing here."), _("Take out the extra sign, or put the value in quotation marks.")
    if said == "could not find expected ':'":
        return (
            opened,
            _("This line is neither “key: value” nor a list item that begins with “- ”."),
            _above(text, opened) or _(_INDENTED),
        )
    if said.startswith("expected <block end>"):
        before = text[line_start(text, at) : at].rstrip()
        if before.endswith(('"', "'")):
            return at, _("Text goes on after the closing quotation mark."), _in_quotes(text, at)
        return at, _("This line does not line up with the lines above."), _above(text, at) or _(_INDENTED)
    return (
        at,
        _("This cannot be read as YAML."),
        _("Compare the line with the ones above; put text with special signs in quotation marks."),
    )


def _untabbed(line: str) -> str:
    if len(line) >= 100:
        return _("Use spaces.")
    return _("Use spaces: {line}").format(line=line.replace("\t", "  ").rstrip())


def _stray_colon(text: str, at: int, line: str) -> tuple[int, str, str]:
    before = text[line_start(text, at) : at]
    if ": " in before:
        return at, _("A value that holds “: ” needs quotation marks."), _in_quotes(text, at)
    hint = _(
        "A code that has more than a label is written with “label:” before it; its other lines begin below that word."
    )
    return (
        at,
        _("“{words}” is indented as if it went on the value above.").format(words=" ".join(line.split())[:60]),
        hint,
    )


def _above(text: str, at: int) -> str:
    """Where the line above was cut by ` #`, that is why this one does not fit."""
    start = line_start(text, at)
    above = text[line_start(text, max(start - 1, 0)) : max(start - 1, 0)]
    return (
        _("The value above ends at its “ #”; put it in quotation marks if that belongs to it.")
        if _COMMENT_IN_VALUE.match(above)
        else ""
    )
