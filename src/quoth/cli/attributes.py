"""`quoth attributes`: what is known about each document."""

from __future__ import annotations

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
from quoth.session.results import Filters

if TYPE_CHECKING:
    from quoth.session.attributes import Edit

__all__ = ["attributes_"]

_SHOWN = 8


@group("attributes")
@filter_options
@json_option
def attributes_(ctx: click.Context, filters: Filters, as_json: bool) -> None:
    """Show which document has which attributes, and which lack one.

    An attribute is lacking where other documents have it or codebook.yaml declares it (attributes: {year: number}).
    """
    if ctx.invoked_subcommand is None:
        _show(ctx.obj, filters, as_json)


@command("show")
@filter_options
@json_option
def show_(shell: Shell, filters: Filters, as_json: bool) -> None:
    """Show which document has which attributes, and which lack one."""
    _show(shell, filters, as_json)


def _show(shell: Shell, filters: Filters, as_json: bool) -> None:
    from quoth.session.attributes import overview
    from quoth.session.results import check_filters, wanted
    from quoth.store import queries

    with shell.reading() as (project, reading):
        check_filters(project, reading, filters)
        types = reading.codebook.attributes
        found = overview([d for d in queries.documents(project) if wanted(d, filters)], types)
    if as_json:
        rows = [{"name": d.name, "case": d.case, "attributes": dict(d.attributes)} for d in found.documents]
        lacking = {name: list(names) for name, names in found.lacking.items()}
        echo_json({"documents": rows, "lacking": lacking, "types": dict(types)})
    elif not found.documents:
        echo("No document fits." if filters.words() else "No documents yet: quoth import PATH...")
    else:
        head = [f"{name} ({types[name]})" if name in types else name for name in found.names]
        body = [[d.name, *(d.attributes.get(name, "") for name in found.names)] for d in found.documents]
        echo(table(["document", *head], body))
        for name, names in found.lacking.items():
            more = " ..." if len(names) > _SHOWN else ""
            echo(f"{name} is lacking in {len(names)}: {', '.join(names[:_SHOWN])}{more}")
    for text in found.notes:
        note(text)


@command("set")
@click.argument("document", metavar="DOC")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE...")
@as_option
@dry_run_option
@json_option
def set_(shell: Shell, document: str, pairs: tuple[str, ...], as_: str | None, dry_run: bool, as_json: bool) -> None:
    """Set attributes of a document; NAME= takes one away. A value that does not fit its declared type is refused."""
    from quoth.session import attributes

    _write(shell, {document: attributes.said(pairs)}, as_, dry_run=dry_run, as_json=as_json)


@command("import")
@click.argument("file", type=FilePath(), metavar="FILE")
@as_option
@dry_run_option
@json_option
def import_(shell: Shell, file: Path, as_: str | None, dry_run: bool, as_json: bool) -> None:
    """Set attributes from a table (.csv or .xlsx) with a column `document`: a name or file name; the others are set.

    An empty cell leaves what is there. With an unknown document or a value that does not fit nothing is written.
    """
    from quoth.session import attributes

    with shell.reading() as (_, reading):
        values = attributes.read_values(file, reading.codebook.attributes)
    _write(shell, values, as_, dry_run=dry_run, as_json=as_json)


def _write(shell: Shell, values: Any, as_: str | None, *, dry_run: bool, as_json: bool) -> None:
    from quoth.session import attributes

    if dry_run:
        with shell.reading() as (project, reading):
            edit = attributes.plan(project, reading.codebook, values)
    else:
        with shell.session(as_) as session:
            edit = attributes.plan(session.project, session.codebook, values)
            attributes.write(session.project, session.coder, edit)
    _tell(edit, dry_run=dry_run, as_json=as_json)


def _tell(edit: Edit, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        echo_json({"documents": [{"name": name, "attributes": dict(named)} for name, named in edit.changes.items()]})
    elif not edit.changes:
        echo("It is so already: nothing changed.")
    else:
        verb = "Would set" if dry_run else "Set"
        for name, named in list(edit.changes.items())[:_SHOWN]:
            echo(f"{verb} {name}: {', '.join(f'{key}={value}' for key, value in named.items())}")
        if len(edit.changes) > _SHOWN:
            echo(f"... {len(edit.changes)} documents in all.")
    for text in edit.notes:
        note(text)


for _command in (show_, set_, import_):
    attributes_.add_command(_command)
