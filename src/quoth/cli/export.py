"""`quoth export`."""

from __future__ import annotations

from pathlib import Path

import click

from quoth.cli.shell import FilePath, Shell, command, echo, filter_options, note, progress
from quoth.session.filters import Filters

__all__ = ["export_"]

_NAMELESS = frozenset(("codebook", "bundle"))
"""Formats that show no speaker, and count all codings whatever the layer and the filters."""


@command("export")
@click.argument("format_", metavar="FORMAT")
@click.option("-o", "--output", required=True, type=FilePath(), metavar="FILE", help="The file to write.")
@filter_options
@click.option("--layer", type=click.Choice(["result", "all"]), default="result", help="Whose codings; see below.")
@click.option("--names", is_flag=True, help="Speakers by their names, instead of P01, P02, ...")
@click.option("--attribution", default="", metavar="TEMPLATE", help='As "{document}, {speaker}, turn {turn}".')
@click.option("--layout", type=click.Choice(["themes", "transcripts"]), help="docx, html: quotes by code, or texts.")
@click.option("--by", default="", metavar="ATTRIBUTE", help="md, docx, html: within each theme by this attribute.")
@click.option("--unit", type=click.Choice(["document", "turn", "sentence"]), default="document", help="matrix: a row.")
@click.option("--with-texts", is_flag=True, help="bundle: with the transcripts and every word that is quoted.")
@click.option("--delimiter", default=",", metavar="CHAR", help="csv: between cells (tab for a tab).")
@click.option("--no-bom", is_flag=True, help="csv, tsv: without the mark by which Excel knows UTF-8.")
@click.option("--raw-csv", is_flag=True, help="csv, tsv: leave cells that look like formulas as they are.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and do nothing.")
def export_(
    shell: Shell,
    format_: str,
    output: Path,
    filters: Filters,
    layer: str,
    names: bool,
    attribution: str,
    layout: str | None,
    by: str,
    unit: str,
    with_texts: bool,
    delimiter: str,
    no_bom: bool,
    raw_csv: bool,
    dry_run: bool,
) -> None:
    """Write quotations, transcripts, the codebook or an archive to a file.

    csv, tsv, json, jsonl, xlsx: a row a quotation. md, docx, html: for reading. matrix, sav: a row a document, turn or
    sentence, a column a code, for R and SPSS. codebook: as .md, .docx, .html, .csv or .xlsx. bundle: a zip to keep.

    The result layer is written: in each document the consensus where it is settled, else the only coder. Where several
    coders are not settled yet, give --coder NAME or --layer all. The old file stays whole until the new one is.
    """
    from quoth import exporters
    from quoth.exporters import attribution as attributions
    from quoth.session import exporting
    from quoth.session.filters import check_attribute
    from quoth.session.folder import check_output
    from quoth.session.results import choose_layer

    exporters.check(format_)
    template = attributions.parse(attribution) if attribution else None
    with shell.reading() as (project, reading):
        check_output(project.folder, output)
        check_attribute(project, by)
        chosen = choose_layer(project, layer, filters.coders)
        found = exporting.material(project, reading, filters, chosen, names=names)
        several = layer == "all" or len(filters.coders) > 1
        options = exporters.Options(
            delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
            bom=not no_bom,
            raw=raw_csv,
            attribution=template or attributions.with_attributes(found.attributes, coder=several),
            layout=layout or ("themes" if by else ""),
            by=by,
            unit=unit,
            with_texts=with_texts,
            progress=progress("Writing quotation"),
        )
        if dry_run:
            exporting.check_something(project, format_, found)
            number = sum(1 for _ in found.quotations())
            echo(f"Would write {output}, from {number} quotations. Layer: {chosen.name}.")
            return
        what = exporting.write(project, format_, found, output, options)
    if format_ in _NAMELESS:
        echo(f"Wrote {what} to {output}. It counts the codings of all coders.")
        return
    said = f" Filters: {filters.words()}." if filters.words() else ""
    echo(f"Wrote {what} to {output}. Layer: {chosen.name}.{said}")
    if found.about.names == exporting.NUMBERED:
        note("Speakers are numbered (--names shows names); names in quotes, memos and documents' names stay.")
