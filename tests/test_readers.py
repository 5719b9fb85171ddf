"""Files in: which are read, what is refused and how, cleaning, front matter, plain text."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.errors import ReaderError
from quoth.model.text import Kind, Transcript
from quoth.readers import Options, find, formats, read
from quoth.readers.clean import clean

INTERVIEW = "Interviewer: Who pays?\n\nAida: We do.\n\nInterviewer: Always?\n\nAida: Yes.\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: Path, content: str | bytes, options: Options | None = None) -> Transcript:
    (transcript,) = read(write(path, content), options or Options())
    return transcript


def test_a_text_is_stored_as_it_is_with_its_source(tmp_path: Path) -> None:
    path = write(tmp_path / "transcripts" / "kg-01.txt", INTERVIEW)
    (transcript,) = read(path, Options(speakers=("Bek",)), root=tmp_path)
    assert transcript.text == INTERVIEW
    assert transcript.name == "kg-01"
    assert transcript.source.path == "transcripts/kg-01.txt"
    assert transcript.source.sha256 == hashlib.sha256(INTERVIEW.encode()).hexdigest()
    assert transcript.source.reader == "plain/1"
    assert {key: json.loads(value) for key, value in transcript.source.options.items()} == {"speakers": ["Bek"]}
    (elsewhere,) = read(path, root=tmp_path / "other")
    assert elsewhere.source.path == "kg-01.txt"


def test_the_name_is_the_stem_in_composed_form(tmp_path: Path) -> None:
    assert one(tmp_path / "Кожои\u0306.txt", "Да.").name == "Кожо\u0439"


def test_a_byte_order_mark_and_foreign_line_ends_are_no_text(tmp_path: Path) -> None:
    content = "\ufeffOne\r\nTwo\rThree\u2028Four\x85Five\x0cSix\x1cSeven\u00a0\tEight 🙂\x07\x9b".encode()
    transcript = one(tmp_path / "a.txt", content)
    assert transcript.text == "One\nTwo\nThree\nFour\nFive\nSix\nSeven\u00a0\tEight 🙂"
    assert any("2 control characters" in note for note in transcript.notes)


@given(
    st.text(st.characters(codec="utf-8"), max_size=80)
    | st.text("a\r\n\x0b\x0c\x1c\x1f\x85\u2028\u2029\x00\x07\x7f\x9f\t ", max_size=30)
)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned, removed = clean(text, "x")
    assert clean(cleaned, "x") == (cleaned, 0)
    assert len(cleaned) + removed + text.count("\r\n") == len(text)
    assert [char for char in cleaned if char.isalnum()] == [char for char in text if char.isalnum()]


def test_half_a_character_is_refused_with_its_line() -> None:
    with pytest.raises(ReaderError, match=r"x:2: .*U\+D83D"):
        clean("one\ntwo \ud83d", "x")


@pytest.mark.parametrize(
    ("name", "content", "said", "remedy"),
    [
        ("a.txt", b"ok\nfine \xff", r"a\.txt: the encoding is not certain", "--encoding"),
        ("a.txt", b"one\ntwo\0three\xff", r"a\.txt:2: byte 8 is a zero byte", "plain text"),
        ("a.txt", b"PK\x03\x04rest", "zip archive", "save it as text"),
        ("a.txt", b"%PDF-1.7", "a PDF", "save it as text"),
        ("a.txt", b"", "empty", "saved"),
        ("a.txt", b" \n\t\r\n", "empty", "saved"),
        ("a.txt", "\u00a0\u2003".encode(), "no text", "saved"),
        ("a.txt", b"---\ncountry: Osh\n---\n\n", "no text", "saved"),
        ("a.md", b"---\n\n***\n", "no text", "saved"),
        ("a.doc", b"x", r"\.doc files are not read", r"Word \(\.docx\)"),
        ("a.ods", b"x", r"\.ods files are not read", r"\.xlsx"),
        ("a.jpeg", b"x", "not a transcript format", r"\.txt, \.md, \.docx"),
        ("noname", b"x", "without a suffix", r"\.txt"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, said: str, remedy: str
) -> None:
    with pytest.raises(ReaderError, match=said) as caught:
        read(write(tmp_path / name, content))
    assert caught.match("a\\.|noname")
    assert remedy.replace("\\", "") in caught.value.hint


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="does not exist"):
        read(tmp_path / "gone.docx")
    with pytest.raises(ReaderError, match="is a folder"):
        read(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(ReaderError, match="50 MB"):
        read(huge)


def test_front_matter_gives_attributes_and_is_no_text(tmp_path: Path) -> None:
    top = (
        "---\n# who\ncountry: Kyrgyzstan\nmedia: [print, 'radio']\ncase: aida\n"
        'agrees: no\nyear: 2018\nempty:\ntitle: "Fees: yes"\n---\n\n'
    )
    for name in ("a.txt", "a.md"):
        transcript = one(tmp_path / name, top + "We pay.")
        assert transcript.text == "We pay."
        assert transcript.case == "aida"
        assert transcript.attributes == {
            "country": "Kyrgyzstan",
            "media": "print; radio",
            "agrees": "no",
            "year": "2018",
            "title": "Fees: yes",
        }


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nAida: We pay.\n\n---\n\nMore.",
        "\n---\ncountry: Osh\n---\nWe pay.",
        "---\ncountry: Osh\n\nWe pay.",
        "---\nJust a line between rules\n---\nWe pay.",
        "--- \nsaid: " + "a line\nof: text\n" * 2000 + "---\nWe pay.",
    ],
)
def test_rules_are_no_front_matter(tmp_path: Path, text: str) -> None:
    transcript = one(tmp_path / "a.txt", text)
    assert transcript.text == text
    assert not transcript.attributes


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("country: [Osh", r"a\.txt:\d+:\d+: .*not valid YAML"),
        ("country: Osh\nyear: a: b", r"a\.txt:3:"),
        ("country: Osh\ncountry: Naryn", r"a\.txt:3: “country” of line 2 is repeated"),
        ("country: &a Osh\nborn: *a", r"a\.txt:3: an alias"),
        ("country: {name: Osh}", r"a\.txt:2: a value inside a value"),
        ("country:\n  - [Osh]", r"a\.txt:3: a value inside a value"),
        ("country: Osh\n\tyear: 2", r"a\.txt:3"),
        ("a: " + "[" * 5000, r"a\.txt:2"),
        ('a: "\\ud800"', "half of a character"),
        ("country: Osh\njust words", r"a\.txt:\d"),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(tmp_path: Path, yaml: str, said: str) -> None:
    with pytest.raises(ReaderError, match=said):
        one(tmp_path / "a.txt", f"---\n{yaml}\n---\nWe pay.")


def test_paragraphs_are_parted_by_blank_lines_or_else_by_lines(tmp_path: Path) -> None:
    def shown(text: str) -> list[str]:
        transcript = one(tmp_path / "a.txt", text)
        assert {turn.kind for turn in transcript.turns} == {Kind.PARAGRAPH}
        return [transcript.text[turn.start : turn.end] for turn in transcript.turns]

    assert shown("We pay.\nThey print.\n  \n  Then we wait. \n") == ["We pay.\nThey print.", "Then we wait."]
    assert shown("\n We pay.\nThey print.\n") == ["We pay.", "They print."]


def test_a_folder_is_walked_in_order_and_what_is_left_out_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"
    for name in (
        "b.txt",
        "a.md",
        "sub/c.TXT",
        "attributes.csv",
        "codings.csv",
        "survey.csv",
        "README.md",
        "sub/README.ru.md",
    ):
        write(folder / name, "x")
    for name in (".hidden.txt", ".git/d.txt", "~$b.txt", "photo.jpg", "codebook.yaml", "quoth.db"):
        write(folder / name, "x")
    outside = write(tmp_path / "outside.txt", "x")
    os.symlink(outside, folder / "link.txt")
    os.symlink(tmp_path, folder / "loop")
    os.symlink(folder / "b.txt", folder / "same.txt")
    found = find([folder, folder / "b.txt", outside, tmp_path / "gone.txt"])
    shown = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert shown == [
        "transcripts/a.md",
        "transcripts/b.txt",
        "transcripts/survey.csv",
        "transcripts/sub/c.TXT",
        "outside.txt",
        "gone.txt",
    ]
    assert [path.name for path in found.attributes] == ["attributes.csv"]
    assert [path.name for path in found.codings] == ["codings.csv"]
    reasons = {path.name: reason for path, reason in found.skipped}
    assert set(reasons) == {"README.md", "README.ru.md", "photo.jpg", "link.txt", "loop"}
    assert "outside" in reasons["link.txt"]
    assert "README" in reasons["README.md"]


def test_a_named_readme_is_read_and_every_format_is_listed(tmp_path: Path) -> None:
    assert find([write(tmp_path / "README.md", "x")]).files == (tmp_path / "README.md",)
    assert {".txt", ".md", ".docx", ".csv", ".zip"} < set(formats())
