"""What counts as a word when suggesting, and which words are too common to explain anything.

Owns tokenisation for the sparse features and the keywords. Invariant: words are folded (lower case, `ё` as `е`,
composed), in text order.
"""

from __future__ import annotations

import re
import unicodedata

from quoth.model.fold import fold_chars

__all__ = ["COMMON", "WORD", "words"]

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
"""Letters and digits, with one apostrophe inside."""

_COMMON = """
a about after again all also although always an and another any anything are aren't around as at away back be became
because been before being between both but by came can can't cannot come could couldn't did didn't do does doesn't doing
done don't down each either else even ever every everyone everything few for from get gets getting give go goes going
gone got had has hasn't have haven't having he her here herself him himself his how however i i'd i'll i'm i've if in
instead into is isn't it it's its itself just keep let like made make makes many may maybe me might mine more most much
must my myself need neither never no nobody none nor not nothing now of off often on once one only or other others our
ours ourselves out over own perhaps put quite rather really said same say says see seem seems several shall she should
since so some somebody someone something sometimes somewhere still such take than that that's the their theirs them
themselves then there there's these they they're thing things think this those though through to together too took
toward towards under until up upon us use used very want was wasn't way we we'll we're we've well went were what
whatever when where whether which while who whole whom whose why will with within without won't would wouldn't yes yet
you you're your yours yourself
а без был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще же за
здесь и из или им их к как какой когда которая которые который кто ли лишь между меня мне много можно мой мы на над надо
нам нас наш не него нее нет ни них но ну о об однако он она они оно от очень перед по под после потом потому почти при
про раз с сам свои свой себе себя сейчас со так также такие такой там те тебя тем то тогда того тоже той только том тот
ты у уже чего чем через что чтобы эта эти это этого этой этом этот я
"""


def words(text: str) -> list[str]:
    """The folded words of a text, in order, repeated as they are."""
    return WORD.findall(fold_chars(unicodedata.normalize("NFC", text)))


COMMON = frozenset(words(_COMMON))
"""Function words of English and Russian: they may speak for a code, but they never explain a suggestion."""
