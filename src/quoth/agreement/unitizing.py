"""The unitizing family of Krippendorff, Mathet, Bouvry and Widlocher (2016): did coders find the same passages?

Owns the sweep over boundaries and the exact arithmetic. Every coder parts the same continuum of positions 0..length
into units with a code and gaps without one. Sums are whole numbers of any size, so that no length is too great.
Krippendorff, K., Mathet, Y., Bouvry, S. & Widlocher, A. (2016), On the reliability of unitizing textual continua,
Qual. Quant. 50:2347-2364; Krippendorff (2019), Content Analysis, 4th ed., section 12.6, equations 32-38. Other
statistics bear the same name: those of 1995/2004 and of 2013 give other figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from quoth.agreement.coefficients import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CodeUnitizing",
    "Continuum",
    "Passage",
    "Unitizing",
    "binary_u_alpha",
    "overlapping",
    "unitize",
    "unitizing_json",
]

Passage = tuple[int, int, str]
"""Start, end (exclusive) and code."""
_EXACT = 2**52
"""Lengths up to which sums of floats are exact."""


@dataclass(frozen=True, slots=True)
class CodeUnitizing:
    """The figures of one code."""

    ku_alpha: Estimate
    """(k)u-alpha: on what is coded by two, how reliably is it this code."""
    coverage: float | None
    """The share of this code's text on which (k)u-alpha rests."""
    u_alpha: Estimate
    """u-alpha of this code alone, everything else being a gap."""
    char_alpha: Estimate
    """Krippendorff's nominal alpha on single positions: coded so or not."""
    char_kappa: Estimate
    """Cohen's kappa on single positions, Conger's for more than two coders."""
    overlap: float | None
    """Positions that all coders gave this code, as a share of those that any did."""


