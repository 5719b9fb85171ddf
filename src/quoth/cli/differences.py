"""`quoth agreement differences`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quoth.cli.agreement_scope import Scope, scope_options
from quoth.cli.shell import Shell, command, echo, echo_json, json_option

if TYPE_CHECKING:
    from quoth.session.differing import Differing

__all__ = ["differences_"]


@command("differences")
@scope_options
@click.option("--limit", type=click.IntRange(0), default=0, metavar="N", help="Only the N that cost most.")
@click.option("--confusion", is_flag=True, help="Only the table of which code stood where another coder gave which.")
@json_option
def differences_(shell: Shell, scope: Scope, limit: int, confusion: bool, as_json: bool) -> None:
    """Show every place where coders differ, those first that cost the coefficient most.

    Kinds: missed; boundary; different code; parent and child; different set (the same passage, some codes in common).
    The cost is in points of the code's alpha, with chance held as it is.
    """
    from quoth.cli.agreement_scope import opened
    from quoth.session import agreeing, differing

    with opened(shell, scope) as (project, reading, coders, unit):
        if told := agreeing.withheld(reading, differences=True):
            echo_json({"differences": [], "reasons": {"differences": told}}) if as_json else echo(told)
            return
        found = differing.find(project, reading, coders, unit, scope.filters, overlap=scope.overlap,
                               participants=scope.participants)  # fmt: skip
    if as_json:
        echo_json(differing.as_json(found, limit))
    elif confusion:
        _confusion(found)
    else:
        _print(found, limit)


def _print(found: Differing, limit: int) -> None:
    from quoth.session import differing

    shown = found.places[:limit] if limit else found.places
    for number, place in enumerate(shown, 1):
        echo(f"{number}. {differing.heading(found, place)}")
        for coder, text in differing.marked(found, place):
            echo(f"   {coder}: {text}")
        echo()
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.counts().items())
    echo(f"{len(found.places)} differences ({kinds or 'none'}) of {', '.join(found.coders)}, unit {found.unit}.")
    echo("Cost: points of the code's alpha, chance held as it is.")


def _confusion(found: Differing) -> None:
    from quoth.cli.output import table

    names = [*found.labels, "(none of them)"]
    kept = [i for i in range(len(names)) if found.confusion[i].any() or found.confusion[:, i].any()]
    rows = [
        [str(place + 1), names[at], *(str(found.confusion[at, i] or "·") for i in kept)]
        for place, at in enumerate(kept)
    ]
    head = ["", f"{found.coders[0]} ↓ {found.coders[1]} →" if len(found.coders) == 2 else "pairs of coders, both ways"]
    echo(table([*head, *(str(place + 1) for place in range(len(kept)))], rows, right=(0, *range(2, len(kept) + 2))))
    echo(f"Units ({found.unit}) on which one coder gave the code of the row and the other that of the column.")
