"""Which stretches of a corrected text are the old ones: equal blocks in order, and blocks that stand elsewhere.

Owns the alignment of two texts. Positions are code points. Invariant: `old[b.old:b.old + b.size]` equals
`new[b.new:b.new + b.size]` for every block; the blocks of `in_order` do not overlap and keep their order in both texts.

Pieces that stand once on either side of a gap are matched first, lines before sentences before words, and the heaviest
chain of them that keeps the order is taken (patience diff, with weights); what lies between is matched word by word,
then character by character. So the cost grows with the text, and quadratic work is left for short gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from quoth.model.spans import merge
from quoth.model.text import Span

__all__ = ["SURE", "Block", "Gap", "common", "elsewhere", "in_order", "outline", "prefix", "sliding", "suffix"]


class Block(NamedTuple):
    """A stretch that both texts have."""

    old: int
    new: int
    size: int
    sure: bool = False
    """Whether it was matched because it stands once in its gap on either side, and is long enough for that to tell."""


class Gap(NamedTuple):
    """What lies between two blocks: `old[start:end]` against `new[new_start:new_end]`; either may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


SURE = 32
"""Characters from which a stretch that stands once in either text is taken for the same words."""
_MOVED = 20
"""Characters from which a stretch that stands once in either text is looked for out of order."""
_CELLS = 200_000_000
"""The largest gap, as words times words, that is compared in full: 25 MB of bits."""
_LETTERS = 1_000_000
"""The same for characters times characters."""
_SLIDE = 2000
"""How many characters before and behind a gap are compared with what lies in it."""
_ALIKE = 0.5
"""Similarity from which the characters of two stretches are matched one by one."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]+\s*|[^.!?…\n]+")
_WORD = re.compile(r"\w+\W*|\W+")
_PASSES = ((_LINE, 1), (_WORD, 6), (_WORD, 6), (_WORD, 3), (_WORD, 3))
"""Pieces to match by, and how many neighbours must stand together once; twice where the first round made gaps."""


def outline(old: str, new: str) -> list[Block]:
    """Blocks in order, matched by pieces that stand once on either side of the gap they lie in."""
    blocks: list[Block] = []
    for pattern, together in _PASSES:
        found = [b for gap in gaps(blocks, old, new) for b in _once(old, new, gap, pattern, together)]
        blocks = sorted([*blocks, *found])
    return blocks


def in_order(old: str, new: str, blocks: Sequence[Block]) -> list[Block]:
    """The outline with everything else that is equal and in order."""
    for fill in (_words, _letters):
        blocks = sorted([*blocks, *(b for gap in gaps(blocks, old, new) for b in fill(old, new, gap))])
    return list(blocks)


def gaps(blocks: Sequence[Block], old: str, new: str) -> list[Gap]:
    """What lies between the blocks where both texts have something."""
    edits = _edits(blocks, len(old), len(new))
    return [gap for gap in edits if gap.start < gap.end and gap.new_start < gap.new_end]


def _edits(blocks: Sequence[Block], old: int, new: int) -> Iterator[Gap]:
    """What lies between the blocks of two texts of these lengths, where either has something."""
    at_old = at_new = 0
    for block in (*blocks, Block(old, new, 0)):
        if at_old < block.old or at_new < block.new:
            yield Gap(at_old, block.old, at_new, block.new)
        at_old, at_new = block.old + block.size, block.new + block.size


def elsewhere(old: str, new: str, blocks: Sequence[Block]) -> list[Block]:
    """Blocks out of order: what no block of the outline holds in either text, and each text has exactly once."""
    edits = list(_edits(blocks, len(old), len(new)))
    left_old = [(gap.start, gap.end) for gap in edits if gap.start < gap.end]
    left_new = [(gap.new_start, gap.new_end) for gap in edits if gap.new_start < gap.new_end]
    runs = []
    for pattern, together in ((_SENTENCE, 1), (_WORD, 6), (_WORD, 3)):
        ours = [piece for start, end in left_old for piece in _pieces(old, start, end, pattern, together)]
        theirs = [piece for start, end in left_new for piece in _pieces(new, start, end, pattern, together)]
        runs += _runs(ours, theirs)
    found: dict[tuple[int, int], Block] = {}
    for run in runs:
        within = _around(left_old, run.old), _around(left_new, run.new)
        block = _stretched(old, new, run, *within)
        found.setdefault((block.old, block.new), block)
    return sorted(b for b in found.values() if b.size >= _MOVED and _stands_once(b, old, new))


def common(old: str, new: str) -> float:
    """The share of the shorter text that the other has, too, in stretches that tell, in any order; 0 to 1."""
    blocks = outline(old, new)
    shared = sum(block.size for block in (*blocks, *elsewhere(old, new, blocks)))
    return min(1.0, shared / max(1, min(len(old.rstrip()), len(new.rstrip()))))


def sliding(old: str, new: str, blocks: Sequence[Block]) -> list[Span]:
    """Stretches of the old text beside an edit that could as well be matched beyond it, as one of two equal sentences.

    `blocks` in order. Where a passage lies in one of them, the texts do not tell which copy is left or was added.
    """
    zones = []
    for gap in _edits(blocks, len(old), len(new)):
        before = old[max(0, gap.start - _SLIDE) : gap.start]
        behind = old[gap.end : gap.end + _SLIDE]
        left = right = 0
        if gap.new_start < gap.new_end:
            left = suffix(before, new[max(0, gap.new_end - _SLIDE) : gap.new_end])
            right = prefix(behind, new[gap.new_start : gap.new_start + _SLIDE])
        if gap.start < gap.end:
            left = max(left, suffix(before, old[max(0, gap.end - _SLIDE) : gap.end]))
            right = max(right, prefix(behind, old[gap.start : gap.start + _SLIDE]))
        zones += [Span(gap.start - left, gap.start), Span(gap.end, gap.end + right)]
    return merge(zones)


def _stands_once(block: Block, old: str, new: str) -> bool:
    words = old[block.old : block.old + block.size].strip()
    at, there = old.find(words), new.find(words)
    return old.find(words, at + 1) < 0 and new.find(words, there + 1) < 0


def _around(stretches: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The stretch that holds a position."""
    index = bisect_left(stretches, (at + 1,)) - 1
    return stretches[index]


