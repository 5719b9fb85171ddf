"""Codes proposed for a text, with the evidence for each: model objects in, suggestions out, no files but the word
vectors' cache.

Importing this package loads numpy; spaCy is loaded by `load_encoder` and `load_spacy` only.
"""

from quoth.suggest.choosing import ENCODERS, choose, load_encoder
from quoth.suggest.encoder import Encoder, EncoderError, SpacyEncoder, cache_folder, load_spacy
from quoth.suggest.history import Passage, calibrate, passages
from quoth.suggest.suggester import Similar, Suggester

__all__ = [
    "ENCODERS",
    "Encoder",
    "EncoderError",
    "Passage",
    "Similar",
    "SpacyEncoder",
    "Suggester",
    "cache_folder",
    "calibrate",
    "choose",
    "load_encoder",
    "load_spacy",
    "passages",
]
