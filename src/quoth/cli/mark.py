"""`quoth mark`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, json_option

__all__ = ["mark_"]


@command("mark")
@click.argument("name", default="")
@as_option
@dry_run_option
@json_option
def mark_(shell: Shell, name: str, as_: str | None, dry_run: bool, as_json: bool) -> None:
    """Name this moment, so that figures can be recomputed as of it: quoth agreement --as-of NAME. Else list them.

    Mark the project before coders talk about their differences: what they did independently stays reproducible.
    """
    from quoth.session import moments

    if not name:
        with shell.reading() as (project, _):
            found = moments.known(project)
        if as_json:
            echo_json({"moments": [{"name": one.name, "coder": one.coder, "at": one.at} for one in found]})
            return
        for one in found:
            echo(f"{one.at[:16].replace('T', ' ')}  {one.coder:<12} {one.name}")
        if not found:
            echo("No moment is named yet: quoth mark NAME.")
        return
    with shell.session(as_) as session:
        if dry_run:
            plain = moments.check_name(session.project, name)
            echo_json({"moment": plain, "dry_run": True}) if as_json else echo(f"Would name this moment {plain}.")
            return
        made = moments.name_it(session.project, session.coder, name)
    if as_json:
        echo_json({"moment": made.name, "at": made.at})
    else:
        echo(f"This moment is {made.name}. quoth agreement --as-of {made.name} recomputes what was coded by now.")
