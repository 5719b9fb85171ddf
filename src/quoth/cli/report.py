"""`quoth report`: what the codings say, as tables and pictures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quoth.cli.output import table
from quoth.cli.shell import (
    FilePath,
    Shell,
    as_option,
    command,
    dry_run_option,
    echo,
    echo_json,
    filter_options,
    group,
    json_option,
    note,
)
from quoth.errors import UsageError
from quoth.i18n import _
from quoth.session.filters import Filters

if TYPE_CHECKING:
    from quoth.model.tables import Picture, Report

__all__ = ["report_"]

FORMATS = ("csv", "xlsx", "docx", "md", "html")


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

    def wrapped(*args: Any, as_json: bool, **rest: Any) -> Any:
        outputs = {name: path for name in (*FORMATS, "plot") if (path := rest.pop(name)) is not None}
        return function(*args, outputs=outputs, as_json=as_json, **rest)

    options = [
        json_option,
        click.option("--plot", type=FilePath(), metavar="FILE", help="Draw it: .svg, .png or .pdf; - in the terminal."),
        click.option("--html", type=FilePath(), metavar="FILE", help="Write a web page; - prints it."),
        click.option("--md", type=FilePath(), metavar="FILE", help="Write Markdown; - prints it."),
        click.option("--docx", type=FilePath(), metavar="FILE", help="Write a Word document."),
        click.option("--xlsx", type=FilePath(), metavar="FILE", help="Write an Excel workbook, a sheet a table."),
        click.option("--csv", type=FilePath(), metavar="FILE", help="Write CSV, a file a table; - prints the first."),
        click.option("--names", is_flag=True, help="Speakers by their names, instead of P01, P02, ..."),
        click.option("--layer", type=click.Choice(["result", "all"]), help="Whose codings; coders: all, else result."),
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
    made: list[tuple[Path, bytes]] = []
    for format_, path in outputs.items():
        if str(path) != "-":
            made += _drawn(found, path) if format_ == "plot" else tables.files(found, format_, path)
        elif format_ == "plot":
            _show_picture(found)
        elif format_ in tables.TEXT_FORMATS:
            echo(tables.as_text(found, format_).rstrip("\n"))
        else:
            raise UsageError(
                _("--{format} needs the name of a file.").format(format=format_),
                _("A workbook or document cannot be printed."),
            )
    for path, data in made:
        tables.write(path, data)
        note(f"Wrote {path}.")
    if as_json:
        echo_json(tables.as_json(found))
    elif not outputs:
        from quoth.cli.report_text import text

        echo(text(found))


def _picture(found: Report) -> Picture:
    if found.picture is None:
        raise UsageError(
            _("The report {kind} has no picture.").format(kind=found.kind),
            _("Its tables go to --docx, --xlsx, --html or --md."),
        )
    return found.picture


def _show_picture(found: Report) -> None:
    from quoth.plots.terminal import text

    echo(text(_picture(found), shutil.get_terminal_size((100, 24)).columns))
    for line in found.counts.lines():
        echo(line)


def _drawn(found: Report, path: Path) -> list[tuple[Path, bytes]]:
    from quoth.plots.drawing import draw

    data, lacking = draw(_picture(found), path.suffix.lower().lstrip("."))
    if lacking:
        note(f"No font here has {' '.join(lacking)}: install one that does (as Noto Sans), and draw again.")
    return [(path, data)]


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


@command("framework")
@click.option("--edit", nargs=2, metavar="CASE CODE", help="Write the cell of a case (or document) and a code.")
@click.option("--summary", metavar="TEXT", help="With --edit: the words; without it your editor opens.")
@click.option("--not-asked", "mark", flag_value="not asked", help="With --edit: it was not asked.")
@click.option("--nothing-said", "mark", flag_value="nothing said", help="With --edit: asked, and nothing said.")
@click.option("--clear", "mark", flag_value="clear", help="With --edit: take the cell away.")
@as_option
@dry_run_option
@output_options
def framework_(
    shell: Shell,
    edit: tuple[str, str] | None,
    summary: str | None,
    mark: str | None,
    as_: str | None,
    dry_run: bool,
    **rest: Any,
) -> None:
    """Cases in rows, codes in columns, summaries in the cells, linked to their quotations."""
    if edit is None:
        if summary is not None or mark or dry_run:
            raise UsageError(_("It is not said which cell is meant."), _("Give --edit CASE CODE."))
        _tell(shell, "framework", **rest)
        return
    from quoth.session.framework import cell, write

    with shell.session(as_) as session:
        unit, code = edit
        text = summary
        if text is None and mark is None:
            if not sys.stdin.isatty():
                raise UsageError(
                    _("There is nothing to write."), _("Give --summary, --not-asked, --nothing-said or --clear.")
                )
            before = cell(session.project, session.coder, unit, code).text
            text = click.edit(before, extension=".txt")
            if text is None:
                echo("Nothing was changed.")
                return
        said = "" if mark in (None, "clear") else str(mark)
        words = "" if mark == "clear" else text or ""
        done = write(session.project, session.codebook, session.coder, unit, code, words, said, dry=dry_run)
        echo(f"Would write: {done}" if dry_run else done)


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


@command("suggestions")
@output_options
def suggestions_(shell: Shell, **rest: Any) -> None:
    """What coders did with suggestions: by rank, code, month and coder."""
    _tell(shell, "suggestions", **rest)


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
    framework_,
    compare_,
    profile_,
    participants_,
    coders_,
    coreq_,
    suggestions_,
    saturation_,
):
    report_.add_command(_command)
