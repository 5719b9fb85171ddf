"""What commands share: the project's folder, the coder's name, output as text or JSON, progress.

Owns the options that mean the same everywhere. User text leaves through `echo`, which makes it safe for a terminal.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quoth import i18n
from quoth.errors import ProjectError, UsageError
from quoth.i18n import _
from quoth.model.visible import HOSTILE, clean, one_line

if TYPE_CHECKING:
    from quoth.session import CodingSession
    from quoth.session.codebook import Reading
    from quoth.session.results import Filters
    from quoth.store import Project

__all__ = [
    "FilePath",
    "Shell",
    "as_option",
    "attribute_pairs",
    "command",
    "configuration",
    "dry_run_option",
    "echo",
    "echo_json",
    "filter_options",
    "for_shell",
    "group",
    "json_option",
    "language_option",
    "note",
    "progress",
    "project_option",
    "wipe",
]


@dataclass
class Shell:
    """What was said before the command's own words."""

    project: Path | None = None
    coder: str | None = None

    def folder(self) -> Path:
        """The project's folder, set up if it is not yet. Raises UsageError outside of projects."""
        from quoth import store
        from quoth.session import folder

        found = folder.find(self.project or Path.cwd())
        if not folder.is_set_up(found):
            done = folder.set_up(found, progress=progress("Reading"))
            note(f"Set up {found.name}: {done.documents} documents, {done.codings} codings and done marks.")
            for problem in done.problems:
                note(problem)
            if warning := store.risk(found):
                note(warning)
        return found

    @contextmanager
    def reading(self, *, telling: bool = True, viewer: str | None = None) -> Iterator[tuple[Project, Reading]]:
        """The open project and its codebook, for commands that read; `telling` says what is odd about the codebook.

        `viewer` is whose eyes it is read with, else whoever this is known to be.
        """
        from quoth import store
        from quoth.session import codebook

        folder = self.folder()
        project = store.opened(folder, self.viewer() if viewer is None else viewer)
        try:
            reading = codebook.synchronise(project, folder, "")
            if telling:
                _report(reading)
            yield project, reading
        finally:
            store.close(project)

    @contextmanager
    def session(self, as_: str | None) -> Iterator[CodingSession]:
        """A coder's session, for commands that write."""
        from quoth.session import CodingSession

        folder = self.folder()
        session = CodingSession(folder, self.name(as_, folder))
        try:
            unsaved = _backup(session)
            yield session
            for problem in (session.codebook_problem, unsaved):
                if problem:
                    note(problem)
        finally:
            session.close()

    def viewer(self) -> str:
        """Who reads, as far as it is known: others' work in an open round is hidden from everyone else."""
        return self.coder or os.environ.get("QUOTH_CODER") or configured_coder()

    def only_coder(self) -> str | None:
        """The one coder who acts in this copy, if there is no other."""
        from quoth import store
        from quoth.store.sharing import own_coders

        project = store.opened(self.folder())
        try:
            here = [name for name in own_coders(project) if name]
        finally:
            project.connection.close()
        return here[0] if len(here) == 1 else None

    def name(self, as_: str | None, folder: Path) -> str:
        """Who acts: --as, else QUOTH_CODER, else the user's configuration, else the answer to a question."""
        from quoth import store
        from quoth.session.names import check_coder
        from quoth.store import queries

        given = next((name for name in (as_, self.coder) if name is not None), None)
        said = given if given is not None else os.environ.get("QUOTH_CODER") or configured_coder()
        if not said and given is None:
            if not sys.stdin.isatty():
                raise UsageError(
                    _("It is not said who acts."),
                    _("Give --as NAME, or set QUOTH_CODER, or answer once in a terminal."),
                )
            said = click.prompt("Your name as a coder", default=login_name(), err=True)
            configure_coder(said)
        project = store.opened(folder)
        try:
            return check_coder(said, [coder.name for coder in queries.coders(project)])
        finally:
            project.connection.close()


def _backup(session: CodingSession) -> str:
    """Keep today's copy; why there is none, in a sentence. A copy that cannot be made does not stop the work."""
    try:
        session.backup(daily=True)
    except ProjectError as error:
        return f"No backup was made: {error.message} {error.hint}"
    return ""


def _report(reading: Reading) -> None:
    if reading.problem:
        note(reading.problem)
    renamed = {old for old, _ in reading.renamed}
    gone = [change.code for change in reading.changes if change.kind == "removed" and change.code not in renamed]
    if reading.adopted and gone:
        note(
            f"No longer in codebook.yaml: {', '.join(gone)}. Codings stay; to put one back: quoth codebook restore CODE"
        )
    for old, new in reading.renamed:
        note(f"Code {old} is gone from codebook.yaml and {new} is new; if renamed: quoth codebook replace {old} {new}")


def configuration() -> Path:
    """The folder of this user's configuration of Quoth."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or str(Path.home() / ".config")
    return Path(base) / "quoth"


def _config() -> Path:
    return configuration() / "coder"


def configured_coder() -> str:
    """The coder's name that this user gave once; empty if never."""
    try:
        return _config().read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def configure_coder(name: str) -> None:
    """Keep the coder's name for next time; a home that cannot be written is no obstacle."""
    try:
        _config().parent.mkdir(parents=True, exist_ok=True)
        _config().write_text(name + "\n", encoding="utf-8")
    except OSError:
        note("Your name could not be kept for next time; set QUOTH_CODER instead.")


