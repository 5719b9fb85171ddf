"""Edits are splices: the file reads as meant afterwards, and nobody's layout or comments are lost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from codebook_styles import FIELDS, WORDS, Style, codes_of
from quoth import codebook_file
from quoth.errors import CodebookError
from quoth.model.codebook import Code, Codebook

LISTS = FIELDS[1:6]


@st.composite
def files(draw: st.DrawFn) -> tuple[str, Codebook, random.Random]:
    """A codebook, a file that says it, and a source of choices."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    book = Codebook(tuple(codes_of(rng, draw(st.integers(1, 9)))))
    text = Style(rng).file(book)
    read = codebook_file.read(text)
    assert read.codebook == book, (text, read.problems)
    return text, book, rng


def family(book: Codebook, code: str) -> set[str]:
    return {
        here.id for here in book.codes if here.id == code or any(above.id == code for above in book.ancestors(here.id))
    }


def marks(codes: set[str]) -> set[str]:
    return {f"q{code.removeprefix('id-').removeprefix('label-q').removesuffix('z')}z" for code in codes}


def assert_kept(old: str, new: str, touched: set[str]) -> None:
    """Comments and the lines of codes that were not touched are there, in their order; line breaks and BOM stay."""
    shown = marks(touched)
    new_lines = new.removeprefix("\ufeff").splitlines()
    bare = [line.strip() for line in new_lines]
    kept = []
    for line in old.removeprefix("\ufeff").splitlines():
        if line.strip().startswith("# note"):
            assert line.strip() in bare, line
        elif re.search(r"q\d+z", line) and not any(mark in line for mark in shown):
            kept.append(line)
    rest = iter(new_lines)
    for line in kept:
        begun = re.sub(r"[\]} ]*( +# aside)?$", "", line) if "[" in line else ""
        assert any(other == line or (begun and other.startswith(begun)) for other in rest), line
    assert new.startswith("\ufeff") == old.startswith("\ufeff")
    if "\r\n" in old:
        assert "\n" not in new.replace("\r\n", "")
    assert new.endswith("\n") == old.endswith("\n")


def meant(book: Codebook, code: str, **fields: object) -> Codebook:
    return replace(book, codes=tuple(replace(here, **fields) if here.id == code else here for here in book.codes))  # type: ignore[arg-type]


def many(test: Callable[..., None]) -> Callable[..., None]:
    return settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )(test)


VALUES: dict[str, st.SearchStrategy[object]] = {
    "label": st.text(min_size=1).filter(lambda text: bool(text.strip())),
    "definition": st.text(),
    "key": st.sampled_from(["", "y", "ж", "#", "-", "'"]),
    "colour": st.sampled_from(["", "#fff", "#102030"]),
    "labels": st.dictionaries(st.sampled_from(["ru", "kk", "no", "en"]), st.text(min_size=1), max_size=3),
    "heading": st.booleans(),
    **{name: st.lists(st.one_of(st.text(), st.sampled_from(WORDS)), max_size=4).map(tuple) for name in LISTS},
}


@many
@given(files(), st.data())
def test_an_edited_field_reads_back_and_nothing_else_changes(
    file: tuple[str, Codebook, random.Random], data: st.DataObject
) -> None:
    text, book, rng = file
    code = rng.choice(book.codes)
    names = data.draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=4, unique=True))
    changes = {name: data.draw(VALUES[name], label=name) for name in names}
    if rng.random() < 0.3:
        old = {name: list(getattr(code, name)) for name in LISTS if getattr(code, name)}
        for values in old.values():
            values[rng.randrange(len(values))] = f"changed {rng.random()}"
        changes |= {name: tuple(values) for name, values in old.items()}
    new = codebook_file.edit(text, code.id, changes)
    written = code.written_id or changes.get("label", code.label) != code.label
    assert codebook_file.read(new).codebook == meant(book, code.id, **changes, written_id=written)
    assert_kept(text, new, {code.id})


@many
@given(files())
def test_fields_taken_out_and_put_back_give_the_same_codebook(file: tuple[str, Codebook, random.Random]) -> None:
    text, book, rng = file
    code = rng.choice(book.codes)
    gone = codebook_file.edit(text, code.id, dict.fromkeys(FIELDS))
    empty = Code(code.id, code.label, code.parent, written_id=code.written_id)
    assert codebook_file.read(gone).codebook == replace(
        book, codes=tuple(empty if here is code else here for here in book.codes)
    )
    assert_kept(text, gone, {code.id})
    back = codebook_file.edit(gone, code.id, {name: getattr(code, name) for name in FIELDS})
    assert codebook_file.read(back).codebook == book


