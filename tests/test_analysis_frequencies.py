"""Frequencies against a slow recount on made projects, and the table that SPSS prints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_projects import CODES, interviews, person, plain, project, texts, words_in
from quoth.analysis.frequencies import distribution
from quoth.analysis.words import begun
from quoth.errors import ExportError, UsageError
from quoth.model.text import Role
from quoth.session import comparing, results
from quoth.session.filters import Filters
from quoth.session.reporting import Choices, make
from quoth.store import queries

LAYERS = st.sampled_from([("result", ()), ("all", ()), ("result", ("ann",)), ("result", ("ann", "bek"))])

FILTERS = st.sampled_from(
    [Filters(), Filters(speakers=("Anna",)), Filters(starred=True), Filters(roles=(Role.PARTICIPANT,))]
)


@settings(max_examples=40, deadline=None)
@given(interviews, LAYERS, FILTERS)
def test_every_figure_of_a_code_is_the_slow_recount(made: list, layer: tuple, filters: Filters) -> None:  # type: ignore[type-arg]
    named, coders = layer
    with project(made) as (opened, reading):
        filters = replace(filters, coders=coders)
        chosen = results.choose_layer(opened, named, coders)
        try:
            found = list(results.quotations(opened, reading, filters, chosen))
        except ExportError:
            with pytest.raises(ExportError, match="not settled"):
                make(opened, reading, "frequencies", filters, Choices(layer=named))
            return
        except UsageError:
            return
        report = make(opened, reading, "frequencies", filters, Choices(layer=named))
        rows = {str(row[0]): row for row in report.tables[0].rows}
        whole, documents = texts(opened), queries.documents(opened)
        marks = comparing.judged(opened, reading, ["ann", "bek", "consensus"])
        for code in CODES:
            here = [q for q in found if q.code == code]
            if code not in rows:
                assert not here
                continue
            inside = {(q.document, at) for q in here for at in words_in(whole[q.document], q.start, q.end)}
            read = [
                d.name
                for d in documents
                if any(code in marks.get(d.id, {}).get(who, ()) for who in chosen.coders.get(d.id, ()))
            ]
            with_code = {q.document for q in here}
            expected = (
                len(here),
                100 * len(here) / len(found) if found else None,
                len(with_code),
                100 * len(with_code) / len(documents),
                len(read),
                100 * len(with_code & set(read)) / len(read) if read else None,
                len({person(opened, q) for q in here} - {None}),
                len(inside),
            )
            assert tuple(map(plain, rows[code][2:])) == tuple(map(plain, expected)), code
        assert report.counts.codings == len(found)


@given(st.text(max_size=40))
def test_words_are_counted_as_by_hand(text: str) -> None:
    counted = begun(text)
    assert [int(n) for n in counted] == [len(words_in(text, 0, end)) for end in range(len(text) + 1)]


def test_words_are_what_people_take_for_words() -> None:
    said = "Don't — the grant-eaters’ «ёлка» cost 12,5 in 2018: йй o'zbek"
    words = ["Don't", "the", "grant-eaters", "ёлка", "cost", "12", "5", "in", "2018", "йй", "o'zbek"]
    assert int(begun(said)[-1]) == len(words)


def test_spss_columns_are_those_of_a_published_table() -> None:
    rows = distribution({"Male": 23, "Female": 18}, {})
    assert [(row[1], row[2], *(round(share, 1) for share in row[3:] if share is not None)) for row in rows] == [
        ("Male", 23, 56.1, 56.1, 56.1),
        ("Female", 18, 43.9, 43.9, 100.0),
        ("Total", 41, 100.0, 100.0),
    ]


def test_what_is_missing_is_in_percent_but_not_in_valid_percent() -> None:
    rows = distribution({"yes": 3, "no": 1}, {"no value": 4})
    assert [(row[0], row[1], row[2], row[3], row[4]) for row in rows] == [
        ("valid", "yes", 3, 37.5, 75.0),
        ("valid", "no", 1, 12.5, 25.0),
        ("valid total", "Total", 4, 50.0, 100.0),
        ("missing", "no value", 4, 50.0, None),
        ("total", "Total", 8, 100.0, None),
    ]
