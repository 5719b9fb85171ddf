"""Edits of which codes a file has and where they stand: add, move, split, restore.

Text in, text out; a code that moves takes its lines, the comments right above it and those inside it along.
`CodebookError` where the file, a code or a place does not fit; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quoth.codebook_file.fields import edit_all, mappings, write_ids
from quoth.codebook_file.lines import BOM, newline, show
from quoth.codebook_file.opening import checked_fields, found, opened, subtree, verified
from quoth.codebook_file.quoting import flow
from quoth.codebook_file.reading import FIELDS, FLAGS, Parsed, Place, is_id, parse
from quoth.codebook_file.slug import slug
from quoth.codebook_file.splicing import (
    Item,
    Splice,
    append_item,
    apply,
    drop_item,
    insert_after,
    item_lines_at,
)
from quoth.codebook_file.tree import ListNode, MapNode, Node, ScalarNode, comments_in, plain
from quoth.codebook_file.writing import Entry, Habits, habits, in_order, item_lines
from quoth.errors import CodebookError
from quoth.i18n import _
from quoth.model.codebook import Code

__all__ = ["add", "insert", "move", "new_item", "restore", "split"]


def add(
    text: str,
    label: str,
    *,
    parent: str | None = None,
    id: str | None = None,  # noqa: A002 - the field's name in the file
    fields: Mapping[str, object] | None = None,
) -> tuple[str, str]:
    """Put a new code at the end of the codebook, or of the codes under `parent`; gives the new text and the code's id.

    Without an id it is a slug of the label. `fields` are those of `edit`.
    """
    parsed = opened(text)
    codebook = parsed.codebook
    if parent is not None:
        found(codebook, parent)
    if id is not None and not is_id(id):
        raise CodebookError(
            _("{id} cannot be an id.").format(id=show(id)),
            _("Use Latin letters, digits, - and _, such as {id}.").format(id=slug(id)),
        )
    if id in codebook.by_id:
        raise CodebookError(
            _("The id {id} is taken by {label}.").format(id=show(id or ""), label=show(codebook.label(id or ""))),
            _("Choose another id."),
        )
    values = checked_fields({**(fields or {}), "label": label})
    code = Code(id or slug(label, codebook.by_id), parent=parent, **values)
    at = len(codebook.codes) if parent is None else subtree(codebook.codes, parent).stop
    meant = replace(codebook, codes=(*codebook.codes[:at], code, *codebook.codes[at:]))
    entry = {"id": code.id, **values}
    if code.status == "active":
        entry.pop("status", None)
    return verified(insert(parsed, parent, new_item(entry, habits(text, parsed.root))), meant), code.id


def new_item(entry: Entry, style: Habits) -> Item:
    """A code to be put in, by its fields."""
    return Item(item_lines(entry, style), flow(_in_order_below(entry)))


def _in_order_below(entry: Entry) -> dict[str, object]:
    codes = entry.get("codes")
    below = [_in_order_below(code) for code in codes] if isinstance(codes, list) else []
    return in_order({**entry, "codes": below})


def insert(parsed: Parsed, parent: str | None, item: Item) -> str:
    """The text with a code put last under a parent, or last of all."""
    if parent is not None:
        parsed = mappings(parsed, [parent])
        node = parsed.places[parent].node
        splices = (
            append_item(parsed.text, node, item, habits(parsed.text, parsed.root)) if isinstance(node, MapNode) else []
        )
        return apply(parsed.text, splices)
    text, root, style = parsed.text, parsed.root, habits(parsed.text, parsed.root)
    if isinstance(root, MapNode):
        return apply(text, append_item(text, root, item, style))
    if isinstance(root, ListNode) and root.items:
        return apply(text, insert_after(text, root, len(root.items) - 1, item))
    if isinstance(root, ListNode):
        return apply(text, [Splice(root.start, root.end, f"[{item.inline}]")])
    break_ = newline(text)
    lines = ["codes:", *(" " * style.step + line if line else "" for line in item.lines)]
    begun = break_ if text.strip(BOM) and not text.endswith(("\n", "\r")) else ""
    return text + begun + "".join(line + break_ for line in lines)


def move(text: str, code: str, parent: str | None) -> str:
    """Put a code and all below it last under another parent, or last at the top, unless it is there already."""
    codebook = opened(text).codebook
    if parent is not None:
        found(codebook, parent)
    if found(codebook, code).parent == parent:
        return text
    if parent is not None and (code == parent or any(above.id == code for above in codebook.ancestors(parent))):
        raise CodebookError(
            _("{code} cannot be moved under itself.").format(code=show(codebook.label(code))),
            _("Name a code outside it."),
        )
    unsure = [here.id for here in codebook.codes if not here.written_id and here.id != slug(here.label)]
    parsed = opened(write_ids(text, unsure))
    codes = parsed.codebook.codes
    taken = subtree(codes, code)
    rest = codes[: taken.start] + codes[taken.stop :]
    at = len(rest) if parent is None else subtree(rest, parent).stop
    moved = (replace(codes[taken.start], parent=parent), *codes[taken.start + 1 : taken.stop])
    meant = replace(parsed.codebook, codes=(*rest[:at], *moved, *rest[at:]))
    place = parsed.places[code]
    to_flow = _goes_in_brackets(parsed, parent)
    item = _item_at(parsed, place, habits(parsed.text, parsed.root))
    owner = parsed.root if codes[taken.start].parent is None else parsed.places[codes[taken.start].parent or ""].node
    owner_map = owner if isinstance(owner, MapNode) else None
    keep = to_flow and not place.siblings.flow
    left = parse(apply(parsed.text, drop_item(parsed.text, owner_map, place.siblings, place.index, keep)))
    if parent is not None and parent not in left.places:
        left = parsed
    return verified(insert(left, parent, item), meant)


def _goes_in_brackets(parsed: Parsed, parent: str | None) -> bool:
    """Whether the list that a code would be put into stands in brackets."""
    owner = parsed.root if parent is None else parsed.places[parent].node
    if isinstance(owner, MapNode):
        pair = owner.get("codes")
        filled = pair is not None and isinstance(pair.value, ListNode) and pair.value.items
        return pair.value.flow if filled and pair is not None and isinstance(pair.value, ListNode) else owner.flow
    if isinstance(owner, ListNode):
        return owner.flow
    return parent is not None and parsed.places[parent].siblings.flow


def _item_at(parsed: Parsed, place: Place, style: Habits) -> Item:
    """A code of the file as it stands, for a list of the same kind, and written anew for one of the other kind."""
    text, node = parsed.text, place.node
    entry = _entry(node)
    if not place.siblings.flow:
        return Item(item_lines_at(text, place.siblings, place.index), flow(_in_order_below(entry)))
    comments = comments_in(text, node, node.start, node.end)
    return Item([*comments, *item_lines(entry, style)], text[node.start : node.end])


def _entry(node: Node) -> dict[str, object]:
    """A code's node as fields to be written anew; truth values as such."""
    if isinstance(node, ScalarNode):
        return {"label": node.value}
    entry: dict[str, object] = {}
    for pair in node.pairs if isinstance(node, MapNode) else ():
        value = plain(pair.value)
        if pair.name in FLAGS:
            value = str(value).lower() in ("yes", "true", "on")
        if pair.name == "codes" and isinstance(pair.value, ListNode):
            value = [_entry(item) for item in pair.value.items]
        entry[pair.name] = value
    return entry


