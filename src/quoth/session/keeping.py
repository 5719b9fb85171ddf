"""A suggester built from what was kept of the last one, and kept for the next.

Owns what is kept (vectors and counts of texts, frequencies of the corpus, the ridge's solution, the calibration) and
when it still holds. Invariant: a suggester built from what was kept gives the same ranks as one built from nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from quoth.model.codebook import Codebook
from quoth.model.coding import CodedQuote
from quoth.store import Project, kept, queries
from quoth.suggest.calibration import Calibration, fitted_at
from quoth.suggest.history import LOOKED_AT, Passage, calibrate, passages
from quoth.suggest.reading import Kept, TextReader, key_of
from quoth.suggest.ridge import Solution
from quoth.suggest.sparse import BUCKETS, Frequencies
from quoth.suggest.suggester import Suggester, description

if TYPE_CHECKING:
    from quoth.suggest.encoder import Encoder

__all__ = ["build", "calibration", "encoder_name", "prepare", "reader"]

_WORTH = 2000
"""Codings from which the ridge's solution is kept: below, fitting is quick."""
_LEARNED = 300
"""New codings that are learned one by one on top of a kept solution; with more it is fitted anew."""
_HASH = 8


def encoder_name(encoder: Encoder | None) -> str:
    """What vectors are kept under."""
    return f"{encoder.name}-{encoder.version}" if encoder else "words"


def reader(project: Project, encoder: Encoder | None, texts: Iterable[str]) -> TextReader:
    """Reads texts, those with what is kept of them at once."""
    keys = list({key_of(text) for text in texts})
    known = {key: Kept(dense, counts) for key, dense, counts in kept.texts(project, encoder_name(encoder), keys)}
    return TextReader(encoder, known, {})


def keep(project: Project, reader: TextReader) -> None:
    """Keep what the reader had to compute, and let it hold no more in memory."""
    rows = ((key, *one) for key, one in (reader.fresh or {}).items())
    kept.keep_texts(project, encoder_name(reader.encoder), rows)
    reader.kept, reader.fresh = {}, None


def prepare(project: Project, suggester: Suggester, texts: Sequence[str]) -> None:
    """Read texts that will be asked about, all together, and keep their numbers; those read before are forgotten."""
    read = reader(project, suggester.encoder, texts)
    read.read(texts)
    made = read.fresh or {}
    kept.keep_texts(project, encoder_name(suggester.encoder), ((key, *one) for key, one in made.items()))
    suggester.use({**read.kept, **made})


def build(
    project: Project, codebook: Codebook, quotes: Sequence[CodedQuote], encoder: Encoder | None, coder: str
) -> Suggester:
    """The suggester for these quotes."""
    corpus = frequencies(project)
    reading = reader(project, encoder, [quote.text for quote in quotes])
    name = f"ridge:{coder}:{encoder_name(encoder)}"
    stamp = _stamp(codebook, corpus, encoder)
    hashes = {_hash(quote): quote for quote in quotes}
    codes = len(codebook.applicable)
    before = _solution(kept.state(project, name), stamp, codes) if len(quotes) >= _WORTH else None
    if before is not None and not (before[0] - hashes.keys()) and len(hashes) - len(before[0]) <= _LEARNED:
        known = [quote for mark, quote in hashes.items() if mark in before[0]]
        made = Suggester(codebook, corpus=corpus, quotes=known, reader=reading, solution=before[1])
        for mark, quote in hashes.items():
            if mark not in before[0]:
                made.learn(quote)
    else:
        made = Suggester(codebook, corpus=corpus, quotes=quotes, reader=reading)
        if len(quotes) >= _WORTH:
            inverse, weights = made.solution()
            marks = b"".join(sorted(hashes))
            parts = [stamp, len(marks).to_bytes(8), marks, inverse.tobytes(), weights.tobytes()]
            kept.keep_state(project, {name: b"".join(parts)})
    keep(project, reading)
    return made


