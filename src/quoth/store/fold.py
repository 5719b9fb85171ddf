"""What a journal row does to the state: pure functions over facts, nothing computed anew.

Owns the meaning of every action. An effect is one change of one entity; it depends on nothing but that entity's state
before and the row's own facts, so the state of an entity is the fold of the rows that touch it, in journal order.
Invariant: `change` never raises for facts that `effects` gave; a row whose target is missing has no effect.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from quoth.store.journal import Row

__all__ = ["KNOWN", "UNDOABLE", "Effect", "Key", "State", "change", "effects", "key_of", "needs"]

Key = tuple[str, str]
"""Kind of entity (a state table) and its key; the parts of a longer key are joined by U+001F."""
State = Mapping[str, Any]
"""One row of a state table, by column."""
Facts = Mapping[str, Any]

UNDOABLE = frozenset(
    {"import", "attributes", "revise", "apply", "remove", "recode", "star", "translate", "memo", "done", "reject"}
    | {"adjust", "codebook", "codings", "round", "speakers", "looked", "summary"}
    | {"merge", "rename", "resolve", "assign", "give", "mark", "settle"}
)
"""Actions that a coder can take back. Exposure, registration, adopted hand edits and erasure are not among them."""


class Effect(NamedTuple):
    """One change of one entity: `create` (if absent), `put`, `update` (if present) or `delete`."""

    key: Key
    verb: str
    facts: State
    lasting: bool = False
    """Whether it holds even when the row is voided: versions of the codebook stay in the record."""


def key_of(kind: str, *parts: str) -> Key:
    """The key of an entity."""
    return kind, parts[0] if len(parts) == 1 else "\x1f".join(parts)


def change(state: State | None, effect: Effect) -> State | None:
    """The entity's state after the effect; None when it does not exist."""
    if effect.verb == "create":
        return effect.facts if state is None else state
    if effect.verb == "put":
        return effect.facts
    if effect.verb == "update":
        return None if state is None else {**state, **effect.facts}
    return None


def effects(row: Row) -> Iterator[Effect]:
    """Everything a row changes. An action this version does not know, or an erased payload, changes nothing."""
    if row.payload.get("v", 1) != 1:  # from a Quoth to come: kept, and without effect here
        return
    book = row.payload.get("codebook")
    if book:
        facts = {"id": row.id, "text_hash": book["hash"], "act": book["act"], "coder": row.coder}
        facts |= {
            "parents": " ".join(book.get("on", ())),
            "conflicts": json.dumps(book.get("conflicts", []), ensure_ascii=False, sort_keys=True),
        }
        yield Effect(key_of("codebook", row.id), "create", facts | {"at": row.at, "clock": row.clock}, lasting=True)
    if act := _ACTIONS.get(row.action):
        yield from act(row)


def needs(row: Row) -> Iterator[Key]:
    """The entities that a row refers to without changing them. A tombstone stands without what it names."""
    if row.action == "erase":
        return
    facts = row.payload
    for item in (facts, *facts.get("codings", ()), *facts.get("done", ()), *facts.get("attributes", ())):
        if item.get("document"):
            yield key_of("document", item["document"])
    for item in facts.get("cells", ()):
        yield from (key_of("document", name) for name in item["documents"])
    if row.action == "memo" and facts.get("target") and facts["kind"] in ("document", "coding"):
        yield key_of(facts["kind"], facts["target"])


def _coder(row: Row) -> Iterator[Effect]:
    yield Effect(key_of("coder", row.coder), "create", {"name": row.coder, "since": row.at})


def _version(document: str, facts: Facts, at: str) -> Effect:
    state = {
        "id": facts["id"],
        "document": document,
        "number": facts["number"],
        "text_hash": facts["text"],
        "turns_hash": facts["turns"],
        "source_path": facts["source"]["path"],
        "source_sha256": facts["source"]["sha256"],
        "reader": facts["source"]["reader"],
        "options": json.dumps(facts["source"]["options"], ensure_ascii=False, sort_keys=True),
        "at": at,
    }
    return Effect(key_of("version", facts["id"]), "create", state)


