"""What `quoth agreement` and `quoth agreement differences` are asked: whom to compare, on what, counted how."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from quoth.errors import QuothError, UsageError
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.cli.shell import Shell
    from quoth.model.round import Round
    from quoth.session.codebook import Reading
    from quoth.session.comparing import Compared
    from quoth.session.filters import Filters
    from quoth.store import Project

__all__ = ["Scope", "opened", "scope_options"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The options that say what is compared."""

    coders: str
    unit: str
    filters: Filters
    overlap: str
    participants: bool
    round: str
    as_of: str


def scope_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every comparison; the function gets one `scope`."""

    @wraps(function)
    def wrapped(
        *args: Any, coders: Any, unit: Any, document: Any, documents: Any, code: Any, codes: Any, attribute: Any,
        overlap: Any, speakers: Any, round_: Any, as_of: Any, **rest: Any,
    ) -> Any:  # fmt: skip
        from quoth.cli.shell import attribute_pairs
        from quoth.session.filters import Filters

        filters = Filters(
            documents=(*document, *_parts(documents)),
            codes=(*code, *_parts(codes)),
            attributes=attribute_pairs(attribute),
        )
        scope = Scope(coders, unit, filters, overlap, speakers == "participants", round_, as_of)
        return function(*args, scope=scope, **rest)

    taking: Callable[..., Any] = wrapped
    for option in reversed(_OPTIONS):
        taking = option(taking)
    return taking


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.option(
        "--coders",
        default="",
        metavar="A,B[,C]",
        help="Whom to compare, A@ROUND for what A did in a round; else all who are done.",
    ),
    click.option(
        "--unit",
        default="",
        metavar="UNIT",
        help="char, token, sentence, turn, document or continuum; else what the codebook says.",
    ),
    click.option("--document", multiple=True, metavar="NAME", help="Only this document."),
    click.option("--documents", default="", metavar="A,B", help="Only these documents."),
    click.option("--code", multiple=True, metavar="CODE", help="Only this code and those below it."),
    click.option("--codes", default="", metavar="A,B", help="Only these codes and those below them."),
    click.option("--attribute", multiple=True, metavar="NAME=VALUE", help="Only documents with this attribute."),
    click.option(
        "--overlap",
        default="any",
        show_default=True,
        metavar="HOW",
        help="How much of a unit must be coded: any, majority or a percentage.",
    ),
    click.option(
        "--speakers",
        type=click.Choice(["participants", "all"]),
        default="participants",
        show_default=True,
        help="Whose words count; everyone's where it is not known who asks.",
    ),
    click.option("--round", "round_", default="", metavar="NAME", help="Only what was coded in this round."),
    click.option("--as-of", default="", metavar="NAME", help="As it was at a moment named by quoth mark."),
)


@contextmanager
def opened(shell: Shell, scope: Scope) -> Iterator[tuple[Project, Reading, tuple[Compared, ...], str]]:
    """The project and codebook to compare in, as they are or were at a named moment, with coders and unit.

    Raises UsageError where no unit is said and nobody can be asked.
    """
    from quoth.session import comparing

    with _project(shell, scope.as_of) as (project, reading):
        coders = comparing.named_coders(project, scope.coders, scope.round)
        unit = _unit(scope, reading, comparing.round_compared(project, coders))
        yield project, reading, coders, unit or _ask(shell, project, reading, coders, scope)


@contextmanager
def _project(shell: Shell, as_of: str) -> Iterator[tuple[Project, Reading]]:
    with shell.reading() as (project, reading):
        if not as_of:
            yield project, reading
            return
        from quoth.session.moments import as_it_was

        with as_it_was(project, as_of) as then:
            yield then


def _unit(scope: Scope, reading: Reading, round_: Round | None) -> str:
    """The unit asked for, else what the round fixed when it was opened, else what the codebook says."""
    from quoth.agreement import UNITS
    from quoth.cli.shell import note
    from quoth.segment import SPLITTER

    fixed = "" if round_ is None else "passage" if round_.frozen_units else round_.unit
    unit = scope.unit or fixed or reading.codebook.settings.unit
    if unit == "passage" and fixed != "passage":
        raise UsageError(
            _("Passages are units only in a round with frozen units."),
            _("Name it with --round NAME; quoth round status lists rounds."),
        )
    if round_ is not None and unit != fixed:
        note(_("The round fixed the unit {fixed}; this is {unit}.").format(fixed=fixed, unit=unit))
    if round_ is not None and unit == "sentence" and round_.splitter != SPLITTER:
        note(
            _("The round was opened when sentences were split by {then}; now it is {now}, so some may differ.").format(
                then=round_.splitter, now=SPLITTER
            )
        )
    if unit in (*UNITS, "continuum") or (not unit and sys.stdin.isatty()):
        return unit
    said = _("{unit!r} is not a unit.") if unit else _("It is not said what agreement is counted on.")
    raise UsageError(
        said.format(unit=unit),
        _("Give --unit turn (recommended), sentence, document, token, char or continuum, or set it in codebook.yaml."),
    )


def _ask(shell: Shell, project: Project, reading: Reading, coders: Sequence[Compared], scope: Scope) -> str:
    """Show what agreement is on documents, turns and sentences, ask which is reported, and offer to keep the answer."""
    from quoth.cli.shell import note
    from quoth.codebook_file import set_unit
    from quoth.session import agreeing

    found = agreeing.agree(
        project, reading, coders, "turn", scope.filters, overlap=scope.overlap, participants=scope.participants
    )
    for unit, mean, sets in found.units:
        told = ", ".join(
            f"{name} {'–' if one is None else f'{one:.3f}'}" for name, one in (("mean alpha", mean), ("sets", sets))
        )
        note(f"{unit:10} {told}")
    chosen: str = click.prompt(
        "Which unit do you report? A turn is recommended: coders see where it begins and ends",
        type=click.Choice(agreeing.TOGETHER),
        default="turn",
        err=True,
    )
    if click.confirm(
        f"Keep settings: {{unit: {chosen}}} in codebook.yaml, for the whole team?", default=True, err=True
    ):
        try:
            with shell.session(None) as session:
                session.change_codebook(
                    "edit", lambda text: set_unit(text, chosen), says=f"counts agreement on {chosen}s"
                )
            note("Kept.")
        except QuothError as error:
            note(f"Not kept: {error} {error.hint}")
    return chosen
