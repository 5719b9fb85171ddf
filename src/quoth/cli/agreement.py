"""`quoth agreement`."""

from __future__ import annotations

import click

from quoth.cli.agreement_files import spans_, table_
from quoth.cli.shell import Shell, echo, echo_json, group, json_option

__all__ = ["agreement_"]

_UNITS = ("document", "turn", "sentence")


@group("agreement")
@click.option("--coders", default="", metavar="A,B[,C]", help="Whom to compare; else the two or more who are done.")
@click.option("--unit", default="", metavar="UNIT", help="document, turn or sentence; else what the codebook says.")
@click.option("--document", "documents", multiple=True, metavar="NAME", help="Only these documents.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only this code and those below it.")
@click.option(
    "--speakers",
    type=click.Choice(["participants", "all"]),
    default="participants",
    show_default=True,
    help="Whose turns and sentences count; all of them where it is not known who asks.",
)
@json_option
def agreement_(
    ctx: click.Context,
    coders: str,
    unit: str,
    documents: tuple[str, ...],
    codes: tuple[str, ...],
    speakers: str,
    as_json: bool,
) -> None:
    """Say how far coders agree, code by code: raw agreement, kappa and alpha, with what they rest on.

    A document counts for a code only where both coders marked it as done under the definition in force. What cannot be
    estimated is left out, with the reason.
    """
    if ctx.invoked_subcommand is not None:
        return
    shell: Shell = ctx.obj
    from quoth import agreement
    from quoth.errors import UsageError
    from quoth.segment import SPLITTER
    from quoth.session.results import Filters, check_filters, done_coders, readings, with_children

    with shell.reading() as (project, reading):
        unit = unit or reading.codebook.settings.unit
        if unit not in _UNITS:
            said = f"{unit!r} is not a unit" if unit else "It is not said what agreement is counted on"
            raise UsageError(
                f"{said}.",
                "Give --unit turn (recommended), sentence or document, or set it in codebook.yaml.",
            )
        names = [name.strip() for name in coders.split(",") if name.strip()] or done_coders(project)
        found = readings(project, reading, names, unit, documents, participants=speakers == "participants")
        check_filters(project, reading, Filters(codes=codes))
        chosen = with_children(reading.codebook, codes)
        wanted = [c for c in reading.codebook.codes if not c.heading and (not codes or c.id in chosen)]
        compared = agreement.compare(found, wanted, names, unit, splitter=SPLITTER)
    if as_json:
        echo_json(agreement.as_json(compared))
    else:
        echo(agreement.table(compared))


agreement_.add_command(table_)
agreement_.add_command(spans_)
