"""What became of each coding when its text was corrected.

Owns the verdicts. A coding is *kept* only where its very words stand at the aligned place and nothing else in the
stretch between the nearest sure blocks could be meant; it is *moved* only where its words lie in a block that either
text has exactly once. Whatever is less certain is *changed* or *lost*, which a person looks at.
Positions are code points; similarity is the normalised Indel similarity (twice the longest common subsequence over the
sum of the lengths).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from quoth.anchoring.aligning import Block, Gap, elsewhere, in_order, outline, prefix, sliding, suffix
from quoth.anchoring.answering import SAME, Asked, Lines, is_answer, likeness, respelt, where
from quoth.anchoring.places import TOUCHING, adjoins, context, edges, places, similarity
from quoth.model.coding import CONTEXT, Outcome, Verdict
from quoth.model.spans import snap, trim
from quoth.model.text import Span

__all__ = ["ALIKE", "reanchor"]

ALIKE = 0.6
"""Similarity of old and new quote from which a coding counts as changed; below it is lost."""
_SAME = 0.85
"""Similarity that a stretch needs which only one of its edges aligns."""
_STRONG, _WORDS = 24, 4
"""Characters and words of a quote from which it needs no company where it stands once in either text."""
_NEAR = 20
"""Equal characters on one side by which a quote is known."""
_SHORT = 12
"""Characters below which a quote needs something equal on both sides."""
_BESIDE = 8
"""Equal characters that are needed on both sides where neither has as many."""
_CLOSE = 40
"""Characters on either side, in both texts, within which a sure block holds a quote in its place."""
_PART, _CUTS = 2, 20
"""Characters that a part of a quote has which is looked for beside it, at least; and how many parts are looked for."""
_DOUBT = 200
"""Characters on either side in which the same words again make it doubtful which are meant."""


def reanchor(old: str, new: str, spans: Mapping[str, Span]) -> list[Outcome]:
    """What becomes of each coding (by id) of the old text in the new one, in the order given."""
    judge = _Judge.of(old, new)
    return [judge.outcome(name, span) for name, span in spans.items()]


@dataclass(frozen=True, slots=True)
class _Side:
    """Blocks with what is needed to find them by place."""

    blocks: Sequence[Block]
    starts: Sequence[int]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> _Side:
        return cls(blocks, [block.old for block in blocks])

    def before(self, place: int) -> Block | None:
        """The last block that begins at or before a place."""
        index = bisect_right(self.starts, place) - 1
        return self.blocks[index] if index >= 0 else None

    def after(self, place: int) -> Block | None:
        """The first block that begins at or after a place."""
        index = bisect_left(self.starts, place)
        return self.blocks[index] if index < len(self.blocks) else None

    def over(self, span: Span) -> Iterator[Block]:
        """The blocks that share a character with a span."""
        index = max(0, bisect_right(self.starts, span.start) - 1)
        while index < len(self.blocks) and self.blocks[index].old < span.end:
            if self.blocks[index].old + self.blocks[index].size > span.start:
                yield self.blocks[index]
            index += 1


@dataclass(frozen=True, slots=True)
class _Judge:
    """Two texts and how they are aligned."""

    old: str
    new: str
    sure: _Side
    aligned: _Side
    sliding: _Side
    """Where copies stand side by side at an edit; only places in the old text count."""
    moved: _Side
    lines: Lines
    new_lines: Lines

    @classmethod
    def of(cls, old: str, new: str) -> _Judge:
        frame = outline(old, new)
        sure = [block for block in frame if block.sure]
        aligned = in_order(old, new, frame)
        zones = [Block(zone.start, zone.start, zone.end - zone.start) for zone in sliding(old, new, aligned)]
        moved = elsewhere(old, new, sure)
        return cls(
            old, new, _Side.of(sure), _Side.of(aligned), _Side.of(zones), _Side.of(moved), Lines.of(old), Lines.of(new)
        )

    def outcome(self, name: str, span: Span) -> Outcome:
        """The verdict on one coding."""
        if found := self._answered(name, span):
            return found
        place, alike = self._nearest(span, self._regions(span))
        other, closer = self._nearest(span, self._as_long(span))
        if closer > max(alike, _SAME):
            place, alike = other, closer
        there = self._exact(self.moved, span) if alike < ALIKE else None
        if there and self._has_company(span, there):
            return self._made(name, span, Verdict.MOVED, there, 1.0)
        if alike < ALIKE and not there:
            place, alike = self._nearest(span, self._elsewhere(span))
        if place and alike >= ALIKE:
            return self._made(name, span, Verdict.CHANGED, place, alike)
        return self._made(name, span, Verdict.LOST, None, alike)

    def _answered(self, name: str, span: Span) -> Outcome | None:
        """The verdict where the words stand at their aligned place, or as an answer behind their question."""
        place = self._kept(span)
        if not is_answer(self.old, span) or (self._is_long(span) and self._is_plain(span, place)):
            return self._made(name, span, Verdict.KEPT, place, 1.0) if place else None
        if found := where(self.lines, self.new_lines, span):
            question, there = found
            rival = self._exact(self.aligned, span)
            if rival and rival != there and respelt(self.new_lines, question, rival):
                return self._made(name, span, Verdict.CHANGED, rival, self._in_context(span, rival))
            return self._made(name, span, self._order(question, span, there), there, 1.0)
        before = self.lines.asked(span)
        like = likeness(self.lines, self.new_lines, before, place) if place and before else 1.0
        if place is None or like is None:
            return None
        if like >= SAME:
            return self._made(name, span, Verdict.KEPT, place, 1.0)
        return self._made(name, span, Verdict.CHANGED, place, self._in_context(span, place))

    def _is_plain(self, span: Span, place: Span | None) -> bool:
        """Whether a long passage is told by its words or by all that is around it, whatever was asked."""
        return bool(place and min(self._whole_sides(span, place)) == CONTEXT) or self._stands_once(span)

    def _order(self, question: Asked, span: Span, there: Span) -> Verdict:
        """Kept, where the question stands in line with the rest of the text; else moved."""
        first = self._exact(self.aligned, Span(question.start, question.end))
        in_line = first is not None and there.start - first.start == span.start - question.start
        return Verdict.KEPT if in_line else Verdict.MOVED

    def _made(self, name: str, span: Span, verdict: Verdict, place: Span | None, alike: float) -> Outcome:
        words = self.old[span.start : span.end]
        if place is None:
            return Outcome(name, verdict, span.start, span.end, "", words, round(alike, 3))
        said = self.new[place.start : place.end]
        return Outcome(name, verdict, place.start, place.end, said, words, round(alike, 3))

    def _at(self, span: Span, shift: int) -> Span | None:
        """The span shifted, where the same words stand there."""
        there = Span(span.start + shift, span.end + shift)
        if there.start < 0 or self.new[there.start : there.end] != self.old[span.start : span.end]:
            return None
        return there if edges(self.old, span) == edges(self.new, there) else None

    def _exact(self, side: _Side, span: Span) -> Span | None:
        """Where blocks put the very words; nothing when they disagree."""
        shifts = {block.new - block.old for block in side.over(span)}
        found = {there for shift in shifts if (there := self._at(span, shift))}
        return found.pop() if len(found) == 1 else None

    def _kept(self, span: Span) -> Span | None:
        """The same words at the aligned place, where no other place could be meant."""
        if any(zone.old <= span.start and span.end <= zone.old + zone.size for zone in self.sliding.over(span)):
            return None
        over = list(self.sure.over(span))
        place = self._exact(self.sure if over else self.aligned, span)
        if place is None or (over and min(self._whole_sides(span, place)) == CONTEXT):
            return place
        strips = self._beside(span, place, over)
        if strips is None or self._has_rival(span, place, strips):
            return None
        if self._is_known(span, place) or self._is_held(span, place, strips):
            return place
        return place if self._is_long(span) and self._stands_once(span) else None

    def _beside(self, span: Span, place: Span, over: Sequence[Block]) -> Sequence[Gap] | None:
        """What lies around a place up to the nearest sure blocks: where else its words could have gone or come from.

        Nothing at all where that is the same in both texts; None where the place is not in line with it.
        """
        first, last = (over[0], over[-1]) if over else (None, None)
        before = self.sure.before(first.old - 1 if first else span.start)
        after = self.sure.after(last.old + 1 if last else span.end)
        start, new_start = (before.old + before.size, before.new + before.size) if before else (0, 0)
        end, new_end = (after.old, after.new) if after else (len(self.old), len(self.new))
        if first and last:
            return (
                Gap(start, first.old, new_start, first.new),
                Gap(last.old + last.size, end, last.new + last.size, new_end),
            )
        if self.old[start:end] == self.new[new_start:new_end]:
            return () if place.start - new_start == span.start - start else None
        return (Gap(start, end, new_start, new_end),)

    def _has_rival(self, span: Span, place: Span, strips: Sequence[Gap]) -> bool:
        """Whether the words stand again in like company: in the strips of either text, with at least half the score."""
        enough = sum(self._equal(span, place)) / 2
        words = self.old[span.start : span.end]
        more = len(words) - 1
        for strip in strips:
            for copy in places(self.old, words, max(0, strip.start - more), strip.end + more):
                if copy.start != span.start and (
                    adjoins(self.old, copy, span) or sum(self._equal(copy, place)) >= enough
                ):
                    return True
            for copy in places(self.new, words, max(0, strip.new_start - more), strip.new_end + more):
                if copy.start != place.start and (
                    adjoins(self.new, copy, place) or sum(self._equal(span, copy)) >= enough
                ):
                    return True
        return self._has_likeness_beside(span, place) or self._has_part_beside(span, place)

    def _has_part_beside(self, span: Span, place: Span) -> bool:
        """Whether the first or last words stand again beside a place, and did not before: which of them are new?"""
        words = self.old[span.start : span.end]
        (left, right), (new_left, new_right) = self._contexts(span, place)
        cuts = [at for at, char in enumerate(words) if char == " " and min(at, len(words) - at) > _PART]
        return any(
            (new_left.endswith(words[: at + 1]) and not left.endswith(words[: at + 1]))
            or (new_right.startswith(words[at:]) and not right.startswith(words[at:]))
            for at in cuts[:_CUTS]
        )

    def _has_likeness_beside(self, span: Span, place: Span) -> bool:
        """Whether nearly the same words stand side by side with a place, and did not before: which of them is new?"""
        words, size = self.old[span.start : span.end], span.end - span.start
        if size < _SHORT:
            return False
        for near, was in (
            (
                self.new[max(0, place.start - size - 1) : place.start],
                self.old[max(0, span.start - size - 1) : span.start],
            ),
            (self.new[place.end : place.end + size + 1], self.old[span.end : span.end + size + 1]),
        ):
            if near != was and similarity(words, near) >= _SAME > similarity(words, was):
                return True
        return False

    def _equal(self, span: Span, place: Span) -> tuple[int, int]:
        """How many characters before and behind are equal, up to the length of a context."""
        (left, right), (new_left, new_right) = self._contexts(span, place)
        return suffix(left, new_left), prefix(right, new_right)

    def _whole_sides(self, span: Span, place: Span) -> tuple[int, int]:
        """The same, where a side that is equal up to the end of either text counts as all."""
        left, right = self._equal(span, place)
        at_start = left == span.start == place.start
        at_end = right == len(self.old) - span.end == len(self.new) - place.end
        return CONTEXT if at_start else left, CONTEXT if at_end else right

    def _contexts(self, span: Span, place: Span) -> tuple[tuple[str, str], tuple[str, str]]:
        return context(self.old, span), context(self.new, place)

    def _stands_once(self, span: Span) -> bool:
        """Whether either text has the words exactly once."""
        words = self.old[span.start : span.end]
        return self.old.count(words) == self.new.count(words) == 1

    def _is_known(self, span: Span, place: Span) -> bool:
        """Whether the company tells which words are meant: much of it on one side, or something like it on both."""
        equal = self._equal(span, place)
        least = 0 if span.end - span.start >= _SHORT else TOUCHING
        if max(equal) >= _NEAR and min(self._whole_sides(span, place)) >= least:
            left, right = equal
            shared = self.old[span.start - left : span.end + right]
            return self.old.count(shared) == self.new.count(shared) == 1
        sides = zip(*self._contexts(span, place), strict=True)
        alike = all(similarity(before, after) >= ALIKE for before, after in sides)
        return alike and min(self._whole_sides(span, place)) >= _BESIDE

    def _is_held(self, span: Span, place: Span, strips: Sequence[Gap]) -> bool:
        """Whether sure blocks lie close on both sides, as where the names around a short turn changed."""
        if not strips:
            return True
        first, last = strips[0], strips[-1]
        if first.start == 0 or last.end == len(self.old):  # whole turns are put there, which begin and end alike
            return False
        around = span.start - first.start, last.end - span.end, place.start - first.new_start, last.new_end - place.end
        left, right = self._equal(span, place)
        whole = right >= _BESIDE or "\n" in self.old[span.end : span.end + right]
        return max(around) <= _CLOSE and left >= TOUCHING and whole

    def _has_company(self, span: Span, there: Span) -> bool:
        """Whether words that stand elsewhere are the old ones: enough of them, or in their company, and no others."""
        equal = self._equal(span, there)
        few = len(self.old[span.start : span.end].split()) < _WORDS - 1
        enough = self._is_long(span) or span.end - span.start + sum(equal) >= CONTEXT
        enough = enough and (not few or min(equal) >= _BESIDE)
        return enough and self._stands_once(span)

    def _is_long(self, span: Span) -> bool:
        return span.end - span.start >= _STRONG and len(self.old[span.start : span.end].split()) >= _WORDS

    def _nearest(self, span: Span, regions: Iterable[tuple[int, int]]) -> tuple[Span | None, float]:
        """The region that is most like the old words, and is not another passage of the old text."""
        words = self.old[span.start : span.end]
        best: tuple[Span | None, float] = (None, 0.0)
        for start, end in regions:
            if not 0 <= start < end <= len(self.new):
                continue
            place = self._widened(span, snap(self.new, trim(self.new, Span(start, end))))
            if not place.start < place.end <= place.start + 3 * len(words) + CONTEXT:
                continue
            said = self.new[place.start : place.end]
            if said != words and len(said) >= _STRONG and said in self.old:
                continue
            alike = similarity(words, said)
            if said == words:
                alike = self._whole(span, place)
            if alike > best[1]:
                best = place, alike
        return best

    def _widened(self, span: Span, place: Span) -> Span:
        """The place out to the ends of its words, and to the closing mark, where the old passage had whole words."""
        inside = edges(self.old, span)
        start, end = place.start, place.end
        while not inside[0] and edges(self.new, Span(start, end))[0]:
            start -= 1
        while not inside[1] and edges(self.new, Span(start, end))[1]:
            end += 1
        last = self.old[span.end - 1]
        closing = not last.isalnum() and self.new[end - 1] != last == self.new[end : end + 1]
        return Span(start, end + closing)

    def _whole(self, span: Span, place: Span) -> float:
        """Similarity with the context, for words that are the same but may not be meant; none where they recur."""
        words = self.new[place.start : place.end]
        for text, here in ((self.old, span), (self.new, place)):
            if len(list(places(text, words, max(0, here.start - _DOUBT), here.end + _DOUBT))) > 1:
                return 0.0
        return self._in_context(span, place)

    def _in_context(self, span: Span, place: Span) -> float:
        """Similarity of the words with what stands around them."""
        (left, right), (new_left, new_right) = self._contexts(span, place)
        ours, theirs = self.old[span.start : span.end], self.new[place.start : place.end]
        return similarity(f"{left}{ours}{right}", f"{new_left}{theirs}{new_right}")

    def _regions(self, span: Span) -> Iterator[tuple[int, int]]:
        """What lies between the aligned edges."""
        yield from product(self._edges(span.start, begins=True), self._edges(span.end, begins=False))

    def _as_long(self, span: Span) -> Iterator[tuple[int, int]]:
        """As much as there was, from either of the aligned edges: for where text was added at the other."""
        length = span.end - span.start
        yield from ((start, start + length) for start in self._edges(span.start, begins=True))
        yield from ((end - length, end) for end in self._edges(span.end, begins=False))

    def _elsewhere(self, span: Span) -> Iterator[tuple[int, int]]:
        """Where the blocks that hold some of the words stand, out of order."""
        for block in self.moved.over(span):
            yield span.start + block.new - block.old, span.end + block.new - block.old

    def _edges(self, place: int, *, begins: bool) -> set[int]:
        """Where an edge of a coding may be in the new text: with or without what was put in the gap it lies in."""
        last = self.aligned.before(place if begins else place - 1)
        if last and place - (not begins) < last.old + last.size:
            return {place + last.new - last.old}
        following = self.aligned.after(place)
        return {last.new + last.size if last else 0, following.new if following else len(self.new)}
