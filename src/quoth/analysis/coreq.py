"""The COREQ checklist: what the project can answer, drafted, and what only the authors know.

Owns the 32 items (Tong, Sainsbury and Craig, Int J Qual Health Care 19(6): 349-357, 2007), in short. A draft states
facts of the project and nothing else; whoever signs the paper checks it.
"""

from __future__ import annotations

from collections.abc import Mapping

from quoth.analysis.counted import Counted
from quoth.model.tables import Column, Kind, Report, Table

__all__ = ["ITEMS", "coreq"]

ITEMS = (
    "Interviewer or facilitator", "Credentials", "Occupation", "Gender", "Experience and training",
    "Relationship established", "Participant knowledge of the interviewer", "Interviewer characteristics",
    "Methodological orientation and theory", "Sampling", "Method of approach", "Sample size", "Non-participation",
    "Setting of data collection", "Presence of non-participants", "Description of sample", "Interview guide",
    "Repeat interviews", "Audio or visual recording", "Field notes", "Duration", "Data saturation",
    "Transcripts returned", "Number of data coders", "Description of the coding tree", "Derivation of themes",
    "Software", "Participant checking", "Quotations presented", "Data and findings consistent",
    "Clarity of major themes", "Clarity of minor themes",
)  # fmt: skip
"""Items 1 to 32."""
_DOMAINS = ((8, "Research team and reflexivity"), (23, "Study design"), (32, "Analysis and findings"))


def coreq(counted: Counted, drafts: Mapping[int, str]) -> Report:
    """The checklist with drafts by item number; an item without one is yours."""
    rows = tuple(
        (
            number,
            next(domain for last, domain in _DOMAINS if number <= last),
            name,
            "draft" if number in drafts else "yours",
            drafts.get(number, ""),
        )
        for number, name in enumerate(ITEMS, 1)
    )
    columns = (
        Column("number", "No.", Kind.COUNT),
        Column("domain", "Domain"),
        Column("item", "Item"),
        Column("state", ""),
        Column("draft", "Draft", wide=True),
    )
    table = Table("items", "COREQ checklist", columns, rows)
    notes = (
        *counted.notes,
        f"{len(drafts)} of {len(ITEMS)} items are drafted from the project; the others are yours. Check each.",
        "Tong A, Sainsbury P, Craig J. Consolidated criteria for reporting qualitative research (COREQ). "
        "Int J Qual Health Care 2007;19(6):349-357.",
    )
    return Report("coreq", "COREQ checklist", (table,), counted.counts, notes)
