"""What learners said before a course beside what the same learners said after it: how many of each, means and shares.

Only learners who answered a question at both moments are counted, so that nobody is compared with somebody else. They are
counted in full tens, in the order in which they came: whatever grew between two looks is the answers of ten at least.

That holds while answers only come. Somebody who takes theirs back, or erases everything, leaves their ten, and of those who
waited the first takes the place. Whoever kept the numbers from before sees which answers are gone and which have come in,
and so one pair of each; whose they are they know only if they know who went. Pages say numbers of all courses' learners
together and no names, so nothing else tells them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mpt.rules.figures import STEP

Pair = tuple[int, int]
"""The positions, from 0, of what somebody answered before and after."""


@dataclass(slots=True)
class Pairs:
    """The pairs of one question. `counted` has them by what was answered; the last ones wait until they are ten."""

    counted: Counter[Pair] = field(default_factory=Counter)
    _waiting: list[Pair] = field(default_factory=list)

    def add(self, before: int, after: int) -> None:
        """Add what one more learner answered."""
        self._waiting.append((before, after))
        if len(self._waiting) == STEP:
            self.counted.update(self._waiting)
            self._waiting.clear()


@dataclass(frozen=True, slots=True)
class Means:
    """Means of a question on five faces, which are shown as 1 to 5, in hundredths: 346 is 3.46. `n` are the pairs."""

    n: int
    before: int
    after: int

    @property
    def change(self) -> int:
        """How far the mean after is above the mean before, going by what is shown."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of a hundred chose each answer of a question, before and after, in the order of its answers."""

    n: int
    before: tuple[int, ...]
    after: tuple[int, ...]


def means(counted: Mapping[Pair, int]) -> Means | None:
    """Return the means before and after; None without pairs."""
    n = sum(counted.values())
    if not n:
        return None
    before, after = (sum((pair[moment] + 1) * times for pair, times in counted.items()) for moment in (0, 1))
    return Means(n, _rounded(100 * before, n), _rounded(100 * after, n))


def shares(counted: Mapping[Pair, int], places: int) -> Shares | None:
    """Return the shares of each of a question's `places` answers before and after, in percent; None without pairs."""
    n = sum(counted.values())
    if not n:
        return None
    before, after = (
        tuple(_rounded(100 * _chose(counted, moment, place), n) for place in range(places)) for moment in (0, 1)
    )
    return Shares(n, before, after)


def rate(part: int, whole: int) -> int | None:
    """Return how many of a hundred `part` is of `whole`; None where the whole is fewer than STEP."""
    return _rounded(100 * part, whole) if whole >= STEP else None


def _chose(counted: Mapping[Pair, int], moment: int, place: int) -> int:
    return sum(times for pair, times in counted.items() if pair[moment] == place)


def _rounded(value: int, of: int) -> int:
    """Return the quotient of two numbers of 0 or more as a whole number, halves upwards."""
    return (2 * value + of) // (2 * of)
