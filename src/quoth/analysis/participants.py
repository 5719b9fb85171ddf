"""Who is quoted how often, and which codes rest on one person.

Owns when a participant is over-quoted: quoted at least twice as often as their share of the words would have it, and
beyond chance (adjusted residual over 1.96).
"""

from __future__ import annotations

import math

import numpy as np

from quoth.analysis.counted import Counted
from quoth.model.tables import Bars, Column, Kind, Report, Scope, Table

__all__ = ["over_quoted", "participants"]


def over_quoted(quoted: int, total: int, share: float) -> bool:
    """Whether so many of all quotations are too many for who says this share (0 to 1) of the words."""
    expected = total * share
    spread = math.sqrt(expected * (1 - share))
    return bool(spread) and quoted >= 2 * expected and (quoted - expected) / spread > 1.96


def participants(counted: Counted) -> Report:
    """Participants by codings, beside how much they say; codes that only one of them speaks in."""
    codings, size = counted.codings, len(counted.participants)
    answered = codings.participant >= 0
    who = codings.participant[answered]
    number = np.bincount(who, minlength=size)
    pairs = np.unique(who * max(len(counted.codes), 1) + codings.code[answered])
    codes = np.bincount(pairs // max(len(counted.codes), 1), minlength=size)
    speaks = counted.turns.participant >= 0
    words = np.bincount(counted.turns.participant[speaks], weights=counted.turns.words[speaks], minlength=size)
    looked = (counted.number.sum(axis=1) > 0) | counted.read.any(axis=1)
    inside = speaks & looked[counted.turns.document]
    there = np.bincount(counted.turns.participant[inside], weights=counted.turns.words[inside], minlength=size)
    total, said, at_stake = int(number.sum()), float(words.sum()), float(there.sum())
    order = sorted(range(size), key=lambda i: (-number[i], counted.participants[i]))
    rows = tuple(
        (
            counted.participants[i].unit,
            counted.participants[i].speaker,
            int(number[i]),
            100 * int(number[i]) / total if total else None,
            int(codes[i]),
            int(words[i]),
            100 * float(words[i]) / said if said else None,
            1000 * int(number[i]) / float(words[i]) if words[i] else None,
            "over-quoted" if at_stake and over_quoted(int(number[i]), total, float(there[i]) / at_stake) else "",
        )
        for i in order
    )
    reasons = {(place, "per_1000_words"): "says no word" for place, i in enumerate(order) if not words[i]}
    if not total:
        reasons |= {(place, "percent_of_codings"): "nobody is quoted" for place in range(size)}
    columns = (
        Column("case", "Case or document"),
        Column("speaker", "Speaker"),
        Column("codings", "Codings", Kind.COUNT, Scope()),
        Column("percent_of_codings", "% of codings", Kind.PERCENT),
        Column("codes", "Codes", Kind.COUNT),
        Column("words", "Words said", Kind.COUNT),
        Column("percent_of_words", "% of words", Kind.PERCENT),
        Column("per_1000_words", "Codings per 1,000 words", Kind.NUMBER),
        Column("mark", "Mark"),
    )
    scopes = tuple(Scope(participant=(counted.participants[i].unit, counted.participants[i].speaker)) for i in order)
    first = Table("participants", "Participants", columns, rows, scopes, reasons=reasons)
    notes = (
        *counted.notes,
        "Over-quoted: at least twice as many codings as the share of the words in documents coded or read would give, "
        "and beyond chance (adjusted residual over 1.96). With --starred only quotations chosen for the chapter count.",
    )
    labels = tuple(counted.participants[i].label for i in order)
    bars = Bars("Codings by participant", labels, ("codings",), (tuple(float(number[i]) for i in order),), "codings")
    return Report("participants", "Participants", (first, _alone(counted)), counted.counts, notes, bars)


def _alone(counted: Counted) -> Table:
    """The codes in which one participant only speaks."""
    codings = counted.codings
    rows, scopes = [], []
    for index, (code, label) in enumerate(zip(counted.codes, counted.labels, strict=True)):
        here = codings.participant[(codings.code == index) & (codings.participant >= 0)]
        if len(here) and (here == here[0]).all():
            rows.append((code, label, counted.participants[int(here[0])].label, len(here)))
            scopes.append(Scope(codes=frozenset({code})))
    columns = (
        Column("code", "id"),
        Column("label", "Code"),
        Column("participant", "Only participant"),
        Column("codings", "Codings", Kind.COUNT, Scope()),
    )
    return Table("codes", "Codes that rest on one participant", columns, tuple(rows), tuple(scopes))
