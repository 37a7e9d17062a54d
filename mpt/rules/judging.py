"""Which questions of a quiz a trainer should look at, and why: only with enough tries, and only where chance doesn't explain it.

Each reason asks that a whole interval of 95 % lies beyond its limit (`mpt.rules.intervals`). Few reasons are chance then, but of
a hundred questions some are: a reason says "look here", not "this is wrong".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from mpt.rules.intervals import Interval, of_correlation, of_difference, of_one_share
from mpt.rules.items import JUDGED_FROM, Item, Third

HARD_BELOW = 50
EASY_ABOVE = 95
UNUSED_BELOW = 5
"""In percent."""
BLURRED_BELOW = 20
"""In hundredths. Test makers want a question to discriminate by 0.20 and more."""


class Why(StrEnum):
    """Why to look at a question."""

    HARD = "hard"
    """Fewer than half get it right at first try."""
    EASY = "easy"
    """Nearly everybody gets it right before reading any explanation."""
    BLURRED = "blurred"
    """Who gets it right says little of how somebody does on the other questions: it may be unclear, or its key wrong."""
    DRAWS_STRONG = "draws-strong"
    """A wrong choice is taken more by those who do well otherwise than by those who don't: is it really wrong?"""
    UNUSED = "unused"
    """Nearly nobody takes a wrong choice: it asks nothing."""
    GAP = "gap"
    """It's harder in this language than in the source: the translation may say something else."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to look at a question; `place` is the position of the choice that it's about, where it's about one."""

    why: Why
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """How many points of percent fewer get a question right in a translation than in the source, and the interval of that."""

    points: int
    interval: Interval


def reasons(item: Item, key: frozenset[int], gap: Gap | None = None) -> tuple[Reason, ...]:
    """Return why to look at a question; nothing with fewer than JUDGED_FROM tries. `gap` is that to the source language."""
    if item.n < JUDGED_FROM:
        return ()
    found = [Reason(why) for why in _of_share(item)]
    if item.discrimination is not None and of_correlation(item.discrimination, item.n).high < BLURRED_BELOW:
        found.append(Reason(Why.BLURRED))
    wrong = [place for place in range(len(item.took)) if place not in key]
    found += [Reason(Why.DRAWS_STRONG, place) for place in wrong if _draws_strong(item, place)]
    # In an easy question no wrong choice is used: that's said once.
    if Reason(Why.EASY) not in found:
        found += [Reason(Why.UNUSED, place) for place in wrong if _share_of(item.took[place], item).high < UNUSED_BELOW]
    if gap and gap.interval.low > 0:
        found.append(Reason(Why.GAP))
    return tuple(found)


def gap(source: Item, translated: Item) -> Gap | None:
    """Return how much harder a question is in a translation; None where either has fewer than JUDGED_FROM tries."""
    if min(source.n, translated.n) < JUDGED_FROM:
        return None
    one, other = ((Fraction(each.right), Fraction(each.n)) for each in (source, translated))
    points = percent(source.right, source.n) - percent(translated.right, translated.n)
    return Gap(points, of_difference(one, other))


def percent(part: int | Fraction, of: int | Fraction) -> int:
    """Return which share `part` is of `of`, which isn't 0, in whole percents, halves upwards."""
    return int((200 * Fraction(part) / of + 1) // 2)


def _of_share(item: Item) -> Iterator[Why]:
    share = _share_of(item.right, item)
    if share.high < HARD_BELOW:
        yield Why.HARD
    if share.low > EASY_ABOVE:
        yield Why.EASY


def _share_of(number: int, item: Item) -> Interval:
    return of_one_share(number, item.n)


def _draws_strong(item: Item, place: int) -> bool:
    if item.thirds is None:
        return False
    strong, weak = ((item.thirds[third][place], item.third) for third in (Third.STRONG, Third.WEAK))
    return of_difference(strong, weak).low > 0
