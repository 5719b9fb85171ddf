"""The one registry of what a person can do in the screen.

Owns actions and their keys; bindings, help, key hints and palette are made from it. Invariant: within one place
(`where`) no key belongs to two actions; every Latin letter has its twin on the Russian keyboard, so that a key works in
either layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from textual.binding import Binding

from quoth.errors import UsageError
from quoth.i18n import N_, _

__all__ = ["ACTIONS", "Action", "bindings", "by_group", "clashes", "display", "latin", "other_layout", "twins"]

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = dict(zip(_LATIN.upper() + _LATIN, _RUSSIAN.upper() + _RUSSIAN, strict=True))
_TO_LATIN = {**dict(zip(_RUSSIAN.upper(), _LATIN.upper(), strict=True)), **dict(zip(_RUSSIAN, _LATIN, strict=True))}
_NAMED = {
    "semicolon": ";", "slash": "/", "asterisk": "*", "question_mark": "?", "full_stop": ".",
    "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip
_SAME_KEY = {"question_mark": "comma"}
"""What a Russian keyboard types with the keys for punctuation; as text these stay what they are."""
_SHOWN = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "space": N_("Space"), "escape": "Esc",
    "delete": "Del", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "tab": "Tab",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do, and the keys for it, the easiest first."""

    id: str
    title: str
    """In English, as `group` and `hint`: translated where they are shown."""
    group: str
    keys: tuple[str, ...]
    run: str
    """The action of the coding screen or list, as Textual writes it."""
    hint: str = ""
    """One word for the line of keys at the bottom; empty for those not shown there."""
    where: str = "screen"
    """`screen`, or what it belongs to: a `list`, the `codebook`, every `view`, one view by its name."""
    palette: bool = True
    priority: bool = False


def _moves() -> Iterator[Action]:
    steps = (
        ("turn", ("down", "j"), ("up", "k"), ("ctrl+shift+down",), ("ctrl+shift+up",)),
        ("sentence", ("ctrl+down", "J"), ("ctrl+up", "K"), ("shift+down",), ("shift+up",)),
        ("word", ("right", "w"), ("left", "b"), ("shift+right",), ("shift+left",)),
        ("character", ("l",), ("h",), ("L",), ("H",)),
    )
    for unit, on, back, more, less in steps:
        yield Action(f"next-{unit}", f"Next {unit}", "Move", on, f"move('{unit}', 1)", palette=False)
        yield Action(f"previous-{unit}", f"Previous {unit}", "Move", back, f"move('{unit}', -1)", palette=False)
        yield Action(f"more-{unit}", f"Select on by {unit}", "Select", more, f"extend('{unit}', 1)", palette=False)
        yield Action(f"less-{unit}", f"Select back by {unit}", "Select", less, f"extend('{unit}', -1)", palette=False)


def _in(where: str, group: str, *lines: tuple[str, str, tuple[str, ...], str, str]) -> Iterator[Action]:
    """Actions of a view, as `(id, title, keys, run, hint)`."""
    for name, title, keys, run, hint in lines:
        yield Action(name, title, group, keys, run, hint, where=where, palette=False)


def _shelf() -> Iterator[Action]:
    acts = (
        ("add-code", N_("Add a code"), ("a",), N_("add")),
        ("add-heading", N_("Add a heading"), ("A",), ""),
        ("edit-code", N_("Edit the code"), ("e",), N_("edit")),
        ("rename-code", N_("Rename the code"), ("r",), ""),
        ("move-code", N_("Move the code under another heading"), ("p",), ""),
        ("merge-code", N_("Merge the code into another one"), ("y",), N_("merge")),
        ("split-code", N_("Split the code and deal its quotations out"), ("s",), N_("split")),
        ("retire-code", N_("Retire the code"), ("delete", "x"), ""),
        ("restore-code", N_("Put a retired or missing code back"), ("R",), ""),
        ("filter-codes", N_("Show only codes that fit"), ("slash", "f"), N_("filter")),
        ("code-memo", N_("Memo on the code"), ("m",), ""),
    )
    for id_, title, keys, hint in acts:
        run = f"screen.{id_.replace('-', '_')}"
        yield Action(id_, title, "Codebook pane", keys, run, hint, where="codebook")


