"""How far coders agree: model objects and integer arrays in, numbers with their reasons out. numpy is all it needs."""

from quoth.agreement.coefficients import (
    MISSING,
    Estimate,
    Tally,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    tally,
)
from quoth.agreement.report import CodeAgreement, Comparison, as_json, compare
from quoth.agreement.text_table import table
from quoth.agreement.units import UNITS, Layout, Reading, lay_out, reliability, units

__all__ = [
    "MISSING",
    "UNITS",
    "CodeAgreement",
    "Comparison",
    "Estimate",
    "Layout",
    "Reading",
    "Tally",
    "as_json",
    "brennan_prediger",
    "cohen_kappa",
    "compare",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "lay_out",
    "percent_agreement",
    "reliability",
    "scott_pi",
    "table",
    "tally",
    "units",
]
