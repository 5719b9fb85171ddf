"""`quoth agreement table` and `quoth agreement spans`: agreement of a table that somebody else made."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quoth.cli.shell import FilePath, Shell, command, echo, echo_json, json_option, note
from quoth.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quoth.agreement import Assessment, Estimate, Interval

__all__ = ["bootstrap_options", "spans_", "table_"]

_TITLES = {
    "percent_agreement": "percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "conger_kappa": "Conger's kappa",
    "scott_pi": "Scott's pi",
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
    "gwet_ac1": "Gwet's AC1",
    "krippendorff_alpha": "Krippendorff's alpha",
    "alpha_masi": "alpha, sets, MASI",
    "alpha_jaccard": "alpha, sets, Jaccard",
    "u_alpha": "u-alpha (passages and codes)",
    "binary_u_alpha": "|u-alpha (passages alone)",
    "cu_alpha": "cu-alpha (codes on what two coded)",
}
_PERHAPS_MISSING = frozenset(("na", "n/a", "#n/a", "nan", "null", "none", "."))
"""How other programs write that there is nothing."""


def bootstrap_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How intervals are drawn."""
    seed = click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same, same interval.")
    draws = click.option(
        "--bootstrap",
        type=click.IntRange(0, 100_000),
        default=1000,
        show_default=True,
        metavar="N",
        help="Draws for the intervals; 0 for none.",
    )
    return draws(seed(function))


def _lines(file: Path) -> io.StringIO:
    from quoth.errors import AgreementError
    from quoth.readers.decode import decode

    try:
        data = file.read_bytes()
    except OSError as error:
        raise AgreementError(
            _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror or error),
            _("Check the name and the permissions."),
        ) from error
    return io.StringIO(decode(data, file.name), newline="")