def _stretched(old: str, new: str, block: Block, ours: tuple[int, int], theirs: tuple[int, int]) -> Block:
    """The block with all equal characters on both sides that lie within the given stretches."""
    before = min(block.old - ours[0], block.new - theirs[0])
    more = suffix(old[block.old - before : block.old], new[block.new - before : block.new])
    end, new_end = block.old + block.size, block.new + block.size
    after = prefix(old[end : ours[1]], new[new_end : theirs[1]])
    return Block(block.old - more, block.new - more, more + block.size + after)


Piece = tuple[str, int, int]
"""Words, start and end."""


def _pieces(text: str, start: int, end: int, pattern: re.Pattern[str], together: int) -> Iterator[Piece]:
    """The stretch in pieces, or in overlapping groups of so many pieces."""
    edges = [start, *(match.end() for match in pattern.finditer(text, start, end))]
    for first, last in zip(edges, edges[together:], strict=False):
        yield text[first:last], first, last


def _once(old: str, new: str, gap: Gap, pattern: re.Pattern[str], together: int) -> list[Block]:
    """The heaviest chain, in order, of pieces that stand once on either side of a gap."""
    ours = _pieces(old, gap.start, gap.end, pattern, together)
    theirs = _pieces(new, gap.new_start, gap.new_end, pattern, together)
    return _parted(_chain(_runs(ours, theirs)))


def _runs(ours: Iterable[Piece], theirs: Iterable[Piece]) -> list[Block]:
    """Pieces that stand once on either side, neighbours joined, in the old order."""
    at, there = _single(ours), _single(theirs)
    runs: list[Block] = []
    for words, (start, end) in at.items():
        new_start, _ = there.get(words, _TWICE)
        if start < 0 or new_start < 0 or words.isspace():
            continue
        last = runs[-1] if runs else None
        if last and last.new - last.old == new_start - start and start <= last.old + last.size:
            runs[-1] = Block(last.old, last.new, end - last.old)
        else:
            runs.append(Block(start, new_start, end - start))
    return runs