@many
@given(files())
def test_a_code_moves_with_all_below_it(file: tuple[str, Codebook, random.Random]) -> None:
    text, book, rng = file
    code = rng.choice(book.codes)
    inside = family(book, code.id)
    parent = rng.choice([None, *(here.id for here in book.codes)])
    if parent in inside:
        with pytest.raises(CodebookError):
            codebook_file.move(text, code.id, parent)
        return
    new = codebook_file.move(text, code.id, parent)
    if parent == code.parent:
        assert new == text
        return
    read = codebook_file.read(new).codebook
    assert read is not None
    assert read.by_id == {**book.by_id, code.id: replace(code, parent=parent)}
    assert read.children(parent)[-1].id == code.id
    assert [here.id for here in read.codes if here.id not in inside] == [
        here.id for here in book.codes if here.id not in inside
    ]
    assert [here.id for here in read.codes if here.id in inside] == [
        here.id for here in book.codes if here.id in inside
    ]
    assert_kept(
        text, new, inside | ({parent} if parent else set()) | {here.id for here in book.ancestors(code.id)[-1:]}
    )


@many
@given(files(), st.text(min_size=1).filter(lambda text: bool(text.strip())), st.text())
def test_a_new_code_comes_last_under_its_parent(
    file: tuple[str, Codebook, random.Random], label: str, definition: str
) -> None:
    text, book, rng = file
    parent = rng.choice([None, *(here.id for here in book.codes)])
    new, code = codebook_file.add(text, label, parent=parent, fields={"definition": definition, "include": [label]})
    read = codebook_file.read(new).codebook
    assert read is not None
    assert read.by_id == {**book.by_id, code: Code(code, label, parent, definition=definition, include=(label,))}
    assert read.children(parent)[-1].id == code
    assert_kept(text, new, {parent} if parent else set())


@many
@given(files())
def test_split_puts_empty_codes_right_behind(file: tuple[str, Codebook, random.Random]) -> None:
    text, book, rng = file
    code = rng.choice(book.codes)
    new, ids = codebook_file.split(text, code.id, ["One: half", "Другая # половина"])
    read = codebook_file.read(new).codebook
    assert read is not None
    family_after = [here.id for here in read.children(code.parent)]
    at = family_after.index(code.id)
    assert tuple(family_after[at + 1 : at + 3]) == ids
    assert [read.by_id[here] for here in ids] == [
        Code(ids[0], "One: half", code.parent),
        Code(ids[1], "Другая # половина", code.parent),
    ]
    assert [here for here in read.codes if here.id not in ids] == list(book.codes)
    assert_kept(text, new, {code.id})


@many
@given(files())
def test_merge_retires_the_sources_and_restore_undoes_it(file: tuple[str, Codebook, random.Random]) -> None:
    text, book, rng = file
    assume(len(book.codes) > 1)
    target, *sources = rng.sample([here.id for here in book.codes], rng.randint(2, min(4, len(book.codes))))
    new = codebook_file.merge(text, sources, target)
    expected = book
    for source in sources:
        expected = meant(expected, source, status="retired", replaced_by=target)
    assert codebook_file.read(new).codebook == expected
    assert_kept(text, new, set(sources))
    for source in sources:
        new = codebook_file.restore(new, source)
    assert codebook_file.read(new).codebook == book


@many
@given(files())
def test_ids_are_written_once_and_only_where_there_are_none(file: tuple[str, Codebook, random.Random]) -> None:
    text, book, rng = file
    codes = {here.id for here in book.codes if rng.random() < 0.6}
    new = codebook_file.write_ids(text, codes)
    assert codebook_file.read(new).codebook == replace(
        book, codes=tuple(replace(here, written_id=here.written_id or here.id in codes) for here in book.codes)
    )
    assert_kept(text, new, {here.id for here in book.codes if here.id in codes and not here.written_id})
    assert codebook_file.write_ids(new, codes) == new


@given(st.text())
def test_any_text_survives_as_a_value(value: str) -> None:
    for start in (
        "- id: a\n  label: A\n",
        "codes: [{id: a, label: A}]",
        "\ufeffcodes:\r\n    -   id: a\r\n        label: A",
    ):
        new = codebook_file.edit(start, "a", {"definition": value, "keywords": (value,), "include": (value, "b")})
        read = codebook_file.read(new).codebook
        assert read is not None
        code = read.by_id["a"]
        assert (code.definition, code.keywords, code.include) == (value, (value,), (value, "b"))


HAND = """\
# Our codebook, agreed in March

codes:
    -   label: "Media"     # the big one
        heading: yes
        codes:
        # paid things first
        -   id: paid
            label: Paid coverage
            # see the field notes
            keywords: [fee,  'paid materials',]   # all spellings
            include:
            - A fee is asked.
              # asked, not paid
            - A fee is paid.

        -   Own channels # blogs

    # what follows is new
    -   {id: law, label: Law, codes: [Permits, {label: Fines, key: f}]}
"""


def test_fields_are_changed_where_they_stand() -> None:
    new = codebook_file.edit(HAND, "paid", {"keywords": ("fee", "bribe"), "include": ("A fee is asked.",), "key": "p"})
    assert new == HAND.replace("[fee,  'paid materials',]", "[fee, bribe]").replace(
        "            - A fee is paid.\n", ""
    ).replace("label: Paid coverage\n", "label: Paid coverage\n            key: p\n")


def test_a_bare_label_becomes_a_mapping_only_when_it_must() -> None:
    new = codebook_file.rename(HAND, "own-channels", "Own media")
    line = "        -   id: own-channels\n            label: Own media # blogs\n"
    assert new == HAND.replace("        -   Own channels # blogs\n", line)


