"""`quoth codebook ...`: check, show, edit and import."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from quoth.cli.shell import (
    FilePath,
    Shell,
    as_option,
    command,
    dry_run_option,
    echo,
    echo_json,
    for_shell,
    group,
    json_option,
    note,
)
from quoth.errors import CodebookError, ExitStatus, UsageError
from quoth.i18n import _

__all__ = ["codebook_"]


@group("codebook")
@json_option
def codebook_(ctx: click.Context, as_json: bool) -> None:
    """Show the codebook as a tree with counts; check it; edit it.

    Edits go into codebook.yaml itself; what you wrote around them stays as it is. You can always edit the file by hand.
    """
    if ctx.invoked_subcommand is None:
        _show(ctx.obj, as_json)


@command("check")
@json_option
def check_(shell: Shell, as_json: bool) -> int:
    """Read codebook.yaml and name every problem with its place."""
    from quoth import codebook_file
    from quoth.session import codebook, folder

    path = folder.find(shell.project or Path.cwd())
    text = codebook.read_file(path)
    if text is None:
        raise CodebookError(
            _("There is no codebook.yaml in {path}.").format(path=path), _("quoth init writes one to start from.")
        )
    reading = codebook_file.read(text)
    broken = any(not problem.warning for problem in reading.problems)
    if as_json:
        problems = [
            {"line": p.line, "column": p.column, "message": p.message, "hint": p.hint, "warning": p.warning}
            for p in reading.problems
        ]
        echo_json({"problems": problems, "codes": len(reading.codebook.codes) if reading.codebook else None})
    else:
        for problem in reading.problems:
            note(codebook_file.describe(problem, "codebook.yaml"))
        if reading.codebook and not broken:
            codes = [code for code in reading.codebook.codes if not code.heading]
            headings = len(reading.codebook.codes) - len(codes)
            echo(f"codebook.yaml is in order: {len(codes)} codes under {headings} headings.")
    return ExitStatus.BAD_INPUT if broken else ExitStatus.DONE


@command("show")
@json_option
def show_(shell: Shell, as_json: bool) -> None:
    """Show the codebook as a tree, with keys and how many codings each code has."""
    _show(shell, as_json)


def _show(shell: Shell, as_json: bool) -> None:
    from quoth.session import codebook
    from quoth.store import queries

    with shell.reading() as (project, reading):
        book = reading.codebook
        counts = queries.code_counts(project)
        missing = codebook.last_labels(project, [code for code in counts if code not in book.by_id])
    if as_json:
        codes = [
            {
                "id": c.id,
                "label": c.label,
                "parent": c.parent,
                "heading": c.heading,
                "status": c.status,
                "key": c.key,
                "definition": c.definition,
                "codings": counts.get(c.id, 0),
            }
            for c in book.codes
        ]
        codes += [{"id": c, "label": label, "status": "missing", "codings": counts[c]} for c, label in missing.items()]
        echo_json({"codes": codes, "title": book.title})
        return
    for code in book.codes:
        left = f"{'  ' * book.depth(code.id)}{code.label}"
        state = (
            "" if code.status == "active" else f"  (retired{', see ' + code.replaced_by if code.replaced_by else ''})"
        )
        right = "" if code.heading else f"{counts.get(code.id, 0):>5}  {code.key or ' '}  {code.id}"
        echo(f"{left:<44}{right}{state}".rstrip())
    for name, label in missing.items():
        echo(f"{label + ' (missing)':<44}{counts[name]:>5}     {name}")
    if not book.codes:
        echo("The codebook has no codes yet: quoth codebook add LABEL, or edit codebook.yaml.")


def _edit(
    shell: Shell, as_: str | None, dry_run: bool, act: str, edit: Callable[[str], str], says: str, touched: str = ""
) -> None:
    """Run an edit of the file's text; with `dry_run` only try it and say how many codings it touches."""
    from quoth import codebook_file
    from quoth.store import queries

    with shell.session(as_) as session:
        counts = queries.code_counts(session.project)
        before = {problem.message for problem in codebook_file.read(session.codebook_text).problems}
        if dry_run:
            edit(session.codebook_text)
            about = f", touching {counts.get(touched, 0)} codings" if touched else ""
            echo(f"Would have {says}{about}.")
            return
        event = session.change_codebook(act, edit, says=says)
        problems = codebook_file.read(session.codebook_text).problems
    echo(for_shell(event.message))
    for problem in problems:
        if problem.message not in before:
            note(codebook_file.describe(problem, "codebook.yaml"))