@command("table")
@click.argument("file", type=FilePath())
@click.option(
    "--metric",
    type=click.Choice(["nominal", "ordinal", "interval", "ratio"]),
    default="nominal",
    show_default=True,
    help="What the values are; it decides how alpha weighs a difference.",
)
@click.option("--sets", is_flag=True, help="A cell is a set of codes: a;b, with - for: read, no code.")
@click.option("--categories", default="", metavar="A,B[,C]", help="All values there could be, for ordinal in order.")
@click.option(
    "--weights",
    type=click.Choice(["linear", "quadratic", "ordinal"]),
    default=None,
    help="Partial credit for near misses in kappa, pi and AC2, for values with an order.",
)
@bootstrap_options
@json_option
def table_(
    _shell: Shell, file: Path, metric: str, sets: bool, categories: str, weights: str | None, bootstrap: int, seed: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Compute every coefficient for a table of units and coders (CSV).

    The first column names the unit, every other one is a coder; an empty cell means that the coder did not judge it.
    """
    from quoth import agreement
    from quoth.errors import UsageError

    if sets and (metric != "nominal" or weights or categories):
        raise UsageError(_("Sets have distances of their own."), _("Leave --metric, --weights and --categories out."))
    declared = [part for part in categories.split(",") if part.strip()]
    read = agreement.read_judgements(_lines(file), file.name, metric=metric, sets=sets, categories=declared)
    if unclear := [value for value in read.values if value.casefold() in _PERHAPS_MISSING]:
        note(f"{', '.join(unclear)} counts as a judgement; where none was made, leave the cell empty.")
    how = agreement.Resampling(bootstrap, seed)
    found = (
        agreement.assess_sets(read, how)
        if sets
        else agreement.assess(read, metric=metric, weighting=weights or "", resampling=how)
    )
    if as_json:
        echo_json(agreement.assessment_json(found))
    else:
        _print(found)


def _print(found: Assessment) -> None:
    echo(f"{found.units:,} units, {found.paired:,} judged by two or more; coders: {', '.join(found.coders)}.")
    echo()
    rows = [_row(name, one, found.intervals.get(name), found.analytic.get(name)) for name, one in found.figures.items()]
    _table(["", "figure", "95 % interval", "Gwet's"], rows)
    for name, one in found.figures.items():
        if one.value is None:
            echo(f"No {_TITLES[name]}: {one.reason}.")
    for reason in dict.fromkeys(one.reason for one in found.intervals.values() if one.reason):
        echo(f"No interval: {reason}.")
    if found.categories:
        echo()
        _table(
            ["category", "given", "Fleiss' kappa"],
            [[value, f"{given:,}", _figure(one.value)] for value, given, one in found.categories],
        )
    if found.pairs:
        echo()
        rows = [
            [f"{first}, {second}", *(_figure(one.value) for one in figures.values())]
            for first, second, figures in found.pairs
        ]
        _table(["coders", "agreement", "Cohen's kappa", "alpha"], rows)
    if found.codes:
        echo()
        _table(
            ["code", "units", *found.coders, "agreement", "kappa", "alpha", "AC1"],
            [
                [
                    str(row["code"]),
                    f"{row['n']:,}",
                    *(f"{number:,}" for number in row["positives"].values()),
                    *(_figure(row[name]) for name in ("agreement", "kappa", "alpha", "ac1")),
                ]
                for row in found.codes
            ],
        )
    echo()
    said = found.settings
    if "metric" in said:
        echo(f"Metric: {said['metric']}. Weights: {said['weights']}.")
        echo(f"Categories: {said['categories']}, {said['category_set']}.")
    if said["draws"]:
        echo(f"Interval: {said['interval']}, {said['draws']:,} draws of units, seed {said['seed']}.")


def _row(name: str, one: Estimate, interval: Interval | None, analytic: Interval | None) -> list[str]:
    return [_TITLES[name], _figure(one.value), _ends(interval), _ends(analytic)]


def _ends(one: Interval | None) -> str:
    return f"{one.low:.3f} to {one.high:.3f}" if one is not None and one.low is not None else ""


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: list[str], rows: list[list[str]]) -> None:
    from quoth.cli.output import table

    echo(table(head, rows, right=range(1, len(head))))


@command("spans")
@click.argument("file", type=FilePath())
@click.option("--length", type=str, required=True, metavar="N", help="How long the text is, in characters.")
@click.option("--coders", default="", metavar="A,B[,C]", help="All coders, also who found nothing.")
@json_option
def spans_(_shell: Shell, file: Path, length: str, coders: str, as_json: bool) -> None:
    """Compute the unitizing family for a table of passages (CSV: coder,start,end,code) on one text.

    Krippendorff, Mathet, Bouvry and Widlöcher (2016). Positions begin at 0, the end is exclusive.
    """
    from quoth import agreement
    from quoth.errors import UsageError

    if not length.strip().isdecimal() or len(length) > 1000:
        raise UsageError(
            _("--length {length} is not a whole number.").format(length=length[:40]),
            _("Give the length of the text in characters."),
        )
    names = [name.strip() for name in coders.split(",") if name.strip()]
    passages = agreement.read_passages(_lines(file), file.name, int(length), names)
    found = agreement.unitize(list(passages.values()), int(length))
    plain = agreement.unitizing_json(found)
    settings = {
        "coders": list(passages),
        "length": int(length),
        "variant": "Krippendorff, Mathet, Bouvry & Widlöcher 2016 (2019 edition, section 12.6)",
        "char_kappa": "Cohen 1960" if len(passages) == 2 else "Conger 1980",
        "passages": "of one coder and code that overlap are one; those that only touch stay two",
    }
    if as_json:
        echo_json({**plain, "settings": settings})
        return
    _print_spans(plain, settings)


def _print_spans(plain: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    echo(f"{settings['length']:,} characters; coders: {', '.join(settings['coders'])}.")
    echo()
    coverage = plain["cu_coverage"]
    rows = [[_TITLES[name], _figure(plain[name])] for name in ("u_alpha", "binary_u_alpha", "cu_alpha")]
    rows.append(["   cu-alpha rests on", "–" if coverage is None else f"{coverage:.1%} of the text"])
    _table(["", "figure"], rows)
    for reason, names in _by_reason(plain["reasons"]).items():
        echo(f"No {', '.join(names)}: {reason}.")
    if plain["codes"]:
        echo()
        columns = ("ku_alpha", "coverage", "u_alpha", "char_alpha", "char_kappa", "overlap")
        _table(
            ["code", "(k)u-alpha", "coverage", "u-alpha", "alpha on characters", "kappa on characters", "overlap"],
            [[code, *(_figure(one[name]) for name in columns)] for code, one in plain["codes"].items()],
        )
        for code, one in plain["codes"].items():
            for reason, names in _by_reason(one["reasons"]).items():
                echo(f"{code}: no {', '.join(names)}: {reason}.")
    note(f"Variant: {settings['variant']}. The figures of 1995, 2004 and 2013 with this name are others.")


def _by_reason(reasons: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        if name != "cu_coverage" and name != "coverage":
            found.setdefault(reason, []).append(name)
    return found