ACTIONS: tuple[Action, ...] = (
    Action("pick", "Code the selection or the current turn", "Code", ("enter", "space"), "pick", "code"),
    *(
        Action(f"accept-{n}", f"Accept suggestion {n}", "Code", (str(n),), f"accept({n})", palette=False)
        for n in range(1, 10)
    ),
    Action("code-key", "Apply a code by its key", "Code", ("semicolon",), "code_key", "key"),
    Action("repeat", "Apply the last code again", "Code", ("full_stop", "c"), "repeat", "again"),
    Action("in-vivo", "New code in the selected words", "Code", ("i",), "in_vivo"),
    Action("coding", "The coding here: who, when, why; change it", "Code", ("e",), "coding", "coding"),
    Action("recode", "Give the coding here another code", "Code", ("R",), "recode"),
    Action("ends", "Move the start and the end of the coding here", "Code", ("z",), "ends"),
    Action("repeats", "Code every repeat of the words of the coding here", "Code", ("A",), "repeats"),
    Action("note", "Memo, translation and star of the coding here", "Code", ("y",), "note"),
    Action("remove", "Remove a coding under the cursor", "Code", ("delete", "x"), "remove"),
    Action("others", "Show the codings of others, or only mine", "Code", ("V",), "others"),
    Action("undo", "Undo", "Code", ("ctrl+z", "u"), "undo", "undo"),
    Action("redo", "Redo", "Code", ("ctrl+y", "ctrl+r"), "redo"),
    Action("memo", "Memo on the coding here, else on the document", "Code", ("m",), "memo", "memo"),
    Action("document-memo", "Memo on the document", "Code", ("M",), "document_memo"),
    Action("project-memo", "Memo on the project", "Code", (), "project_memo"),
    Action("star", "Star the coding under the cursor", "Code", ("asterisk",), "star"),
    Action("reject", "Reject a suggestion for this passage", "Code", ("r",), "reject"),
    Action("suggest", "Ask for suggestions here", "Code", ("s",), "suggest"),
    *_moves(),
    Action("page-down", "Screenful down", "Move", ("pagedown",), "page(1)", palette=False),
    Action("page-up", "Screenful up", "Move", ("pageup",), "page(-1)", palette=False),
    Action("first", "First turn", "Move", ("home", "g"), "edge(-1)", palette=False),
    Action("last", "Last turn", "Move", ("end", "G"), "edge(1)", palette=False),
    Action("next-uncoded", "Next turn without a coding", "Move", ("t",), "uncoded(1)"),
    Action("previous-uncoded", "Previous turn without a coding", "Move", ("T",), "uncoded(-1)"),
    Action("find", "Find in the document", "Move", ("slash", "f"), "find", "find"),
    Action("seek", "Find in all documents", "Move", ("ctrl+f",), "seek"),
    Action("next-hit", "Next place found", "Move", ("n",), "hit(1)"),
    Action("previous-hit", "Previous place found", "Move", ("N",), "hit(-1)"),
    Action("extend", "Select with the movement keys, on or off", "Select", ("v",), "toggle_extending"),
    Action("copy", "Copy the selected text", "Select", ("ctrl+c",), "copy"),
    Action("clear", "Drop the selection; back to the text", "Select", ("escape",), "clear", "text", palette=False),
    Action("next-document", "Next document", "Documents", ("right_square_bracket",), "document(1)"),
    Action("previous-document", "Previous document", "Documents", ("left_square_bracket",), "document(-1)"),
    Action("look", "Next coding that needs a look after a correction", "Documents", ("o",), "look"),
    Action("looked", "Looked at: take this passage off that list", "Documents", ("O",), "looked"),
    Action("done", "Mark the document as done, or as in work again", "Documents", ("d",), "done", "done"),
    Action("differences", "Where coders differ, side by side", "Documents", ("D",), "open('differences')"),
    Action("next-pane", "Next pane: text, codebook, documents, this passage", "Panes", ("tab",), "pane(1)"),
    Action("previous-pane", "Previous pane", "Panes", ("shift+tab",), "pane(-1)", palette=False),
    Action(
        "apply-code",
        "Apply the code",
        "Codebook pane",
        ("enter", "space"),
        "choose",
        "apply",
        where="codebook",
        palette=False,
    ),
    *_shelf(),
    Action("row-down", "Next row", "Panes", ("down", "j"), "row(1)", where="list", palette=False),
    Action("row-up", "Previous row", "Panes", ("up", "k"), "row(-1)", where="list", palette=False),
    Action("row-page-down", "Rows on", "Panes", ("pagedown",), "row(10)", where="list", palette=False),
    Action("row-page-up", "Rows back", "Panes", ("pageup",), "row(-10)", where="list", palette=False),
    Action("row-first", "First row", "Panes", ("home", "g"), "row(-100000)", where="list", palette=False),
    Action("row-last", "Last row", "Panes", ("end", "G"), "row(100000)", where="list", palette=False),
    Action("row-choose", "Choose the row", "Panes", ("enter", "space"), "choose", where="list", palette=False),
    Action("quotations", "All quotations of the code here, side by side", "Views", ("q",), "quotations", "quotations"),
    Action("similar", "Coded quotes like this passage", "Views", ("S",), "similar"),
    Action("reasons", "Why these codes are suggested, in full", "Views", ("E",), "reasons"),
    Action("queue", "What to look at next: likely places of a code, odd codings", "Views", ("Q",), "queue"),
    Action("progress", "How far you are: documents, codes", "Views", ("p",), "open('progress')"),
    Action("memos", "All your memos", "Views", ("B",), "open('memos')"),
    Action("tour", "A minute with Quoth: the tour", "Quoth", (), "tour"),
    *_in(
        "quotations",
        "Quotations of codes",
        ("quotations-type", "Ask for other codes, speakers, attributes", ("slash", "ctrl+f"), "type", "ask"),
        ("quotations-order", "Sort by place, code, speaker, time or length", ("s",), "order", "sort"),
        ("quotations-around", "Show the turn, the turns around it, or only the words", ("x",), "around", "context"),
        ("quotations-similar", "Quotations like this one", ("y",), "similar", "alike"),
        ("quotations-recode", "Give these quotations another code", ("r",), "recode", "recode"),
        ("quotations-also", "Apply one more code to these passages", ("c",), "also", "code"),
        ("quotations-remove", "Remove these codings", ("delete",), "remove", "remove"),
        ("quotations-memo", "Memo on the coding", ("m",), "memo", "memo"),
        ("quotations-star", "Star the quotation", ("asterisk",), "star", "star"),
        ("quotations-all", "Tick all, or none", ("a",), "all", ""),
    ),
    *_in(
        "queue",
        "What to look at next",
        ("queue-kind", "Likely places of a code, odd codings, or quotes of other codes alike", ("s",), "kind", "list"),
        ("queue-code", "Choose the code", ("c",), "code", "code"),
    ),
    *_in(
        "memos",
        "Memos",
        ("memos-edit", "Change the memo", ("e",), "edit", "edit"),
        ("memos-new", "Write about the project", ("n",), "new", "new"),
        ("memos-kind", "Only on the project, documents, codes or quotations", ("f",), "kind", "filter"),
        ("memos-type", "Look for words", ("slash", "ctrl+f"), "type", "find"),
        ("memos-remove", "Remove the memo", ("delete",), "remove", "remove"),
    ),
    *_in(
        "progress",
        "Progress",
        ("progress-done", "Mark the document as done, or as in work again", ("d",), "done", "done"),
        ("progress-uncoded", "Go to its first turn without a coding", ("t",), "uncoded", "next uncoded"),
        ("progress-waiting", "Only documents that are not done, or all", ("f",), "waiting", "filter"),
    ),
    *_in(
        "ticking",
        "Lists",
        ("tick", "Tick the row", ("space",), "screen.tick", "tick"),
    ),
    *_in(
        "view",
        "Lists",
        ("view-leave", "From a field to the list; from the list back to the text", ("escape",), "leave", "back"),
        ("view-undo", "Undo", ("ctrl+z",), "undo", "undo"),
        ("view-redo", "Redo", ("ctrl+y",), "redo", ""),
        ("view-help", "Keys of this view", ("f1", "question_mark"), "help", "help"),
    ),
    *_in(
        "seek",
        "Find in all documents",
        ("seek-code", "Code these places", ("c",), "code", "code"),
        ("seek-how", "Inside words, whole words, regular expression, or spelled otherwise", ("f2",), "mode", "how"),
        ("seek-where", "In this document, or in all", ("f3",), "scope", "where"),
        ("seek-unit", "Code the sentence, the turn, or the words found", ("u",), "unit", "how much"),
        ("seek-all", "Tick all, or none", ("a",), "all", ""),
        ("seek-type", "Look for something else", ("slash", "ctrl+f"), "type", "find"),
    ),
    *_in(
        "differences",
        "Differences",
        ("difference-go", "Go to the place in the text", ("o",), "go", "text"),
        ("difference-memo", "Memo on the codes concerned", ("m",), "memo", "memo"),
        ("difference-amend", "Amend the definition of the code", ("e",), "amend", "definition"),
        ("difference-code", "Only this code, or all again", ("c",), "narrow", "code"),
        ("difference-table", "Which code stood where another was given", ("t",), "table", "table"),
        ("difference-back", "Back to the text", ("escape",), "dismiss(None)", "back"),
    ),
    Action("analysis", "Reports: tables and pictures of what is coded", "Documents", ("a",), "open('analysis')"),
    *_in(
        "analysis",
        "Reports",
        ("report-kind", "Choose a report", ("r",), "report", "report"),
        ("report-by", "Group documents by an attribute", ("b",), "by", "by"),
        ("report-layer", "Choose whose codings count", ("l",), "layer", "whose"),
        ("report-filter", "Filter", ("slash",), "filter", "filter"),
        ("report-table", "Next table of the report", ("t",), "next_table", "table"),
        ("report-picture", "Picture or table", ("p",), "picture", "picture"),
        ("report-save", "Save to a file", ("s",), "save", "save"),
        ("report-unit", "Together: overlapping, same span, sentence, turn", ("u",), "unit", ""),
        ("report-test", "With tests of significance, or without", ("c",), "tested", ""),
        ("report-edit", "Write a summary in the framework", ("e",), "edit", ""),
        ("report-mark", "Mark a cell as not asked, or nothing said", ("m",), "mark", ""),
        ("report-leave", "Back to the text", ("escape",), "leave", "back"),
        ("report-help", "Keys of this view", ("f1", "question_mark"), "help", "help"),
    ),
    Action("help", "Help: all keys", "Quoth", ("f1", "question_mark"), "help", "help"),
    Action("palette", "All commands by name", "Quoth", ("ctrl+p",), "app.command_palette", palette=False),
    Action("light", "Light or dark", "Quoth", ("ctrl+t",), "light"),
    Action("theme", "Choose colours: high contrast, the terminal's own", "Quoth", ("f6",), "theme"),
    Action("margin", "Beside the text: numbers of turns, times, or nothing", "Quoth", ("f7",), "margin"),
    Action("quit", "Quit; everything is on disk already", "Quoth", ("ctrl+q",), "app.quit", "quit", priority=True),
)


