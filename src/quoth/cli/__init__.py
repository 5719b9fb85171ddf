"""The command line: one module a command, each a thin shell over the session and its rooms.

Owns how commands are found, how errors are told and with which exit code. Nothing but click is loaded for `--help`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from quoth.cli.shell import Shell, language_option, project_option, wipe
from quoth.errors import ExitStatus, QuothError
from quoth.model.visible import one_line

__all__ = ["main", "quoth"]

_COMMANDS = {
    "init": ("setup", "Make a project in a folder, with the transcripts it holds."),
    "demo": ("setup", "Unpack the sample project and set it up."),
    "import": ("importing", "Read transcripts into the project."),
    "revise": ("revising", "Take a corrected transcript, and carry the codings over."),
    "documents": ("documents", "List documents; mark them as done."),
    "attributes": ("attributes", "Show and set what is known about each document."),
    "speakers": ("speakers", "List who speaks in a document; rename, merge, give roles."),
    "apply": ("apply", "Apply a code to a passage."),
    "remove": ("apply", "Remove codings."),
    "codings": ("codings", "List codings; import them from a table."),
    "looked": ("revising", "Say that you looked at codings that a correction touched."),
    "codebook": ("codebook", "Check, show and edit the codebook."),
    "suggest": ("suggest", "Suggest codes for a text or a document, with evidence."),
    "search": ("search", "Find a phrase in the transcripts."),
    "show": ("reading", "Print a transcript with its codings."),
    "quotations": ("reading", "Print coded passages side by side."),
    "memos": ("reading", "Print all memos."),
    "progress": ("reading", "Say how far each coder is."),
    "agreement": ("agreement", "Say how far coders agree, code by code."),
    "report": ("report", "Count codings: tables and pictures, for terminal, Word, Excel and web."),
    "round": ("round", "Code the same documents apart, blind, then compare."),
    "settle": ("settle", "Decide where coders differ."),
    "assign": ("assign", "Say who codes what next, and see what is coded by whom."),
    "share": ("sharing", "Write your work into a folder for the others."),
    "merge": ("sharing", "Take in what others shared."),
    "resolve": ("sharing", "Answer what two copies say differently."),
    "mark": ("mark", "Name this moment, so that figures can be recomputed as of it."),
    "export": ("export", "Write coded quotations to a file."),
    "undo": ("undo", "Take back your last act."),
    "redo": ("undo", "Do again what was taken back."),
    "history": ("history", "Show everything done, in order."),
    "verify": ("verify", "Check that the project is sound."),
    "erase": ("erase", "Take a participant's words out for good."),
    "completion": ("completion", "Print the completion script for your shell."),
}
"""Command to its module and its line in the help."""


class _Commands(click.Group):
    """Loads a command's module when the command is called; takes a folder in place of a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which one meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name == "open":
            return _load("screen", "open")
        return _load(_COMMANDS[cmd_name][0], cmd_name) if cmd_name in _COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is no command but a folder opens that project."""
        if args and args[0] not in _COMMANDS and (Path(args[0]).is_dir() or os.sep in args[0]):
            return "open", _load("screen", "open"), args
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above: no module is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


def _load(module: str, name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"quoth.cli.{module}"), f"{name}_")
    return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="quoth in a project's folder opens the coding screen. Each command explains itself: quoth COMMAND --help.",
)
@click.option("--as", "as_", metavar="CODER", help="Who codes.")
@project_option
@language_option
@click.version_option(package_name="quoth", message="quoth %(version)s")
@click.pass_context
def quoth(ctx: click.Context, as_: str | None) -> None:
    """Code interviews from the keyboard, offline.

    quoth [PROJECT] opens the coding screen of a folder with transcripts and a codebook.yaml.
    """
    ctx.ensure_object(Shell).coder = as_
    if ctx.invoked_subcommand is None:
        ctx.invoke(_load("screen", "open"))


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; returns the exit code. Errors are one line on stderr."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: more threads only wait for each other
    _streams()
    try:
        result = _invoke(arguments)
        sys.stdout.flush()
        return result if isinstance(result, int) else ExitStatus.DONE
    except QuothError as error:
        _say(f"{error.message} {error.hint}")
        return error.status
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "quoth"
        _say(f"{error.format_message()} See {path} --help.")
        return ExitStatus.BAD_INPUT
    except click.ClickException as error:
        _say(error.format_message())
        return ExitStatus.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped. What was acknowledged is kept; nothing half-done was written.")
        return 130
    except BrokenPipeError:
        _discard(sys.stdout)
        return ExitStatus.DONE
    except OSError as error:
        _discard(sys.stdout)
        what = error.filename or "The output"
        _say(f"{what} cannot be read or written: {error.strerror or error}. Check disk space and permissions.")
        return ExitStatus.BAD_INPUT


def _invoke(arguments: list[str]) -> object:
    """Parse and run. Click's own `main` would make an exit of its own out of a pipe that nobody reads any more."""
    if "_QUOTH_COMPLETE" in os.environ:
        return quoth.main(arguments, prog_name="quoth", standalone_mode=False)
    try:
        with quoth.make_context("quoth", list(arguments), obj=Shell()) as ctx:
            return quoth.invoke(ctx)
    except click.exceptions.Exit as end:
        return end.exit_code


def _streams() -> None:
    """Output in UTF-8 whatever the locale; a stream that was closed before the start reads and writes nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it lives as long as the program
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _discard(stream: TextIO) -> None:
    """Lose what a stream still holds, which Python would try to write once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _say(message: str) -> None:
    try:
        wipe()
        print(f"quoth: {one_line(message).strip()}", file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)