def _import(row: Row) -> Iterator[Effect]:
    for index, facts in enumerate(row.payload.get("documents", ())):
        document = {"id": facts["id"], "name": facts["name"], "version": facts["version"]["id"]}
        position = f"{row.clock:012d}.{index:06d}"
        document |= {"case_name": facts["case"], "position": position}
        yield Effect(key_of("document", facts["id"]), "create", document)
        yield _version(facts["id"], facts["version"], row.at)
        yield from _set_attributes(facts["id"], facts["attributes"], "create")


def _set_attributes(document: str, values: Mapping[str, str], verb: str) -> Iterator[Effect]:
    for name, value in values.items():
        key = key_of("attribute", document, name)
        yield Effect(key, verb if value else "delete", {"document": document, "name": name, "value": value})


def _attributes(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("attributes", ()):
        yield from _set_attributes(item["document"], item["values"], "put")


def _speakers(row: Row) -> Iterator[Effect]:
    """Names and roles that speakers got, or that go on to the names of a corrected text."""
    document = row.payload.get("document", "")
    for item in row.payload.get("speakers", ()):
        key = key_of("speaker", document, item["name"])
        yield Effect(key, "create", {"document": document, "name": item["name"], "shown": "", "role": ""})
        yield Effect(key, "update", {name: item[name] for name in ("shown", "role") if name in item})


_PLACE = ("version", "start", "end", "quote", "prefix", "suffix")
"""What says where a coding stands."""


def _revise(row: Row) -> Iterator[Effect]:
    facts = row.payload
    if "version" not in facts:
        return
    yield _version(facts["document"], facts["version"], row.at)
    yield Effect(key_of("document", facts["document"]), "update", {"version": facts["version"]["id"]})
    yield from _carry(row)
    for mark in facts.get("done", ()):
        yield from _mark(row, mark)
    yield from _speakers(row)


def _reanchor(row: Row) -> Iterator[Effect]:
    """Codings that came late to a text: carried over as by a correction, which the document has had."""
    if "version" in row.payload:
        yield _version(row.payload["document"], row.payload["version"], row.at)
        yield from _carry(row)


def _carry(row: Row) -> Iterator[Effect]:
    facts = row.payload
    for item in facts["outcomes"]:
        if item["outcome"] != "lost":
            yield Effect(key_of("coding", item["coding"]), "update", {name: item[name] for name in _PLACE})
        if item["outcome"] != "kept":
            key = key_of("outcome", item["coding"], facts["version"]["id"])
            yield Effect(key, "put", _outcome(row, item))


def _outcome(row: Row, item: Facts) -> State:
    """What became of a coding; its old words stand in the version before, at `start` to `end`."""
    state = {"coding": item["coding"], "version": row.payload["version"]["id"], "verdict": item["outcome"]}
    before = {"before": item["before"][0], "start": item["before"][1], "end": item["before"][2]}
    return state | before | {"similarity": item["similarity"], "looked": "", "clock": row.clock}


def _looked(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("looked", ()):
        yield Effect(key_of("outcome", item["coding"], item["version"]), "update", {"looked": row.at})


_CODING_DEFAULTS: Facts = {
    "round": "",
    "origin": "typed",
    "rank": None,
    "score": None,
    "star": 0,
    "translation": "",
    "translation_language": "",
    "translator": "",
    "twin": 0,
}

_ASIDE = ("memo", "i", "evidence", "probability", "offered")
"""What a new coding's facts hold beside the coding."""


def _apply(row: Row) -> Iterator[Effect]:
    codings = row.payload.get("codings", ())
    for index, facts in enumerate(codings, 1):
        name = row.id if len(codings) == 1 and not row.payload.get("bulk") else f"{row.id}.{facts.get('i', index)}"
        state = {**_CODING_DEFAULTS, "coder": row.coder, **facts, "id": name, "at": row.at, "clock": row.clock}
        for aside in _ASIDE:
            state.pop(aside, None)
        yield Effect(key_of("coding", name), "create", state)
        if facts.get("memo"):
            memo = {"id": f"{name}.memo", "coder": state["coder"], "kind": "coding", "target": name}
            memo |= {"text": facts["memo"], "at": row.at, "clock": row.clock}
            yield Effect(key_of("memo", memo["id"]), "create", memo)
        if facts.get("rank"):
            yield _decision(row, name, facts, "accept")
        elif facts.get("offered"):
            yield _decision(row, name, facts, "other")
    for facts in row.payload.get("done", ()):
        yield from _mark(row, facts)


def _settle(row: Row) -> Iterator[Effect]:
    """Codings of the consensus, and what was decided where."""
    yield from _apply(row)
    for index, facts in enumerate(row.payload.get("settled", ())):
        said = json.dumps(
            {name: facts[name] for name in ("codes", "who", "coders")}, ensure_ascii=False, sort_keys=True
        )
        state = {name: facts[name] for name in ("difference", "document", "start", "end", "choice", "reason")}
        state |= {"id": f"{row.id}.s{index}", "facts": said, "coder": row.coder, "at": row.at, "clock": row.clock}
        yield Effect(key_of("settlement", state["id"]), "create", state)


def _decision(row: Row, name: str, facts: Facts, verdict: str) -> Effect:
    state = {key: facts[key] for key in ("document", "start", "end", "code")}
    state |= {"rank": facts.get("rank", 0), "score": facts.get("score", 0.0), "probability": facts.get("probability")}
    state["offered"] = json.dumps(facts["offered"], ensure_ascii=False) if facts.get("offered") else ""
    evidence = json.dumps(facts.get("evidence", {}), ensure_ascii=False, sort_keys=True)
    state |= {"id": name, "coder": row.coder, "verdict": verdict, "evidence": evidence, "at": row.at}
    return Effect(key_of("decision", name), "create", state)


def _reject(row: Row) -> Iterator[Effect]:
    if "code" in row.payload:
        yield _decision(row, row.id, row.payload, "reject")


def _remove(row: Row) -> Iterator[Effect]:
    for coding in row.payload.get("ids", ()):
        yield Effect(key_of("coding", coding), "delete", {})


def _adjust(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("places", ()):
        yield Effect(key_of("coding", item["coding"]), "update", {name: item[name] for name in _PLACE})
    yield from _remove(row)


def _recode(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("recode", ()):
        said = {name: item[name] for name in ("code", "definition") if name in item}
        yield Effect(key_of("coding", item["coding"]), "update", said)


def _star(row: Row) -> Iterator[Effect]:
    if "coding" in row.payload:
        yield Effect(key_of("coding", row.payload["coding"]), "update", {"star": int(row.payload["on"])})


def _translate(row: Row) -> Iterator[Effect]:
    if "coding" in row.payload:
        said = {"translation": row.payload["text"], "translation_language": row.payload["language"]}
        yield Effect(key_of("coding", row.payload["coding"]), "update", said | {"translator": row.payload["by"]})


def _memo(row: Row) -> Iterator[Effect]:
    facts = row.payload
    if "kind" not in facts:
        return
    name = facts.get("memo") or row.id
    if not facts["text"]:
        yield Effect(key_of("memo", name), "delete", {})
    elif facts.get("memo"):
        yield Effect(key_of("memo", name), "update", {"text": facts["text"], "at": row.at})
    else:
        memo = {"id": name, "coder": row.coder, "kind": facts["kind"], "target": facts["target"]}
        yield Effect(key_of("memo", name), "create", memo | {"text": facts["text"], "at": row.at, "clock": row.clock})


def _mark(row: Row, facts: Facts) -> Iterator[Effect]:
    coder, turn = facts.get("coder", row.coder), facts.get("round", "")
    mark = {"document": facts["document"], "coder": coder, "round": turn, "version": facts["version"]}
    mark |= {"codebook": facts["codebook"], "at": facts.get("at", row.at)}
    yield Effect(key_of("done", facts["document"], coder, turn), "put" if facts["done"] else "delete", mark)


def _done(row: Row) -> Iterator[Effect]:
    for facts in row.payload.get("done", ()):
        yield from _mark(row, facts)


def _saw(row: Row) -> Iterator[Effect]:
    facts = row.payload
    if "kind" in facts:
        seen = {"document": facts["document"], "coder": row.coder, "round": facts["round"], "kind": facts["kind"]}
        key = key_of("exposure", seen["document"], seen["coder"], seen["round"], seen["kind"])
        yield Effect(key, "create", seen | {"at": row.at})


def _round(row: Row) -> Iterator[Effect]:
    facts = row.payload
    if facts.get("closed"):
        closed = {"closed": row.at, "without": json.dumps(facts.get("without", []))}
        yield Effect(key_of("round", facts["name"]), "update", closed)
    elif "name" in facts:
        spec = json.dumps(facts["spec"], ensure_ascii=False, sort_keys=True)
        state = {"name": facts["name"], "spec": spec, "opened": row.at, "closed": "", "by": row.coder, "without": "[]"}
        yield Effect(key_of("round", facts["name"]), "create", state)


def _summary(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("cells", ()):
        state = {"unit": item["unit"], "code": item["code"], "coder": row.coder}
        verb = "put" if item["text"] or item["mark"] else "delete"
        facts = {"text": item["text"], "mark": item["mark"], "at": row.at}
        yield Effect(key_of("summary", item["unit"], item["code"], row.coder), verb, state | facts)


def _rename(row: Row) -> Iterator[Effect]:
    if "name" in row.payload:
        yield Effect(key_of("document", row.payload["document"]), "update", {"name": row.payload["name"]})


def _resolve(row: Row) -> Iterator[Effect]:
    facts = row.payload
    answer = {"id": facts["conflict"], "answer": facts["answer"], "coder": row.coder, "at": row.at}
    yield Effect(key_of("resolution", facts["conflict"]), "put", answer)


def _give(row: Row) -> Iterator[Effect]:
    """Codings and marks of somebody who bore another coder's name."""
    for name in row.payload.get("given", ()):
        yield Effect(key_of("coding", name), "update", {"coder": row.payload["coder"]})
    yield from _done(row)


def _assign(row: Row) -> Iterator[Effect]:
    for item in row.payload.get("assign", ()):
        key = key_of("assignment", item["document"], item["coder"])
        state = {"document": item["document"], "coder": item["coder"], "by": row.coder, "at": row.at}
        yield Effect(key, "put" if item["on"] else "delete", state)


_ACTIONS: Mapping[str, Callable[[Row], Iterator[Effect]]] = {
    "coder": _coder,
    "import": _import,
    "attributes": _attributes,
    "speakers": _speakers,
    "revise": _revise,
    "looked": _looked,
    "apply": _apply,
    "adjust": _adjust,
    "codings": _apply,
    "remove": _remove,
    "recode": _recode,
    "codebook": _recode,
    "star": _star,
    "translate": _translate,
    "memo": _memo,
    "done": _done,
    "reject": _reject,
    "saw": _saw,
    "round": _round,
    "summary": _summary,
    "reanchor": _reanchor,
    "rename": _rename,
    "resolve": _resolve,
    "give": _give,
    "settle": _settle,
    "assign": _assign,
}

KNOWN = frozenset(_ACTIONS) | {"undo", "redo", "erase", "merge", "adopt"}
"""The actions that this Quoth knows."""
