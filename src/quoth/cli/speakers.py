"""`quoth speakers`: who speaks in a document; other names and roles for them."""

from __future__ import annotations

import click

from quoth.cli.output import shorten, table
from quoth.cli.shell import Shell, as_option, command, dry_run_option, echo, echo_json, json_option, project_option

__all__ = ["speakers_"]

_FIRST = 60
"""Characters shown of what a speaker says first."""


class _Speakers(click.Group):
    """Takes a document's name in place of a command and lists its speakers."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is no command names a document."""
        if args and args[0] not in self.commands:
            return "list", list_, args
        return super().resolve_command(ctx, args)


@click.group("speakers", cls=_Speakers, invoke_without_command=True, subcommand_metavar="[DOC | COMMAND [ARGS]...]")
@json_option
@project_option
@click.pass_context
def speakers_(ctx: click.Context, as_json: bool) -> None:
    """List who speaks in a document, or in all; give speakers another name or role.

    The text stays as it is. A name given is shown in place of the one in the text, on screen, in lists and in exports.
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, None, as_json)


@command("list")
@click.argument("document", metavar="DOC")
@json_option
def list_(shell: Shell, document: str, as_json: bool) -> None:
    """List the speakers of a document."""
    above = click.get_current_context().parent
    _list(shell, document, as_json or bool(above and above.params.get("as_json")))


def _list(shell: Shell, document: str | None, as_json: bool) -> None:
    from quoth.session.speakers import of_document
    from quoth.store import queries

    with shell.reading() as (project, _):
        names = [found.name for found in queries.documents(project)] if document is None else [document]
        found = [(name, speaker) for name in names for speaker in of_document(project, name)]
    if as_json:
        echo_json({"speakers": [{"document": name} | speaker.as_json() for name, speaker in found]})
        return
    rows = [[name, s.name, s.role.value, str(s.turns), shorten(s.words, _FIRST)] for name, s in found]
    head = ["document", "speaker", "role", "turns", "first words"]
    echo(table(head, rows, right={3}) if rows else "No speakers; the text is read as paragraphs.")


@command("rename")
@click.argument("document", metavar="DOC")
@click.argument("old")
@click.argument("new")
@as_option
@dry_run_option
def rename_(shell: Shell, document: str, old: str, new: str, as_: str | None, dry_run: bool) -> None:
    """Show a speaker under another name."""
    from quoth.session.speakers import rename

    with shell.session(as_) as session:
        turns = rename(session.project, session.coder, document, old, new, dry_run=dry_run)
    echo(f"{'Would rename' if dry_run else 'Renamed'} {old} to {new} in {document} ({turns} turns).")


@command("merge")
@click.argument("document", metavar="DOC")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.argument("into")
@as_option
@dry_run_option
def merge_(shell: Shell, document: str, names: tuple[str, ...], into: str, as_: str | None, dry_run: bool) -> None:
    """Show several speakers as one: the last name is the one that stays."""
    from quoth.session.speakers import merge

    with shell.session(as_) as session:
        turns = merge(session.project, session.coder, document, names, into, dry_run=dry_run)
    echo(f"{'Would merge' if dry_run else 'Merged'} {', '.join(names)} into {into} in {document} ({turns} turns).")


@command("role")
@click.argument("document", metavar="DOC")
@click.argument("name")
@click.argument("role", type=click.Choice(["interviewer", "participant"]))
@as_option
@dry_run_option
def role_(shell: Shell, document: str, name: str, role: str, as_: str | None, dry_run: bool) -> None:
    """Say who asks and who answers."""
    from quoth.model.text import Role
    from quoth.session.speakers import set_role

    with shell.session(as_) as session:
        turns = set_role(session.project, session.coder, document, name, Role(role), dry_run=dry_run)
    echo(f"{'Would make' if dry_run else 'Made'} {name} the {role} in {document} ({turns} turns).")


for each in (list_, rename_, merge_, role_):
    speakers_.add_command(each)
