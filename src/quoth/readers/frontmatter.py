"""The attributes at the top of a text: a YAML mapping between two lines of `---`.

Invariant: values are strings as written (`no` stays `no`); what is not recognised as front matter stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.readers.clean import clean, one_line

if TYPE_CHECKING:
    from yaml import Event

__all__ = ["split"]

_MOST = 20_000
"""Characters after which two `---` are taken for rules in a long text, not for front matter."""
_OPENING = re.compile(r"---[ \t]*\n(?=(?:#[^\n]*\n)*[\"']?[^\W_][^\n]*?:(?:[ \t]|\n))")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n\s*|\Z)", re.MULTILINE)
_NOT_MEANT = N_("If this is not front matter, leave a blank line after the first ---.")


def split(text: str, label: str) -> tuple[Mapping[str, str], str]:
    """The attributes and the text after them; a text without front matter comes back whole.

    A first `---` opens front matter when a `key:` follows at once and a closing `---` comes later.
    Raises ReaderError with the line where the YAML is broken, nested, repeated or uses aliases.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end(), opening.end() + _MOST) if opening else None
    if opening is None or closing is None:
        return {}, text
    return _read(text[opening.end() : closing.start()], label), text[closing.end() :]


def _read(source: str, label: str) -> Mapping[str, str]:
    from yaml import BaseLoader, MarkedYAMLError, YAMLError, parse

    try:
        return dict(_pairs(parse(source, Loader=BaseLoader), label))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{label}:{mark.line + 2}:{mark.column + 1}" if mark else label
        raise ReaderError(
            _("{place}: the front matter is not valid YAML: {problem}.").format(
                place=place, problem=error.problem or error.context
            ),
            _hint(),
        ) from None
    except (YAMLError, RecursionError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ReaderError(
            _("{label}: the front matter is not valid YAML: {reason}.").format(label=label, reason=reason), _hint()
        ) from None


def _hint() -> str:
    return _("Write one `name: value` a line, and put values with a colon or # in quotes.") + " " + _(_NOT_MEANT)


def _pairs(events: Iterator[Event], label: str) -> Iterator[tuple[str, str]]:
    """Key and value of each entry of the one flat mapping that the events describe."""
    import yaml

    def fail(event: Event, what: str) -> ReaderError:
        return ReaderError(
            _("{label}:{line}: {what} in the front matter.").format(label=label, line=_line(event), what=what),
            _hint(),
        )

    depth, key, items = 0, "", list[str]()
    seen: dict[str, int] = {}
    for event in events:
        match event:
            case yaml.AliasEvent():
                raise fail(event, _("an alias (*name) is not allowed"))
            case yaml.MappingStartEvent() if depth == 0:
                depth = 1
            case yaml.SequenceStartEvent() if depth == 1 and key:
                depth, items = 2, []
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                raise fail(event, _("a value inside a value is not allowed"))
            case yaml.SequenceEndEvent():
                yield key, "; ".join(items)
                depth, key = 1, ""
            case yaml.ScalarEvent() if depth == 2:
                items.append(_value(event.value, label))
            case yaml.ScalarEvent() if depth == 1 and key:
                yield key, _value(event.value, label)
                key = ""
            case yaml.ScalarEvent() if depth == 1:
                key, line = _value(event.value, label), _line(event)
                if not key:
                    raise fail(event, _("a value without a name stands"))
                if key in seen:
                    raise fail(event, _("“{key}” of line {line} is repeated").format(key=key, line=seen[key]))
                seen[key] = line
            case yaml.ScalarEvent():
                raise fail(event, _("a line without `name:` stands"))
            case _:
                pass


def _line(event: Event) -> int:
    """Where an event stands in the file, below the opening line."""
    return event.start_mark.line + 2 if event.start_mark else 2


def _value(text: str, label: str) -> str:
    return one_line(clean(text, label)[0])
