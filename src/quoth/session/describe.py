"""The journal in words: what a row did, for the history, for undo and for the status line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quoth.model.codebook import Codebook
from quoth.model.coding import Verdict
from quoth.store.journal import Row

__all__ = ["count", "describe", "shorten"]


def count(number: int, one: str, many: str = "") -> str:
    """`1 coding`, `2 codings`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def shorten(text: str, width: int = 40) -> str:
    """A quote on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def describe(row: Row, codebook: Codebook, documents: Mapping[str, str]) -> str:
    """One line; `documents` gives names by id."""
    if row.payload.get("erased"):
        return f"{row.action} (erased)"
    words = _WORDS.get(row.action)
    return words(row.payload, codebook, documents) if words else row.action


def _name(facts: Mapping[str, Any], documents: Mapping[str, str]) -> str:
    return documents.get(facts.get("document", ""), "a document")


def _apply(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    codings = facts["codings"]
    if facts.get("bulk") or not codings:
        return f"imported {count(len(codings), 'coding')} and {count(len(facts.get('done', ())), 'done mark')}"
    labels = ", ".join(codebook.label(item["code"]) for item in codings)
    return f"applied {labels} in {_name(codings[0], documents)}: “{shorten(codings[0]['quote'])}”"


def _import(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    names = [item["name"] for item in facts["documents"]]
    return f"imported {', '.join(names[:4])}{f' and {len(names) - 4} more' if len(names) > 4 else ''}"


def _memo(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    about = {"document": documents.get(facts["target"], ""), "code": codebook.label(facts["target"])}
    verb = "changed" if facts.get("memo") and facts["text"] else "wrote" if facts["text"] else "removed"
    return f"{verb} a memo on {' '.join(['the', facts['kind'], about.get(facts['kind'], '')]).strip()}"


def _done(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    names = [_name(item, documents) for item in facts["done"]]
    state = "done" if all(item["done"] for item in facts["done"]) else "not done"
    return f"marked {', '.join(names[:4])}{f' and {len(names) - 4} more' if len(names) > 4 else ''} as {state}"


def _codebook(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    recoded = count(len(facts.get("recode", ())), "coding")
    said = facts.get("says") or f"changed the codebook ({facts['codebook']['act']})"
    return said + (f", recoding {recoded}" if facts.get("recode") else "")


def _revise(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    found = [item["outcome"] for item in facts["outcomes"]]
    counts = ", ".join(f"{found.count(kind)} {kind}" for kind in dict.fromkeys(map(str, Verdict)) if kind in found)
    number = facts["version"]["number"]
    return f"corrected the text of {_name(facts, documents)} (text {number}{'; ' if counts else ''}{counts})"


def _reject(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    return f"turned down the suggestion {codebook.label(facts['code'])} in {_name(facts, documents)}"


_WORDS: Mapping[str, Callable[[Mapping[str, Any], Codebook, Mapping[str, str]], str]] = {
    "coder": lambda *_: "joined",
    "import": _import,
    "attributes": lambda facts, *_: f"set attributes of {count(len(facts['attributes']), 'document')}",
    "speakers": lambda facts, _, documents: f"{facts['says']} in {_name(facts, documents)}",
    "revise": _revise,
    "looked": lambda facts, *_: f"looked at {count(len(facts['looked']), 'coding')} after a correction",
    "apply": _apply,
    "codings": _apply,
    "remove": lambda facts, *_: f"removed {count(len(facts['ids']), 'coding')}",
    "recode": lambda facts, *_: f"recoded {count(len(facts['recode']), 'coding')}",
    "codebook": _codebook,
    "adopt": lambda facts, *_: f"edited codebook.yaml by hand ({facts.get('says', '')})",
    "star": lambda facts, *_: "starred a quotation" if facts["on"] else "took a star away",
    "translate": lambda *_: "translated a quotation",
    "memo": _memo,
    "done": _done,
    "reject": _reject,
    "saw": lambda facts, _, documents: f"saw {facts['kind']} in {_name(facts, documents)}",
    "undo": lambda facts, *_: f"took back {facts['target']}",
    "redo": lambda facts, *_: f"did {facts['target']} again",
    "round": lambda facts, *_: f"{'closed' if facts.get('closed') else 'opened'} the round {facts['name']}",
    "erase": lambda facts, *_: f"erased words ({facts['reason']})",
}
