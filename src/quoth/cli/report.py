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
        click.option(
            "--layer", type=click.Choice(["result", "all"]), help="Whose codings count; coders: all, else result."
        ),
    ]
    wrapped.__name__, wrapped.__doc__ = function.__name__, function.__doc__
    wrapped.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
    taking: Callable[..., Any] = wrapped
    for option in options:
        taking = option(taking)
    return filter_options(taking)


def _tell(
    shell: Shell,
    kind: str,
    filters: Filters,
    outputs: dict[str, Path],
    as_json: bool,
    layer: str | None,
    **choices: Any,
) -> None:
    from quoth.exporters import tables
    from quoth.session.folder import check_output
    from quoth.session.reporting import Choices, make

    with shell.reading() as (project, reading):
        for path in outputs.values():
            check_output(project.folder, path)
        found = make(project, reading, kind, filters, Choices(layer=layer or "", **choices))
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


by_option = click.option("--by", default="", metavar="ATTRIBUTE", help="The attribute that groups documents.")
base_option = click.option(
    "--base", type=click.Choice(["read", "all"]), help="Documents that count: read for the code, or all of them."
)


@command("frequencies")
@by_option
@output_options
def frequencies_(shell: Shell, **rest: Any) -> None:
    """How often each code occurs; attributes by Frequency, Percent, Valid and Cumulative Percent."""
    _tell(shell, "frequencies", **rest)


@command("crosstab")
@by_option
@base_option
@click.option(
    "--measure",
    "measures",
    type=click.Choice(["documents", "column", "row", "codings", "rate"]),
    multiple=True,
    help="Only this table: documents, column % or row % of them, codings, or codings per 1,000 words.",
)
@click.option("--test", "tested", is_flag=True, help="Chi-square or Fisher for each code, expected counts, residuals.")
@output_options
def crosstab_(shell: Shell, base: str | None, **rest: Any) -> None:
    """Codes in each value of an attribute, by the documents that have them."""
    _tell(shell, "crosstab", base=base or "", **rest)


@command("cooccurrence")
@click.option(
    "--unit",
    type=click.Choice(["span", "overlap", "sentence", "turn"]),
    default="overlap",
    show_default=True,
    help="Together is: on the same span, overlapping, in one sentence, in one turn.",
)
@output_options
def cooccurrence_(shell: Shell, **rest: Any) -> None:
    """Which codes occur together: counts and Jaccard, as a list and a matrix."""
    _tell(shell, "cooccurrence", **rest)


@command("compare")
@by_option
@base_option
@click.option("--quotes", type=click.IntRange(0, 20), default=2, show_default=True, help="Quotes in each cell.")
@output_options
def compare_(shell: Shell, base: str | None, **rest: Any) -> None:
    """Values of an attribute side by side: how many documents have each code, with quotes."""
    _tell(shell, "compare", base=base or "", **rest)


@command("profile")
@click.option("--parts", type=click.IntRange(2, 100), default=10, show_default=True, help="Parts of each text.")
@output_options
def profile_(shell: Shell, **rest: Any) -> None:
    """Where along the text codes occur; with one --document its portrait."""
    _tell(shell, "profile", **rest)


@command("participants")
@output_options
def participants_(shell: Shell, **rest: Any) -> None:
    """Who is quoted how often, beside how much they say; who is over-quoted is marked."""
    _tell(shell, "participants", **rest)


@command("coders")
@output_options
def coders_(shell: Shell, **rest: Any) -> None:
    """Who coded what, when, and whether they saw suggestions or others' codings."""
    _tell(shell, "coders", **rest)


@command("coreq")
@output_options
def coreq_(shell: Shell, **rest: Any) -> None:
    """The 32 items of COREQ: drafts of those that the project can answer; the others are yours."""
    _tell(shell, "coreq", **rest)


@command("saturation")
@click.option("--base-size", type=click.IntRange(1), default=4, show_default=True, help="Interviews in the base.")
@click.option("--run", type=click.IntRange(1), default=2, show_default=True, help="Interviews in a run.")
@click.option(
    "--threshold", type=click.FloatRange(0, 100), default=5, show_default=True, help="New information, % of the base."
)
@click.option("--order", default="", metavar="ATTRIBUTE", help="Orders interviews; else the order of import.")
@output_options
def saturation_(shell: Shell, threshold: float, **rest: Any) -> None:
    """New codes by interview, and when they end (Guest, Namey and Chen 2020)."""
    _tell(shell, "saturation", threshold=threshold / 100, **rest)


for _command in (
    frequencies_,
    crosstab_,
    cooccurrence_,
    compare_,
    profile_,
    participants_,
    coders_,
    coreq_,
    saturation_,
):
    report_.add_command(_command)
