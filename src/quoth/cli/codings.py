"""`quoth codings` and `quoth codings import`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from quoth.cli.output import shorten, table
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
from quoth.session.results import Filters

__all__ = ["codings_"]


@group("codings")
@filter_options
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a table that quoth codings import reads.")
def codings_(ctx: click.Context, filters: Filters, as_json: bool, as_csv: bool) -> None:
    """List codings of all coders (or as filtered), with their ids and places."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, filters, as_json, as_csv)


def _list(shell: Shell, filters: Filters, as_json: bool, as_csv: bool) -> None:
    from quoth.exporters.codings_csv import CodingRow, write_codings
    from quoth.session.results import choose_layer, quotations
    from quoth.store import queries

    with shell.reading() as (project, reading):
        layer = choose_layer(project, "all", filters.coders)
        found = list(quotations(project, reading, filters, layer))
        names = {document.id: document.name for document in queries.documents(project)}
        marks = [
            mark
            for mark in queries.done(project)
            if (not filters.coders or mark.coder in filters.coders)
            and (not filters.documents or names[mark.document] in filters.documents)
            and not (filters.codes or filters.speakers or filters.attributes)
        ]
    if as_csv:
        rows = [
            CodingRow(q.document, c.start, c.end, c.code, c.coder, c.quote, q.memo, c.round)
            for q in found
            for c in (q.coding,)
        ]
        rows += [CodingRow(names[m.document], None, None, "-", m.coder, round=m.round) for m in marks]
        if sys.stdout.isatty():
            shown = io.StringIO()
            write_codings(rows, shown)
            echo(shown.getvalue().replace("\r\n", "\n").rstrip("\n"))
        else:
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(newline="")  # Windows would add a CR to every line end, those in memos too
            write_codings(rows, sys.stdout)
    elif as_json:
        echo_json(
            {
                "codings": [
                    {
                        "id": c.id,
                        "document": q.document,
                        "start": c.start,
                        "end": c.end,
                        "code": c.code,
                        "coder": c.coder,
                        "quote": c.quote,
                        "memo": q.memo,
                        "round": c.round,
                        "star": c.star,
                        "created": c.at,
                        "source": str(c.origin),
                    }
                    for q in found
                    for c in (q.coding,)
                ]
            }
        )
    else:
        body = [
            [
                q.coding.id,
                q.document,
                f"{q.coding.start}-{q.coding.end}",
                q.code_label,
                q.coding.coder,
                shorten(q.coding.quote, 44),
            ]
            for q in found
        ]
        none = "No coding fits." if filters.words() else "No codings yet."
        echo(table(["id", "document", "place", "code", "coder", "quote"], body) if body else none)


@command("import")
@click.argument("file", type=FilePath())
@click.option("--skip-bad", is_flag=True, help="Take the rows that are right and leave the others.")
@as_option
@dry_run_option
def import_(shell: Shell, file: Path, skip_bad: bool, as_: str | None, dry_run: bool) -> int:
    """Import codings from a table: document,start,end,code,coder[,quote,memo,round].

    Every row is checked against the text; a row with the code - and no place says that the coder has read the document
    and is done. With a bad row nothing is written, unless --skip-bad.
    """
    from quoth.errors import ExitStatus
    from quoth.session.importing import add_codings, read_codings

    folder = shell.folder()
    coder = "" if dry_run else shell.name(as_, folder)
    with shell.reading() as (project, reading):
        rows = read_codings(project, reading.codebook, file, coder or as_ or shell.coder or "")
        for bad in rows.bad:
            note(f"{file.name}:{bad.line}: {bad.reason}")
        if rows.bad and not skip_bad:
            note(
                f"quoth: {file.name} has {len(rows.bad)} bad rows; nothing was written. Mend them, or give --skip-bad."
            )
            return ExitStatus.BAD_INPUT
        if not dry_run:
            add_codings(project, coder, reading, rows)
    here = f"; {rows.repeated} were here already" if rows.repeated else ""
    verb = "Would import" if dry_run else "Imported"
    echo(f"{verb} {len(rows.codings)} codings and {len(rows.done)} done marks{here}.")
    return ExitStatus.DONE


codings_.add_command(import_)
