"""`quoth search`."""

from __future__ import annotations

import click

from quoth.cli.output import shorten
from quoth.cli.shell import Shell, command, echo, echo_json, json_option
from quoth.model.fold import fold_chars

__all__ = ["search_"]


@command("search")
@click.argument("phrase", metavar="QUERY")
@click.option(
    "--limit", type=click.IntRange(1), default=1000, metavar="N", show_default=True, help="At most so many turns."
)
@json_option
def search_(shell: Shell, phrase: str, limit: int, as_json: bool) -> None:
    """Find turns that hold a phrase; case and ё do not matter, and the last word may be the beginning of one."""
    from quoth.store import searching

    with shell.reading() as (project, _):
        hits = searching.search(project, phrase, limit)
    if as_json:
        names = ("document", "turn", "start", "end", "speaker", "text")
        echo_json({"hits": [{name: getattr(hit, name) for name in names} for hit in hits]})
        return
    for hit in hits:
        echo(f"{hit.document} turn {hit.turn}: {_around(hit.text, phrase)}")
    if not hits:
        echo("Nothing found.")


def _around(text: str, phrase: str, width: int = 90) -> str:
    """The part of a turn in which the phrase begins, on one line."""
    words = fold_chars(phrase).split()
    at = fold_chars(text).find(words[0]) if words else 0
    start = text.rfind(" ", 0, max(0, at - width // 3)) + 1 if at > width // 2 else 0
    return shorten(("…" if start else "") + text[start:], width)
