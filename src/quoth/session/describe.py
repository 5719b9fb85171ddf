"""The journal in words: what a row did, for the history, for undo and for the status line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quoth.i18n import N_, _, ngettext
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
        return _("{action} (erased)").format(action=row.action)
    words = _WORDS.get(row.action)
    return words(row.payload, codebook, documents) if words else row.action


def _name(facts: Mapping[str, Any], documents: Mapping[str, str]) -> str:
    return documents.get(facts.get("document", ""), _("a document"))


def _codings(number: int) -> str:
    return ngettext("{n} coding", "{n} codings", number).format(n=number)


def _some(names: Sequence[str]) -> str:
    rest = _(" and {n} more").format(n=len(names) - 4) if len(names) > 4 else ""
    return ", ".join(names[:4]) + rest


def _apply(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    codings = facts["codings"]
    if facts.get("bulk") or not codings:
        done = len(facts.get("done", ()))
        marks = ngettext("{n} done mark", "{n} done marks", done).format(n=done)
        return _("imported {codings} and {marks}").format(codings=_codings(len(codings)), marks=marks)
    labels = ", ".join(codebook.label(item["code"]) for item in codings)
    line = _("applied {codes} in {document}: “{quote}”")
    return line.format(codes=labels, document=_name(codings[0], documents), quote=shorten(codings[0]["quote"]))


def _import(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    names = [item["name"] for item in facts["documents"]]
    return _("imported {names}").format(names=_some(names))


def _memo(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    about = {"document": documents.get(facts["target"], ""), "code": codebook.label(facts["target"])}
    kind = _KINDS.get(facts["kind"], facts["kind"])
    target = f"{_(kind)} {about.get(facts['kind'], '')}".strip()
    if not facts["text"]:
        return _("removed a memo on {target}").format(target=target)
    changed, wrote = _("changed a memo on {target}"), _("wrote a memo on {target}")
    return (changed if facts.get("memo") else wrote).format(target=target)


def _done(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    names = [_name(item, documents) for item in facts["done"]]
    done, undone = _("marked {names} as done"), _("marked {names} as not done")
    return (done if all(item["done"] for item in facts["done"]) else undone).format(names=_some(names))


def _codebook(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    recoded = _(", recoding {codings}").format(codings=_codings(len(facts.get("recode", ()))))
    said = facts.get("says") or _("changed the codebook ({act})").format(act=facts["codebook"]["act"])
    return said + (recoded if facts.get("recode") else "")


def _revise(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    found = [item["outcome"] for item in facts["outcomes"]]
    kinds = [kind for kind in map(str, Verdict) if kind in found]
    counts = "".join(f"; {found.count(kind)} {_(_VERDICTS[kind])}" for kind in kinds[:1])
    counts += "".join(f", {found.count(kind)} {_(_VERDICTS[kind])}" for kind in kinds[1:])
    line = _("corrected the text of {document} (text {number}{counts})")
    return line.format(document=_name(facts, documents), number=facts["version"]["number"], counts=counts)


def _number(facts: Mapping[str, Any]) -> int:
    return sum(last - first + 1 for runs in facts["taken"].values() for first, last in runs)


def _reject(facts: Mapping[str, Any], codebook: Codebook, documents: Mapping[str, str]) -> str:
    line = _("turned down the suggestion {code} in {document}")
    return line.format(code=codebook.label(facts["code"]), document=_name(facts, documents))


_KINDS = {
    "project": N_("the project"),
    "document": N_("the document"),
    "code": N_("the code"),
    "coding": N_("the coding"),
}
_VERDICTS = {"kept": N_("kept"), "moved": N_("moved"), "changed": N_("changed"), "lost": N_("lost")}
_WORDS: Mapping[str, Callable[[Mapping[str, Any], Codebook, Mapping[str, str]], str]] = {
    "coder": lambda *rest: _("joined"),
    "import": _import,
    "attributes": lambda facts, *rest: ngettext(
        "set attributes of {n} document", "set attributes of {n} documents", len(facts["attributes"])
    ).format(n=len(facts["attributes"])),
    "speakers": lambda facts, codebook, documents: _("{what} in {document}").format(
        what=facts["says"], document=_name(facts, documents)
    ),
    "revise": _revise,
    "mark": lambda facts, *rest: _("named this moment {name}").format(name=facts["name"]),
    "looked": lambda facts, *rest: _("looked at {codings} after a correction").format(
        codings=_codings(len(facts["looked"]))
    ),
    "apply": _apply,
    "codings": _apply,
    "adjust": lambda facts, *rest: _("moved the ends of {codings}").format(codings=_codings(len(facts["places"]))),
    "remove": lambda facts, *rest: _("removed {codings}").format(codings=_codings(len(facts["ids"]))),
    "recode": lambda facts, *rest: _("recoded {codings}").format(codings=_codings(len(facts["recode"]))),
    "codebook": _codebook,
    "adopt": lambda facts, *rest: _("edited codebook.yaml by hand ({what})").format(what=facts.get("says", "")),
    "summary": lambda facts, *rest: ngettext(
        "wrote {n} cell of the framework", "wrote {n} cells of the framework", len(facts["cells"])
    ).format(n=len(facts["cells"])),
    "star": lambda facts, *rest: _("starred a quotation") if facts["on"] else _("took a star away"),
    "translate": lambda *rest: _("translated a quotation"),
    "memo": _memo,
    "done": _done,
    "reject": _reject,
    "show": lambda facts, *rest: _("showed others' codings") if facts["on"] else _("hid others' codings"),
    "saw": lambda facts, codebook, documents: _("saw {what} in {document}").format(
        what=facts["kind"], document=_name(facts, documents)
    ),
    "undo": lambda facts, *rest: _("took back {act}").format(act=facts["target"]),
    "redo": lambda facts, *rest: _("did {act} again").format(act=facts["target"]),
    "round": lambda facts, *rest: (
        _("closed the round {name}") if facts.get("closed") else _("opened the round {name}")
    ).format(name=facts["name"]),
    "erase": lambda facts, *rest: _("erased words ({reason})").format(reason=facts["reason"]),
    "merge": lambda facts, *rest: (
        _("merged {n} acts of other copies").format(n=_number(facts)) if "taken" in facts else _("merged other copies")
    ),
    "reanchor": lambda facts, codebook, documents: _("carried late codings over in {document}").format(
        document=_name(facts, documents)
    ),
    "rename": lambda facts, *rest: _("called a document {name}").format(name=facts["name"]),
    "resolve": lambda facts, *rest: _("resolved {name}").format(name=f"{facts['conflict']} ({facts['answer']})"),
    "give": lambda facts, *rest: _("gave {codings} to {coder}").format(
        codings=_codings(len(facts["given"])), coder=facts["coder"]
    ),
    "settle": lambda facts, *rest: _("settled {places} places, {codings} for the consensus").format(
        places=len(facts["settled"]), codings=_codings(len(facts["codings"]))
    ),
    "assign": lambda facts, *rest: ngettext(
        "assigned {n} document", "assigned {n} documents", len(facts["assign"])
    ).format(n=len(facts["assign"])),
}