def login_name() -> str:
    """The name of the user of this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "coder"


def echo(text: str = "") -> None:
    """Print user text, safe for a terminal."""
    wipe()
    print(clean(text))


def for_shell(message: str) -> str:
    """What an act of a session said, with commands in place of the screen's keys."""
    message = message.replace(_("Ctrl+Z takes it back."), _("quoth undo takes it back."))
    return message.replace(_("Ctrl+Y does it again."), _("quoth redo does it again."))


def note(text: str) -> None:
    """Say something beside the output, on stderr."""
    wipe()
    print(clean(text), file=sys.stderr)


def echo_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object; characters that a terminal could act on are escaped."""
    wipe()
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    print(HOSTILE.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def progress(verb: str) -> Callable[[object], None]:
    """What to call now and then: shows a line on a terminal once a second has passed."""
    started = time.monotonic()

    def show(what: object) -> None:
        if sys.stderr.isatty() and time.monotonic() - started > 1:
            print(f"\r\x1b[K{verb} {one_line(str(what))[:60]}", end="", file=sys.stderr, flush=True)
            _shown.append(True)

    return show


_shown: list[bool] = []
"""Holds something while a line of progress stands on the terminal."""


def wipe() -> None:
    """Take the line of progress off the terminal before anything else is printed."""
    if _shown:
        _shown.clear()
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _set_project(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        path = Path(value)
        if not value.strip() or not path.is_dir():
            raise UsageError(_("{value} is not a folder.").format(value=value), _("Give the project's folder: -C DIR."))
        ctx.ensure_object(Shell).project = path


project_option = click.option(
    "-C",
    "--project",
    metavar="DIR",
    expose_value=False,
    callback=_set_project,
    is_eager=True,
    help="The project's folder; else the nearest one with a codebook.yaml.",
)


def _set_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        i18n.use(value)


language_option = click.option(
    "--language",
    type=click.Choice(i18n.LANGUAGES),
    expose_value=False,
    callback=_set_language,
    is_eager=True,
    help="The language Quoth speaks; else QUOTH_LANGUAGE, else that of your system.",
)


class FilePath(click.Path):
    """A path that names something: not empty, and nothing that no file system takes."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Fails for an empty one."""
        if not str(value).strip() or "\0" in str(value):
            self.fail("it names no file.", param, ctx)
        return super().convert(value, param, ctx)


def command(name: str, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that takes `-C` and `--language` and gets the `Shell` first."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        taking: Any = project_option(language_option(click.pass_obj(function)))
        made: click.Command = click.command(name, cls=click.Command, **settings)(taking)
        return made

    return decorate


def group(name: str, **settings: Any) -> Callable[[Callable[..., Any]], click.Group]:
    """A group of commands that does something without one, too."""

    def decorate(function: Callable[..., Any]) -> click.Group:
        taking: Any = project_option(language_option(click.pass_context(function)))
        made: click.Group = click.group(name, cls=click.Group, invoke_without_command=True, **settings)(taking)
        return made

    return decorate


as_option = click.option("--as", "as_", metavar="CODER", help="Who acts; else QUOTH_CODER, else your configured name.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


_FILTERS = (
    click.option("--document", "documents", multiple=True, metavar="NAME", help="Only this document."),
    click.option("--code", "codes", multiple=True, metavar="CODE", help="Only this code and those below it."),
    click.option("--code-only", is_flag=True, help="With --code or --codes-query: not those below it."),
    click.option("--codes-query", metavar="QUESTION", help="As “paid-coverage and not state-pressure”; see the docs."),
    click.option("--coder", "coders", multiple=True, metavar="NAME", help="Only codings of this coder."),
    click.option("--speaker", "speakers", multiple=True, metavar="NAME", help="Only what this speaker said."),
    click.option(
        "--role", "roles", multiple=True, type=click.Choice(["interviewer", "participant"]), help="Only what they said."
    ),
    click.option(
        "--attribute",
        "attributes",
        multiple=True,
        metavar="NAME=VALUE",
        help="Only documents with this attribute; also year=2017..2019.",
    ),
    click.option("--case", "cases", multiple=True, metavar="NAME", help="Only documents of this case."),
    click.option("--since", default="", metavar="DATE", help="Only what was coded on this day or later."),
    click.option("--until", default="", metavar="DATE", help="Only what was coded on this day or earlier."),
    click.option("--containing", "text", default="", metavar="WORDS", help="Only passages that hold these words."),
    click.option("--starred", is_flag=True, help="Only passages marked with a star."),
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filters that reading commands share; the function gets one `filters`."""
    names = {str(option.name) for option in click.command()(_decorated(lambda: None)).params}

    @wraps(function)
    def wrapped(*args: Any, **given: Any) -> Any:
        filters = _filters(**{name: given.pop(name) for name in names})
        return function(*args, filters=filters, **given)

    return _decorated(wrapped)


def _decorated(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def attribute_pairs(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What `--attribute NAME=VALUE` asks for: the values by name. Raises UsageError for what is no such pair."""
    pairs: dict[str, tuple[str, ...]] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise UsageError(
                _("--attribute {item} is not NAME=VALUE.").format(item=item),
                _("For example --attribute country=Kyrgyzstan."),
            )
        pairs[name] = (*pairs.get(name, ()), value)
    return pairs


def _filters(attributes: Any, roles: Any, code_only: bool, codes_query: str | None, **rest: Any) -> Filters:
    from quoth.model.code_query import parse
    from quoth.model.text import Role
    from quoth.session.filters import Filters

    pairs = attribute_pairs(attributes)
    query = None if codes_query is None else parse(codes_query)
    return Filters(attributes=pairs, roles=tuple(map(Role, roles)), children=not code_only, query=query, **rest)
