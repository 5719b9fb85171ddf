"""The sentences that Quoth says, found in its source; run as a script it brings the catalogs up to date.

`python tests/messages.py` adds to each catalog what is said and lacks there, with an empty translation to be written,
takes out what is said no longer, and sorts it.
"""

from __future__ import annotations

import ast
import gc
import re
import string
from collections.abc import Iterator
from pathlib import Path

from quoth import errors, i18n
from quoth.tui.actions import ACTIONS

SOURCE = Path(i18n.__file__).parent
MARKS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""The functions that mark a sentence, and how many of their arguments are words."""


def parsed(path: Path) -> ast.Module:
    """The tree of a source file.

    Garbage is not collected meanwhile: the parser of Python 3.11 fails when a hook of Hypothesis runs inside it.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def called(node: ast.AST) -> str:
    """The name of the function that a node calls; empty for other nodes."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def key(mark: str, words: list[str]) -> str:
    """What a marked sentence is called in a catalog as `i18n.parse` reads it."""
    return {"ngettext": "\0", "pgettext": "\x04"}.get(mark, "").join(words)


def said(path: Path) -> Iterator[tuple[str, str]]:
    """What is marked in a file, with its place. Raises ValueError where marked words are not plain words."""
    for node in ast.walk(parsed(path)):
        if (mark := called(node)) in MARKS and isinstance(node, ast.Call):
            place = f"{path.name}:{node.lineno}"
            words = [word.value for word in node.args[: MARKS[mark]] if isinstance(word, ast.Constant)]
            texts = [word for word in words if isinstance(word, str)]
            if len(texts) == MARKS[mark]:
                yield key(mark, texts), place
            elif not (mark == "_" and isinstance(node.args[0], ast.Name | ast.Attribute | ast.Subscript)):
                raise ValueError(f"{place}: {mark}() takes plain words, filled with .format afterwards")


def misfilled(path: Path) -> Iterator[str]:
    """The places where a marked sentence is filled at once, with other names than those that it leaves open."""
    for node in ast.walk(parsed(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"):
            continue
        said_ = node.func.value
        if (mark := called(said_)) not in MARKS or not isinstance(said_, ast.Call):
            continue
        words = [word.value for word in said_.args[: MARKS[mark]] if isinstance(word, ast.Constant)]
        fields = (field for text in words for _, field, *_ in string.Formatter().parse(str(text)) if field)
        open_ = {re.split(r"[.\[]", field)[0] for field in fields}
        given = {keyword.arg for keyword in node.keywords}
        if words and None not in given and open_ != given:
            yield f"{path.name}:{node.lineno}: {sorted(open_)} filled with {sorted(filter(None, given))}"


def everything_said() -> dict[str, str]:
    """All messages, with the place where each is said first: marked ones, and what the registry of actions holds."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for message, place in said(path):
            found.setdefault(message, place)
    for action in ACTIONS:
        for words in filter(None, (action.title, action.group, action.hint)):
            found.setdefault(words, f"action {action.id}")
    return found


def catalogs() -> dict[str, Path]:
    """Every language that is translated to, with its catalog."""
    return {name: SOURCE / "locale" / name / "LC_MESSAGES" / "quoth.po" for name in i18n.LANGUAGES[1:]}


# Words of the screen that are not marked

STYLE = re.compile(r"(?:(?:bold|italic|underline|dim|reverse|\$[\w-]+)\s*)+")
SILENT = {
    "Action",
    "AttributeError",
    "Binding",
    "Theme",
    "Thread",
    "TypeVar",
    "compile",
    "environ",
    "get",
    "import_module",
    "mend",
}
SILENT |= {"query", "query_one"}
"""Calls whose words nobody sees, or that are looked at elsewhere (the registry of actions)."""
QUIET_NAMES = {
    "ACTIONS",
    "VIEWS",
    "__all__",
    "TITLE",
    "CSS_PATH",
    "_HOME",
    "_LATIN",
    "_RUSSIAN",
    "_SHOWN",
    "_NAMED",
    "ORDER",
}
"""Constants whose words nobody sees, or which name what the registry of actions has."""
NOT_WORDS = {"Esc", "Quoth"}
"""Names that are the same in every language."""