def _field_options(function: Any) -> Any:
    for option in (
        click.option("--keyword", "keywords", multiple=True, metavar="WORD", help="A word that suggests the code."),
        click.option("--counterexample", "counterexamples", multiple=True, metavar="TEXT"),
        click.option("--example", "examples", multiple=True, metavar="TEXT"),
        click.option(
            "--exclude", multiple=True, metavar="TEXT", help="When not to use it; may be given several times."
        ),
        click.option("--include", multiple=True, metavar="TEXT", help="When to use it; may be given several times."),
        click.option("--definition", metavar="TEXT"),
        click.option("--colour", metavar="#RRGGBB"),
        click.option("--key", metavar="LETTER", help="Pressed after ; in the coding screen."),
    ):
        function = option(function)
    return function


def _given(fields: dict[str, Any]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, ())}


@command("add")
@click.argument("label")
@click.option("--under", "parent", metavar="CODE", help="The code or heading above it.")
@click.option("--id", "id_", metavar="ID", help="Else made from the label.")
@click.option("--heading", is_flag=True, help="A heading: it groups codes and is not applied.")
@_field_options
@as_option
@dry_run_option
def add_(
    shell: Shell,
    label: str,
    parent: str | None,
    id_: str | None,
    heading: bool,
    as_: str | None,
    dry_run: bool,
    **fields: Any,
) -> None:
    """Add a code."""
    from quoth import codebook_file

    extra = _given(fields) | ({"heading": True} if heading else {})

    def edit(text: str) -> str:
        return codebook_file.add(text, label, parent=parent, id=id_, fields=extra)[0]

    _edit(shell, as_, dry_run, "add", edit, f"added the code {label}")


@command("edit")
@click.argument("code")
@_field_options
@click.option("--clear", multiple=True, metavar="FIELD", help="Empty a field.")
@as_option
@dry_run_option
def edit_(shell: Shell, code: str, clear: tuple[str, ...], as_: str | None, dry_run: bool, **fields: Any) -> None:
    """Change fields of a code. A changed definition makes the code "to be read again" where it was done."""
    from quoth import codebook_file

    changes = _given(fields) | dict.fromkeys(clear)
    if not changes:
        raise UsageError(_("It is not said what to change."), _("For example --definition TEXT; see --help."))
    edit = partial(codebook_file.edit, code=code, changes=changes)
    _edit(shell, as_, dry_run, "edit", edit, f"edited {', '.join(changes)} of the code {code}", code)


@command("rename")
@click.argument("code")
@click.argument("label")
@as_option
@dry_run_option
def rename_(shell: Shell, code: str, label: str, as_: str | None, dry_run: bool) -> None:
    """Change a code's label. Its id, and so its codings, stay."""
    from quoth import codebook_file

    edit = partial(codebook_file.rename, code=code, label=label)
    _edit(shell, as_, dry_run, "rename", edit, f"renamed {code} to {label}", code)


@command("move")
@click.argument("code")
@click.argument("parent", required=False)
@as_option
@dry_run_option
def move_(shell: Shell, code: str, parent: str | None, as_: str | None, dry_run: bool) -> None:
    """Move a code with all below it under another, or to the top."""
    from quoth import codebook_file

    edit = partial(codebook_file.move, code=code, parent=parent)
    _edit(shell, as_, dry_run, "move", edit, f"moved {code} {'under ' + parent if parent else 'to the top'}", code)


@command("retire")
@click.argument("code")
@click.option("--replaced-by", default="", metavar="CODE", help="The code to use instead.")
@as_option
@dry_run_option
def retire_(shell: Shell, code: str, replaced_by: str, as_: str | None, dry_run: bool) -> None:
    """Take a code out of use. Its codings stay as they are."""
    from quoth import codebook_file

    edit = partial(codebook_file.retire, code=code, replaced_by=replaced_by)
    _edit(shell, as_, dry_run, "retire", edit, f"retired {code}", code)


@command("restore")
@click.argument("code")
@as_option
@dry_run_option
def restore_(shell: Shell, code: str, as_: str | None, dry_run: bool) -> None:
    """Put back a retired code, or one that was removed from the file by hand."""
    from quoth import codebook_file
    from quoth.session import editing

    with shell.session(as_) as session:
        fields = editing.last_fields(session, code)
    edit = partial(codebook_file.restore, code=code, fields=fields)
    _edit(shell, as_, dry_run, "restore", edit, f"restored {code}", code)


@command("split")
@click.argument("code")
@click.argument("labels", nargs=-1, required=True, metavar="LABEL...")
@as_option
@dry_run_option
def split_(shell: Shell, code: str, labels: tuple[str, ...], as_: str | None, dry_run: bool) -> None:
    """Add codes beside one that has become too wide. Its codings stay until you recode them."""
    from quoth import codebook_file

    def edit(text: str) -> str:
        return codebook_file.split(text, code, labels)[0]

    _edit(shell, as_, dry_run, "split", edit, f"split {code} into {', '.join(labels)}", code)


