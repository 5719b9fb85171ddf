"""`quoth settle`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quoth.cli.agreement_scope import Scope, scope_options
from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, json_option
from quoth.i18n import _

if TYPE_CHECKING:
    from quoth.session.differing import Differing

__all__ = ["settle_"]


@command("settle")
@click.argument("difference", metavar="ID", default="", required=False)
@click.option("--take", default="", metavar="CODER|both|neither", help="Whose codings stand.")
@click.option("--apply", "applied", multiple=True, metavar="CODE", help="Another code; may be given again.")
@click.option("--span", nargs=2, type=int, default=None, metavar="START END", help="Another passage for these codes.")
@click.option("--reason", default="", metavar="TEXT", help="Why; kept with the decision.")
@click.option("--who", default="", metavar="A,B", help="Who took part; else the coders compared.")
@click.option("--unanimous", is_flag=True, help="Write in one act what all coders coded alike; --dry-run previews.")
@click.option("--moves", "show_moves", is_flag=True, help="Show who gave way to whom.")
@click.option("--limit", type=click.IntRange(0), default=20, metavar="N", help="List so many (20); 0 all.")
@scope_options
@as_option
@json_option
@dry_run_option
def settle_(
    shell: Shell,
    scope: Scope,
    difference: str,
    take: str,
    applied: tuple[str, ...],
    span: tuple[int, int] | None,
    reason: str,
    who: str,
    unanimous: bool,
    show_moves: bool,
    limit: int,
    as_: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Decide where coders differ. Without an ID list what is left to decide, the dearest first.

    Decisions are codings of "consensus"; the coders' own stay as they are. A document is settled when nothing is left
    to decide in it; reports and exports then count the consensus there.
    """
    from quoth.cli.agreement_scope import opened
    from quoth.errors import UsageError
    from quoth.model.text import Span
    from quoth.session import differing, settling

    if difference and bool(take) == bool(applied):
        raise UsageError(
            _("It is not said how to settle it."), _("Give --take CODER, both or neither, or --apply CODE.")
        )
    writing = bool(difference) or unanimous
    with opened(shell, scope) as (project, reading, coders, unit):
        found = differing.find(project, reading, coders, unit, scope.filters, overlap=scope.overlap,
                               participants=scope.participants)  # fmt: skip
        if not writing:
            _show(found, project, limit, as_json=as_json, show_moves=show_moves)
            return
    took_part = [one.strip() for one in who.split(",") if one.strip()] or [one.coder for one in coders]
    with shell.session(as_) as session:
        if unanimous:
            event = settling.settle_unanimous(session, found, who=took_part, dry_run=dry_run)
        else:
            event = settling.settle(
                session,
                found,
                difference,
                take,
                who=took_part,
                reason=reason,
                span=Span(*span) if span else None,
                codes=applied,
                dry_run=dry_run,
            )
    echo(event.message.replace("Ctrl+Z takes it back.", "quoth undo takes it back."))


def _show(found: Differing, project: object, limit: int, *, as_json: bool, show_moves: bool) -> None:
    from quoth.session import differing, settling
    from quoth.store import Project

    assert isinstance(project, Project)
    left, how = settling.unsettled(project, found), settling.progress(project, found)
    moved = settling.moves(project)
    if as_json:
        plain = differing.as_json(found)["differences"]
        waiting = {place.id for place in left}
        echo_json(
            {
                "differences": [item for item in plain if item["id"] in waiting],
                "progress": {"settled": how.settled, "of": how.of, "unanimous": how.unanimous},
                "documents": list(how.documents),
                "moves": [{"from": one, "to": other, "number": number} for one, other, number in moved],
            }
        )
        return
    if show_moves:
        for one, other, number in moved:
            echo(f"{one} -> {other}: {number}")
        if not moved:
            echo("Nothing is settled yet.")
        return
    for place in left[:limit] if limit else left:
        echo(f"[{place.id}] {differing.heading(found, place)}")
        for coder, text in differing.marked(found, place):
            echo(f"   {coder}: {text}")
    echo(f"Settled {how.settled} of {how.of}; {how.unanimous} codings alike are not written yet (--unanimous).")
