"""Which encoder a project's texts are read with.

Owns the choice: what the user names; else the multilingual one where it is installed and most documents are in its
languages; else English word vectors. Every choice can be told by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quoth.suggest.encoder import Encoder, EncoderError, load_spacy
from quoth.suggest.multilingual import LANGUAGES, load_multilingual, multilingual_installed

__all__ = ["ENCODERS", "choose", "load_encoder"]

ENCODERS = ("auto", "spacy", "multilingual", "none")
"""`none`: by the words alone."""


def choose(languages: Sequence[str]) -> str:
    """The encoder for documents in these languages (ISO 639-1, one each, empty where it is not known)."""
    read = sum(language in LANGUAGES or not language for language in languages)
    return "multilingual" if multilingual_installed() and 2 * read >= len(languages) else "spacy"


def load_encoder(name: str = "auto", languages: Sequence[str] = (), cache: Path | None = None) -> Encoder | None:
    """The encoder of that name; none for `none`. Raises `EncoderError`, with a sentence for the user.

    Takes a second or two: call it in a thread.
    """
    if name == "none":
        return None
    if name == "auto":
        name = choose(languages)
    if name != "multilingual":
        return load_spacy(cache)
    try:
        words = load_spacy(cache).knows
    except EncoderError:
        words = None
    return load_multilingual(words)
