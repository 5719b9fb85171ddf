"""What every edit of a codebook file begins and ends with: a valid file, a known code, fit values, a checked result.

Invariant: `verified` lets a text pass only if it reads as exactly the codebook that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quoth.codebook_file.findings import nearest
from quoth.codebook_file.lines import show
from quoth.codebook_file.reading import FIELDS, FLAGS, LISTS, Parsed, parse
from quoth.codebook_file.writing import render
from quoth.errors import CodebookError
from quoth.i18n import _
from quoth.model.codebook import Code, Codebook

__all__ = ["checked_fields", "found", "opened", "subtree", "verified"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_EDITABLE = tuple(name for name in FIELDS if name not in ("id", "codes"))
_EMPTY: Mapping[str, Any] = {"labels": {}, "status": "active"} | dict.fromkeys(LISTS, ()) | dict.fromkeys(FLAGS, False)


def opened(text: str) -> Parsed:
    """The file's nodes; refused where it has errors."""
    parsed = parse(text)
    if parsed.errors:
        first, others = parsed.errors[0], len(parsed.errors) - 1
        more = _(" ({n} more)").format(n=others) if others else ""
        raise CodebookError(
            _("The codebook file has a mistake in line {line}, column {column}: {message}{more}").format(
                line=first.line, column=first.column, message=first.message, more=more
            ),
            first.hint or _("Mend the file by hand, then try again."),
        )
    return parsed


def found(codebook: Codebook, code: str) -> Code:
    """The code with an id."""
    known = codebook.by_id.get(code)
    if known is None:
        near = nearest(code, codebook.by_id)
        raise CodebookError(
            _("There is no code {code} in the codebook.").format(code=show(code)),
            _("Did you mean {near}?").format(near=near) if near else "",
        )
    return known


def subtree(codes: Sequence[Code], code: str) -> slice:
    """Where a code and all below it stand in the file's order."""
    start = next(index for index, here in enumerate(codes) if here.id == code)
    inside = {code}
    end = start + 1
    while end < len(codes) and codes[end].parent in inside:
        inside.add(codes[end].id)
        end += 1
    return slice(start, end)


def checked_fields(fields: Mapping[str, object]) -> dict[str, Any]:
    """Values for fields of a code as the model holds them; `None` and empty values mean that nothing is said."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _EDITABLE:
            near = nearest(name, _EDITABLE)
            raise CodebookError(
                _("A code has no field {name}.").format(name=show(name)),
                _("Did you mean {near}?").format(near=near) if near else "",
            )
        checked[name] = _checked(name, value)
    return checked


def _checked(name: str, value: object) -> object:
    empty = _EMPTY.get(name, "")
    if value is None or value in ("", (), [], {}):
        value = empty
    if name in FLAGS and isinstance(value, bool):
        return value
    if name in LISTS and isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_text(name, item) for item in value)
    if name == "labels" and isinstance(value, Mapping):
        return {_text(name, key): _text(name, inner) for key, inner in value.items()}
    if name in FLAGS or name in LISTS or name == "labels":
        kind = _("yes or no") if name in FLAGS else _("a list") if name in LISTS else _("texts by language")
        raise CodebookError(
            _("{name} takes {kind}, not {value}.").format(name=show(name), kind=kind, value=show(str(value)))
        )
    if name == "label" and not str(value).strip():
        raise CodebookError(_("A code needs a label."), _("Give it a name; to take it out of use, retire it."))
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise CodebookError(_("{name} takes text, not {value}.").format(name=show(name), value=show(str(value))))
    if _SURROGATE.search(value):
        raise CodebookError(
            _("{name} holds half a character, which cannot be written.").format(name=show(name)),
            _("Type the text again."),
        )
    return value


def verified(text: str, meant: Codebook) -> str:
    """The text, if it reads as the codebook that was meant."""
    parsed = parse(text)
    if not parsed.errors and parsed.codebook == meant:
        return text
    wrong = parse(render(meant)).errors
    if wrong:
        raise CodebookError(wrong[0].message, wrong[0].hint)
    raise CodebookError(
        _(
            "This edit cannot be written safely into the codebook file the way it is laid out "
            "there; nothing was changed."
        ),
        _("Make the change in the file by hand: Quoth adopts it."),
    )
