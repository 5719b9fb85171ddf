"""`quoth report`: what the codings say, as tables and pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quoth.cli.output import table
from quoth.cli.shell import FilePath, Shell, command, echo, echo_json, filter_options, group, json_option, note
from quoth.session.filters import Filters

__all__ = ["report_"]


@group("report")
@json_option
def report_(ctx: click.Context, as_json: bool) -> None:
    """Count codings: tables for the terminal, for Excel, Word and the web, and pictures.

    The result layer is counted: in each document the consensus where it is settled, else the only coder. Under each
    table stands what was counted.
    """
    if ctx.invoked_subcommand is None:
        kinds = [(name, command.get_short_help_str(200)) for name, command in report_.commands.items()]
        if as_json:
            echo_json({"reports": [{"name": name, "about": about} for name, about in kinds]})
        else:
            echo(table(["report", "says"], [list(kind) for kind in kinds], widest=90))


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The ways a report can leave; the function gets one `outputs`."""

    def wrapped(*args: Any, csv: Any, md: Any, html: Any, as_json: bool, **rest: Any) -> Any:
        outputs = {"csv": csv, "md": md, "html": html}
        return function(*args, outputs={k: v for k, v in outputs.items() if v is not None}, as_json=as_json, **rest)

    options = [
        json_option,
        click.option("--html", type=FilePath(), metavar="FILE", help="Write a web page; - prints it."),
        click.option("--md", type=FilePath(), metavar="FILE", help="Write Markdown; - prints it."),
        click.option("--csv", type=FilePath(), metavar="FILE", help="Write CSV, a file a table; - prints the first."),
        click.option("--layer", type=click.Choice(["result", "all"]), default="result", help="Whose codings count."),
    ]
    wrapped.__name__, wrapped.__doc__ = function.__name__, function.__doc__
    wrapped.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
    taking: Callable[..., Any] = wrapped
    for option in options:
        taking = option(taking)
    return filter_options(taking)


def _tell(shell: Shell, kind: str, filters: Filters, outputs: dict[str, Path], as_json: bool, **choices: Any) -> None:
    from quoth.exporters import tables
    from quoth.session.folder import check_output
    from quoth.session.reporting import Choices, make

    with shell.reading() as (project, reading):
        for path in outputs.values():
            check_output(project.folder, path)
        found = make(project, reading, kind, filters, Choices(**choices))
    for format_, path in outputs.items():
        if str(path) == "-":
            echo(tables.as_text(found, format_).rstrip("\n"))
        else:
            for file in tables.write(found, format_, path):
                note(f"Wrote {file}.")
    if as_json:
        echo_json(tables.as_json(found))
    elif not outputs:
        from quoth.cli.report_text import text

        echo(text(found))


@command("frequencies")
@click.option("--by", default="", metavar="ATTRIBUTE", help="A table for each value of this attribute.")
@output_options
def frequencies_(shell: Shell, by: str, **rest: Any) -> None:
    """How often each code occurs, and how attributes are distributed (Frequency, Percent, Valid, Cumulative)."""
    _tell(shell, "frequencies", by=by, **rest)


for _command in (frequencies_,):
    report_.add_command(_command)
