"""A person's own keys: `keys.toml` in the user's configuration folder.

Owns how keys are written there: `done = "Ctrl+D"`, `undo = ["u", "F4"]`, an empty list for none. It is read before the
screens are loaded, because their keys are made from the registry of actions then. A key on the Latin layout brings its
twin on the Russian one with it.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from quoth.errors import UsageError
from quoth.i18n import _
from quoth.tui import actions

__all__ = ["FILE", "keys_of", "parse", "use"]

FILE = "keys.toml"
_MODIFIERS = ("ctrl", "shift", "alt")
_SPELLED = {
    "esc": "escape", "del": "delete", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "ins": "insert",
    "↑": "up", "↓": "down", "←": "left", "→": "right", "plus": "plus", " ": "space",
}  # fmt: skip
_LONG = {
    "enter", "escape", "delete", "insert", "home", "end", "pageup", "pagedown", "up", "down", "left", "right", "tab",
    "space", "backspace", "plus",
}  # fmt: skip
_RENAMED = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip


def use(path: Path) -> None:
    """Take a person's keys over, if there are any. Raises UsageError, and then all keys stay as they are."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("{file} cannot be read.").format(file=path), _("Save it as UTF-8 text.")) from error
    actions.rebind(keys_of(text, str(path)))


def keys_of(text: str, file: str = FILE) -> Mapping[str, tuple[str, ...]]:
    """The keys by action. Raises UsageError, naming the file, for what is no key or no action."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = _("{file} cannot be understood: {why}.").format(file=file, why=error)
        raise UsageError(told, _('Write lines as done = "Ctrl+D".')) from error
    known = [action.id for action in actions.ACTIONS]
    found: dict[str, tuple[str, ...]] = {}
    for name, given in read.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = _("Did you mean {name}?").format(name=near[0]) if near else _("docs/keys.md lists the actions.")
            raise UsageError(_("{file}: there is no action {name}.").format(file=file, name=name), hint)
        keys = [given] if isinstance(given, str) else given
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            told = _("{file}: {name} needs a key, or a list of keys.").format(file=file, name=name)
            raise UsageError(told, _('Write lines as done = "Ctrl+D".'))
        found[name] = tuple(parse(key, file) for key in keys)
    return found


def parse(key: str, file: str = FILE) -> str:
    """A key as Textual calls it: `Ctrl+D` is `ctrl+d`, `;` is `semicolon`. Raises UsageError."""
    *modifiers, name = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    modifiers = [modifier.strip().lower() for modifier in modifiers]
    name = name.strip() if name != " " else name
    low = _SPELLED.get(name.lower(), name.lower())
    if any(modifier not in _MODIFIERS for modifier in modifiers) or not name:
        low = ""
    elif low in _LONG or (low[:1] == "f" and low[1:].isdigit() and 1 <= int(low[1:]) <= 12):
        name = low
    elif len(name) != 1:
        low = ""
    elif name.isalnum():
        name = low if modifiers else name
    else:
        called = unicodedata.name(name, "").lower().replace("-", "_").replace(" ", "_")
        name = _RENAMED.get(called, called)
    if not low or not name:
        told = _("{file}: {key} is no key.").format(file=file, key=key or "“”")
        raise UsageError(told, _("Write a letter, a sign, F1 to F12, or as Ctrl+D, Shift+Up, Enter, Delete."))
    order = [modifier for modifier in _MODIFIERS if modifier in modifiers]
    return "+".join([*order, name])
