"""One value as YAML text that reads back exactly, in block and in flow context.

Invariant: `scalar(value)` is one line of printable characters without a byte order mark, whatever the value; only lone
surrogates, which are no characters, cannot be written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from yaml.nodes import ScalarNode as YamlScalar
from yaml.resolver import Resolver

__all__ = ["flow", "literal", "quoted", "scalar"]

_UNPRINTED = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ud800-\\udfff\\ufffe\\uffff"
_PLAIN = re.compile(rf"""[^\s{_UNPRINTED}\-?:,\[\]{{}}#&*!|>'"%@`](?:[^{_UNPRINTED}:#]|:(?=\S)|(?<=\S)#)*""")
_FLOW_MARKS = re.compile(r"[,\[\]{}?:]")
_ESCAPED = re.compile(rf'[{_UNPRINTED}"\\]')
_SINGLE = re.compile(f"[^{_UNPRINTED}']*")
_LITERAL = re.compile(f"[^{_UNPRINTED}]*")
_SHORT = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_STRING = "tag:yaml.org,2002:str"


@cache
def _resolve() -> Callable[..., str]:
    resolve: Callable[..., str] = Resolver().resolve
    return resolve


def _is_string(value: str) -> bool:
    """Whether other YAML readers take the bare value for a string too, not for a number, a date or a truth value."""
    return _resolve()(YamlScalar, value, (True, False)) == _STRING and value.lower() not in ("y", "n")


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return _SHORT.get(char) or (f"\\x{ord(char):02x}" if char < "\u0100" else f"\\u{ord(char):04x}")


def quoted(value: str) -> str:
    """The value in quotation marks: double ones, unless single ones spare escapes."""
    if ('"' in value or "\\" in value) and _SINGLE.fullmatch(value):
        return f"'{value}'"
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def scalar(value: str, in_flow: bool = False) -> str:
    """The value bare where that reads back as the same string, else quoted; always one line."""
    bare = _PLAIN.fullmatch(value) and not value.endswith((" ", ":")) and _is_string(value)
    return value if bare and not (in_flow and _FLOW_MARKS.search(value)) else quoted(value)


def literal(value: str) -> list[str] | None:
    """The lines of a literal block (`|-`) that reads as the value; `None` where only an escaped value does."""
    lines = value.split("\n")
    framed = len(lines) > 1 and lines[0][:1].strip() and lines[-1]
    return lines if framed and all(_LITERAL.fullmatch(line) and line == line.rstrip() for line in lines) else None


def flow(value: object) -> str:
    """A value, list or mapping of strings on one line, in brackets and braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key), True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(str(value), True)
