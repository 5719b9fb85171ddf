"""The problems of a codebook file, gathered while its nodes are read.

Owns what a node may hold (text, a list of texts, yes or no, one of some words, named fields) and how it is said when
it does not. Positions are those of the nodes. Nothing raises: a value that does not fit is a problem and reads as
empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from quoth.codebook_file.lines import Places, line_end, mended, show
from quoth.codebook_file.quoting import flow, quoted, scalar
from quoth.codebook_file.tree import ListNode, MapNode, Node, Pair, ScalarNode
from quoth.i18n import N_, _
from quoth.model.codebook import Problem

__all__ = ["Findings", "nearest"]

_COMMENT = re.compile(r"( +)(#[^\r\n]*)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_SYNONYMS = {
    "name": "label",
    "title": "label",
    "tag": "label",
    "color": "colour",
    "description": "definition",
    "memo": "definition",
    "children": "codes",
    "subcodes": "codes",
    "type": "heading",
    "includes": "include",
    "excludes": "exclude",
}
_KINDS = {ScalarNode: N_("text"), ListNode: N_("a list"), MapNode: N_("keys with values")}


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one; empty where none is near."""
    from rapidfuzz import fuzz, process

    choices = list(known)
    if _SYNONYMS.get(word.lower()) in choices:
        return _SYNONYMS[word.lower()]
    found = process.extractOne(word.lower(), choices, scorer=fuzz.ratio, score_cutoff=60)
    return str(found[0]) if found else ""