VIEWS = frozenset({"seek", "quotations", "memos", "progress"})
"""Places that are views: there the keys of every view work, too."""


def twins(key: str) -> tuple[str, ...]:
    """The same physical keys on the Russian layout."""
    if key in _SAME_KEY:
        return (_SAME_KEY[key],)
    *modifiers, name = key.split("+")
    char = _NAMED.get(name, name)
    russian = _TO_RUSSIAN.get(char) if len(char) == 1 else None
    if russian is None:
        return ()
    return ("+".join([*modifiers, russian]),)


def latin(char: str) -> str:
    """The character that the same key types on the Latin layout; itself where there is none."""
    return _TO_LATIN.get(char, char)


def other_layout(text: str) -> str:
    """The text as if typed with the other keyboard layout switched on."""
    return "".join(_TO_LATIN.get(char) or _TO_RUSSIAN.get(char, char) for char in text)


def all_keys(action: Action) -> tuple[str, ...]:
    """An action's keys with their twins."""
    return tuple(dict.fromkeys([*action.keys, *(twin for key in action.keys for twin in twins(key))]))


def bindings(where: str) -> list[Binding]:
    """The bindings of one place."""
    return [
        Binding(key, action.run, action.title, show=False, id=action.id, priority=action.priority)
        for action in ACTIONS
        if action.where == where
        for key in all_keys(action)
    ]