def frequencies(project: Project) -> Frequencies:
    """Of the words of all speech in the project."""
    documents = queries.documents(project)
    key = hashlib.blake2b("\n".join(document.version for document in documents).encode(), digest_size=16).digest()
    before = kept.state(project, "frequencies")
    if before[:16] == key and len(before) == 24 + 8 * BUCKETS:
        return Frequencies(int.from_bytes(before[16:24]), np.frombuffer(before[24:], "<i8").astype(np.int64))
    found = Frequencies.of(list(queries.speech_texts(project)))
    kept.keep_state(project, {"frequencies": key + found.texts.to_bytes(8) + found.seen.astype("<i8").tobytes()})
    return found


def calibration(project: Project, suggester: Suggester, quotes: Sequence[CodedQuote], coder: str) -> Calibration | None:
    """The calibration in force for a coder, as it was fitted at the last fixed count of their decisions."""
    decided = [*passages(quotes), *_refusals(project, coder)]
    at = fitted_at(len(decided))
    if not at:
        return None
    name = f"calibration:{coder}:{encoder_name(suggester.encoder)}"
    key = hashlib.blake2b(repr((at, decided[:at][-LOOKED_AT:])).encode(), digest_size=16).hexdigest()
    before = kept.state(project, name)
    if before and (found := json.loads(before))["key"] == key:
        return Calibration(**found["fit"]) if found["fit"] else None
    made = calibrate(suggester, decided, _read_uncoded(project, coder, decided))
    kept.keep_state(project, {name: json.dumps({"key": key, "fit": asdict(made) if made else None}).encode()})
    return made


def _refusals(project: Project, coder: str) -> list[Passage]:
    names = {document.id: document for document in queries.documents(project)}
    texts = dict(queries.texts(project))
    found = []
    for one in queries.decisions(project, coder):
        document = names.get(one.document)
        if one.verdict == "reject" and document is not None:
            text = texts.get(document.version, "")[one.start : one.end]
            found.append(Passage(document.name, 0, one.start, one.end, text, refused=frozenset({one.code})))
    return found


def _read_uncoded(project: Project, coder: str, decided: Sequence[Passage]) -> list[Passage]:
    """Answers in documents that the coder has done with suggestions in sight, without a coding of theirs."""
    seen = {one.document for one in queries.exposures(project) if one.coder == coder and one.kind == "suggestions"}
    done = {one.document for one in queries.done(project) if one.coder == coder}
    spans, texts = queries.answer_spans(project), dict(queries.texts(project))
    coded: dict[str, list[tuple[int, int]]] = {}
    for passage in decided:
        coded.setdefault(passage.document, []).append((passage.start, passage.end))
    return [
        Passage(document.name, number, start, end, texts[document.version][start:end])
        for document in queries.documents(project)
        if document.id in seen & done
        for number, (start, end) in enumerate(spans.get(document.version, ()), 1)
        if not any(a < end and start < b for a, b in coded.get(document.name, ()))
    ]


def _hash(quote: CodedQuote) -> bytes:
    place = f"{quote.id}\n{quote.code}\n{quote.document}\n{quote.turn}\n{quote.start}\n{quote.end}\n{quote.text}"
    return hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()


def _stamp(codebook: Codebook, corpus: Frequencies, encoder: Encoder | None) -> bytes:
    """What a solution depends on beside the quotes."""
    codes = [(code.id, description(code)) for code in codebook.applicable]
    said = repr((encoder_name(encoder), encoder.share if encoder else 0, codes, corpus.texts)).encode()
    return hashlib.blake2b(said + corpus.seen.tobytes(), digest_size=16).digest()


def _solution(packed: bytes, stamp: bytes, codes: int) -> tuple[set[bytes], Solution] | None:
    """The hashes of the quotes that were fitted, and the fit; none where nothing is kept that holds."""
    if packed[:16] != stamp:
        return None
    end = 24 + int.from_bytes(packed[16:24])
    marks = {packed[at : at + _HASH] for at in range(24, end, _HASH)}
    numbers = np.frombuffer(packed, "<f8", offset=end)
    features = round((-codes + (codes * codes + 4 * len(numbers)) ** 0.5) / 2)
    if features * (features + codes) != len(numbers):
        return None
    square = features * features
    inverse = numbers[:square].reshape(features, features).copy()
    return marks, Solution(inverse, numbers[square:].reshape(features, codes).copy())