_TWICE = (-1, -1)


def _single(pieces: Iterable[Piece]) -> dict[str, tuple[int, int]]:
    """Where each piece stands; `_TWICE` for one that comes again."""
    found: dict[str, tuple[int, int]] = {}
    for words, start, end in pieces:
        found[words] = _TWICE if words in found else (start, end)
    return found


def _chain(runs: Sequence[Block]) -> list[Block]:
    """The blocks that keep their order in the new text and together are longest. `runs` are in the old order.

    Patience sorting with weights: of the chains that end before a place only the heaviest is kept.
    """
    starts: list[int] = []
    weights: list[int] = []
    tips: list[int] = []
    before = [-1] * len(runs)
    for index, run in enumerate(runs):
        at = bisect_left(starts, run.new)
        weight = run.size + (weights[at - 1] if at else 0)
        before[index] = tips[at - 1] if at else -1
        stop = at
        while stop < len(weights) and weights[stop] <= weight:
            stop += 1
        starts[at:stop], weights[at:stop], tips[at:stop] = [run.new], [weight], [index]
    chain = []
    tip = tips[-1] if tips else -1
    while tip >= 0:
        chain.append(runs[tip])
        tip = before[tip]
    return chain[::-1]


def _parted(chain: Sequence[Block]) -> list[Block]:
    """The chain without overlaps, which groups of pieces leave; sure where a block is long."""
    parted: list[Block] = []
    at_old = at_new = 0
    for block in chain:
        cut = max(0, at_old - block.old, at_new - block.new)
        if cut < block.size:
            old, new, size = block.old + cut, block.new + cut, block.size - cut
            parted.append(Block(old, new, size, block.size >= SURE))
            at_old, at_new = old + size, new + size
    return parted


def prefix(ours: str, theirs: str) -> int:
    """How many characters two texts have in common at their beginning."""
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if ours[low:middle] == theirs[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def suffix(ours: str, theirs: str) -> int:
    """How many characters two texts have in common at their end."""
    return prefix(ours[::-1], theirs[::-1])


def _words(old: str, new: str, gap: Gap) -> Iterator[Block]:
    """What is equal at the ends of a gap, and word by word between them."""
    ours, theirs = old[gap.start : gap.end], new[gap.new_start : gap.new_end]
    head = prefix(ours, theirs)
    tail = suffix(ours[head:], theirs[head:])
    yield from _some(Block(gap.start, gap.new_start, head), Block(gap.end - tail, gap.new_end - tail, tail))
    mine, yours = (_WORD.findall(text[head : len(text) - tail]) for text in (ours, theirs))
    if len(mine) * len(yours) <= _CELLS:
        yield from _common(mine, yours, gap.start + head, gap.new_start + head)


def _letters(old: str, new: str, gap: Gap) -> Iterator[Block]:
    """What is equal character by character, where the stretches are alike."""
    from rapidfuzz.distance import Indel

    ours, theirs = old[gap.start : gap.end], new[gap.new_start : gap.new_end]
    if len(ours) * len(theirs) <= _LETTERS and Indel.normalized_similarity(ours, theirs) >= _ALIKE:
        yield from _common(ours, theirs, gap.start, gap.new_start)


def _common(ours: Sequence[str], theirs: Sequence[str], old: int, new: int) -> Iterator[Block]:
    """A longest common subsequence of two sequences of pieces that begin at `old` and `new`, as blocks."""
    from rapidfuzz.distance import LCSseq

    at, there = _edges(ours), _edges(theirs)
    for code in LCSseq.opcodes(ours, theirs):
        if code.tag == "equal":
            start, end = at[code.src_start], at[code.src_end]
            yield Block(old + start, new + there[code.dest_start], end - start)


def _some(*blocks: Block) -> Iterator[Block]:
    return (block for block in blocks if block.size)


def _edges(pieces: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, pieces))]