def rebind(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Give actions other keys, before screens are made of the registry. Raises UsageError, and changes nothing then."""
    global ACTIONS
    changed = tuple(replace(action, keys=keys.get(action.id, action.keys)) for action in ACTIONS)
    for key, one, other in clashes(changed):
        titles = {action.id: f"“{_(action.title)}” ({action.id})" for action in changed}
        line = _("The key {key} would do two things: {one} and {other}.")
        raise UsageError(
            line.format(key=display(key), one=titles[one], other=titles[other]),
            _("Give one of them another key in keys.toml."),
        )
    ACTIONS = changed


def clashes(actions: Sequence[Action] = ()) -> list[tuple[str, str, str]]:
    """Keys that two actions of one place claim, as `(key, action, action)`; a view's keys stand beside every view's."""
    actions = actions or ACTIONS
    shared = [action for action in actions if action.where == "view"]
    found: list[tuple[str, str, str]] = []
    for where in dict.fromkeys(action.where for action in actions):
        here = [action for action in actions if action.where == where]
        owners: dict[str, str] = {}
        for action in [*(shared if where in VIEWS else ()), *here]:
            for key in all_keys(action):
                if (owner := owners.setdefault(key, action.id)) != action.id:
                    found.append((key, owner, action.id))
    return found


def display(key: str) -> str:
    """A key as people write it: `Ctrl+Z`, `↓`, `;`."""
    *modifiers, name = key.split("+")
    shown = _SHOWN.get(name) or _NAMED.get(name) or (name.upper() if modifiers or name[1:].isdigit() else name)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), _(shown)])


def by_group() -> dict[str, list[Action]]:
    """Actions in the order of the registry, by group."""
    groups: dict[str, list[Action]] = {}
    for action in ACTIONS:
        groups.setdefault(action.group, []).append(action)
    return groups
