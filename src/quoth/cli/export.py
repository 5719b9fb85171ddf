"""`quoth export`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

import quoth
from quoth.cli.shell import FilePath, Shell, command, echo, filter_options, note, progress
from quoth.session.results import Filters

__all__ = ["export_"]


@command("export")
@click.argument("format_", metavar="FORMAT")
@click.option("-o", "--output", required=True, type=FilePath(), metavar="FILE", help="The file to write.")
@filter_options
@click.option("--layer", type=click.Choice(["result", "all"]), default="result", help="Whose codings; see below.")
@click.option("--delimiter", default=",", metavar="CHAR", help="csv: between cells (tab for a tab).")
@click.option("--no-bom", is_flag=True, help="csv: without the mark by which Excel knows UTF-8.")
@click.option("--raw-csv", is_flag=True, help="csv: leave cells that look like formulas as they are.")
@click.option("--dry-run", is_flag=True, help="Say how many quotations would be written, and do nothing.")
def export_(
    shell: Shell,
    format_: str,
    output: Path,
    filters: Filters,
    layer: str,
    delimiter: str,
    no_bom: bool,
    raw_csv: bool,
    dry_run: bool,
) -> None:
    """Write coded quotations to a file: csv, json or md (quotes grouped by code).

    The result layer is written: in each document the consensus where it is settled, else the only coder. Where several
    coders are not settled yet, give --coder NAME or --layer all. The old file stays whole until the new one is.
    """
    from quoth import exporters
    from quoth.errors import ExportError
    from quoth.session.folder import check_output
    from quoth.session.results import choose_layer, quotations
    from quoth.store import queries

    if format_ not in exporters.formats():
        raise ExportError(f"There is no export format {format_!r}.", f"Choose one of {', '.join(exporters.formats())}.")
    with shell.reading() as (project, reading):
        check_output(project.folder, output)
        chosen = choose_layer(project, layer, filters.coders)
        found = quotations(project, reading, filters, chosen)
        names = dict.fromkeys(name for d in queries.documents(project) for name in d.attributes)
        if dry_run:
            echo(f"Would write {sum(1 for _ in found)} quotations to {output}. Layer: {chosen.name}.")
            return
        options = exporters.Options(
            delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
            bom=not no_bom,
            raw=raw_csv,
            attributes=tuple(names),
            codebook=reading.codebook,
            title=reading.codebook.title,
            layer=chosen.name,
            filters=filters.words(),
            version=quoth.__version__,
            progress=progress("Writing quotation"),
        )
        counts = queries.coder_counts(project)
        rows = exporters.export(format_, found, output, options)
    said = f" Filters: {filters.words()}." if filters.words() else ""
    echo(f"Wrote {rows} quotations to {output}. Layer: {chosen.name}.{said}")
    if not rows:
        note(f"Nothing that is counted fits; the file has its headings only. {_whose(counts)}".strip())


def _whose(counts: Mapping[tuple[str, str], int]) -> str:
    """Whose codings there are, for somebody who misses theirs."""
    totals: Counter[str] = Counter()
    for (_, coder), number in counts.items():
        totals[coder] += number
    named = ", ".join(f"{coder} {number}" for coder, number in sorted(totals.items()))
    return f"Codings in the project: {named}; --coder NAME writes one coder's." if named else ""