def split(text: str, code: str, labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Put new codes, with nothing but a label, right behind a code and under the same parent; gives their ids."""
    parsed = opened(text)
    codebook = parsed.codebook
    parent = found(codebook, code).parent
    new: list[Code] = []
    for label in labels:
        checked_fields({"label": label})
        new.append(Code(slug(label, {*codebook.by_id, *(other.id for other in new)}), label, parent))
    at = subtree(codebook.codes, code).stop
    meant = replace(codebook, codes=(*codebook.codes[:at], *new, *codebook.codes[at:]))
    style = habits(text, parsed.root)
    for other in reversed(new):
        place = parsed.places[code]
        item = new_item({"id": other.id, "label": other.label}, style)
        parsed = parse(apply(parsed.text, insert_after(parsed.text, place.siblings, place.index, item)))
    return verified(parsed.text, meant), tuple(other.id for other in new)


def restore(text: str, code: str, fields: Mapping[str, object] | None = None) -> str:
    """Put a retired code back in use, or a code that is gone back into the file with the fields it had.

    `fields` are those of `edit`, and `parent`, which counts only if it is still there. A code that is gone needs its
    label among them.
    """
    codebook = opened(text).codebook
    given = {name: value for name, value in (fields or {}).items() if name in FIELDS and name not in ("id", "codes")}
    known = codebook.by_id.get(code)
    if known is not None and known.status == "active":
        raise CodebookError(_("{label} is in use; there is nothing to restore.").format(label=show(known.label)))
    if known is not None:
        return edit_all(text, {code: {**given, "status": "active", "replaced_by": ""}})
    label = given.pop("label", None)
    if not isinstance(label, str):
        raise CodebookError(
            _("There is no code {code} in the codebook, and what it said is not known.").format(code=show(code)),
            _("Add it as a new code."),
        )
    parent = (fields or {}).get("parent")
    above = parent if isinstance(parent, str) and parent in codebook.by_id else None
    return add(text, label, parent=above, id=code, fields={**given, "status": "active", "replaced_by": ""})[0]
