"""Codes proposed for a text, with the evidence for each: model objects in, suggestions out, no files but the word
vectors' cache.

Importing this package loads numpy; spaCy is loaded by `load_encoder` only.
"""

from quoth.suggest.encoder import Encoder, EncoderError, SpacyEncoder, cache_folder, load_encoder
from quoth.suggest.suggester import Suggester

__all__ = ["Encoder", "EncoderError", "SpacyEncoder", "Suggester", "cache_folder", "load_encoder"]
