"""`quoth search`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from quoth.cli.output import shorten
from quoth.cli.shell import Shell, command, echo, echo_json, json_option
from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.fold import fold_chars

if TYPE_CHECKING:
    from quoth.finding import Query
    from quoth.store import Project
    from quoth.store.searching import Hit

__all__ = ["search_"]


@command("search")
@click.argument("phrase", metavar="QUERY")
@click.option("--words", "mode", flag_value="words", help="Whole words only.")
@click.option("--inside", "mode", flag_value="phrase", help="Also inside of words.")
@click.option("--regex", "mode", flag_value="regex", help="QUERY is a regular expression.")
@click.option("--fuzzy", "mode", flag_value="fuzzy", help="Also words that are spelled a little otherwise.")
@click.option("--document", multiple=True, metavar="NAME", help="Only this document.")
@click.option(
    "--limit", type=click.IntRange(1), default=1000, metavar="N", show_default=True, help="At most so many turns."
)
@json_option
def search_(shell: Shell, phrase: str, mode: str | None, document: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find turns that hold a phrase; case and ё do not matter, and the last word may be the beginning of one."""
    from quoth.finding import Mode, Query
    from quoth.store import queries, searching

    query = Query(phrase, Mode(mode)) if mode else None
    with shell.reading() as (project, _reading):
        known = {one.name for one in queries.documents(project)}
        for name in document:
            if name not in known:
                raise UsageError(
                    _("There is no document {name!r}.").format(name=name), _("quoth documents lists them.")
                )
        if query is not None:
            hits = _found(project, query, document, limit)
        else:
            quick = searching.search(project, phrase, limit) if not document else searching.search(project, phrase)
            hits = [(hit, list[tuple[int, int]]()) for hit in quick if not document or hit.document in document][:limit]
    if as_json:
        names = ("document", "turn", "start", "end", "speaker", "text")
        rows = [{name: getattr(hit, name) for name in names} | _places(places) for hit, places in hits]
        echo_json({"hits": rows})
        return
    for hit, places in hits:
        at = places[0][0] - hit.start if places else _first(hit.text, phrase)
        echo(f"{hit.document} turn {hit.turn}: {_around(hit.text, at)}")
    if not hits:
        echo("Nothing found.")


def _found(
    project: Project, query: Query, documents: Sequence[str], limit: int
) -> list[tuple[Hit, list[tuple[int, int]]]]:
    """Turns that hold what a query asks for, each with the places in it."""
    from quoth.finding import search
    from quoth.session.searching import texts_of
    from quoth.store.searching import Hit

    turns: dict[tuple[str, int], tuple[Hit, list[tuple[int, int]]]] = {}
    for one in search(texts_of(project, documents), query):
        key = one.text.document, one.turn
        if key not in turns:
            if len(turns) == limit:
                break
            turn = one.text.turns[one.turn - 1]
            words = one.text.text[turn.start : turn.end]
            turns[key] = Hit(one.text.document, one.turn, turn.start, turn.end, turn.speaker, words), []
        turns[key][1].append((one.span.start, one.span.end))
    return list(turns.values())


def _places(places: Iterable[tuple[int, int]]) -> dict[str, object]:
    found = [{"start": start, "end": end} for start, end in places]
    return {"places": found} if found else {}


def _first(text: str, phrase: str) -> int:
    words = fold_chars(phrase).split()
    return fold_chars(text).find(words[0]) if words else 0


def _around(text: str, at: int, width: int = 90) -> str:
    """The part of a turn around a place, on one line."""
    start = text.rfind(" ", 0, max(0, at - width // 3)) + 1 if at > width // 2 else 0
    return shorten(("…" if start else "") + text[start:], width)