def unmarked(path: Path) -> Iterator[str]:
    """Words in a file of the screen that a person seems to see and that are not marked, each with its place."""
    tree = parsed(path)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if not _is_seen(node.value) or _is_quiet(node, parents):
                continue
            yield f"{path.name}:{node.lineno}: {node.value!r}"


def unmarked_errors(path: Path) -> Iterator[str]:
    """Words of errors and of findings in the codebook file that are not marked, each with its place."""
    tree = parsed(path)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for call in ast.walk(tree):
        told = _told(call) if isinstance(call, ast.Call) else []
        for node in (node for words in told for node in ast.walk(words)):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if re.search(r"[^\W\d_]{3}", node.value) and not _is_quiet(node, parents):
                yield f"{path.name}:{node.lineno}: {node.value!r}"


def _told(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that are the message and the hint of an error, or of a finding in the codebook file."""
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name in errors.__all__ or name == "EncoderError":
        return call.args[:2]
    if name == "Problem" or (name in ("error", "warn") and len(call.args) > 1):
        return call.args[1:]
    return []


def _is_seen(words: str) -> bool:
    """Whether this looks like words for a person: a word with a capital, or several words."""
    if not re.search(r"[^\W\d_]{2}", words) or STYLE.fullmatch(words.strip()) or words.strip(" ·") in NOT_WORDS:
        return False
    return bool(re.search(r"[^\W\d_]{2,},? [^\W\d_]{2,}|^ [a-z]{2,}|[a-z]{2,}: ?$|[A-Z]", words))


def _is_quiet(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a constant is a docstring, marked already, or in a place whose words are not shown."""
    if isinstance(parents[node], ast.Expr):
        return True
    while node in parents:
        node = parents[node]
        function = node.func if isinstance(node, ast.Call) else None
        name = getattr(function, "id", "") or getattr(function, "attr", "")
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if name in {*MARKS, *SILENT} or any(isinstance(one, ast.Name) and one.id in QUIET_NAMES for one in targets):
            return True
    return False


# The catalogs as files


def written(messages: dict[str, tuple[str, ...]], header: str) -> str:
    """A catalog: a header, then the messages in alphabetical order, each word on its own line."""
    entries = [header.strip()]
    for message in sorted(messages, key=lambda text: (text.lower(), text)):
        context, _, rest = message.rpartition("\x04")
        one, _, many = rest.partition("\0")
        lines = [f"msgctxt {_quoted(context)}"] if context else []
        lines.append(f"msgid {_quoted(one)}")
        forms = messages[message]
        if many:
            lines.append(f"msgid_plural {_quoted(many)}")
            lines += [f"msgstr[{index}] {_quoted(form)}" for index, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(forms[0])}")
        entries.append("\n".join(lines))
    return "\n\n".join(entries) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def update(path: Path) -> list[str]:
    """Bring a catalog up to date; returns the messages without a translation."""
    text = path.read_text(encoding="utf-8")
    known = dict(i18n.parse(text))
    header = text[: text.index("\n\n", text.index('msgid ""'))]
    forms = int(re.search(r"nplurals=(\d)", header)[1])  # type: ignore[index]
    known.pop("", None)
    empty = {message: ("",) * (forms if "\0" in message else 1) for message in everything_said()}
    kept = {message: known.get(message, empty[message]) for message in empty}
    path.write_text(written(kept, header), encoding="utf-8", newline="\n")
    return [message for message, translations in kept.items() if not all(translations)]


if __name__ == "__main__":
    for language, catalog in catalogs().items():
        for lacking in update(catalog):
            print(f"{language}: {lacking!r}")