@dataclass(frozen=True, slots=True)
class Unitizing:
    """The figures of all codes together, and of each."""

    u_alpha: Estimate
    """u-alpha: same passages and same codes, gaps counted as agreement."""
    binary_u_alpha: Estimate
    """|u-alpha: the same passages, whatever the code."""
    cu_alpha: Estimate
    """cu-alpha: the same code where two coders coded."""
    cu_coverage: float | None
    """The share of the text on which cu-alpha rests."""
    codes: Mapping[str, CodeUnitizing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Continuum:
    """What coders made of one continuum, cut wherever any unit begins or ends.

    Exact for lengths of any size.
    """

    length: int
    coders: int
    codes: tuple[str, ...]
    sizes: list[int]
    """Of every piece between two cuts."""
    values: NDArray[np.int64]
    """Coders x pieces: 0 for a gap, else 1 + the index of the code."""
    units: tuple[tuple[int, int, int, int], ...]
    """Of every unit: coder, code (1 + index), first piece, piece after the last."""


def overlapping(coders: Sequence[Sequence[Passage]]) -> int | None:
    """The first coder whose passages of different codes overlap; None when there is none."""
    for number, passages in enumerate(coders):
        ordered = sorted(_united(passages))
        if any(after[0] < before[1] for before, after in pairwise(ordered)):
            return number
    return None


def _united(passages: Sequence[Passage]) -> list[Passage]:
    """Passages of one coder with those of one code that overlap made one; those that only touch stay apart."""
    united: list[Passage] = []
    last: dict[str, int] = {}
    for start, end, code in sorted(passages):
        at = last.get(code)
        if at is not None and start < united[at][1]:
            united[at] = (united[at][0], max(end, united[at][1]), code)
        else:
            last[code] = len(united)
            united.append((start, end, code))
    return united


def _continuum(coders: Sequence[Sequence[Passage]], length: int) -> Continuum:
    made = [_united(passages) for passages in coders]
    codes = tuple(sorted({code for passages in made for _, _, code in passages}))
    number = {code: place for place, code in enumerate(codes, 1)}
    edges = [0, length, *(edge for passages in made for start, end, _ in passages for edge in (start, end))]
    cuts, where = np.unique(np.array(edges, dtype=np.int64 if length <= _EXACT else object), return_inverse=True)
    at = where[2:].astype(np.int64).reshape(-1, 2)
    given = np.array([number[code] for passages in made for _, _, code in passages], dtype=np.int64)
    coder = np.repeat(np.arange(len(made)), [len(passages) for passages in made])
    steps = np.zeros((len(made), len(cuts)), dtype=np.int64)  # where a passage begins up, where it ends down again
    np.add.at(steps, (coder, at[:, 0]), given)
    np.add.at(steps, (coder, at[:, 1]), -given)
    units = tuple(zip(coder.tolist(), given.tolist(), *at.T.tolist(), strict=True))
    sizes = np.diff(cuts).tolist()
    return Continuum(length, len(made), codes, sizes, np.cumsum(steps, axis=1)[:, :-1], units)


def _totals(keys: NDArray[np.int64], sizes: Sequence[int], width: int) -> list[int]:
    """The sum of sizes for each key 0..width-1, exactly."""
    if sum(sizes) <= _EXACT:
        return [int(x) for x in np.bincount(keys, weights=np.array(sizes, dtype=float), minlength=width)]
    totals = [0] * width
    for key, size in zip(keys.tolist(), sizes, strict=True):
        totals[key] += size
    return totals


def _crossed(of: Continuum, *, binary: bool = False) -> list[list[int]]:
    """Length on which an ordered pair of coders gave the codes c and k, summed over pairs; 0 is the gap.

    With `binary` all codes are one.
    """
    width = 2 if binary else len(of.codes) + 1
    values = np.minimum(of.values, 1) if binary else of.values
    table = [[0] * width for _ in range(width)]
    for i in range(of.coders):
        for j in range(i):
            for key, total in enumerate(_totals(values[i] * width + values[j], of.sizes, width * width)):
                c, k = divmod(key, width)
                table[c][k] += total
                table[k][c] += total
    return table


def _ratio(numerator: int, denominator: int) -> float:
    """Of whole numbers of any size, rounded once."""
    return float(Fraction(numerator, denominator))


def unitize(coders: Sequence[Sequence[Passage]], length: int) -> Unitizing:
    """The whole family for coders' passages on positions 0..length; a coder who found nothing is an empty list.

    Passages of one coder and code that overlap are one unit; those that only touch stay two, as the coder made them.
    With l_ck the length on which pairs of coders gave c and k (over m - 1), l.. = m L, R the sum of squared lengths of
    units and of lengths of gaps, R_c its part of c: `e_ck = l.. (l_c. l_.k - [c=k] R_c) / (l..^2 - R)` and
    `u_alpha = 1 - (l.. - sum l_cc) / (l.. - sum e_cc)`; |u, cu and (k)u are its parts, cu and (k)u on the text that two
    coders coded, where a unit's part of R is the square of its mean length coded by another.

    Where one coder's passages of different codes overlap, a position has no single value: the joint figures are none,
    with the reason, and only those of each code alone are given. Not estimable with fewer than two coders, on an empty
    continuum, or where only one value occurs. Raises ValueError for a passage outside the continuum or without length.
    """
    for passages in coders:
        for start, end, _ in passages:
            if not 0 <= start < end <= length:
                raise ValueError(f"a passage from {start} to {end} does not lie in 0 to {length}")
    names = sorted({code for passages in coders for _, _, code in passages})
    if len(coders) < 2 or length <= 0:
        reason = (
            f"agreement needs two coders; there {'is 1' if len(coders) == 1 else 'are none'}"
            if len(coders) < 2
            else "the text is empty"
        )
        none = Estimate(None, reason)
        alone = CodeUnitizing(none, None, none, none, none, None)
        return Unitizing(none, none, none, None, dict.fromkeys(names, alone))
    apart: dict[str, list[list[Passage]]] = {code: [[] for _ in coders] for code in names}
    for number, passages in enumerate(coders):
        for passage in passages:
            apart[passage[2]][number].append(passage)
    single = {code: _of_code(own, length) for code, own in apart.items()}
    if overlapping(coders) is not None:
        none = Estimate(None, "passages of different codes by one coder overlap, so a place has no single value")
        codes = {
            code: CodeUnitizing(none, None, figures.u_alpha, figures.char_alpha, figures.char_kappa, figures.overlap)
            for code, figures in single.items()
        }
        return Unitizing(none, none, none, None, codes)
    return _joint(_continuum(coders, length), single)


def binary_u_alpha(coders: Sequence[Sequence[Passage]], length: int) -> Estimate:
    """|u-alpha alone, as `unitize` gives it; passages of one coder must not overlap unless they have one code."""
    of = _continuum(coders, length)
    table = _crossed(of, binary=True)
    return _binary(of, table, [sum(row) // (of.coders - 1) for row in table])


def _joint(of: Continuum, single: Mapping[str, CodeUnitizing]) -> Unitizing:
    table = _crossed(of)
    m, total = of.coders, of.coders * of.length
    margins = [sum(row) // (m - 1) for row in table]
    inner = [sum(row[1:]) for row in table]  # on text that two coded, times m - 1
    inner[0] = 0
    self_terms = _self_terms(of)
    paired = sum(inner)
    codes = {}
    for place, code in enumerate(of.codes, 1):
        coverage = _ratio(inner[place], (m - 1) * margins[place])
        ku = _ku(inner[place], table[place][place], self_terms[place], paired, code)
        alone = single[code]
        codes[code] = CodeUnitizing(ku, coverage, alone.u_alpha, alone.char_alpha, alone.char_kappa, alone.overlap)
    return Unitizing(
        _u(of, table, margins),
        _binary(of, table, margins),
        _cu(table, inner, sum(self_terms)),
        _ratio(paired, (m - 1) * total),
        codes,
    )


def _squares(of: Continuum, margins: Sequence[int]) -> int:
    """R: squared lengths of units, and lengths of gaps."""
    ends = [0, *accumulate(of.sizes)]
    return margins[0] + sum([(ends[last] - ends[first]) ** 2 for _, _, first, last in of.units])


def _u(of: Continuum, table: Sequence[Sequence[int]], margins: Sequence[int]) -> Estimate:
    total = of.coders * of.length
    unlike = total**2 - sum(margin**2 for margin in margins)
    if not unlike:
        return Estimate(None, _one_value(margins, of))
    agreeing = sum(row[place] for place, row in enumerate(table))
    pairs = of.coders - 1
    return Estimate(1 - _ratio((pairs * total - agreeing) * (total**2 - _squares(of, margins)), pairs * total * unlike))


def _binary(of: Continuum, table: Sequence[Sequence[int]], margins: Sequence[int]) -> Estimate:
    total, gap = of.coders * of.length, margins[0]
    if not gap or gap == total:
        return Estimate(None, "nothing is coded" if gap else "every coder coded the whole text")
    missed = sum(table[0][1:])
    pairs = of.coders - 1
    return Estimate(1 - _ratio(missed * (total**2 - _squares(of, margins)), pairs * total * gap * (total - gap)))


def _one_value(margins: Sequence[int], of: Continuum) -> str:
    if margins[0]:
        return "nothing is coded"
    return f"all {of.coders} coders gave the whole text one code" if of.coders > 2 else "both gave all of it one code"


def _self_terms(of: Continuum) -> list[int]:
    """By code, the sum over its units of the squared length that other coders coded, times (m - 1) squared."""
    coding = np.count_nonzero(of.values, axis=0)
    others = [size * max(0, int(count) - 1) for size, count in zip(of.sizes, coding.tolist(), strict=True)]
    before = [0, *accumulate(others)]
    terms: defaultdict[int, int] = defaultdict(int)
    for _, code, first, last in of.units:
        terms[code] += (before[last] - before[first]) ** 2
    return [terms[place] for place in range(len(of.codes) + 1)]


def _cu(table: Sequence[Sequence[int]], inner: Sequence[int], squares: int) -> Estimate:
    paired = sum(inner)
    unlike = paired**2 - sum(one**2 for one in inner)
    if not paired:
        return Estimate(None, "no text is coded by two coders")
    if not unlike:
        return Estimate(None, "only one code occurs on the text that two coders coded")
    agreeing = sum(table[place][place] for place in range(1, len(table)))
    return Estimate(1 - _ratio((paired - agreeing) * (paired**2 - squares), paired * unlike))


def _ku(inner: int, agreeing: int, squares: int, paired: int, code: str) -> Estimate:
    if not inner:
        return Estimate(None, "no other coder coded the text that has this code")
    if inner == paired:
        return Estimate(None, "only this code occurs on the text that two coders coded")
    return Estimate(1 - _ratio((inner * paired - squares) * (inner - agreeing), inner * inner * (paired - inner)))


def _of_code(coders: Sequence[Sequence[Passage]], length: int) -> CodeUnitizing:
    """The figures of passages that all have one code, without what needs the others."""
    of = _continuum(coders, length)
    table = _crossed(of)
    m = of.coders
    margins = [sum(row) // (m - 1) for row in table]
    u = _u(of, table, margins)
    chars, kappa = _positions(of, table, margins)
    none = Estimate(None, "")
    depth = np.count_nonzero(of.values, axis=0)
    any_, all_ = (
        sum(size for size, count in zip(of.sizes, depth.tolist(), strict=True) if count >= least) for least in (1, m)
    )
    return CodeUnitizing(none, None, u, chars, kappa, _ratio(all_, any_) if any_ else None)


def _positions(of: Continuum, table: Sequence[Sequence[int]], margins: Sequence[int]) -> tuple[Estimate, Estimate]:
    """Alpha and kappa where every position is a unit: coded or not."""
    m, n = of.coders, of.coders * of.length
    unlike = 2 * margins[0] * margins[1] if len(margins) > 1 else 0
    if not unlike:
        none = Estimate(None, _one_value(margins, of))
        return none, none
    crossed = 2 * table[0][1]  # over m - 1
    alpha = Estimate(1 - _ratio((n - 1) * crossed, (m - 1) * unlike))
    coded = [_totals(np.minimum(row, 1), of.sizes, 2)[1] for row in of.values]
    gaps = [of.length - own for own in coded]
    chance = sum(coded) ** 2 - sum(c * c for c in coded) + sum(gaps) ** 2 - sum(g * g for g in gaps)
    everything = m * (m - 1) * of.length**2
    agreed = (m * (m - 1) * of.length - crossed) * of.length
    return alpha, Estimate(_ratio(agreed - chance, everything - chance)) if everything > chance else Estimate(
        None, _one_value(margins, of)
    )


def unitizing_json(found: Unitizing) -> dict[str, Any]:
    """The figures as plain data for JSON, with the reason of each that is none."""
    joint = {"u_alpha": found.u_alpha, "binary_u_alpha": found.binary_u_alpha, "cu_alpha": found.cu_alpha}
    reasons = {name: one.reason for name, one in joint.items() if one.value is None}
    if found.cu_coverage is None:
        reasons["cu_coverage"] = found.cu_alpha.reason
    codes = {}
    for code, one in found.codes.items():
        figures = {
            "ku_alpha": one.ku_alpha,
            "u_alpha": one.u_alpha,
            "char_alpha": one.char_alpha,
            "char_kappa": one.char_kappa,
        }
        why = {name: figure.reason for name, figure in figures.items() if figure.value is None}
        if one.coverage is None:
            why["coverage"] = one.ku_alpha.reason
        codes[code] = {
            "ku_alpha": one.ku_alpha.value,
            "coverage": one.coverage,
            "u_alpha": one.u_alpha.value,
            "char_alpha": one.char_alpha.value,
            "char_kappa": one.char_kappa.value,
            "overlap": one.overlap,
            "reasons": why,
        }
    plain: dict[str, Any] = {name: one.value for name, one in joint.items()}
    return {**plain, "cu_coverage": found.cu_coverage, "codes": codes, "reasons": reasons}
