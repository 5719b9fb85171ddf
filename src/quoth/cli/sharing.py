"""`quoth share`, `quoth merge` and `quoth resolve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quoth.cli.shell import FilePath, Shell, as_option, command, dry_run_option, echo, echo_json, json_option, note

if TYPE_CHECKING:
    from quoth.session.teamwork import Report

__all__ = ["merge_", "resolve_", "share_"]


@command("share")
@click.option("-o", "--output", "folder", type=FilePath(), default=None, metavar="DIR", help="Where to; else ./share.")
@click.option("--without-texts", is_flag=True, help="Leave the transcripts out, where the others have them.")
@click.option("--all", "everyone", is_flag=True, help="What everyone did in this copy, each in a file of their own.")
@as_option
@json_option
@dry_run_option
def share_(
    shell: Shell,
    folder: Path | None,
    without_texts: bool,
    everyone: bool,
    as_: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Write your work into a folder for the others: by cloud folder, git, e-mail or USB stick.

    One file holds what one coder did in one copy; sharing again only adds to it.
    """
    from quoth.session.teamwork import share_work

    where = folder if folder is not None else shell.folder() / "share"
    coder = as_ or shell.viewer()
    with shell.reading(viewer=coder) as (project, _):
        done, left = share_work(
            project, where, coder, named=bool(as_), everyone=everyone, transcripts=not without_texts, dry_run=dry_run
        )
    if as_json:
        names = ("coder", "rows", "new", "mended")
        echo_json({"files": [{"file": str(s.file)} | {name: getattr(s, name) for name in names} for s in done]})
        return
    for shared in done:
        verb = "Would write" if dry_run else "Wrote"
        who = shared.coder or "what setting up did"
        again = f" The whole file anew: {shared.mended}." if shared.mended else ""
        echo(f"{verb} {shared.file.name}: {who}, {shared.new} new of {shared.rows} acts.{again}")
    if left:
        note(f"Not shared: what {', '.join(left)} did in this copy; quoth share --as NAME, or --all.")


@command("merge")
@click.argument("paths", type=FilePath(), nargs=-1, required=True, metavar="PATH...")
@as_option
@json_option
@dry_run_option
def merge_(shell: Shell, paths: tuple[Path, ...], as_: str | None, as_json: bool, dry_run: bool) -> int:
    """Take in what others shared: share files, folders of them, or another project's quoth.db.

    Merging again changes nothing; quoth undo takes a merge back. What two copies say differently is listed (exit code
    3) until quoth resolve answers it.
    """
    from quoth.errors import ExitStatus
    from quoth.session.teamwork import merge_into

    with shell.session(as_ or shell.viewer() or shell.only_coder()) as session:
        report = merge_into(session, paths, dry_run=dry_run)
    if as_json:
        echo_json(report.as_json())
    else:
        _tell(report, dry_run=dry_run)
    return ExitStatus.PROBLEM if report.conflicts or report.problems else ExitStatus.DONE


def _tell(report: Report, *, dry_run: bool) -> None:
    verb = "Would take in" if dry_run else "Took in"
    rows = "acts" if report.rows is None else f"{report.rows} acts"
    known = "" if not report.known else f"; {report.known} were here already"
    echo(f"{verb} {rows} from {len(report.files)} files{known}.")
    for coder, document, number in report.codings:
        echo(f"  {coder:<16} {document}: {number} new codings")
    for coder in report.hidden:
        echo(f"  {coder:<16} work in the open round, hidden until it is closed")
    if report.carried:
        said = ", ".join(f"{number} {verdict}" for verdict, number in report.carried)
        echo(f"Codings on an older text, carried over to the newest: {said}. quoth codings --needs-look lists them.")
    for line in report.codebook:
        echo(f"Codebook: {line}")
    if report.unknown:
        echo(f"Not in codebook.yaml: {', '.join(report.unknown)}")
    for line in report.waiting:
        echo(f"Waiting for a text: {line}")
    for line in report.remarks:
        echo(f"Note: {line}")
    for line in report.problems:
        note(f"quoth: {line}")
    for conflict in report.conflicts:
        note(f"quoth: [{conflict.id}] {conflict.words} {conflict.remedy}")


@command("resolve")
@click.argument("conflict", metavar="ID", default="", required=False)
@click.option("--keep", "answer", flag_value="keep", help="As it is now; for a coder in two copies: one person.")
@click.option("--other", "answer", flag_value="other", help="Take the other side.")
@click.option("--rename", default="", metavar="NEW", help="Another name, for a document or a coder.")
@as_option
@json_option
@dry_run_option
def resolve_(
    shell: Shell, conflict: str, answer: str | None, rename: str, as_: str | None, as_json: bool, dry_run: bool
) -> int:
    """Answer what two copies say differently; without an ID list what waits for an answer."""
    from quoth.errors import ExitStatus, UsageError
    from quoth.session.resolving import resolve
    from quoth.session.teamwork import open_conflicts

    if not conflict:
        with shell.reading() as (project, _):
            found = open_conflicts(project)
        if as_json:
            echo_json({"conflicts": [one.as_json() for one in found]})
        else:
            for one in found:
                echo(f"[{one.id}] {one.words} {one.remedy}")
            if not found:
                echo("Nothing waits for an answer.")
        return ExitStatus.PROBLEM if found else ExitStatus.DONE
    if bool(answer) == bool(rename):
        raise UsageError(_("It is not said how to resolve it."), _("Give --keep, --other or --rename NEW."))
    with shell.session(as_) as session:
        event = resolve(session, conflict, answer or "rename", rename, dry_run=dry_run)
    echo(event.message)
    return ExitStatus.DONE