class Findings:
    """Reads values from nodes of one text, and keeps what is wrong with them in `problems`."""

    def __init__(self, text: str, problems: Iterable[Problem] = ()) -> None:
        self.text_read = text
        self.places = Places(text)
        self.problems = list(problems)

    def error(self, at: int, message: str, hint: str = "") -> None:
        """Something that makes the codebook invalid."""
        self.problems.append(Problem(*self.places.at(at), message, hint))

    def warn(self, at: int, message: str, hint: str = "") -> None:
        """Something that is allowed and probably not meant."""
        self.problems.append(Problem(*self.places.at(at), message, hint, warning=True))

    def line(self, at: int) -> int:
        """The line of a position, from 1."""
        return self.places.at(at)[0]

    def mend(self, node: Node, new: str, begin: str = "") -> str:
        """A hint with the node's line as it should be."""
        line = mended(self.text_read, node.start, node.end, new)
        return f"{begin or _('Write:')} {line}" if line else ""

    def fields(self, node: Node, known: Collection[str], owner: str) -> dict[str, Pair]:
        """The pairs of a node by name: unknown and doubled names are problems."""
        if not isinstance(node, MapNode):
            if not (isinstance(node, ScalarNode) and node.empty):
                self.error(
                    node.start,
                    _("Keys with values belong here, as {owner}, not {kind}.").format(
                        owner=_(owner), kind=_(_KINDS[type(node)])
                    ),
                )
            return {}
        found: dict[str, Pair] = {}
        for pair in node.pairs:
            if not isinstance(pair.key, ScalarNode):
                self.error(pair.start, _("A key of {owner} is a single word.").format(owner=_(owner)))
            elif known and pair.name not in known:
                self._unknown(pair, node, known, owner)
            elif pair.name in found:
                first = self.line(found[pair.name].start)
                self.error(
                    pair.start,
                    _("{name} stands here a second time; the first is in line {first}.").format(
                        name=show(pair.name), first=first
                    ),
                    _("Keep one of them."),
                )
            else:
                found[pair.name] = pair
        return found

    def _unknown(self, pair: Pair, node: MapNode, known: Collection[str], owner: str) -> None:
        near = nearest(pair.name, known)
        if near and node.get(near) is None:
            hint = self.mend(pair.key, near, _("Did you mean:"))
        elif owner == "a code" and isinstance(pair.value, ListNode) and node.get("label") is None:
            hint = _("Write: label: {name}, and below it codes: with the list.").format(name=scalar(pair.name))
        else:
            hint = _("Known are: {known}.").format(known=", ".join(known))
        self.error(pair.start, _("{name} is no field of {owner}.").format(name=show(pair.name), owner=_(owner)), hint)

    def text(self, pair: Pair | None, prose: bool = True) -> str:
        """The text of a pair; `prose` says that a `#` after it may belong to it."""
        return "" if pair is None else self.value(pair.value, pair.name, prose)

    def value(self, node: Node, name: str, prose: bool = True) -> str:
        """The text of a node."""
        if not isinstance(node, ScalarNode):
            self.error(
                node.start,
                _("{name} takes text, not {kind}.").format(name=show(name), kind=_(_KINDS[type(node)])),
                _("Write: {name}: and the text on the same line.").format(name=name),
            )
            return ""
        if _SURROGATE.search(node.value):
            self.error(
                node.start,
                _("{name} holds an escape that stands for no character.").format(name=show(name)),
                _("Delete the escape (\\u…)."),
            )
            return ""
        if not node.style:
            self._cut(node, prose)
        return node.value

    def _cut(self, node: ScalarNode, prose: bool) -> None:
        """Warn where ` #` ended a value that was probably meant to go on."""
        found = _COMMENT.match(self.text_read, node.end, line_end(self.text_read, node.end))
        if found is None:
            return
        close = found[2][1:2].strip() not in ("", "#", "!")
        if (node.empty and close) or (not node.empty and prose and (close or len(found[1]) == 1)):
            whole = f"{node.value} {found[2].rstrip()}".strip()
            line = mended(self.text_read, node.start, found.end(), quoted(whole) if node.value else " " + quoted(whole))
            hint = _("If it belongs to the value: {line}").format(line=line) if line else ""
            self.warn(
                node.end + len(found[1]),
                _("What follows the # is a comment, so the value ends before {words}.").format(words=show(found[2])),
                hint,
            )

    def texts(self, pair: Pair | None) -> tuple[str, ...]:
        """The items of a list of texts; an item with nothing in it is left out."""
        if pair is None or (isinstance(pair.value, ScalarNode) and pair.value.empty):
            if pair is not None:
                self.text(pair)
            return ()
        node = pair.value
        if not isinstance(node, ListNode):
            hint = ""
            if isinstance(node, ScalarNode):
                parts = node.value.split(",") if pair.name == "keywords" else [node.value]
                hint = self.mend(node, flow([part.strip() for part in parts]))
            self.error(
                node.start,
                _("{name} takes a list, not {kind}.").format(name=show(pair.name), kind=_(_KINDS[type(node)])),
                hint,
            )
            return ()
        values: list[str] = []
        for item in node.items:
            value = self.value(item, pair.name)
            if isinstance(item, ScalarNode) and not item.empty:
                values.append(value)
        return tuple(values)

    def flag(self, pair: Pair | None) -> bool:
        """Yes or no."""
        written = self.text(pair, prose=False)
        if pair is not None and written and written.lower() not in _FLAGS:
            self.error(
                pair.value.start,
                _("{name} is yes or no, not {written}.").format(name=show(pair.name), written=show(written)),
                self.mend(pair.value, "yes"),
            )
        return _FLAGS.get(written.lower(), False)

    def choice(self, pair: Pair | None, allowed: Collection[str], default: str) -> str:
        """One of some words; the default where nothing is written."""
        written = self.text(pair, prose=False)
        if pair is None or not written:
            return default
        if written not in allowed:
            near = nearest(written, allowed)
            hint = self.mend(pair.value, near, _("Did you mean:")) if near else ""
            self.error(
                pair.value.start,
                _("{name} is one of {allowed}, not {written}.").format(
                    name=show(pair.name), allowed=", ".join(allowed), written=show(written)
                ),
                hint,
            )
            return default
        return written

    def share(self, pair: Pair | None) -> float:
        """A share between 0 and 1, written as `0.3` or `30%`; 0 where nothing is written."""
        written = self.text(pair, prose=False)
        if pair is None or not written:
            return 0.0
        number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", written)
        value = float(number[1]) / (100 if number[2] else 1) if number else 2.0
        if value > 1:
            hint = self.mend(pair.value, "0.3")
            self.error(
                pair.value.start,
                _("{name} is between 0 and 1, not {written}.").format(name=show(pair.name), written=show(written)),
                hint,
            )
            return 0.0
        return value

    def named_texts(self, pair: Pair | None, what: str) -> Mapping[str, str]:
        """Keys with texts."""
        if pair is None:
            return {}
        return {name: self.text(inner) for name, inner in self.fields(pair.value, (), what).items()}
