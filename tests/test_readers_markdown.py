"""Markdown: interviews and reports, and that no word is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.errors import ReaderError
from quoth.model.text import Kind, Transcript
from quoth.readers import Options, read
from quoth.readers.composing import flow
from quoth.readers.markdown_blocks import blocks
from quoth.readers.markdown_inline import render

REPORT = """
---

# Fees in the valley

# Fees in the valley

Written in spring.

# NARYN

## Who pays?

\tAnswer\tCount
Valid\tYes\t3
\tNo\t4

*They ask a fee
for every line.*

***Nobody* prints for nothing.**

*We waited,*
*then we paid.*

*They say:*

Most pay, *some* do **not**.

> We never paid.
>
> - Not once.

| who | how |
|-----|-----|
| us  | cash |

# Fees elsewhere in Naryn

*A fee is a fee.*

# JALAL-ABAD REGION

## Fees and favours today

Facebook  
**65 %**

# Fees and favours

Wait: see [the list](https://example.org/list) or <https://example.org>.

# Afterword

# EMPTY
"""


def parts(folder: Path, text: str, **options: object) -> dict[str, Transcript]:
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    return {transcript.name: transcript for transcript in read(path, Options(**options))}  # type: ignore[arg-type]


def shown(transcript: Transcript, kind: Kind) -> list[str]:
    return [transcript.text[turn.speech : turn.end] for turn in transcript.turns if turn.kind is kind]


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Transcript]:
    return parts(tmp_path, REPORT, split_heading=1, attribute_name="region")


def test_level_one_headings_make_documents_named_by_them(report: dict[str, Transcript]) -> None:
    assert {name: dict(part.attributes) for name, part in report.items()} == {
        "Fees in the valley": {"region": "Fees in the valley"},
        "Naryn": {"region": "Naryn"},
        "Jalal-Abad Region": {"region": "Jalal-Abad Region"},
    }
    notes = " ".join(note for part in report.values() for note in part.notes)
    assert "“Afterword”" in notes
    assert "“Fees elsewhere in Naryn” is kept as a section of Naryn" in notes


def test_emphasised_paragraphs_and_block_quotes_are_quotations(report: dict[str, Transcript]) -> None:
    assert shown(report["Naryn"], Kind.QUOTATION) == [
        "They ask a fee for every line.",
        "We waited, then we paid.",
        "We never paid.",
        "- Not once.",
        "A fee is a fee.",
    ]
    assert shown(report["Naryn"], Kind.PARAGRAPH) == [
        "Nobody prints for nothing.",
        "They say:",
        "Most pay, some do not.",
    ]


def test_tables_are_kept_as_they_are_and_are_no_speech(report: dict[str, Transcript]) -> None:
    tables = [turn for turn in report["Naryn"].turns if turn.kind is Kind.TABLE]
    assert [report["Naryn"].text[turn.start : turn.end] for turn in tables] == [
        "\tAnswer\tCount\nValid\tYes\t3\n\tNo\t4",
        "| who | how |\n|-----|-----|\n| us  | cash |",
    ]
    assert not any(turn.is_speech for turn in tables)


def test_sections_are_the_path_of_headings(report: dict[str, Transcript]) -> None:
    sections = {turn.section for turn in report["Naryn"].turns if turn.is_speech}
    assert sections == {"Naryn / Who pays?", "Naryn / Fees elsewhere in Naryn"}


def test_breaks_and_links_are_rendered(report: dict[str, Transcript]) -> None:
    assert shown(report["Jalal-Abad Region"], Kind.PARAGRAPH) == [
        "Facebook\n65 %",
        "Wait: see the list (https://example.org/list) or https://example.org.",
    ]


def test_a_report_stays_whole_unless_it_is_split(tmp_path: Path) -> None:
    (whole,) = parts(tmp_path, REPORT).values()
    assert whole.name == "report"
    assert len(shown(whole, Kind.HEADING)) == 10


def test_headings_of_the_same_words_are_numbered(tmp_path: Path) -> None:
    text = "Before.\n\n# Talk\n\nOne.\n\n# Break\n\nTwo.\n\n# Talk\n\nThree.\n\n# Talk (2)\n\nFour.\n"
    named = parts(tmp_path, text, split_heading=1)
    assert list(named) == ["report", "Talk", "Break", "Talk (2)", "Talk (2) (2)"]
    assert named["Talk (2)"].text == "Talk\n\nThree."


def test_an_interview_in_markdown_has_speakers_and_sections(tmp_path: Path) -> None:
    text = (
        "---\ncountry: Osh\n---\n# Talk with Aida\n\nOn a *bench*.\n\n"
        "**Nur:** Who *pays*?\n**Aida:** We do.\nEvery\ntime.\n\nAnd they print.\n\n> They always did.\n\n"
        "## Later\n\nA pause.\n\n**Nur:** Why?\n\n**Aida**: Because.\n\n\tx\ty\n\tz\tw\n"
    )
    (talk,) = parts(tmp_path, text).values()
    assert talk.attributes == {"country": "Osh"}
    assert [
        (turn.kind.value, turn.speaker, turn.section, talk.text[turn.speech : turn.end]) for turn in talk.turns
    ] == [
        ("heading", "", "", "Talk with Aida"),
        ("paragraph", "", "Talk with Aida", "On a bench."),
        ("speech", "Nur", "Talk with Aida", "Who pays?"),
        ("speech", "Aida", "Talk with Aida", "We do. Every time.\n\nAnd they print.\n\nThey always did."),
        ("heading", "", "Talk with Aida", "Later"),
        ("paragraph", "", "Talk with Aida / Later", "A pause."),
        ("speech", "Nur", "Talk with Aida / Later", "Why?"),
        ("speech", "Aida", "Talk with Aida / Later", "Because."),
        ("table", "", "Talk with Aida / Later", "\tx\ty\n\tz\tw"),
    ]
    assert {turn.role.value for turn in talk.turns if turn.speaker == "Nur"} == {"interviewer"}


def test_emphasised_leads_are_no_speakers(tmp_path: Path) -> None:
    (whole,) = parts(tmp_path, "*More often with:*\n\nradio\n\n*More often with:*\n\nnewspapers\n").values()
    assert {turn.speaker for turn in whole.turns} == {""}


@pytest.mark.parametrize(
    ("source", "text", "emphasised"),
    [
        ("*a b*", "a b", True),
        ("_a b_", "a b", True),
        ("**a b**", "a b", False),
        ("***a** b*", "a b", True),
        ("“*a b*”.", "“a b”.", True),
        ("*a* b", "a b", False),
        ("*a **b** c*", "a b c", True),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4", False),
        (r"\*a\* \_b", "*a* _b", False),
        ("**a*b**", "a*b", False),
        ("*a", "*a", False),
        ("`a*b*` &amp; &nbsp;&bogus; &#0;", "a*b* & \u00a0&bogus; &#0;", False),
        ("![x](y.png) [z](http://z)", "x (y.png) z", False),
        ("**Aida:**Yes", "Aida:Yes", False),
    ],
)
def test_inline_marks(source: str, text: str, emphasised: bool) -> None:
    assert render(source) == (text, emphasised)


@pytest.mark.parametrize(
    "mark",
    [
        "*a ",
        "**a*",
        "[",
        "[a](",
        "`",
        "_a",
        "*a_",
        "> ",
        "- ",
        "#",
        "\\",
        "&",
        "|",
        "a\tb\n",
        "> a\n\n",
        "# A\n",
        "*a* ",
    ],
)
def test_odd_texts_take_no_odd_time(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.md"
    path.write_text("word " + mark * 20_000, encoding="utf-8")
    assert read(path)


WORDS = st.text("абвabcѐé1", min_size=1, max_size=4)
INLINE = st.builds(
    "{}{}{}".format,
    st.shared(m := st.sampled_from(["", "*", "**", "_", "`", "***", "__", "[", "~", "\\*"]), key="m"),
    WORDS,
    m,
)
LINE = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["", "", "# ", "## ", "> ", "> > ", "- ", "1. ", "  ", "\t", "| ", "Aida: ", "**Bek:** ", "#", "=="]
    ),
    st.lists(INLINE, min_size=1, max_size=5).map(" ".join) | st.lists(WORDS, min_size=2, max_size=3).map("\t".join),
    st.sampled_from(["", "  ", "\\", " |", ":", "\t"]),
)
TEXT = st.lists(LINE | st.sampled_from(["", "", "---", "***", "===", "|--|--|"]), min_size=1, max_size=14).map(
    "\n".join
)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@settings(max_examples=300)
@given(TEXT)
def test_every_word_is_rendered_in_order(text: str) -> None:
    assert words(" ".join(flow(block.text, lambda _: False) for block in blocks(text))) == words(text)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_turns_are_in_order_and_leave_no_word_out(text: str) -> None:
    from quoth.readers.composing import _compose

    body, turns, _ = _compose(list(blocks(text)), Options(speakers=("Aida",)))
    at = 0
    for turn in turns:
        assert at <= turn.start <= turn.speech <= turn.end
        assert not body[at : turn.start].strip()
        at = turn.end
    assert not body[at:].strip()


def test_headings_that_are_skipped_become_no_documents(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("Foreword.\n\n# Contents\n\nOne, two.\n\n# Kazakhstan\n\nWe paid.\n", encoding="utf-8")
    found = read(path, Options(split_heading=1, skip=("contents", "report")))
    assert [transcript.name for transcript in found] == ["Kazakhstan"]
    with pytest.raises(ReaderError, match="no heading “Index”"):
        read(path, Options(split_heading=1, skip=("Index",)))
