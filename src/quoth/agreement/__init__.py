"""How far coders agree: model objects and integer arrays in, numbers with their reasons out. numpy is all it needs."""

from quoth.agreement.assessment import METRICS, Assessment, assess, assess_sets, assessment_json, pairwise
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
from quoth.agreement.differences import Difference, Kind, confusion, differences
from quoth.agreement.intervals import Interval, Resampling
from quoth.agreement.judgements import Judgements, read_judgements, read_passages
from quoth.agreement.metrics import alpha_by, interval_alpha, jaccard, masi, ordinal_alpha, ratio_alpha, set_alpha
from quoth.agreement.report import CodeAgreement, Comparison, as_json, compare
from quoth.agreement.text_table import table
from quoth.agreement.unitizing import Unitizing, unitize, unitizing_json
from quoth.agreement.units import UNITS, Layout, Reading, lay_out, reliability, units

__all__ = [
    "METRICS",
    "MISSING",
    "UNITS",
    "Assessment",
    "CodeAgreement",
    "Comparison",
    "Difference",
    "Estimate",
    "Interval",
    "Judgements",
    "Kind",
    "Layout",
    "Reading",
    "Resampling",
    "Tally",
    "Unitizing",
    "alpha_by",
    "as_json",
    "assess",
    "assess_sets",
    "assessment_json",
    "brennan_prediger",
    "cohen_kappa",
    "compare",
    "confusion",
    "conger_kappa",
    "differences",
    "fleiss_kappa",
    "gwet_ac1",
    "interval_alpha",
    "jaccard",
    "krippendorff_alpha",
    "lay_out",
    "masi",
    "ordinal_alpha",
    "pairwise",
    "percent_agreement",
    "ratio_alpha",
    "read_judgements",
    "read_passages",
    "reliability",
    "scott_pi",
    "set_alpha",
    "table",
    "tally",
    "unitize",
    "unitizing_json",
    "units",
]
