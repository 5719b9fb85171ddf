"""`quoth codings` and `quoth codings import`; its other commands are those of `amending.py`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from quoth.cli.amending import AMENDING
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
@click.option("--needs-look", is_flag=True, help="Only what a corrected transcript moved, changed or lost, with words.")
def codings_(ctx: click.Context, filters: Filters, as_json: bool, as_csv: bool, needs_look: bool) -> None:
    """List codings of all coders (or as filtered), with their ids and places.

    A coding that lost its words in a corrected transcript stands on an earlier text, and is marked so.
    """
    if ctx.invoked_subcommand is None and needs_look:
        _list_waiting(ctx.obj, filters, as_json)
    elif ctx.invoked_subcommand is None:
        _list(ctx.obj, filters, as_json, as_csv)


def _list_waiting(shell: Shell, filters: Filters, as_json: bool) -> None:
    from quoth.cli.revising import outcomes_as_json, tell
    from quoth.session.results import choose_layer, quotations
    from quoth.store import queries

    with shell.reading() as (project, reading):
        layer = choose_layer(project, "all", filters.coders)
        shown = {q.id: q.document for q in quotations(project, reading, filters, layer)}
        found = [(coding, outcome) for coding, outcome, _ in queries.outcomes(project) if coding.id in shown]
    if as_json:
        documents = ({"document": shown[coding.id]} for coding, _ in found)
        echo_json({"codings": [a | b for a, b in zip(documents, outcomes_as_json(found), strict=True)]})
        return
    for name in dict.fromkeys(shown[coding.id] for coding, _ in found):
        echo(name)
        tell(((c, o) for c, o in found if shown[c.id] == name), reading.codebook)
    echo("quoth looked CODING... takes them off this list." if found else "Nothing waits for a look.")


def _list(shell: Shell, filters: Filters, as_json: bool, as_csv: bool) -> None:
    from quoth.exporters.codings_csv import CodingRow, write_codings
    from quoth.session.results import choose_layer, quotations, wanted
    from quoth.store import queries

    with shell.reading() as (project, reading):
        layer = choose_layer(project, "all", filters.coders)
        found = list(quotations(project, reading, filters, layer))
        documents = {document.id: document for document in queries.documents(project)}
        marks = [
            mark
            for mark in queries.done(project)
            if mark.version == documents[mark.document].version
            and (not filters.coders or mark.coder in filters.coders)
            and wanted(documents[mark.document], filters)
            and not filters.by_passage
        ]
    if as_csv:
        earlier = [q for q in found if q.earlier_text]
        if earlier:
            note(f"Left out {len(earlier)} codings that stand on an earlier text, where import cannot put them.")
        rows = [
            CodingRow(q.document, q.start, q.end, q.code, q.coder, q.quote, q.memo, q.round)
            for q in found
            if not q.earlier_text
        ]
        rows += [CodingRow(documents[m.document].name, None, None, "-", m.coder, round=m.round) for m in marks]
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
                        "id": q.id,
                        "document": q.document,
                        "start": q.start,
                        "end": q.end,
                        "code": q.code,
                        "coder": q.coder,
                        "quote": q.quote,
                        "memo": q.memo,
                        "round": q.round,
                        "star": q.star,
                        "created": q.at,
                        "source": str(q.origin),
                        "earlier_text": q.earlier_text,
                    }
                    for q in found
                ]
            }
        )
    else:
        body = [
            [
                q.id,
                q.document,
                f"{q.start}-{q.end}{' of an earlier text' if q.earlier_text else ''}",
                q.code_label,
                q.coder,
                shorten(q.quote, 44),
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
    """Import codings from a table: document,start,end,code,coder[,quote,memo,round,star,translation], or from JSONL.

    Every row is checked against the text; a row with the code - and no place says that the coder has read the document
    and is done. With a bad row nothing is written, unless --skip-bad.
    """
    from quoth.errors import ExitStatus
    from quoth.session.coding_rows import add_codings, read_codings

    folder = shell.folder()
    coder = (as_ or shell.viewer()) if dry_run else shell.name(as_, folder)
    with shell.reading(viewer=coder) as (project, reading):
        rows = read_codings(project, reading.codebook, file, coder)
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
    here += f"; {rows.earlier} on an earlier text were left out" if rows.earlier else ""
    verb = "Would import" if dry_run else "Imported"
    echo(f"{verb} {len(rows.codings)} codings and {len(rows.done)} done marks{here}.")
    return ExitStatus.DONE


codings_.add_command(import_)
for _command in AMENDING:
    codings_.add_command(_command)
