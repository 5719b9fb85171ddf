"""codebook.yaml as it is read: what is valid, and what is said about what is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quoth import codebook_file
from quoth.codebook_file import describe, read
from quoth.model.codebook import Code, Codebook, Problem, Settings

WHOLE = """\
quoth: 1                        # format version
title: Villages and their press
settings: {unit: turn, suggestions: on-demand, agreement: discuss, frozen: yes}
attributes: {country: choice, year: number}
codes:
  - id: media
    label: Media
    heading: true
    exclusive: on
    codes:
      - id: paid
        label: Paid coverage
        labels: {ru: Платные публикации, no: Betalt}
        key: p                  # pressed after ;
        colour: "#d97706"
        definition: >
          The outlet asks
          for money.
        include: [A fee is asked.]
        exclude:
          - "A donor pays: see donors."
        examples: [They want a fee #first.]
        counterexamples: ['']
        keywords: [fee, no, 1.10, 2024-01-02]
        status: retired         # active | retired
        replaced_by: no
  - label: no
  - 1.10
"""


def problems(text: str) -> list[str]:
    """All that is said about a text, without its hints, as the shell prints it."""
    return [describe(Problem(p.line, p.column, p.message, "", p.warning), "c") for p in read(text).problems]


def hints(text: str) -> list[str]:
    return [problem.hint for problem in read(text).problems]


def test_every_field_is_read_as_it_is_written() -> None:
    book = read(WHOLE.replace("[They want a fee #first.]", "['They want a fee #first.']"))
    assert book.problems == ()
    assert book.codebook == Codebook(
        codes=(
            Code("media", "Media", heading=True, exclusive=True),
            Code(
                "paid",
                "Paid coverage",
                "media",
                labels={"ru": "Платные публикации", "no": "Betalt"},
                key="p",
                colour="#d97706",
                definition="The outlet asks for money.",
                include=("A fee is asked.",),
                exclude=("A donor pays: see donors.",),
                examples=("They want a fee #first.",),
                counterexamples=("",),
                keywords=("fee", "no", "1.10", "2024-01-02"),
                status="retired",
                replaced_by="no",
            ),
            Code("no", "no", written_id=False),
            Code("1-10", "1.10", written_id=False),
        ),
        title="Villages and their press",
        settings=Settings("turn", "on-demand", agreement="discuss", frozen=True),
        attributes={"country": "choice", "year": "number"},
    )


@pytest.mark.parametrize(
    "text",
    ["", "\ufeff", "# nothing yet\n", "---\n", "codes:", "codes: []", "[]", "{}", "quoth: 1\n", codebook_file.NEW],
)
def test_a_file_without_codes_is_an_empty_codebook(text: str) -> None:
    assert read(text) == codebook_file.Reading(Codebook(settings=Settings()), ())


@pytest.mark.parametrize(
    "text",
    [
        "- Media\n- label: Image\n  codes:\n  - Own\n  - Own\n",
        "[Media, {label: Image, codes: [Own, Own]}]",
        "codes: [Media, {label: Image, codes: [Own, Own]}]",
        "\ufeffcodes:\r\n- Media\r\n-   label: Image\r\n    codes:\r\n    -  Own\r\n    -  Own",
    ],
)
def test_a_bare_list_of_labels_is_a_codebook(text: str) -> None:
    book = read(text).codebook
    assert book is not None
    assert [(code.id, code.label, code.parent) for code in book.codes] == [
        ("media", "Media", None),
        ("image", "Image", None),
        ("own", "Own", "image"),
        ("own-2", "Own", "image"),
    ]
    assert not any(code.written_id for code in book.codes)


def test_a_written_id_is_never_given_to_another_code() -> None:
    book = read("- Media\n- {id: media, label: Press}\n").codebook
    assert book is not None
    assert [code.id for code in book.codes] == ["media-2", "media"]


def test_all_mistakes_are_told_at_once_with_their_places() -> None:
    text = """\
quoth: 2
titel: T
settings: {unit: turns, frozen: perhaps}
attributes: {year: numeric}
codes:
  - id: a b
    label: A
    label: B
    colour: d97706
    include: one
    heading: maybe
    definition: [x]
  - id: c
    labl: C
    status: gone
    replaced_by: d
  - id: c
    label: D
  - codes: none
  - [x]
  -
"""
    assert problems(text) == [
        "c:1:8: The file's format is “2”, and this Quoth reads format 1.",
        "c:2:1: “titel” is no field of a codebook.",
        "c:3:18: “unit” is one of turn, sentence, document, char, token, not “turns”.",
        "c:3:33: “frozen” is yes or no, not “perhaps”.",
        "c:4:20: “year” is one of text, choice, number, date, not “numeric”.",
        "c:6:9: The id “a b” is not made of Latin letters, digits, - and _ (at most 64).",
        "c:8:5: “label” stands here a second time; the first is in line 7.",
        "c:9:13: “d97706” is no colour such as #d97706.",
        "c:10:14: “include” takes a list, not text.",
        "c:11:14: “heading” is yes or no, not “maybe”.",
        "c:12:17: “definition” takes text, not a list.",
        "c:14:5: “labl” is no field of a code.",
        "c:15:13: “status” is one of active, retired, not “gone”.",
        "c:16:18: There is no code “d”.",
        "c:17:9: The id “c” is taken; another code has it in line 13.",
        "c:19:5: This code has no label.",
        "c:19:12: Codes are a list: each begins with a dash and a space.",
        "c:20:5: A code is a label or has fields; here is a list inside a list.",
        "c:21:4: This code has no label.",
    ]
    assert read(text).codebook is None


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("- label: Fee: paid", 'label: "Fee: paid"'),
        ("- label: A\n  kee: p", "key: p"),
        ("- label: A\n  color: '#fff'", "colour: '#fff'"),
        ("- label: A\n  colour: fff", 'colour: "#fff"'),
        ("- label: A\n  colour: #d97706", 'colour: "#d97706"'),
        ("- label: A\n  keywords: fee, bribe", "keywords: [fee, bribe]"),
        ("- label: A\n  id: Платные статьи", "id: platnye-stati"),
        ("- label: A\n  status: retird", "status: retired"),
        ("- label: A\n  replaced_by: bb\n- {id: bbb, label: B}", "replaced_by: bbb"),
        ("- label: A\n  definition: Money #1 or more", 'definition: "Money #1 or more"'),
        ("- label: A\n  definition: Money # or more", 'definition: "Money # or more"'),
        ("- *star", '- "*star"'),
        ("- &name A", '- "&name A"'),
        ("- !tag A", '- "!tag A"'),
        ("- label: @home", 'label: "@home"'),
        ("- label: 'don't'", 'label: "don\'t"'),
        ('- label: "Free" press', "label: '\"Free\" press'"),
        ("- label: > 5 people", 'label: "> 5 people"'),
        ("- label:\tA", "- label:  A"),
        ("settings: {unit: sentense}", "settings: {unit: sentence}"),
        ("- Media:\n    - Own", "label: Media"),
    ],
)
def test_the_mended_line_is_proposed(text: str, mended: str) -> None:
    assert any(mended in hint for hint in hints(text)), read(text).problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("codes:\n\t- a", "c:2:1: A tab stands here"),
        ("- 'abc\n- d\n", "c:1:3: The quotation mark that opens here is never closed."),
        ("codes: [a, b\nx: y", "c:2:2: The [ of line 1 is not closed"),
        ("- a\n  b: c\n", "c:2:4: “b: c” is indented as if it went on the value above."),
        ("codes:\n  - a\n - b\n", "c:3:2: This line does not line up with the lines above."),
        ("a: b # c\n  d", "c:2:3: This line does not line up with the lines above."),
        ("title: T\nfoo\ncodes: []", "c:2:1: This line is neither “key: value” nor a list item"),
        ("- a\n---\n- b", "c:2:1: A second YAML document begins here."),
        ("- a\x07", "c:1:4: An invisible control character (U+0007) stands here."),
        ('- "\\ud800"', "c:1:3: “label” holds an escape that stands for no character."),
        ('- "\\U00999999"', "c:1:4: This escape stands for no character."),
        ("- a\n- " + "[" * 5000, "c:2:67: Lists stand inside lists too deeply here."),
        ("Media", "c:1:1: The file holds the text “Media”, not a list of codes."),
        ("- a" + "a" * 5_000_000, "c:1:1: The codebook is larger than 5 MB."),
    ],
    ids=lambda value: value[:20],
)
def test_broken_yaml_is_told_in_plain_words(text: str, said: str) -> None:
    assert any(problem.startswith(said) for problem in problems(text))
    assert read(text).codebook is None


def test_codes_lie_at_most_twenty_levels_deep() -> None:
    def nested(depth: int) -> str:
        return "codes: [{label: A, " * depth + "key: k" + "}]" * depth

    assert read(nested(20)).codebook is not None
    errors = [problem.message for problem in read(nested(21)).problems if not problem.warning]
    assert errors == ["Codes lie here more than 20 levels deep."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- {label: A, key: k}\n- {label: B, key: k}",
            "c:2:19: warning: The key “k” is also that of the code in line 1.",
        ),
        ("- {label: A, key: kk}", "c:1:19: warning: The key “kk” is not one character"),
        ("- {label: A, key: k, heading: yes}", "c:1:19: warning: A heading is not applied"),
        ("- {label: A}\n- {id: b, label: a}", "c:2:18: warning: Another code is also called “a”, in line 1."),
        ("- {label: A, exclusive: yes}", "c:1:14: warning: “exclusive” says something only on a heading."),
        (
            "- {id: a, label: A, status: retired, replaced_by: b}\n- {id: b, label: B, status: retired}",
            "c:1:51: warning: “b” is retired itself",
        ),
        ("- label: Fee #1 of 2", "c:1:14: warning: What follows the # is a comment"),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(text: str, said: str) -> None:
    assert problems(text)[0].startswith(said)
    assert read(text).codebook is not None


@pytest.mark.parametrize(
    "text", ["- A   # most common", "- label: A\n  key: k # pressed", "codes: # all\n- A", "- C#\n- 'x # y'"]
)
def test_a_comment_that_is_set_off_is_no_warning(text: str) -> None:
    assert read(text).problems == ()


def test_a_ring_of_replacements_is_an_error() -> None:
    ring = "".join(f"- {{id: {a}, label: {a}, status: retired, replaced_by: {b}}}\n" for a, b in ("ab", "bc", "ca"))
    assert problems(ring)[0] == "c:1:51: This code replaces itself in the end: a → b → c → a."
    assert read("- {id: a, label: A, replaced_by: a}").codebook is None


@pytest.mark.parametrize(
    ("before", "break_"), [("", "\n"), ("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n"), ("", "\r")]
)
def test_places_do_not_depend_on_line_breaks_and_byte_order_mark(before: str, break_: str) -> None:
    text = before + break_.join(["- label: Ж😀", "  kee: 1", "- {label: Щ😀, kee: 2}"])
    assert [(problem.line, problem.column) for problem in read(text).problems] == [(2, 3), (3, 15)]
    first = read(before + "kee: 1").problems[0]
    assert (first.line, first.column) == (1, 1)


PIECES = [
    "- ", "label: ", "codes:", "\n", "\n  ", "\r\n", "\t", "[", "]", "{", "}", ",", ": ", " #", "'", '"', "|", ">",
    "&a ", "*a", "!t ", "? ", "---", "...", "%YAML 1.1", "\\", "\\U00110000", "\ufeff",
    "\x85", "\u2028", "\x00", "\ud800", "id: a", "replaced_by: a", "@", "é",
]  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@example("? - a\n: b")
@example("&a [*a]")
def test_no_text_makes_the_reader_fail(text: str) -> None:
    reading = read(text)
    assert (reading.codebook is None) == any(not problem.warning for problem in reading.problems)


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE)), st.integers(0, 12), st.one_of(st.sampled_from(PIECES), st.text(max_size=3)))
def test_no_damage_to_a_real_file_makes_the_reader_fail(at: int, length: int, piece: str) -> None:
    text = WHOLE[:at] + piece + WHOLE[at + length :]
    lines = text.count("\n") + text.count("\r") + 1
    for problem in read(text).problems:
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert "\n" not in describe(problem, "codebook.yaml")
