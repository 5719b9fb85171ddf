"""`quoth assign`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, json_option
from quoth.i18n import _

__all__ = ["assign_"]


@command("assign")
@click.argument("documents", nargs=-1, metavar="DOCUMENT...")
@click.option("--to", "coders", default="", metavar="A[,B]", help="Who codes them next.")
@click.option("--not", "off", is_flag=True, help="No longer.")
@as_option
@json_option
@dry_run_option
def assign_(
    shell: Shell, documents: tuple[str, ...], coders: str, off: bool, as_: str | None, as_json: bool, dry_run: bool
) -> None:
    """Say who codes which documents next. Without documents list them all: not yet, single, double, settled."""
    from quoth.cli.output import table
    from quoth.errors import UsageError
    from quoth.session.assigning import assign, coverage

    names = [one.strip() for one in coders.split(",") if one.strip()]
    if bool(documents) != bool(names):
        raise UsageError(_("It is not said who codes what."), _("quoth assign DOCUMENT... --to CODER"))
    if documents:
        with shell.session(as_) as session:
            event = assign(session, documents, names, on=not off, dry_run=dry_run)
        echo(event.message)
        return
    with shell.reading() as (project, _reading):
        found = coverage(project)
    if as_json:
        echo_json({"documents": [one.as_json() for one in found]})
        return
    body = [[one.document, one.state, ", ".join(one.coders), ", ".join(one.assigned)] for one in found]
    echo(table(["document", "state", "done by", "assigned to"], body) if body else "No documents yet.")
    counts = {state: sum(one.state == state for one in found) for state in dict.fromkeys(one.state for one in found)}
    echo(", ".join(f"{state} {number}" for state, number in counts.items()))