@command("merge")
@click.argument("sources", nargs=-1, required=True, metavar="CODE... TARGET")
@as_option
@dry_run_option
def merge_(shell: Shell, sources: tuple[str, ...], as_: str | None, dry_run: bool) -> None:
    """Merge codes into the last one named: their codings are recoded, they are retired. One act, one undo."""
    from quoth.session import editing

    if len(sources) < 2:
        raise UsageError(_("Merging needs two codes or more."), _("quoth codebook merge OLD... TARGET"))
    *codes, target = (*dict.fromkeys(sources[:-1]), sources[-1])
    with shell.session(as_) as session:
        touched = editing.merge_codes(session, codes, target, dry_run=dry_run)
    if dry_run:
        echo(f"Would merge {', '.join(codes)} into {target}, recoding {len(touched.codings)} codings of all coders.")
    else:
        echo(for_shell(touched.message))


@command("replace")
@click.argument("old")
@click.argument("new")
@as_option
@dry_run_option
def replace_(shell: Shell, old: str, new: str, as_: str | None, dry_run: bool) -> None:
    """Recode the codings of a code that is missing from the file to another one: it was renamed by hand."""
    from quoth.session import editing

    with shell.session(as_) as session:
        touched = editing.replace_code(session, old, new, dry_run=dry_run)
    if dry_run:
        echo(f"Would recode {len(touched.codings)} codings from {old} to {new}.")
    else:
        echo(for_shell(touched.message))


@command("diff")
@json_option
def diff_(shell: Shell, as_json: bool) -> None:
    """Show how the codebook changed from version to version."""
    from quoth.session.history import codebook_steps

    with shell.reading() as (project, _):
        steps = codebook_steps(project)
    if as_json:
        echo_json({"versions": [step.as_json() for step in steps]})
        return
    for step in steps:
        echo(f"{step.at[:16].replace('T', ' ')}  {step.coder or '-'}  {step.act}")
        for line in step.lines:
            echo(f"    {line}")


@command("import")
@click.argument("file", type=FilePath())
@as_option
@dry_run_option
def import_(shell: Shell, file: Path, as_: str | None, dry_run: bool) -> None:
    """Add codes from a table (.csv, .xlsx): code, parent, definition, include, exclude, example."""
    from quoth import codebook_file

    entries = codebook_file.import_table(file)
    with shell.session(as_) as session:
        _, added, remarks = codebook_file.merge_table(session.codebook_text, entries)
    for remark in remarks:
        note(remark)

    def edit(text: str) -> str:
        return codebook_file.merge_table(text, entries)[0]

    _edit(shell, as_, dry_run, "import", edit, f"added {len(added)} codes from {file.name}")


@command("keywords")
@click.argument("code", required=False, default="")
@click.option("--coder", default="", help="Whose quotes; else everybody's that you may see.")
@click.option("--limit", type=click.IntRange(1), default=8, show_default=True, help="Words for each code.")
@json_option
def keywords_(shell: Shell, code: str, coder: str, limit: int, as_json: bool) -> None:
    """Propose keywords: words much more frequent in a code's quotes than in others, with the quotes that show them.

    Nothing is written; quoth codebook edit CODE --keyword WORD takes one over.
    """
    from quoth.cli.output import shorten
    from quoth.session import suggesting
    from quoth.session.filters import Filters
    from quoth.session.results import check_filters

    with shell.reading() as (project, reading):
        check_filters(project, reading, Filters(coders=(coder,) if coder else (), codes=(code,) if code else ()))
        found = suggesting.proposed_keywords(project, reading.codebook, coder, limit)
        found = {code: found.get(code, [])} if code else found
    if as_json:
        entries = [
            {"code": one.code, "keyword": one.word, "score": one.score, "within": one.within, "beyond": one.beyond}
            | {"quotes": [{"document": q.document, "turn": q.turn, "quote": q.text} for q in one.quotes]}
            for proposals in found.values()
            for one in proposals
        ]
        echo_json({"keywords": entries})
        return
    for name, proposals in found.items():
        echo(reading.codebook.label(name))
        for one in proposals:
            quote = shorten(one.quotes[0].text, 60) if one.quotes else ""
            echo(f"  {one.word}  in {one.within} quotes of it, {one.beyond} of others  “{quote}”")
        if not proposals:
            echo("  no word stands out yet")
    if not found:
        note("No word stands out yet: two quotes of a code must share it.")


for _command in (
    keywords_,
    check_,
    show_,
    add_,
    edit_,
    rename_,
    move_,
    retire_,
    restore_,
    split_,
    merge_,
    replace_,
    diff_,
    import_,
):
    codebook_.add_command(_command)
