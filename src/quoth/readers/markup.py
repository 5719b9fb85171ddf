"""XML of unknown origin to a tree, in bounded memory.

Invariant: nothing outside the bytes is looked up, and no entity is expanded. Sizes are bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from quoth.errors import ReaderError
from quoth.i18n import _

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["attribute", "check_weight", "child", "local", "parse"]

_HEAVIEST = 150_000_000
_NODE = 120
_ATTRIBUTE = 220
"""What libxml2 takes for an element and for an attribute, measured."""


def parse(data: bytes, label: str) -> Element:
    """The root element. Raises ReaderError for what is not XML, declares entities, nests too deeply or is too large."""
    from lxml import etree

    check_weight(data, label)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = _("is nested too deeply") if "depth" in str(error).lower() else _("is broken inside")
        raise ReaderError(
            _("{label} {reason}.").format(label=label, reason=reason),
            _("Open it in its own program and save it again."),
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReaderError(
            _("{label} declares a document type, which no word processor writes; it may be made to do harm.").format(
                label=label
            ),
            _("If you trust its origin, open it in its own program and save it again."),
        )
    return root


def check_weight(data: bytes, label: str, closed: bool = True) -> None:
    """Raises ReaderError for markup whose tree would not fit into memory; `closed` where every element has an end."""
    if len(data) + (1 if closed else 2) * _NODE * data.count(b"<") + _ATTRIBUTE * data.count(b"=") > _HEAVIEST:
        raise ReaderError(
            _("{label} holds too much markup to be a transcript.").format(label=label),
            _("Split it into several files."),
        )


def local(element: Element) -> str:
    """An element's name without its namespace; empty for what is none."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute's value whatever its namespace; empty without it."""
    return next((str(value) for key, value in element.items() if _local(str(key)) == name), "")


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names; `None` where there is none."""
    for name in path:
        if element is None:
            return None
        for below in element:
            if local(below) == name:
                element = below
                break
        else:
            return None
    return element
