"""`quoth agreement`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quoth.cli.agreement_files import spans_, table_
from quoth.cli.agreement_scope import Scope, opened, scope_options
from quoth.cli.differences import differences_
from quoth.cli.shell import echo, echo_json, group, json_option

if TYPE_CHECKING:
    import click

__all__ = ["agreement_"]


@group("agreement")
@scope_options
@json_option
def agreement_(ctx: click.Context, scope: Scope, as_json: bool) -> None:
    """Say how far coders agree, code by code: raw agreement, kappa and alpha, with what they rest on.

    A document counts for a code only where both coders marked it as done under the definition in force. What cannot be
    estimated is left out, with the reason.
    """
    if ctx.invoked_subcommand is not None:
        return
    from quoth import agreement
    from quoth.segment import SPLITTER
    from quoth.session.comparing import codes_compared, readings

    with opened(ctx.obj, scope) as (project, reading, coders, unit):
        found = readings(
            project, reading, coders, scope.filters, sentences=unit == "sentence", participants=scope.participants
        )
        wanted = codes_compared(reading, scope.filters)
        names = [one.name for one in coders]
        compared = agreement.compare(found, wanted, names, unit, overlap=scope.overlap, splitter=SPLITTER)
    if as_json:
        echo_json(agreement.as_json(compared))
    else:
        echo(agreement.table(compared))


agreement_.add_command(table_)
agreement_.add_command(spans_)
agreement_.add_command(differences_)
