"""What stands under a quote, as a template: `{document}, {speaker}, {attribute:country}, turn {turn}`.

Owns the fields of such a template. Invariant: a field that is empty goes with the words before it, so that no quote
ends in `, , turn`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from quoth.errors import ExportError
from quoth.i18n import _
from quoth.model.coding import Quotation

__all__ = ["DEFAULT", "FIELDS", "Attribution", "clock", "parse", "with_attributes"]

Field = Callable[[Quotation], str]

FIELDS: dict[str, Field] = {
    "document": lambda q: q.document,
    "case": lambda q: q.case,
    "speaker": lambda q: q.speaker,
    "role": lambda q: q.role.value,
    "turn": lambda q: str(q.turn or ""),
    "section": lambda q: q.section,
    "time": lambda q: clock(q.time),
    "coder": lambda q: q.coder,
    "code": lambda q: q.code,
    "label": lambda q: q.code_label,
    "start": lambda q: str(q.start),
    "end": lambda q: str(q.end),
}
"""The fields of a template; `attribute:NAME` is one, too."""

_PIECE = re.compile(r"([^{}]*)\{([^{}]*)\}")


def clock(seconds: float | None) -> str:
    """`H:MM:SS` from the start of the recording; empty where it is not known."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A template that was understood."""

    template: str
    pieces: tuple[tuple[str, Field], ...]
    """Words, and the field behind them."""
    ending: str = ""

    def of(self, quotation: Quotation) -> str:
        """The attribution of one quotation, on one line."""
        said = ""
        for words, value in self.pieces:
            if found := value(quotation):
                said += (words if said else words.lstrip(" ,;:·–—-")) + found
        return " ".join((said + self.ending).split()) if said else ""


def _attribute(name: str) -> Field:
    return lambda q: q.attributes.get(name, "")


def parse(template: str) -> Attribution:
    """Understand a template. Raises ExportError naming the field that does not exist."""
    pieces: list[tuple[str, Field]] = []
    at = 0
    for match in _PIECE.finditer(template):
        if match.start() != at:
            break
        words, name = match[1], match[2].strip()
        kind, colon, attribute = name.partition(":")
        if colon and kind == "attribute" and attribute:
            pieces.append((words, _attribute(attribute)))
        elif name in FIELDS:
            pieces.append((words, FIELDS[name]))
        else:
            raise ExportError(
                _("An attribution has no field “{{{name}}}”.").format(name=name),
                _("Use {known} or {{attribute:NAME}}.").format(known=", ".join(f"{{{known}}}" for known in FIELDS)),
            )
        at = match.end()
    ending = template[at:]
    if "{" in ending or "}" in ending or not pieces:
        raise ExportError(
            _("The attribution “{template}” cannot be understood.").format(template=template),
            _("For example: {document}, {speaker}, turn {turn}"),
        )
    return Attribution(template, tuple(pieces), ending)


def with_attributes(names: tuple[str, ...], *, coder: bool = False) -> Attribution:
    """The usual attribution: document, speaker, these attributes, turn; and who coded it, where several did."""
    pieces: list[tuple[str, Field]] = [("", FIELDS["document"]), (", ", FIELDS["speaker"])]
    pieces += [(", ", _attribute(name)) for name in names]
    pieces.append((", turn ", FIELDS["turn"]))
    return Attribution("", (*pieces, (", coded by ", FIELDS["coder"])) if coder else tuple(pieces))


DEFAULT = with_attributes(())
"""Document, speaker, turn."""
