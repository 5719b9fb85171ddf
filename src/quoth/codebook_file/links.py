"""What has to fit between the codes of one codebook: keys, labels, headings, and which code replaces which.

Nothing raises; what does not fit becomes a problem at the field that says it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from quoth.codebook_file.findings import Findings, nearest
from quoth.codebook_file.lines import show
from quoth.codebook_file.tree import Node, Pair
from quoth.i18n import _
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
                _("Another code is also called {label}, in line {line}.").format(
                    label=show(code.label), line=labels[label]
                ),
                _("Make the labels differ."),
            )
        elif label and code.status == "active":
            labels[label] = findings.line(at)
        if code.exclusive and not code.heading:
            findings.warn(
                pairs["exclusive"].start,
                _("“exclusive” says something only on a heading."),
                _("Add a line: heading: true"),
            )
        if code.replaced_by:
            _replacement(findings, code, pairs["replaced_by"].value, by_id)


def _key(findings: Findings, code: Code, node: Node, keys: dict[str, int]) -> None:
    key = unicodedata.normalize("NFC", code.key)
    if len(key) != 1 or not key.strip():
        findings.warn(
            node.start,
            _("The key {key} is not one character, so nothing can be pressed for it.").format(key=show(code.key)),
            _("Use one letter."),
        )
    elif code.heading:
        findings.warn(node.start, _("A heading is not applied, so its key does nothing."), _("Take the key out."))
    elif code.status == "active" and key in keys:
        findings.warn(
            node.start,
            _("The key {key} is also that of the code in line {line}.").format(key=show(key), line=keys[key]),
            _("Give each code its own key."),
        )
    elif code.status == "active":
        keys[key] = findings.line(node.start)


def _replacement(findings: Findings, code: Code, node: Node, by_id: Mapping[str, Code]) -> None:
    target = by_id.get(code.replaced_by)
    if target is None:
        near = nearest(code.replaced_by, by_id)
        findings.error(
            node.start,
            _("There is no code {code}.").format(code=show(code.replaced_by)),
            findings.mend(node, near, _("Did you mean:")) if near else "",
        )
        return
    seen = [code.id]
    while target is not None and target.id not in seen:
        seen.append(target.id)
        target = by_id.get(target.replaced_by)
    if target is not None and target.id == code.id:
        ring = " → ".join([*seen, code.id])
        findings.error(
            node.start,
            _("This code replaces itself in the end: {ring}.").format(ring=ring),
            _("Take out one “replaced_by”."),
        )
        return
    target = by_id[code.replaced_by]
    if target.status == "retired":
        end = _(" Its own successor is {code}.").format(code=target.replaced_by) if target.replaced_by else ""
        findings.warn(
            node.start,
            _("{id} is retired itself, so nobody can apply it.").format(id=show(target.id)),
            _("Name an active code.{end}").format(end=end),
        )
    elif target.heading:
        findings.warn(
            node.start,
            _("{id} is a heading, so nobody can apply it.").format(id=show(target.id)),
            _("Name a code below it."),
        )
    if code.status == "active":
        findings.warn(
            node.start, _("“replaced_by” says something only for a retired code."), _("Add a line: status: retired")
        )
