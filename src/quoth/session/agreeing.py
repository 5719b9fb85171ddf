"""How far a project's coders agree: what is compared, grouped, and told beside the figures.

Owns the use case that shell and screen share; the figures are `quoth.agreement`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from quoth.errors import AgreementError
from quoth.i18n import N_, _
from quoth.model.text import Role
from quoth.session.comparing import Compared, codes_compared, readings
from quoth.session.filters import Filters
from quoth.store import Project, queries

if TYPE_CHECKING:
    from quoth import agreement
    from quoth.session.codebook import Reading

__all__ = ["Agreed", "agree", "as_json", "beside", "facts", "withheld"]

TOGETHER = ("document", "turn", "sentence")
"""Units that are told beside each other."""

_SOUND = N_(
    "This project discusses differences and does not count agreement (settings: agreement: {setting}). That is sound: "
    "where codes are read as interpretations that coders work out together, a coefficient measures what nobody claims; "
    "say so in the methods section and describe how differences were discussed (Braun & Clarke 2021, O'Connor & Joffe "
    "2020)."
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was found."""

    whole: agreement.Comparison
    groups: list[tuple[str, agreement.Comparison]]
    """By part, where it was asked for."""
    by: str
    roles_unknown: int
    """Documents in which it is not known who asks."""
    units: tuple[tuple[str, float | None, float | None], ...]
    """By unit of `TOGETHER` the mean alpha and the alpha of sets of codes."""


def agree(
    project: Project,
    reading: Reading,
    coders: Sequence[Compared],
    unit: str,
    filters: Filters = Filters(),  # noqa: B008 - it is frozen
    *,
    overlap: str = "any",
    participants: bool = True,
    how: agreement.Resampling | None = None,
    exposure: str = "both",
    by: str = "code",
) -> Agreed:
    """Compare coders in the documents that two or more of them have done.

    Raises AgreementError when there is nothing to compare, for an unknown unit, overlap or grouping.
    """
    from quoth import agreement
    from quoth.segment import SPLITTER

    names = [one.name for one in coders]
    read = readings(
        project, reading, coders, filters, sentences=unit in TOGETHER or by == "speaker", participants=participants
    )
    codes = codes_compared(reading, filters)
    given = {"overlap": overlap, "splitter": SPLITTER, "how": how, "exposure": exposure}
    whole = agreement.compare(read, codes, names, unit, codebook=reading.codebook, **given)  # type: ignore[arg-type]
    parts = _parts(read, codes, reading, by, unit)
    groups = agreement.compare_groups(parts, names, unit, **given) if parts else []  # type: ignore[arg-type]
    unknown = sum(not any(turn.role is Role.INTERVIEWER for turn in one.version.turns) for one in read)
    units = tuple(_unit(read, codes, names, one, overlap, whole) for one in TOGETHER) if unit in TOGETHER else ()
    return Agreed(whole, groups, by, unknown if participants else 0, units)


def _parts(
    read: Sequence[agreement.Reading], codes: Sequence[Any], reading: Reading, by: str, unit: str
) -> list[agreement.Group]:
    from quoth import agreement

    what, _colon, name = by.partition(":")
    if what == "code":
        return []
    if what == "document":
        return agreement.by_document(read, codes)
    if what == "level":
        return agreement.by_level(read, reading.codebook, codes)
    if what == "speaker":
        if unit == "document":
            raise AgreementError(_("A document has many speakers."), _("Give --unit turn with --by speaker."))
        return agreement.by_speaker(read, codes)
    known = sorted({known for one in read for known in one.attributes})
    if what == "attribute" and not name and len(known) == 1:
        name = known[0]
    if what != "attribute" or name not in known:
        if what != "attribute":
            said = _("{by!r} is nothing to group by.")
        else:
            said = _("There is no attribute {name!r}.") if name else _("It is not said by which attribute.")
        raise AgreementError(
            said.format(name=name, by=by),
            _("Give --by document, speaker, level or attribute:NAME, with NAME one of {known}.").format(
                known=", ".join(known) or _("none")
            ),
        )
    return agreement.by_attribute(read, codes, name)


def _unit(
    read: Sequence[agreement.Reading],
    codes: Sequence[Any],
    names: Sequence[str],
    unit: str,
    overlap: str,
    whole: agreement.Comparison,
) -> tuple[str, float | None, float | None]:
    """Mean alpha and set alpha on one unit; those of the reported one are there already."""
    from quoth import agreement

    if unit != whole.settings["unit"]:
        return unit, *agreement.overall(read, codes, names, unit, overlap)
    found = whole.overall
    return (unit, found.mean_alpha.figure.value, found.masi.figure.value) if found else (unit, None, None)


def beside(found: Agreed) -> Iterator[str]:
    """The units beside each other."""
    if not found.units:
        return
    reported = found.whole.settings["unit"]
    told = "; ".join(
        f"{unit}{' (reported)' if unit == reported else ''} "
        f"{'–' if mean is None else f'{mean:.3f}'}, sets {'–' if sets is None else f'{sets:.3f}'}"
        for unit, mean, sets in found.units
    )
    yield f"Mean alpha by unit: {told}."


def as_json(found: Agreed) -> dict[str, Any]:
    """Everything as plain data for JSON."""
    from quoth import agreement

    plain = agreement.as_json(found.whole)
    plain["units"] = [
        {"unit": unit, "mean_alpha": mean, "alpha_masi": sets, "reported": unit == found.whole.settings["unit"]}
        for unit, mean, sets in found.units
    ]
    if found.groups:
        plain["by"] = found.by
        plain["groups"] = [{"group": name, **agreement.as_json(one)} for name, one in found.groups]
    return plain


def facts(project: Project, found: Agreed, round_: str = "", as_of: str = "") -> agreement.Facts:
    """What the methods text needs beside the figures."""
    from quoth import agreement

    chosen = ""
    for one in queries.rounds(project):
        if one.name == round_ and one.sample.get("number"):
            by = f", stratified by {one.sample['by']}" if one.sample.get("by") else ""
            seed = f" (seed {one.sample['seed']})" if "seed" in one.sample else ""
            chosen = f"They were drawn at random{by}{seed}."
    if not chosen and found.whole.documents == len(queries.documents(project)):
        chosen = "These are all documents."
    return agreement.Facts(len(queries.documents(project)), chosen, version("quoth"), as_of, round_)


def withheld(reading: Reading, *, differences: bool = False) -> str:
    """Why this project gives no figures, or no differences either; empty where it does."""
    setting = reading.codebook.settings.agreement
    if setting == "off":
        return _(_SOUND).format(setting=setting)
    if setting == "discuss" and not differences:
        return _(_SOUND).format(setting=setting) + _(" quoth agreement differences shows what to talk about.")
    return ""
