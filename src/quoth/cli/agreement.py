"""`quoth agreement`: how far coders agree, from a project."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import click

from quoth.cli.agreement_files import bootstrap_options, spans_, table_
from quoth.cli.agreement_scope import Scope, opened, scope_options
from quoth.cli.differences import differences_
from quoth.cli.shell import echo, echo_json, group, json_option, note
from quoth.errors import UsageError
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.agreement import Comparison

__all__ = ["agreement_"]


@group("agreement")
@scope_options
@click.option(
    "--by",
    default="code",
    show_default=True,
    metavar="WHAT",
    help="code, document, speaker, level (the codebook rolled up), or attribute:NAME.",
)
@click.option(
    "--exposure",
    type=click.Choice(["both", "all", "unaided"]),
    default="both",
    show_default=True,
    help="Whether units read with suggestions or others' codings in sight count.",
)
@bootstrap_options
@click.option(
    "--resample",
    type=click.Choice(["document", "unit"]),
    default="document",
    show_default=True,
    help="What is drawn: whole documents, as what one person said hangs together, or single units.",
)
@click.option("--scale", type=click.Choice(["landis-koch", "krippendorff"]), help="Add adjectives by this scale.")
@click.option("--report", type=click.Choice(["methods"]), help="Write the paragraph a journal asks for.")
@click.option("--plot", is_flag=True, help="Draw every code's alpha with its interval.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV table.")
@click.option("--md", "as_md", is_flag=True, help="Print a Markdown table.")
@json_option
def agreement_(
    ctx: click.Context, scope: Scope, by: str, exposure: str, bootstrap: int, seed: int, resample: str,
    scale: str | None, report: str | None, plot: bool, as_csv: bool, as_md: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say how far coders agree, code by code: raw agreement, kappa, alpha and AC1, with what they rest on.

    A document counts for a code only where both coders marked it as done under the definition in force. What cannot be
    estimated is left out, with the reason. Lowest alpha first; all codes together come last.
    """
    if ctx.invoked_subcommand is not None:
        return
    from quoth import agreement
    from quoth.session import agreeing

    if sum((as_csv, as_md, as_json)) > 1:
        raise UsageError(_("A table has one form."), _("Give one of --csv, --md and --json."))
    with opened(ctx.obj, scope) as (project, reading, coders, unit):
        if told := agreeing.withheld(reading):
            _withheld(told, as_json)
            return
        if resample == "unit" and unit in ("char", "token", "continuum"):
            raise UsageError(
                _(
                    "Units as small as {unit} hang together in a text, so that drawing them one by one means nothing."
                ).format(unit=unit),
                _("Leave --resample out: whole documents are drawn."),
            )
        how = agreement.Resampling(bootstrap, seed, resample)
        found = agreeing.agree(
            project, reading, coders, unit, scope.filters, overlap=scope.overlap, participants=scope.participants,
            how=how, exposure=exposure, by=by,
        )  # fmt: skip
        if found.roles_unknown and unit != "document":
            note(f"Who asks is not known in {found.roles_unknown} documents, so all their turns count there.")
        facts = agreeing.facts(project, found, scope.round, scope.as_of)
    if report:
        text = agreement.methods(found.whole, facts)
        echo_json({"methods": text}) if as_json else echo(text)
    elif as_json:
        echo_json(agreeing.as_json(found))
    elif as_csv:
        _csv(found.groups or [("", found.whole)])
    elif as_md:
        _markdown(found.groups or [("", found.whole)])
    else:
        _print(found, scale or "", plot)


def _withheld(told: str, as_json: bool) -> None:
    if as_json:
        echo_json({"codes": [], "overall": None, "unitizing": None, "reasons": {"agreement": told}, "settings": {}})
    else:
        echo(told)


def _print(found: Any, scale: str, plot: bool) -> None:
    from quoth import agreement
    from quoth.session import agreeing

    if plot:
        echo(agreement.plot(found.whole, _width()))
        return
    for name, one in found.groups:
        echo(f"== {name}")
        echo(agreement.table(one, _width(), scale=scale, brief=True))
        echo()
    if found.groups:
        echo("== All")
    echo(agreement.table(found.whole, _width(), scale=scale))
    for line in agreeing.beside(found):
        echo(line)


def _width() -> int:
    import shutil

    return max(80, min(140, shutil.get_terminal_size((100, 24)).columns)) if sys.stdout.isatty() else 100


def _csv(groups: list[tuple[str, Comparison]]) -> None:
    from quoth import agreement
    from quoth.exporters.guard import guard

    writer = csv.writer(sys.stdout, lineterminator="\n")
    for number, (name, one) in enumerate(groups):
        head, *body = agreement.as_rows(one)
        if not number:
            writer.writerow(["group", *head] if name else head)
        for row in body:
            cells = [guard(cell) if isinstance(cell, str) else cell for cell in row]
            writer.writerow([guard(name), *cells] if name else cells)


def _markdown(groups: list[tuple[str, Comparison]]) -> None:
    from quoth import agreement
    from quoth.exporters.markdown import escape

    for name, one in groups:
        if name:
            echo(f"**{escape(name)}**")
            echo()
        head, *body = agreement.markdown(one)
        for row in (head, ["---"] * len(head), *body):
            echo("| " + " | ".join(cell if cell == "---" else escape(cell) for cell in row) + " |")
        echo()


agreement_.add_command(table_)
agreement_.add_command(spans_)
agreement_.add_command(differences_)
