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
from quoth.agreement.groups import BY, Group, by_attribute, by_document, by_level, by_speaker, compare_groups
from quoth.agreement.intervals import Interval, Resampling
from quoth.agreement.judgements import Judgements, read_judgements, read_passages
from quoth.agreement.methods import Facts, methods
from quoth.agreement.metrics import alpha_by, interval_alpha, jaccard, masi, ordinal_alpha, ratio_alpha, set_alpha
from quoth.agreement.plain import as_json, as_rows
from quoth.agreement.plot import plot
from quoth.agreement.report import CodeAgreement, Comparison, compare, overall
from quoth.agreement.scales import SCALES
from quoth.agreement.text_table import markdown, table
from quoth.agreement.unitizing import Unitizing, binary_u_alpha, unitize, unitizing_json
from quoth.agreement.units import UNITS, Layout, Reading, lay_out, reliability, units

__all__ = [
    "BY",
    "METRICS",
    "MISSING",
    "SCALES",
    "UNITS",
    "Assessment",
    "CodeAgreement",
    "Comparison",
    "Difference",
    "Estimate",
    "Facts",
    "Group",
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
    "as_rows",
    "assess",
    "assess_sets",
    "assessment_json",
    "binary_u_alpha",
    "brennan_prediger",
    "by_attribute",
    "by_document",
    "by_level",
    "by_speaker",
    "cohen_kappa",
    "compare",
    "compare_groups",
    "confusion",
    "conger_kappa",
    "differences",
    "fleiss_kappa",
    "gwet_ac1",
    "interval_alpha",
    "jaccard",
    "krippendorff_alpha",
    "lay_out",
    "markdown",
    "masi",
    "methods",
    "ordinal_alpha",
    "overall",
    "pairwise",
    "percent_agreement",
    "plot",
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
