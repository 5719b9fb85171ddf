"""`quoth verify`."""

from __future__ import annotations

from quoth.cli.shell import Shell, command, echo, echo_json, json_option, note
from quoth.errors import ExitStatus

__all__ = ["verify_"]


@command("verify")
@json_option
def verify_(shell: Shell, as_json: bool) -> int:
    """Check that the project is sound: database, history, every quote against its text, files, codebook."""
    from quoth.session.checking import check

    with shell.reading(telling=False) as (project, reading):
        found = check(project, reading)
    if as_json:
        echo_json({"problems": list(found.problems), "remarks": list(found.remarks), "codings": found.codings})
        return ExitStatus.PROBLEM if found.problems else ExitStatus.DONE
    for problem in found.problems:
        note(f"quoth: {problem}")
    for remark in found.remarks:
        echo(f"Note: {remark}")
    if found.problems:
        echo(f"{len(found.problems)} problems. The newest backups are in .quoth/backups.")
        return ExitStatus.PROBLEM
    acts = "all acts" if found.rows is None else f"{found.rows} acts"
    echo(f"Sound: {found.documents} documents, {found.codings} codings, {acts} replayed.")
    return ExitStatus.DONE
