"""Agreement on parts of the material: by document, by what is known of it, by speaker; or on a codebook rolled up.

Owns what belongs to a part. A part's figures are those of its own units alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quoth.agreement.coefficients import Estimate
from quoth.agreement.intervals import Resampling
from quoth.agreement.report import Comparison, compare
from quoth.agreement.units import Reading
from quoth.errors import AgreementError
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.model.codebook import Code, Codebook
    from quoth.model.coding import Coding

__all__ = ["BY", "Group", "by_attribute", "by_document", "by_level", "by_speaker", "compare_groups"]

BY = ("code", "document", "attribute", "speaker", "level")


@dataclass(frozen=True, slots=True)
class Group:
    """One part with what is compared in it."""

    name: str
    readings: tuple[Reading, ...]
    codes: tuple[Code, ...]


def by_document(readings: Sequence[Reading], codes: Sequence[Code]) -> list[Group]:
    """Each document by itself."""
    return [Group(one.name or one.document, (one,), tuple(codes)) for one in readings]


def by_attribute(readings: Sequence[Reading], codes: Sequence[Code], name: str) -> list[Group]:
    """Documents with the same value of an attribute; those without it last."""
    values = dict.fromkeys(one.attributes.get(name, "") for one in readings)
    return [
        Group(
            value or f"(no {name})",
            tuple(one for one in readings if one.attributes.get(name, "") == value),
            tuple(codes),
        )
        for value in sorted(values, key=lambda value: (not value, value))
    ]


def by_speaker(readings: Sequence[Reading], codes: Sequence[Code]) -> list[Group]:
    """What each speaker said; a name in two documents is one speaker. Turns without one are a group of their own."""
    speakers = dict.fromkeys(turn.speaker for one in readings for turn in one.version.turns if turn.is_speech)
    groups = []
    for speaker in speakers:
        kept = tuple(
            _only(one, speaker)
            for one in readings
            if any(turn.speaker == speaker and turn.is_speech for turn in one.version.turns)
        )
        groups.append(Group(speaker or "(no speaker)", kept, tuple(codes)))
    return groups


def _only(reading: Reading, speaker: str) -> Reading:
    """The reading in which only this speaker's turns are units."""
    kept = [at for at, turn in enumerate(reading.version.turns) if turn.speaker == speaker]
    place = {at: number for number, at in enumerate(kept)}
    version = replace(reading.version, turns=tuple(reading.version.turns[at] for at in kept))
    sentences = tuple(replace(one, turn=place[one.turn]) for one in reading.sentences if one.turn in place)
    passages = tuple(
        one for one in reading.passages if any(turn.start <= one.start < turn.end for turn in version.turns)
    )
    return replace(reading, version=version, sentences=sentences, passages=passages)


def by_level(readings: Sequence[Reading], codebook: Codebook, codes: Sequence[Code]) -> list[Group]:
    """The codebook rolled up: at level 1 a code counts as the topmost entry above it, and so on down.

    An entry that stands higher than a level counts at it as itself. An upper entry is judged where all codes below it
    are.
    """
    wanted = {code.id for code in codes}
    depth = max((codebook.depth(code) for code in wanted), default=0)
    groups = []
    for level in range(depth + 1):
        above = {code: _at_level(codebook, code, level) for code in wanted}
        entries = [replace(code, heading=False) for code in codebook.codes if code.id in set(above.values())]
        below: dict[str, set[str]] = {}
        for code, entry in above.items():
            below.setdefault(entry, set()).add(code)
        rolled = tuple(
            replace(
                one,
                codings={coder: _rolled(own, above) for coder, own in one.codings.items()},
                judged={
                    coder: frozenset(entry for entry, under in below.items() if under <= own)
                    for coder, own in one.judged.items()
                },
            )
            for one in readings
        )
        groups.append(Group(f"level {level + 1}", rolled, tuple(entries)))
    return groups


def _at_level(codebook: Codebook, code: str, level: int) -> str:
    path = [*(above.id for above in codebook.ancestors(code)), code]
    return path[min(level, len(path) - 1)]


def _rolled(codings: Sequence[Coding], above: dict[str, str]) -> tuple[Coding, ...]:
    return tuple(replace(one, code=above.get(one.code, one.code)) for one in codings)


def compare_groups(
    groups: Sequence[Group],
    coders: Sequence[str],
    unit: str,
    *,
    overlap: str = "any",
    splitter: str = "",
    how: Resampling | None = None,
    exposure: str = "all",
) -> list[tuple[str, Comparison]]:
    """The comparison of every group, as `compare` makes it. Raises as that does, and when there is no group."""
    if not groups:
        raise AgreementError(_("There is nothing to group by."), _("Group by document, or leave --by out."))
    return [
        (
            group.name,
            compare(
                group.readings, group.codes, coders, unit,
                overlap=overlap, splitter=splitter, how=how, exposure=exposure,
            ),
        )
        for group in groups
    ]  # fmt: skip


def mean_alpha(found: Comparison) -> Estimate:
    """The mean of its codes' alphas."""
    return found.overall.mean_alpha.figure if found.overall else Estimate(None, "there is no code")
