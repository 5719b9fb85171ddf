"""`quoth history`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, command, echo, echo_json, json_option

__all__ = ["history_"]


@command("history")
@click.option("--code", default="", help="Only acts on codings of this code, and on the code itself.")
@click.option("--coder", default="", help="Only acts of this coder.")
@click.option("--limit", type=click.IntRange(0), default=0, metavar="N", help="Only the newest N.")
@json_option
def history_(shell: Shell, code: str, coder: str, limit: int, as_json: bool) -> None:
    """Show everything done, in order: when, who, what, and what was taken back."""
    from quoth.session.history import entries
    from quoth.session.results import Filters, check_filters

    with shell.reading() as (project, reading):
        check_filters(project, reading, Filters(coders=(coder,) if coder else ()))
        found = entries(project, reading.codebook, code=code, coder=coder)
    found = found[-limit:] if limit else found
    if as_json:
        echo_json({"entries": [entry.as_json() for entry in found]})
        return
    for entry in found:
        back = "  (taken back)" if entry.void else ""
        echo(f"{entry.at[:16].replace('T', ' ')}  {entry.coder or '-':<12} {entry.words}{back}")
