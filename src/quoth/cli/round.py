"""`quoth round`: open, status, close, units."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, group, json_option
from quoth.i18n import _

__all__ = ["round_"]


@group("round")
def round_(ctx: click.Context) -> None:
    """Code the same documents apart, blind, then compare: a reliability round."""
    if ctx.invoked_subcommand is None:
        echo(ctx.get_help())


@command("open")
@click.argument("name")
@click.option("--documents", required=True, metavar="N|NAMES", help="How many to draw, or names with commas.")
@click.option("--by", default="", metavar="ATTRIBUTE", help="Draw from each value in proportion, such as --by country.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same documents.")
@click.option("--coders", required=True, metavar="A,B[,C]", help="Who codes.")
@click.option("--unit", default="", metavar="UNIT", help="turn, sentence or document; else what the codebook says.")
@click.option("--frozen-units", default="", metavar="CODER", help="This coder marks passages; the others label them.")
@click.option("--suggestions", type=click.Choice(["off", "on-demand", "on"]), default="off", show_default=True)
@as_option
@json_option
@dry_run_option
def open_(
    shell: Shell,
    name: str,
    documents: str,
    by: str,
    seed: int,
    coders: str,
    unit: str,
    frozen_units: str,
    suggestions: str,
    as_: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Open a round. Until it is closed nobody sees others' codings in its documents. It travels by share and merge."""
    from quoth.session import rounds

    with shell.session(as_) as session:
        planned = rounds.plan(
            session,
            name,
            [one.strip() for one in documents.split(",") if one.strip()],
            [one.strip() for one in coders.split(",") if one.strip()],
            by=by,
            seed=seed,
            unit=unit,
            frozen_units=frozen_units,
            suggestions=suggestions,
        )
        names = {s.document.id: s.document.name for s in session.documents}
        if not dry_run:
            rounds.open_round(session, planned)
    drawn = [names[document] for document in planned.documents]
    if as_json:
        plain = {"documents": drawn, "coders": list(planned.coders), "unit": planned.unit}
        echo_json(plain | {"sample": dict(planned.sample)})
        return
    echo(f"{'Would open' if dry_run else 'Opened'} the round {name}: {', '.join(drawn)}; {', '.join(planned.coders)}.")
    strata = planned.sample.get("strata")
    for value, (number, of) in strata.items() if isinstance(strata, dict) and by else ():
        echo(f"  {by} {value or '(none)'}: {number} of {of}")
    if not dry_run:
        echo("quoth share, so that the others get it; each codes, marks the documents done, and shares.")


@command("status")
@click.argument("name", default="", required=False)
@json_option
def status_(shell: Shell, name: str, as_json: bool) -> None:
    """Show who is done with what, without showing codings."""
    from quoth.session.rounds import status

    with shell.reading() as (project, reading):
        found = status(project, reading.hash, name)
    if as_json:
        echo_json({"rounds": [one.as_json() for one in found]})
        return
    for one in found:
        state = f"closed {one.round.closed[:10]}" if one.round.closed else "open"
        echo(f"{one.round.name}: {state}, unit {one.round.unit}, opened {one.round.opened[:10]} by {one.round.by}")
        for coder in one.round.coders:
            left = one.waiting().get(coder, [])
            seen = f"; had seen others' codings in {', '.join(one.exposed[coder])}" if coder in one.exposed else ""
            todo = f"; not yet {', '.join(left)}" if left else ""
            out = " (closed without)" if coder in one.round.without else ""
            echo(f"  {coder}{out}: done with {len(one.done[coder])} of {len(one.documents)}{todo}{seen}")
        if one.changed:
            echo("  The codebook was changed since: quoth codebook diff. Codes with a new definition are read again.")
    if not found:
        echo("No round yet: quoth round open NAME --documents N --coders A,B")


@command("close")
@click.argument("name")
@click.option("--without", default="", metavar="CODER", help="Close although these are not done.")
@as_option
@dry_run_option
def close_(shell: Shell, name: str, without: str, as_: str | None, dry_run: bool) -> None:
    """Close a round and open the comparison; everyone must be done, or be named."""
    from quoth.session.rounds import close_round

    names = [one.strip() for one in without.split(",") if one.strip()]
    with shell.session(as_) as session:
        event = close_round(session, name, names, dry_run=dry_run)
    echo(event.message.replace("Ctrl+Z opens it again.", "quoth undo opens it again."))


@command("units")
@click.argument("document")
@json_option
def units_(shell: Shell, document: str, as_json: bool) -> None:
    """List the passages that were marked as units in a round with frozen units, without their codes."""
    from quoth.cli.output import shorten
    from quoth.errors import CodingError
    from quoth.session.rounds import units
    from quoth.store import queries

    with shell.reading() as (project, _reading):
        known = {one.name: one for one in queries.documents(project)}
        if document not in known:
            raise CodingError(
                _("There is no document {document!r}.").format(document=document), _("quoth documents lists them.")
            )
        marker, spans = units(project, known[document].id)
        text = queries.version(project, known[document].version).text
    if as_json:
        found = [{"start": s.start, "end": s.end, "text": text[s.start : s.end]} for s in spans]
        echo_json({"marker": marker or None, "units": found})
        return
    for span in spans:
        echo(f"{span.start}-{span.end}  {shorten(text[span.start : span.end], 80)}")
    if not marker:
        echo(f"{document} is in no open round with frozen units.")


for _command in (open_, status_, close_, units_):
    round_.add_command(_command)
