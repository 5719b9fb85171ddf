"""What has to fit between the codes of one codebook: keys, labels, headings, and which code replaces which.

Nothing raises; what does not fit becomes a problem at the field that says it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from quoth.codebook_file.findings import Findings, nearest
from quoth.codebook_file.lines import show
from quoth.codebook_file.tree import Node, Pair
from quoth.model.codebook import Code

__all__ = ["check_links"]


def check_links(
    findings: Findings, codes: Sequence[Code], fields: Sequence[Mapping[str, Pair]], nodes: Sequence[Node]
) -> None:
    """Check the codes of a file against each other; `fields` and `nodes` belong to the code at the same index."""
    by_id = {code.id: code for code in codes}
    keys: dict[str, int] = {}
    labels: dict[str, int] = {}
    for code, pairs, node in zip(codes, fields, nodes, strict=True):
        if code.key:
            _key(findings, code, pairs["key"].value, keys)
        label = unicodedata.normalize("NFC", code.label).casefold().strip()
        at = pairs["label"].value.start if "label" in pairs else node.start
        if label in labels and code.status == "active":
            findings.warn(
                at,
                f"Another code is also called {show(code.label)}, in line {labels[label]}.",
                "Make the labels differ.",
            )
        elif label and code.status == "active":
            labels[label] = findings.line(at)
        if code.exclusive and not code.heading:
            findings.warn(
                pairs["exclusive"].start, "“exclusive” says something only on a heading.", "Add a line: heading: true"
            )
        if code.replaced_by:
            _replacement(findings, code, pairs["replaced_by"].value, by_id)


def _key(findings: Findings, code: Code, node: Node, keys: dict[str, int]) -> None:
    key = unicodedata.normalize("NFC", code.key)
    if len(key) != 1 or not key.strip():
        findings.warn(
            node.start,
            f"The key {show(code.key)} is not one character, so nothing can be pressed for it.",
            "Use one letter.",
        )
    elif code.heading:
        findings.warn(node.start, "A heading is not applied, so its key does nothing.", "Take the key out.")
    elif code.status == "active" and key in keys:
        findings.warn(
            node.start,
            f"The key {show(key)} is also that of the code in line {keys[key]}.",
            "Give each code its own key.",
        )
    elif code.status == "active":
        keys[key] = findings.line(node.start)


def _replacement(findings: Findings, code: Code, node: Node, by_id: Mapping[str, Code]) -> None:
    target = by_id.get(code.replaced_by)
    if target is None:
        near = nearest(code.replaced_by, by_id)
        findings.error(
            node.start,
            f"There is no code {show(code.replaced_by)}.",
            findings.mend(node, near, "Did you mean:") if near else "",
        )
        return
    seen = [code.id]
    while target is not None and target.id not in seen:
        seen.append(target.id)
        target = by_id.get(target.replaced_by)
    if target is not None and target.id == code.id:
        ring = " → ".join([*seen, code.id])
        findings.error(node.start, f"This code replaces itself in the end: {ring}.", "Take out one “replaced_by”.")
        return
    target = by_id[code.replaced_by]
    if target.status == "retired":
        end = f" Its own successor is {target.replaced_by}." if target.replaced_by else ""
        findings.warn(
            node.start, f"{show(target.id)} is retired itself, so nobody can apply it.", f"Name an active code.{end}"
        )
    elif target.heading:
        findings.warn(node.start, f"{show(target.id)} is a heading, so nobody can apply it.", "Name a code below it.")
    if code.status == "active":
        findings.warn(
            node.start, "“replaced_by” says something only for a retired code.", "Add a line: status: retired"
        )