def test_the_last_code_under_a_heading_takes_the_key_along() -> None:
    text = "- label: A\n  codes: # below\n    # first\n    - B\n    # stays\n- C\n"
    assert (
        codebook_file.move(text, "b", "c")
        == "- label: A\n  # below\n  # first\n    # stays\n- label: C\n  codes:\n    - B\n"
    )


def test_from_brackets_to_dashes_and_back() -> None:
    out = codebook_file.move(HAND, "fines", "media")
    assert "codes: [Permits]}" in out
    assert "        -   label: Fines\n            key: f\n" in out
    back = codebook_file.move(out, "paid", "law")
    assert "{id: law, label: Law, codes: [Permits, {id: paid, label: Paid coverage, include: " in back
    assert back.count("# see the field notes") == back.count("# asked, not paid") == 1


def test_two_codes_of_one_name_keep_their_ids_when_they_move() -> None:
    text = "- label: A\n  codes: [Other]\n- label: B\n  codes: [Other]\n"
    before = codebook_file.read(text).codebook
    assert before is not None
    assert [here.id for here in before.codes] == ["a", "other", "b", "other-2"]
    after = codebook_file.read(codebook_file.move(text, "other", None)).codebook
    assert after is not None
    assert {here.id: here.parent for here in after.codes} == {"a": None, "b": None, "other-2": "b", "other": None}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a note",
        "---\n",
        "codes:\n",
        "codes: []  # none yet\n",
        "title: T\n",
        "[]",
        "{}",
        codebook_file.NEW,
        "\ufeff",
    ],
)
def test_the_first_code_goes_into_any_empty_codebook(text: str) -> None:
    new, code = codebook_file.add(text, "Paid coverage", fields={"heading": True})
    new, below = codebook_file.add(new, "Fees", parent=code)
    read = codebook_file.read(new).codebook
    assert read is not None
    assert [(here.id, here.parent) for here in read.codes] == [("paid-coverage", None), (below, "paid-coverage")]
    assert all(line in new for line in text.splitlines() if "#" in line and "[]" not in line)


def test_a_removed_code_is_restored_from_what_it_said() -> None:
    new = codebook_file.restore(
        HAND, "gone", {"label": "Gone", "parent": "media", "key": "g", "status": "retired", "replaced_by": "paid"}
    )
    read = codebook_file.read(new).codebook
    assert read is not None
    assert read.by_id["gone"] == Code("gone", "Gone", "media", key="g")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda: codebook_file.edit(HAND, "piad", {"key": "p"}), "no code “piad”"),
        (lambda: codebook_file.edit(HAND, "paid", {"kee": "p"}), "no field “kee”"),
        (lambda: codebook_file.edit(HAND, "paid", {"colour": "red"}), "no colour"),
        (lambda: codebook_file.edit(HAND, "paid", {"label": "  "}), "needs a label"),
        (lambda: codebook_file.edit(HAND, "paid", {"include": "text"}), "takes a list"),
        (lambda: codebook_file.edit(HAND, "paid", {"definition": "\ud800"}), "half a character"),
        (lambda: codebook_file.retire(HAND, "paid", "nobody"), "no code “nobody”"),
        (lambda: codebook_file.merge(HAND, ["paid"], "media"), "a heading"),
        (lambda: codebook_file.merge(HAND, ["paid"], "paid"), "into itself"),
        (lambda: codebook_file.move(HAND, "media", "paid"), "under itself"),
        (lambda: codebook_file.add(HAND, "X", id="paid"), "is taken"),
        (lambda: codebook_file.add(HAND, "X", id="не годится"), "cannot be an id"),
        (lambda: codebook_file.restore(HAND, "paid"), "is in use"),
        (lambda: codebook_file.restore(HAND, "gone"), "no code “gone”"),
        (lambda: codebook_file.rename("- a: b", "a", "X"), "line 1, column 3"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(edit: Callable[[], object], said: str) -> None:
    with pytest.raises(CodebookError, match=re.escape(said)):
        edit()


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            "settings: {suggestions: on, frozen: no} # ours\n",
            "settings: {suggestions: on, frozen: no, unit: turn} # ours",
        ),
        ("settings: {unit: sentence}\n", "settings: {unit: turn}"),
        ("settings: {}\n", "settings: {unit: turn}"),
        ("settings:\n", "settings: {unit: turn}"),
        ("settings:\n  agreement: report # all\n", "  unit: turn"),
        ("title: Study # kept\n", "settings: {unit: turn}"),
        ("", "settings: {unit: turn}"),
    ],
)
def test_the_unit_of_agreement_is_written_beside_what_stands_there(head: str, line: str) -> None:
    text = f"quoth: 1\n{head}codes: [{{label: Paid}}]\n"
    edited = codebook_file.set_unit(text, "turn")
    read = codebook_file.read(edited).codebook
    assert read is not None
    assert read.settings.unit == "turn"
    assert line in edited.splitlines()
    assert set(re.findall("#.*", edited)) == set(re.findall("#.*", text))
    assert codebook_file.set_unit(edited, "turn") == edited
